"""……的百分之……: a share of a base."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, ClassVar

from engine.steps import varying
from engine.steps.demands import Names, Quoted
from engine.steps.language import Applied, ByReading, Example, FactColumns, Saying, View, every, resolve
from engine.steps.measure import Measure, Minus
from engine.steps.numbers import Number
from engine.steps.step import NO_FIGURES, AmountStep, Figures, Grade, Place, Row, RowStep
from engine.steps.varying import Given, VaryingRate, WithNumber
from engine.text import words
from engine.text.phrases import Both, both, sentence
from engine.values.money import percent_text

PART = {"share": "15%", "of": "cost", "quote": "按购置费用的15%给予"}


class Share(WithNumber, AmountStep):
    """A share (`share`) of a base: a fact, less others (`minus`), or a measure."""

    key: ClassVar[str] = "share"
    examples = (
        Example("beside", PART, "6.00", facts={"cost": "amount"}, says={"cost": "40"}),
        Example("beside", PART, "0.00", facts={"cost": "amount"}),
        Example("beside", {**PART, "share": "16%"}, facts={"cost": "amount"}, refused="number_not_in_quote"),
    )
    does = frozenset({"upper"})
    grade: ClassVar[Grade | None] = "formula"

    share: VaryingRate
    of: str | ByReading
    minus: list[Minus] = []

    def base(self, readings: dict[str, str]) -> str:
        """The fact or measure that it is a share of."""
        return str(resolve(self.of, readings))

    @property
    def denominator(self) -> int:
        """What every share that it can be is a whole part of."""
        return lcm(*(rate.denominator for rate in varying.each(self.share).values()))

    def bases(self) -> list[str]:
        """The facts or measures that it is a share of under one reading or another, each once."""
        return list(dict.fromkeys(map(str, every(self.of))))

    def names(self, names: Names) -> None:
        """What the names in it must lead to: amounts, or measures."""
        for base in names.values("of", self.of):
            names.base("of", str(base))
        for i, minus in enumerate(self.minus):
            names.fact(f"minus[{i}].fact", minus.fact, "amount")
            if minus.times is not None:
                names.fact(f"minus[{i}].times", minus.times, "ratio")

    def columns(self, columns: FactColumns) -> None:
        """The facts that it computes with."""
        for base in self.bases():
            if base not in {measure.id for measure in columns.provision.measures}:
                columns.item(base, "more")
        for minus in self.minus:
            columns.item(minus.fact, "less")

    def demands(self, law: Quoted) -> None:
        """What its quote must say: the share; and those of its parts, what is taken off. The year of the base
        (上年度运营费用) is tested by a condition of its own."""
        for i, minus in enumerate(self.minus):
            law.part(f"minus[{i}]", minus.quote, frozenset({"less"}))
        super().demands(law)

    def prepare(self, place: Place) -> BaseStep:
        """The base as it is taken; its `rated` is the share of it."""
        name = self.base(place.readings)
        measure = place.measures.get(name)
        factor = place.scale // place.fine if measure else place.scale
        minus = () if measure else tuple(m.fact for m in self.minus)
        label = both(measure.label if measure else self.label)
        if measure is None and (fact := place.item_fact(name)).under is not None:
            label = both(fact.label)  # the base is another one under this reading
        times = varying.given(self.share, place, "more", lambda rate: int(rate * self.denominator))
        return BaseStep(self, "base", "item", place.scale, name, minus, factor, measure, label, times)


@dataclass(frozen=True, slots=True, eq=False)
class BaseStep(RowStep):
    """What a share is taken of: a fact less others, each time not below zero, or a measure; what that is called.
    `times`: the share of it, in parts of its denominator."""

    name: str
    minus: tuple[str, ...]
    factor: int
    measure: Measure | None
    label: Both
    times: Given

    @property
    def rated(self) -> RateStep:
        """The share of this base."""
        of = self.rule.denominator
        rates = tuple((percent_text(times, of), str(Fraction(times, of))) for times in varying.values(self.times))
        names = varying.names(self.times, lambda times: words.both("steps.rate_name", rate=percent_text(times, of)))
        return RateStep(self.rule, "rate", "item", self.scale, self.times, of, names, rates)

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
        base = r[self.name]
        for name in self.minus:
            base = o.most(base - r[name], 0)
        return base * self.factor * x, NO_FIGURES

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: the base, in one figure."""
        label = self.label
        stated = view.path((self.measure.or_fact or self.measure.sum) if self.measure else self.name, item)
        if stated in view.unknown:
            text = view.unread_text(stated) or words.both("steps.base_unknown", label=label)
        else:
            text = words.both("steps.base", label=label, amount=view.text(done.after))
        return Saying(sentence("steps.base_name"), text, "base", {"op": "set", "value": view.decimal(done.after)})


@dataclass(frozen=True, slots=True, eq=False)
class RateStep(RowStep):
    """The share of the base: `numerator` parts of the denominator; each that it can be as a percentage and as a
    fraction (`rates`)."""

    numerator: Given
    denominator: int
    names: tuple[Both, ...]
    rates: tuple[tuple[str, str], ...]

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
        return x // self.denominator * varying.taken(self.numerator, o, r), NO_FIGURES

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: how much of the base."""
        at = varying.place(self.numerator, row)
        share, by = self.rates[at]
        text = words.both("steps.rate", amount=view.text(done.before), rate=share)
        return multiplied(self.names[at], text, by)


def multiplied(name: Both, text: Both, by: str) -> Saying:
    """What a step says that takes a share of an amount."""
    return Saying(name, text, "skip" if by == "1" else "calc", {"op": "multiply", "by": by})
