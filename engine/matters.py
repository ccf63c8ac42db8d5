"""An application as matters (事项) that can be claimed here or elsewhere, and the best choice among them.

What a choice brings here is what the engine itself approves for it. Few choices are all tried. For many, `choose` gets
the caps that claims share: these never let through less than the engine approves, so that a choice for which it
approves as much as they let through is the best.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, islice, product
from typing import Literal

import numpy as np

from engine import choose
from engine.application import Application, Claim, Facts
from engine.assembly import sharing
from engine.claims import Table, TableBuilder, applicant_row, claim_cells
from engine.columns import Plans
from engine.evaluate import evaluate
from engine.money import HUNDREDTH
from engine.outcome import FITS, Outcome
from engine.pack import Policy, Provision, resolve

OTHER = "other_district"

# A visitor's list must not keep the server busy for ever.
TRIED = 1 << 10
"""So many choices are all tried with the engine."""
ROWS = 1 << 16
"""Rows (claims and items) that the engine evaluates at once for them, and for a step towards a better choice."""
BRANCHES = 1 << 4
"""Ways to send away or keep claims for which, and for whose items, there is another policy."""
STEPS = 1 << 3
"""Steps towards a better choice, where not all can be tried."""

Moved = frozenset[int]
"""The matters that go elsewhere, by number."""


@dataclass(slots=True)
class Claimable:
    """A claim, or an item of one. `elsewhere` (分) is None where no other policy can be chosen any more; `must` is the
    applicant's own choice; `alone` is what is approved here if nothing else is claimed (分)."""

    id: str
    claim: int
    item: int | None
    elsewhere: int | None
    must: Literal["this", "other"] | None
    alone: int = 0

    @property
    def free(self) -> bool:
        """Whether there is still a choice."""
        return self.elsewhere is not None and self.must is None


@dataclass(frozen=True, slots=True)
class Brought:
    """What a choice brings: approved here and obtained elsewhere, in 分; `total` is the payout share of the one, and
    the other."""

    moved: Moved
    here: int
    elsewhere: int
    total: Fraction

    @property
    def rank(self) -> tuple[Fraction, int, int]:
        """Higher is better: of equal choices the one that moves fewer, then the one that moves later matters."""
        return self.total, -len(self.moved), sum(1 << number for number in self.moved)

    def __add__(self, other: Brought) -> Brought:
        return Brought(
            self.moved | other.moved,
            self.here + other.here,
            self.elsewhere + other.elsewhere,
            self.total + other.total,
        )


NOTHING = Brought(frozenset(), 0, 0, Fraction(0))


class Matters:
    """The matters of an application, and what choices among them bring if the share `payout` of it is paid here."""

    def __init__(self, policy: Policy, application: Application, payout: Fraction) -> None:
        self.policy, self.payout = policy, payout
        self.application = replace(application, claims=[_settled(claim) for claim in application.claims])
        self.plans = policy.derived(Plans)
        self.applicant, self.unknown = applicant_row(self.plans, self.application)
        self.cells = claim_cells(self.plans, self.application)
        self.all: list[Claimable] = []
        self.of_claim: list[list[int]] = []
        for i, claim in enumerate(self.application.claims):
            own = list(_matters_of(i, claim))
            self.of_claim.append(list(range(len(self.all), len(self.all) + len(own))))
            self.all += own
        self.alone = [_Alone(self.application.claims[i], *at) for i, at in enumerate(self._each_alone())]
        for matter in self.all:
            matter.alone = self.alone[matter.claim].approved(matter.item)

    def best(self) -> tuple[Brought, bool]:
        """The best choice, and whether no other can be better."""
        found, proven = NOTHING, True
        for group in sharing(self.application.claims):
            best, is_best = _Group(self, group).best()
            found, proven = found + best, proven and is_best
        return found, proven

    def by_higher_of_each(self) -> Brought:
        """What it brings if each matter goes where it brings more by itself."""
        away = {n for n, matter in enumerate(self.all) if self._higher_elsewhere(matter)}
        away -= {n for n in away if self.all[n].item is not None and self.whole(n) in away}
        return sum((self.brought(group, [frozenset(away)])[0] for group in sharing(self.application.claims)), NOTHING)

    @staticmethod
    def _higher_elsewhere(matter: Claimable) -> bool:
        if matter.elsewhere is None or matter.must is not None:
            return matter.must == "other"
        return matter.alone < matter.elsewhere

    def whole(self, number: int) -> int | None:
        """The matter that is the whole claim of this one."""
        first = self.of_claim[self.all[number].claim][0]
        return first if self.all[first].item is None else None

    def lawful(self, moved: Moved) -> bool:
        """Whether nothing is supported twice: what goes elsewhere with its whole claim goes nowhere by itself."""
        return not any(self.all[n].item is not None and self.whole(n) in moved for n in moved)

    def brought(self, claims: Sequence[int], choices: Sequence[Moved]) -> list[Brought]:
        """What each of the choices brings for these claims, which share nothing with others."""
        table = self._table([(claims, moved) for moved in choices])
        approved = np.zeros(len(choices), dtype=np.int64)
        for outcome in evaluate(self.plans, table, self.application.readings, steps=False).values():
            np.add.at(approved, outcome.rows.claim_run, outcome.approved)
        inside = {n for claim in claims for n in self.of_claim[claim]}
        results = []
        for moved, here in zip(choices, approved.tolist(), strict=True):
            moved &= inside
            elsewhere = sum(self.all[n].elsewhere or 0 for n in moved)
            results.append(Brought(moved, here, elsewhere, self.payout * here + elsewhere))
        return results

    def _table(self, runs: Sequence[tuple[Sequence[int], Moved]]) -> Table:
        """A table with a run for some claims and a choice each; what is unknown counts against the applicant."""
        builder = TableBuilder(self.plans)
        for claims, _ in runs:
            builder.add(self.application.day, self.applicant, self.unknown, self.cells, "against", only=claims)
        table = builder.table()
        for rows in table.rows.values():
            first = rows.item_claim.searchsorted(np.arange(len(rows.claim_run))).tolist()
            for row, (run, claim) in enumerate(zip(rows.claim_run.tolist(), rows.claim_order.tolist(), strict=True)):
                for number in self.of_claim[claim]:
                    matter = self.all[number]
                    if matter.elsewhere is not None:
                        # Of the two choices "this" is the first, and "other" the second.
                        elsewhere = int(number in runs[run][1])
                        if matter.item is None:
                            rows.claim[f"{OTHER}.choice"][row] = elsewhere
                        else:
                            rows.item[f"{OTHER}.choice"][first[row] + matter.item] = elsewhere
        return table

    def _each_alone(self) -> Iterator[tuple[Outcome, int]]:
        """The outcome of each claim, and its row there, if there were no other and all of it stayed here."""
        claims = self.application.claims
        outcomes = evaluate(
            self.plans, self._table([([i], frozenset()) for i in range(len(claims))]), self.application.readings
        )
        rows = dict.fromkeys(outcomes, 0)
        for claim in claims:
            yield outcomes[claim.provision.id], rows[claim.provision.id]
            rows[claim.provision.id] += 1


def _settled(claim: Claim) -> Claim:
    """The claim as it is to be chosen for. What went elsewhere as a whole, or is to go there, is one matter: its items
    have no choice left."""
    facts, p = claim.facts, claim.provision
    whole = facts.get(OTHER, {})
    if p.each in facts and _gone(whole):
        items = [_without_offer(item) for item in facts[p.each]]
        return replace(claim, facts=facts | {p.each: items})
    return claim


def _without_offer(item: Facts) -> Facts:
    received = item.get(OTHER, {}).get("received")
    return item if received else {name: value for name, value in item.items() if name != OTHER}


def _matters_of(position: int, claim: Claim) -> Iterator[Claimable]:
    """The claim itself, if another policy is stated for it or it has no items, and its items, if one is stated for one
    of them or none for the claim."""
    whole = claim.facts.get(OTHER)
    items = claim.facts.get(claim.provision.each or "", [])
    if whole is not None and (_gone(whole) or not any(OTHER in item for item in items)):
        items = []
    if whole is not None or claim.provision.each is None:
        matter = _matter(claim.id, position, None, whole)
        if matter.free and any(_gone(item.get(OTHER, {})) for item in items):
            # What has gone elsewhere by itself cannot go there again with the whole.
            matter.must = "this"
        yield matter
    for n, item in enumerate(items):
        yield _matter(f"{claim.id}.{claim.provision.each}.{n}", position, n, item.get(OTHER))


def _gone(other: Facts) -> bool:
    """Whether it was received under another policy, or is to be claimed there."""
    return bool(other.get("received")) or other.get("choice") == "other"


def _matter(name: str, position: int, item: int | None, other: Facts | None) -> Claimable:
    if other is None or other.get("received"):
        return Claimable(name, position, item, None, None)
    return Claimable(name, position, item, other.get("amount", 0), other.get("choice"))


class _Alone:
    """What a claim brings if there is no other, and what bounds it."""

    def __init__(self, claim: Claim, outcome: Outcome, row: int) -> None:
        self.claim, self.outcome, self.row = claim, outcome, row
        self.total = int(outcome.approved[row])
        lefts = [step.left_at(row) for step in outcome.claim_steps if "left" in step.figures]
        self.left = min(lefts, default=None)
        """What is left of the caps that hold for all claims of the provision (分)."""
        room = FITS if outcome.headroom is None else int(outcome.headroom[row])
        self.room = None if room >= FITS else room
        """What the project of the claim leaves room for (分)."""
        self.items: list[Fraction] = []
        """What each item brings by itself, within the room of its own project (分)."""
        self.rooms: list[int] = []
        """What the projects of the items leave room for (分); `FITS` where there is no limit."""
        if claim.provision.each is not None:
            self._read_items()

    def _read_items(self) -> None:
        # Among the items of several claims the funding of a project is shared; here each is looked at by itself.
        steps = self.outcome.item_steps
        own = [step for step in steps if step.name != "item_project_limit"][-1]
        headroom = next((s.figures["headroom"] for s in steps if s.name == "item_project_limit"), None)
        for at in self.outcome.items_of(self.row):
            self.rooms.append(FITS if headroom is None else int(headroom[at]))
            self.items.append(min(own.exact(at), Fraction(self.rooms[-1])))

    def approved(self, item: int | None) -> int:
        """分: what is approved for an item if it is the only one, or for the whole claim."""
        if item is None:
            return self.total
        bounds = [Fraction(bound) for bound in (self.left, self.room) if bound is not None]
        return min([self.items[item], *bounds]) // HUNDREDTH * HUNDREDTH

    @property
    def whole_steps(self) -> bool:
        """Whether nothing is left to cut from whatever its items bring together."""
        rooms = [room for room in [*self.rooms, self.room or 0] if room < FITS]
        return all(bound % HUNDREDTH == 0 for bound in self.items + [Fraction(room) for room in rooms])


# ------------------------------------------------------------------------------------------ claims that share something


class _Group:
    """Claims that share nothing with others, and the best choice among their matters."""

    def __init__(self, matters: Matters, claims: list[int]) -> None:
        self.matters, self.claims = matters, claims
        self.numbers = [n for claim in claims for n in matters.of_claim[claim]]
        self.free = [n for n in self.numbers if matters.all[n].free]
        self.settled = frozenset(n for n in self.numbers if matters.all[n].must == "other")
        rows = sum(1 + len(matters.cells[claim].items or ()) for claim in claims)
        self.at_once = min(TRIED, max(1, ROWS // rows))
        """How many choices are tried at once."""

    def best(self) -> tuple[Brought, bool]:
        """The best choice, and whether no other can be better."""
        if 1 << len(self.free) <= self.at_once:
            return self._tried(self._choices()), True
        candidates, most = [], Fraction(0)
        wholes = [n for n in self.free if self.matters.all[n].item is None and len(self._claim_of(n)) > 1]
        for away in islice(product((False, True), repeat=len(wholes)), BRANCHES):
            moved, bound = self._bounded(frozenset(n for n, is_away in zip(wholes, away, strict=True) if is_away))
            candidates.append(moved)
            most = max(most, bound)
        best = self._tried(candidates)
        looked_at_all = 1 << len(wholes) <= BRANCHES
        for _ in range(STEPS):
            if looked_at_all and best.total == most:
                return best, True
            better = self._tried([best.moved, *islice(self._near(best.moved), self.at_once)])
            if better == best:
                break
            best = better
        return best, looked_at_all and best.total == most

    def _claim_of(self, number: int) -> list[int]:
        return self.matters.of_claim[self.matters.all[number].claim]

    def _tried(self, choices: Iterable[Moved]) -> Brought:
        return max(self.matters.brought(self.claims, list(choices)), key=lambda brought: brought.rank)

    def _choices(self) -> Iterator[Moved]:
        for count in range(len(self.free) + 1):
            for away in combinations(self.free, count):
                moved = self.settled.union(away)
                if self.matters.lawful(moved):
                    yield moved

    def _near(self, moved: Moved) -> Iterator[Moved]:
        """The choices that differ in one matter or two."""
        for count in (1, 2):
            for changed in combinations(self.free, count):
                other = moved.symmetric_difference(changed)
                if self.matters.lawful(other):
                    yield other

    def _bounded(self, away: Moved) -> tuple[Moved, Fraction]:
        """The best choice as far as the common caps tell, with the claims `away` elsewhere as a whole; and a total that
        no such choice exceeds."""
        caps = _Caps(self.matters, self.claims, away)
        choice = choose.best_choice(caps.matters, caps.limits, self.matters.payout)
        return frozenset(map(int, choice.elsewhere)), choice.most


class _Caps:
    """The matters of some claims (by number) with the caps that they share, which let through no less than the engine
    approves.

    `away`: the claims, of those with a choice for items too, that go elsewhere as a whole.
    """

    def __init__(self, matters: Matters, claims: list[int], away: Moved) -> None:
        self.all, self.away = matters, away
        self.matters: list[choose.Matter] = []
        self.limits: list[choose.JointCap] = []
        self.projects: dict[tuple[str, str], tuple[int, list[str]]] = {}
        tops: dict[str, list[tuple[str, int]]] = {}
        sides: dict[tuple[str, str], dict[str, list[str]]] = {}
        for i in claims:
            claim = matters.application.claims[i]
            top = self._claim(i)
            if top is None:
                continue
            tops.setdefault(claim.provision.id, []).append((top, i))
            name = claim.facts.get("project", {}).get("id")
            room = matters.alone[i].room
            if name is not None and room is not None:
                self._draws_on(name, None, room, top)
            if claim.provision.exclusive and name is not None:
                group = sides.setdefault((claim.provision.exclusive, name), {})
                group.setdefault(claim.provision.id, []).append(top)
        for provision_id, members in tops.items():
            self._of_provision(matters.policy.provision(provision_id), members)
        for (exclusive, name), group in sides.items():
            self._exclusive(exclusive, name, group)
        self.limits += [
            choose.JointCap(f"project {items_of} {name}", room, members)
            for (name, items_of), (room, members) in self.projects.items()
            if len(members) > 1
        ]

    def _draws_on(self, project: str, items_of: Provision | None, room: int, member: str) -> None:
        """Note who shares the funding of a project: claims with claims, and items with items of the same provision."""
        sharing = (project, "" if items_of is None else items_of.id)
        self.projects.setdefault(sharing, (room, []))[1].append(member)

    def _claim(self, position: int) -> str | None:
        """Add the matters of one claim and the limit around them; the id that stands for the whole claim."""
        numbers, alone = self.all.of_claim[position], self.all.alone[position]
        if not numbers:
            return None
        whole, claim = self.all.all[numbers[0]], alone.claim
        if whole.item is None and (len(numbers) == 1 or numbers[0] in self.away):
            must = "other" if numbers[0] in self.away else whole.must
            self.matters.append(choose.Matter(str(numbers[0]), alone.total, whole.elsewhere, must))
            return self.matters[-1].id
        members = []
        best = resolve(claim.provision.combine, self.all.application.readings) == "best"
        for number in numbers:
            matter = self.all.all[number]
            if matter.item is None:
                continue
            self.matters.append(choose.Matter(str(number), alone.items[matter.item], matter.elsewhere, matter.must))
            members.append(str(number))
            name = claim.facts[claim.provision.each or ""][matter.item].get("project", {}).get("id")
            # Of items of which only the best counts, none takes anything from another.
            if name is not None and alone.rooms[matter.item] < FITS and not best:
                self._draws_on(name, claim.provision, alone.rooms[matter.item], str(number))
        step = None if alone.whole_steps else HUNDREDTH
        self.limits.append(choose.JointCap(f"claim {position}", alone.room, members, best, step))
        return self.limits[-1].id

    def _of_provision(self, p: Provision, members: list[tuple[str, int]]) -> None:
        """The caps that hold for all claims of a provision together."""
        readings = self.all.application.readings
        once = any(x.once and resolve(x.per, readings) == "applicant" for x in p.limits)
        lefts = [left for _, i in members if (left := self.all.alone[i].left) is not None]
        if lefts or once:
            tops = [top for top, _ in members]
            self.limits.append(choose.JointCap(f"all {p.id}", max(lefts, default=None), tops, once))

    def _exclusive(self, exclusive: str, name: str, sides: dict[str, list[str]]) -> None:
        """One applicant on several sides of one project: the higher side only."""
        rule = next(e for e in self.all.policy.exclusives if e.id == exclusive)
        if len(sides) < 2 or self.all.application.readings[rule.reading] != rule.choice:
            return
        own = []
        for provision_id, members in sides.items():
            own.append(f"side {provision_id} {name}")
            self.limits.append(choose.JointCap(own[-1], None, members))
        self.limits.append(choose.JointCap(f"sides {exclusive} {name}", None, own, best_of=True))
