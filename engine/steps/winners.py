"""每年不超过……家: so many receivers a year, those with the best score. Among claims, allocation applies it."""

from __future__ import annotations

from typing import ClassVar

from engine.steps.demands import UPPER, Names
from engine.steps.language import Example
from engine.steps.step import Limit, Place, Prepared
from engine.steps.varying import WithNumber
from engine.text.phrases import Words
from engine.values.quantities import Places

BEST_TWO = {"winners": "2家", "by": "score", "word": "不超过", "quote": "每年不超过2家"}
SCORED = {"score": {"type": "amount", "absent": "none"}}


class Winners(WithNumber, Limit):
    """So many winners a year, `by` a score."""

    key: ClassVar[str] = "winners"
    examples = (
        Example("beside", BEST_TWO, "7.00", facts=SCORED, says={"score": "90"}),
        Example("beside", {**BEST_TWO, "winners": "3家"}, facts=SCORED, refused="number_not_in_quote"),
    )
    does = frozenset({"upper", "yearly", "each"})
    bounds = UPPER

    winners: Places
    by: str
    word: str | None = None
    fails: Words | None = None

    def names(self, names: Names) -> None:
        """What the names in it must lead to: a score of the claim."""
        names.fact("by", self.by, "amount", "count", of_claim=True)

    def prepare(self, place: Place) -> Prepared | None:
        """There is no step of a claim by itself."""
        return None
