"""The conditions and steps of many claims as the engine recorded them, by provision: for each step what stood before
and after it, of each claim; for each condition, in how many of its entries it is not met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.allocation.held import Held, Place
from engine.assessment.many import Evaluated, evaluate_table
from engine.assessment.rules import Rulebook, Rules
from engine.assessment.runs import ClaimRun
from engine.assessment.table import Rows, Table
from engine.steps.columns import total
from engine.steps.combine import CombineStep
from engine.steps.condition import Test
from engine.steps.numbers import Scalars
from engine.steps.step import Prepared
from engine.values.arrays import Array
from engine.values.grouping import grouped
from engine.values.money import FITS, Exact

Key = tuple[str, str, int]
"""A condition or step of a provision: whether it is applied to its items or its claims, its name (of a condition the
fact that it asks about), and which of those of one name it is."""


@dataclass(slots=True)
class Noted:
    """The claims of one provision (where each stands), and by condition and step what was recorded, a value for each
    claim: amounts in 分 times `scale`, those of its items together; how many of its items do not meet a condition (1
    for a claim that does not)."""

    places: list[Place]
    scale: int
    steps: dict[Key, Prepared] = field(default_factory=dict)
    before: dict[Key, Array] = field(default_factory=dict)
    after: dict[Key, Array] = field(default_factory=dict)
    tests: dict[Key, Test] = field(default_factory=dict)
    unmet: dict[Key, Array] = field(default_factory=dict)


def recorded(held: Held, book: Rulebook, provisions: Collection[str]) -> dict[str, Noted]:
    """What is recorded for the claims of these provisions by other rules, or the same."""
    table, places, together = held.columns
    rows = {name: of for name, of in table.rows.items() if name in provisions}
    found = evaluate_table(book, Table(table.day, table.applicant, rows), steps=True) if rows else {}
    touched = [at for claims, under in together if not under.isdisjoint(provisions) for at in claims]
    alone = grouped((run.rules.provision.id, (at, run)) for at, run in held.evaluated(book, touched).items())
    return {
        name: _noted(book.of(name), rows.get(name), found.get(name), places, alone.get(name, ()))
        for name in provisions
        if name in rows or name in alone
    }


def _noted(
    rules: Rules,
    rows: Rows | None,
    columns: Evaluated | None,
    places: Sequence[Place],
    alone: Sequence[tuple[Place, ClaimRun]],
) -> Noted:
    named = _Named(rules)
    in_table = [] if rows is None else [places[order] for order in rows.claim_order.tolist()]
    noted = Noted([*in_table, *(at for at, _ in alone)], rules.scale, named.steps, tests=named.tests)
    amounts, unmet = _Gathered(len(in_table)), _Gathered(len(in_table))
    if rows is not None and columns is not None:
        _of_columns(named, rows, columns, amounts, unmet)
        for row, run in columns.apart.items():
            own_steps = any(item.steps for item in run.items)
            for key, values in _of_run(named, run).items():
                if own_steps or key[0] == "claim":
                    amounts.apart.append((key, row, values))
            for key, count in _unmet(named, run).items() if not columns.tests else ():
                unmet.apart.append((key, row, count))
    for _, run in alone:
        amounts.single.append(_of_run(named, run))
        unmet.single.append(_unmet(named, run))
    for key in named.steps:
        noted.before[key], noted.after[key] = amounts.columns(key, 2)
    for key in named.tests:
        (noted.unmet[key],) = unmet.columns(key, 1)
    return noted


class _Named:
    """The steps and conditions of a provision by their keys. How items are combined takes nothing off."""

    def __init__(self, rules: Rules) -> None:
        kinds: list[Prepared | None] = [*rules.to_items, rules.matter, rules.item_project]
        kinds += [*rules.claim_steps, rules.one_side, rules.claim_project]
        self.by_item = rules.by_item
        self.key_of: dict[int, Key] = {}
        self.steps: dict[Key, Prepared] = {}
        self.tests: dict[Key, Test] = {}
        counted: Counter[tuple[str, str]] = Counter()
        for kind in kinds:
            if kind is not None and not isinstance(kind, CombineStep):
                self.steps[self._key(kind, kind.level, kind.step, counted)] = kind
        for level, checks in (("claim", rules.checks), ("item", rules.item_checks)):
            for check in checks:
                self.tests[self._key(check, level, check.name, counted)] = check

    def _key(self, of: Prepared | Test, level: str, name: str, counted: Counter[tuple[str, str]]) -> Key:
        key = self.key_of[id(of)] = (level, name, counted[level, name])
        counted[level, name] += 1
        return key


class _Gathered:
    """Columns that are put together of the `whole` ones of a table, of its rows `apart`, whose values take the place of
    what stands in those, and of `single` claims after it."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.whole: dict[Key, list[Array]] = {}
        self.apart: list[tuple[Key, int, Sequence[Exact]]] = []
        self.single: list[Mapping[Key, Sequence[Exact]]] = []

    def columns(self, key: Key, width: int) -> tuple[Array, ...]:
        """The columns of a key, nothing where nothing was recorded."""
        whole = self.whole.get(key) or [np.zeros(self.first, dtype=np.int64)] * width
        apart = [(row, values) for of, row, values in self.apart if of == key]
        found = []
        for n, column in enumerate(whole):
            if apart:
                column = column.astype(object)
                for row, values in apart:
                    column[row] = values[n]
            if self.single:
                more: Array = np.array([own[key][n] if key in own else 0 for own in self.single], dtype=object)
                column = np.concatenate([column.astype(object), more])
            found.append(_lean(column))
        return tuple(found)


def _lean(column: Array) -> Array:
    """The column in 64 bits, if they hold it."""
    if column.dtype == object and all(isinstance(x, int) and abs(x) < FITS for x in column.tolist()):
        return column.astype(np.int64)
    return column


def _of_columns(named: _Named, rows: Rows, columns: Evaluated, amounts: _Gathered, unmet: _Gathered) -> None:
    claims, by_item = len(rows.claim_run), named.by_item

    def of_claims(values: Array, level: str) -> Array:
        if level == "claim" or not by_item:
            return np.broadcast_to(values, claims)
        return total(np.add, np.broadcast_to(values, len(rows.item_claim)), rows.item_claim, claims)

    for step in columns.steps:
        if (key := named.key_of.get(id(step.kind))) is not None:
            amounts.whole[key] = [of_claims(column, step.level) for column in (step.before, step.after)]
    for test in columns.tests:
        unmet.whole[named.key_of[id(test.check)]] = [of_claims(np.logical_not(test.met).astype(np.int64), test.level)]


def _of_run(named: _Named, run: ClaimRun) -> dict[Key, tuple[Exact, ...]]:
    """What was recorded of one claim before and after each step."""
    found: dict[Key, tuple[Exact, ...]] = {}
    for step in (*(step for item in run.items for step in item.steps), *run.steps):
        if (key := named.key_of.get(id(step.kind))) is not None:
            before, after = found.get(key, (0, 0))
            found[key] = before + step.before, after + step.after
    return found


def _unmet(named: _Named, run: ClaimRun) -> dict[Key, tuple[Exact, ...]]:
    """In how many items of one claim each condition is not met."""
    found: dict[Key, tuple[Exact, ...]] = {named.key_of[id(test.check)]: (int(not test.met),) for test in run.tests}
    for check in run.rules.item_checks:
        found[named.key_of[id(check)]] = (sum(not check(Scalars, item.row) for item in run.items),)
    return found
