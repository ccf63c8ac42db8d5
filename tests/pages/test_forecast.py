"""预测: what is assumed and what comes of it; worked out beside the server, stopped, refused in words, taken away."""

import json
import pickle
import re
from datetime import date

import pytest

from engine.forecast import beside
from engine.forecast.results import Forecast
from engine.registry import annual_budgets
from engine.registry.access import Terminal
from engine.registry.database import database
from engine.scenario.annual_budgets import AnnualBudget
from engine.text import words
from engine.workshop.workshop import FORECASTING, Busy, Job, workshop
from pages.official.budget.drafts import DESK
from pages.official.forecast import forecasting, results, sheet
from pages.shared import official
from tests.pages.seeding import said_on
from tests.pages.visiting import again, box, boxes, drawn, go, press, visit
from tests.registry.companies import POLICY

WAN = 1_000_000
STATED = AnnualBudget(2026, 1180 * WAN, "财政局批复（示例）", date(2026, 1, 15))


pytestmark = pytest.mark.usefixtures("token")


@pytest.fixture
def quick(monkeypatch):
    """A forecast is worked out in this process: what was asked for, one after the other."""
    asked = []

    def made(of, progress, _area="forecasting"):
        asked.append(of)
        progress(0, 0)
        found: Forecast = pickle.loads(beside.worked_out(progress, of))
        return found

    monkeypatch.setattr(beside, "made", made)
    return asked


def say(key, lang="zh", **values):
    return words.text(f"forecast.{key}", lang, **values)


def opened(lang="zh", draws="64"):
    at = visit("forecast", lang)
    one(at, "text_input", f"fc-draws-{lang}").set_value(draws)
    return again(at)


def one(at, kind, beginning):
    return next(found for found in boxes(at, kind) if found.key.startswith(beginning))


def charts(at):
    return [chart.proto.id.rsplit("-", 1)[-1] for chart in at.get("plotly_chart")]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_forecast_is_made_and_every_chart_stands_between_its_finding_and_its_table(quick, lang):
    at = opened(lang)
    assert say("intro", lang) in said_on(at)
    one(at, "text_input", "fc-budget-2026").set_value("1180")
    again(at)
    press(at, f"fc-start-{lang}")
    assert charts(at) == ["fc_limits", "fc_months", "fc_tornado", "fc_years"]
    said = said_on(at)
    for row in ("cap", "binds", "ratio", "unmet", "unspent", "full", "one_more", "used_up"):
        assert say(f"row_{row}", lang) in said
    assert "假设" in said if lang == "zh" else "the program assumes" in said
    findings = re.findall(r'<h2 class="m-h2 b-part">([^<]+)</h2>', drawn(at))
    for chart in at.get("plotly_chart"):
        assert any(finding in chart.proto.alt for finding in findings), chart.proto.alt
        assert not chart.proto.theme
    assert say("seed_note", lang, draws=64, seed=2025) in said
    (asked,) = quick
    assert asked.assumptions.budgets == {2026: 1180 * WAN}


def test_the_same_is_not_worked_out_again_and_a_change_says_that_what_stands_there_is_older(quick):
    at = press(opened(), "fc-start-zh")
    before = said_on(at)
    assert box(at, "button", "fc-start-zh").disabled
    go(go(at, "budget"), "forecast")
    assert say("side", year=2026) in said_on(at)
    assert len(quick) == 1
    one(at, "text_input", "fc-seed").set_value("7")
    again(at)
    assert say("outdated") in said_on(at)
    press(at, "fc-start-zh")
    assert len(quick) == 2
    assert say("outdated") not in said_on(at)
    one(at, "text_input", "fc-seed").set_value("2025")
    again(at)
    assert len(quick) == 2, "the first one is still there"
    assert said_on(at) == before


def test_from_year_to_year_it_begins_with_the_scenario_that_was_forecast(quick):
    """Also where that is another by now: only its name is still the same."""

    def years(at):
        return [chart.proto.spec for chart in at.get("plotly_chart") if chart.proto.id.endswith("fc_years")]

    at = press(opened(), "fc-start-zh")
    before = years(at)
    go(at, "budget")
    next(found for found in boxes(at, "text_input") if found.key.endswith("-budget")).set_value("7")
    go(again(at), "forecast")
    assert say("outdated") in said_on(at)
    assert years(at) == before != []


def test_it_starts_from_the_budget_of_the_year_and_says_so(quick):
    annual_budgets.state(database(), Terminal(), POLICY, STATED, 1)
    at = opened()
    assert one(at, "text_input", "fc-budget-2026").value == "1180"
    assert "2026年预算，财政局批复（示例），2026年1月15日" in said_on(at)
    press(at, "fc-start-zh")
    assert quick[0].assumptions.budgets == {2026: 1180 * WAN}


def test_scenarios_of_the_desk_stand_side_by_side_and_share_their_draws(quick):
    at = visit("budget")
    box(at, "text_input", "-budget").set_value("1180")
    again(at)
    box(at, "text_input", "-pools-art10").set_value("500")
    again(at)
    assert len(at.session_state[DESK].drafts) == 2
    go(at, "forecast")
    one(at, "text_input", "fc-draws").set_value("64")
    again(at)
    press(at, "fc-start-zh")
    (asked,) = quick
    assert [scenario.name for scenario in asked.scenarios] == ["现行", "方案一"]
    assert re.search(r'<th scope="col" class="num">现行</th>\s*<th scope="col" class="num">方案一</th>', drawn(at))


def test_an_assumption_is_stated_with_its_source_taken_back_and_refused_in_words(quick):
    at = opened()
    at.session_state["fc-assumed-zh"] = True
    again(at)
    assert say("source_registry", years="2025年") in said_on(at)
    one(at, "selectbox", "fc-choose-provision").set_value("art06_rent")
    again(at)

    def typed(**values):
        for name, text in values.items():
            one(at, "text_input", f"fc-{name}-art06_rent-0-demand").set_value(text)
        press(at, "fc-take-zh")

    typed(low="90", likely="80", high="100", note="统计局名录")
    assert "低≤最可能≤高" in said_on(at)
    assert say("not_taken") in said_on(at)
    typed(low="70", likely="80", high="100", note="统计局名录")
    said = said_on(at)
    assert "70～80～100" in said
    assert say("source_noted", note="统计局名录") in said
    press(at, "fc-start-zh")
    line = next(line for line in quick[0].assumptions.lines if line.provision == "art06_rent")
    assert (line.demand.low, line.demand.high) == (70 * WAN, 100 * WAN)
    press(at, "fc-reset-zh")
    assert "70～80～100" not in said_on(at)
    typed(likely="很多")
    assert "很多" in said_on(at)
    assert say("not_taken") in said_on(at)


def test_what_cannot_be_meant_is_refused_by_its_box_and_nothing_is_lost(quick):
    at = press(opened(), "fc-start-zh")
    one(at, "text_input", "fc-draws").set_value("0")
    again(at)
    assert "draws" not in said_on(at)
    assert say("side", year=2026) in said_on(at)
    one(at, "text_input", "fc-budget-2026").set_value("很多")
    again(at)
    assert "很多" in said_on(at)
    assert box(at, "button", "fc-start-zh").disabled


def test_what_keeps_a_forecast_from_being_made_is_said(monkeypatch):
    def busy(_asked, _progress, _area):
        raise Busy("forecasting")

    monkeypatch.setattr(beside, "made", busy)
    at = press(opened(), "fc-start-zh")
    assert words.text("forecasting.busy", "zh") in said_on(at)
    assert charts(at) == []


def test_it_is_worked_out_in_another_process_which_tells_how_far_it_is(quick):
    at = press(opened(), "fc-start-zh")
    (asked,) = quick
    told = []
    job = Job("engine.forecast.beside:worked_out", (asked,), tells=True)
    found = pickle.loads(workshop(FORECASTING).make(job, lambda done, of: told.append((done, of))))
    shown = next(iter(at.session_state[f"forecast of {DESK} 2025"].made.values())).forecast
    assert json.dumps(found) == json.dumps(shown)
    assert (64, 64) in told


def test_the_files_hold_what_the_page_shows(quick):
    at = press(opened(), "fc-start-zh")
    made = next(iter(at.session_state[f"forecast of {DESK} 2025"].made.values())).forecast
    assert json.loads(results._as_json(made)) == json.loads(json.dumps(made))
    table = results._as_table(made).decode("utf-8-sig").splitlines()
    assert table[0].startswith("scenario,year,what")
    budget = made["scenarios"][0]["years"][0]["budget"]
    assert f"现行,2026,budget.asked,,{budget['asked']['mean']}," in "\n".join(table)
    assert "forecast.json" in drawn(at)


def test_everybody_has_it_on_the_invented_companies_and_nobody_else_the_officials(monkeypatch):
    monkeypatch.setattr(official, "credential", lambda: None)
    at = visit("sandbox-forecast")
    assert "示例" in said_on(at)
    assert say("intro") in said_on(at)
    at = visit("forecast")
    assert say("intro") not in said_on(at)


def test_what_was_asked_of_the_invented_companies_is_not_worked_out_again_for_the_next_visitor(quick, monkeypatch):
    monkeypatch.setattr(official, "credential", lambda: None)
    asked = []
    monkeypatch.setattr(sheet, "_shared", type(sheet._shared)())

    def made(of, _progress, area):
        asked.append(area)
        return {"draws": of.draws, "seed": of.seed, "assumptions": {}, "scenarios": []}

    monkeypatch.setattr(beside, "made", made)
    monkeypatch.setattr(results, "draw_results", lambda *_: None)
    monkeypatch.setattr(forecasting, "_heading", lambda *_: "<p>x</p>")
    for _ in range(2):
        press(visit("sandbox-forecast"), "fc-start-zh")
    assert asked == ["trying"]
