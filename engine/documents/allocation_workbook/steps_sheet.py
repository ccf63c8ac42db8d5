"""Every step of every claim, with the words of the law that it follows: a record of what was calculated."""

from __future__ import annotations

from functools import lru_cache

from engine.documents.allocation_workbook import layout as at
from engine.documents.allocation_workbook.figures import cut, wan
from engine.documents.allocation_workbook.formulas import on
from engine.documents.allocation_workbook.layout import cell
from engine.documents.allocation_workbook.sheet import Sheet
from engine.documents.allocation_workbook.steps import Cites, Steps
from engine.documents.characters import plain
from engine.documents.paper import A3, AMOUNT, COUNT, EXACT_AMOUNT, MUTED, heads
from engine.sheets.workbook import LAST_ROW
from engine.text import words

TEXT_WIDTH, QUOTE_WIDTH = 68, 68
WIDTHS = (7, 28, 11, 31, 13, 13, 8, TEXT_WIDTH, 18, QUOTE_WIDTH, 12)
TEXTS = 4
HEAD = 3
TEXT_HEIGHT = 15
"""Of a line of several."""
COLUMNS = ("number", "name", "article", "step", "before", "after", "binds", "text", "cite", "quote", "now")
BEFORE, BINDS, NOW = 4, 6, len(COLUMNS) - 1


class StepsSheet(Sheet):
    """The sheet of the steps."""

    known: dict[Cites, tuple[str, str]]

    def draw(self) -> None:
        """Draw it, on as many sheets as its rows take."""
        self.known = {}
        self._rows()

    def _begin(self, sheet: int) -> None:
        """A sheet with its heads, by its number."""
        paper, name = self.paper, self.layout.names["steps"]
        self.page = page = paper.page(f"{name} {sheet}" if sheet > 1 else name, WIDTHS, paper=A3)
        paper.begin(page, self.say("steps_title"))
        page.write_string(1, 0, self.say("steps_note"), paper.note)
        heads(page, HEAD, paper, [self.say(f"steps_{name}") for name in COLUMNS], TEXTS)
        for position in (6, 7, 8, 9):
            align = "center" if position == BINDS else "left"
            page.write_string(HEAD, position, self.say(f"steps_{COLUMNS[position]}"), paper.head(align))
        page.freeze_panes(HEAD + 1, 2)
        page.repeat_rows(HEAD)

    def _end(self, row: int) -> None:
        """The sheet is complete: what is filtered and printed of it."""
        self.page.autofilter(HEAD, 0, max(row, HEAD + 1), NOW)
        self.page.print_area(0, 0, max(row, HEAD + 1), NOW)

    def _rows(self) -> None:
        """One row for each step; those of a claim stay together."""
        figures, paper, row, sheet = self.figures, self.paper, HEAD, 1
        wrapped = paper.cell(text_wrap=True)
        simple, exact, published = paper.cell(), paper.cell(EXACT_AMOUNT), paper.cell(AMOUNT, bold=True)
        binds, now = paper.cell(align="center"), paper.shown(AMOUNT)
        counted = paper.cell(COUNT, align="left", font_color=MUTED)
        claims, mark = self.layout.names["claims"], self.say("binds")
        paid = figures.settlement.actual.tolist()
        steps = Steps(figures, self.lang)
        self._begin(sheet)
        for number, entry in enumerate(figures.run.entries):
            applicant = entry.applicant or ""
            name = plain(figures.names.get(applicant) or applicant)
            article = self.article(entry.provision.article)
            own = list(steps.of(number))
            if row + len(own) > LAST_ROW:
                self._end(row)
                row, sheet = HEAD, sheet + 1
                self._begin(sheet)
            for step in own:
                row += 1
                is_paid = step.step == "paid"
                cited, quotes = self._cited(step.cites)
                lines = max(_lines(step.text, TEXT_WIDTH), _lines(quotes, QUOTE_WIDTH))
                if lines > 1:
                    self.page.set_row(row, TEXT_HEIGHT * lines + 4)
                self.number(row, 0, number + 1, counted)
                for position, text in enumerate((name, article, step.name), 1):
                    self.text(row, position, text, simple)
                for place, amount in enumerate((step.before, step.after)):
                    if amount is None:
                        self.text(row, BEFORE + place, "", simple)
                    else:
                        look = published if is_paid and place else exact
                        self.number(row, BEFORE + place, wan(amount), look)
                self.text(row, BINDS, mark if step.binds else "", binds)
                self.text(row, 7, step.text, wrapped)
                self.text(row, 8, cited, wrapped)
                self.text(row, 9, quotes, wrapped)
                if is_paid:
                    there = on(claims, cell(self.layout.first_claim + number, at.PAID))
                    self.formula(row, NOW, there, cut(paid[number]), now)
                else:
                    self.text(row, NOW, "", simple)
        self._end(row)

    def _cited(self, cites: Cites) -> tuple[str, str]:
        """The articles that a step cites, each once, and their words."""
        if cites not in self.known:
            articles = dict.fromkeys(self.article(article) for article, _, _ in cites)
            self.known[cites] = self.join(list(articles)), "".join(self._quote(q, year) for _, q, year in cites)
        return self.known[cites]

    def _quote(self, quote: str, year: int) -> str:
        """Words of the law, or of the guideline of a year."""
        if not year:
            return self.say("quote", quote=quote)
        label = words.text("guideline.label", self.lang, year=year)
        return words.text("guideline.quoted", self.lang, label=label, quote=quote)


@lru_cache(maxsize=4096)
def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many characters; Chinese ones are twice as wide."""
    if 2 * len(text) <= width:
        return 1
    return 1 + sum(1 if character.isascii() else 2 for character in text) // (width - 2)
