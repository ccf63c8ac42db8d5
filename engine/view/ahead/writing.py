"""How the figures of a forecast are written, and where they stand among others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from engine.forecast.results import Amounts, Ratios, UsedUp
from engine.text import words
from engine.text.phrases import Both, day_text
from engine.values import money
from engine.values.money import Exact
from engine.values.written import WrittenAmount
from engine.view.waterfall import permille, tenths

ENDS: Final = ("p10", "p50", "p90")
"""Of what differs from draw to draw: what is surpassed in nine of ten, in half, in one of ten."""
UNITS = 10**5
"""Of a probability in 1: it is written to five decimals."""


def units(probability: str) -> int:
    """A probability in hundred-thousandths."""
    return int(probability.replace(".", ""))


def percent(probability: str) -> str:
    """A probability or ratio in per cent, cut to one decimal, without its sign: "50.4"."""
    return tenths(bar(probability))


def bar(probability: str) -> int:
    """A probability in thousandths, as a bar is drawn."""
    return units(probability) * 10**3 // UNITS


def said(key: str, /, **values: object) -> Both:
    """Words of the forecast."""
    return words.both(f"forecast.{key}", **values)


def grouped(amount: WrittenAmount) -> WrittenAmount:
    """An amount as people read it: "18,000.00"."""
    return money.wan_text(amount.fen)


def amounts(of: Amounts) -> Both:
    """An amount over the draws."""
    return said("spread", **{name: grouped(of[name]) for name in ("mean", *ENDS)})


def ratios(of: Ratios) -> Both:
    """A ratio over the draws."""
    return said("spread", **{name: f"{percent(of[name])}%" for name in ("mean", *ENDS)})


def day(of: int | None, year: int) -> Both:
    """A day of the year in words; that it is not within the year where there is none."""
    if of is None:
        return said("not_by_then")
    return day_text(date(year, 1, 1) + timedelta(days=max(of, 1) - 1))


def days(of: UsedUp, year: int) -> Both:
    """The days over the draws."""
    return said("spread_days", **{name: day(of[name], year) for name in ENDS})


def chance(probability: str | None, error: str | None) -> Both:
    """A probability with its standard error, that rounded up; without one where all draws agree; a dash where there is
    none."""
    if probability is None or error is None:
        return said("none")
    if not (doubt := units(error)):
        return said("percent", percent=percent(probability))
    return said("chance", percent=percent(probability), error=tenths(-(-doubt * 10**3 // UNITS)))


def plain(amount: WrittenAmount | None) -> Both:
    """An amount as people read it; a dash where there is none."""
    return said("none") if amount is None else words.same(grouped(amount))


def place(amount: WrittenAmount | Exact, largest: Exact) -> int:
    """Where an amount stands among others, the largest being at 1000."""
    return permille(amount.fen if isinstance(amount, WrittenAmount) else amount, largest)
