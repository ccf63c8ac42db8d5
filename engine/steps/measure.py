"""A sum over the parts of an item (instalments of a round, cost lines of a model), by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import Field

from engine.steps.condition import ConditionPlace, Row, Test
from engine.steps.equals import IsTest
from engine.steps.in_window import windowed
from engine.steps.language import Block, Under
from engine.steps.numbers import Number
from engine.text.phrases import Words
from engine.values.money import WHOLE


class Minus(Block):
    """What is deducted from a base: a fact's amount, or that amount times a ratio. ``label`` states the rule."""

    fact: str
    times: str | None = None
    quote: str
    label: Words
    under: Under | None = None


class PartTest(Block):
    """Which parts a measure counts. ``label`` states the rule; ``left_out`` names the parts that it leaves out."""

    fact: str
    is_: bool | None = Field(default=None, alias="is")
    in_window: str | None = None
    quote: str
    label: Words
    left_out: Words
    under: Under | None = None


class Measure(Block):
    """A sum over an item's parts, or ``or_fact`` where the item states one figure instead."""

    id: str
    sum: str
    of: str
    minus: list[Minus] = []
    when: list[PartTest] = []
    or_fact: str | None = None
    label: Words


class Counted(NamedTuple):
    """What a measure counts of one part of an item: what was stated, what each deduction takes from it, and whether the
    part meets each test. In 分 times the measure's scale."""

    value: Number
    stated: Number
    deducted: list[Number]
    meets: list[Number]


@dataclass(frozen=True, slots=True, eq=False)
class Measuring:
    """A measure, ready to be taken: amounts of parts less deductions, not below zero, of those parts that meet every
    test. In 分 times `scale`, in which a share of an amount is whole."""

    rule: Measure
    tests: tuple[Test, ...]
    scale: int

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


def scale_of(measures: list[Measure]) -> int:
    """In what the measures of a provision are whole."""
    return WHOLE if any(minus.times for measure in measures for minus in measure.minus) else 1


def prepare(measure: Measure, place: ConditionPlace) -> Measuring:
    """The measure as it is taken; `place`: among the facts of a part."""
    return Measuring(measure, tuple(_test(test, place) for test in measure.when), place.fine)


def _test(test: PartTest, place: ConditionPlace) -> Test:
    if test.in_window is not None:
        return windowed(test, (), test.fact, test.in_window, place.fact(test.fact))
    return IsTest(test, (), test.fact, value=int(test.is_ is True))
