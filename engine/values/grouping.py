"""What belongs together: values of one key; things that share something, with those that share something with them in
turn."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """The values of each key in their order, the keys in the order in which they first come."""
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def connected(shared: Iterable[Iterable[Hashable]]) -> list[list[int]]:
    """Things by position in groups that share nothing with one another; `shared`: of each thing, what it shares with
    every other that has it too. Positions ascend in a group, and groups by their first."""
    first: dict[Hashable, int] = {}
    above: list[int] = []

    def head(i: int) -> int:
        while above[i] != i:
            above[i] = i = above[above[i]]
        return i

    for i, keys in enumerate(shared):
        above.append(i)
        for key in keys:
            if (other := first.setdefault(key, i)) != i:
                one, other = head(i), head(other)
                above[max(one, other)] = min(one, other)
    return list(grouped((head(i), i) for i in range(len(above))).values())
