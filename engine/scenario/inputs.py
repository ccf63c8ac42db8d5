"""A run as `allocate` takes it, read as a scenario and the claims that it divides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.allocation.reading import LISTED, Shapes, of_year, read_run
from engine.allocation.run import Run
from engine.policy.pack import Policy
from engine.policy.parameters import read_overrides
from engine.scenario.cohort import OF_A_COHORT, Cohort
from engine.scenario.numbers import taken_over
from engine.scenario.plan import OF_A_SCENARIO, Scenario, read_scenario, written
from engine.values.refusal import Refusals, refuse, shown
from engine.values.windows import today

Json = dict[str, Any]
SUBMITTED = "submitted"
"""Under which name applications stand with all their claims, those included about which officials have decided."""
SCENARIOS = "scenarios"
"""Under which name scenarios stand beside a run that they are compared with, each as `engine.scenario.written` writes
it."""
MOST_SCENARIOS = 8
OF_ITSELF = ("name", "year")
"""What a scenario says that no run does."""


def read_scenario_of_run(policy: Policy, raw: Json, name: str) -> tuple[Cohort, Scenario]:
    """The claims of a run, and the way in which it divides them as a scenario of this `name`, in the year of its
    applications (this year where none says a day). Refused as by `allocate`."""
    run = read_run(policy, raw)
    year = next((entry.day.year for entry in run.entries if entry.day is not None), today().year)
    overrides = read_overrides(of_year(policy, raw), raw.get("overrides"), "overrides", Refusals())
    scenario = of_run(policy, run, name, year, overrides)
    claims = {key: raw.get(key) or [] for key in OF_A_COHORT}
    return Cohort(policy, claims, run.sizes), scenario


def of_run(policy: Policy, run: Run, name: str, year: int, overrides: Mapping[str, str]) -> Scenario:
    """The way in which a run divides its claims; it knows its numbers already, so the `overrides` are told, as
    `read_overrides` gives them."""
    defaults = policy.default_readings()
    overrides, pools, quota = taken_over(policy, overrides, run.pools, run.quota)
    return Scenario(
        name,
        year,
        run.budget,
        pools,
        quota,
        run.already_awarded,
        run.quota_used,
        run.rule,
        run.terms,
        {reading: choice for reading, choice in run.readings.items() if choice != defaults[reading]},
        overrides,
    )


def read_cohort(policy: Policy, raw: Json) -> Cohort:
    """The claims in `raw`, as `Cohort.stated` has them; whatever a run says beside them is left aside. Refused as by
    `allocate`."""
    notes, shapes = Refusals(), policy.derived(Shapes).run
    sizes = shapes.part(raw, "", notes, "sizes") or {}
    submitted = raw.get(SUBMITTED)
    if not isinstance(submitted, list | None):
        notes.add(SUBMITTED, LISTED, given=shown(submitted))
    notes.raise_if_any()
    claims = {key: raw.get(key) or [] for key in OF_A_COHORT}
    return Cohort(policy, claims, sizes, submitted or ())


def read_scenarios(policy: Policy, raw: object) -> list[Scenario]:
    """The scenarios that stand beside a run; Refused where they cannot be read, or are too many."""
    if raw is None:
        return []
    if not isinstance(raw, list) or len(raw) > MOST_SCENARIOS:
        refuse(SCENARIOS, "workbook.not_scenarios", given=shown(raw), most=MOST_SCENARIOS)
    return [read_scenario(policy, one, f"{SCENARIOS}.{number}") for number, one in enumerate(raw)]


def with_scenario(raw: object, scenario: Scenario) -> Json:
    """A run of these claims in the way that a scenario says, whatever the run says itself of that."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    own = {name: value for name, value in raw.items() if name not in (*OF_A_SCENARIO, SUBMITTED)}
    said = {name: value for name, value in written(scenario).items() if name not in OF_ITSELF}
    return own | {name: value for name, value in said.items() if value not in (None, {})}


def names_of(applications: Sequence[Json]) -> dict[str, str]:
    """The name of each applicant that states one, by id."""
    found = {}
    for application in applications:
        applicant = application.get("applicant") or {}
        if isinstance(applicant.get("name"), str) and applicant.get("id") is not None:
            found[str(applicant["id"]).strip()] = applicant["name"].strip()
    return found
