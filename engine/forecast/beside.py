"""A forecast as a process beside a server works it out (`engine.workshop`): what goes there, and what comes back.

Claims go by the socket that the two hold alone, and what comes back are the figures of all draws together.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.forecast.assumptions import Assumptions, written
from engine.forecast.forecast import FORECAST, check_numbers, in_years, run
from engine.forecast.parts import plan
from engine.forecast.results import Forecast
from engine.policy.receipt import receipt_of
from engine.scenario import Cohort, Scenario
from engine.workshop.workshop import FORECASTING, Job, Progress, workshop

SIZE = 64
"""Draws after which it is told how far it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A forecast that is asked for: the claims, of the year of the first scenario, what is assumed, and the scenarios
    (see `in_years`), which share their draws."""

    cohort: Cohort
    assumptions: Assumptions
    scenarios: tuple[Scenario, ...]
    draws: int
    seed: int


def asked_of(cohort: Cohort, assumptions: Assumptions, scenarios: Sequence[Scenario], draws: int, seed: int) -> Asked:
    """What is asked for of these claims. Refused where `draws` or `seed` is out of bounds."""
    check_numbers(draws, seed)
    return Asked(cohort, assumptions, tuple(scenarios), draws, seed)


def made(asked: Asked, progress: Progress, area: str = FORECASTING) -> Forecast:
    """The forecast, worked out beside this process; `progress` is told how far it is and can give it up. `area`:
    by whose workers. Refused, Busy and NotMade as the workshop."""
    job = Job("engine.forecast.beside:worked_out", (asked,), tells=True)
    found: Forecast = pickle.loads(workshop(area).make(job, progress))  # of our own process
    return found


def worked_out(tell: Callable[[int, int], None], asked: Asked) -> bytes:
    """In that process: the forecast, to be read by `made`."""
    policy, scenarios = asked.cohort.policy, in_years(asked.scenarios, asked.assumptions)
    base = asked.scenarios[0].year
    job = plan(policy, asked.cohort, asked.assumptions, scenarios, seed=asked.seed, draws=asked.draws, base=base)
    found = run(job, progress=tell, size=SIZE)
    readings = asked.scenarios[0].in_force(policy)
    found["receipt"] = receipt_of(policy, readings, None, {**asked.cohort.stated, FORECAST: written(asked.assumptions)})
    return pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
