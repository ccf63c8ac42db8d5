"""What companies were awarded before, as the registry knows it: what officials have decided in earlier years, and in
the same year about other applications, and what lists of earlier years say (`awards`). It stands with an application
as its `history` wherever one is calculated.

A company is known again by its credit code; where one of two applications states none, by its id or its name.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine.allocation.contradictions import kind_of
from engine.application.reading import read_application
from engine.assessment.batch import shared_out
from engine.assessment.history import matter_of
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.registry import awards, matters
from engine.registry import tables as t
from engine.registry.database import blocks
from engine.registry.funding import projects_of
from engine.registry.statements import PROJECT, key_of
from engine.registry.stored import Json
from engine.values.money import exact_decimal
from engine.values.names import folded, identity
from engine.values.refusal import Refused

T = TypeVar("T")
CODE = 18
"""Characters of a credit code."""
Name = tuple[str, str]
"""A project ("project") or a matter (its provision), and by what it is told from others."""


@dataclass(frozen=True, slots=True)
class Of:
    """Whose history is asked for, by the id (`applicant`) and the name by which the registry knows it, for an
    application of a `year` (its `content`); `but`: which one that is: of itself nothing is before it."""

    applicant: str
    name: str
    year: int
    content: Json
    but: str = ""


def histories(session: Session, policy: Policy, of: Sequence[Of], *, this_year: bool = True) -> list[list[Json]]:
    """What each was awarded before, as an application states it, and what others were for the projects and matters that
    it names; `this_year`: earlier in that year, too."""
    if not of:
        return []
    decided, rows = _decided(session, policy, of, this_year), _listed(session, policy)
    if not decided and not rows:
        return [[] for _ in of]
    known, in_lists = _Companies[_Decided](policy), _Companies[Json](policy)
    for one in decided:
        known.add(one.applicant, one.name, one)
    for row, entry in rows:
        in_lists.add(row.applicant, row.name, entry)
    listed = [[entry for entry in in_lists.of(asked) if entry["year"] <= asked.year] for asked in of]

    def is_before(one: _Decided, asked: Of) -> bool:
        return one.year < asked.year or (this_year and one.year == asked.year)

    wanted = [[one for one in known.of(asked) if is_before(one, asked)] for asked in of]
    named = [_names(policy, asked.content) for asked in of]
    of_others = _others(session, policy, decided, set().union(*named))
    entries = _entries(session, policy, {one.application for each in wanted for one in each} | of_others.keys())
    owner: dict[str | int, str] = {}
    for asked, each in zip(of, wanted, strict=True):
        owner |= {one.application: asked.applicant for one in each}
    owner |= {id(entry): asked.applicant for asked, mine in zip(of, listed, strict=True) for entry in mine}
    found: list[list[Json]] = []
    for asked, each, names, mine in zip(of, wanted, named, listed, strict=True):
        own = {one.application for one in each} | {asked.but}
        history = [entry for one in each if one.application != asked.but for entry in entries[one.application]]
        history = [*_besides(mine, [entry for one in each for entry in entries[one.application]]), *history]
        if names:
            ids = set(map(id, mine))
            theirs = [(e, owner.get(id(e), row.applicant or row.name)) for row, e in rows if id(e) not in ids]
            for one in of_others.values():
                if one.application not in own and is_before(one, asked):
                    whose = owner.get(one.application, one.applicant)
                    theirs += [(entry, whose) for entry in entries[one.application]]
            history += [
                entry | {"applicant": whose}
                for entry, whose in theirs
                if entry["year"] <= asked.year and names & _named_in(entry)
            ]
        found.append(history)
    return found


def _names(policy: Policy, content: Json) -> set[Name]:
    """The projects that an application names, and the matters that exist once for all."""
    found: set[Name] = set()
    known = {p.id: p for p in policy.provisions}
    for claim in content["claims"]:
        found |= {(PROJECT, name) for name in projects_of(policy, claim)}
        p = known[claim["provision"]]
        if p.matter is not None and p.matter.of == "world" and p.matter.shared_by is None:
            facts = claim.get("facts") or {}
            places = (facts.get(p.each) or ()) if p.each else (facts,)
            found |= {(p.id, name) for place in places if (name := p.matter.identity(place)) is not None}
    return found


def _named_in(entry: Json) -> set[Name]:
    """The same of an entry of a history."""
    named = {(PROJECT, identity(entry["project"]))} if entry.get("project") else set()
    return named | ({(entry["provision"], identity(entry["matter"]))} if entry.get("matter") else set())


def _others(session: Session, policy: Policy, decided: Sequence[_Decided], names: set[Name]) -> dict[str, _Decided]:
    """Those of the applications, of which something was approved, that name one of these. They are looked up by what
    is noted that applications state; where nothing is noted of one, in its content."""
    if not names or not decided:
        return {}
    by_id, a, s = {one.application: one for one in decided}, t.Application, t.Statement
    kinds = {kind_of(p) for p in policy.provisions if p.matter is not None}
    keys = sorted(key_of(name) if of == PROJECT else matters.key_of_matter(of, name) for of, name in names)
    named: set[str] = set()
    for block in blocks(keys):
        query = select(s.application_id).where(s.policy == policy.id, s.year.in_({one.year for one in decided}))
        query = query.where(s.kind.in_({PROJECT, *kinds}), s.key.in_(block))
        named.update(session.scalars(query.distinct()))
    noted = exists().where(s.application_id == a.id)
    for application, text in session.execute(select(a.id, a.content).where(a.policy == policy.id, ~noted)):
        if application in by_id and names & _names(policy, json.loads(text)):
            named.add(application)
    return {application: by_id[application] for application in sorted(named & by_id.keys())}


def _besides(listed: Iterable[Json], decided: Sequence[Json]) -> Iterator[Json]:
    """What lists say and what was not decided here: an award of the same provision, year and amount is the same."""
    left = Counter((one["provision"], one["year"], one["amount"]) for one in decided)
    for one in listed:
        same = (one["provision"], one["year"], one["amount"])
        if left[same]:
            left[same] -= 1
        else:
            yield one


def of_kept(session: Session, policy: Policy, contents: Mapping[str, Json]) -> dict[str, list[Json]]:
    """What the companies of kept applications (their contents by their ids) were awarded before."""
    a = t.Application
    found = list[Of]()
    for block in blocks(sorted(contents)):
        query = select(a.applicant, a.name, a.year, a.id).where(a.id.in_(block))
        found += [Of(applicant, name, year, contents[id], id) for applicant, name, year, id in session.execute(query)]
    each = histories(session, policy, found)
    return {of.but: history for of, history in zip(found, each, strict=True)}


def with_history(content: Json, history: Sequence[Json]) -> Json:
    """An application with what its company was awarded before."""
    return content | {"history": list(history)} if history else content


# ------------------------------------------------------------------------------------------------ who is who


@dataclass(frozen=True, slots=True)
class _Decided:
    """An application of which something was approved: whose it is, and of which year."""

    application: str
    applicant: str
    name: str
    year: int


class _Companies(Generic[T]):
    """What is known of companies, by what they are called: an id, which is a credit code where there is one, and a
    name."""

    def __init__(self, policy: Policy) -> None:
        self.has_codes = bool(policy.code_fact)
        self.by_id: dict[str, list[T]] = defaultdict(list)
        self.by_name: dict[str, list[tuple[str, T]]] = defaultdict(list)

    def add(self, id: str, name: str, one: T) -> None:
        """Take one more in; of an id or a name that is not known nothing is told ("")."""
        if id:
            self.by_id[id].append(one)
        if name:
            self.by_name[folded(name)].append((id, one))

    def of(self, asked: Of) -> Iterator[T]:
        """What is known of the company that is asked about."""
        yield from self.by_id.get(asked.applicant, ())
        for id, one in self.by_name.get(folded(asked.name), ()) if asked.name else ():
            if id != asked.applicant and not (self._is_code(asked.applicant) and self._is_code(id)):
                yield one

    def _is_code(self, id: str) -> bool:
        return self.has_codes and len(id) == CODE


def _listed(session: Session, policy: Policy) -> list[tuple[t.Award, Json]]:
    """What lists of earlier years say, each also as an entry of a history."""
    known = {p.id for p in policy.provisions}
    return [
        (row, awards.entry(row)) for row in awards.holding(session, policy) if row.amount and row.provision in known
    ]


def _decided(session: Session, policy: Policy, of: Sequence[Of], this_year: bool) -> list[_Decided]:
    a, c = t.Application, t.Claim
    has_any = select(c.id).where(c.application_id == a.id, c.approved > 0).exists()
    query = select(a.id, a.applicant, a.name, a.year).where(a.policy == policy.id, a.dismissed.is_(None), has_any)
    last = max(asked.year for asked in of) - (not this_year)
    query = query.where(a.year <= last).order_by(a.year, a.created, a.id)
    return [_Decided(*row) for row in session.execute(query)]


# ------------------------------------------------------------------------------------------------ what it was


def _entries(session: Session, policy: Policy, ids: Iterable[str]) -> dict[str, list[Json]]:
    """What was approved of each of these applications, as entries of a history."""
    a, c = t.Application, t.Claim
    found = dict[str, list[Json]]()
    for block in blocks(sorted(ids)):
        approved: dict[str, dict[str, int]] = defaultdict(dict)
        query = select(c.application_id, c.key, c.approved).where(c.application_id.in_(block), c.approved > 0)
        for application, key, amount in session.execute(query):
            approved[application][key] = amount or 0
        for application, year, text in session.execute(select(a.id, a.year, a.content).where(a.id.in_(block))):
            found[application] = list(_of_application(policy, json.loads(text), year, approved[application]))
    return found


def _of_application(policy: Policy, content: Json, year: int, approved: Mapping[str, int]) -> Iterator[Json]:
    known = {p.id: p for p in policy.provisions}
    shares: dict[str, list[int]] | None = None
    for claim in content["claims"]:
        provision, amount = known.get(claim["provision"]), approved.get(claim["id"])
        if provision is None or amount is None:
            continue
        facts = claim.get("facts") or {}
        whole = _named(provision, facts, is_matter=provision.each is None)
        items = [item for item in facts.get(provision.each or "") or () if isinstance(item, dict)]
        names = [_named(provision, item) for item in items]
        if not any(names):
            yield {"provision": provision.id, "year": year, "amount": exact_decimal(amount), **whole}
            continue
        if shares is None:
            shares = _shares(policy, content, approved)
        parts = shares.get(claim["id"]) or [amount, *(0 for _ in names[1:])]
        for name, part in zip(names, parts, strict=True):
            if part:
                yield {"provision": provision.id, "year": year, "amount": exact_decimal(part), **whole, **name}


def _named(provision: Provision, place: Json, is_matter: bool = True) -> Json:
    """The project that is named in one place, and the matter (`is_matter`: that the place is about one), as an entry of
    a history names them."""
    matter = matter_of(provision, place) if is_matter else ""
    named = {"matter": matter, "project": str(provision.project_of(place) or "")}
    return {name: text for name, text in named.items() if text}


def _shares(policy: Policy, content: Json, approved: Mapping[str, int]) -> dict[str, list[int]]:
    """What of an approved claim belongs to each of its entries; nothing where the present rules refuse it."""
    try:
        return shared_out(policy, read_application(policy, content, applies=None), dict(approved))
    except Refused:
        return {}
