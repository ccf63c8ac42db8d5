"""The invented companies of the policy in use, made once for all tests of a process: to be read, never changed."""

from functools import cache
from typing import Any

from engine.policy.folder import default_policy, load_policy
from engine.policy.pack import Policy
from engine.sample import population
from engine.sample.population import Sample
from engine.scenario import Cohort

POLICY = load_policy(default_policy())


@cache
def sample(year: int | None = None, seed: int | None = None) -> Sample:
    """Those of a year by a seed; the usual ones unless told otherwise."""
    return population.invent(POLICY, year, seed)


def as_input(year: int | None = None, seed: int | None = None) -> dict[str, Any]:
    """The same as `allocate` takes them."""
    return population.as_input(sample(year, seed))


def contents() -> list[dict[str, Any]]:
    """The applications of the usual ones."""
    return [company.content for company in sample().companies]


@cache
def whole_year() -> Cohort:
    """The usual ones with their sizes, as a cohort."""
    return cohort(POLICY, sample())


def cohort(policy: Policy, invented: Sample) -> Cohort:
    """Invented companies of any policy, with their sizes."""
    return Cohort(policy, {"applications": [one.content for one in invented.companies]}, population.sizes_of(invented))
