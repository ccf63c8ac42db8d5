"""分别给予……万元、……万元: a sum by a choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.demands import Names, Quoted
from engine.steps.language import Applied, Changeable, Example, FactColumns, Saying, View
from engine.steps.numbers import Number
from engine.steps.step import NO_FIGURES, AmountStep, Figures, Grade, Place, Row, RowStep
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.money import wan_law
from engine.values.quantities import Amount

RANK = {"type": "choice", "choices": {"a": "甲级", "b": "乙级"}}
RANKS = {"tier": "rank", "tiers": {"a": "6万元", "b": "4万元"}, "quote": "甲级、乙级分别给予6万元、4万元"}


class Tier(AmountStep):
    """A sum by the choice that a fact (`tier`) is; a choice without one, and no choice, bring nothing."""

    key: ClassVar[str] = "tier"
    examples = (
        Example("beside", RANKS, "6.00", facts={"rank": RANK}, says={"rank": "a"}),
        Example("beside", RANKS, "4.00", facts={"rank": RANK}, says={"rank": "b"}),
        Example("beside", RANKS, "4.00", facts={"rank": RANK}),
        Example("beside", {**RANKS, "tiers": {"a": "6万元"}}, facts={"rank": RANK}, refused="tier_missing"),
        Example("beside", {**RANKS, "tiers": {"a": "4万元", "b": "6万元"}}, facts={"rank": RANK}, refused="tier_order"),
    )
    does = frozenset({"each"})
    grade: ClassVar[Grade | None] = "fixed"

    tier: str
    tiers: dict[str, Amount]

    def names(self, names: Names) -> None:
        """What the names in it must lead to: a choice, of which each answer has its sum, or is shut out."""
        fact = names.fact("tier", self.tier, "choice")
        for name in self.tiers:
            if fact is not None and name not in [choice.id for choice in fact.choices]:
                names.note("answer_unknown", f"tiers.{name}", answer=name, fact=fact.path)
            elif names.is_shut_out(self.tier, name):
                names.note("tier_unreachable", f"tiers.{name}", name=name)
        for choice in fact.choices if fact is not None else ():
            if choice.id not in self.tiers and not names.is_shut_out(self.tier, choice.id):
                names.note("tier_missing", "tiers", answer=choice.id, fact=self.tier)

    def columns(self, columns: FactColumns) -> None:
        """The facts that it computes with: the choice, of which the one that brings most serves best."""
        columns.item(self.tier, None).good = max(self.tiers, key=self.tiers.__getitem__)

    def demands(self, law: Quoted) -> None:
        """What its quote must say: the sums, in the order of the choices."""
        if law.cite(**{f"tiers.{name}": amount for name, amount in self.tiers.items()}):
            law.in_order("tiers", self.tiers, self.tier)

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
