"""一次性: given once, to an item or to an applicant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.cap import ONCE, Per
from engine.steps.condition import ConditionPlace, Test
from engine.steps.demands import BY_ITEM, Names, Quoted
from engine.steps.equals import IsTest
from engine.steps.language import (
    Applied,
    ByReading,
    Example,
    FactColumns,
    ReasonKind,
    Saying,
    View,
    kept_or_set,
    resolve,
)
from engine.steps.numbers import Number
from engine.steps.step import NO_FIGURES, Figures, Limit, Place, Row, RowStep
from engine.text import words
from engine.text.phrases import Both, Words, both, sentence

ONCE_WORDS = ("一次性", "不再", "一次")
NOT_AGAIN = re.compile("一次|不再|不重复|不得重复")
"""What says that something is given once only."""
ONE_AWARD = re.compile("一次性|不再")


ONE = {"once": "had", "per": "applicant", "word": "不再", "quote": "获得过的不再奖励"}


class Once(Limit):
    """Given once `per` item or applicant: not where a yes/no fact (`once`) says that it has been, nor for a second
    claim of the applicant. `awarded`: the fact with what the applicant was awarded, which says so too. `unwritten`:
    that the law does not say so (未写明), and how it is read."""

    key: ClassVar[str] = "once"
    examples = (
        Example("beside", ONE, "7.00", facts={"had": "yes_no"}, says={"had": False}),
        Example("beside", ONE, "0.00", facts={"had": "yes_no"}, says={"had": True}),
        Example("beside", ONE, "0.00", facts={"had": "yes_no"}),
        Example("beside", {**ONE, "quote": "给予奖励"}, facts={"had": "yes_no"}, refused="quote_says_not"),
    )
    does = frozenset({"once"})
    reason_kind: ClassVar[ReasonKind] = "used_up"

    once: str
    per: Per | ByReading
    awarded: str = ""
    word: str | None = None
    fails: Words
    unwritten: Words | None = None

    def holds_for(self, readings: Mapping[str, str]) -> str:
        """For what it holds under these readings."""
        return str(resolve(self.per, readings))

    def deducts(self, readings: Mapping[str, str] | None = None) -> list[str]:
        """The fact with what was awarded, where it counts: under these readings, or under one or another."""
        counts = self.awarded and (readings is None or self.holds_for(readings) == "applicant")
        return [self.awarded] if counts else []

    def names(self, names: Names) -> None:
        """What the names in it must lead to: a yes or no of the claim, or of every item, and an amount of the claim."""
        names.values("per", self.per, ("applicant", "item"))
        names.fact("once", self.once, "yes_no", of_claim=names.is_of_claim(self.once))
        for awarded in self.deducts():
            names.fact("awarded", awarded, "amount", of_claim=True)

    def columns(self, columns: FactColumns) -> None:
        """The facts that it computes with."""
        of_claim = any(fact.name == self.once for fact in columns.provision.children())
        (columns.claim if of_claim else columns.item)(self.once, False)
        for awarded in self.deducts():
            columns.claim(awarded, "less")

    def demands(self, law: Quoted) -> None:
        """What its quote must say: that it is given once, or that this is not stated; to whom, if it says so."""
        cited = law.cite()
        law.says(NOT_AGAIN)
        if cited:
            law.word(ONCE_WORDS)
            one, each = ONE_AWARD.search(self.quote), BY_ITEM.search(self.quote)
            if one and law.by_default(self.per) == "item" and not each:
                law.note("per_disagrees", "per", word=one.group(), per="item")

    def condition(self, place: ConditionPlace, name: str) -> Test:
        """The condition that it has not been given; `name`: under which a row says how often it was."""
        if awarded := self.deducts(place.readings):
            return OnceTest(self, place.slots(self.once, *awarded), name, awarded=awarded[0])
        return IsTest(self, place.slots(self.once), name, value=0)

    def prepare(self, place: Place) -> OnceStep | None:
        """The step as it is applied to a claim."""
        if self.holds_for(place.readings) != "applicant":
            return None
        return OnceStep(self, "once", "claim", place.scale, words.both("steps.once_name", label=both(self.label)))


@dataclass(frozen=True, slots=True, eq=False)
class OnceTest(Test):
    """That it has not been given: neither is that said, nor was anything `awarded`."""

    awarded: str = ""

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        return (r[self.name] == 0) & (r[self.awarded] == 0)


@dataclass(frozen=True, slots=True, eq=False)
class OnceStep(RowStep):
    """Nothing where an earlier claim of the applicant has had it."""

    reason_kind: ClassVar[ReasonKind] = "used_up"

    name: Both

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
        return x * (r[ONCE] == 0), NO_FIGURES

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: whether an earlier claim has had it."""
        kind, operation = kept_or_set(view, done.before, done.after)
        text = sentence("steps.once_binds" if kind == "bind" else "steps.once_idle")
        unwritten = self.rule.unwritten and both(self.rule.unwritten)
        return Saying(self.name, text, kind, operation, quote=self.rule.quote, unwritten=unwritten)
