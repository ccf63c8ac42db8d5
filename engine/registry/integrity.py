"""Whether what is kept is what the program wrote, and whether the journal says how it came to be: what was changed past
the program, or by a failing disk, is named."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine.registry import heads, journal, seals, statements
from engine.registry.access import Credential, reading, terminal
from engine.registry.database import Database
from engine.registry.journal import Verdict
from engine.registry.seals import Finding
from engine.registry.tables import Statement


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: of the journal's chain, and of every other row."""

    journal: Verdict
    findings: list[Finding]

    @property
    def is_whole(self) -> bool:
        """Whether everything is as the program wrote it."""
        return self.journal.broken is None and not self.findings


def prove(database: Database, credential: Credential, known: tuple[int, str] | None = None) -> Proof:
    """Look at every row. `known` is the number and the hash of a line of the journal as they were noted elsewhere; the
    one that is noted beside the database is looked for too, and a later one noted where everything is whole."""
    with reading(database, credential) as session:
        found = Proof(journal.verdict(session, known, heads.noted(database)), findings(session))
    if found.is_whole:
        heads.note(database)
    return found


def findings(session: Session) -> list[Finding]:
    """Every row that is not as the program wrote it, for whoever has asked already."""
    derived = [Finding(Statement.__tablename__, application, "changed") for application in statements.unlike(session)]
    return [*seals.findings(session), *derived]


def accept(database: Database, credential: Credential) -> int:
    """Take what was changed past the program as it is now, after somebody has looked into it: how many rows it was. The
    journal says so. For the terminal only."""
    who = terminal(credential)
    with database.writing() as session:
        found = findings(session)
        if found:
            session.execute(delete(Statement))
            statements.fill(session)
            sums = seals.renew(session)
            journal.append(session, who, "accepted", "", count=len(found))
            seals.state(session, sums, "")
    return len(found)
