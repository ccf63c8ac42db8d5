"""How much may be submitted: so much at once, so often from one address in an hour, and so often by all in a day.

The bounds stand in `data/registry.toml`; the environment may name others. An address is counted by its hash, and
forgotten after a day.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from threading import Lock
from typing import Any

import tomli
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine.registry import tables as t
from engine.registry.access import hashed
from engine.registry.database import PATIENCE, Database
from engine.registry.faults import Unavailable
from engine.registry.retention_period import SETTINGS
from engine.values.refusal import refuse

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = {
    "kilobytes": "SUBMISSION_KILOBYTES",
    "per_address_and_hour": "SUBMISSIONS_PER_ADDRESS_AND_HOUR",
    "per_day": "SUBMISSIONS_PER_DAY",
}
"""The bounds in `data/registry.toml`, each with the variable of the environment that names another."""
_turn = Lock()


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds in force."""

    kilobytes: int
    per_address_and_hour: int
    per_day: int


FORMAL = "SUBMISSIONS_ARE_FORMAL"
"""The variable of the environment that says otherwise than `data/registry.toml` whether submissions are formal."""


def are_formal() -> bool:
    """Whether what companies submit is their formal application (正式申报), and not one made beforehand (预申报).
    ValueError where the environment says neither true nor false."""
    said = os.environ.get(FORMAL)
    if not said:
        return bool(_configured()["formal"])
    if said not in ("true", "false"):
        raise ValueError(f"{FORMAL}={said}")
    return said == "true"


def bounds() -> Bounds:
    """The bounds in force. ValueError where one is no whole number above 0."""
    given = _configured()
    found = {name: int(os.environ.get(variable) or given[name]) for name, variable in NAMES.items()}
    for name, bound in found.items():
        if bound < 1:
            raise ValueError(f"{NAMES[name]}={bound}")
    return Bounds(**found)


@cache
def _configured() -> dict[str, Any]:
    return tomli.loads(SETTINGS.read_text(encoding="utf-8"))["submissions"]


@contextmanager
def arriving(database: Database) -> Iterator[Session]:
    """A writer's transaction for a company. In one process these come one after the other before they wait for the
    writers' lock, so that an official who signs in waits for one of them at most, however many there are."""
    if not _turn.acquire(timeout=PATIENCE):
        raise Unavailable("registry.locked", place=database.place)
    try:
        with database.writing() as session:
            yield session
    finally:
        _turn.release()


def count(session: Session, address: str | None, *, is_new: bool = True) -> None:
    """Count something that is submitted from an address (None: it is not counted by address); Refused where there was
    too much of it already. `is_new`: it adds an application, of which there are so many a day."""
    a, moment, most = t.Arrival, t.now(), bounds()
    session.execute(delete(a).where(a.at < moment - DAY).execution_options(synchronize_session=False))
    if is_new and (session.scalar(select(func.count()).select_from(a)) or 0) >= most.per_day:
        refuse("", "claims.too_many_today", most=most.per_day)
    of = "" if address is None else hashed(f"arrival {address}")
    if address is not None:
        oldest = select(a.at).where(a.of == of, a.at >= moment - HOUR).order_by(a.at.desc())
        reached = session.scalar(oldest.offset(most.per_address_and_hour - 1).limit(1))
        if reached is not None:
            minutes = max(1, math.ceil((reached + HOUR - moment) / timedelta(minutes=1)))
            refuse("", "claims.too_many_here", most=most.per_address_and_hour, minutes=minutes)
    session.add(a(of=of, at=moment))
