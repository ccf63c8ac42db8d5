"""各级资助总额不超过项目实际投资总额: what a project still has room for. Claims of one project share it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from engine.steps.demands import Names
from engine.steps.language import Applied, Example, FactColumns, ReasonKind, Saying, View
from engine.steps.numbers import Number
from engine.steps.roles import OF_A_PROJECT, ProjectFacts
from engine.steps.step import NO_FIGURES, Figures, Place, Row, RowStep, StepKind
from engine.text import words
from engine.text.phrases import Both, both, sentence
from engine.values.money import uncut_text
from engine.values.names import identity

DRAWN = "drawn on the project"
"""What other claims have had of the funding of a project (分): decided before, and not asked of the applicant."""


PROJECT = {"project": "project"}
FIGURES = {
    "project": {"type": "group", "absent": "none"},
    "project.name": {"type": "text", "role": "project_name", "absent": "none"},
    "project.spent": {"type": "amount", "role": "invested"},
    "project.public": {"type": "amount", "role": "public_money", "absent": "none"},
}
ROOM = {"project_funding": ["国家、省、市、区资助总额不超过项目实际投资总额"]}


class ProjectFunding(StepKind):
    """The funding limit of the project holds, whose figures stand in a group of facts (`project`: its path).
    `required`: without figures nothing is granted."""

    key: ClassVar[str] = "project"
    rule = "project_funding"
    examples = (
        Example("below", PROJECT, "7.00", facts=FIGURES, says={"project": {"spent": "10", "public": "2"}}, rules=ROOM),
        Example("at", PROJECT, "7.00", facts=FIGURES, says={"project": {"spent": "10", "public": "3"}}, rules=ROOM),
        Example("above", PROJECT, "6.00", facts=FIGURES, says={"project": {"spent": "10", "public": "4"}}, rules=ROOM),
        Example("beside", PROJECT, "7.00", facts=FIGURES, rules=ROOM),
        Example("beside", PROJECT, facts={"project": "group"}, rules=ROOM, refused="role_taken"),
    )

    project: str
    required: bool = False

    def names(self, names: Names) -> None:
        """What the names in it must lead to: a group of facts that says all of the project."""
        names.group("project", self.project, OF_A_PROJECT)

    def columns(self, columns: FactColumns) -> None:
        """The facts that it computes with."""
        facts, add = columns.provision.projects[self.project], columns.group(self.project)
        for fact in columns.provision.children(facts.path):
            if fact.name == facts.invested or fact.name in facts.public:
                add(fact.name, "more" if fact.name == facts.invested else "less", required=self.required)

    def prepare(self, place: Place) -> ProjectFundingStep:
        """The limit as it is applied."""
        level = place.level_of(self.project)
        step = "item_project_limit" if level == "item" else "project_limit"
        rule, facts = place.rules["project_funding"], place.projects[self.project]
        name = words.both("steps.project_plain_name", label=both(rule.label))
        group = facts.group
        invested, *public = (f"{group}.{fact}" for fact in (facts.invested, *facts.public))
        own = (self.required, name, invested, tuple(public))
        return ProjectFundingStep(rule, step, level, place.scale, facts, group, *own)


@dataclass(frozen=True, slots=True, eq=False)
class ProjectFundingStep(RowStep):
    """What a project leaves room for: what was really invested less all other government money in it (`invested`,
    `public`: the columns; awards under the policy itself are in none of them). `group`: the column that says whether a
    project is stated."""

    reason_kind: ClassVar[ReasonKind] = "no_room"

    facts: ProjectFacts
    group: str
    required: bool
    name: Both
    invested: str
    public: tuple[str, ...]

    def project(self, place: Mapping[str, Any]) -> Hashable:
        """What tells the project that is stated in a place of a claim from others: its identity, or that it is like
        none; None where there is no project."""
        if place.get(self.group) is None:
            return object() if self.required else None
        name = self.facts.called(place)
        return object() if name is None else identity(name)

    def _public(self, r: Row) -> Number:
        """分: all government money in it."""
        first, *others = self.public
        return sum((r[name] for name in others), r[first])

    def headroom(self, o: Any, r: Row) -> Number:
        """分 that a project leaves room for."""
        return o.most(r[self.invested] - self._public(r) - r[DRAWN], 0)

    def room(self, o: Any, r: Row) -> int | None:
        """分 that the project of one claim or item leaves room for; None where no limit holds for it."""
        if not (self.required or r[self.group] == 1):
            return None
        room: int = self.headroom(o, r)
        return room

    def within(self, o: Any, r: Row, x: Number) -> Number:
        """An amount that is the only one of its project."""
        return o.least(x, self.headroom(o, r) * self.scale)

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
        return (self.within(o, r, x) if self.required else o.only(r[self.group] == 1, self.within, r, x)), NO_FIGURES

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: what was invested and what public money is in it, or whom it is shared with."""
        rule, name, before, after = self.rule, self.name, done.before, done.after
        operation: dict[str, Any] = {"op": "keep"}
        if not (self.required or row[self.group] == 1):
            text = sentence("steps.project_none")
        else:
            fen = done.figures["headroom"]
            room = fen * view.scale
            operation = {"op": "at_most", "value": view.decimal(room)}
            if {view.path(f"{self.group}.{fact}", item) for fact in self.facts.figures} & view.unknown:
                text = sentence("steps.project_unknown")
            else:
                name = words.both("steps.project_name", label=both(rule.label), room=uncut_text(fen))
                if after == min(before, room):
                    actual, others = uncut_text(row[self.invested]), uncut_text(self._public(row))
                    text = words.both("steps.project", actual=actual, others=others)
                else:
                    text = sentence("steps.project_shared")
                    operation = {"op": "multiply", "by": str(Fraction(after) / before) if before else "1"}
        kind = "bind" if after < before else "skip"
        return Saying(name, text, kind, operation, rule.article, rule.quotes[0])
