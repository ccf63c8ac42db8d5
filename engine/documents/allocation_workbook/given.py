"""What a workbook is made of, from what the command line is given: what `allocate` takes, and more scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.policy.pack import Policy
from engine.scenario import Outcome, outcome
from engine.scenario.inputs import SCENARIOS, names_of, read_scenario_of_run, read_scenarios
from engine.text import words
from engine.values.refusal import refuse, shown

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """An outcome, what to compare it with (itself first), and the names of the applicants by id."""

    outcome: Outcome
    beside: Sequence[Outcome]
    names: dict[str, str]


def given(policy: Policy, raw: object, lang: str) -> Given:
    """Read what `allocate` takes, and `scenarios` beside it if there are any; Refused as by `allocate`."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    run = {key: value for key, value in raw.items() if key != SCENARIOS}
    cohort, own = read_scenario_of_run(policy, run, words.text("workbook.as_given", lang))
    first = outcome(policy, cohort, own)
    more = [outcome(policy, cohort, one) for one in read_scenarios(policy, raw.get(SCENARIOS))]
    return Given(first, [first, *more], names_of(run.get("applications") or []))
