"""What is kept no longer: applications whose day has passed are deleted.

The day is the machine's. A clock that is years ahead would delete everything at the next start, so nothing is deleted
while the clock does not go with the journal: where it is earlier than a line, or where between two lines that follow
each other, or since the last one, lies longer than anybody leaves a registry alone. That stays so, whatever lines are
added meanwhile, until somebody on the server says that the clock is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry import awards, confirmations, journal, record_digests, records
from engine.registry.access import Credential, Who, terminal, writing
from engine.registry.database import Database
from engine.registry.tables import Application, Award, Entry, now
from engine.values import windows
from engine.values.refusal import refuse
from engine.values.windows import CHINA

LONGEST_GAP = timedelta(days=183)
"""Nobody leaves a registry alone for so long: a clock that is a year wrong is seen."""
BACKWARDS = timedelta(hours=12)
"""By so much a clock is put back without harm: two servers differ, a zone was set wrongly."""
CONFIRMED = "clock_confirmed"


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was deleted."""

    applications: int
    claims: int


def purge(
    database: Database, credential: Credential, today: date | None = None, *, clock_is_right: bool = False
) -> Purged:
    """Delete every application that was to be kept until a day before today (by default: today in China), with its
    claims and changes, and the confirmations of companies of which nothing is left. The journal says which, and holds
    nothing of what they said.

    Refused (path `clock`), and nothing is deleted, where the clock does not go with the journal, unless
    `clock_is_right` (for the terminal only): then the journal says so.
    """
    if clock_is_right:
        terminal(credential)
    with writing(database, credential) as (session, who):
        moment = now()
        wrong = _doubtful(session, moment)
        if wrong is not None:
            if not clock_is_right:
                refuse("clock", wrong[0], now=_clock_text(moment), line=wrong[1], at=_clock_text(wrong[2]))
            journal.append(session, who, CONFIRMED, "")
        today = today or windows.today()
        over = session.scalars(select(Application).where(Application.keep_until < today).order_by(Application.id)).all()
        claims = 0
        for application in over:
            claims += len(application.claims)
            journal.append(session, who, "purged", application.id, record_digests.digest_of(application))
            records.remove(session, application)
        _forget_awards(session, who, today)
        confirmations.forget(session, who)
        return Purged(len(over), claims)


def _forget_awards(session: Session, who: Who, today: date) -> None:
    """Delete the awards of earlier years that were to be kept until a day before."""
    over = list(session.scalars(select(Award).where(Award.keep_until < today).order_by(Award.file, Award.id)))
    for file, rows in groupby(over, key=lambda row: row.file):
        of_file = list(rows)
        journal.append(session, who, "awards_purged", file, awards.digest(of_file))
        for row in of_file:
            session.delete(row)
    session.flush()


def _doubtful(session: Session, moment: datetime) -> tuple[str, int, datetime] | None:
    """Why the clock is not believed: the words for it, the line of the journal with which it does not go, and that
    line's moment. None where it is."""
    since = session.scalar(select(func.max(Entry.number)).where(Entry.what == CONFIRMED)) or 0
    query = select(Entry.number, Entry.at).where(Entry.number >= since).order_by(Entry.number)
    last: tuple[int, datetime] | None = None
    for number, at in [*session.execute(query), (0, moment)]:
        if last is not None and at < last[1] - BACKWARDS:
            return "registry.clock_behind", *last
        if last is not None and at > last[1] + LONGEST_GAP:
            return "registry.clock_ahead", *last
        last = number, at
    return None


def _clock_text(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
