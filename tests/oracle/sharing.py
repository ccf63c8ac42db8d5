"""How several that draw on one project share what it leaves room for."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from tests.oracle.articles import NOTHING


@dataclass(frozen=True)
class Member:
    """Who takes part in a project: `weight` is what it would bring without the limit, and `takes` what it would take if
    nobody else drew on the project. The entries of one claim are a `group`, which draws on it together, or with the
    `best` of them."""

    project: Hashable
    group: Hashable
    best: bool
    weight: Fraction
    takes: Fraction


Place = TypeVar("Place", bound=Hashable)


def shares(members: Mapping[Place, Member], rooms: Mapping[Hashable, Fraction]) -> dict[Place, Fraction]:
    """How much each may take of its project: in proportion to the weights where it is too little for all, and nobody
    more than it takes while another goes short; what nobody takes is at everybody's disposal by weight."""
    groups: dict[Hashable, dict[Hashable, list[Place]]] = {}
    for place, member in members.items():
        groups.setdefault(member.project, {}).setdefault(member.group, []).append(place)
    found = {}
    for place, member in members.items():
        siblings = [members[other] for other in groups[member.project][member.group]]
        others = [
            together([members[other] for other in of])
            for group, of in groups[member.project].items()
            if group != member.group
        ]
        room = rooms[member.project]
        if member.best:
            found[place] = part([member.weight, member.takes], others, room)
            continue
        room = part(together(siblings), others, room)
        own = [[one.weight, one.takes] for one in siblings if one is not member]
        found[place] = part([member.weight, member.takes], own, room)
    return found


def together(members: Sequence[Member]) -> list[Fraction]:
    """What a group weighs and takes."""
    weights, takes = [member.weight for member in members], [member.takes for member in members]
    return [max(weights), max(takes)] if members[0].best else [sum(weights, NOTHING), sum(takes, NOTHING)]


def part(own: list[Fraction], others: list[list[Fraction]], room: Fraction) -> Fraction:
    """The part of one beside others, each by what it weighs and what it takes."""
    if not others:
        return room
    everybody = [own, *others]
    if (spare := room - sum(takes for _, takes in everybody)) >= 0:
        return own[1] + (spare * own[0] / sum(weight for weight, _ in everybody) if own[0] else NOTHING)
    weighty = [(weight, takes) for weight, takes in everybody if weight]
    if not own[0]:  # whoever weighs nothing comes last
        left = max(NOTHING, room - sum(takes for _, takes in weighty))
        return left * own[1] / sum(takes for weight, takes in everybody if not weight) if own[1] else NOTHING
    # So much for each unit of weight that all is used up: between two of these levels somebody has enough.
    levels = sorted({takes / weight for weight, takes in weighty})
    below = max((level for level in levels if used(weighty, level) <= room), default=NOTHING)
    hungry = sum(weight for weight, takes in weighty if takes / weight > below)
    level = below + (room - used(weighty, below)) / hungry if hungry else below
    return min(own[1], own[0] * level)


def used(everybody: Sequence[tuple[Fraction, Fraction]], level: Fraction) -> Fraction:
    """What is taken where each has so much for each unit of its weight, but no more than it takes."""
    return sum((min(takes, weight * level) for weight, takes in everybody), NOTHING)
