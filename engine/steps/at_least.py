"""……以上: an amount, or a measure of an item, is not below a bound, which is included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps import varying
from engine.steps.condition import Condition, ConditionPlace, Row, Test
from engine.steps.demands import LOWER, Names
from engine.steps.language import ByReading, Example, resolve
from engine.steps.numbers import Number, Scalars
from engine.steps.varying import Given, VaryingAmount, WithNumber

RICH = {"fact": "capital", "at_least": "90万元", "word": "以上", "quote": "资本90万元以上"}


class AtLeast(WithNumber, Condition):
    """A fact, or a measure, is not below so much."""

    key: ClassVar[str] = "at_least"
    examples = (
        Example("below", RICH, False, facts={"capital": "amount"}, says={"capital": "89.999999"}),
        Example("at", RICH, True, facts={"capital": "amount"}, says={"capital": "90"}),
        Example("above", RICH, True, facts={"capital": "amount"}, says={"capital": "90.01"}),
        Example("beside", RICH, False, facts={"capital": "amount"}),
        Example("beside", {**RICH, "at_least": "91万元"}, facts={"capital": "amount"}, refused="number_not_in_quote"),
        Example("beside", {**RICH, "word": "超过"}, facts={"capital": "amount"}, refused="word_strict"),
    )
    does = frozenset({"lower", "reached"})
    fills = frozenset({"value", "bound", "short"})
    types = ("amount",)
    bounds = LOWER

    at_least: VaryingAmount
    measure: str | ByReading | None = None

    def facts(self, readings: dict[str, str]) -> list[str]:
        """The names of the facts (or the measure) that it asks about."""
        return [self.fact or str(resolve(self.measure, readings))]

    def names(self, names: Names) -> None:
        """What the names in it must lead to: a fact, or a measure."""
        if bool(self.fact) == (self.measure is not None):
            names.note("fact_or_measure")
        for measure in names.values("measure", self.measure):
            names.leads("measure", "measure", measure)

    def prepare(self, place: ConditionPlace) -> Test:
        """The condition as it is tested."""
        (name,) = self.facts(place.readings)
        of_measure = self.measure is not None
        bound = varying.given(self.at_least, place, "less")
        by = self.at_least.by if isinstance(self.at_least, varying.ByFact) else ""
        own = (place.fine if of_measure else 1, "", bound, of_measure, by)
        return AtLeastTest(self, place.slots(name), name, "amounts", True, *own)


@dataclass(frozen=True, slots=True, eq=False)
class AtLeastTest(Test):
    """`bound` in 分; what is compared is in 分 times `scale`. `of_measure`: it is a measure. `by`: the choice that the
    bound goes by, if it does."""

    bound: Given = 0
    of_measure: bool = False
    by: str = ""

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        return r[self.name] >= varying.taken(self.bound, o, r) * self.scale

    def figures(self, r: Row) -> tuple[int, int]:
        """What was stated, and what it was compared with."""
        return r[self.name], varying.taken(self.bound, Scalars, r)
