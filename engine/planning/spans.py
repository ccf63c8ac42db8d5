"""Stretches of days in which nothing changes by itself: what counts on one of them counts on all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.policy.pack import Policy
from engine.policy.years import windows_of
from engine.steps.varying import ByDay
from engine.values.windows import DAY


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a first to a last day of one year, both included."""

    first: date
    last: date

    @property
    def year(self) -> int:
        """The year that it lies in."""
        return self.first.year


def spans(policy: Policy, readings: dict[str, str], dates: Iterable[date], first: date, last: date) -> list[Span]:
    """The days from `first` to `last` in stretches: a new one begins with each year, on the day on which one of the
    `dates` comes to lie in a window of the policy, and after the last day on which it does; where a window for
    applications (申报期) opens, and after it; on the days from which a number of a rule is another."""
    begins = {first, *(date(year, 1, 1) for year in range(first.year + 1, last.year + 1))}
    begins |= policy.derived(_Turns).days
    for day in set(dates):
        begins.add(day)
        begins.update(DAY + left for left in _leaves(policy, readings, day))
    ordered = sorted(day for day in begins if first <= day <= last)
    ends = [day - DAY for day in ordered[1:]]
    return [Span(*ends_with) for ends_with in zip(ordered, [*ends, last], strict=True)]


class _Turns:
    """The days of a policy on which something changes for everybody."""

    def __init__(self, policy: Policy) -> None:
        self.days: set[date] = set()
        for p in policy.provisions:
            for block in (*p.when, *p.item_when, *p.steps):
                for name in type(block).model_fields:
                    if isinstance(value := getattr(block, name), ByDay):
                        self.days.update(value.starts)
        for guideline in (policy.unnarrowed or policy).guidelines.values():
            for window in guideline.windows:
                self.days |= {window.start, window.until + DAY}


def is_open(policy: Policy, provision: str, span: Span) -> bool:
    """Whether a provision can be claimed in a stretch of days, as the guideline of its year says; always, where none
    says so."""
    windows = windows_of(policy, provision, span.year)
    return not windows or any(window.start <= span.first and span.last <= window.until for window in windows)


def _leaves(policy: Policy, readings: dict[str, str], day: date) -> Iterator[date]:
    for window in policy.windows:
        if window.kind == "last_years":
            yield window.closes_on(day, readings)


def dates_in(facts: Any) -> Iterator[date]:
    """Every day that is stated in the facts of a claim, or of one of its entries."""
    if isinstance(facts, date):
        yield facts
    elif isinstance(facts, dict):
        for value in facts.values():
            yield from dates_in(value)
    elif isinstance(facts, list):
        for value in facts:
            yield from dates_in(value)
