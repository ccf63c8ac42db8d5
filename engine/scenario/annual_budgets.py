"""年度预算: what an authority has stated as the budget of a year, by which source and on which day."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.application import typed
from engine.text import words
from engine.text.phrases import Both, day_text
from engine.values import amounts
from engine.values.kinds import parse_year
from engine.values.money import parse_amount, wan_law
from engine.values.refusal import LONGEST_TEXT, Refusals, Refused, is_text, refuse, shown
from engine.values.windows import parse_date, today

LONGEST_SOURCE = 120


@dataclass(frozen=True, slots=True)
class AnnualBudget:
    """The budget of a `year` (分), who or what has stated it, and the day of that source."""

    year: int
    amount: int
    source: str
    day: date


def read_typed(year: object, amount: str, source: str, day: str) -> AnnualBudget:
    """The budget of a year as people type it: 8000万, 0.8亿元; 2026-01-15, 2026年1月15日. Refused, naming everything
    that cannot be accepted (paths `year`, `amount`, `source`, `day`)."""
    refusals = Refusals()
    read = (
        refusals.attempt(parse_year, year, "year"),
        refusals.attempt(_amount, amount),
        refusals.attempt(_source, source),
        refusals.attempt(_day, day),
    )
    refusals.raise_if_any()
    return AnnualBudget(*read)  # type: ignore[arg-type]  # what is None was refused


def _amount(text: str) -> int:
    found = amounts.read_money(text, path="amount", label=words.both("annual_budget.amount"))
    if found is None:
        refuse("amount", "annual_budget.no_amount")
    return found


def _source(text: str) -> str:
    if not is_text(text, LONGEST_SOURCE) or not text.strip() or not text.strip().isprintable():
        refuse("source", "annual_budget.no_source", most=LONGEST_SOURCE, given=shown(text))
    return text.strip()


def _day(text: str) -> date:
    found = typed.read_day(text, "day", words.both("annual_budget.day"), latest=today())
    if found is None:
        refuse("day", "annual_budget.no_day")
    return date.fromisoformat(found)


def written_budget(annual: AnnualBudget) -> dict[str, str]:
    """As it stands in files, beside a scenario of its year: the amount in 万元, uncut."""
    return {"amount": wan_law(annual.amount), "source": annual.source, "day": annual.day.isoformat()}


def read_budget(raw: object, year: int) -> AnnualBudget | None:
    """What `written_budget` wrote; None where there is nothing, or nothing that can be read."""
    if not isinstance(raw, Mapping):
        return None
    given: Mapping[str, Any] = raw
    with suppress(Refused, KeyError):
        if is_text(given["source"], LONGEST_TEXT):
            amount, day = parse_amount(given["amount"], "amount"), parse_date(given["day"], "day")
            return AnnualBudget(year, amount, given["source"], day)
    return None


def amount_of(annual: AnnualBudget | None) -> int | None:
    """Its amount (分); None where none is stated."""
    return None if annual is None else annual.amount


def called(annual: AnnualBudget) -> Both:
    """Which budget it is: 2026年预算，区财政局，2026年1月15日."""
    of = {"year": annual.year, "source": annual.source, "day": day_text(annual.day)}
    return words.both("annual_budget.called", **of)


def beside(annual: AnnualBudget | None, budget: int | None) -> Both | None:
    """What is said beside a scenario's `budget` (分): that it is the one of the year, or differs from that. None where
    the year has none."""
    if annual is None:
        return None
    if annual.amount == budget:
        return called(annual)
    return words.both("annual_budget.differs", amount=wan_law(annual.amount), which=called(annual))
