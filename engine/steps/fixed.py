"""给予……万元: a fixed sum, or by express words none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from engine.steps import varying
from engine.steps.language import Applied, Example, Saying, View
from engine.steps.numbers import Number
from engine.steps.step import NO_FIGURES, AmountStep, Figures, Grade, Place, Row, RowStep
from engine.steps.varying import Given, VaryingAmount, WithNumber
from engine.text import words
from engine.text.phrases import Both, both, sentence
from engine.values.money import wan_law


class Fixed(WithNumber, AmountStep):
    """A fixed sum."""

    key: ClassVar[str] = "fixed"
    examples = (
        Example("beside", {"fixed": "9万元", "quote": "给予9万元"}, "9.00"),
        Example("beside", {"fixed": "8000元", "quote": "给予8000元"}, "0.80"),
        Example("beside", {"fixed": "8万元", "quote": "给予9万元"}, refused="number_not_in_quote"),
    )
    does = frozenset({"each"})
    grade: ClassVar[Grade | None] = "fixed"

    fixed: VaryingAmount

    def prepare(self, place: Place) -> FixedStep:
        """The sum as it is given."""
        amount = varying.given(self.fixed, place, "more")
        label = both(self.label)
        names = varying.names(amount, lambda fen: words.both("steps.fixed_name", label=label, amount=wan_law(fen)))
        return FixedStep(self, "fixed", "item", place.scale, amount, names)


class Nothing(AmountStep):
    """No grant: support of another kind."""

    key: ClassVar[str] = "none"
    examples = (Example("beside", {"none": True, "quote": "以政府购买服务方式支持"}, "0.00"),)
    grade: ClassVar[Grade | None] = None

    none: Literal[True]

    def prepare(self, place: Place) -> FixedStep:
        """Nothing, as it is given."""
        name = words.both("steps.none_name", label=both(self.label))
        return FixedStep(self, "none", "item", place.scale, 0, (name,))


@dataclass(frozen=True, slots=True, eq=False)
class FixedStep(RowStep):
    """A sum (分), and what it is called."""

    amount: Given
    names: tuple[Both, ...]

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
        return x * (varying.taken(self.amount, o, r) * self.scale), NO_FIGURES

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: the sum, or that there is none."""
        name = self.names[varying.place(self.amount, row)]
        return Saying(name, sentence(f"steps.{self.step}"), "base", {"op": "set", "value": view.decimal(done.after)})
