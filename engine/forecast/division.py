"""The money of one year divided among the claims of many draws at once, as `engine.allocation` divides it.

Every claim is paid what an allocation of its draw alone would pay it, to the last 0.01万元. Amounts are whole numbers
of 0.01万元 in 64-bit floats, which hold them, and their sums, exactly; where the arithmetic of 64 bits could not decide
a cut, the draw is settled by the allocation itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

import numpy as np

from engine.allocation.proration import settle
from engine.allocation.rules import PROPORTIONAL
from engine.allocation.run import NO_SCORE, Entry, Run, numbered_sizes
from engine.forecast.assumptions import Line
from engine.policy.pack import Policy
from engine.scenario import Scenario
from engine.steps.winners import Winners
from engine.values.arrays import Array
from engine.values.money import FITS, HUNDREDTH
from engine.values.windows import DAY

EXACT = 2**49
"""Up to here the product of a denominator and the largest amount leaves a float's error below half a part."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of some draws: amounts (0.01万元), a row a draw, a column a claim; the provision of each column (its
    number), those of one provision side by side; of each claim the score, the day of the year of its application (0:
    not known; on one day, the column comes first that stands first) and the size of its company."""

    amount: Array
    provision: Array
    score: Array
    day: Array
    size: Array

    def among(self, rows: slice) -> Claims:
        """The claims of some of the draws."""
        return Claims(self.amount[rows], self.provision, self.score[rows], self.day[rows], self.size[rows])


@dataclass(frozen=True, slots=True)
class Divided:
    """What became of the claims of some draws, in 0.01万元: what is left of each after the places (`standing`) and what
    it is paid; in 分 what is asked of each pool and, last, of the budget."""

    standing: Array
    paid: Array
    asked: Array


class Division:
    """How the money of one year is divided under a scenario. `run`: an allocation with no claims."""

    def __init__(self, policy: Policy, scenario: Scenario) -> None:
        self.policy, self.scenario = policy, scenario
        self.run = self._run((), ())
        self.caps = [self.run.left_of(pool) for pool in policy.pools]
        self.budget = self.run.budget
        self.places = {
            number: self.run.places_of(p, limit)
            for number, p, limit in self.run.shape.winners
            if self.run.groups[number] != self.run.elsewhere
        }

    def __reduce__(self) -> tuple[type[Division], tuple[Policy, Scenario]]:
        return type(self), (self.policy, self.scenario)

    def order(self, lines: Sequence[Line]) -> list[Line]:
        """The lines as their claims stand side by side: those that share a limit together."""
        number = self.run.shape.number
        return sorted(lines, key=lambda line: (self.run.groups[number[line.provision]], number[line.provision]))

    def group_ranges(self, provision: Array) -> list[slice]:
        """The columns of each pool, of the claims without one, and of what another budget pays."""
        group = np.array(self.run.groups, dtype=np.int64)[provision]
        ends = np.searchsorted(group, range(self.run.elsewhere + 2)).tolist()
        return [slice(start, end) for start, end in pairwise(ends)]

    def divide(self, claims: Claims) -> Divided:
        """What each claim is paid."""
        standing = self._standing(claims)
        groups = self.group_ranges(claims.provision)
        if self.scenario.rule == PROPORTIONAL:
            found = self._proportional(standing, groups)
            if found is not None:
                return found
        return self._one_by_one(claims, standing, groups)

    # -- places

    def _standing(self, claims: Claims) -> Array:
        """What is left of the claims where so many winners a year are paid: the highest scores; nothing for those among
        whom the last place is open."""
        standing = claims.amount
        for number, places in self.places.items():
            columns = np.flatnonzero(claims.provision == number)
            if not len(columns) or len(columns) <= places:
                continue
            start, end = int(columns[0]), int(columns[-1]) + 1
            own = claims.amount[:, start:end]
            out = ~_placed(own > 0, claims.score[:, start:end], places)
            if out.any():
                standing = standing.copy() if standing is claims.amount else standing
                standing[:, start:end] = np.where(out, 0, own)
        return standing

    def standing_sum(self, number: int, amount: Array, score: Array | None) -> Array:
        """What is left of the claims of one provision after the places, in each draw."""
        places = self.places.get(number)
        if places is not None and score is not None and amount.shape[1] > places:
            amount = np.where(_placed(amount > 0, score, places), amount, 0)
        found: Array = amount.sum(axis=1).astype(np.int64)
        return found

    def asked_of_budget(self, numbers: Sequence[int], sums: Sequence[Array]) -> Array:
        """What is asked of the budget (分) in each draw by claims of these provisions that come to such sums (0.01万元)
        after the places."""
        by_group = dict[int, Array]()
        for number, of in zip(numbers, sums, strict=True):
            group = self.run.groups[number]
            by_group[group] = by_group.get(group, 0) + of * HUNDREDTH
        asked = np.zeros_like(sums[0])
        for group, of in by_group.items():
            if group == self.run.elsewhere:
                continue
            is_first = self.run.budget_first or group == self.run.plain
            asked = asked + (of if is_first else np.minimum(of, self.caps[group]))
        return asked

    # -- in proportion

    def _proportional(self, standing: Array, groups: Sequence[slice]) -> Divided | None:
        """All in proportion; None where 64 bits do not hold the ratios."""
        caps = [Fraction(fen, HUNDREDTH) for fen in self.caps]
        budget = None if self.budget is None else Fraction(self.budget, HUNDREDTH)
        unit = lcm(*(of.denominator for of in caps), 1 if budget is None else budget.denominator)
        sums = np.stack([standing[:, of].sum(axis=1) for of in groups[:-1]], axis=1).astype(np.int64) * unit
        cap = np.array([int(of * unit) for of in caps] + [0], dtype=np.int64)
        short = sums > cap
        short[:, -1] = False
        most = int(max(sums.max(initial=1), cap.max(initial=1)))
        whole = None if budget is None else int(budget * unit)
        largest = int(standing.max(initial=0))
        if most * len(groups) * max(most * len(groups), whole or 1, HUNDREDTH) >= FITS:
            return None
        granted = sums if self.run.budget_first else np.where(short, cap, sums)
        total = granted.sum(axis=1)
        above, below = np.ones_like(sums), np.ones_like(sums)
        asked = sums * HUNDREDTH
        if whole is not None:
            over = (total > whole)[:, None]
            above, below = np.where(over, whole, above), np.where(over, total[:, None], below)
        if self.run.budget_first:
            short = sums * above > cap * below
            short[:, -1] = False
            parts, rest = np.divmod(sums * above, below)
            asked = parts * HUNDREDTH + rest * HUNDREDTH // below
            above, below = np.where(short, cap, above), np.where(short, sums, below)
        else:
            above, below = np.where(short, cap * above, above), np.where(short, sums * below, below)
        common = np.gcd(above, below)
        above, below = above // common, below // common
        if int(above.max(initial=1)) * max(largest, 1) >= FITS:
            return None
        paid = np.empty_like(standing)
        for number, of in enumerate(groups[:-1]):
            _cut(standing[:, of], above[:, number, None], below[:, number, None], largest, paid[:, of])
        paid[:, groups[-1]] = standing[:, groups[-1]]
        limits = np.concatenate([asked[:, :-1], total[:, None] * HUNDREDTH], axis=1) // unit
        return Divided(standing, paid, limits)

    # -- one draw after the other

    def entries(self, claims: Claims, row: int) -> tuple[list[Entry], list[int]]:
        """The claims of one draw as an allocation takes them, and the sizes of their companies."""
        columns = np.flatnonzero(claims.amount[row]).tolist()
        start = self.policy.in_force.start.replace(year=self.scenario.year, month=1, day=1) - DAY
        provisions = self.policy.provisions
        found = []
        for column in columns:
            score, day = int(claims.score[row, column]), int(claims.day[row, column])
            found.append(
                Entry(
                    str(column),
                    str(column),
                    provisions[int(claims.provision[column])],
                    int(claims.amount[row, column]),
                    None if score == NO_SCORE else score,
                    start + day * DAY if day else None,
                )
            )
        return found, claims.size[row, columns].tolist()

    def settled(self, claims: Claims, row: int) -> tuple[Array, Array]:
        """What each claim of one draw is paid by an allocation of that draw (0.01万元), and what was asked of the pools
        and the budget (分)."""
        entries, sizes = self.entries(claims, row)
        settlement = settle(self._run(entries, sizes))
        paid = np.zeros(claims.amount.shape[1])
        paid[[int(entry.id) for entry in entries]] = settlement.actual
        shares = [*settlement.pools, settlement.budget]
        return paid, np.array([int(share.requested * HUNDREDTH) for share in shares], dtype=np.int64)

    def _one_by_one(self, claims: Claims, standing: Array, groups: Sequence[slice]) -> Divided:
        each = [self.settled(claims, row) for row in range(len(standing))]
        return Divided(standing, np.stack([of for of, _ in each]), np.stack([of for _, of in each]))

    def _run(self, entries: Sequence[Entry], sizes: Sequence[int]) -> Run:
        scenario, names = self.scenario, numbered_sizes(self.policy)
        return Run(
            self.policy,
            entries,
            scenario.in_force(self.policy),
            scenario.budget,
            scenario.awarded,
            scenario.quota_used,
            scenario.rule,
            scenario.pools,
            scenario.quota,
            scenario.terms,
            {entry.id: names[size] for entry, size in zip(entries, sizes, strict=True)},
        )


def competing(policy: Policy) -> frozenset[str]:
    """The provisions whose claims compete by score."""
    return frozenset(p.id for p in policy.provisions if p.only(Winners) is not None)


def _placed(wanting: Array, score: Array, places: int) -> Array:
    """Who of the claims of each draw gets one of the places, or needs none because there are enough."""
    candidates = wanting.sum(axis=1)
    scored = wanting & (score != NO_SCORE)
    unscored = candidates - scored.sum(axis=1)
    lowest = np.iinfo(np.int64).min
    known = np.sort(np.where(scored, score, lowest), axis=1)[:, ::-1]
    # A claim has a place if, with all that are not scored yet before it, it and its equals still find one.
    level = places - unscored
    bound = np.take_along_axis(known, np.clip(level, 0, known.shape[1] - 1)[:, None], axis=1)
    is_in = scored & (score > bound) & (level > 0)[:, None]
    return ~wanting | (candidates <= places)[:, None] | is_in


def _cut(amount: Array, above: Array, below: Array, largest: int, paid: Array) -> None:
    """The amounts times a ratio for each draw, cut to whole numbers, into `paid`."""
    ratio = above / below
    if int(below.max(initial=1)) * (largest + 1) < EXACT:
        # What is left over is a whole number of parts of the denominator: half a part is more than any error.
        np.multiply(amount, ratio, out=paid)
        np.add(paid, 1 / (2 * below), out=paid)
        np.floor(paid, out=paid)
        return
    whole = np.floor(amount * ratio).astype(np.int64)
    rest = amount.astype(np.int64) * above - whole * below
    whole += (rest >= below).astype(np.int64) - (rest < 0)
    paid[...] = whole
