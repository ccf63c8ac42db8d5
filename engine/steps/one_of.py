"""……之一: a choice is one of several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.condition import Condition, Place, Row, Test, position
from engine.steps.numbers import Number


class OneOf(Condition):
    """A choice is one of these."""

    key: ClassVar[str] = "one_of"

    one_of: list[str]

    @property
    def good(self) -> str:
        """The answer that serves best in it."""
        return self.one_of[0]

    @property
    def accepted(self) -> list[object]:
        """The answers that it lets pass."""
        return [*self.one_of]

    def prepare(self, place: Place) -> Test:
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
