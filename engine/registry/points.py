"""Points: where the applications of a year contradict one another, and what hangs on each until it is decided.

They are worked out from what applications state (`statements`) whenever they are asked for, so that a point closes by
itself when the applications agree again. What officials have said to one is kept (`rulings`).

Who states something outranks others in this order: the application that an official has chosen; what officials have
brought in or decided about; what anybody has submitted. Where one contradicts a higher one, it is open and the higher
one is not; where those of one rank contradict one another, they are open with all below. An application that an
official has dismissed states nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from engine.policy.pack import Policy
from engine.registry import journal
from engine.registry import tables as t
from engine.registry.access import Credential, require
from engine.registry.database import Database
from engine.registry.funding import projects_stated
from engine.registry.kept import Json
from engine.registry.statements import BATCH, COPY, IMPORT, NAMED, PROJECT, blocks, key_of, named_in

State = Literal["open", "released", "decided", "counted", "agreed"]
About = tuple[int, str, str]
"""Which point: its year, kind and key."""


@dataclass(frozen=True, slots=True)
class Party:
    """One application with a say in a point: what it `states` (fact to value), the ids of its `claims` that hang on it,
    those of them that are `open`; `is_verified`: an official has brought it in or decided about it. `print` is another
    one as soon as it states something else. `is_chosen`: an official has decided that it counts; `is_settled`: that
    official knew what it states."""

    application: str
    name: str
    applicant: str
    source: str
    day: date
    created: datetime
    is_verified: bool
    states: Mapping[str, str]
    print: str
    claims: tuple[str, ...]
    open: tuple[str, ...] = ()
    is_chosen: bool = False
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One point: on what (`kind`, `key`, and `named`, as an application writes it), the `facts` that differ, and who
    states what. `told`: the applications whose companies an official has told to look at their own statements.
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
    with database.reading() as session:
        require(session, credential)
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


def one(session: Session, policy: Policy, about: About) -> Point | None:
    """One point, where there is one."""
    p = t.Point
    query = select(p).where(p.policy == policy.id, p.year == about[0], p.kind == about[1], p.key == about[2])
    row = session.scalars(query).first()
    said = {} if row is None else {about: row}
    return next(_points(session, policy, {about}, said), None)


@dataclass(frozen=True, slots=True)
class Question:
    """What of its own statements a company is asked to look at: of what (`kind`, `named` as it wrote it), and which
    `facts`."""

    kind: str
    named: str
    facts: tuple[str, ...]


def questions(session: Session, policy: Policy, row: t.Application) -> list[Question]:
    """What the company of an application was told to look at. That hangs on what it was told and on what it states
    itself, and on nothing that others state, now or later."""
    s, p = t.Statement, t.Point
    query = select(s.kind, s.key, s.fact, s.value).where(s.application_id == row.id, s.kind.not_in((BATCH, COPY)))
    states: dict[About, dict[str, str]] = defaultdict(dict)
    for kind, key, fact, value in session.execute(query):
        of = states[row.year, kind, key]
        if fact != NAMED:
            of[fact] = value
    content: Json = json.loads(row.content)
    asked = []
    for keys in blocks(sorted({key for _, _, key in states})):
        told = select(p).where(p.policy == row.policy, p.year == row.year, p.key.in_(keys), p.told.is_not(None))
        for point in session.scalars(told):
            about = (point.year, point.kind, point.key)
            own = _record(point.told).get(row.id)
            if own is not None and own["print"] == _print(row.salt, about, states.get(about, {})):
                place = next(named_in(policy, content, point.kind, point.key), {})
                named = str(place.get("id", "")).strip() if point.kind == PROJECT else row.name or row.applicant
                asked.append(Question(point.kind, named, tuple(own["facts"])))
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
    parties = _parties(session, policy, abouts)
    points = [_point(about, parties[about], said.get(about)) for about in sorted(parties)]
    there = [p for p in points if p.open or p.told or (p.chosen and p.facts) or p.is_once_more]
    projects = _projects(session, policy, {p.parties[0].application for p in there if p.kind == PROJECT})
    for point in there:
        yield replace(point, named=_named(point, projects))


def _point(about: About, parties: Sequence[Party], row: t.Point | None) -> Point:
    year, kind, key = about
    facts = _contested(parties)
    told = _record(row.told) if row is not None else {}
    settled = _record(row.settled) if row is not None else {}
    chosen = row.chosen if row is not None else None
    is_valid = any(party.application == chosen and settled.get(chosen) == party.print for party in parties)
    marked = [
        replace(
            party,
            is_chosen=is_valid and party.application == chosen,
            is_settled=is_valid and settled.get(party.application) == party.print,
        )
        for party in parties
    ]
    opened = {COPY: _open_copies, BATCH: _open_batch}.get(kind, _open)(marked)
    undecided = tuple(replace(party, open=party.open if party.application in opened else ()) for party in marked)
    still = frozenset(p.application for p in parties if told.get(p.application, {}).get("print") == p.print)
    if row is None:
        return Point("", year, kind, key, "", facts, undecided)
    return Point(
        row.id, year, kind, key, "", facts, undecided, still, row.version, row.reason, row.who, row.decided
    )  # fmt: skip


def _open(parties: Sequence[Party]) -> set[str]:
    """The applications that are open: see the order at the top."""
    waiting = [party for party in parties if not party.is_settled]
    ranks = (
        [party for party in parties if party.is_chosen],
        [party for party in waiting if party.is_verified],
        [party for party in waiting if not party.is_verified],
    )
    said: dict[str, str] = {}
    opened: set[str] = set()
    for number, rank in enumerate(ranks):
        fitting = [party for party in rank if _fits(said, party.states)]
        opened |= {party.application for party in rank} - {party.application for party in fitting}
        together = dict(said)
        for party in fitting:
            if not _fits(together, party.states):
                below = [other for lower in ranks[number + 1 :] for other in lower]
                return opened | {other.application for other in (*fitting, *below)}
            together |= party.states
        said = together
    return opened


def _open_copies(parties: Sequence[Party]) -> set[str]:
    """Of applications that are one and the same, the one that an official brought in counts, else the earliest."""
    ranked = sorted(parties, key=lambda party: (not party.is_verified, party.created, party.application))
    return {party.application for party in ranked[1:]}


def _open_batch(parties: Sequence[Party]) -> set[str]:
    """Of what is there for one company and one day, what the company itself submitted, where an official has brought in
    something else and has not chosen; where an official has decided about what the company submitted, the imported one
    too. A company may apply for several things on a day, and an official says which."""
    if not any(party.is_chosen for party in parties) and all(party.source != IMPORT for party in parties):
        return set()
    return _open(parties)


def _fits(said: Mapping[str, str], more: Mapping[str, str]) -> bool:
    return all(said.get(fact, value) == value for fact, value in more.items())


def _contested(parties: Iterable[Party]) -> tuple[str, ...]:
    values: dict[str, set[str]] = defaultdict(set)
    for party in parties:
        for fact, value in party.states.items():
            values[fact].add(value)
    return tuple(fact for fact, different in values.items() if len(different) > 1)


def _parties(session: Session, policy: Policy, abouts: Collection[About]) -> dict[About, list[Party]]:
    """Who states what about each of these, in the order of submission; not what officials have dismissed."""
    s = t.Statement
    states: dict[tuple[About, str], dict[str, str]] = defaultdict(dict)
    named: dict[tuple[About, str], dict[str, None]] = defaultdict(dict)
    wanted = sorted({key for _, _, key in abouts})
    columns = (s.year, s.kind, s.key, s.application_id, s.fact, s.value, s.claim)
    kinds = sorted({kind for _, kind, _ in abouts})
    for keys in blocks(wanted):
        query = select(*columns).where(s.policy == policy.id, s.kind.in_(kinds), s.key.in_(keys))
        if len({year for year, _, _ in abouts}) == 1:
            query = query.where(s.year == next(iter(abouts))[0])
        for year, kind, key, application, fact, value, claim in session.execute(query):
            about = (year, kind, key)
            if about in abouts:
                of = states[about, application]
                if fact != NAMED:
                    of[fact] = value
                if claim is not None:
                    named[about, application][claim] = None
    rows = _standing(session, {application for _, application in states})
    claims = _claims(session, rows)
    parties: dict[About, list[Party]] = defaultdict(list)
    for (about, application), of in states.items():
        row = rows.get(application)
        if row is None:
            continue
        own = claims[application]
        hanging = [claim for claim in own if about[1] != PROJECT or claim in named[about, application]]
        undecided = tuple(claim for claim in hanging if own[claim] is None)
        is_verified = row.source == IMPORT or any(amount is not None for amount in own.values())
        party = Party(
            application, row.name, row.applicant, row.source, row.day, row.created, is_verified, of,
            _print(row.salt, about, of), tuple(hanging), undecided,
        )  # fmt: skip
        parties[about].append(party)
    for of_point in parties.values():
        of_point.sort(key=lambda party: (party.created, party.application))
    return parties


def _standing(session: Session, ids: Collection[str]) -> dict[str, Any]:
    """Those of the applications that are not dismissed."""
    a = t.Application
    columns = (a.id, a.name, a.applicant, a.source, a.day, a.created, a.salt, a.dismissed)
    return {row.id: row for row in _by_id(session, columns, a.id, ids) if row.dismissed is None}


def _claims(session: Session, ids: Collection[str]) -> dict[str, dict[str, int | None]]:
    """Of each application the amounts that officials approved, by claim."""
    c = t.Claim
    claims: dict[str, dict[str, int | None]] = defaultdict(dict)
    for row in _by_id(session, (c.application_id, c.id, c.approved), c.application_id, ids, c.position):
        claims[row.application_id][row.id] = row.approved
    return claims


def _by_id(session: Session, columns: Any, key: Any, ids: Collection[str], *order: Any) -> Iterator[Any]:
    for block in blocks(sorted(ids)):
        yield from session.execute(select(*columns).where(key.in_(block)).order_by(key, *order))


def _print(salt: str, about: About, states: Mapping[str, str]) -> str:
    """A hash of what an application states on a point, which says nothing once the application is gone."""
    return journal.digest(salt, json.dumps([*about[1:], sorted(states.items())]))


def _record(text: str | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


def _projects(session: Session, policy: Policy, ids: Collection[str]) -> dict[tuple[str, str], str]:
    """What each of these applications calls the projects that it names, by its id and the project's key."""
    a = t.Application
    written: dict[tuple[str, str], str] = {}
    for row in _by_id(session, (a.id, a.content), a.id, ids):
        for claim in json.loads(row.content)["claims"]:
            for name, place in projects_stated(policy, claim):
                written.setdefault((row.id, key_of(name)), str(place["id"]).strip())
    return written


def _named(point: Point, projects: Mapping[tuple[str, str], str]) -> str:
    """What the point is about, as the first application writes it."""
    first = point.parties[0]
    if point.kind == PROJECT:
        return projects.get((first.application, point.key), "")
    return first.applicant if point.kind not in (BATCH, COPY) else first.name or first.applicant
