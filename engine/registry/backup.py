"""Backups: everything that officials keep in one file of JSON lines, which either database makes and takes.

The first line says what the file is and names each table's columns, then comes one line for each row, its table first;
the last line holds the SHA-256 of all before it. Sessions, links for signing in and attempts are left out: who was
signed out stays so; and so is what is derived from the applications, which is derived anew.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from engine.registry import beside, heads, integrity, journal
from engine.registry.access import Credential, terminal
from engine.registry.column_types import Moment
from engine.registry.database import Database, for_a_while
from engine.registry.faults import Unavailable, explained, of_system
from engine.registry.tables import NAME, NEWEST, Base, now
from engine.values.refusal import refuse, shown

KIND, FORMAT = "registry", 1
DERIVED = {"statements", "seals"}
"""Tables that are made of the others: the seals are made anew and compared with their sums in the journal."""
LEFT_OUT = {"sign_ins", "sign_in_links", "attempts", "tallies", "arrivals"} | DERIVED
"""Tables that a backup leaves out: what lets somebody in or counts for a while, and what is derived."""
BLOCK = 1_024
"""Rows that are read or written at once."""
LONGEST_HEADING = 1 << 16
"""Bytes of the first line: it names tables and columns only."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Copy:
    """What was copied: how many rows, how many of them are lines of the journal and the hash of its last one, and the
    checksum of the file."""

    rows: int
    lines: int
    hash: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What the first line of a backup says (its revision, the columns of its tables) and the last one."""

    revision: str
    tables: dict[str, list[str]]
    rows: int
    sha256: str


def backup(database: Database, credential: Credential, file: Path) -> Copy:
    """Write everything that is kept now to the new file `file`, for nobody but its owner, while others go on working.

    For the terminal only. Refused if the file is there already, or if the journal is broken or something was changed
    past the program; Unavailable if the database is damaged or the file cannot be written. Then there is no file.
    """
    who = terminal(credential)
    if file.exists():
        refuse("file", "registry.file_exists", file=shown(str(file)))
    database.check()
    with _standing_still(database) as session:
        database.check_whole(session)
        found = journal.verdict(session)
        if found.broken is not None:
            refuse("journal", "registry.chain_broken", line=found.broken)
        altered = integrity.findings(session)
        if altered:
            refuse("database", "registry.altered", place=database.place, count=len(altered))
        try:
            with beside.new_file(file) as out:
                rows, checksum = _write(session, found, out)
        except OSError as fault:
            raise of_system(fault, str(file)) from fault
    with suppress(Unavailable), database.writing() as session:  # a disk that is full makes the backup no worse
        journal.append(session, who, "backed_up", file.name[:NAME], after=checksum)
    heads.note(database)
    return Copy(rows, found.lines, found.hash, checksum)


def raw(session: Session, name: str, columns: Sequence[str]) -> Iterator[list[Row]]:
    """The rows of a table as they stand in the database, in blocks."""
    query: Any = select(*(column(c) for c in columns)).select_from(table(name)).order_by(column(columns[0]))
    with session.execute(query.execution_options(yield_per=BLOCK)) as found:
        for block in found.mappings().partitions():
            yield [dict(row) for row in block]


@contextmanager
def _standing_still(database: Database) -> Iterator[Session]:
    """One state of the database, while others go on writing. Who reads a SQLite file keeps writers waiting, so that it
    is copied first, by SQLite's own means."""
    if not database.is_sqlite:
        with database.reading() as session:
            yield session
        return
    with for_a_while() as copy:
        with database.reading() as session, closing(sqlite3.connect(copy.file)) as target:
            source: Any = session.connection().connection.driver_connection
            source.backup(target)
        with copy.reading() as session, explained(database.place):
            yield session


def kept_tables() -> dict[str, list[str]]:
    """The tables of a backup with their columns, those first that others point to."""
    tables = [kept for kept in Base.metadata.sorted_tables if kept.name not in LEFT_OUT]
    return {kept.name: [c.name for c in kept.columns] for kept in tables}


def _write(session: Session, found: journal.Verdict, out: BinaryIO) -> tuple[int, str]:
    """Write the backup: how many rows there were, and the checksum."""
    hashed = hashlib.sha256()

    def line(content: object) -> None:
        written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        hashed.update(written)
        out.write(written)

    tables = kept_tables()
    last = {"lines": found.lines, "hash": found.hash}
    at = Moment.written(now())
    line({"backup": KIND, "format": FORMAT, "revision": NEWEST, "at": at, "journal": last, "tables": tables})
    rows = 0
    for name, columns in tables.items():
        for row in chain.from_iterable(raw(session, name, columns)):
            line([name, *row.values()])
            rows += 1
    checksum = hashed.hexdigest()
    line({"rows": rows, "sha256": checksum})
    return rows, checksum


def opened(file: Path) -> Heading:
    """What the file is; refused unless it is a whole backup that this program can read."""
    name = shown(str(file))
    try:
        with file.open("rb") as source:
            first = _json(source.readline(LONGEST_HEADING))
            if not isinstance(first, dict) or first.get("backup") != KIND:
                refuse("file", "registry.no_backup", file=name)
            if first.get("format") != FORMAT or str(first.get("revision")) > NEWEST:
                refuse("file", "registry.backup_newer", file=name)
            source.seek(0)
            hashed, last = hashlib.sha256(), b""
            for line in source:
                hashed.update(last)
                last = line
    except OSError as fault:
        refuse("file", "registry.file_unreadable", file=name, reason=fault.strerror or type(fault).__name__)
    end = _json(last)
    heading = _heading(first, end) if isinstance(end, dict) else None
    if heading is None or heading.sha256 != hashed.hexdigest():
        refuse("file", "registry.backup_damaged", file=name)
    return heading


def _heading(first: Row, end: Row) -> Heading | None:
    match first, end:
        case {"revision": str(revision), "tables": dict(tables)}, {"rows": int(rows), "sha256": str(checksum)}:
            return Heading(revision, tables, rows, checksum)
    return None


def blocks(file: Path, heading: Heading) -> Iterator[tuple[str, list[Row]]]:
    """The rows of a backup, in its order: blocks of rows with the table that they belong to."""
    with file.open("rb") as source:
        lines = (json.loads(line) for line in islice(source, 1, heading.rows + 1))
        for name, of_table in groupby(lines, key=itemgetter(0)):
            columns = heading.tables[name]
            rows = (dict(zip(columns, line[1:], strict=True)) for line in of_table)
            while block := list(islice(rows, BLOCK)):
                yield name, block


def _json(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
