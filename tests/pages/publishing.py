"""A registry in which a scenario over the invented companies is published."""

from typing import Any

from engine.registry import scenarios
from engine.registry.access import Terminal
from engine.registry.database import Database
from engine.scenario import Scenario, lawful, outcome, publication_of
from tests.invented_year import whole_year
from tests.pages.dividing import new_registry
from tests.registry.companies import POLICY

__all__ = ["HOSTILE_NAME", "YEAR", "content", "new_registry", "publish"]

YEAR = POLICY.in_force.start.year
WAN = 1_000_000
HOSTILE_NAME = '<img src="http://a.example/x" onerror="alert(1)">&amp;</h1>{n}${title}' + "深" * 40
"""The name of a scenario: markup, an address outside, our own placeholders, and long without a place to break."""


def content(name: str = "八千万", **more: Any) -> dict[str, Any]:
    """What is published of a scenario over the invented companies: 8000万元, unless told otherwise."""
    scenario = Scenario(name, YEAR, **{"budget": 8_000 * WAN, **more})
    cohort = whole_year()
    return publication_of(outcome(POLICY, cohort, scenario), base=outcome(POLICY, cohort, lawful(scenario)))


def publish(registry: Database, told: dict[str, Any]) -> None:
    """Publish this content under the name that stands in it."""
    scenario = Scenario(told["scenario"]["name"], told["scenario"]["year"])
    kept = scenarios.save(registry, Terminal(), POLICY, scenario)
    scenarios.publish(registry, Terminal(), POLICY, kept.id, kept.version, told)
