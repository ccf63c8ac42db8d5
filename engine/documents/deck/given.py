"""What a deck is made of, from what the command line is given: what `allocate` takes, and a `name` for the scenario."""

from __future__ import annotations

from typing import Any

from engine import words
from engine.allocation.reading import read_run
from engine.application import Vocabulary
from engine.overrides import read_overrides
from engine.pack import Policy
from engine.refusal import Refusals, is_text, refuse, shown
from engine.scenario import LONGEST_NAME, Cohort, Scenario, lawful, outcome
from engine.scenario import shown as published
from engine.windows import today

Json = dict[str, Any]
NAME = "name"


def publication(policy: Policy, raw: object, lang: str) -> Json:
    """What everybody could see of the allocation in `raw`, beside the law as it stands with the same money: what
    `engine.scenario.shown` makes. `raw` is what `allocate` takes and may hold a `name`. Refused as by `allocate`."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    name = raw.get(NAME) or words.text("deck.as_given", lang)
    if not is_text(name, LONGEST_NAME) or not name.strip():
        refuse(NAME, "scenario.bad_name", given=shown(name), most=LONGEST_NAME)
    of_run = {key: value for key, value in raw.items() if key != NAME}
    run = read_run(policy, of_run)
    defaults = policy.derived(Vocabulary).readings
    scenario = Scenario(
        name.strip(),
        next((entry.day.year for entry in run.entries if entry.day is not None), today().year),
        run.budget,
        run.pools,
        run.quota,
        run.already_awarded,
        run.quota_used,
        run.rule,
        run.terms,
        {reading: choice for reading, choice in run.readings.items() if choice != defaults[reading]},
        read_overrides(policy, of_run.get("overrides"), "overrides", Refusals()),
    )
    of_cohort = {key: of_run.get(key) or [] for key in ("applications", "approved_claims")}
    cohort = Cohort(policy, of_cohort, run.sizes)
    return published(outcome(policy, cohort, scenario), base=outcome(policy, cohort, lawful(scenario)))
