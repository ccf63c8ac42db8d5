"""How long the best lawful choice among thirty matters takes, beside assessing the same application once."""

import pytest

from engine.assessment.assess import assess
from engine.planning.choice import best_choice
from engine.policy.folder import default_policy, load_policy
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.engine.assessment.test_alternatives import thirty_matters

TIMES = 20


@pytest.mark.bench
def test_a_choice_among_thirty_matters_beside_one_assessment(tell: Told) -> None:
    policy, given = load_policy(default_policy()), thirty_matters()
    once, own = lowest(lambda: medians(9, lambda: assess(policy, given), lambda: best_choice(policy, given)), TIMES)
    tell("the best choice among 30 matters", "one assessment", own, once, TIMES)
    assert own <= TIMES * once
