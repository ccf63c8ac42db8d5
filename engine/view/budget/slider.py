"""The slider of the budget, in whole 万元."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from engine.scenario import Outcome
from engine.values.money import WAN

STEPS = 360
"""A slider has at most so many steps."""
NICE = (1, 2, 5)


@dataclass(frozen=True)
class Scale:
    """The slider of the budget, in whole 万元: from 0 to `most`, in steps of `step`."""

    most: int
    step: int


NOTHING_YET = Scale(1, 1)
"""The scale while no scenario can be worked out."""


def scale(first: Outcome, budgets: Iterable[int | None]) -> Scale:
    """A scale with a little more room than pays all that is approved, and on which every one of these budgets (分) has
    its place."""
    needed = [Fraction(first.total.approved * 5, 4 * WAN), *(Fraction(b, WAN) for b in budgets if b is not None)]
    most = max([*needed, Fraction(1)])
    step, power = 1, 0
    while step * STEPS < most:
        power += 1
        step = NICE[power % 3] * 10 ** (power // 3)
    return Scale(int(-(-most // step) * step), step)


def from_slider(wan: int) -> int:
    """分 of a place on the slider."""
    return wan * WAN


def on_slider(budget: int | None, scale: Scale) -> int:
    """Where a budget stands on the slider; at its end where none is set."""
    return scale.most if budget is None else min(scale.most, budget // WAN)
