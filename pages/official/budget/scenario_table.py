"""Scenarios side by side, as HTML for `st.html`: one column each, one row per article, bars and differences."""

from collections.abc import Sequence

from engine.text import words
from engine.view.budget.columns import Cell, Column, Row, SideBySide
from engine.view.budget.differences import Change
from pages.shared.html import chip, esc, law_link
from pages.shared.ledger import percent


def table_html(side_by_side: SideBySide, lang: str, chosen: int = 0) -> str:
    """The comparison: `chosen` is the number of the column that the controls change."""
    columns = side_by_side.columns
    is_alone = len(columns) == 1
    heads = "".join(
        _head(column, number, number == chosen and not is_alone, is_alone, lang)
        for number, column in enumerate(columns)
    )
    names = [column.name for column in columns]
    rows = "".join(_row(row, names, lang) for row in side_by_side.rows)
    label = esc(_say("table_label", lang))
    return (
        f'<div class="b-wide"><div class="b-cmp n{len(columns)}" role="table" aria-label="{label}">'
        f'<div class="b-r head" role="row">'
        f'<span class="b-a" role="columnheader">{esc(_say("column_article", lang))}</span>'
        f'<span class="b-m" role="columnheader">{esc(_say("column_matter", lang))}</span>'
        f'<span class="b-v" role="columnheader">{esc(_say("column_approved", lang))}</span>{heads}</div>'
        f"{rows}{_total(side_by_side, names, lang)}</div></div>{notes_html(side_by_side, lang)}"
    )


def notes_html(side_by_side: SideBySide, lang: str) -> str:
    """What the marks mean, and what stands beside the table."""
    said = [note[lang] for note in side_by_side.notes]
    return f'<p class="m-note">{esc(("" if lang == "zh" else " ").join(said))}</p>'


def _say(key: str, lang: str, **values: object) -> str:
    return words.text(f"budget.{key}", lang, **values)


# ------------------------------------------------------------------------------------------------ the columns


def _head(column: Column, number: int, is_chosen: bool, is_alone: bool, lang: str) -> str:
    style = "base" if number == 0 else "mine"
    marks = "".join(f'<span class="b-mark">{esc(mark[lang])}</span>' for mark in column.marks)
    now = f'<span class="b-now">{esc(_say("is_chosen", lang))}</span>' if is_chosen else ""
    return (
        f'<div class="b-s {style}{" now" if is_chosen else ""}" role="columnheader">'
        f'<p class="b-name"><b>{esc(column.name)}</b>{marks}{now}</p>'
        f'<p class="b-ch">{changes_html(column.changes, lang)}</p>'
        f'<p class="m-over">{esc(column.ratio_label[lang])}</p>{_ratio(column, lang)}'
        f'<p class="m-over">{esc(_say("paid", lang))} <b class="m-num">{esc(column.paid)}</b>'
        f"{_unspent(column, lang)}</p>{_winners(column, is_alone, lang)}</div>"
    )


def _ratio(column: Column, lang: str) -> str:
    if not column.ratio:
        return f'<p class="m-mid b-ratio"><span class="m-none">{esc(_say("no_ratio", lang))}</span></p>'
    return f'<p class="m-mid b-ratio">{esc(column.ratio)}<small>%</small></p>'


def _unspent(column: Column, lang: str) -> str:
    if not column.unspent:
        return ""
    return f' <span class="b-un">{esc(_say("unspent", lang))} <span class="m-num">{esc(column.unspent)}</span></span>'


def changes_html(changes: Sequence[Change], lang: str) -> str:
    """What differs: the old value struck through, the new one in the colour of what is proposed."""
    if not changes:
        return esc(_say("unchanged", lang))
    return esc(_say("list_stop", lang)).join(_change(change, lang) for change in changes)


def _change(change: Change, lang: str) -> str:
    if change.old is None:
        return f"{esc(change.label[lang])} {esc(change.new[lang])}"
    # Struck through and coloured is not heard: what is read aloud says that one took the other's place.
    to = esc(_say("changed_to", lang))
    return (
        f"{esc(change.label[lang])} <del>{esc(change.old[lang])}</del>"
        f'<span class="m-sr"> {to} </span> <ins>{esc(change.new[lang])}</ins>{esc(change.unit[lang])}'
    )


def _winners(column: Column, is_alone: bool, lang: str) -> str:
    """How many companies get more or less than in the first column: a bar, and the numbers below it."""
    if column.more is None:
        said = _say("companies" if is_alone else "compared_with", lang, count=column.companies)
        return f'<span class="b-wl" aria-hidden="true"><i style="flex:1"></i></span><p class="m-over">{esc(said)}</p>'
    parts = (("u", column.more), ("s", column.same), ("d", column.less))
    bars = "".join(f'<i class="{style}" style="flex:{count}"></i>' for style, count in parts if count)
    said = _say("winners", lang, more=column.more, less=column.less)
    return f'<span class="b-wl" aria-hidden="true">{bars}</span><p class="m-over">{esc(said)}</p>'


# ------------------------------------------------------------------------------------------------ the rows


def _row(row: Row, names: Sequence[str], lang: str) -> str:
    claims = esc(_say("claims", lang, count=row.claims))
    approved = row.approved or _say("elsewhere", lang)
    cells = "".join(_cell(cell, name, lang) for cell, name in zip(row.cells, names, strict=True))
    return (
        f'<div class="b-r" role="row"><span class="b-a" role="cell">'
        f"{chip(row.article or 0, lang, law_link(f'a{row.article}', lang))}</span>"
        f'<span class="b-m" role="rowheader">{esc(row.title[lang])} <small>{claims}</small></span>'
        f'<span class="b-v" role="cell">{_labelled(_say("column_approved", lang), approved)}</span>{cells}</div>'
    )


def _total(side_by_side: SideBySide, names: Sequence[str], lang: str) -> str:
    row = side_by_side.total
    cells = "".join(_cell(cell, name, lang, total=True) for cell, name in zip(row.cells, names, strict=True))
    return (
        f'<div class="b-r total" role="row"><span class="b-m" role="rowheader">{esc(_say("total", lang))}</span>'
        f'<span class="b-v" role="cell">{_labelled(_say("column_approved", lang), row.approved)}</span>{cells}</div>'
    )


def _labelled(label: str, amount: str) -> str:
    """An amount with its column's name, which shows where the columns do not stand side by side."""
    return f'<small class="b-l" aria-hidden="true">{esc(label)}</small>{esc(amount)}'


def _cell(cell: Cell, name: str, lang: str, total: bool = False) -> str:
    bars = ""
    if not (total or cell.elsewhere):
        outline = f'<u style="width:{percent(cell.approved_bar)}"></u>'
        fill = f'<i class="{"hit" if cell.capped else ""}" style="width:{percent(cell.paid_bar)}"></i>'
        bars = f'<span class="b-bar" aria-hidden="true">{outline}{fill}</span>'
    # Beside a difference there is no room for the word: there it is only heard.
    style = "m-sr" if cell.difference else "b-cap"
    capped = f'<em class="{style}">{esc(_say("capped", lang))}</em>' if cell.capped else ""
    paid = f'<span class="b-p">{esc(cell.paid)}</span>'
    if cell.elsewhere:
        paid = f'<span class="b-p b-else">{esc(_say("elsewhere", lang))}</span>'
    return (
        f'<span class="b-c" role="cell"><small class="b-l" aria-hidden="true">{esc(name)}</small>{bars}'
        f"{paid}{_difference(cell, lang)}{capped}</span>"
    )


def _difference(cell: Cell, lang: str) -> str:
    if not cell.difference:
        return ""
    return f'<small class="b-d {cell.direction}">{esc(cell.difference)}</small>'
