"""Quota, totals of articles and total budget: a column of exact amounts after each of them.

Everything is done for all claims at once: a column holds the approved amounts in units of 0.01万元, in which awards are
published, and a limit that scales a group of claims alike changes nothing but that group's ratio.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

import numpy as np

from engine.allocation import division
from engine.allocation.division import LOOKS_AT, NEEDS, PROPORTIONAL, awards, tied
from engine.allocation.run import Run
from engine.policy.pack import Limit
from engine.values.arrays import FITS, Array
from engine.values.money import HUNDREDTH, Exact

ONE, NOTHING = Fraction(1), Fraction(0)

Place = Literal["zero", "idle", "in", "tie", "out"]
PLACES: tuple[Place, ...] = get_args(Place)
ZERO, IDLE, IN, TIE, OUT = range(len(PLACES))


@dataclass(frozen=True, slots=True)
class Column:
    """Exact amounts in 0.01万元: each of `values` times the ratio of its group. `sums` are those of the groups."""

    values: Array
    sums: list[Exact]
    ratios: list[Fraction]

    def at(self, row: int, group: int) -> Exact:
        """The amount of one claim."""
        value: Exact = self.values.item(row)
        return value if self.ratios[group] is ONE else value * self.ratios[group]


@dataclass(frozen=True, slots=True)
class Share:
    """One limit that several claims share: `cap` (None: none) and what they asked for, in 0.01万元; the ratio of
    what is granted to what was asked for, of all together. Every claim is paid by it only where `rule` is the
    proportional one."""

    cap: Exact | None
    asked: Exact
    ratio: Fraction
    rule: str = PROPORTIONAL
    tied: tuple[int, ...] = ()
    open: Exact = NOTHING


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

    def shown(self) -> list[Array]:
        """The amounts after the quota and after each of the stages, cut as they are shown (0.01万元)."""
        return [*(_cut(column, self.run) for column in self.columns[:-1]), self.actual]


def settle(run: Run) -> Settlement:
    """Quota, totals of articles and total budget, in the order of the readings; one truncation at the end."""
    quotas, places, standing = _quotas(run)
    groups = run.elsewhere + 1
    columns = [Column(standing, run.sums(standing), [ONE] * groups)]
    stages = ("budget", "pool") if run.budget_first else ("pool", "budget")
    pools: list[Share] = []
    budget = Share(None, 0, ONE)
    for stage in stages:
        column = columns[-1]
        if stage == "pool":
            for number, pool in enumerate(run.policy.pools):
                column, share = _shared(run, column, [number], run.left_of(pool))
                pools.append(share)
        else:
            column, budget = _shared(run, column, list(range(run.elsewhere)), run.budget)
        columns.append(column)
    return Settlement(run, quotas, places, columns, stages, pools, budget, _cut(columns[-1], run))


def _shared(run: Run, column: Column, groups: list[int], fen: int | None) -> tuple[Column, Share]:
    """The column after a limit of `fen` 分 for these groups together, divided by the rule of the run."""
    asked = sum(column.sums[g] for g in groups)
    if fen is None:
        return column, Share(None, asked, ONE)
    cap = Fraction(fen, HUNDREDTH) if fen % HUNDREDTH else fen // HUNDREDTH
    # Bounds are inclusive and 「超过」 is strict: a sum equal to the limit is left alone.
    if asked <= cap:
        return column, Share(cap, asked, ONE)
    share = Share(cap, asked, Fraction(cap) / asked, run.rule)
    totals, ratios = list(column.sums), list(column.ratios)
    if share.rule == PROPORTIONAL:
        for g in groups:
            totals[g] = totals[g] * share.ratio if len(groups) > 1 else cap
            ratios[g] = share.ratio if ratios[g] is ONE else ratios[g] * share.ratio
        return Column(column.values, totals, ratios), share
    rows = np.flatnonzero(np.isin(run.group, groups))
    members = run.group[rows].tolist()
    claims = [value * column.ratios[g] for value, g in zip(column.values[rows].tolist(), members, strict=True)]
    values = column.values.astype(object)
    terms = _terms(run, rows)
    given = awards(run.rule, cap, claims, terms)
    values[rows] = given
    for g in groups:
        totals[g] = sum((award for award, member in zip(given, members, strict=True) if member == g), NOTHING)
        ratios[g] = ONE
    if terms.scores:
        left = tied(cap, claims, terms.scores)
        share = replace(share, tied=tuple(rows[left].tolist()), open=cap - sum(given) if left else NOTHING)
    return Column(values, totals, ratios), share


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
            return division.Terms(scores=run.columns.score[rows].tolist())
        case "turns":
            return division.Terms(turns=run.columns.turn[rows].tolist())
    return division.NO_TERMS


def _names(run: Run, rows: Array) -> list[str]:
    """The size of the company, or the article, of each of these claims."""
    entries = [run.entries[row] for row in rows.tolist()]
    if run.terms.by == "article":
        return [str(e.provision.article) for e in entries]
    return ["" if e.applicant is None else run.sizes.get(e.applicant, "") for e in entries]


def _cut(column: Column, run: Run) -> Array:
    """The amounts cut to whole 0.01万元: what truncation leaves stays unspent."""
    values, ratios = column.values, column.ratios
    if values.dtype != object:
        if all(ratio is ONE for ratio in ratios):
            return values
        most = run.columns.largest
        finest = max(ratio.denominator for ratio in ratios)  # none is above 1, so that no numerator is larger
        if finest * most >= FITS:
            if most * most >= FITS:
                values = values.astype(object)
            else:
                ratios = [_same_cuts(ratio, most) for ratio in ratios]
    kind = values.dtype
    above = np.array([r.numerator for r in ratios], dtype=kind)
    below = np.array([r.denominator for r in ratios], dtype=kind)
    cut: Array = values * above[run.group] // below[run.group]
    return cut.astype(np.int64, copy=False)


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
    columns, standing = run.columns, run.columns.approved
    places = np.full(len(standing), IDLE, dtype=np.int8)
    for number, p, limit in run.shape.winners:
        rows = columns.rows_of(number)
        if not len(rows) or run.groups[number] == run.elsewhere:
            continue
        left = run.places_of(p, limit)
        wanting = columns.approved[rows] > 0
        candidates = rows[wanting]
        places[rows[~wanting]] = ZERO
        if len(candidates) > left:
            placed = places[candidates] = _placed(columns.score[candidates], left)
            if standing is columns.approved:
                standing = standing.copy()
            standing[candidates[placed >= TIE]] = 0
        quotas[p.id] = Quota(limit, left, len(candidates))
    return quotas, places, standing


def _placed(score: Array, left: int) -> Array:
    """Who of too many candidates gets one of the places that are `left`: the highest scores, and those without a score
    last. Nobody is preferred among equals: a tie over the last place is left to the authority."""
    if not left:
        return np.full(len(score), OUT, dtype=np.int8)
    last, first_outside = np.sort(score)[::-1][left - 1 : left + 1]
    if last > first_outside:
        return np.where(score >= last, IN, OUT)
    return np.where(score > last, IN, np.where(score == last, TIE, OUT))
