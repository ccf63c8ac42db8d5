"""Charts: one Plotly template per scheme, in one place, and the chart of an assessment. No arithmetic on money here:
bars are the thousandths and labels the written amounts that `engine.view.summary` gives."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from engine.text import words
from engine.text.numerals import article_label
from engine.view.summary import Line, Summary, finding

FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif"
TOKENS: dict[str, dict[str, Any]] = {
    "light": {
        "bg": "#FFFFFF",
        "line": "#D3D9D6",
        "ctl": "#7C8783",
        "text": "#1B2422",
        "muted": "#56625E",
        "primary": "#1E5A5A",
        "soft": "#E1EDEB",
        "pools": [
            "#491C45", "#C27D60", "#55536E", "#9C8030", "#344482", "#8788B4", "#1C3E2B", "#6F81C7", "#7A4608", "#468A7B"
        ],
    },
    "dark": {
        "bg": "#121816",
        "line": "#33403C",
        "ctl": "#71807B",
        "text": "#E9EEEC",
        "muted": "#A5B1AC",
        "primary": "#6FBDB4",
        "soft": "#1D3834",
        "pools": [
            "#80647C", "#E9A88D", "#8F8CB0", "#F5DBA3", "#7D8AD8", "#DCDBFF", "#578A6D", "#AFB8ED", "#996532", "#A5DCCE"
        ],
    },
}  # fmt: skip
CONFIG = {"displayModeBar": False, "staticPlot": True}


def scheme() -> str:
    """The scheme in which the visitor sees the page."""
    return "dark" if st.context.theme.type == "dark" else "light"


def look(name: str) -> dict[str, Any]:
    """The layout that every chart begins with: hairlines, no colours but the palette, the finding as its title."""
    t = TOKENS[name]
    axis = {
        "showline": False,
        "ticks": "",
        "gridcolor": t["line"],
        "zeroline": False,
        "automargin": True,
        "tickfont": {"size": 14, "color": t["text"]},
    }
    return {
        "font": {"family": FONT, "size": 14, "color": t["text"]},
        "paper_bgcolor": t["bg"],
        "plot_bgcolor": t["bg"],
        "colorway": t["pools"],
        "title": {"x": 0, "xanchor": "left", "xref": "container", "font": {"size": 18, "weight": 700}},
        "margin": {"l": 0, "r": 0, "t": 48, "b": 8},
        "xaxis": {**axis, "showgrid": False},
        "yaxis": axis,
        "bargap": 0.36,
        "legend": {"orientation": "h", "x": 0, "y": -0.04, "yanchor": "top", "font": {"size": 13}},
    }


def template(name: str) -> go.layout.Template:
    """The look of every chart as a template."""
    return go.layout.Template(layout=look(name))


def amounts(summary: Summary, lang: str, name: str) -> go.Figure:
    """Amount by claim: the outline is the ceiling, the fill what the budget leaves; the title is the finding."""
    t = TOKENS[name]
    lines = [line for line in summary.all if line.bar]
    labels = [_label(line, lang) for line in lines]
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=labels,
            x=[line.bar for line in lines],
            text=[line.confirmed for line in lines],
            textposition="outside",
            cliponaxis=False,
            name=words.text("results.chart_confirmed", lang),
            marker={"color": t["soft"], "line": {"color": t["primary"], "width": 1.5}},
        )
    )
    is_paid = bool(summary.head.total.paid)
    if is_paid:
        figure.add_bar(
            orientation="h",
            y=labels,
            x=[line.paid_bar for line in lines],
            width=0.34,
            name=words.text("results.chart_paid", lang),
            marker={"color": t["primary"], "line": {"width": 0}},
        )
    figure.update_layout(
        template=template(name),
        barmode="overlay",
        title_text=finding(summary, lang),
        height=40 * len(lines) + (112 if is_paid else 72),
        showlegend=is_paid,
    )
    figure.update_yaxes(autorange="reversed")
    # Bars are thousandths of the largest; the room on the right is for its label.
    figure.update_xaxes(visible=False, range=[0, 1160])
    return figure


def frame(summary: Summary, lang: str) -> pd.DataFrame:
    """The same figures as a table."""
    columns = [
        words.text(f"results.table_{c}", lang) for c in ("article", "matter", "grade", "status", "confirmed", "paid")
    ]
    return pd.DataFrame(
        [
            [
                article_label(line.article, lang),
                line.title[lang],
                words.text(f"results.grade_{line.grade}", lang),
                words.text(f"results.status_{line.state}", lang),
                line.confirmed,
                line.actual,
            ]
            for line in summary.all
        ],
        columns=columns,
    )


def draw_amounts(summary: Summary, lang: str) -> None:
    """The chart, and under it the table that says the same."""
    alt = words.text("results.chart_alt", lang, finding=finding(summary, lang))
    st.plotly_chart(amounts(summary, lang, scheme()), theme=None, config=CONFIG, key="m_amounts", alt=alt)
    table = frame(summary, lang)
    right = {column: st.column_config.TextColumn(alignment="right") for column in table.columns[4:]}
    st.dataframe(table, hide_index=True, column_config=right, key="m_amounts_table")


def _label(line: Line, lang: str) -> str:
    return f"{article_label(line.article, lang)}　{line.title[lang]}  "
