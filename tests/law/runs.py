"""The worked runs of the law, which stand in the policy's folder (how: `engine/policy/case_runs.py`)."""

from engine.policy import case_runs
from engine.policy.case_runs import Run
from tests.law.cases import POLICY

__all__ = ["Run", "runs"]


def runs() -> list[Run]:
    """All of them, spelled out."""
    return case_runs.runs(POLICY)
