"""What a rule states, as a law may write it, and where that stands in a text: by what it is worth, not by how it is
spelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from engine.check.findings import Span
from engine.check.numbers import date_forms, wan_forms
from engine.policy.standing import find_all, written
from engine.text.numerals import chinese, counted
from engine.values.money import percent_text
from engine.values.quantities import COUNTED, MONEY, SHARE, Amount, FullYears, Places, Rate, Written
from engine.values.written import YUAN


@dataclass(frozen=True, slots=True)
class Stated:
    """A number of a rule: what it counts (any of `kinds`; none for what is looked for letter by letter), how much it
    is, and how a law may write it, for a message."""

    kinds: tuple[str, ...]
    value: Fraction
    shown: tuple[str, ...]


def stated(number: Written) -> Stated:
    """A number of a rule."""
    match number:
        case Amount():
            return amount(number)
        case Rate():
            return share(number)
        case Places():
            return receivers(number)
    assert isinstance(number, FullYears)
    return years(number)


def amount(fen: int) -> Stated:
    """So many 分."""
    return Stated((MONEY,), Fraction(fen, YUAN), wan_forms(fen))


def share(part: Fraction) -> Stated:
    """So much of one."""
    return Stated((SHARE,), part, (percent_text(part),))


def years(number: int) -> Stated:
    """So many years."""
    return Stated(("年",), Fraction(number), (f"{number}年",))


def receivers(number: int) -> Stated:
    """So many who receive something."""
    return Stated(COUNTED, Fraction(number), tuple(f"{number}{unit}" for unit in COUNTED))


def day(on: date) -> Stated:
    """A day."""
    return Stated((), Fraction(0), date_forms(on))


def places(text: str, stated: Stated, start: int = 0, end: int | None = None) -> list[Span]:
    """Where in a text, between `start` and `end`, a number of a rule stands."""
    end = len(text) if end is None else end
    if not stated.kinds:
        return [span for form in stated.shown for span in find_all(text, form, start, end)]
    return [quantity.span for quantity in written(text, stated.kinds, stated.value, start, end)]


def recent_years(number: int) -> tuple[str, ...]:
    """How a law writes a span of so many years back: 近3年, 近三年, 近两年."""
    written = (str(number), chinese(number), counted(number, "zh"))
    return tuple(dict.fromkeys(f"近{form}年" for form in written))
