"""The budget of each year (年度预算), stated once by officials with its source and the day of that: every page and file
starts from it. A corrected one keeps those before it, with who stated it, when and why.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engine.policy.pack import Policy
from engine.registry import contents, journal
from engine.registry import tables as t
from engine.registry.access import Credential, Who, reading, writing
from engine.registry.database import Database
from engine.registry.stored import Conflict
from engine.scenario.annual_budgets import AnnualBudget


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a year's budget: what was stated (None: the one before was withdrawn), by whom, when, and why it
    took the place of the one before ("" where the first has none). `holds`: no later one took its place."""

    year: int
    version: int
    stated: AnnualBudget | None
    who: str
    at: datetime
    reason: str
    holds: bool


def state(
    database: Database, credential: Credential, policy: Policy, annual: AnnualBudget, version: int, reason: str = ""
) -> bool:
    """State the budget of a year as its next `version`, 1 where there is none yet; whether anything was written: the
    same once more is not. Refused (path `reason`) where it takes the place of another without a reason; Conflict where
    another version has come in between; NotAllowed for whoever is no official."""
    with writing(database, credential) as (session, who):
        before = _last(session, policy, annual.year)
        if before is not None and _of(before) == annual:
            return False
        stated = {"amount": annual.amount, "source": annual.source, "day": annual.day}
        row = _next(policy, who, before, annual.year, version, reason, **stated)
        _add(session, who, "annual_budget_stated", before, row)
    return True


def withdraw(database: Database, credential: Credential, policy: Policy, year: int, version: int, reason: str) -> None:
    """Withdraw the budget of a year, as its next `version`: the year has none then; what was stated stays to be seen.
    Refused without a reason, Conflict where nothing holds or another version has come in between, NotAllowed for
    whoever is no official."""
    with writing(database, credential) as (session, who):
        before = _last(session, policy, year)
        if before is None or before.amount is None:
            raise Conflict("annual_budget.nothing_holds", year=year)
        _add(session, who, "annual_budget_withdrawn", before, _next(policy, who, before, year, version, reason))


def in_effect(database: Database, credential: Credential, policy: Policy) -> Mapping[int, AnnualBudget]:
    """What holds, by year. NotAllowed for whoever is no official."""
    with reading(database, credential) as session:
        return of_years(session, policy)


def of_years(session: Session, policy: Policy) -> dict[int, AnnualBudget]:
    """What holds, by year, for whoever has been asked already."""
    b = t.AnnualBudget
    last = select(b.year, func.max(b.version).label("version")).where(b.policy == policy.id).group_by(b.year).subquery()
    query = _rows(policy).join(last, (b.year == last.c.year) & (b.version == last.c.version)).order_by(b.year)
    return {row.year: found for row in session.scalars(query) if (found := _of(row)) is not None}


def listed(database: Database, credential: Credential, policy: Policy) -> list[Version]:
    """Every version of every year, the latest year and its newest version first. NotAllowed for whoever is no
    official."""
    with reading(database, credential) as session:
        b = t.AnnualBudget
        rows = session.scalars(_rows(policy).order_by(b.year.desc(), b.version.desc())).all()
        newest: dict[int, int] = {}
        for row in rows:
            newest.setdefault(row.year, row.version)
        return [
            Version(row.year, row.version, _of(row), row.who, row.at, row.reason or "", newest[row.year] == row.version)
            for row in rows
        ]


def next_version(found: Iterable[Version], year: int) -> int:
    """The next version of a year, beside all that there are (`listed`): what is stated or withdrawn now goes by it."""
    return max((one.version for one in found if one.year == year), default=0) + 1


def _rows(policy: Policy) -> Select[Any]:
    return select(t.AnnualBudget).where(t.AnnualBudget.policy == policy.id)


def _last(session: Session, policy: Policy, year: int) -> t.AnnualBudget | None:
    b = t.AnnualBudget
    return session.scalars(_rows(policy).where(b.year == year).order_by(b.version.desc()).limit(1)).first()


def _of(row: t.AnnualBudget) -> AnnualBudget | None:
    if row.amount is None or row.source is None or row.day is None:
        return None
    return AnnualBudget(row.year, row.amount, row.source, row.day)


def _next(
    policy: Policy, who: Who, before: t.AnnualBudget | None, year: int, version: int, reason: str, **stated: Any
) -> t.AnnualBudget:
    """The next version of a year. Conflict where another one has come in between: said before anything that hangs on
    which one is there. The first of a year needs no reason, and may have one."""
    if version != (0 if before is None else before.version) + 1:
        raise Conflict("annual_budget.changed_since", year=year)
    is_given = before is not None or reason.strip()
    why = contents.read_reason(reason, "annual_budget.no_reason") if is_given else None
    return t.AnnualBudget(policy=policy.id, year=year, version=version, who=who.name, reason=why, **stated)


def _add(session: Session, who: Who, what: str, before: t.AnnualBudget | None, row: t.AnnualBudget) -> None:
    session.add(row)
    session.flush()
    subject = f"{row.policy}/{row.year}/{row.version}"
    journal.append(session, who, what, subject, _digest(before), _digest(row))


def _digest(row: t.AnnualBudget | None) -> str | None:
    """The hash by which the journal knows a version; None where there is none."""
    if row is None:
        return None
    said = [row.year, row.version, row.amount, row.source, None if row.day is None else row.day.isoformat(), row.reason]
    return journal.digest(row.id, json.dumps(said, ensure_ascii=False))
