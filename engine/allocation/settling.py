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

from engine import division
from engine.allocation.run import Run
from engine.division import LOOKS_AT, NEEDS, PROPORTIONAL, awards, tied
from engine.money import HUNDREDTH, Exact
from engine.outcome import FITS, Array
from engine.pack import Limit

ONE, NOTHING = Fraction(1), Fraction(0)

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
    tied: tuple[int, ...] = ()
    open: Fraction = NOTHING


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
    terms = _terms(run, rows)
    given = awards(run.rule, cap, claims, terms)
    values[rows] = given
    totals = list(column.sums)
    for g in groups:
        totals[g] = sum((award for award, member in zip(given, members, strict=True) if member == g), Fraction(0))
    ratios = tuple(ONE if g in groups else r for g, r in enumerate(column.ratios))
    if terms.scores:
        left = tied(cap, claims, terms.scores)
        share = replace(share, tied=tuple(rows[left].tolist()), open=cap - sum(given) if left else NOTHING)
    return Column(values, tuple(totals), ratios), share


def _terms(run: Run, rows: Array) -> division.Terms:
    """What the rule of the run needs beside the claims in these rows."""
    terms = run.terms
    match NEEDS.get(run.rule) or LOOKS_AT.get(run.rule):
        case "weights":
            return division.Terms(weights=[terms.weight(name) for name in _names(run, rows)])
        case "classes":
            return division.Terms(classes=[terms.place(name) for name in _names(run, rows)])
        case "floor":
            return division.Terms(floor=[Fraction(terms.floor, HUNDREDTH)] * len(rows))
        case "scores":
            return division.Terms(scores=run.score[rows].tolist())
        case "turns":
            return division.Terms(turns=run.turn[rows].tolist())
    return division.NO_TERMS


def _names(run: Run, rows: Array) -> list[str]:
    """The size of the company, or the article, of each of these claims."""
    entries = [run.entries[row] for row in rows.tolist()]
    if run.terms.by == "article":
        return [str(e.provision.article) for e in entries]
    return ["" if e.applicant is None else run.sizes.get(e.applicant, "") for e in entries]


def sums(values: Array, group: Array, groups: int) -> tuple[Exact, ...]:
    """The sum of each group's values; integers that 64 bits might not hold are added as Python's."""
    if len(values) and values.dtype != object and int(values.max()) * len(values) >= FITS:
        values = values.astype(object)
    if values.dtype == object:
        return tuple(sum(values[group == g].tolist(), 0) for g in range(groups))
    return tuple(int(values[group == g].sum()) for g in range(groups))


def _cut(column: Column, group: Array) -> Array:
    """The amounts cut to whole 0.01万元: what truncation leaves stays unspent."""
    values = column.values
    most = int(values.max(initial=0)) if values.dtype != object else FITS
    ratios = column.ratios
    if most * most < FITS:
        ratios = tuple(_same_cuts(ratio, most) for ratio in ratios)
    elif values.dtype != object:
        values = values.astype(object)
    kind = values.dtype
    above = np.array([r.numerator for r in ratios], dtype=kind)
    below = np.array([r.denominator for r in ratios], dtype=kind)
    cut: Array = values * above[group] // below[group]
    return cut.astype(np.int64)


def _same_cuts(ratio: Fraction, most: int) -> Fraction:
    """The largest fraction not above `ratio` (0 to 1) whose denominator is at most `most`, or 1.

    Every whole number up to `most`, times either of the two, is cut to the same whole number: between the two there is
    no fraction with such a denominator at which one of them would become the next. So products fit into 64 bits that
    the exact ratio's would not.
    """
    if ratio.denominator <= most or ratio == 1:
        return ratio
    n, m = ratio.numerator, ratio.denominator
    # Neighbours in the tree of Stern and Brocot, a/b not above the ratio and c/d above it, as far down as allowed.
    a, b, c, d = 0, 1, 1, 1
    while b + d <= most:
        steps = min((n * b - a * m) // (c * m - n * d), (most - b) // d)
        a, b = a + steps * c, b + steps * d
        if a * m == n * b or b + d > most:
            break
        steps = min((c * m - n * d - 1) // (n * b - a * m), (most - d) // b)
        c, d = c + steps * a, d + steps * b
    return Fraction(a, b)


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
        left = run.places_of(p, limit)
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
