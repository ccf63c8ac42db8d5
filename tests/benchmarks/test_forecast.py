"""How fast many possible years are divided, and drawn, beside one multiplication and cut of the same claims."""

from dataclasses import replace
from functools import cache
from itertools import count

import numpy as np
import pytest

from engine.allocation.rules import ALL_RULES, PROPORTIONAL
from engine.forecast.assumptions import Estimate
from engine.forecast.division import Claims, Division
from engine.forecast.forecast import read_job
from engine.forecast.parts import BLOCK, part, plan
from engine.sample.population import as_input, invent
from engine.scenario import Cohort, Scenario
from engine.values.arrays import Array
from engine.values.money import WHOLE
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.engine.forecast.test_division import ORDERS, PLATFORM, POLICY, division, numbers

CLAIMS, DRAWS = 2_000, 1_000
SHARES = (30, 40, 60)
"""The budgets, as hundredths of what is asked."""
DIVIDED_TIMES, RULE_TIMES, FORECAST_TIMES = 6, 10, 25


@cache
def claims() -> Claims:
    """2,000 claims of all provisions, in a thousand draws."""
    chance = np.random.default_rng(1)
    provision = np.array(numbers())[np.sort(chance.integers(0, len(numbers()), CLAIMS))]
    wide = (DRAWS, CLAIMS)
    platform = next(n for n, p in enumerate(POLICY.provisions) if p.id == PLATFORM)
    scores = {platform: chance.integers(0, 10**7, (DRAWS, int(np.count_nonzero(provision == platform))))}
    amount = chance.integers(0, 200_00, wide).astype(np.float64)
    day, size = chance.integers(1, 200, wide).astype(np.int32), chance.integers(0, 5, wide).astype(np.int8)
    return Claims(amount, provision, scores, day, size)


def blocks() -> list[Claims]:
    """The same as a forecast has them, some draws at a time."""
    of = claims()
    rows = [slice(first, first + BLOCK) for first in range(0, DRAWS, BLOCK)]
    assert of.size is not None
    return [
        Claims(of.amount[r], of.provision, {n: s[r] for n, s in of.scores.items()}, of.day[r], of.size[r]) for r in rows
    ]


def divisions(rule: str) -> list[Division]:
    asked = int(claims().amount.sum()) // DRAWS
    return [division(rule, ORDERS[0], budget=str(asked * share // 100 // 100)) for share in SHARES]


def divided(of: list[Claims], by: list[Division]) -> None:
    for block in of:
        for one in by:
            one.divide(block)


class Pass:
    """One multiplication and one floor division of the same claims, with a ratio for each draw."""

    def __init__(self, amount: Array) -> None:
        chance = np.random.default_rng(2)
        self.amount = amount.astype(np.int64)
        self.above = chance.integers(10**5, 10**6, (len(amount), 1))
        self.below = chance.integers(10**6, 10**7, (len(amount), 1))

    def __call__(self) -> Array:
        found: Array = self.amount * self.above // self.below
        return found


@pytest.mark.bench
def test_two_thousand_claims_in_a_thousand_draws_by_three_budgets_beside_one_pass(tell: Told) -> None:
    of, by, one = blocks(), divisions(PROPORTIONAL), Pass(claims().amount)
    once, own = lowest(lambda: medians(5, one, lambda: divided(of, by)), DIVIDED_TIMES)
    tell("2,000 claims × 1,000 draws × 3 budgets divided", "one pass over them", own, once, DIVIDED_TIMES)
    assert own <= DIVIDED_TIMES * once


@pytest.mark.bench
@pytest.mark.parametrize("rule", [rule for rule in ALL_RULES if rule != PROPORTIONAL])
def test_many_draws_by_another_rule_beside_the_proportional_one(rule: str, tell: Told) -> None:
    of = blocks()
    proportional, other = divisions(PROPORTIONAL), divisions(rule)
    work = (lambda: divided(of, proportional), lambda: divided(of, other))
    once, own = lowest(lambda: medians(3, *work), RULE_TIMES)
    tell(f"2,000 claims × 1,000 draws × 3 budgets, {rule}", "proportional", own, once, RULE_TIMES)
    assert own <= RULE_TIMES * once


@pytest.mark.bench
def test_a_forecast_with_drawing_and_assessing_beside_one_pass(tell: Told) -> None:
    """2,000 claims on average whose amounts grow by an uncertain factor, each time another, half of them had before;
    the assumptions are compared with one another, too. The claims that were observed are read before."""
    sample = as_input(invent(POLICY))
    given = read_job(POLICY, sample | {"forecast": {"years": [2026]}}, draws=DRAWS, seed=1)
    asked = sum(line.demand.likely for line in given.assumptions.lines)
    lines = [
        replace(line, demand=Estimate.certain(line.demand.likely * CLAIMS * WHOLE // asked), approval=ONE)
        for line in given.assumptions.lines
    ]
    cohort = Cohort(POLICY, {"applications": sample["applications"]})
    scenarios = [{2026: Scenario(str(budget), 2026, budget * 10**10)} for budget in (1, 2, 3)]
    numbers = count(1)

    def forecast() -> None:
        growth = Estimate(WHOLE, WHOLE * 11 // 10 + next(numbers), WHOLE * 12 // 10)
        assumed = replace(given.assumptions, lines=tuple(replace(line, growth=growth) for line in lines))
        part(plan(POLICY, cohort, assumed, scenarios, seed=1, draws=DRAWS, base=2025), 0, DRAWS)

    forecast()
    once, own = lowest(lambda: medians(5, Pass(claims().amount), forecast), FORECAST_TIMES)
    tell("a forecast: 2,000 claims × 1,000 draws × 3 budgets", "one pass over them", own, once, FORECAST_TIMES)
    assert own <= FORECAST_TIMES * once


ONE = Estimate.certain(WHOLE)
