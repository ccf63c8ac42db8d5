"""Publications that documents are made of: the invented year under one scenario and another."""

from datetime import date
from typing import Any

from engine.policy.folder import default_policy, load_folder, load_policy
from engine.sample import population
from engine.scenario import Cohort, Outcome, lawful, outcome, publication_of, read_scenario
from tests.conftest import ROOT
from tests.invented_year import cohort, whole_year

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
"""Another policy, of another county."""
DAY = date(2025, 11, 26)
STANDARDS_CAP = {"art11_standards.cap": "60"}


def published(claims: Cohort | None = None, **more: Any) -> dict[str, Any]:
    """What everybody sees of a scenario, beside the law as it stands."""
    claims = claims or whole_year()
    scenario = read_scenario(POLICY, {"name": "标准上限60万元", "year": 2025, "budget": "18000", **more})
    base = outcome(POLICY, claims, lawful(scenario))
    return publication_of(outcome(POLICY, claims, scenario), DAY, base)


def tiny_outcomes(**more: Any) -> tuple[Outcome, Outcome]:
    """What becomes of the other policy's invented companies under a scenario, and under the law as it stands."""
    year = TINY.in_force.start.year
    claims = cohort(TINY, population.invent(TINY, year))
    scenario = read_scenario(TINY, {"name": "甲", "year": year, "budget": "50", **more})
    return outcome(TINY, claims, scenario), outcome(TINY, claims, lawful(scenario))


def tiny(**more: Any) -> dict[str, Any]:
    """What everybody sees of such a scenario."""
    own, base = tiny_outcomes(**more)
    return publication_of(own, DAY, base)
