"""A link to a file that takes a moment to make: it says so, is followed once, and says why where there is no file."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from engine.text import words
from tests.browser.driving import axe, settled, sign_in
from tests.pages import dividing


@pytest.fixture(scope="module")
def token(registry):
    return dividing.signed_in(registry)


@pytest.fixture
def page(token, divided_server, new_context):
    """The page of the budget, as the official sees it."""
    context = new_context(viewport=(1440, 900), server=divided_server)
    sign_in(context, divided_server, token)
    page = context.new_page()
    page.goto("/budget?lang=zh")
    return settled(page)


@pytest.mark.long
def test_a_file_that_is_being_made_says_so_is_made_once_and_arrives(page, watches):
    waits, name = words.text("budget.workbook_waits", "zh"), words.text("budget.workbook", "zh")
    link = page.locator('a[data-waits][href*="allocation.xlsx"]')
    expect(link).to_have_text(name)

    held = []
    page.route("**/download/*", lambda route: held.append(route))
    link.click()
    expect(link).to_have_attribute("aria-busy", "true")
    expect(link).to_have_text(waits)
    expect(link.locator("xpath=following-sibling::*[@role='status']")).to_have_text(waits)
    link.click()
    link.dblclick()
    assert not axe(page)
    assert len(held) == 1

    with page.expect_download() as download:
        held[0].continue_()
    expect(link).to_have_text(name)
    expect(link).not_to_have_attribute("aria-busy", "true")
    assert download.value.suggested_filename.startswith("内部-预算测算表-2025年-")
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()), read_only=True)
    assert book.sheetnames[1] == words.text("workbook.sheet_budget", "zh")
    # It can be made again, and where it is not made the page stays and says why.
    page.unroute("**/download/*")
    with page.expect_download():
        link.click()
    watches[0].expect("422")
    link.evaluate("link => link.href = link.href.replace(/scenarios=[^&]*/, 'scenarios=x')")
    link.click()
    expect(page.locator(".f-refused")).to_contain_text(words.text("budget.take_which", "zh", given="x"))
    expect(link).to_have_text(name)


@pytest.mark.long
def test_where_nobody_says_why_the_page_does_and_stays(page, watches):
    link = page.locator('a[data-waits][href*="allocation.xlsx"]')
    said = link.locator("xpath=following-sibling::*[@role='status']")
    watches[0].expect("502")
    watches[0].expect("net::ERR_FAILED")
    here = page.url
    for answers in (lambda route: route.fulfill(status=502, body="Bad Gateway"), lambda route: route.abort()):
        page.route("**/download/*", answers)
        link.click()
        expect(said).to_have_text(words.text("pages.file_fails", "zh"))
        expect(said).to_have_class("f-refused")
        expect(link).to_have_text(words.text("budget.workbook", "zh"))
        page.unroute("**/download/*")
        assert page.url == here
        with page.expect_download():
            link.click()
        expect(said).to_have_text("")
