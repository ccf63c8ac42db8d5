"""The claims of a table with their amounts grown, once for each factor: each copy comes to what it comes to alone."""

import numpy as np
import pytest

from engine.assessment.many import evaluate_table
from engine.assessment.rules import Rulebooks
from engine.forecast.moved import grown_tables
from engine.policy.folder import default_policy, load_policy
from engine.values.money import WHOLE
from tests.benchmarks.population import population

FACTORS = (WHOLE // 2, WHOLE, WHOLE * 13 // 10, WHOLE * 3)


@pytest.mark.parametrize("apart", [True, False], ids=["each project named once", "some shared"])
def test_no_copy_of_a_claim_shares_a_project_with_another_copy(apart: bool) -> None:
    policy = load_policy(default_policy())
    book = policy.derived(Rulebooks).under(policy.default_readings())
    table = population(policy, claims=1_400, seed=6, apart=apart)
    together = evaluate_table(book, grown_tables(table, FACTORS))
    each = [evaluate_table(book, grown_tables(table, [factor])) for factor in FACTORS]
    for name, of in together.items():
        np.testing.assert_array_equal(of.approved, np.concatenate([one[name].approved for one in each]), name)
    assert apart or any(of.apart for of in together.values()), "nothing was shared"
