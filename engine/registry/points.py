"""Points: where the applications of a year contradict one another, and what hangs on each until it is decided.

They are worked out from what applications state (`statements`) whenever they are asked for, so that a point closes by
itself when the applications agree again. What officials have said to one is kept (`rulings`).

Whose statement counts, and whose is open, hangs on their rank (`ranks`). An application that an official has dismissed
states nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from engine.policy.pack import Policy
from engine.registry import matters, ranks
from engine.registry import tables as t
from engine.registry.access import Credential, reading
from engine.registry.database import Database, blocks
from engine.registry.funding import projects_stated
from engine.registry.parties import OF_CLAIMS, About, Party, by_id, parties, print_of
from engine.registry.statements import BATCH, COPY, IMPORT, NAMED, add_to, key_of
from engine.registry.stored import Json

State = Literal["open", "released", "decided", "counted", "agreed"]


@dataclass(frozen=True, slots=True)
class Point:
    """One point: on what (`kind`, `key`, and `named`, as an application writes it; of a matter, of which `provision`),
    the `facts` that differ, and who states what. `told`: the applications whose companies an official has told to look
    at their own statements.
    `version` counts what officials have said to it (0: nothing yet); `reason`, `who` and `at` are of the last decision.
    """

    id: str
    year: int
    kind: str
    key: str
    named: str
    facts: tuple[str, ...]
    parties: tuple[Party, ...]
    told: frozenset[str] = frozenset()
    version: int = 0
    reason: str = ""
    who: str = ""
    at: datetime | None = None
    provision: str = ""

    @property
    def about(self) -> About:
        """Which point it is."""
        return self.year, self.kind, self.key

    @property
    def open(self) -> tuple[str, ...]:
        """The claims that are open because of it."""
        return tuple(dict.fromkeys(claim for party in self.parties for claim in party.open))

    @property
    def chosen(self) -> Party | None:
        """The application that counts, where an official has decided that one does."""
        return next((party for party in self.parties if party.is_chosen), None)

    @property
    def counting(self) -> tuple[Party, ...]:
        """All applications that count, where an official has decided that they do: of shares of a side, several can."""
        return tuple(party for party in self.parties if party.is_chosen)

    @property
    def is_claimed(self) -> bool:
        """Whether it is about who claims a matter, not about what one applicant states of it."""
        return any(matters.WHO in party.states for party in self.parties)

    @property
    def is_shared(self) -> bool:
        """Whether several applications can be chosen to count: they have shares of one side."""
        return self.facts == (matters.SHARE,)

    @property
    def state(self) -> State:
        """Where it stands: `open`; `released`, once the companies have been told to look; `decided`; `counted`: all of
        it has been approved, claim by claim, though it may be the same once more; `agreed`: nothing contradicts any
        more, and companies have been told to look."""
        if self.open:
            return "released" if self.told else "open"
        return "decided" if self.chosen else "counted" if self.is_once_more else "agreed"

    @property
    def is_once_more(self) -> bool:
        """Whether these are applications of one company and one day of which an official has to see whether they are
        the same once more: the very same ones, or an imported one beside another."""
        is_imported = any(party.source == IMPORT for party in self.parties)
        return bool(self.facts) and (self.kind == COPY or (self.kind == BATCH and is_imported))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the applications of a policy (of a year, where one was asked for) stand to one another: the points, and the
    ids of the applications that an official has dismissed."""

    points: tuple[Point, ...]
    dismissed: frozenset[str]

    @property
    def open(self) -> frozenset[str]:
        """The ids of all claims that are open."""
        return frozenset(claim for point in self.points for claim in point.open)

    def of(self, application: str) -> list[Point]:
        """The points in which an application has a say."""
        return [point for point in self.points if any(party.application == application for party in point.parties)]


def standing(database: Database, credential: Credential, policy: Policy, year: int | None = None) -> Standing:
    """How the applications stand to one another."""
    with reading(database, credential) as session:
        return found(session, policy, year)


def found(session: Session, policy: Policy, year: int | None = None) -> Standing:
    """The same for whoever has asked already."""
    s, a, p = t.Statement, t.Application, t.Point
    of = [s.policy == policy.id] + ([] if year is None else [s.year == year])
    contested = select(s.year, s.kind, s.key).where(*of, s.fact != NAMED)
    contested = contested.group_by(s.year, s.kind, s.key, s.fact).having(func.min(s.value) != func.max(s.value))
    abouts = {(row.year, row.kind, row.key) for row in session.execute(contested)}
    said = {(row.year, row.kind, row.key): row for row in session.scalars(select(p).where(p.policy == policy.id))}
    abouts |= {about for about in said if year in (None, about[0])}
    which = [a.policy == policy.id] + ([] if year is None else [a.year == year])
    dismissed = frozenset(session.scalars(select(a.id).where(*which, a.dismissed.is_not(None))))
    return Standing(tuple(_points(session, policy, abouts, said)), dismissed)


def said_to(session: Session, policy: Policy, about: About) -> t.Point | None:
    """What officials have said to a point."""
    p = t.Point
    query = select(p).where(p.policy == policy.id, p.year == about[0], p.kind == about[1], p.key == about[2])
    return session.scalars(query).first()


def one(session: Session, policy: Policy, about: About) -> Point | None:
    """One point, where there is one."""
    row = said_to(session, policy, about)
    said = {} if row is None else {about: row}
    return next(_points(session, policy, {about}, said), None)


@dataclass(frozen=True, slots=True)
class Question:
    """What of its own statements a company is asked to look at: of what (`kind`, `named` as it wrote it), and which
    `facts`; of a matter, of which `provision`."""

    kind: str
    named: str
    facts: tuple[str, ...]
    provision: str = ""


def questions(session: Session, policy: Policy, row: t.Application) -> list[Question]:
    """What the company of an application was told to look at. That hangs on what it was told and on what it states
    itself, and on nothing that others state, now or later."""
    s, p = t.Statement, t.Point
    query = select(s.kind, s.key, s.fact, s.value).where(s.application_id == row.id, s.kind.not_in((BATCH, COPY)))
    states: dict[About, dict[str, str]] = defaultdict(dict)
    for kind, key, fact, value in session.execute(query):
        add_to(states[row.year, kind, key], fact, value)
    names = _names_in(policy, json.loads(row.content))
    asked = []
    for keys in blocks(sorted({key for _, _, key in states})):
        told = select(p).where(p.policy == row.policy, p.year == row.year, p.key.in_(keys), p.told.is_not(None))
        for point in session.scalars(told):
            about = (point.year, point.kind, point.key)
            own = _record(point.told).get(row.id)
            if own is not None and own["print"] == print_of(row.salt, about, states.get(about, {})):
                named, provision = names.get(point.key, (row.name or row.applicant, ""))
                asked.append(Question(point.kind, named, tuple(own["facts"]), provision))
    return asked


def open_of_run(standing: Standing, applications: Iterable[Json]) -> list[Json]:
    """The points as an allocation takes them, for the claims that are in it."""
    there = {claim["id"] for application in applications for claim in application["claims"]}
    points = []
    for point in standing.points:
        claims = [claim for claim in point.open if claim in there]
        if claims:
            points.append({"kind": point.kind, "what": point.named, "claims": claims})
    return points


def decided(session: Session, policy: Policy, applications: Collection[str]) -> list[Point]:
    """The points in which some of these applications (their ids) have a say and of which an official has decided."""
    s, p = t.Statement, t.Point
    said: dict[About, t.Point] = {}
    for ids in blocks(sorted(applications)):
        same = (s.policy == p.policy, s.year == p.year, s.kind == p.kind, s.key == p.key)
        theirs = exists().where(*same, s.application_id.in_(ids))
        rows = session.scalars(select(p).where(p.policy == policy.id, p.chosen.is_not(None), theirs))
        said |= {(row.year, row.kind, row.key): row for row in rows}
    return [point for point in _points(session, policy, said.keys(), said) if point.chosen] if said else []


# ------------------------------------------------------------------------------------------------ working it out


def _points(
    session: Session, policy: Policy, abouts: Collection[About], said: Mapping[About, t.Point]
) -> Iterator[Point]:
    """The points about these, where something contradicts or a company has been told of one."""
    all_ = parties(session, policy, abouts)
    points = [_point(about, all_[about], said.get(about)) for about in sorted(all_)]
    there = [p for p in points if p.open or p.told or (p.chosen and p.facts) or p.is_once_more]
    names = _names(session, policy, {p.parties[0].application for p in there if p.kind in OF_CLAIMS})
    for point in there:
        first = point.parties[0]
        whole = first.applicant if point.kind not in (BATCH, COPY) else first.name or first.applicant
        named, provision = names.get(first.application, {}).get(point.key, (whole, ""))
        yield replace(point, named=named, provision=provision)


def _point(about: About, of: Sequence[Party], row: t.Point | None) -> Point:
    year, kind, key = about
    facts = ranks.contested(kind, of)
    told = _record(row.told) if row is not None else {}
    settled = _record(row.settled) if row is not None else {}
    chosen = (row.chosen or "").split() if row is not None else []
    known = {party.application for party in of if settled.get(party.application) == party.print}
    is_valid = bool(chosen) and known.issuperset(chosen)
    marked = [
        replace(
            party,
            is_chosen=is_valid and party.application in chosen,
            is_settled=is_valid and party.application in known,
        )
        for party in of
    ]
    opened = ranks.opened(kind, marked)
    undecided = tuple(replace(party, open=party.open if party.application in opened else ()) for party in marked)
    still = frozenset(p.application for p in of if told.get(p.application, {}).get("print") == p.print)
    if row is None:
        return Point("", year, kind, key, "", facts, undecided)
    return Point(
        row.id, year, kind, key, "", facts, undecided, still, row.version, row.reason, row.who, row.decided
    )  # fmt: skip


def _record(text: str | None) -> dict[str, Any]:
    return json.loads(text) if text else {}


def _names(session: Session, policy: Policy, ids: Collection[str]) -> dict[str, dict[str, tuple[str, str]]]:
    """What each of these applications (their ids) calls the projects and matters that it names."""
    a = t.Application
    return {row.id: _names_in(policy, json.loads(row.content)) for row in by_id(session, (a.id, a.content), a.id, ids)}


def _names_in(policy: Policy, content: Json) -> dict[str, tuple[str, str]]:
    """What an application calls the projects and matters that it names, by their keys: the name, and the provision of a
    matter."""
    found: dict[str, tuple[str, str]] = {}
    for claim in content["claims"]:
        for name, _, written in projects_stated(policy, claim):
            found.setdefault(key_of(name), (written.strip(), ""))
    for matter in matters.named(policy, content):
        for key in matter.keys:
            found.setdefault(key, (matter.name, matter.provision))
    return found
