"""The claims of many as columns: one row per claim, per item of a claim and per part of an item, by provision."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.application.model import Application, Claim, Facts
from engine.assessment.cells import Fill, Filling, Items, applicant_row, cells_of
from engine.assessment.columns import Plan
from engine.assessment.rules import Rulebook, Rules
from engine.assessment.runs import ClaimRun, Item
from engine.steps.cap import BEFORE, THIS_YEAR
from engine.steps.numbers import Row
from engine.steps.project_funding import DRAWN, ProjectFundingStep
from engine.steps.side_share import SIDE_DRAWN, SIDE_HAD
from engine.values.arrays import Array

HAD_BY_CLAIM = (THIS_YEAR, BEFORE, DRAWN, SIDE_DRAWN, SIDE_HAD)
"""What a row says of what was had before; where it is not among the columns, nothing was."""


Kind = np.dtype[np.signedinteger[Any]]
WHOLE_NUMBERS: Kind = np.dtype(np.int64)
KINDS: dict[int, Kind] = {bits: np.dtype(f"i{bits // 8}") for bits in (8, 16, 32, 64)}


def kind_of(plan: Plan, name: str) -> Kind:
    """What a column of this name holds, of claims, items or parts: amounts and counts in 64 bits, in fewer what is only
    compared."""
    return KINDS[plan.compared.get(name, 64)]


@dataclass(slots=True)
class Rows:
    """The rows of one provision. `claim_run`, `item_claim`, `part_item` say where each row belongs, ascending;
    `claim_order` is the claim's place in its run; `claim_project` and `item_project` number the projects that share one
    funding limit (-1: no project), `matter` the matters of the items, or of the claims where there are no items (-1:
    what tells it from others is not stated; None: of none)."""

    plan: Plan
    claim: dict[str, Array]
    item: dict[str, Array]
    part: dict[str, Array]
    claim_run: Array
    claim_order: Array
    item_claim: Array
    part_item: Array
    claim_project: Array
    item_project: Array
    matter: Array | None = None


@dataclass(slots=True)
class Table:
    """All rows: the runs (what one applicant applies for on one day: `day` and `applicant`), whose claims share its
    caps, and the rows of each provision."""

    day: Array
    applicant: dict[str, Array]
    rows: dict[str, Rows]

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.day)

    def claims(self, book: Rulebook, marked: Mapping[str, Array]) -> list[tuple[ClaimRun, str, int]]:
        """The claims of the runs that are `marked` for their provision one by one, each with its provision and its row
        there, in the order of runs and of the claims in them."""
        chosen = {
            name: _among(rows.claim_run, np.flatnonzero(marked[name]))
            for name, rows in self.rows.items()
            if name in marked
        }
        runs = np.zeros(self.runs, dtype=bool)
        for name, at in chosen.items():
            runs[self.rows[name].claim_run[at]] = True
        places = np.flatnonzero(runs)
        applicant = _named({f"applicant.{name}": column for name, column in self.applicant.items()}, places)
        batches = {
            run: Row(own, book.day(day))
            for run, own, day in zip(places.tolist(), applicant, self.day[places].tolist(), strict=True)
        }
        found: list[tuple[int, int, ClaimRun, str, int]] = []
        for name, at in chosen.items():
            rows, claims = self.rows[name], []
            if not len(at):
                continue
            numbers = (of[at].tolist() for of in (rows.claim_run, rows.claim_order, rows.claim_project))
            for row, run, order, project, own in zip(at.tolist(), *numbers, _named(rows.claim, at), strict=True):
                of_run = Row(own, batches[run])
                claim = ClaimRun(book.of(name), run, run, of_run, [], project if project >= 0 else None)
                if not rows.plan.provision.each:
                    claim.items.append(Item(of_run, []))
                claims.append(claim)
                found.append((run, order, claim, name, row))
            items, made = _among(rows.item_claim, at), []
            owners = np.searchsorted(at, rows.item_claim[items]).tolist()
            projects = rows.item_project[items].tolist()
            for owner, project, own in zip(owners, projects, _named(rows.item, items), strict=True):
                claim = claims[owner]
                made.append(Item(Row(own, claim.row), [], project if project >= 0 else None))
                claim.items.append(made[-1])
            parts = _among(rows.part_item, items)
            owners = np.searchsorted(items, rows.part_item[parts]).tolist()
            for owner, row in zip(owners, _named(rows.part, parts), strict=True):
                made[owner].parts.append(Row(row, made[owner].row))
            if rows.matter is not None:
                by_item = rows.plan.provision.each is not None
                of = made if by_item else [claim.items[0] for claim in claims]
                for item, number in zip(of, rows.matter[items if by_item else at].tolist(), strict=True):
                    item.matter = number if number >= 0 else None
        found.sort(key=lambda x: x[:2])
        return [x[2:] for x in found]


def _among(owner: Array, chosen: Array) -> Array:
    """The rows whose owner is among the chosen; both ascend."""
    first, end = np.searchsorted(owner, chosen), np.searchsorted(owner, chosen, side="right")
    count = end - first
    return np.repeat(end - np.cumsum(count), count) + np.arange(count.sum())


def _named(columns: dict[str, Array], places: Array) -> Iterable[Iterable[tuple[str, int]]]:
    """What stands in the columns at each place, with their names."""
    if not columns:
        return [() for _ in places]
    names = list(columns)
    rows = zip(*(columns[n][places].tolist() for n in names), strict=True)
    return (zip(names, row, strict=True) for row in rows)


def whole_numbers(values: Iterable[int], kind: Kind = WHOLE_NUMBERS) -> Array:
    """They as a column. Raises OverflowError where 64 bits do not hold one."""
    return np.fromiter(values, dtype=kind)


def columns_of(names: Sequence[str], rows: Sequence[Sequence[int]], plan: Plan | None = None) -> dict[str, Array]:
    """Rows that hold a number for each of these names as columns, in as many bits as those of a provision need; without
    one, of applicants."""
    kinds = [WHOLE_NUMBERS if plan is None else kind_of(plan, name) for name in names]
    numbers = zip(*rows, strict=True) if rows else [()] * len(names)
    return {name: whole_numbers(of, kind) for name, of, kind in zip(names, numbers, kinds, strict=True)}


@dataclass(slots=True)
class _Stated:
    """The rows of one provision so far, as `Rows` has them column by column."""

    rules: Rules
    claim: list[list[int]] = field(default_factory=list)
    item: list[list[int]] = field(default_factory=list)
    part: list[list[int]] = field(default_factory=list)
    claim_run: list[int] = field(default_factory=list)
    claim_order: list[int] = field(default_factory=list)
    item_claim: list[int] = field(default_factory=list)
    part_item: list[int] = field(default_factory=list)
    claim_project: list[int] = field(default_factory=list)
    item_project: list[int] = field(default_factory=list)
    matter: list[int] = field(default_factory=list)

    def rows(self) -> Rows:
        """Them."""
        plan = self.rules.plan
        return Rows(
            plan,
            columns_of(plan.claim_names, self.claim, plan),
            columns_of(plan.item_names, self.item, plan),
            columns_of(plan.part_names, self.part, plan),
            whole_numbers(self.claim_run),
            whole_numbers(self.claim_order),
            whole_numbers(self.item_claim),
            whole_numbers(self.part_item),
            whole_numbers(self.claim_project),
            whole_numbers(self.item_project),
            whole_numbers(self.matter) if plan.provision.matter else None,
        )


class Tabling:
    """A table of claims that share nothing but the caps of their applicant, everything unknown filled in one way. Of
    them nothing was had before, decided or counted elsewhere. `apart`: each application is looked at by itself, and
    what it calls as another one does is none of the other's."""

    def __init__(self, book: Rulebook, fill: Fill, *, apart: bool = False) -> None:
        self.book, self.fill, self.filling, self.apart = book, fill, Filling(book.plans), apart
        self.day: list[int] = []
        self.applicant: list[list[int]] = []
        self.of: dict[str, _Stated] = {}
        self.claims = 0
        self.numbers: dict[Hashable, int] = {}

    def add(self, application: Application, claims: Iterable[Claim]) -> bool:
        """Add some claims of an application, all that there are of its applicant. Whether anything of it is unknown."""
        plans, day = self.book.plans, application.day
        row, unknown = applicant_row(plans, application)
        self.day.append(day.toordinal())
        self.applicant.append(self.filling.applicant(row, unknown, day, self.fill))
        is_open = bool(unknown)
        for claim in claims:
            cells = cells_of(plans, application, claim)
            is_open = is_open or bool(cells.unknown)
            self._claim(cells.claim, *self.filling.claim(cells, day, self.fill))
        return is_open

    def table(self) -> Table:
        """The table of all that were added, each claim in it with its place among them."""
        plans = self.book.plans
        found = ((plan.provision.id, self.of.get(plan.provision.id)) for plan in plans.by_id.values())
        rows = {name: stated.rows() for name, stated in found if stated is not None}
        return Table(whole_numbers(self.day), columns_of(plans.applicant_names, self.applicant), rows)

    def _claim(self, claim: Claim, row: list[int], items: Items | None) -> None:
        """A claim of the application at hand, with the numbers of its rows."""
        p = claim.provision
        of = self.of.get(p.id) or self.of.setdefault(p.id, _Stated(self.book.of(p.id)))
        rules, number, by_item = of.rules, len(of.claim), of.rules.by_item
        of.claim.append(row)
        of.claim_run.append(len(self.day) - 1)
        of.claim_order.append(self.claims)
        of.claim_project.append(self._project(rules.claim_project, claim.facts))
        self.claims += 1
        stated = claim.entries()
        if p.matter is not None and not by_item:
            of.matter.append(self._number(p.matter.identity(claim.facts)))
        for i, (item_row, parts) in enumerate(items or () if by_item else ()):
            entry = stated[i] if i < len(stated) else {}
            of.part.extend(parts or ())
            of.part_item.extend([len(of.item)] * len(parts or ()))
            of.item.append(item_row)
            of.item_claim.append(number)
            of.item_project.append(self._project(rules.item_project, entry))
            if p.matter is not None:
                of.matter.append(self._number(p.matter.identity(entry)))

    def _project(self, funding: ProjectFundingStep | None, place: Facts) -> int:
        return -1 if funding is None else self._number(funding.project(place))

    def _number(self, name: Hashable) -> int:
        """The number of a project or a matter; -1 of none."""
        if name is None:
            return -1
        return self.numbers.setdefault((len(self.day), name) if self.apart else name, len(self.numbers))
