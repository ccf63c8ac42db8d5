"""The interpreter: claims in, what each is approved for out, every condition and step recorded as it is applied.

Amounts are exact: whole numbers of 分 times the scale of their provision, and fractions of it where claims share the
funding of a project. Nothing is cut before the approved amount.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from engine.assessment.cells import Cells
from engine.assessment.rules import Rulebook, Rules, any_item
from engine.policy.pack import Exclusive
from engine.steps.cap import BEFORE, BESIDE, EARLIER, ONCE, THIS_YEAR
from engine.steps.condition import Test
from engine.steps.measure import Counted
from engine.steps.numbers import Row, Scalars
from engine.steps.project_funding import ProjectFundingStep
from engine.steps.step import Prepared, RowStep
from engine.values.money import Exact, cut_to_hundredths

SETTLING = 1_024
"""How often claims are evaluated again at most until what they use up of their caps is what they are approved for:
where two claims press hard on one cap and one project, each time brings it only a little nearer."""

Taken = tuple[int, int]
"""分 that is approved already of what an applicant may take in a year: for an earlier batch, and otherwise."""


@dataclass(slots=True)
class Tested:
    """A condition, and whether it is met. `row` is what it was tested on."""

    check: Test
    met: bool
    row: Row

    def figures(self) -> tuple[int, int]:
        """What was stated, and what it was compared with."""
        return self.check.figures(self.row)


@dataclass(slots=True)
class Applied:
    """A step that was applied: its kind, the amounts before and after it (分 times the scale of the provision), and the
    figures that explain it."""

    kind: Prepared
    before: Exact
    after: Exact
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the step in an answer."""
        return self.kind.step


@dataclass(slots=True)
class Item:
    """One entry of the list that a claim is about (or the claim itself, if it has no list): its numbers and those of
    its parts, the conditions, what the measures count, and the steps to what it brings."""

    row: Row
    parts: list[Row]
    project: Hashable = None
    checks: tuple[Test, ...] = ()
    met: bool = False
    counted: dict[str, list[Counted]] = field(default_factory=dict)
    steps: list[Applied] = field(default_factory=list)
    amount: Exact = 0

    @property
    def tests(self) -> list[Tested]:
        """Its conditions, each with whether it is met."""
        return _tested(self.checks, self.row)


@dataclass(slots=True, eq=False)
class ClaimRun:
    """One claim with everything unknown filled in one way, and what became of it.

    Claims of one `run` (an applicant in a year) share its caps, an earlier `batch` (a day's application) before a later
    one. `project` is what other claims call theirs too, if they share its funding. `awarded`: 分 that the applicant is
    known to have had in this year, and in the years before. `met`: every condition of the claim is. `approved` is in
    分.
    """

    rules: Rules
    run: Hashable
    batch: Hashable
    row: Row
    items: list[Item]
    project: Hashable = None
    awarded: tuple[int, int] = (0, 0)
    met: bool = False
    combined: Exact = 0
    amount: Exact = 0
    steps: list[Applied] = field(default_factory=list)
    approved: int = 0

    @property
    def tests(self) -> list[Tested]:
        """The conditions of the claim, each with whether it is met."""
        return _tested(self.rules.checks, self.row)

    @property
    def headroom(self) -> int | None:
        """分 that its project leaves room for; None where no funding limit holds for it."""
        funding = self.rules.claim_project
        return None if funding is None else funding.room(Scalars, self.row)


class Gathering:
    """Claims of applicants on their days, to be evaluated together. Projects of one name share their funding, across
    applicants too."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.claims: list[ClaimRun] = []

    def batch(self, day: int, applicant: Iterable[int]) -> Row:
        """What holds for all claims of an applicant on `day` (an ordinal)."""
        names = self.book.plans.applicant_paths
        return Row(zip(names, applicant, strict=True), self.book.day(day))

    def add(self, batch: Row, run: Hashable, cells: Cells, row: list[int], items: Any) -> ClaimRun:
        """A claim of a batch, with the numbers of its rows."""
        plan, facts = cells.plan, cells.claim.facts
        rules = self.book.of(plan.provision.id)
        own = Row(zip(plan.claim_names, row, strict=True), batch)
        claim = ClaimRun(rules, run, id(batch), own, [], awarded=cells.awarded)
        if rules.claim_project:
            claim.project = _project(facts, rules.claim_project)
        if not rules.by_item:
            claim.items = [Item(own, [])]
        else:
            stated = facts.get(plan.provision.each or "") or ()
            for i, (item_row, parts) in enumerate(items or ()):
                of_item = Row(zip(plan.item_names, item_row, strict=True), own)
                of_parts = [Row(zip(plan.part_names, part, strict=True), of_item) for part in parts or ()]
                item = Item(of_item, of_parts)
                if rules.item_project:
                    item.project = _project(stated[i] if i < len(stated) else {}, rules.item_project)
                claim.items.append(item)
        self.claims.append(claim)
        return claim

    def evaluate(self, taken: Mapping[tuple[Hashable, str], Taken] | None = None) -> None:
        """Evaluate all claims. `taken`: what is approved already, by batch and provision."""
        evaluate_claims(self.book, self.claims, taken)


def evaluate_claims(
    book: Rulebook, claims: list[ClaimRun], taken: Mapping[tuple[Hashable, str], Taken] | None = None
) -> None:
    """Evaluate claims, those of an applicant in their order."""
    for claim in claims:
        _items(claim)
    _share_items(claims)
    for claim in claims:
        _combine(claim)
    settle(book, claims, taken)


def settle(book: Rulebook, claims: list[ClaimRun], taken: Mapping[tuple[Hashable, str], Taken] | None = None) -> None:
    """Evaluate claims from what their items bring together (`combined`) on."""
    for group in _connected(claims):
        _settle(book, group, taken or {})


def _project(facts: Mapping[str, Any], funding: ProjectFundingStep) -> Hashable:
    """What tells a project from others: its id, or that it is like none; None where there is no project."""
    project = facts.get(funding.group)
    if project is None:
        return object() if funding.required else None
    name: Hashable = project.get("id")
    return object() if name is None else name


# ------------------------------------------------------------------------------------------ each claim by itself


def _items(claim: ClaimRun) -> None:
    """The conditions of a claim, and what each of its items brings by itself."""
    rules, row = claim.rules, claim.row
    for name in rules.once_by_item:
        row[any_item(name)] = sum(item.row[name] for item in claim.items)
    claim.met = _meets(rules.checks, row)
    for item in claim.items:
        for measure in rules.measured:
            counted = [measure(Scalars, part) for part in item.parts]
            item.counted[measure.rule.id] = counted
            item.row[measure.rule.id] = measure.whole(sum(c.value for c in counted), item.row)
        item.checks = rules.item_checks
        item.met = claim.met and _meets(item.checks, item.row)
        if item.met:
            x: Exact = 1
            for kind in rules.to_items:
                x = _apply(item.steps, kind, item.row, x)
            item.amount = x


def _meets(checks: Iterable[Test], row: Row) -> bool:
    """Whether a row meets all of these conditions."""
    return all(check(Scalars, row) for check in checks)


def _tested(checks: Iterable[Test], row: Row) -> list[Tested]:
    return [Tested(check, bool(check(Scalars, row)), row) for check in checks]


def _apply(steps: list[Applied], kind: RowStep, row: Row, x: Exact) -> Exact:
    after, figures = kind(Scalars, row, x)
    steps.append(Applied(kind, x, after, figures))
    return after


def _share_items(claims: Sequence[ClaimRun]) -> None:
    """The items of claims under one provision share the funding of their project."""
    by_provision: dict[str, list[ClaimRun]] = {}
    for claim in claims:
        if claim.rules.item_project:
            by_provision.setdefault(claim.rules.provision.id, []).append(claim)
    for same in by_provision.values():
        kind = same[0].rules.item_project
        assert kind is not None
        items = [item for claim in same for item in claim.items]
        # Where one item is granted, none shares with another.
        apart = same[0].rules.combined.best
        names = [object() if apart and item.project is not None else item.project for item in items]
        rooms = [None if item.project is None else kind.room(Scalars, item.row) for item in items]
        scale = same[0].rules.scale
        members = [(i.amount, scale, name, room) for i, name, room in zip(items, names, rooms, strict=True)]
        for item, room, after in zip(items, rooms, _shared(members), strict=True):
            if item.met:
                item.steps.append(Applied(kind, item.amount, after, {"headroom": room}))
                item.amount = after


def _combine(claim: ClaimRun) -> None:
    """What the items of a claim bring together."""
    if not claim.rules.by_item:
        claim.combined = claim.items[0].amount
        return
    amounts = [item.amount for item in claim.items]
    claim.combined = max(amounts, default=0) if claim.rules.combined.best else sum(amounts)


Member = tuple[Exact, int, Hashable, int | None]
"""An amount (分 times the scale), its scale, its project, and what the project leaves room for (分; None: no limit)."""


def _shared(members: Sequence[Member]) -> list[Exact]:
    """The amounts after the funding limits of their projects: where several of one project share a limit that binds,
    in proportion. A claim whose own headroom is unknown, and so nothing, takes no part."""
    totals: dict[Hashable, Exact] = defaultdict(int)
    counts: dict[Hashable, int] = defaultdict(int)
    for x, scale, project, room in members:
        if room and x > 0:
            totals[project] += Fraction(x) / scale if counts[project] or scale > 1 else x
            counts[project] += 1
    found: list[Exact] = []
    for x, scale, project, room in members:
        if room is None:
            found.append(x)
        elif room and counts[project] > 1 and totals[project] > room:
            found.append(Fraction(x) * room / totals[project])
        else:
            found.append(min(x, room * scale))
    return found


# ------------------------------------------------------------------------------------------ claims that hang together


def _connected(claims: Sequence[ClaimRun]) -> list[list[ClaimRun]]:
    """The claims in groups that share no applicant and no project, each in the order given."""
    head: dict[Hashable, Hashable] = {}

    def root(key: Hashable) -> Hashable:
        while (above := head.setdefault(key, key)) != key:
            head[key] = head[above]
            key = above
        return key

    for claim in claims:
        for project in (claim.project, *(item.project for item in claim.items)):
            if project is not None:
                head[root(("project", project))] = root(("run", claim.run))
    groups: dict[Hashable, list[ClaimRun]] = {}
    for claim in claims:
        groups.setdefault(root(("run", claim.run)), []).append(claim)
    return list(groups.values())


def _settle(book: Rulebook, claims: list[ClaimRun], taken: Mapping[tuple[Hashable, str], Taken]) -> None:
    """The limits of claims that hang together.

    An earlier claim uses up what it is approved for, and that can depend on a project that it shares with other
    claims: evaluated again with what came out, until it does come out. Where claims hang on each other in a circle, the
    earlier one uses up what it had before the sharing.
    """
    later = _followed(claims)
    first = paid = _limits(book, claims, taken, None)
    seen: set[tuple[int, ...]] = set()
    for _ in range(SETTLING):
        came_out = tuple(claim.approved for claim in claims)
        if all(p == a for p, a, follows in zip(paid, came_out, later, strict=True) if follows):
            return
        if came_out in seen:
            break
        seen.add(came_out)
        paid = _limits(book, claims, taken, came_out)
    _limits(book, claims, taken, first)


def _followed(claims: Sequence[ClaimRun]) -> list[bool]:
    """Which claims are followed by another of the same applicant under the same provision."""
    last: dict[tuple[Hashable, str], int] = {}
    followed = [False] * len(claims)
    for i, claim in enumerate(claims):
        key = (claim.run, claim.rules.provision.id)
        if key in last:
            followed[last[key]] = True
        last[key] = i
    return followed


class _Used:
    """分 that the claims of one applicant have used up so far of the caps of a provision, and of that in each batch;
    and whether he has had what is given once."""

    __slots__ = ("beside", "once", "total")

    def __init__(self) -> None:
        self.total = 0
        self.beside: dict[Hashable, int] = {}
        self.once = False

    def tell(self, claim: ClaimRun, taken: Mapping[tuple[Hashable, str], Taken]) -> None:
        """Tell a claim what is used up."""
        beside = self.beside.get(claim.batch)
        if beside is None:
            earlier, beside = taken.get((claim.batch, claim.rules.provision.id), (0, 0))
            if not self.beside:
                self.total = earlier + beside
            self.beside[claim.batch] = beside
        claim.row[BESIDE], claim.row[EARLIER], claim.row[ONCE] = beside, self.total - beside, self.once
        claim.row[THIS_YEAR], claim.row[BEFORE] = claim.awarded

    def add(self, claim: ClaimRun, fen: int) -> None:
        """A claim uses up so much."""
        self.total += fen
        self.beside[claim.batch] += fen
        self.once |= fen > 0


def _limits(
    book: Rulebook,
    claims: list[ClaimRun],
    taken: Mapping[tuple[Hashable, str], Taken],
    settled: Sequence[int] | None,
) -> tuple[int, ...]:
    """Apply the limits of each claim as a whole, the earlier claims of an applicant before the later ones, then what
    several provisions share. Returns what each was taken to use up (分): what is `settled`, or what it would get by
    itself."""
    used: dict[tuple[Hashable, str], _Used] = {}
    paid = []
    for i, claim in enumerate(claims):
        rules, key = claim.rules, (claim.run, claim.rules.provision.id)
        so_far = used.get(key) or used.setdefault(key, _Used())
        so_far.tell(claim, taken)
        claim.steps = [Applied(rules.combined, claim.combined, claim.combined)] if rules.by_item else []
        x = claim.combined
        for kind in rules.claim_steps if x else ():  # no limit can matter to nothing
            x = _apply(claim.steps, kind, claim.row, x)
        claim.amount = x
        if settled is None:
            room = claim.headroom if claim.project is not None else None
            paid.append(cut_to_hundredths(x if room is None else min(x, room * rules.scale), rules.scale))
        else:
            paid.append(settled[i])
        so_far.add(claim, paid[-1])
    for exclusive in book.policy.exclusives:
        _higher_side(exclusive, claims)
    _share_projects(claims)
    for claim in claims:
        claim.approved = cut_to_hundredths(claim.amount, claim.rules.scale)
    return tuple(paid)


def _higher_side(exclusive: Exclusive, claims: list[ClaimRun]) -> None:
    """One applicant on several sides of one project takes the higher side only; of equal sides the one that was claimed
    first."""
    here = [claim for claim in claims if claim.rules.one_side and claim.rules.one_side.rule.id == exclusive.id]
    sides: dict[tuple[Hashable, Hashable], dict[str, Exact]] = {}
    for claim in here:
        if claim.project is not None and claim.rules.one_side and claim.rules.one_side.binds:
            of = sides.setdefault((claim.run, claim.project), {})
            provision = claim.rules.provision.id
            of[provision] = of.get(provision, 0) + Fraction(claim.amount) / claim.rules.scale
    for claim in here:
        side = sides.get((claim.run, claim.project), {})
        is_lower = len(side) > 1 and claim.rules.provision.id != max(side, key=lambda p: side[p])
        after = 0 if is_lower else claim.amount
        assert claim.rules.one_side is not None
        claim.steps.append(Applied(claim.rules.one_side, claim.amount, after))
        claim.amount = after


def _share_projects(claims: list[ClaimRun]) -> None:
    """The claims of a project share what it leaves room for."""
    drawing = [claim for claim in claims if claim.rules.claim_project]
    rooms = [None if claim.project is None else claim.headroom for claim in drawing]
    members = [(c.amount, c.rules.scale, c.project, room) for c, room in zip(drawing, rooms, strict=True)]
    for claim, room, after in zip(drawing, rooms, _shared(members), strict=True):
        assert claim.rules.claim_project is not None
        claim.steps.append(Applied(claim.rules.claim_project, claim.amount, after, {"headroom": room}))
        claim.amount = after
