"""Who is drawn: the claims that were observed, with what each would come to in a later year.

Each is assessed as the engine assesses any claim, its days and years moved on with the year: as somebody's who comes
anew, and as that of somebody who had the same before (`history`), once or in several years. What is paid again then,
in a third year, of what is given once, or for the same matter, the policy says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from engine.allocation.approval import Amounts, Beside, amounts_of, gathered, positions
from engine.allocation.held import Held
from engine.allocation.plain import PlainCaps
from engine.allocation.reading import read_claims
from engine.application.model import Application, Award, Claim, Facts
from engine.assessment.columns import Slot
from engine.assessment.history import matter_of
from engine.assessment.items import divided
from engine.assessment.many import evaluate_table
from engine.assessment.table import Rows, Table
from engine.forecast.assumptions import Estimate, Line, Unit
from engine.forecast.chance import HALF, triangular
from engine.policy.facts import Fact
from engine.policy.parameters import overridden
from engine.policy.provision import Provision
from engine.policy.years import in_year
from engine.scenario import Cohort, Scenario
from engine.steps.once import Once
from engine.values.arrays import Array
from engine.values.money import HUNDREDTH, TOO_LARGE, WHOLE
from engine.values.windows import DAY, years_before

SIZES = 16
"""Into so many equally likely values an uncertain growth of amounts is divided."""
LIKELY, LOW, HIGH, SPREAD = 0, 1, 2, 3
"""The rows of amounts: at the likely growth, the lowest, the highest, and from there on the equally likely ones."""


@dataclass(frozen=True, slots=True)
class Donors:
    """What can be drawn under one provision, a column each: what it comes to (`amounts`, in 0.01万元, by how many years
    somebody had it before and by growth), the `score` (by rank), the `day` of the year of its application (0:
    not known) and the `size` of its company (a position in the policy's, the last: not known)."""

    amounts: Array
    score: Array
    day: Array
    size: Array

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.score)


def donors_of(cohort: Cohort, scenario: Scenario, lines: Sequence[Line], base: int) -> dict[str, Donors]:
    """The donors of each provision of the lines, which are of one year, under the readings and numbers of a scenario;
    `base`: the year in which the claims were observed."""
    year = lines[0].year
    pool = _Pool(cohort, scenario, year, year - base)
    as_observed = [pool.amounts(had) for had in range(max(0, year - base) + 1)]
    grown = {factor: pool.grown(factor) for factor in {of for line in lines for of in levels(line.growth)}}
    found = {}
    for line in lines:
        rows = pool.rows(line)
        table = [
            [
                [int(amount) for amount in _together(_again(grown[factor], of, as_observed[0]), rows)]
                for factor in levels(line.growth)
            ]
            for of in as_observed
        ]
        found[line.provision] = pool.donors(rows, np.array(table, dtype=np.int64))
    return found


def _again(grown: Array, again: Array, anew: Array) -> Array:
    """What claims with grown amounts come to for somebody who had the same before: nothing, or as much, where that is
    so with the amounts as they were; else as large a part."""
    return np.where(again == anew, grown, grown * again // np.maximum(anew, 1))


def _together(amounts: Array, rows: Sequence[Array]) -> Array:
    """The sums of the claims that are drawn together."""
    if not rows:
        return np.zeros(0, dtype=np.int64)
    starts = np.cumsum([0, *(len(of) for of in rows[:-1])])
    found: Array = np.add.reduceat(amounts[np.concatenate(rows)], starts)
    return found


def levels(growth: Estimate) -> list[int]:
    """The factors (millionths) at which amounts are worked out."""
    if growth.is_certain:
        return [growth.likely]
    spread = triangular(growth, (np.arange(SIZES) + HALF) / SIZES) * WHOLE
    return [growth.likely, growth.low, growth.high, *np.rint(spread).astype(np.int64).tolist()]


def observed(cohort: Cohort, scenario: Scenario) -> Mapping[str, Observed]:
    """How much was observed under each provision."""
    assessed = cohort.assessed(scenario.readings, scenario.overrides)
    asked = (assessed.requested > 0) | (assessed.columns.approved > 0)
    found = {}
    for number, p in enumerate(assessed.policy.provisions):
        own = assessed.columns.provision == number
        rows = np.flatnonzero(own & asked)
        granted = np.count_nonzero(assessed.columns.approved[rows] > 0)
        found[p.id] = Observed(len(np.unique(cohort.company[rows])), len(rows), int(granted))
    return found


@dataclass(frozen=True, slots=True)
class Observed:
    """How many companies asked for something under a provision, with how many claims, and how many of these were
    granted anything."""

    companies: int
    claims: int
    granted: int


class _Pool:
    """The claims of a cohort, moved on by `later` years."""

    def __init__(self, cohort: Cohort, scenario: Scenario, year: int, later: int) -> None:
        self.cohort, self.later = cohort, later
        self.assessed = cohort.assessed(scenario.readings, scenario.overrides)
        self.policy = overridden(in_year(cohort.policy, year), scenario.overrides)
        self.readings = scenario.in_force(self.policy)
        self.row = {entry.id: n for n, entry in enumerate(self.assessed.entries)}
        raw = {"applications": cohort.submitted or cohort.raw["applications"], "open": cohort.raw["open"]}
        applications, _, points = read_claims(self.policy, raw, self.readings, cohort.policy)
        self.applications = [_moved(one, later, WHOLE) for one in applications]
        self.beside = Beside(positions(applications, {claim for point in points for claim in point.claims}))
        approved = self.assessed.columns.approved
        self.observed = np.where(approved > 0, approved, self.assessed.requested)
        self.whole = np.maximum(self.assessed.requested, self.observed)

    def amounts(self, had: int) -> Array:
        """What each claim of the cohort comes to in the later year (0.01万元) for somebody who had the same in so many
        years before."""
        applications = self.applications
        if had:
            applications = [
                _with_history(one, [self._awards(claim, one.day.year, had) for claim in one.claims])
                for one in applications
            ]
        amounts = (
            amounts_of(self.policy, applications, self.readings, "favour", self.beside) if had else self.held.amounts
        )
        return self._of_claims(self._bare(had, WHOLE), amounts)

    def grown(self, factor: int) -> Array:
        """The same for somebody who comes anew, with the amounts that claims state so many millionths of what they
        were."""
        if factor == WHOLE:
            return self.amounts(0)
        table, places, together = self.held.columns
        amounts: Amounts = dict.fromkeys(self.beside.without, 0)
        evaluated = evaluate_table(self.held.book, _grown_table(table, factor))
        for name, of in evaluated.items():
            for order, fen in zip(table.rows[name].claim_order.tolist(), of.approved.tolist(), strict=True):
                amounts[places[order]] = fen
        wanted = {at for claims, _ in together for at in claims}
        if wanted:
            applications = [_moved(one, 0, factor) for one in self.applications]
            found = gathered(self.held.book, applications, "favour", self.beside, wanted)
            amounts |= found.amounts()
        return self._of_claims(self._bare(0, factor), amounts)

    @cached_property
    def held(self) -> Held:
        """The claims as columns, as far as they hang on nothing else."""
        return Held(self.policy, self.applications, self.readings, "favour", self.beside)

    def _of_claims(self, found: Array, amounts: Amounts) -> Array:
        """Amounts by place as a column, over what is `found` of claims without one. Where officials approved less than
        was asked for, so they will."""
        for (i, j), fen in amounts.items():
            if (row := self.row.get(self.applications[i].claims[j].id)) is not None:
                found[row] = fen // HUNDREDTH
        return found * self.observed // np.maximum(self.whole, 1)

    def _bare(self, had: int, factor: int) -> Array:
        """The same of claims of which nothing but the approved amount is known."""
        plain = self.policy.derived(PlainCaps).under(self.readings)
        again = {p.id: not had or _comes_again(p, self.readings) for p in self.policy.provisions}
        found = self.whole.copy()
        for row, entry in enumerate(self.assessed.entries):
            grown, most = int(found[row]) * factor // WHOLE, plain[entry.provision.id]
            if most is not None:
                grown = min(grown, max(most, int(found[row])))
            found[row] = grown if again[entry.provision.id] else 0
        return found

    def _awards(self, claim: Claim, year: int, had: int) -> list[Award]:
        row = self.row.get(claim.id)
        amount = 0 if row is None else int(self.observed[row]) * HUNDREDTH
        if not amount:
            return []
        entries = claim.entries() or ({},)
        parts = divided(amount, [1] * len(entries))
        project = str(claim.provision.project_of(claim.facts) or "")
        return [
            Award(
                claim.provision.id,
                year - before,
                part,
                matter=matter_of(claim.provision, entry),
                project=str(claim.provision.project_of(entry) or project),
            )
            for before in range(1, had + 1)
            for entry, part in zip(entries, parts, strict=True)
        ]

    def rows(self, line: Line) -> list[Array]:
        """The claims of a provision that came to something, those of a company together if companies are counted."""
        number = next(n for n, p in enumerate(self.policy.provisions) if p.id == line.provision)
        rows = np.flatnonzero((self.assessed.columns.provision == number) & (self.observed > 0))
        return _grouped(rows, self.cohort.company[rows], line.unit)

    def donors(self, rows: Sequence[Array], amounts: Array) -> Donors:
        """The donors with these amounts."""
        first = [int(of[0]) for of in rows]
        entries = [self.assessed.entries[n] for n in first]
        days = [0 if e.day is None else e.day.timetuple().tm_yday for e in entries]
        # Who has no score yet has that of another one.
        known = [e.score for e in entries if e.score is not None] or [0]
        scores = [known[n % len(known)] if e.score is None else e.score for n, e in enumerate(entries)]
        amounts = amounts.reshape(amounts.shape[0], amounts.shape[1], len(rows))
        ranks = np.unique(np.array(scores, dtype=np.int64), return_inverse=True)[1].tolist() if scores else []
        columns = [np.array(of, dtype=np.int64) for of in (ranks, days, self.cohort.size[first].tolist())]
        return Donors(amounts, *columns)


def _grouped(rows: Array, company: Array, unit: Unit) -> list[Array]:
    if unit == "claims":
        return [rows[n : n + 1] for n in range(len(rows))]
    found: dict[int, list[int]] = {}
    for row, of in zip(rows.tolist(), company.tolist(), strict=True):
        found.setdefault(of, []).append(row)
    return [np.array(of, dtype=np.int64) for of in found.values()]


def _comes_again(p: Provision, readings: dict[str, str]) -> bool:
    """Whether the same is paid again in a later year."""
    if any(once.holds_for(readings) == "applicant" for once in p.of_kind(Once)):
        return False
    return p.matter is None or p.matter.is_for_every_year(readings)


# --------------------------------------------------------------------------------------------------- years later


def _with_history(application: Application, awards: Sequence[Sequence[Award]]) -> Application:
    """The application of somebody who had all of it before; matters that are not named get names by which they are the
    same."""
    claims, history = [], list(application.history)
    for claim, of in zip(application.claims, awards, strict=True):
        matter = claim.provision.matter
        if matter is None or not of:
            claims.append(claim)
            history += of
            continue
        names = [matter.written(entry) or f"{claim.id} {n}" for n, entry in enumerate(claim.entries())]
        facts = _named(claim, names)
        claims.append(replace(claim, facts=facts))
        entries = len(names) or 1
        history += [replace(a, matter=names[n % entries] if names else "") for n, a in enumerate(of)]
    return replace(application, claims=claims, history=tuple(history))


def _named(claim: Claim, names: Sequence[str]) -> Facts:
    """The facts of a claim with its matters named."""
    matter, each = claim.provision.matter, claim.provision.each
    assert matter is not None
    entries = [
        dict(entry) if matter.written(entry) else _put(entry, matter.by[0], name)
        for entry, name in zip(claim.entries(), names, strict=True)
    ]
    if each is None:
        return entries[0]
    return {**claim.facts, each: entries} if entries else claim.facts


def _put(facts: Facts, path: str, value: Any) -> Facts:
    head, _, rest = path.partition(".")
    return {**facts, head: _put(facts.get(head) or {}, rest, value) if rest else value}


def _moved(application: Application, years: int, factor: int) -> Application:
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


def _grown_table(table: Table, factor: int) -> Table:
    """The claims of a table with the amounts that they state so many millionths of what they were."""
    rows = {name: _grown_rows(of, factor) for name, of in table.rows.items()}
    return Table(table.day, table.applicant, rows)


def _grown_rows(rows: Rows, factor: int) -> Rows:
    plan, had = rows.plan, rows.plan.provision.deducted()

    def grown(columns: dict[str, Array], slots: Sequence[Slot]) -> dict[str, Array]:
        names = {slot.column for slot in slots if slot.fact.type in ("amount", "yearly") and slot.fact.name not in had}
        return {name: _times(column, factor) if name in names else column for name, column in columns.items()}

    return replace(
        rows, claim=grown(rows.claim, plan.claim), item=grown(rows.item, plan.item), part=grown(rows.part, plan.part)
    )


def _times(fen: Array, factor: int) -> Array:
    """Amounts of 分 times millionths, rounded to 分, none above what an application can state."""
    whole, rest = np.divmod(np.minimum(fen, TOO_LARGE - 1), WHOLE)
    most = TOO_LARGE // WHOLE
    grown = (
        np.minimum(whole, -(-most * WHOLE // factor) if factor else 0) * factor + (rest * factor + WHOLE // 2) // WHOLE
    )
    return np.minimum(grown, TOO_LARGE - 1)


def _later(day: date, years: int) -> date:
    """The corresponding day so many years later, or 1 March where there is none (29 February)."""
    earlier = years_before(day, -years)
    return earlier if earlier.day == day.day else earlier + DAY
