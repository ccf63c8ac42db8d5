"""What an allocation workbook tells, before it has cells: the outcome by article, and whether formulas can follow it.

Amounts are in 0.01万元 unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np

from engine.allocation.answer import report
from engine.allocation.paid import ClaimPaid, Divided
from engine.allocation.proration import IDLE, IN, OUT, TIE, ZERO, Settlement
from engine.allocation.rules import PROPORTIONAL
from engine.allocation.run import NO_SCORE, Run
from engine.assessment.explain import AssessedSteps
from engine.documents.allocation_workbook.formulas import EXACT
from engine.policy.blocks import Pool
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.scenario import Outcome
from engine.scenario.annual_budgets import AnnualBudget
from engine.steps.winners import Winners
from engine.values.arrays import Array
from engine.values.money import HUNDREDTH, WAN, Exact

FINEST_SCORE = 10**14
"""Millionths: below it two scores that differ are different in a cell."""
SHOWN_DIGITS = 17
HUNDREDTHS = WAN // HUNDREDTH
"""Of 0.01万元 in one 万元."""


@dataclass(frozen=True, slots=True)
class Part:
    """The claims of one article that are treated alike: their `group` in the run. `stages` is what they come to after
    the places and after each limit, exact."""

    article: int
    group: int
    rows: Array
    claims: int
    companies: int
    requested: int
    approved: int
    stages: tuple[Fraction, ...]
    paid: int


@dataclass(frozen=True, slots=True)
class Places:
    """A provision with so many winners a year: `places` in all, `used` before this run."""

    provision: Provision
    limit: Winners
    number: int
    places: int
    used: int


class Figures:
    """One outcome, ready to be written. `names`: of applicants, by id; `beside`: outcomes of the same claims to compare
    with, the first being what the others are compared with; `annual`: the budget stated for the year."""

    def __init__(
        self,
        outcome: Outcome,
        beside: Sequence[Outcome],
        names: Mapping[str, str],
        annual: AnnualBudget | None = None,
    ) -> None:
        self.outcome, self.beside, self.names, self.annual = outcome, beside, names, annual
        self.settlement: Settlement = outcome.settlement
        self.run: Run = self.settlement.run
        self.policy: Policy = self.run.policy
        scenario = outcome.scenario
        self.requested = outcome.cohort.assessed(scenario.readings, scenario.overrides).requested
        self.stages = self.settlement.stages
        self.budget_first = self.run.budget_first
        self.pools: Sequence[Pool] = self.policy.pools

    @cached_property
    def paid(self) -> tuple[list[ClaimPaid], Divided]:
        """The contract's answer: every claim with every step, and what stands beside them."""
        raws = self.outcome.cohort.raw["applications"] or []
        claims, divided = report(self.settlement, AssessedSteps.of_kept(self.policy, raws, self.run.readings))
        return list(claims), divided

    @cached_property
    def places(self) -> list[Places]:
        """The provisions with so many winners a year that draw on the budget."""
        run = self.run
        return [
            Places(p, limit, number, run.quota.get(p.id, limit.winners or 0), run.quota_used.get(p.id, 0))
            for number, p, limit in run.shape.winners
            if run.groups[number] != run.elsewhere
        ]

    @cached_property
    def parts(self) -> list[Part]:
        """The articles that draw on the budget, and then those that another one pays."""
        run = self.run
        found: dict[tuple[bool, int, int], list[int]] = {}
        for number, p in enumerate(self.policy.provisions):
            group = run.groups[number]
            if not p.gives_nothing:
                found.setdefault((group == run.elsewhere, p.article, group), []).append(number)
        return [self._part(article, group, numbers) for (_, article, group), numbers in sorted(found.items())]

    def _part(self, article: int, group: int, numbers: list[int]) -> Part:
        run, settlement = self.run, self.settlement
        rows = np.flatnonzero(np.isin(run.provision, numbers))
        return Part(
            article,
            group,
            rows,
            len(rows),
            len(np.unique(self.outcome.cohort.company[rows])),
            int(self.requested[rows].sum()),
            int(run.approved[rows].sum()),
            tuple(column.among(rows).total() for column in settlement.columns),
            int(settlement.actual[rows].sum()),
        )

    @property
    def on_budget(self) -> list[Part]:
        """The parts that draw on the budget."""
        return [part for part in self.parts if part.group != self.run.elsewhere]

    @property
    def elsewhere(self) -> list[Part]:
        """The parts that another budget pays."""
        return [part for part in self.parts if part.group == self.run.elsewhere]

    def state(self, row: int) -> int:
        """What became of a claim in the places of its provision: ZERO, IN, TIE or OUT."""
        place = int(self.settlement.places[row])
        return IN if place == IDLE and self.run.approved[row] else ZERO if place == IDLE else place

    def score(self, row: int) -> int | None:
        """Millionths."""
        score = int(self.run.columns.score[row])
        return None if score == NO_SCORE else score

    @cached_property
    def why_fixed(self) -> str | None:
        """Why formulas cannot follow this outcome; None where they can."""
        run = self.run
        if run.rule != PROPORTIONAL:
            return "rule"
        amounts = [run.budget or 0, *run.already_awarded.values(), *(run.total_of(pool) for pool in self.pools)]
        if any(amount % HUNDREDTH for amount in amounts):
            return "fine"
        # Whatever is multiplied is at most all that is asked for, whichever budget and totals are typed.
        asked = int(sum(part.approved for part in self.on_budget))
        if asked * asked >= EXACT or int(run.columns.score.max(initial=0)) >= FINEST_SCORE:
            return "large"
        return None


@lru_cache(maxsize=8192)
def wan(hundredths: Exact) -> Decimal:
    """万元, with as many digits as a cell holds."""
    with localcontext() as context:
        context.prec = SHOWN_DIGITS
        return Decimal(hundredths.numerator) / (Decimal(hundredths.denominator) * HUNDREDTHS)


def cut(hundredths: Exact) -> Decimal:
    """万元, cut to 0.01万元."""
    return Decimal(int(hundredths)).scaleb(-2)


def fen(amount: int) -> Decimal:
    """万元 of 分."""
    return Decimal(amount).scaleb(-6)


def percentage(ratio: Fraction) -> Decimal:
    """A ratio cut to hundredths of a per cent, as published."""
    return Decimal(int(ratio * 10**4)).scaleb(-4)


STATES = {ZERO: "state_none", IN: "state_in", TIE: "state_tie", OUT: "state_out"}
"""The words for what became of a claim in the places of its provision."""
