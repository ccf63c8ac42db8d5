"""What a forecast says where the answer can be worked out by hand: one provision, companies that come by chance."""

from datetime import date
from fractions import Fraction
from functools import cache
from math import sqrt
from typing import Any

import numpy as np
import pytest

from engine.forecast.assumptions import Assumptions, Estimate, Line
from engine.forecast.chance import counts
from engine.forecast.forecast import run
from engine.forecast.parts import Job, part, plan
from engine.forecast.results import Forecast
from engine.policy.folder import load_policy
from engine.scenario import Cohort, Scenario
from engine.values.money import WAN, WHOLE
from tests.engine.allocation.test_allocate import GROWTH, application, approved

POLICY = load_policy("longhua-ai-robotics-2025")
DRAWS = 10_000
EACH, TOTAL = 10, 1000
"""万元: what a company is awarded, and the yearly total of the article."""
KNOWN = {
    80: ("0.01317", "0.99951", 920),
    90: ("0.13490", "0.99310", 1020),
    100: ("0.47344", "0.96456", 1130),
    110: ("0.81678", "0.90745", 1240),
}


def certain(number: int) -> Estimate:
    return Estimate.certain(number * WHOLE)


def job(lines: list[Line], draws: int = DRAWS, seed: int = 1, budget: int | None = None, **more: Any) -> Job:
    cohort = Cohort(POLICY, {"approved_claims": approved(GROWTH, EACH)})
    scenario = {line.year: Scenario("", line.year, budget) for line in lines}
    return plan(POLICY, cohort, Assumptions(tuple(lines), **more), [scenario], seed=seed, draws=draws, base=2025)


@cache
def of_mean(mean: int) -> Forecast:
    return run(job([Line(GROWTH, 2026, certain(mean))]))


@cache
def poisson(mean: int) -> list[Fraction]:
    """The chance of 0, 1, 2 and so on, from sums of exact fractions, e being cut after 80 places."""
    places = 10**80
    e, term = Fraction(0), Fraction(1)
    for n in range(1, 400):
        e, term = e + term, Fraction(int(term * places * mean / n), places)
    chances, term = [], 1 / e
    for n in range(400):
        chances.append(term)
        term = Fraction(int(term * mean / (n + 1) * places), places)
    return chances


@pytest.mark.parametrize("mean", KNOWN)
def test_the_known_answers_follow_from_sums(mean: int) -> None:
    chances, (binds, ratio, enough) = poisson(mean), KNOWN[mean]
    assert f"{float(1 - sum(chances[: TOTAL // EACH + 1])):.5f}" == binds
    paid = sum(
        chance * min(Fraction(1), Fraction(TOTAL, EACH * n)) if n else chance for n, chance in enumerate(chances)
    )
    assert f"{float(paid):.5f}" == ratio
    assert next(n for n in range(400) if sum(chances[: n + 1]) >= Fraction(9, 10)) * EACH == enough


@pytest.mark.parametrize("mean", KNOWN)
def test_companies_that_come_by_chance_exceed_a_total_as_often_as_is_known(mean: int) -> None:
    binds, ratio, enough = KNOWN[mean]
    (pool,) = [of for of in of_mean(mean)["scenarios"][0]["years"][0]["pools"] if of["binds"] != "0.00000"]
    known = float(binds)
    assert abs(float(pool["binds"] or 0) - known) <= 4 * sqrt(known * (1 - known) / DRAWS)
    chances = poisson(mean)
    ratios = [min(1.0, TOTAL / (EACH * n)) if n else 1.0 for n in range(400)]
    variance = sum(float(chance) * (of - float(ratio)) ** 2 for chance, of in zip(chances, ratios, strict=True))
    assert abs(float(pool["ratio"]["mean"]) - float(ratio)) <= 4 * sqrt(variance / DRAWS) + 1e-5
    # Of 1万元 more everything is paid out whenever the total is exceeded, which is then by 10万元 or more.
    assert pool["one_more"] is not None
    assert 0 <= float(pool["binds"] or 0) - float(pool["one_more"]) < 0.01
    (article,) = [of for of in of_mean(mean)["scenarios"][0]["years"][0]["articles"] if of["approved"]["p50"] != "0.00"]
    assert abs(float(article["ratio"]["mean"]) - float(pool["ratio"]["mean"])) < 0.001  # cut to 0.01万元 for each
    found, error = int(pool["full_in_nine_of_ten"].fen) // (EACH * WAN), 4 * sqrt(0.9 * 0.1 / DRAWS)
    assert float(sum(chances[:found])) < 0.9 + error
    assert float(sum(chances[: found + 1])) >= 0.9 - error
    assert abs(found * EACH - enough) <= EACH


def test_the_numbers_drawn_have_the_chances_of_their_distribution() -> None:
    """Poisson and negative binomial, by inversion: exactly at the places where the sums of their chances lie."""
    mean, dispersion = 7.0, 0.5
    chances = [(1 + dispersion * mean) ** (-1 / dispersion)]
    for k in range(60):
        chances.append(chances[-1] * mean * (1 + dispersion * k) / ((k + 1) * (1 + dispersion * mean)))
    below = np.cumsum(chances)
    for sums, d in ((below, dispersion), (np.cumsum([float(of) for of in poisson(7)[:40]]), 0.0)):
        u = np.concatenate([sums[:40] - 1e-12, sums[:40] + 1e-12])
        u = u[u < 1 - 1e-9]
        found = counts(np.full(len(u), mean), np.full(len(u), d), u)
        assert found.tolist() == np.searchsorted(sums, u).tolist()


@pytest.mark.parametrize(
    ("mean", "dispersion"), [(0.0, 0.0), (0.3, 2.0), (90.0, 0.04), (15_000.0, 0.0), (15_000.0, 0.1)]
)
def test_mean_and_variance_are_those_that_were_asked_for(mean: float, dispersion: float) -> None:
    draws = 2_000
    u = (np.arange(draws) + 0.5) / draws
    found = counts(np.full(draws, mean), np.full(draws, dispersion), u)
    assert found.mean() == pytest.approx(mean, rel=0.01)
    assert found.var() == pytest.approx(mean + dispersion * mean**2, rel=0.05)


def test_more_than_chance_alone_more_often_exceeds_the_total() -> None:
    varied = Line(GROWTH, 2026, certain(90), distribution="negative_binomial", dispersion=Estimate.certain(WHOLE // 20))
    binds = [
        float(year["pools"][0]["binds"] or 0)
        for year in (
            run(job([line], 4_000))["scenarios"][0]["years"][0] for line in (Line(GROWTH, 2026, certain(90)), varied)
        )
    ]
    assert binds[0] < 0.16 < 0.25 < binds[1]


def test_an_exact_number_is_that_number_and_shares_are_taken_of_it() -> None:
    half = Estimate.certain(WHOLE // 2)
    line = Line(GROWTH, 2026, certain(80), distribution="fixed", take_up=half, approval=half)
    drawn = part(job([line], 4_000), 0, 4_000).years[0, 2026].claims[:, 0]
    assert drawn.max() <= 80
    assert abs(drawn.mean() - 20) <= 4 * sqrt(80 * 0.25 * 0.75 / 4_000)
    whole = part(job([Line(GROWTH, 2026, certain(80), distribution="fixed")], 64), 0, 64).years[0, 2026].claims
    assert set(whole[:, 0].tolist()) == {80}


def test_who_had_an_award_that_is_given_once_is_not_paid_again() -> None:
    """Of those who come again in 2026 none is paid: the policy says 一次性."""
    line = Line(GROWTH, 2026, certain(80), distribution="fixed", returning=Estimate.certain(WHOLE // 4))
    drawn = part(job([line], 4_000), 0, 4_000).years[0, 2026].claims[:, 0]
    assert abs(drawn.mean() - 60) <= 4 * sqrt(80 * 0.25 * 0.75 / 4_000)


def test_a_shock_moves_all_years_demand_and_leaves_its_mean() -> None:
    found = part(job([Line(GROWTH, 2026, certain(80))], 4_000, shock=Estimate.certain(WHOLE // 5)), 0, 4_000)
    drawn = found.years[0, 2026].claims[:, 0]
    deviation = sqrt(80 + (80 * 0.2) ** 2)
    assert abs(drawn.mean() - 80) <= 4 * deviation / sqrt(4_000)
    assert drawn.std() == pytest.approx(deviation, rel=0.05)


def test_when_the_money_is_used_up_is_said_by_the_days_of_application() -> None:
    """150 companies of 10万元 apply on 15 June: a total of 1000万元 is exceeded then, a budget of 1200万元 never is."""
    revenue = {"revenues": {"2024": "9000", "2023": "6000"}, "already_received": False}
    cohort = Cohort(POLICY, {"applications": [application("甲", ("a", GROWTH, revenue))]})
    lines = (Line(GROWTH, 2026, certain(150), distribution="fixed"),)
    scenario = {2026: Scenario("", 2026, 1200 * WAN)}
    found = run(plan(POLICY, cohort, Assumptions(lines), [scenario], seed=1, draws=10, base=2025))
    year = found["scenarios"][0]["years"][0]
    day = date(2026, 6, 15).timetuple().tm_yday
    assert year["pools"][0]["used_up"] == {"probability": "1.00000", "p10": day, "p50": day, "p90": day}
    assert year["budget"]["used_up"] == {"probability": "0.00000", "p10": None, "p50": None, "p90": None}
    assert [of["mean"] for of in year["by_month"]] == ["0.00"] * 5 + ["1000.00"] * 7, "the total leaves no more"
    assert of_mean(80)["scenarios"][0]["years"][0]["by_month"] == []
