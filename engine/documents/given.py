"""What documents about many claims are made of, from what the command line is given: what `allocate` takes, and what
may stand beside it. Each is refused as by `allocate`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from engine.policy.pack import Policy
from engine.scenario import LONGEST_NAME, Cohort, Outcome, Scenario, base_of, compare, filed, outcome, publication_of
from engine.scenario.annual_budgets import AnnualBudget, amount_of
from engine.scenario.inputs import (
    SCENARIOS,
    SUBMITTED,
    names_of,
    read_cohort,
    read_scenario_of_run,
    read_scenarios,
)
from engine.text import words
from engine.values.refusal import is_text, refuse, shown
from engine.view.budget.amendments import Amendments, amendments

Json = dict[str, Any]
NAME = "name"


@dataclass(frozen=True, slots=True)
class OfWorkbook:
    """An outcome, what to compare it with (itself first), and the names of the applicants by id."""

    outcome: Outcome
    beside: Sequence[Outcome]
    names: dict[str, str]


def of_workbook(policy: Policy, raw: object, lang: str) -> OfWorkbook:
    """Of what `allocate` takes, and `scenarios` beside it if there are any."""
    run = _run(raw)
    scenarios = run.pop(SCENARIOS, None)
    cohort, own = read_scenario_of_run(policy, run, words.text("workbook.as_given", lang))
    first = outcome(policy, cohort, own)
    more = [outcome(policy, cohort, one) for one in read_scenarios(policy, scenarios)]
    return OfWorkbook(first, [first, *more], names_of(run.get("applications") or []))


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
    hold a `name`; the rest is as there, and `reserving`: with what is open at its most."""
    cohort, scenario = _named(policy, _run(raw), lang)
    beside = base_of(scenario, amount_of(annual))
    own, base = (outcome(policy, cohort, one, reserving) for one in (scenario, beside))
    return publication_of(own, day, base, internal=internal, annual=annual)


def of_amendments(policy: Policy, raw: object, scenario: object, lang: str, stated: int | None = None) -> Amendments:
    """The table of a scenario for the claims in `raw` (there may be none), beside the law with the budget that is
    `stated` for the year (分) or else the scenario's own. `raw` is what `allocate` takes, or what `registry claims`
    prints; `scenario` a scenario, as a file has it or by itself; None: it is what the run says, called by its `name` if
    it has one."""
    run = _run(raw)
    own = _named(policy, run, lang, SUBMITTED)[1] if scenario is None else filed.given(policy, scenario)
    cohort = read_cohort(policy, run)
    # A scenario of another year divides the claims that are there, as it does on the page.
    years = (entry.day.year for entry in cohort.assessed({}, {}).entries if entry.day is not None)
    own = replace(own, year=next(years, own.year))
    return compared(policy, cohort, base_of(own, stated), own)


def compared(policy: Policy, cohort: Cohort, base: Scenario, own: Scenario) -> Amendments:
    """The table of two scenarios for these claims."""
    before, after = (outcome(policy, cohort, one) for one in (base, own))
    return amendments(before, after, compare(before, after))


def _run(raw: object) -> Json:
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    return dict(raw)


def _named(policy: Policy, run: Json, lang: str, *beside: str) -> tuple[Cohort, Scenario]:
    """The claims of a run and its scenario, called by its `name` if it has one; without what stands `beside` it."""
    name = run.get(NAME) or words.text("deck.as_given", lang)
    if not is_text(name, LONGEST_NAME) or not name.strip():
        refuse(NAME, "scenario.bad_name", given=shown(name), most=LONGEST_NAME)
    own = {key: value for key, value in run.items() if key not in (NAME, *beside)}
    return read_scenario_of_run(policy, own, name.strip())
