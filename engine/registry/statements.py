"""What applications state that must agree: kept beside them in a table of its own, and looked up by equality.

A statement is about something that others may speak of too: an applicant (by its credit code or id), a project (by its
number), a matter (`matters`), or an application as a whole, which is kept once however often it comes. Nothing is
refused because of what somebody else stated: where statements differ, that is a point for an official (`points`).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from engine.allocation.contradictions import SIDE
from engine.application.model import UNCONFIRMED, UNKNOWN, UNREADABLE, Application, Claim, Unclear, projects_of
from engine.application.reading import read_application
from engine.policy.folder import UnknownPolicy, load_policy
from engine.policy.pack import Policy
from engine.registry import matters
from engine.registry import tables as t
from engine.registry.contents import Checked, fingerprint, stated_applicant
from engine.registry.database import blocks
from engine.registry.funding import projects_stated
from engine.registry.stored import Json
from engine.values.money import WHOLE
from engine.values.names import folded
from engine.values.refusal import Refused

APPLICANT, PROJECT, BATCH, COPY = "applicant", "project", "batch", "copy"
SHARED = (APPLICANT, PROJECT, *matters.KINDS)
"""What several applications speak of. A batch is what one company applies for on one day, a copy is for itself."""
NAMED = ""
"""The fact of a statement that says nothing but that something is named."""
IMPORT = "import"
"""The source of what an official has brought in."""
WHICH = "application"
"""The fact of a copy: which application it is. No two can agree on it."""
UNREAD = UNREADABLE
NO_VALUES = (UNREAD, UNCONFIRMED, UNKNOWN)
"""The values of what was typed and cannot be read, has to be confirmed or is not known, whatever it is."""
SEVERAL = "several"
"""The value of what one application states differently in several places."""
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that an application states: of what (`kind`, and its `key`, which is the same however it is written),
    which `fact`, and its `value` as text that is equal where the values are; `claim`: the key of the claim that names
    it, None where it holds for all of the application."""

    kind: str
    key: str
    fact: str
    value: str
    claim: str | None = None

    @property
    def about(self) -> tuple[str, str]:
        """What it is about."""
        return self.kind, self.key


@dataclass(frozen=True, slots=True)
class Other:
    """Who states something else: an application that is kept (`id`, `source`) or one of the same file (None, ""), as
    messages name it (`by`), and its `value`."""

    id: str | None
    source: str
    by: str
    value: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact on which an application differs from others: its `value`, and what the others state. `named`: how the
    application itself calls what it is about; `provision`: of a matter, which."""

    kind: str
    key: str
    named: str
    fact: str
    value: str
    others: tuple[Other, ...]
    provision: str = ""


def key_of(name: str) -> str:
    """What is kept of a name or number: of fixed length, and the same however it is written."""
    return hashlib.sha256(folded(name).encode()).hexdigest()


def stated(policy: Policy, application: Application, application_id: str, is_named: bool = True) -> list[Statement]:
    """All that an application states. `is_named`: whether its applicant gave a code, an id or a name; without one, two
    that say the same may be of two companies."""
    found: dict[Statement, None] = {}
    applicant = stated_applicant(policy, application)
    if applicant is not None:
        key = key_of(applicant)
        for name, value in _facts_of_applicant(policy, application):
            found[Statement(APPLICANT, key, name, value)] = None
        found[Statement(APPLICANT, key, NAMED, "")] = None
    for claim in application.claims:
        for project in projects_of(claim):
            if project.key is None:
                continue
            key = key_of(project.key)
            found[Statement(PROJECT, key, NAMED, "", claim.id)] = None
            values = {name: value_text(value) for name, value in project.facts.items()}
            values |= dict(_unclear(claim, project.where))
            for name, value in values.items():
                if name != project.named_by:
                    found[Statement(PROJECT, key, name, value, claim.id)] = None
    who = key_of(applicant or application_id)
    for kind, key, fact, stated_value, claim_id in matters.statements_of(application, applicant, who):
        found[Statement(kind, key, fact, value_text(stated_value), claim_id)] = None
    whole = json.dumps([applicant, fingerprint(application)], ensure_ascii=False) if is_named else application_id
    found[Statement(COPY, key_of(whole), WHICH, application_id)] = None
    if applicant is not None:
        batch = key_of(json.dumps([applicant, application.day.isoformat()]))
        found[Statement(BATCH, batch, WHICH, key_of(fingerprint(application)))] = None
    return list(found)


def rows(
    application: dict[str, Any], claims: Iterable[dict[str, Any]], said: Iterable[Statement]
) -> list[dict[str, Any]]:
    """Statements as rows, for the rows of an application and of its claims."""
    ids: dict[str | None, str] = {claim["key"]: claim["id"] for claim in claims}
    return [
        {
            "id": t.new_id(),
            "application_id": application["id"],
            "policy": application["policy"],
            "year": application["year"],
            "kind": one.kind,
            "key": one.key,
            "fact": one.fact,
            "value": one.value,
            "claim": ids.get(one.claim),
        }
        for one in said
    ]


def add(session: Session, found: Sequence[Record]) -> None:
    """Note statements, as rows. Not by their class, which asks the database anew whenever a row has no claim."""
    session.execute(insert(t.Base.metadata.tables[t.Statement.__tablename__]), found)


def restate(
    session: Session,
    of: Sequence[t.Application],
    policy: Policy | None = None,
    read: Mapping[str, Application] | None = None,
) -> None:
    """Put what applications state now in the place of what they stated; `read`: what those were read as that have been
    read already, by their ids. Nothing is kept of one that cannot be read under the present policy: no allocation takes
    it."""
    for block in blocks(of):
        ids = [row.id for row in block]
        gone = delete(t.Statement).where(t.Statement.application_id.in_(ids))
        session.execute(gone.execution_options(synchronize_session=False))
        found = [record for row in block for record in _of_row(row, policy, (read or {}).get(row.id))]
        if found:
            add(session, found)
    forget_points(session)


def forget_points(session: Session) -> None:
    """Forget what officials have said of what nobody speaks of any more."""
    s, p = t.Statement, t.Point
    same = (s.policy == p.policy, s.year == p.year, s.kind == p.kind, s.key == p.key)
    session.execute(delete(p).where(~exists().where(*same)).execution_options(synchronize_session=False))


def fill(session: Session) -> None:
    """Note what the stored applications state of which nothing is noted: those of an older program or of a backup."""
    has_any = exists().where(t.Statement.application_id == t.Application.id)
    missing = list(session.scalars(select(t.Application.id).where(~has_any)))
    for ids in blocks(missing):
        for row in session.scalars(select(t.Application).where(t.Application.id.in_(ids))):
            found = _of_row(row)
            if found:
                add(session, found)
        session.expunge_all()


def unlike(session: Session) -> list[str]:
    """The ids of applications of which something else is noted than they state."""
    columns = (t.Statement.kind, t.Statement.key, t.Statement.fact, t.Statement.value, t.Statement.claim)
    wrong = []
    ids = list(session.scalars(select(t.Application.id).order_by(t.Application.id)))
    for block in blocks(ids):
        noted: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
        query = select(t.Statement.application_id, *columns).where(t.Statement.application_id.in_(block))
        for application_id, *said in session.execute(query):
            noted[application_id].add(tuple(said))
        for row in session.scalars(select(t.Application).where(t.Application.id.in_(block))):
            found = {tuple(one[column.key] for column in columns) for one in _of_row(row)}
            if found != noted[row.id]:
                wrong.append(row.id)
        session.expunge_all()
    return wrong


def _of_row(row: t.Application, policy: Policy | None = None, application: Application | None = None) -> list[Record]:
    try:
        policy = policy or load_policy(row.policy)
        application = application or read_application(policy, json.loads(row.content), applies=None)
    except (Refused, UnknownPolicy, ValueError, TypeError, RecursionError):
        return []  # nor of one that was damaged: `proof` says which
    is_named = bool(stated_applicant(policy, application) or row.name)
    said = stated(policy, application, row.id, is_named)
    claims = [{"key": claim.key, "id": claim.id} for claim in row.claims]
    return rows({"id": row.id, "policy": row.policy, "year": row.year}, claims, said)


# ------------------------------------------------------------------------------------------- what differs


class Known:
    """What is kept that could contradict some new applications, and what was added since: asked before they are
    written, in a reader's or a writer's transaction."""

    def __init__(
        self, session: Session, policy: Policy, new: Sequence[Checked], but: Collection[str] = frozenset()
    ) -> None:
        """`but`: ids of kept applications that the new ones replace."""
        self.policy = policy
        self._there: dict[tuple[int, str, str, str], list[Other]] = defaultdict(list)
        self._said = {
            id(checked): [one for one in stated(policy, checked.application, checked.applicant) if one.kind in SHARED]
            for checked in new
        }
        years: dict[int, set[str]] = defaultdict(set)
        for checked in new:
            years[checked.application.day.year] |= {one.key for one in self._said[id(checked)]}
        for year, keys in years.items():
            self._read(session, year, sorted(keys), but)

    def against(self, checked: Checked) -> list[Difference]:
        """Where one of the new applications differs from what is kept or was added."""
        names = dict(_names(self.policy, checked.application))
        for matter in matters.named(self.policy, json.loads(checked.text)):
            names |= {(matter.kind, key): (matter.name, matter.provision) for key in matter.keys}
        found: dict[Statement, Difference] = {}
        for one in self._said[id(checked)]:
            others = self._there[checked.application.day.year, one.kind, one.key, one.fact]
            if one.kind == SIDE and one.fact in (matters.WHO, matters.SHARE):
                differing = self._beyond(checked, one)
            else:
                differing = tuple(dict.fromkeys(other for other in others if other.value != one.value))
            plain = Statement(one.kind, one.key, one.fact, one.value)
            if differing:
                named, provision = names[one.about]
                found[plain] = Difference(*one.about, named, one.fact, one.value, differing, provision)
        return list(found.values())

    def add(self, checked: Checked) -> None:
        """Take one of the new applications in, for those after it."""
        by = checked.place or checked.name
        year = checked.application.day.year
        for one in self._said[id(checked)]:
            self._there[year, one.kind, one.key, one.fact].append(Other(None, "", by, one.value))

    def _beyond(self, checked: Checked, one: Statement) -> tuple[Other, ...]:
        """Who else has a share of a side, where the shares come to more than the whole."""
        if one.fact != matters.SHARE:
            return ()
        year = checked.application.day.year
        claimed = self._there[year, one.kind, one.key, matters.WHO]
        who = {(other.id, other.by): other.value for other in claimed}
        own = next(x.value for x in self._said[id(checked)] if (*x.about, x.fact) == (*one.about, matters.WHO))
        shares = self._there[year, one.kind, one.key, matters.SHARE]
        theirs = tuple(dict.fromkeys(other for other in shares if who[other.id, other.by] != own))
        of = {who[x.id, x.by]: int(x.value) for x in sorted(theirs, key=lambda other: int(other.value))}
        return theirs if int(one.value) + sum(of.values()) > WHOLE else ()

    def _read(self, session: Session, year: int, keys: list[str], but: Collection[str]) -> None:
        s, a = t.Statement, t.Application
        query = select(s.kind, s.key, s.fact, s.value, a.id, a.source, a.name, a.applicant).join(a)
        query = query.where(s.policy == self.policy.id, s.year == year, s.kind.in_(SHARED), s.fact != NAMED)
        for block in blocks(keys):
            for kind, key, fact, value, application_id, source, name, applicant in session.execute(
                query.where(s.key.in_(block)).order_by(a.created, a.id)
            ):
                if application_id not in but:
                    other = Other(application_id, source, called(name, applicant, application_id), value)
                    self._there[year, kind, key, fact].append(other)


def called(name: str, applicant: str, application_id: str) -> str:
    """An application as messages for officials name it."""
    return f"{name or applicant} ({application_id[:8]})"


def named_in(policy: Policy, content: Json, kind: str, key: str) -> Iterator[Json]:
    """Where content, as it is stored, speaks of an applicant, a project or a matter: the facts as they stand there."""
    if kind == APPLICANT:
        yield content["applicant"]
    elif kind == PROJECT:
        for claim in content["claims"]:
            yield from (place for name, place, _ in projects_stated(policy, claim) if key_of(name) == key)
    elif kind in matters.KINDS:
        yield from (one.place for one in matters.named(policy, content) if key in one.keys)


def add_to(states: dict[str, str], fact: str, value: str) -> None:
    """Add what an application states to what it stated in other places, of a project or a matter that it names twice
    too: where that is not the same, it is `SEVERAL`."""
    if fact != NAMED:
        states[fact] = value if states.get(fact, value) == value else SEVERAL


def _names(policy: Policy, application: Application) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """What the application calls what it speaks of, and of a matter, its provision."""
    applicant = stated_applicant(policy, application)
    if applicant is not None:
        yield (APPLICANT, key_of(applicant)), (applicant, "")
    for claim in application.claims:
        for project in projects_of(claim):
            if project.key is not None:
                yield (PROJECT, key_of(project.key)), (project.name or "", "")


def _facts_of_applicant(policy: Policy, application: Application) -> Iterator[tuple[str, str]]:
    """What applications of one applicant must agree on: not how its name is written, nor what no rule reads, or none
    under these readings."""
    for fact in (fact for fact in policy.under(application.readings).applicant if not fact.profile):
        value = application.applicant.get(fact.name)
        if fact.type != "text" and value is not None:
            yield fact.name, value_text(value)
        elif (unclear := application.unclear.get(fact.name)) is not None and unclear.unconfirmed:
            yield fact.name, UNCONFIRMED


def _unclear(claim: Claim, where: str) -> Iterator[tuple[str, str]]:
    """The facts of the project that stands there that were typed and cannot be read, or have to be confirmed. That
    agrees with no figure: or whoever types it would leave everybody else who names that project without one, and
    nothing to decide."""
    for path, unclear in claim.unclear.items():
        if path.startswith(f"{where}."):
            yield path.removeprefix(f"{where}."), value_text(unclear)


def value_text(value: Any) -> str:
    """A value as text that is equal where the values are, of bounded length."""
    match value:
        case Unclear():
            text = value.kind
        case bool() | int():
            text = json.dumps(value)
        case date():
            text = value.isoformat()
        case str():
            text = folded(value)
        case _:
            text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= t.HASH else hashlib.sha256(text.encode()).hexdigest()
