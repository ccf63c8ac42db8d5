"""The best way to claim the matters of one group: in which stretch of days each, or elsewhere, or not at all.

Nothing of it is computed but by the engine. What is known of a group beside decides how little has to be asked: of what
is given once there is one day, what is only added up under caps is put into years as numbers, and of anything else the
ways are tried, none that cannot become better than the best so far.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations, islice
from typing import TypeVar

from engine.planning.additive import Additive, is_given_once
from engine.planning.groups import Sharing, any_run
from engine.planning.search import MOST_ASKED, Tried
from engine.planning.spans import Span
from engine.planning.units import Offer, Unit
from engine.planning.ways import Found, Way, valued, valued_with_all

T = TypeVar("T")
SWITCHED = 6
"""Of so many claims that can go elsewhere as a whole, every choice is followed."""


def _choices(of: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Every choice among these, the smaller ones first."""
    return chain.from_iterable(combinations(of, count) for count in range(len(of) + 1))


class Choosing:
    """Chooses for one group. `shares`: what is expected to be paid of what is approved, by position of the claim;
    `holds`: what adds nothing may be held back; else whatever does not go elsewhere is claimed."""

    def __init__(
        self, sharing: Sharing, units: Sequence[Unit], shares: Sequence[Fraction], *, holds: bool = True
    ) -> None:
        self.holds = holds
        self.sharing, self.trials = sharing, sharing.trials
        self.units, self.shares = list(units), shares
        self.claims = sorted({unit.claim for unit in units})
        self.offers = {claim: offer for claim in self.claims if (offer := self.trials.units.offers.get(claim))}
        self.spans = self.trials.spans_of(self.units)

    def best(self) -> Found:
        """The best way that was found; where anything may be held back, never worse than `as_soon_as_possible`."""
        gone = frozenset(claim for claim, offer in self.offers.items() if offer.leaves)
        free = [claim for claim, offer in self.offers.items() if offer.free]
        proven = len(free) <= SWITCHED
        soon = self.as_soon_as_possible()
        if proven:
            found = [self._with(gone.union(away)) for away in _choices(free)]
        else:
            found = self._switched(free, soon.way.whole)
        best = max(found, key=lambda one: one.rank)
        if self.holds and soon.rank > best.rank:
            best = soon
        return best.judged(proven and all(one.proven for one in found))

    def _switched(self, free: Sequence[int], whole: frozenset[int]) -> list[Found]:
        """The best ways where claims go elsewhere as a whole one after the other, as long as that is better."""
        found = [self._with(whole)]
        while True:
            others = [self._with(found[-1].way.whole ^ {claim}) for claim in free]
            best = max(others, key=lambda one: one.rank)
            if best.rank <= found[-1].rank:
                return found
            found.append(best)

    def _with(self, whole: frozenset[int]) -> Found:
        """The best way where these claims go elsewhere as a whole."""
        units = [unit for unit in self.units if unit.claim not in whole]
        settled = frozenset(unit.number for unit in units if unit.offer is not None and unit.offer.leaves)
        units = [unit for unit in units if unit.number not in settled]
        if self.holds:
            taken = self._taken(whole)
            units = [unit for unit in units if self._is_gone(unit) or self.trials.matter(unit) not in taken]
        start = Way({}, settled, whole)
        if not units:
            return self.valued(start, True)
        if self.holds and is_given_once(self.trials, units):
            return self._once(units, start)
        additive = Additive.of(self.sharing, units, self.spans, self.shares)
        if additive is not None:
            way, proven = additive.solved()
            return self.valued(start.beside(way), proven)
        if not self.holds:
            return self._nothing_held(units, start)
        found, proven = Tried(self.sharing, units, self.spans, self.shares).best(self._soon(units))
        return self.valued(start.beside(found), proven)

    def _taken(self, whole: frozenset[int]) -> Collection[object]:
        """The matters that are to be claimed elsewhere, so that no other entry about them is claimed."""
        gone = (u for u in self.units if u.claim in whole or any(offer.leaves for offer in self._offers_of(u)))
        return {self.trials.matter(unit) for unit in gone} - {None}

    def _is_gone(self, unit: Unit) -> bool:
        return any(offer.gone for offer in self._offers_of(unit))

    def valued(self, way: Way, proven: bool) -> Found:
        """What a way brings, as the engine assesses it day after day."""
        value = valued if self.holds else valued_with_all
        return value(self.trials, self.units, self.shares, way, proven)

    # -- where nothing is held back: every matter stays, or goes elsewhere

    def _nothing_held(self, units: Sequence[Unit], start: Way) -> Found:
        """The best choice among all, or near the one by which each matter goes where it brings more by itself."""
        (span,) = self.spans
        free = [unit.number for unit in units if unit.away is not None]

        def moving(gone: Iterable[int]) -> Found:
            away = frozenset(gone)
            here = dict.fromkeys((unit.number for unit in units if unit.number not in away), span)
            return self.valued(start.beside(Way(here, away)), proven)

        proven = 1 << len(free) <= MOST_ASKED
        if proven:
            return max(map(moving, _choices(free)), key=lambda one: one.rank)
        by_itself = {
            u.number for u in units if u.offer is not None and u.offer.better_than(self.trials.brings(u, span))
        }
        best = max(moving(by_itself.intersection(free)), moving(()), key=lambda one: one.rank)
        end = self.trials.asked + MOST_ASKED
        for count in (1, 2):
            better = True
            while better and self.trials.asked < end:
                near = (best.way.elsewhere.intersection(free) ^ {*changed} for changed in combinations(free, count))
                now = max(map(moving, islice(near, MOST_ASKED)), key=lambda one: one.rank)
                better = now.rank > best.rank
                best = now if better else best
        return best

    # -- what is given once, for all claims together

    def _once(self, units: Sequence[Unit], start: Way) -> Found:
        """All of it on the day on which it brings most, of equal days the first; what adds nothing is left out."""
        free = [unit for unit in units if unit.away is not None]
        proven = len(free) <= SWITCHED
        ways = []
        spans = [span for span in self.spans if self.trials.is_open(units[0], span)]
        for away in _choices(free) if proven else ((),):
            gone = frozenset(unit.number for unit in away)
            stay = [unit.number for unit in units if unit.number not in gone]
            ways += [*(Way(dict.fromkeys(stay, span), gone) for span in spans), Way({}, gone)]
        best = max((self.valued(start.beside(way), proven) for way in ways), key=lambda one: one.rank)
        for unit in units:
            if unit.number in best.way.when and not any_run(self.trials, unit).rules.once_by_item:
                less = self.valued(best.way.without(unit.number), proven)
                best = less if less.total >= best.total else best
        return best

    # -- without any plan

    def as_soon_as_possible(self) -> Found:
        """Each matter on the first day on which it brings something, or elsewhere: where it brings more by itself or,
        if that is more, by the best choice of the first day."""
        first = self._soon(self.units).when
        found = self._by_itself(first)
        if not self.holds or not any(offer.free for unit in self.units for offer in self._offers_of(unit)):
            return found
        return max(found, *self._as_chosen(first, found.way), key=lambda one: one.rank)

    def _as_chosen(self, first: Mapping[int, Span], by_itself: Way) -> Iterator[Found]:
        """The same by the best choice of the first day, where nothing is held back: for all, and for what counts on
        that day alone."""
        today = Choosing(self.sharing.on_first_day, self.units, self.shares, holds=False).best().way
        day = self.trials.first
        now = {unit.number for unit in self.units if unit.number in first and first[unit.number].first == day}
        claims_now = {unit.claim for unit in self.units if unit.number in now}
        some = (today.elsewhere & now) | (by_itself.elsewhere - now)
        for whole, elsewhere in (
            (today.whole, today.elsewhere),
            ((today.whole & claims_now) | (by_itself.whole - claims_now), some),
        ):
            own = [unit for unit in self.units if unit.claim not in whole]
            gone = elsewhere & {unit.number for unit in own}
            # Of the sides of a project another brings most where that one goes elsewhere.
            when = self._soon([unit for unit in own if unit.number not in gone]).when
            yield from self._each_once(Way(when, gone, whole))

    def _each_once(self, way: Way) -> Iterator[Found]:
        """A way, and the same without what is stated once more of a matter that goes elsewhere."""
        yield self.valued(way, True)
        gone = {self.trials.matter(unit) for unit in self.units if unit.number in way.elsewhere} - {None}
        again = {unit.number for unit in self.units if self.trials.matter(unit) in gone}
        left = {number: span for number, span in way.when.items() if number not in again}
        if left != way.when:
            yield self.valued(replace(way, when=left), True)

    def _offers_of(self, unit: Unit) -> list[Offer]:
        return [offer for offer in (unit.offer, self.offers.get(unit.claim)) if offer is not None]

    def _by_itself(self, first: Mapping[int, Span]) -> Found:
        """Each matter on the `first` day on which it brings something, or elsewhere where it brings more by itself."""
        gone, whole = set[int](), set[int]()
        when: dict[int, Span] = {}
        for claim in self.claims:
            here: dict[int, Span] = {}
            away: dict[int, int] = {}
            brought = Fraction(0)
            for unit in (unit for unit in self.units if unit.claim == claim):
                span = first.get(unit.number)
                brings = Fraction(0) if span is None else self.trials.brings(unit, span)
                if unit.offer is not None and unit.offer.better_than(brings):
                    away[unit.number] = unit.offer.amount
                elif span is not None:
                    here[unit.number] = span
                    brought += brings
            offer = self.offers.get(claim)
            if offer is not None and offer.better_than(brought + sum(away.values())):
                whole.add(claim)
            else:
                when |= here
                gone.update(away)
        return max(self._each_once(Way(when, frozenset(gone), frozenset(whole))), key=lambda one: one.rank)

    def _soon(self, units: Sequence[Unit]) -> Way:
        """Each matter on the first day on which it brings something; what is given once, all together; of the sides of
        a project the one that brings most."""
        when = {}
        for unit in units:
            first = next((span for span in self.spans if self.trials.brings(unit, span)), None)
            if first is not None:
                when[unit.number] = first
        if when and is_given_once(self.trials, units):
            return Way(dict.fromkeys((unit.number for unit in units), min(when.values())))
        for sides in self.sharing.sides(units):
            claimed = [[unit for unit in side if unit.number in when] for side in sides]
            kept = max(claimed, key=lambda side: sum(self.trials.brings(unit, when[unit.number]) for unit in side))
            for unit in chain(*(side for side in claimed if side is not kept)):
                del when[unit.number]
        return Way(when)
