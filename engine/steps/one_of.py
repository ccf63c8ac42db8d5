"""……之一: a choice is one of several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.condition import Condition, ConditionPlace, Row, Test, position
from engine.steps.language import Example
from engine.steps.numbers import Number

CLASSES = {"type": "choice", "choices": {"a": "甲类", "b": "乙类", "c": "丙类"}}
EITHER = {"fact": "class", "one_of": ["a", "b"], "quote": "属于甲类、乙类"}


class OneOf(Condition):
    """A choice is one of these."""

    key: ClassVar[str] = "one_of"
    examples = (
        Example("beside", EITHER, True, facts={"class": CLASSES}, says={"class": "a"}),
        Example("beside", EITHER, True, facts={"class": CLASSES}, says={"class": "b"}),
        Example("beside", EITHER, False, facts={"class": CLASSES}, says={"class": "c"}),
        Example("beside", EITHER, False, facts={"class": CLASSES}),
        Example("beside", {**EITHER, "one_of": ["a"]}, facts={"class": CLASSES}, refused="answer_left_out"),
    )

    one_of: list[str]

    @property
    def good(self) -> str:
        """The answer that serves best in it."""
        return self.one_of[0]

    @property
    def accepted(self) -> list[object]:
        """The answers that it lets pass."""
        return [*self.one_of]

    def prepare(self, place: ConditionPlace) -> Test:
        """The condition as it is tested."""
        fact = place.fact(self.fact)
        return OneOfTest(self, place.slots(self.fact), self.fact, values=tuple(position(fact, x) for x in self.one_of))


@dataclass(frozen=True, slots=True, eq=False)
class OneOfTest(Test):
    """`values`: the positions of the choices."""

    values: tuple[int, ...] = ()

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        return o.among(r[self.name], self.values)
