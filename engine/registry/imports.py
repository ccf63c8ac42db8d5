"""Many applications at once: from a file of an official's, from companies' files, from the invented companies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from engine import cohort, inputs, saved
from engine.application import LONGEST_TEXT, projects_of
from engine.pack import Policy
from engine.phrases import both
from engine.refusal import Refusals, Refused, refuse, shown, writable
from engine.registry import contents, journal, records, statements
from engine.registry import tables as t
from engine.registry.access import Credential, require
from engine.registry.contents import Checked
from engine.registry.database import Database
from engine.registry.kept import Imported, ImportedFile, Json, New, Removed
from engine.registry.statements import Difference

LARGEST = 8 * 1024 * 1024
"""Bytes of a company's file: an assessment with all its steps has a tenth of this."""
COMPANY = "company"
MOST_ERRORS = 240
"""Whoever has made so many mistakes will not read of more."""


@dataclass(slots=True)
class _File:
    name: str
    sha256: str
    applications: list[Checked]


def add_many(
    database: Database,
    credential: Credential,
    policy: Policy,
    applications: Sequence[New],
    *,
    content_of_file: bytes,
    file_name: str,
    source: str = "import",
) -> Imported:
    """Add all applications of a file, or none. The same file again adds nothing (`known`), nor does an application
    that is there already with the same applicant, day and content (`again`). Refused, with all that is wrong, where
    one cannot be read or contradicts what was imported before."""
    with database.reading() as session:
        require(session, credential)  # before the work, and again when it is written
    file = _File(file_name, hashlib.sha256(content_of_file).hexdigest(), _checked(policy, applications))
    return _add(database, credential, policy, [file], source)


def add_files(
    database: Database, credential: Credential, policy: Policy, files: Sequence[tuple[str, bytes]]
) -> Imported:
    """Add the applications in many companies' files (name, content), all or none; paths of errors begin with the
    file's name. Files that were imported before add nothing (`known`: all of them were)."""
    with database.reading() as session:
        require(session, credential)
    refusals, read = Refusals(), []
    for name, data in files:
        at = shown(name, LONGEST_TEXT)
        try:
            new = read_company_file(policy, data)
            checked = contents.imported(policy, New(new.content, new.size, at, new.read), 0)
        except Refused as refused:
            for error in refused.errors:
                path = error["path"] if error["path"].startswith(at) else ": ".join(x for x in (at, error["path"]) if x)
                refusals.errors.append(error | {"path": path})
        else:
            read.append(_File(at, hashlib.sha256(data).hexdigest(), [checked]))
    refusals.raise_if_any()
    return _add(database, credential, policy, read, "import")


def read_company_file(policy: Policy, data: bytes) -> New:
    """The application in a file that a company saved, or in an assessment that it downloaded. Refused: too large, not
    such a file, of another policy, damaged, or an application that cannot be accepted. Scores are not a company's to
    give, and are left out."""
    if len(data) > LARGEST:
        refuse("", "claims.file_too_large", size=len(data) // 1024**2 + 1, most=LARGEST // 1024**2)
    document = _document(data)
    if document.get("format") == saved.FORMAT:
        content = saved.read(policy, data).application
    elif isinstance(document.get("application"), dict) and isinstance(document.get("assessment"), dict):
        content = _assessed(policy, document)
    else:
        refuse("", "claims.foreign_file")
    checked = contents.submitted(policy, content, None)
    return New(json.loads(checked.text), None, "", checked.application)


def load_sample(
    database: Database,
    credential: Credential,
    policy: Policy,
    *,
    year: int | None = None,
    seed: int | None = None,
) -> Imported:
    """Add the invented companies, every name of which is marked 示例; `known`: they are there already."""
    with database.reading() as session:
        require(session, credential)
    sample = cohort.invent(policy, year, seed)
    new = [New(company.content, company.size) for company in sample.companies]
    checked = _checked(policy, new)
    with database.writing() as session:
        who = require(session, credential)
        if session.scalar(select(func.count()).select_from(t.Application).where(_is_sample(policy))):
            return Imported(0, 0, known=True)
        fresh = _fresh(session, policy, checked)
        _, digest, claims = records.put(session, policy, fresh, records.SAMPLE)
        journal.append(session, who, "sample_loaded", policy.id, None, digest)
        return Imported(len(fresh), claims, again=len(checked) - len(fresh))


def remove_sample(database: Database, credential: Credential, policy: Policy) -> Removed:
    """Delete the invented companies."""
    with database.writing() as session:
        who = require(session, credential)
        digest, removed = records.remove_all(session, _is_sample(policy))
        if digest is not None:
            journal.append(session, who, "sample_removed", policy.id, digest)
        return removed


def imported_files(database: Database, credential: Credential, policy: Policy) -> list[ImportedFile]:
    """The files of which something is kept, the latest first."""
    with database.reading() as session:
        require(session, credential)
        query = select(t.Import).where(t.Import.policy == policy.id).order_by(t.Import.at.desc(), t.Import.id)
        return [
            ImportedFile(row.id, row.name, row.at, row.who, row.applications, row.claims)
            for row in session.scalars(query)
        ]


def remove_file(database: Database, credential: Credential, file_id: str) -> Removed:
    """Delete all that is kept of an imported file, corrections and decisions too; Refused if nothing is."""
    with database.writing() as session:
        who = require(session, credential)
        digest, removed = None, Removed(0, 0)
        if t.is_id(file_id):
            digest, removed = records.remove_all(session, t.Application.file == file_id)
        if digest is None:
            refuse("", "claims.not_there")
        journal.append(session, who, "import_removed", file_id, digest)
        return removed


def _is_sample(policy: Policy) -> ColumnElement[bool]:
    return and_(t.Application.policy == policy.id, t.Application.source == records.SAMPLE)


def _checked(policy: Policy, applications: Sequence[New]) -> list[Checked]:
    """All of them; Refused with what is wrong with any."""
    refusals, checked = Refusals(), []
    for number, new in enumerate(applications):
        try:
            checked.append(contents.imported(policy, new, number))
        except Refused as refused:
            refusals.include(refused)
        if len(refusals.errors) >= MOST_ERRORS:
            break
    refusals.raise_if_any()
    return checked


def _add(database: Database, credential: Credential, policy: Policy, files: list[_File], source: str) -> Imported:
    with database.writing() as session:
        who = require(session, credential)
        new = _unknown(session, policy, files)
        if not new:
            return Imported(0, 0, known=True)
        given = [checked for file in new for checked in file.applications]
        fresh = _fresh(session, policy, given)
        added = {id(checked) for checked in fresh}
        claims = 0
        for file in new:
            of_file = [checked for checked in file.applications if id(checked) in added]
            if not of_file:
                continue
            name = writable(file.name)[:LONGEST_TEXT].replace("\0", "")
            row = t.Import(
                policy=policy.id,
                sha256=file.sha256,
                name=name,
                who=who.name,
                applications=len(of_file),
                claims=sum(len(checked.application.claims) for checked in of_file),
            )
            session.add(row)
            session.flush()
            _, digest, count = records.put(session, policy, of_file, source, file=row.id, decided=(who, name))
            claims += count
            journal.append(session, who, "imported", row.id, None, digest)
        return Imported(len(fresh), claims, again=len(given) - len(fresh))


def _fresh(session: Session, policy: Policy, new: Sequence[Checked]) -> list[Checked]:
    """Those of `new` that were not imported before; Refused where they contradict what was imported, or one another.
    What companies submitted keeps nothing out: it is theirs that is open then."""
    known, fresh, refusals = statements.Known(session, policy, new), list[Checked](), Refusals()
    for checked in new:
        if checked.is_named and known.has(checked):
            continue
        fresh.append(checked)
        for difference in known.against(checked):
            other = next((other for other in difference.others if other.source != COMPANY), None)
            if other is not None:
                refusals.add(
                    _place(checked, difference),
                    f"claims.{difference.kind}_differs_told",
                    whose=shown(difference.named),
                    label=statements.label(policy, difference.kind, difference.fact),
                    given=statements.written(policy, difference.kind, difference.fact, difference.value),
                    before=statements.written(policy, difference.kind, difference.fact, other.value),
                    by=other.by,
                )
        known.add(checked)
        if len(refusals.errors) >= MOST_ERRORS:
            break
    refusals.raise_if_any()
    return fresh


def _place(checked: Checked, difference: Difference) -> str:
    """Where an application states what differs."""
    if difference.kind == statements.APPLICANT:
        return checked.path(f"applicant.{difference.fact}")
    for i, claim in enumerate(checked.application.claims):
        for project, where in projects_of(claim):
            if project.get("id") == difference.named:
                return checked.path(f"claims.{i}.facts.{where}.{difference.fact}")
    return checked.path("")


def _unknown(session: Session, policy: Policy, files: list[_File]) -> list[_File]:
    """The files that were not imported before, each once."""
    query = select(t.Import.sha256).where(t.Import.policy == policy.id)
    known = set(session.scalars(query.where(t.Import.sha256.in_([file.sha256 for file in files]))))
    new = []
    for file in files:
        if file.sha256 not in known:
            known.add(file.sha256)
            new.append(file)
    return new


def _document(data: bytes) -> Json:
    try:
        entries, many = inputs.parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        refuse("", "claims.foreign_file")
    given = None if many else entries[0].accepted()
    if not isinstance(given, dict):
        refuse("", "claims.foreign_file")
    return given


def _assessed(policy: Policy, document: Json) -> Json:
    """The application of a downloaded assessment."""
    of = document["assessment"].get("policy")
    named = of.get("id") if isinstance(of, dict) else None
    if named != policy.id:
        refuse("policy.id", "claims.other_policy", given=shown(named), here=both(policy.short_title))
    application: Json = document["application"]
    return application
