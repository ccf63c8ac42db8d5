"""是……: a fact has this value (yes or no, or a choice)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import Field

from engine.steps.condition import Condition, ConditionPlace, Exempt, Row, Test, wanted
from engine.steps.language import Example
from engine.steps.numbers import Number

GOOD = {"fact": "good", "is": True, "quote": "信用良好"}


class Is(Condition):
    """A yes/no or choice fact has this value. For all provisions together: `waivable` by the authority, and with some
    `exempt`."""

    key: ClassVar[str] = "is"
    examples = (
        Example("beside", GOOD, True, facts={"good": "yes_no"}, says={"good": True}),
        Example("beside", GOOD, False, facts={"good": "yes_no"}, says={"good": False}),
        Example("beside", GOOD, False, facts={"good": "yes_no"}),
        Example("beside", {**GOOD, "is": "a"}, facts={"good": "yes_no"}, refused="answer_unknown"),
        Example("beside", {**GOOD, "quote": "不予资助"}, facts={"good": "yes_no"}, refused="answer_reversed"),
    )

    is_: bool | str = Field(alias="is")
    waivable: bool = False
    exempt: Exempt | None = None

    @property
    def good(self) -> bool | str:
        """The answer that serves best in it."""
        return self.is_

    @property
    def accepted(self) -> list[object]:
        """The answer that it lets pass."""
        return [self.is_]

    def prepare(self, place: ConditionPlace) -> Test:
        """The condition as it is tested."""
        return IsTest(self, place.slots(self.fact), self.fact, value=wanted(place.fact(self.fact), self.is_))


@dataclass(frozen=True, slots=True, eq=False)
class IsTest(Test):
    """`waived_by`: the name of the number that says whether it is waived."""

    value: int = 0
    waived_by: str = ""

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        met = r[self.name] == self.value
        return met | (r[self.waived_by] == 1) if self.waived_by else met
