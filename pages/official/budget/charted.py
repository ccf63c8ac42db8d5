"""What follows from the scenarios in charts, each under its finding and above the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from engine.text import words
from engine.view.budget.effects import Effect, Effects
from engine.view.budget.flow import Flow
from engine.view.budget.use import Use, Used
from pages.official.budget import charts
from pages.shared.charts import Chart, draw, scheme
from pages.shared.templates import template


@dataclass(frozen=True)
class Charted:
    """A chart under its heading and above its table, both HTML; `key` is its element's, `alt` says what it shows."""

    heading: Markup
    chart: Chart
    table: Markup
    key: str
    alt: str


def draw_charts(charted: Sequence[Charted], below: Markup) -> None:
    """One chart after the other, and what stands `below` them all."""
    above = Markup()
    for each in charted:
        st.html(above + each.heading)
        draw(each.chart, each.key, each.alt)
        above = each.table
    st.html(above + below)


def flow(found: Flow, lang: str) -> Charted:
    """The way of the money from what is requested to what is paid, stage by stage. The table says which article has
    which colour."""
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
    return Charted(
        own.finding(found.headline),
        charts.flow_chart(found, lang, name),
        own.charted(_table("flow_label", columns, rows, [total], lang), words.text("budget.flow_note", lang)),
        "bd_flow",
        _alt(found.headline[lang], lang),
    )


def use(found: Use, first: str, lang: str) -> Charted:
    """How much each article uses and how much of what is approved is paid; `first` is the name of the first scenario
    where another one is shown beside it, else ""."""
    own, small = template("budget", lang), template("pieces", lang)
    heads = ["use_approved", "use_total", "use_paid", "use_ratio", "use_share", *(["use_difference"] if first else [])]
    columns = [
        (words.text("budget.column_article", lang), "chip"),
        (words.text("budget.column_matter", lang), "text"),
        *(
            (words.text(f"budget.{head}", lang, **({"first": first} if head == "use_difference" else {})), "num")
            for head in heads
        ),
    ]
    rows = [
        [small.chip(row.article), own.matter(row.title, row.claims), *_figures(row, bool(first), lang)]
        for row in found.rows
    ]
    total = [found.total.title[lang], "", *_figures(found.total, bool(first), lang)]
    note = words.text("budget.use_note", lang)
    if first:
        note += ("" if lang == "zh" else " ") + words.text("budget.use_note_first", lang, first=first)
    return Charted(
        own.finding(found.headline),
        charts.use_chart(found, lang, scheme(), first),
        own.charted(_table("use_label", columns, rows, [total], lang), note),
        "bd_use",
        _alt(found.headline[lang], lang),
    )


def _figures(row: Used, has_first: bool, lang: str) -> list[str]:
    figures = [row.approved, row.total, row.paid, row.ratio, row.share, *([row.difference] if has_first else [])]
    return [figure or words.text("results.table_none", lang) for figure in figures]


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


def _table(
    label: str, columns: list[tuple[str, str]], rows: list[list[str]], totals: list[list[str]], lang: str
) -> Markup:
    table: Markup = template("pieces", lang).table(words.text(f"budget.{label}", lang), columns, rows, totals, "b-flow")
    return table


def _alt(finding: str, lang: str) -> str:
    return words.text("budget.chart_alt", lang, finding=finding)
