"""The limits of claims that hang together: caps of an applicant, one side of a project, and projects' funding."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from fractions import Fraction

from engine.assessment.projects import Projects, within
from engine.assessment.rules import Rulebook
from engine.assessment.runs import Applied, ClaimRun, apply
from engine.policy.pack import Exclusive
from engine.steps.cap import BESIDE, EARLIER, ONCE
from engine.steps.numbers import Scalars
from engine.steps.other_policy import OtherPolicyStep
from engine.values.money import Exact, cut_to_hundredths

Taken = tuple[int, int]
"""分 that is approved already of what an applicant may take in a year: for an earlier batch, and otherwise."""


def settle(
    book: Rulebook,
    claims: list[ClaimRun],
    taken: Mapping[tuple[Hashable, str], Taken] | None = None,
    *,
    items: bool,
) -> None:
    """Apply to claims, those of an applicant in their order, all that comes after what each item brings; without
    `items`, after what they bring together (`combined`): then no item shares a project with another."""
    for group in _connected(claims):
        _settle(book, Projects(group, items), taken or {})


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


def _settle(book: Rulebook, projects: Projects, taken: Mapping[tuple[Hashable, str], Taken]) -> None:
    """The limits of claims that hang together: where a project is shared, first as if no project's funding were
    limited, which says on which side of a project an applicant stays and what weighs how much; then with the limits."""
    lower: set[int] = set()
    if projects.shared:
        _through(projects, taken, lower, free=True)
        for exclusive in book.policy.exclusives:
            lower |= _lower_sides(exclusive, projects.claims)
        if lower:
            _through(projects, taken, lower, free=True)
        projects.weigh()
    _through(projects, taken, lower, free=False)


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

    def add(self, claim: ClaimRun, fen: int) -> None:
        """A claim uses up so much."""
        self.total += fen
        self.beside[claim.batch] += fen
        self.once |= fen > 0


def _through(
    projects: Projects, taken: Mapping[tuple[Hashable, str], Taken], lower: Collection[int], free: bool
) -> None:
    """Apply the steps of each claim, the earlier claims of an applicant before the later ones. `lower`: the claims, by
    position, whose applicant is on a higher side of the same project; `free`: as if no project's funding were
    limited."""
    claims = projects.claims
    projects.combine(free)
    used: dict[tuple[Hashable, str], _Used] = {}
    rivals = _rivals(claims)
    outdone: set[int] = set()
    for i, claim in enumerate(claims):
        rules, key = claim.rules, (claim.run, claim.rules.provision.id)
        so_far = used.get(key) or used.setdefault(key, _Used())
        if i in rivals:
            best = max(rivals[i], key=lambda j: _by_itself(claims[j], so_far, taken, free))
            outdone.update(j for j in rivals[i] if j != best)
        so_far.tell(claim, taken, i in outdone)
        claim.steps = [Applied(rules.combined, claim.combined, claim.combined)] if rules.by_item else []
        x = _own_limits(claim, claim.steps, free)
        if rules.one_side:
            before, x = x, 0 if i in lower else x
            claim.steps.append(Applied(rules.one_side, before, x))
        claim.amount = x if free else projects.limit(claim, x)
        claim.approved = cut_to_hundredths(claim.amount, rules.scale)
        so_far.add(claim, claim.approved)


def _own_limits(claim: ClaimRun, steps: list[Applied], free: bool) -> Exact:
    """What a claim comes to after its own steps, which are noted."""
    x = claim.combined
    for kind in claim.rules.claim_steps if x else ():  # no limit can matter to nothing
        before, x = x, apply(steps, kind, claim.row, x)
        if free and isinstance(kind, OtherPolicyStep):
            x = kind.whole(Scalars, claim.row, before)
    return x


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
    return Fraction(within(x, claim.rules.scale, room, claim.part))


def _lower_sides(exclusive: Exclusive, claims: Sequence[ClaimRun]) -> set[int]:
    """One applicant on several sides of one project takes the higher side only, of equal sides the one that was claimed
    first: the claims of the others, by position."""
    sides: dict[tuple[Hashable, Hashable], dict[str, Fraction]] = {}
    here = []
    for i, claim in enumerate(claims):
        kind = claim.rules.one_side
        if kind is not None and kind.rule.id == exclusive.id and kind.binds and claim.project is not None:
            here.append(i)
            side = sides.setdefault((claim.run, claim.project), {})
            provision = claim.rules.provision.id
            side[provision] = side.get(provision, Fraction(0)) + Fraction(claim.amount) / claim.rules.scale
    lower = set()
    for i in here:
        side = sides[claims[i].run, claims[i].project]
        if len(side) > 1 and claims[i].rules.provision.id != max(side, key=lambda p: side[p]):
            lower.add(i)
    return lower
