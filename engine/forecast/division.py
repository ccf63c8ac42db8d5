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
from engine.allocation.rules import NEEDS, PROPORTIONAL, RANKING
from engine.allocation.run import NO_SCORE, Entry, Run, numbered_sizes
from engine.forecast import by_rule
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
    number), those of one provision side by side; the scores of those that compete, by provision; of each claim the day
    of the year of its application (0: not known; on one day, the column comes first that stands first) and, where it is
    looked at, the size of its company."""

    amount: Array
    provision: Array
    scores: dict[int, Array]
    day: Array
    size: Array | None


@dataclass(frozen=True, slots=True)
class Divided:
    """What became of the claims of some draws, in 0.01万元: what is left of each after the places (`standing`) and what
    it is paid; in 分 what is asked of each pool and, last, of the budget (by another rule than the proportional one, to
    1分)."""

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
        self.looks_at_size = scenario.rule in NEEDS and scenario.terms.by == "size"

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

    def divide(self, claims: Claims, standing: Array | None = None) -> Divided:
        """What each claim is paid; `standing`: what is left of them after the places, where that is known."""
        if standing is None:
            standing = self.standing(claims)
        groups = self.group_ranges(claims.provision)
        if self.scenario.rule == PROPORTIONAL:
            found = self._proportional(standing, groups)
            return self._one_by_one(claims, standing) if found is None else found
        return self._by_rule(claims, standing, groups)

    # -- places

    def standing(self, claims: Claims) -> Array:
        """What is left of the claims where so many winners a year are paid: the highest scores; nothing for those among
        whom the last place is open."""
        standing = claims.amount
        for number, places in self.places.items():
            columns = np.flatnonzero(claims.provision == number)
            if len(columns) <= places:
                continue
            of = slice(int(columns[0]), int(columns[-1]) + 1)
            own = claims.amount[:, of]
            out = ~_placed(own > 0, claims.scores[number], places)
            if out.any():
                standing = standing.copy() if standing is claims.amount else standing
                standing[:, of] = np.where(out, 0, own)
        return standing

    def standing_sum(self, number: int, amount: Array, score: Array | None) -> Array:
        """What is left of the claims of one provision after the places, in each draw."""
        places = self.places.get(number)
        if places is not None and score is not None and amount.shape[1] > places:
            amount = np.where(_placed(amount > 0, score[:, : amount.shape[1]], places), amount, 0)
        return amount.sum(axis=1).astype(np.int64)

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

    # -- by another rule

    def _by_rule(self, claims: Claims, standing: Array, groups: Sequence[slice]) -> Divided:
        """By another rule; draws in which rounding could decide something one by one."""
        paid, sums = standing.copy(), [standing[:, of].sum(axis=1) for of in groups[:-1]]
        margin = by_rule.MARGIN * max(1, np.sum(sums, axis=0).max(initial=0))
        unsure, left_whole = np.zeros(len(paid), dtype=bool), np.ones(len(paid), dtype=bool)
        asked = np.empty((len(paid), len(self.caps) + 1), dtype=np.int64)
        all_columns = slice(0, groups[-1].start)
        stages = [(n, groups[n], fen) for n, fen in enumerate(self.caps)]
        last = [(len(self.caps), all_columns, self.budget)]
        for n, of, fen in [*last, *stages] if self.run.budget_first else [*stages, *last]:
            own = paid[:, of]
            total = own.sum(axis=1)
            asked[:, n] = np.floor((total + margin) * HUNDREDTH)
            if fen is None:
                continue
            # What a limit leaves need not be whole numbers: those of pools are apart from one another, not of budget.
            whole = left_whole if (n == len(self.caps)) != self.run.budget_first else np.ones(len(paid), dtype=bool)
            endowment = fen / HUNDREDTH
            unsure |= (np.abs(total - endowment) < margin) & ~whole
            short = np.flatnonzero(total > endowment)
            if not len(short):
                continue
            if not fen:
                own[short] = 0
                continue
            is_whole = whole & (fen % HUNDREDTH == 0)
            problem = self._problem(claims, of, short, own[short], endowment, total[short], is_whole[short], margin)
            own[short], open_ones = by_rule.divided(self.scenario.rule, problem)
            unsure[short[open_ones]] = True
            left_whole[short] &= (own[short] == np.rint(own[short])).all(axis=1) & is_whole[short]
        np.floor(paid, out=paid)
        for row in np.flatnonzero(unsure).tolist():
            paid[row], asked[row] = self.settled(claims, row)
        return Divided(standing, paid, asked)

    def _problem(
        self,
        claims: Claims,
        of: slice,
        rows: Array,
        own: Array,
        endowment: float,
        total: Array,
        whole: Array,
        margin: float,
    ) -> by_rule.Problem:
        """The claims of some columns and draws with what the rule looks at."""
        rule, terms = self.scenario.rule, self.scenario.terms
        number, figures = None, np.zeros(1)
        match NEEDS.get(rule):
            case "floor":
                figures = np.array([terms.floor / HUNDREDTH])
            case "weights" | "classes" as need:
                if terms.by == "article":
                    number = np.broadcast_to(claims.provision[of], own.shape)
                else:
                    assert claims.size is not None
                    number = claims.size[rows, of]
                figure = terms.figures(need, self.run.named()[1])
                figures = np.array([one.numerator / one.denominator for one in figure])
        scores = {}
        for of_provision, their in claims.scores.items() if rule == RANKING else ():
            columns = np.flatnonzero(claims.provision == of_provision)
            if len(columns) and of.start <= columns[0] < of.stop:
                scores[int(columns[0]) - of.start] = their[rows]
        return by_rule.Problem(own, endowment, total, whole, margin, number, figures, claims.day[rows, of], scores)

    # -- one draw after the other

    def entries(self, claims: Claims, row: int) -> tuple[list[Entry], list[int]]:
        """The claims of one draw as an allocation takes them, and the sizes of their companies."""
        columns, score_of = np.flatnonzero(claims.amount[row]).tolist(), dict[int, int]()
        for number, scores in claims.scores.items():
            score_of |= zip(np.flatnonzero(claims.provision == number).tolist(), scores[row].tolist(), strict=True)
        start = self.policy.in_force.start.replace(year=self.scenario.year, month=1, day=1) - DAY
        provisions, found = self.policy.provisions, []
        for column in columns:
            score, day, id = score_of.get(column, NO_SCORE), int(claims.day[row, column]), str(column)
            provision, amount = provisions[int(claims.provision[column])], int(claims.amount[row, column])
            of_score, of_day = None if score == NO_SCORE else score, start + day * DAY if day else None
            found.append(Entry(id, id, provision, amount, of_score, of_day))
        return found, [] if claims.size is None else claims.size[row, columns].tolist()

    def settled(self, claims: Claims, row: int) -> tuple[Array, Array]:
        """What each claim of one draw is paid by an allocation of that draw (0.01万元), and what was asked of the pools
        and the budget (分)."""
        entries, sizes = self.entries(claims, row)
        settlement = settle(self._run(entries, sizes))
        paid = np.zeros(claims.amount.shape[1])
        paid[[int(entry.id) for entry in entries]] = settlement.actual
        shares = [*settlement.pools, settlement.budget]
        return paid, np.array([int(share.requested * HUNDREDTH) for share in shares], dtype=np.int64)

    def _one_by_one(self, claims: Claims, standing: Array) -> Divided:
        paid, asked = zip(*(self.settled(claims, row) for row in range(len(standing))), strict=True)
        return Divided(standing, np.stack(paid), np.stack(asked))

    def _run(self, entries: Sequence[Entry], sizes: Sequence[int]) -> Run:
        names = numbered_sizes(self.policy)
        of = {entry.id: names[size] for entry, size in zip(entries, sizes, strict=bool(sizes))}
        return self.scenario.run(self.policy, self.scenario.in_force(self.policy), entries, of)


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
