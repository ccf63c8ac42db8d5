"""Invented data: whatever is made of it says so, and it is never mixed with real claims."""

import json
from io import BytesIO

import jsonschema_rs
import openpyxl
import pytest
from pptx import Presentation
from pypdf import PdfReader

from engine.__main__ import main
from engine.allocation import payout
from engine.allocation.allocate import allocate
from engine.allocation.reading import run_schema
from engine.application import invented
from engine.assessment.assess import assess
from engine.documents import onepager, report
from engine.documents.story import story
from engine.inverse import questions
from engine.policy.folder import load_folder, load_policy
from engine.sample.population import invent
from engine.scenario import Cohort, Scenario, lawful, outcome, publication_of
from engine.text import words
from engine.values.refusal import Refused
from engine.values.windows import today
from engine.view import result
from engine.view.budget import snapshot
from tests import invented_year
from tests.conftest import ROOT
from tests.engine.allocation.test_allocate import RENT, approved
from tests.registry.companies import content, rent

POLICY = load_policy("longhua-ai-robotics-2025")
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
MARK = words.both("marks.invented")


def without_the_word(raw):
    """The sample as somebody would hand it on who does not want it to be known as one."""
    return {**raw, "applications": [{k: v for k, v in a.items() if k != "invented"} for a in raw["applications"]]}


def publication(name="我自己的方案", raw=None):
    cohort = Cohort(POLICY, {"applications": (raw or invented_year.as_input())["applications"]})
    own = Scenario(name, 2025, budget=18_000_000_000)
    return publication_of(outcome(POLICY, cohort, own), base=outcome(POLICY, cohort, lawful(own)))


def test_every_application_of_the_sample_says_that_it_is_invented_and_the_schema_knows_the_word():
    assert all(application["invented"] is True for application in invented_year.as_input()["applications"])
    few = {**invented_year.as_input(), "applications": invented_year.as_input()["applications"][:3]}
    few["approved_claims"] = [{"id": "a", "applicant": "X", "provision": RENT, "approved": "1", "invented": True}]
    jsonschema_rs.Draft202012Validator(run_schema(POLICY)).validate(json.loads(json.dumps(few)))


@pytest.mark.parametrize(
    "given", [invented_year.as_input, lambda: without_the_word(invented_year.as_input())], ids=["said", "not said"]
)
def test_what_comes_of_it_says_so_whether_the_word_stands_in_it_or_not(given):
    raw = given()
    one = raw["applications"][0]
    assert assess(POLICY, one)["invented"] is True
    few = {"budget": "10", "applications": raw["applications"][:5]}
    assert allocate(POLICY, few)["invented"] is True
    asked = {"question": "budget_for", "ratio": "1"}
    assert questions.answer(POLICY, {**few, **asked})["invented"] is True
    assert publication(raw=raw)["invented"] is True


def test_of_a_policy_without_credit_codes_too():
    one = invent(TINY).companies[0].content
    assert invented.application(TINY, {key: value for key, value in one.items() if key != "invented"})


def test_what_is_real_says_nothing_of_it():
    assert "invented" not in assess(POLICY, content(1))
    assert "invented" not in allocate(POLICY, {"budget": "1", "applications": [content(1)]})


@pytest.mark.parametrize("given", ["yes", 1, "true"])
def test_it_is_said_with_yes_or_no(given):
    with pytest.raises(Refused) as refused:
        assess(POLICY, {**content(1), "invented": given})
    assert [error["path"] for error in refused.value.errors] == ["invented"]


def test_one_run_does_not_divide_money_among_real_and_invented_companies():
    both = [content(1, rent(key="r1")), invented_year.as_input()["applications"][0]]
    for raw in ({"applications": both}, {"applications": both[1:], "approved_claims": approved(RENT, "1")}):
        with pytest.raises(Refused) as refused:
            allocate(POLICY, {"budget": "1", **raw})
        assert [error["message"] for error in refused.value.errors] == [words.both("allocate.mixed")]


def test_a_cohort_of_both_is_that_of_the_real_claims_and_counts_the_others():
    real = [content(n) for n in range(1, 8)]
    for n, one in enumerate(real):
        one["claims"][0]["id"] = f"real{n}"
    cohort = Cohort(
        POLICY,
        {"applications": [*invented_year.as_input()["applications"], *real]},
        submitted=[*invented_year.as_input()["applications"], *real],
    )
    assert cohort.claims == [f"real{n}" for n in range(7)]
    told = publication_of(outcome(POLICY, cohort, Scenario("真实", 2025)))
    left_out = sum(len(application["claims"]) for application in invented_year.as_input()["applications"])
    assert (told["invented"], told["left_out"], told["total"]["claims"]) == (False, left_out, 7)
    assert cohort.__reduce__()[2] == {"left_out": left_out}
    said = words.both("marks.left_out", count=left_out)
    assert said in snapshot.read(POLICY, told).lines
    assert said in [row.cells[1] for slide in story(POLICY, told) if slide.table for row in slide.table.rows]
    assert all(slide.mark is None for slide in story(POLICY, told))


def test_a_scenario_of_it_says_so_under_whatever_name():
    told = publication("2025年正式方案")
    assert all(slide.mark == MARK for slide in story(POLICY, told))
    assert snapshot.read(POLICY, told).mark == MARK
    for_company = payout.published(POLICY, {**told, "published": "2025-08-01T00:00:00+00:00"}, 2025)
    source = payout.source(POLICY, for_company, "2025-08-01")
    assert "示例" in source["zh"]
    assert "主管部门公布" not in source["zh"]
    assert "example" in source["en"]
    assert "示例数据" in result.scenario_label(for_company)["zh"]


def test_files_made_of_it_on_the_command_line_bear_the_mark(tmp_path):
    raw = without_the_word(invented_year.as_input())
    raw |= {"budget": "900", "applications": raw["applications"][:60]}
    given, deck, book, paper = (tmp_path / name for name in ("in.json", "a.pptx", "a.xlsx", "a.pdf"))
    given.write_text(json.dumps(raw), encoding="utf-8")
    assert main(["deck", str(given), "--to", str(deck)]) == 0
    assert main(["workbook", str(given), "--to", str(book)]) == 0
    for slide in Presentation(str(deck)).slides:
        assert MARK["zh"] in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for sheet in openpyxl.load_workbook(book):
        assert MARK["zh"] in str(sheet.cell(1, 1).value), sheet.title
        assert sheet.oddHeader is not None
        assert MARK["zh"] in str(sheet.oddHeader.right.text)
    given.write_text(json.dumps(raw["applications"][0]), encoding="utf-8")
    assert main(["report", str(given), "--to", str(paper)]) == 0
    for page in PdfReader(str(paper)).pages:
        assert MARK["zh"] in "".join(page.extract_text().split())


def test_the_word_report_and_the_one_page_bear_it_too():
    from docx import Document

    whole = result.assessed(POLICY, invented_year.as_input()["applications"][0])
    made = Document(BytesIO(report.WRITERS[".docx"](whole, "zh", today())))
    assert MARK["zh"] in made.sections[0].footer.paragraphs[0].text
    page = onepager.compose(POLICY, Scenario("一", 2025), "zh", None, MARK)
    assert MARK["zh"] in onepager.make(page, ".svg", POLICY.law.published).decode()
