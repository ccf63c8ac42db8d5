"""事项: the thing in the world that a provision pays for. The same matter counts once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from engine.steps.language import Applied, Block, ByReading, ReasonKind, Saying, View, resolve
from engine.steps.step import Place, Prepared, Row
from engine.text import words
from engine.text.phrases import Both, Words, both
from engine.values.names import identity

Facts = Mapping[str, Any]
NOT_COUNTED = "not counted"
"""The figure that says whether it is decided that a matter counts in another application."""


class Matter(Block):
    """What a provision pays for once, and the facts that identify it (`by`: the first that is stated does; paths from
    the entry, or from the claim where there are no entries). `of`: a matter of the world, which two companies cannot
    both claim, or one of each applicant (its premises, its rounds of financing). `every_year`: it counts anew in each
    year. `shared_by`: the fact that says which share of it an applicant has, where several may claim it together."""

    key: ClassVar[str] = "matter"

    by: list[str]
    of: Literal["world", "applicant"] = "world"
    every_year: bool | ByReading = False
    shared_by: str | None = None
    quote: str
    label: Words

    def is_for_every_year(self, readings: Mapping[str, str]) -> bool:
        """Whether it counts anew in each year, under these readings."""
        return bool(resolve(self.every_year, readings))

    def prepare(self, place: Place) -> MatterStep:
        """The rule that it counts once, as it is applied to an entry, or to the claim where there are none."""
        name = words.both("steps.same_matter_name", label=both(self.label))
        return MatterStep(self, "same_matter", "item" if place.by_item else "claim", place.scale, name)

    def written(self, facts: Facts) -> str | None:
        """Its name or number as it was written; None where none is stated."""
        for path in self.by:
            value: Any = facts
            for name in path.split("."):
                value = value.get(name) if isinstance(value, dict) else None
            if value and isinstance(value, str):
                return value
        return None

    def identity(self, facts: Facts) -> str | None:
        """By what it is told from others; None where nothing is stated: then it is like no other."""
        name = self.written(facts)
        return None if name is None else identity(name)


@dataclass(frozen=True, slots=True, eq=False)
class MatterStep(Prepared):
    """A matter that counts already brings nothing more."""

    reason_kind: ClassVar[ReasonKind] = "counted"

    name: Both

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: that the same matter counts already, or in another application."""
        said = "matter_elsewhere" if done.figures.get(NOT_COUNTED) else "same_matter"
        text = words.both(f"steps.{said}", label=both(self.rule.label))
        unwritten = words.both("steps.same_matter_unwritten", label=both(self.rule.label))
        operation = {"op": "set", "value": "0.00"}
        return Saying(self.name, text, "bind", operation, quote=self.rule.quote, unwritten=unwritten)
