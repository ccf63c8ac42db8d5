"""A forecast in parts: the draws from one number to another, worked out anywhere and in any order, and put together.

`Job` says all that a part needs and goes to another process; `part` is a pure function of it and two numbers. What it
answers are whole numbers for each draw, so that parts add up to the whole however it is split.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import pairwise

import numpy as np

from engine.allocation.run import NO_SCORE
from engine.forecast.assumptions import Assumptions, Line, uncertain
from engine.forecast.division import Claims, Divided, Division, competing
from engine.forecast.donors import donors_of
from engine.forecast.draws import At, DrawnClaims, Lines, column_ranges, drawn, shock_of
from engine.policy.pack import Policy
from engine.policy.parameters import overridden
from engine.policy.years import in_year
from engine.scenario import Cohort, Scenario
from engine.values.arrays import Array
from engine.values.money import HUNDREDTH
from engine.values.refusal import refuse

BLOCK = 128
"""Draws that are worked on at once: their claims stay in the cache."""
BAR_DRAWS = 256
"""Draws by which the assumptions are compared with one another: as they share their chance, few suffice."""
MONTHS = 12
SHARE = 10**9
"""In a payout ratio of 1."""
LARGEST = 2**53 // (2 * 10**6)
"""0.01万元: so that the sum of two million claims is exact in 64-bit floats."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One year: what is drawn, and how it is divided, in each scenario that meets the same claims. `columns`: the
    lines as their claims stand side by side; `numbers`: those of their provisions; `bars`: the figures in doubt, by
    line (None: the shock)."""

    lines: Lines
    columns: tuple[Line, ...]
    numbers: tuple[int, ...]
    divisions: tuple[Division, ...]
    places: tuple[int, ...]
    bars: tuple[tuple[Line | None, str], ...]


@dataclass(frozen=True, slots=True)
class Job:
    """All that a part of a forecast needs. `scenarios`: for each, the year's scenarios in the order of `years`."""

    policy: Policy
    assumptions: Assumptions
    scenarios: tuple[dict[int, Scenario], ...]
    seed: int
    draws: int
    drawings: tuple[Drawing, ...]
    invented: bool = False

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the forecast."""
        return self.assumptions.years


@dataclass(frozen=True, slots=True)
class Draws:
    """What one scenario comes to in one year, a row a draw. By line: the `claims` that come to something, what they
    come to (`approved`), what is left after the places (`standing`), what is `paid` (0.01万元). By limit, the pools and
    last the budget: what is `asked` of it (分), the day on which that exceeds it (`used_up`, of the year; 0: it does
    not). `months`: what is asked of the budget by the end of each month, all in all (0.01万元)."""

    claims: Array
    approved: Array
    standing: Array
    paid: Array
    asked: Array
    used_up: Array
    months: Array


@dataclass(frozen=True, slots=True)
class Part:
    """The draws from `first` to `until` (that not included): of each scenario and year, by their places. `bars`: of the
    figures in doubt, at the lowest and at the highest, all others being likely, in sums over the draws by which they
    are compared: what is asked of the budget, what is paid of it (分), how often it does not suffice, and payout ratios
    (billionths); the first line with all being likely."""

    first: int
    until: int
    years: dict[tuple[int, int], Draws]
    bars: dict[tuple[int, int], Array]


def plan(
    policy: Policy,
    cohort: Cohort,
    assumptions: Assumptions,
    scenarios: Sequence[dict[int, Scenario]],
    *,
    seed: int,
    draws: int,
    base: int,
) -> Job:
    """What there is to do. `scenarios`: each for all years of the assumptions; `base`: the year in which the claims of
    the cohort were made. Refused where claims are larger than is counted exactly."""
    found: list[Drawing] = []
    for year in assumptions.years:
        together: dict[str, list[int]] = {}
        for place, by_year in enumerate(scenarios):
            key = repr((sorted(by_year[year].readings.items()), sorted(by_year[year].overrides.items())))
            together.setdefault(key, []).append(place)
        for places in together.values():
            found.append(_drawing(cohort, assumptions, [(n, scenarios[n][year]) for n in places], year, base))
    return Job(policy, assumptions, tuple(scenarios), seed, draws, tuple(found), cohort.invented)


def _drawing(
    cohort: Cohort, assumptions: Assumptions, scenarios: Sequence[tuple[int, Scenario]], year: int, base: int
) -> Drawing:
    first, lines = scenarios[0][1], assumptions.of(year)
    policy = overridden(in_year(cohort.policy, year), first.overrides)
    divisions = tuple(Division(policy, replace(scenario, year=year)) for _, scenario in scenarios)
    donors = donors_of(cohort, first, lines, base)
    if any(int(of.amounts.max(initial=0)) > LARGEST for of in donors.values()):
        refuse("applications", "forecast.too_much")
    columns = tuple(divisions[0].order(lines))
    number = divisions[0].run.shape.number
    bars = [(line, name) for line, name, _ in uncertain(assumptions) if line is None or line.year == year]
    return Drawing(
        Lines(year, lines, donors, assumptions.shock, competing(policy)),
        columns,
        tuple(number[line.provision] for line in columns),
        divisions,
        tuple(place for place, _ in scenarios),
        tuple(bars),
    )


def ranges(job: Job, size: int = 1024) -> list[tuple[int, int]]:
    """The draws in parts of at most so many."""
    return [(first, min(first + size, job.draws)) for first in range(0, job.draws, size)]


def part(job: Job, first: int, until: int) -> Part:
    """The draws from `first` to `until` (that not included)."""
    years: dict[tuple[int, int], Draws] = {}
    bars: dict[tuple[int, int], Array] = {}
    for drawing in job.drawings:
        blocks = [_block(job, drawing, start, min(start + BLOCK, until)) for start in range(first, until, BLOCK)]
        for n, place in enumerate(drawing.places):
            years[place, drawing.lines.year] = _joined([of[n] for of in blocks])
        compared = min(until, BAR_DRAWS)
        for place in drawing.places:
            bars[place, drawing.lines.year] = np.zeros((2 * len(drawing.bars) + 1, 4), dtype=np.int64)
        if first < compared:
            for n, sums in enumerate(_bars(job, drawing, first, compared)):
                bars[drawing.places[n], drawing.lines.year] += sums
    return Part(first, until, years, bars)


def combine(parts: Sequence[Part]) -> Part:
    """Parts of one job put together, in whatever order they come. ValueError where a draw is missing or there twice."""
    ordered = sorted(parts, key=lambda of: of.first)
    for before, after in pairwise(ordered):
        if before.until != after.first:
            raise ValueError(f"parts end at {before.until} and begin at {after.first}")
    first = ordered[0]
    return Part(
        first.first,
        ordered[-1].until,
        {key: _joined([of.years[key] for of in ordered]) for key in first.years},
        {key: np.sum([of.bars[key] for of in ordered], axis=0) for key in first.bars},
    )


def _joined(of: Sequence[Draws]) -> Draws:
    return Draws(*(np.concatenate([getattr(one, field.name) for one in of]) for field in fields(Draws)))


# -------------------------------------------------------------------------------------------------------- one block


def claims_of(job: Job, drawing: Drawing, first: int, until: int) -> tuple[Claims, list[slice]]:
    """The claims of some draws of a year, and where those of each line stand."""
    shock = shock_of(drawing.lines, job.seed, first, until)
    of = [drawn(drawing.lines, line, job.seed, first, until, shock) for line in drawing.columns]
    return _side_by_side(drawing, of, until - first)


def _side_by_side(drawing: Drawing, of: Sequence[DrawnClaims], rows: int) -> tuple[Claims, list[slice]]:
    at = column_ranges(of)
    width = at[-1].stop if at else 0
    amount = np.empty((rows, width))
    provision = np.empty(width, dtype=np.int64)
    score = np.full((rows, width), NO_SCORE, dtype=np.int64)
    day, size = np.empty((rows, width), dtype=np.int32), np.empty((rows, width), dtype=np.int8)
    for line, number, own, place in zip(drawing.columns, drawing.numbers, of, at, strict=True):
        donors = drawing.lines.donors[line.provision]
        amount[:, place], provision[place] = own.amount, number
        if donors.count:
            day[:, place], size[:, place] = donors.day[own.donor], donors.size[own.donor]
        if own.score is not None:
            score[:, place] = own.score
    return Claims(amount, provision, score, day, size), at


def _block(job: Job, drawing: Drawing, first: int, until: int) -> list[Draws]:
    claims, at = claims_of(job, drawing, first, until)
    counts = np.stack([np.count_nonzero(claims.amount[:, of], axis=1) for of in at], axis=1)
    return [_draws(drawing, division, claims, at, counts, division.divide(claims)) for division in drawing.divisions]


def _draws(
    drawing: Drawing, division: Division, claims: Claims, at: Sequence[slice], counts: Array, divided: Divided
) -> Draws:
    approved, standing, paid = (_sums(of, at) for of in (claims.amount, divided.standing, divided.paid))
    groups = division.group_ranges(claims.provision)
    daily = _daily(divided.standing, claims.day, groups[:-1])
    limits = [(*division.caps, division.budget)[n] for n in range(len(groups[:-2]) + 1)]
    by_day = [*daily[:-1], np.sum(daily, axis=0)]
    used_up = [_used_up(of, cap) for of, cap in zip(by_day, limits, strict=True)]
    ends = [date(drawing.lines.year, month, 1).timetuple().tm_yday - 1 for month in range(2, MONTHS + 1)]
    months = by_day[-1][:, [*ends, -1]].astype(np.int64)
    return Draws(counts, approved, standing, paid, divided.asked, np.stack(used_up, axis=1), months)


def _sums(amounts: Array, at: Sequence[slice]) -> Array:
    return np.stack([amounts[:, of].sum(axis=1) for of in at], axis=1).astype(np.int64)


DAYS = 367
"""Of a year, and one before it for claims of which the day is not known."""


def _daily(standing: Array, day: Array, groups: Sequence[slice]) -> list[Array]:
    """What is asked of each group up to each day, in each draw."""
    rows = len(standing)
    offset = (np.arange(rows, dtype=np.int64) * DAYS)[:, None]
    found = []
    for of in groups:
        place = (day[:, of] + offset).ravel()
        sums = np.bincount(place, standing[:, of].ravel(), rows * DAYS).reshape(rows, DAYS)
        found.append(np.cumsum(sums, axis=1))
    return found


def _used_up(by_day: Array, cap: int | None) -> Array:
    """The first day on which more than `cap` (分) is asked; 0: there is none."""
    if cap is None:
        return np.zeros(len(by_day), dtype=np.int16)
    over = by_day > cap / HUNDREDTH
    return np.where(over[:, -1], np.argmax(over, axis=1), 0).astype(np.int16)


# ------------------------------------------------------------------------------------------------ figures in doubt


def _bars(job: Job, drawing: Drawing, first: int, until: int) -> Iterator[Array]:
    """For each scenario what comes of each figure at its lowest and at its highest, the others being likely."""
    likely: dict[str, At] = dict.fromkeys(
        ("demand", "dispersion", "take_up", "approval", "growth", "returning"), "likely"
    )
    lines, seed = drawing.lines, job.seed
    ends: tuple[At, At] = ("low", "high")
    shocks = {at: shock_of(lines, seed, first, until, at) for at in (*ends, *likely.values())}

    def one(line: Line, shock: Array, at: dict[str, At] | None = None) -> DrawnClaims:
        return drawn(lines, line, seed, first, until, shock, likely | (at or {}))

    base = [one(line, shocks["likely"]) for line in drawing.columns]
    drawings: list[list[DrawnClaims]] = [base]
    for line, name in drawing.bars:
        for at in ends:
            if line is None:
                drawings.append([one(of, shocks[at]) for of in drawing.columns])
            else:
                place = drawing.columns.index(line)
                drawings.append([*base[:place], one(line, shocks["likely"], {name: at}), *base[place + 1 :]])
    for division in drawing.divisions:
        known: dict[int, Array] = {}
        rows = []
        for of in drawings:
            for n, own in enumerate(of):
                if id(own) not in known:
                    known[id(own)] = division.standing_sum(drawing.numbers[n], own.amount, own.score)
            rows.append(_of_limits(division, drawing.numbers, [known[id(own)] for own in of]))
        yield np.array(rows, dtype=np.int64)


def _of_limits(division: Division, numbers: Sequence[int], sums: Sequence[Array]) -> list[int]:
    """What claims that come to such sums (0.01万元, in each draw) ask of the budget, what is paid of it, how often it
    does not suffice, and the payout ratio, in sums over the draws."""
    asked = division.asked_of_budget(numbers, sums)
    budget = division.budget
    if budget is None:
        return [int(asked.sum()), int(asked.sum()), 0, SHARE * len(asked)]
    ratio = np.where(asked > budget, budget / np.maximum(asked, 1) * SHARE, SHARE)
    short = np.minimum(asked, budget)
    return [
        int(asked.sum()),
        int(short.sum()),
        int(np.count_nonzero(asked > budget)),
        int(ratio.astype(np.int64).sum()),
    ]
