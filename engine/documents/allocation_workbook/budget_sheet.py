"""The budget: the cells that may be changed, what is checked, the limits and the articles, by formulas."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from xlsxwriter.format import Format

from engine import scenario
from engine.allocation.rules import PROPORTIONAL
from engine.documents.allocation_workbook import formulas
from engine.documents.allocation_workbook import layout as at
from engine.documents.allocation_workbook.figures import Part, cut, fen, percentage
from engine.documents.allocation_workbook.formulas import Ratio, quoted
from engine.documents.allocation_workbook.layout import cell
from engine.documents.allocation_workbook.sheet import Value
from engine.documents.allocation_workbook.typed_cells import TypedCells
from engine.documents.paper import AMOUNT, COUNT, DIFFERENCE, LINE_HEIGHT, PERCENT, heads
from engine.text.phrases import both
from engine.values.money import HUNDREDTH

WIDTHS = (11, 31, 13, 13, 13, 13, 13, 14, 14, 11, 13, 13, 12)
INNER_WIDTH = 12
WHOLE_SHARE = 10**4
"""Hundredths of a per cent."""
LIMIT_HEADS = ("available", "asked", "ratio", "paid", "unspent", "holds")


class BudgetSheet(TypedCells):
    """The sheet of the budget."""

    def draw(self) -> None:
        """Draw it."""
        layout, paper = self.layout, self.paper
        self.page = page = paper.page(layout.names["budget"], WIDTHS)
        page.set_column(at.INNER_CAP, at.INNER_BINDS, INNER_WIDTH, None, {"level": 1, "hidden": True})
        page.set_column(at.INNER_BINDS + 1, at.INNER_BINDS + 1, 3, None, {"collapsed": True})
        outcome = self.figures.outcome
        paper.begin(page, self.say("budget_title", name=outcome.scenario.name))
        finding = scenario.headline(outcome)[self.lang]
        self.text(1, 0, self.say("budget_finding", finding=finding), paper.note)
        self.draw_status()
        self.draw_typed()
        self._limits()
        self._parts()
        self._notes()
        page.freeze_panes(3, 2)
        page.print_area(0, 0, layout.end + 4, at.PART_DIFFERENCE)

    # -- the limits

    def _limits(self) -> None:
        layout, paper, figures = self.layout, self.paper, self.figures
        self.text(layout.limit_head - 1, 0, self.say("limits_heading"), paper.heading)
        is_average = figures.run.rule != PROPORTIONAL
        kept = ["average" if key == "ratio" and is_average else key for key in LIMIT_HEADS]
        names = [self.say("inputs_article"), self.say("limit"), *(self.say(f"limits_{key}") for key in kept)]
        heads(self.page, layout.limit_head, paper, names, 2)
        for number, pool in enumerate(figures.pools):
            share = figures.settlement.pools[number]
            left = figures.run.left_of(pool)
            paid = int(sum(part.paid for part in figures.parts if part.group == number))
            row = layout.limit(number)
            self.text(row, at.CHIP, self.article(pool.article), paper.cell())
            self.text(row, at.TITLE, both(pool.label)[self.lang], paper.cell())
            self.live(row, at.LIMIT_CAP, f"{cell(row, at.INNER_CAP)}/100", fen(left), paper.cell(AMOUNT))
            self._limit(row, number, share.requested, share.ratio, paid, fen(left))
        share, budget = figures.settlement.budget, figures.run.budget
        row, rule = layout.budget_limit, figures.policy.rule("budget")
        paid = sum(part.paid for part in figures.on_budget)
        self.text(row, at.CHIP, self.article(rule.article), paper.total())
        self.text(row, at.TITLE, self.say("input_budget"), paper.total())
        none = self.say("none_set")
        cap = f"IF({cell(at.BUDGET_INPUT, at.TYPED)}={quoted('')},{quoted(none)},{cell(row, at.INNER_CAP)}/100)"
        self.live(row, at.LIMIT_CAP, cap, none if budget is None else fen(budget), paper.total(AMOUNT, align="right"))
        self._limit(row, None, share.requested, share.ratio, paid, None if budget is None else fen(budget))

    def _limit(
        self, row: int, pool: int | None, asked: Fraction | int, ratio: Fraction, paid: int, cap: Decimal | None
    ) -> None:
        """One limit: what was asked of it, the ratio, what is paid and left, and that it holds."""
        layout, paper = self.layout, self.paper
        look = paper.total if pool is None else paper.cell
        budget = layout.ratio(layout.budget_limit, sheet=False)
        own = layout.ratio(row, sheet=False)
        inner_asked, binds = cell(row, at.INNER_ASKED), cell(row, at.INNER_BINDS)
        is_behind = pool is not None and self.figures.budget_first
        shown = formulas.cut(inner_asked, [budget] if is_behind else [])
        self.live(row, at.LIMIT_ASKED, f"{shown}/100", cut(asked), look(AMOUNT))
        # Behind the budget, an article's ratio is the one to what was asked at first, less what the budget took.
        path = [own, Ratio(budget.below, budget.above)] if is_behind else [own]
        share = formulas.cut(str(WHOLE_SHARE), path)
        self.live(row, at.LIMIT_RATIO, f"IF({binds}=1,{share}/{WHOLE_SHARE},1)", percentage(ratio), look(PERCENT))
        groups = self.drawing if pool is None else str(pool)
        sums = f"ROUND(SUMIF({layout.column(at.GROUP)},{groups},{layout.column(at.PAID)}),2)"
        self.formula(row, at.LIMIT_PAID, sums, cut(paid), look(AMOUNT))
        known, total = cell(row, at.LIMIT_CAP), cell(row, at.LIMIT_PAID)
        left = "" if cap is None else cap - cut(paid)
        unspent = f"IF(ISNUMBER({known}),ROUND({known}-{total},2),{quoted('')})"
        self.live(row, at.LIMIT_LEFT, unspent, left, look(AMOUNT))
        yes, no = quoted(self.say("yes")), quoted(self.say("no"))
        holds = f"IF(ISNUMBER({known}),IF({total}<={known},{yes},{no}),{yes})"
        self.formula(row, at.LIMIT_HOLDS, holds, self.say("yes"), look("General", align="right"))
        if self.is_live:
            self._inner(row, pool)

    def _inner(self, row: int, pool: int | None) -> None:
        """The whole numbers that ratios are made of."""
        layout, figures, run = self.layout, self.figures, self.figures.run
        columns = figures.settlement.columns
        cap, asked, binds = (cell(row, x) for x in (at.INNER_CAP, at.INNER_ASKED, at.INNER_BINDS))
        group, whole = layout.column(at.GROUP), layout.column(at.WHOLE)
        budget = layout.ratio(layout.budget_limit, sheet=False)
        at_first = [int(amount) for amount in columns[0].sums]
        found: tuple[tuple[int, str, int], ...]
        if pool is None:
            typed = cell(at.BUDGET_INPUT, at.TYPED)
            count = at_first[run.plain]
            others = f"SUMIF({group},{run.plain},{whole})"
            if figures.pools:
                inner = at.INNER_ASKED if figures.budget_first else at.INNER_ABOVE
                others += f"+SUM({cell(layout.limit(0), inner)}:{cell(layout.limit(layout.pools - 1), inner)})"
                count += sum(self._pool(number)[0 if figures.budget_first else 1] for number in range(layout.pools))
            value = count if run.budget is None else run.budget // HUNDREDTH
            limit = self.usable([at.BUDGET_INPUT], f"IF({typed}={quoted('')},{asked},{formulas.whole(typed)})")
            found = (
                (at.INNER_CAP, limit, value),
                (at.INNER_ASKED, others, count),
                (at.INNER_ABOVE, f"MIN({cap},{asked})", min(value, count)),
                (at.INNER_BELOW, f"MAX(1,{asked})", max(1, count)),
                (at.INNER_BINDS, f"IF({asked}>{cap},1,0)", int(count > value)),
            )
        else:
            rows = (layout.pool_input(pool), layout.pool_input(pool) + 1)
            typed, awarded = (formulas.whole(f"N({cell(each, at.TYPED)})") for each in rows)
            value, count = run.left_of(figures.pools[pool]) // HUNDREDTH, at_first[pool]
            granted = min(value, count)
            b, d = self._budget if figures.budget_first else (1, 1)
            is_binding = count * b > granted * d if figures.budget_first else count > value
            if figures.budget_first:
                test = f"{asked}*{budget.above}>MIN({cap},{asked})*{budget.below}"
                above = f"IF({binds}=1,MIN({cap},{asked}),{budget.above})"
                below = f"IF({binds}=1,MAX(1,{asked}),{budget.below})"
            else:
                test, above, below = f"{asked}>{cap}", f"MIN({cap},{asked})", f"MAX(1,{asked})"
            is_own = is_binding or not figures.budget_first
            found = (
                (at.INNER_CAP, self.usable(rows, f"MAX(0,{typed}-{awarded})"), value),
                (at.INNER_ASKED, f"SUMIF({group},{pool},{whole})", count),
                (at.INNER_ABOVE, above, granted if is_own else b),
                (at.INNER_BELOW, below, max(1, count) if is_own else d),
                (at.INNER_BINDS, f"IF({test},1,0)", int(is_binding)),
            )
        for position, formula, number in found:
            self.formula(row, position, formula, number, self.inner)

    def _pool(self, number: int) -> tuple[int, int]:
        """What the claims of an article with a yearly total ask for, and what of it the total lets through."""
        asked = int(self.figures.settlement.columns[0].sums[number])
        left = self.figures.run.left_of(self.figures.pools[number]) // HUNDREDTH
        return asked, min(asked, left)

    @property
    def _budget(self) -> tuple[int, int]:
        """The ratio of the budget where it comes first."""
        asked = int(sum(self.figures.settlement.columns[0].sums[: self.figures.run.elsewhere]))
        budget = self.figures.run.budget
        return asked if budget is None else min(budget // HUNDREDTH, asked), max(1, asked)

    # -- the articles

    def _parts(self) -> None:
        layout, paper, figures = self.layout, self.paper, self.figures
        self.text(layout.part_head - 1, 0, self.say("parts_heading"), paper.heading)
        names = [self.say(f"parts_{key}") for key in ("article", "matter", "claims", "companies")]
        names += [self.say(f"stage_{key}") for key in ("requested", "approved", "after_quota")]
        names += [self.say(f"stage_after_{stage}") for stage in figures.stages]
        names += [self.say("stage_truncated"), self.say("stage_paid"), self.say("then_paid"), self.say("difference")]
        heads(self.page, layout.part_head, paper, names, 2)
        for number, part in enumerate(figures.on_budget):
            self._part(layout.part(number), number, part)
        self._total()
        for number, part in enumerate(figures.elsewhere, layout.on_budget):
            if number == layout.on_budget:
                self.text(layout.total + 1, 0, self.say("parts_elsewhere"), paper.look(bold=True))
            self._part(layout.part(number), number, part)

    def _part(self, row: int, number: int, part: Part) -> None:
        layout, paper = self.layout, self.paper
        amount, key = paper.cell(AMOUNT), layout.column(at.PART)
        self.text(row, at.CHIP, self.article(part.article), paper.cell())
        self.text(row, at.TITLE, both(self.figures.policy.article(part.article).title)[self.lang], paper.cell())
        self.formula(row, at.PART_CLAIMS, f"COUNTIF({key},{number})", part.claims, paper.cell(COUNT))
        self.number(row, at.PART_COMPANIES, part.companies, paper.cell(COUNT))
        for position, of, value in (
            (at.PART_REQUESTED, at.REQUESTED, part.requested),
            (at.PART_APPROVED, at.APPROVED, part.approved),
            (at.PART_PLACES, at.AFTER_PLACES, part.stages[0]),
            (at.PART_PAID, at.PAID, part.paid),
        ):
            look = paper.cell(AMOUNT, bold=True) if of == at.PAID else amount
            self.formula(row, position, f"ROUND(SUMIF({key},{number},{layout.column(of)}),2)", cut(value), look)
        whole = cell(row, at.INNER)
        if self.is_live:
            sums = f"SUMIF({key},{number},{layout.column(at.WHOLE)})"
            self.formula(row, at.INNER, sums, int(part.stages[0]), self.inner)
        for place, ratios in enumerate(self.ratios(part.group, sheet=False)):
            value = part.stages[place + 1]
            self.live(row, at.PART_FIRST + place, f"{formulas.cut(whole, ratios)}/100", cut(value), amount)
        self.number(row, at.PART_THEN, cut(part.paid), paper.shown(AMOUNT))
        self._last_columns(row, cut(part.stages[2]) - cut(part.paid), paper.cell(AMOUNT), paper.cell(DIFFERENCE))

    def _last_columns(self, row: int, taken: Decimal, amount: Format, difference: Format) -> None:
        """What the cutting took, between figures as they are shown; and the difference to what the engine came to."""
        second, paid, then = (cell(row, x) for x in (at.PART_SECOND, at.PART_PAID, at.PART_THEN))
        self.formula(row, at.PART_CUT, f"ROUND({second}-{paid},2)", taken, amount)
        self.formula(row, at.PART_DIFFERENCE, f"ROUND({paid}-{then},2)", 0, difference)

    def _total(self) -> None:
        layout, paper, figures = self.layout, self.paper, self.figures
        row, amount, total = layout.total, paper.total(AMOUNT), figures.outcome.total
        self.text(row, at.CHIP, self.say("total"), paper.total())
        self.text(row, at.TITLE, "", paper.total())
        paid = cut(total.paid // HUNDREDTH)
        stages = [cut(Fraction(getattr(total, f"after_{stage}"), HUNDREDTH)) for stage in figures.stages]
        sums: dict[int, Value] = {
            at.PART_CLAIMS: total.claims,
            at.PART_REQUESTED: cut(total.requested // HUNDREDTH),
            at.PART_APPROVED: cut(total.approved // HUNDREDTH),
            at.PART_PLACES: cut(total.after_quota // HUNDREDTH),
            at.PART_PAID: paid,
            at.PART_THEN: paid,
        }
        first, last = layout.part_head + 1, layout.total - 1
        for position, value in sums.items():
            look = paper.total(COUNT) if position == at.PART_CLAIMS else amount
            self.formula(row, position, f"ROUND(SUM({cell(first, position)}:{cell(last, position)}),2)", value, look)
        self.number(row, at.PART_COMPANIES, total.companies, paper.total(COUNT))
        for place, (formula, value) in enumerate(zip(self._totals_of_stages(), stages, strict=True)):
            self.live(row, at.PART_FIRST + place, f"{formula}/100", value, amount)
        self._last_columns(row, stages[1] - paid, amount, paper.total(DIFFERENCE))

    def _totals_of_stages(self) -> tuple[str, str]:
        """What all articles come to after each of the two limits, in whole 0.01万元, cut once."""
        layout = self.layout
        budget = layout.ratio(layout.budget_limit, sheet=False)
        asked = cell(layout.budget_limit, at.INNER_ASKED)
        if not self.figures.budget_first:
            return asked, budget.above
        if not layout.pools:
            return budget.above, budget.above
        rows = layout.limit(0), layout.limit(layout.pools - 1)
        binds, own, above = (
            f"{cell(rows[0], x)}:{cell(rows[1], x)}" for x in (at.INNER_BINDS, at.INNER_ASKED, at.INNER_ABOVE)
        )
        others = f"({asked}-SUMPRODUCT({binds}*{own}))"
        return budget.above, f"(SUMPRODUCT({binds}*{above})+{formulas.cut(others, [budget])})"

    def _notes(self) -> None:
        row = self.layout.end + 1
        for place, key in enumerate(("unit", "parts_note", "ratio_note")):
            self.page.set_row(row + place, LINE_HEIGHT)
            self.text(row + place, 0, self.say(key), self.paper.note)
        self.text(row + 3, 0, self.say_of("results.foot_disclaimer"), self.paper.note)
