"""An official asks what the years ahead bring, stops that, asks again, and reads it on a screen and on a phone."""

import json
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from engine.registry import annual_budgets
from engine.registry.access import Terminal
from engine.scenario.annual_budgets import AnnualBudget
from engine.text import words
from tests.browser.driving import Server, axe, settled, sign_in
from tests.browser.visitor import NARROW
from tests.pages import dividing
from tests.registry.companies import POLICY


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    """A registry with claims and the budget of the next year."""
    registry = dividing.filled(tmp_path_factory.mktemp("forecast") / "registry.sqlite3")
    annual = AnnualBudget(2026, 1180 * 10**6, "财政局批复（示例）", date(2026, 1, 15))
    annual_budgets.state(registry, Terminal(), POLICY, annual, 1)
    return registry


def say(key, **values):
    return words.text(f"forecast.{key}", "zh", **values)


def type_in(page: Page, name: str, text: str) -> None:
    box = page.get_by_role("textbox", name=name, exact=True)
    box.fill(text)
    box.press("Enter")
    settled(page)


@pytest.mark.long
def test_an_official_asks_for_the_years_ahead_stops_and_reads_them(registry, divided_server: Server, new_context):
    token = dividing.signed_in(registry)
    context = new_context(viewport=(1440, 900), server=divided_server)
    sign_in(context, divided_server, token)
    page = context.new_page()
    page.goto("/forecast?lang=zh")
    settled(page)
    expect(page.get_by_role("textbox", name=say("box_budget", year=2026), exact=True)).to_have_value("1180")
    start, stop = (page.get_by_role("button", name=say(name), exact=True) for name in ("start", "stop"))

    # So many draws take long: whoever stops has the page back at once.
    type_in(page, say("box_draws"), "100000")
    start.click()
    stop.click()
    expect(page.get_by_text(say("stopped"))).to_be_visible()
    settled(page)
    expect(stop).to_have_count(0)

    type_in(page, say("box_draws"), "128")
    start.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026年预算1,180.00万元", timeout=60_000)
    settled(page)
    expect(page.locator(".js-plotly-plot .annotation-text").last).to_be_attached()
    expect(page.locator(".js-plotly-plot")).to_have_count(4)
    assert not axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=say("take_json"), exact=True).click()
    found = json.loads(download.value.path().read_text())
    assert (found["draws"], found["seed"]) == (128, 2025)

    # What was typed outlives F5.
    type_in(page, say("box_budget", year=2026), "1200")
    page.reload()
    expect(page.get_by_role("textbox", name=say("box_draws"), exact=True)).to_have_value("128")
    expect(page.get_by_role("textbox", name=say("box_budget", year=2026), exact=True)).to_have_value("1200")
    settled(page)
    start.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026年预算1,200.00万元", timeout=60_000)

    page.set_viewport_size({"width": 390, "height": 844})
    page.mouse.move(0, 0)
    settled(page)
    assert page.evaluate(NARROW) == []
