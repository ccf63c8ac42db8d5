"""The database: where it is, how it is opened, and what is said when it cannot be used.

SQLite beside the program unless the environment's `DATABASE_URL` names another (PostgreSQL). A writer takes its lock
when its transaction begins, so that what it read is still so when it writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine import words
from engine.phrases import Both

SETTING = "DATABASE_URL"
FOLDER = Path(__file__).resolve().parent.parent.parent / "registry"
"""Where the SQLite file is unless another database is named; not part of the project."""
PATIENCE = 8
"""Seconds for which a writer waits for another one."""
WRITE_AHEAD_IS_SAFE = (3, 51, 3)
"""Before this version of SQLite a write-ahead log could damage the file when it was reset."""


class Unavailable(Exception):
    """The database cannot be used now. `message` says so in both languages; nothing was changed."""

    def __init__(self, key: str, **values: object) -> None:
        self.message: Both = words.both(key, **values)
        super().__init__(self.message["zh"])


class Database:
    """One database. `reading` and `writing` are transactions: a writer's is committed when its block ends and taken
    back when the block raises; a reader changes nothing."""

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        self._readers = self._engine("BEGIN")
        self._writers = self._engine("BEGIN IMMEDIATE")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads. Unavailable if the database cannot be used."""
        with _explained(self.url), Session(self._readers) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that writes all of it or nothing. Unavailable if the database cannot be used."""
        with _explained(self.url), Session(self._writers) as session, session.begin():
            yield session

    @property
    def writers(self) -> Engine:
        """The engine of the writers, for what manages its own transactions: migrations and backups."""
        return self._writers

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    def close(self) -> None:
        """Give every connection back."""
        self._readers.dispose()
        self._writers.dispose()

    def _engine(self, begin: str) -> Engine:
        if not self.is_sqlite:
            return create_engine(self.url, pool_pre_ping=True)
        engine = create_engine(self.url, connect_args={"timeout": PATIENCE})

        def opened(connection: Any, _record: object) -> None:
            # SQLAlchemy begins transactions itself (below); the driver would begin them late and only for writers.
            connection.isolation_level = None
            for setting in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
                connection.execute(f"PRAGMA {setting}")

        event.listen(engine, "connect", opened)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine


def configured_url() -> str:
    """The address of the database of this process."""
    return os.environ.get(SETTING) or f"sqlite:///{FOLDER / 'registry.sqlite3'}"


@cache
def database() -> Database:
    """The database of this process."""
    return Database(configured_url())


@contextmanager
def _explained(url: URL) -> Iterator[None]:
    """Says in words why the database did not answer."""
    try:
        yield
    except DBAPIError as fault:
        raise _unavailable(url, fault) from fault


def _unavailable(url: URL, fault: DBAPIError) -> Exception:
    """The fault as a person can understand it; a fault of the program stays what it is."""
    said = str(fault.orig).lower()
    for part, key in (
        ("database or disk is full", "registry.disk_full"),
        ("readonly database", "registry.read_only"),
        ("unable to open database", "registry.cannot_open"),
        ("database is locked", "registry.locked"),
        ("disk image is malformed", "registry.damaged"),
        ("not a database", "registry.damaged"),
        ("no such table", "registry.not_set_up"),
    ):
        if part in said:
            return Unavailable(key, place=url.database or "")
    if fault.connection_invalidated or "connection" in said:
        return Unavailable("registry.no_connection")
    return fault
