"""一图读懂: taken by everybody on the page of the law, by officials for a scenario on the page of the budget."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.text import words
from tests.browser.driving import settled, sign_in
from tests.browser.visitor import NARROW
from tests.engine.documents.opening import text
from tests.pages import dividing


def say(key, lang="zh", **values):
    return words.text(f"onepager.{key}", lang, **values)


def taken(page: Page, name: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).first.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def narrow(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.mouse.move(0, 0)
    assert page.evaluate(NARROW) == []


@pytest.mark.long
def test_the_page_is_taken_on_the_law_and_for_a_scenario_on_the_budget(registry, divided_server, new_context):
    visitor = new_context(viewport=(1440, 900), server=divided_server).new_page()
    visitor.goto("/law?lang=zh")
    settled(visitor)
    for kind, begins in (("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF")):
        name, content = taken(visitor, say(f"take_{kind}"))
        assert name.startswith("一图读懂")
        assert name.endswith(f".{kind}")
        assert content.startswith(begins)
    # Nobody else could follow an address of the visitor's own machine.
    assert say("ask_text") in text(content)
    narrow(visitor)

    context = new_context(viewport=(1440, 900), server=divided_server)
    token = dividing.signed_in(registry)
    sign_in(context, divided_server, token)
    desk = context.new_page()
    desk.goto("/budget?lang=zh")
    settled(desk)
    box = desk.get_by_role("textbox", name=words.text("budget.box_pools", "zh", article="第十条"), exact=True)
    box.fill("500")
    box.press("Enter")
    settled(desk)
    expect(desk.get_by_text(words.text("budget.take_heading", "zh", name="方案一"), exact=True)).to_be_visible()
    name, content = taken(desk, say("take_scenario_pdf"))
    assert name.endswith(".pdf")
    assert "2000万元500万元" in text(content)
    narrow(desk)
