"""Provisions with so many winners a year (places), and the claims for them that have no score yet: where places do not
suffice, these are open, with whoever they could displace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from engine.policy.pack import Policy
from engine.registry import tables as t
from engine.registry.access import Credential, require
from engine.registry.database import Database
from engine.steps.winners import Winners

_a, _c = t.Application, t.Claim


@dataclass(frozen=True, slots=True)
class Contest:
    """A provision (its id) with more claims in a year than `places`, `unscored` of them without a score."""

    provision: str
    year: int
    places: int
    claims: int
    unscored: int


def contests(database: Database, credential: Credential, policy: Policy) -> list[Contest]:
    """Where more claim than there are places, and some have no score yet, the latest year first."""
    with database.reading() as session:
        require(session, credential)
        places = _places(policy)
        without = func.sum(case((_c.score.is_(None), 1), else_=0))
        query = select(_c.provision, _a.year, func.count(), without).join(_a, _c.application_id == _a.id)
        query = query.where(_a.policy == policy.id, *_wanting(places)).group_by(_c.provision, _a.year)
        rows = session.execute(query.order_by(_a.year.desc(), _c.provision)).all()
    found = [Contest(provision, year, places[provision], count, unscored) for provision, year, count, unscored in rows]
    return [contest for contest in found if contest.claims > contest.places and contest.unscored]


def without_score(policy: Policy) -> list[ColumnElement[bool]]:
    """What holds of the claims for places that have no score yet."""
    return [*_wanting(_places(policy)), _c.score.is_(None)]


def _places(policy: Policy) -> dict[str, int]:
    limits: dict[str, Any] = {p.id: p.only(Winners) for p in policy.provisions}
    return {name: limit.winners or 0 for name, limit in limits.items() if limit is not None and limit.by}


def _wanting(places: dict[str, int]) -> list[ColumnElement[bool]]:
    """That a claim is for a place: nobody has decided that it gets nothing."""
    return [_c.provision.in_(places), _a.dismissed.is_(None), or_(_c.approved.is_(None), _c.approved > 0)]
