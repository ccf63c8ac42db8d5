"""What officials say to a point: that companies look at what they state, which application counts, and that an
application is not the company's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from engine.allocation.contradictions import SIDE
from engine.policy.pack import Policy
from engine.registry import contents, journal, points, ranks, record_digests, records
from engine.registry import tables as t
from engine.registry.access import Credential, Who, writing
from engine.registry.database import Database
from engine.registry.points import Point
from engine.registry.statements import BATCH, COPY
from engine.registry.stored import Conflict, Stored
from engine.values.refusal import refuse


def release(database: Database, credential: Credential, policy: Policy, seen: Point) -> None:
    """Tell the companies whose submissions are open on a point which of their own statements are in question, and
    nothing else. Whoever states something new afterwards has not been told. Refused where it is not one to tell."""
    with writing(database, credential) as (session, who):
        point, row = _present(session, policy, seen)
        told = {
            party.application: {"print": party.print, "facts": [fact for fact in point.facts if fact in party.states]}
            for party in point.parties
            if party.open and party.source == "company"
        }
        if point.kind in (BATCH, COPY) or not told:
            refuse("", "claims.nobody_to_tell")
        _note(session, who, row, "point_released", told=json.dumps(told))


def recall(database: Database, credential: Credential, policy: Policy, seen: Point) -> None:
    """Take back that companies were told."""
    with writing(database, credential) as (session, who):
        _, row = _present(session, policy, seen)
        if row.told is not None:
            _note(session, who, row, "point_recalled", told=None)


def choose(
    database: Database, credential: Credential, policy: Policy, seen: Point, chosen: str | Sequence[str], reason: str
) -> None:
    """Decide that what one application states counts, for all that have been `seen` with what they state now: they are
    calculated with it. Of a matter, that of the others brings nothing; of a side of a project the shares of several
    applications can count (`chosen`: their ids). Refused without a reason, and where what is chosen contradicts itself;
    Conflict where somebody was faster or what is chosen states something else by now."""
    with writing(database, credential) as (session, who):
        reason = contents.read_reason(reason)
        wanted = [chosen] if isinstance(chosen, str) else list(dict.fromkeys(chosen))
        point, row = _present(session, policy, seen)
        known = {party.application: party.print for party in seen.parties}
        if point.kind == COPY:
            refuse("", "claims.nothing_to_choose")
        there = {p.application: p.print for p in point.parties if known.get(p.application) == p.print}
        if not there.keys() >= set(wanted):
            raise Conflict
        parties = [party for party in point.parties if party.application in wanted]
        if not parties or not ranks.agree(point.kind, parties):
            refuse("chosen", "claims.chosen_contradict" if point.kind != SIDE else "claims.chosen_above_whole")
        chosen_ids, settled = " ".join(sorted(wanted)), json.dumps(there)
        _decide(session, who, row, "point_decided", reason, chosen=chosen_ids, settled=settled)


def reopen(database: Database, credential: Credential, policy: Policy, seen: Point, reason: str) -> None:
    """Take a decision back. Refused without a reason."""
    with writing(database, credential) as (session, who):
        reason = contents.read_reason(reason)
        _, row = _present(session, policy, seen)
        _decide(session, who, row, "point_reopened", reason, chosen=None, settled=None)


def dismiss(
    database: Database, credential: Credential, application_id: str, version: int, reason: str, dismissed: bool = True
) -> Stored:
    """Find that an application is not the company's (不予受理): it is kept, and is in no amount; or, with `dismissed`
    False, take that back. Refused without a reason; Conflict if `version` is not the present one."""
    with writing(database, credential) as (session, who):
        reason = contents.read_reason(reason)
        row = records.by_id(session, application_id, version, lock=True)
        if (row.dismissed is not None) == dismissed:
            return records.stored(session, row)
        before = record_digests.digest_of(row)
        what = "dismissed" if dismissed else "readmitted"
        records.note(row, who, what, reason, None, None, None)
        row.dismissed = t.now() if dismissed else None
        return records.noted(session, who, what, row, before)


def _present(session: Session, policy: Policy, seen: Point) -> tuple[Point, t.Point]:
    """A point as it is now, with its row; Conflict where somebody else has said something to it since it was seen, or
    where it is none any more."""
    point = points.one(session, policy, seen.about)
    row = points.said_to(session, policy, seen.about)
    if point is None or (0 if row is None else row.version) != seen.version:
        raise Conflict("claims.point_conflict")
    if row is None:
        year, kind, key = seen.about
        row = t.Point(policy=policy.id, year=year, kind=kind, key=key)
        session.add(row)
        session.flush()
    return point, row


def _decide(session: Session, who: Who, row: t.Point, what: str, reason: str, **decided: str | None) -> None:
    """Note what an official decided, or that no decision holds any more."""
    _note(session, who, row, what, told=None, reason=reason, who=who.name, decided=t.now(), **decided)


def _note(session: Session, official: Who, row: t.Point, what: str, /, **said: Any) -> None:
    """Note what an official said (in the columns of a point), with a line of the journal."""
    is_first, before = row.version == 1, _digest(row)
    for column, value in said.items():
        setattr(row, column, value)
    session.flush()
    journal.append(session, official, what, row.id, None if is_first else before, _digest(row))


def _digest(row: t.Point) -> str:
    state = [row.policy, row.year, row.kind, row.key, row.told, row.chosen, row.settled, row.reason]
    return journal.digest(row.salt, json.dumps(state, ensure_ascii=False))
