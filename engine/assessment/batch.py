"""One application evaluated: its claims with what is unknown counted against the applicant, in its favour, or at its
best, all together or some of them by themselves."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from engine.application.matters import titles
from engine.application.model import Application, Claim, projects_of
from engine.assessment.cells import Fill, Filling, Unknown, applicant_row, cells_of
from engine.assessment.columns import Plans
from engine.assessment.evaluation import Gathering
from engine.assessment.rules import APPLICANT, Rulebooks, Rules
from engine.assessment.runs import ClaimRun, Item
from engine.policy.pack import Policy
from engine.policy.years import in_year
from engine.steps.numbers import Row, Scalars
from engine.steps.one_side import OneSide
from engine.steps.other_policy import OtherPolicyStep
from engine.text.phrases import Both
from engine.values.grouping import connected
from engine.values.money import Exact


class Wanted(NamedTuple):
    """A claim by its position, and how what is unknown of it and of its applicant is filled; at best `only` some of it,
    by path, while the rest stays against. Claims of one `run` share caps; 分 of the caps are `used` by others. `apart`:
    nobody else names what its entries are about; `free`: no project's funding is limited; `stays`: no other policy pays
    for the whole of it; entries, and parts of entries, `without` which it is wanted are left out."""

    claim: int
    fill: Fill = "against"
    only: frozenset[str] | None = None
    run: Hashable = 0
    used: int = 0
    apart: bool = False
    free: bool = False
    stays: bool = False
    without: frozenset[int] = frozenset()
    without_parts: frozenset[tuple[int, int]] = frozenset()


BY_CLAIM = itemgetter(0)


class Evaluator:
    """Evaluates the claims of one application, as often and in such company as they are wanted, by the `policy` of the
    year of its day."""

    def __init__(self, policy: Policy, application: Application) -> None:
        policy = in_year(policy, application.day.year)
        self.policy, self.application = policy, application
        self.plans = policy.under(application.readings).derived(Plans)
        self.book = policy.derived(Rulebooks).under(application.readings)
        self.filling = Filling(self.plans)
        self.row, self.unknown = applicant_row(self.plans, application)
        self.cells = [cells_of(self.plans, application, claim) for claim in application.claims]
        self._alone: dict[Wanted, ClaimRun] = {}

    def rules(self, claim: int) -> Rules:
        """The rules of a claim."""
        return self.book.of(self.cells[claim].plan.provision.id)

    def unknown_of(self, claim: int) -> list[Unknown]:
        """What is unknown of the applicant, as far as it bears on a claim, and of the claim."""
        if not self.unknown:
            return self.cells[claim].unknown
        relevant = self.rules(claim).applicant_facts
        return [u for u in self.unknown if u.fact.name in relevant] + self.cells[claim].unknown

    def settled_by(self, claim: int, other: int) -> frozenset[str]:
        """The open answers of the applicant that serve another claim too when they are as a claim would have them."""
        if not self.unknown:
            return frozenset()
        day, rules = self.application.day, (self.rules(claim), self.rules(other))
        own, its = (self.filling.applicant(self.row, self.unknown, day, "best", None, r.standing) for r in rules)
        relevant = rules[0].applicant_facts
        by = rules[0].categories | rules[1].categories  # one claim may be better off by another choice than the other
        columns = ((u, u.cells[0][3]) for u in self.unknown if u.fact.name in relevant and u.path not in by)
        return frozenset(u.path for u, column in columns if own[column] == its[column])

    @cached_property
    def titles(self) -> list[Both]:
        """What each claim is called."""
        return titles([(claim.provision, claim.facts) for claim in self.application.claims])

    @cached_property
    def uncertain(self) -> frozenset[int]:
        """The claims that come to something else by what is unknown, or may."""
        unknown = ((i, self.unknown_of(i)) for i in range(len(self.cells)))
        asked = [(i, of_claim) for i, of_claim in unknown if any(u.cells for u in of_claim)]
        return frozenset(i for i, of_claim in asked if _is_open(of_claim, self.against[i], self.best[i]))

    @cached_property
    def against(self) -> list[ClaimRun]:
        """All claims together, with everything unknown against the applicant."""
        return list(self.runs(map(Wanted, range(len(self.cells)))).values())

    @cached_property
    def favour(self) -> list[ClaimRun]:
        """All claims together, with what is unknown and a condition in favour of the applicant."""
        return self._together("favour") if self.uncertain else self.against

    @cached_property
    def best(self) -> list[ClaimRun]:
        """All claims together, with everything unknown at its best."""
        return self._together("best") if any(map(self.unknown_of, range(len(self.cells)))) else self.against

    @cached_property
    def hanging(self) -> list[list[int]]:
        """The claims by position, those together that share something."""
        return connected(run.shares for run in self.against)

    def _together(self, fill: Fill) -> list[ClaimRun]:
        """All claims; those that hang on nothing unknown are as they are with everything against them."""
        unknown = [i for of in self.hanging if any(map(self.unknown_of, of)) for i in of]
        runs = self.runs(Wanted(i, fill) for i in unknown)
        return [runs.get(i, run) for i, run in enumerate(self.against)]

    def runs(self, wanted: Iterable[Wanted]) -> dict[int, ClaimRun]:
        """What becomes of these claims if they are all there are, by their positions."""
        wanted = sorted(wanted, key=BY_CLAIM)
        gathering = self.gathering({w.run for w in wanted})
        batches: dict[Hashable, Row] = {}
        taken: dict[tuple[Hashable, str], tuple[int, int]] = {}
        found: dict[int, ClaimRun] = {}
        for w in wanted:
            cells, rules = self.cells[w.claim], self.rules(w.claim)
            applicant = self.of_applicant(rules, w.fill, w.only)
            key = (w.run, applicant)
            if key not in batches:
                batches[key] = gathering.batch(self.application.day.toordinal(), applicant)
            row, items = self.filling.claim(cells, self.application.day, w.fill, w.only)
            run = gathering.add(batches[key], w.run, cells, row, items)
            run.project = None if w.free else run.project
            for item in run.items if w.apart or w.free else ():
                item.project = None if w.free else item.project
                item.matter = None if w.apart and not gathering.counts_already(run, item) else item.matter
            run.insists = w.stays
            for kind in rules.claim_steps if w.stays else ():
                if isinstance(kind, OtherPolicyStep):
                    run.row[kind.group] = 0
            for n, item in enumerate(run.items) if w.without_parts else ():
                item.parts = [part for j, part in enumerate(item.parts) if (n, j) not in w.without_parts]
            if w.without:
                run.items = [item for n, item in enumerate(run.items) if n not in w.without]
            if w.used:
                taken[run.batch, rules.provision.id] = (0, w.used)
            found[w.claim] = run
        gathering.evaluate(taken)
        return found

    def alone(self, wanted: Wanted) -> ClaimRun:
        """What becomes of a claim if it is all there is; asked again, the same."""
        if wanted not in self._alone:
            self._alone[wanted] = self.runs([wanted])[wanted.claim]
        return self._alone[wanted]

    def gathering(self, runs: Iterable[Hashable]) -> Gathering:
        """Nothing but what is remembered of the applicant, in each of these runs."""
        gathering = Gathering(self.book)
        gathering.remember(0, self.application)
        if gathering.counted:
            matters = [(provision, matter) for _, provision, matter in gathering.counted]
            gathering.counted |= {(run, *matter) for run in runs for matter in matters}
        return gathering

    @cached_property
    def against_applicant(self) -> tuple[int, ...]:
        """The row of the applicant with everything unknown against it."""
        return tuple(self.filling.applicant(self.row, self.unknown, self.application.day, "against"))

    def of_applicant(self, rules: Rules, fill: Fill, only: frozenset[str] | None) -> tuple[int, ...]:
        """The row of the applicant for claims under one provision."""
        if not self.unknown or fill == "against":
            return self.against_applicant
        day = self.application.day
        return tuple(self.filling.applicant(self.row, self.unknown, day, fill, only, rules.standing))


def _is_open(unknown: Collection[Unknown], worst: ClaimRun, best: ClaimRun) -> bool:
    """Whether a claim comes to something else with what is unknown of it at its best: whether it or its entries
    qualify, what these bring, or anything of the claim as a whole."""
    if worst.met != best.met or len(worst.items) != len(best.items):
        return True
    of_claim = (cell for u in unknown if not u.path.startswith(APPLICANT) for cell in u.cells)
    if any(not level or column < 0 for level, _, _, column in of_claim):
        return True
    if any(u.path in worst.rules.categories for u in unknown):
        return True
    return any(_of_entry(worst, a) != _of_entry(best, b) for a, b in zip(worst.items, best.items, strict=True))


def _of_entry(run: ClaimRun, item: Item) -> tuple[object, ...]:
    """All of an entry that bears on what becomes of a claim: what it brings, and what its project leaves room for."""
    funding = run.rules.item_project
    return item.met, item.own, item.whole, None if funding is None else funding.room(Scalars, item.row)


def sharing(claims: Sequence[Claim]) -> list[list[int]]:
    """The claims by position, those together that may share something: a provision with its caps, an exclusive choice,
    a project."""
    return connected(map(_may_share, claims))


def _may_share(claim: Claim) -> Iterator[Hashable]:
    yield "provision", claim.provision.id
    for side in claim.provision.of_kind(OneSide):
        yield "one_side", side.one_side
    for project in projects_of(claim):
        if project.name is not None:
            yield "project", project.name


def shared_out(policy: Policy, application: Application, approved: dict[str, int]) -> dict[str, list[int]]:
    """分 for each entry of the claims that have been approved (分 by claim), in proportion to what the entries bring by
    themselves, and where none brings anything, to each alike. 分 that no proportion divides belong to the last."""
    in_favour = Evaluator(policy, application).favour
    found: dict[str, list[int]] = {}
    for i, claim in enumerate(application.claims):
        if claim.id in approved:
            weights = [item.amount for item in in_favour[i].items]
            found[claim.id] = divided(approved[claim.id], weights if any(weights) else [1 for _ in weights])
    return found


def divided(whole: int, weights: list[Exact]) -> list[int]:
    """分 in proportion to weights; those that no proportion divides belong to the last that has a weight."""
    total = sum(weights)
    parts = [int(Fraction(whole) * weight / total) if weight else 0 for weight in weights]
    last = max((i for i, weight in enumerate(weights) if weight), default=None)
    if last is not None:
        parts[last] += whole - sum(parts)
    return parts
