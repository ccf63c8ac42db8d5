"""Where a number of a rule, or a day, stands in a text, by what it is worth and not by how it is spelled; and how a law
may write it."""

from __future__ import annotations

from datetime import date

from engine.check.findings import Span
from engine.check.numbers import date_forms, wan_forms
from engine.policy.standing import find_all, written
from engine.text.numerals import chinese, counted
from engine.values.money import percent_text
from engine.values.quantities import Amount, Rate, Written

Stated = Written | date
"""What a rule states: a number with its unit, or a day, which is looked for letter by letter."""


def forms(stated: Stated) -> tuple[str, ...]:
    """How a law may write it, for a message."""
    match stated:
        case date():
            return date_forms(stated)
        case Amount():
            return wan_forms(stated)
        case Rate():
            return (percent_text(stated),)
    return tuple(f"{stated}{unit}" for unit in stated.kinds)


def places(text: str, stated: Stated, start: int = 0, end: int | None = None) -> list[Span]:
    """Where it stands in a text, between `start` and `end`."""
    if isinstance(stated, date):
        return [span for form in date_forms(stated) for span in find_all(text, form, start, end)]
    return [quantity.span for quantity in written(text, stated.kinds, stated.quantity, start, end)]


def recent_years(number: int) -> tuple[str, ...]:
    """How a law writes a span of so many years back: 近3年, 近三年, 近两年."""
    return tuple(dict.fromkeys(f"近{form}年" for form in (str(number), chinese(number), counted(number, "zh"))))
