"""Matters put into years, each of which takes no more than its cap: the arrangement that brings most, in whole numbers.

Matter by matter, all arrangements are followed at once that differ in what they have put into the years; of those that
agree in it the best is kept, and none that cannot become better than what is known already. Where more are left than
`MOST`, the most promising are followed, and the answer says whether one of the others might have been better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, product
from typing import Any

import numpy as np

from engine.values.arrays import Array
from engine.values.grouping import grouped

MOST = 1 << 14
"""So many arrangements are followed at once."""
YEARS = 6
"""Of so many years it is counted how many matters they can hold."""
ELSEWHERE, HELD = -1, -2
"""In the place of a year: it is claimed elsewhere; it is not claimed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`values`: what each matter brings in each year (0: nothing); `caps` of the years and `whole`, that of all of them
    together; `elsewhere`: what each brings elsewhere, None where it cannot be claimed there. Of what is brought here
    `share` (a numerator and a denominator) counts. Whole numbers of one unit."""

    values: Sequence[Sequence[int]]
    caps: Sequence[int]
    whole: int
    elsewhere: Sequence[int | None]
    share: tuple[int, int] = (1, 1)

    def total(self, where: Sequence[int]) -> int:
        """What an arrangement is worth, in units of the denominator of the share."""
        here = sum(self.taken(where))
        there = sum(e or 0 for e, at in zip(self.elsewhere, where, strict=True) if at == ELSEWHERE)
        return self.share[0] * min(here, self.whole) + self.share[1] * there

    def taken(self, where: Sequence[int]) -> list[int]:
        """What each year takes."""
        sums = [0] * len(self.caps)
        for values, at in zip(self.values, where, strict=True):
            if at >= 0:
                sums[at] += values[at]
        return [min(s, cap) for s, cap in zip(sums, self.caps, strict=True)]


@dataclass(frozen=True, slots=True)
class Packed:
    """Where each matter goes (a year by position, ELSEWHERE or HELD), and whether nothing can be better."""

    where: list[int]
    proven: bool


def pack(problem: Problem) -> Packed:
    """The best arrangement: of equal ones one that has less elsewhere, more in the earlier years, and fewer matters."""
    order = sorted(range(len(problem.values)), key=lambda n: (-max(problem.values[n], default=0), n))
    most = [sum(of_year) for of_year in zip(*problem.values, strict=True)] or [0] * len(problem.caps)
    caps = [min(cap, year) for cap, year in zip(problem.caps, most, strict=True)]
    ordered = Problem(
        [problem.values[n] for n in order],
        caps,
        min(problem.whole, sum(caps)),
        [problem.elsewhere[n] for n in order],
        problem.share,
    )
    known = _earlier(ordered, _one_by_one(ordered))
    search, worth = _Search(ordered), ordered.total(known)
    best, proven = known, worth >= search.most()
    if not proven:
        found, proven = search.best(worth)
        best = known if found is None else _earlier(ordered, found)
    where = [HELD] * len(order)
    for n, at in zip(order, best, strict=True):
        where[n] = at
    return Packed(_in_order(problem, where), proven)


def _in_order(problem: Problem, where: Sequence[int]) -> list[int]:
    """The same arrangement with the first of matters that are alike in the earlier year."""
    alike = grouped(((*values, problem.elsewhere[n]), n) for n, values in enumerate(problem.values))
    found = list(where)
    for matters in alike.values():
        ordered = sorted((where[n] for n in matters), key=lambda at: (at < 0, abs(at)))
        for n, at in zip(matters, ordered, strict=True):
            found[n] = at
    return found


def _one_by_one(problem: Problem) -> list[int]:
    """Each matter, the largest first, where it adds most."""
    where: list[int] = [HELD] * len(problem.values)
    for n, values in enumerate(problem.values):
        choices = [HELD, *(at for at, value in enumerate(values) if value)]
        if problem.elsewhere[n] is not None:
            choices.append(ELSEWHERE)

        def worth(at: int, n: int = n) -> int:
            return problem.total([*where[:n], at, *where[n + 1 :]])

        where[n] = max(choices, key=worth)
    return where


def _earlier(problem: Problem, where: Sequence[int]) -> list[int]:
    """An arrangement that is worth as much, with as much as can be in the earlier years by moving a matter or two, and
    without what adds nothing."""
    now = list(where)

    def rank(at: Sequence[int]) -> tuple[int, int, list[int]]:
        return problem.total(at), -list(at).count(ELSEWHERE), problem.taken(at)

    best, better = rank(now), True
    while better:
        better = False
        for trial in _near(problem, now):
            if (ranked := rank(trial)) > best:
                now, best, better = trial, ranked, True
                break
    for n in reversed(range(len(now))):
        trial = [*now[:n], HELD, *now[n + 1 :]]
        if now[n] >= 0 and rank(trial) >= best:
            now = trial
    return now


def _near(problem: Problem, where: Sequence[int]) -> Any:
    """The arrangements in which one matter is elsewhere in time, or two change places."""
    years = range(len(problem.caps))
    for n, values in enumerate(problem.values):
        for at in years:
            if values[at] and at != where[n] and (where[n] < 0 or at < where[n]):
                yield [*where[:n], at, *where[n + 1 :]]
    for n, at in enumerate(where):
        for m in range(n + 1, len(where)):
            to = where[m]
            if at != to and at >= 0 and to >= 0 and problem.values[n][to] and problem.values[m][at]:
                changed = list(where)
                changed[n], changed[m] = to, at
                yield changed


class _Search:
    """All arrangements at once, matter by matter."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        largest = max(
            [
                *problem.caps,
                problem.whole,
                *(v for row in problem.values for v in row),
                *(e or 0 for e in problem.elsewhere),
            ]
        )
        fits = largest**2 * (len(problem.values) + 1) * max(problem.share) < 1 << 62
        self.dtype: Any = np.int64 if fits else object
        self.caps = np.array(problem.caps, dtype=self.dtype)

    def best(self, known: int) -> tuple[list[int] | None, bool]:
        """The best arrangement that is worth more than what is `known` (None: none was found), and whether none is
        better."""
        filled = np.zeros((1, len(self.caps)), dtype=self.dtype)
        there = np.zeros(1, dtype=self.dtype)
        trail: list[tuple[Array, Array]] = []
        dropped = known
        for n in range(len(self.problem.values)):
            parent, choice, filled, there = self._with(n, filled, there)
            bound = self._bound(n + 1, filled, there)
            keep = np.flatnonzero(bound > known)
            keep = keep[self._distinct(n + 1, filled[keep], there[keep])]
            if len(keep) > MOST:
                ranked = keep[np.argsort(-bound[keep], kind="stable")]
                dropped = max(dropped, int(bound[ranked[MOST]]))
                keep = np.sort(ranked[:MOST])
            if not len(keep):
                return None, dropped <= known
            filled, there = filled[keep], there[keep]
            trail.append((parent[keep], choice[keep]))
        worth = self._bound(len(self.problem.values), filled, there)
        last = int(np.argmax(worth))
        best, where = int(worth[last]), []
        for parent, choice in reversed(trail):
            where.append(int(choice[last]))
            last = int(parent[last])
        return where[::-1], dropped <= best

    def _with(self, n: int, filled: Array, there: Array) -> tuple[Array, Array, Array, Array]:
        """Every arrangement with the next matter in each place where it can go: from which, where, and what then is
        filled and brought elsewhere. A year takes no less for what is added to it, so that nothing that can be claimed
        is held back here."""
        values, elsewhere = self.problem.values[n], self.problem.elsewhere[n]
        places = [at for at, value in enumerate(values) if value]
        parts, gains = [], []
        for at in places:
            now = filled.copy()
            now[:, at] = np.minimum(now[:, at] + values[at], self.caps[at])
            parts.append(now)
            gains.append(there)
        if elsewhere is not None or not places:
            places.append(HELD if elsewhere is None else ELSEWHERE)
            parts.append(filled)
            gains.append(there + self.problem.share[1] * (elsewhere or 0))
        parent = np.tile(np.arange(len(filled)), len(places))
        return parent, np.repeat(places, len(filled)), np.concatenate(parts), np.concatenate(gains)

    def most(self) -> int:
        """More than this no arrangement is worth."""
        nothing = np.zeros((1, len(self.caps)), dtype=self.dtype)
        return int(self._bound(0, nothing, np.zeros(1, dtype=self.dtype))[0])

    def _bound(self, n: int, filled: Array, there: Array) -> Array:
        """More than this does not become of an arrangement of the first `n` matters: where those to come could be
        divided, what gains most for its size by being claimed here goes into the room that is left, the rest
        elsewhere."""
        share, taken = self.problem.share[0], filled.sum(axis=1)
        room = np.minimum(self._room(n, filled), self.problem.whole - np.minimum(taken, self.problem.whole))
        sizes, gains, away = self._gains(n)
        size, gain = self._sums(sizes), self._sums(gains)
        all_of_them = np.searchsorted(size, room, side="right") - 1
        part = np.minimum(all_of_them, max(len(sizes) - 1, 0))
        of_part = np.array([*gains, 0], dtype=self.dtype)[part], np.array([*sizes, 1], dtype=self.dtype)[part]
        more = -((size[all_of_them] - room) * of_part[0] // of_part[1])
        more = np.where(all_of_them < len(sizes), more, 0)
        return share * np.minimum(taken, self.problem.whole) + there + away + gain[all_of_them] + more

    def _gains(self, n: int) -> tuple[list[int], list[int], int]:
        """Of the matters from `n` on that can gain by it, those that gain most for their size first: how large they are
        here, and by how much that is more than elsewhere; what all of them bring elsewhere."""
        here, there = self.problem.share
        away = [there * (e or 0) for e in self.problem.elsewhere[n:]]
        sizes = [max(values, default=0) for values in self.problem.values[n:]]
        gaining = [(size, here * size - e) for size, e in zip(sizes, away, strict=True) if here * size > e]
        gaining.sort(key=lambda one: Fraction(one[1], one[0]), reverse=True)
        return [size for size, _ in gaining], [gain for _, gain in gaining], sum(away)

    def _room(self, n: int, filled: Array) -> Array:
        """What the years take at most of the matters from `n` on, as there are so many of them. A year that they fill
        needs so many of the largest at least, and one that they do not fill holds so many of the smallest at most; of
        every choice of years that are filled, the one that takes most."""
        slack = self.caps - filled
        left = [values for values in self.problem.values[n:] if max(values, default=0)]
        if len(self.caps) > YEARS:
            return slack.sum(axis=1)
        needs, holds = [], []
        for at in range(len(self.caps)):
            own = sorted(values[at] for values in left if values[at])
            needs.append(np.searchsorted(self._sums(own[::-1]), slack[:, at]))
            holds.append(np.searchsorted(self._sums(own), slack[:, at]) - 1)
        largest = self._sums(sorted((max(values) for values in left), reverse=True))
        most = np.zeros(len(filled), dtype=self.dtype)
        for full in product((False, True), repeat=len(self.caps)):
            years = [at for at, is_full in enumerate(full) if is_full]
            others = [at for at, is_full in enumerate(full) if not is_full]
            spent = sum((needs[at] for at in years), np.zeros(len(filled), dtype=np.int64))
            can = spent <= len(left)
            held = sum((np.maximum(holds[at], 0) for at in others), np.zeros(len(filled), dtype=np.int64))
            rest = largest[np.clip(np.minimum(len(left) - spent, held), 0, len(left))]
            brought = slack[:, years].sum(axis=1) + np.minimum(rest, slack[:, others].sum(axis=1))
            most = np.where(can, np.maximum(most, brought), most)
        return most

    def _sums(self, values: Sequence[int]) -> Array:
        """What none of these comes to, the first, the first two, and so on."""
        return np.array([0, *accumulate(values)], dtype=self.dtype)

    def _distinct(self, n: int, filled: Array, there: Array) -> Array:
        """The positions of arrangements that differ in what they have put into the years, of those that agree the best.
        Years that are alike for all that is to come can change places."""
        if not len(filled):
            return np.zeros(0, dtype=np.int64)
        key = filled.copy()
        for years in self._alike(n):
            key[:, years] = np.sort(key[:, years], axis=1)
        order = (
            np.lexsort((-there, *key.T))
            if self.dtype is not object
            else np.array(sorted(range(len(key)), key=lambda i: (*key[i], -there[i])))
        )
        key = key[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = (key[1:] != key[:-1]).any(axis=1)
        return order[first]

    def _alike(self, n: int) -> list[list[int]]:
        """The years that are alike for all matters from `n` on."""
        values = self.problem.values[n:]
        groups = grouped(((cap, *(of[at] for of in values)), at) for at, cap in enumerate(self.problem.caps))
        return [years for years in groups.values() if len(years) > 1]
