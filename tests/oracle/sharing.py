"""How several that draw on one project share what it leaves room for."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from tests.oracle.articles import NOTHING


@dataclass(frozen=True)
class Member:
    """Who takes part in a project: of a `group` one counts; `weight` is what it would bring without the limit."""

    project: Hashable
    group: Hashable
    weight: Fraction


Place = TypeVar("Place", bound=Hashable)


def shares(members: Mapping[Place, Member], rooms: Mapping[Hashable, Fraction]) -> dict[Place, Fraction]:
    """How much each may take of its project: in proportion to the weights, and all of it whoever is alone in it."""
    groups: dict[Hashable, dict[Hashable, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for member in members.values():
        of_it = groups[member.project]
        of_it[member.group] = max(of_it[member.group], member.weight)
    found = {}
    for place, member in members.items():
        room, of_it, weight = rooms[member.project], groups[member.project], member.weight
        others = sum((x for group, x in of_it.items() if group != member.group), NOTHING)
        if len(of_it) == 1 or (weight and not others):
            found[place] = room
        else:
            found[place] = room * weight / (weight + others) if weight else NOTHING
    return found
