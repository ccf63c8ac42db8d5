"""A provision that can be claimed: its conditions, what is measured, its steps in the order of the law, its facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from pydantic import field_validator

from engine.policy.facts import Fact, Form, form_of
from engine.steps.cap import ACROSS, Cap
from engine.steps.combine import Combine
from engine.steps.fixed import Nothing
from engine.steps.kinds import AnyCondition, AnyStep
from engine.steps.language import ByChoice, Stated
from engine.steps.matter import Matter
from engine.steps.measure import Measure
from engine.steps.once import Once
from engine.steps.other_policy import OtherPolicy
from engine.steps.project_funding import ProjectFunding
from engine.steps.roles import OtherFacts, ProjectFacts
from engine.steps.step import AmountStep, Grade, Limit
from engine.steps.varying import ByDay, ByFact, NumberByReading
from engine.steps.winners import Winners
from engine.text.phrases import Words

S = TypeVar("S")
PARTS = ("when", "item_when", "steps")
"""Where a provision has its conditions and steps."""


class Provision(ByChoice):
    """One provision that can be claimed: the conditions of the claim (`when`) and of each entry (`item_when`) of the
    list that it is about (`each`), what is measured of an entry, and the steps to the amount, in the law's order."""

    id: str
    article: int
    paragraph: int = 0
    title: Words
    summary: Words
    quotes: list[str]
    each: str | None = None
    item: Words | None = None
    matter: Matter | None = None
    when: list[AnyCondition] = []
    item_when: list[AnyCondition] = []
    measures: list[Measure] = []
    steps: list[AnyStep]
    pool: str | None = None
    other_budget: str | None = None
    facts: list[Fact] = []
    prepare: Words

    @cached_property
    def _form(self) -> Form:
        return form_of(self.facts)

    def form(self) -> Form:
        """The facts of a claim, as a tree of groups and lists."""
        return self._form

    @field_validator("steps")
    @classmethod
    def one_amount(cls, steps: list[AnyStep]) -> list[AnyStep]:
        """One step says how the amount comes about, the first; one how entries are combined, at most."""
        if not steps or not isinstance(steps[0], AmountStep):
            raise ValueError("the first step says how the amount comes about")
        if sum(isinstance(step, AmountStep) for step in steps) > 1:
            raise ValueError("two steps say how the amount comes about")
        if sum(isinstance(step, Combine) for step in steps) > 1:
            raise ValueError("two steps say how entries are combined")
        return steps

    @cached_property
    def amount(self) -> AmountStep:
        """The step that says how the amount comes about."""
        amount = self.steps[0]
        assert isinstance(amount, AmountStep)
        return amount

    @property
    def gives_nothing(self) -> bool:
        """Whether there is no grant, but support of another kind."""
        return isinstance(self.amount, Nothing)

    def draws_on_budget(self, readings: Mapping[str, str]) -> bool:
        """Whether it is paid from this policy's budget under `readings`, which hold every reading in force."""
        return self.other_budget is None or readings[self.other_budget] == "true"

    def grade(self, readings: Mapping[str, str]) -> Grade | None:
        """What kind of certainty its amount has under `readings`, which hold every reading in force; None where there
        is no grant. What another budget pays hangs on another instrument, and what competes for places on who else
        does, however the amount comes about."""
        if self.gives_nothing:
            return None
        if not self.draws_on_budget(readings):
            return "other_budget"
        return self.amount.grade if self.only(Winners) is None else "competing"

    @property
    def paid_in_parts(self) -> bool:
        """Whether its matter may be paid for in several parts, up to a cap: a platform, or a side of a project."""
        return any(str(per) in ("side", "platform", "platform_year") for cap in self.of_kind(Cap) for per in cap.pers())

    @cached_property
    def _of_kind(self) -> dict[Any, tuple[Any, ...]]:
        return {}

    def of_kind(self, kind: type[S]) -> tuple[S, ...]:
        """The steps of a kind."""
        found = self._of_kind.get(kind)
        if found is None:
            found = self._of_kind[kind] = tuple(step for step in self.steps if isinstance(step, kind))
        return found

    def only(self, kind: type[S]) -> S | None:
        """The step of a kind, if there is one."""
        return next(iter(self.of_kind(kind)), None)

    def deducted(self, readings: Mapping[str, str] | None = None) -> set[str]:
        """The facts with what was had before that its limits take off: under these readings, or under any."""
        limits: list[Cap | Once] = [*self.of_kind(Cap), *self.of_kind(Once)]
        return {name for limit in limits for name in limit.deducts(readings)}

    def had_by_applicant(self, readings: dict[str, str]) -> set[str]:
        """Of these facts those that are about the applicant, and not about a platform or a side of a project."""
        caps = (cap for cap in self.of_kind(Cap) if cap.holds_for(readings) in ACROSS)
        limits: list[Cap | Once] = [*caps, *self.of_kind(Once)]
        return {name for limit in limits for name in limit.deducts(readings)}

    def stated(self) -> list[Stated]:
        """Its conditions and those of its steps that words of the law of their own state, in order."""
        return [block for block in (*self.when, *self.item_when, *self.steps) if isinstance(block, Stated)]

    @property
    def limits(self) -> list[Limit]:
        """The steps that limit the amount, and how often it is given, by words of the law of their own."""
        return [step for step in self.steps if isinstance(step, Limit)]

    @cached_property
    def projects(self) -> dict[str, ProjectFacts]:
        """The facts of the projects whose funding limits it, by the path of their group: the claim's before its
        entries'."""
        limits = sorted(self.of_kind(ProjectFunding), key=lambda x: x.project.count("."))
        return {x.project: ProjectFacts.of(x.project, self.children(x.project)) for x in limits}

    @cached_property
    def others(self) -> dict[str, OtherFacts]:
        """The facts of the other policies that its matters may be claimed under, by the path of their group."""
        groups = [x.other_policy for x in self.of_kind(OtherPolicy)]
        return {group: OtherFacts.of(group, self.children(group)) for group in groups}

    def project_of(self, place: Mapping[str, Any]) -> str | None:
        """What the project is called that is stated in a place of a claim (the claim, or an entry); None where none is,
        or without a name."""
        return next((name for facts in self.projects.values() if (name := facts.called(place))), None)

    def children(self, parent: str = "") -> list[Fact]:
        """The facts that stand directly in ``parent``, in the order in which they are asked."""
        return [f for f in self.facts if f.parent == parent]

    def fact_of(self, name: str, *, of_claim: bool) -> Fact | None:
        """The fact of this name: of an entry, or of the claim where an entry has none or it is to be ``of_claim``; None
        where there is none."""
        found = self._by_path.get(f"{self.each}.{name}") if self.each and not of_claim else None
        return found or self._by_path.get(name)

    def categories(self) -> set[tuple[str, bool]]:
        """By what choices its numbers go, and whether these have to be the claim's."""
        return {
            (value.by, stated.of_claim or stated in self.when)
            for stated, _, value in self.varying()
            if isinstance(value, ByFact)
        }

    def number_days(self) -> set[date]:
        """The days from which on its numbers are others."""
        return {day for _, _, value in self.varying() if isinstance(value, ByDay) for day in list(value.starts)[1:]}

    def varying(self) -> Iterator[tuple[Stated, str, ByFact[Any] | ByDay[Any] | NumberByReading[Any]]]:
        """Its numbers that are not the same for everybody: each with what states it and its field there."""
        for stated in self.stated():
            for field in dict.fromkeys(number.field for number in stated.numbers()):
                value = getattr(stated, field)
                if isinstance(value, ByFact | ByDay | NumberByReading):
                    yield stated, field, value

    def years_before(self, path: str) -> int | None:
        """By how many the year lies before the application's that a rule asks for at ``path`` (``revenues.last``); None
        where nothing that is asked by year stands there."""
        parent, _, year = path.rpartition(".")
        return next((f.years.get(year) for f in self.facts if f.path == parent and f.type == "yearly"), None)

    @cached_property
    def _by_path(self) -> dict[str, Fact]:
        return {f.path: f for f in reversed(self.facts)}

    def fact(self, path: str) -> Fact:
        """The fact at ``path`` (without list positions)."""
        found = self._by_path.get(path)
        if found is None:
            raise KeyError(f"{self.id}: no fact {path}")
        return found
