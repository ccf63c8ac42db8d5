"""Bringing a database to the tables of this program: the migrations in `migrations/versions/`, run by Alembic in one
transaction, so that whoever is interrupted finds nothing done and begins again."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.orm import Session

from engine.registry import journal, rekeyed, seals, statements
from engine.registry.seals import Finding
from engine.registry.tables import NEWEST, Base, Head, Seal

FOLDER = Path(__file__).resolve().parent / "migrations"
_ONE_AT_A_TIME = Lock()  # Alembic keeps what it is doing in globals


class Newer(Exception):
    """The database was made by a newer program."""


class Foreign(Exception):
    """Our names for tables are taken by tables that no migration made."""


def revisions() -> list[str]:
    """Every revision there is, the newest first."""
    return [script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()]


def run(connection: Connection, to: str) -> None:
    """Migrate to revision `to`, in the connection's transaction: the caller's, who commits it. Raises Newer or Foreign,
    and then nothing was done."""
    there = MigrationContext.configure(connection).get_current_revision()
    if there is None and set(inspect(connection).get_table_names()) & set(Base.metadata.tables):
        raise Foreign
    if there is not None and there > NEWEST:
        raise Newer
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    wrong = _wrong(connection) if to == NEWEST != there else []
    with _ONE_AT_A_TIME:
        command.upgrade(config, to)
    if to == NEWEST:
        with Session(connection) as session:
            statements.fill(session)
            if there is not None and there < rekeyed.OTHERS:
                rekeyed.rekey(session)
            session.flush()
    if to == NEWEST != there:
        _seal(connection, to, wrong)


def _wrong(connection: Connection) -> list[Finding]:
    """What is not what it should be, before its tables are changed: it is not sealed anew."""
    if not inspect(connection).has_table(Seal.__tablename__):
        return []
    with Session(connection) as session:
        return seals.findings(session, columns_there(connection))


def columns_there(connection: Connection) -> dict[str, list[str]]:
    """The tables that the database has, with their columns."""
    there = inspect(connection)
    return {name: [str(column["name"]) for column in there.get_columns(name)] for name in there.get_table_names()}


def _seal(connection: Connection, revision: str, wrong: list[Finding]) -> None:
    """Seal the rows of the new tables; a line of the journal says that they are others now."""
    with Session(connection) as session:
        sums = seals.renew(session, wrong)
        if any(sums.values()) or session.get(Head, 1) is not None:
            journal.append(session, seals.SYSTEM, "upgraded", revision)
            seals.state(session, sums, revision)
        session.flush()
