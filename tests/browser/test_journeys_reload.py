"""F5, with and without the opt-in browser store; and amounts that are none."""

import pytest
from playwright.sync_api import expect

from tests.browser.driving import settled
from tests.browser.visitor import Visitor, read

RENT = "art06_rent"
BAD = {
    "-1": "money.typed_sign",
    "NaN": "money.typed_not_a_number",
    "1e3": "money.typed_exponent",
    "1234567890123": "money.typed_too_large",
    "1,23": "money.typed_grouping",
}


def begun(page) -> Visitor:
    visitor = Visitor(page).visit("/article-6")
    visitor.claim(RENT)
    visitor.answer(RENT, "years_received", "2")
    return visitor


def test_f5_keeps_the_answers_of_who_asked_for_it_and_of_nobody_else(page):
    visitor = begun(page)
    page.reload()
    settled(page)
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('self-assessment'))") == []
    expect(visitor.box(visitor.question(RENT, "years_received"))).to_have_count(0)

    visitor.claim(RENT)
    visitor.answer(RENT, "years_received", "1")
    page.get_by_test_id("stSidebar").get_by_text(visitor.say("pages.keep"), exact=True).click()
    expect(page.get_by_role("button", name=visitor.say("pages.keep_delete"), exact=True)).to_be_visible()
    settled(page)
    page.reload()
    expect(visitor.box(visitor.question(RENT, "years_received"))).to_have_value("1")

    settled(page)
    page.get_by_role("button", name=visitor.say("pages.keep_delete"), exact=True).click()
    expect(page.get_by_role("button", name=visitor.say("pages.keep_delete"), exact=True)).to_have_count(0)
    settled(page)
    expect(visitor.box(visitor.question(RENT, "years_received"))).to_have_value("1")
    page.reload()
    settled(page)
    expect(visitor.box(visitor.question(RENT, "years_received"))).to_have_count(0)


@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh-CN"), pytest.param("en", "en-GB", marks=pytest.mark.long)])
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
    assert "amount" not in read(visitor.saved(tmp_path))["application"]["claims"][0]["facts"]["rents"][0]
    visitor.walk_to("review")
    visitor.reads(visitor.say("pages.answer_fault"))
    visitor.walk_to("article-6")
    expect(box).to_have_value("1,23")
    visitor.type_in(question, "1,234.5")
    expect(fault).to_have_count(0)
    visitor.reads(visitor.say("money.echo", wan="1,234.50", cny="CNY 12,345,000"))
