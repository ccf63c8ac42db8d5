"""What an observed claim comes to in a later year: its amounts grown before rates and caps, and the same had before."""

from datetime import date
from typing import Any

from engine.forecast.assumptions import Assumptions, Estimate, Line
from engine.forecast.donors import SPREAD, Donors, donors_of, levels
from engine.forecast.fitted import fitted
from engine.forecast.parts import claims_of, part, plan
from engine.policy.folder import load_policy
from engine.scenario import Cohort, Scenario
from engine.values.money import WHOLE
from tests.engine.allocation.test_allocate import CHALLENGE, GROWTH, RENT, application, approved
from tests.engine.forecast.test_parts import of_invented

POLICY = load_policy("longhua-ai-robotics-2025")
ONE = Estimate.certain(WHOLE)


def rent(amount: str, had: int) -> dict[str, Any]:
    return {"rents": [{"amount": amount, "year": 2024, "address": "A座"}], "assessed": True, "years_received": had}


def cohort(*claims: tuple[str, str, dict[str, Any]]) -> Cohort:
    applications = [application(f"甲{n}", claim) for n, claim in enumerate(claims)]
    return Cohort(POLICY, {"applications": applications})


def donors(of: Cohort, provision: str, year: int, growth: Estimate = ONE, **more: Any) -> Donors:
    line = Line(provision, year, Estimate.certain(10 * WHOLE), growth=growth)
    return donors_of(of, Scenario("", year, **more), [line], 2025)[provision]


def amounts(of: Donors, had: int, growth: int = 0) -> list[float]:
    found: list[float] = of.amounts[had, growth].tolist()
    return found


def test_three_years_of_rent_whoever_paid_the_first() -> None:
    """Of 30万元 half is paid: in 2027 to who had none before or one year, had it last year too, and so on to three."""
    claims = [("a", RENT, rent("30", 0)), ("b", RENT, rent("30", 1)), ("c", RENT, rent("30", 2))]
    of = donors(cohort(*claims), RENT, 2027)
    assert [amounts(of, had) for had in (0, 1, 2)] == [[1500, 1500, 1500], [1500, 1500, 0], [1500, 0, 0]]
    assert of.day.tolist() == [date(2025, 6, 15).timetuple().tm_yday] * 3


def test_amounts_grow_before_rates_and_caps() -> None:
    """Rents of 30万元 and 38万元: a tenth more is 16.5万元, and no more than 20万元."""
    grown = Estimate(WHOLE, WHOLE * 11 // 10, WHOLE * 12 // 10)
    of = donors(cohort(("a", RENT, rent("30", 0)), ("b", RENT, rent("38", 0))), RENT, 2026, grown)
    assert amounts(of, 0) == [1650, 2000]
    assert amounts(of, 0, 1) == [1500, 1900]
    spread = [of.amounts[0, row, 0] for row in range(SPREAD, len(levels(grown)))]
    assert sorted(spread) == spread
    assert 1500 < spread[0] < 1650 < spread[-1] < 1800


def test_what_is_given_once_and_the_same_matter_are_not_paid_again() -> None:
    revenue = {"revenues": {"2024": "9000", "2023": "6000"}, "already_received": False}
    task = {"tasks": [{"national": True, "winner": True, "is_lead": True, "already_rewarded": False}]}
    of = cohort(("a", GROWTH, revenue), ("b", CHALLENGE, task))
    for provision, amount in ((GROWTH, 1000), (CHALLENGE, 20000)):
        found = donors(of, provision, 2026)
        assert (amounts(found, 0), amounts(found, 1)) == ([amount], [0])
    again = donors(of, CHALLENGE, 2026, readings={"rewarded_again": "again"})
    assert amounts(again, 1) == [20000]


def test_of_claims_without_an_application_the_approved_amount_is_what_is_known() -> None:
    of = Cohort(POLICY, {"approved_claims": [*approved(GROWTH, 10), *approved(RENT, 15, 19, prefix="y")]})
    grown = Estimate(WHOLE, WHOLE * 11 // 10, WHOLE * 12 // 10)
    assert amounts(donors(of, RENT, 2026, grown), 0) == [1650, 2000]
    assert amounts(donors(of, RENT, 2026, grown), 1) == [1650, 2000]
    assert amounts(donors(of, GROWTH, 2026), 1) == [0]


def test_another_cap_holds_for_what_officials_have_approved_too() -> None:
    """Of 30万元, more than the law allows, nothing is taken by the law; 10万元 as another cap is the most there is."""
    of = Cohort(POLICY, {"approved_claims": approved(RENT, 15, 30, prefix="y")})
    assert amounts(donors(of, RENT, 2026), 0) == [1500, 3000]
    assert amounts(donors(of, RENT, 2026, overrides={f"{RENT}.cap": "10"}), 0) == [1000, 1000]


def test_as_large_a_part_of_amounts_is_exact_whatever_their_size() -> None:
    """Half of 1_000_000_000_001 of 0.01万元, whose product does not fit into 64 bits."""
    large = 10**12 + 1
    given = {"rents": [{"amount": str(2 * large // 100), "year": 2024, "address": "A座"}], "assessed": True}
    of = cohort(("a", RENT, given | {"years_received": 0}))
    assert amounts(donors(of, RENT, 2026), 0) == [2000]


def test_a_company_is_drawn_with_all_its_claims_unless_claims_are_counted() -> None:
    given = [
        application("甲", ("a", RENT, rent("10", 0)), ("b", RENT, rent("8", 0) | {"rents": []})),
        application("乙", ("c", RENT, rent("6", 0))),
    ]
    given[0]["claims"][1]["facts"]["rents"] = [{"amount": "8", "year": 2024, "address": "B座"}]
    of = Cohort(POLICY, {"applications": given})
    assert amounts(donors(of, RENT, 2026), 0) == [900, 300]
    line = Line(RENT, 2026, Estimate.certain(WHOLE), unit="claims")
    assert amounts(donors_of(of, Scenario("", 2026), [line], 2025)[RENT], 0) == [500, 400, 300]


def test_claims_of_several_years_say_mean_and_dispersion() -> None:
    cohorts = {
        year: Cohort(POLICY, {"approved_claims": approved(GROWTH, *[10] * n)}) for year, n in ((2025, 40), (2026, 80))
    }
    found = fitted(POLICY, cohorts, Scenario("", 2026), [2027])
    line = next(line for line in found.lines if line.provision == GROWTH)
    assert (line.demand.low, line.demand.likely, line.demand.high) == (40 * WHOLE, 60 * WHOLE, 80 * WHOLE)
    assert (line.distribution, line.dispersion.likely) == ("negative_binomial", (800 - 60) * WHOLE // 3600)
    assert (line.demand.source.origin, line.demand.source.years) == ("registry", (2025, 2026))
    assert line.growth.source.origin == "assumed"
    one = next(
        line
        for line in fitted(POLICY, {2025: cohorts[2025]}, Scenario("", 2025), [2026]).lines
        if line.provision == GROWTH
    )
    assert (one.demand.low, one.demand.likely, one.demand.high) == (32 * WHOLE, 40 * WHOLE, 50 * WHOLE)
    assert one.distribution == "poisson"


def test_scenarios_meet_the_same_companies_and_more_demand_adds_to_them() -> None:
    """The claims of a draw are those of the same draw with less demand, and more; of one scenario as of another."""
    of = Cohort(POLICY, {"approved_claims": approved(RENT, *range(1, 20))})

    def job(demand: int) -> Any:
        lines = (Line(RENT, 2026, Estimate.certain(demand * WHOLE)),)
        scenarios = [{2026: Scenario("一", 2026, 10**8)}, {2026: Scenario("二", 2026, 2 * 10**8)}]
        return plan(POLICY, of, Assumptions(lines), scenarios, seed=1, draws=8, base=2025)

    few, many = (claims_of(job(n), job(n).drawings[0], 0, 8)[0].amount for n in (10, 30))
    for fewer, more in zip(few, many, strict=True):
        count = int((fewer > 0).sum())
        assert fewer[:count].tolist() == more[:count].tolist()
    years = part(job(10), 0, 8).years
    assert years[0, 2026].approved.tolist() == years[1, 2026].approved.tolist()
    assert (years[0, 2026].paid <= years[1, 2026].paid).all()


def test_every_drawn_claim_is_paid_what_an_allocation_of_its_draw_pays() -> None:
    job = of_invented()
    claims, _ = claims_of(job, job.drawings[0], 3, 6)
    (division,) = job.drawings[0].divisions
    for row, paid in enumerate(division.divide(claims).paid):
        assert paid.tolist() == division.settled(claims, row)[0].tolist()
