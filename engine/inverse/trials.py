"""Which ratio is asked about, and the allocations that prove an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar, get_args

import numpy as np
from pydantic import Field, PlainSerializer

from engine.allocation.proration import Settlement, settle
from engine.allocation.rules import PROPORTIONAL
from engine.allocation.run import Run
from engine.assessment.answered_steps import Ratio
from engine.text import words
from engine.text.phrases import Both
from engine.values.money import HUNDREDTH, Exact, wan
from engine.values.refusal import refuse, shown

Measure = Literal["budget", "claims"]
"""Which ratio is asked about: that of the total budget's step, or the lowest of a claim from approved to paid."""
MEASURES: tuple[Measure, ...] = get_args(Measure)
BUDGET = "budget"
"""The name of the total budget among the totals; the others are named by the ids of their pools."""
ONE = Fraction(1)
N = TypeVar("N", int, Fraction, Exact)
Hundredths = Annotated[N, PlainSerializer(lambda hundredths: wan(hundredths * HUNDREDTH))]
"""0.01万元, in an answer written as an amount in 万元."""


class Unproven(ArithmeticError):
    """Allocating again did not bear out an answer. It is withheld: one of the two is wrong."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One allocation made to prove an answer: the `ratio` that is reached with it, whether that is enough, and what is
    paid from the budget (0.01万元)."""

    label: Both
    ratio: Ratio
    enough: bool
    paid: Hundredths[int]
    settlement: Annotated[Any, Field(exclude=True)] = field(compare=False, repr=False)


def reached(settlement: Settlement, measure: Measure) -> Fraction:
    """The ratio that an allocation reaches: of the budget's step, or the lowest from approved to paid among the claims
    that have a place (exact, before the cut)."""
    if measure == "budget":
        return settlement.budget.ratio
    return min(left_by_totals(settlement).values(), default=ONE)


def left_by_totals(free: Settlement) -> dict[int, Fraction]:
    """What the totals of articles leave of a claim in each group that is paid something, were there no budget."""
    run = free.run
    standing = free.columns[0].values > 0
    groups = np.unique(run.group[standing & (run.group != run.elsewhere)])
    return {int(g): free.columns[-1].ratios[int(g)] for g in groups}


def shares_of(run: Run, sums: Sequence[Exact]) -> tuple[Fraction, dict[int, Fraction]]:
    """Where the groups come to `sums`: the ratio of the budget's step, and what the totals leave of each pool that has
    claims. What reaches the budget does not depend on the rule that divides."""
    left = [Fraction(run.left_of(pool), HUNDREDTH) for pool in run.policy.pools]
    pools = {g: min(ONE, cap / sums[g]) for g, cap in enumerate(left) if sums[g] > 0}
    scaled = (sums[g] * (ONE if run.budget_first else pools.get(g, ONE)) for g in range(run.elsewhere))
    asked = sum(scaled, Fraction(0))
    budget = asked if run.budget is None else Fraction(run.budget, HUNDREDTH)
    return (ONE if asked <= budget else budget / asked), pools


def reached_with(run: Run, sums: Sequence[Exact], measure: Measure) -> Fraction:
    """The ratio that `measure` reaches where the groups come to `sums`."""
    step, pools = shares_of(run, sums)
    if measure == "budget":
        return step
    lowest = min(pools.values(), default=ONE)
    return min(step, lowest) if run.budget_first else step * lowest


def what_stops(run: Run, sums: Sequence[Exact], measure: Measure) -> str:
    """The total that keeps `measure` down: the one that grants the least of what reaches it."""
    step, pools = shares_of(run, sums)
    tightest = min(pools, key=lambda g: pools[g], default=None)
    if measure == "budget" or tightest is None or step <= pools[tightest]:
        return BUDGET
    return run.policy.pools[tightest].id


def allocated(label: Both, run: Run, ratio: Fraction, measure: Measure) -> Trial:
    """The trial that an allocation is."""
    return judged(label, settle(run), ratio, measure)


def judged(label: Both, settlement: Settlement, ratio: Fraction, measure: Measure) -> Trial:
    """Whether what was settled reaches the ratio."""
    found = reached(settlement, measure)
    return Trial(label, found, found >= ratio, paid_from_budget(settlement), settlement)


def proven(trials: Sequence[Trial], expected: Sequence[bool] = ()) -> list[Trial]:
    """The trials, if the first is enough and the others are not (or all are as `expected`)."""
    expected = expected or [not i for i in range(len(trials))]
    if [trial.enough for trial in trials] != list(expected):
        raise Unproven("; ".join(f"{trial.label['en']}: {trial.ratio}" for trial in trials))
    return list(trials)


def check_measure(run: Run, measure: Measure) -> None:
    """Refused unless there is such a measure, and the rule of the run gives every claim of a group one ratio where
    every claim is looked at."""
    if measure not in MEASURES:
        refuse("measure", "inverse.unknown_measure", given=shown(measure), known=", ".join(MEASURES))
    if measure == "claims" and run.rule != PROPORTIONAL:
        refuse("rule", "inverse.statutory_only", rule=words.both(f"allocate.{run.rule}"))


def companies(run: Run) -> list[object]:
    """Who each claim is of; one without an applicant's id is a company of its own."""
    return [row if entry.applicant is None else entry.applicant for row, entry in enumerate(run.entries)]


def paid_from_budget(settlement: Settlement) -> int:
    """0.01万元 paid from the budget."""
    run = settlement.run
    return int(settlement.actual[run.group != run.elsewhere].sum())


def granted(settlement: Settlement) -> Fraction:
    """0.01万元 granted from the budget before each amount is cut."""
    return Fraction(sum(settlement.columns[-1].sums[: settlement.run.elsewhere]))


def total_of(run: Run, pool_id: str) -> int:
    """分: the yearly total of an article, with what was awarded before."""
    return run.total_of(next(pool for pool in run.policy.pools if pool.id == pool_id))


def with_totals(run: Run, totals: dict[str, Exact]) -> Run:
    """The run with other yearly totals (0.01万元)."""
    return replace(run, pools={**run.pools, **{name: int(total * HUNDREDTH) for name, total in totals.items()}})


def next_whole(hundredths: Exact) -> int:
    """The next whole 0.01万元."""
    return -int(-hundredths // 1)
