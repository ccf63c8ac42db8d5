"""The scenarios of a forecast side by side in one year, and how likely each limit is to fall short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.forecast.results import Forecast, LimitForecast, YearForecast
from engine.policy.pack import Policy
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.view.ahead import writing
from engine.view.ahead.writing import grouped, said
from engine.view.budget.writing import Row
from engine.view.waterfall import tenths


@dataclass(frozen=True)
class Side:
    """The scenarios, by their names, and what they come to."""

    names: tuple[str, ...]
    rows: tuple[Row[Both], ...]


@dataclass(frozen=True)
class Limited:
    """One limit of a scenario: what is it, its `cap`, what is asked of it and stays unspent, how likely it falls short
    (in words, and as a `bar` in thousandths), what full payment in nine years of ten takes, what 1万元 more pays."""

    article: int | None
    label: Both
    cap: Both
    asked: Both
    binds: Both
    bar: int
    unspent: Both
    full: Both
    more: Both


@dataclass(frozen=True)
class Limits:
    """Every limit of a scenario in a year; `headline` says which is most likely to fall short."""

    headline: Both
    rows: tuple[Limited, ...]


def year_of(found: Forecast, place: int, year: int) -> YearForecast:
    """What a scenario, by its place, comes to in a year."""
    return next(of for of in found["scenarios"][place]["years"] if of["year"] == year)


def headline(found: Forecast, place: int, year: int) -> Both:
    """What comes of a scenario in a year, in a sentence; with its name where there are several."""
    own = _headline(found, year_of(found, place, year))
    if len(found["scenarios"]) < 2:
        return own
    return said("of_scenario", name=found["scenarios"][place]["name"], headline=own)


def _headline(found: Forecast, of: YearForecast) -> Both:
    budget = of["budget"]
    if budget["cap"] is None or budget["binds"] is None:
        least, most = (grouped(budget["asked"][end]) for end in ("p10", "p90"))
        return said("headline_none", year=of["year"], p10=least, p90=most)
    if not writing.units(budget["binds"]):
        return said("headline_enough", year=of["year"], cap=grouped(budget["cap"]), draws=f"{found['draws']:,}")
    binds, full = writing.percent(budget["binds"]), grouped(budget["full_in_nine_of_ten"])
    return said("headline", year=of["year"], cap=grouped(budget["cap"]), binds=binds, full=full)


def side(found: Forecast, year: int) -> Side:
    """The scenarios side by side in a year."""
    years = [year_of(found, place, year) for place in range(len(found["scenarios"]))]
    columns = [dict(_cells(of)) for of in years]
    rows = tuple(Row(said(f"row_{name}"), tuple(column[name] for column in columns)) for name in columns[0])
    return Side(tuple(of["name"] for of in found["scenarios"]), rows)


def _cells(of: YearForecast) -> Iterator[tuple[str, Both]]:
    budget, year = of["budget"], of["year"]
    yield "cap", writing.plain(budget["cap"])
    yield "binds", writing.chance(budget["binds"], budget["standard_error"])
    yield "ratio", writing.ratios(budget["ratio"])
    yield "asked", writing.amounts(budget["asked"])
    yield "paid", writing.amounts(of["total"]["paid"])
    yield "unmet", writing.amounts(of["total"]["unmet"])
    yield "unspent", said("none") if budget["unspent"] is None else writing.amounts(budget["unspent"])
    yield "full", writing.plain(budget["full_in_nine_of_ten"])
    yield "one_more", writing.plain(budget["one_more"])
    used = budget["used_up"]
    yield "used_up", said("none") if used is None else writing.days(used, year)


def limits(policy: Policy, found: Forecast, place: int, year: int) -> Limits:
    """How likely each limit of a scenario falls short in a year."""
    of = year_of(found, place, year)
    article = {pool.id: pool.article for pool in policy.pools}
    rows = [_limited(None, said("limit_budget"), of["budget"])]
    for pool in of["pools"]:
        number = article[pool["id"]]
        rows.append(_limited(number, said("limit_pool", article=article_both(number)), pool))
    for at in of["places"]:
        provision = policy.provision(at["provision"])
        number, none = provision.article, said("none")
        label = said("limit_places", article=article_both(number), title=both(provision.title))
        binds = said("percent", percent=writing.percent(at["binds"]))
        cap, asked = (said("places_unit", count=f"{count:,}") for count in (at["places"], at["candidates"]["p50"]))
        rows.append(Limited(number, label, cap, asked, binds, writing.bar(at["binds"]), none, none, none))
    most = max(rows, key=lambda row: row.bar)
    line = said("binds_none", year=year)
    if most.bar:
        line = said("binds_headline", year=year, what=most.label, percent=tenths(most.bar))
    return Limits(line, tuple(rows))


def _limited(article: int | None, label: Both, limit: LimitForecast) -> Limited:
    unspent = limit["unspent"]
    return Limited(
        article,
        label,
        writing.plain(limit["cap"]),
        writing.plain(limit["asked"]["p50"]),
        writing.chance(limit["binds"], limit["standard_error"]),
        0 if limit["binds"] is None else writing.bar(limit["binds"]),
        writing.plain(None if unspent is None else unspent["mean"]),
        writing.plain(limit["full_in_nine_of_ten"]),
        writing.plain(limit["one_more"]),
    )
