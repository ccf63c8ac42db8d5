"""Attempts to sign in: whoever has failed often waits, longer with each failure, and never longer than a minute.

Failures are counted by name and by address. Whoever is told to wait, with a name from an address, is looked at after
that time, whatever others do meanwhile. So guessing is slow, and nobody's guesses keep somebody else, with another name
or from another address, waiting for longer than a minute. Nothing sleeps: an attempt that comes too early is answered
at once.
"""

from __future__ import annotations

import math
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from engine.registry import access
from engine.registry.tables import Attempt, new_id, now
from engine.values.names import folded

WINDOW = timedelta(minutes=15)
"""For so long a failed attempt counts."""
FREE_BY_NAME = 5
"""So many failures with one name before anybody waits for it."""
FREE_BY_ADDRESS = 30
"""So many from one address: a whole office may stand behind it."""
LONGEST_WAIT = int(timedelta(minutes=1).total_seconds())
"""Seconds."""
DOUBLINGS = LONGEST_WAIT.bit_length()
MOST_WAITING = 256
"""Attempts of which one address is told to wait and that are kept; whoever floods the rest is told the same."""


def begin(session: Session, name: str, address: str) -> tuple[str, int]:
    """Note an attempt before it is known whether it fails, so that many at once are counted too: its id, and for how
    many seconds to wait before the next one. 0: this one may be looked at; else it is not one."""
    moment = now()
    session.execute(delete(Attempt).where(Attempt.at < moment - WINDOW))
    of_name, of_address = access.hashed(f"name:{folded(name)}"), access.hashed(f"address:{address}")
    wait = max(
        _wait(_count(session, Attempt.name == of_name) - FREE_BY_NAME),
        _wait(_count(session, Attempt.address == of_address) - FREE_BY_ADDRESS),
    )
    attempt = Attempt(id=new_id(), name=of_name, address=of_address, at=moment, failed=1)
    if wait:
        own = (Attempt.name == of_name, Attempt.address == of_address)
        told = session.scalars(select(Attempt).where(*own, Attempt.failed == 0)).first()
        failed = session.scalar(select(func.max(Attempt.at)).where(*own, Attempt.failed == 1))
        due = told.at if told is not None else (failed or moment) + timedelta(seconds=wait)
        if moment < due:
            if told is None and _count(session, Attempt.address == of_address, failed=0) < MOST_WAITING:
                attempt.failed, attempt.at = 0, due
                session.add(attempt)
            return attempt.id, math.ceil((due - moment).total_seconds())
        if told is not None:
            session.delete(told)
    session.add(attempt)
    return attempt.id, 0


def succeeded(session: Session, name: str, attempt: str | None = None) -> None:
    """Forget this attempt, and every failure with this name. Others from the address stay: one good password does not
    excuse guessing at others. Whoever waits elsewhere is kept in mind."""
    failures = and_(Attempt.name == access.hashed(f"name:{folded(name)}"), Attempt.failed == 1)
    session.execute(delete(Attempt).where(or_(failures, Attempt.id == attempt)))


def _count(session: Session, which: ColumnElement[bool], failed: int = 1) -> int:
    return session.scalar(select(func.count()).where(which, Attempt.failed == failed)) or 0


def _wait(failures: int) -> int:
    """The wait after so many failures too many: 1, 2, 4 … seconds, up to the longest."""
    return 0 if failures < 0 else min(LONGEST_WAIT, 1 << min(failures, DOUBLINGS))
