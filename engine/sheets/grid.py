"""The cells of a workbook as rows, those of each sheet a `Grid`; `csv_file` makes one of a CSV file.

A workbook is opened by openpyxl; its rows and strings are read here, because openpyxl takes a formula without a value
for an empty cell, reads numbers through floats and loses what stands in the place of an escape. A row is a list as
wide as the heading, None where nothing stands; numbers are text, the shortest decimal that means the same.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from engine.sheets import guard
from engine.sheets.cells import Cell, Fault
from engine.values.refusal import refuse, shown

EXACT_DIGITS = 15
"""Digits of a number that a spreadsheet keeps."""
WIDEST = 512
"""Columns of a sheet that are looked at."""
MOST_ROWS = 1 << 20

_CELL, _VALUE, _FORMULA, _ROW, _TEXT, _AID = (f"{SHEET_MAIN_NS}}}{tag}" for tag in ("c", "v", "f", "row", "t", "rPh"))
_WITH_TEXT = frozenset((_VALUE, _TEXT))
_STRING, _PLAIN, _RUN = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "t", "r"))
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DIGITS = "0123456789"

Row = list[Cell | None]


@dataclass(slots=True)
class Grid:
    """One table: its name, its headings (None where there is none), and its rows with their numbers as people count
    them. `errors` and `unread` (row, position) fill while the rows are read: rows that are not as wide as the headings,
    and cells beyond them."""

    name: str
    headings: Row
    rows: Iterator[tuple[int, Row]]
    first: int = 1
    unread: list[tuple[int, int]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)


def of_workbook(data: bytes) -> list[Grid]:
    """The sheets of a workbook that have anything in them, in their order. Refused if it is not safe or damaged."""
    package = guard.opened(data)
    try:
        reader = _Reader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        reader.read()
        workbook = reader.wb
        sheets = [_Sheet(package, reader, sheet) for sheet in workbook.worksheets]
    except Exception:  # openpyxl raises whatever a malformed part leads it into
        refuse("", "sheets.damaged")
    return [grid for sheet in sheets if (grid := sheet.grid()) is not None]


class _Reader(ExcelReader):
    """Opens a workbook with its strings as they were written."""

    def read_strings(self) -> None:
        """Read the table of strings."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as stream:
                self.shared_strings = list(_strings(stream))


def _strings(stream: IO[bytes]) -> Iterator[str]:
    for _, element in iterparse(stream):
        if element.tag == _STRING:
            yield _string(element)
            element.clear()


def _string(element: Element) -> str:
    """The text of a string, its runs put together, without the reading aids of East Asian text."""
    if len(element) == 1 and element[0].tag == _PLAIN:
        return _unescaped(element[0].text or "")
    pieces = [t.text or "" for t in element.findall(_PLAIN)]
    pieces += [t.text or "" for run in element.findall(_RUN) for t in run.findall(_PLAIN)]
    return "".join(map(_unescaped, pieces))


def _unescaped(text: str) -> str:
    """What stands for a character that XML cannot hold (`_x0001_`), as that character."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Sheet:
    """One sheet of a workbook."""

    def __init__(self, package: guard.Package, reader: Any, sheet: Any) -> None:
        self.archive, self.name = package.archive, str(sheet.title)
        self.part = sheet._worksheet_path
        self.strings: list[str] = reader.shared_strings
        workbook = reader.wb
        self.epoch, self.dates = workbook.epoch, workbook._date_formats
        self.merged = _Merged(package.merged.get(self.part, []))

    def grid(self) -> Grid | None:
        """The table, read as far as its headings; None if the sheet is empty."""
        rows = self.filled()
        for number, row in rows:
            while row and row[-1] is None:
                row.pop()
            grid = Grid(self.name, row, iter(()), number)
            grid.rows = self.below(grid, rows)
            return grid
        return None

    def below(self, grid: Grid, rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
        """The rows as wide as the headings."""
        width = len(grid.headings)
        for number, row in rows:
            if len(row) > width:
                grid.unread += [(number, i) for i in range(width, len(row)) if row[i] is not None]
                del row[width:]
            elif len(row) < width:
                row += [None] * (width - len(row))
            yield number, row

    def filled(self) -> Iterator[tuple[int, Row]]:
        """The rows that have anything in them, merged cells filled."""
        try:
            for number, row in self.rows():
                if self.merged:
                    self.merged.fill(number, row)
                if any(cell is not None for cell in row):
                    yield number, row
        except (expat.ExpatError, ValueError, LookupError, TypeError, ArithmeticError, OSError):
            refuse(shown(self.name), "sheets.damaged")

    def rows(self) -> Iterator[tuple[int, Row]]:
        cells = _Cells(self.value)
        with self.archive.open(self.part) as stream:
            while piece := stream.read(guard.PIECE):
                yield from cells.feed(piece)
            yield from cells.feed(b"", last=True)

    def value(self, kind: str, style: str | None, text: str) -> Cell | None:
        """What stands in a cell of this kind."""
        if kind == "s":
            return self.strings[int(text)] or None
        if kind == "n":
            return self.day(text) if style and int(style) in self.dates else decimal(text)
        if kind == "b":
            return text == "1"
        if kind == "e":
            return Fault("sheets.error_cell", shown(text))
        if kind == "d":
            return _as_day(from_ISO8601(text), text)
        return _unescaped(text)

    def day(self, text: str) -> Cell:
        try:
            return _as_day(from_excel(json.loads(text), self.epoch), text)
        except (ValueError, OverflowError):
            return Fault("sheets.no_such_day", shown(text))


class _Cells:
    """The rows of a sheet's XML, as it comes. `read` is given a cell's kind, its style and its text."""

    def __init__(self, read: Callable[[str, str | None, str], Cell | None]) -> None:
        self.read = read
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.text: list[str] = []
        self.parser.CharacterDataHandler = self.text.append
        self.done: list[tuple[int, Row]] = []
        self.number, self.position = 0, -1
        self.row: Row = []
        self.attributes: dict[str, str] = {}
        self.value: str | None = None
        self.inline: list[str] = []
        self.formula = self.aid = False
        self.columns: dict[str, int] = {}

    def feed(self, piece: bytes, last: bool = False) -> list[tuple[int, Row]]:
        """The rows that end in this piece of XML. Raises ExpatError."""
        self.done = []
        self.parser.Parse(piece, last)
        return self.done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == _CELL:
            self.attributes = attributes
        elif name in _WITH_TEXT:
            self.text.clear()
        elif name == _ROW:
            at = attributes.get("r")
            self.number = int(at) if at else self.number + 1
            if self.number > MOST_ROWS:
                raise ValueError(self.number)
            self.row, self.position = [], -1
        elif name == _AID:
            self.aid = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name == _VALUE:
            self.value = self.text[0] if len(self.text) == 1 else "".join(self.text)
        elif name == _CELL:
            if self.value is not None or self.inline or self.formula:
                self.cell()
                self.value, self.formula = None, False
            else:
                self.position = self.place()
        elif name == _TEXT and not self.aid:
            self.inline.append(_unescaped("".join(self.text)))
        elif name == _FORMULA:
            self.formula = True
        elif name == _AID:
            self.aid = False
        elif name == _ROW:
            self.done.append((self.number, self.row))

    def place(self) -> int:
        """Where a cell stands in its row: where it says, or behind the one before."""
        at = self.attributes.get("r")
        if at is None:
            return self.position + 1
        letters = at.rstrip(_DIGITS)
        known = self.columns.get(letters)
        if known is None:
            known = self.columns[letters] = column_index_from_string(letters) - 1
        return known

    def cell(self) -> None:
        """Put what stands in a cell into its row."""
        self.position = position = self.place()
        kind = self.attributes.get("t", "n")
        value: Cell | None = None
        if self.inline:
            value = "".join(self.inline) or None
            self.inline.clear()
        elif self.value:
            value = self.read(kind, self.attributes.get("s"), self.value)
        elif self.formula and kind != "str":  # one whose value is empty text says that it is text
            value = Fault("sheets.formula_without_value", "=")
        if value is not None and position < WIDEST:
            row = self.row
            while len(row) < position:
                row.append(None)
            if len(row) == position:
                row.append(value)
            else:
                row[position] = value


def _as_day(value: object, text: str) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else Fault("sheets.no_such_day", shown(text))


def decimal(text: str) -> Cell:
    """A number as it stands in a workbook, as the shortest decimal; a whole number of more digits than a spreadsheet
    keeps is a fault, because its last ones are lost."""
    # Fifteen digits are the same again after having been a double.
    if len(text) <= EXACT_DIGITS and text.isascii():
        if text.isdigit():
            return text
        whole, _, decimals = text.partition(".")
        if whole.isdigit() and decimals.isdigit() and decimals[-1] != "0":
            return text
    return _shortest(text)


@lru_cache(maxsize=1 << 14)
def _shortest(text: str) -> Cell:
    # Spreadsheets write 4.1 as 4.0999999999999996: the double that it is. JSON reads it as one, and `repr` gives the
    # shortest decimal that means the same double; nothing is computed with it.
    number = json.loads(text.strip().lstrip("+"))
    exact = Decimal(repr(number))
    if exact == exact.to_integral_value() and exact.adjusted() >= EXACT_DIGITS:
        return Fault("sheets.long_number", shown(text))
    plain = f"{exact:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


class _Merged:
    """The merged cells of a sheet: every row of a range has the value of its first. Nothing is said of a range over
    several columns beyond its first column, where the value stands."""

    def __init__(self, ranges: Iterable[guard.Merged]) -> None:
        self.ranges = sorted(
            ((top, bottom, column_index_from_string(first) - 1) for first, top, _, bottom in ranges if bottom > top),
            reverse=True,
        )
        self.open: list[tuple[int, int, Cell | None]] = []

    def __bool__(self) -> bool:
        return bool(self.ranges or self.open)

    def fill(self, number: int, row: Row) -> None:
        """Put into `row` what the merged ranges above say; rows come in their order."""
        self.open = [one for one in self.open if one[0] >= number]
        while self.ranges and self.ranges[-1][0] <= number:
            top, bottom, column = self.ranges.pop()
            if top == number and column < WIDEST:
                self.open.append((bottom, column, row[column] if column < len(row) else None))
        for _, column, value in self.open:
            if value is not None:
                if column >= len(row):
                    row += [None] * (column + 1 - len(row))
                row[column] = value
