"""What a slide shows, as HTML: its figure, its points, its chart and its tables. Charts are drawn here, from lengths
that `engine.documents.story.measured` gives, so that they take the theme's colours and need nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from engine import words
from engine.budget.writing import article_both
from engine.documents.story import Chart, Row, Slide, Table
from engine.documents.story.measured import CARRIER, Bar, Measured, Piece, measured
from pages.briefing.frame import say
from pages.shared.html import chip, esc
from pages.shared.ledger import percent

FEW = 4
"""Rows of a table that is written larger."""
MANY = 10
"""Steps from which on a ledger stands closer."""
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
    """The chart and the table that says the same, of which one is shown; beside them the slide's own table, if it is
    about something else. A claim's steps are one ledger."""
    chart, table, same = slide.chart, slide.table, slide.chart_table or slide.table
    if chart is None:
        return "".join(table_html(each, lang) for each in (slide.chart_table, table) if each is not None)
    if chart.kind == "ledger" and table is not None and len(_with_amount(table)) == len(chart.labels):
        return ledger_html(table, measured(chart), lang)
    drawn = chart_html(chart, lang)
    if same is not None:
        drawn = (
            f'{_views_html(lang)}<div class="p-of" data-of="chart">{drawn}</div>'
            f'<div class="p-of" data-of="table">{table_html(same, lang)}</div>'
        )
    if table is not None and table is not same:
        drawn = f'<div class="p-beside"><div>{drawn}</div><div>{table_html(table, lang)}</div></div>'
    return drawn


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
    head = f'<li class="p-row head" aria-hidden="true"><span></span><span class="p-keys">{keys}</span>{heads}</li>'
    axis = f'<u style="--line:{percent(found.axis)}"></u>' if found.axis else ""
    rows = []
    for number, bar in enumerate(found.bars):
        figures = "".join(f'<span class="p-num">{esc(chart.series[n].texts[number])}</span>' for n in written)
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
    return esc(cell[lang])


# ------------------------------------------------------------------------------------------------ a claim's ledger


def _with_amount(table: Table) -> list[Row]:
    """The steps that come to an amount: those that have a bar."""
    return [row for row in table.rows if any(row.cells[-1].values())]


def ledger_html(table: Table, found: Measured, lang: str) -> str:
    """A claim step by step: article, step and how, bar, what is taken off, what is left. The presenter tells one after
    the other. Where there are many, those that change nothing stand together."""
    bars = iter(found.bars)
    have = {id(row) for row in _with_amount(table)}
    steps = [(row, next(bars) if id(row) in have else None) for row in table.rows]
    is_long = len(steps) >= MANY
    lines = []
    for unchanged, group in groupby(steps, lambda step: _is_unchanged(step[0])):
        some = list(group)
        if unchanged and is_long and len(some) > 1:
            lines.append(_together_html(some, lang))
        else:
            lines += [_step_html(row, bar, lang) for row, bar in some]
    label, close = esc(table.label[lang]), " close" if is_long else ""
    return f'<ol class="p-ledger{close}" style="--rows:{len(lines)}" aria-label="{label}">{"".join(lines)}</ol>'


def _is_unchanged(row: Row) -> bool:
    return row.cells[-1] == words.both("results.unchanged")


def _step_html(row: Row, bar: Bar | None, lang: str) -> str:
    article, name, how, cut, amount = range(len(row.cells))
    taken = f"<small>{esc(row.cells[cut][lang])}</small>" if row.cells[cut][lang] else ""
    kind = "sum" if row.closes else "skip" if _is_unchanged(row) else "bind" if taken else "plain"
    text = f"<b>{esc(row.cells[name][lang])}</b><span>{esc(row.cells[how][lang])}</span>"
    return _line_html(
        kind, _cell_html(row, article, lang), text, bar, f"{taken}<b>{esc(row.cells[amount][lang])}</b>", lang
    )


def _together_html(steps: Sequence[tuple[Row, Bar | None]], lang: str) -> str:
    """Steps that change nothing, in one line: their articles and names."""
    names = [(_cell_html(row, 0, lang), esc(row.cells[1][lang])) for row, _ in steps]
    (first, name), *others = names
    text = f"<b>{name}</b>" + "".join(f"{chip_} <b>{said}</b>" for chip_, said in others)
    row, bar = steps[-1]
    return _line_html("skip", first, text, bar, f"<b>{esc(row.cells[-1][lang])}</b>", lang)


def _line_html(kind: str, article: str, text: str, bar: Bar | None, amount: str, lang: str) -> str:
    tells, pieces = (f" {_tells(bar, lang)}", _pieces_html(bar)) if bar is not None else ("", "")
    cells = (
        f'<span class="c">{article}</span>',
        f'<span class="x">{text}</span>',
        f'<span class="p-bar2" aria-hidden="true">{pieces}</span>',
        f'<span class="a">{amount}</span>',
    )
    return f'<li class="p-step-row {kind}" data-step=""{tells}>{"".join(cells)}</li>'
