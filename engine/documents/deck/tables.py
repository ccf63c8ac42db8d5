"""Native tables that look like a ledger: a rule opens, hairlines separate, a double rule closes a total. Rows have a
height of their own, so that a chart beside them stands where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.table import _Cell
from pptx.util import Emu

from engine.documents.deck.look import COLOURS, POINT, TABLE, TEXT, Box, emu
from engine.documents.deck.text import Writer, cut, lines, safe, width

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True)
class TableColumn:
    """One column: its head, to which side its cells stand (`l`, `r` or `ctr`), its width in points."""

    head: str
    align: str
    width: int

    @property
    def room(self) -> int:
        """Points for the text of a cell: one less than there is, for what fills it to the end is broken by some
        programs."""
        return self.width - 2 * TABLE["inset"] - 1


@dataclass(frozen=True)
class TableLine:
    """One row: its cells; `closes`: a total; `article`: its first cell names an article of the law, which is set in
    Song; the colour of some cells, and which are struck through."""

    cells: tuple[str, ...]
    closes: bool = False
    bold: bool = False
    article: bool = False
    colours: dict[int, str] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()


def widths(heads: Sequence[str], rows: Sequence[Sequence[str]], bold: Sequence[bool]) -> list[int]:
    """How wide every column is at least, in points, with its insets; which of the rows are `bold`."""
    size, room = TEXT["least"], 3 * TABLE["inset"]
    found = []
    for i, head in enumerate(heads):
        cells = (width(row[i], size, bold=is_bold) for row, is_bold in zip(rows, bold, strict=True))
        found.append(max(width(head, size), *cells, 0) + room)
    return found


def row_height(rows: int, room: int) -> int:
    """The height of one of so many rows, in points, within the room."""
    return max(TABLE["lowest_row"], min(TABLE["highest_row"], room // rows)) if rows else TABLE["row"]


def heights(columns: Sequence[TableColumn], rows: Sequence[TableLine], least: int) -> list[int]:
    """The height of each row in points, as many lines as its fullest cell takes; `least` for one line."""
    return [least + (_lines(columns, row.cells) - 1) * TEXT["line"] for row in rows]


def _lines(columns: Sequence[TableColumn], cells: Sequence[str]) -> int:
    return max(lines(text, TEXT["least"], of.room) for of, text in zip(columns, cells, strict=True))


def draw(
    slide: Any,
    writer: Writer,
    box: Box,
    columns: Sequence[TableColumn],
    rows: Sequence[TableLine],
    label: str,
    tall: Sequence[int],
    head_lines: int = 1,
) -> None:
    """A table at the top of the box, its rows so `tall` (points); `label` says what it is to who does not see it. What
    does not fit into its cell is cut."""
    head = TABLE["row"] + (head_lines - 1) * TEXT["line"]
    left, top, _, _ = box.emu
    whole = sum(column.width for column in columns)
    frame = slide.shapes.add_table(len(rows) + 1, len(columns), left, top, emu(whole), emu(head + sum(tall)))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", safe(label))
    frame.name = safe(label)
    table = frame.table
    properties = table._tbl.tblPr
    properties.find(qn("a:tableStyleId")).text = NO_STYLE
    table.horz_banding = False
    for number, column in enumerate(columns):
        table.columns[number].width = Emu(emu(column.width))
    for number, height in enumerate((head, *tall)):
        table.rows[number].height = Emu(emu(height))
    cells = list(table._tbl.iter(qn("a:tc")))
    for number, column in enumerate(columns):
        said = cut(column.head, TEXT["least"], column.room, head_lines)
        _cell(writer, table, cells[number], said, column, {"colour": "muted"})
        _edges(cells[number], top=(TABLE["rule"], "ink", False), bottom=(TABLE["hair"], "ink", False))
    for n, line in enumerate(rows, 1):
        for i, column in enumerate(columns):
            cell, bold = cells[n * len(columns) + i], line.bold or line.closes
            most = max(0, tall[n - 1] - TABLE["lowest_row"]) // TEXT["line"] + 1
            said = cut(line.cells[i], TEXT["least"], column.room, most, bold=bold)
            look = {"colour": line.colours.get(i, "ink"), "bold": bold}
            look |= {"struck": i in line.struck, "serif": line.article and i == 0}
            _cell(writer, table, cell, said, column, look)
            closing = (TABLE["closing"], "ink", True) if line.closes else (TABLE["hair"], "hairline", False)
            _edges(cell, bottom=closing)


def _cell(writer: Writer, table: Any, tc: Any, said: str, column: TableColumn, look: dict[str, Any]) -> None:
    cell = _Cell(tc, table)
    inset = Emu(emu(TABLE["inset"]))
    cell.margin_left = cell.margin_right = inset
    cell.margin_top = cell.margin_bottom = Emu(0)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    writer.write(cell.text_frame, [said], align=column.align, line=TEXT["line"] - 1, **look)


def _edges(
    tc: Any, top: tuple[int | Decimal, str, bool] | None = None, bottom: tuple[int | Decimal, str, bool] | None = None
) -> None:
    """The lines above and below a cell: width in points, colour, whether double; none at its sides."""
    properties = tc.get_or_add_tcPr()
    for tag, edge in (("a:lnL", None), ("a:lnR", None), ("a:lnT", top), ("a:lnB", bottom)):
        line = properties.makeelement(qn(tag), {})
        if edge is None:
            if tag == "a:lnT":
                continue
            line.set("w", "0")
            line.append(line.makeelement(qn("a:noFill"), {}))
        else:
            wide, colour, double = edge
            line.set("w", str(int(wide * POINT)))
            line.set("cmpd", "dbl" if double else "sng")
            fill = line.makeelement(qn("a:solidFill"), {})
            fill.append(fill.makeelement(qn("a:srgbClr"), {"val": COLOURS[colour]}))
            line.append(fill)
        properties.append(line)
    properties.append(properties.makeelement(qn("a:noFill"), {}))
