"""The operations of steps on columns: the claims of many at once, in 64 bits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.values.arrays import Array


class View:
    """The rows of many, by name: columns of their own, else those of what each row stands in (`owner`: its place)."""

    __slots__ = ("outer", "own", "owner")

    def __init__(self, own: dict[str, Any], outer: Any = None, owner: Array | None = None) -> None:
        self.own, self.outer, self.owner = own, outer, owner

    def __getitem__(self, name: str) -> Any:
        column = self.own.get(name)
        if column is None:
            column = self.outer[name]
            if self.owner is not None and isinstance(column, np.ndarray):
                column = column[self.owner]
            self.own[name] = column
        return column

    def at(self, places: Array) -> View:
        """Some of the rows."""
        return View({}, self, places)


class Columns:
    """The operations on columns."""

    least, most = np.minimum, np.maximum

    @staticmethod
    def take(table: Sequence[int], position: Array) -> Array:
        """What stands in the table at each position."""
        return np.asarray(table)[position]

    @staticmethod
    def among(value: Array, values: Sequence[int]) -> Array:
        """Whether each value is one of these."""
        found = value == values[0]
        for other in values[1:]:
            found |= value == other
        return found

    @staticmethod
    def only(where: Array, work: Callable[[Any, Any, Array], Array], r: View, x: Array) -> Array:
        """`work` on the amounts where this is so; the others as they are."""
        places = np.flatnonzero(where)
        if len(places):
            x = x.copy()
            x[places] = work(Columns, r.at(places), x[places])
        return x


def total(how: np.ufunc, values: Array, owner: Array, owners: int) -> Array:
    """For each owner its rows in one, 0 where it has none; `owner` ascends."""
    rows = len(owner)
    if rows == owners and (rows < 2 or bool((owner[1:] > owner[:-1]).all())):
        return values
    found = np.zeros(owners, dtype=values.dtype)
    if rows:
        begins = np.ones(rows, dtype=bool)
        np.not_equal(owner[1:], owner[:-1], out=begins[1:])
        first = np.flatnonzero(begins)
        found[owner[first]] = how.reduceat(values, first)
    return found


def by_day(days: Array, known: Callable[[int], Mapping[str, int]]) -> View:
    """What an application's day gives, for each of `days` (ordinals, which lie close together)."""
    if not len(days):
        return View({})
    first = int(days.min())
    place = days - first
    occurs = np.bincount(place) > 0
    per_day = [known(first + at) for at in np.flatnonzero(occurs).tolist()]
    if len(per_day) == 1:
        return View(dict(per_day[0]))
    numbers = (np.cumsum(occurs) - 1)[place]
    return View({}, {name: np.array([of[name] for of in per_day], dtype=np.int64) for name in per_day[0]}, numbers)
