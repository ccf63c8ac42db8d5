"""Projects: what one leaves room for holds for everything together that names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

from engine.assessment.runs import Applied, ClaimRun, Item
from engine.steps.numbers import Scalars
from engine.values.money import BOUNDLESS, Exact


class Demand(NamedTuple):
    """What one would have of a project (分 times a scale): the `weight` of its part, and what it `takes` where it is
    alone."""

    weight: Exact
    takes: Exact


@dataclass(slots=True)
class _Member:
    """A claim or an entry (`of`) with others of its `project`, which for this one leaves `room` (分): its demand, and
    what it `takes` alone, before the caps of its claim (in the unit of the demand). A `group` are
    the entries of one claim, of which one counts where that is the best."""

    of: ClaimRun | Item
    project: Hashable
    group: Hashable
    room: int
    demand: Demand
    takes: Exact
    is_best: bool = False


class Projects:
    """Claims that hang together, and the funding limits of their projects: what a project leaves room for holds for all
    claims and entries together that name it, whoever claims.

    Where several do and it is too little for all that they would take, each may take a part of it, in proportion to its
    weight: what it would bring after all caps of its own if its project's funding were not limited. What one does not
    need of its part is left to the others. With `items` False no entry shares a project, and what the entries of each
    claim bring together is known.
    """

    def __init__(self, claims: list[ClaimRun], items: bool = True) -> None:
        self.claims, self.items = claims, items
        counts: defaultdict[Hashable, int] = defaultdict(int)
        self.counts = counts
        for claim in claims:
            if claim.project is not None:
                counts[claim.project] += 1
            if claim.rules.item_project is not None:
                named = self._of_entries(claim)
                for project in set(named) if claim.rules.combined.best else named:
                    counts[project] += 1
        self.shared = max(counts.values(), default=0) > 1
        self._rooms: dict[ClaimRun, int | None] = {}

    @cached_property
    def scale(self) -> int:
        """One of which the scales of all provisions are parts."""
        return lcm(*(claim.rules.scale for claim in self.claims))

    def undivided(self) -> None:
        """Nobody has only a part of what a project leaves room for."""
        for claim in self.claims if self.shared else ():
            claim.part = None
            for item in claim.items:
                item.part = None

    def _of_entries(self, claim: ClaimRun) -> list[Hashable]:
        """The projects of the entries of a claim, but for the one that the claim as a whole is about."""
        if not self.items or claim.rules.item_project is None:
            return []
        return [item.project for item in claim.items if item.project is not None and item.project != claim.project]

    def combine(self) -> None:
        """What the entries of each claim bring together, within the limits of their projects."""
        for claim in self.claims if self.items else ():
            kind = claim.rules.item_project
            for item in claim.items:
                item.amount = item.own
                if kind is None or not item.met:
                    continue
                if item.steps and item.steps[-1].kind is kind:
                    item.steps.pop()
                room = None if item.project is None else kind.room(Scalars, item.row)
                item.amount = within(item.own, claim.rules.scale, room, item.part)
                item.steps.append(Applied(kind, item.own, item.amount, {"headroom": room}))
            claim.combined = _combine(claim, [item.amount for item in claim.items])

    def combined_free(self, claim: ClaimRun) -> Exact:
        """What the entries of a claim bring together free of the limits of their projects."""
        return _combine(claim, [item.whole for item in claim.items]) if self.items else claim.combined

    def divide(self) -> bool:
        """Give each claim and entry its part of what its project leaves room for, from what each comes to where it has
        its project to itself. Whoever would bring nothing has no part of a project that others share. Whether that cuts
        anybody."""
        members: dict[Hashable, list[_Member]] = defaultdict(list)
        for claim in self.claims:
            claim.part = 0 if self.counts[claim.project] > 1 else None
            for item in claim.items:
                item.part = 0 if item.project != claim.project and self.counts[item.project] > 1 else None
            for member in self._members(claim):
                members[member.project].append(member)
        for of in members.values():
            _share(of, self.scale)
        return any(member.takes > (member.of.part or 0) * self.scale for of in members.values() for member in of)

    def _members(self, claim: ClaimRun) -> Iterator[_Member]:
        """A claim and its entries, as far as they take anything of what a project leaves room for."""
        rules, finer, room = claim.rules, self.scale // claim.rules.scale, self._room(claim)
        if room and (claim.free > 0 or claim.amount > 0):
            own = claim.amount * finer
            yield _Member(claim, claim.project, id(claim), room, _demand(claim, claim.free * finer, own), own)
        kind, whole = rules.item_project, self.combined_free(claim)
        if not self.items or kind is None or not whole:
            return
        for item in claim.items:
            room = None if item.project is None else kind.room(Scalars, item.row)
            if room and item.project != claim.project and item.whole > 0:
                own = item.amount * finer
                weight, takes = item.whole * finer, own
                if claim.free != whole:
                    weight = Fraction(weight * claim.free, whole)
                if claim.amount != claim.combined:
                    takes = Fraction(takes * claim.amount, claim.combined)
                demand = _demand(claim, weight, takes)
                yield _Member(item, item.project, (id(claim), "entries"), room, demand, own, rules.combined.best)

    def _room(self, claim: ClaimRun) -> int | None:
        """分 that the project of a claim as a whole leaves room for; None where it has none, or no limit holds."""
        if claim.project is None:
            return None
        if claim not in self._rooms:
            self._rooms[claim] = claim.headroom
        return self._rooms[claim]

    def limit(self, claim: ClaimRun, x: Exact) -> Exact:
        """An amount of a claim as a whole within the limit of its project, which is noted."""
        kind = claim.rules.claim_project
        if kind is None:
            return x
        room = self._room(claim)
        after = within(x, claim.rules.scale, room, claim.part)
        claim.steps.append(Applied(kind, x, after, {"headroom": room}))
        return after


def _demand(claim: ClaimRun, weight: Exact, takes: Exact) -> Demand:
    return Demand(weight, max(weight, takes) if claim.insists else takes)


def _share(members: Sequence[_Member], scale: int) -> None:
    """Give those who name one project their parts of what it leaves room for, from demands in 分 times `scale`: first
    each claim what its entries take together, then these what is theirs of it."""
    groups: dict[Hashable, list[_Member]] = {}
    for member in members:
        groups.setdefault(member.group, []).append(member)
    demands = {group: _together(of) for group, of in groups.items()}
    rooms = {group: min(member.room for member in of) * scale for group, of in groups.items()}
    parts: dict[int, dict[Hashable, Exact]] = {}
    for room in set(rooms.values()):
        parts[room] = dict(zip(demands, shares(room, [*demands.values()]), strict=True))
    for group, of in groups.items():
        room = rooms[group]
        if of[0].is_best and len(of) > 1:
            others = [demand for other, demand in demands.items() if other != group]
            for member in of:
                member.of.part = Fraction(shares(room, [member.demand, *others])[0]) / scale
            continue
        own = shares(parts[room][group], [member.demand for member in of]) if len(of) > 1 else [parts[room][group]]
        for member, part in zip(of, own, strict=True):
            member.of.part = Fraction(part) / scale


def _together(of: Sequence[_Member]) -> Demand:
    """What the entries of a claim would have of a project: all of them, or the best."""
    weights, takes = zip(*(member.demand for member in of), strict=True)
    return Demand(max(weights), max(takes)) if of[0].is_best else Demand(sum(weights), sum(takes))


def shares(room: Exact, demands: Sequence[Demand]) -> list[Exact]:
    """How a room is divided: in proportion to the weights, but to nobody more than it takes while another goes short;
    whoever has no weight comes last. Where it is enough for all, what is left over is shared out besides. Who is
    alone has all of it, whatever would be taken."""
    if len(demands) == 1:
        return [room]
    spare = room - sum(demand.takes for demand in demands)
    weighing = sum(demand.weight for demand in demands)
    if spare >= 0:
        each = Fraction(spare) / weighing if weighing else 0
        return [demand.takes + each * demand.weight for demand in demands]
    left, short = Fraction(room), [i for i, demand in enumerate(demands) if demand.weight]
    parts: list[Exact] = [0 for _ in demands]
    while full := [i for i in short if demands[i].takes * weighing <= left * demands[i].weight]:
        for i in full:
            parts[i] = demands[i].takes
            left, weighing = left - demands[i].takes, weighing - demands[i].weight
        short = [i for i in short if i not in full]
    for i in short:
        parts[i] = left * demands[i].weight / weighing
    if not short:
        last = sum(demand.takes for demand in demands if not demand.weight)
        parts = [part or left * demand.takes / last for part, demand in zip(parts, demands, strict=True)]
    return parts


def within(x: Exact, scale: int, room: int | None, part: Exact | None) -> Exact:
    """An amount (分 times the scale) within what a project leaves room for (分; None: no limit holds), or within its
    part of that, where others share it."""
    if room is None:
        return x
    return min(x, (room if part is None else part) * scale)


def _combine(claim: ClaimRun, amounts: Sequence[Exact]) -> Exact:
    """What the items of a claim bring together."""
    if not claim.rules.by_item:
        return amounts[0]
    if claim.unlisted and any(amounts) and not claim.rules.combined.best:
        return BOUNDLESS * claim.rules.scale
    return max(amounts, default=0) if claim.rules.combined.best else sum(amounts)
