"""An application as matters (事项) that can be claimed here or elsewhere, and the best choice among them.

What a choice brings here is what the engine itself approves for it. Few choices are all tried; of more, the best of
those that were tried is the answer, and it says that it is not proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, islice
from typing import Literal

from engine.application.model import Application, Claim, Facts
from engine.assessment.batch import sharing
from engine.assessment.cells import Filling, applicant_row, claim_cells
from engine.assessment.columns import Plans
from engine.assessment.evaluation import Gathering
from engine.assessment.rules import Rulebooks
from engine.assessment.runs import ClaimRun, Item
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.years import in_year
from engine.steps.cap import CapStep
from engine.steps.other_policy import OtherPolicyStep
from engine.steps.project_funding import ProjectFundingStep
from engine.steps.roles import OtherFacts
from engine.values.money import HUNDREDTH

# A visitor's list must not keep the server busy for ever.
TRIED = 1 << 10
"""So many choices are all tried with the engine."""
ROWS = 1 << 16
"""Rows (claims and items) that the engine evaluates at once for them, and for a step towards a better choice."""

Moved = frozenset[int]
"""The matters that go elsewhere, by number."""


@dataclass(slots=True)
class Option:
    """An option of a choice: a claim, or an item of one. `elsewhere` (分) is None where no other policy can be chosen
    any more; `must` is the applicant's own choice; `alone` is what is approved here if nothing else is claimed (分)."""

    id: str
    claim: int
    item: int | None
    elsewhere: int | None
    must: Literal["here", "elsewhere"] | None
    alone: int = 0

    @property
    def free(self) -> bool:
        """Whether there is still a choice."""
        return self.elsewhere is not None and self.must is None


@dataclass(frozen=True, slots=True)
class Brought:
    """What a choice brings: approved here and obtained elsewhere, in 分; `total` is what is expected to be paid of the
    one, and the other."""

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


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected to be paid of approved amounts: the share `ratio` of what draws on this budget, after those `of`
    pools and provisions (by id) that are not paid in full. What another budget pays is paid in full, but for what is
    said of its provision. `readings` say which budget pays, if they are others than the application's."""

    ratio: Fraction = Fraction(1)
    of: Mapping[str, Fraction] = field(default_factory=dict)
    readings: Mapping[str, str] | None = None

    def share(self, provision: Provision, readings: Mapping[str, str]) -> Fraction:
        """The share of what is approved under a provision, in an application with these `readings`."""
        whole = Fraction(1)
        own = self.of.get(provision.id, whole)
        if not provision.draws_on_budget(self.readings or readings):
            return own
        return self.ratio * self.of.get(provision.pool or "", whole) * own


IN_FULL = Expected()


class Matters:
    """The matters of an application, and what choices among them bring if so much is `expected` to be paid here."""

    def __init__(self, policy: Policy, application: Application, expected: Expected) -> None:
        policy = in_year(policy, application.day.year)
        self.shares = [expected.share(claim.provision, application.readings) for claim in application.claims]
        self.application = replace(application, claims=[_settled(claim) for claim in application.claims])
        plans, day = policy.under(application.readings).derived(Plans), self.application.day
        filling = Filling(plans)
        self.book = policy.derived(Rulebooks).under(application.readings)
        row, unknown = applicant_row(plans, self.application)
        self.applicant = filling.applicant(row, unknown, day, "against", None)
        self.cells = claim_cells(plans, self.application)
        self.rows = [filling.claim(cells, day, "against") for cells in self.cells]
        self.all: list[Option] = []
        self.of_claim: list[list[int]] = []
        for i, claim in enumerate(self.application.claims):
            own = list(_matters_of(i, claim))
            self.of_claim.append(list(range(len(self.all), len(self.all) + len(own))))
            self.all += own
        self.alone = [_Alone(self._evaluated([i], frozenset())[0]) for i in range(len(self.cells))]
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
        away = self.higher_of_each()
        return sum((self.brought(group, [away])[0] for group in sharing(self.application.claims)), NOTHING)

    def higher_of_each(self) -> Moved:
        """The matters that bring more elsewhere by themselves."""
        away = {n for n, matter in enumerate(self.all) if self._higher_elsewhere(matter)}
        return frozenset(n for n in away if self.all[n].item is None or self.whole(n) not in away)

    @staticmethod
    def _higher_elsewhere(matter: Option) -> bool:
        if matter.elsewhere is None or matter.must is not None:
            return matter.must == "elsewhere"
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
        inside = {n for claim in claims for n in self.of_claim[claim]}
        results = []
        for moved in choices:
            here = [run.approved for run in self._evaluated(claims, moved)]
            paid = sum((self.shares[claim] * x for claim, x in zip(claims, here, strict=True)), Fraction(0))
            moved &= inside
            elsewhere = sum(self.all[n].elsewhere or 0 for n in moved)
            results.append(Brought(moved, sum(here), elsewhere, paid + elsewhere))
        return results

    def _evaluated(self, claims: Sequence[int], moved: Moved) -> list[ClaimRun]:
        """What becomes of these claims with this choice; what is unknown counts against the applicant."""
        gathering = Gathering(self.book)
        gathering.remember(0, self.application)
        batch = gathering.batch(self.application.day.toordinal(), self.applicant)
        for claim in claims:
            run = gathering.add(batch, 0, self.cells[claim], *self.rows[claim])
            for number in self.of_claim[claim]:
                matter = self.all[number]
                if matter.elsewhere is not None:
                    row = run.row if matter.item is None else run.items[matter.item].row
                    kinds = run.rules.claim_steps if matter.item is None else run.rules.to_items
                    for kind in kinds:
                        if isinstance(kind, OtherPolicyStep):
                            row[kind.choice] = kind.facts.elsewhere if number in moved else kind.facts.here
        gathering.evaluate()
        return gathering.claims


def _settled(claim: Claim) -> Claim:
    """The claim as it is to be chosen for. What went elsewhere as a whole, or is to go there, is one matter: its items
    have no choice left."""
    facts, p = claim.facts, claim.provision
    if p.each in facts and (whole := _stated(claim, facts)) is not None and whole.is_gone:
        items = [_without_offer(claim, item) for item in facts[p.each]]
        return replace(claim, facts=facts | {p.each: items})
    return claim


def _without_offer(claim: Claim, item: Facts) -> Facts:
    stated = _stated(claim, item)
    if stated is None or stated.is_received:
        return item
    return {name: value for name, value in item.items() if name != stated.of.group}


@dataclass(frozen=True, slots=True)
class _Stated:
    """What is stated of another policy in one place of a claim."""

    of: OtherFacts
    facts: Facts

    @property
    def is_received(self) -> bool:
        """Whether it was received there."""
        return self.of.is_received(self.facts)

    @property
    def is_gone(self) -> bool:
        """Whether it was received under the other policy, or is to be claimed there."""
        return self.is_received or self.of.goes_elsewhere(self.facts) is True


def _stated(claim: Claim, place: Facts) -> _Stated | None:
    """What the claim as a whole, or an entry, says of another policy; None where it says nothing."""
    of_place = (of for of in claim.provision.others.values() if place.get(of.group) is not None)
    return next((_Stated(of, place[of.group]) for of in of_place), None)


def _matters_of(position: int, claim: Claim) -> Iterator[Option]:
    """The claim itself, if another policy is stated for it or it has no items, and its items, if one is stated for one
    of them or none for the claim."""
    whole = _stated(claim, claim.facts)
    items = [_stated(claim, item) for item in claim.facts.get(claim.provision.each or "", [])]
    if whole is not None and (whole.is_gone or not any(items)):
        items = []
    if whole is not None or claim.provision.each is None:
        matter = _matter(claim.id, position, None, whole)
        if matter.free and any(item is not None and item.is_gone for item in items):
            # What has gone elsewhere by itself cannot go there again with the whole.
            matter.must = "here"
        yield matter
    for n, item in enumerate(items):
        yield _matter(f"{claim.id}.{claim.provision.each}.{n}", position, n, item)


def _matter(name: str, position: int, item: int | None, stated: _Stated | None) -> Option:
    if stated is None or stated.is_received:
        return Option(name, position, item, None, None)
    goes = stated.of.goes_elsewhere(stated.facts)
    must: Literal["here", "elsewhere"] | None = None if goes is None else "elsewhere" if goes else "here"
    return Option(name, position, item, stated.facts.get(stated.of.amount, 0), must)


class _Alone:
    """What a claim brings if there is no other, and what bounds it."""

    def __init__(self, run: ClaimRun) -> None:
        self.total = run.approved
        lefts = [step.figures["left"] for step in run.steps if isinstance(step.kind, CapStep)]
        self.left = min(lefts, default=None)
        """What is left of the caps that hold for all claims of the provision (分)."""
        self.room = run.headroom if run.project is not None else None
        """What the project of the claim leaves room for (分)."""
        self.items: list[Fraction] = []
        """What each item brings by itself, within the room of its own project (分)."""
        if run.rules.by_item:
            self.items = [_alone(item, run.rules.scale) for item in run.items]

    def approved(self, item: int | None) -> int:
        """分: what is approved for an item if it is the only one, or for the whole claim."""
        if item is None:
            return self.total
        bounds = [Fraction(bound) for bound in (self.left, self.room) if bound is not None]
        return min([self.items[item], *bounds]) // HUNDREDTH * HUNDREDTH


def _alone(item: Item, scale: int) -> Fraction:
    """What an item brings by itself: among the items of several claims the funding of a project is shared, here each is
    looked at by itself."""
    shared = next((step for step in item.steps if isinstance(step.kind, ProjectFundingStep)), None)
    if shared is None:
        return Fraction(item.amount) / scale
    own, room = Fraction(shared.before) / scale, shared.figures["headroom"]
    return own if room is None else min(own, Fraction(room))


# ------------------------------------------------------------------------------------------ claims that share something


class _Group:
    """Claims that share nothing with others, and the best choice among their matters."""

    def __init__(self, matters: Matters, claims: list[int]) -> None:
        self.matters, self.claims = matters, claims
        self.numbers = [n for claim in claims for n in matters.of_claim[claim]]
        self.free = [n for n in self.numbers if matters.all[n].free]
        self.settled = frozenset(n for n in self.numbers if matters.all[n].must == "elsewhere")
        rows = sum(1 + len(matters.cells[claim].items or ()) for claim in claims)
        self.at_once = min(TRIED, max(1, ROWS // rows))
        """How many choices are tried at once."""

    def best(self) -> tuple[Brought, bool]:
        """The best choice, and whether no other can be better."""
        if 1 << len(self.free) <= self.at_once:
            return self._tried(self._choices()), True
        best = self._tried([self._by_higher_of_each(), self.settled])
        for _ in self.free:
            better = self._bettered(best, 1)
            if better == best:
                better = self._bettered(best, 2)
            if better == best:
                break
            best = better
        return best, False

    def _bettered(self, best: Brought, count: int) -> Brought:
        """The best of this choice and those that differ from it in so many matters."""
        near = (best.moved.symmetric_difference(changed) for changed in combinations(self.free, count))
        lawful = (moved for moved in near if self.matters.lawful(moved))
        return self._tried([best.moved, *islice(lawful, self.at_once)])

    def _by_higher_of_each(self) -> Moved:
        return self.matters.higher_of_each().intersection(self.numbers)

    def _tried(self, choices: Iterable[Moved]) -> Brought:
        return max(self.matters.brought(self.claims, list(choices)), key=lambda brought: brought.rank)

    def _choices(self) -> Iterator[Moved]:
        for count in range(len(self.free) + 1):
            for away in combinations(self.free, count):
                moved = self.settled.union(away)
                if self.matters.lawful(moved):
                    yield moved
