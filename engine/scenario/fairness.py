"""How evenly what is paid falls on companies.

Of a scenario these are the companies for which something is approved that this budget pays; those of them that are paid
nothing are among them, with nothing, and are counted apart. Everything is exact: shares and coefficients are fractions.
One ratio for all changes neither the Lorenz curve nor the Gini coefficient before amounts are cut to 0.01万元.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from engine.allocation.rules import ALL_RULES, NEEDS
from engine.allocation.terms import NO_TERMS
from engine.assessment.answered_steps import Fen, Ratio
from engine.scenario.comparison import summed
from engine.scenario.groups import size_name
from engine.scenario.outcome import Outcome
from engine.scenario.plan import Scenario
from engine.scenario.worked import Worked
from engine.values.arrays import Array
from engine.values.money import FITS, HUNDREDTH, WHOLE
from engine.values.refusal import Refused

TOP = 10
"""So many companies that are paid most are looked at together."""
STEPS = 20
"""Into so many parts of the companies a Lorenz curve is divided."""


@dataclass(frozen=True, slots=True)
class SizeShare:
    """The companies of one `size` ("" for unknown): how many, what they are paid, and how much of all that is."""

    size: str
    companies: int
    paid: Fen[int]
    share: Ratio | None


@dataclass(frozen=True, slots=True)
class Fairness:
    """How what is `paid` falls on the `companies`, of which so many are `unpaid`. `gini`: 0 where all are paid the
    same, towards 1 where one is paid all; `gini_approved`: of what is approved, before it is divided. The curves say
    what the so many twentieths of the companies that are paid least are paid together, of all. `top_share`: of the
    `top` companies that are paid most. `median`: what the one in the middle is paid. `lowest`: the lowest share of
    what is approved that a company is paid. None where nothing is paid, or approved."""

    companies: int
    unpaid: int
    paid: Fen[int]
    gini: Ratio | None
    gini_approved: Ratio | None
    lorenz: tuple[Ratio, ...]
    lorenz_approved: tuple[Ratio, ...]
    by_size: tuple[SizeShare, ...]
    top: int
    top_share: Ratio | None
    median: Fen[Fraction] | None
    lowest: Ratio | None


@dataclass(frozen=True, slots=True)
class RuleFairness(Fairness):
    """The same, and by which `rule` it is divided."""

    rule: str


def fairness(outcome: Outcome) -> RuleFairness:
    """How evenly an outcome falls on companies."""
    cohort, run = outcome.cohort, outcome.settlement.run
    drawing = run.group != run.elsewhere
    approved = summed(cohort.company, run.approved * drawing, cohort.companies)
    paid = summed(cohort.company, outcome.paid * drawing, cohort.companies)
    among = approved > 0
    sizes = next(own for own in cohort.groupings if own.name == size_name(cohort.policy))
    of, approved, paid = sizes.of_company[among], approved[among], paid[among]
    total = _sum(paid)
    ascending = np.sort(paid)
    top = min(TOP, len(paid))
    return RuleFairness(
        len(paid),
        int(np.count_nonzero(paid == 0)),
        total * HUNDREDTH,
        gini(paid),
        gini(approved),
        lorenz(paid),
        lorenz(approved),
        tuple(_of_sizes(sizes.choices, of, paid, total)),
        top,
        Fraction(_sum(ascending[len(paid) - top :]), total) if total else None,
        median(ascending),
        _lowest(paid, approved),
        run.rule,
    )


def _of_sizes(sizes: Sequence[str], of: Array, paid: Array, total: int) -> Iterator[SizeShare]:
    """The companies of each size that there are, the size of each being `of` (its place)."""
    for place, size in enumerate(sizes):
        own = paid[of == place]
        if len(own):
            yield SizeShare(size, len(own), _sum(own) * HUNDREDTH, Fraction(_sum(own), total) if total else None)


def by_rule(worked: Worked, scenario: Scenario) -> Iterator[RuleFairness]:
    """How evenly a scenario falls on companies under each rule of division that needs nothing besides the claims, and
    under its own."""
    for rule in ALL_RULES:
        if rule == scenario.rule:
            yield fairness(worked.outcome(scenario))
        elif rule not in NEEDS:
            with suppress(Refused):  # by first come: not every claim has its day
                yield fairness(worked.outcome(replace(scenario, rule=rule, terms=NO_TERMS)))


def gini(values: Array | Sequence[Fraction]) -> Fraction | None:
    """The Gini coefficient of amounts, none negative: the mean of how far two of them, drawn at random, lie apart, by
    twice the mean of all. None where they come to nothing."""
    ascending = _ascending(values)
    count, total = len(ascending), _sum(ascending)
    if not total:
        return None
    weights = np.arange(1 - count, count, 2, dtype=np.int64)
    return Fraction(_sum(weights * ascending)) / (count * total)


def lorenz(values: Array | Sequence[Fraction], steps: int = STEPS) -> tuple[Fraction, ...]:
    """The Lorenz curve of amounts, none negative: what the smallest come to together, of all, in so many steps from
    none of them to all. Between two of them it is a straight line. Empty where they come to nothing."""
    ascending = _ascending(values)
    count, total = len(ascending), _sum(ascending)
    if not total:
        return ()
    below = [0, *np.cumsum(ascending).tolist()]
    found = []
    for step in range(steps + 1):
        whole, rest = divmod(step * count, steps)
        part = Fraction(rest, steps) * ascending[whole] if rest else 0
        found.append(Fraction(below[whole] + part) / total)
    return tuple(found)


def median(ascending: Array) -> Fraction | None:
    """分: the amount in the middle of these (0.01万元); of the two in the middle their mean."""
    count = len(ascending)
    if not count:
        return None
    return Fraction(int(ascending[(count - 1) // 2]) + int(ascending[count // 2])) * HUNDREDTH / 2


def _lowest(paid: Array, approved: Array) -> Fraction | None:
    """The lowest ratio of two columns: those that are lowest in whole millionths are compared exactly."""
    if not len(paid):
        return None
    large = int(paid.max()) * WHOLE >= FITS
    millionths = (paid.astype(object) if large else paid) * WHOLE // approved
    near = np.flatnonzero(millionths == millionths.min())
    return min(Fraction(int(paid[n]), int(approved[n])) for n in near.tolist())


def _ascending(values: Array | Sequence[Fraction]) -> Array:
    """The amounts, the smallest first; as Python's numbers where 64 bits might not hold what is computed of them."""
    column = np.sort(values if isinstance(values, np.ndarray) else np.array(values, dtype=object))
    if len(column) and column.dtype != object and int(column[-1]) * len(column) ** 2 >= FITS:
        return column.astype(object)
    return column


def _sum(values: Array) -> int:
    return values.sum() if values.dtype == object and len(values) else int(values.sum())
