"""每年不超过……家: so many receivers a year, those with the best score. Among claims, allocation applies it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from engine.steps.demands import UPPER, Names, Quoted
from engine.steps.language import Changeable, Example
from engine.steps.step import Limit, Place, Prepared
from engine.text.phrases import Words
from engine.values.quantities import Places

BEST_TWO = {"winners": "2家", "by": "score", "word": "不超过", "quote": "每年不超过2家"}


class Winners(Limit):
    """So many winners a year, `by` a score."""

    key: ClassVar[str] = "winners"
    examples = (
        Example(
            "beside", BEST_TWO, "7.00", facts={"score": {"type": "amount", "absent": "none"}}, says={"score": "90"}
        ),
        Example("beside", {**BEST_TWO, "winners": "3家"}, facts={"score": "amount"}, refused="number_not_in_quote"),
    )
    does = frozenset({"upper", "yearly", "each"})

    winners: Places
    by: str
    word: str | None = None
    fails: Words | None = None

    def names(self, names: Names) -> None:
        """What the names in it must lead to: a score of the claim."""
        names.fact("by", self.by, "amount", "count", of_claim=True)

    def demands(self, law: Quoted) -> None:
        """What its quote must say: the number, and a word that makes it an upper bound."""
        if law.cite(winners=self.winners):
            law.bound(UPPER, self.winners)

    def numbers(self) -> Iterator[Changeable]:
        """The numbers in it that a what-if can change."""
        yield Changeable("winners", self.winners)

    def prepare(self, place: Place) -> Prepared | None:
        """There is no step of a claim by itself."""
        return None
