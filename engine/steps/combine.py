"""What the items of a claim bring together: all of them, or the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from engine.steps.demands import Names
from engine.steps.language import Applied, ByReading, Example, Saying, View, resolve
from engine.steps.step import Place, Prepared, Row, StepKind
from engine.text import words
from engine.text.phrases import sentence

THINGS = {"things": "list", "things.name": {"type": "text", "absent": "none"}}


class Combine(StepKind):
    """The `sum` of the items, or the `best` of them."""

    key: ClassVar[str] = "combine"
    examples = (
        Example("beside", {"combine": "sum"}, "14.00", facts=THINGS, says={"things": [{}, {}]}),
        Example("beside", {"combine": "best"}, "7.00", facts=THINGS, says={"things": [{}, {}]}),
        Example("beside", {"combine": "sum"}, refused="item_without_list"),
    )

    combine: Literal["sum", "best"] | ByReading

    def names(self, names: Names) -> None:
        """What the names in it must lead to: readings; and there are items to be combined."""
        names.values("combine", self.combine, ("sum", "best"))
        if not names.has_items:
            names.note("item_without_list")

    def prepare(self, place: Place) -> CombineStep:
        """How the items are combined."""
        how = str(resolve(self.combine, place.readings))
        return CombineStep(self, how, "claim", place.scale, how == "best")


@dataclass(frozen=True, slots=True, eq=False)
class CombineStep(Prepared):
    """All items, or the `best` of them."""

    best: bool

    def says_of(self, count: int) -> Saying:
        """What it says of so many items."""
        operation = {"op": "best_item" if self.best else "add_items"}
        return Saying(
            words.both(f"steps.{self.step}_name", count=count), sentence(f"steps.{self.step}"), "calc", operation
        )

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying | None:
        """It speaks of several items only (`says_of`)."""
        return None
