"""What a deck is made of, from what the command line is given: what `allocate` takes, and a `name` for the scenario."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.policy.pack import Policy
from engine.scenario import LONGEST_NAME, base_of, outcome, publication_of
from engine.scenario.annual_budgets import AnnualBudget, amount_of
from engine.scenario.inputs import read_scenario_of_run
from engine.text import words
from engine.values.refusal import is_text, refuse, shown

Json = dict[str, Any]
NAME = "name"


def publication(
    policy: Policy,
    raw: object,
    lang: str,
    *,
    day: date | None = None,
    internal: bool = False,
    reserving: bool = False,
    annual: AnnualBudget | None = None,
) -> Json:
    """What everybody could see of the allocation in `raw`, beside the law as it stands with the budget of the year
    (`annual`), or else the same: what `engine.scenario.publication_of` makes. `raw` is what `allocate` takes and may
    hold a `name`; the rest is as there, and `reserving`: with what is open at its most. Refused as by `allocate`."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    name = raw.get(NAME) or words.text("deck.as_given", lang)
    if not is_text(name, LONGEST_NAME) or not name.strip():
        refuse(NAME, "scenario.bad_name", given=shown(name), most=LONGEST_NAME)
    cohort, scenario = read_scenario_of_run(
        policy, {key: value for key, value in raw.items() if key != NAME}, name.strip()
    )
    beside = base_of(scenario, amount_of(annual))
    own, base = (outcome(policy, cohort, one, reserving) for one in (scenario, beside))
    return publication_of(own, day, base, internal=internal, annual=annual)
