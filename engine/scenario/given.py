"""A run as `allocate` takes it, read as a scenario and the claims that it divides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.allocation.reading import read_run
from engine.application import Vocabulary
from engine.overrides import read_overrides
from engine.pack import Policy
from engine.refusal import Refusals
from engine.scenario.cohort import Cohort
from engine.scenario.plan import Scenario
from engine.windows import today

Json = dict[str, Any]


def given(policy: Policy, raw: Json, name: str) -> tuple[Cohort, Scenario]:
    """The claims of a run, and the way in which it divides them as a scenario of this `name`, in the year of its
    applications (this year where none says a day). Refused as by `allocate`."""
    run = read_run(policy, raw)
    defaults = policy.derived(Vocabulary).readings
    scenario = Scenario(
        name,
        next((entry.day.year for entry in run.entries if entry.day is not None), today().year),
        run.budget,
        run.pools,
        run.quota,
        run.already_awarded,
        run.quota_used,
        run.rule,
        run.terms,
        {reading: choice for reading, choice in run.readings.items() if choice != defaults[reading]},
        read_overrides(policy, raw.get("overrides"), "overrides", Refusals()),
    )
    claims = {key: raw.get(key) or [] for key in ("applications", "approved_claims")}
    return Cohort(policy, claims, run.sizes), scenario


def names_of(applications: Sequence[Json]) -> dict[str, str]:
    """The name of each applicant that states one, by id."""
    found = {}
    for application in applications:
        applicant = application.get("applicant") or {}
        if isinstance(applicant.get("name"), str) and applicant.get("id") is not None:
            found[str(applicant["id"]).strip()] = applicant["name"].strip()
    return found
