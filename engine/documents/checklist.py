"""What to do about a result as a workbook (XLSX): the steps in order, the checklist of papers with a column to tick,
the plan over years, and by which receipt. The same result, day and ticks give the same bytes; it carries what it
states."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any

import xlsxwriter

from engine.documents.carried import Statement, in_package
from engine.documents.characters import breadth, plain
from engine.documents.paper import AMOUNT, LINE_HEIGHT, Paper, heads
from engine.documents.report.stated import again, stated
from engine.policy.pack import Policy
from engine.sheets.workbook import CONSTANT, Page
from engine.text import words
from engine.text.numerals import article_label
from engine.values.written import WrittenAmount
from engine.view import agenda, receipts
from engine.view.planned import apart_from, expected_of, has_amount, headline, is_dropped, is_scaled
from engine.view.result import Result, over

KIND = "checklist"
HEAD = 3
"""The row of the heads of a table."""
DAY_FORM = "yyyy-mm-dd"
OF_A_LINE = ("id", "decision", "year", "first_day", "last_day", "amount", "paid")
"""What the workbook states of a matter of the plan."""
Value = str | int | date | WrittenAmount | None


def as_xlsx(result: Result, ticked: AbstractSet[str], lang: str, day: date) -> bytes:
    """The workbook on a result in `lang` (zh or en), with `day` as the day on the paper; `ticked`: the papers that are
    at hand, by their keys."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, CONSTANT) as workbook:
        title = words.text("checklist.title", lang, policy=result.policy.short_title.in_language(lang))
        sheets = _Sheets(result, ticked, day, Paper(workbook, lang, title, day, result.mark), lang)
        for draw in (_steps, _papers, _plan, _receipt):
            draw(sheets)
    return in_package(target.getvalue(), states(result, ticked, lang, day))


# ------------------------------------------------------------------------------------------------ the sheets


class _Sheets:
    """What every sheet is drawn with."""

    def __init__(self, result: Result, ticked: AbstractSet[str], day: date, paper: Paper, lang: str) -> None:
        self.result, self.ticked, self.day, self.paper, self.lang = result, ticked, day, paper, lang

    def say(self, key: str, **values: object) -> str:
        """Words in the language of the workbook."""
        return words.text(key, self.lang, **values)

    def table(
        self, name: str, said: Sequence[str], columns: Mapping[str, int], rows: Iterable[Sequence[Value]]
    ) -> tuple[Page, int]:
        """A sheet of one table under its title, two lines on it, and the heads with their widths; with the row behind
        the last."""
        paper, row = self.paper, HEAD
        title = self.say(f"checklist.sheet_{name}")
        page = paper.page(title, columns.values())
        paper.begin(page, title)
        for number, one in enumerate(said[:2], 1):
            page.write_string(number, 0, plain(one), paper.note)
        heads(page, HEAD, paper, map(self.say, columns), len(columns))
        page.freeze_panes(HEAD + 1, 0)
        page.repeat_rows(HEAD)
        for row, values in enumerate(rows, HEAD + 1):
            pairs = zip(values, columns.values(), strict=True)
            lines = [breadth(one) // width for one, width in pairs if isinstance(one, str)]
            page.set_row(row, LINE_HEIGHT * (1 + max(lines, default=0)))
            for column, value in enumerate(values):
                self._cell(page, row, column, value)
        page.autofilter(HEAD, 0, row, len(columns) - 1)
        return page, row + 1

    def _cell(self, page: Page, row: int, column: int, value: Value) -> None:
        look = partial(self.paper.cell, valign="top")
        match value:
            case None:
                page.write_string(row, column, "", look("@"))
            case WrittenAmount():
                page.write_number(row, column, Decimal(str(value)), look(AMOUNT))
            case date():
                page.write_datetime(row, column, datetime.combine(value, time()), look(DAY_FORM, align="left"))
            case int():
                page.write_number(row, column, value, look("0", align="left"))
            case _:
                page.write_string(row, column, plain(value), look("@", text_wrap=True))


def _whose(of: _Sheets) -> str:
    return over(of.result.application, of.result.day, of.lang)


def _steps(of: _Sheets) -> None:
    result = of.result
    tasks = agenda.agenda(result.policy, result.summary, result.plan, result.papers, of.day, of.lang)
    columns = {
        "checklist.column_number": 8,
        "checklist.column_step": 56,
        "checklist.column_articles": 18,
        "checklist.column_from": 13,
        "checklist.column_until": 13,
        "checklist.column_left": 15,
        "checklist.column_notes": 62,
    }
    gap = of.say("report.gap")
    rows: list[list[Value]] = []
    for number, task in enumerate(tasks, 1):
        articles = of.say("results.list_comma").join(article_label(article, of.lang) for article in task.articles)
        notes = gap.join([*task.notes, *(f"{place.text} {place.url}".strip() for place in task.places)])
        rows.append([number, task.what, articles, task.begins, task.due, task.left, notes])
    of.table("steps", [_whose(of), of.say("results.foot_disclaimer")], columns, rows)


def _papers(of: _Sheets) -> None:
    papers, yes = of.result.papers, of.say("checklist.ready")
    columns = {
        "checklist.column_ready": 9,
        "checklist.column_article": 12,
        "checklist.column_matter": 30,
        "checklist.column_entry": 24,
        "checklist.column_paper": 52,
        "checklist.column_issuer": 30,
        "checklist.column_basis": 24,
    }
    rows: list[list[Value]] = []
    for group in papers.groups:
        article, matter = "" if group.article is None else article_label(group.article, of.lang), group.title[of.lang]
        for one in group.wanted:
            basis = of.say("papers.of_guideline" if one.quote else "papers.of_usual")
            entry = "" if one.entry is None else one.entry[of.lang]
            ready = yes if one.key in of.ticked else ""
            rows.append([ready, article, matter, entry, one.name[of.lang], one.from_whom(of.lang), basis])
    page, end = of.table("papers", [_whose(of), papers.note[of.lang]], columns, rows)
    if end > HEAD + 1:
        page.data_validation(HEAD + 1, 0, end - 1, 0, {"validate": "list", "source": [yes]})


def _plan(of: _Sheets) -> None:
    plan = of.result.plan
    scaled = plan is not None and is_scaled(plan)
    columns = {
        "planned.column_year": 11,
        "checklist.column_article": 12,
        "planned.column_matter": 44,
        "checklist.column_from": 13,
        "checklist.column_until": 13,
        "planned.column_wan": 14,
        **({"planned.column_own_paid": 16} if scaled else {}),
        "planned.column_why": 62,
        "checklist.column_notes": 44,
    }
    said = of.say("results.years_none") if plan is None else headline(plan, of.lang)
    rows = () if plan is None else [_matter(line, of, scaled=scaled) for line in plan["lines"]]
    of.table("plan", [said, of.say("planned.dates_note")], columns, rows)


def _matter(line: Mapping[str, Any], of: _Sheets, *, scaled: bool) -> list[Value]:
    title, label = line["title"][of.lang], line["label"][of.lang]
    first, last = (None if line[key] is None else date.fromisoformat(line[key]) for key in ("first_day", "last_day"))
    decision = "drop" if is_dropped(line) else line["decision"]
    what = of.say(f"checklist.decision_{decision}") if line["year"] is None else int(line["year"])
    matter = title if title == label else f"{title} {label}"
    article, why = article_label(line["article"], of.lang), line["why"][of.lang]
    notes = of.say("report.gap").join(
        x for x in (apart_from(line, of.lang), expected_of(line["expectations"], of.lang)) if x
    )
    amounts = [line[key] if has_amount(line) else None for key in ("amount", "paid") if scaled or key == "amount"]
    return [what, article, matter, first, last, *amounts, why, notes]


def _receipt(of: _Sheets) -> None:
    lines = receipts.lines(of.result.policy, of.result.assessment["receipt"])
    rows: list[list[Value]] = [[label[of.lang], value[of.lang]] for label, value in lines]
    columns = {"report.law_what": 30, "report.law_which": 90}
    of.table("receipt", [of.result.policy.title.in_language(of.lang), of.say("results.foot_disclaimer")], columns, rows)


# ------------------------------------------------------------------------------------------------ what it states


def states(result: Result, ticked: AbstractSet[str], lang: str, day: date) -> Statement:
    """What the workbook states: what the report does, the papers that are ticked, the amounts and days of the plan."""
    plan = result.plan
    matters: Sequence[Mapping[str, Any]] = [] if plan is None else plan["lines"]
    lines = [{name: line[name] for name in OF_A_LINE} for line in matters]
    shown = sorted(result.papers.keys & ticked)
    return stated(result, lang, day, KIND, {"ticked": shown}, {"plan": lines})


def once_more(policy: Policy, of: Statement) -> tuple[Result, frozenset[str], str, date]:
    """What the workbook comes of, worked out once more of what its statement holds; as that of a report."""
    result, lang, day = again(policy, of)
    return result, frozenset(of["given"]["ticked"]), lang, day
