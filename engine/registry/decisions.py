"""What officials do with an application: open it, correct it, decide about its claims, delete it."""

from __future__ import annotations

import json
from collections.abc import Collection

from engine.policy.pack import Policy
from engine.registry import contents, journal, lawful, record_digests, records, statements
from engine.registry import tables as t
from engine.registry.access import Credential, Who, reading, writing
from engine.registry.database import Database
from engine.registry.stored import Beyond, Json, Proposal, Stored
from engine.values.refusal import Refusals, refuse

AS_BEFORE = ""
"""In place of a size: leave it."""


def opened(database: Database, credential: Credential, application_id: str) -> Stored:
    """One application with all that officials have noted; Refused if it is not there (any more)."""
    with reading(database, credential) as session:
        return records.stored(session, records.by_id(session, application_id))


def opened_all(database: Database, credential: Credential, ids: Collection[str]) -> list[Stored]:
    """Those of the applications that are there, in one go and without what officials have noted."""
    with reading(database, credential) as session:
        return [records.stored(session, row, told=False) for row in records.by_ids(session, ids)]


def correct(
    database: Database,
    credential: Credential,
    policy: Policy,
    application_id: str,
    version: int,
    content: Json,
    reason: str,
    *,
    size: str | None = AS_BEFORE,
) -> Stored:
    """Replace the content of an application for a reason. Decisions about claims stay, but for those that approve more
    than the law allows for what is now stated: they have to be taken again. Scores are not taken from the content
    (`decide` sets them). `size` "" leaves the size."""
    with reading(database, credential) as session:
        before = records.by_id(session, application_id, version)
        contents.of_policy(before.policy, policy)
        # Read before the writers' lock is taken: the version says whether it is the same application still.
        checked = contents.corrected(policy, content, before.size if size == AS_BEFORE else size, before.applicant)
    reason = contents.read_reason(reason)
    with writing(database, credential) as (session, who):
        row = records.by_id(session, application_id, version, lock=True)
        if (row.content, row.size) == (checked.text, checked.size):
            return records.stored(session, row)
        digest = record_digests.digest_of(row)
        was, is_ = (json.loads(text) for text in (row.content, checked.text))
        was["size"], is_["size"] = row.size, checked.size
        records.replace(session, policy, row, checked)
        for claim in lawful.no_longer(session, policy, row):
            records.lapse(row, claim, who, reason)
        records.note_corrections(row, who, reason, was, is_)
        journal.append(session, who, "corrected", row.id, digest, record_digests.digest_of(row))
        return records.stored(session, row)


def decide(
    database: Database,
    credential: Credential,
    policy: Policy,
    claim_id: str,
    version: int,
    *,
    approved: int | None,
    score: int | None,
    reason: str,
    propose: bool = False,
) -> Stored:
    """Set (or, with None, take back) a claim's approved amount (分) and its score (millionths). `version` is that of
    its application. Refused (path `approved`) where the law does not allow so much for this claim, unless that is to be
    proposed (`propose`): then the amount stays what it is until another official agrees."""
    with writing(database, credential) as (session, who):
        row, claim = records.of_claim(session, claim_id, version)
        _check_figures(approved, score)
        reason = contents.read_reason(reason)
        contents.of_policy(row.policy, policy)
        if (claim.approved, claim.score) == (approved, score) and claim.lapsed is None:
            return records.stored(session, row)
        digest, what, is_same = record_digests.digest_of(row), "decided", approved == claim.approved
        most = None
        if approved is not None and not is_same:
            most = lawful.beyond(session, policy, row, claim.key, approved)
        if approved is None or most is None:
            noted = records.beyond_of(claim) if is_same else None
            records.decide(row, claim, who, reason, approved, score, beyond=noted)
        elif propose:
            what = "proposed"
            records.propose(row, claim, who, reason, approved)
            records.set_score(row, claim, who, reason, score, None)
        else:
            lawful.refuse_beyond(session, policy, row, approved, most)
        return records.noted(session, who, what, row, digest)


def agree(database: Database, credential: Credential, policy: Policy, claim_id: str, version: int) -> Stored:
    """Agree to what another official has proposed to approve beyond the law: with that it is decided. Refused where
    nothing is proposed, and to whoever has proposed it."""
    with writing(database, credential) as (session, who):
        row, claim = records.of_claim(session, claim_id, version)
        contents.of_policy(row.policy, policy)
        proposal = _proposal(claim)
        if who.id is None or who.name == proposal.who:
            refuse("", "claims.second_same")
        digest = record_digests.digest_of(row)
        most = lawful.beyond(session, policy, row, claim.key, proposal.amount)
        noted = None if most is None else Beyond(most, who.name)
        records.decide(
            row, claim, Who(proposal.who), proposal.reason, proposal.amount, claim.score, beyond=noted
        )  # fmt: skip
        return records.noted(session, who, "agreed", row, digest)


def reject(
    database: Database, credential: Credential, policy: Policy, claim_id: str, version: int, reason: str
) -> Stored:
    """Refuse what another official has proposed to approve beyond the law, or withdraw what one has proposed oneself.
    Refused without a reason, and where nothing is proposed."""
    with writing(database, credential) as (session, who):
        reason = contents.read_reason(reason)
        row, claim = records.of_claim(session, claim_id, version)
        contents.of_policy(row.policy, policy)
        proposal, digest = _proposal(claim), record_digests.digest_of(row)
        what = "proposal_withdrawn" if who.name == proposal.who else "proposal_refused"
        records.note(row, who, what, reason, claim.key, proposal.amount, None)
        claim.proposed, claim.proposer, claim.proposal = None, None, None
        return records.noted(session, who, what, row, digest)


def _proposal(claim: t.Claim) -> Proposal:
    proposal = records.proposal_of(claim)
    if proposal is None:
        refuse("", "claims.nothing_proposed")
    return proposal


def delete(database: Database, credential: Credential, application_id: str, version: int) -> None:
    """Delete an application for good."""
    with writing(database, credential) as (session, who):
        row = records.by_id(session, application_id, version, lock=True)
        digest = record_digests.digest_of(row)
        records.remove(session, row)
        journal.append(session, who, "deleted", application_id, digest)


def delete_claim(database: Database, credential: Credential, claim_id: str, version: int) -> None:
    """Delete one claim and all that was noted about it for good, and its application with the last one."""
    with writing(database, credential) as (session, who):
        row, claim = records.of_claim(session, claim_id, version)
        application_id, digest = row.id, record_digests.digest_of(row)
        if len(row.claims) == 1:
            records.remove(session, row)
            journal.append(session, who, "deleted", application_id, digest)
            return
        content = json.loads(row.content)
        content["claims"] = [c for c in content["claims"] if c["id"] != claim.key]
        row.content = contents.written(content)
        row.changes = [change for change in row.changes if change.claim != claim.key]
        row.claims.remove(claim)
        records.noted(session, who, "claim_deleted", row, digest)
        statements.restate(session, [row])


def _check_figures(approved: int | None, score: int | None) -> None:
    refusals = Refusals()
    contents.check_figure(refusals, "approved", approved)
    contents.check_figure(refusals, "score", score)
    refusals.raise_if_any()
