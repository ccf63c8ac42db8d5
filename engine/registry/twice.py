"""What officials have decided twice: one matter approved in two applications, of two companies or in two years; and one
platform with two scores. Nothing waits for it, so it is no open point: it is pointed out afterwards.

Who shares a side of a project, and a matter that counts anew in each year, may be approved in several.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.allocation.contradictions import MATTER, PLATFORM
from engine.policy.pack import Policy
from engine.registry import matters
from engine.registry import tables as t
from engine.registry.access import Credential, reading
from engine.registry.database import Database, blocks
from engine.registry.parties import by_id

Kind = Literal["approved", "scored"]
_s, _c, _a = t.Statement, t.Claim, t.Application


@dataclass(frozen=True, slots=True)
class Deciding:
    """One claim that has a part in it: of which application (its id), whose, and of which year."""

    claim: str
    application: str
    name: str
    applicant: str
    year: int


@dataclass(frozen=True, slots=True)
class Twice:
    """One matter that was `approved` in several applications, or one platform that was `scored` differently: what it is
    called (`named`), under which `provision`, and the claims, the earliest first."""

    kind: Kind
    named: str
    provision: str
    claims: tuple[Deciding, ...]


def decided_twice(database: Database, credential: Credential, policy: Policy, application: str = "") -> list[Twice]:
    """All that is decided twice, in the order of their names; of one `application` (its id), what it has a part in."""
    with reading(database, credential) as session:
        return sorted(_all(session, policy, application), key=lambda one: (one.kind, one.provision, one.named))


def _all(session: Session, policy: Policy, application: str) -> Iterator[Twice]:
    of = [_s.policy == policy.id, _s.fact == matters.WHO]
    if application:
        own = session.scalars(select(_s.key).where(_s.application_id == application, _s.fact == matters.WHO)).all()
        if not own:
            return
        of.append(_s.key.in_(own))
    yield from _found(session, policy, of, "approved", _c.approved > 0, func.count(_c.application_id.distinct()))
    yield from _found(session, policy, of, "scored", _c.score.is_not(None), func.count(_c.score.distinct()))


def _found(
    session: Session, policy: Policy, which: Sequence[Any], kind: Kind, counts: Any, several: Any
) -> Iterator[Twice]:
    where = [*which, counts, _a.dismissed.is_(None)]
    where.append(_s.kind.in_((PLATFORM,) if kind == "scored" else (PLATFORM, MATTER)))
    joined = select(_s.key).join(_c, _s.claim == _c.id).join(_a, _c.application_id == _a.id).where(*where)
    keys = list(session.scalars(joined.group_by(_s.key).having(several > 1)))
    columns = (_s.key, _s.kind, _s.value, _c.id, _c.provision, _c.score, _a.id, _a.name, _a.applicant, _a.year)
    of: dict[str, list[Any]] = defaultdict(list)
    for some in blocks(keys):
        query = select(*columns).join(_c, _s.claim == _c.id).join(_a, _c.application_id == _a.id).where(*where)
        query = query.where(_s.key.in_(some))
        for row in session.execute(query.order_by(_a.year, _a.created, _c.position)):
            of[row.key].append(row)
    chosen = [rows for of_key in of.values() for rows in _contradicting(policy, kind, of_key)]
    names = _names(session, policy, {rows[0][6] for rows in chosen})
    for rows in chosen:
        first = rows[0]
        claims = tuple(Deciding(row[3], row[6], row[7], row[8], row[9]) for row in rows)
        yield Twice(kind, names.get((first[6], first.key), ""), first.provision, claims)


def _contradicting(policy: Policy, kind: Kind, rows: Sequence[Any]) -> Iterator[list[Any]]:
    """Those of the claims for one matter that cannot all be right: where it counts anew in each year, and of scores,
    those of one year; of a platform, which may be paid in parts, those of several applicants."""
    matter = policy.provision(rows[0].provision).matter
    by_year = kind == "scored" or (matter is not None and matter.is_for_every_year(policy.default_readings()))
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.year if by_year else 0].append(row)
    for group in groups.values():
        if kind == "scored":
            differs = len({row.score for row in group}) > 1
        elif group[0].kind == PLATFORM:
            differs = len({row.value for row in group}) > 1
        else:
            differs = len({row[6] for row in group}) > 1
        if differs:
            yield group


def _names(session: Session, policy: Policy, ids: Collection[str]) -> dict[tuple[str, str], str]:
    """What each of these applications calls the matters that it names, by its id and their keys."""
    return {
        (row.id, key): one.name
        for row in by_id(session, (_a.id, _a.content), _a.id, ids)
        for one in matters.named(policy, json.loads(row.content))
        for key in one.keys
    }
