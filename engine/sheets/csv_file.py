"""CSV files: the table of one as rows, and one of lines, of whose cells no spreadsheet makes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from engine.sheets.columns import heading
from engine.sheets.grid import Grid, Row
from engine.values.refusal import error, refuse, shown

LONGEST_LINE = 1 << 16
"""Characters of one line of a CSV file."""
DELIMITERS = ",\t;"

_INJECTED = r"(?:[\s\u200b-\u200f\u2060\ufeff]*[=+\-@|%＝＋－＠｜％−﹦﹢﹣﹫﹪]|[\t\r\n])"
"""What may begin a formula in some spreadsheet: full-width signs and small ones too, and whatever blanks before."""
_LIKE_A_FORMULA, _GUARDED = re.compile(f"'*{_INJECTED}"), re.compile(f"'+{_INJECTED}")


def of_text(data: bytes, name: str, known: Iterable[str]) -> Grid:
    """The table of a CSV file: UTF-8, or else GB18030; separated by what finds most of the `known` headings in its
    first line. Refused: other encodings, NUL, lines that are too long."""
    text = _decoded(data)
    for number, line in enumerate(io.StringIO(text), 1):
        if len(line) > LONGEST_LINE:
            refuse(f"{shown(name)}!{number}", "sheets.long_line", row=number, most=LONGEST_LINE)
        if "\0" in line:
            refuse(f"{shown(name)}!{number}", "sheets.nul", row=number)
    known = set(known)
    found = {delimiter: _first(text, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda d: sum(heading(h) in known for h in found[d] if h is not None))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    headings: Row = [cell.strip() or None for cell in next(rows, [])]
    while headings and headings[-1] is None:
        headings.pop()
    grid = Grid(name, headings, iter(()))
    grid.rows = _lines(grid, rows)
    return grid


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        refuse("", "sheets.encoding")


def _first(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _lines(grid: Grid, rows: Any) -> Iterator[tuple[int, Row]]:
    """The rows of a CSV file that have anything in them, those that are not as wide as the headings left out."""
    number, width = 1, len(grid.headings)
    try:
        for number, cells in enumerate(rows, 2):
            if len(cells) > width and not any(cells[width:]):
                del cells[width:]
            if not any(cells):
                continue
            if len(cells) != width:
                where = f"{shown(grid.name)}!{number}"
                grid.errors.append(error(where, "sheets.ragged", row=number, given=len(cells), wanted=width))
            else:
                yield number, [unguarded(cell) or None for cell in cells]
    except csv.Error:
        grid.errors.append(error(f"{shown(grid.name)}!{number + 1}", "sheets.bad_quotes", row=number + 1))


def as_csv(lines: Iterable[Sequence[str]]) -> bytes:
    """Lines as CSV that a spreadsheet opens: UTF-8 with its mark, and no text becomes a formula."""
    text = io.StringIO(newline="")
    # A CSV file cannot hold NUL.
    csv.writer(text).writerows(
        [guarded(cell.replace("\0", "\N{REPLACEMENT CHARACTER}")) for cell in line] for line in lines
    )
    return text.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula: what could begin one has `'` before it."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text
