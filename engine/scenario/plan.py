"""A scenario: one way of dividing the money of a year, read and written as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.allocation.reading import read_rule_of_run
from engine.allocation.rules import PROPORTIONAL
from engine.allocation.terms import NO_TERMS, Terms, read_terms
from engine.allocation.terms import written as written_terms
from engine.application.reading import Vocabulary, read_by_key, read_keys, read_readings
from engine.policy.pack import Policy
from engine.policy.parameters import read_overrides
from engine.text import words
from engine.values.counts import parse_count
from engine.values.money import parse_amount, wan_law
from engine.values.refusal import Refusals, Refused, is_text, refuse, shown
from engine.values.windows import FIRST_DATE, LAST_DATE

Json = dict[str, Any]

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


def lawful(scenario: Scenario) -> Scenario:
    """The law as it stands (现行), with the same money in the same year: what a scenario is compared with."""
    return Scenario(
        words.text("budget.lawful_name", words.LANGUAGES[0]),
        scenario.year,
        scenario.budget,
        awarded=dict(scenario.awarded),
        quota_used=dict(scenario.quota_used),
    )


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
