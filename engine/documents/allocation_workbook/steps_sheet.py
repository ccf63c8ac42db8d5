"""Every step of every claim, with the words of the law that it follows: a record of what was calculated."""

from __future__ import annotations

from fractions import Fraction

from engine.documents.allocation_workbook import layout as at
from engine.documents.allocation_workbook.figures import cut, wan
from engine.documents.allocation_workbook.formulas import on
from engine.documents.allocation_workbook.layout import cell
from engine.documents.allocation_workbook.paper import AMOUNT, EXACT_AMOUNT, HEAD_HEIGHT, heads
from engine.documents.allocation_workbook.sheet import Sheet

WIDTHS = (28, 14, 12, 34, 15, 15, 9, 64, 12, 56, 13)
TEXTS = 4
HEAD = 3
COLUMNS = ("name", "claim", "article", "step", "before", "after", "binds", "text", "cite", "quote", "now")
BEFORE, NOW = 4, 10


class StepsSheet(Sheet):
    """The sheet of the steps."""

    def draw(self) -> None:
        """Draw it."""
        paper, layout = self.paper, self.layout
        self.page = page = paper.page(layout.names["steps"], WIDTHS)
        page.set_row(0, HEAD_HEIGHT)
        page.write_string(0, 0, self.say("steps_title"), paper.title)
        page.write_string(1, 0, self.say("steps_note"), paper.note)
        heads(page, HEAD, paper, [self.say(f"steps_{name}") for name in COLUMNS], TEXTS)
        for position in (6, 7, 8, 9):
            page.write_string(HEAD, position, self.say(f"steps_{COLUMNS[position]}"), paper.head())
        page.freeze_panes(HEAD + 1, 2)
        page.repeat_rows(HEAD)
        last = self._rows()
        page.autofilter(HEAD, 0, max(last, HEAD + 1), NOW)
        page.print_area(0, 0, max(last, HEAD + 1), NOW)

    def _rows(self) -> int:
        """One row for each step; the last row."""
        figures, paper, row = self.figures, self.paper, HEAD
        plain, wrapped = paper.cell(), paper.cell(text_wrap=True)
        exact, amount = paper.cell(EXACT_AMOUNT), paper.cell(AMOUNT, bold=True)
        binds, now = paper.cell(align="center"), paper.shown(AMOUNT)
        claims = self.layout.names["claims"]
        paid = figures.settlement.actual.tolist()
        for number, (entry, claim) in enumerate(zip(figures.run.entries, figures.report["claims"], strict=True)):
            applicant = entry.applicant or ""
            name = figures.names.get(applicant) or applicant
            article = self.article(entry.provision.article)
            for step in claim["steps"]:
                row += 1
                cite = step["cites"][0]
                is_paid = step["step"] == "paid"
                texts = (name, entry.id, article, step["name"][self.lang])
                for position, text in enumerate(texts):
                    self.text(row, position, text, plain)
                for place, key in enumerate(("before", "amount")):
                    value = wan(Fraction(step[key]) * 100)
                    self.number(row, BEFORE + place, value, amount if is_paid and place else exact)
                self.text(row, 6, self.say("binds") if step["binding"] else "", binds)
                self.text(row, 7, step["text"][self.lang], wrapped)
                self.text(row, 8, self.article(cite["article"]), plain)
                self.text(row, 9, cite["quote"], wrapped)
                if is_paid:
                    there = on(claims, cell(self.layout.first_claim + number, at.PAID))
                    self.formula(row, NOW, there, cut(paid[number]), now)
                else:
                    self.text(row, NOW, "", plain)
        return row
