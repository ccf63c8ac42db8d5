"""What hangs together: things that share something, with those that share something with them in turn."""

from __future__ import annotations

from collections.abc import Hashable, Iterable


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
    groups: dict[int, list[int]] = {}
    for i in range(len(above)):
        groups.setdefault(head(i), []).append(i)
    return list(groups.values())
