"""Rules that look at several provisions together: the sides of one project, and the funding that its claims share."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np

from engine.assessment.outcome import FITS, Array, Outcome, Step
from engine.policy.pack import Policy

Limited = tuple[Array, int, Array, Array]
"""Amounts (分 × scale), the scale, project numbers (-1: none), headroom in 分."""


# ------------------------------------------------------------------------------------------- the sides of one project


def higher_side_only(policy: Policy, outcomes: dict[str, Outcome], readings: dict[str, str]) -> None:
    """One applicant on several sides of one project takes the higher side only."""
    for exclusive in policy.exclusives:
        sides = [o for o in outcomes.values() if o.rules.provision.exclusive == exclusive.id]
        if len(sides) > 1 and readings[exclusive.reading] == exclusive.choice:
            for o, lower in zip(sides, _lower_sides(sides), strict=True):
                o.amount = o.amount * ~lower
        for o in sides:
            o.add(Step("same_applicant", "claim", o.amount, o.scale, None, {"rule": exclusive}))


def _lower_sides(sides: list[Outcome]) -> list[Array]:
    """Which claims are of an applicant who gets more, or as much and claimed it first, on another side."""
    runs = max((int(o.rows.claim_run[-1]) + 1 for o in sides if len(o.amount)), default=0)
    on = np.zeros(runs, dtype=np.int64)
    for o in sides:
        on[o.rows.claim_run] += 1
    rows = [np.flatnonzero((on[o.rows.claim_run] > 1) & (o.rows.claim_project >= 0)) for o in sides]
    amounts, _ = in_one_scale([(o.amount[r], o.scale) for o, r in zip(sides, rows, strict=True)])
    side = np.repeat(np.arange(len(sides)), [len(r) for r in rows])
    run, project, order = (
        np.concatenate([column(o)[r] for o, r in zip(sides, rows, strict=True)])
        for column in (
            lambda o: o.rows.claim_run,
            lambda o: o.rows.claim_project,
            lambda o: o.rows.claim_order,
        )
    )
    _, group = np.unique(run * (project.max(initial=0) + 1) + project, return_inverse=True)
    totals = np.zeros((group.max(initial=-1) + 1, len(sides)), dtype=amounts.dtype)
    np.add.at(totals, (group, side), amounts)
    # Equal sides: the one that was claimed first, in the order of the application.
    last = len(order) + int(order.max(initial=0))
    earliest = np.full(totals.shape, last, dtype=np.int64)
    np.minimum.at(earliest, (group, side), order)
    best = totals == totals.max(axis=1, keepdims=True)
    winner = np.argmin(np.where(best, earliest, last + 1), axis=1)
    lower = np.split(side != winner[group], np.cumsum([len(r) for r in rows])[:-1])
    return [_marked(len(o.amount), r[x]) for o, r, x in zip(sides, rows, lower, strict=True)]


def _marked(length: int, rows: Array) -> Array:
    marked = np.zeros(length, dtype=bool)
    marked[rows] = True
    return marked


def in_one_scale(columns: list[tuple[Array, int]]) -> tuple[Array, int]:
    """Several columns (分 × scale) as one, in one scale."""
    scale = lcm(*(s for _, s in columns))
    wide = any(c.dtype == object or int(c.max(initial=0)) >= FITS // (scale * max(1, len(c))) for c, _ in columns)
    return np.concatenate([(c.astype(object) if wide else c) * (scale // s) for c, s in columns]), scale


# ------------------------------------------------------------------------------------------ the funding of one project


def share_projects(outcomes: dict[str, Outcome], exact: bool) -> None:
    """The claims of a project share what it leaves room for, in proportion; unless `exact`, each part is cut to a whole
    分 × scale."""
    having = [o for o in outcomes.values() if o.headroom is not None]
    limited = [(o.amount, o.scale, o.rows.claim_project, o.headroom) for o in having if o.headroom is not None]
    for o, amount in zip(having, shared_limit(limited, exact), strict=True):
        o.amount = amount
    for o in outcomes.values():
        if o.rows.plan.claim_project:
            o.add(Step("project_limit", "claim", o.amount, o.scale, None, {"headroom": o.headroom}))


def alone_in_projects(projects: list[Array]) -> bool:
    """Whether no project number (numbered from 0) stands in two rows."""
    if sum(map(len, projects)) < 2:
        return True
    return bool(_members(projects).max(initial=0) < 2)


def _members(projects: list[Array]) -> Array:
    stated = np.concatenate(projects)
    return np.bincount(stated[stated >= 0])


def shared_limit(limited: list[Limited], exact: bool = True) -> list[Array]:
    """The amounts after the funding limits of their projects. Where several share a limit that binds, they become
    Fractions, or are cut unless `exact`."""
    shared = [_within(amount, scale, project, headroom) for amount, scale, project, headroom in limited]
    if not alone_in_projects([project for _, _, project, _ in limited]):
        _divide(limited, shared, exact)
    return shared


def _within(amount: Array, scale: int, project: Array, headroom: Array) -> Array:
    """The amounts that have a limit for themselves. Nothing is granted to a project without headroom."""
    room = headroom.astype(object) if amount.dtype == object else np.minimum(headroom, FITS // scale)
    return np.where(project >= 0, np.minimum(amount, room * scale), amount)


def _divide(limited: list[Limited], shared: list[Array], exact: bool) -> None:
    """Put into `shared` the parts of those who share a limit that binds, in proportion to their amounts. A claim whose
    own headroom is unknown, and so nothing, takes no part."""
    members = _members([project for _, _, project, _ in limited])
    rows = [np.flatnonzero((project >= 0) & (members[project] > 1)) for _, _, project, _ in limited]
    chosen = [(a[r], s, p[r], h[r]) for (a, s, p, h), r in zip(limited, rows, strict=True)]
    amounts, scale = in_one_scale([(np.where(h > 0, a, a * 0), s) for a, s, _, h in chosen])
    project = np.concatenate([p for _, _, p, _ in chosen])
    total = np.zeros(len(members), dtype=amounts.dtype)
    np.add.at(total, project, amounts)
    sharing = np.bincount(project[amounts > 0], minlength=len(members))
    start = 0
    for i, (own, _, number, headroom) in enumerate(chosen):
        part = slice(start, start + len(own))
        start = part.stop
        room = headroom.astype(object) * scale
        divided = np.flatnonzero((sharing[number] > 1) & (total[number] > room) & (amounts[part] > 0))
        if not len(divided):
            continue
        whole = own[divided].astype(object) * room[divided]
        among = total[number[divided]].astype(object)
        if exact:
            shared[i] = shared[i].astype(object)
            shared[i][rows[i][divided]] = [Fraction(w, a) for w, a in zip(whole.tolist(), among.tolist(), strict=True)]
        else:
            shared[i][rows[i][divided]] = whole // among
