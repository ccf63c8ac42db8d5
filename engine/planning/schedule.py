"""A way to claim matters as applications: on as few days as do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from engine.planning.spans import Span
from engine.planning.trials import Awards, Trials
from engine.planning.units import Unit
from engine.planning.ways import Way


@dataclass(frozen=True, slots=True)
class Claiming:
    """What is claimed together on a day, on any day from a `first` to a `last`: the matters, for how long each counts
    for as much, 分 of what is approved for each, and that as history of later days."""

    day: date
    first: date
    last: date
    units: tuple[Unit, ...]
    spans: tuple[Span, ...]
    amounts: tuple[int, ...]
    awards: Awards


def scheduled(trials: Trials, way: Way, shares: Sequence[Fraction]) -> list[Claiming]:
    """The applications of a way: on as few days as do, unless that brings less than each matter on its own day."""
    units = [unit for unit in trials.units.all if unit.number in way.when]
    ranges = {unit.number: _range(trials, unit, way.when[unit.number]) for unit in units}

    def brought(claiming: Sequence[Claiming]) -> Fraction:
        amounts = (of for one in claiming for of in zip(one.units, one.amounts, strict=True))
        return sum((shares[unit.claim] * fen for unit, fen in amounts), Fraction(0))

    few = _assessed(trials, units, _fewest(ranges), ranges)
    each = _assessed(trials, units, {number: span.first for number, span in way.when.items()}, ranges)
    return few if brought(few) >= brought(each) else each


def _range(trials: Trials, unit: Unit, at: Span) -> Span:
    """The days of the year around a stretch on which a matter counts for as much."""
    own = trials.spans_of([unit])
    here = next(n for n, span in enumerate(own) if span.first <= at.first <= span.last)
    value = trials.own(unit, own[here])
    first = last = here
    while first > 0 and own[first - 1].year == at.year and trials.own(unit, own[first - 1]) == value:
        first -= 1
    while last + 1 < len(own) and own[last + 1].year == at.year and trials.own(unit, own[last + 1]) == value:
        last += 1
    return Span(own[first].first, own[last].last)


def _fewest(ranges: dict[int, Span]) -> dict[int, date]:
    """A day for each matter, as few and as early as can be."""
    left = sorted(ranges.items(), key=lambda entry: (entry[1].last, entry[1].first, entry[0]))
    days: dict[int, date] = {}
    while left:
        until = left[0][1].last
        together = [(number, span) for number, span in left if span.first <= until]
        day = max(span.first for _, span in together)
        days |= {number: day for number, _ in together}
        left = [entry for entry in left if entry[0] not in days]
    return days


def _assessed(
    trials: Trials, all_of_them: Sequence[Unit], days: dict[int, date], ranges: dict[int, Span]
) -> list[Claiming]:
    found: list[Claiming] = []
    planned: Awards = ()
    for day in sorted(set(days.values())):
        units = [unit for unit in all_of_them if days[unit.number] == day]
        claimed = trials.on(Span(day, day), units, planned)
        awards = trials.awards(Span(day, day), claimed)
        amounts = {u.number: fen for of in claimed for u, fen in zip(of.units, of.amounts, strict=True)}
        spans = tuple(ranges[unit.number] for unit in units)
        first, last = max(span.first for span in spans), min(span.last for span in spans)
        got = tuple(amounts[unit.number] for unit in units)
        found.append(Claiming(day, min(first, day), max(last, day), tuple(units), spans, got, awards))
        planned += awards
    return found
