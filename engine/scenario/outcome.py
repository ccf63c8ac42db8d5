"""What a scenario comes to, article by article and in total, and what is open. Amounts are 分 unless said otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from engine.allocation.contradictions import Point
from engine.allocation.proration import IN, TIE, Settlement, Share, if_open
from engine.allocation.rules import PROPORTIONAL
from engine.policy.pack import Policy
from engine.scenario.cohort import Cohort
from engine.scenario.plan import Scenario
from engine.text import words
from engine.text.phrases import Both
from engine.values.arrays import Array
from engine.values.grouping import grouped
from engine.values.money import HUNDREDTH, Exact, truncate, wan_law, wan_text


@dataclass(frozen=True, slots=True)
class ArticleOutcome:
    """What the claims of one article come to (`article` None: of all articles that draw on the budget).

    `requested`, `approved`, what of that officials have `decided`, `after_quota` and `paid` are whole 0.01万元;
    `after_pool` and `after_budget` are exact and stand in the order of the reading (`budget_first`). `left` is what is
    left of the yearly total of the article, or of the budget in the total line; None where there is none. `granted`
    counts the claims with an approved amount. `binds` names what cut something: quota, pool, budget. `cuts` are
    differences of published figures.
    """

    article: int | None
    on_budget: bool
    claims: int
    granted: int
    companies: int
    requested: int
    approved: int
    decided: int
    after_quota: int
    after_pool: Fraction
    after_budget: Fraction
    paid: int
    left: int | None
    budget_first: bool
    binds: tuple[str, ...]

    @property
    def estimated(self) -> int:
        """What of the approved amount the engine works out, no official having decided."""
        return self.approved - self.decided

    @property
    def final(self) -> Fraction:
        """After all limits, before the truncation."""
        return min(self.after_pool, self.after_budget)

    @property
    def truncated(self) -> Fraction:
        """What the truncation takes (取两位小数)."""
        return self.final - self.paid

    @property
    def unspent(self) -> int | None:
        """What is left of the total of the article, or of the budget, when all is paid."""
        return None if self.left is None else truncate(self.left) - self.paid

    @property
    def quota_cut(self) -> int:
        """What the places of provisions with so many winners a year take."""
        return self.approved - self.after_quota

    @property
    def pool_cut(self) -> int:
        """What the yearly totals of articles take."""
        before = self.after_budget if self.budget_first else Fraction(self.after_quota)
        return truncate(before) - truncate(self.after_pool)

    @property
    def budget_cut(self) -> int:
        """What the total budget takes."""
        before = Fraction(self.after_quota) if self.budget_first else self.after_pool
        return truncate(before) - truncate(self.after_budget)


@dataclass(frozen=True, slots=True)
class Bound:
    """One limit that several claims share, a pool or the budget (`id` "budget"): `cap` (None: none is set) and what was
    asked of it; the ratio of what is granted to what was asked, by which every claim is paid where `rule` is the
    proportional one."""

    id: str
    cap: int | None
    asked: Fraction
    ratio: Fraction
    rule: str

    @property
    def binds(self) -> bool:
        """Whether it cuts anything."""
        return self.ratio < 1


@dataclass(frozen=True, slots=True)
class Tie:
    """What is open until the authority decides: equal scores, or none, over the last of the places of a `provision`, or
    over the last of the money of a pool or the budget (`bound`). `left` is places, or 分."""

    provision: str | None
    bound: str | None
    left: int
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """What is paid nothing and stands in no amount until an official has decided: the `points` on which applications
    contradict one another, the `claims` that hang on them, and what these come to at `most` (分)."""

    points: tuple[Point, ...]
    claims: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario comes to: `lines` by article, `total` of those that draw on the budget. Lines of another budget
    have `on_budget` False and are not in the total. `reserving`: what is open stands in all amounts with what it could
    come to at most."""

    policy: Policy
    cohort: Cohort
    scenario: Scenario
    lines: tuple[ArticleOutcome, ...]
    total: ArticleOutcome
    pools: dict[str, Bound]
    budget: Bound
    ties: tuple[Tie, ...]
    settlement: Settlement
    open: Open
    reserving: bool = False

    def __reduce__(self) -> tuple[Any, ...]:
        """An outcome goes to another process as its cohort and scenario, and is worked out there."""
        return outcome, (self.policy, self.cohort, self.scenario, self.reserving)

    @property
    def has_open(self) -> bool:
        """Whether anything is open: a contradiction, or a place that hangs on scores."""
        return bool(self.open.claims) or any(tie.provision is not None for tie in self.ties)

    def reserved(self) -> Outcome:
        """The same with what is open at its most; the same outcome where nothing is open."""
        return outcome(self.policy, self.cohort, self.scenario, reserving=True) if self.has_open else self

    def if_open(self) -> tuple[Fraction, int]:
        """The ratio of the budget and what is paid out of it (分) with what is open at its most: of `reserved` what the
        page of the budget says, without the rest of it."""
        settlement = if_open(self.settlement) or self.settlement
        elsewhere = [n for n, group in enumerate(settlement.run.groups) if group == settlement.run.elsewhere]
        paid = settlement.actual[~np.isin(settlement.run.provision, elsewhere)]
        return settlement.budget.ratio, int(paid.sum()) * HUNDREDTH

    @property
    def paid(self) -> Array:
        """What each claim is paid, in 0.01万元, in the order of the cohort."""
        return self.settlement.actual

    @property
    def articles(self) -> dict[int, ArticleOutcome]:
        """The lines of the articles that draw on the budget, by number."""
        return {line.article: line for line in self.lines if line.on_budget and line.article is not None}

    @property
    def beside(self) -> dict[int, ArticleOutcome]:
        """The lines of what another budget pays, by article."""
        return {line.article: line for line in self.lines if not line.on_budget and line.article is not None}


def outcome(policy: Policy, cohort: Cohort, scenario: Scenario, reserving: bool = False) -> Outcome:
    """What the cohort comes to under the scenario. `policy` is the one that the cohort was read for; `reserving`: with
    what is open at its most."""
    settlement = cohort.settle(scenario)
    if reserving:
        settlement = if_open(settlement) or settlement
    lines = _Lines(cohort, scenario, settlement)
    bounds = {pool.id: _bound(pool.id, share) for pool, share in zip(policy.pools, settlement.pools, strict=True)}
    budget = _bound("budget", settlement.budget)
    ties = tuple(_ties(cohort, settlement, (*bounds.values(), budget)))
    return Outcome(
        policy,
        cohort,
        scenario,
        lines.lines(),
        lines.total(),
        bounds,
        budget,
        ties,
        settlement,
        open_of(cohort, scenario.readings, scenario.overrides),
        reserving,
    )


def open_of(cohort: Cohort, readings: Mapping[str, str], overrides: Mapping[str, str]) -> Open:
    """What is open among the claims, under these readings (those that are not the defaults) and numbers."""
    assessed = cohort.assessed(readings, overrides)
    claims = dict.fromkeys(claim for point in assessed.points for claim in point.claims)
    return Open(tuple(assessed.points), tuple(claims), assessed.open_most * HUNDREDTH)


def _bound(name: str, share: Share) -> Bound:
    cap = None if share.cap is None else int(share.cap * HUNDREDTH)
    return Bound(name, cap, Fraction(share.requested * HUNDREDTH), share.ratio, share.rule)


def _ties(cohort: Cohort, settlement: Settlement, bounds: Sequence[Bound]) -> Iterator[Tie]:
    provisions = settlement.run.policy.provisions
    open_rows = np.flatnonzero(settlement.places == TIE)
    for number in dict.fromkeys(settlement.run.provision[open_rows].tolist()):
        provision = provisions[number]
        own = (settlement.run.provision == number) & (settlement.run.approved > 0)
        placed = int(np.count_nonzero(own & (settlement.places == IN)))
        left = settlement.quotas[provision.id].left - placed
        yield Tie(provision.id, None, left, _ids(cohort, np.flatnonzero(own & (settlement.places == TIE))))
    for bound, share in zip(bounds, (*settlement.pools, settlement.budget), strict=True):
        if share.tied:
            yield Tie(None, bound.id, int(share.open * HUNDREDTH), _ids(cohort, share.tied))


def _ids(cohort: Cohort, rows: Iterable[int]) -> tuple[str, ...]:
    return tuple(cohort.claims[row] for row in rows)


class _Lines:
    """The sums of a settlement, by article."""

    def __init__(self, cohort: Cohort, scenario: Scenario, settlement: Settlement) -> None:
        self.cohort, self.settlement, self.run = cohort, settlement, settlement.run
        run, assessed = self.run, cohort.assessed(scenario.readings, scenario.overrides)
        self.provisions = run.policy.provisions
        self.claims = np.bincount(run.provision, minlength=len(self.provisions)).tolist()
        self.granted = np.bincount(run.provision[run.approved > 0], minlength=len(self.provisions)).tolist()
        self.groups = run.groups
        self.sums = {
            "requested": self._by_provision(assessed.requested),
            "approved": self._by_provision(run.approved),
            "decided": self._by_provision(run.approved * cohort.decided),
            "after_quota": self._by_provision(settlement.columns[0].values),
            "paid": self._by_provision(settlement.actual),
        }
        for stage, column in zip(settlement.stages, settlement.columns[1:], strict=True):
            self.sums[f"after_{stage}"] = column.by(run.provision, len(self.provisions))

    def _by_provision(self, values: Array) -> list[Any]:
        """The sum of the values of each provision."""
        found = self.run.columns.sums(values)
        return [found.get(number, 0) for number in range(len(self.provisions))]

    def lines(self) -> tuple[ArticleOutcome, ...]:
        """One line for each article under which something is granted, those of another budget by themselves."""
        granting = ((number, p) for number, p in enumerate(self.provisions) if not p.gives_nothing)
        kinds = grouped(((p.article, self.groups[n] != self.run.elsewhere), n) for n, p in granting)
        return tuple(self._line(numbers, article, on_budget) for (article, on_budget), numbers in kinds.items())

    def total(self) -> ArticleOutcome:
        """All that draws on the budget."""
        return self._line([n for n, group in enumerate(self.groups) if group != self.run.elsewhere], None, True)

    def _line(self, numbers: list[int], article: int | None, on_budget: bool) -> ArticleOutcome:
        run, settlement = self.run, self.settlement
        amounts = {name: sum((sums[n] for n in numbers), 0) * HUNDREDTH for name, sums in self.sums.items()}
        exact = {name: Fraction(amount) for name, amount in amounts.items()}
        return ArticleOutcome(
            article,
            on_budget,
            sum(self.claims[n] for n in numbers),
            sum(self.granted[n] for n in numbers),
            self.cohort.companies_under(tuple(numbers)),
            amounts["requested"],
            amounts["approved"],
            amounts["decided"],
            amounts["after_quota"],
            exact["after_pool"],
            exact["after_budget"],
            amounts["paid"],
            self._left(numbers, article),
            run.budget_first,
            tuple(self._binding(numbers, amounts, settlement)),
        )

    def _left(self, numbers: list[int], article: int | None) -> int | None:
        if article is None:
            return self.run.budget
        pools = {self.groups[n] for n in numbers if self.groups[n] < self.run.plain}
        return sum(self.run.left_of(self.run.policy.pools[group]) for group in pools) if pools else None

    def _binding(self, numbers: list[int], amounts: Mapping[str, Exact], settlement: Settlement) -> Iterator[str]:
        if amounts["after_quota"] < amounts["approved"]:
            yield "quota"
        groups = {self.groups[n] for n in numbers}
        if any(settlement.pools[group].ratio < 1 for group in groups if group < self.run.plain):
            yield "pool"
        if settlement.budget.ratio < 1 and groups != {self.run.elsewhere} and amounts["after_quota"]:
            yield "budget"


# ------------------------------------------------------------------------------------------------------- the finding

CUTS = ("quota", "pool", "budget")
HEADLINE_PARTS = (*CUTS, "ratio")


def headline(result: Outcome, told: Sequence[str] = HEADLINE_PARTS) -> Both:
    """What a chart of the outcome shows, as a sentence: its title. `told`: which of the cuts it may name,
    and whether the ratio."""
    total, budget = result.total, result.budget
    order = ("quota", "budget", "pool") if total.budget_first else CUTS
    amounts = {"quota": total.quota_cut, "pool": total.pool_cut, "budget": total.budget_cut}
    named = [stage for stage in order if amounts[stage] and stage in told]
    parts = [
        words.both(f"scenario.cut_{stage}{'_further' if place else ''}", amount=wan_text(amounts[stage]))
        for place, stage in enumerate(named)
    ]
    kind = "none" if budget.cap is None else "enough" if not budget.binds else "scaled"
    if kind == "scaled" and budget.rule != PROPORTIONAL:
        kind = "by_rule"
    elif kind == "scaled" and "ratio" not in told:
        kind = "budget"
    if kind != "scaled" or not parts:
        parts.append(words.both("scenario.paid_in_all", paid=wan_text(total.paid)))
    return words.both(
        f"scenario.headline_{kind}",
        cuts=words.joined("scenario.comma", parts),
        budget="" if budget.cap is None else wan_law(budget.cap),
        ratio=percent(budget.ratio),
        rule=words.both(f"allocate.{budget.rule}"),
    )


def percent(ratio: Fraction) -> str:
    """A ratio as a percentage cut to two decimals, as published: "79.87%"."""
    whole, hundredths = divmod(int(ratio * 10**4), 10**2)
    return f"{whole}.{hundredths:02d}%"
