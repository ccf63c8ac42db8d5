"""Quota, totals of articles and total budget: a column of exact amounts after each of them.

Everything is done for all claims at once: a column holds the approved amounts in units of 0.01万元, in which awards are
published, and a limit that several claims share changes nothing but the ratios of their kinds, or the kinds themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

import numpy as np

from engine.allocation.amounts import NOTHING, ONE, Amounts
from engine.allocation.contradictions import SCORE, Point
from engine.allocation.paid import Stage
from engine.allocation.rules import ALL_RULES, LOOKS_AT, NEEDS, NO_TERMS, PROPORTIONAL, RANKING, Terms, tied
from engine.allocation.run import NO_SCORE, Run
from engine.steps.winners import Winners
from engine.values.arrays import Array
from engine.values.money import HUNDREDTH, Exact

Place = Literal["zero", "idle", "in", "tie", "out"]
PLACES: tuple[Place, ...] = get_args(Place)
ZERO, IDLE, IN, TIE, OUT = range(len(PLACES))


@dataclass(frozen=True)
class LimitedAmounts(Amounts):
    """The amounts after a limit, in 0.01万元. The first kinds are the groups of the run, whose sums are `sums`; the
    proportional rule makes no others."""

    sums: list[Exact]


@dataclass(frozen=True, slots=True)
class Share:
    """One limit that several claims share: `cap` (None: none) and what is `requested` of it, in 0.01万元; the ratio of
    what is granted to what is requested, of all together. Every claim is paid by it only where `rule` is the
    proportional one."""

    cap: Exact | None
    requested: Exact
    ratio: Fraction
    rule: str = PROPORTIONAL
    tied: tuple[int, ...] = ()
    open: Exact = NOTHING


@dataclass(frozen=True, slots=True)
class Quota:
    """The places of one provision: how many were left, and how many wanted one."""

    limit: Winners
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
    columns: list[LimitedAmounts]
    stages: tuple[Stage, ...]
    pools: list[Share]
    budget: Share
    actual: Array

    def unscored(self) -> list[Point]:
        """Where places do not suffice and a candidate has no score yet: who that leaves open."""
        found = []
        for number, p, _ in self.run.shape.winners:
            rows = np.flatnonzero((self.run.provision == number) & (self.places == TIE))
            if (self.run.columns.score[rows] == NO_SCORE).any():
                found.append(Point(SCORE, p.id, tuple(self.run.entries[row].id for row in rows.tolist())))
        return found

    def shown(self) -> list[Array]:
        """The amounts after the quota and after each of the stages, cut as they are shown (0.01万元)."""
        return [*(column.cut() for column in self.columns[:-1]), self.actual]


def settle(run: Run) -> Settlement:
    """Quota, totals of articles and total budget, in the order of the readings; one truncation at the end."""
    quotas, places, standing = _quotas(run)
    groups = run.elsewhere + 1
    columns = [
        LimitedAmounts(standing, run.group, [ONE] * groups, [NOTHING] * groups, run.columns.largest, run.sums(standing))
    ]
    stages: tuple[Stage, ...] = ("budget", "pool") if run.budget_first else ("pool", "budget")
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
    return Settlement(run, quotas, places, columns, stages, pools, budget, columns[-1].cut())


def if_open(settlement: Settlement) -> Settlement | None:
    """The same run if all that is open were approved at its most: contradictions, and of those who wait for a place as
    many as there are places left, those with the largest amounts. None where nothing is open."""
    run = settlement.run
    open_rows = [row for row, entry in enumerate(run.entries) if entry.open]
    if not open_rows and not (settlement.places == TIE).any():
        return None
    approved = run.approved.copy()
    approved[open_rows] = [run.entries[row].most for row in open_rows]
    again = settle(run.with_approved(approved, nothing_open=True))
    waiting = np.flatnonzero(again.places == TIE)
    if not len(waiting):
        return again
    score = run.columns.score.copy()
    score[score != NO_SCORE] += 1
    for number in np.unique(run.provision[waiting]).tolist():
        own = run.provision == number
        left = again.quotas[run.policy.provisions[number].id].left - np.count_nonzero(own & (again.places == IN))
        rows = waiting[own[waiting]]
        rows = rows[np.argsort(-approved[rows], kind="stable")]
        # They have the places whoever else would be next, the others none: above all scores, and below.
        score[rows[:left]], score[rows[left:]] = max(score.max(), 0) + 1, 0
    return settle(again.run.with_approved(approved, nothing_open=True, score=score))


def waiting(run: Run) -> set[str]:
    """The claims that wait for a place: a score is not given yet, or scores are equal."""
    _, places, _ = _quotas(run)
    return {run.entries[row].id for row in np.flatnonzero(places == TIE).tolist()}


def _shared(run: Run, column: LimitedAmounts, groups: list[int], fen: int | None) -> tuple[LimitedAmounts, Share]:
    """The column after a limit of `fen` 分 for these groups together, divided by the rule of the run."""
    asked = sum(column.sums[g] for g in groups)
    if fen is None:
        return column, Share(None, asked, ONE)
    cap = Fraction(fen, HUNDREDTH) if fen % HUNDREDTH else fen // HUNDREDTH
    # Bounds are inclusive and 「超过」 is strict: a sum equal to the limit is left alone.
    if asked <= cap:
        return column, Share(cap, asked, ONE)
    share = Share(cap, asked, Fraction(cap) / asked, run.rule)
    sums, ratios, plus = list(column.sums), list(column.ratios), list(column.plus)
    if share.rule == PROPORTIONAL:
        for g in groups:
            sums[g] = sums[g] * share.ratio if len(groups) > 1 else cap
            ratios[g] = share.ratio if ratios[g] is ONE else ratios[g] * share.ratio
        return LimitedAmounts(column.values, column.kind, ratios, plus, column.most, sums), share
    among = np.zeros(len(sums), dtype=bool)
    among[groups] = True
    rows = np.flatnonzero(among[run.group])
    claims, terms = column.among(rows), _terms(run, rows)
    given = ALL_RULES[run.rule](Fraction(cap), claims, terms)
    kind = column.kind.copy()
    kind[rows] = given.kind + len(ratios)
    for g, total in enumerate(given.by(run.group[rows], len(sums))):
        if among[g]:
            sums[g] = total
    if run.rule == RANKING:
        left = tied(cap, claims, terms.scores)
        open_ = cap - sum(sums[g] for g in groups) if left else NOTHING
        share = replace(share, tied=tuple(rows[left].tolist()), open=open_)
    return LimitedAmounts(column.values, kind, ratios + given.ratios, plus + given.plus, column.most, sums), share


def _terms(run: Run, rows: Array) -> Terms:
    """What the rule of the run needs beside the claims in these rows."""
    terms = run.terms
    match NEEDS.get(run.rule) or LOOKS_AT.get(run.rule):
        case "weights" | "classes" as need:
            number, names = run.named()
            return Terms(number[rows], terms.figures(need, names))
        case "floor":
            return Terms(np.zeros(len(rows), dtype=np.int64), [Fraction(terms.floor, HUNDREDTH)])
        case "scores":
            return Terms(scores=run.columns.score[rows])
        case "turns":
            return Terms(turns=run.columns.queue_position[rows])
    return NO_TERMS


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
    """Who of too many candidates gets one of the places that are `left`: the highest scores. Nobody is preferred among
    equals, nor passed over because the score is not known yet: a tie over the last place, whoever has no score, and
    whoever they could displace are left to the authority."""
    if not left:
        return np.full(len(score), OUT, dtype=np.int8)
    scored = score != NO_SCORE
    known = np.sort(score[scored])
    level, above = (len(known) - np.searchsorted(known, score, side=side) for side in ("left", "right"))
    is_in, is_out = scored & (level + np.count_nonzero(~scored) <= left), scored & (above >= left)
    return np.where(is_in, IN, np.where(is_out, OUT, TIE))
