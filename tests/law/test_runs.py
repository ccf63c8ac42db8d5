"""The worked runs of several applications, through the engine and through the second reading."""

from functools import cache
from typing import Any

import pytest

from engine.allocation.allocate import allocate
from engine.policy.folder import load_policy
from tests.law.runs import Run, runs
from tests.oracle.oracle import written
from tests.oracle.run import allocated

RUNS = runs()
APPLIED = [run for run in RUNS if "applications" in run.stated and run.stated["budget"] is None]


@cache
def policy() -> Any:
    return load_policy("longhua-ai-robotics-2025")


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_the_law_pays(run: Run) -> None:
    answer: dict[str, Any] = dict(allocate(policy(), run.stated))
    assert {claim["id"]: claim["actual"] for claim in answer["claims"]} == run.actual, run.says
    assert {frozenset(point["claims"]) for point in answer["open"]} == run.open, run.says
    for claim in answer["claims"]:
        is_open = any(claim["id"] in point for point in run.open)
        assert ("open" in claim["limits"]) == is_open, run.says
    assert {name: answer[name] for name in run.totals} == run.totals, run.says


@pytest.mark.parametrize("run", APPLIED, ids=lambda run: run.name)
def test_the_second_reading_pays_the_same(run: Run) -> None:
    paid, points = allocated(run.stated)
    assert {claim: written(amount) for claim, amount in paid.items()} == run.actual, run.says
    assert {claims for _, claims in points} == run.open, run.says
