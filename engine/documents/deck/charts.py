"""Native charts, with the workbook behind each that makes them editable. They carry bars and no words: what a bar is
and how much stands in the table beside it, in rows of the same height."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from math import ceil, floor
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from engine.documents.deck.look import CHART, COLOURS, FONTS, LANGUAGE, TEXT, Box, emu, solid, written_size
from engine.documents.deck.text import safe
from engine.documents.story import Chart, Series

SHEET = "Sheet1"
PLACES = 6
"""Decimals of 万元 to which a value goes that no decimal is exact for: those of a 分."""
ALONG, UPRIGHT = XL_CHART_TYPE.BAR_STACKED, XL_CHART_TYPE.COLUMN_STACKED
Look = str
"""How a bar looks: `solid`, `ink`, `outline`, `tint`, `hatched`, `idle`, `none`."""
OF_MARK: dict[str, Look] = {
    "unpaid": "outline",
    "under": "none",
    **dict.fromkeys(("cut", "lost", "less"), "hatched"),
    **dict.fromkeys(("kept", "same"), "tint"),
}
"""By the mark of a series; the others are solid."""
OF_KIND: dict[str, Look] = {"bind": "solid", "sum": "ink", "skip": "idle"}
NUMBERS = {True: "#,##0", False: "#,##0.00####"}


class _Data(CategoryChartData):
    """What a chart is made of, with our own workbook: python-pptx's would say when it was made."""

    xlsx_blob = b""


def draw(slide: Any, chart: Chart, box: Box, lang: str, day: date, rows: Sequence[tuple[str, int | None]] = ()) -> None:
    """The chart in the box, its bars beside the rows of a table: `rows` has the name of each and the position of its
    bar, None for no bar. Columns stand upright where no rows are given."""
    named = rows or [(label[lang], n) for n, label in enumerate(chart.labels)]
    order = [n for _, n in named]
    data = _Data(number_format=NUMBERS[chart.kind == "counted"])
    labels = [safe(label) for label, _ in named]
    data.categories = labels
    columns = []
    for series in chart.series:
        values = [None if n is None else decimal(series.values[n]) for n in order]
        name = safe(series.name[lang])
        data.add_series(name, values)
        columns.append((name, values))
    data.xlsx_blob = workbook(labels, columns, chart, lang, day)
    frame = slide.shapes.add_chart(ALONG if rows else UPRIGHT, *box.emu, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", safe(chart.alt[lang]))
    frame.name = safe(chart.alt[lang].partition("。" if lang == "zh" else ". ")[0])
    made = frame.chart
    _frame(made, lang)
    _axes(made, chart, bool(rows))
    _bars(made, chart, order)


def decimal(value: Fraction | None) -> Decimal | None:
    """A value as the file carries it: exact, or cut to `PLACES`."""
    return None if value is None else Decimal(int(value * 10**PLACES)).scaleb(-PLACES).normalize() + 0


def workbook(
    labels: Sequence[str], columns: Sequence[tuple[str, Sequence[Decimal | None]]], chart: Chart, lang: str, day: date
) -> bytes:
    """The workbook behind a chart: labels in the first column, one series in each further one. The same input gives the
    same bytes, and no text becomes a formula."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(day.year, day.month, day.day), "comments": safe(chart.unit[lang])})
    sheet = book.add_worksheet(SHEET)
    number = book.add_format({"num_format": NUMBERS[chart.kind == "counted"]})
    for row, label in enumerate(labels, 1):
        sheet.write_string(row, 0, label)
    for column, (name, values) in enumerate(columns, 1):
        sheet.write_string(0, column, name)
        for row, value in enumerate(values, 1):
            if value is not None:
                sheet.write_number(row, column, value, number)
    book.close()
    return out.getvalue()


# ------------------------------------------------------------------------------------------------------------ the look


def _frame(made: Any, lang: str) -> None:
    """Fonts and language of all that the chart could write; no title, no legend; the bars fill the whole frame."""
    made.has_legend = False
    made.has_title = False
    space = made._chartSpace
    old = space.find(qn("c:txPr"))
    fonts = FONTS[lang]
    new = parse_xml(
        f"<c:txPr {nsdecls('c', 'a')}><a:bodyPr/><a:lstStyle/><a:p><a:pPr>"
        f'<a:defRPr lang="{LANGUAGE[lang]}" sz="{written_size(TEXT["least"])}">{solid("ink")}'
        f'<a:latin typeface="{fonts["latin"]}"/><a:ea typeface="{fonts["east_asian"]}"/></a:defRPr></a:pPr>'
        f'<a:endParaRPr lang="{LANGUAGE[lang]}"/></a:p></c:txPr>'
    )
    old.getparent().replace(old, new)
    space.insert(1, parse_xml(f'<c:lang {nsdecls("c")} val="{LANGUAGE[lang]}"/>'))
    space.insert(2, parse_xml(f'<c:roundedCorners {nsdecls("c")} val="0"/>'))
    plot = space.find(qn("c:chart")).find(qn("c:plotArea"))
    layout = plot.find(qn("c:layout"))
    if layout is not None:
        plot.remove(layout)
    whole = (
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        '<c:yMode val="edge"/><c:x val="0"/><c:y val="0"/><c:w val="1"/><c:h val="1"/></c:manualLayout></c:layout>'
    )
    plot.insert(0, parse_xml(whole))


def _axes(made: Any, chart: Chart, along: bool) -> None:
    """No words, no ticks, no grid; zero where the bars begin. The first bar is on top where bars lie."""
    value, category = made.value_axis, made.category_axis
    value.has_major_gridlines = False
    value.minimum_scale, value.maximum_scale = _extent(chart)
    for axis in (value, category):
        axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    value.format.line.fill.background()
    line = category.format.line
    line.color.rgb = RGBColor.from_string(COLOURS["ink"])
    line.width = emu(CHART["edge_idle"])
    category.reverse_order = along


def _extent(chart: Chart) -> tuple[int, int]:
    """The whole numbers between which all bars lie."""
    bars = [[series.values[n] or Fraction(0) for series in chart.series] for n in range(len(chart.labels))]
    top = max((sum(value for value in bar if value > 0) for bar in bars), default=0)
    bottom = min((sum(value for value in bar if value < 0) for bar in bars), default=0)
    return floor(bottom), max(1, ceil(top))


def _bars(made: Any, chart: Chart, order: Sequence[int | None]) -> None:
    plot = made.plots[0]
    plot.gap_width = CHART["column_gap"] if made.chart_type == UPRIGHT else CHART["gap"]
    plot.vary_by_categories = False
    for drawn, series in zip(plot.series, chart.series, strict=True):
        # A negative bar keeps its own look.
        drawn.invert_if_negative = False
        _fill(drawn._element, OF_MARK.get(series.mark, "solid"))
        for point, n in enumerate(order):
            if n is not None and (look := _own_look(chart, series, n)) is not None:
                _fill(drawn._element.get_or_add_dPt_for_point(point), *look)


def _own_look(chart: Chart, series: Series, n: int) -> tuple[Look, bool] | None:
    """How one bar looks, and whether it has a black edge, where that is not as its series."""
    if series.mark == "paid" and chart.capped and chart.capped[n]:
        return "solid", True
    if series.mark == "whole" and n == len(chart.labels) - 1:
        return "ink", False
    if series.mark == "kept" and (look := OF_KIND.get(chart.kinds[n])) is not None:
        return look, look == "solid"
    return None


def _fill(element: Any, look: Look, edged: bool = False) -> None:
    """Write fill and outline into a series or a point."""
    element.get_or_add_spPr()
    new = parse_xml(f"<c:spPr {nsdecls('c', 'a')}>{_filled(look)}{_outlined(look, edged)}</c:spPr>")
    element.replace(element.find(qn("c:spPr")), new)


def _filled(look: Look) -> str:
    if look == "none":
        return "<a:noFill/>"
    if look == "hatched":
        return (
            f'<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="{COLOURS["ink"]}"/></a:fgClr>'
            f'<a:bgClr><a:srgbClr val="{COLOURS["paper"]}"/></a:bgClr></a:pattFill>'
        )
    return solid({"solid": "primary", "outline": "paper"}.get(look, look))


def _outlined(look: Look, edged: bool) -> str:
    if look in ("none", "idle"):
        return "<a:ln><a:noFill/></a:ln>"
    colour = "ink" if edged or look in ("hatched", "ink") else "primary"
    wide = emu(CHART["edge"] if edged else CHART["edge_idle"])
    return f'<a:ln w="{wide}">{solid(colour)}</a:ln>'
