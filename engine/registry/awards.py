"""Lists of what companies were awarded in earlier years, before anything of it was decided here: brought in by
officials, corrected by a later list, undone as other imports are.

An award is known again by its company (credit code, else name), provision, matter, project and year. Of several the one
that was brought in last holds, so that a list that is undone gives place to what held before it; what comes to nothing
(0) counts for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine.policy.pack import Policy
from engine.registry import contents, journal, records
from engine.registry import tables as t
from engine.registry.access import Credential, check, reading, writing
from engine.registry.database import Database
from engine.registry.retention_period import keep_until
from engine.registry.stored import Conflict, Json
from engine.sheets import award_lists
from engine.sheets.award_lists import Listed
from engine.values.money import exact_decimal
from engine.values.names import folded, identity
from engine.values.windows import today


@dataclass(frozen=True, slots=True)
class Change:
    """An award of a list of which another amount holds: what it was and what it is (分), approved and paid."""

    listed: Listed
    before: tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What bringing in a list would do: which awards are `new`, which are corrected (`changed`), how many hold already
    as they stand in it (`same`); and what all of them come to (分). `mark` is the same as long as the same would be
    written."""

    name: str
    new: tuple[Listed, ...]
    changed: tuple[Change, ...]
    same: int
    amount: int
    mark: str

    @property
    def is_idle(self) -> bool:
        """Whether nothing would be written."""
        return not (self.new or self.changed)


@dataclass(frozen=True, slots=True)
class Year:
    """What holds of one year: how many awards to how many companies, and what they come to (分)."""

    year: int
    awards: int
    companies: int
    amount: int


def look_over(database: Database, credential: Credential, policy: Policy, name: str, data: bytes) -> Plan:
    """What bringing in this list would do, nothing being written. Refused with what is wrong with it."""
    check(database, credential)
    listed = award_lists.read(policy, data, name, today().year)
    with reading(database, credential) as session:
        return _planned(session, policy, name, listed)


def bring_in(
    database: Database, credential: Credential, policy: Policy, name: str, data: bytes, mark: str, reason: str = ""
) -> Plan:
    """Write what was looked over (`mark` is the plan's), all of it or nothing. Refused without a reason where it
    corrects anything; Conflict if something else would be written now."""
    check(database, credential)
    listed = award_lists.read(policy, data, name, today().year)
    with writing(database, credential) as (session, who):
        plan = _planned(session, policy, name, listed)
        if plan.mark != mark:
            raise Conflict("claims.changed_since_looked")
        if plan.changed:
            reason = contents.read_reason(reason)
        if plan.is_idle:
            return plan
        brought = [*plan.new, *(change.listed for change in plan.changed)]
        counts = {"changed": len(plan.changed) or None, "awards": len(brought), "reason": reason or None}
        file = records.put_file(session, policy, who, name, data, applications=0, claims=0, **counts)
        keys, moment = dict(zip(map(id, listed), _keys(listed), strict=True)), t.now()
        rows = [_row(policy, one, keys[id(one)], file.id, moment) for one in brought]
        session.add_all(rows)
        session.flush()
        journal.append(session, who, "awards_imported", file.id, None, digest(rows))
        return plan


def years(database: Database, credential: Credential, policy: Policy) -> list[Year]:
    """What holds of each year, the latest first."""
    with reading(database, credential) as session:
        found: dict[int, list[t.Award]] = defaultdict(list)
        for row in holding(session, policy):
            if row.amount:
                found[row.year].append(row)
    return [
        Year(year, len(rows), len({_company(row.applicant, row.name) for row in rows}), sum(row.amount for row in rows))
        for year, rows in sorted(found.items(), reverse=True)
    ]


def holding(session: Session, policy: Policy) -> list[t.Award]:
    """The awards that hold: of those with one key the one that was brought in last."""
    a = t.Award
    last = select(a.key, func.max(a.created).label("created")).where(a.policy == policy.id).group_by(a.key).subquery()
    query = select(a).join(last, (a.key == last.c.key) & (a.created == last.c.created)).where(a.policy == policy.id)
    return list(session.scalars(query.order_by(a.year, a.id)))


def entry(row: t.Award) -> Json:
    """An award as an entry of a history."""
    named = {name: text for name, text in (("matter", row.matter), ("project", row.project)) if text}
    paid = {} if row.paid is None else {"paid": exact_decimal(row.paid)}
    return {"provision": row.provision, "year": row.year, "amount": exact_decimal(row.amount), **paid, **named}


def remove(session: Session, file: str) -> tuple[str | None, int]:
    """Delete what a list brought in: the hash of it for the journal (None: there is nothing), and how much it was."""
    rows = list(session.scalars(select(t.Award).where(t.Award.file == file).order_by(t.Award.id)))
    if not rows:
        return None, 0
    found = digest(rows)
    session.execute(delete(t.Award).where(t.Award.file == file).execution_options(synchronize_session=False))
    session.expire_all()
    return found, len(rows)


def digest(rows: Iterable[t.Award]) -> str:
    """The hash by which the journal knows awards: their ids are random, and it says nothing once they are deleted."""
    said = sorted([row.id, row.key, row.applicant, row.name, str(row.amount), str(row.paid)] for row in rows)
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _planned(session: Session, policy: Policy, name: str, listed: Sequence[Listed]) -> Plan:
    there = {row.key: row for row in holding(session, policy)}
    new: list[Listed] = []
    changed: list[Change] = []
    for key, one in zip(_keys(listed), listed, strict=True):
        row = there.get(key)
        if row is None:
            new.append(one)
        elif (row.amount, row.paid) != (one.amount, one.paid):
            changed.append(Change(one, (row.amount, row.paid)))
    said = [[repr(one) for one in new], [repr(one) for one in changed]]
    mark = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    same = len(listed) - len(new) - len(changed)
    return Plan(name, tuple(new), tuple(changed), same, sum(one.amount for one in listed), mark)


def _keys(listed: Sequence[Listed]) -> list[str]:
    """By what each award of a list is known again; of several that are alike in it, the first, the second and so on."""
    seen = Counter[str]()
    keys = []
    for one in listed:
        said = [
            _company(one.code, one.name), one.provision, identity(one.matter), identity(one.project), str(one.year)
        ]  # fmt: skip
        plain = json.dumps(said, ensure_ascii=False)
        seen[plain] += 1
        keys.append(hashlib.sha256(f"{plain} {seen[plain]}".encode()).hexdigest())
    return keys


def _company(code: str, name: str) -> str:
    return code or folded(name)


def _row(policy: Policy, one: Listed, key: str, file: str, moment: datetime) -> t.Award:
    return t.Award(
        id=t.new_id(), policy=policy.id, key=key, applicant=one.code, name=one.name, provision=one.provision,
        matter=one.matter, project=one.project, year=one.year, amount=one.amount, paid=one.paid, file=file,
        keep_until=keep_until(one.year), created=moment,
    )  # fmt: skip
