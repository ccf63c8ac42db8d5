"""What a slide shows: its figure, its points, its chart and its tables. Charts are drawn in HTML, from lengths that
`engine.documents.story.measured` gives, so that they take the theme's colours and need nothing from outside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from engine.documents.story import Chart, Slide, SlideRow, Table
from engine.documents.story.measured import CARRIER, Bar, Measured, measured
from engine.text import words
from pages.shared.templates import template

CLAUSES = "(?<=[，；：])"
"""Where a clause ends."""
AMOUNT = r"([0-9][0-9,.]*(?: ?万元|%))"
FEW = 4
"""Rows of a table that is written larger."""
MANY = 10
"""Steps from which on a ledger stands closer."""
COUNTED = ("counted",)
"""Charts in which a value that is not there is hidden, and not nothing."""
SKIP = "skip"
"""The kind of a step that changes nothing."""
SLIVER = 4
"""Thousandths below which a piece is a line rather than a bar."""


def clauses(title: str) -> list[list[tuple[str, bool]]]:
    """A title, which breaks between its clauses before it breaks inside one, and never between “Art.” and its number:
    of each clause the parts, and whether they are amounts."""
    unbroken = re.sub(r"(?<=\.) (?=\d)", "\N{NO-BREAK SPACE}", title)
    return [
        [(part, place % 2 == 1) for place, part in enumerate(re.split(AMOUNT, clause))]
        for clause in re.split(CLAUSES, unbroken)
        if clause
    ]


def body_html(slide: Slide, lang: str) -> Markup:
    """All that stands below the title."""
    return template("briefing", lang).body(slide, _main_html(slide, lang))


def _main_html(slide: Slide, lang: str) -> Markup:
    """The chart and the table that says the same, of which one is shown; below them the slide's own table, if it is
    about something else. A claim's steps are one ledger."""
    chart, table, same = slide.chart, slide.table, slide.chart_table or slide.table
    if chart is None:
        return Markup().join(table_html(each, lang) for each in (slide.chart_table, table) if each is not None)
    if chart.kind == "ledger" and table is not None:
        return ledger_html(table, chart, lang)
    drawn = chart_html(chart, lang)
    if same is not None:
        drawn = template("briefing", lang).views(drawn, table_html(same, lang))
    return drawn if table is None or table is same else drawn + table_html(table, lang)


def chart_html(chart: Chart, lang: str) -> Markup:
    """A chart, its figures at its bars; what one points at or focuses is told below it."""
    found = measured(chart)
    if chart.kind == "waterfall":
        return template("briefing", lang).upright(chart, found.bars, SLIVER)
    return _lying_html(chart, found, lang)


def _lying_html(chart: Chart, found: Measured, lang: str) -> Markup:
    """A row for each label: its bar, and the figures of every series that writes some. Where companies are counted,
    what is not there is not told."""
    written = [n for n, series in enumerate(chart.series) if any(series.texts)]
    seen = [series for series in chart.series if series.mark != CARRIER]
    keys = [(series.mark, series.name[lang]) for series in seen]
    if any(bar.capped for bar in found.bars):
        keys.append(("cap", words.text("budget.capped", lang)))
    counted = ""
    if chart.kind in COUNTED:
        counted = "hidden" if any(value is None for series in seen for value in series.values) else "counted"
    return template("briefing", lang).lying(chart, found, written, keys, counted)


def table_html(table: Table, lang: str) -> Markup:
    """A table; on a phone every cell stands under its row's first, its column's name before it."""
    return template("briefing", lang).table(table, FEW)


@dataclass(frozen=True)
class _Step:
    """One step of a claim: its row of the table (article, name, how, what is taken off, what is left in its cells),
    its bar; its kind in a ledger."""

    row: SlideRow
    bar: Bar
    kind: str


def ledger_html(table: Table, chart: Chart, lang: str) -> Markup:
    """A claim step by step. The presenter tells one after the other. Where there are many, those that change nothing
    stand together."""
    steps = [_Step(*step) for step in zip(table.rows, measured(chart).bars, chart.kinds, strict=True)]
    is_long = len(steps) >= MANY
    lines: list[list[_Step]] = []
    for kind, group in groupby(steps, lambda step: step.kind):
        some = list(group)
        lines += [some] if kind == SKIP and is_long else [[step] for step in some]
    return template("briefing", lang).ledger(table, lines, is_long)
