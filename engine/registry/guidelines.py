"""The guidelines of years (申请指南) that officials put in: checked as `python -m engine check` checks those in a
policy's folder, in versions, none of which is lost, and in effect before those in the folder.

An invented one (示例) is set aside as long as the year has an application of a real company: it neither takes effect
nor is put in.

What is in effect is for everybody to see; who puts one in, or withdraws one, is an official.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from engine.check.findings import Finding
from engine.check.guidelines import check_guideline
from engine.policy.guideline import Guideline, names, parse
from engine.policy.pack import Policy
from engine.policy.years import with_guidelines, without_invented
from engine.registry import contents, journal
from engine.registry import tables as t
from engine.registry.access import Credential, check, reading, writing
from engine.registry.database import Database, Unavailable
from engine.registry.records import SAMPLE
from engine.registry.stored import Conflict
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused, refuse

SILENT = 30
"""Seconds for which a registry that did not answer is not asked again."""
LARGEST = 512 * 1024
"""Bytes of each of its two files."""
FRESH = 1
"""Seconds for which a process does not look again which guidelines are in effect, unless it has changed that itself,
or one is invented: a real application may come at any moment."""


@dataclass(frozen=True, slots=True)
class StoredGuideline:
    """One version of a year's guideline: who put it in, and when; who withdrew it, when and why; whether it is in
    effect, or would be, but is invented and `set_aside` for real applications of its year."""

    id: str
    year: int
    version: int
    guideline: Guideline
    who: str
    at: datetime
    withdrawn: datetime | None
    withdrawn_by: str | None
    reason: str
    in_effect: bool
    set_aside: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What putting one in would do: the guideline, the version that it would be, the one in effect that it would take
    the place of, and whether that is the same already."""

    guideline: Guideline
    version: int
    replaces: int | None
    is_same: bool


def look_over(database: Database, credential: Credential, policy: Policy, toml: bytes, text: bytes) -> Plan:
    """What putting in this guideline would do, nothing being written. Refused with everything that is not sound in it,
    each with the line; NotAllowed for whoever is no official."""
    check(database, credential)
    guideline = _read(policy, toml, text)
    with reading(database, credential) as session:
        return _planned(session, policy, guideline)


def put_in(database: Database, credential: Credential, policy: Policy, toml: bytes, text: bytes, version: int) -> Plan:
    """Put in what was looked over, as its next `version`. Conflict where another one has come in between; Refused and
    NotAllowed as by `look_over`."""
    check(database, credential)
    guideline = _read(policy, toml, text)
    with writing(database, credential) as (session, who):
        plan = _planned(session, policy, guideline)
        if plan.version != version:
            raise Conflict("guideline.changed_since_looked")
        if plan.is_same:
            return plan
        before = _current(session, policy, guideline.year)
        session.add(
            t.Guideline(
                policy=policy.id, year=guideline.year, version=plan.version, toml=guideline.toml, text=guideline.text,
                who=who.name,
            )
        )  # fmt: skip
        journal.append(
            session, who, "guideline_added", _subject(guideline.year, plan.version),
            None if before is None else digest(before.toml, before.text), digest(guideline.toml, guideline.text),
        )  # fmt: skip
    forget()
    return plan


def withdraw(database: Database, credential: Credential, policy: Policy, id: str, reason: str) -> None:
    """Withdraw the version in effect, for a reason: the year has none of the registry's then. It stays to be seen.
    Refused without a reason, Conflict where it is not in effect (any more), NotAllowed for whoever is no official."""
    with writing(database, credential) as (session, who):
        reason = contents.read_reason(reason, "guideline.no_reason")
        row = session.get(t.Guideline, id) if t.is_id(id) else None
        current = None if row is None or row.policy != policy.id else _current(session, policy, row.year)
        if row is None or current is None or current.id != row.id:
            raise Conflict("guideline.not_in_effect")
        row.withdrawn, row.withdrawn_by, row.reason = t.now(), who.name, reason
        subject, before = _subject(row.year, row.version), digest(row.toml, row.text)
        journal.append(session, who, "guideline_withdrawn", subject, before, None)
    forget()


def listed(database: Database, credential: Credential, policy: Policy) -> list[StoredGuideline]:
    """Every version of every year, the newest first, withdrawn ones too. NotAllowed for whoever is no official."""
    with reading(database, credential) as session:
        query = select(t.Guideline).where(t.Guideline.policy == policy.id)
        rows = session.scalars(query.order_by(t.Guideline.year.desc(), t.Guideline.version.desc())).all()
        current = {row.id for row in session.scalars(_newest(policy))}
        real = _real(session, policy, {row.year for row in rows})
        return [_kept(row, row.id in current, row.year in real) for row in rows]


def exported(guideline: Guideline) -> bytes:
    """Its two files as they stand in a policy's folder, as they were put in (ZIP)."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in zip(names(guideline.year), (guideline.toml, guideline.text), strict=True):
            archive.writestr(zipfile.ZipInfo(name), content.encode())
    return target.getvalue()


def digest(toml: str, text: str) -> str:
    """The hash by which the journal knows a guideline."""
    return hashlib.sha256(f"{len(toml)}\n{toml}{text}".encode()).hexdigest()


# ------------------------------------------------------------------------------------------------ what is in effect


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found in effect, when (by `monotonic`): the ids of the versions, what they say, which years have
    `invented` ones, in which of these are `real` applications, and the `policy` as it follows."""

    at: float
    law: Policy
    policy: Policy
    ids: tuple[str, ...] = ()
    said: tuple[Guideline, ...] = ()
    invented: frozenset[int] = frozenset()
    real: frozenset[int] = frozenset()

    @property
    def fresh(self) -> float:
        """Seconds for which it is taken as it is."""
        return 0 if self.invented else FRESH


_looked: dict[tuple[str, str], _Looked] = {}
"""By registry and policy."""


def in_effect(database: Database, policy: Policy) -> Policy:
    """The policy with the guidelines of the registry, which win over those beside it, and without an invented one of a
    year that has real applications: the same object as long as the same are in effect. Where the registry cannot be
    read, as it was found last, else as it stands in its folder."""
    place = str(database.url), policy.id
    found = _looked.get(place)
    if found is not None and found.law is not policy:
        found = None
    if found is not None and monotonic() - found.at < found.fresh:
        return found.policy
    try:
        with database.reading() as session:
            ids = tuple(session.scalars(_newest(policy).with_only_columns(t.Guideline.id).order_by(t.Guideline.year)))
            if found is None or found.ids != ids:
                rows = session.scalars(_newest(policy)) if ids else ()
                found = _found(policy, ids, rows)
            real = _real(session, policy, found.invented)
            if found.real != real:
                found = replace(found, real=real, policy=_with(policy, found.said, real))
    except (Unavailable, SQLAlchemyError):
        _looked[place] = replace(found or _Looked(0, policy, policy), at=monotonic() + SILENT)
        return _looked[place].policy
    _looked[place] = replace(found, at=monotonic())
    return found.policy


def _found(policy: Policy, ids: tuple[str, ...], rows: Iterable[t.Guideline]) -> _Looked:
    said = []
    for row in rows:
        with suppress(ValueError):
            said.append(parse(row.toml, row.text))
    invented = frozenset(one.year for one in (*policy.guidelines.values(), *said) if one.invented)
    return _Looked(0, policy, _with(policy, said, frozenset()), ids, tuple(said), invented)


def _with(policy: Policy, said: Iterable[Guideline], real: frozenset[int]) -> Policy:
    """The policy with these guidelines; without one that it has no place for (any more), and without the invented ones
    of years with `real` applications."""
    policy = without_invented(policy, real)
    for one in said:
        if not (one.invented and one.year in real):
            with suppress(ValueError):
                policy = with_guidelines(policy, {one.year: one})
    return policy


def _real(session: Session, policy: Policy, years: Collection[int]) -> frozenset[int]:
    """In which of these years an application of a real company is kept."""
    a = t.Application
    real = select(a.id).where(a.policy == policy.id, a.source != SAMPLE)
    return frozenset(year for year in years if session.scalar(real.where(a.year == year).limit(1)) is not None)


def _newest(policy: Policy) -> Select[Any]:
    """The newest version of each year, unless it is withdrawn."""
    g = t.Guideline
    last = select(g.year, func.max(g.version).label("version")).where(g.policy == policy.id).group_by(g.year).subquery()
    query = select(g).join(last, (g.year == last.c.year) & (g.version == last.c.version))
    return query.where(g.policy == policy.id, g.withdrawn.is_(None))


def _current(session: Session, policy: Policy, year: int) -> t.Guideline | None:
    """The version of a year that is in effect."""
    return session.scalars(_newest(policy).where(t.Guideline.year == year)).one_or_none()


def forget() -> None:
    """One was put in or withdrawn: look again at once."""
    _looked.clear()


# ------------------------------------------------------------------------------------------------ what is handed over


def _read(policy: Policy, toml: bytes, text: bytes) -> Guideline:
    """The guideline in two files, or Refused with what is not sound in it."""
    said = []
    for name, content in (("toml", toml), ("text", text)):
        if len(content) > LARGEST:
            refuse(name, "guideline.too_large", most=LARGEST // 1024)
        try:
            said.append(content.decode("utf-8"))
        except UnicodeDecodeError:
            refuse(name, "guideline.not_utf8")
        if "\0" in said[-1]:
            refuse(name, "guideline.not_utf8")
    guideline, found = check_guideline(policy.unnarrowed or policy, said[0], said[1])
    if found or guideline is None:
        raise Refused([{"path": finding.place, "message": _located(finding)} for finding in found])
    return guideline


def _located(finding: Finding) -> Both:
    """What is wrong, with the line on which it stands."""
    _, line = finding.at
    if not line:
        return words.both("guideline.fault", place=finding.place, fault=finding.message)
    return words.both("guideline.fault_on_line", line=line, place=finding.place, fault=finding.message)


def _planned(session: Session, policy: Policy, guideline: Guideline) -> Plan:
    g, year = t.Guideline, guideline.year
    if guideline.invented and _real(session, policy, [year]):
        refuse("toml", "guideline.invented_beside_real", year=year)
    last = session.scalar(select(func.max(g.version)).where(g.policy == policy.id, g.year == year)) or 0
    current = _current(session, policy, year)
    is_same = current is not None and (current.toml, current.text) == (guideline.toml, guideline.text)
    return Plan(guideline, last + 1, None if current is None else current.version, is_same)


def _kept(row: t.Guideline, is_current: bool, has_real: bool) -> StoredGuideline:
    guideline = parse(row.toml, row.text)
    set_aside = is_current and guideline.invented and has_real
    return StoredGuideline(
        row.id, row.year, row.version, guideline, row.who, row.at, row.withdrawn, row.withdrawn_by,
        row.reason or "", is_current and not set_aside, set_aside,
    )  # fmt: skip


def _subject(year: int, version: int) -> str:
    return f"{year}/{version}"
