"""The chart of the way from what is requested to what is paid, and the tables that say the same."""

from functools import cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from engine import words
from engine.budget.flow import Flow, FlowRow, Stage
from engine.numerals import article_label
from pages.shared.figures import TOKENS, template
from pages.shared.html import chip, esc
from pages.shared.table import Column, table_html

FULL = 1000
"""Bars are thousandths of what is requested …"""
ROOM = 1400
"""… and the room on the right of them is for the amounts."""
ROOM_FOR_LABEL = 62
"""A segment of so many thousandths has room for the name of its article."""
HATCHED = {"shape": "/", "size": 7, "solidity": 0.22}


def flow_figure(flow: Flow, lang: str, name: str) -> go.Figure:
    """One bar for each stage, made of the articles one after the other; what the stage took away is hatched.

    The figure is written down as Plotly reads it and checked once: put together piece by piece, it would cost more than
    the whole page."""
    t = TOKENS[name]
    labels = [stage.label[lang] for stage in flow.stages]
    parts = [_part(flow, place, labels, lang, t) for place in range(len(flow.stages[0].segments))]
    layout = {
        "template": _template(name),
        "barmode": "stack",
        "height": 50 * len(labels) + 64,
        "margin": {"l": 0, "r": 0, "t": 4, "b": 8},
        "uniformtext": {"minsize": 12, "mode": "hide"},
        "legend": {"traceorder": "normal"},
        "yaxis": {"autorange": "reversed", "showgrid": False},
        "xaxis": {"visible": False, "range": [0, ROOM]},
        "annotations": [
            {
                "y": label,
                "x": FULL,
                "text": _at_end(stage),
                "showarrow": False,
                "xanchor": "left",
                "xshift": 4,
                "align": "left",
                "font": {"size": 13, "color": t["text"]},
            }
            for label, stage in zip(labels, flow.stages, strict=True)
        ],
    }
    return go.Figure({"data": [*parts, _taken(flow, labels, lang, t)], "layout": layout})


@cache
def _template(name: str) -> dict[str, Any]:
    """The template of a scheme, as Plotly reads it."""
    written: dict[str, Any] = template(name).to_plotly_json()
    return written


def _part(flow: Flow, place: int, labels: list[str], lang: str, t: dict[str, Any]) -> dict[str, Any]:
    """One article in every bar; its name in the first, if there is room."""
    lengths = [stage.segments[place].length for stage in flow.stages]
    label = article_label(flow.stages[0].segments[place].article, lang)
    return {
        "type": "bar",
        "orientation": "h",
        "y": labels,
        "x": lengths,
        "name": label,
        "text": [label if row == 0 and length >= ROOM_FOR_LABEL else "" for row, length in enumerate(lengths)],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "marker": {"color": t["pools"][place % len(t["pools"])], "line": {"color": t["bg"], "width": 1}},
    }


def _taken(flow: Flow, labels: list[str], lang: str, t: dict[str, Any]) -> dict[str, Any]:
    """What each stage took away."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": labels,
        "x": [stage.cut_length or None for stage in flow.stages],
        "name": words.text("budget.chart_cut", lang),
        "marker": {
            "color": t["bg"],
            "line": {"color": t["ctl"], "width": 1},
            "pattern": {**HATCHED, "fgcolor": t["ctl"], "bgcolor": t["bg"]},
        },
    }


def _at_end(stage: Stage) -> str:
    """The total at the end of a bar, and below it what was taken away."""
    return f"<b>{stage.amount}</b>" + (f"<br>{stage.cut}" if stage.cut else "")


def flow_html(flow: Flow, lang: str) -> str:
    """The same as a table: one row per article, one column per stage."""
    columns = [
        Column(words.text("budget.column_article", lang), "chip"),
        Column(words.text("budget.column_matter", lang)),
        *(Column(head[lang], "num") for head in flow.heads),
    ]
    rows = [[chip(row.article or 0, lang), esc(row.title[lang]), *_amounts(row, lang)] for row in flow.rows]
    total = [esc(flow.total.title[lang]), "", *_amounts(flow.total, lang)]
    table = table_html(words.text("budget.flow_label", lang), columns, rows, total, "b-flow")
    return table + f'<p class="m-note">{esc(words.text("budget.flow_note", lang))}</p>'


def _amounts(row: FlowRow, lang: str) -> list[str]:
    none = words.text("results.table_none", lang)
    return [esc(amount or none) for amount in row.amounts]


def flow_frame(flow: Flow, lang: str) -> pd.DataFrame:
    """The same as a frame, for looking closer and for taking away."""
    heads = [words.text("budget.column_article", lang), words.text("budget.column_matter", lang)]
    rows = [
        ["" if row.article is None else article_label(row.article, lang), row.title[lang], *row.amounts]
        for row in (*flow.rows, flow.total)
    ]
    return pd.DataFrame(rows, columns=[*heads, *(head[lang] for head in flow.heads)])
