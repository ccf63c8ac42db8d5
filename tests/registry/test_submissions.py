"""A company submits, sees, amends and withdraws its application by a receipt code, and learns nothing of others."""

import json

import pytest
from sqlalchemy import select

from engine.allocation.allocate import allocate
from engine.registry import confirmations, journal
from engine.registry import tables as t
from engine.registry.access import Terminal
from engine.registry.database import Database
from engine.registry.decisions import decide, opened
from engine.registry.listing import allocation_input, find
from engine.registry.receipts import new_code
from engine.registry.retention_period import notice
from engine.registry.stored import Conflict, Wanted
from engine.registry.submissions import amend, by_receipt, states, submit, withdraw
from engine.values.refusal import Refused
from tests.registry.companies import OFFICIAL, POLICY, code, content, platform, rent, side, standard, verdict_of


def refusal(call, *arguments, **named):
    """The paths and the Chinese words of a refusal."""
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return [(error["path"], error["message"]["zh"]) for error in refused.value.errors]


def count(registry: Database) -> int:
    return find(registry, OFFICIAL, POLICY, Wanted()).total


def test_what_was_submitted_is_seen_by_its_code_and_by_officials(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1), "small")
    seen = by_receipt(registry, receipt.code.lower().replace("-", " "))
    assert (seen.id, seen.applicant, seen.size, seen.source) == (receipt.id, code(1), "small", "company")
    assert seen.content == content(1)
    assert opened(registry, OFFICIAL, receipt.id).claims == seen.claims


def test_the_code_itself_is_not_kept(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1), None)
    with registry.reading() as session:
        kept = session.scalars(select(t.Application)).one()
        everything = json.dumps([str(value) for value in vars(kept).values()])
    assert receipt.code not in everything
    assert receipt.code.replace("-", "") not in everything


def test_a_click_too_many_gives_the_same_receipt_and_adds_nothing(registry: Database) -> None:
    key = new_code()
    first = submit(registry, POLICY, content(1), None, key=key)
    assert submit(registry, POLICY, content(1), None, key=key.lower()) == first
    assert first.code == key
    assert count(registry) == 1


def test_a_code_that_was_used_takes_no_other_content(registry: Database) -> None:
    key = new_code()
    submit(registry, POLICY, content(1), None, key=key)
    with pytest.raises(Conflict) as conflict:
        submit(registry, POLICY, content(1, rent("31")), None, key=key)
    assert "回执码" in conflict.value.message["zh"]
    assert by_receipt(registry, key).content == content(1)


def test_what_identifies_each_matter_is_needed_to_submit_and_to_amend_and_every_place_is_named(
    registry: Database,
) -> None:
    receipt = submit(registry, POLICY, content(1, standard(), rent()), None)
    nameless = content(1) | {"claims": [standard(), rent()]}
    places = ["claims.0.facts.standards.0.number", "claims.1.facts.rents.0.address"]
    for refused in (
        refusal(submit, registry, POLICY, nameless, None),
        refusal(amend, registry, POLICY, receipt.code, nameless, None, 1),
    ):
        assert [path for path, _ in refused] == places
        assert refused[0][1].startswith("标准1：提交时须填")
    assert count(registry) == 2
    assert by_receipt(registry, receipt.code).content == content(1, standard(), rent())


def test_an_application_needs_a_claim_and_somebody_whose_it_is(registry: Database) -> None:
    nobody = content(None)
    nothing = content(1) | {"claims": []}
    assert [path for path, _ in refusal(submit, registry, POLICY, nobody, None)] == ["applicant"]
    assert [path for path, _ in refusal(submit, registry, POLICY, nobody | {"applicant": {"id": "A"}}, None)] == [
        "applicant"
    ]
    assert [path for path, _ in refusal(submit, registry, POLICY, nothing, None)] == ["claims"]
    assert count(registry) == 0


@pytest.mark.on_one_database
@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"application_date": "yesterday"}, "application_date"),
        ({"claims": [rent() | {"provision": "art99"}]}, "claims.0.provision"),
        ({"claims": [rent("-5")]}, "claims.0.facts.rents.0.amount"),
        ({"claims": [rent(key="c\0")]}, "claims.0.id"),
        ({"applicant": {"name": "甲\n乙"}}, "applicant.name"),
        ({"applicant": {"name": "甲", "uscc": "91440300MA0000000X"}}, "applicant.uscc"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_kept(registry: Database, wrong: dict, path: str) -> None:
    assert path in [at for at, _ in refusal(submit, registry, POLICY, content(1) | wrong, None)]
    assert count(registry) == 0


def test_what_is_not_an_application_at_all_is_refused(registry: Database) -> None:
    for nothing in (None, [1], "text", 1):
        assert refusal(submit, registry, POLICY, nothing, None)
    assert refusal(submit, registry, POLICY, content(1), "giant")[0][0] == "size"


def test_an_application_that_is_longer_than_any_honest_one_is_not_kept(registry: Database) -> None:
    revenues = {str(year): f"{year:012}.000000" for year in range(1949, 2101)}
    many = [
        {"id": f"r{number}", "provision": "art05_revenue_growth", "facts": {"revenues": revenues}}
        for number in range(200)
    ]
    assert "KB" in refusal(submit, registry, POLICY, content(1, *many), None)[0][1]


def test_readings_and_what_was_awarded_are_for_officials_to_say(registry: Database) -> None:
    said = content(1) | {
        "readings": {},
        "already_awarded": {"art05": "950"},
        "quota_used": {"art12_public_platform": 1},
    }
    receipt = submit(registry, POLICY, said, None)
    assert opened(registry, OFFICIAL, receipt.id).content == content(1)


def test_a_company_gives_itself_no_score_and_nobody_elses_id(registry: Database) -> None:
    stated = content(1, platform("平台一", score="99.9"), id=code(2))
    receipt = submit(registry, POLICY, stated, None)
    kept = opened(registry, OFFICIAL, receipt.id)
    assert "score" not in kept.content["claims"][0]["facts"]
    assert "id" not in kept.content["applicant"]
    assert kept.claims[0].score is None
    assert kept.applicant == code(1)


def test_two_companies_without_a_code_share_nothing(registry: Database) -> None:
    ids = {
        opened(registry, OFFICIAL, submit(registry, POLICY, content(None, name=name), None).id).applicant
        for name in ("甲", "乙", "甲乙")
    }
    assert len(ids) == 3


def test_a_company_may_come_any_number_of_times_whatever_it_states(registry: Database) -> None:
    submit(registry, POLICY, content(1, standard("international")), None)
    submit(registry, POLICY, content(1, standard("international"), day="2025-09-01"), None)
    batches = allocation_input(registry, OFFICIAL, POLICY, 2025)
    assert [claim["actual"] for claim in allocate(POLICY, batches)["claims"]] == ["60.00", "40.00"]
    submit(registry, POLICY, content(1, side("solver"), ai_robotics=False), None)
    submit(registry, POLICY, content(1, standard("international")), None)
    submit(registry, POLICY, content(1, day="2026-06-15"), None)
    assert count(registry) == 5


def test_both_sides_of_a_project_that_agree_are_kept(registry: Database) -> None:
    submit(registry, POLICY, content(1, side("publisher")), None)
    submit(registry, POLICY, content(2, side("solver", total_investment="1000.00")), None)
    assert count(registry) == 2


def test_an_application_is_amended(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1), "small")
    before = by_receipt(registry, receipt.code)
    after = amend(registry, POLICY, receipt.code, content(1, rent("31"), rent("5", "c2")), "micro", before.version)
    assert (after.id, after.size, after.version) == (before.id, "micro", before.version + 1)
    assert after.claims[0] == before.claims[0]
    assert [claim.key for claim in after.claims] == ["c1", "c2"]
    assert by_receipt(registry, receipt.code) == after


def test_an_older_version_overwrites_nothing(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1), None)
    amend(registry, POLICY, receipt.code, content(1, rent("31")), None, 1)
    with pytest.raises(Conflict) as conflict:
        amend(registry, POLICY, receipt.code, content(1, rent("32")), None, 1)
    assert set(conflict.value.message) == {"zh", "en"}
    assert by_receipt(registry, receipt.code).content == content(1, rent("31"))


def test_amending_to_what_is_there_changes_nothing(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1), None)
    assert amend(registry, POLICY, receipt.code, content(1), None, 1).version == 1


def test_an_amendment_may_state_whatever_it_likes(registry: Database) -> None:
    submit(registry, POLICY, content(1, side("publisher")), None)
    receipt = submit(registry, POLICY, content(2), None)
    amend(registry, POLICY, receipt.code, content(2, side("solver", total_investment="1")), None, 1)
    alone = amend(registry, POLICY, receipt.code, content(2, ai_robotics=False, day="2025-06-01"), None, 2)
    assert alone.day.isoformat() == "2025-06-01"


def test_a_company_that_takes_back_its_code_stays_the_same_applicant(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1), None)
    without = content(1)
    del without["applicant"]["uscc"]
    assert amend(registry, POLICY, receipt.code, without, None, 1).applicant == code(1)


def test_once_officials_have_decided_the_company_amends_no_more_but_may_withdraw(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1), None)
    claim = opened(registry, OFFICIAL, receipt.id).claims[0]
    decide(registry, OFFICIAL, POLICY, claim.id, 1, approved=5_000_000, score=None, reason="经核对")
    seen = by_receipt(registry, receipt.code)
    assert [claim.approved for claim in seen.claims] == [None]
    assert seen.changes == []
    assert "审核" in refusal(amend, registry, POLICY, receipt.code, content(1, rent("1")), None, seen.version)[0][1]
    withdraw(registry, receipt.code)
    assert count(registry) == 0


def test_what_is_withdrawn_is_gone(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1), None)
    withdraw(registry, receipt.code)
    for call in (by_receipt, withdraw):
        assert "没有" in refusal(call, registry, receipt.code)[0][1]
    assert "位" in refusal(by_receipt, registry, receipt.code[:-1])[0][1]
    with registry.reading() as session:
        assert session.scalars(select(t.Application.id)).all() == []
        assert session.scalars(select(t.Claim.id)).all() == []
    assert allocation_input(registry, OFFICIAL, POLICY, 2025) == {"applications": [], "approved_claims": [], "open": []}


def test_each_line_of_the_journal_begins_with_the_state_in_which_the_one_before_left_it(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1), None)
    amend(registry, POLICY, receipt.code, content(1, rent("31")), None, 1)
    amend(registry, POLICY, receipt.code, content(1), None, 2)
    withdraw(registry, receipt.code)
    lines = journal.entries(registry, Terminal())[::-1]
    assert [(line.who, line.what, line.subject) for line in lines] == [
        ("company", what, receipt.id) for what in ("submitted", "amended", "amended", "withdrawn")
    ]
    assert lines[0].before is None
    assert [line.before for line in lines[1:]] == [line.after for line in lines[:-1]]
    assert lines[0].after == lines[2].after != lines[1].after
    assert lines[-1].after is None
    assert verdict_of(registry, Terminal()).broken is None


def test_the_same_content_has_another_hash_in_another_application(registry: Database) -> None:
    """Whoever guesses a content cannot find it in the journal."""
    first = submit(registry, POLICY, content(1), None)
    withdraw(registry, first.code)
    submit(registry, POLICY, content(1), None)
    submitted = [line.after for line in journal.entries(registry, Terminal(), what="submitted")]
    assert len(set(submitted)) == 2


def test_a_company_is_told_what_is_kept_why_and_until_when():
    told = notice(POLICY, 2025)
    assert told.keep_until.year > 2025
    assert f"{told.keep_until.year}年12月31日" in told.until["zh"]
    assert told.keep_until.isoformat() in told.until["en"]
    for text in (told.what, told.why, told.who, told.rights):
        assert text["zh"]
        assert text["en"]


def test_a_company_sees_how_each_of_its_claims_stands_and_why(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1, rent(), standard(), platform("甲平台")))

    def said() -> list[tuple[str, str, int | None, str]]:
        return [(one.key, one.state, one.amount, one.reason) for one in states(registry, receipt.code)]

    received = [(key, "received", None, "") for key in ("c1", "s1", "p1")]
    assert said() == received
    confirmations.confirm(registry, OFFICIAL, POLICY, code(1))
    assert said() == [(key, "accepted", None, "") for key in ("c1", "s1", "p1")]
    confirmations.withdraw(registry, OFFICIAL, POLICY, code(1))
    assert said() == received
    for number, amount, reason in ((0, 15_000_000, "按发票核减"), (1, 0, "该标准未主导"), (0, 14_000_000, "复核")):
        claim, version = (
            opened(registry, OFFICIAL, receipt.id).claims[number],
            by_receipt(registry, receipt.code).version,
        )
        decide(registry, OFFICIAL, POLICY, claim.id, version, approved=amount, score=None, reason=reason)
    assert said() == [
        ("c1", "approved", 14_000_000, "复核"),
        ("s1", "refused", 0, "该标准未主导"),
        ("p1", "accepted", None, ""),
    ]
    claim, version = opened(registry, OFFICIAL, receipt.id).claims[0], by_receipt(registry, receipt.code).version
    decide(registry, OFFICIAL, POLICY, claim.id, version, approved=None, score=None, reason="收回重审")
    assert said()[0] == ("c1", "accepted", None, "")
    assert "没有与此回执码对应的申报" in refusal(states, registry, new_code())[0][1]


def test_the_state_of_a_claim_is_not_told_by_another_code(registry: Database) -> None:
    one, other = (submit(registry, POLICY, content(number)) for number in (1, 2))
    claim = opened(registry, OFFICIAL, one.id).claims[0]
    decide(registry, OFFICIAL, POLICY, claim.id, 1, approved=10_000_000, score=None, reason="核")
    assert [(c.state, c.reason) for c in states(registry, other.code)] == [("received", "")]
