"""Assumptions taken from claims: from those of several years mean and dispersion, from those of one year their number;
what no claim says is assumed, and marked so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from engine.forecast.assumptions import ASSUMED, MOST_DISPERSION, Assumptions, Distribution, Estimate, Line, Source
from engine.forecast.donors import Observed, observed
from engine.policy.pack import Policy
from engine.scenario import Cohort, Scenario
from engine.values.money import WHOLE, parse_amount

FILE = Path(__file__).resolve().parent.parent.parent / "data" / "forecast.toml"


@cache
def defaults() -> dict[str, Any]:
    """How a forecast draws unless it is told otherwise (`draws`, `seed`)."""
    return tomli.loads(FILE.read_text(encoding="utf-8"))


@cache
def assumed(figure: str) -> Estimate:
    """What is assumed where no claim says it."""
    of = defaults()["assumed"][figure]
    low, likely, high = (parse_amount(of[end], figure) for end in ("low", "likely", "high"))
    return Estimate(low, likely, high, ASSUMED)


def fitted(policy: Policy, cohorts: Mapping[int, Cohort], scenario: Scenario, years: Sequence[int]) -> Assumptions:
    """The assumptions for these years that the claims of years before (`cohorts`) support, under the readings and
    numbers of a scenario. A provision under which nothing was claimed has a demand of none.

    The demand is the number of companies that claimed: of several years their mean, between the fewest and the most;
    of one year that year's, and around it what is assumed. Approval is the share of claims that came to
    something. Dispersion is what several years' numbers vary by more than by chance.
    """
    found = {year: observed(cohort, scenario) for year, cohort in sorted(cohorts.items())}
    invented = any(cohort.invented for cohort in cohorts.values())
    source = Source("invented" if invented else "registry", tuple(found))
    lines = []
    for year in years:
        for p in policy.provisions:
            if not p.gives_nothing:
                lines.append(_line(p.id, year, [of[p.id] for of in found.values()], source))
    return Assumptions(tuple(lines), assumed("shock"))


def _line(provision: str, year: int, seen: Sequence[Observed], source: Source) -> Line:
    companies = [of.companies for of in seen]
    demand, dispersion, kind = _demand(companies, source)
    asked, granted = sum(of.claims for of in seen), sum(of.granted for of in seen)
    share = Estimate.certain(granted * WHOLE // asked, source) if asked else Estimate.certain(WHOLE, ASSUMED)
    take_up, growth, returning = (assumed(figure) for figure in ("take_up", "growth", "returning"))
    return Line(provision, year, demand, "companies", kind, dispersion, take_up, share, growth, returning)


def _demand(counts: Sequence[int], source: Source) -> tuple[Estimate, Estimate, Distribution]:
    mean = Fraction(sum(counts), max(1, len(counts)))
    likely = int(mean * WHOLE)
    if len(counts) < 2:
        around = assumed("one_year")
        spread = (int(mean * around.low), int(mean * around.likely), int(mean * around.high))
        return Estimate(*spread, source), Estimate.certain(0, ASSUMED), "poisson"
    demand = Estimate(min(counts) * WHOLE, likely, max(counts) * WHOLE, source)
    variance = sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)
    more = min(max(Fraction(0), (variance - mean) / mean**2), Fraction(MOST_DISPERSION)) if mean else Fraction(0)
    dispersion = Estimate.certain(int(more * WHOLE), source)
    return demand, dispersion, "negative_binomial" if dispersion.likely else "poisson"
