"""What all kinds of condition have in common."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

from engine.steps.demands import Quoted
from engine.steps.language import Block, Stated
from engine.steps.numbers import Number
from engine.text.phrases import Words

Row = Any


class Condition(Stated):
    """A condition as a policy states it: of a `fact`, with the reason why it is not met (`fails`), the `word` of the
    law that bounds it, and the article if it is not the provision's. `types`: those of the facts that it can be of.
    `unwritten`: what of it the law does not state (未写明), and how it is read; the quote is then the clause that
    leaves it open."""

    fact: str = ""
    fails: Words
    word: str | None = None
    article: int | None = None
    unwritten: Words | None = None

    narrower = "higher"
    types: ClassVar[tuple[str, ...]] = ("yes_no", "choice")

    @property
    def window(self) -> str | None:
        """The window that it asks for."""
        return None

    @property
    def good(self) -> Any:
        """The answer that serves best in it."""
        return "more"

    @property
    def accepted(self) -> list[object] | None:
        """The answers that it lets pass, where it lists them."""
        return None

    def demands(self, law: Quoted) -> None:
        """What its quote must say."""
        if law.cite():
            law.word()

    def facts(self, readings: dict[str, str]) -> list[str]:
        """The names of the facts (or the measure) that it asks about."""
        return [self.fact]

    @abstractmethod
    def prepare(self, place: ConditionPlace) -> Test:
        """The condition as it is tested on the facts of its place."""


class ConditionPlace(Protocol):
    """Where a condition stands, among the facts of a claim or of an item."""

    @property
    def readings(self) -> dict[str, str]:
        """The readings in force."""

    @property
    def fine(self) -> int:
        """What measures are multiplied by."""

    def fact(self, name: str) -> Any:
        """The fact of this name."""

    def category(self, by: str, *, of_claim: bool = False) -> Any:
        """The choice that numbers go by, of the applicant, of what it stands in, or of the claim."""

    def slots(self, *names: str) -> tuple[Any, ...]:
        """The columns of these facts, or their names."""


class Exempt(Block):
    """Provisions that a condition for all of them does not reach under one choice of a reading."""

    reading: str
    choice: str
    provisions: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class Test:  # without ABC, whose `isinstance` is slow; mypy demands what is abstract all the same
    """A condition, ready to be tested on rows: `name` is that of the fact (or measure) that is compared, `facts` are
    all that it asks about, as columns or paths, and `rule` is what the policy says of it. `figures` are the two numbers
    that the reason names (`reason`: of what kind): what was stated, and what it was compared with; amounts among them
    are 分 times `scale`, those of the law 分 (`of_law`). `other`: the name of the number that it is compared with,
    where that stands in the row too."""

    rule: Any
    facts: tuple[Any, ...]
    name: str

    reason: Literal["plain", "numbers", "days", "amounts"] = "plain"
    of_law: bool = False
    scale: int = 1
    other: str = ""

    @abstractmethod
    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""

    def figures(self, r: Row) -> tuple[int, int]:
        """What was stated, and what it was compared with."""
        return r[self.name], r[self.other] if self.other else 0


def position(fact: Any, choice: object) -> int:
    """The place of a choice among those of its fact."""
    return [c.id for c in fact.choices].index(str(choice))


def wanted(fact: Any, value: bool | str) -> int:
    """A yes or no, or a choice, as the number that stands for it."""
    return int(value) if isinstance(value, bool) else position(fact, value)
