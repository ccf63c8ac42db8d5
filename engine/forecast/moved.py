"""Applications as they would be in a later year: days and years moved on, amounts grown, the same had before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from engine.application.model import Application, Award, Facts
from engine.assessment.columns import Slot
from engine.assessment.table import Rows, Table
from engine.planning.making import carried
from engine.planning.units import copied, put
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.values.arrays import Array
from engine.values.money import TOO_LARGE, WHOLE
from engine.values.windows import DAY, years_before


def with_history(base: Application, application: Application, awards: Sequence[Sequence[Award]]) -> Application:
    """The application in a later year (that of `base`, moved on) of somebody who was awarded all of this before;
    matters that are not named get names by which they are the same."""
    claims, history = [], list(application.history)
    for stated, claim, own in zip(base.claims, application.claims, awards, strict=True):
        claim, matter = replace(claim, facts=copied(claim.facts)), claim.provision.matter
        for name, answer in carried(base, stated, stated.facts, application.day, own).items():
            put(claim.facts, name, answer)
        if matter is not None and own:
            names = [matter.written(entry) or f"{claim.id} {n}" for n, entry in enumerate(claim.entries())]
            for entry, name in zip(claim.entries(), names, strict=True):
                if not matter.written(entry):
                    put(entry, matter.by[0], name)
            own = [replace(award, matter=names[n % len(names)]) if names else award for n, award in enumerate(own)]
        claims.append(claim)
        history += own
    return replace(application, claims=claims, history=tuple(history))


def moved(application: Application, years: int, factor: int) -> Application:
    """The application with its day, and all days and years in it, moved on by so many years, and the amounts that it
    states so many millionths of what they were, rounded to 分; what was had before stays what it was."""
    if not years and factor == WHOLE:
        return application
    claims = [
        replace(claim, facts=_Moving(claim.provision, years, factor).facts(claim.facts, ""))
        for claim in application.claims
    ]
    return replace(application, day=_later(application.day, years), claims=claims)


class _Moving:
    """Moves the facts of a claim."""

    def __init__(self, provision: Provision, years: int, factor: int) -> None:
        self.children, self.years, self.factor = provision.children, years, factor
        self.had = provision.deducted()

    def facts(self, facts: Facts, parent: str) -> Facts:
        """What stands in one place of a claim."""
        known = {fact.name: fact for fact in self.children(parent)}
        return {name: self.value(value, known[name]) if name in known else value for name, value in facts.items()}

    def value(self, value: Any, fact: Fact) -> Any:
        """One answer."""
        match fact.type:
            case "date":
                return _later(value, self.years)
            case "year":
                return value + self.years
            case "yearly":
                return {year + self.years: self.grown(amount) for year, amount in value.items()}
            case "amount" if fact.name not in self.had:
                return self.grown(value)
            case "list":
                return [self.facts(entry, fact.path) for entry in value]
            case "group":
                return self.facts(value, fact.path)
        return value

    def grown(self, fen: int) -> int:
        """An amount (分)."""
        return min((fen * self.factor + WHOLE // 2) // WHOLE, TOO_LARGE - 1)


def grown_tables(table: Table, factors: Sequence[int]) -> Table:
    """The claims of a table once for each factor (millionths) of the amounts that they state, one after the other."""
    times = np.array(factors, dtype=np.int64)
    # A project may be named under several provisions: each time all of them are numbered on alike.
    named = [of for rows in table.rows.values() for of in (rows.claim_project, rows.item_project)]
    projects = max((int(of.max(initial=-1)) for of in named), default=-1) + 1
    rows = {name: _grown_rows(of, times, table.runs, projects) for name, of in table.rows.items()}
    applicant = {name: np.tile(column, len(times)) for name, column in table.applicant.items()}
    return Table(np.tile(table.day, len(times)), applicant, rows)


def _grown_rows(rows: Rows, factors: Array, runs: int, projects: int) -> Rows:
    plan, had, times = rows.plan, rows.plan.provision.deducted(), len(factors)

    def grown(columns: dict[str, Array], slots: Sequence[Slot]) -> dict[str, Array]:
        names = {slot.column for slot in slots if slot.fact.type in ("amount", "yearly") and slot.fact.name not in had}
        return {
            name: _times(column, factors) if name in names else np.tile(column, times)
            for name, column in columns.items()
        }

    def apart(column: Array, step: int) -> Array:
        return np.where(column >= 0, column + step * np.arange(times)[:, np.newaxis], column).ravel()

    return Rows(
        plan,
        grown(rows.claim, plan.claim),
        grown(rows.item, plan.item),
        grown(rows.part, plan.part),
        apart(rows.claim_run, runs),
        np.tile(rows.claim_order, times),
        apart(rows.item_claim, len(rows.claim_run)),
        apart(rows.part_item, len(rows.item_claim)),
        apart(rows.claim_project, projects),
        apart(rows.item_project, projects),
        None if rows.matter is None else np.tile(rows.matter, times),
    )


def _times(fen: Array, factors: Array) -> Array:
    """Amounts of 分 times each of these millionths, rounded to 分, none above what an application can state."""
    whole, rest = np.divmod(np.minimum(fen, TOO_LARGE - 1), WHOLE)
    factor = factors[:, np.newaxis]
    # Beyond this a whole is too large whatever it is: it stays within 64 bits.
    most = -(-(TOO_LARGE // WHOLE) * WHOLE // np.maximum(factor, 1))
    grown: Array = np.minimum(whole, most) * factor + (rest * factor + WHOLE // 2) // WHOLE
    return np.minimum(grown, TOO_LARGE - 1).ravel()


def _later(day: date, years: int) -> date:
    """The corresponding day so many years later, or 1 March where there is none (29 February)."""
    earlier = years_before(day, -years)
    return earlier if earlier.day == day.day else earlier + DAY
