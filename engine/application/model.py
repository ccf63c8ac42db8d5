"""What a company tells us: an application, its claims and what is stated of them, kept with its unknowns.

What somebody typed and cannot be read stands in the place of an answer as `{"unreadable": "60"}`, and what was answered
when the question meant something else as `{"unconfirmed": "60"}`; `{"unknown": true}` is the answer that there is
something, and nobody knows how much or which yet. They are noted beside the facts, and count as unknown also where
absence has a meaning. Amounts are integers of 分, ratios millionths, days `datetime.date`, years and counts integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import is_
from typing import Any

from engine.policy.provision import Provision
from engine.values.names import identity
from engine.values.refusal import LONGEST_TEXT, is_text

MOST_ENTRIES = 200
"""Claims and entries of lists (at every depth) that one application holds together."""

Facts = dict[str, Any]
TYPED = frozenset({"amount", "yearly", "ratio", "count", "date", "text", "uscc"})
"""The kinds of fact that people type into a box; the others are chosen there, and typed only into a table."""
CONFIRMED = TYPED | {"choices"}
"""The kinds of fact of which an earlier answer can have to be confirmed."""
UNREADABLE, UNCONFIRMED, UNKNOWN = "unreadable", "unconfirmed", "unknown"
"""Under which name it stands in the place of an answer."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """What stands in the place of an answer and is none: what was typed and cannot be read, what was answered when the
    question meant something else and has to be confirmed (`unconfirmed`), or no `text`: that it is not known yet."""

    text: str
    unconfirmed: bool = False

    @property
    def kind(self) -> str:
        """UNREADABLE, UNCONFIRMED or UNKNOWN."""
        return UNCONFIRMED if self.unconfirmed else UNREADABLE if self.text else UNKNOWN


def unclear(value: object) -> Unclear | None:
    """What stands in the place of an answer and is none; else None."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    ((kind, text),) = value.items()
    if kind == UNKNOWN:
        return Unclear("") if text is True else None
    if kind == UNCONFIRMED:
        text = "true" if text is True else str(text) if isinstance(text, int) and not isinstance(text, bool) else text
    if kind not in (UNREADABLE, UNCONFIRMED) or not is_text(text, LONGEST_TEXT) or not text.strip():
        return None
    return Unclear(text, kind == UNCONFIRMED)


def unread_text(value: object) -> str | None:
    """The text of what stands in the place of an answer and is none, empty where it is not known; else None."""
    found = unclear(value)
    return None if found is None else found.text


@dataclass(slots=True)
class Claim:
    """One claim: which provision, and the facts as parsed (lists of dicts, groups as dicts). `unclear`: what cannot be
    read or has to be confirmed, by its path in the facts."""

    id: str
    provision: Provision
    facts: Facts
    unclear: dict[str, Unclear] = field(default_factory=dict)

    def entries(self) -> Sequence[Facts]:
        """What is stated of each entry of the list that it is about, or of the claim itself where there is none."""
        each = self.provision.each
        return (self.facts.get(each) or ()) if each else (self.facts,)


@dataclass(frozen=True, slots=True)
class Award:
    """What the applicant was awarded before under a provision (its id), in a `year`: `amount` (分) is what was
    approved, `paid` what was paid of it, None where that is not said or not over. `matter` and `project`: for which, as
    they are written; empty where that is not said. `applicant`: to whom, where it was to another one: then it comes off
    what the project and the side of it leave room for, and the matter counts already; nothing else."""

    provision: str
    year: int
    amount: int
    paid: int | None = None
    matter: str = ""
    project: str = ""
    applicant: str = ""


@dataclass(slots=True)
class Application:
    """One application, checked. `readings` holds every reading in force, the defaults included; `history`: what the
    applicant was awarded before; `invented`: nobody is this company (see `engine.application.invented`). `not_counted`:
    matters (provision and identity) of which it is decided that they count in another application. `unclear`: as in a
    claim, of what is said of the applicant."""

    day: date
    applicant: Facts
    claims: list[Claim]
    readings: dict[str, str]
    already_awarded: dict[str, int]
    quota_used: dict[str, int]
    invented: bool = False
    history: tuple[Award, ...] = ()
    not_counted: frozenset[tuple[str, str]] = frozenset()
    unclear: dict[str, Unclear] = field(default_factory=dict)

    def under(self, readings: dict[str, str]) -> Application:
        """It under other readings (all that are in force), in which its claims are of their provisions too; itself
        where that changes nothing."""
        provisions = [claim.provision.under(readings) for claim in self.claims]
        of_them = zip(self.claims, provisions, strict=True)
        claims = [claim if claim.provision is p else replace(claim, provision=p) for claim, p in of_them]
        if self.readings == readings and all(map(is_, claims, self.claims)):
            return self
        return replace(self, readings=readings, claims=claims)


def entries_in(claims: list[Any] | dict[str, Any]) -> int:
    """How many claims and entries of lists, at every depth, stand in `claims` (contract form, read or not)."""
    count, left = 0, [claims]
    for part in left:  # which grows by what stands in it
        inside = part.values() if isinstance(part, dict) else part
        count += 0 if isinstance(part, dict) else len(part)
        left += [of for of in inside if isinstance(of, (list, dict))]
    return count


def places(facts: Facts, parent: str, path: str) -> list[tuple[Facts, str]]:
    """Every dict that stands at `parent` (a dotted path through groups and lists), with its own path."""
    found = [(facts, path)]
    for name in parent.split(".") if parent else ():
        inner: list[tuple[Facts, str]] = []
        for place, where in found:
            stated, at = place.get(name), f"{where}.{name}" if where else name
            if isinstance(stated, dict):
                inner.append((stated, at))
            elif isinstance(stated, list):
                inner += [(entry, f"{at}.{i}") for i, entry in enumerate(stated)]
        found = inner
    return found


@dataclass(frozen=True, slots=True)
class Project:
    """What a claim states of a project: the group of `facts`, with its path in those of the claim (`where`);
    `named_by`: the fact in it that names the project."""

    facts: Facts
    where: str
    named_by: str

    @property
    def name(self) -> str | None:
        """What it is called; None where nothing names it."""
        return self.facts.get(self.named_by)

    @property
    def key(self) -> str | None:
        """By what it is found again however its name is written; None where nothing names it."""
        name = self.name
        return None if name is None else identity(name)


def projects_of(claim: Claim) -> Iterator[Project]:
    """What a claim states of projects that limit it, for itself or in its items."""
    projects = claim.provision.projects
    for of in projects.values() if projects else ():
        for facts, where in places(claim.facts, of.path, ""):
            yield Project(facts, where, of.name)


def unclear_for_all(claims: Iterable[Claim]) -> None:
    """What is not clear of a project in one claim is not in any that names it."""
    claims = list(claims)
    if not any(claim.unclear for claim in claims):
        return
    projects = [(claim, project) for claim in claims for project in projects_of(claim) if project.name is not None]
    of: dict[str | None, dict[str, Unclear]] = {}
    for claim, project in projects:
        for path, found in claim.unclear.items():
            if path.startswith(f"{project.where}."):
                of.setdefault(project.name, {})[path.removeprefix(f"{project.where}.")] = found
    for claim, project in projects:
        for fact, found in of.get(project.name, {}).items():
            claim.unclear.setdefault(f"{project.where}.{fact}", found)
