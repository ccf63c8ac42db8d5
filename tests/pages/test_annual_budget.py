"""年度预算: officials state it once, and every page and file starts from it; a draft may differ, and says so."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from engine.documents.story import story
from engine.registry import annual_budgets, scenarios
from engine.registry.access import Terminal
from engine.registry.database import database
from engine.scenario import Scenario, publication_of
from engine.scenario.annual_budgets import AnnualBudget
from engine.text import words
from engine.view.budget import snapshot
from pages.official import exports
from pages.official.budget import desk_store
from pages.official.budget.drafts import DESK, Desk
from tests.pages.seeding import said_on
from tests.pages.visiting import again, box, boxes, go, press, visit
from tests.registry.companies import POLICY

WAN = 1_000_000
SOURCE = "区财政局批复（示例）"
STATED = AnnualBudget(2025, 1180 * WAN, SOURCE, date(2025, 1, 15))
CALLED = f"2025年预算，{SOURCE}，2025年1月15日"


pytestmark = pytest.mark.usefixtures("token")


def state(annual=STATED, version=1, reason=""):
    annual_budgets.state(database(), Terminal(), POLICY, annual, version, reason)


def in_box(at):
    return box(at, "text_input", "-budget").value


def typed(at, text):
    box(at, "text_input", "-budget").set_value(text)
    return again(at)


def fill_in(at, lang="zh", **values):
    for name, text in values.items():
        kind = "selectbox" if name == "year" else "text_input"
        next(one for one in boxes(at, kind) if one.key.startswith(f"annual-{name}-{lang}")).set_value(text)
    return at


def test_without_one_the_box_is_empty_and_the_page_leads_to_where_it_is_stated():
    at = visit("budget")
    assert in_box(at) == ""
    assert "2025年还没有登记年度预算" in said_on(at)
    assert words.text("annual_budget.open", "zh") in said_on(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_it_is_stated_corrected_and_withdrawn_on_its_page_and_all_versions_stay(lang):
    def page():
        return visit("budget", lang, query={"do": "annual", "lang": lang})

    at = page()
    assert words.text("annual_budget.versions_none", lang) in said_on(at)
    press(fill_in(at, lang, year=2025, amount="一千一百八十万", source=SOURCE, day="2025-1-15"), "annual_state")
    assert annual_budgets.in_effect(database(), Terminal(), POLICY) == {2025: STATED}
    at = press(fill_in(page(), lang, year=2025, amount="1200", source=SOURCE, day="2025-07-01"), "annual_state")
    assert words.text("annual_budget.not_done", lang) in said_on(at)
    assert "1200" in [one.value for one in at.text_input], "what was typed stays"
    press(fill_in(at, lang, reason="年中追加"), "annual_state")
    at = page()
    assert "年中追加" in said_on(at)
    assert "1,180.00" in said_on(at)
    assert "1,200.00" in said_on(at)
    press(fill_in(at, lang, year=2025, reason="登记有误"), "annual_withdraw")
    assert annual_budgets.in_effect(database(), Terminal(), POLICY) == {}
    assert "登记有误" in said_on(page())


def test_what_another_has_stated_since_the_form_was_drawn_is_not_overwritten_unseen():
    at = visit("budget", query={"do": "annual"})
    other = AnnualBudget(2025, 9000 * WAN, SOURCE, date(2025, 7, 1))
    state(other)
    at = press(fill_in(at, year=2025, amount="8000", source=SOURCE, day="2025-01-15", reason="批复"), "annual_state")
    assert words.text("annual_budget.not_done", "zh") in said_on(at)
    assert words.text("annual_budget.changed_since", "zh", year=2025) in said_on(at)
    assert "9,000.00" in said_on(at)
    assert annual_budgets.in_effect(database(), Terminal(), POLICY) == {2025: other}
    press(at, "annual_state")  # what has come since stands in the list now
    assert annual_budgets.in_effect(database(), Terminal(), POLICY)[2025].amount == 8000 * WAN


def test_a_form_that_is_opened_anew_goes_by_what_is_there_then():
    at = visit("budget", query={"do": "annual"})
    at = go(at, "claims")
    state(AnnualBudget(2025, 9000 * WAN, SOURCE, date(2025, 7, 1)))
    at.query_params["do"] = "annual"
    at = go(at, "budget")
    press(fill_in(at, year=2025, amount="8000", source=SOURCE, day="2025-01-15", reason="批复"), "annual_state")
    assert annual_budgets.in_effect(database(), Terminal(), POLICY)[2025].amount == 8000 * WAN


def test_every_fault_of_the_form_is_said_by_its_field():
    at = press(fill_in(visit("budget", query={"do": "annual"}), amount="很多", day="下月"), "annual_state")
    said = said_on(at)
    for name in ("amount", "source", "day"):
        assert words.text(f"annual_budget.{name}", "zh") in said
    assert "很多" in said
    assert "下月" in said
    assert annual_budgets.listed(database(), Terminal(), POLICY) == []


def test_the_budget_page_starts_from_it_and_a_draft_that_differs_says_so():
    state()
    at = visit("budget")
    assert in_box(at) == "1180"
    assert CALLED in said_on(at)
    at = typed(at, "900")
    assert f"与年度预算1180万元不同（{CALLED}）" in said_on(at)
    at = press(at, "bd-annual-zh")
    assert in_box(at) == "1180"
    assert "不同" not in said_on(at)


def test_what_was_begun_with_it_goes_by_a_correction_and_what_differs_stays():
    at = visit("budget")
    state()
    assert in_box(again(at)) == "1180"
    at = press(at, "bd-copy-zh")
    at = typed(at, "900")
    state(AnnualBudget(2025, 2000 * WAN, SOURCE, date(2025, 7, 1)), 2, "年中追加")
    go(at, "budget")
    assert [draft.scenario.budget for draft in at.session_state[DESK].drafts] == [2000 * WAN, 900 * WAN]


def test_a_scenario_that_is_kept_stays_as_it_was_saved():
    scenarios.save(database(), Terminal(), POLICY, Scenario("甲", 2025, 500 * WAN))
    state()
    at = visit("budget")
    desk = at.session_state[DESK]
    (kept,) = scenarios.listed(database(), Terminal(), POLICY)
    desk.add(kept.scenario, kept)
    state(AnnualBudget(2025, 2000 * WAN, SOURCE, date(2025, 7, 1)), 2, "年中追加")
    again(at)
    assert [draft.scenario.budget for draft in desk.drafts] == [2000 * WAN, 500 * WAN]


def test_drafts_that_go_by_a_corrected_budget_are_named_once_wherever_they_came_from():
    state()
    at = visit("budget")
    at.session_state[DESK].add(Scenario("送来的方案", 2025, STATED.amount))
    state(AnnualBudget(2025, 2000 * WAN, SOURCE, date(2025, 7, 1)), 2, "年中追加")
    told = words.text("budget.annual_followed", "zh", former="1180万元", now="2000万元")
    said = said_on(again(at))
    assert told in said
    assert "送来的方案" in said
    assert told not in said_on(again(at))


def test_another_year_has_its_own():
    desk = Desk(POLICY, 2025)
    desk.begun = STATED.amount
    desk.add(Scenario("现行", 2025, STATED.amount))
    desk.add(Scenario("方案一", 2025, 900 * WAN))
    desk.turn_to(2026)
    desk.begin_with(None, None)
    assert [draft.scenario.budget for draft in desk.drafts] == [None, 900 * WAN]


def test_a_tab_that_comes_back_goes_by_what_is_stated_now():
    desk, back = Desk(POLICY, 2025), Desk(POLICY, 2025)
    desk.begin_with(STATED, STATED.amount)
    desk.add(Scenario("现行", 2025, STATED.amount))
    desk_store.take_up(back, desk_store.text(desk), [])
    back.begin_with(None, 2000 * WAN)
    assert back.current.scenario.budget == 2000 * WAN


def test_the_inverse_questions_start_from_it():
    state()
    at = visit("inverse")
    assert box(at, "text_input", "iq-budget-zh-").value == "1180"
    assert CALLED in said_on(at)
    box(at, "text_input", "iq-budget-zh-").set_value("900")
    assert "与年度预算1180万元不同" in said_on(again(at))


def test_the_example_keeps_its_own_budget_and_speaks_of_none_stated():
    before = in_box(visit("sandbox"))
    assert before
    state()
    at = visit("sandbox")
    assert in_box(at) == before
    assert "年度预算1180" not in said_on(at)
    assert words.text("annual_budget.open", "zh") not in said_on(at)


def test_files_and_what_is_published_say_by_which_budget_they_are():
    state()
    scenario = Scenario("现行", 2025, STATED.amount)
    asked = {"scenarios": exports._packed([scenario]), "lang": "zh"}
    workbook = exports.workbook(database(), Terminal(), asked)
    sheet = load_workbook(io.BytesIO(b"".join(workbook.parts))).worksheets[0]
    cells = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert CALLED in cells
    held, worked = exports._worked(database(), Terminal(), POLICY, 2025)
    shown = publication_of(worked.outcome(scenario), annual=held.annual)
    assert any(CALLED in line["zh"] for line in snapshot.read(POLICY, shown).lines)
    slides = story(POLICY, shown)
    assert any(CALLED in str(slide) for slide in slides if slide.kind == "sources")
    other = publication_of(worked.outcome(Scenario("乙", 2025, 900 * WAN)), annual=held.annual)
    assert any("与年度预算1180万元不同" in line["zh"] for line in snapshot.read(POLICY, other).lines)
