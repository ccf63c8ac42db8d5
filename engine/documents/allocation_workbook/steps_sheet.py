"""Every step of every claim, from its conditions to what is paid, with the words of the law that it follows: a record
of what was calculated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from engine.assessment.answered_steps import Step
from engine.documents.allocation_workbook import layout as at
from engine.documents.allocation_workbook.figures import cut, wan
from engine.documents.allocation_workbook.formulas import on
from engine.documents.allocation_workbook.layout import cell
from engine.documents.allocation_workbook.sheet import Sheet
from engine.documents.characters import plain
from engine.documents.paper import A3, AMOUNT, COUNT, EXACT_AMOUNT, MUTED, heads
from engine.sheets.workbook import LAST_ROW, lines_of
from engine.text import words
from engine.text.phrases import both
from engine.values.money import HUNDREDTH, Exact, wan_text

TEXT_WIDTH, QUOTE_WIDTH = 68, 68
WIDTHS = (7, 28, 11, 31, 13, 13, 8, TEXT_WIDTH, 18, QUOTE_WIDTH, 12)
TEXTS = 4
HEAD = 3
TEXT_HEIGHT = 15
"""Of a line of several."""
COLUMNS = ("number", "name", "article", "step", "before", "after", "binds", "text", "cite", "quote", "now")
BEFORE, BINDS, NOW = 4, 6, len(COLUMNS) - 1
Cites = tuple[tuple[int, str, int], ...]
"""Article, words, and the year of the guideline whose words they are; 0 for the law's."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: its name, the amounts before and after it (0.01万元, exact; None where there is none yet), whether it
    cut something or stood in the way, what it says, and each article it cites with its words."""

    step: str
    name: str
    before: Exact | None
    after: Exact | None
    binds: bool
    text: str
    cites: Cites


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
        self._begin(sheet)
        for number, entry in enumerate(figures.run.entries):
            applicant = entry.applicant or ""
            name = plain(figures.names.get(applicant) or applicant)
            article = self.article(entry.provision.article)
            own = list(self._steps(number))
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
                    there = on(claims, cell(at.FIRST_CLAIM + number, at.PAID))
                    self.formula(row, NOW, there, cut(paid[number]), now)
                else:
                    self.text(row, NOW, "", simple)
        self._end(row)

    def _steps(self, number: int) -> Iterator[StepRow]:
        """The steps of one claim, by its position: to the approved amount, and from there to what is paid."""
        entry, steps = self.figures.run.entries[number], self.figures.paid[0][number]["steps"]
        if all(step["step"] != "approved" for step in steps):  # officials decided it
            text = self.say("decided", amount=wan_text(entry.approved * HUNDREDTH))
            name = both(self.figures.policy.rule("truncation").label)[self.lang]
            yield StepRow("approved", name, None, entry.approved, False, text, ())
        met = [step for step in steps if step["kind"] == "condition" and not step["binding"]]
        if met:
            yield self._together(met)
        for step in steps:
            has_amount = step["kind"] != "condition"
            if has_amount or step["binding"]:
                amounts = (step["before"], step["amount"])
                before, after = (Fraction(amount.fen) / HUNDREDTH if has_amount else None for amount in amounts)
                name, text = step["name"][self.lang], step["text"][self.lang]
                yield StepRow(step["step"], name, before, after, step["binding"], text, _cites(step))

    def _together(self, met: Sequence[Step]) -> StepRow:
        """The conditions that are met, in one row: each is named, and each clause cited."""
        names = list(dict.fromkeys(step["text"][self.lang] for step in met))
        cites = dict.fromkeys(cite for step in met for cite in _cites(step))
        name, text = self.say("conditions_met", count=len(names)), self.say("semicolon").join(names)
        return StepRow("condition", name, None, None, False, text, tuple(cites))

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


def _cites(step: Step) -> Cites:
    return tuple((cite["article"], cite["quote"], cite.get("guideline", 0)) for cite in step["cites"])


@lru_cache(maxsize=4096)
def _lines(text: str, width: int) -> int:
    return 1 if 2 * len(text) <= width else lines_of(text, width)
