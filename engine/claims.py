"""The claims table: one row per claim, per item of a claim and per part of an item, grouped by provision.

The columns are integer arrays: amounts in 分, ratios in millionths, yes/no as 0 and 1, choices as positions, days as
ordinals. What is unknown has no place in a column: each application stands in the table once for each *run*, a way
of filling its unknowns (against the applicant, in favour, at their best), and a run without unknowns stands for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np

from engine.application import Application, Claim, Facts
from engine.money import WAN, WHOLE
from engine.pack import ByReading, Fact, Policy, Provision

Fill = Literal["against", "favour", "best"]
Good = Literal["more", "less"] | bool | int | str | None
Get = Callable[[Facts, date], Any]

NEVER = date.max.toordinal()
"""A day in no window: what an unknown date counts as."""
MANY_YEARS = 10_000


@dataclass(slots=True)
class Slot:
    """One column: where its value stands in the facts, what absence means, and which value would serve best.

    ``condition``: an unknown answer is counted in favour in the ceiling. ``other``: the column that speaks where this
    one is absent; a ``fallback`` column is there for that alone. ``only_with``: asked only beside that amount.
    ``unless``: a yes there makes it an amount like any other, which adds nothing while it is unknown.
    """

    name: str
    fact: Fact
    get: Get
    absent: int | None = None
    good: Good = None
    bad_choice: int = 0
    other: Slot | None = None
    only_with: str = ""
    condition: bool = False
    unless: str = ""
    fallback: bool = False
    required: bool = False
    key: str = ""

    def path(self, day: date) -> str:
        """The path of the fact in a claim, the year put in where the answer is kept by year."""
        if self.fact.type == "yearly":
            return f"{self.fact.name}.{_year(self.key, day)}"
        return self.name


@dataclass(slots=True)
class Plan:
    """The columns of one provision, derived from its rule: at the claim, at an item, at a part of an item."""

    provision: Provision
    number: int
    claim: list[Slot] = field(default_factory=list)
    item: list[Slot] = field(default_factory=list)
    part: list[Slot] = field(default_factory=list)
    parts: str | None = None
    or_fact: str | None = None
    best_items: int = 1
    claim_project: bool = False
    item_project: bool = False


def _year(key: str, day: date) -> int:
    return day.year - (1 if key == "last" else 2)


class Plans:
    """The plans of a policy, and the columns of the applicant."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.applicant = [self._applicant_slot(f) for f in policy.applicant if f.type in ("yes_no", "choice")]
        self.by_id = {p.id: self._plan(p, i) for i, p in enumerate(policy.provisions)}
        self.enough = self._enough()

    def _applicant_slot(self, fact: Fact) -> Slot:
        slot = _slot(fact, fact.name)
        for condition in self.policy.frame:
            if condition.fact == fact.name:
                slot.good = condition.is_
        return slot

    def _enough(self) -> int:
        """分: an amount with which every cap and every threshold of the policy is reached."""
        most = 1
        for p in self.policy.provisions:
            bounds = [x.cap for x in p.limits if x.cap] + [c.at_least for c in p.item_when + p.when if c.at_least]
            rate = p.amount.rate
            for bound in bounds:
                most = max(most, -(-bound * rate.denominator // rate.numerator) if rate else bound)
        return 2 * most * WAN

    def _plan(self, p: Provision, number: int) -> Plan:
        plan = Plan(p, number)
        each = p.each or ""
        claim = _Columns(p, "", plan.claim)
        item = _Columns(p, each, plan.item if p.each else plan.claim)
        for c in p.when:
            if c.fact.startswith("applicant."):
                name = c.fact.removeprefix("applicant.")
                slot = next(s for s in self.applicant if s.name == name)
                slot.good = c.is_
                slot.bad_choice = next((i for i, x in enumerate(slot.fact.choices) if x.id != c.is_), 0)
                continue
            claim.add(c.fact, "more" if c.at_least or c.above else self._good_for(c))
            if c.above:
                claim.add(c.above, 1)  # the least that is more than nothing
        for c in p.item_when:
            if c.fact:
                item.add(c.fact, self._tier_good(p) if c.one_of else self._good_for(c))
        for m in p.measures:
            plan.parts, plan.or_fact = m.sum, m.or_fact
            part = _Columns(p, f"{each}.{m.sum}", plan.part)
            part.add(m.of, "more")
            for minus in m.minus:
                part.add(minus.fact, "less")
                if minus.times:
                    part.add(minus.times, "less").only_with = minus.fact
            for t in m.when:
                part.add(t.fact, t.is_ if t.in_window is None else f"window:{t.in_window}")
            if m.or_fact:
                item.add(m.or_fact, "more")
        a = p.amount
        if isinstance(a.of, str):
            item.add(a.of, "more")
            for name in a.minus:
                item.add(name, "less")
        if a.tier:
            item.add(a.tier, self._tier_good(p))
        if a.assessed:
            slot = item.add(a.assessed, "more")
            caps = [x.cap for x in p.limits if x.cap and x.per in ("item", "platform")]
            slot.absent = min(caps) * WAN if caps else None
        if p.side_share:
            claim.add(p.side_share, "more")
        for limit in p.limits:
            if limit.less:
                claim.add(limit.less, "less")
            if limit.years_fact:
                claim.add(limit.years_fact, 0)
            if limit.once:
                names = {f.name for f in p.children("")}
                (claim if limit.once in names else item).add(limit.once, False)
        for level, columns in (("", claim), (each, item))[: 2 if each else 1]:
            if any(f.path == _join(level, "other_district") for f in p.facts):
                columns.add_group("other_district")
                amount = columns.add("other_district.amount", "less")
                amount.condition, amount.unless = True, "other_district.received"
                columns.add("other_district.received", False)
                columns.add("other_district.choice", None)
            if p.project_limit and any(f.path == _join(level, "project") for f in p.facts):
                plan.claim_project = plan.claim_project or not level
                plan.item_project = plan.item_project or bool(level)
                columns.add_group("project")
                columns.add("project.fiscal_investment", "less")
                columns.add("project.actual_investment", "more")
                columns.add("project.other_gov_funding", "less")
                for slot in columns.slots:
                    slot.required = p.project_limit.required and slot.name.startswith("project.")
        per_item = (
            a.fixed
            or max(a.tiers.values(), default=0)
            or min((x.cap for x in p.limits if x.cap and x.per == "item"), default=0)
        )
        caps = [x.cap for x in p.limits if x.cap and not isinstance(x.per, ByReading) and x.per != "item"]
        if per_item and caps:
            plan.best_items = -(-min(caps) // per_item)
        return plan

    @staticmethod
    def _good_for(condition: Any) -> Good:
        if condition.in_window:
            return f"window:{condition.in_window}"
        good: Good = condition.is_
        return good

    @staticmethod
    def _tier_good(p: Provision) -> str:
        return max(p.amount.tiers, key=lambda name: p.amount.tiers[name])


def _join(*parts: str) -> str:
    return ".".join(x for x in parts if x)


class _Columns:
    """Adds each column once to one level of a plan."""

    def __init__(self, provision: Provision, parent: str, slots: list[Slot]) -> None:
        self.provision, self.parent, self.slots = provision, parent, slots

    def add(self, name: str, good: Good) -> Slot:
        for slot in self.slots:
            if slot.name == name:
                slot.good = good if slot.good is None else slot.good
                slot.fallback = False
                return slot
        path = _join(self.parent, name)
        try:
            slot = _slot(self.provision.fact(path), name)
        except KeyError:
            fact, _, key = name.rpartition(".")  # an answer kept by year
            slot = _slot(self.provision.fact(_join(self.parent, fact)), name)
            slot.get, slot.key = _yearly(fact, key), key
        slot.good = good
        if slot.fact.absent.startswith("other:"):
            other = _join(name.rpartition(".")[0], slot.fact.absent.removeprefix("other:"))
            known = [s for s in self.slots if s.name == other]
            slot.other = known[0] if known else self.add(other, good)
            slot.other.fallback = not known
        if slot.fact.type == "choice":
            slot.bad_choice = self._bad_choice(slot)
        self.slots.append(slot)
        return slot

    def _bad_choice(self, slot: Slot) -> int:
        paying = set(self.provision.amount.tiers) | {slot.good}
        return next((i for i, c in enumerate(slot.fact.choices) if c.id not in paying), 0)

    def add_group(self, name: str) -> None:
        """A column that says whether a group is stated at all (1) or not (0)."""
        if all(slot.name != name for slot in self.slots):
            fact = self.provision.fact(_join(self.parent, name))
            self.slots.append(Slot(name, fact, lambda facts, day: int(name in facts), condition=True))


def _slot(fact: Fact, name: str) -> Slot:
    absent = {"none": 0, "one": WHOLE}.get(fact.absent)
    if fact.type == "choice" and absent is not None:
        absent = -1
    two_way = fact.type == "yes_no" or (fact.type == "choice" and len(fact.choices) == 2)
    head, _, rest = name.partition(".")
    position = {c.id: i for i, c in enumerate(fact.choices)}

    def value(facts: Facts, day: date) -> Any:
        found = facts.get(head)
        if rest and found is not None:
            found = found.get(rest)
        if found is None:
            return None
        if fact.type == "choice":
            return position[found]
        return found.toordinal() if fact.type == "date" else int(found)

    return Slot(name, fact, value, absent, condition=two_way)


def _yearly(fact: str, key: str) -> Get:
    def value(facts: Facts, day: date) -> Any:
        return facts.get(fact, {}).get(_year(key, day))

    return value


# ------------------------------------------------------------------------------------------------- one claim's cells


@dataclass(slots=True)
class Unknown:
    """One unknown of a claim: the fact's path, and its cells (level, item, part, column); column -1: a whole list.
    `in_favour`: counted in favour in the ceiling."""

    path: str
    fact: Fact
    cells: list[tuple[int, int, int, int]]
    in_favour: bool = True


@dataclass(slots=True)
class Cells:
    """One claim's rows with None in the unknown cells; `items` is None where the whole list is unknown."""

    claim: Claim
    plan: Plan
    row: list[Any]
    items: list[tuple[list[Any], list[list[Any]] | None]] | None
    unknown: list[Unknown]


def cells(plan: Plan, claim: Claim, day: date) -> Cells:
    """The claim's rows, and what is unknown in them."""
    p, facts = plan.provision, claim.facts
    unknown: list[Unknown] = []
    row = _row(plan.claim, facts, day, unknown, "", 0, 0, 0)
    if not p.each:
        return Cells(claim, plan, row, [], unknown)
    stated = facts.get(p.each)
    if stated is None:
        unknown.append(Unknown(p.each, p.fact(p.each), [(1, -1, 0, -1)]))
        return Cells(claim, plan, row, None, unknown)
    items: list[tuple[list[Any], list[list[Any]] | None]] = []
    for i, item in enumerate(stated):
        prefix = f"{p.each}.{i}."
        found: list[Unknown] = []
        item_row = _row(plan.item, item, day, found, prefix, 1, i, 0)
        parts: list[list[Any]] | None = []
        if plan.parts:
            listed = item.get(plan.parts)
            if listed is not None:
                parts = [
                    _row(plan.part, part, day, unknown, f"{prefix}{plan.parts}.{j}.", 2, i, j)
                    for j, part in enumerate(listed)
                ]
                found = [u for u in found if u.path != f"{prefix}{plan.or_fact}"]
                if plan.or_fact:
                    at = next(k for k, s in enumerate(plan.item) if s.name == plan.or_fact)
                    item_row[at] = 0
            elif not plan.or_fact:
                parts = None
                listed_fact = p.fact(f"{p.each}.{plan.parts}")
                unknown.append(Unknown(f"{prefix}{plan.parts}", listed_fact, [(2, i, -1, -1)]))
        unknown.extend(found)
        items.append((item_row, parts))
    return Cells(claim, plan, row, items, unknown)


def _row(
    slots: list[Slot],
    facts: Facts,
    day: date,
    unknown: list[Unknown],
    prefix: str,
    level: int,
    i: int,
    j: int,
) -> list[Any]:
    row: list[Any] = []
    for column, slot in enumerate(slots):
        value = slot.get(facts, day)
        if value is None and slot.other is not None:
            value = slot.other.get(facts, day)
        if value is None:
            value = slot.absent
            if value is None and not _asked(slot, facts):
                value = 0
            if value is None:
                cell = (level, i, j, column)
                other = slot.other and prefix + slot.other.name
                same = [u for u in unknown if u.path == other]
                if same:
                    same[0].cells.append(cell)
                else:
                    head, _, name = slot.unless.partition(".")
                    in_favour = slot.condition and not (name and facts.get(head, {}).get(name))
                    unknown.append(Unknown(prefix + slot.path(day), slot.fact, [cell], in_favour))
        row.append(value)
    return row


def _asked(slot: Slot, facts: Facts) -> bool:
    """Whether the fact is asked for: not where its group may be left out and is, nor the ratio of nothing."""
    if slot.fallback:
        return False
    if slot.only_with and not facts.get(slot.only_with):
        return False
    head, _, rest = slot.name.partition(".")
    return not rest or slot.required or slot.fact.type == "yearly" or head in facts


# --------------------------------------------------------------------------------------------------------- the table


@dataclass(slots=True)
class Rows:
    """The rows of one provision. `claim_run`, `item_claim`, `part_item` say where each row belongs, ascending;
    `claim_order` is the claim's place in its application; `claim_project` and `item_project` number the projects that
    share one funding limit (-1: no project)."""

    plan: Plan
    claim: dict[str, np.ndarray]
    item: dict[str, np.ndarray]
    part: dict[str, np.ndarray]
    claim_run: np.ndarray
    claim_order: np.ndarray
    item_claim: np.ndarray
    part_item: np.ndarray
    claim_project: np.ndarray
    item_project: np.ndarray


@dataclass(slots=True)
class Table:
    """All rows: the runs (one application filled in one way), and the rows of each provision."""

    day: np.ndarray
    applicant: dict[str, np.ndarray]
    rows: dict[str, Rows]


def good_value(slot: Slot, day: date, enough: int, windows: Mapping[str, str]) -> int:
    """The value of a column that serves the applicant best."""
    good = slot.good
    if good == "more":
        return enough
    if isinstance(good, str) and good.startswith("window:"):
        last_year = day.year - 1
        if slot.fact.type == "year":
            return last_year
        in_year = windows[good.removeprefix("window:")] == "calendar_year"
        return date(last_year, 12, 31).toordinal() if in_year else day.toordinal()
    if slot.fact.type == "choice":
        return next((i for i, c in enumerate(slot.fact.choices) if c.id == good), 0)
    return int(good) if isinstance(good, int) else 0


def bad_value(slot: Slot, enough: int) -> int:
    """The value of a column that counts against the applicant, or adds nothing."""
    good = slot.good
    if slot.fact.type == "date":
        return NEVER
    if slot.fact.type == "choice":
        return slot.bad_choice
    if slot.fact.type in ("amount", "yearly") and good != "more":
        return enough
    if good == "less":
        return WHOLE if slot.fact.type == "ratio" else enough
    if slot.fact.type == "count":
        return MANY_YEARS
    return int(good is False)


class TableBuilder:
    """Gathers runs row by row, then makes the arrays."""

    def __init__(self, plans: Plans) -> None:
        self.plans = plans
        self.windows = {w.id: w.kind for w in plans.policy.windows}
        self.days: list[int] = []
        self.applicant: list[list[int]] = []
        self.gathered: dict[str, _Gathered] = {}
        self.projects: dict[tuple[object, str], int] = {}

    def add(
        self,
        day: date,
        applicant: list[Any],
        applicant_unknown: list[Unknown],
        claims: list[Cells],
        fill: Fill,
        but: tuple[int, str] | None = None,
        alone: int | None = None,
        together: object = None,
    ) -> int:
        """Add one run and return its number. `but` names one unknown (claim position, or -1 for the applicant, and
        path) that stays at its worst while the others are filled; `alone` the only claim that is filled, the others
        staying against the applicant. Claims whose `together` is equal share the
        funding limits of projects with the same id; by default only those of this run do."""
        run = len(self.days)
        self.days.append(day.toordinal())
        row = list(applicant)
        for u in applicant_unknown:
            slot = self.plans.applicant[u.cells[0][3]]
            row[u.cells[0][3]] = self._value(slot, day, fill, but == (-1, u.path), 0)
        self.applicant.append(row)
        scope = run if together is None else together
        for position, c in enumerate(claims):
            gathered = self.gathered.get(c.plan.provision.id)
            if gathered is None:
                gathered = self.gathered[c.plan.provision.id] = _Gathered(c.plan)
            left_out = but[1] if but and but[0] == position else None
            own: Fill = fill if alone is None or alone == position else "against"
            self._add_claim(gathered, run, position, scope, c, day, own, left_out)
        return run

    def _value(self, slot: Slot, day: date, fill: Fill, worst: bool, enough: int, in_favour: bool = True) -> int:
        if worst or fill == "against" or (fill == "favour" and not (slot.condition and in_favour)):
            return bad_value(slot, enough)
        return good_value(slot, day, enough, self.windows)

    def _add_claim(
        self,
        g: _Gathered,
        run: int,
        order: int,
        scope: object,
        c: Cells,
        day: date,
        fill: Fill,
        but: str | None,
    ) -> None:
        plan, row, items = c.plan, c.row, c.items
        if c.unknown:
            enough = self.plans.enough + 2 * _largest(c)
            row = list(row)
            items = (
                None if items is None else [(list(i), None if p is None else [list(x) for x in p]) for i, p in items]
            )
            for u in c.unknown:
                for level, i, j, column in u.cells:
                    if column < 0:
                        if fill == "best" and u.path != but:
                            items = self._best_list(plan, items, level, i, day, enough)
                        continue
                    slots = (plan.claim, plan.item, plan.part)[level]
                    value = self._value(slots[column], day, fill, u.path == but, enough, u.in_favour)
                    if level == 0:
                        row[column] = value
                    elif level == 1:
                        items[i][0][column] = value  # type: ignore[index]
                    else:
                        items[i][1][j][column] = value  # type: ignore[index]
        claim = len(g.claim_run)
        g.claim_run.append(run)
        g.claim_order.append(order)
        g.claim.append(row)
        limit = plan.provision.project_limit
        facts = c.claim.facts
        if limit and plan.claim_project:
            g.claim_project.append(self._project(scope, facts.get("project"), limit.required))
        if not plan.provision.each:
            return
        stated = facts.get(plan.provision.each) or []
        for i, (item_row, parts) in enumerate(items or ()):
            item = len(g.item_claim)
            g.item_claim.append(claim)
            g.item.append(item_row)
            if limit and plan.item_project:
                project = stated[i].get("project") if i < len(stated) else None
                g.item_project.append(self._project(scope, project, limit.required))
            for part in parts or ():
                g.part_item.append(item)
                g.part.append(part)

    def _best_list(self, plan: Plan, items: Any, level: int, i: int, day: date, enough: int) -> Any:
        """The items with an absent list filled as well as it could be."""
        best_item = [self._best_cell(s, day, enough) for s in plan.item]
        best_part = [self._best_cell(s, day, enough) for s in plan.part]
        if level == 1:
            return [(best_item, [best_part] if plan.parts and not plan.or_fact else []) for _ in range(plan.best_items)]
        items[i] = (items[i][0], [best_part])
        return items

    def _best_cell(self, slot: Slot, day: date, enough: int) -> int:
        if slot.absent is not None or not _asked(slot, {}):
            return slot.absent or 0
        return 0 if slot.fact.type == "group" else good_value(slot, day, enough, self.windows)

    def _project(self, scope: object, project: Facts | None, required: bool) -> int:
        if project is None and not required:
            return -1
        name = (project or {}).get("id")
        key = (scope, name) if name is not None else (self, str(len(self.projects)))
        return self.projects.setdefault(key, len(self.projects))

    def table(self) -> Table:
        """The arrays."""
        applicant = _columns([s.name for s in self.plans.applicant], self.applicant)
        days = np.array(self.days, dtype=np.int64)
        return Table(days, applicant, {name: g.rows() for name, g in self.gathered.items()})


class _Gathered:
    """The rows of one provision while they are gathered."""

    __slots__ = (
        "claim",
        "claim_order",
        "claim_project",
        "claim_run",
        "item",
        "item_claim",
        "item_project",
        "part",
        "part_item",
        "plan",
    )

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.claim: list[list[int]] = []
        self.item: list[list[int]] = []
        self.part: list[list[int]] = []
        self.claim_run: list[int] = []
        self.claim_order: list[int] = []
        self.item_claim: list[int] = []
        self.part_item: list[int] = []
        self.claim_project: list[int] = []
        self.item_project: list[int] = []

    def rows(self) -> Rows:
        """The arrays of this provision."""
        plan = self.plan
        return Rows(
            plan,
            _columns([s.name for s in plan.claim], self.claim),
            _columns([s.name for s in plan.item], self.item),
            _columns([s.name for s in plan.part], self.part),
            np.array(self.claim_run, dtype=np.int64),
            np.array(self.claim_order, dtype=np.int64),
            np.array(self.item_claim, dtype=np.int64),
            np.array(self.part_item, dtype=np.int64),
            np.array(self.claim_project, dtype=np.int64),
            np.array(self.item_project, dtype=np.int64),
        )


def _columns(names: list[str], rows: list[list[int]]) -> dict[str, np.ndarray]:
    if not rows:
        return {name: np.zeros(0, dtype=np.int64) for name in names}
    return dict(zip(names, np.array(list(zip(*rows, strict=True)), dtype=np.int64), strict=True))


def _largest(c: Cells) -> int:
    rows = [c.row]
    for item, parts in c.items or ():
        rows.append(item)
        rows.extend(parts or ())
    return sum(value for row in rows for value in row if value is not None)


def applicant_row(plans: Plans, application: Application) -> tuple[list[Any], list[Unknown]]:
    """The applicant's row, with None where unknown, and what is unknown."""
    row: list[Any] = []
    unknown: list[Unknown] = []
    for column, slot in enumerate(plans.applicant):
        value = slot.get(application.applicant, application.day)
        if value is None:
            value = slot.absent
            if value is None:
                unknown.append(Unknown(f"applicant.{slot.name}", slot.fact, [(0, 0, 0, column)]))
        row.append(value)
    return row, unknown


def claim_cells(plans: Plans, application: Application) -> list[Cells]:
    """The cells of every claim of an application, in order."""
    return [cells(plans.by_id[c.provision.id], c, application.day) for c in application.claims]
