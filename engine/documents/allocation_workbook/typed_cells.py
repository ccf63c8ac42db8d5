"""What may be changed in the budget's sheet, and what is checked there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from xlsxwriter.format import Format

from engine.documents.allocation_workbook import layout as at
from engine.documents.allocation_workbook.figures import fen
from engine.documents.allocation_workbook.formulas import EXACT, quoted
from engine.documents.allocation_workbook.layout import cell
from engine.documents.allocation_workbook.sheet import Sheet, Value
from engine.documents.paper import AMOUNT, COUNT, DIFFERENCE, MUTED
from engine.sheets.workbook import OF_OFFICIALS, SOFT
from engine.text.phrases import both
from engine.values.money import DECIMALS


class TypedCells(Sheet):
    """The part of the budget's sheet in which something can be typed, and its checks."""

    def draw_status(self) -> None:
        """In one line: is all as the engine calculated it, was something changed, or has a formula been lost?"""
        look = self.paper.look(bold=True, bg_color=SOFT if self.is_live else OF_OFFICIALS)
        for position in range(1, at.PART_DIFFERENCE + 1):
            self.text(2, position, "", look)
        if not self.is_live:
            self.text(2, 0, self.say(f"fixed_{self.figures.why_fixed}"), look)
            return
        checks = at.BUDGET_INPUT
        changes, different = (cell(checks + number, at.CHECKED) for number in (2, 3))
        total = self.layout.total
        now, then = (f'TEXT({cell(total, x)},"#,##0.00")' for x in (at.PART_PAID, at.PART_THEN))
        changed = self._sentence_formula("status_changed", count=changes, now=now, then=then)
        broken = self._sentence_formula("status_broken", count=different)
        same = self.say("status_same")
        unusable = f"COUNTIF({self.marks},{quoted(self.say('unusable'))})"
        followed = f"IF({changes}=0,IF({different}=0,{quoted(same)},{broken}),{changed})"
        formula = f"IF({unusable}>0,{self._sentence_formula('status_unusable', count=unusable)},{followed})"
        self.formula(2, 0, formula, same, look)

    def _sentence_formula(self, key: str, **cells: str) -> str:
        """A sentence of ours as a formula, what cells hold in the places of its placeholders."""
        marks = {name: f"\0{name}\0" for name in cells}
        pieces = self.say(key, **marks).split("\0")
        return "&".join(cells[piece] if place % 2 else quoted(piece) for place, piece in enumerate(pieces) if piece)

    def draw_typed(self) -> None:
        """Draw the cells that may be changed, and the checks beside them."""
        row = at.INPUT_HEAD
        for position, key in enumerate(("article", "input" if self.is_live else "fixed", "typed", "then", "changed")):
            align = "right" if position in (at.TYPED, at.TYPED_THEN) else "left"
            look = self.paper.head(align, indent=int(position > at.TYPED_THEN))
            self.text(row, position, self.say(f"inputs_{key}"), look)
        for position in range(at.CHECK, at.CHECKED + 1):
            self.text(row, position, self.say("checks") if position == at.CHECK else "", self.paper.head())
        for row, (line, check) in enumerate(zip_longest(self._inputs(), self._checks()), at.BUDGET_INPUT):
            if line is not None:
                self._input(row, *line)
            if check is not None:
                self._check(row, *check)

    def _inputs(self) -> Iterator[tuple[int, str, Value, bool]]:
        """What may be changed: its article, what it is, its value, and whether it is an amount."""
        figures, run = self.figures, self.figures.run
        rule = figures.policy.rule("budget")
        yield rule.article, self.say("input_budget"), "" if run.budget is None else fen(run.budget), True
        for pool in figures.pools:
            article = self.article(pool.article)
            yield pool.article, self.say("input_pool", article=article), fen(run.total_of(pool)), True
            awarded = fen(run.already_awarded.get(pool.id, 0))
            yield pool.article, self.say("input_awarded", article=article), awarded, True
        for places in figures.places:
            title, number = both(places.provision.title)[self.lang], places.provision.article
            yield number, self.say("input_places", title=title), places.places, False
            yield number, self.say("input_used", title=title), places.used, False

    def _input(self, row: int, article: int, label: str, value: Value, is_amount: bool) -> None:
        page, paper = self.page, self.paper
        form = AMOUNT if is_amount else COUNT
        self.text(row, at.CHIP, self.article(article), paper.cell())
        self.text(row, at.TITLE, label, paper.cell())
        looks = (paper.typed(form) if self.is_live else paper.cell(form), paper.shown(form))
        for position, look in zip((at.TYPED, at.TYPED_THEN), looks, strict=True):
            if isinstance(value, str):
                page.write_blank(row, position, None, look)
            else:
                self.number(row, position, value, look)
        now, then = cell(row, at.TYPED), cell(row, at.TYPED_THEN)
        digits = (2 if self.is_live else DECIMALS) if is_amount else 0
        changed, bad, nothing = quoted(self.say("changed")), quoted(self.say("unusable")), quoted("")
        as_number = f"IF(AND(ISNUMBER({then}),{now}={then}),{nothing},{changed})"
        number = f"IF({now}>=0,IF(ROUND({now},{digits})={now},{as_number},{bad}),{bad})"
        empty = f"IF({now}={nothing},IF(ISNUMBER({then}),{changed},{nothing}),{bad})"
        mark = f"IF(ISNUMBER({now}),{number},{empty})"
        self.formula(row, at.TYPED_CHANGED, mark, "", paper.cell("General", bold=True, indent=1))
        if self.is_live:
            self._validated(row, is_amount)
        first = self.layout.places_input(0)
        if row >= first and (row - first) % 2:
            left = self.usable((row - 1, row), f"MAX(0,N({cell(row - 1, at.TYPED)})-N({now}))")
            places = self.figures.places[(row - first) // 2]
            self.live(row, at.INNER, left, self.figures.run.places_of(places.provision, places.limit), self.inner)

    def usable(self, rows: Sequence[int], formula: str) -> str:
        """What a formula comes to, and nothing as long as what was typed in one of these rows cannot be used."""
        bad = quoted(self.say("unusable"))
        tests = ",".join(f"{cell(row, at.TYPED_CHANGED)}={bad}" for row in rows)
        return f"IF(OR({tests}),0,{formula})"

    def _validated(self, row: int, is_amount: bool) -> None:
        """What may be typed: amounts down to 0.01万元, so that formulas are exact; whole numbers of places."""
        typed = cell(row, at.TYPED)
        digits = 2 if is_amount else 0
        allowed = f"AND(ISNUMBER({typed}),{typed}>=0,ROUND({typed},{digits})={typed})"
        key = "amount" if is_amount else "places"
        validation = {
            "validate": "custom",
            "value": f"={allowed}",
            "ignore_blank": True,
            "error_title": self.say("typed_error_title"),
            "error_message": self.say(f"typed_error_{key}"),
            "input_message": self.say(f"typed_help_{key}"),
        }
        self.page.data_validation(row, at.TYPED, row, at.TYPED, validation)

    def _checks(self) -> Iterator[tuple[str, str, Value, str]]:
        """What is checked: in words, the formula, what it comes to at first, and the form of the cell."""
        layout = self.layout
        limits = (layout.limit(0), layout.budget_limit)
        cap, paid = cell(layout.budget_limit, at.LIMIT_CAP), cell(layout.budget_limit, at.LIMIT_PAID)
        yes, no = self.say("yes"), self.say("no")
        holds = f"IF(ISNUMBER({cap}),IF({paid}<={cap},{quoted(yes)},{quoted(no)}),{quoted(yes)})"
        yield "within_budget", holds, yes, "General"
        over = f"COUNTIF({cell(limits[0], at.LIMIT_HOLDS)}:{cell(limits[1], at.LIMIT_HOLDS)},{quoted(no)})"
        yield "within_totals", f"IF({over}=0,{quoted(yes)},{quoted(no)})", yes, "General"
        typed = f"SUMPRODUCT(--({self.marks}<>{quoted('')}))"
        now, then = layout.column(at.APPROVED), layout.column(at.APPROVED_THEN)
        yield "changes", f"{typed}+SUMPRODUCT(--({now}<>{then}))", 0, COUNT
        yield "different", f"SUMPRODUCT(--({layout.column(at.DIFFERENCE)}<>0))", 0, COUNT
        yield "difference", cell(layout.total, at.PART_DIFFERENCE), 0, DIFFERENCE
        if self.is_live:
            asked = f"SUMIF({layout.column(at.GROUP)},{self.drawing},{layout.column(at.APPROVED)})*100"
            yield "exact", f"IF(({asked})^2<{EXACT},{quoted(yes)},{quoted(no)})", yes, "General"

    def _check(self, row: int, key: str, formula: str, value: Value, form: str) -> None:
        look = self.paper.cell()
        for position in range(at.CHECK, at.CHECKED):
            self.text(row, position, self.say(f"check_{key}") if position == at.CHECK else "", look)
        self.formula(row, at.CHECKED, formula, value, self.paper.cell(form, bold=True, align="right"))

    @property
    def marks(self) -> str:
        """The cells that say what was changed."""
        first, last = at.BUDGET_INPUT, self.layout.places_input(self.layout.places) - 1
        return f"{cell(first, at.TYPED_CHANGED)}:{cell(last, at.TYPED_CHANGED)}"

    @property
    def drawing(self) -> str:
        """The groups that draw on the budget, for SUMIF."""
        return quoted(f"<={self.figures.run.plain}")

    @property
    def inner(self) -> Format:
        """The look of what only formulas look at."""
        return self.paper.look(num_format=COUNT, font_size=9, font_color=MUTED)
