"""The charts of a forecast: fans, how likely each limit falls short, which assumption matters most."""

from collections.abc import Sequence

from engine.view.ahead.assumed import TornadoChart
from engine.view.ahead.fans import Fan
from engine.view.ahead.side import Limits
from pages.shared.charts import NOTHING, TOKENS, Chart, Json, bars, chart, hatched, label
from pages.shared.templates import template

FULL = (0, 1000)
ROW, SAYS, BAR, FIGURES = 46, 10, 32, 32
THICK = 16
HEIGHT, TOP, FOOT = 300, 34, 30
"""Pixels of a fan, above its highest point, and below its foot for what its points are called."""
ROOM = 96
"""Pixels on the right of bars for a figure."""
MARGIN = 60
"""Thousandths left and right of the first and the last point of a fan."""
FEW = 5
"""Points of a fan of which each is written."""


def fan_chart(fan: Fan, lang: str, name: str) -> Chart:
    """The band from P10 to P90, the line of P50, and the budget as a level line."""
    t, own = TOKENS[name], template("charts", lang)
    across = _across(len(fan.points))
    tells = [own.fan_tells(point) for point in fan.points]

    def line(values: Sequence[int | None], **more: object) -> Json:
        return {
            "type": "scatter", "x": across, "y": [None if v is None else _down(v) for v in values],
            "hovertext": tells, "mode": "lines", **more,
        }  # fmt: skip

    band = {"fill": "tonexty", "fillcolor": _tint(t["primary"])}
    traces = [
        line([p.low_at for p in fan.points], line={"color": t["primary"], "width": 1}),
        line([p.high_at for p in fan.points], line={"color": t["primary"], "width": 1}, **band),
        line(
            [p.middle_at for p in fan.points], mode="lines+markers", line={"color": t["primary"], "width": 3},
            marker={"color": t["primary"], "size": 8},
        ),
        line([p.cap_at for p in fan.points], line={"color": t["text"], "width": 2, "dash": "dash", "shape": "hvh"}),
    ]  # fmt: skip
    marks: list[Json] = []
    is_few = len(fan.points) <= FEW
    for number, (x, point) in enumerate(zip(across, fan.points, strict=True)):
        if is_few or number % 2 == 0:  # of many every other one, so that they have room on a phone
            marks.append(_at(x, HEIGHT - 12, point.label[lang], t["muted"], is_few))
        if is_few:
            marks.append(_at(x, _down(point.high_at) - 14, own.bold(point.middle), t["text"], is_few))
    return chart(name, traces, marks, HEIGHT, FULL)


def _across(count: int) -> list[int]:
    """Where the points stand from left to right."""
    if count == 1:
        return [FULL[1] // 2]
    wide = FULL[1] - 2 * MARGIN
    return [MARGIN + wide * n // (count - 1) for n in range(count)]


def _down(at: int) -> int:
    """How far from the top, in pixels, so many thousandths stand."""
    return TOP + (FULL[1] - at) * (HEIGHT - TOP - FOOT) // FULL[1]


def _at(x: int, y: int, text: str, colour: str, is_wide: bool) -> Json:
    """Words at a point; long ones begin or end at the edge beside the first or the last, where they are not cut off."""
    edge = {MARGIN: (FULL[0], "left"), FULL[1] - MARGIN: (FULL[1], "right")} if is_wide else {}
    x, anchor = edge.get(x, (x, "center"))
    return {
        "text": text, "x": x, "y": y, "xref": "x", "yref": "y", "xanchor": anchor, "yanchor": "middle",
        "showarrow": False, "font": {"color": colour, "size": 13},
    }  # fmt: skip


def _tint(colour: str) -> str:
    """A colour of which a third is seen."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.28)"


def limits_chart(found: Limits, lang: str, name: str) -> Chart:
    """How likely each limit falls short: a bar out of the whole for each."""
    t, own = TOKENS[name], template("charts", lang)
    at = [ROW * row + BAR for row in range(len(found.rows))]
    tells = [own.limit_tells(row) for row in found.rows]
    whole = bars(at, [FULL[1]] * len(at), THICK)
    whole |= {"hovertext": tells, "marker": {"color": NOTHING, "line": {"color": t["ctl"], "width": 1}}}
    short = bars(at, [row.bar or None for row in found.rows], THICK)
    short |= {"hovertext": tells, "marker": {"color": t["primary"], "line": {"width": 0}}}
    marks: list[Json] = []
    for place, row in enumerate(found.rows):
        marks.append(label(own.limit_named(row), ROW * place + SAYS))
        marks.append(label(own.strong(row.binds), ROW * place + FIGURES, "beside"))
    return chart(name, [whole, short], marks, ROW * len(at), FULL, margin={"r": ROOM + 40})


def tornado_chart(found: TornadoChart, lang: str, name: str) -> Chart:
    """What is asked with each assumption at its low (hatched) and at its high (solid), from what is likely."""
    t, own = TOKENS[name], template("charts", lang)
    at = [ROW * row + BAR for row in range(len(found.bars))]
    tells = [own.tornado_tells(bar) for bar in found.bars]

    def ends(of: Sequence[int], marker: Json) -> Json:
        drawn = bars(at, [end - found.likely_at for end in of], THICK)
        return {**drawn, "base": [found.likely_at] * len(at), "hovertext": tells, "marker": marker}

    traces = [
        ends([bar.low_at for bar in found.bars], hatched(t)),
        ends([bar.high_at for bar in found.bars], {"color": t["primary"], "line": {"width": 0}}),
    ]
    marks: list[Json] = []
    for place, bar in enumerate(found.bars):
        marks.append(label(own.tornado_named(bar), ROW * place + SAYS))
        marks.append(label(f"{bar.low} / {bar.high}", ROW * place + FIGURES, "beside"))
    middle = {"type": "line", "x0": found.likely_at, "x1": found.likely_at, "line": {"color": t["text"], "width": 1}}
    shapes = [middle | {"y0": y - THICK, "y1": y + THICK} for y in at]
    return chart(name, traces, marks, ROW * len(at), FULL, shapes=shapes, margin={"r": ROOM + 60})
