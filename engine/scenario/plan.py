"""A scenario: one way of dividing the money of a year, read and written as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from engine.allocation.reading import Shapes
from engine.allocation.rules import PROPORTIONAL
from engine.allocation.run import Entry, Run
from engine.allocation.terms import NO_TERMS, Terms, read_terms, terms_schema, written_terms
from engine.application.contract import Vocabulary
from engine.application.reading import read_readings
from engine.policy.pack import Policy
from engine.policy.parameters import read_overrides
from engine.policy.years import in_year
from engine.scenario.numbers import taken_over
from engine.text import words
from engine.values.kinds import parse_year
from engine.values.money import wan_law
from engine.values.refusal import Refusals, is_text, join, refuse, shown
from engine.values.shapes import Json, Kind, Record
from engine.values.windows import FIRST_DATE

LONGEST_NAME = 120
OF_A_SCENARIO = (
    "name", "year", "budget", "pools", "quota", "already_awarded", "quota_used", "rule", "terms", "readings",
    "overrides",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way of dividing the money of a year.

    `budget` and `awarded` (paid earlier this year, by pool) in 分; `budget` None: none is set. `pools` (分) and `quota`
    (places) stand for the yearly totals and places of the law where they name them. `readings` and `overrides` hold
    what differs from the defaults and from the law; a total or places stand in `pools` and `quota` alone
    (`engine.scenario.numbers`).
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

    def run(
        self, policy: Policy, readings: dict[str, str], entries: Sequence[Entry], sizes: dict[str, str], **known: Any
    ) -> Run:
        """The allocation of these claims in this way, with the sizes of their applicants. `policy`: with the numbers of
        the scenario; `readings`: all that are in force; `known`: what of the run is worked out already."""
        return Run(
            policy, entries, readings, self.budget, self.awarded, self.quota_used, self.rule, self.pools, self.quota,
            self.terms, sizes, **known,
        )  # fmt: skip


def lawful(scenario: Scenario) -> Scenario:
    """The law as it stands (现行), with the same money in the same year."""
    return Scenario(
        words.text("budget.lawful_name", words.LANGUAGES[0]),
        scenario.year,
        scenario.budget,
        awarded=dict(scenario.awarded),
        quota_used=dict(scenario.quota_used),
    )


def base_of(scenario: Scenario, stated: int | None) -> Scenario:
    """What a scenario is compared with: the law as it stands, with the budget that is `stated` for the year (分) or
    else the scenario's own."""
    base = lawful(scenario)
    return base if stated is None else replace(base, budget=stated)


def read_scenario(policy: Policy, raw: object, path: str = "") -> Scenario:
    """The scenario in `raw`, as `written` writes it; Refused naming everything that cannot be accepted."""
    if not isinstance(raw, dict):
        refuse(path, "application.not_an_object", given=shown(raw))
    refusals, shapes = Refusals(), policy.derived(_shapes)
    part = partial(shapes.part, raw, path, refusals)
    shapes.names(raw, path, refusals)
    name, budget = part("name") or "", part("budget")
    pools, awarded = part("pools") or {}, part("already_awarded") or {}
    quota, quota_used = part("quota") or {}, part("quota_used") or {}
    readings, defaults = read_readings(policy, raw, path, refusals), policy.default_readings()
    rule, year = part("rule") or PROPORTIONAL, part("year") or FIRST_DATE.year
    of_year = in_year(policy, year)
    overrides = read_overrides(of_year, raw.get("overrides"), join(path, "overrides"), refusals)
    overrides, pools, quota = taken_over(of_year, overrides, pools, quota)
    scenario = Scenario(
        name,
        year,
        budget,
        pools,
        quota,
        awarded,
        quota_used,
        rule,
        read_terms(policy, rule, raw.get("terms"), refusals, join(path, "terms")),
        {name: choice for name, choice in readings.items() if choice != defaults[name]},
        overrides,
    )
    refusals.raise_if_any()
    return scenario


def scenario_schema(policy: Policy) -> Json:
    """What a schema says of a scenario."""
    return {**policy.derived(_shapes).schema, "allOf": terms_schema(policy)}


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


def _name(value: object, path: str) -> str:
    if not is_text(value, LONGEST_NAME) or not value.strip():
        refuse(path, "scenario.bad_name", given=shown(value), most=LONGEST_NAME)
    return value.strip()


def _shapes(policy: Policy) -> Record:
    """What a scenario says of itself, and of a run what is not its claims."""
    of_a_run = policy.derived(Shapes).run.fields
    own = {"name": Kind.of(_name, {}), "year": Kind.of(partial(parse_year, text=False), {})}
    return Record({name: own[name] if name in own else of_a_run[name] for name in OF_A_SCENARIO}, frozenset(own))
