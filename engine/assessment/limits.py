"""The limits of claims that hang together: caps of an applicant, one side of a project, and projects' funding: what one
leaves room for holds for everything together that names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

from engine.assessment.rules import Rulebook
from engine.assessment.runs import Applied, ClaimRun, Item, apply
from engine.policy.blocks import Exclusive
from engine.steps.cap import BESIDE, EARLIER, ONCE
from engine.steps.numbers import Scalars
from engine.steps.other_policy import OtherPolicyStep
from engine.values.grouping import connected, grouped
from engine.values.money import BOUNDLESS, Exact, cut_to_hundredths

Key = tuple[Hashable, str]
"""The claims of an applicant under a provision (its id)."""
Taken = tuple[int, int]
"""分 that is approved already of what an applicant may take in a year: for an earlier batch, and otherwise."""


def settle(book: Rulebook, claims: list[ClaimRun], taken: Mapping[Key, Taken] | None = None, *, items: bool) -> None:
    """Apply to claims, those of an applicant in their order, all that comes after what each item brings; without
    `items`, after what they bring together (`combined`): then no item shares a project with another. Those that share
    an applicant or a project hang together."""
    is_one = len({claim.run for claim in claims}) == 1
    for group in [range(len(claims))] if is_one else connected(map(_shared, claims)):
        _settle(book, Projects([claims[i] for i in group], items), taken or {})


def _shared(claim: ClaimRun) -> Iterator[Hashable]:
    """What a claim may share with others: its applicant, and the projects of it and its items."""
    yield "run", claim.run
    for project in (claim.project, *(item.project for item in claim.items)):
        if project is not None:
            yield "project", project


def _settle(book: Rulebook, projects: Projects, taken: Mapping[Key, Taken]) -> None:
    """The limits of claims that hang together. Of several claims for what is given once the one counts that brings most
    when the others take no part."""
    claims = projects.claims
    passed: set[int] = set()
    _weighed(book, projects, taken, passed)
    for rivals in _rivals(claims) if len(claims) > 1 else ():
        brought: dict[int, int] = {}
        for i in rivals:
            _weighed(book, projects, taken, passed | {*rivals} - {i})
            brought[i] = claims[i].approved
        passed |= {*rivals} - {max(rivals, key=lambda i: brought[i])}
        _weighed(book, projects, taken, passed)


def _weighed(book: Rulebook, projects: Projects, taken: Mapping[Key, Taken], passed: Collection[int]) -> None:
    """The limits of claims that hang together, without those that are `passed` over. Where a project is shared, first
    each claim as if it had its project to itself: that says on which side of a project an applicant stays, what weighs
    how much, and whether there is too little for all."""
    projects.undivided()
    lower: set[int] = set()
    sides = [side for x in book.policy.exclusives for side in _sides(x, projects.claims)] if projects.shared else []
    _through(projects, taken, passed, lower)
    while sides:
        more = {i for side in sides for i in _lower_sides(side, projects)} - lower
        if not more:
            break
        lower |= more
        _through(projects, taken, passed, lower)
    if projects.shared and projects.divide():
        _through(projects, taken, passed, lower)


class _Used:
    """分 that the claims of one applicant have used up so far of the caps of a provision, and of that in each batch;
    and in which batches he has had anything."""

    __slots__ = ("beside", "had", "total")

    def __init__(self) -> None:
        self.total = 0
        self.beside: dict[Hashable, int] = {}
        self.had: frozenset[Hashable] = frozenset()

    def tell(self, claim: ClaimRun, taken: Mapping[Key, Taken], passed: bool) -> None:
        """Tell a claim what is used up; `passed`: of what is given once, another claim beside it brings more."""
        beside = self.beside.get(claim.batch)
        if beside is None:
            earlier, beside = taken.get((claim.batch, claim.rules.provision.id), (0, 0))
            if not self.beside:
                self.total = earlier + beside
            self.beside[claim.batch] = beside
        claim.row[BESIDE], claim.row[EARLIER] = beside, self.total - beside
        claim.row[ONCE] = passed or bool(self.had and self.had - {claim.batch})

    def add(self, claim: ClaimRun, fen: int) -> None:
        """A claim uses up so much."""
        self.total += fen
        self.beside[claim.batch] += fen
        if fen:
            self.had |= {claim.batch}


def _through(projects: Projects, taken: Mapping[Key, Taken], passed: Collection[int], lower: Collection[int]) -> None:
    """Apply the steps of each claim, the earlier claims of an applicant before the later ones. By position: `passed`
    are the claims that another one for what is given once goes before, `lower` those whose applicant is on a higher
    side of the same project."""
    projects.combine()
    used: defaultdict[Key, _Used] = defaultdict(_Used)
    used_free: defaultdict[Key, _Used] = defaultdict(_Used)
    for i, claim in enumerate(projects.claims):
        rules, key = claim.rules, (claim.run, claim.rules.provision.id)
        if projects.shared:
            used_free[key].tell(claim, taken, i in passed)
            claim.free = 0 if i in lower else _free_limits(claim, projects.combined_free(claim))
            used_free[key].add(claim, cut_to_hundredths(claim.free, rules.scale))
        so_far = used[key]
        so_far.tell(claim, taken, i in passed)
        claim.steps = [Applied(rules.combined, claim.combined, claim.combined)] if rules.by_item else []
        x = claim.combined
        for kind in rules.claim_steps if x else ():  # no limit can matter to nothing
            x = apply(claim.steps, kind, claim.row, x)
        if rules.one_side:
            before, x = x, 0 if i in lower else x
            claim.steps.append(Applied(rules.one_side, before, x))
        claim.amount = projects.limit(claim, x)
        claim.approved = cut_to_hundredths(claim.amount, rules.scale)
        so_far.add(claim, claim.approved)


def _free_limits(claim: ClaimRun, x: Exact) -> Exact:
    """What a claim comes to after its own steps if its entries bring so much and no project's funding is limited."""
    for kind in claim.rules.claim_steps if x else ():
        x = kind.whole(Scalars, claim.row, x) if isinstance(kind, OtherPolicyStep) else kind(Scalars, claim.row, x)[0]
    return x


def _rivals(claims: Sequence[ClaimRun]) -> list[list[int]]:
    """The claims of an applicant on a day that could bring something of what is given once, by position, where there
    are several."""
    found = grouped(
        ((claim.run, claim.batch, claim.rules.provision.id), i)
        for i, claim in enumerate(claims)
        if claim.rules.once and (claim.combined or any(item.own for item in claim.items))
    )
    return [rivals for rivals in found.values() if len(rivals) > 1]


def _sides(exclusive: Exclusive, claims: Sequence[ClaimRun]) -> list[list[int]]:
    """The claims of one applicant on several sides of one project of which it is granted only one, by position."""
    sides: dict[Hashable, list[int]] = {}
    for i, claim in enumerate(claims):
        kind = claim.rules.one_side
        if kind is not None and kind.rule.id == exclusive.id and kind.binds and claim.project is not None:
            sides.setdefault((claim.run, claim.project), []).append(i)
    return [side for side in sides.values() if len({claims[i].rules.provision.id for i in side}) > 1]


def _lower_sides(side: Sequence[int], projects: Projects) -> set[int]:
    """The side only is granted that is higher within what the project leaves room for (each claim by itself), of equal
    ones the higher without that limit, then the one that was claimed first: the claims of the others, by position."""
    claims = projects.claims
    finer = {i: projects.scale // claims[i].rules.scale for i in side}
    higher = max(side, key=lambda i: (claims[i].amount * finer[i], claims[i].free * finer[i]))
    of = claims[higher].rules.provision.id
    return {i for i in side if claims[i].rules.provision.id != of}


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
            if items and claim.rules.item_project is not None:  # but for the one that the claim as a whole is about
                named = [item.project for item in claim.items if item.project not in (None, claim.project)]
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
    groups = grouped((member.group, member) for member in members)
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
