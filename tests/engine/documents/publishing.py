"""Publications that documents are made of: the invented year under one scenario and another."""

from datetime import date
from functools import cache
from typing import Any

from engine import cohort
from engine.pack import default_policy, load_policy
from engine.scenario import Cohort, lawful, outcome, read_scenario, shown

POLICY = load_policy(default_policy())
DAY = date(2025, 11, 26)
STANDARDS_CAP = {"art11_standards.limits.1.cap": "60"}


@cache
def invented() -> Cohort:
    """The invented year, with the sizes of its companies."""
    companies = cohort.invent(POLICY).companies
    sizes = {company.content["applicant"]["id"]: company.size for company in companies}
    return Cohort(POLICY, {"applications": [company.content for company in companies]}, sizes)


def published(claims: Cohort | None = None, **more: Any) -> dict[str, Any]:
    """What everybody sees of a scenario, beside the law as it stands."""
    claims = claims or invented()
    scenario = read_scenario(POLICY, {"name": "标准上限60万元", "year": 2025, "budget": "18000", **more})
    base = outcome(POLICY, claims, lawful(scenario))
    return shown(outcome(POLICY, claims, scenario), DAY, base)
