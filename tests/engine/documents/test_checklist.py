"""The workbook of what to do: steps, papers, plan and receipt, read again."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from engine.documents import checklist
from engine.documents.calendar import ics
from engine.text import words
from engine.view.result import assessed
from tests.example_guideline import guided
from tests.pages import samples

DAY = date(2026, 3, 20)


@pytest.fixture(scope="module")
def result():
    return assessed(guided(), samples.application())


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_steps_papers_and_plan_stand_in_sheets_of_their_own(result, lang):
    book = load_workbook(io.BytesIO(checklist.as_xlsx(result, frozenset({"licence"}), lang, DAY)))
    names = ("steps", "papers", "plan", "receipt")
    assert book.sheetnames == [words.text(f"checklist.sheet_{name}", lang) for name in names]
    steps, papers, plan, receipt = book.worksheets
    first = checklist.HEAD + 2
    assert [row[0].value for row in steps.iter_rows(min_row=first)] == list(range(1, steps.max_row - first + 2))
    assert datetime(2026, 4, 30) in [row[4].value for row in steps.iter_rows(min_row=first)]
    ready = {row[4].value: row[0].value for row in papers.iter_rows(min_row=first)}
    licence = next(one for one in result.papers.wanted if one.key == "licence")
    assert {name for name, tick in ready.items() if tick} == {licence.name[lang]}
    assert papers.max_row - first + 1 == len(result.papers.wanted)
    amounts = [row[5].value for row in plan.iter_rows(min_row=first)]
    assert amounts == [float(line["amount"]) for line in result.plan["lines"]]
    assert result.assessment["receipt"]["input"] in [row[1].value for row in receipt.iter_rows(min_row=first)]


def test_what_was_typed_is_never_a_formula():
    application = samples.application()
    application["applicant"]["name"] = "=1+1"
    facts = {"standards": [{"number": "=HYPERLINK(1)", "level": "national", "lead": True, "already_rewarded": False}]}
    application["claims"] = [{"id": "c1", "provision": "art11_standards", "facts": facts}]
    book = load_workbook(io.BytesIO(checklist.as_xlsx(assessed(guided(), application), frozenset(), "zh", DAY)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("=HYPERLINK(1)" in str(cell.value) for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)


def test_the_same_result_gives_the_same_bytes(result):
    one, other = (checklist.as_xlsx(result, frozenset(), "zh", DAY) for _ in range(2))
    assert one == other


def test_the_calendar_has_the_papers_of_each_application_and_the_days_to_ask_for_them(result):
    content = ics(result.policy, result.plan, "zh", result.application["applicant"], result.papers)
    events: list[Any] = list(Calendar.from_ical(content).walk("VEVENT"))
    opens = next(event for event in events if "可以申报的第一天" in str(event["summary"]))
    assert "□ 营业执照或法人登记证书" in str(opens["description"])
    asked = [event for event in events if "申请开具" in str(event["summary"])]
    assert [event["dtstart"].dt for event in asked] == [date(2026, 4, 27)]
    assert len({str(event["uid"]) for event in events}) == len(events)
