"""The file of a scenario: what `engine.scenario.filed` writes, with the history in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engine.policy.pack import Policy
from engine.scenario import Outcome, Scenario, filed
from engine.scenario.filed import Version
from engine.view.budget.history import history


def scenario_file(
    policy: Policy,
    scenario: Scenario,
    on: date,
    author: str = "",
    versions: Sequence[Version] = (),
    outcome: Outcome | None = None,
) -> bytes:
    """The file, as UTF-8 JSON: the scenario as it is on this day, who takes it away, the versions that were saved, and
    what it comes to where there are claims."""
    told = [(past.version, past.changes) for past in history(policy, versions)]
    return filed.as_bytes(filed.document(policy, scenario, on, author, told, outcome))
