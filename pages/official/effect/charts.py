"""The charts of an effect: what each article pays before and after, who gains and who loses, the Lorenz curve."""

from collections.abc import Sequence
from typing import Any

from engine.view.budget.effect import EffectShown, GroupEffect
from engine.view.budget.evenness import Evenness
from pages.shared.charts import ALL_ALIKE, TOKENS, Chart, Json, bars, chart, hatched, label
from pages.shared.templates import template

FULL = 1000
"""Bars are thousandths."""
ROW = 64
"""Pixels of a row: what it says, its bars below, and room."""
SAYS, BEFORE, AFTER, FIGURES = 10, 32, 47, 40
"""Where in a row the middle of its words is, of its bars, and of the figures beside them, in pixels."""
THICK, THIN = 15, 11
ROOM = {"zh": 132, "en": 150}
"""Pixels on the right of bars for figures in two lines."""
GROUP_ROW, GROUP_BAR, GROUP_FIGURES, GROUP_THICK = 58, 34, 37, 16
CURVE, BELOW = 340, 34
"""Pixels of the Lorenz curve from top to bottom, and of what stands below it."""


def articles_chart(found: EffectShown, lang: str, name: str) -> Chart:
    """One row for each article: hatched, above, what it was paid before; solid, below, what it is paid after; a black
    line at its yearly total."""
    t, own, rows = TOKENS[name], template("effect", lang), found.articles
    tops = [ROW * place for place in range(len(rows))]
    tells = [own.article_tells(row) for row in rows]
    stand_for = [[str(row.article)] for row in rows]
    shared: Json = {"hovertext": tells, "customdata": stand_for, "selected": ALL_ALIKE, "unselected": ALL_ALIKE}
    before = bars([y + BEFORE for y in tops], [row.bars[0] for row in rows], THIN)
    before |= {**shared, "marker": hatched(t)}
    after = bars([y + AFTER for y in tops], [row.bars[1] for row in rows], THICK)
    after |= {**shared, "marker": {"color": t["mine"], "line": {"width": 0}}}
    caps = [
        (row.caps[n], y + at, tell)
        for row, y, tell in zip(rows, tops, tells, strict=True)
        for n, at in enumerate((BEFORE, AFTER))
        if row.caps[n]
    ]
    totals: Json = {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _, _ in caps],
        "y": [y for _, y, _ in caps],
        "hovertext": [tell for _, _, tell in caps],
        "marker": {"symbol": "line-ns", "size": THICK, "line": {"color": t["text"], "width": 3}},
        "selected": ALL_ALIKE,
        "unselected": ALL_ALIKE,
    }
    marks: list[Json] = []
    for row, y in zip(rows, tops, strict=True):
        marks += [label(own.article(row), y + SAYS), label(own.paid(row), y + FIGURES, "beside")]
    return chart(name, [before, after, totals], marks, ROW * len(rows), (0, FULL), margin={"r": ROOM[lang]})


def groups_chart(rows: Sequence[GroupEffect], lang: str, name: str) -> Chart:
    """One row for each group of companies: to the right how many get more, to the left, hatched, how many get less."""
    t, own = TOKENS[name], template("effect", lang)
    at = [GROUP_ROW * place + GROUP_BAR for place in range(len(rows))]
    shared: Json = {
        "hovertext": [own.group_tells(row) for row in rows],
        "customdata": [[row.group or NAMELESS] for row in rows],
        "selected": ALL_ALIKE,
        "unselected": ALL_ALIKE,
    }
    more = bars(at, [row.more_bar or None for row in rows], GROUP_THICK)
    more |= {**shared, "marker": {"color": t["mine"]}}
    less = bars(at, [-row.less_bar or None for row in rows], GROUP_THICK)
    less |= {**shared, "marker": hatched(t)}
    marks: list[Json] = []
    for place, row in enumerate(rows):
        y = GROUP_ROW * place
        marks += [label(own.group(row), y + SAYS), label(own.counts(row), y + GROUP_FIGURES, "beside")]
    middle: dict[str, Any] = {"type": "line", "x0": 0, "x1": 0, "line": {"color": t["text"], "width": 1}}
    shapes = [middle | {"y0": y - GROUP_THICK, "y1": y + GROUP_THICK} for y in at]
    height = GROUP_ROW * len(rows)
    return chart(name, [more, less], marks, height, (-FULL, FULL), shapes=shapes, margin={"r": ROOM[lang]})


NAMELESS = "\N{EMPTY SET}"
"""What a bar stands for that is of those of whom a fact is not known: nothing at all would not come back."""


def lorenz_chart(found: Evenness, lang: str, name: str) -> Chart:
    """The curves one over the other, the last one solid, those before it dashed, beside the line of equality."""
    t, own = TOKENS[name], template("effect", lang)
    traces: list[Json] = [_line((0, FULL), {"color": t["ctl"], "width": 1}, "")]
    for place, curve in enumerate(found.curves):
        if not curve:
            continue
        is_last = place == len(found.curves) - 1
        line = {"color": t["mine"] if is_last else t["primary"], "width": 3 if is_last else 2}
        traces.append(_line(curve, line if is_last else line | {"dash": "dash"}, own.name(found.names[place])))
    frame = {"type": "rect", "x0": 0, "x1": FULL, "y0": 0, "y1": CURVE, "line": {"color": t["line"], "width": 1}}
    marks = [label(own.axes(), CURVE + BELOW - 14)]
    return chart(name, traces, marks, CURVE + BELOW, (0, FULL), shapes=[frame], margin={"l": 2, "r": 8, "t": 4})


def _line(curve: Sequence[int], line: Json, told: str) -> Json:
    last = len(curve) - 1
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [FULL * n // last for n in range(last + 1)],
        "y": [CURVE - CURVE * share // FULL for share in curve],
        "line": line,
        "hoverinfo": "text" if told else "skip",
        "hovertext": told,
    }
