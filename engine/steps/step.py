"""What all kinds of step have in common."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

from engine.steps.language import Applied, Kind, ReasonKind, Saying, Stated, View
from engine.steps.numbers import Number
from engine.steps.roles import OtherFacts, ProjectFacts
from engine.steps.varying import Categories

Row = Any
Figures = dict[str, Number]
NO_FIGURES: Figures = {}
Level = Literal["item", "claim"]


class StepKind(Kind):
    """A step as a policy states it. `rule`: the rule for every provision by which it is applied, if it is by one."""

    rule: ClassVar[str] = ""

    @abstractmethod
    def prepare(self, place: Place) -> Prepared | None:
        """The step as it is applied; None where under these readings, or for a claim by itself, there is none."""


class Step(Stated, StepKind):
    """A step that words of the law of their own say."""


class Limit(Step):
    """A step that limits the amount, or how often it is given."""


Grade = Literal["fixed", "formula", "assessed", "competing", "other_budget"]
"""What kind of certainty an amount has: a fixed sum; by formula; set by nothing but the authority's assessment; for so
many receivers as there are places; paid under another instrument."""
CALCULATED_GRADES: tuple[Grade, ...] = ("fixed", "formula")
"""Amounts that the articles themselves set, on this budget: what heads a result."""


class AmountStep(Step):
    """A step that says what an item brings before any limit. `grade`: what kind of certainty the amount has by it;
    None: there is no grant."""

    grade: ClassVar[Grade | None]


class Place(Categories, Protocol):
    """Where a step stands: in a provision under a choice of readings. Amounts are 分 times `scale`, measures 分 times
    `fine`. `side_cap`: 分 that all who are on one side of a project get at most for it; None where nothing caps it.
    `projects`, `others`: what the facts of a project, and of another policy, are called, by the path of their group."""

    scale: int
    fine: int
    measures: dict[str, Any]
    rules: dict[str, Any]
    projects: dict[str, ProjectFacts]
    others: dict[str, OtherFacts]
    by_item: bool
    side_cap: int | None

    def item_fact(self, name: str) -> Any:
        """The fact of this name of an item (or of the claim, if it has no items)."""

    def level_of(self, path: str) -> Level:
        """Whether the fact at a path is an item's or the claim's."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:  # without ABC, whose `isinstance` is slow; mypy demands what is abstract all the same
    """A step, ready to be applied. `rule` is what the policy says of it, `step` its name in an answer, `level`
    whether it is applied to what an item brings or to what a claim does; `reason_kind`: why nothing comes of it where
    the step leaves nothing."""

    reason_kind: ClassVar[ReasonKind] = "nothing"

    rule: Any
    step: str
    level: Level
    scale: int

    @abstractmethod
    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying | None:
        """What it says once it was applied to a row (of the item of this number); None for nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class RowStep(Prepared):
    """A step that is computed for each row by itself. The others bring rows together."""

    @abstractmethod
    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
