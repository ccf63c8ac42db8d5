"""An application as rows of the database: put there, replaced, read back, taken out."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.exc import StaleDataError

from engine.application.invented import INVENTED
from engine.policy.pack import Policy
from engine.registry import journal, record_digests, statements
from engine.registry import tables as t
from engine.registry.access import Who
from engine.registry.contents import Checked
from engine.registry.database import blocks
from engine.registry.record_digests import Record
from engine.registry.retention_period import keep_until
from engine.registry.stored import Beyond, Conflict, Json, Proposal, Removed, Stored, StoredChange, StoredClaim
from engine.values.refusal import LONGEST_TEXT, refuse, writable

COMPANY = Who("company")
"""Who submits, amends and withdraws by a receipt code, in the journal."""
BLOCK = 2_048
AS_THEY_ARE = (
    "id", "policy", "year", "day", "applicant", "name", "size", "source", "version", "created", "changed", "keep_until",
    "dismissed",
)  # fmt: skip
"""Columns of an application that callers see as they are."""
SAMPLE = "sample"
"""The source of every invented application, whichever way it came."""


def put(
    session: Session,
    policy: Policy,
    checked: Iterable[Checked],
    source: str,
    file: str | None = None,
    receipt: str | None = None,
    decided: tuple[Who, str, str] | None = None,
) -> tuple[list[str], str, int]:
    """Add applications; their ids in the same order, the hash of all for the journal, and how many claims they have.
    `decided`: by whom, for which reason where none stands beside it, and in which file the amounts and scores in them
    are decided."""
    checked = list(checked)
    ids = sorted(t.new_id() for _ in checked)  # so that a list that is ordered by them is in the order of the file
    digests, claims, moment = list[str](), 0, t.now()
    for block in blocks(zip(ids, checked, strict=True), BLOCK):
        applications, of_claims, said = [], [], []
        for application_id, one in block:
            record, rows = _records(policy, one, application_id, source, moment)
            applications.append(record | {"file": file, "receipt": receipt})
            of_claims += rows
            stated = statements.stated(policy, one.application, application_id, one.is_named)
            said += statements.rows(record, rows, stated)
            digests.append(record_digests.digest(record, rows))
        session.execute(insert(t.Application), applications)
        session.execute(insert(t.Claim), of_claims)
        statements.add(session, said)
        reasons = {
            (application_id, key): reason for application_id, one in block for key, reason in one.reasons.items()
        }
        changes = [change for claim in of_claims if decided for change in _decided(claim, *decided, reasons, moment)]
        if changes:
            session.execute(insert(t.Change), changes)
        claims += len(of_claims)
    return ids, record_digests.together(digests), claims


def _records(
    policy: Policy, checked: Checked, application_id: str, source: str, moment: datetime
) -> tuple[Record, list[Record]]:
    day = checked.application.day
    application: Record = {
        "id": application_id,
        "policy": policy.id,
        "year": day.year,
        "day": day,
        "applicant": checked.applicant,
        "name": checked.name,
        "size": checked.size,
        "content": checked.text,
        "source": SAMPLE if checked.application.invented else source,
        "salt": t.new_id(),
        "keep_until": keep_until(day.year),
        "created": moment,
        "changed": moment,
        "version": 1,
    }
    claims: list[Record] = [
        {
            "id": t.new_id(),
            "application_id": application_id,
            "position": position,
            "key": claim.id,
            "provision": claim.provision.id,
            "approved": None if claim.id in checked.beyond else checked.approved.get(claim.id),
            "score": checked.scores.get(claim.id),
            **dict.fromkeys(("lapsed", "beyond", "second")),
            "proposed": checked.approved.get(claim.id) if claim.id in checked.beyond else None,
            "proposer": checked.proposer if claim.id in checked.beyond else None,
            "proposal": checked.beyond.get(claim.id),
        }
        for position, claim in enumerate(checked.application.claims)
    ]
    return application, claims


def _decided(
    claim: Record, who: Who, reason: str, file: str, reasons: Mapping[tuple[str, str], str], moment: datetime
) -> Iterator[Record]:
    """What was decided about a new claim, as changes."""
    application_id, key = claim["application_id"], claim["key"]
    for what, figure in (("approved", claim["approved"]), ("proposed", claim["proposed"]), ("scored", claim["score"])):
        if figure is not None:
            yield {
                "id": t.new_id(),
                "application_id": application_id,
                "claim": key,
                "at": moment,
                "who": who.name,
                "what": what,
                "reason": reasons.get((application_id, key), reason),
                "before": json.dumps(None),
                "after": json.dumps(figure),
                "file": file,
                "second": None,
            }


def put_file(session: Session, policy: Policy, who: Who, name: str, data: bytes, **counts: Any) -> t.Import:
    """Note an imported file: what it is called, and the `counts` of what it brings."""
    called = writable(name)[:LONGEST_TEXT].replace("\0", "")
    row = t.Import(id=t.new_id(), policy=policy.id, name=called, who=who.name, **counts)
    row.sha256 = hashlib.sha256(row.id.encode() + data).hexdigest()
    session.add(row)
    session.flush()
    return row


def mark_of_source(source: str) -> Json:
    """What an application of this source says of itself besides what is kept of it."""
    return {INVENTED: True} if source == SAMPLE else {}


def remove_all(session: Session, which: Any) -> tuple[str | None, Removed]:
    """Delete all applications of which `which` holds, and the notes of the files of which none is left: the hash of
    what they were for the journal (None: there are none), and how many there were."""
    a = t.Application
    query = select(a).where(which).order_by(a.id).options(selectinload(a.claims))
    digests, claims, files = list[str](), 0, set[str]()
    for row in session.scalars(query):
        digests.append(record_digests.digest_of(row))
        claims += len(row.claims)
        files |= {row.file} if row.file else set()
    if not digests:
        return None, Removed(0, 0)
    session.execute(delete(a).where(which).execution_options(synchronize_session=False))
    session.expire_all()
    statements.forget_points(session)
    forget_files(session, files)
    return record_digests.together(digests), Removed(len(digests), claims)


def replace(session: Session, policy: Policy, row: t.Application, checked: Checked) -> None:
    """Give an application another content, and count it as a change."""
    rewrite(row, checked)
    touch(session, row)
    statements.restate(session, [row], policy)


def rewrite(row: t.Application, checked: Checked) -> None:
    """Give an application another content, in memory. Claims that it had before keep their ids, and what was decided
    about them unless they are now made under another provision."""
    day = checked.application.day
    row.content, row.size = checked.text, checked.size
    row.applicant, row.name = checked.applicant, checked.name
    row.day, row.year, row.keep_until = day, day.year, keep_until(day.year)
    before = {claim.key: claim for claim in row.claims}
    row.claims = [
        _claim(before.get(claim.id), position, claim.id, claim.provision.id)
        for position, claim in enumerate(checked.application.claims)
    ]


def _claim(row: t.Claim | None, position: int, key: str, provision: str) -> t.Claim:
    if row is None:
        return t.Claim(position=position, key=key, provision=provision)
    if row.provision != provision:
        row.provision, row.approved, row.score, row.lapsed = provision, None, None, None
        row.beyond, row.second = None, None
        row.proposed, row.proposer, row.proposal = None, None, None
    row.position = position
    return row


def noted(session: Session, who: Who, what: str, row: t.Application, before: str) -> Stored:
    """Count a change of an application, with a line of the journal; `before`: its hash before that. What it is now;
    Conflict if somebody else was faster."""
    touch(session, row)
    journal.append(session, who, what, row.id, before, record_digests.digest_of(row))
    return stored(session, row)


def touch(session: Session, *rows: t.Application) -> None:
    """Count a change of each of these applications; Conflict if somebody else was faster with one."""
    moment = t.now()
    for row in rows:
        row.changed = moment
    try:
        session.flush()
    except StaleDataError as stale:
        raise Conflict from stale


def remove(session: Session, row: t.Application) -> None:
    """Delete an application, all that was noted about it, and the note of its file with the last one of that."""
    file = row.file
    session.delete(row)
    try:
        session.flush()
    except StaleDataError as stale:
        raise Conflict from stale
    statements.forget_points(session)
    forget_files(session, [] if file is None else [file])


def forget_files(session: Session, files: Iterable[str]) -> None:
    """Forget those of the imported files of which no application is left: they may come again."""
    for file in set(files):
        left = session.scalar(select(func.count()).select_from(t.Application).where(t.Application.file == file))
        if not left:
            session.execute(delete(t.Import).where(t.Import.id == file, t.Import.undone.is_(None)))


def by_id(session: Session, application_id: str, version: int | None = None, *, lock: bool = False) -> t.Application:
    """An application; Refused if there is none, Conflict if `version` is not the present one. `lock`: it is about to
    be changed."""
    row = _one(session, t.Application.id == application_id, lock) if t.is_id(application_id) else None
    return _present(row, "claims.not_there", version)


def by_ids(session: Session, ids: Iterable[str]) -> Iterator[t.Application]:
    """Those of the applications that are there."""
    query = select(t.Application).options(selectinload(t.Application.claims))
    for block in blocks(sorted(filter(t.is_id, ids))):
        yield from session.scalars(query.where(t.Application.id.in_(block)))


def by_receipt(session: Session, receipt: str, version: int | None = None, *, lock: bool = False) -> t.Application:
    """The application with the hash of this code; see `by_id`."""
    return _present(_one(session, t.Application.receipt == receipt, lock), "claims.code_unknown", version)


def of_claim(session: Session, claim_id: str, version: int) -> tuple[t.Application, t.Claim]:
    """A claim that is about to be changed, with its application; see `by_id`."""
    claim = session.get(t.Claim, claim_id) if t.is_id(claim_id) else None
    if claim is None:
        refuse("", "claims.not_there")
    row = by_id(session, claim.application_id, version, lock=True)
    return row, claim


def _one(session: Session, which: Any, lock: bool) -> t.Application | None:
    query = select(t.Application).where(which).options(selectinload(t.Application.claims))
    return session.scalars(query.with_for_update() if lock else query).first()


def _present(row: t.Application | None, unknown: str, version: int | None) -> t.Application:
    if row is None:
        refuse("", unknown)
    if version is not None and row.version != version:
        raise Conflict
    return row


def stored(session: Session, row: t.Application, *, told: bool = True) -> Stored:
    """An application for callers; without what officials noted unless it is `told`."""
    file = session.get(t.Import, row.file) if row.file and told else None
    return Stored(
        **{name: getattr(row, name) for name in AS_THEY_ARE},
        content=json.loads(row.content) | mark_of_source(row.source),
        file=file.name if file else None,
        claims=[
            StoredClaim(
                c.id,
                c.key,
                c.provision,
                *((c.approved, c.score, c.lapsed, c.beyond, c.second or "", proposal_of(c)) if told else ()),
            )
            for c in row.claims
        ],
        changes=[_change(c) for c in row.changes] if told else [],
    )


def _change(c: t.Change) -> StoredChange:
    before, after = json.loads(c.before), json.loads(c.after)
    return StoredChange(c.id, c.claim, c.at, c.who, c.what, c.reason, before, after, c.file, c.second or "")


def decide(
    row: t.Application,
    claim: t.Claim,
    who: Who,
    reason: str,
    approved: int | None,
    score: int | None,
    file: str | None = None,
    *,
    beyond: Beyond | None,
) -> None:
    """Set the approved amount and the score of a claim, and note what is other than it was; `beyond`: where more is
    approved than the law allows. Another amount than was approved takes the place of one that was proposed."""
    if claim.approved != approved:
        second = None if beyond is None else beyond.second
        note(row, who, "approved", reason, claim.key, claim.approved, approved, file, second)
        claim.proposed, claim.proposer, claim.proposal = None, None, None
    claim.approved, claim.lapsed = approved, None
    claim.beyond, claim.second = (None, None) if beyond is None else (beyond.most, beyond.second)
    set_score(row, claim, who, reason, score, file)


def lapse(row: t.Application, claim: t.Claim, who: Who, reason: str, file: str | None = None) -> None:
    """Note that a correction leaves more approved than the law allows: that counts no longer, and is to be decided
    again."""
    note(row, who, "approved", reason, claim.key, claim.approved, None, file)
    claim.approved, claim.lapsed = None, claim.approved
    claim.beyond, claim.second = None, None


def set_score(row: t.Application, claim: t.Claim, who: Who, reason: str, score: int | None, file: str | None) -> None:
    """Set the score of a claim (millionths), and note it where it is another; what is decided of its amount stays."""
    if claim.score != score:
        note(row, who, "scored", reason, claim.key, claim.score, score, file)
        claim.score = score


def propose(row: t.Application, claim: t.Claim, who: Who, reason: str, amount: int, file: str | None = None) -> None:
    """Note that an official would approve so much (分) for a claim, which is more than the law allows."""
    note(row, who, "proposed", reason, claim.key, claim.proposed, amount, file)
    claim.proposed, claim.proposer, claim.proposal = amount, who.name, reason


def proposal_of(claim: t.Claim) -> Proposal | None:
    """What is proposed to be approved beyond the law."""
    if claim.proposed is None:
        return None
    return Proposal(claim.proposed, claim.proposer or "", claim.proposal or "")


def beyond_of(claim: t.Claim) -> Beyond | None:
    """What is noted of a decision beyond the law."""
    return None if claim.beyond is None else Beyond(claim.beyond, claim.second or "")


def note_corrections(
    row: t.Application, who: Who, reason: str, before: Record, after: Record, file: str | None = None
) -> None:
    """Note what a correction changed: claim by claim, so that what was said of a claim can go with it, and what is
    said of the applicant."""
    were, are = ({claim["id"]: claim for claim in content.pop("claims")} for content in (before, after))
    differing = [(key, were.get(key), are.get(key)) for key in Counter([*were, *are])]
    for key, old, new in [*differing, (None, before, after)]:
        if old != new:
            note(row, who, "corrected", reason, key, old, new, file)


def note(
    row: t.Application,
    who: Who,
    what: str,
    reason: str,
    claim: str | None,
    before: Any,
    after: Any,
    file: str | None = None,
    second: str | None = None,
) -> None:
    """Note one change of an official."""
    row.changes.append(
        t.Change(
            claim=claim,
            at=t.now(),
            who=who.name,
            what=what,
            reason=reason,
            before=json.dumps(before, ensure_ascii=False),
            after=json.dumps(after, ensure_ascii=False),
            file=file,
            second=second,
        )
    )
