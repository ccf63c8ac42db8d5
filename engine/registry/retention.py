"""What is kept no longer: applications whose day has passed are deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.registry import journal, records
from engine.registry.access import Credential, require
from engine.registry.database import Database
from engine.registry.tables import Application
from engine.windows import today as today_in_china


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was deleted."""

    applications: int
    claims: int


def purge(database: Database, credential: Credential, today: date | None = None) -> Purged:
    """Delete every application that was to be kept until a day before today (by default: today in China), with its
    claims and changes. The journal says which, and holds nothing of what they said."""
    today = today or today_in_china()
    with database.writing() as session:
        who = require(session, credential)
        over = session.scalars(select(Application).where(Application.keep_until < today).order_by(Application.id)).all()
        claims = 0
        for application in over:
            claims += len(application.claims)
            journal.append(session, who, "purged", application.id, records.digest_of(application))
            records.remove(session, application)
        return Purged(len(over), claims)
