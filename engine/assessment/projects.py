"""Projects: what one leaves room for holds for everything together that names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from fractions import Fraction
from math import lcm

from engine.assessment.runs import Applied, ClaimRun, Item
from engine.steps.numbers import Scalars
from engine.values.money import BOUNDLESS, Exact


class Projects:
    """Claims that hang together, and the funding limits of their projects: what a project leaves room for holds for all
    claims and entries together that name it, whoever claims.

    Where several do, each may take a part of it, in proportion to its weight: what it would bring after all caps of its
    own if no project's funding were limited. With `items` False no entry shares a project, and what the entries of each
    claim bring together is known. `scale`: one of which those of all provisions are parts.
    """

    def __init__(self, claims: list[ClaimRun], items: bool = True) -> None:
        self.claims, self.items = claims, items
        self.counts = counts = defaultdict[Hashable, int](int)
        for claim in claims:
            if claim.project is not None:
                counts[claim.project] += 1
            if claim.rules.item_project is not None:
                named = self._of_entries(claim)
                for project in set(named) if claim.rules.combined.best else named:
                    counts[project] += 1
        self.shared = any(count > 1 for count in counts.values())
        self.scale = lcm(*(claim.rules.scale for claim in claims))
        self._rooms: dict[ClaimRun, int | None] = {}

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

    def combine(self, free: bool) -> None:
        """What the entries of each claim bring together, within the limits of their projects or `free` of them."""
        for claim in self.claims if self.items else ():
            kind = claim.rules.item_project
            for item in claim.items:
                item.amount = item.whole if free else item.own
                if kind is None or free or not item.met:
                    continue
                if item.steps and item.steps[-1].kind is kind:
                    item.steps.pop()
                room = None if item.project is None else kind.room(Scalars, item.row)
                item.amount = within(item.own, claim.rules.scale, room, item.part)
                item.steps.append(Applied(kind, item.own, item.amount, {"headroom": room}))
            claim.combined = _combine(claim, [item.amount for item in claim.items])

    def weigh(self) -> None:
        """Give each claim and entry its part of what its project leaves room for, from what each comes to free of
        limits. Whoever would bring nothing has no part of a project that others share."""
        members: list[tuple[ClaimRun | Item, Hashable, Exact, int, Exact]] = []
        totals: dict[Hashable, Exact] = defaultdict(int)
        for claim in self.claims:
            room, finer = self._room(claim), self.scale // claim.rules.scale
            claim.part = 0 if self.counts[claim.project] > 1 else None
            for item in claim.items:
                item.part = 0 if item.project != claim.project and self.counts[item.project] > 1 else None
            if room and claim.amount > 0:
                weight: Exact = claim.amount * finer
                members.append((claim, claim.project, weight, room, weight))
                totals[claim.project] += weight
            kind = claim.rules.item_project
            if not self.items or kind is None or claim.amount <= 0:
                continue
            of_claim: dict[Hashable, Exact] = defaultdict(int)
            found = []
            for item in claim.items:
                room = None if item.project is None else kind.room(Scalars, item.row)
                if room and item.project != claim.project and item.amount > 0:
                    weight = item.amount * finer
                    if claim.amount != claim.combined:
                        weight = Fraction(weight * claim.amount, claim.combined)
                    found.append((item, weight, room))
                    others = of_claim[item.project]
                    of_claim[item.project] = max(others, weight) if claim.rules.combined.best else others + weight
            for item, weight, room in found:
                # Where one entry of a claim is granted, none of them shares with another.
                own = of_claim[item.project] if claim.rules.combined.best else weight
                members.append((item, item.project, weight, room, own))
            for project, weight in of_claim.items():
                totals[project] += weight
        for member, project, weight, room, own in members:
            together = totals[project] - own + weight
            member.part = room if together == weight else Fraction(room * weight, together)

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
