"""The workbook of what to do: steps, papers, plan and receipt, read again."""

import io
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from engine.documents import checklist
from engine.documents.calendar import ics
from engine.policy.folder import load_policy
from engine.text import words
from engine.view.result import assessed
from tests.engine.planning.test_plan import company, rents
from tests.example_guideline import guided
from tests.pages import samples

DAY = date(2026, 3, 20)
MODEL = {"landing_date": "2026-01-05", "assessed": True, "rd_cost": "200", "already_rewarded": False}


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


@pytest.mark.parametrize("ratio", [None, Fraction(4, 5)])
def test_what_is_only_expected_is_marked_and_what_is_paid_stands_there_where_a_ratio_is_set(ratio):
    given = company("2026-11-01", rents((2025, "30")))
    expected = [{"claim": "c1", "facts": {"rents": [{"year": 2026, "amount": "42"}]}}]
    result = assessed(guided(), given, ratio, expected=expected)
    sheet = load_workbook(io.BytesIO(checklist.as_xlsx(result, frozenset(), "zh", DAY))).worksheets[2]
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=checklist.HEAD + 1)]
    assert [row[heads.index(words.text("checklist.column_notes", "zh"))] or "" for row in rows] == [
        "",
        words.text("planned.expected", "zh", labels="租用场所"),
    ]
    paid = words.text("planned.column_own_paid", "zh")
    assert [row[heads.index(paid)] for row in rows if paid in heads] == ([] if ratio is None else [9.6, 16.0])


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


def test_an_application_in_the_calendar_names_no_papers_of_what_is_not_claimed_with_it():
    models = ("art09_embodied_model", {"models": [{**MODEL, "name": "甲"}, {**MODEL, "name": "乙"}]})
    given = company("2026-11-01", models)
    result = assessed(load_policy("longhua-ai-robotics-2025"), given)
    plan: Any = result.plan
    content = ics(result.policy, plan, "zh", given["applicant"], result.papers)
    told = [str(event["description"]) for event in Calendar.from_ical(content).walk("VEVENT")]
    claimed = [one["lines"] for one in plan["applications"]]
    assert claimed == [["c1.models.0"], ["c1.models.1"]]
    for name, other in (("甲", "乙"), ("乙", "甲")):
        lines = [line for line in "\n".join(x for x in told if f"{name}：" in x).split("\n") if line.startswith("□")]
        assert any(name in line for line in lines)
        assert not any(other in line for line in lines)
