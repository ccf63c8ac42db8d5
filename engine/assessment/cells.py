"""One application as numbers: the values of its applicant, claims, items and parts, and what is unknown in them.

What is unknown has no value; an application is evaluated once for each *run*, a way of filling its unknowns (against
the applicant, in favour, at their best), and a run without unknowns stands for all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from engine.application.model import Application, Claim, Facts, Unclear
from engine.assessment.columns import Plan, Plans, Slot
from engine.assessment.history import awarded, with_history
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.steps.condition import Test
from engine.steps.equals import IsTest
from engine.steps.one_of import OneOfTest
from engine.steps.varying import BEST_CHOICE, WORST_CHOICE
from engine.values.money import BOUNDLESS, FITS, WHOLE

Fill = Literal["against", "favour", "best"]
"""The ways of filling everything that is unknown: against the applicant, its conditions in favour, all at its best."""

NEVER = date.max.toordinal()
"""A day in no window: what an unknown date counts as."""
MANY_YEARS = 10_000
WORST = BOUNDLESS * BOUNDLESS
"""分: more than what is taken off at worst, where other amounts are at their best."""
NEITHER = -1
"""Neither yes nor no."""


@dataclass(slots=True)
class Unknown:
    """One unknown of a claim: the fact's path, and its cells (level, item, part, column); column -1: a whole list.
    `in_favour`: counted in favour in the ceiling."""

    path: str
    fact: Fact
    cells: list[tuple[int, int, int, int]]
    in_favour: bool = True


ItemRows = tuple[list[Any], list[list[Any]] | None]
"""The row of an item, and those of its parts (None: the list of them is unknown)."""
Items = list[ItemRows]
Only = Collection[str] | None
Unread = Mapping[str, Unclear]
At = tuple[int, int, int]


@dataclass(slots=True)
class Cells:
    """One claim's rows with None in the unknown cells; `items` is None where the whole list is unknown. `awarded`:
    分 that the applicant is known to have had under the provision in this year, and in the years before. `filled`: the
    rows with all unknowns filled in one way, kept because many runs hold the same. `not_counted`: the matters (by their
    identity) of which it is decided that they count in another application."""

    claim: Claim
    plan: Plan
    row: list[Any]
    items: Items | None
    unknown: list[Unknown]
    awarded: tuple[int, int] = (0, 0)
    not_counted: frozenset[str] = frozenset()
    filled: dict[Fill, tuple[list[Any], Items | None]] = field(default_factory=dict)


def place_of(u: Unknown) -> int | None:
    """The position of the entry that an open answer is about; None: it is about the claim or the applicant."""
    level, i, _, column = u.cells[0]
    return i if level and (level > 1 or column >= 0) else None


def fact_at(provision: Provision, path: str) -> Fact:
    """The fact at a path in a claim's facts: list positions and years left out."""
    return provision.fact(".".join(name for name in path.split(".") if not name.isdigit()))


def _cells(plan: Plan, claim: Claim, day: date) -> Cells:
    p, facts, unread = plan.provision, claim.facts, claim.unclear
    unknown: list[Unknown] = []
    row = _row(plan.claim, facts, day, unknown, unread, "", (0, 0, 0))
    if not p.each:
        return Cells(claim, plan, row, [], unknown)
    stated = facts.get(p.each)
    if stated is None:
        unknown.append(Unknown(p.each, p.fact(p.each), [(1, -1, 0, -1)]))
        return Cells(claim, plan, row, None, unknown)
    items: Items = []
    for i, item in enumerate(stated):
        prefix = f"{p.each}.{i}."
        found: list[Unknown] = []
        item_row = _row(plan.item, item, day, found, unread, prefix, (1, i, 0))
        parts: list[list[Any]] | None = []
        if plan.parts:
            listed = item.get(plan.parts)
            if listed is not None:
                parts = [
                    _row(plan.part, part, day, unknown, unread, f"{prefix}{plan.parts}.{j}.", (2, i, j))
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
    slots: list[Slot], facts: Facts, day: date, unknown: list[Unknown], unread: Unread, prefix: str, at: At
) -> list[Any]:
    """The values of these columns in the facts at a place (`prefix`: its path; `at`: level, item, part)."""
    row: list[Any] = []
    for column, slot in enumerate(slots):
        if not unread:
            stated = slot.get(facts, day) if slot.head in facts else slot.blank
            if stated is not None:
                row.append(stated)
                continue
        # What cannot be read is unknown, whatever its absence would mean.
        is_unread = bool(unread) and prefix + slot.path(day) in unread
        value = slot.get(facts, day)
        if value is None and slot.other is not None and prefix + slot.other.name not in unread:
            value = slot.other.get(facts, day)
        if value is None:
            value = slot.absent
            if value is None and not _asked(slot, facts, unread, prefix):
                value = 0
        if is_unread or value is None:
            value = None
            cell = (*at, column)
            other = None if is_unread or slot.other is None else prefix + slot.other.name
            other = prefix + slot.path(day) if slot.numbers else other
            same = [u for u in unknown if u.path == other] if other else []
            if same:
                same[0].cells.append(cell)
            else:
                head, _, name = slot.unless.partition(".")
                in_favour = slot.condition and not (name and facts.get(head, {}).get(name))
                unknown.append(Unknown(prefix + slot.path(day), slot.fact, [cell], in_favour))
        row.append(value)
    return row


def _asked(slot: Slot, facts: Facts, unread: Unread, prefix: str) -> bool:
    """Whether the fact is asked for: not where its group may be left out and is, nor the ratio of nothing."""
    if slot.fallback:
        return False
    if slot.only_with and not facts.get(slot.only_with) and prefix + slot.only_with not in unread:
        return False
    head, _, rest = slot.name.partition(".")
    return not rest or slot.required or slot.fact.type == "yearly" or head in facts


def good_value(slot: Slot, day: date, windows: Mapping[str, str], enough: int = BOUNDLESS) -> int:
    """The value of a column that serves the applicant best; `enough` (分) where more is better."""
    good = slot.good
    if slot.numbers:
        return BEST_CHOICE
    if good == "more":
        return WHOLE if slot.fact.type == "ratio" else enough
    if isinstance(good, str) and good.startswith("window:"):
        last_year = day.year - 1
        if slot.fact.type == "year":
            return last_year
        in_year = windows[good.removeprefix("window:")] == "calendar_year"
        return date(last_year, 12, 31).toordinal() if in_year else day.toordinal()
    if slot.fact.type == "choice":
        ids = [c.id for c in slot.fact.choices]
        return ids.index(good) if good in ids else next((i for i in range(len(ids)) if i != slot.bad_choice), 0)
    return int(good) if isinstance(good, int) else 0


def bad_value(slot: Slot, enough: int) -> int:
    """The value of a column that counts against the applicant, or adds nothing; `enough`: 分, more than anything that
    it is compared with or taken off."""
    good = slot.good
    if slot.numbers:
        return WORST_CHOICE
    if slot.fact.type == "date":
        return NEVER
    if slot.both_ways:
        return NEITHER
    if slot.fact.type == "choice":
        return slot.bad_choice
    if slot.fact.type in ("amount", "yearly") and good != "more":
        return enough
    if good == "less":
        return WHOLE if slot.fact.type == "ratio" else enough
    if slot.fact.type == "count":
        return MANY_YEARS
    return int(good is False)


AMOUNTS = ("amount", "yearly", "ratio", "list")
"""Kinds of fact of which nothing that anybody has is the best answer."""


def in_favour(c: Cells, known: Collection[str], filling: Filling, day: date) -> bool:
    """Answer what is unknown of a claim in the applicant's favour, except for what is `known` to be (paths). False,
    and nothing answered, where one of these is an amount."""
    new = [u for u in c.unknown if u.path not in known]
    if any(u.fact.type in AMOUNTS for u in new):
        return False
    for level, i, j, column in (cell for u in new for cell in u.cells):
        slot = (c.plan.claim, c.plan.item, c.plan.part)[level][column]
        row = c.row if level == 0 else c.items[i][0] if level == 1 else c.items[i][1][j]  # type: ignore[index]
        row[column] = good_value(slot, day, filling.windows)
    c.unknown = [u for u in c.unknown if u.path in known]
    return True


class Filling:
    """Fills what is unknown: against the applicant, in its favour, or at its best; there `only` some of it, by path,
    while the rest stays against."""

    def __init__(self, plans: Plans) -> None:
        self.plans = plans
        self.windows = {w.id: w.kind for w in plans.policy.windows}

    def applicant(
        self,
        row: list[Any],
        unknown: list[Unknown],
        day: date,
        fill: Fill,
        only: Collection[str] | None = None,
        tests: Iterable[Test] = (),
    ) -> list[int]:
        """The row of the applicant. `tests`: the conditions of those claims that it is for, as one provision may ask
        for what another excludes."""
        filled = list(row)
        for u in unknown:
            for *_, column in u.cells:
                slot = self.plans.applicant[column]
                filled[column] = self._value(slot, u, day, fill, only, self.plans.enough)
                if _is_good(slot, u, fill, only) and not slot.numbers:
                    name = f"applicant.{slot.name}"
                    wanted = (_passing(test) for test in tests if test.name == name)
                    filled[column] = next((value for value in wanted if value is not None), filled[column])
        return filled

    def claim(
        self, c: Cells, day: date, fill: Fill, only: Collection[str] | None = None
    ) -> tuple[list[Any], Items | None]:
        """The rows of a claim with its unknowns filled. A list that is not given at all has no entry, or at its best
        one that stands for as many as one likes."""
        if not c.unknown:
            return c.row, c.items
        if only is None and fill in c.filled:
            return c.filled[fill]
        enough = min(self.plans.enough + 2 * _largest(c), FITS) if fill != "best" else WORST
        row, items = list(c.row), None if c.items is None else {i: _copy(item) for i, item in enumerate(c.items)}
        found = row, self._filled(c.plan, row, items, c.unknown, day, fill, only, enough)
        if only is None:
            c.filled[fill] = found
        return found

    def entry(self, c: Cells, i: int, unknown: Iterable[Unknown], day: date, only: Collection[str]) -> Any:
        """The row of one entry, and those of its parts, with `only` some of what is `unknown` in it at its best."""
        assert c.items is not None
        return self._filled(c.plan, [], {i: _copy(c.items[i])}, unknown, day, "best", only, WORST)

    def _filled(
        self, plan: Plan, row: list[Any], items: Any, unknown: Iterable[Unknown], day: date, fill: Fill, only: Only,
        enough: int,
    ) -> Items | None:  # fmt: skip
        """The rows of the items of a claim, of which there are these, with what is unknown filled; in its own `row`
        too."""
        for u in unknown:
            for level, i, j, column in u.cells:
                if column < 0:
                    if _is_good(None, u, fill, only):
                        part = [self._best_cell(s, day) for s in plan.part]
                        if level == 1:  # the list is not given at all
                            best_item = [self._best_cell(s, day) for s in plan.item]
                            items = {0: (best_item, [part] if plan.parts and not plan.or_fact else [])}
                        else:
                            items[i] = (items[i][0], [part])
                    continue
                slot = (plan.claim, plan.item, plan.part)[level][column]
                cells = row if level == 0 else items[i][0] if level == 1 else items[i][1][j]
                cells[column] = self._value(slot, u, day, fill, only, enough)
        return None if items is None else list(items.values())

    def _best_cell(self, slot: Slot, day: date) -> int:
        if slot.absent is not None or not _asked(slot, {}, {}, ""):
            return slot.absent or 0
        return 0 if slot.fact.type == "group" else good_value(slot, day, self.windows)

    def _value(self, slot: Slot, u: Unknown, day: date, fill: Fill, only: Collection[str] | None, enough: int) -> int:
        return good_value(slot, day, self.windows) if _is_good(slot, u, fill, only) else bad_value(slot, enough)


def _is_good(slot: Slot | None, u: Unknown, fill: Fill, only: Collection[str] | None) -> bool:
    """Whether an unknown is filled as the applicant would have it."""
    if fill == "best":
        return only is None or u.path in only
    return fill == "favour" and slot is not None and slot.condition and u.in_favour


def _passing(test: Test) -> int | None:
    """A value that passes a test, if it asks for one of certain values."""
    if isinstance(test, IsTest):
        return test.value
    return test.values[0] if isinstance(test, OneOfTest) else None


def _copy(item: ItemRows) -> ItemRows:
    row, parts = item
    return list(row), None if parts is None else [list(part) for part in parts]


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
    known = {slot.name: slot.get(application.applicant, application.day) for slot in plans.applicant}
    for column, slot in enumerate(plans.applicant):
        is_unclear = slot.fact.name in application.unclear
        value, cell = None if is_unclear else known[slot.name], (0, 0, 0, column)
        if value is None:
            # Nothing hangs on a waiver where what it lifts is met without it.
            is_met = slot.lifts is not None and known.get(slot.lifts.fact) == slot.lifts.is_
            value = None if is_unclear and not is_met else slot.absent
            if value is None and unknown and unknown[-1].fact is slot.fact:
                unknown[-1].cells.append(cell)
            elif value is None:
                unknown.append(Unknown(f"applicant.{slot.fact.name}", slot.fact, [cell]))
        row.append(value)
    return row, unknown


def cells_of(plans: Plans, application: Application, claim: Claim) -> Cells:
    """The cells of a claim that is made in an application, with what the history of that says in them."""
    p, claim = claim.provision, with_history(application, claim)
    found = _cells(plans.by_id[p.id], claim, application.day)
    named = {u.path for u in found.unknown} if claim.unclear else set()
    for path in claim.unclear:  # what no column computes with is missing all the same
        with suppress(KeyError):  # it is asked under other readings alone
            found.unknown += [] if path in named else [Unknown(path, fact_at(p, path), [])]
    if application.history:
        found.awarded = awarded(application, p)
    if application.not_counted:
        found.not_counted = frozenset(matter for of, matter in application.not_counted if of == p.id)
    return found
