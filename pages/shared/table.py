"""A table that stacks on a phone (the piece `table`): every cell then stands under its row's first, with the column's
name before it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from pages.shared.templates import template


class Column(NamedTuple):
    """One column: its name, and what it holds: `text`, `num` (an amount, to the right), `chip` (as narrow as it is) or
    `wide` (a sentence)."""

    name: str
    kind: str = "text"


def table_html(
    label: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], total: Sequence[str] = (), style: str = ""
) -> str:
    """The table as HTML, everything in it said already. A row's first cell that is not a chip names the row. `total`
    closes the table; an empty cell of it joins the one before."""
    cells = [[Markup(cell) for cell in row] for row in rows]
    return str(template("pieces", "zh").table(label, columns, cells, [Markup(cell) for cell in total], style))
