"""一次性: given once, to an item or to an applicant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.cap import ONCE, Per
from engine.steps.condition import Place as Tested
from engine.steps.equals import IsTest
from engine.steps.language import Applied, ByReading, ReasonKind, Saying, View, kept_or_set, resolve
from engine.steps.numbers import Number
from engine.steps.step import NO_FIGURES, Figures, Place, Row, RowStep, Step
from engine.text import words
from engine.text.phrases import Both, Words, both, said


class Once(Step):
    """Given once `per` item or applicant: not where a yes/no fact (`once`) says that it has been, nor for a second
    claim of the applicant. `unwritten`: that the law does not say so (未写明), and how it is read."""

    key: ClassVar[str] = "once"
    reason_kind: ClassVar[ReasonKind] = "used_up"

    once: str
    per: Per | ByReading
    word: str | None = None
    fails: Words
    unwritten: Words | None = None

    def holds_for(self, readings: dict[str, str]) -> str:
        """For what it holds under these readings."""
        return str(resolve(self.per, readings))

    def condition(self, place: Tested, name: str) -> IsTest:
        """The condition that it has not been given; `name`: under which a row says how often it was."""
        return IsTest(self, place.slots(self.once), name, value=0)

    def prepare(self, place: Place) -> OnceStep | None:
        """The step as it is applied to a claim."""
        if self.holds_for(place.readings) != "applicant":
            return None
        return OnceStep(self, "once", "claim", place.scale, words.both("steps.once_name", label=both(self.label)))


@dataclass(frozen=True, slots=True, eq=False)
class OnceStep(RowStep):
    """Nothing where an earlier claim of the applicant has had it."""

    reason_kind: ClassVar[ReasonKind] = "used_up"

    name: Both

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
        return x * (r[ONCE] == 0), NO_FIGURES

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: whether an earlier claim has had it."""
        kind, operation = kept_or_set(view, done.before, done.after)
        text = said("steps.once_binds" if kind == "bind" else "steps.once_idle")
        unwritten = self.rule.unwritten and both(self.rule.unwritten)
        return Saying(self.name, text, kind, operation, quote=self.rule.quote, unwritten=unwritten)
