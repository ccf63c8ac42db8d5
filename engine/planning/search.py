"""The best way to claim matters of which nothing simpler is known: stretch of days by stretch of days, what is claimed
in each, assessed after all that was claimed before. A way that cannot become better than the best so far is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from itertools import product

from engine.planning.groups import Sharing
from engine.planning.spans import Span
from engine.planning.trials import Awards
from engine.planning.units import Unit
from engine.planning.ways import Found, Way, valued

MOST_ASKED = 1 << 10
"""So many applications are assessed for one group; then the best of the ways that were tried is the answer."""


class _Enough(Exception):
    """Nothing more is tried."""


class Tried:
    """The ways of some matters. `shares`: what is expected to be paid of what is approved, by position of the claim."""

    def __init__(
        self, sharing: Sharing, units: Sequence[Unit], spans: Sequence[Span], shares: Sequence[Fraction]
    ) -> None:
        self.sharing, self.trials, self.shares = sharing, sharing.trials, shares
        self.units = list(units)
        self.spans = self._different(spans)
        self.sides = {u.number: n for n, of in enumerate(sharing.sides(units)) for side in of for u in side}
        self.brings = {u.number: [self._worth(u, span) for span in self.spans] for u in units}
        """What is expected of each matter by itself in each stretch of days (分)."""
        self.most = {u.number: self._most(u) for u in units}
        """The most that comes of each from each stretch of days on, or elsewhere."""
        self.alike = self._alike()

    def _worth(self, unit: Unit, span: Span) -> Fraction:
        return self.shares[unit.claim] * self.trials.brings(unit, span)

    def _most(self, unit: Unit) -> list[Fraction]:
        most = [Fraction(unit.away or 0)]
        for worth in reversed(self.brings[unit.number]):
            most.append(max(most[-1], worth))
        return most[::-1]

    def _different(self, spans: Sequence[Span]) -> list[Span]:
        """The stretches of days without those of the same year on which each matter brings nothing or just what it does
        on another."""
        found: list[Span] = []
        marks = {span: [self._mark(unit, span) for unit in self.units] for span in spans}
        for span in spans:
            others = [s for s in spans if s.year == span.year and s != span]
            if not any(marks[span]) or any(_covers(marks[o], marks[span], o < span) for o in others):
                continue
            found.append(span)
        return found

    def _mark(self, unit: Unit, span: Span) -> Hashable:
        """All that a matter brings, or 0."""
        run = self.trials.alone(unit, span)
        return (run.combined, run.amount, *(item.own for item in run.items)) if self.trials.brings(unit, span) else 0

    def _alike(self) -> list[list[int]]:
        """The matters (by place) that can stand for one another, in order."""
        found: dict[Hashable, list[int]] = defaultdict(list)
        twice = self.sharing.name_one_matter(self.units)
        for place, unit in enumerate(self.units):
            projects = self.trials.projects(unit)
            marks = tuple(self._mark(unit, span) for span in self.spans)
            single = unit.item is None or twice
            found[unit.claim, marks, projects, unit.offer, place if single else -1].append(place)
        return list(found.values())

    # -- the search

    def best(self, soon: Way) -> tuple[Way, bool]:
        """The best way that was found, and whether none brings more; `soon`: one to begin with."""
        self.found, limit = self._closed(soon), self._limit()
        self._improved(limit)
        if self.found.total >= limit and all(unit.away is None for unit in self.units):
            return self.found.way, True
        self.end = self.trials.asked + MOST_ASKED
        try:
            self._from(0, frozenset(range(len(self.units))), (), Fraction(0), {})
        except _Enough:
            return self.found.way, self.found.total >= limit
        return self.found.way, True

    def _limit(self) -> Fraction:
        """More than this no way brings: what each matter brings by itself, those that are about one project alone no
        more than it leaves room for, but for what they bring elsewhere."""
        of_project: dict[str, list[Unit]] = defaultdict(list)
        most = Fraction(0)
        for unit in self.units:
            projects = self.trials.projects(unit)
            if len(projects) == 1 and projects <= self.sharing.tight.keys():
                of_project[next(iter(projects))].append(unit)
            else:
                most += self.most[unit.number][0]
        for project, units in of_project.items():
            each = sum((self.most[unit.number][0] for unit in units), Fraction(0))
            share = max(self.shares[unit.claim] for unit in units)
            most += min(each, share * self.sharing.tight[project] + sum(unit.away or 0 for unit in units))
        return most

    def _closed(self, way: Way) -> Found:
        """A way in which what is not claimed here goes elsewhere, if it can and that brings something; of what is
        stated twice that which brings more."""
        taken = {self.trials.matter(unit) for unit in self.units if unit.number in way.when} - {None}
        gone = set[int]()
        for unit in sorted(self.units, key=lambda unit: -(unit.away or 0)):
            matter = self.trials.matter(unit)
            if unit.number not in way.when and unit.away and matter not in taken:
                gone.add(unit.number)
                taken |= {matter} - {None}
        return valued(self.trials, self.units, self.shares, Way(way.when, frozenset(gone)), False)

    def _from(self, at: int, left: frozenset[int], planned: Awards, total: Fraction, when: dict[int, Span]) -> None:
        """Every way to go on from a stretch of days, with these matters (by place) left."""
        bound = total + sum(self.most[self.units[place].number][at] for place in left)
        if bound < self.found.total:
            return
        if at == len(self.spans):
            found = self._closed(Way(dict(when)))
            if found.rank > self.found.rank:
                self.found = found
            return
        # What could still be equal is looked for only where something can go elsewhere, which would be told apart.
        if bound == self.found.total and all(unit.offer is None for unit in self.units):
            return
        span = self.spans[at]
        for places in self._subsets(at, left):
            if self.trials.asked > self.end:
                raise _Enough
            units = [self.units[place] for place in places]
            if not units:
                self._from(at + 1, left, planned, total, when)
                continue
            claimed = self.trials.on(span, units, planned)
            brought = sum((self.shares[of.claim] * of.run.approved for of in claimed), Fraction(0))
            after = planned + self.trials.awards(span, claimed)
            now = {**when, **{unit.number: span for unit in units}}
            self._from(at + 1, left - set(places), after, total + brought, now)

    def _subsets(self, at: int, left: frozenset[int]) -> Iterator[list[int]]:
        """What can be claimed in a stretch of days, most first: of those that are alike the first, of a project one
        side."""
        choices: list[list[list[int]]] = []
        for alike in self.alike:
            there = [place for place in alike if place in left]
            if there and self.brings[self.units[there[0]].number][at]:
                choices.append([there[:count] for count in range(len(there), -1, -1)])
        for chosen in product(*choices):
            places = [place for part in chosen for place in part]
            if self._is_one_sided(places, left):
                yield places

    def _is_one_sided(self, places: Sequence[int], left: frozenset[int]) -> bool:
        """Whether of each project only one side is claimed, now and before."""
        sides: dict[int, set[str]] = defaultdict(set)
        claimed = [place for place in range(len(self.units)) if place not in left] + list(places)
        for place in claimed:
            unit = self.units[place]
            if unit.number in self.sides:
                sides[self.sides[unit.number]].add(self.trials.base.claims[unit.claim].provision.id)
        return all(len(of) == 1 for of in sides.values())

    # -- first, and where there are too many

    def _improved(self, limit: Fraction) -> None:
        """Move one matter after the other, as long as that is better and could be."""
        end, better = self.trials.asked + MOST_ASKED // 2, True
        while better and self.found.total < limit and self.trials.asked < end:
            better = False
            for unit in self.units:
                own = [s for s, worth in zip(self.spans, self.brings[unit.number], strict=True) if worth]
                for span in (None, *own):
                    when = {n: s for n, s in self.found.way.when.items() if n != unit.number}
                    if span is not None:
                        when[unit.number] = span
                    left = frozenset(p for p, u in enumerate(self.units) if u.number not in when)
                    if self._is_one_sided([], left) and (found := self._closed(Way(when))).rank > self.found.rank:
                        self.found, better = found, True


def _covers(other: Sequence[Hashable], own: Sequence[Hashable], is_earlier: bool) -> bool:
    """Whether on the other days each matter brings just the same as on its own, where it brings anything; of days that
    are the same the earlier cover the later."""
    if any(mine and mine != theirs for mine, theirs in zip(own, other, strict=True)):
        return False
    return is_earlier or list(own) != list(other)
