"""Companies that an official has confirmed: that those who submitted under a credit code are who they say.

Whoever knows a credit code can submit under it. What is published counts only companies that an official answers for
(see `engine.scenario.disclosure`): whose claims were imported or decided about, or who is confirmed here. A
confirmation is of what had been submitted by then; what comes later asks for another.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from engine.policy.pack import Policy
from engine.registry import journal
from engine.registry import tables as t
from engine.registry.access import Credential, Who, reading, writing
from engine.registry.column_types import Moment
from engine.registry.database import Database
from engine.registry.tables import Application, Claim, Confirmation
from engine.values.refusal import refuse

CONFIRMED, WITHDRAWN = "company_confirmed", "confirmation_withdrawn"
SUBMITTED = "company"
"""The source of what a company submitted itself."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who confirmed a company, and when; whether it has submitted something since that is not confirmed."""

    who: str
    at: datetime
    is_overtaken: bool


def confirm(
    database: Database, credential: Credential, policy: Policy, applicant: str, seen: datetime | None = None
) -> None:
    """Confirm a company (`applicant`: the id by which allocations know it) with all that it had submitted when the
    official looked (`seen`; None: now). Refused if nothing of it is there."""
    with writing(database, credential) as (session, who):
        if not session.scalar(select(exists().where(*_of(policy, applicant)))):
            refuse("", "claims.not_there")
        row = _row(session, policy, applicant)
        before = None if row is None else _digest(row)
        if row is None:
            row = Confirmation(policy=policy.id, applicant=applicant)
            session.add(row)
        row.who, row.at = who.name, seen or t.now()
        session.flush()
        journal.append(session, who, CONFIRMED, row.id, before, _digest(row))


def withdraw(database: Database, credential: Credential, policy: Policy, applicant: str) -> None:
    """Take a confirmation back; nothing happens where there is none."""
    with writing(database, credential) as (session, who):
        row = _row(session, policy, applicant)
        if row is not None:
            _remove(session, who, row)


def found(database: Database, credential: Credential, policy: Policy, applicant: str) -> Confirmed | None:
    """The confirmation of a company; None where there is none."""
    with reading(database, credential) as session:
        row = _row(session, policy, applicant)
        if row is None:
            return None
        latest = session.scalar(select(func.max(Application.created)).where(*_of(policy, applicant)))
        return Confirmed(row.who, row.at, latest is not None and latest > row.at)


def unvouched(database: Database, credential: Credential, policy: Policy, year: int) -> set[str]:
    """The claims of a year (by their ids) that nobody answers for: submitted by companies that nobody has confirmed
    since, and not decided about."""
    with reading(database, credential) as session:
        query = select(Claim.id).join(Application, Claim.application_id == Application.id)
        query = query.where(Application.policy == policy.id, Application.year == year)
        query = query.where(Application.source == SUBMITTED, Claim.approved.is_(None), Claim.score.is_(None))
        return set(session.scalars(query.where(~is_confirmed())))


def is_confirmed() -> ColumnElement[bool]:
    """Whether the company of an application is confirmed with it: a condition of a query of applications."""
    return exists().where(
        Confirmation.policy == Application.policy,
        Confirmation.applicant == Application.applicant,
        Confirmation.at >= Application.created,
    )


def forget(session: Session, who: Who) -> None:
    """Delete the confirmations of companies of which nothing is kept any more."""
    kept = exists().where(Application.policy == Confirmation.policy, Application.applicant == Confirmation.applicant)
    for row in session.scalars(select(Confirmation).where(~kept).order_by(Confirmation.id)).all():
        _remove(session, who, row)


def _of(policy: Policy, applicant: str) -> tuple[Any, ...]:
    return Application.policy == policy.id, Application.applicant == applicant


def _row(session: Session, policy: Policy, applicant: str) -> Confirmation | None:
    where = Confirmation.policy == policy.id, Confirmation.applicant == applicant
    return session.scalars(select(Confirmation).where(*where)).first()


def _remove(session: Session, who: Who, row: Confirmation) -> None:
    before, subject = _digest(row), row.id
    session.delete(row)
    session.flush()
    journal.append(session, who, WITHDRAWN, subject, before, None)


def _digest(row: Confirmation) -> str:
    said = [row.policy, row.applicant, row.who, Moment.written(row.at)]
    return journal.digest(row.salt, json.dumps(said, ensure_ascii=False))
