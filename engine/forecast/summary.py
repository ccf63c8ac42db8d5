"""What the draws of a forecast come to: means, quantiles and probabilities, of whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import sqrt
from typing import Any, Literal, cast

import numpy as np

from engine.application.invented import INVENTED
from engine.forecast.assumptions import written
from engine.forecast.division import Division
from engine.forecast.parts import BAR_DRAWS, SHARE, Drawing, Draws, Job, Part
from engine.forecast.results import (
    Amounts,
    ArticleForecast,
    BarEnd,
    Counts,
    Forecast,
    LimitForecast,
    LineForecast,
    PlacesForecast,
    Ratios,
    ScenarioForecast,
    Tornado,
    TotalForecast,
    UsedUp,
    YearForecast,
)
from engine.values.arrays import Array
from engine.values.money import FITS, HUNDREDTH, WAN, wan

TENTHS: tuple[tuple[Literal["p10", "p50", "p90"], int], ...] = (("p10", 1), ("p50", 5), ("p90", 9))
TEN, HUNDRED, DIGITS = 10**1, 10**2, 10**5


def summary(job: Job, whole: Part) -> Forecast:
    """The forecast that all draws make. ValueError where any is missing."""
    if (whole.first, whole.until) != (0, job.draws):
        raise ValueError(f"draws {whole.first} to {whole.until} of {job.draws}")
    scenarios: list[ScenarioForecast] = []
    for place, by_year in enumerate(job.scenarios):
        years = [_year(job, whole, place, year) for year in job.years]
        scenarios.append({"name": by_year[job.years[0]].name, "years": years})
    assumptions = written(job.assumptions)
    found: Forecast = {"draws": job.draws, "seed": job.seed, "assumptions": assumptions, "scenarios": scenarios}
    if job.invented:
        found[INVENTED] = True
    return found


def quantile(values: Array, tenths: int) -> int:
    """The smallest value that at least so many tenths of all do not exceed."""
    ordered = np.sort(values)
    return int(ordered[-(-len(ordered) * tenths // TEN) - 1])


def _year(job: Job, whole: Part, place: int, year: int) -> YearForecast:
    drawing = next(of for of in job.drawings if of.lines.year == year and place in of.places)
    division = drawing.divisions[drawing.places.index(place)]
    draws = whole.years[place, year]
    groups = np.array(division.run.groups, dtype=np.int64)[list(drawing.numbers)]
    on_budget = groups != division.run.elsewhere
    limits = [_limit(drawing, division, draws, groups, n) for n in range(len(division.caps) + 1)]
    return {
        "year": year,
        "budget": limits[-1],
        "pools": limits[:-1],
        "places": _places(drawing, division, draws),
        "lines": [_line(drawing, division, draws, n) for n in _in_order(drawing)],
        "articles": list(_articles(drawing, division, draws, on_budget)),
        "total": _total(draws, on_budget),
        "other_budget": _total(draws, ~on_budget),
        "by_month": [_amounts(of) for of in draws.months.T] if drawing.knows_days else [],
        "tornado": _tornado(drawing, division, whole.bars[place, year], min(job.draws, BAR_DRAWS)),
    }


def _in_order(drawing: Drawing) -> list[int]:
    return sorted(range(len(drawing.numbers)), key=lambda n: drawing.numbers[n])


def _limit(drawing: Drawing, division: Division, draws: Draws, groups: Array, n: int) -> LimitForecast:
    is_budget = n == len(division.caps)
    name = "budget" if is_budget else division.policy.pools[n].id
    cap = division.budget if is_budget else division.caps[n]
    own = groups != division.run.elsewhere if is_budget else groups == n
    asked = draws.asked[:, n]
    paid = draws.paid[:, own].sum(axis=1) * HUNDREDTH
    approved = draws.standing[:, own].sum(axis=1) * HUNDREDTH
    count = len(asked)
    short = None if cap is None else int(np.count_nonzero(asked > cap))
    return {
        "id": name,
        "cap": None if cap is None else wan(cap),
        "asked": _amounts(asked),
        "binds": None if short is None else _decimal(short, count),
        "standard_error": None if short is None else _error(short, count),
        "ratio": _ratios(_shares(asked if cap is None else np.minimum(asked, cap), asked)),
        "paid": _amounts(paid),
        "unmet": _amounts(approved - paid),
        "unspent": None if cap is None else _amounts(np.maximum(cap - paid, 0)),
        "full_in_nine_of_ten": wan(quantile(asked, 9)),
        "one_more": None if cap is None else wan(Fraction(int(_one_more(division, draws, n).sum()), count)),
        "used_up": None if cap is None or not drawing.knows_days else _used_up(draws.used_up[:, n]),
    }


def _one_more(division: Division, draws: Draws, n: int) -> Array:
    """What 1万元 more of a limit pays out more in each draw (分), before the last cut."""
    budget = division.budget
    pools, total = draws.asked[:, :-1], draws.asked[:, -1]
    if n == len(division.caps):
        assert budget is not None
        more = np.clip(total - budget, 0, WAN)
        if division.run.budget_first:  # of what reaches a pool that is full nothing is paid
            full = pools > np.array(division.caps)
            share = 1 - np.where(full, pools, 0).sum(axis=1) / np.maximum(np.minimum(total, budget), 1)
            return np.rint(more * np.maximum(share, 0)).astype(np.int64)
        return more
    more = np.clip(pools[:, n] - division.caps[n], 0, WAN)
    if budget is None or division.run.budget_first:
        return more
    return np.clip(budget - total, 0, more)


def _places(drawing: Drawing, division: Division, draws: Draws) -> list[PlacesForecast]:
    found: list[PlacesForecast] = []
    for n in _in_order(drawing):
        if (places := division.places.get(drawing.numbers[n])) is not None:
            candidates = draws.claims[:, n]
            binds = _decimal(int(np.count_nonzero(candidates > places)), len(candidates))
            provision = drawing.columns[n].provision
            found.append({"provision": provision, "places": places, "candidates": _counts(candidates), "binds": binds})
    return found


def _line(drawing: Drawing, division: Division, draws: Draws, n: int) -> LineForecast:
    provision = division.policy.provision(drawing.columns[n].provision)
    return {
        "provision": provision.id,
        "article": provision.article,
        "other_budget": division.run.groups[drawing.numbers[n]] == division.run.elsewhere,
        **_total(draws, np.arange(draws.claims.shape[1]) == n),
    }


def _articles(drawing: Drawing, division: Division, draws: Draws, on_budget: Array) -> Iterator[ArticleForecast]:
    articles = np.array([division.policy.provisions[number].article for number in drawing.numbers], dtype=np.int64)
    for article in sorted(set(articles.tolist())):
        for is_own in (True, False):
            of = (articles == article) & (on_budget == is_own)
            if of.any():
                yield {"article": article, "other_budget": not is_own, **_total(draws, of)}


def _total(draws: Draws, of: Array) -> TotalForecast:
    approved, paid = (amounts[:, of].sum(axis=1) for amounts in (draws.approved, draws.paid))
    return {
        "claims": _counts(draws.claims[:, of].sum(axis=1)),
        "approved": _amounts(approved * HUNDREDTH),
        "paid": _amounts(paid * HUNDREDTH),
        "unmet": _amounts((approved - paid) * HUNDREDTH),
        "ratio": _ratios(_shares(paid, approved)),
    }


def _shares(part: Array, whole: Array) -> Array:
    """A part, of at most the whole, through that, 1 where it is nothing, in billionths."""
    found = np.full(len(whole), SHARE, dtype=np.int64)
    short = part < whole
    found[short] = [own * SHARE // of for own, of in zip(part[short].tolist(), whole[short].tolist(), strict=True)]
    return found


def _used_up(days: Array) -> UsedUp:
    probability, never = _decimal(int(np.count_nonzero(days)), len(days)), int(np.iinfo(days.dtype).max)
    spread = _spread(np.where(days > 0, days, never), lambda day: None if day == never else day)
    return cast(UsedUp, {"probability": probability, **spread})


def _tornado(drawing: Drawing, division: Division, sums: Array, draws: int) -> Tornado:
    ends = [_end(of.tolist(), draws) for of in sums]
    longest_first = np.argsort(-np.abs(sums[2::2, 0] - sums[1::2, 0]), kind="stable").tolist()
    bars: list[Any] = []
    for n in longest_first:
        line, figure = drawing.bars[n]
        provision = None if line is None else line.provision
        bars.append({"figure": figure, "provision": provision, "low": ends[1 + 2 * n], "high": ends[2 + 2 * n]})
    return {"draws": draws, "likely": ends[0], "bars": bars}


def _end(sums: Sequence[int], draws: int) -> BarEnd:
    asked, paid, short, ratio = sums
    return {
        "asked": wan(asked, draws),
        "unmet": wan(asked - paid, draws),
        "binds": _decimal(short, draws),
        "ratio": _decimal(ratio, draws * SHARE),
    }


# ----------------------------------------------------------------------------------------------------- over the draws


def _sum(values: Array) -> int:
    """The sum of whole numbers, also where 64 bits do not hold it."""
    if int(values.max(initial=0)) * len(values) < FITS:
        return int(values.sum())
    return sum(values.tolist())


def _spread(values: Array, written: Callable[[int], Any]) -> dict[str, Any]:
    return {name: written(quantile(values, tenths)) for name, tenths in TENTHS}


def _amounts(fen: Array) -> Amounts:
    return cast(Amounts, {"mean": wan(_sum(fen), len(fen)), **_spread(fen, wan)})


def _counts(numbers: Array) -> Counts:
    whole, hundredths = divmod(int(numbers.sum()) * HUNDRED // len(numbers), HUNDRED)
    mean = f"{whole}.{hundredths:02d}"
    return cast(Counts, {"mean": mean, **_spread(numbers, int)})


def _ratios(billionths: Array) -> Ratios:
    mean = _decimal(int(billionths.sum()), len(billionths) * SHARE)
    return cast(Ratios, {"mean": mean, **_spread(billionths, lambda of: _decimal(of, SHARE))})


def _decimal(part: int, whole: int) -> str:
    """A share, cut to five decimals."""
    units = part * DIGITS // whole
    return f"{units // DIGITS}.{units % DIGITS:05d}"


def _error(count: int, of: int) -> str:
    """The standard error of a probability that was counted in so many draws."""
    share = count / of
    return f"{sqrt(share * (1 - share) / of):.5f}"
