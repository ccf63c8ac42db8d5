"""What follows from the scenarios in charts, each under its finding and above the table that says the same."""

import streamlit as st
from markupsafe import Markup

from engine.text import words
from engine.view.budget.flow import Flow
from pages.official.budget import charts
from pages.shared.charts import draw, scheme
from pages.shared.templates import template


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
        [own.keyed(row.article or 0, charts.colour_of(place, name)), row.label[lang], *(a or none for a in row.cells)]
        for place, row in enumerate(found.rows)
    ]
    total = [found.total.label[lang], "", *(amount or none for amount in found.total.cells)]
    label = words.text("budget.flow_label", lang)
    table = template("pieces", lang).table(label, columns, rows, [total], "b-flow")
    st.html(own.finding(found.headline))
    draw(charts.flow_chart(found, lang, name), "bd_flow", _alt(found.headline[lang], lang))
    st.html(own.charted(table, words.text("budget.flow_note", lang)) + below)


def _alt(finding: str, lang: str) -> str:
    return words.text("budget.chart_alt", lang, finding=finding)
