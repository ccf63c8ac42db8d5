"""The law's text before and after, from a number changed in 沙盘 to the Word document, on a desk and on a phone."""

from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect

from engine.text import words
from tests.browser.driving import axe, settled
from tests.browser.visitor import NARROW


@pytest.mark.long
@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh-CN"), ("en", "en-GB")])
def test_a_changed_number_is_seen_before_and_after_and_taken_away(new_context, lang, locale):
    page = new_context(locale).new_page()
    page.goto(f"/sandbox-reform?lang={lang}")
    settled(page)
    number = page.locator(".rf-in").filter(visible=True).nth(7)
    expect(number).to_have_value("50%")
    number.fill("40%")
    number.press("Enter")
    settled(page)
    page.get_by_role("link", name=words.text("amendments.to_table", lang), exact=True).click()
    expect(page.locator(".am-text ins")).to_have_text([f"{words.text('amendments.put_in', lang)}40%"])
    expect(page.locator(".am-text del")).to_have_text([f"{words.text('amendments.taken_out', lang)}50%"])
    settled(page)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 844})
        settled(page)
        assert page.evaluate(NARROW) == []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            settled(page)
            assert axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name=words.text("amendments.take", lang), exact=True).click()
    taken = Document(str(Path(download.value.path())))
    assert words.text("marks.invented", lang) in taken.paragraphs[0].text
    assert "租金的40%" in taken.tables[0].rows[1].cells[2].text
