"""最长……年: given in so many years at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.condition import ConditionPlace, Row, Test
from engine.steps.demands import UPPER, Names
from engine.steps.language import ByReading, Example, FactColumns, ReasonKind, every, resolve
from engine.steps.numbers import Number
from engine.steps.step import Limit, Place, Prepared
from engine.steps.varying import WithNumber
from engine.text.phrases import Words
from engine.values.quantities import FullYears

LONGEST = {"years": "3年", "years_fact": "had", "word": "不超过", "quote": "不超过3年"}


class Years(WithNumber, Limit):
    """Given in so many years at most; `years_fact`: in how many it has been. Where that is the fact `since_first`, the
    years run on from the first one in which it was given, whether it was given in them or not. There is no step: where
    its condition is not met there is no amount."""

    key: ClassVar[str] = "years"
    examples = (
        Example("below", LONGEST, "7.00", facts={"had": "count"}, says={"had": 2}),
        Example("at", LONGEST, "0.00", facts={"had": "count"}, says={"had": 3}),
        Example("above", LONGEST, "0.00", facts={"had": "count"}, says={"had": 4}),
        Example("beside", {**LONGEST, "years": "2年"}, facts={"had": "count"}, refused="number_not_in_quote"),
    )
    does = frozenset({"upper", "yearly"})
    fills = frozenset({"value", "bound"})
    reason_kind: ClassVar[ReasonKind] = "used_up"
    bounds = UPPER

    years: FullYears
    years_fact: str | ByReading
    since_first: str = ""
    word: str | None = None
    fails: Words

    def facts(self) -> list[str]:
        """The facts that say in how many it has been, under one reading or another."""
        return [str(fact) for fact in every(self.years_fact)]

    def counted(self, readings: Mapping[str, str]) -> str:
        """The fact that says in how many it has been, under these readings."""
        return str(resolve(self.years_fact, readings))

    def names(self, names: Names) -> None:
        """What the names in it must lead to: a count of the claim."""
        for fact in names.values("years_fact", self.years_fact):
            names.fact("years_fact", fact, "count", of_claim=True)

    def columns(self, columns: FactColumns) -> None:
        """The facts that it computes with."""
        for fact in self.facts():
            columns.claim(fact, 0)

    def condition(self, place: ConditionPlace) -> FewerTest:
        """The condition that a year is left."""
        name = self.counted(place.readings)
        return FewerTest(self, place.slots(name), name, "numbers", bound=self.years)

    def prepare(self, place: Place) -> Prepared | None:
        """There is no step: where the condition is not met there is no amount."""
        return None


@dataclass(frozen=True, slots=True, eq=False)
class FewerTest(Test):
    """A count is below the bound."""

    bound: int = 0

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        return r[self.name] < self.bound

    def figures(self, r: Row) -> tuple[int, int]:
        """What was stated, and what it was compared with."""
        return r[self.name], self.bound
