"""What a scenario changes beside another: by article and in all, who gains and who loses, and where most of it goes.

Amounts are 分, whole 0.01万元, as published; differences are taken between published figures, so that they add up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

import numpy as np
from pydantic import Field, computed_field

from engine.allocation.answer import explained
from engine.assessment.answered_steps import Difference, Fen, Ratio, Step
from engine.assessment.explain import AssessedSteps
from engine.scenario.comparison import Comparison, Moved, compare, summed
from engine.scenario.outcome import ArticleOutcome, Outcome
from engine.values.arrays import Array
from engine.values.money import HUNDREDTH

MOST = 10
"""So many companies, and so many claims, are told of whose change is largest."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the claims of a line come to in one scenario: `approved` is partly `decided` by officials, and for the rest
    `estimated` by the engine. `unspent`: what is left of the article's yearly total, or of the budget; None where there
    is none. `ratio`: what is paid of what is approved; None where nothing is."""

    requested: Fen[int]
    approved: Fen[int]
    decided: Fen[int]
    estimated: Fen[int]
    paid: Fen[int]
    unspent: Fen[int] | None
    ratio: Ratio | None

    @classmethod
    def of(cls, line: ArticleOutcome | None) -> Standing:
        """Of a line of an outcome; nothing where there is none."""
        if line is None:
            return cls(0, 0, 0, 0, 0, None, None)
        ratio = Fraction(line.paid, line.approved) if line.approved else None
        amounts = line.requested, line.approved, line.decided, line.estimated, line.paid
        return cls(*amounts, line.unspent, ratio)

    @classmethod
    def together(cls, parts: Iterable[Standing]) -> Standing:
        """Of several lines, of which no total is set together."""
        amounts = [(one.requested, one.approved, one.decided, one.estimated, one.paid) for one in parts]
        requested, approved, decided, estimated, paid = (sum(column) for column in zip(*amounts, strict=True))
        ratio = Fraction(paid, approved) if approved else None
        return cls(requested, approved, decided, estimated, paid, None, ratio)


@dataclass(frozen=True, slots=True)
class EffectLine:
    """One article (None: all that this budget pays), before and after. `on_budget`: this budget pays it; a reading can
    move an article from one budget to another: then it has a line of each. `claims` and `companies`: how many there
    are."""

    article: int | None
    on_budget: bool
    claims: int
    companies: int
    before: Standing
    after: Standing

    @computed_field  # type: ignore[prop-decorator]
    @property
    def difference(self) -> Difference:
        """What is paid after less before."""
        return self.after.paid - self.before.paid


@dataclass(frozen=True, slots=True)
class CompanyChange(Moved):
    """What one company is paid before and after, for `claims` of its."""

    company: Annotated[int, Field(exclude=True)]
    applicant: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledgers:
    """The steps of a claim, before and after, from the first condition to what is paid; of what officials have
    approved, from that."""

    before: list[Step]
    after: list[Step]


def _left_out_or_there(schema: dict[str, Any]) -> None:
    """Of what is left out where it is None the JSON Schema says what it is where it is there."""
    del schema["default"]
    schema |= next(of for of in schema.pop("anyOf") if "$ref" in of)


@dataclass(frozen=True, slots=True)
class ClaimChange(Moved):
    """What one claim is approved for and paid before and after. `decided`: officials have decided what is approved.
    `steps` are left out where nobody asked for them."""

    approved_before: Fen[int]
    approved_after: Fen[int]
    claim: str
    applicant: str | None
    provision: str
    decided: bool
    steps: Annotated[
        Ledgers | None, Field(exclude_if=lambda steps: steps is None, json_schema_extra=_left_out_or_there)
    ] = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What `other` changes beside `base`. `lines` in the order of the law; `total` of all that this budget pays,
    `beside` of all that others do (None: nothing is claimed of them); in `comparison` who gains and who loses,
    whichever budget pays."""

    base: Outcome
    other: Outcome
    lines: tuple[EffectLine, ...]
    total: EffectLine
    beside: EffectLine | None
    comparison: Comparison


def effect(base: Outcome, other: Outcome, comparison: Comparison | None = None) -> Effect:
    """What is different when `other` is done instead of `base`. ValueError unless both are of the same claims."""
    found = comparison or compare(base, other)
    before, after = ({(line.article, line.on_budget): line for line in o.lines} for o in (base, other))
    lines = tuple(
        line
        for article, on_budget in sorted({*before, *after}, key=lambda key: (key[0] or 0, not key[1]))
        if (line := _line(before.get((article, on_budget)), after.get((article, on_budget)))).claims
    )
    return Effect(base, other, lines, _line(base.total, other.total), _beside(base, other, lines), found)


def _beside(base: Outcome, other: Outcome, lines: Sequence[EffectLine]) -> EffectLine | None:
    """What other budgets pay in all."""
    own = [line for line in lines if not line.on_budget]
    if not own:
        return None
    rows = _elsewhere(base) | _elsewhere(other)
    companies = len(np.unique(base.cohort.company[rows]))
    before, after = Standing.together(line.before for line in own), Standing.together(line.after for line in own)
    return EffectLine(None, False, int(rows.sum()), companies, before, after)


def _elsewhere(outcome: Outcome) -> Array:
    """Which claims another budget pays."""
    run = outcome.settlement.run
    return np.isin(run.provision, [n for n, group in enumerate(run.groups) if group == run.elsewhere])


def _line(before: ArticleOutcome | None, after: ArticleOutcome | None) -> EffectLine:
    line = after or before
    assert line is not None
    standings = Standing.of(before), Standing.of(after)
    return EffectLine(line.article, line.on_budget, line.claims, line.companies, *standings)


def largest_companies(base: Outcome, other: Outcome, most: int = MOST) -> tuple[CompanyChange, ...]:
    """The companies whose payment changes most, the largest change first; of equal ones the first that applied."""
    cohort, found = base.cohort, []
    before, after = (summed(cohort.company, outcome.paid, cohort.companies) for outcome in (base, other))
    for company in _largest(after - before, most):
        claims = tuple(cohort.claims[row] for row in np.flatnonzero(cohort.company == company).tolist())
        amounts = int(before[company]) * HUNDREDTH, int(after[company]) * HUNDREDTH
        found.append(CompanyChange(*amounts, company, cohort.applicants[company], claims))
    return tuple(found)


def largest_claims(
    base: Outcome, other: Outcome, most: int = MOST, rows: Array | None = None, *, unchanged: bool = False
) -> tuple[ClaimChange, ...]:
    """The claims whose payment changes most, among those in `rows` (their positions; None: all), the largest change
    first; with those that do not change, if `unchanged`."""
    differences = other.paid - base.paid
    chosen = differences if rows is None else differences[rows]
    places = _largest(chosen, most, unchanged=unchanged)
    return tuple(_claim(base, other, n if rows is None else int(rows[n])) for n in places)


def _claim(base: Outcome, other: Outcome, row: int) -> ClaimChange:
    entry = other.settlement.run.entries[row]
    before, after, approved_before, approved_after = (
        int(values[row]) * HUNDREDTH
        for values in (base.paid, other.paid, base.settlement.run.approved, other.settlement.run.approved)
    )
    of = entry.id, entry.applicant, entry.provision.id, bool(base.cohort.decided[row])
    return ClaimChange(before, after, approved_before, approved_after, *of)


def _largest(differences: Array, most: int, *, unchanged: bool = False) -> Iterator[int]:
    """Where the largest differences stand, up to so many, those of nothing left out unless wanted."""
    size = np.abs(differences)
    for n in np.argsort(-size, kind="stable")[:most].tolist():
        if size[n] or unchanged:
            yield n


def ledgers(outcome: Outcome, claims: Collection[str]) -> dict[str, list[Step]]:
    """The steps of these claims (their ids) under an outcome, from the first condition to what is paid; of what
    officials have decided, from that. Only their applications are read and explained again."""
    run, wanted = outcome.settlement.run, set(claims)
    given = outcome.cohort.raw["applications"] or ()
    own = [one for one in given if any(claim["id"] in wanted for claim in one["claims"])]
    assessed = AssessedSteps.of_kept(run.policy, own, run.readings)
    rows = [row for row, entry in enumerate(run.entries) if entry.id in wanted]
    return {paid["id"]: paid["steps"] for paid in explained(outcome.settlement, assessed, rows)}
