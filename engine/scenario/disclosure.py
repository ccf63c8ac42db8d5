"""Disclosure control: which cell of what is published would tell on somebody.

A cell is *sensitive* by one of two rules. By the frequency rule it is if fewer than `LEAST` companies stand behind it
that an official vouches for: whoever submits under credit codes of his own choice adds companies as he pleases, knows
what they come to, and subtracts it. By the dominance rule (the p% rule) it is if the second largest contributor, who
knows its own amount and, at worst, all that nobody vouches for, could tell the amount of the largest to within
`PERCENT` per cent of it: if what is left after the largest and the second largest is less than that part of the
largest.

Sensitive cells are hidden (primary suppression), and with them as many others as it takes for their sum, which follows
from a total less what is shown, not to be sensitive either (complementary suppression). Two cells that are not
sensitive have a sum that is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LEAST = 5
"""Companies behind a cell that is shown."""
PERCENT = 10
"""p of the p% rule."""

Cell = Mapping[int, int]
"""Who stands behind a figure: contributors, and what each contributes (whole numbers, of whatever unit). A contributor
is the number of a company for what an official vouches for, and the number's complement (negative) for the rest."""


def contributor(company: int, is_vouched: bool) -> int:
    """The contributor that a company is with claims that an official vouches for, or with the others."""
    return company if is_vouched else ~company


def vouched(cell: Iterable[int]) -> int:
    """How many companies stand behind a cell that an official vouches for."""
    return sum(one >= 0 for one in cell)


def companies(cell: Iterable[int]) -> int:
    """How many companies stand behind a cell."""
    return len({max(one, ~one) for one in cell})


def few(cell: Cell) -> bool:
    """Whether a cell is sensitive by the frequency rule."""
    return bool(cell) and vouched(cell) < LEAST


def dominated(cell: Cell) -> bool:
    """Whether a cell is sensitive by the dominance rule."""
    known = sorted((amount for one, amount in cell.items() if one >= 0), reverse=True)
    others = max((amount for one, amount in cell.items() if one < 0), default=0)
    first, second = (*known, 0, 0)[:2]
    left = sum(known) - first
    return _tells(first, left - second) or _tells(others, left)


def _tells(amount: int, left: int) -> bool:
    """Whether an amount is told by what it makes together with what is `left` that the others do not know."""
    return 100 * left < PERCENT * amount


def sensitive(cell: Cell) -> bool:
    """Whether a cell is sensitive by either rule."""
    return few(cell) or dominated(cell)


def merged(cells: Iterable[Cell]) -> dict[int, int]:
    """The cell that the sum of these is."""
    together: dict[int, int] = {}
    for cell in cells:
        for one, amount in cell.items():
            together[one] = together.get(one, 0) + amount
    return together


def several(groups: Iterable[Cell]) -> int:
    """How many companies that an official vouches for are in several groups."""
    seen, again = set[int](), set[int]()
    for group in groups:
        own = {one for one in group if one >= 0}
        again |= own & seen
        seen |= own
    return len(again)


def tells_all(told: list[Cell], hidden: list[Cell]) -> bool:
    """Whether it may be said how many companies there are in all, beside the numbers of those in the groups `told`: not
    where these add up, but for fewer than `LEAST` companies, and what is left over tells of the `hidden` groups."""
    if not any(hidden) or several(told) >= LEAST:
        return True
    here = merged(told)
    apart = {one: amount for one, amount in merged(hidden).items() if one not in here}
    return several([*told, *hidden]) >= LEAST and not few(apart)
