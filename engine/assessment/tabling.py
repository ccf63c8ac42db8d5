"""Claims that hang on nothing but their applicant, put into a table as they are read: none has rows of names of its
own, as those have that are evaluated one by one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from engine.application.model import Application, Claim, Facts
from engine.assessment.cells import Fill, Filling, Items, applicant_row, cells_of
from engine.assessment.rules import Rulebook, Rules
from engine.assessment.table import Rows, Table, columns_of, whole_numbers
from engine.steps.project_funding import ProjectFundingStep


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
