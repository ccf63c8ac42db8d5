"""A way to claim matters as applications: on as few days as do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def scheduled(trials: Trials, way: Way, shares: Sequence[Fraction], worth: Fraction) -> list[Claiming]:
    """The applications of a way: on as few days as do, unless that brings less than the way is `worth` with each matter
    on its own day."""
    ranges = {unit.number: _range(trials, unit, way.when[unit.number]) for unit in _claimed(trials, way)}
    few = _assessed(trials, way, _fewest(ranges), ranges)
    own = {number: span.first for number, span in way.when.items()}
    brought = sum(shares[u.claim] * fen for one in few for u, fen in zip(one.units, one.amounts, strict=True))
    each = _assessed(trials, way, own, ranges)
    before = sum(shares[u.claim] * fen for one in each for u, fen in zip(one.units, one.amounts, strict=True))
    return few if brought >= before else each


def _claimed(trials: Trials, way: Way) -> list[Unit]:
    return [unit for unit in trials.units.all if unit.number in way.when]


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


def _assessed(trials: Trials, way: Way, days: dict[int, date], ranges: dict[int, Span]) -> list[Claiming]:
    found: list[Claiming] = []
    planned: Awards = ()
    for day in sorted(set(days.values())):
        units = [unit for unit in _claimed(trials, way) if days[unit.number] == day]
        first, last = _common(ranges[unit.number] for unit in units)
        claimed = trials.on(Span(day, day), units, planned)
        awards = trials.awards(Span(day, day), claimed)
        amounts = {u.number: fen for of in claimed for u, fen in zip(of.units, of.amounts, strict=True)}
        spans = tuple(ranges[unit.number] for unit in units)
        got = tuple(amounts[unit.number] for unit in units)
        found.append(Claiming(day, min(first, day), max(last, day), tuple(units), spans, got, awards))
        planned += awards
    return found


def _common(spans: Iterable[Span]) -> tuple[date, date]:
    spans = list(spans)
    return max(span.first for span in spans), min(span.last for span in spans)
