"""The report from the result page: what it says is what the pages say."""

import json
import re
from datetime import date
from io import BytesIO
from urllib.parse import quote

import pytest
from docx import Document
from pypdf import PdfReader

from engine.documents import report
from engine.documents.report import given
from engine.documents.report.blocks import Table
from engine.documents.report.stated import again as worked_again
from engine.documents.report.stated import stated as statement_of
from engine.policy.folder import default_policy, load_policy
from engine.text import words
from engine.values.refusal import Refused
from engine.view.result import assessed
from engine.workshop.workshop import workshop
from pages.company import result, review
from pages.shared import files, in_use
from tests.engine.documents.opening import text
from tests.pages import samples
from tests.pages.markup import Markup
from tests.pages.seeding import answered, said_on
from tests.pages.test_official import Client
from tests.pages.visiting import again, box, offered, visit

POLICY = load_policy(default_policy())
DAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: DAY)


@pytest.fixture
def handed_over(monkeypatch):
    """The results for which the page offers a report."""
    kept = []
    monkeypatch.setattr(result, "_draw_files", lambda whole, current, lang: kept.append(whole))
    return kept


def packed(said):
    return re.sub(r"\s+", "", said)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_both_forms_stand_beside_the_data(lang):
    at = visit("result", lang, {"answers": answered()})
    links = ("report_pdf", "report_docx", "tasks_xlsx", "calendar_ics", "download")
    assert list(offered(at)) == [words.text("pages.save", lang), *(words.text(f"results.{key}", lang) for key in links)]


def test_nothing_filled_in_has_no_report():
    assert list(offered(visit("result", "zh"))) == [words.text("pages.save", "zh")]


@pytest.mark.parametrize(("kind", "writer"), [("pdf", "as_pdf"), ("docx", "as_word")])
def test_the_report_is_made_beside_this_process_and_is_the_command_lines(kind, writer, monkeypatch):
    expected = report.WRITERS[f".{kind}"](assessed(POLICY, samples.application()), "zh", DAY)
    monkeypatch.delattr(report, writer)  # nobody makes one here
    at = visit("result", "zh", {"answers": answered()})  # what it offers is there while the visit lasts
    address = offered(at)[words.text(f"results.report_{kind}", "zh")]
    answer = Client([files.route()]).get(address)
    assert answer.content == expected
    assert workshop()._all
    assert answer.headers["content-type"] == files.MEDIA_TYPES[kind]
    assert answer.headers["cache-control"] == "no-store"
    name = f"示例智能科技-b-（示例数据）-测算报告-{DAY.isoformat()}.{kind}"
    assert answer.headers["content-disposition"] == f"attachment; filename*=utf-8''{quote(name)}"


def test_checklist_and_calendar_are_made_when_they_are_asked_for():
    at = visit("result", "zh", {"answers": answered()})
    client, links = Client([files.route()]), offered(at)
    book = client.get(links[words.text("results.tasks_xlsx", "zh")])
    assert book.content.startswith(b"PK")
    assert quote("示例智能科技-b-（示例数据）-办理清单") in book.headers["content-disposition"]
    assert client.get(links[words.text("results.calendar_ics", "zh")]).content.startswith(b"BEGIN:VCALENDAR")


def test_the_report_has_the_figures_of_the_page(handed_over):
    at = visit("result", "zh", {"answers": answered()})
    box(at, "text_input", "-payout").set_value("60%")
    page = said_on(again(at))
    whole = handed_over[-1]
    assert whole.summary.head.total.paid in page
    assert whole == assessed(POLICY, samples.application(), whole.ratio)
    made = text(report.as_pdf(whole, "zh", DAY))
    figures = set(re.findall(r"\d[\d,]*\.\d{2}", page))
    assert len(figures) > 15
    assert not [figure for figure in figures if figure not in made]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_refused_claim_is_in_no_report_which_says_so_on_its_first_page(lang, handed_over):
    application = samples.application()
    application["claims"][0]["facts"]["rents"][0]["amount"] = "-1"
    visit("result", lang, {"answers": answered(application)})
    with pytest.raises(Refused) as refused:
        assessed(POLICY, application)
    whole = handed_over[-1]
    assert [c["id"] for c in whole.application["claims"]] == ["c2", "c3", "c4", "c5", "c6", "c7"]
    pdf = PdfReader(BytesIO(report.as_pdf(whole, lang, DAY)))
    first = packed(pdf.pages[0].extract_text())
    assert packed(words.text("results.refused_heading", lang)) in first
    assert packed(refused.value.errors[0]["message"][lang]) in first
    # Nobody left it empty.
    assert POLICY.provision("art06_rent").article not in whole.summary.not_claimed
    assert POLICY.provision("art12_public_platform").article in whole.summary.not_claimed


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_amount_that_is_to_be_confirmed_is_named_on_the_first_page_of_both_forms(lang, handed_over):
    application = samples.application()
    application["claims"][0]["facts"]["rents"][0]["amount"] = "600000"
    held = answered(application)
    visit("result", lang, {"answers": held})
    whole = handed_over[-1]
    (sentence,) = [doubt.sentence[lang] for doubt in held.doubts()]
    said = [packed(words.text("results.doubted_heading", lang)), packed(sentence)]
    pdf = report.as_pdf(whole, lang, DAY)
    assert all(one in packed(PdfReader(BytesIO(pdf)).pages[0].extract_text()) for one in said)
    word = packed("".join(Document(BytesIO(report.as_word(whole, lang, DAY))).element.body.itertext()))
    assert all(one in word for one in said)
    again, *_ = worked_again(POLICY, json.loads(json.dumps(statement_of(whole, lang, DAY))))
    assert report.as_pdf(again, lang, DAY) == pdf
    one_of_many = report.of_application(POLICY, whole.application, lang, DAY, [{"zh": "甲", "en": "A"}], whole.doubted)
    first = packed(PdfReader(BytesIO(one_of_many)).pages[0].extract_text())
    assert all(one in first for one in (*said, packed(words.text("results.refused_heading", lang))))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_facts_are_those_of_the_page_on_which_answers_are_checked(lang, monkeypatch):
    monkeypatch.setattr(review, "say", lambda key, **values: words.text(key, lang, **values))
    held = answered()
    html = review.read_html(held, held.application["claims"], lang)
    on_page = sorted(packed(Markup(row).text) for row in re.findall(r"<tr>.*?</tr>", html))
    tables = [b for b in given.blocks(assessed(POLICY, samples.application()), lang) if isinstance(b, Table)]
    assert on_page == sorted(packed(row) for table in tables for row in stated(table, lang))
    assert len(on_page) > 80


def stated(table, lang):
    """Each question of the report with its answer, named as on the page: with the entry that it stands in."""
    entries = []
    for row in table.rows:
        said = [piece.text for cell in row.cells for line in cell.lines for piece in line]
        if row.style == "group":
            entries = said[0].split(words.text("results.list_comma", lang))
            continue
        label = said[0]
        for entry in reversed(entries):
            label = words.text("pages.of_entry", lang, entry=entry, label=label)
        yield label + said[1]
