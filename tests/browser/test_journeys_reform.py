"""An official changes the law in its own text, and finds the scenario again after F5 and after signing out."""

import pytest
from playwright.sync_api import Locator, Page, expect

from engine.registry import access
from engine.registry.tables import Official
from engine.text import words
from pages.shared.official import COOKIE
from tests.browser.driving import axe, settled, sign_in
from tests.browser.visitor import NARROW

RENT, CAP = "第六条，上年度实际发生租金的比例，", "第六条，每年最高，"


def account(registry, name: str) -> str:
    """The id of a new account."""
    with registry.writing() as session:
        official = Official(name=name, password="x")
        session.add(official)
        session.flush()
        return official.id


def sign_in_as(page: Page, registry, server, id: str) -> None:
    """Sign in to an account in the tab as it is, and open the page."""
    with registry.writing() as session:
        token = access.begin(session, session.get_one(Official, id))
    page.context.clear_cookies(name=COOKIE)
    sign_in(page.context, server, token)
    page.goto("/reform?lang=zh")
    settled(page)


def say(key: str, lang: str = "zh", **values: object) -> str:
    return words.text(f"reform.{key}", lang, **values)


def number(page: Page, label: str) -> Locator:
    """A number in the text, by what is read aloud of it."""
    return page.locator(f'.rf-in[aria-label^="{label}"]').last


def test_two_numbers_are_changed_found_again_and_saved(registry, divided_server, new_context):
    mine, other = (account(registry, name) for name in ("李审核员", "王审核员"))
    page = new_context(viewport=(1440, 900), server=divided_server).new_page()
    sign_in_as(page, registry, divided_server, mine)
    expect(page.locator("h1")).to_contain_text("现行条款：实付合计")
    assert not axe(page)

    # By its button: at once in the sentence, the law's own value struck through, and what it does beside it.
    rent = number(page, RENT)
    expect(rent.locator("xpath=preceding-sibling::button")).to_be_hidden()
    rent.click()
    for _ in range(5):
        rent.locator("xpath=preceding-sibling::button").click()
    expect(rent).to_have_value("45%")
    expect(page.locator("h1")).to_contain_text("上年度实际发生租金的比例改为45%：实付减少12.00万元")
    expect(page.locator(".rf-par.on del").first).to_have_text("50%")
    expect(page.locator(".rf-legend")).to_contain_text(say("legend_change"))
    # By typing, with the keyboard alone; the number keeps the focus, and the arrow keys go on from there.
    cap = number(page, CAP)
    cap.focus()
    page.keyboard.type("17")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("上年度实际发生租金的比例改为45%、每年最高改为17万元")
    expect(cap).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("h1")).to_contain_text("每年最高改为16万元：实付减少24.00万元")
    expect(page.locator(".rf-who .less")).to_have_text(say("less_companies", count=6))
    # What it may not be is said beside it, and the scenario stays.
    page.keyboard.type("很多")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("很多")
    expect(cap).to_have_attribute("aria-invalid", "true")
    expect(page.locator("h1")).to_contain_text("每年最高改为16万元")
    settled(page)
    assert not axe(page)

    # F5 loses nothing, nor does signing out: whoever signs in again in this tab finds it, and nobody else.
    page.reload()
    expect(page.locator("h1")).to_contain_text("每年最高改为16万元")
    expect(number(page, CAP)).to_have_value("很多")
    settled(page)
    page.locator("a.f-sign-out").click()
    page.wait_for_url(lambda url: "/reform" not in url)
    sign_in_as(page, registry, divided_server, other)
    expect(page.locator("h1")).to_contain_text("现行条款：实付合计")
    expect(page.locator(".rf-n.mine")).to_have_count(0)
    sign_in_as(page, registry, divided_server, mine)
    expect(page.locator("h1")).to_contain_text("每年最高改为16万元")
    expect(number(page, RENT)).to_have_value("45%")

    # An article is put back with one press; the rest stands in the same scenario on the page of the budget.
    settled(page)
    page.get_by_role("button", name=say("undo_article", article="第六条"), exact=True).click()
    expect(page.locator("h1")).to_contain_text("现行条款：实付合计")
    number(page, "第十条，").fill("1500")
    number(page, "第十条，").press("Enter")
    expect(page.locator("h1")).to_contain_text("第十条年度资助总金额改为1500万元")
    settled(page)
    page.get_by_role("button", name=words.text("budget.save", "zh"), exact=True).click()
    settled(page)
    expect(page.get_by_text(words.text("budget.state_saved", "zh"), exact=True)).to_be_visible()
    page.get_by_text(say("to_budget"), exact=True).click()
    settled(page)
    expect(page.get_by_role("textbox", name=words.text("budget.box_pools", "zh", article="第十条"))).to_have_value(
        "1500"
    )


@pytest.mark.long
@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh-CN"), ("en", "en-GB")])
def test_everybody_changes_the_law_on_a_phone_in_both_schemes(divided_server, new_context, lang, locale):
    page = new_context(locale, (390, 844), server=divided_server).new_page()
    page.goto(f"/sandbox-reform?lang={lang}")
    settled(page)
    page.locator(".rf-in").first.click()
    page.locator(".rf-step").first.click()
    expect(page.locator(".rf-n.mine")).to_have_count(1)
    # What comes of it stays in sight above the text.
    page.locator(".rf-par").last.scroll_into_view_if_needed()
    expect(page.locator(".rf-short")).to_be_in_viewport()
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            settled(page)
            assert page.evaluate(NARROW) == []
            assert axe(page) == [], f"{width}, {scheme}"
