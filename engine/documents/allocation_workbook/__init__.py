"""The officials' workbook (XLSX): claims, steps, pools, budget and scenarios, whose formulas come to what the engine
comes to, whichever budget, totals and places are typed into it.

Whatever a person typed stands in it as text. The same figures and day give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date

import xlsxwriter

from engine.documents.allocation_workbook.budget_sheet import BudgetSheet
from engine.documents.allocation_workbook.claims_sheet import ClaimsSheet
from engine.documents.allocation_workbook.comparison_sheet import ComparisonSheet
from engine.documents.allocation_workbook.figures import Figures
from engine.documents.allocation_workbook.front_sheet import FrontSheet
from engine.documents.allocation_workbook.layout import FIRST_CLAIM, Layout
from engine.documents.allocation_workbook.stated import stated
from engine.documents.allocation_workbook.steps_sheet import StepsSheet
from engine.documents.carried import in_package
from engine.documents.paper import Paper
from engine.scenario import Outcome
from engine.scenario.annual_budgets import AnnualBudget
from engine.sheets.workbook import CONSTANT, LAST_ROW
from engine.text import words
from engine.values.refusal import refuse
from engine.view import marks


def make(
    outcome: Outcome,
    beside: Sequence[Outcome],
    names: Mapping[str, str],
    day: date,
    lang: str,
    annual: AnnualBudget | None = None,
) -> bytes:
    """The workbook of an outcome. `beside`: outcomes of the same claims to be compared, the first one being what the
    others are compared with; `names`: of applicants, by id; `day`: on which it is made; `annual`: the budget stated
    for the year. Refused where there are more claims than rows."""
    figures = Figures(outcome, beside or [outcome], names, annual)
    places = Layout(figures, lang)
    most = LAST_ROW + 1 - FIRST_CLAIM
    if places.claims > most:
        refuse("", "workbook.too_many", count=places.claims, most=most)
    target, carries = io.BytesIO(), stated(figures, lang, day)
    with xlsxwriter.Workbook(target, CONSTANT) as workbook:
        title = words.text("workbook.front_title", lang, policy=outcome.policy.short_title.in_language(lang))
        # The claims of companies, by name, are for inside the house.
        paper = Paper(workbook, lang, title, day, marks.mark(invented=outcome.cohort.invented, internal=True))
        front = FrontSheet(figures, places, paper)
        front.day, front.receipt = day, carries["receipt"]
        for sheet in (front, *(kind(figures, places, paper) for kind in _SHEETS)):
            sheet.draw()
    return in_package(target.getvalue(), carries)


_SHEETS = (BudgetSheet, ClaimsSheet, StepsSheet, ComparisonSheet)
