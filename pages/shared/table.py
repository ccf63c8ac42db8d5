"""A table that stacks on a phone: every cell then stands under its row's first, with the column's name before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pages.shared.html import esc


@dataclass(frozen=True)
class Column:
    """One column: its name, and what it holds: `text`, `num` (an amount, to the right), `chip` (as narrow as it is) or
    `wide` (a sentence)."""

    name: str
    kind: str = "text"


def table_html(
    label: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], total: Sequence[str] = (), style: str = ""
) -> str:
    """The table as HTML. Cells are HTML already; a row's first cell that is not a chip names the row. `total` closes
    the table; an empty cell of it joins the one before."""
    head = "".join(f'<th scope="col" class="{c.kind}">{esc(c.name)}</th>' for c in columns)
    body = "".join(_row(columns, row) for row in rows)
    foot = f"<tfoot>{_total(columns, total)}</tfoot>" if total else ""
    return (
        f'<div class="r-fit"><table class="r-table {esc(style)}" aria-label="{esc(label)}">'
        f"<thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody>{foot}</table></div>"
    )


def _row(columns: Sequence[Column], cells: Sequence[str]) -> str:
    naming = next(i for i, column in enumerate(columns) if column.kind != "chip")
    parts = []
    for i, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        tag, scope = ("th", ' scope="row"') if i == naming else ("td", "")
        empty = "" if cell else " none"
        parts.append(f'<{tag}{scope} class="{column.kind}{empty}" data-label="{esc(column.name)}">{cell}</{tag}>')
    return f"<tr>{''.join(parts)}</tr>"


def _total(columns: Sequence[Column], cells: Sequence[str]) -> str:
    """The last row: its name, and each figure, reach over the empty cells after them."""
    filled = [i for i, cell in enumerate(cells) if cell]
    first, *others = zip(filled, [*filled[1:], len(cells)], strict=True)
    parts = [f'<th scope="row" colspan="{first[1]}">{cells[first[0]]}</th>']
    for i, until in others:
        column = columns[i]
        span = f' colspan="{until - i}"' if until - i > 1 else ""
        parts.append(f'<td{span} class="{column.kind}" data-label="{esc(column.name)}">{cells[i]}</td>')
    return f'<tr class="total">{"".join(parts)}</tr>'
