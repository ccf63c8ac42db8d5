"""分别给予……万元、……万元: a sum by a choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.language import Applied, Changeable, Saying, View
from engine.steps.numbers import Number
from engine.steps.step import NO_FIGURES, AmountStep, Figures, Grade, Place, Row, RowStep
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.money import wan_law
from engine.values.quantities import Amount


class Tier(AmountStep):
    """A sum by the choice that a fact (`tier`) is; a choice without one, and no choice, bring nothing."""

    key: ClassVar[str] = "tier"
    grade: ClassVar[Grade | None] = "fixed"

    tier: str
    tiers: dict[str, Amount]

    def numbers(self) -> Iterator[Changeable]:
        """The numbers in it that a what-if can change."""
        for choice, amount in self.tiers.items():
            yield Changeable("tiers", amount, choice)

    def prepare(self, place: Place) -> TierStep:
        """The sums as they are given."""
        choices = place.item_fact(self.tier).choices
        sums = [self.tiers.get(c.id, 0) * place.scale for c in choices]
        labels = tuple(both(c.label) for c in choices)
        title = words.both("steps.tier_name", label=both(self.label))
        return TierStep(self, "tier", "item", place.scale, self.tier, (*sums, 0), labels, title)


@dataclass(frozen=True, slots=True, eq=False)
class TierStep(RowStep):
    """Sums by the position of the choice, in 分 times the scale; the last is that of no choice at all (-1)."""

    name: str
    amounts: tuple[int, ...]
    labels: tuple[Both, ...]
    title: Both

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
        return o.take(self.amounts, r[self.name]) * x, NO_FIGURES

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: the choice, and its sum."""
        position = row[self.name]
        if position < 0:
            text = words.both("steps.unanswered", label=both(self.rule.label))
        else:
            amount = wan_law(int(done.after) // view.scale)
            text = words.both("steps.tier", choice=self.labels[position], amount=amount)
        return Saying(self.title, text, "base", {"op": "set", "value": view.decimal(done.after)})
