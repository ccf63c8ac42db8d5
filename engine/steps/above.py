"""正增长……: an amount is above another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.condition import Condition, ConditionPlace, Row, Test
from engine.steps.demands import Names, Quoted
from engine.steps.language import Example, FactColumns
from engine.steps.numbers import Number

GROWTH = ("正增长", "增长", "高于", "超过", "大于")
"""Words that compare one fact with another, strictly."""


MORE, TWO = {"fact": "capital", "above": "debt", "quote": "资本高于负债"}, {"capital": "amount", "debt": "amount"}


class Above(Condition):
    """An amount is above another (`above`); `zero_counts`: the reading whether an amount above nothing is."""

    key: ClassVar[str] = "above"
    examples = (
        Example("below", MORE, False, facts=TWO, says={"capital": "0.999999", "debt": "1"}),
        Example("at", MORE, False, facts=TWO, says={"capital": "1", "debt": "1"}),
        Example("above", MORE, True, facts=TWO, says={"capital": "1.000001", "debt": "1"}),
        Example("beside", MORE, False, facts=TWO, says={"capital": "1"}),
        Example("beside", {**MORE, "quote": "资本充足"}, facts=TWO, refused="word_missing_plain"),
    )
    does = frozenset({"exceeded"})
    fills = frozenset({"value", "bound", "short"})
    types = ("amount",)

    above: str
    zero_counts: str | None = None

    def facts(self, readings: dict[str, str]) -> list[str]:
        """The names of the facts that it asks about."""
        return [self.fact, self.above]

    def names(self, names: Names) -> None:
        """What the names in it must lead to: an amount, and a reading."""
        if self.zero_counts is not None:
            names.switch("zero_counts", self.zero_counts)
        names.fact("above", self.above, "amount")

    def columns(self, columns: FactColumns) -> None:
        """The facts that it computes with."""
        columns.item(self.above, 1)  # the least that is more than nothing

    def demands(self, law: Quoted) -> None:
        """What its quote must say: that one is more than the other."""
        if law.cite():
            law.one_of(GROWTH)

    def prepare(self, place: ConditionPlace) -> Test:
        """The condition as it is tested."""
        above_nothing = bool(self.zero_counts) and place.readings[self.zero_counts or ""] != "true"
        facts = place.slots(self.fact, self.above)
        return AboveTest(self, facts, self.fact, "amounts", other=self.above, above_nothing=above_nothing)


@dataclass(frozen=True, slots=True, eq=False)
class AboveTest(Test):
    """`above_nothing`: what it has to be above has to be more than nothing itself."""

    above_nothing: bool = False

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        met = r[self.name] > r[self.other]
        return met & (r[self.other] > 0) if self.above_nothing else met
