"""What is asked of the budget, as fans: from year to year, and from month to month of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.forecast.results import Amounts, Forecast
from engine.scenario import Outcome
from engine.text import words
from engine.text.phrases import Both
from engine.values import money
from engine.values.written import Shown, WrittenAmount
from engine.view.ahead import writing
from engine.view.ahead.side import year_of
from engine.view.ahead.writing import ENDS, grouped, said


@dataclass(frozen=True)
class FanPoint:
    """One year, or month: what it is called, P10, P50, P90, mean and the budget as written ("" where there is none),
    and where they stand in thousandths of the largest of all (`cap_at` None: no budget)."""

    label: Both
    low: Shown
    middle: Shown
    high: Shown
    mean: Shown
    cap: Shown
    low_at: int
    middle_at: int
    high_at: int
    cap_at: int | None


@dataclass(frozen=True)
class Fan:
    """A fan: its points in order, and what they say in a sentence."""

    headline: Both
    points: tuple[FanPoint, ...]


Asked = tuple[Both, Amounts, WrittenAmount | None]
"""What a point is called, what is asked by then, and the budget."""


def years(found: Forecast, place: int, base: Outcome) -> Fan:
    """From the year of the claims (`base`: what comes of them under the scenario) through the years of the forecast."""
    known, budget = money.wan(base.budget.asked), base.scenario.budget
    first: Amounts = {"mean": known, "p10": known, "p50": known, "p90": known}
    later = [(of["year"], of["budget"]) for of in found["scenarios"][place]["years"]]
    points: list[Asked] = [
        (said("fan_actual", year=base.scenario.year), first, None if budget is None else money.wan(budget)),
        *((said("fan_year", year=year), of["asked"], of["cap"]) for year, of in later),
    ]
    parts = (said("fan_part", year=year, **{name: grouped(of["asked"][name]) for name in ENDS}) for year, of in later)
    return Fan(said("fan_headline", parts=words.joined("budget.list_semicolon", parts)), _points(points))


def months(found: Forecast, place: int, year: int) -> Fan:
    """By the end of each month of a year, and when the budget is likely to be used up."""
    of = year_of(found, place, year)
    cap, used = of["budget"]["cap"], of["budget"]["used_up"]
    points = _points([(said("month", month=number), asked, cap) for number, asked in enumerate(of["by_month"], 1)])
    if used is None:
        return Fan(said("months_none", year=year), points)
    percent = writing.percent(used["probability"])
    if used["p50"] is None:
        return Fan(said("months_enough", year=year, percent=percent), points)
    return Fan(said("months_headline", year=year, day=writing.day(used["p50"], year), percent=percent), points)


def _points(raw: Sequence[Asked]) -> tuple[FanPoint, ...]:
    largest = max(of.fen for _, asked, cap in raw for of in (asked["p90"], cap) if of is not None)

    def point(label: Both, asked: Amounts, cap: WrittenAmount | None) -> FanPoint:
        low, middle, high, mean = (grouped(asked[name]) for name in (*ENDS, "mean"))
        low_at, middle_at, high_at = (writing.place(asked[name], largest) for name in ENDS)
        shown: Shown = "" if cap is None else grouped(cap)
        cap_at = None if cap is None else writing.place(cap, largest)
        return FanPoint(label, low, middle, high, mean, shown, low_at, middle_at, high_at, cap_at)

    return tuple(point(*of) for of in raw)
