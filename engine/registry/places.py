"""Provisions with so many winners a year (places), and the claims for them that have no score yet: where places do not
suffice, these are open, with whoever they could displace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from engine.assessment.assess import assess_many
from engine.policy.pack import Policy
from engine.registry import counted
from engine.registry import tables as t
from engine.registry.access import Credential, reading
from engine.registry.database import Database
from engine.registry.records import mark_of_source
from engine.steps.winners import Winners
from engine.values.refusal import Refused

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
    """Where more claim than there are places, and some have no score yet, the latest year first. As in an allocation,
    whoever is approved nothing, or would be, claims no place."""
    with reading(database, credential) as session:
        places = _places(policy)
        query = select(_a.year, _c.provision, _c.id, _c.score).join(_a, _c.application_id == _a.id)
        query = query.where(_a.policy == policy.id, *_wanting(places)).order_by(_a.year.desc(), _c.provision)
        wanting = {of: list(rows) for of, rows in groupby(session.execute(query).all(), lambda row: (row[0], row[1]))}
        contested = {(year, name): of for (year, name), of in wanting.items() if len(of) > places[name]}
        nothing = _worth_nothing(session, policy, [_c.id.in_([row.id for of in contested.values() for row in of])])
    found = []
    for (year, name), rows in contested.items():
        scores = [row.score for row in rows if row.id not in nothing]
        found.append(Contest(name, year, places[name], len(scores), scores.count(None)))
    return [contest for contest in found if contest.claims > contest.places and contest.unscored]


def without_score(session: Session, policy: Policy) -> list[ColumnElement[bool]]:
    """What holds of the claims for places that have no score yet."""
    where = [_a.policy == policy.id, *_wanting(_places(policy)), _c.score.is_(None)]
    return [*where, _c.id.not_in(_worth_nothing(session, policy, where))]


def _worth_nothing(session: Session, policy: Policy, where: Sequence[ColumnElement[bool]]) -> set[str]:
    """Those of the claims about which nobody has decided for which the engine works out nothing, or that cannot be read
    under the present rules."""
    query = select(_c.id, _c.key, _a.id.label("application"), _a.source, _a.content)
    query = query.join(_a, _c.application_id == _a.id).where(_c.approved.is_(None), *where)
    rows = session.execute(query).all()
    kept = {row.application: json.loads(row.content) | mark_of_source(row.source) for row in rows}
    worth: set[tuple[str, str]] = set()
    for application, one in counted.counted_in(session, policy, kept).items():
        with suppress(Refused):
            (result,) = assess_many(policy, [one.content], stored=True)
            worth.update((application, claim["id"]) for claim in result["claims"] if claim["confirmed"].fen)
    return {row.id for row in rows if (row.application, row.key) not in worth}


def _places(policy: Policy) -> dict[str, int]:
    limits: dict[str, Any] = {p.id: p.only(Winners) for p in policy.provisions}
    return {name: limit.winners or 0 for name, limit in limits.items() if limit is not None and limit.by}


def _wanting(places: dict[str, int]) -> list[ColumnElement[bool]]:
    """That a claim is for a place: nobody has decided that it gets nothing."""
    return [_c.provision.in_(places), _a.dismissed.is_(None), or_(_c.approved.is_(None), _c.approved > 0)]
