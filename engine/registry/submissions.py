"""The company's side: submit an application, and see, amend or withdraw it by its receipt code.

What a company is told hangs on what it states and on what an official has told it, never on what others have stated:
the same company may come any number of times, and what contradicts is a point for an official (`points`). Whatever
takes time is done before the writers' lock is taken.
"""

from __future__ import annotations

from sqlalchemy import select

from engine.policy.pack import Policy
from engine.registry import arrivals, confirmations, contents, journal, points, receipts, record_digests, records
from engine.registry import tables as t
from engine.registry.database import Database
from engine.registry.points import Question
from engine.registry.stored import ClaimState, Conflict, Json, Receipt, StateOfAClaim, Stored
from engine.values.refusal import refuse


def submit(
    database: Database,
    policy: Policy,
    content: Json,
    size: str | None = None,
    *,
    key: str | None = None,
    address: str | None = None,
) -> Receipt:
    """Keep a company's application. `key` is a code that `new_code` made before: the same one again gives the same
    receipt and adds nothing, so that a double click or a retry is harmless; with other content it raises Conflict.
    `size`: where the content does not state it. Refused where it names a matter by nothing (`matters.to_submit`).
    `address`: from where, to be counted; Refused where too much came from there, or from all."""
    code = receipts.new_code() if key is None else _read(key)
    checked = contents.named(policy, contents.submitted(policy, content, size))
    kept = receipts.digest_of(code)
    with arrivals.arriving(database) as session:
        before = session.scalars(select(t.Application).where(t.Application.receipt == kept)).first()
        if before is not None:
            if (before.policy, before.content, before.size) != (policy.id, checked.text, checked.size):
                raise Conflict("claims.code_used")
            return Receipt(code, before.id)
        arrivals.count(session, address)
        (application_id,), digest, _ = records.put(session, policy, [checked], "company", receipt=kept)
        journal.append(session, records.COMPANY, "submitted", application_id, None, digest)
    return Receipt(code, application_id)


def by_receipt(database: Database, code: str) -> Stored:
    """The application with this receipt code, without what officials have noted; Refused if there is none."""
    receipt = _receipt(code)
    with database.reading() as session:
        return records.stored(session, records.by_receipt(session, receipt), told=False)


def in_question(database: Database, policy: Policy, code: str) -> list[Question]:
    """What of its own statements an official has told the company with this receipt code to look at; Refused if there
    is none."""
    receipt = _receipt(code)
    with database.reading() as session:
        row = records.by_receipt(session, receipt)
        return points.questions(session, policy, row) if row.policy == policy.id else []


def states(database: Database, code: str) -> list[ClaimState]:
    """How each claim of the application with this receipt code stands, by what officials have decided about it and why;
    Refused if there is none."""
    receipt = _receipt(code)
    with database.reading() as session:
        row = records.by_receipt(session, receipt)
        confirmed = select(t.Application.id).where(t.Application.id == row.id, confirmations.is_confirmed())
        is_accepted = session.scalar(confirmed) is not None or any(c.approved is not None for c in row.claims)
        reasons = {c.claim: c.reason for c in row.changes if c.what == "approved"}  # the latest of each
        return [_state(claim, is_accepted, reasons.get(claim.key, "")) for claim in row.claims]


def _state(claim: t.Claim, is_accepted: bool, reason: str) -> ClaimState:
    if claim.approved is None:
        return ClaimState(claim.key, claim.provision, "accepted" if is_accepted else "received")
    state: StateOfAClaim = "approved" if claim.approved else "refused"
    return ClaimState(claim.key, claim.provision, state, claim.approved, reason)


def amend(
    database: Database,
    policy: Policy,
    code: str,
    content: Json,
    size: str | None,
    version: int,
    *,
    address: str | None = None,
) -> Stored:
    """Replace the content of an application; Refused once an official has decided about it, and as by `submit`."""
    receipt, checked = _receipt(code), contents.named(policy, contents.submitted(policy, content, size))
    with arrivals.arriving(database) as session:
        row = records.by_receipt(session, receipt, version, lock=True)
        contents.of_policy(row.policy, policy)
        if row.dismissed is not None:
            refuse("", "claims.dismissed")
        if any(claim.approved is not None or claim.score is not None for claim in row.claims):
            refuse("", "claims.decided")
        if (row.content, row.size) != (checked.text, checked.size):
            arrivals.count(session, address, is_new=False)
            if contents.stated_applicant(policy, checked.application) is None:
                checked.applicant = row.applicant
            before = record_digests.digest_of(row)
            records.replace(session, policy, row, checked)
            journal.append(session, records.COMPANY, "amended", row.id, before, record_digests.digest_of(row))
        return records.stored(session, row, told=False)


def withdraw(database: Database, code: str) -> None:
    """Delete an application for good; Refused if there is none with this code."""
    receipt = _receipt(code)
    with arrivals.arriving(database) as session:
        row = records.by_receipt(session, receipt, lock=True)
        application_id, before = row.id, record_digests.digest_of(row)
        records.remove(session, row)
        journal.append(session, records.COMPANY, "withdrawn", application_id, before)


def _receipt(code: str) -> str:
    """What is kept of a code that was typed; Refused where none has its form."""
    return receipts.digest_of(_read(code))


def _read(code: str) -> str:
    try:
        return receipts.read_code(code)
    except receipts.Mistyped:
        refuse("code", "claims.code_mistyped")
