"""What is asked of the budget, as fans: from year to year, and from month to month of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.forecast.results import Amounts, Forecast
from engine.scenario import Outcome
from engine.text import words
from engine.text.phrases import Both
from engine.values import money
from engine.values.written import Shown, WrittenAmount
from engine.view.ahead import writing
from engine.view.ahead.side import year_of
from engine.view.ahead.writing import grouped, said


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


@dataclass(frozen=True)
class _Raw:
    label: Both
    asked: Amounts
    cap: WrittenAmount | None


def years(found: Forecast, place: int, base: Outcome) -> Fan:
    """From the year of the claims (`base`: what comes of them under the scenario) through the years of the forecast."""
    known = money.wan(base.budget.asked)
    budget = base.scenario.budget
    first: Amounts = {"mean": known, "p10": known, "p50": known, "p90": known}
    raw = [_Raw(said("fan_actual", year=base.scenario.year), first, None if budget is None else money.wan(budget))]
    parts = []
    for of in found["scenarios"][place]["years"]:
        asked = of["budget"]["asked"]
        raw.append(_Raw(said("fan_year", year=of["year"]), asked, of["budget"]["cap"]))
        parts.append(
            said("fan_part", year=of["year"], **{name: grouped(asked[name]) for name in ("p10", "p50", "p90")})
        )
    return Fan(said("fan_headline", parts=words.joined("budget.list_semicolon", parts)), _points(raw))


def months(found: Forecast, place: int, year: int) -> Fan:
    """By the end of each month of a year, and when the budget is likely to be used up."""
    of = year_of(found, place, year)
    cap, used = of["budget"]["cap"], of["budget"]["used_up"]
    raw = [_Raw(said("month", month=number), asked, cap) for number, asked in enumerate(of["by_month"], 1)]
    if used is None:
        return Fan(said("months_none", year=year), _points(raw))
    percent = writing.percent(used["probability"])
    if used["p50"] is None:
        return Fan(said("months_enough", year=year, percent=percent), _points(raw))
    return Fan(said("months_headline", year=year, day=writing.day(used["p50"], year), percent=percent), _points(raw))


def _points(raw: Sequence[_Raw]) -> tuple[FanPoint, ...]:
    largest = max(Fraction(of.fen) for each in raw for of in (each.asked["p90"], each.cap) if of is not None)
    return tuple(
        FanPoint(
            each.label,
            grouped(each.asked["p10"]),
            grouped(each.asked["p50"]),
            grouped(each.asked["p90"]),
            grouped(each.asked["mean"]),
            "" if each.cap is None else grouped(each.cap),
            writing.place(each.asked["p10"], largest),
            writing.place(each.asked["p50"], largest),
            writing.place(each.asked["p90"], largest),
            None if each.cap is None else writing.place(each.cap, largest),
        )
        for each in raw
    )
