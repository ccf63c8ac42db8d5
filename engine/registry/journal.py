"""The journal: who did what, to what, when, with hashes of what it was before and is after.

Each line's hash covers the line and the hash of the one before it, so that a line that was changed, taken out or put in
is found. Lines that are cut off at the end leave a chain that is whole: what is missing there is seen by the head,
which holds the last line once more. Whoever may write to the database can make the chain, the head and all, anew; only
a line's number and hash that were noted elsewhere show that: `verify` and every backup print the last one, and
`heads` notes it in a file beside the database.

The journal holds no content: a claim that is deleted is gone, and the chain stays whole.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Result, String, delete, func, select, type_coerce
from sqlalchemy.orm import Session

from engine.registry.access import Credential, Who, reading, writing
from engine.registry.column_types import Moment
from engine.registry.database import Database
from engine.registry.faults import Unreadable
from engine.registry.tables import NAME, Entry, Head, Tally, now
from engine.values.refusal import refuse, shown, writable

BEGINNING = "0" * 64
BLOCK = 1_024
HOUR = len("2025-06-15T08")
"""Characters of a moment that are its hour."""
PAGE = 48
"""Lines on one page."""
LAST = "last line"
"""Under this name a writer's session knows the last line that it added."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line as the page shows it."""

    number: int
    at: datetime
    who: str
    what: str
    subject: str
    before: str | None
    after: str | None
    count: int | None
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verdict` found: how many lines there are, the number of the first one that is not as it was written or is
    missing (None: all are there), and the last line's hash."""

    lines: int
    broken: int | None
    hash: str = BEGINNING


def digest(salt: str, content: str) -> str:
    """The hash of what something was or is. With a salt that is deleted with the content, nobody can try contents."""
    return hashlib.sha256(f"{salt}\n{content}".encode()).hexdigest()


def append(
    session: Session,
    who: Who,
    what: str,
    subject: str,
    before: str | None = None,
    after: str | None = None,
    count: int | None = None,
) -> Entry:
    """Add a line, in the caller's transaction, which is a writer's: writers come one after the other, so that numbers
    have no gaps and there is one chain. `before` and `after` are hashes (see `digest`); `count` is how often within the
    hour, where lines are counted together (see `tally`)."""
    head = session.get(Head, 1) or _begun(session)
    entry = Entry(
        number=head.number + 1,
        at=now(),
        who=who.name,
        what=what,
        subject=subject,
        before=before,
        after=after,
        count=count,
        previous=head.hash,
    )
    entry.hash = _hash(entry, Moment.written(entry.at))
    head.number, head.hash = entry.number, entry.hash
    session.add(entry)
    session.info[LAST] = entry
    return entry


def note_download(database: Database, credential: Credential, name: str) -> None:
    """A line for a file that an official takes away: its name, which holds nothing of a company."""
    with writing(database, credential) as (session, who):
        append(session, who, "exported", name[:NAME])


def tally(session: Session, who: Who, what: str, subject: str) -> None:
    """Count what strangers can do as often as they like, in the caller's transaction: there is a line at the first time
    within the hour, the tenth, the hundredth and so on, so that nobody fills the journal."""
    hour = Moment.written(now())[:HOUR]
    session.execute(delete(Tally).where(Tally.hour < hour))
    row = session.get(Tally, (what, subject, hour))
    if row is None:
        row = Tally(what=what, subject=subject, hour=hour, count=0)
        session.add(row)
    row.count += 1
    if re.fullmatch("10*", str(row.count)):
        append(session, who, what, subject, count=row.count)


def last_of(session: Session) -> Entry | None:
    """The last line that this transaction has added."""
    return session.info.get(LAST)


def say_state(session: Session, entry: Entry, state: str) -> None:
    """Let the transaction's last line say in which state it leaves what is kept (see `seals`)."""
    head = session.get_one(Head, 1)
    entry.state = state
    entry.hash = head.hash = _hash(entry, Moment.written(entry.at))


def last_line(session: Session) -> tuple[int, str] | None:
    """The number and the hash of the last line, as its head says; None where there is none."""
    head = session.get(Head, 1)
    return (head.number, head.hash) if head is not None and head.number else None


def hash_of_line(session: Session, number: int) -> str | None:
    """The hash of a line; None where there is none of that number."""
    return session.scalar(select(Entry.hash).where(Entry.number == number))


def last_state(session: Session) -> str | None:
    """The state that the last line which says one says."""
    query = select(Entry.state).where(Entry.state.is_not(None)).order_by(Entry.number.desc()).limit(1)
    return session.scalar(query)


def revision(session: Session) -> int:
    """A number that is another one whenever anything in the registry has changed (it does not count anything)."""
    last = session.scalar(select(Head.hash))
    return int((last or BEGINNING)[:15], 16)


def entries(
    database: Database,
    credential: Credential,
    *,
    before: int | None = None,
    count: int = PAGE,
    who: str | None = None,
    what: str | None = None,
    subject: str = "",
) -> list[JournalLine]:
    """The journal's lines, newest first: at most `count`, those before line number `before`, of whoever and whatever is
    named, about subjects that hold the text `subject`."""
    columns = (getattr(Entry, column.name) for column in fields(JournalLine))
    query = select(*columns).order_by(Entry.number.desc()).limit(count)
    if before is not None:
        query = query.where(Entry.number < before)
    if who is not None:
        query = query.where(Entry.who == who)
    if what is not None:
        query = query.where(Entry.what == what)
    if subject:
        query = query.where(Entry.subject.contains(writable(subject).replace("\0", ""), autoescape=True))
    with reading(database, credential) as session:
        return [JournalLine(*line) for line in session.execute(query)]


def named(database: Database, credential: Credential) -> tuple[list[str], list[str]]:
    """Everybody who did something, and everything that was done: what `entries` can be asked for."""
    with reading(database, credential) as session:
        who, what = (session.scalars(select(column).distinct()).all() for column in (Entry.who, Entry.what))
        return sorted(who), sorted(what)


def read_known(given: str | None) -> tuple[int, str] | None:
    """A line's number and hash as they were noted, `12:e3b0…`; refused if it is none."""
    if given is None:
        return None
    known = as_known(given)
    if known is None:
        refuse("known", "registry.known", given=shown(given))
    return known


def as_known(given: str) -> tuple[int, str] | None:
    """A line's number and hash as they are noted; None where it is none."""
    found = re.fullmatch(r"([0-9]{1,12}):([0-9a-f]{64})", given.strip().lower())
    return None if found is None else (int(found[1]), found[2])


def verdict(session: Session, *known: tuple[int, str] | None) -> Verdict:
    """Whether every line is as it was written, in one chain from the first to the last. `known` are numbers and hashes
    of lines as they were noted elsewhere."""
    expected = {number: line for number, line in filter(None, known) if number}
    lines, last = 0, BEGINNING
    with _all(session) as rows:
        for line in rows:
            lines += 1
            whole = line.number == lines and line.previous == last and line.hash == _hash(line, line.at)
            if not whole or expected.get(lines, line.hash) != line.hash:
                return Verdict(_count(session), lines)
            last = line.hash
    head = session.get(Head, 1)
    ends = (0, BEGINNING) if head is None else (head.number, head.hash)
    if ends != (lines, last) or max(expected, default=0) > lines:
        return Verdict(lines, lines + 1, last)
    return Verdict(lines, None, last)


def _begun(session: Session) -> Head:
    if _count(session):
        raise Unreadable("a journal with lines and without its head")
    head = Head(id=1, number=0, hash=BEGINNING)
    session.add(head)
    session.flush()
    return head


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Entry)) or 0


def _all(session: Session) -> Result[Any]:
    """The lines as rows, with their moments as they stand in the database."""
    columns = [column for column in Entry.__table__.columns if column.name != "at"]
    query = select(*columns, type_coerce(Entry.at, String).label("at")).order_by(Entry.number)
    return session.execute(query.execution_options(yield_per=BLOCK))


def _hash(line: Any, at: str) -> str:
    text = [line.number, at, line.who, line.what, line.subject, line.before, line.after, line.previous]
    if (line.count, line.state) != (None, None):  # older lines have neither
        text += [line.count, line.state]
    return hashlib.sha256(json.dumps(text, ensure_ascii=False, default=repr).encode("utf-8", "replace")).hexdigest()
