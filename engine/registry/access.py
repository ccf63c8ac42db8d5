"""Who is asking: the official behind a session's token, looked up in the database every time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.registry.database import Database, Unavailable
from engine.registry.tables import Official, SignIn, now

IDLE = timedelta(minutes=30)
"""A session ends when nothing was done for so long."""
LONGEST = timedelta(hours=8)
"""A session ends after so long, whatever was done."""
NOTED = timedelta(minutes=1)
"""How exactly it is noted when something was done last."""


class NotAllowed(Exception):
    """Whoever asks is not signed in (any more), or may not do this. Nothing was read or changed."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """Who runs a command on the server itself: allowed what an official is."""

    name: str = "terminal"


Credential = str | Terminal | None
"""The token of a session (the cookie's value), the terminal, or nothing."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who it is: the name for the journal; `id` of the account, None for the terminal."""

    name: str
    id: str | None = None


UNKNOWN = Who("unknown")
"""Somebody who has not signed in, in the journal."""


def hashed(token: str) -> str:
    """What is kept of a token: its SHA-256. Tokens are random, so that nobody finds one by its hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def begin(session: Session, official: Official) -> str:
    """A new session for this official: its token. Sessions that can live no longer are deleted."""
    session.execute(delete(SignIn).where(SignIn.created < now() - LONGEST))
    token = secrets.token_urlsafe(32)
    session.add(SignIn(token=hashed(token), official_id=official.id))
    return token


def end(session: Session, credential: Credential) -> None:
    """End a session: from now on, nothing is done for it in any tab."""
    found = session.get(SignIn, hashed(credential)) if isinstance(credential, str) else None
    if found is not None and found.ended is None:
        found.ended = now()


def require(session: Session, credential: Credential) -> Who:
    """Who is asking; NotAllowed unless this is an official with a live session, or the terminal."""
    return _seen(session, credential)[0]


def _seen(session: Session, credential: Credential) -> tuple[Who, datetime]:
    """The same, and when something was last noted of it (of the terminal: now)."""
    moment = now()
    if isinstance(credential, Terminal):
        return Who(credential.name), moment
    if not credential:
        raise NotAllowed
    # Only what is looked at, at once: every run of an official's page asks.
    query = select(SignIn.ended, SignIn.seen, SignIn.created, Official.name, Official.id, Official.removed)
    found = session.execute(
        query.join(Official, Official.id == SignIn.official_id).where(SignIn.token == hashed(credential))
    ).one_or_none()
    if found is None or found.ended is not None or moment - found.seen > IDLE or moment - found.created > LONGEST:
        raise NotAllowed
    if found.removed is not None:
        raise NotAllowed
    return Who(found.name, found.id), found.seen


def terminal(credential: Credential) -> Who:
    """Whoever runs a command on the server itself; NotAllowed for everybody else."""
    if not isinstance(credential, Terminal):
        raise NotAllowed
    return Who(credential.name)


@contextmanager
def reading(database: Database, credential: Credential) -> Iterator[Session]:
    """A transaction that only reads, for whoever may; NotAllowed as in `require`."""
    with database.reading() as session:
        require(session, credential)
        yield session


@contextmanager
def writing(database: Database, credential: Credential) -> Iterator[tuple[Session, Who]]:
    """A transaction that writes all of it or nothing, and who does; NotAllowed as in `require`."""
    with database.writing() as session:
        yield session, require(session, credential)


def check(database: Database, credential: Credential) -> Who:
    """Who is asking, for work that is done before the registry is opened; NotAllowed as in `require`."""
    with database.reading() as session:
        return require(session, credential)


def look_up(database: Database, credential: Credential, note: bool = True) -> Who | None:
    """Who is asking, or None. Notes that something was done, at most once a minute, unless `note` says otherwise."""
    try:
        with database.reading() as session:
            who, seen = _seen(session, credential)
    except NotAllowed:
        return None
    if note and isinstance(credential, str) and now() - seen >= NOTED:
        _note(database, credential)
    return who


def _note(database: Database, credential: str) -> None:
    """Note that something was done. A database that cannot be written to keeps nobody from reading."""
    try:
        with database.writing() as session:
            found = session.get(SignIn, hashed(credential))
            if found is not None:
                found.seen = now()
    except Unavailable:
        return
