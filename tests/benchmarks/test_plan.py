"""How long the plan of thirty matters over three years takes, beside assessing the same application once."""

from time import process_time

import pytest

from engine.assessment.assess import assess
from engine.planning.plan import plan
from engine.policy.folder import default_policy, load_policy
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.engine.planning.thirty import thirty_matters

TIMES = 20
SECOND = 1.0


@pytest.mark.bench
def test_a_plan_of_thirty_matters_beside_one_assessment(tell: Told) -> None:
    policy, given = load_policy(default_policy()), thirty_matters(0)
    once, own = lowest(lambda: medians(5, lambda: assess(policy, given), lambda: plan(policy, given)), TIMES)
    tell("the plan of 30 matters over three years", "one assessment", own, once, TIMES)
    assert own <= TIMES * once


@pytest.mark.bench
@pytest.mark.parametrize("seed", range(5))
def test_a_plan_of_thirty_matters_takes_less_than_a_second_of_the_processor(seed: int) -> None:
    policy, given = load_policy(default_policy()), thirty_matters(seed)
    began = process_time()
    assert plan(policy, given)["proven"]
    assert process_time() - began < SECOND
