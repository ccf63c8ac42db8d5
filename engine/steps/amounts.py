"""What an item brings before any limit.

A step is called with an amount and returns the amount after it, and the figures that explain it. Amounts are 分 times
the `scale` of the provision, in which every one of its amounts is whole until claims share the funding of a project.
The first amount is 1, or 0 where a condition is not met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.policy.pack import Amount
from engine.policy.pack import Measure as Stated
from engine.steps.conditions import Condition
from engine.steps.numbers import Number
from engine.values.money import WHOLE

Row = Any
Figures = dict[str, Number]
_NONE: Figures = {}


@dataclass(frozen=True, slots=True)
class Counted:
    """What a measure counts of one part of an item: what was stated, what each deduction takes from it, and whether the
    part meets each test. In 分 times the measure's scale."""

    value: Number
    stated: Number
    deducted: list[Number]
    meets: list[Number]


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A sum over the parts of an item: their amounts less deductions (of an amount, or a share of it), not below zero,
    of those parts that meet every test. In 分 times `scale`, in which a share of an amount is whole."""

    rule: Stated
    tests: tuple[Condition, ...]
    scale: int

    @staticmethod
    def scale_of(rules: list[Stated]) -> int:
        """In what the measures of a provision are whole."""
        return WHOLE if any(minus.times for rule in rules for minus in rule.minus) else 1

    def __call__(self, o: Any, r: Row) -> Counted:
        """What is counted of one part."""
        stated = value = r[self.rule.of] * self.scale
        deducted, meets = [], []
        for minus in self.rule.minus:
            deducted.append(r[minus.fact] * (r[minus.times] if minus.times else self.scale))
            value = value - deducted[-1]
        if deducted:
            value = o.most(value, 0)
        for test in self.tests:
            meets.append(test(o, r))
            value = value * meets[-1]
        return Counted(value, stated, deducted, meets)

    def whole(self, of_parts: Number, r: Row) -> Number:
        """The measure of an item, from the sum over its parts and what the item states in one figure instead."""
        return of_parts + r[self.rule.or_fact] * self.scale if self.rule.or_fact else of_parts


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """What a share is taken of: a fact less others, each time not below zero, or a measure."""

    rule: Amount
    name: str
    minus: tuple[str, ...]
    factor: int
    measure: Stated | None = None
    step: str = "base"

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and its figures."""
        base = r[self.name]
        for name in self.minus:
            base = o.most(base - r[name], 0)
        return base * self.factor * x, _NONE


@dataclass(frozen=True, slots=True, eq=False)
class Rate:
    """A share of the base."""

    rule: Amount
    numerator: int
    denominator: int
    step: str = "rate"

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and its figures."""
        return x // self.denominator * self.numerator, _NONE


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """A fixed sum; with `amount` 0, nothing at all."""

    rule: Amount
    amount: int
    step: str

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and its figures."""
        return x * self.amount, _NONE


@dataclass(frozen=True, slots=True, eq=False)
class Tier:
    """A sum by the position of a choice; the last of `amounts` is that of no choice at all (-1)."""

    rule: Amount
    name: str
    amounts: tuple[int, ...]
    step: str = "tier"

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and its figures."""
        return o.take(self.amounts, r[self.name]) * x, _NONE


@dataclass(frozen=True, slots=True, eq=False)
class Assessed:
    """What officials have assessed."""

    rule: Amount
    name: str
    scale: int
    step: str = "assessed"

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and its figures."""
        return r[self.name] * self.scale * x, _NONE
