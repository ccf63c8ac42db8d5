"""A workbook as it looks: instructions, the applicants, a sheet for each provision, and the choices of the drop-downs.

Whatever a person typed is written as text and never as a formula or a link.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from engine.application import typed
from engine.application.model import UNCONFIRMED, Unclear
from engine.sheets.columns import DECIDED, Book, SheetColumn
from engine.sheets.grid import EXACT_DIGITS
from engine.text import words
from engine.text.phrases import both
from engine.values import money
from engine.values.refusal import LONGEST_TEXT, Refusals
from engine.values.windows import parse_date

APPLICANTS = ""
"""The key of the sheet of applicants; the others are known by their provisions."""
LAST_ROW = (1 << 20) - 1
CONSTANT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
TEXTS = ("text", "uscc", "choices", "reference", "claim", "provision", "mark", "counted", "beyond", "reason")
AMOUNTS = ("amount", "yearly", "approved")
NUMBERS = (*AMOUNTS, "ratio", "score", "year", "count", "number", "order")
CELL_LOOKS: dict[str, dict[str, str]] = {
    **{kind: {"num_format": "#,##0.00####"} for kind in AMOUNTS},
    **{kind: {"num_format": "@"} for kind in TEXTS},
    "ratio": {"num_format": "0.######%"},
    "score": {"num_format": "0.######"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
}
"""How the cells of a column look, by its kind."""
WIDTHS = {"name": 34, "uscc": 24, "reference": 24, "text": 22, "choice": 16, "date": 13, "number": 12, "year": 12}
WIDTHS |= {"choices": 42, "yes_no": 14, "group": 15, "claim": 13, "mark": 24, "counted": 46, "beyond": 36, "reason": 30}
OTHER_WIDTH = 17

INK, PAPER, SOFT, LINE, PRIMARY, OF_OFFICIALS = "#1B2422", "#FFFFFF", "#F3F5F4", "#D3D9D6", "#1E5A5A", "#F7EBD0"
TINTS = (SOFT, "#DFEFEA", "#E9ECF0")
"""Of headings, by level: the claim's, its items', their parts'."""
FONT = {"font_name": "Microsoft YaHei", "font_size": 11, "font_color": INK}
PLAIN_HEAD = FONT | {"bold": True, "text_wrap": True, "valign": "top", "bg_color": PRIMARY, "font_color": PAPER}
PLAIN_HEAD |= {"right": 1, "right_color": INK}
"""Of a heading in a sheet of one level."""
HEAD = {"bold": True, "text_wrap": True, "top": 2, "top_color": INK, "bottom": 1, "bottom_color": INK}
"""Of the head of a column: an ink line opens a table."""
HEADING_HEIGHT = 68
LINE_HEIGHT = 17
GUIDE_WIDTHS = (24, 38, 58, 66)
COMMENT = {"author": "", "x_scale": 3, "y_scale": 2, "font_size": 11, "color": SOFT}

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")

Value = str | int | bool | list[str] | Unclear | None
"""In contract form; an approved amount in 分."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column as it stands on a sheet, and the level that it belongs to (-1: what names the applicant)."""

    column: SheetColumn
    level: int


def make(
    book: Book,
    lang: str,
    sheets: dict[str, list[Heading]],
    rows: Iterable[tuple[str, Sequence[Value]]] = (),
) -> bytes:
    """A workbook with these sheets and rows (the sheet's key, and a value for each of its columns)."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, CONSTANT) as workbook:
        workbook.set_properties({"title": book.policy.title.in_language(lang), "author": "", "company": ""})
        making = _Making(book, lang, workbook, sheets)
        making.guide()
        making.empty_sheets()
        making.fill(rows)
        making.choices()
    return target.getvalue()


def title(book: Book, key: str, lang: str) -> str:
    """The name of a sheet."""
    return (book.tables[key].title if key else book.title)[lang]


def cell_text(column: SheetColumn, value: Value, lang: str) -> str:
    """A value as it is read in a cell of text: `是`, `大型`, `38.5`, `2025-06-15`. What cannot be read stands there as
    it was typed; of what has to be confirmed, or is not known, the cell says so."""
    if isinstance(value, Unclear):
        assert column.fact is not None
        if not value.text:
            return words.text("pages.unknown", lang)
        return typed.written(column.fact, {UNCONFIRMED: value.text}, lang) if value.unconfirmed else value.text
    if column.kind == "choices":
        assert column.fact is not None
        return typed.choices_text(column.fact, value, lang)
    if column.kind in ("yes_no", "group"):
        return words.text("typed.yes" if value else "typed.no", lang)
    if column.kind in ("choice", "size"):
        return next((c.label.in_language(lang) for c in column.choices if c.id == value), str(value))
    if column.kind == "approved":
        assert isinstance(value, int)
        return money.wan_law(value)
    return str(value)


def note(book: Book, column: SheetColumn, key: str, lang: str) -> str:
    """How a column is filled in: what is allowed, with an example."""
    values: dict[str, object] = {}
    if column.kind in ("choice", "choices", "size"):
        values["choices"] = ("；" if lang == "zh" else "; ").join(c.label.in_language(lang) for c in column.choices)
        if column.kind == "size":
            values["basis"] = both(book.policy.sizes.basis)
    elif column.kind == "provision":
        values["example"] = title(book, key, lang)
    elif column.kind == "text" and column.fact is not None:
        values["most"] = LONGEST_TEXT
    name = column.key.removeprefix("#") if column.key in ("#id", "#day", "#position") else column.kind
    return words.text(f"sheets.note_{name}", lang, **values)


def why(column: SheetColumn, lang: str) -> str:
    """Why a column is asked for, "" where the note says it."""
    return column.fact.help.in_language(lang) if column.fact is not None and column.fact.help else ""


class Page(Worksheet):
    """A sheet that holds any text as it is. XlsxWriter takes text that begins and ends like a rich string for the XML
    of one, which it writes unescaped, and overlooks the second of two escapes that share an underscore."""

    @staticmethod
    def _escape_control_characters(data: str) -> str:
        data = _LIKE_AN_ESCAPE.sub("_x005F_", data)
        data = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", data)
        return f"_x003C_{data[1:]}" if data.startswith("<r>") else data


class Looks:
    """The formats of one workbook, each made once: of the house, and of what is `always` so in it."""

    def __init__(self, workbook: Any, **always: Any) -> None:
        self.workbook, self.always = workbook, {**FONT, **always}
        self.made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **more: Any) -> Format:
        """The format with these properties."""
        key = tuple(sorted(more.items()))
        if key not in self.made:
            self.made[key] = self.workbook.add_format({**self.always, **more})
        return self.made[key]


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many characters."""
    return 1 + breadth(text) // (width - 2)


def breadth(text: str) -> int:
    """How many characters wide a text is in a cell; Chinese ones are twice as wide."""
    return sum(1 if character.isascii() else 2 for character in text)


class _Making:
    """One workbook in the making."""

    def __init__(self, book: Book, lang: str, workbook: Any, sheets: dict[str, list[Heading]]) -> None:
        self.book, self.lang, self.workbook, self.sheets = book, lang, workbook, sheets
        self.format = Looks(workbook, valign="top")
        self.lists: dict[tuple[str, ...], str] = {}
        self.pages: dict[str, Worksheet] = {}
        self.choices_title = words.text("sheets.choices", lang)

    def guide(self) -> None:
        """The sheet of instructions: how, and what every column is."""
        page = self.workbook.add_worksheet(words.text("sheets.guide", self.lang), Page)
        page.hide_gridlines(2)
        for position, width in enumerate(GUIDE_WIDTHS):
            page.set_column(position, position, width)
        plain, wrapped = self.format(), self.format(text_wrap=True, bottom=1, bottom_color=LINE)
        policy = both(self.book.policy.short_title)
        text = words.text("sheets.guide_title", self.lang, policy=policy)
        page.write_string(0, 0, text, self.format(bold=True, font_size=16, font_color=PRIMARY))
        for row, number in enumerate(range(1, 6), 2):
            page.write_string(row, 0, words.text(f"sheets.guide_{number}", self.lang), plain)
        row = 8
        head = self.format(bold=True, top=2, top_color=INK, bottom=1, bottom_color=LINE, bg_color=SOFT)
        for position, name in enumerate(("sheet", "column", "how", "why")):
            page.write_string(row, position, words.text(f"sheets.guide_{name}", self.lang), head)
        for key, headings in self.sheets.items():
            for heading in headings:
                row += 1
                column = heading.column
                cells = (
                    title(self.book, key, self.lang),
                    column.label[self.lang],
                    note(self.book, column, key, self.lang),
                    why(column, self.lang),
                )
                page.set_row(row, LINE_HEIGHT * max(map(lines_of, cells, GUIDE_WIDTHS)))
                for position, cell in enumerate(cells):
                    page.write_string(row, position, cell, wrapped)
        self.printed(page)

    def empty_sheets(self) -> None:
        """The sheets with their headings, notes and drop-downs."""
        for key, headings in self.sheets.items():
            page = self.workbook.add_worksheet(title(self.book, key, self.lang), Page)
            self.pages[key] = page
            page.set_row(0, HEADING_HEIGHT)
            page.freeze_panes(1, 2)
            self.printed(page)
            page.repeat_rows(0)
            for position, heading in enumerate(headings):
                self.heading(page, position, heading, key)

    def heading(self, page: Worksheet, position: int, heading: Heading, key: str) -> None:
        column = heading.column
        colour = {"bg_color": TINTS[min(heading.level, len(TINTS) - 1)], "font_color": INK}
        if heading.level < 0 or column.kind in ("claim", "number"):
            colour = {"bg_color": PRIMARY, "font_color": PAPER}
        elif column.kind in DECIDED:
            colour = {"bg_color": OF_OFFICIALS, "font_color": INK}
        look = self.format(**HEAD, right=1, right_color=LINE, **colour)
        page.write_string(0, position, column.label[self.lang], look)
        pieces = (note(self.book, column, key, self.lang), why(column, self.lang))
        page.write_comment(0, position, "\n".join(piece for piece in pieces if piece), COMMENT)
        name = "name" if column.path == ("applicant", "name") else column.kind
        page.set_column(position, position, WIDTHS.get(name, OTHER_WIDTH), self.cell_format(column))
        choices = self.choices_of(column)
        if choices:
            page.data_validation(1, position, LAST_ROW, position, {"validate": "list", "source": self.list_of(choices)})

    def cell_format(self, column: SheetColumn) -> Format:
        return self.format(**CELL_LOOKS.get(column.kind, {}))

    def choices_of(self, column: SheetColumn) -> tuple[str, ...]:
        unknown = words.text("sheets.unknown", self.lang)
        if column.kind in ("yes_no", "group"):
            answers = (words.text("typed.yes", self.lang), words.text("typed.no", self.lang))
            return (*answers, unknown) if column.kind == "yes_no" else answers
        if column.kind in ("choice", "size"):
            return tuple(c.label.in_language(self.lang) for c in column.choices)
        return ()

    def list_of(self, choices: tuple[str, ...]) -> str:
        """Where the choices stand; a list within the validation itself could hold no comma."""
        if choices not in self.lists:
            column = xl_col_to_name(len(self.lists))
            self.lists[choices] = f"='{self.choices_title}'!${column}$1:${column}${len(choices)}"
        return self.lists[choices]

    def choices(self) -> None:
        """The hidden sheet that the drop-downs take their choices from."""
        page = self.workbook.add_worksheet(self.choices_title, Page)
        page.hide()
        for row in range(max((len(choices) for choices in self.lists), default=0)):
            for position, choices in enumerate(self.lists):
                if row < len(choices):
                    page.write_string(row, position, choices[row])

    def fill(self, rows: Iterable[tuple[str, Sequence[Value]]]) -> None:
        """Write the rows."""
        next_row = dict.fromkeys(self.sheets, 1)
        columns = {key: [heading.column for heading in headings] for key, headings in self.sheets.items()}
        formats = {key: [self.cell_format(column) for column in found] for key, found in columns.items()}
        for key, values in rows:
            page, row = self.pages[key], next_row[key]
            next_row[key] = row + 1
            for position, (column, value, look) in enumerate(zip(columns[key], values, formats[key], strict=True)):
                if value is not None:
                    self.cell(page, row, position, column, value, look)

    def cell(self, page: Worksheet, row: int, position: int, column: SheetColumn, value: Any, look: Format) -> None:
        text = cell_text(column, value, self.lang)
        # What was typed and cannot be read stands there as it was typed.
        digits = text.replace(".", "").strip("0")
        if column.kind == "date" and (day := Refusals().attempt(parse_date, text, "")) is not None:
            page.write_datetime(row, position, day, look)
        elif column.kind in NUMBERS and _NUMBER.fullmatch(text) and len(digits) <= EXACT_DIGITS:
            page.write_number(row, position, Decimal(text), look)
        else:
            page.write_string(row, position, text, look)

    def printed(self, page: Worksheet) -> None:
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.set_footer(f"&C{words.text('sheets.page', self.lang)}")
