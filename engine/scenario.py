"""What-if: one cohort of claims divided in several ways, and what each way comes to.

A `Scenario` is a way of dividing: budget, totals, places, rule, readings, changed numbers of the law. A `Cohort` is the
claims of one year, assessed once for each choice of readings and numbers; whatever else a scenario changes is settled
from columns that are there. Amounts are 分 unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from engine import words
from engine.allocation.approval import amounts_of, assessed
from engine.allocation.reading import read_claims, read_rule_of_run
from engine.allocation.run import Columns, Entry, Run
from engine.allocation.settling import IN, TIE, Settlement, Share, settle, sums
from engine.allocation.terms import NO_TERMS, SIZES, Terms, read_terms
from engine.allocation.terms import written as written_terms
from engine.application import Vocabulary, parse_count, read_by_key, read_keys, read_readings
from engine.division import FIRST_COME, PROPORTIONAL
from engine.money import HUNDREDTH, Exact, parse_amount, truncate, wan_law, wan_text
from engine.outcome import Array
from engine.overrides import overridden, read_overrides
from engine.pack import Policy
from engine.phrases import Both
from engine.refusal import Refusals, Refused, is_text, refuse, shown
from engine.windows import FIRST_DATE, LAST_DATE

Json = dict[str, Any]

LONGEST_NAME = 120
MOST_ASSESSED = 12
"""For so many choices of readings and numbers a cohort stays assessed."""
OF_A_SCENARIO = (
    "name", "year", "budget", "pools", "quota", "already_awarded", "quota_used", "rule", "terms", "readings",
    "overrides",
)  # fmt: skip
OF_A_COHORT = ("applications", "approved_claims", "submitted")
SAID_BY_OFFICIALS = ("readings", "already_awarded", "quota_used")
"""What an application can say in the contract's form, and what of a whole year is for officials to say."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way of dividing the money of a year.

    `budget` and `awarded` (paid earlier this year, by pool) in 分; `budget` None: none is set. `pools` (分) and `quota`
    (places) stand for the yearly totals and places of the law where they name them. `readings` and `overrides` hold
    what differs from the defaults and from the law.
    """

    name: str
    year: int
    budget: int | None = None
    pools: dict[str, int] = field(default_factory=dict)
    quota: dict[str, int] = field(default_factory=dict)
    awarded: dict[str, int] = field(default_factory=dict)
    quota_used: dict[str, int] = field(default_factory=dict)
    rule: str = PROPORTIONAL
    terms: Terms = NO_TERMS
    readings: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)

    def in_force(self, policy: Policy) -> dict[str, str]:
        """Every reading in force, the defaults included."""
        return policy.derived(Vocabulary).readings | self.readings


def read_scenario(policy: Policy, raw: object, path: str = "") -> Scenario:
    """The scenario in `raw`, as `written` writes it; Refused naming everything that cannot be accepted."""
    if not isinstance(raw, dict):
        refuse(path, "application.not_an_object", given=shown(raw))
    refusals = Refusals()

    def at(name: str) -> str:
        return f"{path}.{name}" if path else name

    read_keys(raw, path, OF_A_SCENARIO, refusals)
    known = policy.derived(Vocabulary)
    amounts = {
        name: read_by_key(raw.get(name), at(name), known.pools, parse_amount, refusals)
        for name in ("pools", "already_awarded")
    }
    counts = {
        name: read_by_key(raw.get(name), at(name), known.with_winners, parse_count, refusals)
        for name in ("quota", "quota_used")
    }
    readings = read_readings(policy, raw.get("readings"), at("readings"), refusals)
    rule = read_rule_of_run(raw.get("rule"), at("rule"), refusals)
    scenario = Scenario(
        _name(raw.get("name"), at("name"), refusals),
        _year(raw.get("year"), at("year"), refusals),
        _budget(raw.get("budget"), at("budget"), refusals),
        amounts["pools"],
        counts["quota"],
        amounts["already_awarded"],
        counts["quota_used"],
        rule,
        read_terms(policy, rule, raw.get("terms"), refusals, at("terms")),
        {name: choice for name, choice in readings.items() if choice != known.readings[name]},
        read_overrides(policy, raw.get("overrides"), at("overrides"), refusals),
    )
    refusals.raise_if_any()
    return scenario


def written(scenario: Scenario) -> Json:
    """The scenario as JSON; amounts in 万元, uncut."""
    terms = written_terms(scenario.terms, scenario.rule)
    return {
        "name": scenario.name,
        "year": scenario.year,
        "budget": None if scenario.budget is None else wan_law(scenario.budget),
        "pools": {pool: wan_law(amount) for pool, amount in scenario.pools.items()},
        "quota": dict(scenario.quota),
        "already_awarded": {pool: wan_law(amount) for pool, amount in scenario.awarded.items()},
        "quota_used": dict(scenario.quota_used),
        "rule": scenario.rule,
        "terms": terms,
        "readings": dict(scenario.readings),
        "overrides": dict(scenario.overrides),
    }


def _name(value: object, path: str, refusals: Refusals) -> str:
    if not is_text(value, LONGEST_NAME) or not value.strip():
        refusals.add(path, "scenario.bad_name", given=shown(value), most=LONGEST_NAME)
        return ""
    return value.strip()


def _year(value: object, path: str, refusals: Refusals) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not FIRST_DATE.year <= value <= LAST_DATE.year:
        refusals.add(path, "application.bad_year", given=shown(value), first=FIRST_DATE.year, last=LAST_DATE.year)
        return FIRST_DATE.year
    return value


def _budget(value: object, path: str, refusals: Refusals) -> int | None:
    if value is None:
        return None
    try:
        return parse_amount(value, path)
    except Refused as refused:
        refusals.include(refused)
        return None


# -------------------------------------------------------------------------------------------------------- the cohort


@dataclass(frozen=True, slots=True)
class Assessed:
    """A cohort under one choice of readings and numbers: the policy with those numbers, its claims, their columns, and
    what was `requested` for each (0.01万元): what the engine works out from the application, every unknown condition
    counted in favour, before an official has decided."""

    policy: Policy
    entries: Sequence[Entry]
    columns: Columns
    requested: Array


class Cohort:
    """The claims of one year, in whatever scenario.

    `raw` holds `applications` and `approved_claims` as a run does, claims of applications first in every column; and
    `submitted`, if some claims were decided by officials and stand among the approved ones: the applications with all
    their claims, which say what was requested. What the applications say themselves of readings and of what was awarded
    this year is left aside: that is for the scenario. `sizes`: the size of each applicant that is known.

    `company` numbers the company of each claim (a claim without an applicant is a company of its own), `size` its size
    (a position in `sizes`, which ends with "" for unknown). Raises Refused as a run does.
    """

    def __init__(self, policy: Policy, raw: Json, sizes: Mapping[str, str | None] | None = None) -> None:
        if not isinstance(raw, dict):
            refuse("", "application.not_an_object", given=shown(raw))
        refusals = Refusals()
        read_keys(raw, "", OF_A_COHORT, refusals)
        refusals.raise_if_any()
        self.policy = policy
        self.raw = {name: _of_companies(raw.get(name)) for name in OF_A_COHORT}
        self.size_of = {applicant: size for applicant, size in (sizes or {}).items() if size in SIZES}
        self._assessed = lru_cache(maxsize=MOST_ASSESSED)(self._assess)
        entries = self.assessed({}, {}).entries
        self.claims = [e.id for e in entries]
        self.company, self.companies = _companies(entries)
        self.sizes = (*SIZES, "")
        known = {applicant: self.sizes.index(size) for applicant, size in self.size_of.items()}
        unknown = len(self.sizes) - 1
        self.size = np.array([known.get(e.applicant or "", unknown) for e in entries], dtype=np.int64)

    def assessed(self, readings: Mapping[str, str], overrides: Mapping[str, str]) -> Assessed:
        """The cohort under these readings (those that are not the defaults) and numbers."""
        return self._assessed(tuple(sorted(readings.items())), tuple(sorted(overrides.items())))

    def settle(self, scenario: Scenario) -> Settlement:
        """The cohort divided as the scenario says. Raises Refused where it cannot be: by first come, if a claim has no
        day of application."""
        return settle(self.run(scenario))

    def run(self, scenario: Scenario) -> Run:
        """The allocation of the cohort under a scenario."""
        assessed = self.assessed(scenario.readings, scenario.overrides)
        if scenario.rule == FIRST_COME:
            _dated(assessed.entries)
        return Run(
            assessed.policy,
            assessed.entries,
            scenario.in_force(self.policy),
            scenario.budget,
            scenario.awarded,
            scenario.quota_used,
            scenario.rule,
            scenario.pools,
            scenario.quota,
            scenario.terms,
            self.size_of,
            assessed.columns,
        )

    def _assess(self, readings: tuple[tuple[str, str], ...], overrides: tuple[tuple[str, str], ...]) -> Assessed:
        policy = overridden(self.policy, dict(overrides))
        in_force = policy.default_readings() | dict(readings)
        applications, approved = read_claims(policy, self.raw, in_force)
        submitted = applications
        if self.raw["submitted"]:
            submitted, _ = read_claims(policy, {"applications": self.raw["submitted"]}, in_force)
        # What is approved uses up caps in the applications themselves: what is requested is worked out before.
        ceilings = amounts_of(policy, submitted, in_force, "favour")
        asked = {submitted[i].claims[j].id: amount // HUNDREDTH for (i, j), amount in ceilings.items()}
        days = {claim.id: application.day for application in submitted for claim in application.claims}
        open_ = assessed(policy, applications, approved, in_force)
        decided = [e if e.day is not None else replace(e, day=days.get(e.id)) for e in approved]
        requested = [max(e.approved, asked.get(e.id, 0)) for e in open_]
        requested += [asked.get(e.id, e.approved) for e in decided]
        entries = open_ + decided
        return Assessed(policy, entries, Columns.of(policy, entries), np.array(requested, dtype=np.int64))


def _of_companies(given: Any) -> Any:
    """Applications without what is for officials to say."""
    if not isinstance(given, list):
        return given
    return [
        {name: part for name, part in each.items() if name not in SAID_BY_OFFICIALS} if isinstance(each, dict) else each
        for each in given
    ]


def _companies(entries: Sequence[Entry]) -> tuple[Array, int]:
    """The number of the company of each claim, and how many there are."""
    numbers: dict[object, int] = {}
    column = [
        numbers.setdefault(e.applicant if e.applicant is not None else (i,), len(numbers))
        for i, e in enumerate(entries)
    ]
    return np.array(column, dtype=np.int64), len(numbers)


def _dated(entries: Sequence[Entry]) -> None:
    """By first come nobody can be paid whose day is not known."""
    refusals = Refusals()
    for e in entries:
        if e.day is None:
            refusals.add("rule", "allocate.no_day", claim=shown(e.id))
    refusals.raise_if_any()


# ------------------------------------------------------------------------------------------------------- the outcome


@dataclass(frozen=True, slots=True)
class Line:
    """What the claims of one article come to (`article` None: of all articles that draw on the budget).

    `requested`, `approved`, `after_quota` and `paid` are whole 0.01万元; `after_pool` and `after_budget` are exact and
    stand in the order of the reading (`budget_first`). `left` is what is left of the yearly total of the article, or of
    the budget in the total line; None where there is none. `granted` counts the claims with an approved amount.
    `binds` names what cut something: quota, pool, budget. `cuts` are differences of published figures.
    """

    article: int | None
    on_budget: bool
    claims: int
    granted: int
    companies: int
    requested: int
    approved: int
    after_quota: int
    after_pool: Fraction
    after_budget: Fraction
    paid: int
    left: int | None
    budget_first: bool
    binds: tuple[str, ...]

    @property
    def final(self) -> Fraction:
        """After all limits, before the truncation."""
        return min(self.after_pool, self.after_budget)

    @property
    def truncated(self) -> Fraction:
        """What the truncation takes (截尾)."""
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
class Outcome:
    """What a scenario comes to: `lines` by article, `total` of those that draw on the budget; `paid` (0.01万元) of each
    claim, in the order of the cohort. `lines` of another budget have `on_budget` False and are not in the total."""

    policy: Policy
    cohort: Cohort
    scenario: Scenario
    lines: tuple[Line, ...]
    total: Line
    pools: dict[str, Bound]
    budget: Bound
    ties: tuple[Tie, ...]
    paid: Array


def outcome(policy: Policy, cohort: Cohort, scenario: Scenario) -> Outcome:
    """What the cohort comes to under the scenario. `policy` is the one that the cohort was read for."""
    settlement = cohort.settle(scenario)
    lines = _Lines(cohort, scenario, settlement)
    bounds = {pool.id: _bound(pool.id, share) for pool, share in zip(policy.pools, settlement.pools, strict=True)}
    budget = _bound("budget", settlement.budget)
    ties = tuple(_ties(cohort, settlement, (*bounds.values(), budget)))
    return Outcome(policy, cohort, scenario, lines.lines(), lines.total(), bounds, budget, ties, settlement.actual)


def _bound(name: str, share: Share) -> Bound:
    cap = None if share.cap is None else int(share.cap * HUNDREDTH)
    return Bound(name, cap, share.asked * HUNDREDTH, share.ratio, share.rule)


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
    """The sums of a settlement, by article. All claims of a provision have one group, so that sums by provision and the
    ratios of groups give exact amounts."""

    def __init__(self, cohort: Cohort, scenario: Scenario, settlement: Settlement) -> None:
        self.cohort, self.settlement, self.run = cohort, settlement, settlement.run
        run, assessed = self.run, cohort.assessed(scenario.readings, scenario.overrides)
        self.provisions = run.policy.provisions
        self.groups = [run.group_of(p) for p in self.provisions]
        self.sums = {
            "requested": self._by_provision(assessed.requested),
            "approved": self._by_provision(run.approved),
            "after_quota": self._by_provision(settlement.columns[0].values),
            "paid": self._by_provision(settlement.actual),
        }
        for stage, column in zip(settlement.stages, settlement.columns[1:], strict=True):
            self.sums[f"after_{stage}"] = [
                amount * column.ratios[group]
                for amount, group in zip(self._by_provision(column.values), self.groups, strict=True)
            ]

    def _by_provision(self, values: Array) -> list[Any]:
        """The sum of the values of each provision."""
        return list(sums(values, self.run.provision, len(self.provisions)))

    def lines(self) -> tuple[Line, ...]:
        """One line for each article under which something is granted, those of another budget by themselves."""
        kinds: dict[tuple[int, bool], list[int]] = {}
        for number, p in enumerate(self.provisions):
            if not p.amount.none:
                kinds.setdefault((p.article, self.groups[number] != self.run.elsewhere), []).append(number)
        return tuple(self._line(numbers, article, on_budget) for (article, on_budget), numbers in kinds.items())

    def total(self) -> Line:
        """All that draws on the budget."""
        return self._line([n for n, group in enumerate(self.groups) if group != self.run.elsewhere], None, True)

    def _line(self, numbers: list[int], article: int | None, on_budget: bool) -> Line:
        run, settlement = self.run, self.settlement
        rows = np.isin(run.provision, numbers)
        amounts = {name: sum((sums[n] for n in numbers), 0) * HUNDREDTH for name, sums in self.sums.items()}
        return Line(
            article,
            on_budget,
            int(np.count_nonzero(rows)),
            int(np.count_nonzero(rows & (run.approved > 0))),
            len(np.unique(self.cohort.company[rows])),
            amounts["requested"],
            amounts["approved"],
            amounts["after_quota"],
            Fraction(amounts["after_pool"]),
            Fraction(amounts["after_budget"]),
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
        if settlement.budget.ratio < 1 and groups != {self.run.elsewhere}:
            yield "budget"


# ---------------------------------------------------------------------------------------------------- the comparison


@dataclass(frozen=True, slots=True)
class Change:
    """How one outcome differs from another for the companies of one `size` ("" for unknown), under one `article`, or
    (neither) in all: what was paid before and after (分, truncated as published, so that columns add up), how many
    companies get more, less, as much, and what those who get more gain and the others lose."""

    article: int | None
    size: str | None
    base: int
    other: int
    winners: int
    losers: int
    unchanged: int
    gained: int
    lost: int

    @property
    def difference(self) -> int:
        """After less before."""
        return self.other - self.base


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two outcomes of one cohort differ, whichever budget pays."""

    total: Change
    by_size: tuple[Change, ...]
    by_article: tuple[Change, ...]


def compare(base: Outcome, other: Outcome) -> Comparison:
    """Who wins and who loses when `other` is done instead of `base`. ValueError unless both are of the same claims."""
    cohort = base.cohort
    if cohort.claims != other.cohort.claims:
        raise ValueError("two outcomes of different claims cannot be compared")
    changing = _Changing(cohort, base.paid, other.paid)
    articles = np.array([e.provision.article for e in cohort.assessed({}, {}).entries], dtype=np.int64)
    everybody = np.ones(len(cohort.claims), dtype=bool)
    granting = dict.fromkeys(p.article for p in base.policy.provisions if not p.amount.none)
    return Comparison(
        changing.among(everybody, None, None),
        tuple(changing.among(cohort.size == n, None, size) for n, size in enumerate(cohort.sizes)),
        tuple(changing.among(articles == article, article, None) for article in granting),
    )


class _Changing:
    """What every company is paid before and after, among some of the claims."""

    def __init__(self, cohort: Cohort, base: Array, other: Array) -> None:
        self.cohort, self.base, self.other = cohort, base, other

    def among(self, rows: Array, article: int | None, size: str | None) -> Change:
        """The change among the claims in `rows`."""
        companies, place = np.unique(self.cohort.company[rows], return_inverse=True)
        differences = np.zeros(len(companies), dtype=np.int64)
        np.add.at(differences, place, self.other[rows] - self.base[rows])
        more, less = differences > 0, differences < 0
        return Change(
            article,
            size,
            int(self.base[rows].sum()) * HUNDREDTH,
            int(self.other[rows].sum()) * HUNDREDTH,
            int(np.count_nonzero(more)),
            int(np.count_nonzero(less)),
            int(np.count_nonzero(differences == 0)),
            int(differences[more].sum()) * HUNDREDTH,
            -int(differences[less].sum()) * HUNDREDTH,
        )


# ------------------------------------------------------------------------------------------------------- the finding


def finding(result: Outcome) -> Both:
    """What a chart of the outcome shows, as a sentence: its title."""
    total, budget = result.total, result.budget
    parts = [
        (stage, cut)
        for stage, cut in (("quota", total.quota_cut), *_in_order(total))
        if cut and (stage != "budget" or budget.binds)
    ]
    cuts = [
        words.both(f"scenario.cut_{stage}{'_further' if place else ''}", amount=wan_text(cut))
        for place, (stage, cut) in enumerate(parts)
    ]
    values = {
        "budget": "" if budget.cap is None else wan_law(budget.cap),
        "ratio": percent(budget.ratio),
        "paid": wan_text(total.paid),
        "rule": words.both(f"allocate.{budget.rule}"),
    }
    kind = "none" if budget.cap is None else "enough" if not budget.binds else "scaled"
    if kind == "scaled" and budget.rule != PROPORTIONAL:
        kind = "by_rule"
    cuts.append(words.both("scenario.paid_in_all", paid=values["paid"])) if kind != "scaled" or not cuts else None
    joined = {lang: words.text("scenario.comma", lang).join(cut[lang] for cut in cuts) for lang in words.LANGUAGES}
    return words.both(f"scenario.finding_{kind}", cuts=joined, **values)


def _in_order(total: Line) -> tuple[tuple[str, int], tuple[str, int]]:
    pool, budget = ("pool", total.pool_cut), ("budget", total.budget_cut)
    return (budget, pool) if total.budget_first else (pool, budget)


def percent(ratio: Fraction) -> str:
    """A ratio as a percentage cut to two decimals, as published: "79.87%"."""
    whole, hundredths = divmod(int(ratio * 10**4), 10**2)
    return f"{whole}.{hundredths:02d}%"
