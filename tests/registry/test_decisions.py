"""Officials open, correct, decide about and delete applications; nothing of somebody faster is overwritten."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from engine.allocation.allocate import allocate
from engine.registry import access, imports, incoming, integrity, journal, scenarios
from engine.registry import tables as t
from engine.registry.access import NotAllowed, Terminal
from engine.registry.database import Database
from engine.registry.decisions import agree, correct, decide, delete, delete_claim, opened, opened_all, reject
from engine.registry.imports import imported_files, remove_file
from engine.registry.listing import allocation_input, exported, find, names, profiles, sizes, submitted, waiting, years
from engine.registry.retention import purge
from engine.registry.retention_period import keep_until
from engine.registry.sample_applications import load_sample, remove_sample
from engine.registry.stored import Conflict, New, Proposal, Stored, Wanted
from engine.registry.submissions import submit
from engine.values.refusal import Refused
from tests.registry.companies import (
    OFFICIAL,
    POLICY,
    SECOND,
    add_many,
    agreed,
    content,
    platform,
    rent,
    side,
    standard,
    verdict_of,
    with_second,
)

WAN = 1_000_000


def kept(registry: Database, raw: dict, size: str | None = "small") -> Stored:
    """An application that was submitted."""
    return opened(registry, OFFICIAL, submit(registry, POLICY, raw, size).id)


def test_a_correction_is_kept_with_its_reason_and_with_what_was_before(registry: Database) -> None:
    one = kept(registry, content(1, rent("30"), standard()))
    corrected = content(1, rent("28"), standard(), waiver=True)
    after = correct(registry, OFFICIAL, POLICY, one.id, 1, corrected, " 经核对发票 ", size="micro")
    assert (after.content, after.size, after.version) == (corrected, "micro", 2)
    assert {(change.claim, change.what, change.who, change.reason) for change in after.changes} == {
        ("c1", "corrected", "安", "经核对发票"),
        (None, "corrected", "安", "经核对发票"),
    }
    of_claim = next(change for change in after.changes if change.claim == "c1")
    assert (of_claim.before, of_claim.after) == (one.content["claims"][0], corrected["claims"][0])
    of_applicant = next(change for change in after.changes if change.claim is None)
    assert (of_applicant.before["size"], of_applicant.after["size"]) == ("small", "micro")
    assert of_applicant.after["applicant"]["waiver"] is True
    assert opened(registry, OFFICIAL, one.id) == after


@pytest.mark.on_one_database
@pytest.mark.parametrize("reason", ["", "  ", "\u3000", "a" * 301, "a\0b", "\ud800"])
def test_nothing_is_changed_without_a_reason(registry: Database, reason: str) -> None:
    one = kept(registry, content(1))
    with pytest.raises(Refused):
        correct(registry, OFFICIAL, POLICY, one.id, 1, content(1, rent("1")), reason)
    with pytest.raises(Refused):
        decide(registry, OFFICIAL, POLICY, one.claims[0].id, 1, approved=1, score=None, reason=reason)
    assert opened(registry, OFFICIAL, one.id) == one


def test_what_an_official_said_stays_when_the_rest_is_corrected(registry: Database) -> None:
    one = kept(registry, content(1, rent(), standard()))
    after = decide(registry, OFFICIAL, POLICY, one.claims[0].id, 1, approved=5 * WAN, score=None, reason="定")
    after = correct(registry, OFFICIAL, POLICY, one.id, 2, content(1, standard(), rent("29")), "改")
    assert [(claim.key, claim.approved) for claim in after.claims] == [("s1", None), ("c1", 5 * WAN)]
    assert {claim.id for claim in after.claims} == {claim.id for claim in one.claims}
    after = correct(registry, OFFICIAL, POLICY, one.id, 3, content(1, standard(key="c1")), "改")
    assert [(claim.key, claim.provision, claim.approved) for claim in after.claims] == [("c1", "art11_standards", None)]


def test_a_decision_is_kept_with_its_reason(registry: Database) -> None:
    one = kept(registry, content(1, platform("平台一")))
    claim = one.claims[0].id
    after = decide(registry, OFFICIAL, POLICY, claim, 1, approved=800 * WAN, score=88 * WAN, reason="评审")
    assert (after.claims[0].approved, after.claims[0].score, after.version) == (800 * WAN, 88 * WAN, 2)
    after = decide(registry, OFFICIAL, POLICY, claim, 2, approved=None, score=88 * WAN, reason="复核")
    assert [(c.what, c.before, c.after, c.reason) for c in after.changes] == [
        ("approved", None, 800 * WAN, "评审"),
        ("scored", None, 88 * WAN, "评审"),
        ("approved", 800 * WAN, None, "复核"),
    ]
    same = decide(registry, OFFICIAL, POLICY, claim, 3, approved=None, score=88 * WAN, reason="无改动")
    assert same == after


@pytest.mark.parametrize("figure", [-1, 10**12 * WAN])
def test_a_figure_that_is_none_is_refused(registry: Database, figure: int) -> None:
    one = kept(registry, content(1))
    with pytest.raises(Refused) as refused:
        decide(registry, OFFICIAL, POLICY, one.claims[0].id, 1, approved=figure, score=figure, reason="定")
    assert [error["path"] for error in refused.value.errors] == ["approved", "score"]


def test_the_largest_amount_is_kept_exactly(registry: Database) -> None:
    one = kept(registry, content(1))
    most = 10**12 * WAN - 1
    assert agreed(registry, one.claims[0].id, most, 1).claims[0].approved == most


def refused_at(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    (error,) = refused.value.errors
    assert error["message"]["zh"]
    return str(error["path"])


def test_more_than_the_law_allows_is_refused_and_says_how_much_it_does(registry: Database) -> None:
    one = kept(registry, content(1, rent("30"), platform("平台一"), standard("national")))
    rents, platforms, standards = (claim.id for claim in one.claims)
    for claim, amount, most in ((rents, 15_000_001, "15.00"), (platforms, 1_001 * WAN, "1,000.00"),
                                (standards, 41 * WAN, "40.00")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            decide(registry, OFFICIAL, POLICY, claim, 1, approved=amount, score=None, reason="x")
        assert [error["path"] for error in refused.value.errors] == ["approved"]
        assert f"最多可核定的{most}万元" in refused.value.errors[0]["message"]["zh"]
    assert opened(registry, OFFICIAL, one.id) == one, "nothing was written"
    version = 1
    for claim, amount in ((rents, 15 * WAN), (platforms, 1_000 * WAN), (standards, 40 * WAN)):
        decide(registry, OFFICIAL, POLICY, claim, version, approved=amount, score=None, reason="x")
        version += 1
    assert {claim.beyond for claim in opened(registry, OFFICIAL, one.id).claims} == {None}


@pytest.mark.parametrize("facts", [{"disqualified": True}, {"legal_person": False}])
def test_a_claim_that_does_not_qualify_has_nothing_to_approve(registry: Database, facts: dict) -> None:
    one = kept(registry, content(1, platform("平台一"), **facts))
    claim = one.claims[0].id
    ask = partial(decide, registry, OFFICIAL, POLICY, claim, 1, score=None, reason="x")
    assert refused_at(lambda: ask(approved=5_000 * WAN)) == "approved"
    assert ask(approved=0).claims[0].approved == 0


def standing_now(registry: Database) -> dict[str, int]:
    return {name: find(registry, OFFICIAL, POLICY, Wanted(standing=name)).total for name in ("proposed", "beyond")}


def test_insisted_on_it_is_proposed_and_decided_once_another_official_agrees(registry: Database) -> None:
    one, second = kept(registry, content(1)), with_second(registry)
    claim = one.claims[0].id
    ask = partial(decide, registry, OFFICIAL, POLICY, claim, score=None, reason="区政府专题会议")
    asked = ask(1, approved=500 * WAN, propose=True)
    assert asked.claims[0].proposed == Proposal(500 * WAN, "安", "区政府专题会议")
    assert (asked.claims[0].approved, asked.claims[0].beyond) == (None, None), "no decision yet"
    assert [(c.what, c.who, c.after, c.reason) for c in asked.changes] == [
        ("proposed", "安", 500 * WAN, "区政府专题会议")
    ]
    assert allocation_input(registry, OFFICIAL, POLICY, 2025)["approved_claims"] == []
    assert (waiting(registry, second, POLICY), waiting(registry, OFFICIAL, POLICY)) == (1, 0), "not for who proposed it"
    assert standing_now(registry) == {"proposed": 1, "beyond": 0}
    assert refused_at(lambda: agree(registry, OFFICIAL, POLICY, claim, 2)) == ""
    assert refused_at(lambda: agree(registry, Terminal("别人"), POLICY, claim, 2)) == "", "it takes an account"

    after = agree(registry, second, POLICY, claim, 2)
    (own,) = after.claims
    assert (own.approved, own.beyond, own.second, own.proposed) == (500 * WAN, 15 * WAN, SECOND, None)
    last = after.changes[-1]
    assert (last.what, last.who, last.second, last.reason) == ("approved", "安", SECOND, "区政府专题会议")
    assert standing_now(registry) == {"proposed": 0, "beyond": 1}
    (given,) = allocation_input(registry, OFFICIAL, POLICY, 2025)["approved_claims"]
    assert (given["approved"], given["most"]) == ("500.00", "15.00")
    lines = [(line.what, line.who) for line in journal.entries(registry, OFFICIAL)][:2]
    assert lines == [("agreed", SECOND), ("proposed", "安")]
    # A score beside it leaves it what it is, and a figure that the law allows ends it.
    scored = decide(registry, OFFICIAL, POLICY, claim, 3, approved=500 * WAN, score=WAN, reason="评分")
    assert (scored.claims[0].beyond, scored.claims[0].second) == (15 * WAN, SECOND)
    lawful = ask(4, approved=15 * WAN)
    assert (lawful.claims[0].beyond, lawful.claims[0].second) == (None, "")
    assert standing_now(registry) == {"proposed": 0, "beyond": 0}
    assert integrity.prove(registry, OFFICIAL).is_whole


def test_what_is_proposed_is_refused_by_another_or_withdrawn_with_a_reason(registry: Database) -> None:
    one, second = kept(registry, content(1)), with_second(registry)
    claim = one.claims[0].id
    decide(registry, OFFICIAL, POLICY, claim, 1, approved=10 * WAN, score=None, reason="定")
    for version, who, what in ((2, second, "proposal_refused"), (4, OFFICIAL, "proposal_withdrawn")):
        decide(registry, OFFICIAL, POLICY, claim, version, approved=500 * WAN, score=None, reason="x", propose=True)
        assert refused_at(lambda at=version, by=who: reject(registry, by, POLICY, claim, at + 1, " ")) == "reason"  # type: ignore[misc]
        after = reject(registry, who, POLICY, claim, version + 1, "依据不足")
        assert (after.claims[0].approved, after.claims[0].proposed) == (10 * WAN, None)
        last = after.changes[-1]
        assert (last.what, last.before, last.after, last.reason) == (what, 500 * WAN, None, "依据不足")
        assert next(line.what for line in journal.entries(registry, OFFICIAL)) == what
    assert refused_at(lambda: agree(registry, second, POLICY, claim, 6)) == ""
    assert refused_at(lambda: reject(registry, second, POLICY, claim, 6, "x")) == ""


def test_nobody_agrees_without_a_session_or_to_what_has_changed_meanwhile(registry: Database) -> None:
    one, second = kept(registry, content(1)), with_second(registry)
    claim = one.claims[0].id
    decide(registry, OFFICIAL, POLICY, claim, 1, approved=500 * WAN, score=None, reason="x", propose=True)
    for nobody in (None, "x"):
        with pytest.raises(NotAllowed):
            agree(registry, nobody, POLICY, claim, 2)
        with pytest.raises(NotAllowed):
            reject(registry, nobody, POLICY, claim, 2, "x")
        with pytest.raises(NotAllowed):
            waiting(registry, nobody, POLICY)
    correct(registry, OFFICIAL, POLICY, one.id, 2, content(1, rent("20")), "更正")
    with pytest.raises(Conflict):
        agree(registry, second, POLICY, claim, 2)
    assert agree(registry, second, POLICY, claim, 3).claims[0].beyond == 10 * WAN, "as the law has it now"


def test_a_decision_that_the_law_allows_takes_the_place_of_what_was_proposed(registry: Database) -> None:
    one = kept(registry, content(1))
    ask = partial(decide, registry, OFFICIAL, POLICY, one.claims[0].id, score=None, reason="x")
    ask(1, approved=500 * WAN, propose=True)
    after = ask(2, approved=15 * WAN, propose=True)
    assert (after.claims[0].approved, after.claims[0].proposed) == (15 * WAN, None)


def test_what_a_correction_leaves_above_the_law_is_to_be_decided_again(registry: Database) -> None:
    one = kept(registry, content(1, rent("30"), standard("national")))
    for version, (claim, amount) in enumerate(zip(one.claims, (15, 40), strict=True), 1):
        decide(registry, OFFICIAL, POLICY, claim.id, version, approved=amount * WAN, score=None, reason="x")
    after = correct(registry, OFFICIAL, POLICY, one.id, 3, content(1, rent("20"), standard("national")), "按发票更正")
    assert [(claim.approved, claim.lapsed) for claim in after.claims] == [(None, 15 * WAN), (40 * WAN, None)]
    assert find(registry, OFFICIAL, POLICY, Wanted(standing="lapsed")).total == 1
    assert integrity.prove(registry, OFFICIAL).is_whole


def test_what_another_official_agreed_to_is_to_be_decided_again_where_a_correction_takes_it_further_beyond(
    registry: Database,
) -> None:
    one = kept(registry, content(1, rent("30")))
    agreed(registry, one.claims[0].id, 500 * WAN, 1)
    more = correct(registry, OFFICIAL, POLICY, one.id, 3, content(1, rent("40")), "按发票更正")
    assert (more.claims[0].approved, more.claims[0].beyond, more.claims[0].lapsed) == (500 * WAN, 15 * WAN, None)
    less = correct(registry, OFFICIAL, POLICY, one.id, 4, content(1, rent("20")), "按发票更正")
    (claim,) = less.claims
    assert (claim.approved, claim.beyond, claim.second, claim.lapsed) == (None, None, "", 500 * WAN)
    assert integrity.prove(registry, OFFICIAL).is_whole


def test_what_is_to_be_decided_again_stays_so_while_a_proposal_waits(registry: Database) -> None:
    one = kept(registry, content(1, rent("30")))
    claim = one.claims[0].id
    decide(registry, OFFICIAL, POLICY, claim, 1, approved=15 * WAN, score=None, reason="x")
    correct(registry, OFFICIAL, POLICY, one.id, 2, content(1, rent("20")), "按发票更正")
    after = decide(registry, OFFICIAL, POLICY, claim, 3, approved=500 * WAN, score=WAN, reason="x", propose=True)
    assert (after.claims[0].approved, after.claims[0].lapsed, after.claims[0].score) == (None, 15 * WAN, WAN)
    after = agree(registry, with_second(registry), POLICY, claim, 4)
    assert (after.claims[0].approved, after.claims[0].lapsed, after.claims[0].score) == (500 * WAN, None, WAN)


def test_what_was_awarded_in_the_year_before_bounds_what_can_be_approved(registry: Database) -> None:
    first = kept(registry, content(1, day="2025-03-01"))
    decide(registry, OFFICIAL, POLICY, first.claims[0].id, 1, approved=12 * WAN, score=None, reason="x")
    again = kept(registry, content(1, day="2025-09-01"))
    ask = partial(decide, registry, OFFICIAL, POLICY, again.claims[0].id, 1, score=None, reason="x")
    assert refused_at(lambda: ask(approved=9 * WAN)) == "approved"
    assert ask(approved=8 * WAN).claims[0].beyond is None


def test_an_older_version_overwrites_nothing(registry: Database) -> None:
    one = kept(registry, content(1, rent(), standard()))
    now = decide(registry, OFFICIAL, POLICY, one.claims[0].id, 1, approved=WAN, score=None, reason="定")
    for late in (
        lambda: decide(registry, OFFICIAL, POLICY, one.claims[1].id, 1, approved=WAN, score=None, reason="定"),
        lambda: correct(registry, OFFICIAL, POLICY, one.id, 1, content(1), "改"),
        lambda: delete(registry, OFFICIAL, one.id, 1),
        lambda: delete_claim(registry, OFFICIAL, one.claims[0].id, 1),
    ):
        with pytest.raises(Conflict):
            late()
    assert opened(registry, OFFICIAL, one.id) == now


def test_of_many_officials_at_once_one_is_first_and_the_others_are_told(registry: Database) -> None:
    one = kept(registry, content(1))

    def decided(amount: int) -> int | None:
        try:
            decide(registry, OFFICIAL, POLICY, one.claims[0].id, 1, approved=amount, score=None, reason=f"定{amount}")
        except Conflict:
            return None
        return amount

    with ThreadPoolExecutor(4) as officials:
        said = [amount for amount in officials.map(decided, range(1, 9)) if amount is not None]
    after = opened(registry, OFFICIAL, one.id)
    assert [after.claims[0].approved] == said
    assert [change.after for change in after.changes] == said
    assert after.version == 2
    assert verdict_of(registry, OFFICIAL).broken is None


def test_sides_that_differ_and_come_at_once_are_all_kept_and_open(registry: Database) -> None:
    def submitted(number: int) -> str:
        return submit(registry, POLICY, content(number, side("publisher", total_investment=str(number))), None).id

    with ThreadPoolExecutor(4) as companies:
        assert len(set(companies.map(submitted, range(1, 9)))) == 8
    answer = allocate(POLICY, {"budget": None, **allocation_input(registry, OFFICIAL, POLICY, 2025)})
    assert [claim["limits"] for claim in answer["claims"]] == [["open"]] * 8


def test_what_is_deleted_is_gone_with_its_changes_and_the_chain_stays_whole(registry: Database) -> None:
    one = kept(registry, content(1))
    correct(registry, OFFICIAL, POLICY, one.id, 1, content(1, rent("1")), "改")
    delete(registry, OFFICIAL, one.id, 2)
    with registry.reading() as session:
        for table in (t.Application, t.Claim, t.Change):
            assert session.scalars(select(table.id)).all() == []
    with pytest.raises(Refused) as refused:
        opened(registry, OFFICIAL, one.id)
    assert "不存在" in refused.value.errors[0]["message"]["zh"]
    assert [line.what for line in journal.entries(registry, OFFICIAL)] == ["deleted", "corrected", "submitted"]
    assert verdict_of(registry, OFFICIAL).broken is None


def test_with_one_claim_goes_what_was_noted_about_it_and_the_other_stays(registry: Database) -> None:
    one = kept(registry, content(1, rent("30"), standard()))
    correct(registry, OFFICIAL, POLICY, one.id, 1, content(1, rent("28"), standard("industry")), "改")
    decide(registry, OFFICIAL, POLICY, one.claims[0].id, 2, approved=WAN, score=None, reason="定")
    delete_claim(registry, OFFICIAL, one.claims[0].id, 3)
    after = opened(registry, OFFICIAL, one.id)
    assert [claim.key for claim in after.claims] == ["s1"]
    assert after.content == content(1, standard("industry"))
    assert [change.claim for change in after.changes] == ["s1"]
    delete_claim(registry, OFFICIAL, after.claims[0].id, after.version)
    assert find(registry, OFFICIAL, POLICY, Wanted()).total == 0


def test_what_was_to_be_kept_until_yesterday_is_deleted(registry: Database) -> None:
    kept(registry, content(1, day="2025-06-15"))
    later = kept(registry, content(1, day="2026-06-15"))
    last = keep_until(2025)
    assert purge(registry, OFFICIAL, last).applications == 0
    removed = purge(registry, OFFICIAL, date(last.year + 1, 1, 1))
    assert (removed.applications, removed.claims) == (1, 1)
    assert [row.application for row in find(registry, OFFICIAL, POLICY, Wanted()).rows] == [later.id]


def test_nothing_is_left_of_a_deleted_name_in_the_file(sqlite: str) -> None:
    registry = Database(sqlite)
    name = "忘掉我有限公司"
    others = [kept(registry, content(number)) for number in range(2, 6)]
    one = kept(registry, content(1, rent(), standard(), name=name))
    correct(registry, OFFICIAL, POLICY, one.id, 1, content(1, rent("5" * 9), name=name * 20), f"{name}来电")
    assert name.encode() in registry.file.read_bytes()
    delete(registry, OFFICIAL, one.id, 2)
    left = registry.file.read_bytes()
    for said in (name, "5" * 9, one.applicant):
        assert said.encode() not in left
    assert others[0].name.encode() in left
    registry.close()


CALLS = {
    "find": lambda r, who, one: find(r, who, POLICY, Wanted()),
    "years": lambda r, who, one: years(r, who, POLICY),
    "sizes": lambda r, who, one: sizes(r, who, POLICY, 2025),
    "names": lambda r, who, one: names(r, who, POLICY, 2025),
    "profiles": lambda r, who, one: profiles(r, who, POLICY, 2025),
    "allocation_input": lambda r, who, one: allocation_input(r, who, POLICY, 2025),
    "submitted": lambda r, who, one: submitted(r, who, POLICY, 2025),
    "exported": lambda r, who, one: exported(r, who, POLICY, Wanted()),
    "opened": lambda r, who, one: opened(r, who, one.id),
    "opened_all": lambda r, who, one: opened_all(r, who, [one.id]),
    "correct": lambda r, who, one: correct(r, who, POLICY, one.id, 1, content(1, rent("1")), "改"),
    "decide": lambda r, who, one: decide(r, who, POLICY, one.claims[0].id, 1, approved=1, score=1, reason="定"),
    "delete": lambda r, who, one: delete(r, who, one.id, 1),
    "delete_claim": lambda r, who, one: delete_claim(r, who, one.claims[0].id, 1),
    "purge": lambda r, who, one: purge(r, who, date(2099, 1, 1)),
    "add_many": lambda r, who, one: add_many(
        r, who, POLICY, [New(content(2))], content_of_file=b"1", file_name="1.csv"
    ),
    "look_over": lambda r, who, one: imports.look_over(r, who, POLICY, []),
    "carry_out": lambda r, who, one: imports.carry_out(r, who, POLICY, imports.Plan([], [])),
    "preview": lambda r, who, one: incoming.preview(r, who, POLICY, []),
    "add": lambda r, who, one: incoming.add(r, who, POLICY, [], ""),
    "imported_files": lambda r, who, one: imported_files(r, who, POLICY),
    "remove_file": lambda r, who, one: remove_file(r, who, one.id, "撤"),
    "load_sample": lambda r, who, one: load_sample(r, who, POLICY),
    "remove_sample": lambda r, who, one: remove_sample(r, who, POLICY),
}


def test_who_is_not_signed_in_reads_and_changes_nothing(registry: Database) -> None:
    one = kept(registry, content(1))
    with registry.writing() as session:
        tokens = []
        for name in ("走了", "退了"):
            official = t.Official(name=name, password="x")
            session.add(official)
            session.flush()
            tokens.append(access.begin(session, official))
            if name == "走了":
                official.removed = t.now()
            else:
                access.end(session, tokens[-1])
    lines = verdict_of(registry, OFFICIAL)
    for name, call in CALLS.items():
        for nobody in (None, "", "no token", *tokens):
            with pytest.raises(NotAllowed):
                pytest.fail(f"{name}: {call(registry, nobody, one)}")
    assert opened(registry, OFFICIAL, one.id) == one
    assert verdict_of(registry, OFFICIAL) == lines


def test_an_official_who_is_signed_in_may(registry: Database) -> None:
    one = kept(registry, content(1))
    with registry.writing() as session:
        official = t.Official(name="白", password="x")
        session.add(official)
        session.flush()
        token = access.begin(session, official)
    decided = decide(registry, token, POLICY, one.claims[0].id, 1, approved=1, score=None, reason="定")
    assert decided.changes[0].who == "白"
    assert json.dumps(decided.content)


UNHEARD_OF = ("\0", "\ud800", "x" * 9_999, "%", "")


@pytest.mark.parametrize("asked", UNHEARD_OF, ids=["null", "surrogate", "long", "percent", "empty"])
def test_an_id_that_nobody_made_is_nobodys(registry: Database, asked: str) -> None:
    one = kept(registry, content(1))
    for refused in (
        lambda: opened(registry, OFFICIAL, asked),
        lambda: decide(registry, OFFICIAL, POLICY, asked, 1, approved=1, score=None, reason="定"),
        lambda: remove_file(registry, OFFICIAL, asked, "撤"),
        lambda: scenarios.delete(registry, OFFICIAL, POLICY, asked, 1),
    ):
        with pytest.raises(Refused):
            refused()
    assert opened_all(registry, OFFICIAL, [asked, one.id]) == [one]
    if asked:
        assert find(registry, OFFICIAL, POLICY, Wanted(provision=asked)).total == 0
    find(registry, OFFICIAL, POLICY, Wanted(text=asked))
    journal.entries(registry, OFFICIAL, subject=asked)
