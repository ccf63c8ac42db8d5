"""Who is drawn: the claims that were observed, with what each would come to in a later year.

Each is assessed as the engine assesses any claim, its days and years moved on with the year: as somebody's who comes
anew, and as that of somebody who had the same before (`history`), once or in several years. What is paid again then,
in a third year, of what is given once, or for the same matter, the policy says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from engine.allocation.approval import Amounts, Beside, amounts_of, gathered, positions
from engine.allocation.held import Held
from engine.allocation.plain import PlainCaps
from engine.allocation.reading import read_claims
from engine.application.model import Award, Claim
from engine.assessment.batch import divided
from engine.assessment.history import matter_of
from engine.assessment.many import evaluate_table
from engine.forecast.assumptions import Estimate, Line, Unit
from engine.forecast.chance import HALF, triangular
from engine.forecast.moved import grown_tables, moved, with_history
from engine.policy.parameters import overridden
from engine.policy.provision import Provision
from engine.policy.years import in_year
from engine.scenario import Cohort, Scenario
from engine.steps.once import Once
from engine.values.arrays import Array
from engine.values.grouping import grouped
from engine.values.money import FITS, HUNDREDTH, TOO_LARGE, WHOLE

SIZES = 8
"""Into so many equally likely values an uncertain growth of amounts is divided."""
LIKELY, LOW, HIGH, SPREAD = 0, 1, 2, 3
"""The rows of amounts: at the likely growth, the lowest, the highest, and from there on the equally likely ones."""


@dataclass(frozen=True, slots=True)
class Donors:
    """What can be drawn under one provision, a column each: what it comes to (`amounts`, whole 0.01万元 as floats, by
    how many years somebody had it before and by growth), the `score` (by rank), the `day` of the year of its
    application (0: not known) and the `size` of its company (a position in the policy's, the last: not known)."""

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
    pool = _pool(cohort, scenario, year, year - base)
    as_observed = [pool.amounts(had) for had in range(max(0, year - base) + 1)]
    grown = pool.grown(sorted({of for line in lines for of in levels(line.growth)}))
    found = {}
    for line in lines:
        rows = pool.rows(line)
        table = [
            [_together(_again(grown[factor], of, as_observed[0]), rows) for factor in levels(line.growth)]
            for of in as_observed
        ]
        found[line.provision] = pool.donors(rows, np.array(table, dtype=np.float64))
    return found


def _again(grown: Array, again: Array, anew: Array) -> Array:
    """What claims with grown amounts come to for somebody who had the same before: nothing, or as much, where that is
    so with the amounts as they were; else as large a part."""
    return np.where(again == anew, grown, _part_of(grown, again, anew))


def _part_of(amounts: Array, part: Array, whole: Array) -> Array:
    """As large a part of amounts as one column is of another, cut to whole 0.01万元."""
    if int(amounts.max(initial=0)) * int(part.max(initial=0)) >= FITS:
        amounts = amounts.astype(object)
    found: Array = amounts * part // np.maximum(whole, 1)
    return found.astype(np.int64)


def _together(amounts: Array, rows: Sequence[Array]) -> Array:
    """The sums of the claims that are drawn together."""
    if not rows:
        return np.zeros(0, dtype=np.int64)
    starts = np.cumsum([0, *(len(of) for of in rows[:-1])])
    return np.add.reduceat(amounts[np.concatenate(rows)], starts)


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


_pools: WeakKeyDictionary[Cohort, dict[str, _Pool]] = WeakKeyDictionary()
MOST_POOLS = 8
MOST_GROWN = 256
MOST = TOO_LARGE // HUNDREDTH


def _pool(cohort: Cohort, scenario: Scenario, year: int, later: int) -> _Pool:
    """The claims of a cohort moved on, assessed once for as long as somebody has the cohort."""
    key = repr((sorted(scenario.readings.items()), sorted(scenario.overrides.items()), year, later))
    known = _pools.setdefault(cohort, {})
    if key not in known:
        while len(known) >= MOST_POOLS:
            known.pop(next(iter(known)), None)
        known[key] = _Pool(cohort, scenario, year, later)
    return known[key]


class _Pool:
    """The claims of a cohort, moved on by `later` years. It knows no cohort: that would stay in memory."""

    def __init__(self, cohort: Cohort, scenario: Scenario, year: int, later: int) -> None:
        self.company, self.size = cohort.company, cohort.size
        self._amounts: dict[int, Array] = {}
        self._grown: dict[int, Array] = {}
        self.assessed = cohort.assessed(scenario.readings, scenario.overrides)
        self.law = in_year(cohort.policy, year)
        self.policy = overridden(self.law, scenario.overrides)
        self.readings = scenario.in_force(self.policy)
        self.row = {entry.id: n for n, entry in enumerate(self.assessed.entries)}
        raw = {"applications": cohort.submitted or cohort.raw["applications"], "open": cohort.raw["open"]}
        applications, _, points = read_claims(self.policy, raw, self.readings, cohort.policy)
        self.base, self.applications = applications, [moved(one, later, WHOLE) for one in applications]
        self.beside = Beside(positions(applications, {claim for point in points for claim in point.claims}))
        approved = self.assessed.columns.approved
        self.observed = np.where(approved > 0, approved, self.assessed.requested)
        self.whole = np.maximum(self.assessed.requested, self.observed)

    def amounts(self, had: int) -> Array:
        """What each claim of the cohort comes to in the later year (0.01万元) for somebody who had the same in so many
        years before."""
        if had not in self._amounts:
            self._amounts[had] = self._worked_out(had)
        return self._amounts[had]

    def grown(self, factors: Sequence[int]) -> dict[int, Array]:
        """The same for somebody who comes anew, with the amounts that claims state so many millionths of what they
        were, for each of these factors."""
        if missing := [factor for factor in factors if factor not in self._grown and factor != WHOLE]:
            if len(self._grown) + len(missing) > MOST_GROWN:
                self._grown.clear()
            self._grown |= self._worked_out_grown(missing)
        return {factor: self.amounts(0) if factor == WHOLE else self._grown[factor] for factor in factors}

    def _worked_out(self, had: int) -> Array:
        applications = self.applications
        if had:
            applications = [
                with_history(base, one, [self._awards(claim, one.day.year, had) for claim in one.claims])
                for base, one in zip(self.base, applications, strict=True)
            ]
        amounts = (
            amounts_of(self.policy, applications, self.readings, "favour", self.beside) if had else self.held.amounts
        )
        return self._of_claims(self._bare(had, WHOLE), amounts)

    def _worked_out_grown(self, factors: Sequence[int]) -> dict[int, Array]:
        table = self.held.columns[0]
        found = {factor: self._bare(0, factor) for factor in factors}
        for name, of in evaluate_table(self.held.book, grown_tables(table, factors)).items():
            rows = self.rows_of_columns[table.rows[name].claim_order]
            for factor, approved in zip(factors, np.split(of.approved, len(factors)), strict=True):
                found[factor][rows[rows >= 0]] = approved[rows >= 0] // HUNDREDTH
        return {factor: self._of_claims(found[factor], self._hanging_together(factor)) for factor in factors}

    def _hanging_together(self, factor: int) -> Amounts:
        """分 of the claims that hang together with others, their amounts grown."""
        together = self.held.columns[2]
        own = sorted({i for claims, _ in together for i, _ in claims})
        amounts: Amounts = dict.fromkeys(self.beside.without, 0)
        if own:
            # Whatever they hang together with is among them.
            place = {i: n for n, i in enumerate(own)}
            wanted = {(place[i], j) for claims, _ in together for i, j in claims}
            without = {(place[i], j) for i, j in self.beside.without if i in place}
            applications = [moved(self.applications[i], 0, factor) for i in own]
            again = gathered(self.held.book, applications, "favour", Beside(without), wanted).amounts()
            amounts |= {(own[n], j): fen for (n, j), fen in again.items()}
        return amounts

    @cached_property
    def held(self) -> Held:
        """The claims as columns, as far as they hang on nothing else."""
        return Held(self.policy, self.applications, self.readings, "favour", self.beside)

    @cached_property
    def rows_of_columns(self) -> Array:
        """The row of the cohort of each claim that is held in columns; -1: it has none."""
        _, places, _ = self.held.columns
        return np.array([self.row.get(self.applications[i].claims[j].id, -1) for i, j in places], dtype=np.int64)

    def _of_claims(self, found: Array, amounts: Amounts) -> Array:
        """Amounts by place as a column, over what is `found` of other claims. Where officials approved less than was
        asked for, so they will."""
        for (i, j), fen in amounts.items():
            if (row := self.row.get(self.applications[i].claims[j].id)) is not None:
                found[row] = fen // HUNDREDTH
        return _part_of(found, self.observed, self.whole)

    def _bare(self, had: int, factor: int) -> Array:
        """What claims come to of which nothing but the approved amount is known, as a column of all claims."""
        most, comes_again = self._plain
        wholes, rest = np.divmod(self.whole, WHOLE)
        found = np.minimum(wholes * factor + rest * factor // WHOLE, most)
        return np.where(comes_again, found, 0) if had else found

    @cached_property
    def _plain(self) -> tuple[Array, Array]:
        """Of each claim what it comes to at most (0.01万元): what is allowed for it, or where officials approved more
        and no other number is tried, that; and whether the same is paid in a later year."""
        plain, of_law = (policy.derived(PlainCaps).under(self.readings) for policy in (self.policy, self.law))
        again = {p.id: _comes_again(p, self.readings) for p in self.policy.provisions}
        names = [entry.provision.id for entry in self.assessed.entries]
        bounds = [plain[name] for name in names]
        most = np.array([MOST if bound is None else min(bound, MOST) for bound in bounds], dtype=np.int64)
        is_law = np.array([plain[name] == of_law[name] for name in names], dtype=bool)
        most = np.where(is_law, np.maximum(most, self.whole), most)
        return most, np.array([again[name] for name in names], dtype=bool)

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
        return _grouped(rows, self.company[rows], line.unit)

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
        columns = [np.array(of, dtype=np.int64) for of in (ranks, days, self.size[first].tolist())]
        return Donors(amounts, *columns)


def _grouped(rows: Array, company: Array, unit: Unit) -> list[Array]:
    if unit == "claims":
        return [rows[n : n + 1] for n in range(len(rows))]
    of_companies = grouped(zip(company.tolist(), rows.tolist(), strict=True))
    return [np.array(of, dtype=np.int64) for of in of_companies.values()]


def _comes_again(p: Provision, readings: dict[str, str]) -> bool:
    """Whether the same is paid again in a later year."""
    if any(once.holds_for(readings) == "applicant" for once in p.of_kind(Once)):
        return False
    return p.matter is None or p.matter.is_for_every_year(readings)
