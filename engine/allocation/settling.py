"""Quota, totals of articles and total budget: a column of exact amounts after each of them.

Everything is done for all claims at once: a column holds the approved amounts in units of 0.01万元, in which awards are
published, and a limit that scales a group of claims alike changes nothing but that group's ratio.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

import numpy as np

from engine.allocation.run import Run
from engine.division import PROPORTIONAL, awards
from engine.money import HUNDREDTH, Exact
from engine.outcome import FITS, Array
from engine.pack import Limit

ONE = Fraction(1)

Place = Literal["zero", "idle", "in", "tie", "out"]
PLACES: tuple[Place, ...] = get_args(Place)
ZERO, IDLE, IN, TIE, OUT = range(len(PLACES))


@dataclass(frozen=True, slots=True)
class Column:
    """Exact amounts in 0.01万元: each of `values` times the ratio of its group. `sums` are those of the values."""

    values: Array
    sums: tuple[Exact, ...]
    ratios: tuple[Fraction, ...]

    def asked(self, groups: Iterable[int]) -> Fraction:
        """What the claims of these groups come to."""
        return sum((self.sums[g] * self.ratios[g] for g in groups), Fraction(0))

    def at(self, row: int, group: int) -> Fraction:
        """The amount of one claim."""
        return Fraction(self.values.item(row)) * self.ratios[group]


@dataclass(frozen=True, slots=True)
class Share:
    """One limit that several claims share: `cap` (None: none) and what they asked for, in 0.01万元; the ratio of
    what is granted to what was asked for, of all together. Every claim is paid by it only where `rule` is the
    proportional one."""

    cap: Fraction | None
    asked: Fraction
    ratio: Fraction
    rule: str = PROPORTIONAL


@dataclass(frozen=True, slots=True)
class Quota:
    """The places of one provision: how many were left, and how many wanted one."""

    limit: Limit
    left: int
    candidates: int


@dataclass(slots=True)
class Settlement:
    """What became of a run: a column after the quota, and after each of the `stages` (the pools and the budget, in
    their order). `places` says what became of each claim in the quota of its provision (a number of `PLACES`);
    `actual` is what is paid, in 0.01万元."""

    run: Run
    quotas: dict[str, Quota]
    places: Array
    columns: list[Column]
    stages: tuple[str, ...]
    pools: list[Share]
    budget: Share
    actual: Array


def settle(run: Run) -> Settlement:
    """Quota, totals of articles and total budget, in the order of the readings; one truncation at the end."""
    quotas, places, standing = _quotas(run)
    groups = run.elsewhere + 1
    columns = [Column(standing, sums(standing, run.group, groups), (ONE,) * groups)]
    stages = ("budget", "pool") if run.budget_first else ("pool", "budget")
    pools: list[Share] = []
    budget = Share(None, Fraction(0), ONE)
    for stage in stages:
        column = columns[-1]
        if stage == "pool":
            for number, pool in enumerate(run.policy.pools):
                column, share = _shared(run, column, [number], run.left_of(pool))
                pools.append(share)
        else:
            column, budget = _shared(run, column, list(range(run.elsewhere)), run.budget)
        columns.append(column)
    return Settlement(run, quotas, places, columns, stages, pools, budget, _cut(columns[-1], run.group))


def _shared(run: Run, column: Column, groups: list[int], fen: int | None) -> tuple[Column, Share]:
    """The column after a limit of `fen` 分 for these groups together, divided by the rule of the run."""
    asked = column.asked(groups)
    if fen is None:
        return column, Share(None, asked, ONE)
    cap = Fraction(fen, HUNDREDTH)
    # Bounds are inclusive and 「超过」 is strict: a sum equal to the limit is left alone.
    if asked <= cap:
        return column, Share(cap, asked, ONE)
    share = Share(cap, asked, cap / asked, run.rule)
    if share.rule == PROPORTIONAL:
        ratios = tuple(r * share.ratio if g in groups else r for g, r in enumerate(column.ratios))
        return replace(column, ratios=ratios), share
    rows = np.flatnonzero(np.isin(run.group, groups))
    members = run.group[rows].tolist()
    claims = [value * column.ratios[g] for value, g in zip(column.values[rows].tolist(), members, strict=True)]
    values = column.values.astype(object)
    given = awards(run.rule, cap, claims)
    values[rows] = given
    sums = list(column.sums)
    for g in groups:
        sums[g] = sum((award for award, member in zip(given, members, strict=True) if member == g), Fraction(0))
    ratios = tuple(ONE if g in groups else r for g, r in enumerate(column.ratios))
    return Column(values, tuple(sums), ratios), share


def sums(values: Array, group: Array, groups: int) -> tuple[Exact, ...]:
    """The sum of each group's values; integers that 64 bits might not hold are added as Python's."""
    if len(values) and int(values.max()) * len(values) >= FITS:
        values = values.astype(object)
    return tuple(int(values[group == g].sum()) for g in range(groups))


def _cut(column: Column, group: Array) -> Array:
    """The amounts cut to whole 0.01万元: what truncation leaves stays unspent."""
    values = column.values
    most = max((r.numerator for r in column.ratios), default=1)
    finest = max((r.denominator for r in column.ratios), default=1)
    if values.dtype != object and (int(values.max(initial=0)) * most >= FITS or finest >= FITS):
        values = values.astype(object)
    kind = values.dtype
    above = np.array([r.numerator for r in column.ratios], dtype=kind)
    below = np.array([r.denominator for r in column.ratios], dtype=kind)
    cut: Array = values * above[group] // below[group]
    return cut.astype(np.int64)


def _quotas(run: Run) -> tuple[dict[str, Quota], Array, Array]:
    """The places of every provision that has so many winners a year, what became of each claim, and the amounts that
    are left in the run."""
    quotas: dict[str, Quota] = {}
    places = np.full(len(run.entries), IDLE, dtype=np.int8)
    for number, p in enumerate(run.policy.provisions):
        limit = p.limit("winners")
        if limit is None:
            continue
        rows = np.flatnonzero((run.provision == number) & (run.group != run.elsewhere))
        if not len(rows):
            continue
        left = max(0, (limit.winners or 0) - run.quota_used.get(p.id, 0))
        wanting = run.approved[rows] > 0
        candidates = rows[wanting]
        places[rows[~wanting]] = ZERO
        if len(candidates) > left:
            places[candidates] = _placed(run.score[candidates], left)
        quotas[p.id] = Quota(limit, left, len(candidates))
    return quotas, places, np.where(places < TIE, run.approved, 0)


def _placed(score: Array, left: int) -> Array:
    """Who of too many candidates gets one of the places that are `left`: the highest scores, and those without a score
    last. Nobody is preferred among equals: a tie over the last place is left to the authority."""
    if not left:
        return np.full(len(score), OUT, dtype=np.int8)
    last, first_outside = np.sort(score)[::-1][left - 1 : left + 1]
    if last > first_outside:
        return np.where(score >= last, IN, OUT)
    return np.where(score > last, IN, np.where(score == last, TIE, OUT))
