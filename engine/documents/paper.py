"""How an allocation workbook looks: its formats, its sheets and how they are printed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from engine.documents.characters import plain
from engine.sheets.workbook import HEAD, INK, LINE, OF_OFFICIALS, PRIMARY, SOFT, Looks, Page
from engine.text import words
from engine.text.phrases import Both

MUTED, CONTROL = "#56625E", "#7C8783"
AMOUNT = "#,##0.00"
EXACT_AMOUNT = "#,##0.00????"
"""As many decimals as there are, the points below each other."""
DIFFERENCE = "+#,##0.00;\N{MINUS SIGN}#,##0.00;0.00"
COUNT = "#,##0"
PERCENT = "0.00%"
A3, A4 = 8, 9
"""Papers, as workbooks number them."""
MARGIN = Decimal("0.45")
"""Inches around what is printed."""
HEAD_HEIGHT = 36
LINE_HEIGHT = 18
TALLEST = 409
"""Points: no row of Excel's is higher."""


class FormulaPage(Page):
    """A sheet whose formulas use only functions that every version of Excel knows: XlsxWriter need not look each
    through for thirty newer ones, which takes it longer than to write it."""

    def set_row(self, row: int, height: float | None = None, *more: Any) -> int:
        """The height of a row, as far as Excel makes one higher."""
        return int(super().set_row(row, height and min(height, TALLEST), *more))

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class Paper:
    """One workbook in the making, in one language, with its title and the day on it. The `mark` stands at the head of
    every sheet, and of every page that is printed."""

    def __init__(self, workbook: Workbook, lang: str, title: str, day: date, mark: Both | None) -> None:
        self.workbook, self.lang, self.mark = workbook, lang, "" if mark is None else mark[lang]
        self.look = Looks(workbook, valign="vcenter")
        made = datetime.combine(day, time(), UTC)
        workbook.set_properties({"title": title, "author": "", "company": "", "created": made})

    def say(self, key: str, **values: object) -> str:
        """The words of a workbook."""
        return words.text(f"workbook.{key}", self.lang, **values)

    def begin(self, page: Page, title: str) -> None:
        """The first line of a sheet: what it is, behind the mark."""
        page.set_row(0, HEAD_HEIGHT)
        marked = words.text("marks.titled", self.lang, mark=self.mark, title=title) if self.mark else title
        page.write_string(0, 0, plain(marked), self.title)

    def page(self, name: str, widths: Iterable[int], *, portrait: bool = False, paper: int = A4) -> Page:
        """A new sheet, printed on as many pages as it is long and on one across."""
        page: Page = self.workbook.add_worksheet(name, FormulaPage)
        page.hide_gridlines(2)
        page.set_paper(paper)
        page.set_margins(MARGIN, MARGIN, MARGIN, MARGIN)
        page.set_default_row(LINE_HEIGHT)
        if not portrait:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        if self.mark:
            page.set_header(f"&R&9{self.mark}")
        page.set_footer(f"&L&9{name}&R&9{words.text('sheets.page', self.lang)}")
        for position, width in enumerate(widths):
            page.set_column(position, position, width)
        return page

    # -- the looks of the house

    @property
    def title(self) -> Format:
        """The first line of a sheet."""
        return self.look(bold=True, font_size=16, font_color=PRIMARY)

    @property
    def heading(self) -> Format:
        """The first line of a part of a sheet."""
        return self.look(bold=True, font_size=13)

    @property
    def note(self) -> Format:
        """What is said beside."""
        return self.look(font_size=10, font_color=MUTED)

    def head(self, align: str = "left", *, indent: int = 0, colour: str = INK) -> Format:
        """The head of a column: an ink line opens a table."""
        return self.look(**HEAD, align=align, indent=indent, font_color=colour, bg_color=SOFT)

    def cell(self, form: str = "@", **more: Any) -> Format:
        """A cell of a table: a hairline below it."""
        return self.look(num_format=form, bottom=1, bottom_color=LINE, **more)

    def total(self, form: str = "@", **more: Any) -> Format:
        """A cell of the line that closes a total."""
        return self.look(num_format=form, bold=True, top=1, top_color=INK, bottom=6, bottom_color=INK, **more)

    def typed(self, form: str) -> Format:
        """A cell that may be changed."""
        return self.look(num_format=form, bold=True, bg_color=OF_OFFICIALS, border=1, border_color=CONTROL)

    def shown(self, form: str = "@", **more: Any) -> Format:
        """A cell that was calculated and is there to compare with."""
        return self.cell(form, font_color=MUTED, **more)


def heads(page: Page, row: int, paper: Paper, names: Iterable[str], texts: int) -> None:
    """The heads of a table, of which the first `texts` stand above text."""
    page.set_row(row, HEAD_HEIGHT)
    for position, name in enumerate(names):
        page.write_string(row, position, name, paper.head("right" if position >= texts else "left"))
