"""Scenarios side by side, as the officials' page has them."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest

from xlsxwriter.format import Format

from engine.documents.allocation_workbook import layout as at
from engine.documents.allocation_workbook.figures import cut, fen, percentage
from engine.documents.allocation_workbook.formulas import on
from engine.documents.allocation_workbook.layout import cell
from engine.documents.allocation_workbook.sheet import Sheet
from engine.documents.characters import plain
from engine.documents.paper import AMOUNT, COUNT, DIFFERENCE, HEAD_HEIGHT, LINE_HEIGHT, PERCENT
from engine.sheets.workbook import INK, lines_of
from engine.values.money import HUNDREDTH
from engine.values.written import Shown
from engine.view.budget import columns

TEXT_WIDTHS = (11, 31, 9, 15, 15)
WIDTH = 17
SCENARIO = "#7A3B78"
"""The colour of what is not the law as it stands, or the first scenario."""
HEAD, FIRST = 3, 5
"""The row of the scenarios' names; the column of the first one."""
FACTS = ("budget", "ratio", "paid", "unspent", "more", "less", "same")


class ComparisonSheet(Sheet):
    """The sheet of the scenarios."""

    def draw(self) -> None:
        """Draw it."""
        figures, paper, layout = self.figures, self.paper, self.layout
        self.found = columns.side_by_side(figures.outcome.policy, figures.beside)
        self.count = len(figures.beside)
        width = (WIDTH,) * (2 * self.count - 1)
        self.page = page = paper.page(layout.names["comparison"], (*TEXT_WIDTHS, *width))
        paper.begin(page, self.say("comparison_title"))
        self.text(1, 0, self.say("comparison_note"), paper.note)
        self._heads()
        self._articles(self._facts() + 2)
        page.freeze_panes(HEAD + 1, 2)
        page.repeat_rows(HEAD)

    def place(self, number: int) -> int:
        """The column of a scenario; behind it, but for the first, stands the difference to the first."""
        return FIRST + max(0, 2 * number - 1)

    def _heads(self) -> None:
        page, paper = self.page, self.paper
        names = [plain(c.name) for c in self.found.columns]
        page.set_row(HEAD, max(HEAD_HEIGHT, LINE_HEIGHT * max(lines_of(name, WIDTH) for name in names)))
        for position, key in enumerate(("article", "matter", "claims", "approved", "now")):
            self.text(HEAD, position, self.say(f"comparison_{key}"), paper.head("right" if position > 1 else "left"))
        for number, name in enumerate(names):
            look = paper.head("right", colour=SCENARIO if number else INK)
            self.text(HEAD, self.place(number), name, look)
            if number:
                self.text(HEAD, self.place(number) + 1, self.say("comparison_difference"), paper.head("right"))

    def _facts(self) -> int:
        """What each scenario is, a row for each thing that it sets, and what it comes to in all; the last row."""
        row = HEAD
        for number, line in enumerate(zip_longest(*self._changes(), fillvalue="")):
            row += 1
            self.page.set_row(row, LINE_HEIGHT * max(lines_of(text, WIDTH) for text in line))
            self._blank(row, "" if number else self.say("comparison_changes"))
            for place, text in enumerate(line):
                look = self.paper.cell(text_wrap=True, align="right", font_color=SCENARIO if place else INK)
                self.text(row, self.place(place), text, look)
        for key in FACTS:
            row += 1
            self._blank(row, self.say(f"comparison_{key}"))
            for number in range(self.count):
                self._fact(row, key, number)
        return row

    def _changes(self) -> list[list[str]]:
        """What each scenario sets, in words; what sets nothing else than the first one says so."""
        found = [[self.change_text(change) for change in column.changes] for column in self.found.columns]
        return [lines or [self.say("comparison_unchanged") if number else ""] for number, lines in enumerate(found)]

    def _blank(self, row: int, label: str) -> None:
        """The label of a row and hairlines up to its end."""
        last = self.place(self.count - 1) + (1 if self.count > 1 else 0)
        for position in range(last + 1):
            self.text(row, position, label if position == 0 else "", self.paper.cell())

    def _fact(self, row: int, key: str, number: int) -> None:
        outcome, column = self.figures.beside[number], self.found.columns[number]
        there, budget = self.place(number), outcome.scenario.budget
        if key == "ratio":
            ratio = percentage(outcome.budget.ratio) if column.ratio else None
            self._number_or(row, there, ratio, "not_scaled", self.paper.cell(PERCENT))
        elif key == "budget":
            amount = None if budget is None else fen(budget)
            self._number_or(row, there, amount, "none_set", self.paper.cell(AMOUNT))
        elif key in ("paid", "unspent"):
            shown: Shown = getattr(column, key)
            look = self.paper.cell(AMOUNT, bold=key == "paid")
            self._number_or(row, there, _number(shown) if shown else None, "none_set", look)
        elif (count := getattr(column, key)) is not None:
            self.number(row, there, count, self.paper.cell(COUNT))

    def _number_or(self, row: int, column: int, number: Decimal | None, otherwise: str, look: Format) -> None:
        """A number, or the words that stand where there is none."""
        if number is None:
            self.text(row, column, self.say(otherwise), self.paper.cell(align="right"))
        else:
            self.number(row, column, number, look)

    def _articles(self, first: int) -> None:
        """What each scenario pays under each article, and the difference to the first, from this row on."""
        paper, row = self.paper, first
        for line in self.found.rows:
            assert line.article is not None
            self.text(row, 0, self.article(line.article), paper.cell())
            self.text(row, 1, line.title[self.lang], paper.cell())
            self.number(row, 2, line.claims, paper.cell(COUNT))
            approved, amount = _number(line.approved) if line.approved else None, paper.cell(AMOUNT)
            self._number_or(row, 3, approved, "state_elsewhere", amount)
            self._now(row, line.article)
            for number, one in enumerate(line.cells):
                there = self.place(number)
                self._number_or(row, there, None if one.elsewhere else _number(one.paid), "state_elsewhere", amount)
                if number:
                    value = _number(one.paid) - _number(line.cells[0].paid)
                    formula = f"ROUND(N({cell(row, there)})-N({cell(row, self.place(0))}),2)"
                    self.formula(row, there + 1, formula, value, paper.cell(DIFFERENCE))
            row += 1
        self._total(first, row)
        for place, note in enumerate(self.found.notes[1:], 2):
            self.given(row + place, 0, note[self.lang], paper.note)
        self.text(row + 2 + len(self.found.notes), 0, self.say_of("results.foot_disclaimer"), paper.note)

    def _now(self, row: int, article: int) -> None:
        """What this workbook comes to at the moment, whatever was changed in it."""
        layout, budget = self.layout, self.layout.names["budget"]
        parts = [(number, part) for number, part in enumerate(self.figures.on_budget) if part.article == article]
        if parts:
            sums = "+".join(on(budget, cell(layout.part(number), at.PART_PAID)) for number, _ in parts)
            paid = cut(sum(part.paid for _, part in parts))
            self.formula(row, 4, f"ROUND({sums},2)", paid, self.paper.shown(AMOUNT))
        else:
            self.text(row, 4, self.say("state_elsewhere"), self.paper.shown(align="right"))

    def _total(self, first: int, row: int) -> None:
        paper, total = self.paper, self.found.total
        self.text(row, 0, self.say("total"), paper.total())
        self.text(row, 1, "", paper.total())
        self.number(row, 2, total.claims, paper.total(COUNT))

        def summed(position: int, value: Decimal, form: str = AMOUNT) -> None:
            formula = f"ROUND(SUM({cell(first, position)}:{cell(row - 1, position)}),2)" if row > first else "0"
            self.formula(row, position, formula, value, paper.total(form))

        summed(3, _number(total.approved))
        summed(4, cut(sum(part.paid for part in self.figures.on_budget)))
        for number, one in enumerate(total.cells):
            summed(self.place(number), _number(one.paid))
            if number:
                difference = _number(one.paid) - _number(total.cells[0].paid)
                summed(self.place(number) + 1, difference, DIFFERENCE)


def _number(shown: Shown) -> Decimal:
    """万元; nothing where there is none to show."""
    return Decimal(int(shown.fen) // HUNDREDTH if shown else 0).scaleb(-2)
