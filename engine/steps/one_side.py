"""同一单位在同一项目中: one applicant on several sides of one project takes the higher only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.demands import Names
from engine.steps.language import Applied, Example, ReasonKind, Saying, View, kept_or_set
from engine.steps.project_funding import FIGURES, PROJECT, ROOM
from engine.steps.step import Place, Prepared, Row, StepKind
from engine.text import words
from engine.text.phrases import Both, both, sentence

SIDES = {"one_side": "s06_sides"}
OF_ONE_PROJECT: dict[str, Any] = {
    "facts": FIGURES,
    "says": {"project": {"name": "纸坊", "spent": "90"}},
    "rules": {**ROOM, "one_side": ["同一项目只按较高的一项奖励"]},
    "also": (PROJECT,),
}


class OneSide(StepKind):
    """Of the provisions that name the same rule (`one_side`), one applicant takes the higher only for one project."""

    key: ClassVar[str] = "one_side"
    examples = (
        Example("below", SIDES, "0.00", brings="6", other="7", **OF_ONE_PROJECT),
        Example("at", SIDES, "7.00", brings="7", other="7", **OF_ONE_PROJECT),
        Example("above", SIDES, "8.00", brings="8", other="7", **OF_ONE_PROJECT),
        Example("beside", {"one_side": "s06_ends"}, other="7", **OF_ONE_PROJECT, refused="exclusive_unknown"),
    )

    one_side: str

    def names(self, names: Names) -> None:
        """What the names in it must lead to: the rule."""
        names.leads("one_side", "exclusive", self.one_side)

    def prepare(self, place: Place) -> OneSideStep:
        """The rule as it is applied."""
        rule = place.rules[f"one_side {self.one_side}"]
        name = words.both("steps.same_name", label=both(rule.label))
        binds = place.readings[rule.reading] == rule.choice
        return OneSideStep(rule, "same_applicant", "claim", place.scale, binds, name)


@dataclass(frozen=True, slots=True, eq=False)
class OneSideStep(Prepared):
    """`binds`: under these readings it does."""

    reason_kind: ClassVar[ReasonKind] = "other_side"

    binds: bool
    name: Both

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: whether the other side is higher."""
        kind, operation = kept_or_set(view, done.before, done.after)
        text = both(self.rule.fails) if kind == "bind" else sentence("steps.same_idle")
        unwritten = self.rule.unwritten and both(self.rule.unwritten)
        return Saying(self.name, text, kind, operation, self.rule.article, self.rule.quote, unwritten)
