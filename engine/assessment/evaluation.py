"""The interpreter: claims in, what each is approved for out, every condition and step recorded as it is applied.

Amounts are exact: whole numbers of 分 times the scale of their provision, and fractions of it where claims share the
funding of a project. Nothing is cut before the approved amount.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Any

from engine.application.model import Application, Award
from engine.assessment.cells import Cells
from engine.assessment.limits import Key, Taken, settle
from engine.assessment.rules import Rulebook, any_item
from engine.assessment.runs import Applied, ClaimRun, Item, apply
from engine.steps.cap import BEFORE, THIS_YEAR
from engine.steps.condition import Test
from engine.steps.matter import NOT_COUNTED
from engine.steps.numbers import Row, Scalars
from engine.steps.other_policy import OtherPolicyStep
from engine.steps.project_funding import DRAWN, ProjectFundingStep
from engine.steps.side_share import SIDE_DRAWN, SIDE_HAD
from engine.values.money import Exact
from engine.values.names import identity

Drawn = Mapping[Hashable, int]
NO_AWARDS = Counter[Award]()


class Gathering:
    """Claims of applicants on their days, to be evaluated together. Projects of one name share their funding, across
    applicants too. `drawn`: 分 that was decided before for a project, by its identity; for a side of it, by the
    provision and its identity; and of that for an applicant, by its run and these. `counted`: the matters (run,
    provision, identity) that count already.
    """

    def __init__(self, book: Rulebook, drawn: Drawn | None = None, counted: Collection[Hashable] = ()) -> None:
        self.book = book
        self.drawn = dict(drawn or {})
        self.counted: set[Any] = set(counted)
        self.standing: dict[Any, bool] = {}
        """Which conditions are met that hold for all claims of an applicant on a day, by what is known of it."""
        self.told = NO_AWARDS
        self.claims: list[ClaimRun] = []

    def batch(self, day: int, applicant: Iterable[int]) -> Row:
        """What holds for all claims of an applicant on `day` (an ordinal)."""
        names = self.book.plans.applicant_paths
        return Row(self.book.day(day) | dict(zip(names, applicant, strict=True)), {})

    def add(self, batch: Row, run: Hashable, cells: Cells, row: list[int], items: Any) -> ClaimRun:
        """A claim of a batch, with the numbers of its rows."""
        plan, facts = cells.plan, cells.claim.facts
        rules = self.book.of(plan.provision.id)
        own = Row(zip(plan.claim_names, row, strict=True), batch)
        claim = ClaimRun(rules, run, id(batch), own, [], unlisted=cells.items is None)
        own[THIS_YEAR], own[BEFORE] = cells.awarded
        if rules.claim_project:
            claim.project = self._project(facts, rules.claim_project, own, plan.provision.id, run)
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
                    item.project = self._project(entry, rules.item_project, of_item, plan.provision.id, run)
                claim.items.append(item)
        for item in claim.items:
            item.not_counted = item.matter in cells.not_counted
        self.claims.append(claim)
        return claim

    def counts_already(self, claim: ClaimRun, item: Item) -> bool:
        """Whether what an entry of a claim is about counts elsewhere, or was awarded before."""
        return item.not_counted or (claim.run, claim.rules.provision.id, item.matter) in self.counted

    def remember(self, run: Hashable, application: Application) -> None:
        """What an application says that its applicant was awarded before: it is drawn on projects, and its matters
        count already, in the same year where they count anew in each. Of a platform or a side of a project, which may
        be paid in parts, it comes off the cap. What several say was awarded to another one was awarded once."""
        if not application.history:
            return
        of_others = Counter(award for award in application.history if award.applicant)
        told, self.told = of_others & self.told, of_others | self.told
        for award in application.history:
            p, year = self.book.policy.provision(award.provision), application.day.year
            told[award] -= (is_told := told[award] > 0)
            if award.project and not is_told:
                project = identity(award.project)
                had = award.amount if award.paid is None else award.paid
                self.drawn[project] = self.drawn.get(project, 0) + had
                side = (p.id, project)
                self.drawn[side] = self.drawn.get(side, 0) + award.amount
                if not award.applicant:
                    own = (run, *side)
                    self.drawn[own] = self.drawn.get(own, 0) + award.amount
            if not (p.matter and award.matter and award.amount) or p.paid_in_parts:
                continue
            is_own = not award.applicant or (p.matter.of == "world" and p.matter.shared_by is None)
            anew = award.year != year and p.matter.is_for_every_year(self.book.readings)
            if is_own and not anew:
                self.counted.add((run, p.id, identity(award.matter)))

    def _project(
        self, facts: Mapping[str, Any], funding: ProjectFundingStep, row: Row, provision: str, run: Hashable
    ) -> Hashable:
        """What tells a project from others; None where there is no project."""
        found = funding.project(facts)
        # Of an entry's project nothing is known by what is drawn on that of its claim.
        if self.drawn and found is not None:
            row[DRAWN] = self.drawn.get(found, 0)
            row[SIDE_DRAWN] = self.drawn.get((provision, found), 0)
            row[SIDE_HAD] = self.drawn.get((run, provision, found), 0)
        return found

    def evaluate(self, taken: Mapping[Key, Taken] | None = None) -> None:
        """Evaluate all claims, those of an applicant in their order. `taken`: what is approved already, by batch and
        provision."""
        for claim in self.claims:
            _items(claim, self.standing)
        _count_once(self.claims, self.counted)
        settle(self.book, self.claims, taken, items=True)


def _items(claim: ClaimRun, standing: dict[Any, bool]) -> None:
    """The conditions of a claim, and what each of its items brings by itself."""
    rules, row = claim.rules, claim.row
    stands = standing.get(known := (id(row.outer), rules.standing))
    if stands is None:
        stands = standing[known] = _meets(rules.standing, row.outer)
    for name in rules.once_by_item:
        row[any_item(name)] = sum(item.row[name] for item in claim.items)
    claim.met = stands and _meets(rules.own, row)
    for item in claim.items:
        of_item = item.row
        for measure in rules.measured:
            counted = [measure(Scalars, part) for part in item.parts]
            item.counted[measure.rule.id] = counted
            of_item[measure.rule.id] = measure.whole(sum([c.value for c in counted]), of_item)
        item.checks = rules.item_checks
        item.met = claim.met and _meets(item.checks, of_item)
        if item.met:
            x: Exact = 1
            whole: Exact = 1
            for kind in rules.to_items:
                before, x = x, apply(item.steps, kind, of_item, x)
                whole = kind.whole(Scalars, of_item, before) if kind in rules.goes_elsewhere else x
            item.own, item.whole = x, whole


def _meets(checks: Iterable[Test], row: Mapping[str, Any]) -> bool:
    """Whether a row meets all of these conditions."""
    for check in checks:  # noqa: SIM110  a generator in `all` takes as long as the checks themselves
        if not check(Scalars, row):
            return False
    return True


def _count_once(claims: Iterable[ClaimRun], counted: Collection[Hashable]) -> None:
    """Of several entries and claims of an applicant under one provision that are about the same matter, the first that
    brings something counts, here or under another policy; none of a matter that was `counted` before, or that counts in
    another application."""
    seen = set(counted)
    for claim in claims:
        kind, funding = claim.rules.matter, claim.rules.claim_project
        if kind is None or (funding is not None and funding.required and not claim.row[funding.group]):
            continue  # without the project that there has to be, nothing is granted
        for item in claim.items:
            if item.matter is None or not _brings(item):
                continue
            key = (claim.run, claim.rules.provision.id, item.matter)
            if item.not_counted or key in seen:
                item.steps.append(Applied(kind, item.own, 0, {NOT_COUNTED: item.not_counted}))
                item.own = item.whole = 0
            if not item.not_counted:
                seen.add(key)


def _brings(item: Item) -> bool:
    """Whether an item brings something, here or under another policy."""
    return item.own > 0 or any(isinstance(step.kind, OtherPolicyStep) and step.before for step in item.steps)
