"""The template has a column for every question of the pack, in both languages, and says how to fill it in."""

import io
from datetime import date
from functools import cache
from typing import Any

import openpyxl
import pytest

from engine import sheets
from engine.policy.folder import build, load_policy
from engine.policy.pack import Policy
from engine.policy.source import read_raw
from engine.sheets.columns import LONGEST_TITLE, Book, heading
from engine.text import words
from engine.values.refusal import Refused
from tests.conftest import ROOT
from tests.engine.sheets.made import CODE, saved, told

POLICY = load_policy("longhua-ai-robotics-2025")
TINY = load_policy("tiny-invented-2026", ROOT / "tests" / "policies")


@cache
def template(policy_id: str, lang: str) -> Any:
    policy = POLICY if policy_id == POLICY.id else TINY
    return openpyxl.load_workbook(io.BytesIO(sheets.template(policy, lang)))


both_policies = pytest.mark.parametrize("policy", [POLICY, TINY], ids=lambda policy: policy.id)
both_languages = pytest.mark.parametrize("lang", ["zh", "en"])


@both_policies
@both_languages
def test_there_is_a_sheet_for_every_provision(policy: Policy, lang: str) -> None:
    names = template(policy.id, lang).sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= LONGEST_TITLE for name in names)
    assert names[0] == {"zh": "填写说明", "en": "Instructions"}[lang]
    assert names[1] == {"zh": "申报主体", "en": "Applicants"}[lang]
    assert names[2:-1] == [p.title.in_language(lang) for p in policy.provisions]


@both_policies
@both_languages
def test_every_question_has_its_column_and_every_column_its_note(policy: Policy, lang: str) -> None:
    book = template(policy.id, lang)
    for provision in policy.under(policy.default_readings()).provisions:
        row = book[provision.title.in_language(lang)][1]
        headings = [cell.value for cell in row]
        assert len(set(map(heading, headings))) == len(headings)
        asked = [f for f in provision.facts if f.asked and f.type != "list"]
        for fact in asked:
            assert any(fact.label.in_language(lang) in text for text in headings), fact.path
        for cell in row:
            assert cell.comment is not None, cell.value
            assert len(cell.comment.text) > 5


def test_what_only_files_answer_has_no_column_unless_officials_fill_it_in() -> None:
    book = template(POLICY.id, "zh")
    headings = [cell.value for cell in book["股权融资"][1]]
    assert [text for text in headings if text.startswith("融资轮次·")] == ["融资轮次·轮次名称"]
    assert "评审得分" in [cell.value for cell in book["公共服务平台"][1]]
    assert not [cell.value for cell in book["房租资助"][1] if "得分" in cell.value]


@both_languages
def test_officials_have_a_column_for_what_they_approve_wherever_there_is_money(lang: str) -> None:
    name = {"zh": "核定金额（万元）", "en": "Approved amount (万元)"}[lang]
    for provision in POLICY.provisions:
        last = template(POLICY.id, lang)[provision.title.in_language(lang)][1][-1]
        assert (last.value == name) is not provision.gives_nothing


def test_questions_with_choices_have_drop_downs() -> None:
    book = template(POLICY.id, "zh")
    choices = book["选项"]
    assert choices.sheet_state == "hidden"
    page = book["主导制定标准"]
    found = {}
    for validation in page.data_validations.dataValidation:
        column = str(validation.sqref)[0]
        assert validation.type == "list"
        cells = choices[validation.formula1.partition("!")[2].replace("$", "")]
        found[page[f"{column}1"].value] = [
            cell[0].value for cell in (cells if isinstance(cells, tuple) else ((cells,),))
        ]
    levels = [choice.label.zh for choice in POLICY.provision("art11_standards").fact("standards.level").choices]
    assert found["标准·标准级别"] == levels
    assert found["标准·本单位主导制定"] == ["是", "否", "不清楚"]


@both_languages
def test_codes_are_text_and_headings_stay_in_sight(lang: str) -> None:
    for page in template(POLICY.id, lang).worksheets[1:-1]:
        assert page.freeze_panes == "C2"
        assert page.column_dimensions["A"].number_format == "@"
        assert page.print_title_rows == "$1:$1"
        assert page.page_setup.orientation == "landscape"


def test_revenue_is_asked_for_the_years_before_the_application() -> None:
    data = sheets.template(POLICY, "zh", day=date(2026, 6, 15))
    headings = [str(cell.value) for cell in openpyxl.load_workbook(io.BytesIO(data))["营收增长"][1]]
    assert [text for text in headings if text.startswith("营业收入")] == [
        "营业收入（2025年，万元）",
        "营业收入（2024年，万元）",
    ]


@both_languages
def test_an_empty_template_has_nothing_in_it(lang: str) -> None:
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, sheets.template(POLICY, lang), "x")
    assert "没有任何申报内容" in told(caught.value)[0][1]


@both_languages
def test_a_template_that_was_filled_in_is_read(lang: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(sheets.template(POLICY, lang)))
    applicants = book.worksheets[1]
    columns: Any = {cell.value: cell.column for cell in applicants[1]}
    size = {"zh": "小型", "en": "Small"}[lang]
    for name, value in (("uscc", CODE), ("size", size), ("day", "2025-06-15")):
        label = {
            "uscc": POLICY.applicant[1].label.in_language(lang),
            "size": {"zh": "企业规模", "en": "Size of the company"}[lang],
            "day": {"zh": "申报之日", "en": "Application date"}[lang],
        }[name]
        applicants.cell(2, columns[label], value)
    event = book[POLICY.provision("art14_events").title.in_language(lang)]
    event["A2"], event["B2"], event["C2"] = CODE, 1, 12.5
    (new,) = sheets.read(POLICY, saved(book), "x")
    assert new.size == "small"
    assert new.content["claims"] == [{"id": "1", "provision": "art14_events", "facts": {"event_cost": "12.5"}}]


@both_languages
def test_a_company_without_a_code_has_an_id_by_which_every_sheet_refers_to_it(lang: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(sheets.template(POLICY, lang)))
    applicants = book.worksheets[1]
    columns: Any = {cell.value: cell.column for cell in applicants[1]}
    own, day = words.text("sheets.column_id", lang), words.text("sheets.column_day", lang)
    applicants.cell(2, columns[own], "C-2")
    applicants.cell(2, columns[day], "2025-06-15")
    event = book[POLICY.provision("art14_events").title.in_language(lang)]
    event["A2"], event["B2"], event["C2"] = "C-2", 1, 12.5
    (new,) = sheets.read(POLICY, saved(book), "x")
    assert new.content["applicant"] == {"id": "C-2"}
    assert new.content["claims"] == [{"id": "1", "provision": "art14_events", "facts": {"event_cost": "12.5"}}]


def test_a_code_that_is_none_is_named_once_where_the_company_stands() -> None:
    book = openpyxl.load_workbook(io.BytesIO(sheets.template(POLICY, "zh")))
    applicants = book.worksheets[1]
    columns: Any = {cell.value: cell.column for cell in applicants[1]}
    applicants.cell(2, columns["统一社会信用代码"], "C-2")
    event = book[POLICY.provision("art14_events").title.zh]
    for row, name in ((2, "C-2"), (3, "c-2 "), (4, "C-3")):
        event.cell(row, 1, name)
        event.cell(row, 3, 12.5)
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, saved(book), "x")
    places = [path for path, _ in told(caught.value)]
    assert places == ["申报主体!A2", f"{POLICY.provision('art14_events').title.zh}!A4"]


def test_provisions_of_one_title_have_sheets_of_their_own() -> None:
    first, second, *rest = POLICY.provisions
    same = second.model_copy(update={"title": first.title})
    policy = POLICY.model_copy(update={"provisions": [first, same, *rest]})
    titles = [table.title["zh"] for table in Book(policy).tables.values()]
    assert len(set(titles)) == len(titles)


def test_a_pack_that_no_sheet_can_hold_is_an_error_of_the_pack() -> None:
    raw = read_raw(POLICY.folder)
    rent = next(provision for provision in raw["provisions"] if provision["id"] == "art06_rent")
    rent["facts"].append(next(fact for fact in rent["facts"] if fact["name"] == "rents") | {"name": "others"})
    with pytest.raises(ValueError, match="more than one list"):
        Book(build(raw, POLICY.folder))
