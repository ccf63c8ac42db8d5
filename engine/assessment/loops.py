"""The loops of provisions, run over the columns of a table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.assessment.loop_source import Filled, Level, Loop, Read, of_claims, of_runs
from engine.assessment.rules import Rules
from engine.assessment.table import WHOLE_NUMBERS, Kind, Rows, kind_of
from engine.steps.columns import Days
from engine.steps.condition import Test
from engine.values.arrays import Array

Make = Callable[[str], Callable[..., Any]]
"""Makes a function of the source of a loop."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a loop found: 分 that claims are approved for, what they bring before the limits of the claim where anything
    asks for that; the largest number of which it made an amount, and how many items a claim has at most, and parts an
    item."""

    paid: Array
    own: Array | None
    largest: int
    items: int
    parts: int


class Loops:
    """The loops over the runs and claims of a table, of which applicants and days are known: the columns by `level`."""

    def __init__(self, make: Make, applicant: Mapping[str, Array], days: Days) -> None:
        self.make, self.applicant, self.days = make, applicant, days

    def met(self, standing: Collection[tuple[Test, ...]]) -> dict[tuple[Test, ...], Array]:
        """Which runs meet each of these conditions of all claims of an applicant on a day."""
        loop = of_runs(standing, {"day": self.days.names(), "run": self.applicant.keys()})
        given = self._arguments(loop, None)
        self.make(loop.text)(self.days.places, *given.values())
        filled = (given[name] for name, of in loop.arguments.items() if of == Filled("run"))
        return dict(zip(standing, filled, strict=True))

    def done(self, rules: Rules, rows: Rows, met: Array) -> Done:
        """What becomes of the claims of a provision. Its loop is written once for the same names of columns."""
        names: dict[Level, frozenset[str]] = {"day": self.days.names(), "run": frozenset(self.applicant)}
        names |= {"claim": frozenset(rows.claim), "item": frozenset(rows.item), "part": frozenset(rows.part)}
        loop: Loop = rules.cached(("loop", *names.values()), lambda: of_claims(rules, names))
        given = self._arguments(loop, rows)
        paid = np.empty(len(rows.claim_run), dtype=np.int64)
        places = (_as(WHOLE_NUMBERS, of) for of in (rows.claim_run, rows.item_claim, rows.part_item))
        found = self.make(loop.text)(paid, met, self.days.places, *places, *given.values())
        return Done(paid, given.get(loop.own), *found)

    def _arguments(self, loop: Loop, rows: Rows | None) -> dict[str, Any]:
        """What a loop takes after what every one takes, by its name."""
        found: dict[str, Any] = {}
        for name, argument in loop.arguments.items():
            match argument:
                case Read(level, column):
                    found[name] = self._column(level, column, rows)
                case Filled("run"):
                    found[name] = np.empty(len(self.days.places), dtype=bool)
                case Filled():
                    found[name] = np.empty(0 if rows is None else len(rows.claim_run), dtype=np.int64)
                case tuple():
                    found[name] = np.array(argument, dtype=np.int64)
                case _:
                    found[name] = argument
        return found

    def _column(self, level: Level, name: str, rows: Rows | None) -> Array:
        if level == "day":
            return self.days[name]
        if level == "run" or rows is None:
            return _as(WHOLE_NUMBERS, self.applicant[name])
        columns = {"claim": rows.claim, "item": rows.item, "part": rows.part}[level]
        return _as(kind_of(rows.plan, name), columns[name])


def _as(kind: Kind, column: Array) -> Array:
    """A column as loops take it: itself, as a rule."""
    return np.ascontiguousarray(column, dtype=kind)
