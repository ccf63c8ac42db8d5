"""What a slide shows, as HTML: its figure, its points, its chart and its tables. Charts are drawn here, from lengths
that `engine.documents.story.measured` gives, so that they take the theme's colours and need nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from engine.documents.story import Chart, Row, Slide, Table
from engine.documents.story.measured import CARRIER, Bar, Measured, Piece, measured
from engine.text import words
from engine.view.budget.writing import article_both
from pages.briefing.frame import say
from pages.shared.html import chip, esc
from pages.shared.ledger import percent

FEW = 4
"""Rows of a table that is written larger."""
MANY = 10
"""Steps from which on a ledger stands closer."""
COUNTED = ("counted",)
"""Charts in which a value that is not there is hidden, and not nothing."""
SKIP = "skip"
"""The kind of a step that changes nothing."""
SLIVER = 4
"""Thousandths below which a piece is a line rather than a bar."""


def body_html(slide: Slide, lang: str) -> str:
    """All that stands below the title."""
    side = _figure_html(slide, lang) + _points_html(slide, lang)
    main = _main_html(slide, lang)
    return "".join(f'<div class="p-{name}">{part}</div>' for name, part in (("side", side), ("main", main)) if part)


def _figure_html(slide: Slide, lang: str) -> str:
    if slide.figure is None:
        return ""
    return f'<p class="p-huge">{esc(slide.figure.text[lang])}</p><p class="p-sub">{esc(slide.figure.label[lang])}</p>'


def _points_html(slide: Slide, lang: str) -> str:
    points = "".join(f"<li>{esc(point[lang])}</li>" for point in slide.points)
    return f'<ul class="p-points">{points}</ul>' if points else ""


def _main_html(slide: Slide, lang: str) -> str:
    """The chart and the table that says the same, of which one is shown; below them the slide's own table, if it is
    about something else. A claim's steps are one ledger."""
    chart, table, same = slide.chart, slide.table, slide.chart_table or slide.table
    if chart is None:
        return "".join(table_html(each, lang) for each in (slide.chart_table, table) if each is not None)
    if chart.kind == "ledger" and table is not None:
        return ledger_html(table, chart, lang)
    drawn = chart_html(chart, lang)
    if same is not None:
        drawn = (
            f'{_views_html(lang)}<div class="p-of" data-of="chart">{drawn}</div>'
            f'<div class="p-of" data-of="table">{table_html(same, lang)}</div>'
        )
    return drawn if table is None or table is same else drawn + table_html(table, lang)


def _views_html(lang: str) -> str:
    """The chart or the table: two buttons."""
    buttons = "".join(
        f'<button type="button" data-view="{view}" aria-pressed="{"true" if view == "chart" else "false"}">'
        f"{esc(say(f'view_{view}', lang))}</button>"
        for view in ("chart", "table")
    )
    return f'<div class="p-views" role="group" aria-label="{esc(say("view", lang))}">{buttons}</div>'


# ------------------------------------------------------------------------------------------------ charts


def chart_html(chart: Chart, lang: str) -> str:
    """A chart, its figures at its bars; what one points at or focuses is told below it."""
    found = measured(chart)
    drawn = _upright_html(chart, found, lang) if chart.kind == "waterfall" else _lying_html(chart, found, lang)
    tell = esc(say("tell", lang))
    return f'{drawn}<p class="p-tell" data-first="{tell}">{tell}</p>'


def _upright_html(chart: Chart, found: Measured, lang: str) -> str:
    """From one amount to the next: each stage a column, what is taken hatched and hanging from the stage before."""
    columns = []
    for number, bar in enumerate(found.bars):
        text = next((piece.text for piece in bar.pieces if piece.text), "")
        line = f'<u style="--line:{percent(bar.ends)}"></u>' if number else ""
        small = " small" if all(piece.length < SLIVER for piece in bar.pieces) else ""
        columns.append(
            f'<li class="p-col{small}" {_tells(bar, lang)} style="--top:{percent(bar.ends)}">'
            f'<span class="p-plot">{line}{_pieces_html(bar)}<b>{esc(text)}</b></span>'
            f'<span class="p-name">{esc(bar.label[lang])}</span></li>'
        )
    return f'<ul class="p-wf" aria-label="{esc(chart.alt[lang])}">{"".join(columns)}</ul>'


def _lying_html(chart: Chart, found: Measured, lang: str) -> str:
    """A row for each label: its bar, and the figures of every series that writes some."""
    written = [n for n, series in enumerate(chart.series) if any(series.texts)]
    seen = [series for series in chart.series if series.mark != CARRIER]
    heads = "".join(f'<span class="p-num">{esc(chart.series[n].name[lang])}</span>' for n in written)
    marks = [(series.mark, series.name[lang]) for series in seen]
    if any(bar.capped for bar in found.bars):
        marks.append(("cap", words.text("budget.capped", lang)))
    keys = "".join(f'<span><i class="{esc(mark)}"></i>{esc(name)}</span>' for mark, name in marks)
    if chart.kind in COUNTED and any(value is None for series in seen for value in series.values):
        mark, said = (esc(words.text(f"budget.{key}", lang)) for key in ("hidden", "hidden_aloud"))
        keys += f"<span>{mark} {said}</span>"
    head = f'<li class="p-row head" aria-hidden="true"><span></span><span class="p-keys">{keys}</span>{heads}</li>'
    axis = f'<u style="--line:{percent(found.axis)}"></u>' if found.axis else ""
    rows = []
    for number, bar in enumerate(found.bars):
        figures = "".join(f'<span class="p-num">{_figure_of(chart, n, number, lang)}</span>' for n in written)
        capped = " capped" if bar.capped else ""
        rows.append(
            f'<li class="p-row{capped}" {_tells(bar, lang)}><span class="p-name">{esc(bar.label[lang])}</span>'
            f'<span class="p-bar2" aria-hidden="true">{axis}{_pieces_html(bar)}</span>{figures}</li>'
        )
    label = esc(chart.alt[lang])
    return (
        f'<ul class="p-rows n{len(written)} {esc(chart.kind)}" style="--rows:{len(rows)}" aria-label="{label}">'
        f"{head}{''.join(rows)}</ul>"
    )


def _figure_of(chart: Chart, series: int, number: int, lang: str) -> str:
    """What a series writes at a bar. Where companies are counted, what is not there is not told."""
    of = chart.series[series]
    if chart.kind in COUNTED and of.values[number] is None:
        return _hidden_html(lang)
    return esc(of.texts[number])


def _pieces_html(bar: Bar) -> str:
    last = len(bar.pieces) - 1
    return "".join(
        f'<i class="{esc(piece.mark)}{" last" if number == last else ""}" style="{_place(piece)}"></i>'
        for number, piece in enumerate(bar.pieces)
        if piece.length
    )


def _place(piece: Piece) -> str:
    return f"--from:{percent(piece.begins)};--size:{percent(piece.length)}"


def _tells(bar: Bar, lang: str) -> str:
    return f'tabindex="0" data-tell="{esc(bar.says[lang])}"'


# ------------------------------------------------------------------------------------------------ tables


def table_html(table: Table, lang: str) -> str:
    """A table; on a phone every cell stands under its row's first, its column's name before it."""
    heads = [("num" if right else "text", head[lang]) for head, right in zip(table.heads, table.figures, strict=True)]
    head = "".join(f'<th scope="col" class="{kind}">{esc(text)}</th>' for kind, text in heads)
    body = "".join(_row_html(row, heads, lang) for row in table.rows)
    few = " few" if len(table.rows) <= FEW else ""
    return (
        f'<table class="p-table{few}" aria-label="{esc(table.label[lang])}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _row_html(row: Row, heads: Sequence[tuple[str, str]], lang: str) -> str:
    cells = []
    for number, ((kind, name), cell) in enumerate(zip(heads, row.cells, strict=True)):
        tag, scope = ("td", "") if number else ("th", ' scope="row"')
        empty = "" if cell[lang] else " none"
        cells.append(
            f'<{tag}{scope} class="{kind}{empty}" data-label="{esc(name)}">{_cell_html(row, number, lang)}</{tag}>'
        )
    kind = "total" if row.closes else "row"
    return f'<tr class="{kind}">{"".join(cells)}</tr>'


def _cell_html(row: Row, number: int, lang: str) -> str:
    """A cell; what is only the name of the row's article stands in its frame."""
    cell = row.cells[number]
    if row.article is not None and cell == article_both(row.article):
        return chip(row.article, lang)
    return _hidden_html(lang) if cell[lang] == words.text("budget.hidden", lang) else esc(cell[lang])


def _hidden_html(lang: str) -> str:
    """The mark of what is not published, as it is read aloud."""
    mark, said = esc(words.text("budget.hidden", lang)), esc(words.text("budget.hidden_aloud", lang))
    return f'<span aria-hidden="true">{mark}</span><span class="m-sr">{said}</span>'


# ------------------------------------------------------------------------------------------------ a claim's ledger


def ledger_html(table: Table, chart: Chart, lang: str) -> str:
    """A claim step by step, each with its bar: article, step and how, what is taken off, what is left. The presenter
    tells one after the other. Where there are many, those that change nothing stand together."""
    steps = [_Step(*step) for step in zip(table.rows, measured(chart).bars, chart.kinds, strict=True)]
    is_long = len(steps) >= MANY
    lines = []
    for kind, group in groupby(steps, lambda step: step.kind):
        some = list(group)
        if kind == SKIP and is_long and len(some) > 1:
            lines.append(_together_html(some, lang))
        else:
            lines += [_step_html(step, lang) for step in some]
    label, close = esc(table.label[lang]), " close" if is_long else ""
    return f'<ol class="p-ledger{close}" style="--rows:{len(lines)}" aria-label="{label}">{"".join(lines)}</ol>'


@dataclass(frozen=True)
class _Step:
    """One step: its row of the table, whose cells are article, name, how, what is taken off and what is left; its bar;
    its kind in a ledger."""

    row: Row
    bar: Bar
    kind: str

    def said(self, lang: str) -> list[str]:
        return [esc(cell[lang]) for cell in self.row.cells]


def _step_html(step: _Step, lang: str) -> str:
    _, name, how, cut, amount = step.said(lang)
    taken = f"<small>{cut}</small>" if cut else ""
    kind = "sum" if step.row.closes else step.kind
    return _line_html(kind, step, f"<b>{name}</b><span>{how}</span>", f"{taken}<b>{amount}</b>", lang)


def _together_html(steps: Sequence[_Step], lang: str) -> str:
    """Steps that change nothing, in one line: their articles and names."""
    names = [f"{_cell_html(step.row, 0, lang)} <b>{step.said(lang)[1]}</b>" for step in steps[1:]]
    text = f"<b>{steps[0].said(lang)[1]}</b>{''.join(names)}"
    return _line_html(SKIP, steps[0], text, f"<b>{steps[0].said(lang)[-1]}</b>", lang)


def _line_html(kind: str, step: _Step, text: str, amount: str, lang: str) -> str:
    cells = (
        f'<span class="c">{_cell_html(step.row, 0, lang)}</span>',
        f'<span class="x">{text}</span>',
        f'<span class="p-bar2" aria-hidden="true">{_pieces_html(step.bar)}</span>',
        f'<span class="a">{amount}</span>',
    )
    return f'<li class="p-step-row {esc(kind)}" data-step="">{"".join(cells)}</li>'
