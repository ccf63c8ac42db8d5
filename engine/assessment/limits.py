"""The limits of claims that hang together: caps of an applicant, one side of a project, and projects' funding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

from engine.assessment.projects import Projects
from engine.assessment.rules import Rulebook
from engine.assessment.runs import Applied, ClaimRun, apply
from engine.policy.blocks import Exclusive
from engine.steps.cap import BESIDE, EARLIER, ONCE
from engine.steps.numbers import Scalars
from engine.steps.other_policy import OtherPolicyStep
from engine.values.grouping import connected
from engine.values.money import Exact, cut_to_hundredths

Key = tuple[Hashable, str]
"""The claims of an applicant under a provision (its id)."""
Taken = tuple[int, int]
"""分 that is approved already of what an applicant may take in a year: for an earlier batch, and otherwise."""


def settle(
    book: Rulebook,
    claims: list[ClaimRun],
    taken: Mapping[Key, Taken] | None = None,
    *,
    items: bool,
) -> None:
    """Apply to claims, those of an applicant in their order, all that comes after what each item brings; without
    `items`, after what they bring together (`combined`): then no item shares a project with another."""
    for group in _connected(claims):
        _settle(book, Projects(group, items), taken or {})


def _connected(claims: Sequence[ClaimRun]) -> list[list[ClaimRun]]:
    """The claims in groups that share no applicant and no project, each in the order given."""
    if len(claims) == 1 or len({claim.run for claim in claims}) == 1:
        return [list(claims)]
    return [[claims[i] for i in group] for group in connected(map(_shared, claims))]


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


def _through(
    projects: Projects,
    taken: Mapping[Key, Taken],
    passed: Collection[int],
    lower: Collection[int],
) -> None:
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
        x = _own_limits(claim)
        if rules.one_side:
            before, x = x, 0 if i in lower else x
            claim.steps.append(Applied(rules.one_side, before, x))
        claim.amount = projects.limit(claim, x)
        claim.approved = cut_to_hundredths(claim.amount, rules.scale)
        so_far.add(claim, claim.approved)


def _own_limits(claim: ClaimRun) -> Exact:
    """What a claim comes to after its own steps, which are noted."""
    x = claim.combined
    for kind in claim.rules.claim_steps if x else ():  # no limit can matter to nothing
        x = apply(claim.steps, kind, claim.row, x)
    return x


def _free_limits(claim: ClaimRun, x: Exact) -> Exact:
    """What a claim comes to after its own steps if its entries bring so much and no project's funding is limited."""
    for kind in claim.rules.claim_steps if x else ():
        x = kind.whole(Scalars, claim.row, x) if isinstance(kind, OtherPolicyStep) else kind(Scalars, claim.row, x)[0]
    return x


def _rivals(claims: Sequence[ClaimRun]) -> list[list[int]]:
    """The claims of an applicant on a day that could bring something of what is given once, by position, where there
    are several."""
    found: dict[Hashable, list[int]] = {}
    for i, claim in enumerate(claims):
        if claim.rules.once and (claim.combined or any(item.own for item in claim.items)):
            found.setdefault((claim.run, claim.batch, claim.rules.provision.id), []).append(i)
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
    ones the higher without that limit, then the one that was claimed first: the claims of the others, by
    position."""
    claims = projects.claims
    finer = {i: projects.scale // claims[i].rules.scale for i in side}
    higher = max(side, key=lambda i: (claims[i].amount * finer[i], claims[i].free * finer[i]))
    of = claims[higher].rules.provision.id
    return {i for i in side if claims[i].rules.provision.id != of}
