"""The chart of the way from what is requested to what is paid, and the tables that say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from markupsafe import Markup

from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both
from engine.view.budget.flow import Flow, Stage
from pages.shared.figures import TOKENS, look
from pages.shared.templates import template

FULL = 1000
"""Bars are thousandths of what is requested …"""
ROOM = 1400
"""… and the room on the right of them is for the amounts."""
ROOM_FOR_LABEL = 62
"""A segment of so many thousandths has room for the name of its article."""


def flow_figure(flow: Flow, lang: str, name: str) -> go.Figure:
    """One bar for each stage, made of the articles one after the other; what the stage took away is hatched.

    All bars are one trace, written down as Plotly reads it and checked once: put together piece by piece, the figure
    would cost more than all the rest of the page."""
    t = TOKENS[name]
    bars = [bar for stage in flow.stages for bar in _bars(stage, lang, t)]
    labels = [stage.label[lang] for stage in flow.stages]
    shared = look(name)
    data = {
        "type": "bar",
        "orientation": "h",
        "y": [bar.stage for bar in bars],
        "x": [bar.length for bar in bars],
        "base": [bar.begins for bar in bars],
        "text": [bar.text for bar in bars],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "marker": {
            "color": [bar.colour for bar in bars],
            "line": {"color": [t["ctl"] if bar.is_cut else t["bg"] for bar in bars], "width": 1},
            "pattern": {
                "shape": ["/" if bar.is_cut else "" for bar in bars],
                "fgcolor": t["ctl"],
                "bgcolor": t["bg"],
                "size": 7,
                "solidity": 0.22,
            },
        },
    }
    layout = {
        **shared,
        "title": {**shared["title"], "text": flow.finding[lang]},
        "barmode": "overlay",
        "height": 50 * len(labels) + 60,
        "uniformtext": {"minsize": 12, "mode": "hide"},
        "showlegend": False,
        "yaxis": {**shared["yaxis"], "categoryarray": labels, "autorange": "reversed", "showgrid": False},
        "xaxis": {"visible": False, "range": [0, ROOM]},
        "annotations": [_at_end(stage, lang, t) for stage in flow.stages],
    }
    return go.Figure({"data": [data], "layout": layout})


@dataclass(frozen=True)
class _Bar:
    """A piece of a stage's bar: where it begins and how long it is, in thousandths."""

    stage: str
    begins: int
    length: int
    colour: str
    text: str = ""
    is_cut: bool = False


def _bars(stage: Stage, lang: str, t: dict[str, Any]) -> Iterator[_Bar]:
    """The articles one after the other, their names in the first bar where there is room; then what was taken away."""
    is_first = stage.name == "requested"
    for place, part in enumerate(stage.segments):
        label = article_label(part.article, lang) if is_first and part.length >= ROOM_FOR_LABEL else ""
        yield _Bar(stage.label[lang], part.begins, part.length, colour_of(place, t), label)
    if stage.cut_length:
        yield _Bar(stage.label[lang], stage.length, stage.cut_length, t["bg"], is_cut=True)


def colour_of(place: int, t: dict[str, Any]) -> str:
    """The colour of the article at this place in the chart."""
    colour: str = t["pools"][place % len(t["pools"])]
    return colour


def flow_html(flow: Flow, lang: str) -> Markup:
    """The finding, the same bars in HTML, which follow the width of the page and its scheme, and a table that says it
    in figures: one row per article, one column per stage."""
    light, dark = TOKENS["light"], TOKENS["dark"]
    colours = [
        f"light-dark({colour_of(place, light)},{colour_of(place, dark)})"
        for place in range(len(flow.stages[0].segments))
    ]
    pieces, none = template("pieces", lang), words.text("results.table_none", lang)
    columns = [
        (words.text("budget.column_article", lang), "chip"),
        (words.text("budget.column_matter", lang), "text"),
        *((head[lang], "num") for head in flow.heads),
    ]
    amounts = [[amount or none for amount in row.amounts] for row in (*flow.rows, flow.total)]
    rows = [
        [pieces.chip(row.article or 0), row.title[lang], *own] for row, own in zip(flow.rows, amounts, strict=False)
    ]
    total = [flow.total.title[lang], "", *amounts[-1]]
    table = pieces.table(words.text("budget.flow_label", lang), columns, rows, [total], "b-flow")
    return template("budget", lang).flow(flow, colours, table)


def _at_end(stage: Stage, lang: str, t: dict[str, Any]) -> dict[str, Any]:
    """The total at the end of a bar, and below it what was taken away."""
    return {
        "y": stage.label[lang],
        "x": FULL,
        "text": f"<b>{stage.amount}</b>" + (f"<br>{stage.cut}" if stage.cut else ""),
        "showarrow": False,
        "xanchor": "left",
        "xshift": 4,
        "align": "left",
        "font": {"size": 13, "color": t["text"]},
    }


def flow_frame(flow: Flow, lang: str, mark: Both | None = None) -> pd.DataFrame:
    """The same as a frame, for looking closer and for taking away: its `mark` goes with it, in the first head."""
    heads = [words.text("budget.column_article", lang), words.text("budget.column_matter", lang)]
    if mark is not None:
        heads[0] = words.text("marks.titled", lang, mark=mark, title=heads[0])
    rows = [
        ["" if row.article is None else article_label(row.article, lang), row.title[lang], *row.amounts]
        for row in (*flow.rows, flow.total)
    ]
    return pd.DataFrame(rows, columns=[*heads, *(head[lang] for head in flow.heads)])
