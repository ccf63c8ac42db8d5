"""A way to claim matters, and what it brings."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from engine.planning.spans import Span
from engine.planning.trials import Claimed, Trials, When
from engine.planning.units import Unit
from engine.values.grouping import grouped


@dataclass(frozen=True, slots=True)
class Way:
    """When each matter is claimed (by number), which go elsewhere, and which claims do as a whole (by position). The
    others are held back."""

    when: Mapping[int, Span] = field(default_factory=dict)
    elsewhere: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()

    def beside(self, other: Way) -> Way:
        """This and the other, which is about other matters."""
        return Way({**self.when, **other.when}, self.elsewhere | other.elsewhere, self.whole | other.whole)

    def without(self, number: int) -> Way:
        """The same, but for a matter that is held back."""
        return replace(self, when={n: span for n, span in self.when.items() if n != number})

    def in_order(self, units: Sequence[Unit]) -> When:
        """The matters by the stretch of days in which they are claimed."""
        by_span = grouped((self.when[unit.number], unit) for unit in units if unit.number in self.when)
        return tuple((span, tuple(claimed)) for span, claimed in sorted(by_span.items()))


@dataclass(frozen=True, slots=True)
class Found:
    """A way; what it brings here and elsewhere (分), and in all, of what is approved here what is expected to be paid;
    whether none brings more."""

    way: Way
    here: int
    there: int
    total: Fraction
    proven: bool

    @property
    def rank(self) -> tuple[Fraction, int, int]:
        """Higher is better: of equal ways the one that has less elsewhere, then the one that has later matters
        there."""
        moved = len(self.way.elsewhere) + len(self.way.whole)
        later = sum(1 << n for n in self.way.elsewhere)
        return self.total, -moved, later

    def judged(self, proven: bool) -> Found:
        """The same, proven or not."""
        return replace(self, proven=proven)


def valued(trials: Trials, units: Sequence[Unit], shares: Sequence[Fraction], way: Way, proven: bool) -> Found:
    """What a way brings, as the engine assesses it day after day. `shares`: what is expected to be paid of what is
    approved, by position of the claim."""
    claimed = [of for _, of_span in trials.through(way.in_order(units)) for of in of_span]
    return _found(trials, units, shares, way, claimed, proven)


def valued_with_all(trials: Trials, units: Sequence[Unit], shares: Sequence[Fraction], way: Way, proven: bool) -> Found:
    """What a way brings by which all is claimed on one day that does not go elsewhere: what does stands in the
    application all the same, and says so."""
    (span,) = trials.spans_of(())
    return _found(trials, units, shares, way, trials.on(span, units, away=way.elsewhere, whole=way.whole), proven)


def _found(
    trials: Trials,
    units: Sequence[Unit],
    shares: Sequence[Fraction],
    way: Way,
    claimed: Sequence[Claimed],
    proven: bool,
) -> Found:
    here = sum(of.run.approved for of in claimed)
    paid = sum((shares[of.claim] * of.run.approved for of in claimed), Fraction(0))
    # What is stated twice is one matter: another policy pays for it once, and not where it is granted here.
    granted = {trials.matter(unit) for of in claimed for unit, fen in zip(of.units, of.amounts, strict=True) if fen}
    there = sum(trials.units.offers[claim].amount for claim in way.whole)
    away: dict[Hashable, int] = {}
    for unit in units:
        if unit.number in way.elsewhere and unit.offer is not None:
            matter = trials.matter(unit) or unit.number
            if matter not in granted:
                away[matter] = max(away.get(matter, 0), unit.offer.amount)
    there += sum(away.values())
    return Found(way, here, there, paid + there, proven)
