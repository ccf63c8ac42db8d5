"""Reading what is kept: lists of claims, what an allocation takes, and what an export writes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, selectinload

from engine.application.reading import read_application
from engine.assessment.assess import assess
from engine.policy.pack import Policy
from engine.registry import confirmations, contents, counted, past, places, points, records
from engine.registry import tables as t
from engine.registry.access import Credential, reading, require
from engine.registry.database import Database, blocks
from engine.registry.funding import matters_of, projects_of, with_figures
from engine.registry.stored import Found, Json, ListedClaim, Order, Stored, Wanted
from engine.text import words
from engine.values.money import exact_decimal
from engine.values.refusal import Refused, writable

PAGE = 25
"""Claims of a list that are seen at once, unless another number is asked for."""

_a, _c = t.Application, t.Claim
_ROW = (
    _c.id, _a.id, _a.applicant, _a.name, _c.provision, _a.day, _a.source, _a.size, _c.approved, _c.score,
    _c.lapsed, _c.beyond, _c.proposed, _a.version,
)  # fmt: skip
_NOTED: dict[str, Any] = {
    "dismissed": _a.dismissed, "lapsed": _c.lapsed, "proposed": _c.proposed, "beyond": _c.beyond
}  # fmt: skip
"""The column that says how a claim, or its application, stands."""
_IN_AMOUNTS = (_a.dismissed.is_(None),)
"""Which applications are in any amount."""
_LATEST: tuple[Any, ...] = (_a.created.desc(), _a.id, _c.position)
_ORDERS: dict[Order, tuple[Any, ...]] = {
    "newest": _LATEST,
    "name": (_a.name, *_LATEST),
    "provision": (_c.provision, *_LATEST),
    "approved": (_c.approved.desc().nulls_last(), *_LATEST),
}


def find(
    database: Database, credential: Credential, policy: Policy, wanted: Wanted, offset: int = 0, count: int = PAGE
) -> Found:
    """The claims that are looked for, one row each, from `offset` on; and how many there are in all."""
    with reading(database, credential) as session:
        standing = points.found(session, policy, wanted.year)
        where, order, start = _where(session, policy, wanted), _ORDERS[wanted.order], max(0, offset)
        if wanted.standing == "open":
            ids = _open(session, standing, where, order)
            total, where, start = len(ids), [_c.id.in_(ids[start : start + max(0, count)])], 0
        else:
            total = session.scalar(_claims(func.count()).where(*where)) or 0
        page = _claims(*_ROW).where(*where).order_by(*order).offset(start).limit(max(0, count))
        rows, hanging = [ListedClaim(*row) for row in session.execute(page)], standing.open
        alike = _alike(session, policy, rows)
        marked = [
            replace(
                row,
                is_open=row.claim in hanging,
                is_dismissed=row.application in standing.dismissed,
                alike=alike[row.applicant, row.day.year],
            )
            for row in rows
        ]
        return Found(marked, total, len(hanging), sum(bool(point.open) for point in standing.points))


def _open(session: Session, standing: points.Standing, where: Any, order: Any) -> list[str]:
    """The claims that are looked for and open."""
    found, hanging = session.scalars(_claims(_c.id).where(*where).order_by(*order)), standing.open
    return [claim for claim in found if claim in hanging]


def _alike(session: Session, policy: Policy, rows: Collection[ListedClaim]) -> Mapping[tuple[str, int], int]:
    """How many applications each of these applicants has in a year."""
    query = select(_a.applicant, _a.year, func.count()).where(_a.policy == policy.id)
    query = query.where(_a.applicant.in_({row.applicant for row in rows})).group_by(_a.applicant, _a.year)
    return {(applicant, year): count for applicant, year, count in session.execute(query)}


def waiting(database: Database, credential: Credential, policy: Policy) -> int:
    """How many decisions beyond the law wait for whoever asks to agree: those that others have proposed."""
    with database.reading() as session:
        who = require(session, credential)
        where = _a.policy == policy.id, _c.proposed.is_not(None), _c.proposer != who.name
        return session.scalar(_claims(func.count()).where(*where)) or 0


def years(database: Database, credential: Credential, policy: Policy) -> list[int]:
    """The years for which there are applications, the latest first."""
    with reading(database, credential) as session:
        query = select(_a.year).where(_a.policy == policy.id).distinct().order_by(_a.year.desc())
        return list(session.scalars(query))


def sizes(database: Database, credential: Credential, policy: Policy, year: int) -> dict[str, str]:
    """The size of each applicant that stated one: as officials brought it in, else confirmed it, else as it was
    submitted, and of these the latest."""
    with reading(database, credential) as session:
        query = _ranked(_a.applicant, _a.size, policy=policy, year=year).where(_a.size.is_not(None))
        return {applicant: size for applicant, size in session.execute(query) if size}


def profiles(database: Database, credential: Credential, policy: Policy, year: int) -> dict[str, dict[str, str]]:
    """What each applicant has stated by which officials look at claims and no rule reads, but for its size: by the
    fact, the choice of each. Where applications differ, it is as by `sizes`."""
    with reading(database, credential) as session:
        names = [fact.name for fact in policy.profile if not fact.sizes]
        found: dict[str, dict[str, str]] = {name: {} for name in names}
        for applicant, content in session.execute(_ranked(_a.applicant, _a.content, policy=policy, year=year)):
            stated = json.loads(content)["applicant"]
            for name in names:
                if isinstance(choice := stated.get(name), str):
                    found[name][applicant] = choice
        return found


def _ranked(*what: Any, policy: Policy, year: int) -> Select[Any]:
    """Of the applications of a year, those last whose word counts before that of the others: as officials brought it
    in, else of a company that is confirmed, else as it was submitted, and of these the latest."""
    rank = case((_a.source != confirmations.SUBMITTED, 2), (confirmations.is_confirmed(), 1), else_=0)
    return select(*what).where(*_of_year(policy, year), *_IN_AMOUNTS).order_by(rank, _a.changed, _a.id)


def names(database: Database, credential: Credential, policy: Policy, year: int) -> dict[str, tuple[str, str]]:
    """Of each claim of a year (the registry's id) the name of its applicant, and its application."""
    with reading(database, credential) as session:
        rows = session.execute(_claims(_c.id, _a.name, _a.id).where(*_of_year(policy, year)))
        return {claim: (name, application) for claim, name, application in rows}


def allocation_input(
    database: Database, credential: Credential, policy: Policy, year: int, without: Collection[str] = ()
) -> Json:
    """`applications`, `approved_claims` and what is `open` of a year as `allocate` takes them. Claims have the
    registry's ids. Of the applications `without` which (their ids) it is done, only what has been decided is there; of
    those that were dismissed, nothing.

    A claim that an official has decided about stands among the approved ones only, with its projects: it uses up its
    applicant's caps and what its projects leave room for, and what it states of them holds for their other claims.
    """
    with reading(database, credential) as session:
        decided, most = _decisions(session, policy, year), _beyond(session, policy, year)
        standing = points.found(session, policy, year)
        applications: list[Json] = []
        approved: list[Json] = []
        taken: list[Json] = []
        for application_id, source, content in _contents(session, policy, year, standing):
            left: list[Json] = []
            for claim in content["claims"]:
                claim_id, amount, score = decided[application_id][claim["id"]]
                claim["id"] = claim_id
                if amount is None:
                    left.append(contents.with_score(policy, claim, score))
                else:
                    decision = _approved(claim, content, amount, score) | most.get(claim_id, {})
                    approved.append(decision | _about(policy, claim) | records.mark_of_source(source))
                    taken.append(claim)
            if application_id not in without:
                applications.append(content | {"claims": left})
        with_figures(policy, applications, taken)
        opened = points.open_of_run(standing, applications)
        return {"applications": applications, "approved_claims": approved, "open": opened}


def submitted(
    database: Database, credential: Credential, policy: Policy, year: int, without: Collection[str] = ()
) -> list[Json]:
    """The applications of a year as they were submitted, in that order, whatever officials have decided about claims,
    `without` some (their ids) and those that were dismissed. Claims have the registry's ids."""
    with reading(database, credential) as session:
        decided = _decisions(session, policy, year)
        standing = points.found(session, policy, year)
        found: list[Json] = []
        for application_id, _source, content in _contents(session, policy, year, standing):
            if application_id in without:
                continue
            for claim in content["claims"]:
                claim["id"], _, _ = decided[application_id][claim["id"]]
            found.append(content)
        return found


def _contents(
    session: Session, policy: Policy, year: int, standing: points.Standing
) -> Iterator[tuple[str, str, Json]]:
    """A year's applications in the order of submission: id, source and content, with what officials have decided on
    points in place of what was stated, with what was awarded in earlier years, and with the id by which allocations
    know the applicant."""
    query = select(_a.id, _a.applicant, _a.source, _a.content, _a.name)
    query = query.where(*_of_year(policy, year), *_IN_AMOUNTS)
    rows = session.execute(query.order_by(_a.created, _a.id)).all()
    stored: dict[str, Json] = {row.id: json.loads(row.content) for row in rows}
    counted.apply_decisions(policy, standing.points, stored)
    of = [past.Of(row.applicant, row.name, year, stored[row.id], row.id) for row in rows]
    for row, history in zip(rows, past.histories(session, policy, of, this_year=False), strict=True):
        content = past.with_history(stored.pop(row.id), history) | records.mark_of_source(row.source)
        content["applicant"]["id"] = row.applicant
        yield row.id, row.source, content


def unreadable(database: Database, credential: Credential, policy: Policy, year: int) -> list[ListedClaim]:
    """The first claim of each application of a year that the engine refuses under the present rules, but for those that
    were dismissed."""
    with reading(database, credential) as session:
        refused: list[str] = []
        query = select(_a.id, _a.content).where(*_of_year(policy, year), *_IN_AMOUNTS)
        for application_id, text in session.execute(query):
            try:
                read_application(policy, json.loads(text), applies=None)
            except Refused:
                refused.append(application_id)
        rows = session.execute(_claims(*_ROW).where(_a.id.in_(refused)).order_by(*_LATEST))
        first: dict[str, ListedClaim] = {}
        for row in rows:
            first.setdefault(row[1], ListedClaim(*row))
        return list(first.values())


def exported(database: Database, credential: Credential, policy: Policy, wanted: Wanted) -> Iterator[Stored]:
    """The applications that have a claim that is looked for, in full, with scores where an import takes them."""
    with reading(database, credential) as session:
        where = _where(session, policy, wanted)
        ids = sorted(set(session.scalars(_claims(_a.id).where(*where))))
        if wanted.standing == "open":
            hanging = _open(session, points.found(session, policy, wanted.year), where, [_a.id])
            ids = sorted(set(_of_claims(session, hanging)))
    return _in_blocks(database, credential, policy, ids)


def _of_claims(session: Session, claims: list[str]) -> Iterator[str]:
    """The applications of these claims."""
    for block in blocks(claims):
        yield from session.scalars(select(_c.application_id).where(_c.id.in_(block)))


def _in_blocks(database: Database, credential: Credential, policy: Policy, ids: list[str]) -> Iterator[Stored]:
    for some in blocks(ids):
        with reading(database, credential) as session:
            query = select(_a).where(_a.id.in_(some)).order_by(_a.id)
            rows = session.scalars(query.options(selectinload(_a.claims), selectinload(_a.changes)))
            block = [records.stored(session, row) for row in rows]
            as_counted = counted.counted_in(session, policy, {one.id: one.content for one in block})
        for one in (_noted(policy, one, as_counted[one.id]) for one in block):
            scores = {claim.key: claim.score for claim in one.claims}
            claims = [contents.with_score(policy, claim, scores[claim["id"]]) for claim in one.content["claims"]]
            yield replace(one, content=one.content | {"claims": claims})


def _noted(policy: Policy, one: Stored, as_counted: counted.Counted) -> Stored:
    """An application with what is said beside its claims where they are calculated otherwise than it states."""
    if not as_counted.decided:
        return one
    try:
        result = assess(policy, as_counted.content, stored=True)
    except Refused:
        return one
    amounts = {claim["id"]: claim["confirmed"] for claim in result["claims"]}
    claims = []
    for claim in one.claims:
        texts = [decided.text(policy) for decided in as_counted.of_claim(policy, claim.key)]
        said = words.joined("results.list_comma", texts)
        note = words.both("points.counted_estimate", said=said, amount=amounts[claim.key]) if texts else None
        claims.append(replace(claim, counted=note))
    return replace(one, claims=claims)


def _claims(*what: Any) -> Select[Any]:
    return select(*what).select_from(_c).join(_a, _c.application_id == _a.id)


def _of_year(policy: Policy, year: int) -> tuple[ColumnElement[bool], ...]:
    return _a.policy == policy.id, _a.year == year


def _where(session: Session, policy: Policy, wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [_a.policy == policy.id]
    columns = (_c.provision, _a.source, _a.size, _a.year)
    for column, value in zip(columns, (wanted.provision, wanted.source, wanted.size, wanted.year), strict=True):
        if value is not None:
            where.append(column == (_writable(value) if isinstance(value, str) else value))
    # The text is JSON as `contents.written` writes it, in which a quote in what was typed has a backslash before it.
    for fact_and_choice in wanted.profile:
        stated = contents.written(dict([fact_and_choice]))[1:-1]
        where.append(_a.content.contains(_writable(stated), autoescape=True))
    if wanted.decided is not None:
        where.append(_c.approved.is_not(None) if wanted.decided else _c.approved.is_(None))
    if wanted.standing == "unscored":
        where += places.without_score(session, policy)
    elif wanted.standing in _NOTED:
        where.append(_NOTED[wanted.standing].is_not(None))
    text = _writable(wanted.text).strip()
    if text:
        where.append(or_(_a.name.icontains(text, autoescape=True), _a.applicant.icontains(text, autoescape=True)))
    return where


def _writable(text: str) -> str:
    """The text without what no text that is kept holds, and what not every database can be asked for."""
    return writable(text).replace("\0", "")


def _decisions(session: Session, policy: Policy, year: int) -> dict[str, dict[str, tuple[str, int | None, int | None]]]:
    """Of each application, each claim (by its key): its id, what was approved, its score."""
    found: dict[str, dict[str, tuple[str, int | None, int | None]]] = defaultdict(dict)
    query = _claims(_c.application_id, _c.key, _c.id, _c.approved, _c.score).where(*_of_year(policy, year))
    for application_id, key, claim_id, amount, score in session.execute(query):
        found[application_id][key] = claim_id, amount, score
    return found


def _beyond(session: Session, policy: Policy, year: int) -> dict[str, Json]:
    """Of the claims that are decided beyond the law, what that allows at most."""
    query = _claims(_c.id, _c.beyond).where(*_of_year(policy, year), _c.beyond.is_not(None))
    return {claim_id: {"most": exact_decimal(most)} for claim_id, most in session.execute(query)}


def _approved(claim: Json, content: Json, amount: int, score: int | None) -> Json:
    approved = {
        "id": claim["id"],
        "applicant": content["applicant"]["id"],
        "provision": claim["provision"],
        "approved": exact_decimal(amount),
        "application_date": content["application_date"],
    }
    return approved if score is None else approved | {"score": exact_decimal(score)}


def _about(policy: Policy, claim: Json) -> Json:
    """The projects and the matters of a claim, as an approved claim has them."""
    about = {"project": projects_of(policy, claim), "matter": matters_of(policy, claim)}
    return {name: named for name, named in about.items() if named}
