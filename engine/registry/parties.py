"""Who has a say in points: applications, and what they state."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.policy.pack import Policy
from engine.registry import journal, matters
from engine.registry import tables as t
from engine.registry.database import blocks
from engine.registry.statements import IMPORT, PROJECT, add_to

About = tuple[int, str, str]
"""Which point: its year, kind and key."""
OF_CLAIMS = (PROJECT, *matters.KINDS)
"""What single claims speak of."""


@dataclass(frozen=True, slots=True)
class Party:
    """One application with a say in a point: what it `states` (fact to value), the ids of its `claims` that hang on it,
    those of them that are `open`; `is_verified`: an official has brought it in or decided about it. `print` is another
    one as soon as it states something else. `is_chosen`: an official has decided that it counts; `is_settled`: that
    official knew what it states."""

    application: str
    name: str
    applicant: str
    source: str
    day: date
    created: datetime
    is_verified: bool
    states: Mapping[str, str]
    print: str
    claims: tuple[str, ...]
    open: tuple[str, ...] = ()
    is_chosen: bool = False
    is_settled: bool = False


def parties(session: Session, policy: Policy, abouts: Collection[About]) -> dict[About, list[Party]]:
    """Who states what about each of these, in the order of submission; not what officials have dismissed."""
    s = t.Statement
    states: dict[tuple[About, str], dict[str, str]] = defaultdict(dict)
    named: dict[tuple[About, str], dict[str, None]] = defaultdict(dict)
    wanted = sorted({key for _, _, key in abouts})
    columns = (s.year, s.kind, s.key, s.application_id, s.fact, s.value, s.claim)
    kinds = sorted({kind for _, kind, _ in abouts})
    for keys in blocks(wanted):
        query = select(*columns).where(s.policy == policy.id, s.kind.in_(kinds), s.key.in_(keys))
        if len({year for year, _, _ in abouts}) == 1:
            query = query.where(s.year == next(iter(abouts))[0])
        for year, kind, key, application, fact, value, claim in session.execute(query):
            about = (year, kind, key)
            if about in abouts:
                of = states[about, application]
                add_to(of, fact, value)
                if claim is not None:
                    named[about, application][claim] = None
    rows = _standing(session, {application for _, application in states})
    claims = _claims(session, rows)
    found: dict[About, list[Party]] = defaultdict(list)
    for (about, application), of in states.items():
        row = rows.get(application)
        if row is None:
            continue
        own = claims[application]
        hanging = [claim for claim in own if about[1] not in OF_CLAIMS or claim in named[about, application]]
        undecided = tuple(claim for claim in hanging if own[claim] is None)
        is_verified = row.source == IMPORT or any(amount is not None for amount in own.values())
        party = Party(
            application, row.name, row.applicant, row.source, row.day, row.created, is_verified, of,
            print_of(row.salt, about, of), tuple(hanging), undecided,
        )  # fmt: skip
        found[about].append(party)
    for of_point in found.values():
        of_point.sort(key=lambda party: (party.created, party.application))
    return found


def _standing(session: Session, ids: Collection[str]) -> dict[str, Any]:
    """Those of the applications that are not dismissed."""
    a = t.Application
    columns = (a.id, a.name, a.applicant, a.source, a.day, a.created, a.salt, a.dismissed)
    return {row.id: row for row in by_id(session, columns, a.id, ids) if row.dismissed is None}


def _claims(session: Session, ids: Collection[str]) -> dict[str, dict[str, int | None]]:
    """Of each application the amounts that officials approved, by claim."""
    c = t.Claim
    claims: dict[str, dict[str, int | None]] = defaultdict(dict)
    for row in by_id(session, (c.application_id, c.id, c.approved), c.application_id, ids, c.position):
        claims[row.application_id][row.id] = row.approved
    return claims


def by_id(session: Session, columns: Any, key: Any, ids: Collection[str], *order: Any) -> Iterator[Any]:
    """Rows of a table of which a column is among these ids, so many at a time as a query takes."""
    for block in blocks(sorted(ids)):
        yield from session.execute(select(*columns).where(key.in_(block)).order_by(key, *order))


def print_of(salt: str, about: About, states: Mapping[str, str]) -> str:
    """A hash of what an application states on a point, which says nothing once the application is gone."""
    return journal.digest(salt, json.dumps([*about[1:], sorted(states.items())]))
