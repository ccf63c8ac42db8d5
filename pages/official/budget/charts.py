"""The chart of the way from what is requested to what is paid, and the tables that say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from engine.policy.phrases import Both
from engine.text import words
from engine.text.numerals import article_label
from engine.view.budget.flow import Flow, FlowRow, Stage
from pages.shared.figures import TOKENS, look
from pages.shared.html import chip, esc
from pages.shared.ledger import percent
from pages.shared.table import Column, table_html

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


def bars_html(flow: Flow, lang: str) -> str:
    """The same as HTML, which follows the width of the page and its scheme; the table below says it in figures."""
    light, dark = TOKENS["light"], TOKENS["dark"]
    colours = [
        f"light-dark({colour_of(place, light)},{colour_of(place, dark)})"
        for place in range(len(flow.stages[0].segments))
    ]
    rows = "".join(_bar_html(stage, colours, lang) for stage in flow.stages)
    names = "".join(
        f'<li><i style="background:{colour}"></i>{esc(article_label(part.article, lang))}</li>'
        for colour, part in zip(colours, flow.stages[0].segments, strict=True)
    )
    cut = esc(words.text("budget.chart_cut", lang))
    alt = esc(words.text("budget.flow_alt", lang, finding=flow.finding))
    return (
        f'<div class="b-chart" role="img" aria-label="{alt}">{rows}'
        f'<ul class="b-legend">{names}<li><i class="cut"></i>{cut}</li></ul></div>'
    )


def _bar_html(stage: Stage, colours: list[str], lang: str) -> str:
    parts = "".join(
        f'<i style="left:{percent(part.begins)};width:{percent(part.length)};background:{colour}"></i>'
        for part, colour in zip(stage.segments, colours, strict=True)
        if part.length
    )
    if stage.cut_length:
        parts += f'<s style="left:{percent(stage.length)};width:{percent(stage.cut_length)}"></s>'
    cut = f"<small>{esc(stage.cut)}</small>" if stage.cut else ""
    return (
        f'<div class="b-stage"><span class="n">{esc(stage.label[lang])}</span><span class="b">{parts}</span>'
        f'<span class="a"><b>{esc(stage.amount)}</b>{cut}</span></div>'
    )


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
