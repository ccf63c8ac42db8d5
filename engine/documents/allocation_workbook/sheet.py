"""What every sheet of an allocation workbook is drawn with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.format import Format

from engine.documents.allocation_workbook.figures import Figures
from engine.documents.allocation_workbook.formulas import Ratio
from engine.documents.allocation_workbook.layout import Layout
from engine.documents.characters import plain
from engine.documents.paper import Paper
from engine.sheets.workbook import Page
from engine.text import words
from engine.text.numerals import article_label
from engine.view.budget.differences import Change

Value = Decimal | int | str


class Sheet:
    """One sheet: what it is about, where things stand in the workbook, and the paper that it is drawn on."""

    page: Page

    def __init__(self, figures: Figures, layout: Layout, paper: Paper) -> None:
        self.figures, self.layout, self.paper = figures, layout, paper
        self.lang, self.say = paper.lang, paper.say
        self.is_live = figures.why_fixed is None

    def text(self, row: int, column: int, text: str, look: Format) -> None:
        """Text as it is, and never a formula or a link."""
        self.page.write_string(row, column, text, look)

    def given(self, row: int, column: int, text: str, look: Format) -> None:
        """What somebody typed: on one line, and without marks that show nothing or turn the direction of writing."""
        self.page.write_string(row, column, plain(text), look)

    def number(self, row: int, column: int, number: Decimal | int, look: Format) -> None:
        """A number."""
        self.page.write_number(row, column, number, look)

    def formula(self, row: int, column: int, formula: str, value: Value, look: Format) -> None:
        """A formula of ours with what the engine comes to, which is what is shown until it is calculated anew."""
        self.page.write_formula(row, column, f"={formula}", look, value)

    def live(self, row: int, column: int, formula: str, value: Value, look: Format) -> None:
        """A formula where formulas follow what is changed, and else what the engine comes to."""
        if self.is_live:
            self.formula(row, column, formula, value, look)
        elif isinstance(value, str):
            self.text(row, column, value, look)
        else:
            self.number(row, column, value, look)

    def article(self, number: int) -> str:
        """The name of an article."""
        return article_label(number, self.lang)

    def ratios(self, group: int, *, sheet: bool = True) -> tuple[list[Ratio], list[Ratio]]:
        """By what the claims of a group are scaled up to each of the two limits. `sheet`: seen from another sheet."""
        run = self.figures.run
        if group == run.elsewhere:
            return [], []
        budget = self.layout.ratio(self.layout.budget_limit, sheet)
        if group == run.plain:
            return ([budget], [budget]) if self.figures.budget_first else ([], [budget])
        own = self.layout.ratio(self.layout.limit(group), sheet)
        # Where the budget comes first, the cells of an article that is cut hold its ratio to what was asked for before.
        return ([budget], [own]) if self.figures.budget_first else ([own], [own, budget])

    def change_text(self, change: Change) -> str:
        """What a scenario sets, in words."""
        if not change.new[self.lang]:
            return change.label[self.lang]
        return self.say("change", label=change.label[self.lang], value=change.new[self.lang] + change.unit[self.lang])

    def say_of(self, key: str) -> str:
        """Words that stand elsewhere too."""
        return words.text(key, self.lang)

    def join(self, parts: Sequence[str]) -> str:
        """Parts of an enumeration."""
        return self.say("stop").join(parts)
