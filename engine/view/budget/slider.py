"""The slider of the budget, in whole 万元."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

from engine.scenario import Outcome
from engine.values.money import WAN

STEPS = 360
"""A slider has at most so many steps."""


@dataclass(frozen=True)
class Scale:
    """The slider of the budget, in whole 万元: from 0 to `most`, in steps of `step`."""

    most: int
    step: int


NOTHING_YET = Scale(1, 1)
"""The scale while no scenario can be worked out."""


def round_steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50, and so on."""
    return (digit * 10**power for power in count() for digit in (1, 2, 5))


def scale(first: Outcome, budgets: Iterable[int | None]) -> Scale:
    """A scale with a little more room than pays all that is approved, and on which every one of these budgets (分) has
    its place."""
    needed = [Fraction(first.total.approved * 5, 4 * WAN), *(Fraction(b, WAN) for b in budgets if b is not None)]
    most = max([*needed, Fraction(1)])
    step = next(step for step in round_steps() if step * STEPS >= most)
    return Scale(int(-(-most // step) * step), step)


def from_slider(wan: int) -> int:
    """分 of a place on the slider."""
    return wan * WAN


def on_slider(budget: int | None, scale: Scale) -> int:
    """Where a budget stands on the slider; at its end where none is set."""
    return scale.most if budget is None else min(scale.most, budget // WAN)
