"""The way of the money in a chart, under its finding and above the table that says the same."""

import streamlit as st
from markupsafe import Markup

from engine.text import words
from engine.text.numerals import article_label
from engine.view.budget.flow import Flow
from pages.shared.charts import TOKENS, Chart, Json, bars, chart, draw, hatched, ink_on, label, scheme
from pages.shared.templates import template

FULL = (0, 1000)
"""Bars are thousandths."""
ROW = 58
"""Pixels of a row: what it says, its bar below, and room."""
SAYS, BAR, FIGURES = 10, 34, 37
"""Where in a row the middle of its words is, of its bar, and of the figures beside it, in pixels."""
THICK, THIN = 26, 16
"""Pixels of a bar in which there is something to read, and of one with nothing in it."""

ROOM = {"zh": 108, "en": 150}
"""Pixels on the right of bars for figures in two lines."""


def colour_of(place: int, name: str) -> str:
    """The colour of the article at this place in the chart."""
    pools: list[str] = TOKENS[name]["pools"]
    return pools[place % len(pools)]


def draw_flow(found: Flow, below: Markup, lang: str) -> None:
    """The way of the money from what is requested to what is paid, stage by stage, and what stands `below`. The table
    says which article has which colour."""
    name, own, none = scheme(), template("budget", lang), words.text("results.table_none", lang)
    columns = [
        (words.text("budget.column_article", lang), "chip"),
        (words.text("budget.column_matter", lang), "text"),
        *((head[lang], "num") for head in found.heads),
    ]
    rows = [
        [own.keyed(row.article or 0, colour_of(place, name)), row.label[lang], *(a or none for a in row.cells)]
        for place, row in enumerate(found.rows)
    ]
    total = [found.total.label[lang], "", *(amount or none for amount in found.total.cells)]
    label = words.text("budget.flow_label", lang)
    table = template("pieces", lang).table(label, columns, rows, [total], "b-flow")
    st.html(own.finding(found.headline))
    alt = words.text("budget.chart_alt", lang, finding=found.headline[lang])
    draw(flow_chart(found, lang, name), "bd_flow", alt)
    st.html(own.charted(table, words.text("budget.flow_note", lang)) + below)


def flow_chart(flow: Flow, lang: str, name: str) -> Chart:
    """One bar for each stage, made of the articles one after the other; what the stage took away is hatched."""
    t, own = TOKENS[name], template("charts", lang)
    parts = [
        (row, part, colour_of(place, name))
        for row, stage in enumerate(flow.stages)
        for place, part in enumerate(stage.segments)
        if part.length
    ]
    cuts = [(row, stage) for row, stage in enumerate(flow.stages) if stage.cut_length]
    articles = {
        **bars([ROW * row + BAR for row, _, _ in parts], [part.length for _, part, _ in parts], THICK),
        "base": [part.begins for _, part, _ in parts],
        "text": [article_label(part.article, lang) for _, part, _ in parts],
        "textfont": {"color": [ink_on(colour) for _, _, colour in parts]},
        "customdata": [part.amount for _, part, _ in parts],
        "hovertemplate": own.amount("%{text}", "%{customdata}"),
        "marker": {"color": [colour for _, _, colour in parts], "line": {"color": t["bg"], "width": 1}},
    }
    taken = {
        **bars([ROW * row + BAR for row, _ in cuts], [stage.cut_length for _, stage in cuts], THICK),
        "base": [stage.length for _, stage in cuts],
        "customdata": [stage.change for _, stage in cuts],
        "hovertemplate": own.cut("%{customdata}"),
        "marker": hatched(t),
    }
    marks: list[Json] = []
    for row, stage in enumerate(flow.stages):
        at = ROW * row + SAYS
        marks += [label(stage.label[lang], at), label(own.total(stage, t["muted"]), at, "right")]
    return chart(name, [articles, taken], marks, ROW * len(flow.stages), FULL)
