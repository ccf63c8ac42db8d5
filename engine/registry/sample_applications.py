"""The invented companies among the applications: put there, and taken out."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, select

from engine.policy.pack import Policy
from engine.registry import journal, records
from engine.registry import tables as t
from engine.registry.access import Credential, check, writing
from engine.registry.database import Database
from engine.registry.imports import read_file
from engine.registry.stored import Imported, New, Removed
from engine.sample import population


def load_sample(
    database: Database, credential: Credential, policy: Policy, *, year: int | None = None, seed: int | None = None
) -> Imported:
    """Add the invented companies, every name of which is marked 示例; `known`: they are there already."""
    check(database, credential)
    sample = population.invent(policy, year, seed)
    new = [New(company.content, company.size) for company in sample.companies]
    checked = read_file(policy, "", b"", new).applications
    with writing(database, credential) as (session, who):
        if session.scalar(select(func.count()).select_from(t.Application).where(_is_sample(policy))):
            return Imported(0, 0, known=True)
        _, digest, claims = records.put(session, policy, checked, records.SAMPLE)
        journal.append(session, who, "sample_loaded", policy.id, None, digest)
        return Imported(len(checked), claims)


def remove_sample(database: Database, credential: Credential, policy: Policy) -> Removed:
    """Delete the invented companies."""
    with writing(database, credential) as (session, who):
        digest, removed = records.remove_all(session, _is_sample(policy))
        if digest is not None:
            journal.append(session, who, "sample_removed", policy.id, digest)
        return removed


def _is_sample(policy: Policy) -> ColumnElement[bool]:
    return and_(t.Application.policy == policy.id, t.Application.source == records.SAMPLE)
