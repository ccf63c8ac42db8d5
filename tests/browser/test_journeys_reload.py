"""F5, cuts and restarts: the tab keeps what was answered and typed, by itself; and amounts that are none."""

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Server, Watch, axe, served, settled
from tests.browser.line import line_to
from tests.browser.visitor import Visitor, read
from tests.conftest import ROOT

RENT = "art06_rent"
BEGUN = {"applicant": {}, "claims": [{"id": "c1", "provision": RENT, "facts": {"rents": [{}]}}]}
BAD = {
    "-1": "money.typed_sign",
    "NaN": "money.typed_not_a_number",
    "1e3": "money.typed_exponent",
    "1234567890123": "money.typed_too_large",
    "1,23": "money.typed_grouping",
}
CUT_OFF = ("Cannot send", "Client Error", "Streamlit server is not responding", "Failed to load", "WebSocket")
"""What Streamlit's page writes to the console while nobody answers."""


def expect_cuts(watches: list[Watch]) -> None:
    for watch in watches:
        for text in CUT_OFF:
            watch.expect(text)


def begun(visitor: Visitor, tmp_path) -> Visitor:
    """On the page of the rent, with a rent begun."""
    visitor.continues(tmp_path, BEGUN)
    visitor.visit_door("results.home_go_on_button", "profile")
    visitor.walk_to("article-6")
    return visitor


def typed_and_not_left(visitor: Visitor, path: str, text: str) -> None:
    """Type on in a box, and stay in it."""
    box = visitor.box(visitor.question(RENT, path))
    box.focus()
    visitor.page.keyboard.press("End")
    visitor.page.keyboard.type(text)


def kept_by(page: Page) -> list[str]:
    """What the computer keeps of self-assessments."""
    names: list[str] = page.evaluate("Object.keys(localStorage)")
    return [name for name in names if "self-assessment" in name]


def is_back(page: Page) -> None:
    expect(page.locator("#connection.back")).to_be_visible()
    settled(page)


def test_a_silent_line_and_a_restart_lose_nothing_that_was_typed_even_meanwhile(new_context, tmp_path, watches):
    with ExitStack() as houses:
        home = tmp_path / "home"
        home.mkdir()
        old = houses.enter_context(served(ROOT, home, loaded=True))
        line, server = houses.enter_context(line_to(old))
        visitor = begun(Visitor(new_context(server=server).new_page()), tmp_path)
        expect_cuts(watches)
        page = visitor.page
        amount, years = (visitor.box(visitor.question(RENT, path)) for path in ("rents.amount", "years_received"))
        visitor.answer(RENT, "years_received", "2")

        # The line falls silent: what is handed over now reaches nobody. It is noticed, and said in our words alone.
        line.fall_silent()
        years.fill("3")
        assessed = page.get_by_role("radiogroup", name=visitor.question(RENT, "assessed"), exact=True)
        assessed.get_by_text(visitor.say("pages.yes"), exact=True).click()
        typed_and_not_left(visitor, "rents.amount", "30")
        expect(page.locator("#connection.cut")).to_have_text(visitor.say("pages.cut_kept"))
        page.keyboard.type("0")
        with page.expect_console_message(lambda message: "Streamlit server is not responding" in message.text):
            line.cut()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(amount).to_be_focused()
        page.keyboard.type("万")

        # The server is started anew, and knows nothing of anybody.
        old.process.terminate()
        old.process.wait(10)
        line.server = houses.enter_context(served(ROOT, home, loaded=True))
        line.mend()
        is_back(page)
        expect(page.locator("#connection")).to_have_text(visitor.say("pages.back_kept"))
        expect(amount).to_be_focused()
        page.keyboard.type("元")
        page.keyboard.press("Enter")
        settled(page)
        expect(amount).to_have_value("300万元")
        expect(years).to_have_value("3")
        facts = read(visitor.saved(tmp_path))["application"]["claims"][0]["facts"]
        assert facts == {"rents": [{"amount": "300"}], "years_received": 3, "assessed": True}

        # F5 in the middle of typing.
        typed_and_not_left(visitor, "years_received", "0")
        page.reload()
        settled(page)
        expect(years).to_have_value("30")
        expect(amount).to_have_value("300万元")
        assert kept_by(page) == []


def test_what_was_typed_into_a_box_stays_when_one_goes_back_in_the_history(new_context):
    page = new_context().new_page()
    visitor = Visitor(page).visit("/happened")
    page.get_by_test_id("stSidebar").get_by_role("link", name=re.compile(f"^{visitor.say('pages.profile')}")).click()
    visitor.arrived("profile")
    name = page.locator('[class*="-applicant-name"] input')
    name.click()
    page.keyboard.type("甲公司")
    page.go_back()
    visitor.arrived("happened")
    expect(page.get_by_test_id("stSidebar")).to_contain_text("甲公司")
    page.go_forward()
    visitor.arrived("profile")
    expect(name).to_have_value("甲公司")


@pytest.mark.long
def test_a_short_cut_goes_on_with_the_same_session_and_the_newest_answer_stands(
    new_context, fresh_server: Server, tmp_path, watches
):
    with line_to(fresh_server) as (line, server):
        visitor = begun(Visitor(new_context(server=server, locale="en-GB").new_page(), "en"), tmp_path)
        expect_cuts(watches)
        years = visitor.box(visitor.question(RENT, "years_received"))
        for number in range(3):
            line.cut()
            expect(visitor.page.locator("#connection.cut")).to_have_text(visitor.say("pages.cut_kept"))
            years.fill(str(number))
            years.press("Enter")
            years.fill(f"{number}1")
            line.mend()
            is_back(visitor.page)
            assert (
                read(visitor.saved(tmp_path))["application"]["claims"][0]["facts"]["years_received"] == number * 10 + 1
            )
            visitor.type_in(visitor.question(RENT, "years_received"), "7")
            assert read(visitor.saved(tmp_path))["application"]["claims"][0]["facts"]["years_received"] == 7


@pytest.mark.long
def test_two_tabs_are_two_assessments_and_a_copy_becomes_its_own(new_context, tmp_path):
    context = new_context()
    first = begun(Visitor(context.new_page()), tmp_path)
    question = first.question(RENT, "years_received")
    first.type_in(question, "1")
    second = Visitor(context.new_page()).visit("/profile")
    second.answer("applicant", "name", "乙（示例）")
    # A tab that a page opens begins with a copy of what its own tab keeps, as a duplicated tab does.
    with context.expect_page() as opened:
        first.page.evaluate("() => void window.open(location.href)")
    copy = Visitor(settled(opened.value))
    expect(copy.box(question)).to_have_value("1")
    copy.type_in(question, "2")
    for visitor in (first, second, copy):
        visitor.page.reload()
        settled(visitor.page)
    expect(first.box(question)).to_have_value("1")
    expect(copy.box(question)).to_have_value("2")
    expect(second.box(second.question("applicant", "name"))).to_have_value("乙（示例）")
    second.walk_to("article-6")
    expect(second.box(question)).to_have_count(0)


def keep_here(visitor: Visitor) -> None:
    visitor.page.get_by_test_id("stCheckbox").get_by_text(visitor.say("pages.company_keep"), exact=True).click()
    settled(visitor.page)


def press(visitor: Visitor, key: str, nth: int = 0) -> None:
    visitor.page.get_by_role("button", name=visitor.say(key), exact=True).nth(nth).click()
    settled(visitor.page)


@pytest.mark.long
def test_a_computer_keeps_companies_side_by_side_for_whoever_ticks_it_and_two_tabs_never_mix_them(new_context):
    context = new_context()
    first = Visitor(context.new_page()).visit("/profile")
    question = first.question("applicant", "name")
    first.answer("applicant", "name", "甲（示例）")
    keep_here(first)
    second = Visitor(context.new_page()).visit("/profile")
    second.answer("applicant", "name", "乙（示例）")
    keep_here(second)
    # A third tab, another day: both are there, and either opens.
    third = Visitor(context.new_page()).visit("/")
    shelf = third.page.locator(".st-key-shelf")
    expect(shelf).to_contain_text("甲（示例）")
    expect(shelf).to_contain_text("乙（示例）")
    assert axe(third.page) == []
    third.page.locator("[class*='st-key-shelf-']", has_text="甲").get_by_role("button").first.click()
    expect(third.page.get_by_role("status")).to_contain_text("甲（示例）")
    settled(third.page)
    third.visit_door("results.home_go_on_button", "profile")
    third.type_in(question, "甲甲（示例）")
    # The first tab has it too: it writes no longer to what the third has changed, and says so.
    first.type_in(question, "甲改（示例）")
    left = first.page.get_by_role("alert").filter(has_text=first.say("pages.company_left_elsewhere"))
    expect(left).to_be_visible()
    first.walk_to("article-6")  # wherever the tab is, until it is read
    expect(left).to_be_visible()
    press(first, "pages.notice_read")
    expect(left).to_have_count(0)
    second.page.reload()
    settled(second.page)
    expect(second.box(question)).to_have_value("乙（示例）")
    expect(second.page.locator(".st-key-shelf")).to_contain_text("甲甲（示例）")
    press(second, "pages.companies_remove")
    press(second, "pages.company_really")
    expect(second.page.locator(".st-key-shelf")).to_have_count(0)
    assert kept_by(second.page) == []
    third.type_in(question, "甲三（示例）")
    expect(third.page.get_by_role("alert").filter(has_text=third.say("pages.company_left_gone"))).to_be_visible()
    assert kept_by(third.page) == []


@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh-CN"), pytest.param("en", "en-GB", marks=pytest.mark.long)])
@pytest.mark.long
def test_an_amount_that_is_none_is_named_and_stays_as_it_was_typed(new_context, tmp_path, lang, locale):
    visitor = Visitor(new_context(locale=locale).new_page(), lang)
    visitor.continues(
        tmp_path, {"applicant": {}, "claims": [{"id": "c1", "provision": RENT, "facts": {"rents": [{}]}}]}
    )
    visitor.visit_door("results.home_go_on_button", "profile")
    visitor.walk_to("article-6")
    question = visitor.question(RENT, "rents.amount")
    box, fault = visitor.box(question), visitor.page.locator(".f-below [role=alert]")
    label = visitor.label(RENT, "rents.amount")
    for text, key in BAD.items():
        visitor.type_in(question, text)
        expect(fault).to_have_text(visitor.say(key, label=label, given=text))
        expect(box).to_have_value(text)
    typed = read(visitor.saved(tmp_path))["application"]["claims"][0]["facts"]["rents"][0]["amount"]
    assert typed == {"unreadable": "1,23"}
    visitor.walk_to("review")
    visitor.reads(visitor.say("typed.unreadable", given="1,23"))
    visitor.walk_to("article-6")
    expect(box).to_have_value("1,23")
    visitor.type_in(question, "1,234.5")
    expect(fault).to_have_count(0)
    visitor.reads("12,345,000元" if lang == "zh" else "CNY 12,345,000")
