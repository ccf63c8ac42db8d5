"""经评审……: what officials have assessed, at most what the law allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.cap import Cap
from engine.steps.demands import Names
from engine.steps.language import Applied, Example, FactColumns, Saying, View
from engine.steps.numbers import Number
from engine.steps.step import NO_FIGURES, AmountStep, Figures, Grade, Place, Row, RowStep
from engine.steps.varying import largest
from engine.text import words
from engine.text.phrases import Both, both

REVIEWED = {"assessed": "given", "quote": "经评审给予"}


class Assessed(AmountStep):
    """The amount that officials have assessed: a fact, the most that the provision gives where it is not stated."""

    key: ClassVar[str] = "assessed"
    examples = (
        Example("beside", REVIEWED, "5.00", facts={"given": "amount"}, says={"given": "5"}),
        Example("beside", REVIEWED, "0.00", facts={"given": "amount"}),
        Example("beside", REVIEWED, facts={"given": "text"}, refused="fact_type"),
    )
    does = frozenset({"upper"})
    grade: ClassVar[Grade | None] = "assessed"

    assessed: str

    def names(self, names: Names) -> None:
        """What the names in it must lead to: an amount."""
        names.fact("assessed", self.assessed, "amount")

    def columns(self, columns: FactColumns) -> None:
        """The facts that it computes with: the amount, which can stand for the most that the provision gives."""
        slot = columns.item(self.assessed, "more")
        if slot.fact.absent == "ceiling":
            slot.absent = min((largest(cap.cap) for cap in columns.provision.of_kind(Cap)), default=None)

    def prepare(self, place: Place) -> AssessedStep:
        """The amount as it is taken."""
        title = words.both("steps.assessed_name", label=both(self.label))
        return AssessedStep(self, "assessed", "item", place.scale, self.assessed, title)


@dataclass(frozen=True, slots=True, eq=False)
class AssessedStep(RowStep):
    """An amount that is stated."""

    name: str
    title: Both

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
        return r[self.name] * self.scale * x, NO_FIGURES

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: the amount, and whether it was stated."""
        key = "steps.assessed" if self.name in view.stated(item) else "steps.assessed_ceiling"
        text = view.unread_text(view.path(self.name, item)) or words.both(key, amount=view.text(done.after))
        return Saying(self.title, text, "base", {"op": "set", "value": view.decimal(done.after)})
