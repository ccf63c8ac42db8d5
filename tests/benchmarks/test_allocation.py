"""How fast an allocation is, beside a loop written by hand and beside sorting the same column."""

import json
from fractions import Fraction
from functools import cache
from itertools import count
from random import Random

import numpy as np
import pytest

from engine.allocation.allocate import allocate as allocated
from engine.allocation.proration import Settlement, settle
from engine.allocation.rules import ALL_RULES, PROPORTIONAL
from engine.allocation.run import ClaimColumns, Entry, Run, numbered_sizes
from engine.allocation.terms import NO_TERMS, Terms
from engine.policy.folder import load_policy
from engine.policy.pack import Policy
from engine.sample.population import invent
from engine.scenario import Cohort as Held
from engine.scenario import Scenario
from engine.steps.winners import Winners
from engine.values.money import wan
from tests.benchmarks.allocation_by_hand import Claim, allocate
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.benchmarks.test_budget_reruns import tenant

LOOP_TIMES = 1 / 10
SORT_TIMES = 7.5
MANY, VERY_MANY = 2_000, 200_000
SCENARIOS = 20
YEAR, BUDGET = 2025, 10**12
RULE_TIMES = 8
CHANGED_TIMES = 41
"""The claims under the provision, half of all, are evaluated as columns against their applicants, and in favour."""
WRITTEN_TIMES = 1.7
TERMS = {
    "weighted_proportional": Terms(by="size", weights={"micro": Fraction(2), "small": Fraction(3, 2)}),
    "floor_then_proportional": Terms(floor=5_000_000),
    "priority_then_proportional": Terms(by="article", classes=(("7",), ("5", "9"))),
}


@cache
def policy() -> Policy:
    return load_policy("longhua-ai-robotics-2025")


def entries(count: int, seed: int) -> list[Entry]:
    """So many claims, spread over the provisions, of which a twentieth are platforms."""
    chance = Random(seed)
    granting = [p for p in policy().provisions if not p.gives_nothing]
    found = []
    for i in range(count):
        p = chance.choice(granting)
        score = chance.randint(0, 100_000) if p.only(Winners) else None
        found.append(Entry(str(i), str(i), p, chance.randint(0, 200_00), score))
    return found


def by_hand(of: list[Entry]) -> list[Claim]:
    return [Claim(e.provision.id, e.provision.pool, e.approved, -1 if e.score is None else e.score) for e in of]


class Cohort:
    """Claims as columns, and a budget of two fifths of them."""

    def __init__(self, count: int, seed: int) -> None:
        self.entries = entries(count, seed)
        self.columns = ClaimColumns.of(policy(), self.entries)
        chance = Random(seed)
        self.size = np.array([chance.randrange(len(numbered_sizes(policy()))) for _ in self.entries], dtype=np.int64)
        self.readings = policy().default_readings()
        self.budget = sum(e.approved for e in self.entries) * 2 // 5

    def settle(self, rule: str = PROPORTIONAL) -> Settlement:
        terms, budget = TERMS.get(rule, NO_TERMS), self.budget * 10_000
        run = Run(
            policy(), self.entries, self.readings, budget, rule=rule, terms=terms, size=self.size, given=self.columns
        )
        return settle(run)

    def stages(self) -> list[np.ndarray]:
        """The columns of every stage, as they are shown, and what is paid."""
        settlement = self.settle()
        return [*settlement.shown(), settlement.actual]


def test_the_loop_by_hand_and_the_engine_pay_the_same_at_every_stage() -> None:
    for seed in range(20):
        cohort = Cohort(200, seed)
        hand = [list(column) for column in zip(*allocate(by_hand(cohort.entries), cohort.budget), strict=True)]
        assert [column.tolist() for column in cohort.stages()] == hand


@pytest.mark.bench
def test_two_thousand_claims_with_all_stages_beside_a_loop_by_hand(tell: Told) -> None:
    cohort = Cohort(MANY, 1)
    claims = by_hand(cohort.entries)

    def hand() -> None:
        for _ in range(SCENARIOS):
            allocate(claims, cohort.budget)

    def engine() -> None:
        for _ in range(SCENARIOS):
            cohort.stages()

    loop, own = (t / SCENARIOS for t in lowest(lambda: medians(15, hand, engine), LOOP_TIMES))
    tell("2,000 claims allocated, all stages", "a loop in plain Python", own, loop, LOOP_TIMES)
    assert own <= LOOP_TIMES * loop


@pytest.mark.bench
def test_two_hundred_thousand_claims_beside_one_sort_of_their_column(tell: Told) -> None:
    cohort = Cohort(VERY_MANY, 1)
    once, own = lowest(lambda: medians(9, lambda: np.sort(cohort.columns.approved), cohort.settle), SORT_TIMES)
    tell("200,000 claims allocated", "a sort of their column", own, once, SORT_TIMES)
    assert own <= SORT_TIMES * once


@pytest.mark.bench
def test_an_allocation_in_the_contracts_form_beside_writing_its_json(tell: Told) -> None:
    """An object for every claim in and out, each with its steps."""
    claims = [
        {"id": e.id, "applicant": e.applicant, "provision": e.provision.id, "approved": wan(e.approved * 10_000)}
        for e in entries(MANY, 1)
    ]
    raw = {"budget": str(MANY * 40), "approved_claims": claims}
    answer = allocated(policy(), raw)

    def written() -> None:
        json.dumps(answer, ensure_ascii=False)

    once, own = lowest(lambda: medians(9, written, lambda: allocated(policy(), raw)), WRITTEN_TIMES)
    tell("2,000 claims allocated, with steps, as objects", "json.dumps of the answer", own, once, WRITTEN_TIMES)
    assert own <= WRITTEN_TIMES * once


@pytest.mark.bench
@pytest.mark.parametrize("rule", [rule for rule in ALL_RULES if rule != PROPORTIONAL])
def test_two_thousand_claims_by_another_rule_beside_the_proportional_one(rule: str, tell: Told) -> None:
    cohort = Cohort(MANY, 1)
    once, own = lowest(lambda: medians(25, cohort.settle, lambda: cohort.settle(rule)), RULE_TIMES)
    tell(f"2,000 claims divided, {rule}", "proportional", own, once, RULE_TIMES)
    assert own <= RULE_TIMES * once


@pytest.mark.bench
def test_a_changed_number_with_two_thousand_claims_held_beside_their_allocation(tell: Told) -> None:
    cohort = held_cohort()
    numbers = count(30)

    def allocated_again() -> None:
        for _ in range(SCENARIOS):
            cohort.settle(Scenario("", YEAR, BUDGET))

    def changed() -> None:
        for _ in range(SCENARIOS):
            cohort.settle(Scenario("", YEAR, BUDGET, overrides={"art06_rent.cap": str(next(numbers))}))

    once, own = (t / SCENARIOS for t in lowest(lambda: medians(9, allocated_again, changed), CHANGED_TIMES))
    tell(f"a number changed, {MANY:,} claims held", "their allocation", own, once, CHANGED_TIMES)
    assert own <= CHANGED_TIMES * once


def held_cohort() -> Held:
    """The invented companies of a year, and as many tenants as it takes."""
    applications = [dict(company.content) for company in invent(policy(), YEAR).companies]
    missing = MANY - sum(len(one["claims"]) for one in applications)
    applications += [tenant(number) | {"invented": True} for number in range(missing)]
    for n, one in enumerate(applications):
        one["claims"] = [claim | {"id": f"{n}-{claim['id']}"} for claim in one["claims"]]
    found = Held(policy(), {"applications": applications})
    assert len(found.claims) == MANY
    return found
