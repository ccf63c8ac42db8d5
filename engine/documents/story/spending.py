"""Where the money goes: by article, and from what is requested to what is paid."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from engine.allocation.rules import PROPORTIONAL
from engine.documents.story.slides import Chart, Figure, Series, Slide, SlideRow, Table
from engine.documents.story.told import Json, Told, cell, counted, named, sentence, share, title, wan, written
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both
from engine.values import money
from engine.values.money import WAN
from engine.view.budget.writing import articles_named

MINUS = "\N{MINUS SIGN}"


# ------------------------------------------------------------------------------------------------------- by article


def budget(told: Told) -> Slide:
    """What every article takes of the budget: approved, paid, and where its yearly total caps it."""
    rows = [row for row in told.shown["articles"] if row["claims"] != 0]
    drawn = [row for row in rows if row["on_budget"] and row["paid"] is not None and row["approved"] is not None]
    capped = _capped(told)
    most = max(drawn, key=lambda row: (row["paid"].fen, -row["article"]), default=None)
    return Slide(
        "budget",
        _budget_title(told, most, [row["article"] for row in drawn if row["article"] in capped]),
        told.over,
        told.note("budget"),
        told.sources(sorted(capped)),
        points=tuple(_budget_points(rows)),
        chart=_budget_chart(told, drawn, capped) if drawn else None,
        table=_budget_table(told, rows, capped),
    )


def _capped(told: Told) -> set[int]:
    """The articles whose yearly total is known to bind."""
    ratios = told.shown["pools"]
    told_ = [pool for pool in told.policy.pools if ratios.get(pool.id) is not None]
    return {pool.article for pool in told_ if ratios[pool.id].exact < 1}


def _budget_title(told: Told, most: Json | None, capped: list[int]) -> Both:
    if most is None:
        return sentence("budget_hidden")
    if not wan(most["paid"]):
        return sentence("budget_nothing")
    article = most["article"]
    name, paid = title(told.policy, article), written(most["paid"])
    values: dict[str, object] = {"article": article_both(article), "title": name, "paid": paid}
    whole = told.total["paid"]
    # One that is hidden may take more.
    which = "_shown" if any(row["hidden"] and row["on_budget"] for row in told.shown["articles"]) else ""
    if whole is None or not wan(whole):
        return sentence("budget_most", **values)
    values["share"] = share(most["paid"].fen, whole.fen)
    if not capped:
        return sentence(f"budget_uncapped{which}", **values)
    return sentence(f"budget_capped{which}", articles=articles_named(capped), **values)


def _budget_points(rows: list[Json]) -> Iterator[Both]:
    beside = [row["article"] for row in rows if not row["on_budget"]]
    if beside:
        yield sentence("budget_beside", articles=articles_named(beside))
    hidden = [row["article"] for row in rows if row["hidden"]]
    if hidden:
        yield sentence("budget_hidden_rows", articles=articles_named(hidden))


def _budget_chart(told: Told, rows: list[Json], capped: set[int]) -> Chart:
    labels = tuple(named(told.policy, row["article"]) for row in rows)
    paid = tuple(wan(row["paid"]) for row in rows)
    unpaid = [row["approved"].fen - row["paid"].fen for row in rows]
    left, said_left = tuple(Fraction(fen) / WAN for fen in unpaid), tuple(money.wan_text(fen) for fen in unpaid)
    series = (
        Series(words.both("budget.paid"), "paid", paid, tuple(written(row["paid"]) for row in rows)),
        Series(sentence("budget_unpaid"), "unpaid", left, said_left),
    )
    alt = sentence("budget_alt", finding=_budget_title(told, max(rows, key=lambda r: r["paid"].fen), []))
    articles = tuple(row["article"] for row in rows)
    return Chart("stacked", labels, series, alt, sentence("unit"), tuple(a in capped for a in articles), articles)


def _budget_table(told: Told, rows: list[Json], capped: set[int]) -> Table:
    keys = ("claims", "companies", "approved", "paid")
    heads = (
        words.both("budget.column_article"),
        words.both("budget.column_matter"),
        *(sentence(f"head_{k}") for k in keys),
    )
    lines = []
    for row in rows:
        article = row["article"]
        cells = (article_both(article), _marked(told, row, article in capped), *_figures(row))
        lines.append(SlideRow(cells, article))
    lines.append(SlideRow((words.both("budget.total"), words.same(""), *_figures(told.total)), closes=True))
    return Table(words.both("budget.shown_label"), heads, (False, False, True, True, True, True), tuple(lines))


def _figures(row: Json) -> tuple[Both, ...]:
    return counted(row["claims"]), counted(row["companies"]), cell(row["approved"]), cell(row["paid"])


def _marked(told: Told, row: Json, capped: bool) -> Both:
    """The article's title, and whether its total binds or another budget pays."""
    name = title(told.policy, row["article"])
    if not row["on_budget"]:
        return sentence("marked", title=name, mark=words.both("budget.elsewhere"))
    return sentence("marked", title=name, mark=words.both("budget.capped")) if capped else name


# ----------------------------------------------------------------------------------------------- the way of the money


def payout(told: Told) -> Slide:
    """From the first stage that is told to what is paid: what each step takes."""
    stages = [stage for stage in told.stages if told.total[stage] is not None]
    finding: Both | None = told.shown["finding"]
    ratio = told.shown["ratio"]
    figure = None
    if ratio is not None and told.shown["scenario"]["budget"] is not None:
        key = "payout_figure" if told.shown["rule"] == PROPORTIONAL else "payout_average"
        figure = Figure(words.same(f"{share(ratio.exact, 1)}%"), sentence(key))
    return Slide(
        "payout",
        finding or sentence("payout_hidden"),
        told.over,
        told.note("payout"),
        told.sources(sorted({told.policy.rule("budget").article, told.policy.rule("truncation").article})),
        figure,
        tuple(_payout_points(told, stages)),
        _waterfall(told, stages) if len(stages) > 1 else None,
        _payout_table(told),
    )


def _payout_points(told: Told, stages: list[str]) -> Iterator[Both]:
    hidden = [stage for stage in told.stages if stage not in stages]
    if hidden and stages:
        names = (words.both(f"budget.stage_{stage}") for stage in hidden)
        yield sentence("payout_hidden_stages", stages=words.joined("budget.list_stop", names))
    unspent = told.total["unspent"]
    if unspent is not None:
        yield sentence("payout_unspent", unspent=written(unspent))


def _waterfall(told: Told, stages: list[str]) -> Chart:
    """The first stage whole, what every further one takes, and what is paid whole. What nothing is cut at is kept in
    the chart: that it takes nothing is said as well."""
    amounts = [Fraction(told.total[stage].fen) / WAN for stage in stages]
    first, last = amounts[0], amounts[-1]
    labels = [words.both(f"budget.stage_{stages[0]}"), *(sentence(f"cut_{stage}") for stage in stages[1:])]
    labels.append(words.both("budget.stage_paid"))
    cuts = [before - after for before, after in pairwise(amounts)]
    texts = [_cut(cut) for cut in cuts]
    under = (None, *(min(pair) for pair in pairwise(amounts)), None)
    whole = (first, *(None for _ in cuts), last)
    said = (written(told.total[stages[0]]), *("" for _ in cuts), written(told.total["paid"]))
    series = (
        Series(sentence("series_under"), "under", under, ("",) * len(under)),
        Series(sentence("series_whole"), "whole", whole, said),
        *_steps(cuts, texts),
    )
    alt = sentence("payout_alt", finding=told.shown["finding"] or sentence("payout_hidden"))
    return Chart("waterfall", tuple(labels), series, alt, sentence("unit"))


def _steps(cuts: list[Fraction], texts: list[str]) -> Iterator[Series]:
    """What the steps take away, and what they add, where any does: officials may approve more than was requested."""
    for name, mark, sign in (("budget.chart_cut", "cut", 1), ("budget.chart_added", "gained", -1)):
        own = [(cut >= 0) == (sign > 0) for cut in cuts]
        if sign > 0 or any(own):
            values = tuple(cut * sign if there else None for cut, there in zip(cuts, own, strict=True))
            said_of = tuple(text if there else "" for text, there in zip(texts, own, strict=True))
            yield Series(words.both(name), mark, (None, *values, None), ("", *said_of, ""))


def _payout_table(told: Told) -> Table:
    """Every stage with what is left at it and what it took from the stage before."""
    rows = []
    before: Fraction | None = None
    for stage in told.stages:
        amount = wan(told.total[stage])
        cut = "" if amount is None or before is None else _cut(before - amount)
        cells = (words.both(f"budget.stage_{stage}"), words.same(cut), cell(told.total[stage]))
        rows.append(SlideRow(cells, closes=stage == "paid"))
        before = amount
    heads = (sentence("payout_stage"), words.both("budget.chart_cut"), sentence("payout_amount"))
    return Table(words.both("budget.flow_label"), heads, (False, True, True), tuple(rows))


def _cut(amount: Fraction) -> str:
    """What a step took away, with its sign; what it added, where that is less than nothing."""
    return f"{MINUS if amount > 0 else '+'}{money.wan_text(abs(amount) * WAN)}" if amount else money.wan_text(0)
