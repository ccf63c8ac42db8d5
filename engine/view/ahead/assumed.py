"""What a forecast assumes, with the source of each figure; which of it matters most; what each provision comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.forecast.assumptions import FIGURES, Assumptions, Estimate, Figure, Source, read_figure
from engine.forecast.results import Forecast
from engine.forecast.typed import SHOCK, figure_label, short_text
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.values.written import WrittenAmount
from engine.view.ahead import writing
from engine.view.ahead.side import year_of
from engine.view.ahead.writing import ENDS, grouped, said

SHOWN: tuple[Figure, ...] = ("demand", "take_up", "approval", "growth", "returning", "dispersion")
"""In the order in which the table has them."""
MOST_BARS = 2 * 5
"""The assumptions that matter most, of many."""


@dataclass(frozen=True)
class AssumedRow:
    """What is assumed of a provision: the figures in the order of `SHOWN`, each as it is written and whether it was
    stated by whoever asks, and where the demand comes from."""

    article: int
    title: Both
    cells: tuple[tuple[Both, bool], ...]
    source: Both


@dataclass(frozen=True)
class TornadoBar:
    """One assumption, a `figure` of a `provision` (None: of all): what is asked, as written, with it at its low and at
    its high, how likely the budget falls short then, and where the ends stand in thousandths between the smallest and
    the largest of all."""

    label: Both
    figure: Both
    provision: Both | None
    low: WrittenAmount
    high: WrittenAmount
    binds_low: str
    binds_high: str
    low_at: int
    high_at: int


@dataclass(frozen=True)
class TornadoChart:
    """The assumptions that matter most, the first first; `likely` is what is asked with all at their likely value."""

    headline: Both
    bars: tuple[TornadoBar, ...]
    likely: WrittenAmount
    likely_at: int
    draws: int


@dataclass(frozen=True)
class LineRow:
    """A provision in a year: how many are approved, what for, and what is paid, as written."""

    article: int
    title: Both
    claims: Both
    approved: WrittenAmount
    paid: WrittenAmount
    unmet: WrittenAmount


def range_text(figure: str, estimate: Estimate) -> Both:
    """An estimate: one figure where it is certain, else low, likely and high."""
    ends = {end: short_text(figure, estimate, end) for end in ("low", "likely", "high")}
    return words.same(ends["likely"]) if estimate.is_certain else said("range", **ends)


def source_text(source: Source) -> Both:
    """Where a figure comes from."""
    if source.origin == "stated" and source.note:
        return said("source_noted", note=source.note)
    if not source.years:
        return said(f"source_{source.origin}", years="")
    first, last = min(source.years), max(source.years)
    years = said("years_of", first=first) if first == last else said("years_from", first=first, last=last)
    return said(f"source_{source.origin}", years=years)


def assumed(policy: Policy, assumptions: Assumptions, year: int) -> tuple[AssumedRow, ...]:
    """What is assumed of a year, in the order of the law; provisions of which no demand is expected come last."""
    lines = sorted(assumptions.of(year), key=lambda line: not line.demand.high)
    rows = []
    for line in lines:
        provision = policy.provision(line.provision)
        figures: dict[str, Estimate] = {figure: getattr(line, figure) for figure in SHOWN}
        cells = tuple((range_text(figure, of), of.source.origin == "stated") for figure, of in figures.items())
        rows.append(AssumedRow(provision.article, both(provision.title), cells, source_text(line.demand.source)))
    return tuple(rows)


def tornado(policy: Policy, found: Forecast, place: int, year: int) -> TornadoChart:
    """Which assumptions matter most for what is asked of a scenario's budget in a year."""
    of = year_of(found, place, year)["tornado"]
    told = of["bars"][:MOST_BARS]
    likely = of["likely"]["asked"]
    ends = [likely.fen, *(end["asked"].fen for bar in told for end in (bar["low"], bar["high"]))]
    least, most = min(ends), max(ends)

    def at(amount: WrittenAmount) -> int:
        return writing.place(amount.fen - least, most - least)

    bars = tuple(
        TornadoBar(
            _what(policy, bar["provision"], bar["figure"]),
            figure_label(bar["figure"]),
            _named(policy, bar["provision"]),
            grouped(bar["low"]["asked"]),
            grouped(bar["high"]["asked"]),
            writing.percent(bar["low"]["binds"]),
            writing.percent(bar["high"]["binds"]),
            at(bar["low"]["asked"]),
            at(bar["high"]["asked"]),
        )
        for bar in told
    )
    line = said("tornado_none")
    if bars:
        low, high = sorted((bars[0].low, bars[0].high), key=lambda amount: amount.fen)
        line = said("tornado_headline", what=bars[0].label, low=low, high=high)
    return TornadoChart(line, bars, grouped(likely), at(likely), of["draws"])


def rests_on(policy: Policy, found: Forecast, place: int, year: int) -> Both | None:
    """How many of the figures in doubt of a year the program assumes, and which of them matters most for what is asked;
    None where each is observed or stated."""
    lines = {of["provision"]: of for of in found["assumptions"]["lines"] if of["year"] == year}
    assumed = []
    for bar in year_of(found, place, year)["tornado"]["bars"]:
        provision, figure = bar["provision"], bar["figure"]
        raw = found["assumptions"][SHOCK] if provision is None else lines[provision][figure]
        if raw["source"]["origin"] == "assumed":
            assumed.append((_what(policy, provision, figure), range_text(figure, read_figure(figure, raw))))
    if not assumed:
        return None
    what, between = assumed[0]
    return said("rests_on", count=len(assumed), what=what, range=between)


def _what(policy: Policy, provision: str | None, figure: str) -> Both:
    label, named = figure_label(figure), _named(policy, provision)
    return label if named is None else said("tornado_what", provision=named, figure=label)


def _named(policy: Policy, provision: str | None) -> Both | None:
    if provision is None:
        return None
    of = policy.provision(provision)
    return said("provision", article=article_both(of.article), title=both(of.title))


def lines(policy: Policy, found: Forecast, place: int, year: int) -> tuple[LineRow, ...]:
    """What each provision comes to under which anything is expected."""
    rows = []
    for of in year_of(found, place, year)["lines"]:
        if not of["approved"]["p90"].fen and not of["claims"]["p90"]:
            continue
        counts = {name: f"{of['claims'][name]:,}" for name in ENDS}
        amounts = (grouped(of[name]["mean"]) for name in ("approved", "paid", "unmet"))
        title = both(policy.provision(of["provision"]).title)
        rows.append(LineRow(of["article"], title, said("counts", **counts), *amounts))
    return tuple(rows)


def table(found: Forecast) -> Iterator[tuple[str, ...]]:
    """All figures of a forecast as lines of a table, its heads first: for a spreadsheet."""
    yield ("scenario", "year", "what", "cap", "mean", "p10", "p50", "p90", "binds", "full_in_nine_of_ten", "one_more")
    for scenario in found["scenarios"]:
        for of in scenario["years"]:
            own = scenario["name"], str(of["year"])
            for limit in (of["budget"], *of["pools"]):
                ends = limit["binds"] or "", limit["full_in_nine_of_ten"], limit["one_more"] or ""
                yield (*own, f"{limit['id']}.asked", limit["cap"] or "", *_spread(limit["asked"]), *ends)
                yield (*own, f"{limit['id']}.ratio", "", *_spread(limit["ratio"]), "", "", "")
                for name in ("paid", "unmet", "unspent"):
                    spread: Mapping[str, object] | None = limit[name]
                    if spread is not None:
                        yield (*own, f"{limit['id']}.{name}", "", *_spread(spread), "", "", "")
            for at in of["places"]:
                name = f"{at['provision']}.candidates"
                yield (*own, name, str(at["places"]), *_spread(at["candidates"]), at["binds"], "", "")
            for line in of["lines"]:
                for key in ("claims", "approved", "paid", "unmet"):
                    part: Mapping[str, object] = line[key]
                    yield (*own, f"{line['provision']}.{key}", "", *_spread(part), "", "", "")
            for month, asked in enumerate(of["by_month"], 1):
                yield (*own, f"asked_by_month.{month}", "", *_spread(asked), "", "", "")


def _spread(of: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(str(of[name]) for name in ("mean", *ENDS))


assert set(SHOWN) == set(FIGURES)
