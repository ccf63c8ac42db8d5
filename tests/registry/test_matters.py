"""Matters, platforms and sides that several claim: kept, open until an official decides, and counted once."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select, text, update

from engine.allocation.allocate import allocate
from engine.allocation.paid import Allocation
from engine.registry import contents, statements
from engine.registry import tables as t
from engine.registry.counted import counted
from engine.registry.database import Database
from engine.registry.decisions import decide, opened
from engine.registry.integrity import prove
from engine.registry.listing import allocation_input, exported, submitted
from engine.registry.parties import print_of
from engine.registry.rulings import choose, dismiss, release, reopen
from engine.registry.stored import New, Wanted
from engine.registry.submissions import amend, in_question, submit
from engine.values.money import WAN
from engine.values.names import identity
from engine.values.refusal import Refused
from tests.registry.companies import (
    OFFICIAL,
    POLICY,
    add_many,
    algorithm,
    code,
    content,
    platform,
    rent,
    side,
    standard,
)
from tests.registry.test_points import paid, point, points

pytestmark = pytest.mark.on_one_database

ALGORITHM, PLATFORM, PUBLISHER, RENT = (
    "art08_algorithm_filing", "art12_public_platform", "art10_scenario_publisher", "art06_rent",
)  # fmt: skip
NUMBER = "网信算备 4403"


def run(registry: Database) -> Allocation:
    """What the year comes to: nothing is open in an allocation that is not among what the registry says is."""
    raw = allocation_input(registry, OFFICIAL, POLICY, 2025)
    answer = allocate(POLICY, {"budget": None, **raw})
    assert answer["open"] == raw["open"], "nothing is listed twice"
    return answer


# ------------------------------------------------------------------------------------------ claimed by two


CLAIMED: list[tuple[Callable[[str], dict], str, str]] = [
    (algorithm, "matter", ALGORITHM),
    (platform, "platform", PLATFORM),
]


@pytest.mark.parametrize(("claim", "kind", "provision"), CLAIMED, ids=["algorithm", "platform"])
def test_what_two_companies_claim_is_open_and_counts_where_an_official_says(
    registry: Database, claim: Callable[[str], dict], kind: str, provision: str
) -> None:
    one = submit(registry, POLICY, content(1, rent("30"), claim(NUMBER)), None)
    other = submit(registry, POLICY, content(2, rent("20"), claim("网信算备４４０３")), None)
    found = point(registry)
    assert (found.kind, found.named, found.provision, found.is_claimed) == (kind, NUMBER, provision, True)
    assert [bool(party.open) for party in found.parties] == [True, True]
    assert paid(registry)["1", RENT] == "15.00", "the rest is paid"
    assert (paid(registry)["1", provision], paid(registry)["2", provision]) == ("待定", "待定")
    assert [(x["kind"], x["what"], len(x["claims"])) for x in run(registry)["open"]] == [(kind, NUMBER, 2)]

    choose(registry, OFFICIAL, POLICY, found, other.id, "备案主体为该单位")
    assert point(registry).state == "decided"
    assert run(registry)["open"] == []
    assert paid(registry)["1", provision] == "0.00"
    assert paid(registry)["2", provision] not in ("0.00", "待定")
    contents_ = {x["applicant"]["uscc"]: x for x in submitted(registry, OFFICIAL, POLICY, 2025)}
    assert contents_[code(1)]["not_counted"] == [{"provision": provision, "matter": NUMBER}]
    assert "not_counted" not in contents_[code(2)]
    stored = {one.id: opened(registry, OFFICIAL, one.id)}
    as_counted = counted(registry, OFFICIAL, POLICY, stored.values())[one.id]
    (said,) = as_counted.of_claim(POLICY, as_counted.content["claims"][1]["id"])
    assert f"“{NUMBER}”以“测试2号有限公司”的申报为准" in said.text(POLICY)["zh"]
    assert as_counted.of_claim(POLICY, "c1") == ()
    by_claim = {c.provision: c.counted for x in exported(registry, OFFICIAL, POLICY, Wanted()) for c in x.claims
                if x.id == one.id}  # fmt: skip
    assert by_claim[RENT] is None
    assert "0万元" in (by_claim[provision] or {})["zh"]

    late = submit(registry, POLICY, content(3, claim(NUMBER)), None)
    assert [bool(party.open) for party in point(registry).parties] == [False, False, True], "and is open alone"
    dismiss(registry, OFFICIAL, late.id, 1, "不是该单位的")
    reopen(registry, OFFICIAL, POLICY, point(registry), "再议")
    assert len(point(registry).open) == 2
    assert prove(registry, OFFICIAL).is_whole


def test_only_the_entry_that_two_claim_brings_nothing_where_it_is_decided_for_the_other(registry: Database) -> None:
    submit(registry, POLICY, content(1, algorithm("1", "2", "3")), None)
    other = submit(registry, POLICY, content(2, algorithm("3")), None)
    choose(registry, OFFICIAL, POLICY, point(registry), other.id, "备案主体为该单位")
    assert paid(registry) == {("1", ALGORITHM): "200.00", ("2", ALGORITHM): "100.00"}


def test_what_an_official_brought_in_or_decided_outranks_and_what_is_dismissed_states_nothing(
    registry: Database,
) -> None:
    squatter = submit(registry, POLICY, content(1, algorithm("1")), None)
    add_many(registry, OFFICIAL, POLICY, [New(content(2, algorithm("1")))], content_of_file=b"x", file_name="x")
    assert paid(registry) == {("1", ALGORITHM): "待定", ("2", ALGORITHM): "100.00"}
    dismiss(registry, OFFICIAL, squatter.id, 1, "不是该单位提交")
    assert points(registry) == []
    first = submit(registry, POLICY, content(3, standard(key="s3") | {"facts": _standards("GB/T 1")}), None)
    claim = opened(registry, OFFICIAL, first.id).claims[0].id
    decide(registry, OFFICIAL, POLICY, claim, 1, approved=40 * WAN, score=None, reason="经核对")
    submit(registry, POLICY, content(4, standard() | {"facts": _standards("gb/t1")}), None)
    assert paid(registry)["3", "art11_standards"] == "40.00"
    assert paid(registry)["4", "art11_standards"] == "待定"
    assert run(registry)["open"][0]["kind"] == "matter"


def _standards(number: str) -> dict:
    return {"standards": [{"number": number, "level": "national", "lead": True, "already_rewarded": False}]}


# ------------------------------------------------------------------------------------------ one company, twice


def test_other_figures_of_one_matter_in_a_second_application_are_open(registry: Database) -> None:
    one = submit(registry, POLICY, content(1, algorithm("1", "2", approved_each="80")), None)
    submit(registry, POLICY, content(1, algorithm("1", approved_each="80"), day="2025-07-01"), None)
    assert points(registry) == [], "the same once more counts once"
    assert sorted(x["actual"] for x in run(registry)["claims"]) == ["0.00", "160.00"]
    other = submit(registry, POLICY, content(1, algorithm("2", approved_each="90"), day="2025-08-01"), None)
    found = point(registry)
    assert (found.kind, found.named, found.facts, found.is_claimed) == ("matter", "2", ("approved_each",), False)
    assert {party.application for party in found.parties} == {one.id, other.id}
    assert len(run(registry)["open"][0]["claims"]) == 2
    choose(registry, OFFICIAL, POLICY, found, other.id, "以后一份为准")
    assert sorted(x["actual"] for x in run(registry)["claims"]) == ["0.00", "80.00", "90.00"]


def test_premises_are_each_companys_own(registry: Database) -> None:
    def of(number: int, amount: str, day: str) -> dict:
        claim = rent(amount)
        claim["facts"]["rents"][0]["address"] = "甲路 1 号"
        return content(number, claim, day=day)

    submit(registry, POLICY, of(1, "10", "2025-06-15"), None)
    submit(registry, POLICY, of(2, "12", "2025-06-15"), None)
    assert points(registry) == []
    submit(registry, POLICY, of(1, "14", "2025-07-01"), None)
    assert (point(registry).facts, len(point(registry).open)) == (("amount",), 2)
    run(registry)


# ------------------------------------------------------------------------------------------ sides


def test_shares_of_a_side_that_come_to_more_than_one_are_open_until_it_is_said_whose_count(registry: Database) -> None:
    ids = [
        submit(registry, POLICY, content(n, side("publisher", share=share)), None).id
        for n, share in enumerate(("0.5", "0.3"), 1)
    ]
    assert points(registry) == []
    assert run(registry)["open"] == []
    ids.append(submit(registry, POLICY, content(3, side("publisher", "场景　一", share="0.4")), None).id)
    found = point(registry)
    assert (found.kind, found.named, found.is_shared, len(found.open)) == ("side", "场景一", True, 3)
    assert [party.states["share of the side"] for party in found.parties] == ["500000", "300000", "400000"]
    assert set(paid(registry).values()) == {"待定"}
    assert [x["kind"] for x in run(registry)["open"]] == ["side"]
    with pytest.raises(Refused):
        choose(registry, OFFICIAL, POLICY, found, ids, "三家都计")
    with pytest.raises(Refused):
        choose(registry, OFFICIAL, POLICY, found, [], "都不计")
    choose(registry, OFFICIAL, POLICY, found, [ids[0], ids[2]], "以联合体协议为准")
    assert point(registry).state == "decided"
    assert {party.application for party in point(registry).counting} == {ids[0], ids[2]}
    assert paid(registry) == {("1", PUBLISHER): "50.00", ("2", PUBLISHER): "0.00", ("3", PUBLISHER): "40.00"}
    assert run(registry)["open"] == []
    submit(registry, POLICY, content(4, side("publisher", share="0.1")), None)
    assert paid(registry)["4", PUBLISHER] == "10.00", "what is left can be had"
    submit(registry, POLICY, content(5, side("publisher", share="0.1")), None)
    assert (paid(registry)["4", PUBLISHER], paid(registry)["5", PUBLISHER]) == ("待定", "待定")
    assert paid(registry)["1", PUBLISHER] == "50.00"


def test_a_verified_share_stays_and_what_goes_beyond_it_is_open(registry: Database) -> None:
    submit(registry, POLICY, content(1, side("publisher", share="0.7")), None)
    new = New(content(2, side("publisher", share="0.4")))
    add_many(registry, OFFICIAL, POLICY, [new], content_of_file=b"x", file_name="x")
    assert paid(registry) == {("1", PUBLISHER): "待定", ("2", PUBLISHER): "40.00"}


def test_one_application_that_names_a_side_twice_with_two_shares_is_open_until_it_is_corrected(
    registry: Database,
) -> None:
    raw = content(1, side("publisher", share="0.3"), side("publisher", key="a2", share="0.4"))
    receipt = submit(registry, POLICY, raw, None)
    assert {x.state for x in points(registry)} == {"open"}
    assert {x["kind"] for x in run(registry)["open"]} == {"side"}
    assert set(paid(registry).values()) == {"待定"}
    with pytest.raises(Refused):
        choose(registry, OFFICIAL, POLICY, points(registry)[0], receipt.id, "以其为准")
    amend(registry, POLICY, receipt.code, content(1, side("publisher", share="0.3")), None, 1)
    assert points(registry) == []


# ------------------------------------------------------------------------------------------ what companies are told


def test_a_company_is_told_of_its_own_matter_and_nothing_of_others(registry: Database) -> None:
    one = submit(registry, POLICY, content(1, algorithm(NUMBER)), None)
    assert in_question(registry, POLICY, one.code) == []
    other = submit(registry, POLICY, content(2, algorithm("网信算备4403")), None)
    assert in_question(registry, POLICY, one.code) == []
    release(registry, OFFICIAL, POLICY, point(registry))
    for receipt, named in ((one, NUMBER), (other, "网信算备4403")):
        (question,) = in_question(registry, POLICY, receipt.code)
        assert (question.kind, question.named, question.provision) == ("matter", named, ALGORITHM)
    submit(registry, POLICY, content(3, algorithm("网信算备4403")), None)
    assert len(in_question(registry, POLICY, one.code)) == 1
    amend(registry, POLICY, one.code, content(1, algorithm("网信算备4404")), None, 1)
    assert in_question(registry, POLICY, one.code) == []


# ------------------------------------------------------------------------------------------ before an import


def differences(registry: Database, *raw: dict) -> list[statements.Difference]:
    new = [contents.imported(POLICY, New(one, None, f"第{n}行"), n) for n, one in enumerate(raw, 1)]
    with registry.reading() as session:
        known = statements.Known(session, POLICY, new)
        for one in new[:-1]:
            known.add(one)
        return known.against(new[-1])


def test_an_import_is_told_which_matters_others_claim_before_it_is_written(registry: Database) -> None:
    submit(registry, POLICY, content(1, algorithm(NUMBER), side("publisher", share="0.6")), None)
    assert differences(registry, content(1, algorithm(NUMBER), day="2025-07-01")) == []
    (found,) = differences(registry, content(2, algorithm("网信算备4403", approved_each="5")))
    assert (found.kind, found.named, found.provision) == ("matter", "网信算备4403", ALGORITHM)
    assert [other.by.split()[0] for other in found.others] == ["测试1号有限公司"]
    assert differences(registry, content(2, side("publisher", share="0.4"))) == []
    (found,) = differences(registry, content(2, side("publisher", share="0.5")))
    assert (found.kind, found.named, found.provision, found.value) == ("side", "场景一", PUBLISHER, "500000")
    beside = content(3, side("publisher", share="0.2"))
    assert len(differences(registry, beside, content(2, side("publisher", share="0.3")))[0].others) == 2
    (found,) = differences(registry, content(1, algorithm(NUMBER, approved_each="50"), day="2025-07-01"),
                           content(1, algorithm(NUMBER, approved_each="60"), day="2025-08-01"))  # fmt: skip
    assert (found.fact, [other.by for other in found.others]) == ("approved_each", ["第1行"])


# ------------------------------------------------------------------------------------------ keys without spaces


def test_two_ways_of_writing_a_project_are_one(registry: Database) -> None:
    submit(registry, POLICY, content(1, side("publisher", "智慧工厂 X")), None)
    submit(registry, POLICY, content(2, side("solver", "智慧工厂Ｘ", total_investment="999")), None)
    assert (point(registry).kind, point(registry).named) == ("project", "智慧工厂 X")
    run(registry)


@pytest.mark.parametrize("merged", [False, True])
def test_what_officials_have_decided_of_a_project_stays_when_its_key_changes(registry: Database, merged: bool) -> None:
    one = submit(registry, POLICY, content(1, side("publisher", "智慧工厂 X")), None)
    submit(registry, POLICY, content(2, side("solver", "智慧工厂 X", total_investment="999")), None)
    choose(registry, OFFICIAL, POLICY, point(registry), one.id, "以立项批复为准")
    before = point(registry)
    old = statements.key_of("智慧工厂 X")
    assert before.key == statements.key_of(identity("智慧工厂 X")) != old
    with registry.writing() as session:  # as an older program left it
        about = (2025, "project", old)
        salts = dict(session.execute(select(t.Application.id, t.Application.salt)).all())
        settled = {x.application: print_of(salts[x.application], about, x.states) for x in before.parties}
        session.execute(update(t.Point).values(key=old, settled=json.dumps(settled)))
        session.execute(text("DELETE FROM statements"))
        for column in ("proposed", "proposer", "proposal"):  # of a later one
            session.execute(text(f"ALTER TABLE claims DROP COLUMN {column}"))
        for table in ("guidelines", "annual_budgets", "scenario_versions"):  # and these
            session.execute(text(f"DROP TABLE {table}"))
        session.execute(text("UPDATE alembic_version SET version_num = '0009'"))
        if merged:
            session.add(t.Point(policy=POLICY.id, year=2025, kind="project", key=before.key))
    registry.upgrade()
    after = point(registry)
    assert (after.state, after.key, after.reason) == ("decided", before.key, "以立项批复为准")
    assert [x.is_settled for x in after.parties] == [True, True]
    assert [x for x in prove(registry, OFFICIAL).findings if x.table == "statements"] == []


def test_the_score_of_a_platform_is_not_for_its_applications_to_state(registry: Database) -> None:
    def scored(day: str) -> dict:
        claim = platform("平台甲")
        return content(1, claim | {"facts": claim["facts"] | {"score": "90"}}, day=day)

    new = [New(scored("2025-06-15")), New(content(1, platform("平台甲"), day="2025-07-01"))]
    add_many(registry, OFFICIAL, POLICY, new, content_of_file=b"x", file_name="x", reason="评审会")
    assert points(registry) == []
    assert run(registry)["open"] == []
    assert prove(registry, OFFICIAL).is_whole
