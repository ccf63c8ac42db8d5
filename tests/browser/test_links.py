"""Links do what links do: a tab for whoever asks for one, also where an answer has just moved what was pressed."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import settled
from tests.browser.visitor import Visitor

VOUCHER = "art04_compute_voucher"
HELD = 400
"""Milliseconds between press and release: the answer to what was typed arrives between them."""
TAB: dict[str, dict[str, Any]] = {"Ctrl": {"modifiers": ["Control"]}, "middle": {"button": "middle"}}


def opened_tab(page: Page, link, **how) -> str:
    """The address of the tab that pressing a link in this way opens; the page itself stays where it is."""
    here = page.url
    with page.context.expect_page() as opening:
        link.click(**how)
    tab = opening.value
    tab.wait_for_url("**/*lang=*")
    assert page.url == here
    address = tab.url.rsplit("/", 1)[1]
    tab.close()
    return address


@pytest.mark.parametrize("how", [pytest.param("Ctrl", marks=pytest.mark.long), "middle"])
def test_whoever_asks_for_a_tab_gets_one_in_their_language_also_after_typing(new_context, how):
    visitor = Visitor(new_context(locale="zh-CN").new_page(), "en").visit("/article-4?lang=en")
    page = visitor.page
    assert (
        opened_tab(page, page.get_by_role("link", name=visitor.say("pages.nav_law")).first, **TAB[how]) == "law?lang=en"
    )
    visitor.claim(VOUCHER)
    box = visitor.box(visitor.question(VOUCHER, "purchase_amount"))
    whole = page.locator('[data-testid="stMain"] a[href^="law"]').first
    box.press_sequentially("850")
    assert opened_tab(page, whole, delay=HELD, **TAB[how]).startswith("law?lang=en")
    settled(page)
    expect(box).to_have_value("850")


def test_a_link_that_is_pressed_right_after_typing_is_followed(page):
    visitor = Visitor(page).visit("/article-4")
    visitor.claim(VOUCHER)
    visitor.box(visitor.question(VOUCHER, "purchase_amount")).press_sequentially("850")
    page.locator('[data-testid="stMain"] a[href^="law"]').first.click(delay=HELD)
    page.wait_for_url("**/law?*")
    settled(page)
    page.go_back()
    settled(page)
    expect(visitor.box(visitor.question(VOUCHER, "purchase_amount"))).to_have_value("850")
