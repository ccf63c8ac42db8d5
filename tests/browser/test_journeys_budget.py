"""An official divides the budget, publishes a scenario, and a company's result follows it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from engine.registry import access
from engine.registry.database import Database
from engine.text import words
from tests.browser.driving import Server, axe, settled, sign_in
from tests.browser.visitor import NARROW, Visitor
from tests.pages import dividing, samples
from tests.pages.seeding import answered


@pytest.fixture
def official(registry, divided_server, new_context):
    """A desk at which an official is signed in, and the token."""
    token = dividing.signed_in(registry, f"李审核员{id(new_context)}")
    context = new_context(viewport=(1440, 900), server=divided_server)
    sign_in(context, divided_server, token)
    page = context.new_page()
    page.goto("/budget?lang=zh")
    return settled(page), token


def say(key, lang="zh", **values):
    return words.text(f"budget.{key}", lang, **values)


def type_in(page: Page, name: str, text: str) -> None:
    box = page.get_by_role("textbox", name=name, exact=True)
    box.fill(text)
    box.press("Enter")
    settled(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settled(page)


def click_on(page: Page, chart: Locator, article: str) -> None:
    """Click on the bar of this article: Plotly listens on a layer above it."""
    bars = chart.locator(".barlayer .bars").nth(1).locator(".point path")
    expect(bars.first).to_be_attached()
    told = chart.locator(".js-plotly-plot").evaluate("plot => plot.data[1].hovertext")
    bar = bars.nth(next(at for at, text in enumerate(told) if article in text))
    bar.evaluate("bar => bar.scrollIntoView({block: 'center'})")
    expect(bar).to_be_visible()  # it grows from nothing
    bar.hover(force=True)  # once it stands still
    expect(page.locator(".hoverlayer .hovertext")).to_contain_text(article)
    page.mouse.down()
    page.mouse.up()


def test_a_click_on_a_bar_lists_its_claims_which_lead_to_the_list_of_claims(official):
    page, _ = official
    type_in(page, "年度总预算（万元）", "1180")
    type_in(page, "第十条总额（万元）", "500")
    chart, listed = page.locator(".st-key-ef_articles"), page.locator(".e-list")
    click_on(page, chart, "第十条")
    expect(listed).to_contain_text("8项申报")
    settled(page)
    expect(listed.get_by_role("row")).to_have_count(9)
    # The box below the chart says what was clicked, and does the same by keyboard.
    box = page.get_by_role("combobox", name=words.text("effect.list_of", "zh")).first
    box.focus()
    page.keyboard.type("园区")
    page.keyboard.press("Enter")
    expect(listed).to_contain_text("6项申报")
    settled(page)
    listed.get_by_role("link", name="到申报库查看：房租资助").click()
    settled(page)
    expect(page.get_by_role("status").first).to_contain_text("6")


CHARTED = """() => [...document.querySelectorAll(".js-plotly-plot")].map((chart) => {
  const edge = chart.getBoundingClientRect();
  const said = [...chart.querySelectorAll(".annotation-text, .bartext")]
    .filter((text) => !(text.style.opacity === "0" || text.style.display === "none"))
    .map((text) => [text.textContent, text.getBoundingClientRect()]).filter(([, at]) => at.width);
  const labels = said.filter(([, at], n) => said.some(([, other], m) => m !== n
    && at.left < other.right - 1 && other.left < at.right - 1
    && at.top < other.bottom - 3 && other.top < at.bottom - 3));
  const cut = said.filter(([, at]) => at.left < edge.left - 1 || at.right > edge.right + 1);
  return [said.length > 0, cut.map(([text]) => text), labels.map(([text]) => text)];
})"""
"""Of each chart: whether it says anything, what is cut off at its edge, and what stands over other words."""


CAPPED = ("i.cap", "i.m-bar:not(.cap)", "u")
"""Of a bar: the mark of the article's total, what is paid, what is approved."""


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def signed_out(registry: Database, token: str) -> None:
    with registry.writing() as session:
        access.end(session, token)


def test_an_official_divides_publishes_and_a_company_sees_it(
    official, registry, divided_server: Server, new_context, tmp_path
):
    page, token = official
    type_in(page, say("box_budget"), "1180万")
    expect(page.locator("h1")).to_contain_text("预算1180万元时按50.00%折算")

    # The slider is moved with the keyboard; the box and the figures follow.
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).not_to_contain_text("1180")
    settled(page)
    typed = page.get_by_role("textbox", name=say("box_budget"), exact=True).input_value()
    assert heading(page).startswith(f"预算{typed}万元")
    # The slider kept the focus, so that it can be moved further.
    expect(page.get_by_role("slider")).to_be_focused()
    type_in(page, say("box_budget"), "1180")

    # What the law sets is changed beside it, not in it.
    type_in(page, words.text("budget.box_pools", "zh", article="第十条"), "500")
    expect(page.locator(".b-s")).to_have_count(2)
    expect(page.locator(".b-s.mine ins")).to_have_text("500")
    assert not axe(page)
    expect(page.locator(".js-plotly-plot .annotation-text").last).to_be_attached()
    assert page.evaluate(CHARTED) == [[True, [], []]] * 3
    # The black line stands where the article's total is, between what is paid and what is approved.
    cap, paid, approved = (page.locator(f".b-bar:has(.cap.hit) {of}").first.bounding_box() for of in CAPPED)
    assert paid["x"] + paid["width"] < cap["x"] + cap["width"] < approved["x"] + approved["width"]
    # A wide screen is used, and in the middle of a wider one all of it stands.
    for wide, takes in ((1440, 1360), (1920, 1840), (2560, 1840)):
        page.set_viewport_size({"width": wide, "height": 900})
        edge = page.locator(".b-cmp").bounding_box()
        assert edge["width"] == pytest.approx(takes, abs=20)
        assert edge["x"] == pytest.approx((wide - takes) / 2, abs=12)
    page.set_viewport_size({"width": 1440, "height": 900})
    settled(page)
    # F5 keeps the budget, every draft, and what was typed and not understood.
    type_in(page, say("box_budget"), "千把万")
    page.reload()
    settled(page)
    expect(page.locator(".b-s")).to_have_count(2)
    expect(page.locator(".b-s.mine ins")).to_have_text("500")
    expect(page.get_by_role("textbox", name=say("box_budget"), exact=True)).to_have_value("千把万")
    type_in(page, say("box_budget"), "1180")
    page.get_by_role("radio", name="现行", exact=True).click()
    settled(page)
    type_in(page, say("name"), "半数")
    press(page, say("save"))
    page.get_by_text(say("kept_heading"), exact=True).click()
    settled(page)
    press(page, say("publish"))
    expect(page.locator(".b-shown")).to_contain_text("27.06%")
    expect(page.locator(".b-hidden").first).to_be_visible()
    assert not axe(page)
    press(page, say("publish_yes"))
    expect(page.get_by_role("status").first).to_contain_text(say("published", name="半数"))

    # On paper there is nothing to press; on a phone nothing is cut off.
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stMain").get_by_role("button")).to_have_count(0)
    expect(page.locator(".b-cmp")).to_be_visible()
    # Charts are scaled to the paper, whole, and are as they were afterwards.
    drawn = page.locator(".js-plotly-plot .main-svg").first
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert (drawn.get_attribute("viewBox") or "").startswith("0 0 ")
    page.set_viewport_size({"width": 700, "height": 900})
    assert drawn.bounding_box()["width"] <= 700
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert drawn.get_attribute("viewBox") is None
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 844})
    page.mouse.move(0, 0)
    settled(page)
    assert page.evaluate(NARROW) == []
    assert page.evaluate(CHARTED) == [[True, [], []]]
    assert not axe(page)

    # Signed out elsewhere, nothing is left to see here.
    signed_out(registry, token)
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".b-cmp")).to_have_count(0)

    # A company sees what was published, and nothing else.
    application = samples.application()
    application["application_date"] = "2025-06-15"
    path = tmp_path / "saved.json"
    path.write_bytes(answered(application).file())
    visitor = Visitor(
        new_context(locale="en-GB", viewport=(390, 844), color_scheme="dark", server=divided_server).new_page(), "en"
    )
    visitor.visit().opens(path)
    visitor.visit_door("results.home_result_button", "result")
    visitor.reads("After the budget, by “半数”")
    visitor.reads("total budget 27.06")
    assert not axe(visitor.page)
    visitor.narrow()
    assert not re.search("测试[0-9]+号", visitor.page.content())
