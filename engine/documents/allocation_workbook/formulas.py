"""The formulas of an allocation workbook, which come to exactly what the engine comes to.

Cells hold floating numbers, so that `amount*ratio` would be cut wrongly now and then, and rounding it before it is cut
only moves the mistake. So every product and quotient here is one of whole 0.01万元, and is exact as long as it stays
below `EXACT`: for whole n and d, INT(n/d) is then the whole part of n/d, because n/d is at least 1/d away from the next
whole number. An amount a that an article scales by c/A and the budget by b/d is cut once, after both:

    a·c = q·A + r          q = INT(a·c/A), r < A
    a·c·b/(A·d) = (q·b + r·b/A)/d

and as q·b and d are whole, its whole part is INT((q·b + INT(r·b/A))/d).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

EXACT = 10**15
"""Whole numbers below it, their sums and the whole parts of their quotients are exact in Excel and in LibreOffice,
which both look at 15 digits."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The cells of two whole numbers, the first through the second: never above 1, the second never 0."""

    above: str
    below: str


def whole(cell: str) -> str:
    """0.01万元 in the 万元 of a cell."""
    return f"ROUND({cell}*100,0)"


def cut(amount: str, by: Sequence[Ratio]) -> str:
    """The whole part of a whole amount times up to two ratios, of which none is rounded on the way."""
    if not by:
        return amount
    first = by[0]
    once = f"INT({amount}*{first.above}/{first.below})"
    if len(by) == 1:
        return once
    second = by[1]
    rest = f"({amount}*{first.above}-{once}*{first.below})"
    return f"INT(({once}*{second.above}+INT({rest}*{second.above}/{first.below}))/{second.below})"


def uncut(amount: str, by: Sequence[Ratio]) -> str:
    """万元: a whole amount of 0.01万元 times ratios, in one expression, as exact as a cell can show it."""
    above = "*".join([amount, *(ratio.above for ratio in by)])
    below = "*".join([*(ratio.below for ratio in by), "100"])
    return f"{above}/({below})"


def quoted(text: str) -> str:
    """Text of ours within a formula."""
    return '"' + text.replace('"', '""') + '"'


def on(sheet: str, cell: str) -> str:
    """A cell, or a range, of another sheet."""
    return "'" + sheet.replace("'", "''") + f"'!{cell}"
