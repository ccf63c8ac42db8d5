"""What follows from the scenarios in charts, each under its finding and above the table that says the same."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from engine.text import words
from engine.view.budget.effects import Effect, Effects
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
        [own.keyed(row.article, charts.colour_of(place, name)), row.title[lang], *(a or none for a in row.amounts)]
        for place, row in enumerate(found.rows)
    ]
    total = [found.total.title[lang], "", *(amount or none for amount in found.total.amounts)]
    label = words.text("budget.flow_label", lang)
    table = template("pieces", lang).table(label, columns, rows, [total], "b-flow")
    st.html(own.finding(found.headline))
    draw(charts.flow_chart(found, lang, name), "bd_flow", _alt(found.headline[lang], lang))
    st.html(own.charted(table, words.text("budget.flow_note", lang)) + below)


def draw_effects(found: Effects, below: Markup, lang: str) -> None:
    """Who gets more and who less: by size of company, with what stands `below`, and by article."""
    own, small, note = template("budget", lang), template("pieces", lang), words.text("budget.effects_note", lang)
    st.html(own.finding(found.headline))
    shown = (
        ("effects_size", found.by_size, small.para("m-note", note) + below),
        ("effects_article", found.by_article, Markup()),
    )
    for column, (title, rows, more) in zip(st.columns(2, gap="large"), shown, strict=True):
        with column:
            alt = _alt(words.text(f"budget.{title}_alt", lang, finding=found.headline), lang)
            draw(charts.effects_chart(rows, lang, scheme()), f"bd_{title}", alt)
            st.html(_effects_table(title, rows, lang) + more)


def _effects_table(title: str, rows: Sequence[Effect], lang: str) -> Markup:
    own = template("budget", lang)
    heads = ("effects_more", "effects_less", "effects_same", "effects_difference")
    columns = [
        (words.text(f"budget.{title}", lang), "text"),
        *((words.text(f"budget.{h}", lang), "num") for h in heads),
    ]
    cells = [
        [own.group(row), *(str(count) for count in (row.more, row.less, row.same)), own.difference(row)] for row in rows
    ]
    table: Markup = template("pieces", lang).table(columns[0][0], columns, cells, style="b-effects")
    return table


def _alt(finding: str, lang: str) -> str:
    return words.text("budget.chart_alt", lang, finding=finding)
