"""What a 新旧条款对照表 is made of, from what the command line is given: claims, and the scenario for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.policy.pack import Policy
from engine.scenario import LONGEST_NAME, Cohort, Scenario, base_of, compare, filed, outcome
from engine.scenario.inputs import SUBMITTED, read_cohort, read_scenario_of_run
from engine.text import words
from engine.values.refusal import is_text, refuse, shown
from engine.view.budget.amendments import Amendments, amendments

Json = dict[str, Any]
NAME = "name"


def given(policy: Policy, raw: object, scenario: object, lang: str, stated: int | None = None) -> Amendments:
    """The table of a scenario for the claims in `raw` (there may be none), beside the law with the budget that is
    `stated` for the year (分) or else the scenario's own. `raw` is what `allocate` takes, or what `registry claims`
    prints; `scenario` a scenario, as a file has it or by itself; None: it is what the run says, called by its `name` if
    it has one. Refused as by `allocate`."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    own = _of_run(policy, raw, lang) if scenario is None else filed.given(policy, scenario)
    cohort = read_cohort(policy, raw)
    # A scenario of another year divides the claims that are there, as it does on the page.
    years = (entry.day.year for entry in cohort.assessed({}, {}).entries if entry.day is not None)
    own = replace(own, year=next(years, own.year))
    return compared(policy, cohort, base_of(own, stated), own)


def _of_run(policy: Policy, raw: Json, lang: str) -> Scenario:
    name = raw.get(NAME) or words.text("deck.as_given", lang)
    if not is_text(name, LONGEST_NAME) or not name.strip():
        refuse(NAME, "scenario.bad_name", given=shown(name), most=LONGEST_NAME)
    run = {key: value for key, value in raw.items() if key not in (NAME, SUBMITTED)}
    return read_scenario_of_run(policy, run, name.strip())[1]


def compared(policy: Policy, cohort: Cohort, base: Scenario, own: Scenario) -> Amendments:
    """The table of two scenarios for these claims."""
    before, after = (outcome(policy, cohort, one) for one in (base, own))
    return amendments(before, after, compare(before, after))
