"""The interpreter: claims in, what each is approved for out, every condition and step recorded as it is applied.

Amounts are exact: whole numbers of 分 times the scale of their provision, and fractions of it where claims share the
funding of a project. Nothing is cut before the approved amount.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
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
from engine.steps.other_policy import OtherPolicyStep
from engine.steps.project_funding import DRAWN, ProjectFundingStep
from engine.steps.side_share import SIDE_DRAWN
from engine.steps.step import Prepared, RowStep
from engine.values.money import Exact, cut_to_hundredths
from engine.values.names import identity

SETTLING = 1_024
"""How often claims are evaluated again at most until what they use up of their caps is what they are approved for:
where two claims press hard on one cap and one project, each time brings it only a little nearer."""

Drawn = Mapping[Hashable, int]
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
    its parts, the conditions, what the measures count, and the steps to what it brings. `matter`: by what it is told
    from others, if that is stated. `own`: what it brings before the funding limit of its project; `whole`:
    what it would if no project's funding were limited; `part`: 分 of what its project leaves room for, where others
    share it."""

    row: Row
    parts: list[Row]
    project: Hashable = None
    matter: Hashable = None
    checks: tuple[Test, ...] = ()
    met: bool = False
    counted: dict[str, list[Counted]] = field(default_factory=dict)
    steps: list[Applied] = field(default_factory=list)
    own: Exact = 0
    whole: Exact = 0
    part: Exact | None = None
    amount: Exact = 0

    @property
    def tests(self) -> list[Tested]:
        """Its conditions, each with whether it is met."""
        return _tested(self.checks, self.row)


@dataclass(slots=True, eq=False)
class ClaimRun:
    """One claim with everything unknown filled in one way, and what became of it.

    Claims of one `run` (an applicant in a year) share its caps, an earlier `batch` (a day's application) before a later
    one. `project` is what other claims call theirs too, if they share its funding; `part`: 分 of what it leaves room
    for, where others share it. `awarded`: 分 that the applicant is known to have had in this year, and in the years
    before. `met`: every condition of the claim is. `approved` is in 分.
    """

    rules: Rules
    run: Hashable
    batch: Hashable
    row: Row
    items: list[Item]
    project: Hashable = None
    awarded: tuple[int, int] = (0, 0)
    part: Exact | None = None
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
    applicants too. `drawn`: 分 that was decided before for a project, by its identity, and for a side of it, by that of
    the provision and its own. `counted`: the matters (run, provision, identity) that count already."""

    def __init__(self, book: Rulebook, drawn: Drawn | None = None, counted: Collection[Hashable] = ()) -> None:
        self.book = book
        self.drawn, self.counted = drawn or {}, counted
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
            claim.project = self._project(facts, rules.claim_project, own, plan.provision.id)
        matter = plan.provision.matter
        if not rules.by_item:
            claim.items = [Item(own, [], None, matter and matter.identity(facts))]
        else:
            stated = facts.get(plan.provision.each or "") or ()
            for i, (item_row, parts) in enumerate(items or ()):
                of_item = Row(zip(plan.item_names, item_row, strict=True), own)
                of_parts = [Row(zip(plan.part_names, part, strict=True), of_item) for part in parts or ()]
                item, entry = Item(of_item, of_parts), stated[i] if i < len(stated) else {}
                item.matter = matter and matter.identity(entry)
                if rules.item_project:
                    item.project = self._project(entry, rules.item_project, of_item, plan.provision.id)
                claim.items.append(item)
        self.claims.append(claim)
        return claim

    def _project(self, facts: Mapping[str, Any], funding: ProjectFundingStep, row: Row, provision: str) -> Hashable:
        """What tells a project from others: its identity, or that it is like none; None where there is no project."""
        project = facts.get(funding.group)
        if project is None:
            return object() if funding.required else None
        name: str | None = project.get("id")
        if name is None:
            return object()
        found = identity(name)
        if found in self.drawn:
            row[DRAWN] = self.drawn[found]
            row[SIDE_DRAWN] = self.drawn.get((provision, found), 0)
        return found

    def evaluate(self, taken: Mapping[tuple[Hashable, str], Taken] | None = None) -> None:
        """Evaluate all claims. `taken`: what is approved already, by batch and provision."""
        evaluate_claims(self.book, self.claims, taken, self.counted)


def evaluate_claims(
    book: Rulebook,
    claims: list[ClaimRun],
    taken: Mapping[tuple[Hashable, str], Taken] | None = None,
    counted: Collection[Hashable] = (),
) -> None:
    """Evaluate claims, those of an applicant in their order."""
    for claim in claims:
        _items(claim)
    _count_once(claims, set(counted))
    for group in _connected(claims):
        _settle(book, _Projects(group), taken or {})


def settle(book: Rulebook, claims: list[ClaimRun], taken: Mapping[tuple[Hashable, str], Taken] | None = None) -> None:
    """Evaluate claims from what their items bring together (`combined`) on; no item shares a project with another."""
    for group in _connected(claims):
        _settle(book, _Projects(group, items=False), taken or {})


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
            whole: Exact = 1
            for kind in rules.to_items:
                before, x = x, _apply(item.steps, kind, item.row, x)
                whole = kind.whole(Scalars, item.row, before) if isinstance(kind, OtherPolicyStep) else x
            item.own, item.whole = x, whole


def _meets(checks: Iterable[Test], row: Row) -> bool:
    """Whether a row meets all of these conditions."""
    return all(check(Scalars, row) for check in checks)


def _tested(checks: Iterable[Test], row: Row) -> list[Tested]:
    return [Tested(check, bool(check(Scalars, row)), row) for check in checks]


def _apply(steps: list[Applied], kind: RowStep, row: Row, x: Exact) -> Exact:
    after, figures = kind(Scalars, row, x)
    steps.append(Applied(kind, x, after, figures))
    return after


def _count_once(claims: Iterable[ClaimRun], seen: set[Hashable]) -> None:
    """Of several entries and claims of an applicant under one provision that are about the same matter, the first that
    brings something counts; none of a matter that was `seen` before."""
    for claim in claims:
        kind = claim.rules.matter
        if kind is None:
            continue
        for item in claim.items:
            if item.matter is None or item.own <= 0:
                continue
            key = (claim.run, claim.rules.provision.id, item.matter)
            if key in seen:
                item.steps.append(Applied(kind, item.own, 0))
                item.own = item.whole = 0
            seen.add(key)


def _combine(claim: ClaimRun, amounts: Sequence[Exact]) -> Exact:
    """What the items of a claim bring together."""
    if not claim.rules.by_item:
        return amounts[0]
    return max(amounts, default=0) if claim.rules.combined.best else sum(amounts)


# ------------------------------------------------------------------------------------------ projects


class _Projects:
    """Claims that hang together, and the funding limits of their projects: what a project leaves room for holds for all
    claims and entries together that name it, whoever claims.

    Where several do, each may take a part of it, in proportion to its weight: what it would bring after all caps of its
    own if no project's funding were limited. With `items` False no entry shares a project, and what the entries of each
    claim bring together is known.
    """

    def __init__(self, claims: list[ClaimRun], items: bool = True) -> None:
        self.claims, self.items = claims, items
        counts: dict[Hashable, int] = defaultdict(int)
        for claim in claims:
            claim.part = None
            for item in claim.items:
                item.part = None
            named = self._of_entries(claim)
            for project in [claim.project, *(set(named) if claim.rules.combined.best else named)]:
                counts[project] += project is not None
        self.shared = any(count > 1 for count in counts.values())

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
                item.amount = _within(item.own, claim.rules.scale, room, item.part)
                item.steps.append(Applied(kind, item.own, item.amount, {"headroom": room}))
            claim.combined = _combine(claim, [item.amount for item in claim.items])

    def weigh(self) -> None:
        """Give each claim and entry its part of what its project leaves room for, from what each comes to free of
        limits."""
        members: list[tuple[ClaimRun | Item, Hashable, Exact, int, Exact]] = []
        totals: dict[Hashable, Exact] = defaultdict(int)
        for claim in self.claims:
            room = claim.headroom if claim.project is not None else None
            if room and claim.amount > 0:
                weight: Exact = Fraction(claim.amount) / claim.rules.scale
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
                    weight = Fraction(item.amount) * Fraction(claim.amount) / claim.combined / claim.rules.scale
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
            member.part = room if together == weight else room * Fraction(weight) / together

    def limit(self) -> None:
        """The limits of the projects of the claims as a whole."""
        for claim in self.claims:
            kind = claim.rules.claim_project
            if kind is not None:
                room = None if claim.project is None else claim.headroom
                after = _within(claim.amount, claim.rules.scale, room, claim.part)
                claim.steps.append(Applied(kind, claim.amount, after, {"headroom": room}))
                claim.amount = after


def _within(x: Exact, scale: int, room: int | None, part: Exact | None) -> Exact:
    """An amount (分 times the scale) within what a project leaves room for (分; None: no limit holds), or within its
    part of that, where others share it."""
    if room is None:
        return x
    return min(x, (room if part is None else part) * scale)


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


def _settle(book: Rulebook, projects: _Projects, taken: Mapping[tuple[Hashable, str], Taken]) -> None:
    """The limits of claims that hang together.

    An earlier claim uses up what it is approved for, and that can depend on a project that it shares with other
    claims: evaluated again with what came out, until it does come out. Where claims hang on each other in a circle, the
    earlier one uses up what it had before the sharing.
    """
    claims = projects.claims
    later = _followed(claims)
    first = paid = _limits(book, projects, taken, None)
    seen: set[tuple[int, ...]] = set()
    for _ in range(SETTLING):
        came_out = tuple(claim.approved for claim in claims)
        if all(p == a for p, a, follows in zip(paid, came_out, later, strict=True) if follows):
            return
        if came_out in seen:
            break
        seen.add(came_out)
        paid = _limits(book, projects, taken, came_out)
    _limits(book, projects, taken, first)


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

    def tell(self, claim: ClaimRun, taken: Mapping[tuple[Hashable, str], Taken], outdone: bool = False) -> None:
        """Tell a claim what is used up; `outdone`: of what is given once, another claim beside it brings more."""
        beside = self.beside.get(claim.batch)
        if beside is None:
            earlier, beside = taken.get((claim.batch, claim.rules.provision.id), (0, 0))
            if not self.beside:
                self.total = earlier + beside
            self.beside[claim.batch] = beside
        claim.row[BESIDE], claim.row[EARLIER] = beside, self.total - beside
        claim.row[ONCE] = self.once or outdone
        claim.row[THIS_YEAR], claim.row[BEFORE] = claim.awarded

    def add(self, claim: ClaimRun, fen: int) -> None:
        """A claim uses up so much."""
        self.total += fen
        self.beside[claim.batch] += fen
        self.once |= fen > 0


def _limits(
    book: Rulebook,
    projects: _Projects,
    taken: Mapping[tuple[Hashable, str], Taken],
    settled: Sequence[int] | None,
) -> tuple[int, ...]:
    """Apply the limits of each claim as a whole, then what several share. Returns what each was taken to use up (分):
    what is `settled`, or what it would get by itself."""
    if projects.shared:
        _through(book, projects, taken, settled, free=True)
        projects.weigh()
    paid = _through(book, projects, taken, settled, free=False)
    projects.limit()
    for claim in projects.claims:
        claim.approved = cut_to_hundredths(claim.amount, claim.rules.scale)
    return paid


def _through(
    book: Rulebook,
    projects: _Projects,
    taken: Mapping[tuple[Hashable, str], Taken],
    settled: Sequence[int] | None,
    free: bool,
) -> tuple[int, ...]:
    """Apply the steps of each claim, the earlier claims of an applicant before the later ones; `free`: as if no
    project's funding were limited."""
    claims = projects.claims
    projects.combine(free)
    used: dict[tuple[Hashable, str], _Used] = {}
    rivals = _rivals(claims)
    outdone: set[int] = set()
    paid = []
    for i, claim in enumerate(claims):
        rules, key = claim.rules, (claim.run, claim.rules.provision.id)
        so_far = used.get(key) or used.setdefault(key, _Used())
        if i in rivals:
            best = max(rivals[i], key=lambda j: _by_itself(claims[j], so_far, taken, free))
            outdone.update(j for j in rivals[i] if j != best)
        so_far.tell(claim, taken, i in outdone)
        claim.steps = [Applied(rules.combined, claim.combined, claim.combined)] if rules.by_item else []
        claim.amount = _own_limits(claim, claim.steps, free)
        paid.append(settled[i] if settled is not None else _cut_alone(claim, claim.amount))
        so_far.add(claim, paid[-1])
    for exclusive in book.policy.exclusives:
        _higher_side(exclusive, claims)
    return tuple(paid)


def _own_limits(claim: ClaimRun, steps: list[Applied], free: bool) -> Exact:
    """What a claim comes to after its own steps, which are noted."""
    x = claim.combined
    for kind in claim.rules.claim_steps if x else ():  # no limit can matter to nothing
        before, x = x, _apply(steps, kind, claim.row, x)
        if free and isinstance(kind, OtherPolicyStep):
            x = kind.whole(Scalars, claim.row, before)
    return x


def _cut_alone(claim: ClaimRun, x: Exact) -> int:
    """分 that a claim would get if it were the only one of its project."""
    room = claim.headroom if claim.project is not None else None
    return cut_to_hundredths(_within(x, claim.rules.scale, room, None), claim.rules.scale)


def _rivals(claims: Sequence[ClaimRun]) -> dict[int, list[int]]:
    """The claims of an applicant on a day for what is given once, where there are several: by the first of them."""
    found: dict[Hashable, list[int]] = {}
    for i, claim in enumerate(claims):
        if claim.rules.once:
            found.setdefault((claim.run, claim.batch, claim.rules.provision.id), []).append(i)
    return {group[0]: group for group in found.values() if len(group) > 1}


def _by_itself(claim: ClaimRun, so_far: _Used, taken: Mapping[tuple[Hashable, str], Taken], free: bool) -> Fraction:
    """What a claim would come to without others beside it; of several for what is given once, the one that comes to
    most counts."""
    so_far.tell(claim, taken)
    x = _own_limits(claim, [], free)
    room = claim.headroom if claim.project is not None and not free else None
    return Fraction(_within(x, claim.rules.scale, room, claim.part))


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
