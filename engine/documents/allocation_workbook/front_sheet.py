"""What the workbook is: which cells may be changed, how it calculates, by which law."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import Any

from engine.documents.allocation_workbook import layout as at
from engine.documents.allocation_workbook.formulas import on
from engine.documents.allocation_workbook.layout import cell
from engine.documents.allocation_workbook.sheet import Sheet
from engine.documents.characters import plain
from engine.documents.paper import LINE_HEIGHT
from engine.policy.receipt import Receipt
from engine.sheets.workbook import breadth
from engine.text import words
from engine.text.phrases import both, day_text
from engine.view import receipts
from engine.view.budget.differences import described
from engine.view.budget.limits import beyond_text

WIDTHS = (24, 98)
CHARACTERS = 92
"""Of the second column, to a line; a Chinese one counts twice."""


class FrontSheet(Sheet):
    """The first sheet. `day`: when it was made; `receipt`: by what."""

    day: date
    receipt: Receipt

    def draw(self) -> None:
        """Draw it."""
        paper, layout = self.paper, self.layout
        self.page = page = paper.page(layout.names["front"], WIDTHS, portrait=True)
        policy = self.figures.outcome.policy
        paper.begin(page, self.say("front_title", policy=both(policy.short_title)))
        self.text(1, 0, self.say_of("results.foot_disclaimer"), paper.note)
        row = 3
        self._status(row)
        for heading, lines in self._sections():
            row += 2
            self.text(row, 0, heading, paper.heading)
            row += 1
            for label, text in lines:
                tall = sum(1 + breadth(line) // CHARACTERS for line in text.split("\n"))
                page.set_row(row, LINE_HEIGHT * tall + 4)
                opens: dict[str, Any] = {"valign": "top", "text_wrap": True}
                label_look = paper.typed("@") if label == self.say("front_sample") else paper.cell(bold=True, **opens)
                self.text(row, 0, label, label_look)
                lines_of = "\n".join(plain(line) for line in text.split("\n"))
                self.text(row, 1, lines_of, paper.cell(**opens))
                row += 1
        page.print_area(0, 0, row, 1)

    def _status(self, row: int) -> None:
        """Whether all is as it was calculated."""
        self.text(row, 0, self.say("front_status"), self.paper.cell(bold=True))
        there = on(self.layout.names["budget"], cell(2, 0))
        key = "status_same" if self.is_live else f"fixed_{self.figures.why_fixed}"
        self.formula(row, 1, there, self.say(key), self.paper.cell("General", bold=True, text_wrap=True))
        self.page.set_row(row, LINE_HEIGHT * 2)

    def _sections(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        figures, layout = self.figures, self.layout
        policy, own = figures.outcome.policy, figures.outcome.scenario
        changes = [self.change_text(change) for change in described(policy, own, figures.annual)]
        sets = zip_longest([self.say("front_changes")], changes, fillvalue="")
        about = [
            (self.say("front_scenario"), own.name),
            *sets,
            (self.say("front_claims"), self._claims()),
            (self.say("front_made"), day_text(self.day)[self.lang]),
            (self.say("front_policy"), policy.title.in_language(self.lang)),
        ]
        yield self.say("front_about"), about
        said = receipts.lines(policy, self.receipt)
        yield self.say_of("receipt.heading"), [(label[self.lang], text[self.lang]) for label, text in said]
        if self.is_live:
            where = (("sample", "budget"), ("others", "claims"), ("check", "budget"))
            cells = [(f"front_{key}", self.say(f"front_{key}_text", sheet=layout.names[name])) for key, name in where]
            yield self.say("front_cells"), [(self.say(key), text) for key, text in cells]
        else:
            yield self.say("front_cells"), [(self.say("front_fixed"), self.say(f"fixed_{figures.why_fixed}"))]
        yield self.say("front_sheets"), [(layout.names[key], self.say(f"about_{key}")) for key in at.SHEETS[1:]]
        yield self.say("front_law"), self._law()
        if self.is_live:
            yield self.say("front_exact"), [(self.say("front_exact_how"), self.say("front_exact_text"))]

    def _claims(self) -> str:
        entries, cohort = self.figures.run.entries, self.figures.outcome.cohort
        lines = [self.say("front_claims_text", claims=f"{len(entries):,}", companies=f"{cohort.companies:,}")]
        if cohort.left_out:
            lines.append(words.text("marks.left_out", self.lang, count=cohort.left_out))
        if (beyond := beyond_text(entries)) is not None:
            lines.append(f"{beyond[self.lang]}{self.say('front_beyond')}")
        return "\n".join(lines)

    def _law(self) -> list[tuple[str, str]]:
        """The words of the law that decide the order and the cutting."""
        policy = self.figures.policy
        order = [self.say(f"order_{stage}") for stage in self.figures.stages]
        lines = [(self.say("front_order"), self.say("front_order_text", first=order[0], second=order[1]))]
        for pool in self.figures.pools:
            lines.append((self.article(pool.article), self.say("quote", quote=pool.quote)))
        for places in self.figures.places:
            lines.append((self.article(places.provision.article), self.say("quote", quote=places.limit.quote)))
        for name in ("budget", "truncation"):
            rule = policy.rule(name)
            lines.append((self.article(rule.article), "\n".join(self.say("quote", quote=q) for q in rule.quotes)))
        return lines
