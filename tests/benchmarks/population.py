"""The claims of many applicants, as columns: a table as the engine evaluates it, made without a list of Python's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.assessment.columns import COMPARED, Plan, Plans, Slot
from engine.assessment.table import Rows, Table
from engine.policy.pack import Policy
from engine.steps.project_funding import ProjectFunding
from engine.values.money import HUNDREDTH, WHOLE

Column = np.ndarray
MOST_ITEMS = MOST_PARTS = 3


def population(policy: Policy, claims: int, seed: int, *, apart: bool = False) -> Table:
    """A table of `claims` claims, spread evenly over the provisions and over three years.

    Amounts lie around the thresholds and the caps of the law, most answers are those that pay, one claim in ten is the
    second of its applicant under its provision, and five in a thousand share a project with others (`sharing` says
    how many). `apart`: no claim is a second one, and none shares a project.
    """
    return _Maker(policy, claims, seed, apart).table()


def sharing(table: Table) -> float:
    """The share of the claims that name a project, themselves or in an item, which stands elsewhere too."""
    named = [numbers for rows in table.rows.values() for numbers in (rows.claim_project, rows.item_project)]
    counts = np.bincount(np.concatenate(named) + 1)[1:]
    sharing = 0
    for rows in table.rows.values():
        of_claim = np.flatnonzero(counts[rows.claim_project] * (rows.claim_project >= 0) > 1)
        of_item = rows.item_claim[counts[rows.item_project] * (rows.item_project >= 0) > 1]
        sharing += len(np.union1d(of_claim, of_item))
    return sharing / sum(len(rows.claim_run) for rows in table.rows.values())


class _Maker:
    def __init__(self, policy: Policy, claims: int, seed: int, apart: bool) -> None:
        self.apart = apart
        self.plans = policy.derived(Plans)
        self.chance = np.random.default_rng(seed)
        self.claims = claims // len(self.plans.by_id)
        self.runs = claims // 3
        self.days = self._between(policy.in_force.start.toordinal(), policy.in_force.until.toordinal() + 1, self.runs)
        self.projects = self.runs

    def table(self) -> Table:
        applicant = {s.name: self.column(s, self.days) for s in self.plans.applicant}
        return Table(self.days, applicant, {name: self._rows(plan) for name, plan in self.plans.by_id.items()})

    def _rows(self, plan: Plan) -> Rows:
        """The rows of one provision."""
        chance, second = self.chance, 0 if self.apart else self.claims // 10
        run = chance.choice(self.runs, self.claims - second, replace=False)
        run = np.sort(np.concatenate((run, run[:second])))
        item_claim = self._owners(self.claims, MOST_ITEMS if plan.provision.each else 0)
        part_item = self._owners(len(item_claim), MOST_PARTS if plan.parts else 0)
        item_run = run[item_claim]
        claim = self.columns(plan.claim, run)
        item = self.columns(plan.item, item_run)
        part = self.columns(plan.part, item_run[part_item])
        return Rows(
            plan,
            claim,
            item,
            part,
            run,
            np.zeros(self.claims, dtype=np.int64),
            item_claim,
            part_item,
            self._projects(run, claim, any("." not in f.project for f in plan.provision.of_kind(ProjectFunding)), plan),
            self._projects(item_run, item, any("." in f.project for f in plan.provision.of_kind(ProjectFunding)), plan),
        )

    def _owners(self, owners: int, most: int) -> Column:
        """The owner of each row where owners have between one and `most` rows, or none."""
        rows = self._between(1, most + 1, owners) if most else np.zeros(owners, dtype=np.int64)
        return np.repeat(np.arange(owners), rows)

    def _projects(self, run: Column, columns: dict[str, Column], limited: bool, plan: Plan) -> Column:
        """A project for every row that has one: in some rows the project of the applicant, else its own."""
        if not limited:
            return np.full(len(run), -1)
        required = any(funding.required for funding in plan.provision.of_kind(ProjectFunding))
        own = self.next_projects(len(run))
        project = own if self.apart else np.where(self._often(0.093, len(run)), run, own)
        return project if required else np.where(columns["project"] == 1, project, -1)

    def next_projects(self, rows: int) -> Column:
        """So many projects that nobody has named yet."""
        own = self.projects + np.arange(rows)
        self.projects += rows
        return own

    def columns(self, slots: list[Slot], run: Column) -> dict[str, Column]:
        columns: dict[str, Column] = {}
        for slot in slots:
            group = columns.get(slot.name.partition(".")[0]) if "." in slot.name else None
            column = self.column(slot, self.days[run])
            column = column if group is None or slot.required else column * group
            columns[slot.name] = column.astype(f"i{COMPARED.get(slot.fact.type, 64) // 8}")
        return columns

    def column(self, slot: Slot, day: Column) -> Column:
        """A column of answers; the day of application of each row tells what is recent."""
        rows, kind = len(day), slot.fact.type
        pays = self._often(0.9, rows)
        year = day // 365.2425
        if kind in ("amount", "yearly"):
            return self._amount(rows) if slot.good == "more" else self._amount(rows) * self._often(0.1, rows) // 10
        if kind == "yes_no":
            return (pays == bool(slot.good)).astype(np.int64)
        if kind == "choice":
            choices = [c.id for c in slot.fact.choices]
            good = choices.index(str(slot.good)) if slot.good in choices else -1
            return np.where(pays, good, self._between(0, len(choices), rows))
        if kind == "date":
            return day - self._between(0, 800, rows)
        if kind == "year":
            return np.where(pays, year.astype(np.int64), 2020)
        if kind == "ratio":
            return self._between(0, 21, rows) * (WHOLE // 20)
        if kind == "count":
            return self._between(0, 4, rows)
        return self._often(0.2, rows).astype(np.int64)  # whether a group is stated at all

    def _amount(self, rows: int) -> Column:
        """分, from a few 万元 to some ten thousand, whole in 0.01万元 or 分."""
        amount = np.exp(self.chance.uniform(0, 10, rows)) * 1_000_000
        return amount.astype(np.int64) // HUNDREDTH * HUNDREDTH + self._between(0, 2, rows) * self._between(
            0, 10_000, rows
        )

    def _often(self, share: float, rows: int) -> Column:
        return self.chance.random(rows) < share

    def _between(self, least: int, below: int, rows: int) -> Column:
        return self.chance.integers(least, below, rows)


@dataclass
class Flat:
    """Claims with one entry each that share nothing: as a `table`, and as `columns` of all applicants under each
    provision (with whether it is money), of which those `claimed` stand in the table."""

    table: Table
    columns: dict[str, dict[str, tuple[Column, bool]]]
    claimed: dict[str, Column]


def flat(policy: Policy, provisions: Sequence[str], applicants: int, share: float, seed: int) -> Flat:
    """Claims of each applicant under a random `share` of these provisions. None names another policy, and those that
    need a project have one of their own."""
    maker = _Maker(policy, applicants * 3, seed, apart=True)
    applicant = {s.name: maker.column(s, maker.days) for s in maker.plans.applicant}
    everybody, found = np.arange(applicants), Flat(Table(maker.days, applicant, {}), {}, {})
    for name in provisions:
        plan = maker.plans.by_id[name]
        required = any(funding.required for funding in plan.provision.of_kind(ProjectFunding))
        levels = [
            {
                column: _without_others(column, own, required, plan)
                for column, own in maker.columns(slots, everybody).items()
            }
            for slots in (plan.claim, plan.item, plan.part)
        ]
        kinds = {slot.name: slot.fact.type for slots in (plan.claim, plan.item, plan.part) for slot in slots}
        found.columns[name] = {
            column: (own, kinds[column] in ("amount", "yearly")) for level in levels for column, own in level.items()
        }
        chosen = found.claimed[name] = maker.chance.random(applicants) < share
        claim, item, part = ({column: own[chosen] for column, own in level.items()} for level in levels)
        run = everybody[chosen]
        none, one = np.full(len(run), -1), np.arange(len(run))
        has_items, has_parts = plan.provision.each is not None, plan.parts is not None
        found.table.rows[name] = Rows(
            plan,
            claim,
            item,
            part,
            run,
            np.zeros(len(run), dtype=np.int64),
            one if has_items else one[:0],
            one if has_parts else one[:0],
            maker.next_projects(len(run)) if required else none,
            none if has_items else none[:0],
        )
    return found


def _without_others(column: str, own: Column, required: bool, plan: Plan) -> Column:
    """A column where no other policy is named, there is a project only where there has to be one, and what stands in
    the place of a list of parts is nothing."""
    group = column.partition(".")[0]
    if group == "other_district" or (group == "project" and not required) or column == plan.or_fact:
        return np.zeros_like(own)
    return np.ones_like(own) if column == "project" else own
