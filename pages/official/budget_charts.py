"""The chart of the way from what is requested to what is paid, and the tables that say the same."""

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
    """One bar for each stage, made of the articles one after the other; what the stage took away is hatched."""
    t = TOKENS[name]
    labels = [stage.label[lang] for stage in flow.stages]
    figure = go.Figure()
    for place, segment in enumerate(flow.stages[0].segments):
        lengths = [stage.segments[place].length for stage in flow.stages]
        label = article_label(segment.article, lang)
        figure.add_bar(
            orientation="h",
            y=labels,
            x=lengths,
            name=label,
            text=[label if row == 0 and length >= ROOM_FOR_LABEL else "" for row, length in enumerate(lengths)],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            marker={"color": t["pools"][place % len(t["pools"])], "line": {"color": t["bg"], "width": 1}},
        )
    figure.add_bar(
        orientation="h",
        y=labels,
        x=[stage.cut_length or None for stage in flow.stages],
        name=words.text("budget.chart_cut", lang),
        marker={
            "color": t["bg"],
            "line": {"color": t["ctl"], "width": 1},
            "pattern": {**HATCHED, "fgcolor": t["ctl"], "bgcolor": t["bg"]},
        },
    )
    for label, stage in zip(labels, flow.stages, strict=True):
        figure.add_annotation(
            y=label,
            x=FULL,
            text=_at_end(stage),
            showarrow=False,
            xanchor="left",
            xshift=4,
            align="left",
            font={"size": 13, "color": t["text"]},
        )
    figure.update_layout(
        template=template(name),
        barmode="stack",
        height=50 * len(flow.stages) + 64,
        margin={"l": 0, "r": 0, "t": 4, "b": 8},
        uniformtext={"minsize": 12, "mode": "hide"},
        legend={"traceorder": "normal"},
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(visible=False, range=[0, ROOM])
    return figure


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
