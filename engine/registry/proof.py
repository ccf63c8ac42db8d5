"""Whether what is kept is what the journal says of it: what was changed past the program, or by a failing disk, has
another hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import records, statements
from engine.registry.access import Credential, require
from engine.registry.database import Database
from engine.registry.records import SAMPLE
from engine.registry.tables import Application, Claim, Entry, Import

BLOCK = 1_024


def altered(database: Database, credential: Credential) -> list[str]:
    """The ids of applications that are not what the journal last said they were or of which something else is noted
    than they state, and of imported files of which that is so of some application.

    Not seen are invented companies that nobody has touched, and what is left untouched of a file of which an
    application was deleted: of those the journal has one hash for all of them together.
    """
    with database.reading() as session:
        require(session, credential)
        return found(session)


def found(session: Session) -> list[str]:
    """What `altered` finds, for whoever has asked already."""
    lines = _lines(session)
    wrong: list[str] = []
    imported: dict[str, list[str]] = defaultdict(list)
    for application, digest in _digests(session):
        own, file = lines.get(application["id"]), application["file"]
        came_with_others = file is not None or (application["source"] == SAMPLE and application["policy"] in lines)
        if own[-1].after != digest if own else not came_with_others:
            wrong.append(application["id"])
        if file is not None:
            imported[file].append((own[0].before or "") if own else digest)
    for file in session.scalars(select(Import)):
        whole = len(imported[file.id]) == file.applications
        said = [line.after for line in lines.get(file.id, [])]
        if whole and records.together(imported[file.id]) not in said:
            wrong.append(file.id)
    return [*wrong, *(x for x in statements.unlike(session) if x not in wrong)]


def _lines(session: Session) -> dict[str, list[Any]]:
    """What the journal says of each subject, the oldest first."""
    query = select(Entry.subject, Entry.before, Entry.after).order_by(Entry.number)
    lines: dict[str, list[Any]] = defaultdict(list)
    for line in session.execute(query):
        lines[line.subject].append(line)
    return lines


def _digests(session: Session) -> Iterator[tuple[dict[str, Any], str]]:
    """Every application in the order of its id, with the hash of what it is now."""
    applications = select(*Application.__table__.columns).order_by(Application.id)
    claims = select(*Claim.__table__.columns).order_by(Claim.application_id, Claim.position)
    with (
        session.execute(applications.execution_options(yield_per=BLOCK)) as of_all,
        session.execute(claims.execution_options(yield_per=BLOCK)) as claims_of_all,
    ):
        groups = groupby(claims_of_all.mappings(), key=lambda claim: claim["application_id"])
        owner, of_owner = next(groups, (None, iter(())))
        for row in of_all.mappings():
            of_it = of_owner if owner == row["id"] else iter(())
            yield dict(row), records.digest(dict(row), (dict(claim) for claim in of_it))
            if owner == row["id"]:
                owner, of_owner = next(groups, (None, iter(())))
