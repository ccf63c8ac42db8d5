"""Applications that contradict one another: nobody is refused, and what hangs on it is open and paid nothing."""

from typing import Any

import pytest

from engine.allocation.allocate import allocate
from engine.allocation.paid import Allocation, Limit
from engine.scenario import Cohort, Scenario, outcome
from engine.values.money import WAN
from engine.values.refusal import Refused
from tests.engine.allocation.test_allocate import (
    GENAI,
    POLICY,
    PUBLISHER,
    RENT,
    SOLVER,
    STANDARDS,
    VOUCHER,
    actual,
    application,
    approved,
    rent,
    scenario,
    standards,
)

Json = dict[str, Any]


def institution(name: str, *claims: tuple[str, str, Json]) -> Json:
    raw = application(name, *claims)
    raw["applicant"]["entity_type"] = "institution"
    return raw


def paid(answer: Allocation) -> dict[str, str]:
    return {claim["id"]: claim["actual"] for claim in answer["claims"]}


def limits(answer: Allocation) -> dict[str, list[Limit]]:
    return {claim["id"]: claim["limits"] for claim in answer["claims"]}


TWO = [
    application("A", ("a", RENT, rent(30)), ("b", STANDARDS, standards("national"))),
    institution("A", ("c", RENT, rent(20))),
]
"""One applicant, two kinds of entity."""
SIDES = [
    application("P", ("p", PUBLISHER, scenario(3000)), ("r", RENT, rent(30))),
    application("S", ("s", SOLVER, scenario(2900))),
]
"""Two sides of one project, two investments."""


def test_what_is_said_differently_of_one_applicant_leaves_all_its_claims_open():
    other = application("B", ("d", RENT, rent(40)))
    answer = allocate(POLICY, {"budget": "9000", "applications": [*TWO, other]})
    assert answer["open"] == [{"kind": "applicant", "what": "A", "claims": ["a", "b", "c"]}]
    assert paid(answer) == {"a": "0.00", "b": "0.00", "c": "0.00", "d": "20.00"}
    assert limits(answer) == {"a": ["open"], "b": ["open"], "c": ["open"], "d": []}
    assert (answer["total_approved"], answer["total_actual"]) == ("20.00", "20.00")
    assert "待定" in answer["claims"][0]["steps"][-1]["text"]["zh"]


def test_two_sets_of_figures_of_one_project_leave_open_what_names_it_and_nothing_else():
    answer = allocate(POLICY, {"budget": "9000", "applications": SIDES})
    assert answer["open"] == [{"kind": "project", "what": "X", "claims": ["p", "s"]}]
    assert paid(answer) == {"p": "0.00", "r": "15.00", "s": "0.00"}


def test_a_party_that_states_no_figures_hangs_on_those_of_the_others():
    silent = application("T", ("t", SOLVER, {"project": {"id": "X"}, "challenge_mode": True}))
    answer = allocate(POLICY, {"applications": [*SIDES, silent]})
    assert answer["open"][0]["claims"] == ["p", "s", "t"]


@pytest.mark.parametrize("written", [" X ", "ｘ", "x"])
def test_a_project_and_an_applicant_are_the_same_however_they_are_written(written: str):
    sides = [SIDES[0], application("S", ("s", SOLVER, scenario(2900, id=written)))]
    assert allocate(POLICY, {"applications": sides})["open"] == [{"kind": "project", "what": "X", "claims": ["p", "s"]}]
    both = [application("X", ("a", RENT, rent(30))), institution(written, ("b", RENT, rent(30)))]
    assert allocate(POLICY, {"applications": both})["open"] == [
        {"kind": "applicant", "what": "X", "claims": ["a", "b"]}
    ]
    claims = [("a", STANDARDS, standards("international")), ("b", STANDARDS, standards("international"))]
    agreed = [application(name, claim) for name, claim in zip(("X", written), claims, strict=True)]
    assert allocate(POLICY, {"applications": agreed})["total_actual"] == "100.00", "one yearly cap for one applicant"


def test_what_is_open_takes_nothing_of_what_others_share():
    wanting = [
        application("A", ("a", GENAI, {"models": [{"filing_date": "2025-05-01", "kind": "filing"}]})),
        institution("A", ("b", RENT, rent(30))),
    ]
    rest = approved(GENAI, 600, 600)
    budget = {"budget": "700", "approved_claims": rest}
    with_open = allocate(POLICY, {**budget, "applications": wanting})
    assert actual(with_open)[2:] == actual(allocate(POLICY, budget))
    assert with_open["budget"] == allocate(POLICY, budget)["budget"]


def test_what_is_stated_to_be_open_says_nothing_to_others():
    stated = {"applications": TWO, "open": [{"kind": "applicant", "what": "A", "claims": ["c"]}]}
    answer = allocate(POLICY, stated)
    assert answer["open"] == stated["open"]
    assert paid(answer) == {"a": "15.00", "b": "40.00", "c": "0.00"}
    sides = {"applications": SIDES, "open": [{"kind": "project", "what": "X", "claims": ["p"]}]}
    alone = allocate(POLICY, {"applications": SIDES[1:]})
    assert paid(allocate(POLICY, sides))["s"] == paid(alone)["s"] != "0.00"


def test_what_is_open_first_does_not_speak_for_its_applicant():
    """Of one applicant, the application that counts is the later one."""
    answer = allocate(
        POLICY, {"applications": TWO[::-1], "open": [{"kind": "applicant", "what": "A", "claims": ["c"]}]}
    )
    disqualified = application("A", ("c", RENT, rent(20)))
    disqualified["applicant"]["disqualified"] = True
    for first in (TWO[1], disqualified):
        answer = allocate(
            POLICY, {"applications": [first, TWO[0]], "open": [{"kind": "applicant", "what": "A", "claims": ["c"]}]}
        )
        assert paid(answer) == {"a": "15.00", "b": "40.00", "c": "0.00"}


@pytest.mark.parametrize(
    ("wrong", "paths"),
    [
        ([{"kind": "applicant", "what": "A", "claims": ["z"]}], ["open.0.claims.0"]),
        ([{"kind": "applicant", "what": "A", "claims": "a"}], ["open.0.claims"]),
        ([{"kind": "", "what": 5, "claims": [], "why": 1}], ["open.0.why", "open.0.kind", "open.0.what"]),
        ([7], ["open.0"]),
        ("a", ["open"]),
    ],
)
def test_what_is_open_is_read_strictly(wrong: Any, paths: list[str]):
    with pytest.raises(Refused) as refused:
        allocate(POLICY, {"applications": TWO, "open": wrong})
    assert [error["path"] for error in refused.value.errors] == paths


def test_a_scenario_says_how_much_is_open_at_most_and_has_it_in_no_total():
    found = outcome(POLICY, Cohort(POLICY, {"applications": [*TWO, *SIDES]}), Scenario("x", 2025, 9000 * WAN))
    assert found.open.claims == ("a", "b", "c", "p", "s")
    alone = [outcome(POLICY, Cohort(POLICY, {"applications": [one]}), Scenario("x", 2025)) for one in [*TWO, *SIDES]]
    most = sum(one.total.requested for one in alone) - 15 * WAN
    assert found.open.most == most > 0
    assert (found.total.requested, found.total.approved, found.total.paid) == (15 * WAN,) * 3


def test_what_is_open_among_invented_claims_is_left_out_with_them_beside_real_ones():
    of_nobody = [one | {"invented": True} for one in TWO]
    points = [{"kind": "applicant", "what": "A", "claims": ["a", "b", "c"]}]
    real = application("B", ("d", RENT, rent(40)))
    found = outcome(POLICY, Cohort(POLICY, {"applications": [*of_nobody, real], "open": points}), Scenario("x", 2025))
    assert (found.open.claims, found.total.paid) == ((), 20 * WAN)
    alone = outcome(POLICY, Cohort(POLICY, {"applications": of_nobody, "open": points}), Scenario("x", 2025))
    assert alone.open.claims == ("a", "b", "c")


def test_nothing_is_open_where_all_agree():
    cohort = Cohort(POLICY, {"applications": [SIDES[0], application("S", ("s", SOLVER, scenario(3000)))]})
    found = outcome(POLICY, cohort, Scenario("x", 2025))
    assert (found.open.points, found.open.claims, found.open.most) == ((), (), 0)


def test_an_answer_within_a_group_that_one_of_them_leaves_open_contradicts_nothing():
    def run(*elsewhere: Json) -> Allocation:
        claims = [(f"c{i}", SOLVER, scenario(1000) | {"other_district": of}) for i, of in enumerate(elsewhere)]
        return allocate(POLICY, {"applications": [application("A", *claims)]})

    had = {"received": True, "amount": "40"}
    assert run({"received": True}, had)["open"] == []
    (point,) = run({"received": True, "amount": "30"}, had)["open"]
    assert point["claims"] == ["c0", "c1"]


def test_what_the_readings_make_nothing_of_contradicts_nothing():
    """The project of a voucher limits it only where 所有项目 is read as every article."""

    def claim(name: str, other_funding: str, **more: str) -> tuple[str, str, Json]:
        project = {"id": "X", "total_investment": "900", "other_gov_funding": other_funding}
        return name, VOUCHER, {"contract_number": "M-1", "purchase_amount": "500", "project": project, **more}

    first, other = (application("A", claim(name, funding)) for name, funding in (("a", "100"), ("b", "200")))
    answer = allocate(POLICY, {"applications": [first, other]})
    assert answer["open"] == []
    assert paid(answer) == {"a": "150.00", "b": "0.00"}
    narrow = allocate(POLICY, {"applications": [first, other], "readings": {"art19_scope": "all"}})
    assert [(point["kind"], point["claims"]) for point in narrow["open"]] == [("project", ["a", "b"])]
    answered = application("A", claim("b", "200", purchase_amount="400"))
    (point,) = allocate(POLICY, {"applications": [first, answered]})["open"]
    assert (point["kind"], point["claims"]) == ("matter", ["a", "b"])


def test_what_nobody_asks_of_an_applicant_under_the_readings_contradicts_nothing():
    one, other = (application("A", (name, RENT, rent(30))) for name in ("a", "b"))
    one["applicant"]["registered_in_longhua"], other["applicant"]["registered_in_longhua"] = True, False
    cohort = Cohort(POLICY, {"applications": [one, other]})
    assert outcome(POLICY, cohort, Scenario("x", 2025)).open.claims == ()
    asked = Scenario("x", 2025, readings={"art03_registered": "required"})
    assert outcome(POLICY, cohort, asked).open.claims == ("a", "b")
