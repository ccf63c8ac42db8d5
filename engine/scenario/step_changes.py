"""Which condition, step or limit works otherwise in one scenario than in another, and for how many.

Counted from what the engine recorded of each claim, before and after, by provision and step: no sentence is read. What
officials have decided has no steps that could change before it is divided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Literal

import numpy as np

from engine.allocation.proration import Share
from engine.allocation.recorded import Key, Noted
from engine.allocation.rules import PROPORTIONAL
from engine.assessment.answered_steps import Fen, Texts
from engine.policy.parameters import named_numbers
from engine.policy.provision import Provision
from engine.scenario.cohort import Cohort
from engine.scenario.comparison import same_claims
from engine.scenario.outcome import Outcome
from engine.steps.language import Stated
from engine.steps.share import RateStep
from engine.steps.side_share import SideShareStep
from engine.steps.step import AmountStep, Prepared
from engine.text.phrases import Both, both
from engine.values.arrays import Array
from engine.values.money import HUNDREDTH, truncate

StepOf = Literal["condition", "amount", "limit", "quota", "pool", "budget"]
"""A condition; a step that says what something brings; one that takes something off; and what is shared by many."""


@dataclass(frozen=True, slots=True)
class Counted:
    """So many claims, of so many companies."""

    claims: int
    companies: int


@dataclass(frozen=True, slots=True)
class StepChange:
    """One step that works otherwise. Of a condition `begins` counts those who do not meet it any more, `ends` those who
    meet it now; of a limit, those of whom it takes something off now and did not, and the other way round; `more` and
    `less` those of whom it takes more and less off, or to whom it brings more and less. `before` and `after`: what
    it takes off in all, or brings; None for conditions. `numbers`: those that drive it and are others, by name."""

    of: StepOf
    step: str
    article: int | None
    provision: str | None
    label: Texts | None
    begins: Counted
    ends: Counted
    more: Counted
    less: Counted
    before: Fen[int] | None
    after: Fen[int] | None
    numbers: tuple[str, ...]

    @property
    def is_none(self) -> bool:
        """Whether it is the same for everybody."""
        return not any(each.claims for each in (self.begins, self.ends, self.more, self.less))


def step_changes(base: Outcome, other: Outcome) -> tuple[StepChange, ...]:
    """What works otherwise under `other` than under `base`, in the order of the law, what many share at the end.
    ValueError unless both are of the same claims."""
    same_claims(base, other)
    found = (*_of_provisions(base, other), *_Shared(base, other).changes())
    return tuple(change for change in found if not change.is_none)


# ------------------------------------------------------------------------------------------------ to what is approved


def _of_provisions(base: Outcome, other: Outcome) -> Iterator[StepChange]:
    cohort = base.cohort
    changed = cohort.changed(base.scenario, other.scenario)
    if not changed:
        return
    one, two = (cohort.recorded(each.scenario, changed) for each in (base, other))
    policies = [each.settlement.run.policy for each in (base, other)]
    for before, after in zip(*(policy.provisions for policy in policies), strict=True):
        if before.id in one and before.id in two:
            yield from _Provision(cohort, (before, after), one[before.id], two[before.id]).changes()


class _Provision:
    """The claims of one provision, by two sets of rules."""

    def __init__(
        self,
        cohort: Cohort,
        provisions: tuple[Provision, Provision],
        one: tuple[Array, Noted],
        two: tuple[Array, Noted],
    ) -> None:
        self.cohort, self.provisions = cohort, provisions
        self.rows = np.intersect1d(one[0], two[0])
        self.noted = one[1], two[1]
        places = [np.searchsorted(np.sort(own), self.rows) for own, _ in (one, two)]
        self.at = [np.argsort(own, kind="stable")[place] for (own, _), place in zip((one, two), places, strict=True)]
        whole = lcm(one[1].scale, two[1].scale)
        self.scale, self.factors = whole, (whole // one[1].scale, whole // two[1].scale)
        self.same = np.ones(len(self.rows), dtype=bool)

    def changes(self) -> Iterator[StepChange]:
        """What is different: first the conditions. Where one of them is, all that comes after it is its effect."""
        one, two = self.noted
        conditions = [self._condition(key) for key in dict.fromkeys((*one.tests, *two.tests))]
        yield from conditions
        for key in dict.fromkeys((*one.steps, *two.steps)):
            yield self._step(key)

    def _condition(self, key: Key) -> StepChange:
        before, after = (self._column(n, self.noted[n].unmet, key) for n in range(2))
        self.same &= before == after
        test = self.noted[1].tests.get(key) or self.noted[0].tests[key]
        begins, ends = (before == 0) & (after > 0), (before > 0) & (after == 0)
        more, less = (before > 0) & (after > before), (after > 0) & (after < before)
        return self._change("condition", key, test.rule, (begins, ends, more, less), (None, None))

    def _step(self, key: Key) -> StepChange:
        kind = self.noted[1].steps.get(key) or self.noted[0].steps[key]
        amounts = [
            self._scaled(n, self._column(n, columns, key))
            for n, noted in enumerate(self.noted)
            for columns in (noted.before, noted.after)
        ]
        if isinstance(kind, (RateStep, SideShareStep)) or isinstance(kind.rule, AmountStep):
            more, less = _brings(kind, amounts)
            none = np.zeros(len(self.rows), dtype=bool)
            marks, sums = (none, none, more & self.same, less & self.same), (amounts[1], amounts[3])
            return self._change("amount", key, kind.rule, marks, self._sums(*sums))
        took, takes = amounts[0] - amounts[1], amounts[2] - amounts[3]
        marks = (
            self.same & (took == 0) & (takes > 0),
            self.same & (took > 0) & (takes == 0),
            self.same & (took > 0) & (takes > took),
            self.same & (takes > 0) & (takes < took),
        )
        return self._change("limit", key, kind.rule, marks, self._sums(took, takes))

    def _column(self, n: int, columns: Mapping[Key, Array], key: Key) -> Array:
        found = columns.get(key)
        return np.zeros(len(self.rows), dtype=np.int64) if found is None else found[self.at[n]]

    def _scaled(self, n: int, column: Array) -> Array:
        """An amount of one of the two as the other has it: 分 times what both scales divide."""
        factor = self.factors[n]
        return column if factor == 1 else column.astype(object) * factor

    def _sums(self, *columns: Array) -> tuple[int, ...]:
        return tuple(truncate(Fraction(sum(column.tolist())) / self.scale) for column in columns)

    def _change(
        self, of: StepOf, key: Key, rule: Any, marks: tuple[Array, ...], sums: tuple[int | None, ...]
    ) -> StepChange:
        begins, ends, more, less = (_counted(self.cohort, self.rows[mark.astype(bool)]) for mark in marks)
        label = getattr(rule, "label", None)
        p = self.provisions[1]
        article = getattr(rule, "article", None) or p.article
        numbers = tuple(self._numbers(key))
        before, after = sums
        own = label and both(label)
        return StepChange(of, key[1], article, p.id, own, begins, ends, more, less, before, after, numbers)

    def _numbers(self, key: Key) -> Iterator[str]:
        """The numbers of a condition or step that are others."""
        named: list[dict[str, str]] = []
        for noted, p in zip(self.noted, self.provisions, strict=True):
            rule = getattr(noted.tests.get(key) or noted.steps.get(key), "rule", None)
            found = named_numbers(p, rule) if isinstance(rule, Stated) else ()
            named.append({name: number.number.in_what_if for name, number in found})
        yield from (name for name, value in named[1].items() if named[0].get(name, value) != value)


def _brings(kind: Prepared, amounts: list[Array]) -> tuple[Array, Array]:
    """Whose step brings more, and whose less: of a share, of whatever it is one."""
    before, after, before_then, after_then = amounts
    more, less = after_then > after, after_then < after
    if not isinstance(kind, (RateStep, SideShareStep)):
        return more, less
    rows = np.flatnonzero(before != before_then)
    for n, *own in zip(rows.tolist(), *(column[rows].tolist() for column in amounts), strict=True):
        # Of Python's numbers: a product of two amounts may not fit into 64 bits.
        of, part, of_then, part_then = own
        is_there = of > 0 and of_then > 0
        more[n], less[n] = is_there and part_then * of > part * of_then, is_there and part_then * of < part * of_then
    return more, less


def _counted(cohort: Cohort, rows: Array) -> Counted:
    return Counted(len(rows), len(np.unique(cohort.company[rows]))) if len(rows) else Counted(0, 0)


# ---------------------------------------------------------------------------------------------------- what many share


class _Shared:
    """Places, yearly totals and the budget: what they take off in each of two outcomes (0.01万元, as published)."""

    def __init__(self, base: Outcome, other: Outcome) -> None:
        self.cohort, self.both = base.cohort, (base, other)
        self.took, self.asked = [], []
        for outcome in self.both:
            settlement = outcome.settlement
            columns = [settlement.run.approved, *settlement.shown()]
            stages = ("quota", *settlement.stages)
            self.took.append({stage: columns[n] - columns[n + 1] for n, stage in enumerate(stages)})
            self.asked.append({stage: columns[n] for n, stage in enumerate(stages)})

    def changes(self) -> Iterator[StepChange]:
        """What they take off more, or less."""
        base, other = (outcome.settlement for outcome in self.both)
        run = other.run
        for number, p, limit in run.shape.winners:
            rows = np.flatnonzero(run.provision == number)
            yield self._change("quota", rows, p.article, p.id, both(limit.label))
        for number, pool in enumerate(run.policy.pools):
            rows = np.flatnonzero((run.group == number) | (base.run.group == number))
            shares = base.pools[number], other.pools[number]
            yield self._change("pool", rows, pool.article, None, both(pool.label), shares)
        rows = np.flatnonzero((run.group != run.elsewhere) | (base.run.group != base.run.elsewhere))
        rule = run.policy.rule("budget")
        yield self._change("budget", rows, None, None, both(rule.label), (base.budget, other.budget))

    def _change(
        self,
        stage: Literal["quota", "pool", "budget"],
        rows: Array,
        article: int | None,
        provision: str | None,
        label: Both,
        shares: tuple[Share, Share] | None = None,
    ) -> StepChange:
        took, takes = (self.took[n][stage][rows] for n in range(2))
        binds, binds_then = took > 0, takes > 0
        more, less = takes > took, takes < took
        if shares and all(share.rule == PROPORTIONAL for share in shares):
            # Everybody is scaled alike: whose amount is another one before the limit is not cut more or less by it.
            asking = (self.asked[n][stage][rows] > 0 for n in range(2))
            one, two = (share.ratio for share in shares)
            there = np.logical_and(*asking)
            binds, binds_then = there & (one < 1), there & (two < 1)
            more, less = there & (two < one), there & (two > one)
        marks = (binds_then & ~binds, binds & ~binds_then, binds & binds_then & more, binds & binds_then & less)
        begins, ends, more_of, less_of = (_counted(self.cohort, rows[mark]) for mark in marks)
        before, after = (int(column.sum()) * HUNDREDTH for column in (took, takes))
        return StepChange(stage, stage, article, provision, label, begins, ends, more_of, less_of, before, after, ())
