"""How the figures of a forecast are written, and where they stand among others."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from engine.forecast.results import Amounts, Ratios, UsedUp
from engine.text import words
from engine.text.phrases import Both, day_text
from engine.values import money
from engine.values.money import Exact
from engine.values.written import WrittenAmount
from engine.view.waterfall import permille

TEN, UNITS = 10**1, 10**5
"""Of a probability in 1: it is written to five decimals."""


def units(probability: str) -> int:
    """A probability in hundred-thousandths."""
    return int(probability.replace(".", ""))


def percent(probability: str) -> str:
    """A probability or ratio in per cent, cut to one decimal, without its sign: "50.4"."""
    return tenths(bar(probability))


def tenths(permille: int) -> str:
    """Thousandths in per cent."""
    return f"{permille // TEN}.{permille % TEN}"


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
    return said("spread", **{name: grouped(of[name]) for name in ("mean", "p10", "p50", "p90")})


def ratios(of: Ratios) -> Both:
    """A ratio over the draws."""
    shown = {name: f"{percent(of[name])}%" for name in ("mean", "p10", "p50", "p90")}
    return said("spread", **shown)


def day(of: int | None, year: int) -> Both:
    """A day of the year in words; that it is not within the year where there is none."""
    if of is None:
        return said("not_by_then")
    found = date(year, 1, 1) + timedelta(days=max(of, 1) - 1)
    return day_text(found)


def days(of: UsedUp, year: int) -> Both:
    """The days over the draws."""
    return said("spread_days", p10=day(of["p10"], year), p50=day(of["p50"], year), p90=day(of["p90"], year))


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
    fen = amount.fen if isinstance(amount, WrittenAmount) else amount
    return permille(Fraction(fen), Fraction(largest))
