"""Claims of an application that share something, and what one of them comes to, given how the others are answered.

Claims share the caps under one provision (or the best one counts), the funding of a project, the sides of a project of
which an applicant takes the higher. What the others take from a claim is the more, the better their answers are, as
long as they share caps only, or projects only. Where both hold at once, what helps one claim can hinder the next and so
help a third: there a claim is given what is left if each of the others took what it might have by itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from engine.assessment.batch import Evaluator, Wanted
from engine.assessment.cells import place_of
from engine.assessment.runs import ClaimRun, Shared
from engine.steps.other_policy import OtherPolicyStep
from engine.values.grouping import grouped
from engine.values.money import BOUNDLESS, HUNDREDTH

MOST_TANGLED = 30
"""Of more claims that share caps and projects at once nothing is certain of each: every one would have to be evaluated
beside all the others."""
Others = Callable[[int], Wanted]
"""How the others are answered: each by its position."""


def at_worst(claim: int) -> Wanted:
    """A claim with everything unknown against it."""
    return Wanted(claim)


def at_best(claim: int) -> Wanted:
    """A claim with everything unknown at its best."""
    return Wanted(claim, "best")


class Group(ABC):
    """Claims that hang on each other, by their positions."""

    def __init__(self, evaluator: Evaluator, members: tuple[int, ...]) -> None:
        self.evaluator, self.members = evaluator, members
        self.open = evaluator.uncertain.intersection(members)

    @abstractmethod
    def run(self, own: Wanted, others: Others) -> ClaimRun | None:
        """What becomes of a claim beside others; None where it comes to nothing for their sake."""

    def least(self, own: Wanted, others: Others = at_best) -> int:
        """分 that a claim comes to if the others take what they can."""
        run = self.run(own, others)
        return 0 if run is None else run.approved

    def most(self, own: Wanted) -> ClaimRun | None:
        """What becomes of a claim if the others take as little as they can, the applicant being what it has to be for
        this one."""
        return self.run(own, self._least_beside(own.claim))

    def _least_beside(self, claim: int) -> Others:
        needed = {j: self.evaluator.settled_by(claim, j) for j in self.members}
        return lambda j: Wanted(j, "best", only=needed[j]) if needed[j] else Wanted(j)

    def rivals(self, claim: int) -> list[int]:
        """The others that are open and may stand before a claim."""
        return [i for i in self.members if i in self.open and i != claim]

    def together(self, least: Sequence[int], most: Sequence[int]) -> tuple[int, int]:
        """分 that the claims come to together at least and at most; `least` and `most`: each by its position."""
        return sum(least[i] for i in self.members), sum(most[i] for i in self.members)

    def _jointly(self) -> tuple[int, int]:
        """分 that all of them come to together, with everything against them and at its best."""
        evaluator = self.evaluator
        against, best = (sum(runs[i].approved for i in self.members) for runs in (evaluator.against, evaluator.best))
        return against, best

    def alone(self, own: Wanted) -> ClaimRun:
        """What becomes of a claim if it is all there is."""
        if len(self.members) == 1 and own == at_worst(own.claim):
            return self.evaluator.against[own.claim]
        return self.evaluator.alone(own)


class Settled(Group):
    """One claim, or several that all is known of."""

    def run(self, own: Wanted, others: Others) -> ClaimRun:
        """What becomes of a claim: it stands in the runs of all claims together."""
        if own == at_worst(own.claim):
            return self.evaluator.against[own.claim]
        if own == at_best(own.claim):
            return self.evaluator.best[own.claim]
        return self.evaluator.runs([own if i == own.claim else Wanted(i) for i in self.members])[own.claim]


class UnderOneProvision(Group):
    """Claims under one provision: of the applicant all of them need the same."""

    def _least_beside(self, claim: int) -> Others:
        return self._at_least

    @cached_property
    def _at_least(self) -> Others:
        return super()._least_beside(self.members[0]) if self.evaluator.unknown else at_worst


class OneCap(UnderOneProvision):
    """Claims under one provision that share its caps, and nothing else."""

    def run(self, own: Wanted, others: Others) -> ClaimRun:
        """What becomes of a claim with what earlier ones leave of the caps."""
        used = self.used(own.claim, others)
        return self.alone(own._replace(used=used) if used else own)

    def together(self, least: Sequence[int], most: Sequence[int]) -> tuple[int, int]:
        """What an earlier claim leaves a later one takes: together they bring the more, the more each does."""
        return self._jointly()

    def rivals(self, claim: int) -> list[int]:
        """The earlier ones."""
        return [i for i in super().rivals(claim) if i < claim]

    def used(self, claim: int, others: Others = at_best) -> int:
        """分 of the caps that earlier claims use."""
        if others in (at_best, at_worst, self._at_least):
            return self._used_up(others)[claim]
        earlier = [others(i) for i in self.members if i < claim]
        return sum(run.approved for run in self.evaluator.runs(earlier).values())

    def _used_up(self, others: Others) -> dict[int, int]:
        """The same by claim, where all are answered so."""
        if others not in self._used:
            runs, used = self.evaluator.runs(map(others, self.members)), 0
            of_claim = self._used[others] = {}
            for i in self.members:
                of_claim[i], used = used, used + runs[i].approved
        return self._used[others]

    @cached_property
    def _used(self) -> dict[Others, dict[int, int]]:
        return {}


class OneOfThem(UnderOneProvision):
    """Claims for what is given once: the one that comes to most counts, of equal ones the first."""

    def run(self, own: Wanted, others: Others) -> ClaimRun | None:
        """What becomes of a claim, unless another comes to more."""
        run = self.alone(own)
        amount = run.approved
        for i in self.members:
            if i != own.claim:
                beside = self.alone(others(i)).approved
                if beside > amount or (beside == amount and i < own.claim):
                    return None
        return run

    def together(self, least: Sequence[int], most: Sequence[int]) -> tuple[int, int]:
        """What the best of them brings."""
        return self._jointly()


class OnProjects(Group):
    """Claims each under a provision of its own, which share projects as a whole."""

    def run(self, own: Wanted, others: Others) -> ClaimRun:
        """What becomes of a claim beside the others."""
        if own.claim not in self.open and others is at_best:
            return self.evaluator.best[own.claim]
        wanted = [own if i == own.claim else others(i) for i in self.members]
        return self.evaluator.runs(wanted)[own.claim]

    def together(self, least: Sequence[int], most: Sequence[int]) -> tuple[int, int]:
        """Where a claim can go elsewhere, or has a part of the project that its entries leave, no more than the sums is
        certain."""
        fewest, all_of_them = super().together(least, most)
        runs, at_best = ([of[i] for i in self.members] for of in (self.evaluator.against, self.evaluator.best))
        if any(item.project is not None for run in runs for item in run.items) or any(map(_chooses, runs)):
            return fewest, all_of_them
        # What is cut off each share of a project is lost: less than 0.01万元.
        cut = max(sum(map(_is_cut, at_best)) - 1, 0) * HUNDREDTH
        against, best = self._jointly()
        rooms = [BOUNDLESS if run.headroom is None else run.headroom // HUNDREDTH * HUNDREDTH for run in at_best]
        room = max(rooms) if len({run.project for run in at_best}) == 1 else BOUNDLESS
        return max(fewest, against - cut), min(all_of_them, best + cut, room)


class Tangled(Group):
    """Claims that share caps and projects at once, or name one matter twice."""

    def run(self, own: Wanted, others: Others) -> ClaimRun | None:
        """What is left of a claim if each of the others takes what it has by itself; all of it where they are known,
        nothing where they are very many."""
        i, rules = own.claim, self.evaluator.rules(own.claim)
        if self._is_monotone(i):
            return self.evaluator.runs([own if j == i else Wanted(j) for j in self.members])[i]
        if len(self.members) > MOST_TANGLED:
            return None
        same = [j for j in self.members if j != i and self.evaluator.rules(j) is rules]
        rivals = self._rivals(i)
        beside = {j: self.alone(others(j)._replace(apart=True)) for j in {*same, *rivals}}
        earlier = {j: beside[j] for j in same if j < i}
        twice = self._twice(i, earlier)
        if (twice and not rules.by_item) or any(map(_tops_up, beside.values())):
            return None
        own = own._replace(without=twice | self._displaced(own))
        wanted = [one for j in rivals for one in self._drawing(others(j)._replace(apart=True), i)]
        free = {j: self.alone(others(j)._replace(apart=True, free=True)).approved for j in same}
        used = sum(free[j] for j in earlier)
        run = self.evaluator.runs([own._replace(used=used), *wanted])[i]
        alone = self.alone(own).approved
        if rules.once and any(fen >= alone for fen in free.values()):
            return None
        opposite = [beside[j].approved for j in rivals if _opposite(run, self.evaluator.against[j])]
        return None if opposite and sum(opposite) >= alone else run

    def _drawing(self, rival: Wanted, claim: int) -> Iterator[Wanted]:
        """A rival for each project that a claim shares with it, alone with the entries that draw on this one: beside
        others under the same cap they would draw less. Which of them draws how much is not certain: what one leaves of
        its part counts as taken."""
        run = self.evaluator.against[rival.claim]
        for key in self._projects[claim] & self._projects[rival.claim]:
            apart = rival._replace(run=("rival", rival.claim, key), stays=True)
            if run.project != key[1]:
                others = frozenset(n for n, item in enumerate(run.items) if item.project != key[1])
                apart = apart._replace(without=others)
            yield apart

    def _rivals(self, claim: int) -> list[int]:
        """Those that share a project with a claim."""
        return [j for j in self.members if j != claim and self._projects[claim] & self._projects[j]]

    def _is_monotone(self, claim: int) -> bool:
        """Whether nothing but a claim itself is open, and it comes to the more the better its answers are."""
        if not self.open <= {claim} or _named_twice([self.evaluator.against[i] for i in self.members]):
            return False
        return not self._displaced(Wanted(claim))

    def _displaced(self, own: Wanted) -> frozenset[int]:
        """The entries of a claim of whose part of a shared project nothing is certain: under a cap, each entry weighs
        the less the more the others would bring, and what these would bring is open, or may have no room itself."""
        run = self.evaluator.against[own.claim]
        if not run.rules.across or (own.fill == "best" and own.only is None):
            return frozenset()
        theirs = {key for j in self._rivals(own.claim) for key in self._projects[j]}
        drawing = {n: item.project for n, item in enumerate(run.items) if ("project", item.project) in theirs}
        unknown = (place_of(u) for u in self.evaluator.cells[own.claim].unknown if u.cells)
        projects = {run.items[n].project for n in unknown if n is not None}
        return frozenset(n for n, project in drawing.items() if projects - {project})

    def _twice(self, claim: int, earlier: Mapping[int, ClaimRun]) -> frozenset[int]:
        """The entries of a claim that may count for nothing, because an earlier one is about the same matter."""
        against, found = self.evaluator.against, set()
        of_earlier = (pair for j, run in earlier.items() for pair in zip(against[j].items, run.items, strict=False))
        seen = {stated.matter for stated, item in of_earlier if item.met}
        for n, item in enumerate(against[claim].items):
            if item.matter is not None and item.matter in seen:
                found.add(n)
            seen.add(item.matter)
        return frozenset(found)

    def most(self, own: Wanted) -> ClaimRun | None:
        """What a claim brings by itself: the others only take from it."""
        if self._is_monotone(own.claim):
            return self.run(own, at_worst)
        return self.alone(own._replace(apart=True))

    def together(self, least: Sequence[int], most: Sequence[int]) -> tuple[int, int]:
        """At most, under each provision, no more than its caps."""
        of = grouped((self.evaluator.rules(i).provision.id, i) for i in self.members)
        bounded = [min([sum(most[i] for i in same), *self.evaluator.rules(same[0]).across]) for same in of.values()]
        return sum(least[i] for i in self.members), sum(bounded)

    @cached_property
    def _projects(self) -> dict[int, set[Shared]]:
        return {i: self.evaluator.against[i].projects for i in self.members}


def groups_of(evaluator: Evaluator) -> list[Group]:
    """The claims of an application in groups that share nothing with one another."""
    return [_kind(evaluator, members)(evaluator, tuple(members)) for members in evaluator.hanging]


def _kind(evaluator: Evaluator, members: Sequence[int]) -> type[Group]:
    """Of which kind a group of claims is."""
    uncertain = evaluator.uncertain.intersection(members)
    runs = [evaluator.against[i] for i in members]
    if uncertain and _named_twice(runs):
        return Tangled
    if not uncertain or len(members) == 1:
        return Settled
    provisions = Counter(run.rules.provision.id for run in runs)
    shared = Counter(key for run in runs for key in run.projects)
    entries = [item.project for run in runs for item in run.items if item.project is not None]
    if any(shared["project", project] > 1 for project in entries):
        return Tangled
    if len(provisions) == len(members):
        return OnProjects
    if len(provisions) > 1 or max(shared.values(), default=0) > 1 or any(map(_chooses, runs)):
        return Tangled
    return OneOfThem if runs[0].rules.once else OneCap


def _named_twice(runs: Sequence[ClaimRun]) -> bool:
    """Whether two entries are about one matter, so that only the first that brings something counts."""
    named = [key for run in runs for key in run.matters]
    return len(set(named)) < len(named)


def _chooses(run: ClaimRun) -> bool:
    """Whether the claim as a whole goes to another policy if that pays more: left with less, it brings nothing, and
    takes nothing."""
    kinds = (kind for kind in run.rules.claim_steps if isinstance(kind, OtherPolicyStep))
    return any(run.row[kind.group] == 1 for kind in kinds)


def _tops_up(run: ClaimRun) -> bool:
    """Whether it brings the difference to another policy, which without a project's limit would be more."""
    at = [(run.row, run.rules.claim_steps), *((item.row, run.rules.to_items) for item in run.items)]
    kinds = ((row, kind) for row, steps in at for kind in steps if isinstance(kind, OtherPolicyStep))
    return any(kind.tops_up and row[kind.received] == 1 for row, kind in kinds)


def _is_cut(run: ClaimRun) -> bool:
    """Whether the funding limit of its project takes something off a claim."""
    return any(step.kind is run.rules.claim_project and step.after < step.before for step in run.steps)


def _opposite(run: ClaimRun, other: ClaimRun) -> bool:
    """Whether the two are sides of one project of which an applicant takes the higher only."""
    side, beside = run.rules.one_side, other.rules.one_side
    if side is None or beside is None or not side.binds or run.rules is other.rules:
        return False
    return side.rule is beside.rule and run.project == other.project
