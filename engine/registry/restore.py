"""Restoring a backup: by way of a file of its own, in which older backups are migrated and everything is checked before
the database is touched."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import column, delete, func, insert, inspect, select, table
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from engine.refusal import refuse, shown
from engine.registry import journal, statements, upgrade
from engine.registry.access import Credential, Who
from engine.registry.backup import LEFT_OUT, Copy, Heading, Row, blocks, kept_tables, opened, raw, terminal
from engine.registry.database import Database
from engine.registry.faults import Unavailable, of_system
from engine.registry.tables import NAME, Base, now


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where a damaged SQLite file was put, if there was one."""

    copy: Copy
    set_aside: Path | None


def restore(database: Database, credential: Credential, file: Path, replace: bool = False) -> Restored:
    """Put what the backup `file` holds in place of everything in the database: all of it, or nothing is changed.

    Whoever was signed in signs in again, and the journal goes on with a line that says what was restored.

    For the terminal only. Refused if the file is not a whole backup of this program or an older one, or if the database
    is not empty and `replace` is not given. With `replace`, a SQLite file that is damaged is put aside.
    """
    who = terminal(credential)
    heading = opened(file)
    with tempfile.TemporaryDirectory(prefix="registry-") as folder:
        staging = Database(f"sqlite:///{folder}/staging.sqlite3")
        try:
            found = _stage(staging, file, heading)
            set_aside = _put_aside_if_damaged(database) if replace else None
            database.upgrade()
            _move(staging, database, who, file, heading, replace)
        finally:
            staging.close()
    return Restored(Copy(heading.rows, found.lines, found.hash, heading.sha256), set_aside)


def _stage(staging: Database, file: Path, heading: Heading) -> journal.Verdict:
    """Fill a database of the backup's revision with its rows, bring it up to date, and see whether it is whole."""
    try:
        if heading.revision not in upgrade.revisions():
            raise LookupError(heading.revision)
        staging.upgrade(heading.revision)
        with staging.writing() as session:
            _know(session, heading)
            rows = 0
            for name, block in blocks(file, heading):
                _insert(session, name, block)
                rows += len(block)
            if rows != heading.rows:
                raise LookupError(rows)
    except (SQLAlchemyError, LookupError, TypeError, ValueError, AttributeError):
        # Its checksum is right, so somebody wrote it so.
        refuse("file", "registry.backup_damaged", file=shown(str(file)))
    staging.upgrade()
    with staging.reading() as session:
        found = journal.verdict(session)
    if found.broken is not None:
        refuse("file", "registry.backup_broken", file=shown(str(file)), line=found.broken)
    return found


def _know(session: Session, heading: Heading) -> None:
    """Raises LookupError unless all that the backup holds are tables and columns of its revision."""
    there = inspect(session.connection())
    tables = set(there.get_table_names()) - LEFT_OUT
    for name, columns in heading.tables.items():
        if name not in tables or not {*columns} <= {of["name"] for of in there.get_columns(name)}:
            raise LookupError(name)


def _insert(session: Session, name: str, block: list[Row]) -> None:
    into = table(name, *(column(c) for c in block[0]))
    session.execute(insert(into), block)


def _put_aside_if_damaged(database: Database) -> Path | None:
    """Rename a SQLite file that is damaged, and what SQLite keeps beside it: where it is now."""
    if not database.is_sqlite or not database.file.exists():
        return None
    try:
        with database.reading() as session:
            database.check_whole(session)
    except Unavailable as fault:
        if fault.key != "registry.damaged":
            raise
    else:
        return None
    database.close()
    aside = database.file.with_name(f"{database.file.name}.{now():damaged-%Y%m%d-%H%M%S}")
    try:
        for suffix in ("-journal", "-wal", "-shm", ""):
            beside = Path(f"{database.file}{suffix}")
            if beside.exists():
                beside.rename(f"{aside}{suffix}")
    except OSError as fault:
        raise of_system(fault, database.place) from fault
    return aside


def _move(staging: Database, database: Database, who: Who, file: Path, heading: Heading, replace: bool) -> None:
    """Put what was staged in place of everything in the database, in one transaction."""
    with database.writing() as session, staging.reading() as staged:
        if not replace and _holds_anything(session):
            refuse("database", "registry.not_empty", place=database.place)
        for kept in reversed(Base.metadata.sorted_tables):
            session.execute(delete(kept))
        try:
            for name, columns in kept_tables().items():
                for block in raw(staged, name, columns):
                    _insert(session, name, block)
        except (DataError, IntegrityError):
            refuse("file", "registry.backup_does_not_fit", file=shown(str(file)), place=database.place)
        statements.fill(session)
        journal.append(session, who, "restored", file.name[:NAME], after=heading.sha256)


def _holds_anything(session: Session) -> bool:
    return any(session.scalar(select(func.count()).select_from(table(name))) for name in kept_tables())
