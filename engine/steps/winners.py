"""每年不超过……家: so many receivers a year, those with the best score. Among claims, allocation applies it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from engine.steps.language import Changeable
from engine.steps.step import Place, Prepared, Step
from engine.text.phrases import Words
from engine.values.quantities import Places


class Winners(Step):
    """So many winners a year, `by` a score."""

    key: ClassVar[str] = "winners"

    winners: Places
    by: str
    word: str | None = None
    fails: Words | None = None

    def numbers(self) -> Iterator[Changeable]:
        """The numbers in it that a what-if can change."""
        yield Changeable("winners", self.winners)

    def prepare(self, place: Place) -> Prepared | None:
        """There is no step of a claim by itself."""
        return None
