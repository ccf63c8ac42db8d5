"""Charts: the house template of Plotly, one for each scheme, and drawing a figure in it. No arithmetic on money here:
bars are the thousandths and labels the written amounts that `engine.view` gives, in 万元.

A figure is laid out in pixels from the top, and what it says stands above each bar over the whole width: so nothing is
cut off on a phone, on a wide screen or on paper. Its title is the finding, which the page writes above it as a heading;
a table that says the same stands below it. Fonts are those of the visitor's computer, and nothing is loaded.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import streamlit as st
from plotly.basedatatypes import BaseFigure

Json = dict[str, Any]

FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif"
TOKENS: dict[str, Json] = {
    "light": {
        "bg": "#FFFFFF", "line": "#D3D9D6", "ctl": "#7C8783", "text": "#1B2422", "muted": "#56625E",
        "primary": "#1E5A5A", "mine": "#7A3B78",
        "pools": [
            "#491C45", "#C27D60", "#55536E", "#9C8030", "#344482", "#8788B4", "#1C3E2B", "#6F81C7", "#7A4608", "#468A7B"
        ],
    },
    "dark": {
        "bg": "#121816", "line": "#33403C", "ctl": "#71807B", "text": "#E9EEEC", "muted": "#A5B1AC",
        "primary": "#6FBDB4", "mine": "#D79BD3",
        "pools": [
            "#80647C", "#E9A88D", "#8F8CB0", "#F5DBA3", "#7D8AD8", "#DCDBFF", "#578A6D", "#AFB8ED", "#996532", "#A5DCCE"
        ],
    },
}  # fmt: skip
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showAxisDragHandles": False}
"""Nothing on a chart can be pressed or moved; what a bar is, is told to who points at it."""
NOTHING = "rgba(0,0,0,0)"
"""The fill of an outline."""
SMALL = 13
"""Pixels of the letters in a bar; those that do not fit in are left out."""


def scheme() -> str:
    """The scheme in which the visitor sees the page."""
    return "dark" if st.context.theme.type == "dark" else "light"


@cache
def template(name: str) -> Json:
    """The look of every chart in a scheme: hairlines, no colours but the palette, no axes, nothing that moves."""
    t = TOKENS[name]
    axis = {"visible": False, "fixedrange": True, "showgrid": False, "zeroline": False}
    font = {"family": FONT, "size": 14, "color": t["text"]}
    layout = {
        "font": font,
        "paper_bgcolor": NOTHING,
        "plot_bgcolor": NOTHING,
        "colorway": t["pools"],
        "margin": {"l": 1, "r": 1, "t": 0, "b": 0},
        "xaxis": axis,
        "yaxis": axis,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": t["bg"], "bordercolor": t["ctl"], "align": "left", "font": font},
        "uniformtext": {"minsize": SMALL, "mode": "hide"},
        "showlegend": False,
        "barmode": "overlay",
        "separators": ".,",
    }
    every = {"cliponaxis": False, "hoverinfo": "text"}
    bar = {"textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "textfont": {"size": SMALL}, **every}
    return {"layout": layout, "data": {"bar": [{"type": "bar", **bar}], "scatter": [{"type": "scatter", **every}]}}


class Chart(BaseFigure):
    """A figure as it is written down for Plotly in the browser. Plotly's own look at every property, and its objects
    for them, cost more than all the rest of a page: a test has Plotly look at each chart."""

    def __init__(self, written: Json) -> None:
        self._written = written

    def __repr__(self) -> str:
        return f"Chart({self._written!r})"

    def to_dict(self) -> Json:
        """What is written down."""
        return self._written


@cache
def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on a colour (#rrggbb), by their contrast as WCAG measures it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#FFFFFF" if 1.05 / (light + 0.05) > (light + 0.05) / 0.05 else "#000000"


def chart(
    name: str, traces: Sequence[Json], marks: Sequence[Json], height: int, reach: tuple[int, int], **more: Any
) -> Chart:
    """A chart in the house template: `traces`, labels and other `marks` (annotations), `height` in pixels; its rows are
    counted in pixels from the top, and across it reaches from the one number of `reach` to the other."""
    layout = {
        "template": template(name),
        "height": height,
        "xaxis": {"range": reach},
        "yaxis": {"range": [height, 0]},
        "annotations": marks,
        **more,
    }
    return Chart({"data": traces, "layout": layout})


def label(text: str, y: int, side: str = "left") -> Json:
    """Words in a chart whose middle is at `y` pixels from the top: from the left edge on, up to the `right` one, or
    `beside` what is drawn, in the margin on its right."""
    left, shift = side != "right", {"left": -3, "right": 3, "beside": 7}[side]
    return {
        "text": text, "x": int(side != "left"), "xref": "paper", "xanchor": "left" if left else "right",
        "y": y, "yref": "y", "yanchor": "middle", "xshift": shift, "showarrow": False, "align": "left",
    }  # fmt: skip


def bars(at: Sequence[int], lengths: Sequence[int | None], thick: int) -> Json:
    """A trace of lying bars: where their middles are, in pixels from the top, and how long they are."""
    return {"type": "bar", "orientation": "h", "y": at, "x": lengths, "width": thick}


def hatched(t: Mapping[str, Any]) -> Json:
    """The marker of bars for what was taken away, or is less."""
    pattern = {"shape": "/", "fgcolor": t["ctl"], "bgcolor": NOTHING, "size": 7, "solidity": 0.22}
    return {"color": NOTHING, "line": {"color": t["ctl"], "width": 1}, "pattern": pattern}


def draw(drawn: Chart, key: str, alt: str, on_click: Callable[[str], None] | None = None) -> None:
    """Put a chart on the page; `alt` says in words what it shows. `on_click` is told what a bar that is clicked stands
    for: its `customdata`."""
    if on_click is None:
        st.plotly_chart(drawn, theme=None, config=CONFIG, key=key, alt=alt)
        return

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and (stands_for := points[0].get("customdata")):
            on_click(stands_for[0] if isinstance(stands_for, list) else stands_for)

    st.plotly_chart(drawn, theme=None, config=CONFIG, key=key, alt=alt, on_select=clicked, selection_mode="points")


ALL_ALIKE = {"marker": {"opacity": 1}}
"""How bars look among which one was clicked: as before, both that one and the others."""
