"""Restoring a backup: by way of a file of its own, in which older backups are migrated and everything is checked before
the database is touched.

A checksum says that a file is whole, not who wrote it. So every row of a backup must be what its own journal says (see
`seals`), and its journal must be the beginning of the one in the database that it replaces, or hold the line that
whoever restores it knows from elsewhere. A backup of which all of that was made anew is believed where nothing is there
to compare it with: an empty database, and no line known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from sqlalchemy import BigInteger, Integer, column, delete, func, insert, inspect, select, table
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError, SQLAlchemyError
from sqlalchemy.orm import Session

from engine.registry import heads, journal, seals, statements, upgrade
from engine.registry.access import Credential, Who, terminal
from engine.registry.backup import LEFT_OUT, Copy, Heading, Row, blocks, kept_tables, opened, raw
from engine.registry.column_types import Day, Moment
from engine.registry.database import Database, for_a_while
from engine.registry.faults import Unavailable, of_system
from engine.registry.tables import NAME, NEWEST, Base, Head, Seal, now
from engine.values.refusal import listed, refuse, shown


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, where a damaged SQLite file was put, if there was one, and up to which line the backup's
    journal was compared with another one or with a line that was known (0: there was nothing to compare it with)."""

    copy: Copy
    set_aside: Path | None
    compared: int


def restore(
    database: Database, credential: Credential, file: Path, replace: bool = False, known: tuple[int, str] | None = None
) -> Restored:
    """Put what the backup `file` holds in place of everything in the database: all of it, or nothing is changed.

    Whoever was signed in signs in again, and the journal goes on with a line that says what was restored. `known` is
    the number and the hash of a line of the journal, as they were noted when the backup was made.

    For the terminal only. Refused if the file is not a whole backup of this program or an older one, if what it holds
    is not what its journal says, if the database is not empty and `replace` is not given, or if its journal is not the
    beginning of the database's and no line of it is known. With `replace`, a SQLite file that is damaged is put aside.
    """
    who = terminal(credential)
    heading = opened(file)
    with for_a_while() as staging:
        found = _stage(staging, file, heading, known)
        set_aside = _put_aside_if_damaged(database) if replace else None
        database.upgrade()
        with database.reading() as session, staging.reading() as staged:
            if not replace and _holds_anything(session):
                refuse("database", "registry.not_empty", place=database.place)
            compared = known[0] if known else _compared(session, staged, found.lines, file)
        _move(staging, database, who, file, heading, replace)
    heads.note(database, restored=True)
    return Restored(Copy(heading.rows, found.lines, found.hash, heading.sha256), set_aside, compared)


def _compared(present: Session, staged: Session, lines: int, file: Path) -> int:
    """Up to which line the backup's journal was compared with the present one; refused where they part before either
    ends."""
    there = journal.verdict(present)
    last = min(lines, there.lines if there.broken is None else there.broken - 1)
    if last and journal.hash_of_line(present, last) != journal.hash_of_line(staged, last):
        refuse("file", "registry.backup_other_journal", file=shown(str(file)), line=last)
    return last


def _stage(staging: Database, file: Path, heading: Heading, known: tuple[int, str] | None) -> journal.Verdict:
    """Fill a database of the backup's revision with its rows, see whether they are what its journal says, and bring it
    up to date."""
    name = shown(str(file))
    try:
        if heading.revision not in upgrade.revisions():
            raise LookupError(heading.revision)
        staging.upgrade(heading.revision)
        with staging.writing() as session:
            seals.leave(session)
            _know(session, heading)
            rows = 0
            for name, block in blocks(file, heading):
                _insert(session, name, block)
                rows += len(block)
            if rows != heading.rows:
                raise LookupError(rows)
        with staging.writing() as session:
            wrong = _not_as_sealed(session)
        staging.upgrade()
        with staging.reading() as session:
            _fit(session)
            found = journal.verdict(session, known)
    except (SQLAlchemyError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        # Its checksum is right, so somebody wrote it so.
        refuse("file", "registry.backup_damaged", file=name)
    except Unavailable as fault:
        if fault.key != "registry.damaged":  # the disk is full, say
            raise
        refuse("file", "registry.backup_damaged", file=name)
    if found.broken is not None:
        refuse("file", "registry.backup_broken", file=name, line=found.broken)
    if wrong:
        refuse("file", "registry.backup_altered", file=name, tables=listed(wrong))
    lines = found.lines - (heading.revision != NEWEST)  # bringing it up to date added one
    return replace(found, lines=lines)


def _not_as_sealed(session: Session) -> list[str]:
    """The tables of which the backup holds other rows than its journal says; sealed as they are, for what follows. An
    older backup says nothing of that."""
    columns = upgrade.columns_there(session.connection())
    if Seal.__tablename__ not in columns:
        return []
    sums = seals.renew(session, columns=columns)
    wrong = [name for name in seals.wrong_sums(session, sums) if name not in LEFT_OUT]
    return wrong if seals.is_state_noted(session) else [*wrong, Head.__tablename__]


def _fit(session: Session) -> None:
    """Raises ValueError unless every value is of its column's kind. SQLite keeps whatever it is given."""
    for of in Base.metadata.sorted_tables:
        for row in chain.from_iterable(raw(session, of.name, [c.name for c in of.columns])):
            for c in of.columns:
                value = row[c.name]
                if value is None:
                    continue
                if type(value) is not (int if isinstance(c.type, Integer | BigInteger) else str):
                    raise ValueError(value)
                if isinstance(c.type, Moment | Day):
                    c.type.process_result_value(str(value), session.get_bind().dialect)


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
        seals.leave(session)
        for kept in reversed(Base.metadata.sorted_tables):
            session.execute(delete(kept))
        try:
            for name, columns in kept_tables().items():
                for block in raw(staged, name, columns):
                    _insert(session, name, block)
        except (DataError, IntegrityError, ProgrammingError):
            refuse("file", "registry.backup_does_not_fit", file=shown(str(file)), place=database.place)
        statements.fill(session)
        sums = seals.renew(session)
        journal.append(session, who, "restored", file.name[:NAME], after=heading.sha256)
        seals.state(session, sums, file.name)


def _holds_anything(session: Session) -> bool:
    return any(session.scalar(select(func.count()).select_from(table(name))) for name in kept_tables())
