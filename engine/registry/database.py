"""The database: where it is and how it is opened.

SQLite beside the program unless the environment's `DATABASE_URL` names another (PostgreSQL). On either, a writer takes
the one lock of all writers when its transaction begins, so that what it read is still so when it writes; and a reader
sees one state of the database, from its first query to its last.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.orm import Session

from engine.registry.faults import Unavailable as Unavailable
from engine.registry.faults import explained, of_system
from engine.registry.tables import NEWEST

T = TypeVar("T")
SETTING = "DATABASE_URL"
FOLDER = Path(__file__).resolve().parent.parent.parent / "registry"
"""Where the SQLite file is unless another database is named; not part of the project."""
PATIENCE = 8
"""Seconds for which a writer waits for another one, and for which anybody waits for a server."""
WRITE_AHEAD_IS_SAFE = (3, 51, 3)
"""Before this version of SQLite a write-ahead log could damage the file when it was reset."""
LOCK = 4_826_701
"""The number of the advisory lock that PostgreSQL's writers take; any number that nobody else takes."""


class Database:
    """One database. `reading` and `writing` are transactions: a writer's is committed when its block ends and taken
    back when the block raises; a reader changes nothing. Unavailable if the address is none that can be used."""

    def __init__(self, url: str | URL) -> None:
        try:
            self.url = _with_driver(make_url(url))
            self._readers = self._sqlite(reads_only=True) if self.is_sqlite else self._server(reads_only=True)
            self.writers = self._sqlite() if self.is_sqlite else self._server()
        except (ArgumentError, ImportError) as fault:
            raise Unavailable("registry.bad_address") from fault

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads. Unavailable if the database cannot be used."""
        with explained(self.place), Session(self._readers) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that writes all of it or nothing, and seals it. Unavailable if the database cannot be used."""
        from engine.registry.seals import Writer  # which needs what this module has

        with explained(self.place), Writer(self.writers) as session, session.begin():
            yield session

    def upgrade(self, to: str = NEWEST) -> None:
        """Bring the database to the tables of this program (or of migration `to`): one that is missing, empty or older.

        All of it happens or nothing; two programs that start at once do it one after the other. Unavailable if it was
        made by a newer program, if its tables are somebody else's, or if it cannot be used.
        """
        from engine.registry import upgrade  # Alembic takes its time to load, and only the start needs it

        if self.is_sqlite:
            self._make_folder()
        try:
            with explained(self.place), self.writers.begin() as connection:
                upgrade.run(connection, to)
        except upgrade.Newer as newer:
            raise Unavailable("registry.newer", place=self.place) from newer
        except upgrade.Foreign as foreign:
            raise Unavailable("registry.foreign", place=self.place) from foreign

    def check(self) -> None:
        """Unavailable unless the database can be read and its tables are those of this program."""
        with self.reading() as session:
            there = session.scalar(text("SELECT version_num FROM alembic_version"))
        if there != NEWEST:
            raise Unavailable("registry.newer" if there and there > NEWEST else "registry.not_set_up", place=self.place)

    def check_whole(self, session: Session) -> None:
        """Unavailable if SQLite finds its file damaged. PostgreSQL looks after its own files."""
        if self.is_sqlite and session.scalars(text("PRAGMA integrity_check(1)")).all() != ["ok"]:
            raise Unavailable("registry.damaged", place=self.place)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def writes_ahead(self) -> bool:
        """Whether a writer keeps no reader waiting: on a server, or where SQLite's write-ahead log is safe."""
        return not self.is_sqlite or sqlite3.sqlite_version_info >= WRITE_AHEAD_IS_SAFE

    @property
    def place(self) -> str:
        """The database as a message names it: the file, or the name on its server."""
        return self.url.database or ""

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return Path(self.place)

    def close(self) -> None:
        """Give every connection back."""
        self._readers.dispose()
        self.writers.dispose()

    def _sqlite(self, reads_only: bool = False) -> Engine:
        if not self.place or self.place == ":memory:":
            raise Unavailable("registry.bad_address")  # readers and writers would each have their own
        # A reader may open a file for writing as well: one that was left in the middle of a write is mended first.
        query = {"mode": "rw" if reads_only else "rwc", "uri": "true", **self.url.query}
        url = self.url.set(database=f"file:{quote(self.place)}", query=query)
        engine = create_engine(url, connect_args={"timeout": PATIENCE}, hide_parameters=True)
        settings = ["foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"]
        if reads_only:
            settings.append("query_only = ON")
        else:
            log = "WAL" if self.writes_ahead else "DELETE"
            settings.append(f"journal_mode = {log}")

        def opening(*_: object) -> None:
            if not reads_only and query["mode"] == "rwc":
                _make_file(self.file)

        def opened(connection: Any, record: Any) -> None:
            # SQLAlchemy begins transactions itself (below); the driver would begin them late and only for writers.
            connection.isolation_level = None
            try:
                for setting in settings:
                    connection.execute(f"PRAGMA {setting}")
            except UnicodeDecodeError as fault:  # what SQLite says of a damaged file may quote its bytes
                raise sqlite3.DatabaseError("malformed") from fault
            record.info["file"] = _identity(self.file)

        def lent(_connection: Any, record: Any, _proxy: object) -> None:
            if record.info.get("file") != _identity(self.file):
                raise DisconnectionError  # another file stands there now: open that one

        event.listen(engine, "do_connect", opening)
        event.listen(engine, "connect", opened)
        event.listen(engine.pool, "checkout", lent)
        begin = "BEGIN" if reads_only else "BEGIN IMMEDIATE"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def _server(self, reads_only: bool = False) -> Engine:
        options = f"{self.url.query.get('options', '')} -c lock_timeout={PATIENCE}s".strip()
        of_a_reader = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        engine = create_engine(
            self.url,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": PATIENCE, "options": options},
            execution_options=of_a_reader if reads_only else {},
        )
        if not reads_only:
            lock = f"SELECT pg_advisory_xact_lock({LOCK})"
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(lock))
        return engine

    def _make_folder(self) -> None:
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            raise of_system(fault, self.place) from fault


@contextmanager
def for_a_while() -> Iterator[Database]:
    """A SQLite database of its own, which is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="registry-") as folder,
        closing(Database(f"sqlite:///{folder}/copy.sqlite3")) as made,
    ):
        yield made


def blocks(items: Iterable[T], size: int = 512) -> Iterator[list[T]]:
    """The items in lists of so many at the most, as a query takes."""
    left = iter(items)
    while block := list(islice(left, size)):
        yield block


def configured_url() -> str:
    """The address of the database of this process."""
    return os.environ.get(SETTING) or f"sqlite:///{FOLDER / 'registry.sqlite3'}"


def database() -> Database:
    """The database of this process."""
    return _opened(configured_url())


@lru_cache(maxsize=4)
def _opened(url: str) -> Database:
    return Database(url)


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgres", "postgresql"} else url


def _make_file(file: Path) -> None:
    """The file, if it isn't there, for nobody but its owner. Where that fails, SQLite says why it cannot open it."""
    with suppress(OSError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
