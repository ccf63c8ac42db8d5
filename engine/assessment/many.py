"""The claims of many, evaluated as columns: the same steps as for one claim, on all rows at a time.

Claims that share a project (one applicant's two sides of it do), that name one matter twice, and those whose amounts
could outgrow 64 bits are evaluated one by one: there are few, and there the interpreter is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.assessment.evaluation import evaluate_claims
from engine.assessment.limits import settle
from engine.assessment.rules import Rulebook, Rules, any_item
from engine.assessment.runs import ClaimRun
from engine.assessment.table import Rows, Table
from engine.steps.cap import BESIDE, EARLIER, ONCE
from engine.steps.columns import Columns, View, by_day, total
from engine.steps.condition import Test
from engine.steps.step import Prepared, RowStep
from engine.values.arrays import Array
from engine.values.money import FITS, cut_to_hundredths

Marks = dict[str, Array]
"""Which runs are marked, by provision."""
Again = Callable[[Array, Array, bool], None]
"""Applies the limits again to some claims: which, 分 that each finds used up beside it, whether another is given."""


@dataclass(slots=True)
class StepColumn:
    """One step of all claims (or items) of a provision: the amounts before and after it, in 分 times the scale of the
    provision, and its figures. What was evaluated claim by claim is not in it."""

    kind: Prepared
    level: str
    before: Array
    after: Array
    figures: dict[str, Any]


@dataclass(slots=True)
class TestColumn:
    """One condition of all claims (or items) of a provision: which of them meet it (one for all, where it is the same
    for them)."""

    check: Test
    level: str
    met: Array


@dataclass(slots=True)
class Evaluated:
    """What the claims of one provision are approved for (分), their conditions and steps where they were asked for, and
    the rows that were evaluated claim by claim, each with what became of it: where its items have no steps, those are
    in the columns."""

    approved: Array
    steps: list[StepColumn] = field(default_factory=list)
    tests: list[TestColumn] = field(default_factory=list)
    apart: dict[int, ClaimRun] = field(default_factory=dict)


def evaluate_table(book: Rulebook, table: Table, *, steps: bool = False) -> dict[str, Evaluated]:
    """What becomes of all claims of a table, by provision."""
    whole, limits = _apart(book, table)
    batches = View(
        {f"applicant.{name}": column for name, column in table.applicant.items()}, by_day(table.day, book.day)
    )
    standing: dict[tuple[Any, ...], Array] = {}
    found, own = {}, {}
    for name, rows in table.rows.items():
        if whole[name][rows.claim_run].all():
            found[name] = Evaluated(np.zeros(len(rows.claim_run), dtype=np.int64))
            continue
        evaluation = _Provision(book.of(name), rows, batches, table.runs, steps)
        found[name], own[name] = evaluation.evaluate(standing)
    for claim, name, row in _one_by_one(book, table, whole, None):
        found[name].approved[row] = claim.approved
        found[name].apart[row] = claim
    for claim, name, row in _one_by_one(book, table, limits, own):
        found[name].approved[row] = claim.approved
        found[name].apart[row] = claim
    return found


class _Provision:
    """The claims of one provision, as far as they hang on nothing but their applicant."""

    def __init__(self, rules: Rules, rows: Rows, batches: View, runs: int, record: bool) -> None:
        self.rules, self.rows, self.batches, self.runs = rules, rows, batches, runs
        self.claim = View(dict(rows.claim), batches, rows.claim_run)
        self.claims = len(rows.claim_run)
        self.steps: list[StepColumn] | None = [] if record else None
        self.tests: list[TestColumn] = []

    def evaluate(self, standing: dict[tuple[Any, ...], Array]) -> tuple[Evaluated, Array]:
        """What the claims are approved for, and what they bring before the limits of the claim as a whole."""
        own = self._combined(self._items(self._met(standing)))
        return Evaluated(self._limited(own), self.steps or [], self.tests), own

    def _met(self, standing: dict[tuple[Any, ...], Array]) -> Array:
        """Which claims meet every condition of the claim."""
        rules = self.rules
        if rules.standing not in standing:
            met = np.ones(self.runs, dtype=bool)
            for check in rules.standing:
                if (check,) not in standing:
                    standing[(check,)] = check(Columns, self.batches)
                met &= standing[(check,)]
            standing[rules.standing] = met
        met = standing[rules.standing][self.rows.claim_run]
        for check in rules.standing if self.steps is not None else ():
            met_by_runs = np.broadcast_to(standing[(check,)], self.runs)
            self.tests.append(TestColumn(check, "claim", met_by_runs[self.rows.claim_run]))
        for name in rules.once_by_item:
            self.claim.own[any_item(name)] = total(np.add, self.rows.item[name], self.rows.item_claim, self.claims)
        for check in rules.own:
            met &= self._tested(check, "claim", self.claim)
        return met

    def _tested(self, check: Test, level: str, r: View) -> Array:
        """Which rows meet a condition."""
        met: Array = check(Columns, r)
        if self.steps is not None:
            self.tests.append(TestColumn(check, level, met))
        return met

    def _items(self, met: Array) -> Array:
        """What each item brings; where a provision has none, the claim is its own."""
        rules, rows, item = self.rules, self.rows, self.claim
        if rules.by_item:
            item = View(dict(rows.item), self.claim, rows.item_claim)
            met = met[rows.item_claim]
            part = View(dict(rows.part), item, rows.part_item)
            for measure in rules.measured:
                if rules.uses(measure.rule.id):
                    counted = total(np.add, measure(Columns, part).value, rows.part_item, len(rows.item_claim))
                    item.own[measure.rule.id] = measure.whole(counted, item)
        for check in rules.item_checks:
            met &= self._tested(check, "item", item)
        kinds = [*rules.to_items, *([rules.item_project] if rules.item_project else [])]
        return self._through(kinds, item, met.astype(np.int64), "item")

    def _combined(self, amounts: Array) -> Array:
        if not self.rules.by_item:
            return amounts
        how = np.maximum if self.rules.combined.best else np.add
        own = total(how, amounts, self.rows.item_claim, self.claims)
        self._note(self.rules.combined, "claim", own, own, {})
        return own

    def _through(self, kinds: Sequence[RowStep], r: View, x: Array, level: str) -> Array:
        for kind in kinds:
            after, figures = kind(Columns, r, x)
            self._note(kind, level, x, after, figures)
            x = after
        return x

    def _note(self, kind: Prepared, level: str, before: Array, after: Array, figures: dict[str, Any]) -> None:
        if self.steps is not None:
            self.steps.append(StepColumn(kind, level, before, after, figures))

    def _limited(self, own: Array) -> Array:
        """The limits of the claims as a whole: first of each as if it were its applicant's only one."""
        nothing = np.zeros(1, dtype=np.int64)[0]
        self.claim.own |= dict.fromkeys((BESIDE, EARLIER, ONCE), nothing)
        kinds = [*self.rules.claim_steps, *([self.rules.claim_project] if self.rules.claim_project else [])]
        start = 0 if self.steps is None else len(self.steps)
        paid = cut_to_hundredths(self._through(kinds, self.claim, own, "claim"), self.rules.scale)

        def again(now: Array, beside: Array, once: bool) -> None:
            r = self.claim.at(now)
            r.own |= {BESIDE: beside, EARLIER: nothing, ONCE: np.full(len(now), once)}
            x = own[now]
            for n, kind in enumerate(kinds):
                before, (x, figures) = x, kind(Columns, r, x)
                if self.steps is not None:
                    _patch(self.steps[start + n], now, before, x, figures)
            paid[now] = cut_to_hundredths(x, self.rules.scale)

        run = self.rows.claim_run
        repeated = np.zeros(len(run), dtype=bool)
        np.equal(run[1:], run[:-1], out=repeated[1:])
        if self.rules.once and repeated.any():
            self._given_once(own, paid, again)
        elif repeated.any():
            self._one_after_another(paid, repeated, again)
        return paid

    def _one_after_another(self, paid: Array, repeated: Array, again: Again) -> None:
        """The second claim of every applicant beside the first, then the third, and so on. An applicant's claims under
        one provision are few, so the loop is over their rank and never over rows."""
        firsts = np.maximum.accumulate(np.where(repeated, 0, np.arange(self.claims)))
        used = np.zeros(self.claims, dtype=np.int64)
        rank, later = 1, np.flatnonzero(repeated)
        while len(later):
            now = later[later - firsts[later] == rank]
            used[now] = used[now - 1] + paid[now - 1]
            again(now, used[now], False)
            later, rank = later[later - firsts[later] > rank], rank + 1

    def _given_once(self, own: Array, paid: Array, again: Again) -> None:
        """Of an applicant's claims that bring something the one counts that brings most, of equal ones the first."""
        run, rivals = self.rows.claim_run, np.flatnonzero(own)
        rivals = rivals[np.lexsort((rivals, -paid[rivals], run[rivals]))]
        first = np.concatenate(([True], run[rivals[1:]] != run[rivals[:-1]]))[: len(rivals)]
        winner = rivals[np.maximum.accumulate(np.where(first, np.arange(len(rivals)), 0))]
        passed, before = rivals[~first], winner[~first]
        again(passed, np.where(passed > before, paid[before], 0), True)


def _patch(column: StepColumn, places: Array, before: Array, after: Array, figures: dict[str, Any]) -> None:
    """Put the step of some claims in its place."""
    column.before, column.after = column.before.copy(), column.after.copy()
    column.before[places], column.after[places] = before, after
    for name, value in figures.items():
        whole = column.figures[name]
        whole = whole.copy() if isinstance(whole, np.ndarray) and whole.ndim else np.full(len(column.after), whole)
        whole[places] = value
        column.figures = {**column.figures, name: whole}


# ------------------------------------------------------------------------------------------ claim by claim


def _one_by_one(
    book: Rulebook, table: Table, marked: Marks, own: dict[str, Array] | None
) -> Iterator[tuple[Any, str, int]]:
    """The marked claims, evaluated one by one: from the start, or from what they bring by themselves (`own`)."""
    found = table.claims(book, marked)
    claims = [claim for claim, _, _ in found]
    if own is None:
        evaluate_claims(book, claims)
    else:
        for claim, name, row in found:
            claim.combined = int(own[name][row])
        settle(book, claims, items=False)
    yield from found


@dataclass(slots=True)
class _Drawing:
    """The rows of one provision that name a project: the claim and project of each. `whole` and `first` are the marks
    of runs for the evaluation from the start, and for that which sharing a project asks for."""

    rows: Rows
    claim: Array | None
    project: Array
    whole: Array
    first: Array

    def shared(self, counts: Array) -> tuple[Array, Array]:
        """Run and project of those rows whose project is named more than once."""
        at = np.flatnonzero(counts[self.project] > 1)
        return self.rows.claim_run[at if self.claim is None else self.claim[at]], self.project[at]


def _apart(book: Rulebook, table: Table) -> tuple[Marks, Marks]:
    """The runs whose claims under a provision are evaluated one by one, by provision: from the start, and from the
    limits of the claims on. Claims of a run under other provisions hang on them by a project alone."""
    whole, limits = ({name: np.zeros(table.runs, dtype=bool) for name in table.rows} for _ in range(2))
    drawing: list[_Drawing] = []
    for name, rows in table.rows.items():
        rules = book.of(name)
        if (large := _too_large(rules, rows)) is not None:
            whole[name][rows.claim_run[large]] = True
        if rules.item_project:
            drawing.append(_Drawing(rows, rows.item_claim, rows.item_project, whole[name], whole[name]))
        if rules.claim_project:
            # What entries would bring without their own projects' limits weighs too: that is not in what they bring.
            first = whole[name] if rules.item_project else limits[name]
            drawing.append(_Drawing(rows, None, rows.claim_project, whole[name], first))
        if rows.matter is not None:
            run = rows.claim_run[rows.item_claim] if rules.by_item else rows.claim_run
            _mark_twice(run, rows.matter, whole[name])
    _mark_shared(drawing)
    for name, runs in limits.items():
        runs &= ~whole[name]
    return whole, limits


def _mark_twice(run: Array, matter: Array, runs: Array) -> None:
    """Mark the runs in which one matter is named twice."""
    stated = matter >= 0
    run, matter = run[stated], matter[stated]
    order = np.lexsort((matter, run))
    run, matter = run[order], matter[order]
    runs[run[1:][(run[1:] == run[:-1]) & (matter[1:] == matter[:-1])]] = True


def _mark_shared(drawing: Sequence[_Drawing]) -> None:
    """Mark the runs with a project that stands in several rows, and for the evaluation from the start also those that
    share one with a run so marked."""
    if not drawing:
        return
    counts = np.bincount(np.concatenate([of.project for of in drawing]) + 1)
    counts = np.append(counts[1:], 0)  # at -1: no project is shared
    if counts.max() <= 1:
        return
    shared = [(of, *of.shared(counts)) for of in drawing]
    for of, run, _ in shared:
        of.first[run] = True
    before, drawn = -1, np.zeros(len(counts), dtype=bool)
    while before < (before := int(np.count_nonzero(drawn))):
        for of, run, project in shared:
            drawn[project[of.whole[run]]] = True
        for of, run, project in shared:
            of.whole[run[drawn[project]]] = True


def _too_large(rules: Rules, rows: Rows) -> Array | None:
    """The claims whose amounts could outgrow 64 bits on their way; None, as a rule, after one look at each column."""
    most = [int(np.bincount(owner).max()) if len(owner) else 1 for owner in (rows.item_claim, rows.part_item)]
    bound = FITS // (max(rules.scale, rules.fine) * most[0] * most[1])
    if rules.largest > bound:
        return np.arange(len(rows.claim_run))
    marked: Array | None = None
    for columns, owner in ((rows.claim, None), (rows.item, rows.item_claim), (rows.part, rows.part_item)):
        for name, column in columns.items():
            if name in rows.plan.compared or not len(column) or int(column.max()) <= bound:
                continue
            large = np.flatnonzero(column > bound)
            if owner is rows.part_item:
                large = rows.part_item[large]
            if owner is not None:
                large = rows.item_claim[large]
            marked = np.zeros(len(rows.claim_run), dtype=bool) if marked is None else marked
            marked[large] = True
    return marked
