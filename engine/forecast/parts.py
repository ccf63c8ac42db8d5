"""A forecast in parts: the draws from one number to another, worked out anywhere and in any order, and put together.

`Job` says all that a part needs and goes to another process; `part` is a pure function of it and two numbers. What it
answers are whole numbers for each draw, so that parts add up to the whole however it is split.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import pairwise, repeat

import numpy as np

from engine.forecast.assumptions import FIGURES, Assumptions, Line, uncertain
from engine.forecast.by_rule import DAYS
from engine.forecast.division import Claims, Division, competing
from engine.forecast.donors import donors_of
from engine.forecast.draws import NOWHERE, At, Ats, Heads, Lines, amounts, heads, places, shock_of
from engine.policy.pack import Policy
from engine.policy.parameters import overridden
from engine.policy.years import in_year
from engine.scenario import Cohort, Scenario
from engine.values.arrays import Array
from engine.values.grouping import grouped
from engine.values.money import FITS, HUNDREDTH
from engine.values.refusal import refuse

BLOCK = 128
"""Draws that are worked on at once: their claims stay in the cache."""
MOST_AT_ONCE = 2**22
"""Claims that are worked on at once."""
BAR_DRAWS = 128
"""Draws by which the assumptions are compared with one another: as they share their chance, few suffice."""
MONTHS = 12
SHARE = 10**9
"""In a payout ratio of 1."""
LARGEST = FITS // (HUNDREDTH * 10**7)
"""0.01万元: so that 64 bits hold the 分 of ten million such claims, and floats the sums of their hundredths."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One year: what is drawn, and how it is divided, in each scenario that meets the same claims. `columns`: the
    lines as their claims stand side by side; `numbers`: those of their provisions; `bars`: the figures in doubt, by
    line (None: the shock); `knows_days`: whether it is known of all claims when they were made."""

    lines: Lines
    columns: tuple[Line, ...]
    numbers: tuple[int, ...]
    divisions: tuple[Division, ...]
    places: tuple[int, ...]
    knows_days: bool
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
    not). `months`: what is asked of the budget by the end of each month, all in all (分)."""

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
        of_year = [(place, by_year[year]) for place, by_year in enumerate(scenarios)]
        alike = grouped((repr((sorted(s.readings.items()), sorted(s.overrides.items()))), (n, s)) for n, s in of_year)
        found += (_drawing(cohort, assumptions, together, year, base) for together in alike.values())
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
        Lines(year, donors, assumptions.shock, competing(policy)),
        columns,
        tuple(number[line.provision] for line in columns),
        divisions,
        tuple(place for place, _ in scenarios),
        all(bool(of.day.all()) for of in donors.values()),
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
        of_lines = _heads(job, drawing, first, until)
        width = sum(int(of.count.max(initial=0)) for of in of_lines)
        at_once, blocks = max(1, min(BLOCK, MOST_AT_ONCE // max(1, width))), []
        for start in range(first, until, at_once):
            rows = slice(start - first, min(start + at_once, until) - first)
            among = [of.among(rows) for of in of_lines]
            blocks.append(_block(job, drawing, among, first + rows.start, first + rows.stop))
        compared, nothing = min(until, BAR_DRAWS), np.zeros((2 * len(drawing.bars) + 1, 4), dtype=np.int64)
        sums = _bars(job, drawing, first, compared) if first < compared else repeat(nothing, len(drawing.places))
        for place, draws, of_bars in zip(drawing.places, zip(*blocks, strict=True), sums, strict=True):
            key = place, drawing.lines.year
            years[key], bars[key] = _joined(draws), of_bars
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
    return _claims(job, drawing, _heads(job, drawing, first, until), first, until)


def _heads(job: Job, drawing: Drawing, first: int, until: int) -> list[Heads]:
    shock = shock_of(drawing.lines, job.seed, first, until)
    lines = [(line, NOWHERE, shock) for line in drawing.columns]
    return heads(drawing.lines, lines, job.seed, first, until)


def _claims(
    job: Job, drawing: Drawing, of_lines: Sequence[Heads], first: int, until: int
) -> tuple[Claims, list[slice]]:
    ends = np.cumsum([0, *(int(of.count.max(initial=0)) for of in of_lines)]).tolist()
    at = [slice(start, end) for start, end in pairwise(ends)]
    wide = (until - first, ends[-1])
    amount, day = np.empty(wide), np.empty(wide, dtype=np.int32)
    with_size = any(division.looks_at_size for division in drawing.divisions)
    size = np.empty(wide, dtype=np.int8) if with_size else None
    scores: dict[int, Array] = {}
    for line, number, head, place in zip(drawing.columns, drawing.numbers, of_lines, at, strict=True):
        there = places(drawing.lines, line, job.seed, first, until, place.stop - place.start)
        amount[:, place] = amounts(drawing.lines, line, head, there)
        donors = drawing.lines.donors[line.provision]
        if donors.count:
            day[:, place] = donors.day.take(there.own)
            if size is not None:
                size[:, place] = donors.size.take(there.own)
        if there.score is not None:
            scores[number] = there.score
    provision = np.repeat(np.array(drawing.numbers, dtype=np.int64), [of.stop - of.start for of in at])
    return Claims(amount, provision, scores, day, size), at


def _block(job: Job, drawing: Drawing, of_lines: Sequence[Heads], first: int, until: int) -> list[Draws]:
    claims, at = _claims(job, drawing, of_lines, first, until)
    counts = np.stack([np.count_nonzero(claims.amount[:, of], axis=1) for of in at], axis=1)
    approved = _sums(claims.amount, at)
    ends = [date(drawing.lines.year, month, 1).timetuple().tm_yday - 1 for month in range(2, MONTHS + 1)]
    found, known, months = [], dict[tuple[tuple[int, int], ...], _Standing](), [*ends, -1]
    for division in drawing.divisions:
        key = tuple(division.places.items())
        if key not in known:
            known[key] = _standing(division, claims, at)
        standing = known[key]
        divided = division.divide(claims, standing.amount)
        by_day, caps = _by_day(division, standing.daily, divided.asked), (*division.caps, division.budget)
        used_up = np.stack([_used_up(of, cap) for of, cap in zip(by_day, caps, strict=True)], axis=1)
        paid = _sums(divided.paid, at)
        found.append(Draws(counts, approved, standing.sums, paid, divided.asked, used_up, by_day[-1][:, months]))
    return found


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is left of claims after the places, the same in all scenarios with as many: of each claim, of each line; of
    each pool, and of the claims without one, what is asked up to each day (`daily`; 0.01万元)."""

    amount: Array
    sums: Array
    daily: list[Array]


def _standing(division: Division, claims: Claims, at: Sequence[slice]) -> _Standing:
    amount = division.standing(claims)
    return _Standing(
        amount, _sums(amount, at), _daily(amount, claims.day, division.group_ranges(claims.provision)[:-1])
    )


def _sums(amounts: Array, at: Sequence[slice]) -> Array:
    return np.stack([amounts[:, of].sum(axis=1) for of in at], axis=1).astype(np.int64)


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


def _by_day(division: Division, daily: Sequence[Array], asked: Array) -> list[Array]:
    """What is asked of each pool and, last, of the budget up to each day (分): of the budget no more than the totals of
    articles leave, where they come first. On the last day it is what is `asked` in all, also where the budget comes
    before the totals, or a rule leaves something of one of them undecided: all days are less in proportion then."""
    fen = [of * HUNDREDTH for of in daily]
    reach = fen if division.run.budget_first else [*map(np.minimum, fen, division.caps), fen[-1]]
    found = []
    for of, whole in zip((*fen[:-1], np.sum(reach, axis=0)), asked.T, strict=True):
        share = whole / np.maximum(of[:, -1], 1)
        found.append(np.rint(of * share[:, None]).astype(np.int64))
    return found


def _used_up(by_day: Array, cap: int | None) -> Array:
    """The first day on which more than `cap` (分) is asked; 0: there is none."""
    if cap is None:
        return np.zeros(len(by_day), dtype=np.int16)
    over = by_day > cap
    return np.where(over[:, -1], np.argmax(over, axis=1), 0).astype(np.int16)


# ------------------------------------------------------------------------------------------------ figures in doubt


def _bars(job: Job, drawing: Drawing, first: int, until: int) -> Iterator[Array]:
    """For each scenario what comes of each figure at its lowest and at its highest, the others being likely."""
    lines, seed = drawing.lines, job.seed
    likely: dict[str, At] = dict.fromkeys(FIGURES, "likely")
    ends: tuple[At, At] = ("low", "high")
    shocks: dict[At, Array] = {at: shock_of(lines, seed, first, until, at) for at in ("likely", *ends)}
    # A row of the answer is the variant of each line that it takes: the likely one, or another.
    variants: list[tuple[Line, Ats, Array]] = [(line, likely, shocks["likely"]) for line in drawing.columns]
    rows = [list(range(len(variants)))]
    for line, name in drawing.bars:
        for at in ends:
            row = list(rows[0])
            for place, own in enumerate(drawing.columns):
                if line is None or own is line:
                    row[place] = len(variants)
                    variants.append(
                        (own, likely, shocks[at]) if line is None else (own, likely | {name: at}, shocks["likely"])
                    )
            rows.append(row)
    sums = _variants(job, drawing, variants, first, until)
    for n, division in enumerate(drawing.divisions):
        found = [_of_limits(division, drawing.numbers, [sums[n][variant] for variant in row]) for row in rows]
        yield np.array(found, dtype=np.int64)


def _variants(
    job: Job, drawing: Drawing, variants: Sequence[tuple[Line, Ats, Array]], first: int, until: int
) -> list[list[Array]]:
    """What the claims of each variant of a line come to after the places of each division, in each draw."""
    of_all = heads(drawing.lines, variants, job.seed, first, until)
    found: list[list[Array]] = [[np.zeros(0, dtype=np.int64)] * len(variants) for _ in drawing.divisions]
    for line, number in zip(drawing.columns, drawing.numbers, strict=True):
        own = [n for n, (of, _, _) in enumerate(variants) if of is line]
        most = max(int(of_all[n].count.max(initial=0)) for n in own)
        there = places(drawing.lines, line, job.seed, first, until, most)
        for n in own:
            amount = amounts(drawing.lines, line, of_all[n], there)
            for place, division in enumerate(drawing.divisions):
                found[place][n] = division.standing_sum(number, amount, there.score)
    return found


def _of_limits(division: Division, numbers: Sequence[int], sums: Sequence[Array]) -> list[int]:
    """What claims that come to such sums (0.01万元, in each draw) ask of the budget, what is paid of it, how often it
    does not suffice, and the payout ratio, in sums over the draws."""
    asked = division.asked_of_budget(numbers, sums)
    budget = division.budget
    if budget is None:
        return [int(asked.sum()), int(asked.sum()), 0, SHARE * len(asked)]
    ratio = np.where(asked > budget, budget / np.maximum(asked, 1) * SHARE, SHARE).astype(np.int64)
    return [int(of.sum()) for of in (asked, np.minimum(asked, budget), asked > budget, ratio)]
