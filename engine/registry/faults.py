"""What is said when the database cannot be used: the faults of SQLite and PostgreSQL in words."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from engine.text import words
from engine.text.phrases import Both

SQLITE = {
    sqlite3.SQLITE_PERM: "registry.cannot_open",
    sqlite3.SQLITE_BUSY: "registry.locked",
    sqlite3.SQLITE_LOCKED: "registry.locked",
    sqlite3.SQLITE_READONLY: "registry.read_only",
    sqlite3.SQLITE_IOERR: "registry.disk_fault",
    sqlite3.SQLITE_CORRUPT: "registry.damaged",
    sqlite3.SQLITE_FULL: "registry.disk_full",
    sqlite3.SQLITE_CANTOPEN: "registry.cannot_open",
    sqlite3.SQLITE_PROTOCOL: "registry.locked",
    sqlite3.SQLITE_NOTADB: "registry.damaged",
}
"""By SQLite's primary result code."""
SQLITE_SAYS = {
    "no such table": "registry.not_set_up",
    "no such column": "registry.not_set_up",
    "has no column": "registry.not_set_up",
    "could not decode": "registry.damaged",
    "malformed": "registry.damaged",
}
"""By SQLite's words, where its code says only that there was an error."""
POSTGRESQL = {
    "08": "registry.no_connection",
    "25006": "registry.read_only",
    "28": "registry.no_connection",
    "3D": "registry.no_connection",
    "40001": "registry.locked",
    "40P01": "registry.locked",
    "42501": "registry.no_rights",
    "42P01": "registry.not_set_up",
    "42703": "registry.not_set_up",
    "53100": "registry.disk_full",
    "53": "registry.no_connection",
    "55P03": "registry.locked",
    "57": "registry.connection_lost",
    "58": "registry.disk_fault",
    "XX001": "registry.damaged",
    "XX002": "registry.damaged",
}
"""By PostgreSQL's SQLSTATE, or its class (the first two characters)."""
SYSTEM = {
    errno.ENOSPC: "registry.disk_full",
    errno.EDQUOT: "registry.disk_full",
    errno.EFBIG: "registry.disk_full",
    errno.EROFS: "registry.read_only",
    errno.EIO: "registry.disk_fault",
}
"""By the number of the system's error, where we write files ourselves."""


class Unavailable(Exception):
    """The database cannot be used now. `message` says so in both languages, `key` is its entry in data/words; nothing
    was changed, unless the message says otherwise."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.message: Both = words.both(key, **values)
        super().__init__(self.message["zh"])


class Unreadable(Exception):
    """A value in the database that nobody can have written: the database is damaged."""


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Raises Unavailable where the database at `place` did not answer; a fault of the program stays what it is."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as fault:
        key = _key(fault) if isinstance(fault, DBAPIError) else _key_of_sqlite(fault)
        if key is None:
            raise
        raise Unavailable(key, place=place) from fault
    except NoConnectionFree as fault:
        raise Unavailable("registry.locked", place=place) from fault
    except (Unreadable, UnicodeDecodeError) as fault:  # SQLite's own words quote what is damaged
        raise Unavailable("registry.damaged", place=place) from fault


def of_system(fault: OSError, place: str) -> Unavailable:
    """What is said of an error of the system at the file `place`."""
    return Unavailable(SYSTEM.get(fault.errno or 0, "registry.cannot_open"), place=place)


def _key(fault: DBAPIError) -> str | None:
    said = fault.orig
    if isinstance(said, sqlite3.Error):
        return _key_of_sqlite(said)
    state = getattr(said, "sqlstate", None)
    if fault.connection_invalidated:
        return "registry.connection_lost"
    if state is None:
        # The driver reached no server that could have given its own reason.
        return "registry.no_connection" if type(said).__name__ in {"OperationalError", "ConnectionTimeout"} else None
    return POSTGRESQL.get(state) or POSTGRESQL.get(state[:2])


def _key_of_sqlite(fault: sqlite3.Error) -> str | None:
    code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    said = str(fault).lower()
    by_words = next((key for part, key in SQLITE_SAYS.items() if part in said), None)
    return SQLITE.get(code & 0xFF) or by_words
