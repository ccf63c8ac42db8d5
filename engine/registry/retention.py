"""What is kept no longer: applications whose day has passed are deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, timezone

from sqlalchemy import func, select

from engine.registry import journal
from engine.registry.access import Credential, require
from engine.registry.database import Database
from engine.registry.tables import Application, Claim, now

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was deleted."""

    applications: int
    claims: int


def purge(database: Database, credential: Credential, today: date | None = None) -> Purged:
    """Delete every application that was to be kept until a day before today (by default: today in China), with its
    claims and changes. The journal says which, and holds nothing of what they said."""
    today = today or now().astimezone(CHINA).date()
    with database.writing() as session:
        who = require(session, credential)
        over = session.scalars(select(Application).where(Application.keep_until < today).order_by(Application.id)).all()
        claims = 0
        for application in over:
            of_it = select(func.count()).select_from(Claim).where(Claim.application_id == application.id)
            claims += session.scalar(of_it) or 0
            before = journal.digest(application.salt, application.content)
            journal.append(session, who, "purged", application.id, before)
            session.delete(application)
        return Purged(len(over), claims)
