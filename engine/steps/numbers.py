"""What steps compute with: the exact numbers of one claim. `Columns` (with numpy) are the same for many.

A step is written over five operations (`least`, `most`, `take`, `among`, `only`) and Python's operators, which
integers, fractions and columns of 64 bits have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Number = Any
"""An integer, a fraction or a column of integers; a truth is 0 or 1."""


class Row(dict[str, Any]):
    """What is known of one applicant, claim, item or part, by name: amounts in 分, shares in millionths, days as
    ordinals, a choice by its position, yes and no as 1 and 0. What it does not say itself, what it stands in says."""

    __slots__ = ("outer",)

    def __init__(self, own: Mapping[str, Any] | Iterable[tuple[str, Any]], outer: Mapping[str, Any]) -> None:
        dict.__init__(self, own)
        self.outer = outer

    def __missing__(self, name: str) -> Any:
        return self.outer[name]


class Scalars:
    """The operations on the numbers of one claim: the smaller (`least`) and the larger (`most`) of two, and these."""

    least = staticmethod(min)
    most = staticmethod(max)

    @staticmethod
    def take(table: Sequence[int], position: int) -> int:
        """What stands in the table at a position."""
        return table[position]

    @staticmethod
    def among(value: int, values: Sequence[int]) -> bool:
        """Whether the value is one of these."""
        return value in values

    @staticmethod
    def only(where: Number, work: Callable[[Any, Any, Number], Number], r: Any, x: Number) -> Number:
        """`work` on the amount `x` if this is so; else it as it is."""
        return work(Scalars, r, x) if where else x
