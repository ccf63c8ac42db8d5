"""近……年、上年度: a day, or a year, lies in a window that is counted from the day of the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.condition import Condition, ConditionPlace, Row, Test
from engine.steps.demands import Names, Quoted
from engine.steps.language import Example
from engine.steps.numbers import Number

RECENT = {"fact": "founded", "in_window": "last_3_years", "word": "近3年", "quote": "近3年成立"}
"""On the first day of June 2026."""


class InWindow(Condition):
    """A date or a year lies in the window of this id."""

    key: ClassVar[str] = "in_window"
    examples = (
        Example("below", RECENT, False, facts={"founded": "date"}, says={"founded": "2023-06-01"}),
        Example("at", RECENT, True, facts={"founded": "date"}, says={"founded": "2023-06-02"}),
        Example("above", RECENT, True, facts={"founded": "date"}, says={"founded": "2026-06-01"}),
        Example("above", RECENT, False, facts={"founded": "date"}, says={"founded": "2026-06-02"}),
        Example("beside", {**RECENT, "word": "近5年"}, facts={"founded": "date"}, refused="window_word"),
    )
    fills = frozenset({"value", "bound", "start", "until"})
    types = ("date", "year")

    in_window: str

    @property
    def window(self) -> str | None:
        """The window that it asks for."""
        return self.in_window

    @property
    def good(self) -> str:
        """The answer that serves best in it."""
        return f"window:{self.in_window}"

    def names(self, names: Names) -> None:
        """What the names in it must lead to: a window."""
        names.leads("in_window", "window", self.in_window)

    def demands(self, law: Quoted) -> None:
        """What its quote must say: the window, by its word and its number."""
        law.within(self.in_window)

    def prepare(self, place: ConditionPlace) -> Test:
        """The condition as it is tested."""
        return windowed(self, place.slots(self.fact), self.fact, self.in_window, place.fact(self.fact))


def windowed(rule: Any, facts: tuple[Any, ...], name: str, window: str, fact: Any) -> InWindowTest | InYearTest:
    """The test whether a fact (a date or a year) lies in a window."""
    if fact.type == "year":
        return InYearTest(rule, facts, name, "numbers", window=window, other=year(window))
    return InWindowTest(rule, facts, name, "days", window=window, first=first(window), last=last(window))


DAY = "application day"
"""The name of the day of the application: no fact is called so."""


def first(window: str) -> str:
    """The name of the first day of a window."""
    return f"{window} first"


def last(window: str) -> str:
    """The name of the last day of a window."""
    return f"{window} last"


def year(window: str) -> str:
    """The name of the year in which a window begins."""
    return f"{window} year"


@dataclass(frozen=True, slots=True, eq=False)
class InWindowTest(Test):
    """A day lies between the first and the last of a window, both included."""

    window: str = ""
    first: str = ""
    last: str = ""

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        day = r[self.name]
        return (day >= r[self.first]) & (day <= r[self.last])


@dataclass(frozen=True, slots=True, eq=False)
class InYearTest(Test):
    """A year is that of a window."""

    window: str = ""

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        return r[self.name] == r[self.other]
