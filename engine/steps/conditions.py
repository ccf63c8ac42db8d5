"""The kinds of condition: each tells of a row whether it is met.

`name` is that of the fact (or measure) that is compared, `facts` are all that it asks about, as columns or paths, and
`rule` is what the policy says of it. `figures` are the two numbers that the reason of a condition that is not met
names: what was stated, and what it was compared with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.policy.pack import Condition as Stated
from engine.policy.pack import InForce, Limit, MeasureTest
from engine.steps.numbers import Number

Row = Any


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """What all kinds have in common."""

    rule: Stated | Limit | InForce | MeasureTest
    facts: tuple[Any, ...]
    name: str

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        raise NotImplementedError

    def figures(self, r: Row) -> tuple[int, int]:
        """What was stated, and what it was compared with."""
        return r[self.name], 0


@dataclass(frozen=True, slots=True, eq=False)
class Within(Condition):
    """Both days included, the application lies in the time in which the measures are in force."""

    first: int
    last: int

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        day = r[self.name]
        return (day >= self.first) & (day <= self.last)


@dataclass(frozen=True, slots=True, eq=False)
class Equals(Condition):
    """A fact has this value (yes or no, the position of a choice). `waived_by`: the fact that waives it."""

    value: int
    waived_by: str = ""

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        met = r[self.name] == self.value
        return met | (r[self.waived_by] == 1) if self.waived_by else met

    def figures(self, r: Row) -> tuple[int, int]:
        """What was stated, and what it was compared with."""
        return r[self.name], self.value


@dataclass(frozen=True, slots=True, eq=False)
class OneOf(Condition):
    """A choice is one of these, by their positions."""

    values: tuple[int, ...]

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        return o.among(r[self.name], self.values)


@dataclass(frozen=True, slots=True, eq=False)
class InWindow(Condition):
    """A day lies in a window that is counted from the day of the application."""

    window: str
    first: str
    last: str

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        day = r[self.name]
        return (day >= r[self.first]) & (day <= r[self.last])


@dataclass(frozen=True, slots=True, eq=False)
class InYear(Condition):
    """A year is that of a window."""

    window: str
    year: str

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        return r[self.name] == r[self.year]

    def figures(self, r: Row) -> tuple[int, int]:
        """What was stated, and what it was compared with."""
        return r[self.name], r[self.year]


@dataclass(frozen=True, slots=True, eq=False)
class AtLeast(Condition):
    """An amount is not below the bound (分), which is included. `measure`: it is a measure, in 分 times `scale`."""

    bound: int
    measure: bool = False
    scale: int = 1

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        return r[self.name] >= self.bound * self.scale

    def figures(self, r: Row) -> tuple[int, int]:
        """What was stated, and what it was compared with."""
        return r[self.name], self.bound


@dataclass(frozen=True, slots=True, eq=False)
class Fewer(Condition):
    """A count is below the bound."""

    bound: int

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        return r[self.name] < self.bound

    def figures(self, r: Row) -> tuple[int, int]:
        """What was stated, and what it was compared with."""
        return r[self.name], self.bound


@dataclass(frozen=True, slots=True, eq=False)
class Above(Condition):
    """An amount is above another; `above_nothing`: which itself is more than nothing."""

    other: str
    above_nothing: bool

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        met = r[self.name] > r[self.other]
        return met & (r[self.other] > 0) if self.above_nothing else met

    def figures(self, r: Row) -> tuple[int, int]:
        """What was stated, and what it was compared with."""
        return r[self.name], r[self.other]
