"""Applications that contradict one another: kept, told to nobody but officials, unpaid until one has decided."""

from typing import Any

import pytest
from sqlalchemy import event, func, select

from engine.allocation.allocate import allocate
from engine.registry import journal
from engine.registry import tables as t
from engine.registry.access import NotAllowed, Terminal
from engine.registry.database import Database
from engine.registry.decisions import correct, decide, delete, opened
from engine.registry.imports import remove_file
from engine.registry.integrity import prove
from engine.registry.listing import allocation_input, exported, find, submitted
from engine.registry.points import Point, standing
from engine.registry.rulings import choose, dismiss, recall, release, reopen
from engine.registry.statements import UNREAD
from engine.registry.stored import Conflict, New, Wanted
from engine.registry.submissions import amend, by_receipt, in_question, submit, withdraw
from engine.values.money import WAN
from engine.values.refusal import Refused
from tests.registry.companies import OFFICIAL, POLICY, add_many, code, content, rent, side

THEIRS = content(1, rent("30"), side("publisher", total_investment="1000"))
AGAINST = content(2, rent("20"), side("solver", total_investment="999"))


def imported(registry: Database, *raw: dict, name: str = "x") -> list[str]:
    before = {row.application for row in find(registry, OFFICIAL, POLICY, Wanted(), 0, 99).rows}
    add_many(registry, OFFICIAL, POLICY, [New(x) for x in raw], content_of_file=name.encode(), file_name=name)
    rows = find(registry, OFFICIAL, POLICY, Wanted(), 0, 99).rows
    return [x for x in dict.fromkeys(row.application for row in rows) if x not in before]


def points(registry: Database) -> list[Point]:
    return list(standing(registry, OFFICIAL, POLICY, 2025).points)


def point(registry: Database) -> Point:
    (only,) = points(registry)
    return only


def paid(registry: Database) -> dict[tuple[str, str], str]:
    """What each claim of the year is paid, by the number of its company and its provision; 待定 for what is open."""
    answer = allocate(POLICY, {"budget": None, **allocation_input(registry, OFFICIAL, POLICY, 2025)})
    numbers = {code(number): str(number) for number in range(9)}
    found = {}
    for claim in answer["claims"]:
        assert claim["applicant"] is not None
        is_open = claim["limits"] == ["open"]
        found[numbers[claim["applicant"]], claim["provision"]] = "待定" if is_open else claim["actual"]
    return found


PUBLISHER, SOLVER, RENT = "art10_scenario_publisher", "art10_scenario_solver", "art06_rent"


def test_what_a_stranger_types_of_a_project_and_cannot_be_read_takes_nothing_from_an_import(registry: Database) -> None:
    imported(registry, content(1, side("solver", "AB-1")))
    before = paid(registry)
    typed: dict[str, Any] = {"total_investment": {"unreadable": "一千"}}
    for number, name in ((2, "AB-1"), (3, "ａb-1")):
        submit(registry, POLICY, content(number, side("publisher", name, share="0.5", **typed)), None)
    found = point(registry)
    assert (found.kind, found.facts) == ("project", ("total_investment",))
    assert [bool(party.open) for party in found.parties] == [False, True, True]
    assert paid(registry) == before | {("2", PUBLISHER): "待定", ("3", PUBLISHER): "待定"}
    choose(registry, OFFICIAL, POLICY, found, found.parties[0].application, "以立项文件为准")
    assert "待定" not in paid(registry).values()
    assert prove(registry, OFFICIAL).is_whole


def test_an_application_that_types_one_project_twice_says_one_thing_of_it(registry: Database) -> None:
    typed: dict[str, Any] = {"total_investment": {"unreadable": "一千"}}
    submit(registry, POLICY, content(1, side("publisher", "AB-1", "p", **typed), side("solver", "ａb-1", "s")), None)
    with registry.reading() as session:
        query = select(t.Statement.value).where(t.Statement.fact == "total_investment").distinct()
        assert session.scalars(query).all() == [UNREAD], "what cannot be read in one claim cannot be in the other"
    assert not points(registry)
    assert set(paid(registry).values()) == {"0.00"}


def test_many_points_are_found_with_as_few_questions_to_the_database_as_one(registry: Database) -> None:
    """Strangers can make thousands of them, and every list of claims asks for all."""
    said: list[str] = []
    with registry.reading() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: said.append(statement))
    counts = []
    for number, several in ((1, 1), (3, 20)):
        for company in (number, number + 1):
            sides = [side("publisher", f"{number}-{i}", f"k{i}", total_investment=f"{company}") for i in range(several)]
            submit(registry, POLICY, content(company, *sides), None)
        said.clear()
        found = {point.named for point in points(registry)}
        counts.append(len(said))
    assert found == {"1-0", *(f"3-{i}" for i in range(20))}
    assert counts[0] == counts[1]


def test_two_sides_that_state_different_figures_are_both_kept_and_what_names_the_project_is_open(registry) -> None:
    one, other = (submit(registry, POLICY, raw, None) for raw in (THEIRS, AGAINST))
    found = point(registry)
    assert (found.kind, found.named, found.facts, found.state) == ("project", "场景一", ("total_investment",), "open")
    assert [(party.application, party.states["total_investment"]) for party in found.parties] == [
        (one.id, str(1000 * WAN)),
        (other.id, str(999 * WAN)),
    ]
    assert paid(registry) == {
        ("1", RENT): "15.00",
        ("1", PUBLISHER): "待定",
        ("2", RENT): "10.00",
        ("2", SOLVER): "待定",
    }


def test_different_words_on_one_company_leave_all_its_claims_open_and_another_day_does_not(registry: Database) -> None:
    submit(registry, POLICY, content(1, rent("30")), None)
    submit(registry, POLICY, content(1, rent("10"), day="2025-07-01"), None)
    assert points(registry) == []
    assert len(allocation_input(registry, OFFICIAL, POLICY, 2025)["applications"]) == 2
    submit(registry, POLICY, content(1, rent("5", address="别处"), disqualified=True), None)
    found = point(registry)
    assert (found.kind, found.named, found.facts, len(found.open)) == ("applicant", code(1), ("disqualified",), 3)
    assert set(paid(registry).values()) == {"待定"}


def test_the_answer_to_a_submission_is_the_same_whatever_others_have_stated(registry: Database) -> None:
    """In two steps too: withdrawn and submitted again, whatever it guesses, it learns nothing."""
    submit(registry, POLICY, THEIRS, None)
    seen = []
    for guess in (THEIRS, content(1, rent("30"), disqualified=True), AGAINST, content(7)):
        receipt = submit(registry, POLICY, guess, None)
        mine = by_receipt(registry, receipt.code)
        again = amend(registry, POLICY, receipt.code, guess | {"application_date": "2025-06-20"}, None, mine.version)
        questions = in_question(registry, POLICY, receipt.code)
        withdraw(registry, receipt.code)
        seen.append((mine.version, again.version, mine.changes, mine.dismissed, questions))
    assert seen == [(1, 2, [], None, [])] * 4
    assert points(registry) == []


def test_the_very_same_application_again_is_kept_and_counts_once(registry: Database) -> None:
    first = submit(registry, POLICY, content(1, rent("30")), None)
    second = submit(registry, POLICY, content(1, rent("30.00", "another")), None)
    found = point(registry)
    assert (found.kind, [bool(party.open) for party in found.parties]) == ("copy", [False, True])
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2025))
    assert sorted(claim["actual"] for claim in answer["claims"]) == ["0.00", "15.00"]
    with pytest.raises(Refused):
        choose(registry, OFFICIAL, POLICY, found, first.id, "以先到的为准")
    with pytest.raises(Refused):
        release(registry, OFFICIAL, POLICY, found)
    withdraw(registry, first.code)
    assert points(registry) == []
    assert by_receipt(registry, second.code).id == second.id


def test_what_an_official_brought_in_counts_and_the_submission_that_contradicts_it_is_open(registry: Database) -> None:
    squatter = submit(registry, POLICY, content(1, rent("5"), disqualified=True), None)
    (own,) = imported(registry, THEIRS)
    submit(registry, POLICY, AGAINST, None)
    by_kind = {found.kind: found for found in points(registry)}
    assert [bool(party.open) for party in by_kind["applicant"].parties] == [True, False]
    assert [bool(party.open) for party in by_kind["project"].parties] == [False, True]
    run = allocation_input(registry, OFFICIAL, POLICY, 2025)
    answer = {claim["id"]: claim["limits"] == ["open"] for claim in allocate(POLICY, run)["claims"]}
    of = {c.id: (x, c.provision) for x in (squatter.id, own) for c in opened(registry, OFFICIAL, x).claims}
    assert {of[claim]: is_open for claim, is_open in answer.items() if claim in of} == {
        (squatter.id, RENT): True,
        (own, RENT): False,
        (own, PUBLISHER): False,
    }
    dismiss(registry, OFFICIAL, squatter.id, 1, "不是该单位提交")
    assert [found.kind for found in points(registry)] == ["project"]
    assert own in {party.application for party in points(registry)[0].parties}


@pytest.mark.on_one_database
def test_two_hundred_squatted_codes_keep_no_import_out_and_block_nobody(registry: Database) -> None:
    for number in range(20):
        submit(registry, POLICY, content(number, rent("1", address="别处"), legal_person=False), None)
    real = imported(registry, *(content(number, rent("30")) for number in range(20)))
    assert len(real) == 20
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2025))
    assert answer["total_actual"] == "300.00"
    assert sum(claim["limits"] == ["open"] for claim in answer["claims"]) == 20


def test_a_claim_that_an_official_has_decided_stays_paid_whatever_is_submitted(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1, rent("30")), None)
    decide(
        registry, OFFICIAL, POLICY, opened(registry, OFFICIAL, receipt.id).claims[0].id, 1,
        approved=10 * WAN, score=None, reason="经核对",
    )  # fmt: skip
    submit(registry, POLICY, content(1, rent("1"), ai_robotics=False), None)
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2025))
    assert sorted((x["actual"], x["limits"]) for x in answer["claims"]) == [("0.00", ["open"]), ("10.00", [])]


def test_applications_that_agree_again_close_the_point_by_themselves(registry: Database) -> None:
    submit(registry, POLICY, THEIRS, None)
    other = submit(registry, POLICY, AGAINST, None)
    amend(registry, POLICY, other.code, content(2, side("solver", total_investment="1000")), None, 1)
    assert points(registry) == []
    correct(registry, OFFICIAL, POLICY, other.id, 2, AGAINST, "更正")
    assert point(registry).state == "open", "nor is an official's correction refused"
    withdraw(registry, other.code)
    assert points(registry) == []


# ------------------------------------------------------------------------------------------------ deciding


def decided(registry: Database) -> tuple[str, str, str]:
    """Two contradictory applications, and that the first counts: their ids, and the code of the second."""
    one, other = (submit(registry, POLICY, raw, None) for raw in (THEIRS, AGAINST))
    choose(registry, OFFICIAL, POLICY, point(registry), one.id, "以立项批复为准")
    return one.id, other.id, other.code


def test_an_official_decides_whose_statement_counts_and_all_are_calculated_with_it(registry: Database) -> None:
    one, _, _ = decided(registry)
    found = point(registry)
    assert found.chosen is not None
    assert (found.state, found.chosen.application, found.reason, found.who) == ("decided", one, "以立项批复为准", "安")
    assert "待定" not in paid(registry).values()
    run = allocation_input(registry, OFFICIAL, POLICY, 2025)
    totals = [c["facts"]["project"]["total_investment"] for a in run["applications"] for c in a["claims"][1:]]
    assert totals == ["1000", "1000"]
    assert [c["facts"]["project"]["total_investment"] for a in submitted(registry, OFFICIAL, POLICY, 2025)
            for c in a["claims"][1:]] == ["1000", "1000"]  # fmt: skip
    assert prove(registry, OFFICIAL).is_whole


def test_facts_of_the_company_are_decided_alike(registry: Database) -> None:
    true = submit(registry, POLICY, content(1, rent("30")), None)
    submit(registry, POLICY, content(1, rent("10"), disqualified=True, day="2025-07-01"), None)
    choose(registry, OFFICIAL, POLICY, point(registry), true.id, "查询信用记录")
    applicants = [a["applicant"] for a in allocation_input(registry, OFFICIAL, POLICY, 2025)["applications"]]
    assert [a["disqualified"] for a in applicants] == [False, False]


def test_a_decision_holds_for_what_was_known_and_who_comes_later_is_open_alone(registry: Database) -> None:
    decided(registry)
    submit(registry, POLICY, content(3, side("solver", share="0", total_investment="1")), None)
    found = point(registry)
    assert [bool(party.open) for party in found.parties] == [False, False, True]
    assert {key: amount == "待定" for key, amount in paid(registry).items() if key[1] != RENT} == {
        ("1", PUBLISHER): False,
        ("2", SOLVER): False,
        ("3", SOLVER): True,
    }


def test_whoever_states_something_else_after_the_decision_is_open_again(registry: Database) -> None:
    one, other, receipt = decided(registry)
    amend(registry, POLICY, receipt, content(2, side("solver", total_investment="7")), None, 1)
    assert [bool(party.open) for party in point(registry).parties] == [False, True]
    correct(registry, OFFICIAL, POLICY, one, 1, content(1, side("publisher", total_investment="8")), "更正")
    assert [bool(party.open) for party in point(registry).parties] == [True, True], "what was chosen is not stated now"
    assert other


def test_a_decision_is_taken_back(registry: Database) -> None:
    decided(registry)
    reopen(registry, OFFICIAL, POLICY, point(registry), "批复有误")
    assert (point(registry).state, len(point(registry).open)) == ("open", 2)
    assert point(registry).reason == "批复有误"
    lines = [line.what for line in journal.entries(registry, Terminal())]
    assert lines[:2] == ["point_reopened", "point_decided"]
    chain = [line for line in journal.entries(registry, Terminal()) if line.what.startswith("point")][::-1]
    assert chain[0].before is None
    assert chain[1].before == chain[0].after


def test_two_officials_at_once_do_not_overwrite_one_another(registry: Database) -> None:
    one, other = (submit(registry, POLICY, raw, None) for raw in (THEIRS, AGAINST))
    seen = point(registry)
    choose(registry, OFFICIAL, POLICY, seen, one.id, "甲")
    for call in (
        lambda: choose(registry, OFFICIAL, POLICY, seen, other.id, "乙"),
        lambda: release(registry, OFFICIAL, POLICY, seen),
        lambda: reopen(registry, OFFICIAL, POLICY, seen, "乙"),
        lambda: recall(registry, OFFICIAL, POLICY, seen),
    ):
        with pytest.raises(Conflict):
            call()
    assert point(registry).reason == "甲"


def test_what_is_chosen_is_what_was_seen(registry: Database) -> None:
    one, other = (submit(registry, POLICY, raw, None) for raw in (THEIRS, AGAINST))
    seen = point(registry)
    amend(registry, POLICY, other.code, content(2, side("solver", total_investment="5")), None, 1)
    with pytest.raises(Conflict):
        choose(registry, OFFICIAL, POLICY, seen, other.id, "以其为准")
    choose(registry, OFFICIAL, POLICY, seen, one.id, "以其为准")
    assert [bool(party.open) for party in point(registry).parties] == [False, True]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_each_decision_has_its_reason(registry: Database, reason: str) -> None:
    one, _ = (submit(registry, POLICY, raw, None) for raw in (THEIRS, AGAINST))
    seen = point(registry)
    for call in (
        lambda: choose(registry, OFFICIAL, POLICY, seen, one.id, reason),
        lambda: reopen(registry, OFFICIAL, POLICY, seen, reason),
        lambda: dismiss(registry, OFFICIAL, one.id, 1, reason),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert [error["path"] for error in refused.value.errors] == ["reason"]


def test_nobody_decides_or_looks_without_signing_in(registry: Database) -> None:
    one, _ = (submit(registry, POLICY, raw, None) for raw in (THEIRS, AGAINST))
    seen = point(registry)
    for credential in (None, "", "no token of ours"):
        for call in (
            lambda who: standing(registry, who, POLICY),
            lambda who: choose(registry, who, POLICY, seen, one.id, "x"),
            lambda who: reopen(registry, who, POLICY, seen, "x"),
            lambda who: release(registry, who, POLICY, seen),
            lambda who: recall(registry, who, POLICY, seen),
            lambda who: dismiss(registry, who, one.id, 1, "x"),
        ):
            with pytest.raises(NotAllowed):
                call(credential)
    assert point(registry) == seen


# ------------------------------------------------------------------------------------------------ dismissing


def test_what_is_dismissed_is_in_no_amount_and_opens_nothing_until_it_is_taken_back(registry: Database) -> None:
    submit(registry, POLICY, THEIRS, "small")
    receipt = submit(registry, POLICY, AGAINST, "large")
    after = dismiss(registry, OFFICIAL, receipt.id, 1, "非该单位提交")
    assert after.dismissed is not None
    assert [(change.what, change.reason) for change in after.changes] == [("dismissed", "非该单位提交")]
    assert points(registry) == []
    assert {key[0] for key in paid(registry)} == {"1"}
    assert len(submitted(registry, OFFICIAL, POLICY, 2025)) == 1
    with pytest.raises(Refused) as refused:
        amend(registry, POLICY, receipt.code, content(2), None, 2)
    assert "不予受理" in refused.value.errors[0]["message"]["zh"]
    assert by_receipt(registry, receipt.code).dismissed is not None
    assert prove(registry, OFFICIAL).is_whole
    dismiss(registry, OFFICIAL, receipt.id, 2, "核实后受理", dismissed=False)
    assert point(registry).state == "open"
    with pytest.raises(Conflict):
        dismiss(registry, OFFICIAL, receipt.id, 2, "再次", dismissed=True)
    whats = [line.what for line in journal.entries(registry, Terminal(), subject=receipt.id)]
    assert whats == ["readmitted", "dismissed", "submitted"]
    dismiss(registry, OFFICIAL, receipt.id, 3, "再次")
    withdraw(registry, receipt.code)


def test_what_was_decided_about_a_claim_is_not_paid_once_its_application_is_dismissed(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1), None)
    claim = opened(registry, OFFICIAL, receipt.id).claims[0]
    decide(registry, OFFICIAL, POLICY, claim.id, 1, approved=WAN, score=None, reason="经核对")
    dismiss(registry, OFFICIAL, receipt.id, 2, "查明并非该单位提交")
    run = allocation_input(registry, OFFICIAL, POLICY, 2025)
    assert run == {"applications": [], "approved_claims": [], "open": []}


# ------------------------------------------------------------------------------------------------ telling companies


def test_a_company_is_told_which_of_its_own_statements_is_in_question_and_nothing_else(registry: Database) -> None:
    one, other = (submit(registry, POLICY, raw, None) for raw in (THEIRS, AGAINST))
    assert in_question(registry, POLICY, one.code) == []
    release(registry, OFFICIAL, POLICY, point(registry))
    assert point(registry).state == "released"
    for receipt in (one, other):
        (question,) = in_question(registry, POLICY, receipt.code)
        assert (question.kind, question.named, question.facts) == ("project", "场景一", ("total_investment",))
    recall(registry, OFFICIAL, POLICY, point(registry))
    assert in_question(registry, POLICY, one.code) == []


def test_what_a_company_is_told_does_not_change_with_what_others_do(registry: Database) -> None:
    one, other = (submit(registry, POLICY, raw, None) for raw in (THEIRS, AGAINST))
    release(registry, OFFICIAL, POLICY, point(registry))
    told = in_question(registry, POLICY, one.code)
    late = submit(registry, POLICY, content(3, side("solver", total_investment="3")), None)
    assert in_question(registry, POLICY, late.code) == [], "who comes later has not been told"
    withdraw(registry, late.code)
    withdraw(registry, other.code)
    assert in_question(registry, POLICY, one.code) == told
    assert point(registry).state == "agreed", "an official sees that nothing contradicts any more"
    recall(registry, OFFICIAL, POLICY, point(registry))
    assert points(registry) == []
    assert in_question(registry, POLICY, one.code) == []


@pytest.mark.parametrize("guess", ["999", "5"])
def test_whoever_amends_is_told_nothing_of_whether_it_agrees_now(registry: Database, guess: str) -> None:
    one, _ = (submit(registry, POLICY, raw, None) for raw in (THEIRS, AGAINST))
    release(registry, OFFICIAL, POLICY, point(registry))
    amend(registry, POLICY, one.code, content(1, side("publisher", total_investment=guess)), None, 1)
    assert in_question(registry, POLICY, one.code) == []


def test_of_what_was_said_nothing_stays_when_its_applications_are_gone(registry: Database) -> None:
    one, _, receipt = decided(registry)
    for gone in (lambda: withdraw(registry, receipt), lambda: delete(registry, OFFICIAL, one, 1)):
        with registry.reading() as session:
            assert session.scalar(select(func.count()).select_from(t.Point)) == 1
        gone()
    with registry.reading() as session:
        assert session.scalar(select(func.count()).select_from(t.Point)) == 0


# ------------------------------------------------------------------------------------------------ the list


def test_what_is_open_is_marked_counted_and_found(registry: Database) -> None:
    one, other = (submit(registry, POLICY, raw, None) for raw in (THEIRS, AGAINST))
    submit(registry, POLICY, content(3), None)
    third = submit(registry, POLICY, content(3, rent("7"), day="2025-06-30"), None)
    dismiss(registry, OFFICIAL, third.id, 1, "重复")
    found = find(registry, OFFICIAL, POLICY, Wanted())
    assert (found.total, found.open, found.points) == (6, 2, 1)
    assert sorted(row.provision for row in found.rows if row.is_open) == [PUBLISHER, SOLVER]
    assert {row.applicant: row.alike for row in found.rows} == {code(1): 1, code(2): 1, code(3): 2}
    assert [row.is_dismissed for row in found.rows if row.applicant == code(3)] == [True, False]
    hanging = find(registry, OFFICIAL, POLICY, Wanted(standing="open"), 1, 1)
    assert (hanging.total, len(hanging.rows)) == (2, 1)
    assert find(registry, OFFICIAL, POLICY, Wanted(standing="open", text=code(2))).total == 1
    assert [r.application for r in find(registry, OFFICIAL, POLICY, Wanted(standing="dismissed")).rows] == [third.id]
    assert {x.id for x in exported(registry, OFFICIAL, POLICY, Wanted(standing="open"))} == {one.id, other.id}
    assert find(registry, OFFICIAL, POLICY, Wanted(year=2026)).points == 0


def test_removing_the_import_that_counted_leaves_the_rest_as_it_is(registry: Database) -> None:
    imported(registry, THEIRS)
    submit(registry, POLICY, AGAINST, None)
    assert paid(registry)["2", SOLVER] == "待定"
    with registry.reading() as session:
        file = session.scalars(select(t.Import.id)).one()
    remove_file(registry, OFFICIAL, file, "重来")
    assert points(registry) == []
    assert paid(registry)["2", SOLVER] != "待定"
