"""A forecast from beginning to end: in one process, or in several, each working on parts, or on a Dask cluster, for
whoever has one (requirements-fast.txt)."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import replace
from typing import Any

from engine import VERSION
from engine.allocation.reading import of_year, run_schema
from engine.forecast.assumptions import Assumptions, Stated, assumptions_shape, read_stated
from engine.forecast.chance import MOST_DRAWS
from engine.forecast.fitted import defaults, fitted
from engine.forecast.parts import Job, Part, combine, part, plan, ranges
from engine.forecast.results import Forecast
from engine.forecast.summary import summary
from engine.policy.pack import Policy
from engine.policy.receipt import receipt_of
from engine.scenario import Cohort, Scenario
from engine.scenario.inputs import SCENARIOS, SUBMITTED, read_cohort, read_scenario_of_run, read_scenarios
from engine.text import words
from engine.values.refusal import Refusals, Refused, join, refuse, shown
from engine.values.shapes import Json, or_null

MOST_WORKERS = 64
LAST = 15
"""How much more willing to wait than others a process that works on parts is."""
MOST_SEED = 2**63 - 1
SIZE = 512
"""Draws of one part: after each, progress is told, and a forecast can be stopped."""

PATIENCE = 15
"""Seconds in which a scheduler answers, or is taken for not being there."""

FORECAST, EARLIER = "forecast", "earlier"
BESIDE = (FORECAST, EARLIER, SCENARIOS, SUBMITTED)
"""What a forecast takes beside what `allocate` takes."""

Progress = Callable[[int, int], bool | None]
"""Is told how many draws of how many are done; False stops the forecast."""


class Stopped(Exception):
    """The forecast was stopped on the way."""


def forecast(
    policy: Policy, raw: Any, *, draws: int | None = None, seed: int | None = None, workers: int = 1, cluster: str = ""
) -> Forecast:
    """What the years ahead bring, from what `allocate` takes, with `forecast` beside it: what is assumed. Raises
    Refused naming every field that cannot be accepted."""
    job = read_job(policy, raw, draws=draws, seed=seed)
    found = run(job, workers=workers, cluster=cluster)
    found["receipt"] = receipt_of(job.policy, job.drawings[0].divisions[0].run.readings, None, raw)
    return found


def input_schema(policy: Policy) -> Json:
    """The JSON Schema of what a forecast takes."""
    schema = run_schema(policy)
    runs = or_null({"type": "array", "items": {"type": "object"}})
    beside = {FORECAST: or_null(policy.derived(assumptions_shape).schema)} | dict.fromkeys(BESIDE[1:], runs)
    return {**schema, "properties": {**schema["properties"], **beside}}


def read_job(policy: Policy, raw: Any, *, draws: int | None = None, seed: int | None = None) -> Job:
    """The forecast that `raw` asks for, of the years that it names or of those after its claims: of the run in it, and
    of the `scenarios` beside it (see `in_years`). Claims of `earlier` years (runs, each as `allocate` takes it) say how
    much demand varies."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    draws = defaults()["draws"] if draws is None else draws
    seed = defaults()["seed"] if seed is None else seed
    check_numbers(draws, seed)
    stated = read_stated(policy, raw.get(FORECAST))
    run_of_year = {name: given for name, given in raw.items() if name not in BESIDE}
    cohort, own = read_scenario_of_run(policy, run_of_year, words.text("compare.as_given", words.LANGUAGES[0]))
    if raw.get(SUBMITTED) is not None:
        cohort = read_cohort(policy, raw)
    others = read_scenarios(policy, raw.get(SCENARIOS))
    cohorts = {**_earlier(policy, raw.get(EARLIER), own.year), own.year: cohort}
    years = years_of(policy, stated, own.year)
    assumptions = stated.over(fitted(policy, cohorts, own, years))
    by_year = in_years([own, *others], assumptions)
    law = of_year(policy, run_of_year)
    return plan(law, cohort, assumptions, by_year, seed=seed, draws=draws, base=own.year)


def _earlier(policy: Policy, raw: Any, base: int) -> dict[int, Cohort]:
    """The claims of earlier years, by year."""
    if raw is None:
        return {}
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        refuse(EARLIER, "application.not_a_list", given=shown(raw))
    found: dict[int, Cohort] = {}
    for n, one in enumerate(raw):
        place = f"{EARLIER}.{n}"
        try:
            cohort, scenario = read_scenario_of_run(policy, {k: v for k, v in one.items() if k != SUBMITTED}, "")
        except Refused as refused:
            raise Refused([{**error, "path": join(place, error["path"])} for error in refused.errors]) from refused
        if scenario.year >= base or scenario.year in found:
            refuse(place, "forecast.not_earlier", year=scenario.year, base=base)
        found[scenario.year] = cohort
    return found


def in_years(scenarios: Sequence[Scenario], assumptions: Assumptions) -> list[dict[int, Scenario]]:
    """Each scenario in every year of the forecast. The budgets that are assumed for years hold for the scenarios whose
    budget is that of the first one; the others keep their own."""
    first = scenarios[0].budget
    return [
        {year: with_budget(one, year, assumptions.budgets if one.budget == first else {}) for year in assumptions.years}
        for one in scenarios
    ]


def with_budget(scenario: Scenario, year: int, budgets: Mapping[int, int | None]) -> Scenario:
    """A scenario in another year, with its budget if that is another: nothing is awarded in it yet."""
    budget = budgets.get(year, scenario.budget)
    if year == scenario.year:
        return replace(scenario, budget=budget)
    return replace(scenario, year=year, budget=budget, awarded={}, quota_used={})


def years_of(policy: Policy, stated: Stated, base: int) -> tuple[int, ...]:
    """The years that are asked for, or those after `base` in which applications can be made. Refused where there are
    none, or one lies before the claims."""
    first, last = policy.in_force.start.year, policy.in_force.until.year
    lines = {line["year"] for line in stated.lines if "year" in line}
    years = stated.years or tuple(sorted({*range(max(base + 1, first), last + 1), *lines}))
    if not years:
        refuse("forecast.years", "claims.year_not_in_force", given=base + 1, first=first, last=last)
    for n, year in enumerate(years):
        if year < base:
            refuse(f"forecast.years.{n}", "forecast.before_claims", given=year, base=base)
    return years


def check_numbers(draws: int, seed: int, workers: int = 1) -> None:
    """Refused unless these are whole numbers within what a forecast takes."""
    notes = Refusals()
    bounds = {"draws": (draws, 1, MOST_DRAWS), "seed": (seed, 0, MOST_SEED), "workers": (workers, 1, MOST_WORKERS)}
    for name, (given, least, most) in bounds.items():
        if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
            notes.add(name, "forecast.bad_number", given=shown(given), least=least, most=most)
    notes.raise_if_any()


def run(
    job: Job, *, workers: int = 1, cluster: str = "", progress: Progress | None = None, size: int = SIZE
) -> Forecast:
    """All draws of a job, in so many processes, or on the Dask cluster whose scheduler has this address. `progress` is
    told after each part (of `size` draws) how many draws are done, of how many; where it answers False, the forecast
    stops, and Stopped is raised. The figures are the same however many work."""
    check_numbers(job.draws, job.seed, workers)
    parts: list[Part] = []
    done = 0
    if progress is not None and progress(0, job.draws) is False:
        raise Stopped
    there = _parts_on(cluster, job, ranges(job, size)) if cluster else _parts(job, workers, size)
    with closing(there) as worked_out:
        for one in worked_out:
            parts.append(one)
            done += one.until - one.first
            if progress is not None and progress(done, job.draws) is False:
                raise Stopped
    return summary(job, combine(parts))


def _parts(job: Job, workers: int, size: int) -> Generator[Part]:
    todo = ranges(job, size)
    workers = min(workers, len(todo))
    if workers == 1:
        for first, until in todo:
            yield part(job, first, until)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _remember, (job,)) as pool:
        waiting = [pool.submit(_part_of_remembered, *of) for of in todo]
        try:
            for of in as_completed(waiting):
                yield of.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_remembered: list[Job] = []


def _remember(job: Job) -> None:
    """In a process that works on parts: the job is sent once. It works when nobody else has anything to do."""
    if hasattr(os, "nice"):
        os.nice(LAST)
    _remembered[:] = [job]


def _part_of_remembered(first: int, until: int) -> Part:
    return part(_remembered[0], first, until)


def _parts_on(address: str, job: Job, todo: Sequence[tuple[int, int]]) -> Generator[Part]:
    """The parts of a job with these draws, each from one number to another, as they come back from the workers of the
    scheduler at `address`. Refused where Dask is not installed, nobody answers there, or a worker has another version
    of the engine. Those that are not begun when nobody wants more are taken back."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        refuse("cluster", "forecast.no_dask")
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError):
        refuse("cluster", "forecast.no_cluster", given=shown(address))
    with client:
        versions = {str(of) for of in client.run(_version).values()}
        if versions != {VERSION}:
            refuse("cluster", "forecast.other_engine", given=", ".join(sorted(versions)) or "—", engine=VERSION)
        sent = client.scatter(job, broadcast=True, hash=False)
        waiting = [client.submit(part, sent, *of, pure=False) for of in todo]
        try:
            for future in as_completed(waiting):
                yield future.result()
        finally:
            client.cancel(waiting)


def _version() -> str:
    """Of the engine where this runs."""
    return VERSION
