"""Many applications at once: from a file of an official's, from companies' files, from the invented companies.

An import is looked over first (`look_over`), which writes nothing, and then carried out as it was looked over: where
what it would change has changed in between, that is a Conflict, and nothing is written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from engine.application import answering, matters, saved
from engine.policy.pack import Policy
from engine.policy.years import without_invented
from engine.registry import awards, contents, corrections, journal, record_digests, records, statements
from engine.registry import tables as t
from engine.registry.access import Credential, Who, check, reading, writing
from engine.registry.contents import Checked
from engine.registry.corrections import Found
from engine.registry.database import Database, blocks
from engine.registry.recognition import Known
from engine.registry.stored import Conflict, Imported, ImportedFile, Json, New, Removed
from engine.values.refusal import Refusals, Refused, refuse

LARGEST = 8 * 1024 * 1024
"""Bytes of a company's file: an assessment with all its steps has a tenth of this."""
MOST_ERRORS = 240
"""Whoever has made so many mistakes will not read of more."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of applications, read: its name, and its bytes."""

    name: str
    data: bytes
    applications: Sequence[Checked]


@dataclass(frozen=True, slots=True)
class Plan:
    """What importing these files would do."""

    files: Sequence[File]
    found: Sequence[Found]

    @property
    def mark(self) -> str:
        """The same as long as the same would be written."""
        return corrections.mark_of(self.found)

    @property
    def needs_reason(self) -> bool:
        """Whether it corrects anything, or decides anything without a reason of its own."""
        written = [one for one in self.found if one.is_written]
        return any(one.kind == "changed" or not all(d.reason for d in one.decisions) for one in written)

    @property
    def above(self) -> int:
        """How many decisions approve more than the engine works out."""
        return sum(len(one.above) for one in self.found)

    @property
    def unfounded(self) -> int:
        """How many of those have no reason of their own."""
        return sum(not decision.reason for one in self.found for decision in one.above)

    @property
    def beyond(self) -> int:
        """How many decisions approve more than the law allows."""
        return sum(len(one.beyond) for one in self.found)

    @property
    def unnamed(self) -> int:
        """How many matters have nothing that identifies them: each counts as one of its own."""
        claims = (claim for one in self.found if one.is_written for claim in one.checked.application.claims)
        return sum(1 for claim in claims for _ in matters.unnamed(claim.provision, claim.facts))

    @property
    def going(self) -> int:
        """How many decisions would go with claims that the files do not have any more."""
        return sum(len(one.fated("gone")) for one in self.found if one.is_written)


def read_file(policy: Policy, name: str, data: bytes, applications: Sequence[New]) -> File:
    """A file with what was read of it; Refused with what is wrong with any of its applications."""
    refusals, checked = Refusals(), []
    for number, new in enumerate(applications):
        try:
            checked.append(contents.imported(policy, new, number))
        except Refused as refused:
            refusals.include(refused)
        if len(refusals.errors) >= MOST_ERRORS:
            break
    refusals.raise_if_any()
    return File(name, data, checked)


def look_over(database: Database, credential: Credential, policy: Policy, files: Sequence[File]) -> Plan:
    """What importing these files would do, nothing being written. Refused where two of their applications are the same
    one and say different things."""
    with reading(database, credential) as session:
        given = [(number, checked) for number, file in enumerate(files) for checked in file.applications]
        real = {of.application.day.year for _, of in given if not of.application.invented}
        policy = without_invented(policy, real)  # as it is once they are here
        return Plan(files, corrections.recognise(session, policy, given))


def carry_out(
    database: Database,
    credential: Credential,
    policy: Policy,
    plan: Plan,
    reason: str = "",
    *,
    with_decisions: bool = False,
    above_checked: bool = False,
    propose: bool = False,
) -> list[Imported]:
    """Write what was looked over, all of it or nothing; what was done with each file.

    `reason` is that of every correction, and of every decision that has none of its own. Refused without one where it
    is needed; where claims would go about which something is decided unless they are to go `with_decisions`; and where
    more would be approved than the engine works out without a reason of its own, unless that is `above_checked`, or
    than the law allows, unless that is to be proposed (`propose`), until another official agrees.
    Conflict where an application that it concerns has changed or come since it was looked over.
    """
    check(database, credential)
    if plan.needs_reason:
        reason = contents.read_reason(reason)
    if plan.going and not with_decisions:
        refuse("", "claims.decisions_would_go", count=plan.going)
    if plan.unfounded and not above_checked:
        refuse("", "claims.above_unchecked", count=plan.unfounded)
    if plan.beyond and not propose:
        refuse("propose", "claims.beyond_unconfirmed", count=plan.beyond)
    written = [one for one in plan.found if one.is_written]
    if written:
        with writing(database, credential) as (session, who):
            _head = session.get(t.Head, 1)  # held, so that no line of the journal looks for it again
            _check_standing(session, policy, written)
            _write(session, policy, who, plan, written, reason)
    return [_done(plan, number) for number in range(len(plan.files))]


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


def imported_files(database: Database, credential: Credential, policy: Policy) -> list[ImportedFile]:
    """The files that were imported, the latest first."""
    with reading(database, credential) as session:
        query = select(t.Import).where(t.Import.policy == policy.id).order_by(t.Import.at.desc(), t.Import.id)
        rows = session.scalars(query).all()
        left = Counter[str | None]()
        for kept in (t.Application, t.Award):
            query_left = select(kept.file, func.count()).where(kept.policy == policy.id).group_by(kept.file)
            left.update({row[0]: row[1] for row in session.execute(query_left)})
        decisions = _decisions_of(session, [row.id for row in rows])
        return [
            ImportedFile(
                row.id, row.name, row.at, row.who, row.applications, row.claims, row.changed or 0, row.decided or 0,
                left[row.id], decisions.get(row.id, 0), row.undone, row.undone_by or "", row.reason or "",
                row.awards or 0,
            )
            for row in rows
        ]  # fmt: skip


def remove_file(
    database: Database, credential: Credential, file_id: str, reason: str, *, with_decisions: bool = False
) -> Removed:
    """Undo the import of a file: delete all that is kept of it, with all that was done to it since. What it corrected
    stays corrected. Refused without a reason; if nothing is kept of it; and where claims of it are decided, unless they
    are to go `with_decisions`."""
    check(database, credential)
    reason = contents.read_reason(reason)
    with writing(database, credential) as (session, who):
        file = session.get(t.Import, file_id) if t.is_id(file_id) else None
        if file is None:
            refuse("", "claims.not_there")
        decisions = _decisions_of(session, [file_id]).get(file_id, 0)
        if decisions and not with_decisions:
            refuse("", "claims.decisions_would_go", count=decisions)
        file.undone, file.undone_by, file.reason = t.now(), who.name, reason
        session.flush()
        digest, removed = records.remove_all(session, t.Application.file == file_id)
        if file.awards:
            digest, count = awards.remove(session, file_id)
            removed = Removed(0, 0, count)
        if digest is None:
            refuse("", "claims.not_there")
        journal.append(session, who, "import_removed", file_id, digest)
        return removed


def _decisions_of(session: Session, files: Iterable[str]) -> dict[str, int]:
    """How many claims are decided of what is kept of each file."""
    a, c = t.Application, t.Claim
    query = select(a.file, func.count()).join(c, c.application_id == a.id).where(a.file.in_(list(files)))
    decided = query.where(c.approved.is_not(None) | c.score.is_not(None)).group_by(a.file)
    return {file: count for file, count in session.execute(decided) if file is not None}


# ------------------------------------------------------------------------------------------------ writing


def _check_standing(session: Session, policy: Policy, written: Sequence[Found]) -> None:
    """Conflict unless every application is still what it was found to be."""
    known = Known(session, policy, [one.checked for one in written])
    for one in written:
        place = known.place(one.checked)
        if one.target:
            there = known.by_id.get(one.target)
            stands = there is not None and there.version == one.version
        else:
            stands = place.at is None and not place.is_unclear and bool(place.own) == one.beside
        if not stands:
            raise Conflict("claims.changed_since_looked")


def _write(session: Session, policy: Policy, who: Who, plan: Plan, written: Sequence[Found], reason: str) -> None:
    for number, file in enumerate(plan.files):
        own = [one for one in written if one.files[0] == number]
        if not own:
            continue
        new = [_with_beyond(one, who, reason) for one in own if one.kind == "new"]
        row = records.put_file(
            session, policy, who, file.name, file.data,
            applications=len(new),
            claims=sum(len(checked.application.claims) for checked in new),
            changed=sum(one.kind == "changed" for one in own) or None,
            decided=sum(len(one.decisions) for one in own) or None,
        )  # fmt: skip
        if new:
            _, digest, _ = records.put(session, policy, new, "import", file=row.id, decided=(who, reason, row.name))
            journal.append(session, who, "imported", row.id, None, digest)
        _correct(session, policy, who, [one for one in own if one.target], reason, row.name)


def _with_beyond(one: Found, who: Who, reason: str) -> Checked:
    """A new application, with what of it would be decided beyond the law: that is proposed."""
    beyond = {decision.key: decision.reason or reason for decision in one.beyond}
    return replace(one.checked, beyond=beyond, proposer=who.name) if beyond else one.checked


def _correct(session: Session, policy: Policy, who: Who, found: Sequence[Found], reason: str, file: str) -> None:
    """Correct and decide as an official would by hand, with the same notes and lines of the journal."""
    for some in blocks(found):
        block = {one.target: one for one in some}
        loaded = selectinload(t.Application.claims), selectinload(t.Application.changes)
        query = select(t.Application).where(t.Application.id.in_(list(block))).options(*loaded)
        rows = session.scalars(query.order_by(t.Application.id).with_for_update()).all()
        lines: list[tuple[str, str, str, str]] = []
        for row in rows:
            one, digest = block[row.id], record_digests.digest_of(row)
            for what, happens in (("corrected", one.kind == "changed"), ("decided", bool(one.decisions))):
                if happens:
                    if what == "corrected":
                        _rewrite(row, one, who, reason, file)
                    else:
                        _decide(row, one, who, reason, file)
                    before, digest = digest, record_digests.digest_of(row)
                    lines.append((what, row.id, before, digest))
        records.touch(session, *rows)
        rewritten = [row for row in rows if block[row.id].kind == "changed"]
        read = {target: one.checked.application for target, one in block.items()}
        statements.restate(session, rewritten, policy, read)
        for line in lines:
            journal.append(session, who, *line)


def _rewrite(row: t.Application, one: Found, who: Who, reason: str, file: str) -> None:
    before, after = (json.loads(text) for text in (row.content, one.checked.text))
    before["size"], after["size"] = row.size, one.checked.size
    lapsed = {judged.key for judged in one.fated("lapsed")}
    for claim in row.claims:
        if claim.key in lapsed:
            records.lapse(row, claim, who, reason, file)
    records.rewrite(row, one.checked)
    records.note_corrections(row, who, reason, before, after, file)


def _decide(row: t.Application, one: Found, who: Who, reason: str, file: str) -> None:
    claims = {claim.key: claim for claim in row.claims}
    for decision in one.decisions:
        claim, (before, approved) = claims[decision.key], decision.approved
        said, score = decision.reason or reason, decision.score[1]
        if approved != before and not decision.is_beyond:
            records.decide(row, claim, who, said, approved, score, file, beyond=None)
            continue
        if approved is not None and decision.is_beyond:
            records.propose(row, claim, who, said, approved, file)
        records.set_score(row, claim, who, said, score, file)  # the amount is what the correction has left of it


def _done(plan: Plan, number: int) -> Imported:
    """What was done with a file."""
    own = [one for one in plan.found if number in one.files]
    new = [one for one in own if one.kind == "new"]
    return Imported(
        applications=len(new),
        claims=sum(len(one.checked.application.claims) for one in new),
        changed=sum(one.kind == "changed" for one in own),
        decided=sum(len(one.decisions) for one in own if one.is_written),
        same=sum(one.kind == "unchanged" for one in own),
        left=sum(one.kind in ("stale", "unclear") for one in own),
    )


def _document(data: bytes) -> Json:
    try:
        entries, many = answering.parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        refuse("", "claims.foreign_file")
    given = None if many else entries[0].accepted()
    if not isinstance(given, dict):
        refuse("", "claims.foreign_file")
    return given


def _assessed(policy: Policy, document: Json) -> Json:
    """The application of a downloaded assessment."""
    of = document["assessment"].get("policy")
    contents.of_policy(of.get("id") if isinstance(of, dict) else None, policy, "policy.id")
    return document["application"]
