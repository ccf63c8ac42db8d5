"""A forecast as a process beside a server works it out (`engine.workshop`): what goes there, and what comes back.

Claims go by the socket that the two hold alone, and what comes back are the figures of all draws together.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.forecast.assumptions import Assumptions
from engine.forecast.forecast import check_numbers, with_budget
from engine.forecast.parts import combine, part, plan, ranges
from engine.forecast.results import Forecast
from engine.forecast.summary import summary
from engine.policy.pack import Policy
from engine.policy.receipt import receipt_of
from engine.scenario import Cohort, Scenario
from engine.values.shapes import Json
from engine.workshop.workshop import FORECASTING, Job, Progress, workshop

SIZE = 64
"""Draws after which it is told how far it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A forecast that is asked for: the claims of the year `base` (as a run has them, with the `sizes` of their
    applicants), what is assumed, and the scenarios, which share their draws. `budgets`: those of the assumptions hold
    for the scenarios whose budget is that of the first one; the others keep their own."""

    policy: Policy
    claims: Json
    sizes: Mapping[str, str]
    base: int
    assumptions: Assumptions
    scenarios: tuple[Scenario, ...]
    draws: int
    seed: int


def asked_of(
    policy: Policy, cohort: Cohort, assumptions: Assumptions, scenarios: Sequence[Scenario], draws: int, seed: int
) -> Asked:
    """What is asked for of these claims. Refused where `draws` or `seed` is out of bounds."""
    check_numbers(draws, seed)
    return Asked(policy, cohort.raw, cohort.size_of, scenarios[0].year, assumptions, tuple(scenarios), draws, seed)


def made(asked: Asked, progress: Progress, area: str = FORECASTING) -> Forecast:
    """The forecast, worked out beside this process; `progress` is told how far it is and can give it up. `area`:
    by whose workers. Refused, Busy and NotMade as the workshop."""
    job = Job("engine.forecast.beside:worked_out", (asked,), tells=True)
    found: Forecast = pickle.loads(workshop(area).make(job, progress))  # of our own process
    return found


def worked_out(tell: Callable[[int, int], None], asked: Asked) -> bytes:
    """In that process: the forecast, to be read by `made`."""
    tell(0, asked.draws)
    cohort = Cohort(asked.policy, asked.claims, asked.sizes)
    by_year = [budgeted(asked, scenario) for scenario in asked.scenarios]
    job = plan(asked.policy, cohort, asked.assumptions, by_year, seed=asked.seed, draws=asked.draws, base=asked.base)
    parts = []
    for first, until in ranges(job, SIZE):
        parts.append(part(job, first, until))
        tell(until, asked.draws)
    found = summary(job, combine(parts))
    readings = asked.scenarios[0].in_force(asked.policy)
    found["receipt"] = receipt_of(asked.policy, readings, None, None)
    target = io.BytesIO()
    pickle.dump(found, target, pickle.HIGHEST_PROTOCOL)
    return target.getvalue()


def budgeted(asked: Asked, scenario: Scenario) -> dict[int, Scenario]:
    """A scenario in every year of the forecast."""
    own: Mapping[int, int | None] = asked.assumptions.budgets
    if scenario.budget != asked.scenarios[0].budget:
        own = {}
    return {year: with_budget(scenario, year, own) for year in asked.assumptions.years}
