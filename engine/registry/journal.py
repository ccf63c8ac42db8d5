"""The journal: who did what, to what, when, with hashes of what it was before and is after.

Each line's hash covers the line and the hash of the one before it, so that a line that was changed, taken out or put in
is found. The journal holds no content: a claim that is deleted is gone, and the chain stays whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry.access import Credential, Who, require
from engine.registry.database import Database
from engine.registry.tables import Entry, now

BEGINNING = "0" * 64
BLOCK = 1_024


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: how many lines there are, and the number of the first one that is not as it was written
    (None: all are)."""

    lines: int
    broken: int | None


def digest(salt: str, content: str) -> str:
    """The hash of what something was or is. With a salt that is deleted with the content, nobody can try contents."""
    return hashlib.sha256(f"{salt}\n{content}".encode()).hexdigest()


def append(
    session: Session, who: Who, what: str, subject: str, before: str | None = None, after: str | None = None
) -> Entry:
    """Add a line, in the caller's transaction. `before` and `after` are hashes (see `digest`)."""
    last = session.scalars(select(Entry).order_by(Entry.number.desc()).limit(1)).first()
    entry = Entry(
        number=1 if last is None else last.number + 1,
        at=now(),
        who=who.name,
        what=what,
        subject=subject,
        before=before,
        after=after,
        previous=BEGINNING if last is None else last.hash,
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()
    return entry


def revision(session: Session) -> int:
    """A number that is another one whenever anything in the registry has changed."""
    return session.scalar(select(func.max(Entry.number))) or 0


def verify(database: Database, credential: Credential) -> Verdict:
    """Whether every line is as it was written, in one chain from the first."""
    with database.reading() as session:
        require(session, credential)
        lines, previous = 0, BEGINNING
        for entry in _all(session):
            lines += 1
            if entry.number != lines or entry.previous != previous or entry.hash != _hash(entry):
                return Verdict(session.scalar(select(func.count()).select_from(Entry)) or 0, lines)
            previous = entry.hash
        return Verdict(lines, None)


def _all(session: Session) -> Iterator[Entry]:
    yield from session.scalars(select(Entry).order_by(Entry.number).execution_options(yield_per=BLOCK))


def _hash(entry: Entry) -> str:
    line = (entry.number, entry.at.isoformat(), entry.who, entry.what, entry.subject, entry.before, entry.after)
    return hashlib.sha256(json.dumps([*line, entry.previous], ensure_ascii=False).encode()).hexdigest()
