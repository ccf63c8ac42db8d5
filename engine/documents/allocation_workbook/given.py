"""What a workbook is made of, from what the command line is given: what `allocate` takes, and more scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine import words
from engine.allocation.reading import read_run
from engine.application import Vocabulary
from engine.overrides import read_overrides
from engine.pack import Policy
from engine.refusal import Refusals, refuse, shown
from engine.scenario import Cohort, Outcome, Scenario, outcome, read_scenario
from engine.windows import today

Json = dict[str, Any]

SCENARIOS = "scenarios"
"""The name under which more scenarios are given, each as `engine.scenario.written` writes it."""
MOST = 8


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
    of_run = {key: value for key, value in raw.items() if key != SCENARIOS}
    run = read_run(policy, of_run)
    more = _scenarios(policy, raw.get(SCENARIOS))
    defaults = policy.derived(Vocabulary).readings
    applications = raw.get("applications") or []
    own = Scenario(
        words.text("workbook.as_given", lang),
        _year(run.entries),
        run.budget,
        run.pools,
        run.quota,
        run.already_awarded,
        run.quota_used,
        run.rule,
        run.terms,
        {name: choice for name, choice in run.readings.items() if choice != defaults[name]},
        read_overrides(policy, raw.get("overrides"), "overrides", Refusals()),
    )
    cohort = Cohort(
        policy,
        {"applications": applications, "approved_claims": raw.get("approved_claims") or []},
        run.sizes,
    )
    first = outcome(policy, cohort, own)
    return Given(first, [first, *(outcome(policy, cohort, one) for one in more)], names_of(applications))


def names_of(applications: Sequence[Json]) -> dict[str, str]:
    """The name of each applicant that states one, by id."""
    found = {}
    for application in applications:
        applicant = application.get("applicant") or {}
        if isinstance(applicant.get("name"), str) and applicant.get("id") is not None:
            found[str(applicant["id"]).strip()] = applicant["name"].strip()
    return found


def _scenarios(policy: Policy, raw: object) -> list[Scenario]:
    if raw is None:
        return []
    if not isinstance(raw, list) or len(raw) > MOST:
        refuse(SCENARIOS, "workbook.not_scenarios", given=shown(raw), most=MOST)
    return [read_scenario(policy, one, f"{SCENARIOS}.{number}") for number, one in enumerate(raw)]


def _year(entries: Sequence[Any]) -> int:
    """The year of the applications, or this one where none has a day."""
    return next((e.day.year for e in entries if e.day is not None), today().year)
