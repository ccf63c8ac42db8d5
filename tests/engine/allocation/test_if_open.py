"""What an allocation would come to if all that is open were approved at its most."""

from fractions import Fraction
from typing import Any

from engine.allocation.allocate import allocate
from engine.allocation.paid import Allocation
from engine.scenario import Cohort, outcome, publication_of, read_scenario
from engine.values.money import WAN
from tests.engine.allocation.test_allocate import (
    PLATFORM,
    POLICY,
    RENT,
    STANDARDS,
    application,
    approved,
    rent,
    run,
    standards,
)


def platform(name: str, amount: int, score: int | None = None) -> dict[str, Any]:
    project = {"id": name, "total_investment": 9000}
    return {"project": project, "qualifying_service": True, "assessed_amount": amount, "score": score}


def then(answer: Allocation) -> list[str]:
    return [claim["actual_if_open"] for claim in answer["claims"]]


def test_where_nothing_is_open_nothing_is_said_of_it() -> None:
    answer = run(*approved(RENT, 10, 20), budget=15)
    assert "if_open" not in answer
    assert all("actual_if_open" not in claim for claim in answer["claims"])


def test_ratio_and_payment_with_what_two_companies_claim() -> None:
    facts = standards("national") | {"standards": [standards("national")["standards"][0] | {"number": "GB 1"}]}
    sides = [application(who, (f"{who}s", STANDARDS, facts)) for who in "AB"]
    answer = allocate(POLICY, {"applications": [*sides, application("C", ("c", RENT, rent(40)))], "budget": "50"})
    assert [claim["actual"] for claim in answer["claims"]] == ["0.00", "0.00", "20.00"]
    assert (answer["budget"]["ratio"], answer["if_open"]["budget"]["ratio"]) == ("1", "1/2")
    assert then(answer) == ["20.00", "20.00", "10.00"]
    assert answer["if_open"]["total_actual"] == "50.00"


def test_a_place_that_hangs_on_a_score_is_reserved_for_the_largest_amount() -> None:
    rivals = [("P", 300, 90), ("Q", 500, None), ("R", 400, None)]
    run = [application(name, (name, PLATFORM, platform(name, amount, score))) for name, amount, score in rivals]
    answer = allocate(POLICY, {"applications": run, "budget": "900"})
    assert [claim["actual"] for claim in answer["claims"]] == ["0.00", "0.00", "0.00"]
    assert then(answer) == ["0.00", "500.00", "400.00"]
    assert answer["if_open"]["total_approved"] == answer["total_approved"] == "1200.00"


def test_places_are_reserved_where_nobody_has_a_score_yet() -> None:
    rivals = [("P", 300), ("Q", 500), ("R", 400)]
    run = [application(name, (name, PLATFORM, platform(name, amount, None))) for name, amount in rivals]
    assert then(allocate(POLICY, {"applications": run, "budget": "900"})) == ["0.00", "500.00", "400.00"]


def test_who_has_the_reserved_place_is_not_passed_over_for_somebody_who_would_have_been_out() -> None:
    """Two places: P has one; the other is Q's or R's, and the larger amount is Q's, whose score is not known. S, whose
    score is the lowest, has none in any case."""
    rivals = [("P", 300, 96), ("Q", 500, None), ("R", 400, 95), ("S", 600, 80)]
    run = [application(name, (name, PLATFORM, platform(name, amount, score))) for name, amount, score in rivals]
    answer = allocate(POLICY, {"applications": run, "budget": "400"})
    assert [claim["actual"] for claim in answer["claims"]] == ["300.00", "0.00", "0.00", "0.00"]
    assert then(answer) == ["150.00", "250.00", "0.00", "0.00"]
    assert (answer["budget"]["ratio"], answer["if_open"]["budget"]["ratio"]) == ("1", "1/2")


def test_a_publication_reserves_what_is_open() -> None:
    facts = standards("national") | {"standards": [standards("national")["standards"][0] | {"number": "GB 1"}]}
    sides = [application(who, (f"{who}s", STANDARDS, facts)) for who in "AB"]
    rents = [application(f"C{i}", (f"c{i}", RENT, rent(40))) for i in range(10)]
    cohort = Cohort(POLICY, {"applications": [*sides, *rents]})
    scenario = read_scenario(POLICY, {"name": "甲", "year": 2025, "budget": "120"})
    own = outcome(POLICY, cohort, scenario)
    assert (own.budget.ratio, own.total.paid) == (Fraction(120, 200), 120 * WAN)
    then = own.reserved()
    assert then.budget.ratio == Fraction(120, 280)
    assert own.if_open() == (then.budget.ratio, then.total.paid)
    assert publication_of(then)["reserved"] is True
    assert publication_of(own)["reserved"] is False
    assert then.reserved().budget.ratio == then.budget.ratio
