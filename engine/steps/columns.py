"""The operations of steps on columns: the claims of many at once, in 64 bits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
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
    """For each owner its rows in one, 0 where it has none, in 64 bits; `owner` ascends."""
    rows = len(owner)
    if rows == owners and (rows < 2 or bool((owner[1:] > owner[:-1]).all())):
        return values
    found = np.zeros(owners, dtype=np.int64)
    if rows:
        begins = np.ones(rows, dtype=bool)
        np.not_equal(owner[1:], owner[:-1], out=begins[1:])
        first = np.flatnonzero(begins)
        found[owner[first]] = how.reduceat(values, first, dtype=np.int64)
    return found


class Days:
    """What an application's day gives: the `columns` of all days that there are, and the `places` in them of each of
    `days` (ordinals, which lie close together)."""

    def __init__(self, days: Array, known: Callable[[int], Mapping[str, int]]) -> None:
        first = int(days.min()) if len(days) else 0
        at = days - first
        occurs = np.bincount(at) > 0
        self.places = (np.cumsum(occurs, dtype=np.int32) - np.int32(1))[at]
        self._columns = _known_of(tuple((first + np.flatnonzero(occurs)).tolist()), known)

    def __getitem__(self, name: str) -> Array:
        """What each of the days that there are gives by this name."""
        return self._columns[name]

    def names(self) -> frozenset[str]:
        """All that a day gives."""
        return frozenset(self._columns)

    def view(self) -> View:
        """It as what each of `days` stands in."""
        one = {name: column[0] for name, column in self._columns.items() if len(column) == 1}
        return View(one) if one else View({}, self, self.places)


@lru_cache(maxsize=4)
def _known_of(days: tuple[int, ...], known: Callable[[int], Mapping[str, int]]) -> dict[str, Array]:
    """What these days give, as columns: the same for whoever applies on them."""
    of = list(map(known, days))
    return {name: np.array([one[name] for one in of], dtype=np.int64) for name in (of[0] if of else ())}
