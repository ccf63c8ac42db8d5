"""The claims of many, evaluated as columns: the same steps as for one claim, on all rows at a time, step by step or, of
many thousands of claims and where it is asked for, by a loop for each provision (`loops`).

Claims that hang together otherwise than by the caps of their applicant are evaluated one by one (`one_by_one`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.assessment.loops import NONE, Loops, Make, asked_for
from engine.assessment.one_by_one import fitting, marks, one_by_one, too_large
from engine.assessment.rules import Rulebook, Rules, any_item
from engine.assessment.runs import ClaimRun
from engine.assessment.table import Rows, Table
from engine.steps.cap import BESIDE, EARLIER, ONCE
from engine.steps.columns import Columns, Days, View, total
from engine.steps.condition import Test
from engine.steps.step import Prepared, RowStep
from engine.values.arrays import Array
from engine.values.money import cut_to_hundredths

NOTHING = np.zeros(1, dtype=np.int64)[0]
"""分, as a column of it would hold it."""


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


def evaluate_table(
    book: Rulebook, table: Table, *, steps: bool = False, make: Make | None = None
) -> dict[str, Evaluated]:
    """What becomes of all claims of a table, by provision. `make`: what makes functions of loops, which tell amounts
    and no steps; without it they are used where that is asked for and the claims are many. The amounts are the same."""
    claims = sum(len(rows.claim_run) for rows in table.rows.values())
    if not steps and make is None:
        make = asked_for(claims)
    runs, provisions = _Runs(book, table, make, claims), {}
    whole, limits = marks(book, table, {})
    for name, rows in table.rows.items():
        provisions[name] = _Provision(book.of(name), rows, runs, steps)
        provisions[name].evaluate(from_limits=name in limits)
    found = {name: Evaluated(of.paid, of.steps or [], of.tests) for name, of in provisions.items()}
    large = {name: of.large for name, of in provisions.items() if of.large is not None}
    if large:
        whole, limits = marks(book, table, large)
    own = {name: of.own for name, of in provisions.items()}
    for marked, brought in ((whole, None), (limits, own)):
        for claim, name, row in one_by_one(book, table, marked, brought):
            found[name].approved[row] = claim.approved
            found[name].apart[row] = claim
    return found


class _Runs:
    """What holds for all claims of a run: `met`: whether it meets what is asked of them all (and each of the `checks`
    for it, except by loops)."""

    def __init__(self, book: Rulebook, table: Table, make: Make | None, claims: int) -> None:
        days, applicant = Days(table.day, book.day), {f"applicant.{n}": of for n, of in table.applicant.items()}
        self.view = View(dict(applicant), days.view())
        self.loops = None if make is None else Loops(make, applicant, days, claims)
        self.checks: dict[Test, Array] = {}
        standing = dict.fromkeys(book.of(name).standing for name in table.rows)
        if self.loops is not None:
            self.met = self.loops.met(standing)
            return
        self.met = {checks: np.ones(table.runs, dtype=bool) for checks in standing}
        for checks, met in self.met.items():
            for check in checks:
                if check not in self.checks:
                    self.checks[check] = check(Columns, self.view)
                met &= self.checks[check]


class _Provision:
    """The claims of one provision, as far as they hang on nothing but their applicant: what they are approved for
    (`paid`), what they bring before the limits of the claim as a whole (`own`), and which of them have amounts that
    could outgrow 64 bits (`large`); there the others say nothing."""

    def __init__(self, rules: Rules, rows: Rows, runs: _Runs, record: bool) -> None:
        self.rules, self.rows, self.runs = rules, rows, runs
        self.claim = View(dict(rows.claim), runs.view, rows.claim_run)
        self.claims = len(rows.claim_run)
        self.steps: list[StepColumn] | None = [] if record else None
        self.tests: list[TestColumn] = []
        self.own = self.paid = NONE
        self.large: Array | None = None

    def evaluate(self, *, from_limits: bool) -> None:
        """Evaluate them; `from_limits`: some of them are evaluated again from the limits of the claim on."""
        if self.runs.loops is None:
            self._by_columns()
        else:
            self._by_rows(self.runs.loops, from_limits)
        if self.large is not None and len(self.large) == self.claims:
            self.own = self.paid = np.zeros(self.claims, dtype=np.int64)

    def _by_columns(self) -> None:
        """Step by step, each on all rows."""
        self.large = too_large(self.rules, self.rows)
        if self.large is not None and len(self.large) == self.claims:
            return
        self.own = self._combined(self._items(self._met()))
        self._with_nothing_beside()
        paid = self._through(self.rules.claims_alone, self.claim, self.own, "claim")
        self.paid = cut_to_hundredths(paid, self.rules.scale)
        self._repeated()

    def _by_rows(self, loops: Loops, from_limits: bool) -> None:
        """Row by row, each through all steps."""
        if self.rules.largest > fitting(self.rules, 1, 1):
            self.large = np.arange(self.claims)
            return
        run, rules = self.rows.claim_run, self.rules
        several = rules.once and bool((run[1:] == run[:-1]).any())
        done = loops.done(rules, self.rows, self.runs.met[rules.standing], several or from_limits)
        self.own, self.paid = done.own, done.paid
        if several:  # a loop sees claims in their order, and knows not yet which is the highest
            self._with_nothing_beside()
            self._repeated()
        if max(rules.largest, done.largest) > fitting(rules, done.items, done.parts):
            self.large = too_large(rules, self.rows)

    def _met(self) -> Array:
        """Which claims meet every condition of the claim."""
        run = self.rows.claim_run
        met = self.runs.met[self.rules.standing][run]
        for check in self.rules.standing if self.steps is not None else ():
            of_runs = np.broadcast_to(self.runs.checks[check], len(self.runs.met[self.rules.standing]))
            self.tests.append(TestColumn(check, "claim", of_runs[run]))
        for name in self.rules.once_by_item:
            self.claim.own[any_item(name)] = total(np.add, self.rows.item[name], self.rows.item_claim, self.claims)
        for check in self.rules.own:
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
            for measure in rules.used:
                counted = total(np.add, measure(Columns, part).value, rows.part_item, len(rows.item_claim))
                item.own[measure.rule.id] = measure.whole(counted, item)
        for check in rules.item_checks:
            met &= self._tested(check, "item", item)
        return self._through(rules.items_alone, item, met.astype(np.int64), "item")

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

    # -- the limits of claims as a whole: each as if it were its applicant's only one, then those that are not

    def _with_nothing_beside(self) -> None:
        self.claim.own |= dict.fromkeys((BESIDE, EARLIER, ONCE), NOTHING)

    def _again(self, now: Array, beside: Array, once: bool) -> None:
        """The limits again for some claims: 分 that each finds used up beside it, whether another is given."""
        r = self.claim.at(now)
        r.own |= {BESIDE: beside, EARLIER: NOTHING, ONCE: np.full(len(now), once)}
        x = self.own[now]
        limits = self.rules.claims_alone
        for n, kind in enumerate(limits, start=-len(limits)):
            before, (x, figures) = x, kind(Columns, r, x)
            if self.steps is not None:
                _patch(self.steps[n], now, before, x, figures)
        self.paid[now] = cut_to_hundredths(x, self.rules.scale)

    def _repeated(self) -> None:
        """The limits again for applicants with several claims."""
        run = self.rows.claim_run
        repeated = np.zeros(len(run), dtype=bool)
        np.equal(run[1:], run[:-1], out=repeated[1:])
        if self.rules.once and repeated.any():
            self._given_once()
        elif repeated.any():
            self._one_after_another(repeated)

    def _one_after_another(self, repeated: Array) -> None:
        """The second claim of every applicant beside the first, then the third, and so on. An applicant's claims under
        one provision are few, so the loop is over their rank and never over rows."""
        firsts = np.maximum.accumulate(np.where(repeated, 0, np.arange(self.claims)))
        used = np.zeros(self.claims, dtype=np.int64)
        rank, later = 1, np.flatnonzero(repeated)
        while len(later):
            now = later[later - firsts[later] == rank]
            used[now] = used[now - 1] + self.paid[now - 1]
            self._again(now, used[now], False)
            later, rank = later[later - firsts[later] > rank], rank + 1

    def _given_once(self) -> None:
        """Of an applicant's claims that bring something the one counts that brings most, of equal ones the first."""
        run, paid, rivals = self.rows.claim_run, self.paid, np.flatnonzero(self.own)
        rivals = rivals[np.lexsort((rivals, -paid[rivals], run[rivals]))]
        first = np.concatenate(([True], run[rivals[1:]] != run[rivals[:-1]]))[: len(rivals)]
        winner = rivals[np.maximum.accumulate(np.where(first, np.arange(len(rivals)), 0))]
        passed, before = rivals[~first], winner[~first]
        self._again(passed, np.where(passed > before, paid[before], 0), True)


def _patch(column: StepColumn, places: Array, before: Array, after: Array, figures: dict[str, Any]) -> None:
    """Put the step of some claims in its place."""
    column.before, column.after = column.before.copy(), column.after.copy()
    column.before[places], column.after[places] = before, after
    for name, value in figures.items():
        whole = column.figures[name]
        whole = whole.copy() if isinstance(whole, np.ndarray) and whole.ndim else np.full(len(column.after), whole)
        whole[places] = value
        column.figures = {**column.figures, name: whole}
