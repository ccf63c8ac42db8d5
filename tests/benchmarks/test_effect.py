"""What a scenario changes over 2,000 claims, beside dividing them once."""

from dataclasses import replace
from typing import Any

import pytest

from engine.policy.folder import default_policy, load_policy
from engine.sample.population import as_input, invent
from engine.scenario import Cohort, Scenario, compare, outcome
from engine.scenario.effect import effect, largest_claims, largest_companies
from engine.scenario.fairness import fairness
from engine.scenario.step_changes import step_changes
from engine.values.money import WAN
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.benchmarks.test_budget_reruns import CLAIMS, tenant

POLICY = load_policy(default_policy())
OTHER_BUDGET, OTHER_NUMBER, ROUNDS, TURNS = 4, 12, 9, 20

pytestmark = pytest.mark.bench


def cohort() -> Cohort:
    invented: list[Any] = as_input(invent(POLICY))["applications"]
    count = sum(len(one["claims"]) for one in invented)
    more = [tenant(n) | {"invented": True} for n in range(CLAIMS - count)]
    for n, one in enumerate(more):
        one["claims"][0]["id"] = f"tenant {n}"
    return Cohort(POLICY, {"applications": [*invented, *more]})


@pytest.mark.parametrize(
    ("what", "change", "bound"),
    [
        ("another budget", {"budget": 9_000 * WAN}, OTHER_BUDGET),
        ("another cap", {"overrides": {"art06_rent.cap": "15"}}, OTHER_NUMBER),
    ],
)
def test_an_effect_without_ledgers_beside_an_allocation(
    what: str, change: dict[str, Any], bound: float, tell: Told
) -> None:
    claims = cohort()
    assert len(claims.claims) == CLAIMS
    law = Scenario("law", 2025, 18_000 * WAN)
    scenario = replace(law, **change)
    base, other = outcome(POLICY, claims, law), outcome(POLICY, claims, scenario)

    def divided() -> None:
        for _ in range(TURNS):
            outcome(POLICY, claims, scenario)

    def worked_out() -> None:
        for _ in range(TURNS):
            effect(base, other, compare(base, other))
            largest_claims(base, other)
            largest_companies(base, other)
            fairness(other)
            step_changes(base, other)

    once, own = (t / TURNS for t in lowest(lambda: medians(ROUNDS, divided, worked_out), bound))
    tell(f"the effect of {what} on {CLAIMS:,} claims", "dividing them", own, once, bound)
    assert own <= bound * once
