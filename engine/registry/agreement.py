"""What the applications of one year must agree on, so that they can be allocated together.

An allocation is refused where one applicant's applications differ in what they say of it, or where two sides of a
project state different figures. So nothing that differs is let in: the first to say something is believed until
it is corrected. A company is never told what another one said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from engine import words
from engine.application import Application, Facts, projects_of, read_application
from engine.money import wan_law
from engine.pack import Fact, Policy
from engine.phrases import both
from engine.refusal import Refusals, Refused, shown
from engine.registry import tables as t
from engine.registry.contents import Checked

FEW_APPLICATIONS, FEW_PROJECTS = 256, 12
"""Up to so many are looked for among those that are kept; more are compared with all of their year."""
MOST_ERRORS = 240
"""Whoever has made so many mistakes will not read of more."""
BLOCK = 512
APPLICANT = "applicant"


@dataclass(slots=True)
class Said:
    """A value, and who said it."""

    value: Any
    by: str


class Year:
    """What the applications of one year say so far."""

    def __init__(self, policy: Policy, told: bool) -> None:
        """`told`: whether what others said may be shown."""
        self.policy, self.told = policy, told
        self.applicants: dict[tuple[str, str], Said] = {}
        self.projects: dict[tuple[str, str], Said] = {}
        self.prints: set[str] = set()
        self.applicant_facts = [fact for fact in policy.applicant if fact.type != "text"]
        self.project_facts = {f.name: f for f in policy.common if f.parent == "project"}

    def holds(self, checked: Checked) -> bool:
        """Whether the same application is there already."""
        return checked.is_named and checked.fingerprint in self.prints

    def add(self, checked: Checked, by: str, refusals: Refusals) -> None:
        """Take in one application, and note where it differs from those before it."""
        application = checked.application
        self.prints.add(checked.fingerprint)
        for fact in self.applicant_facts:
            value = application.applicant.get(fact.name)
            if value is None:
                continue
            before = self.applicants.setdefault((checked.applicant, fact.name), Said(value, by))
            if before.value != value:
                path = checked.path(f"applicant.{fact.name}")
                self._differs(APPLICANT, path, checked.applicant, fact, value, before, refusals)
        for project, path in projects_in(application):
            for name, value in project.items():
                before = self.projects.setdefault((project["id"], name), Said(value, by))
                if before.value != value:
                    fact, at = self.project_facts[name], checked.path(f"{path}.{name}")
                    self._differs("project", at, project["id"], fact, value, before, refusals)

    @staticmethod
    def _another(refusals: Refusals) -> None:
        """Said once, and not wherein: whoever knows a credit code would learn what its owner has stated."""
        if not any(error["path"] == APPLICANT for error in refusals.errors):
            refusals.add(APPLICANT, "claims.another_application")

    def _differs(
        self, what: str, path: str, whose: str, fact: Fact, value: Any, before: Said, refusals: Refusals
    ) -> None:
        if not self.told and what == APPLICANT:
            self._another(refusals)
            return
        if not self.told:
            refusals.add(path, "claims.project_differs", whose=shown(whose), label=both(fact.label))
            return
        refusals.add(
            path,
            f"claims.{what}_differs_told",
            whose=shown(whose),
            label=both(fact.label),
            given=_shown(fact, value),
            before=_shown(fact, before.value),
            by=before.by,
        )


def agreed(
    session: Session, policy: Policy, new: Sequence[Checked], *, told: bool, but: str | None = None
) -> list[Checked]:
    """Those of `new` that are not there already; Refused where they differ from what is there, or from one another.
    `but`: the id of the application that one of them replaces. The session is a writer's, so
    that nobody else adds an application meanwhile."""
    years: dict[int, Year] = {}
    for year in {checked.application.day.year for checked in new}:
        years[year] = Year(policy, told)
        of_year = [checked for checked in new if checked.application.day.year == year]
        for checked, by in _there(session, policy, year, of_year, but):
            years[year].add(checked, by, Refusals())
    fresh, refusals = [], Refusals()
    for checked in new:
        known = years[checked.application.day.year]
        if known.holds(checked):
            continue
        fresh.append(checked)
        known.add(checked, checked.place or checked.name, refusals)
        if len(refusals.errors) >= MOST_ERRORS:
            break
    refusals.raise_if_any()
    return fresh


def projects_in(application: Application) -> Iterator[tuple[Facts, str]]:
    """The projects with an id that an application names, each with its path."""
    for i, claim in enumerate(application.claims):
        for project, where in projects_of(claim):
            if project.get("id") is not None:
                yield project, f"claims.{i}.facts.{where}"


def _there(
    session: Session, policy: Policy, year: int, new: Sequence[Checked], but: str | None
) -> Iterator[tuple[Checked, str]]:
    """What is kept of a year and could concern the `new` ones, with the names of who said it."""
    a = t.Application
    query = select(a.id, a.content, a.applicant, a.name).where(a.policy == policy.id, a.year == year)
    query = query.where(*([a.id != but] if but else []), *_concerned(new))
    for application_id, content, applicant, name in session.execute(query.execution_options(yield_per=BLOCK)):
        try:
            application = read_application(policy, json.loads(content))
        except Refused:  # accepted under an older version of the policy; whoever opens it is told
            continue
        checked = Checked(content, application, applicant, name, None, {})
        yield checked, f"{name or applicant} ({application_id[:8]})"


def _concerned(new: Sequence[Checked]) -> list[ColumnElement[bool]]:
    """Which kept applications could be of the same applicants or projects: all, where that is as quick to say."""
    projects = {p["id"] for checked in new for p, _ in projects_in(checked.application)}
    if len(new) > FEW_APPLICATIONS or len(projects) > FEW_PROJECTS:
        return []
    a = t.Application
    # Within JSON, so that quotes and backslashes stand there as they do in the column.
    named = [a.content.contains(json.dumps(p, ensure_ascii=False)[1:-1], autoescape=True) for p in sorted(projects)]
    names = [checked.name for checked in new if checked.name]
    return [or_(a.applicant.in_([checked.applicant for checked in new]), a.name.in_(names), *named)]


def _shown(fact: Fact, value: Any) -> Any:
    """A value as a person reads it, in both languages."""
    match fact.type:
        case "amount":
            return f"{wan_law(value)}万元"
        case "yes_no":
            return words.both("claims.yes" if value else "claims.no")
        case "choice":
            return both(next(c.label for c in fact.choices if c.id == value))
        case _:
            return value.isoformat() if isinstance(value, date) else shown(value)
