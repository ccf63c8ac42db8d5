"""The claims, one to a row: from what was requested to what is paid, by formulas."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from engine.allocation.proration import TIE
from engine.allocation.run import Entry
from engine.documents.allocation_workbook import formulas
from engine.documents.allocation_workbook import layout as at
from engine.documents.allocation_workbook.figures import STATES, cut, wan
from engine.documents.allocation_workbook.formulas import on, quoted
from engine.documents.allocation_workbook.layout import near
from engine.documents.allocation_workbook.sheet import Sheet
from engine.documents.paper import A3, AMOUNT, COUNT, DIFFERENCE, EXACT_AMOUNT, MUTED, heads
from engine.sheets.workbook import COMMENT, OF_OFFICIALS
from engine.text.phrases import both
from engine.values.money import HUNDREDTH, WAN, wan_text

WIDTHS = (7, 30, 21, 18, 11, 24, 30, 12, 12, 11, 12, 12, 15, 15, 12, 22, 13, 11)
INNER_WIDTH = 12
READ = 24
"""Characters of an id that people would read."""
TEXTS = 7
"""The first columns are of text."""
SCORE_FORM = "0.######"
LIMITS = ("pool", "budget")


class ClaimsSheet(Sheet):
    """The sheet of the claims."""

    def draw(self) -> None:
        """Draw it."""
        layout, paper = self.layout, self.paper
        self.page = page = paper.page(layout.names["claims"], WIDTHS, paper=A3)
        self._formats()
        self._inner_columns()
        paper.begin(page, self.say("claims_title"))
        page.write_string(1, 0, self.say("claims_note" if self.is_live else "claims_note_fixed"), paper.note)
        self._totals()
        names = [self.say(f"claims_{name}") for name in ("number", "name", "id", "claim", "article", "grant", "matter")]
        names += [self.say(f"stage_{name}") for name in ("requested", "approved")]
        names += [self.say(f"claims_{name}") for name in ("score", "place")]
        names += [self.say("stage_after_quota"), *(self.say(f"stage_after_{name}") for name in self.figures.stages)]
        names += [self.say("stage_paid"), self.say("claims_limits"), self.say("then_paid"), self.say("difference")]
        names += [self.say(f"inner_{name}") for name in ("group", "part", "provision", "whole", "score", "approved")]
        heads(page, at.CLAIM_HEAD, paper, names, TEXTS)
        for position in (at.PLACE, at.LIMITS):
            page.write_string(at.CLAIM_HEAD, position, names[position], paper.head(indent=1))
        last = layout.last_claim
        page.autofilter(at.CLAIM_HEAD, 0, last, at.DIFFERENCE)
        page.freeze_panes(at.FIRST_CLAIM, 2)
        page.repeat_rows(at.CLAIM_HEAD)
        page.print_area(0, 0, last, at.DIFFERENCE)
        self._rows()
        look = paper.workbook.add_format({"bg_color": OF_OFFICIALS, "bold": True})
        differs = {"type": "cell", "criteria": "!=", "value": "0", "format": look}
        page.conditional_format(at.FIRST_CLAIM, at.DIFFERENCE, last, at.DIFFERENCE, differs)

    def _formats(self) -> None:
        paper = self.paper
        self.plain, self.left = paper.cell(), paper.cell("General", indent=1)
        self.counted = paper.cell(COUNT, align="left", font_color=MUTED)
        self.beyond = paper.cell(AMOUNT, bg_color=OF_OFFICIALS, bold=True)
        self.amount, self.exact = paper.cell(AMOUNT), paper.shown(EXACT_AMOUNT)
        self.paid, self.then = paper.cell(AMOUNT, bold=True), paper.shown(AMOUNT)
        self.difference, self.scored = paper.cell(DIFFERENCE), paper.cell(SCORE_FORM)
        self.inner = paper.look(num_format=COUNT, font_size=9, font_color=MUTED)
        self.inner_amount = paper.look(num_format="0.00####", font_size=9, font_color=MUTED)

    def _inner_columns(self) -> None:
        """The columns that only formulas look at stand folded behind the others; so do ids that nobody reads."""
        if min((len(entry.id) for entry in self.figures.run.entries), default=0) > READ:
            self.page.set_column(at.CLAIM, at.CLAIM, WIDTHS[at.CLAIM], None, {"level": 1, "hidden": True})
        self.page.set_column(at.GROUP, at.APPROVED_THEN, INNER_WIDTH, None, {"level": 1, "hidden": True})
        self.page.set_column(at.APPROVED_THEN + 1, at.APPROVED_THEN + 1, 3, None, {"collapsed": True})

    def _totals(self) -> None:
        """The sums of what is shown, above the table: they follow the filter."""
        figures, layout = self.figures, self.layout
        row, look = at.CLAIM_HEAD - 1, self.paper.look(num_format=AMOUNT, bold=True)
        self.page.write_string(row, 0, self.say("claims_total", count=layout.claims), self.paper.look(bold=True))
        paid = figures.settlement.actual.sum()
        sums = {at.REQUESTED: figures.requested.sum(), at.APPROVED: figures.run.approved.sum()}
        sums |= {at.PAID: paid, at.CALCULATED: paid, at.DIFFERENCE: 0}
        for position, hundredths in sums.items():
            column = layout.column(position, sheet=False)
            self.formula(row, position, f"ROUND(SUBTOTAL(109,{column}),2)", cut(int(hundredths)), look)

    def _rows(self) -> None:
        figures, run = self.figures, self.figures.run
        titles = {p.id: both(p.title)[self.lang] for p in figures.policy.provisions}
        listed = figures.outcome.cohort.listed
        part_of = {int(row): number for number, part in enumerate(figures.parts) for row in part.rows}
        self.places_of = {places.number: number for number, places in enumerate(figures.places)}
        self.paths = {group: self.ratios(group) for group in range(run.elsewhere + 1)}
        for number, (entry, claim) in enumerate(zip(run.entries, figures.paid[0], strict=True)):
            row = at.FIRST_CLAIM + number
            applicant = entry.applicant or ""
            self.number(row, at.NUMBER, number + 1, self.counted)
            self.given(row, at.NAME, figures.names.get(applicant) or applicant, self.plain)
            self.given(row, at.APPLICANT, applicant, self.plain)
            self.given(row, at.CLAIM, entry.id, self.plain)
            self.text(row, at.ARTICLE, self.article(entry.provision.article), self.plain)
            self.text(row, at.GRANT, titles[entry.provision.id], self.plain)
            self.given(row, at.MATTER, named[self.lang] if (named := listed.get(entry.id)) else "", self.plain)
            self.number(row, at.REQUESTED, cut(int(figures.requested[number])), self.amount)
            self.number(row, at.APPROVED, cut(entry.approved), self.beyond if entry.above else self.amount)
            if entry.above:
                amount = wan_text(entry.above * HUNDREDTH)
                self.page.write_comment(row, at.APPROVED, self.say("claims_beyond", amount=amount), COMMENT)
            score = figures.score(number)
            if score is not None:
                self.number(row, at.SCORE, Decimal(score) / WAN, self.scored)
            else:
                self.page.write_blank(row, at.SCORE, None, self.scored)
            group = int(run.group[number])
            self._place(row, number, group, entry)
            self._amounts(row, number, group)
            undecided = figures.state(number) == TIE
            self._limits(row, number, group, ["quota_tie"] if undecided else claim["limits"])
            self._check(row, number)
            self.number(row, at.GROUP, group, self.inner)
            self.number(row, at.PART, part_of.get(number, -1), self.inner)
            self.number(row, at.PROVISION, int(run.provision[number]), self.inner)
            whole = figures.settlement.columns[0].values[number]
            self.live(row, at.WHOLE, formulas.whole(near(row, at.AFTER_PLACES)), int(whole), self.inner)
            if int(run.provision[number]) in self.places_of:
                known = near(row, at.SCORE)
                shown = Decimal(-1) if score is None else Decimal(score) / WAN
                self.live(row, at.SCORED, f"IF(ISNUMBER({known}),{known},-1)", shown, self.inner_amount)
            self.number(row, at.APPROVED_THEN, cut(entry.approved), self.inner_amount)

    def _place(self, row: int, number: int, group: int, entry: Entry) -> None:
        """Who has a place: those above whom, level with whom and without a score there are no more than places are
        left. Over the last place nobody has it who is level with another, who has no score, or whom one without a score
        could displace."""
        layout, run = self.layout, self.figures.run
        approved, after = near(row, at.APPROVED), cut(int(self.figures.settlement.columns[0].values[number]))
        places = self.places_of.get(int(run.provision[number]))
        if places is None:
            state = self.say("state_elsewhere") if group == run.elsewhere else self.say("state_none")
            self.text(row, at.PLACE, state, self.left)
            self.live(row, at.AFTER_PLACES, approved, after, self.amount)
            return
        same = f"({layout.column(at.PROVISION, sheet=False)}={near(row, at.PROVISION)})"
        wanting, score = f"({layout.column(at.APPROVED, sheet=False)}>0)", layout.column(at.SCORED, sheet=False)
        own = near(row, at.SCORED)
        level = f"SUMPRODUCT({same}*{wanting}*({score}>={own}))"
        above = f"SUMPRODUCT({same}*{wanting}*({score}>{own}))"
        left = on(layout.names["budget"], at.cell(layout.places_input(places) + 1, at.INNER))
        none, placed, tie, out = (quoted(self.say(STATES[state])) for state in sorted(STATES))
        unscored = f"IF({own}<0,0,SUMPRODUCT({same}*{wanting}*({score}<0)))"
        is_out = f"OR({left}<=0,AND({own}>=0,{above}>={left}))"
        state = f"IF({approved}<=0,{none},IF({level}+{unscored}<={left},{placed},IF({is_out},{out},{tie})))"
        self.live(row, at.PLACE, state, self.say(STATES[self.figures.state(number)]), self.left)
        self.live(row, at.AFTER_PLACES, f"IF({near(row, at.PLACE)}={placed},{approved},0)", after, self.amount)

    def _amounts(self, row: int, number: int, group: int) -> None:
        """After each limit, uncut, and what is paid, cut once."""
        whole = near(row, at.WHOLE)
        settlement = self.figures.settlement
        for place, ratios in enumerate(self.paths[group]):
            value = settlement.columns[place + 1].at(number)
            formula = formulas.uncut(whole, ratios) if ratios else near(row, at.AFTER_PLACES)
            self.live(row, at.FIRST + place, formula, wan(value), self.exact)
        paid = f"{formulas.cut(whole, self.paths[group][1])}/100"
        self.live(row, at.PAID, paid, cut(int(settlement.actual[number])), self.paid)

    def _limits(self, row: int, number: int, group: int, binding: Sequence[str]) -> None:
        """Which limits cut the claim."""
        said = self.join([self.say(f"limit_{name}") for name in binding])
        run, layout = self.figures.run, self.layout
        if group == run.elsewhere or not self.is_live:
            self.text(row, at.LIMITS, said, self.left)
            return
        tests: list[tuple[str, str]] = []
        for order, name in enumerate(self.figures.stages):
            if name == "budget":
                ratio = layout.ratio(layout.budget_limit, sheet=True)
                tests.append((name, f"{ratio.above}<{ratio.below}"))
            elif group < run.plain:
                binds = on(layout.names["budget"], at.cell(layout.limit(group), at.INNER_BINDS))
                tests.append((name, f"{binds}=1"))
            if order and len(tests) > 1:  # what is nothing already is not cut any more
                tests[1] = (name, f"AND({near(row, at.FIRST)}>0,{tests[1][1]})")
        formula = f"IF({near(row, at.WHOLE)}=0,{quoted('')},{self._limits_text(tests, [])})"
        if int(run.provision[number]) in self.places_of:
            place = near(row, at.PLACE)
            for state, limit in (("state_tie", "quota_tie"), ("state_out", "quota")):
                words = quoted(self.say(f"limit_{limit}"))
                formula = f"IF({place}={quoted(self.say(state))},{words},{formula})"
        self.formula(row, at.LIMITS, formula, said, self.left)

    def _limits_text(self, tests: list[tuple[str, str]], found: list[str]) -> str:
        """Which of the tests hold, in words."""
        if not tests:
            return quoted(self.join([self.say(f"limit_{name}") for name in found]))
        (name, test), *others = tests
        return f"IF({test},{self._limits_text(others, [*found, name])},{self._limits_text(others, found)})"

    def _check(self, row: int, number: int) -> None:
        """What the engine came to, and the difference to what the formulas come to now."""
        self.number(row, at.CALCULATED, cut(int(self.figures.settlement.actual[number])), self.then)
        difference = f"ROUND({near(row, at.PAID)}-{near(row, at.CALCULATED)},2)"
        self.formula(row, at.DIFFERENCE, difference, 0, self.difference)
