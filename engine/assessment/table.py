"""The claims table: one row per claim, per item of a claim and per part of an item, grouped by provision.

The columns are integer arrays. What is unknown has no place in a column: each application stands in the table once
for each *run*, a way of filling its unknowns (against the applicant, in favour, at their best), and a run without
unknowns stands for all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np

from engine.application.model import Application, Claim, Facts
from engine.assessment.columns import Plan, Plans, Slot
from engine.policy.pack import Fact, Provision
from engine.values.money import WHOLE

Fill = Literal["against", "favour", "best"]

NEVER = date.max.toordinal()
"""A day in no window: what an unknown date counts as."""
MANY_YEARS = 10_000
MOST = 2**62
"""分: what fills an unknown is never more, so that it has a place in 64 bits."""
_NO_ROWS = np.zeros(0, dtype=np.int64)


def _no_rows() -> np.ndarray:
    return _NO_ROWS


# ------------------------------------------------------------------------------------------------- one claim's cells


@dataclass(slots=True)
class Unknown:
    """One unknown of a claim: the fact's path, and its cells (level, item, part, column); column -1: a whole list.
    `in_favour`: counted in favour in the ceiling. `blank`: the value that nothing at all would have there, where what
    was typed cannot be read: it is never worth more than that."""

    path: str
    fact: Fact
    cells: list[tuple[int, int, int, int]]
    in_favour: bool = True
    blank: int | None = None


Items = list[tuple[list[Any], list[list[Any]] | None]]
"""The row of each item, and those of its parts (None: the list of them is unknown)."""


@dataclass(slots=True)
class Cells:
    """One claim's rows with None in the unknown cells; `items` is None where the whole list is unknown. `filled`: the
    rows with all unknowns filled in one way, kept because many runs hold the same."""

    claim: Claim
    plan: Plan
    row: list[Any]
    items: Items | None
    unknown: list[Unknown]
    filled: dict[Fill, tuple[list[Any], Items | None]] = field(default_factory=dict)


def cells(plan: Plan, claim: Claim, day: date) -> Cells:
    """The claim's rows, and what is unknown in them."""
    found = _cells(plan, claim, day)
    named = {u.path for u in found.unknown} if claim.unreadable else set()
    for path in claim.unreadable:  # what no column computes with is missing all the same
        if path not in named:
            found.unknown.append(Unknown(path, fact_at(plan.provision, path), []))
    return found


def fact_at(provision: Provision, path: str) -> Fact:
    """The fact at a path in a claim's facts: list positions and years left out."""
    return provision.fact(".".join(name for name in path.split(".") if not name.isdigit()))


def _cells(plan: Plan, claim: Claim, day: date) -> Cells:
    p, facts, unread = plan.provision, claim.facts, claim.unreadable
    unknown: list[Unknown] = []
    row = _row(plan.claim, facts, day, unknown, unread, "", 0, 0, 0)
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
        item_row = _row(plan.item, item, day, found, unread, prefix, 1, i, 0)
        parts: list[list[Any]] | None = []
        if plan.parts:
            listed = item.get(plan.parts)
            if listed is not None:
                parts = [
                    _row(plan.part, part, day, unknown, unread, f"{prefix}{plan.parts}.{j}.", 2, i, j)
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
    unread: Mapping[str, str],
    prefix: str,
    level: int,
    i: int,
    j: int,
) -> list[Any]:
    row: list[Any] = []
    for column, slot in enumerate(slots):
        # What cannot be read is unknown, whatever its absence would mean.
        is_unread = bool(unread) and prefix + slot.path(day) in unread
        value, blank = slot.get(facts, day), None
        if value is None and slot.other is not None and prefix + slot.other.name not in unread:
            value = slot.other.get(facts, day)
        if value is None:
            value = slot.absent
            if value is None and not _asked(slot, facts, unread, prefix):
                value = 0
        if is_unread:
            value, blank = None, value
        if value is None:
            cell = (level, i, j, column)
            other = None if is_unread or slot.other is None else prefix + slot.other.name
            same = [u for u in unknown if u.path == other] if other else []
            if same:
                same[0].cells.append(cell)
            else:
                head, _, name = slot.unless.partition(".")
                in_favour = slot.condition and not (name and facts.get(head, {}).get(name))
                unknown.append(Unknown(prefix + slot.path(day), slot.fact, [cell], in_favour, blank))
        row.append(value)
    return row


def _asked(slot: Slot, facts: Facts, unread: Mapping[str, str], prefix: str) -> bool:
    """Whether the fact is asked for: not where its group may be left out and is, nor the ratio of nothing."""
    if slot.fallback:
        return False
    if slot.only_with and not facts.get(slot.only_with) and prefix + slot.only_with not in unread:
        return False
    head, _, rest = slot.name.partition(".")
    return not rest or slot.required or slot.fact.type == "yearly" or head in facts


# --------------------------------------------------------------------------------------------------------- the table


@dataclass(slots=True)
class Rows:
    """The rows of one provision. `claim_run`, `item_claim`, `part_item` say where each row belongs, ascending;
    `claim_order` is the claim's place in its run; `claim_project` and `item_project` number the projects that share one
    funding limit (-1: no project). `claim_batch` is the batch of each claim, ascending too; where every run is one
    batch it is `claim_run` itself."""

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
    claim_batch: np.ndarray = field(default_factory=_no_rows)

    def __post_init__(self) -> None:
        if len(self.claim_batch) != len(self.claim_run):
            self.claim_batch = self.claim_run

    def end_of_run(self, claim: int) -> int:
        """The first claim from `claim` on that is of another run than the one before it."""
        if claim >= len(self.claim_run):
            return len(self.claim_run)
        return int(np.searchsorted(self.claim_run, self.claim_run[claim - 1], side="right"))

    def between(self, start: int, end: int) -> Rows:
        """The claims from `start` up to `end`, with their items and parts."""
        first_item, last_item = np.searchsorted(self.item_claim, (start, end)).tolist()
        first_part, last_part = np.searchsorted(self.part_item, (first_item, last_item)).tolist()
        claims, items, parts = slice(start, end), slice(first_item, last_item), slice(first_part, last_part)
        return self._chosen(claims, items, parts, self.item_claim[items] - start, self.part_item[parts] - first_item)

    def only(self, claims: np.ndarray) -> Rows:
        """The claims that are marked, with their items and parts."""
        items = claims[self.item_claim]
        parts = items[self.part_item]
        item_claim = (np.cumsum(claims) - 1)[self.item_claim[items]]
        return self._chosen(claims, items, parts, item_claim, (np.cumsum(items) - 1)[self.part_item[parts]])

    def _chosen(self, claims: Any, items: Any, parts: Any, item_claim: np.ndarray, part_item: np.ndarray) -> Rows:
        """Some of the rows, chosen by slices or by marks, with the places of their owners among them."""
        run = self.claim_run[claims]
        return Rows(
            self.plan,
            {name: column[claims] for name, column in self.claim.items()},
            {name: column[items] for name, column in self.item.items()},
            {name: column[parts] for name, column in self.part.items()},
            run,
            self.claim_order[claims],
            item_claim,
            part_item,
            self.claim_project[claims],
            self.item_project[items],
            run if self.claim_batch is self.claim_run else self.claim_batch[claims],
        )


Taken = tuple[np.ndarray, np.ndarray]
"""分 that is approved already, of what claims under one provision may take in a year: of each run, and of that what was
not approved for an earlier batch, of each batch."""


@dataclass(slots=True)
class Table:
    """All rows: the batches (what one applicant applies for on one day: `day` and `applicant`), the runs (the batches
    of one applicant in one year, filled in one way; `batch_run` is that of each batch), and the rows of each provision.
    The claims of a run share its caps, an earlier batch before a later one. `taken` is by provision."""

    day: np.ndarray
    applicant: dict[str, np.ndarray]
    rows: dict[str, Rows]
    batch_run: np.ndarray = field(default_factory=_no_rows)
    taken: dict[str, Taken] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.batch_run) != len(self.day):
            self.batch_run = np.arange(len(self.day))

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return int(self.batch_run[-1]) + 1 if len(self.batch_run) else 0

    def only(self, runs: np.ndarray) -> Table:
        """The runs that are marked, with all their claims; runs and projects are numbered anew."""
        rows = {i: r.only(runs[r.claim_run]) for i, r in self.rows.items()}
        batches = runs[self.batch_run]
        run_numbers, batch_numbers = np.cumsum(runs) - 1, np.cumsum(batches) - 1
        project_numbers = _numbers([column for r in rows.values() for column in (r.claim_project, r.item_project)])
        for r in rows.values():
            together = r.claim_batch is r.claim_run
            r.claim_run = run_numbers[r.claim_run]
            r.claim_batch = r.claim_run if together else batch_numbers[r.claim_batch]
            r.claim_project, r.item_project = project_numbers[r.claim_project], project_numbers[r.item_project]
        applicant = {name: column[batches] for name, column in self.applicant.items()}
        taken = {i: (of_run[runs], of_batch[batches]) for i, (of_run, of_batch) in self.taken.items()}
        return Table(self.day[batches], applicant, rows, run_numbers[self.batch_run[batches]], taken)

    def connected(self, runs: np.ndarray) -> np.ndarray:
        """The marked runs, and all that share a project with one of them, or with one that does."""
        projects = [(r.claim_run, r.claim_project) for r in self.rows.values()]
        projects += [(r.claim_run[r.item_claim], r.item_project) for r in self.rows.values()]
        run, project = (np.concatenate(column) for column in zip(*projects, strict=True))
        run, project = run[project >= 0], project[project >= 0]
        count = -1
        while count < (count := int(np.count_nonzero(runs))):
            shared = np.zeros(int(project.max(initial=-1)) + 1, dtype=bool)
            shared[project[runs[run]]] = True
            runs = runs.copy()
            runs[run[shared[project]]] = True
        return runs


def _numbers(projects: list[np.ndarray]) -> np.ndarray:
    """A number for each project that occurs, counted from 0; the last of them, at -1, is that of no project."""
    stated = np.concatenate(projects)
    occurs = np.zeros(int(stated.max(initial=-1)) + 2, dtype=bool)
    occurs[stated] = True
    numbers = np.cumsum(occurs) - 1
    numbers[-1] = -1
    return numbers


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
        self.batch_run: list[int] = []
        self.claims_of_run: list[int] = []
        self.taken: dict[str, dict[int, tuple[int, int]]] = {}
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
        only: Collection[int] | None = None,
        again: bool = False,
        taken: Mapping[str, tuple[int, int]] | None = None,
    ) -> int:
        """Add one batch and return its number; with it begins a run, unless the same applicant comes `again` with
        claims of a later day. `but` names one unknown (claim position, or -1 for the applicant, and
        path) that stays at its worst while the others are filled; `alone` the only claim that is filled, the others
        staying against the applicant. Claims whose `together` is equal share the funding limits of projects with the
        same id; by default only those of this run do. `only`: the positions of the claims that take part; default all.
        `taken`, by provision: 分 that is approved already of what the applicant may take in the year, for an earlier
        batch and otherwise.
        """
        batch = len(self.days)
        if not again:
            self.claims_of_run.append(0)
        run = len(self.claims_of_run) - 1
        self.batch_run.append(run)
        for provision, amounts in (taken or {}).items():
            self.taken.setdefault(provision, {})[batch] = amounts
        before = self.claims_of_run[run]
        self.claims_of_run[run] += len(claims)
        self.days.append(day.toordinal())
        row = list(applicant)
        for u in applicant_unknown:
            row[u.cells[0][3]] = self._value(self.plans.applicant[u.cells[0][3]], u, day, fill, but == (-1, u.path), 0)
        self.applicant.append(row)
        scope = run if together is None else together
        for position in range(len(claims)) if only is None else only:
            c = claims[position]
            gathered = self.gathered.get(c.plan.provision.id)
            if gathered is None:
                gathered = self.gathered[c.plan.provision.id] = _Gathered(c.plan)
            left_out = but[1] if but and but[0] == position else None
            own: Fill = fill if alone is None or alone == position else "against"
            self._add_claim(gathered, batch, before + position, scope, c, day, own, left_out)
        return batch

    def _value(self, slot: Slot, u: Unknown, day: date, fill: Fill, worst: bool, enough: int) -> int:
        if worst or fill == "against" or (fill == "favour" and not (slot.condition and u.in_favour)):
            return bad_value(slot, enough)
        return good_value(slot, day, enough, self.windows) if u.blank is None else u.blank

    def _add_claim(
        self,
        g: _Gathered,
        batch: int,
        order: int,
        scope: object,
        c: Cells,
        day: date,
        fill: Fill,
        but: str | None,
    ) -> None:
        plan, row, items = c.plan, c.row, c.items
        if c.unknown:
            row, items = self._filled(c, day, fill, but)
        claim = len(g.claim)
        limit = plan.provision.project_limit
        facts = c.claim.facts
        project = -1
        if limit and plan.claim_project:
            project = self._project(scope, facts.get("project"), limit.required)
        g.claim.append([*row, batch, order, project])
        if not items:
            return
        stated = facts.get(plan.provision.each or "") or ()
        for i, (item_row, parts) in enumerate(items):
            project = -1
            if limit and plan.item_project:
                own = stated[i].get("project") if i < len(stated) else None
                project = self._project(scope, own, limit.required)
            if parts:
                item = len(g.item)
                g.part += [[*part, item] for part in parts]
            g.item.append([*item_row, claim, project])

    def _filled(self, c: Cells, day: date, fill: Fill, but: str | None) -> tuple[list[Any], Items | None]:
        """The rows of a claim with its unknowns filled, all but one perhaps."""
        if but is None and fill in c.filled:
            return c.filled[fill]
        plan, row, items = c.plan, list(c.row), c.items
        enough = min(self.plans.enough + 2 * _largest(c), MOST)
        if items is not None:
            items = [(list(i), None if p is None else [list(x) for x in p]) for i, p in items]
        for u in c.unknown:
            for level, i, j, column in u.cells:
                if column < 0:
                    if fill == "best" and u.path != but:
                        items = self._best_list(plan, items, level, i, day, enough)
                    continue
                slots = (plan.claim, plan.item, plan.part)[level]
                value = self._value(slots[column], u, day, fill, u.path == but, enough)
                if level == 0:
                    row[column] = value
                elif level == 1:
                    items[i][0][column] = value  # type: ignore[index]
                else:
                    items[i][1][j][column] = value  # type: ignore[index]
        if but is None:
            c.filled[fill] = row, items
        return row, items

    def _best_list(self, plan: Plan, items: Any, level: int, i: int, day: date, enough: int) -> Any:
        """The items with an absent list filled as well as it could be."""
        best_item = [self._best_cell(s, day, enough) for s in plan.item]
        best_part = [self._best_cell(s, day, enough) for s in plan.part]
        if level == 1:
            return [(best_item, [best_part] if plan.parts and not plan.or_fact else []) for _ in range(plan.best_items)]
        items[i] = (items[i][0], [best_part])
        return items

    def _best_cell(self, slot: Slot, day: date, enough: int) -> int:
        if slot.absent is not None or not _asked(slot, {}, {}, ""):
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
        plans = self.plans
        applicant = _columns(self.applicant, len(plans.applicant_names))
        days, batch_run = (np.array(column, dtype=np.int64) for column in (self.days, self.batch_run))
        several = len(self.claims_of_run) < len(self.days)
        rows = {name: gathered.rows(batch_run if several else None) for name, gathered in self.gathered.items()}
        taken = {name: self._taken(of_batch) for name, of_batch in self.taken.items()}
        return Table(days, dict(zip(plans.applicant_names, applicant, strict=True)), rows, batch_run, taken)

    def _taken(self, of_batch: Mapping[int, tuple[int, int]]) -> Taken:
        """What is taken of each run, and of each batch what of it is not of an earlier one."""
        runs, batches = (np.zeros(len(kept), dtype=np.int64) for kept in (self.claims_of_run, self.days))
        for batch, (earlier, otherwise) in of_batch.items():
            runs[self.batch_run[batch]] = earlier + otherwise
            batches[batch] = otherwise
        return runs, batches


class _Gathered:
    """The rows of one provision while they are gathered. After its columns, a claim's row has its batch, order and
    project, an item's its claim and project, a part's its item."""

    __slots__ = ("claim", "item", "part", "plan")

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.claim: list[list[int]] = []
        self.item: list[list[int]] = []
        self.part: list[list[int]] = []

    def rows(self, batch_run: np.ndarray | None) -> Rows:
        """The arrays of this provision; `batch_run`: the run of each batch, where one has several."""
        plan = self.plan
        *claim, batch, order, claim_project = _columns(self.claim, len(plan.claim) + 3)
        *item, item_claim, item_project = _columns(self.item, len(plan.item) + 2)
        *part, part_item = _columns(self.part, len(plan.part) + 1)
        return Rows(
            plan,
            dict(zip(plan.claim_names, claim, strict=True)),
            dict(zip(plan.item_names, item, strict=True)),
            dict(zip(plan.part_names, part, strict=True)),
            batch if batch_run is None else batch_run[batch],
            order,
            item_claim,
            part_item,
            claim_project,
            item_project,
            batch,
        )


def _columns(rows: list[list[int]], width: int) -> list[np.ndarray]:
    """The columns of `rows`, each in one piece."""
    if not rows:
        return [_NO_ROWS] * width
    return list(np.ascontiguousarray(np.array(rows, dtype=np.int64).T))


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
