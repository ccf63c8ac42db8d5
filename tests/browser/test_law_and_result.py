"""The ways between the result and the words of the law; the same at a desk, on a phone, in the dark, on paper."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import axe, settled
from tests.browser.visitor import Visitor
from tests.pages.seeding import answered


@pytest.fixture
def saved(tmp_path):
    """The saved self-assessment of the invented company."""
    path = tmp_path / "saved.json"
    path.write_bytes(answered().file())
    return path


def with_result(page: Page, saved, lang="zh") -> Visitor:
    """A visitor at the result of the saved self-assessment."""
    visitor = Visitor(page, lang).visit()
    visitor.opens(saved)
    visitor.visit_door("results.home_result_button", "result")
    return visitor


def place(page: Page) -> Locator:
    """What the address asks to see."""
    asked = re.search("at=([^&]+)", page.url)
    assert asked, page.url
    return page.locator(f"id={asked[1]}")


def starts(links: Locator) -> list[int]:
    """Where each line of these begins, from the left."""
    boxes = [box for link in links.all() if (box := link.bounding_box())]
    lines = {round(box["y"]) for box in boxes}
    return [min(round(box["x"]) for box in boxes if round(box["y"]) == line) for line in lines]


def came_to(page: Page, place: str) -> None:
    page.wait_for_url(re.compile(rf"/{place}\?"))
    settled(page)


def test_a_step_leads_to_its_phrase_and_the_phrase_back_to_the_result(page, saved):
    visitor = with_result(page, saved)
    page.locator(".m-claim[open] .m-lr.bind .m-chip").first.click()
    came_to(page, "law")
    phrase = place(page)
    expect(phrase).to_be_in_viewport()
    expect(phrase).to_have_class("bind")

    note = page.locator(f"id=n-{phrase.get_attribute('id')}")
    page.locator(f"a[href='#{note.get_attribute('id')}']").first.click()
    expect(note).to_be_in_viewport()
    note.locator(".m-yours a").first.click()
    came_to(page, "result")
    expect(place(page)).to_be_in_viewport()
    # The answers are there: it was one session all the way.
    visitor.reads(visitor.say("results.headline_ineligible_one", count={"zh": "一", "en": "1"}))


@pytest.mark.long
def test_the_way_keeps_the_language_that_was_chosen(page, saved):
    visitor = with_result(page, saved)
    page.get_by_text("EN", exact=True).click()
    settled(page)
    visitor.lang = "en"
    page.locator(".m-rt .m-chip").first.click()
    came_to(page, "law")
    expect(page.locator("h1")).to_contain_text("Measures of Longhua")
    page.locator(".m-yours a").first.click()
    came_to(page, "result")
    expect(page.locator("h1")).to_contain_text("may qualify")


def test_a_matter_unfolds_its_ledger(page, saved):
    with_result(page, saved)
    folded = page.locator(".m-claim:not([open])").last
    target = folded.locator("> div").get_attribute("id")
    expect(folded.locator(".m-lr").first).to_be_hidden()
    page.locator(f".m-rt a[href='#{target}']").click()
    expect(page.locator(f"id={target}")).to_be_in_viewport()


def test_an_address_with_a_phrase_opens_at_it(page):
    page.goto("/law?at=a19-4")
    settled(page)
    expect(page.locator("id=a19-4")).to_be_in_viewport()


@pytest.mark.long
@pytest.mark.parametrize("kind", ["desk", "phone"])
def test_nothing_is_cut_off_and_axe_finds_nothing(new_context, saved, kind):
    if kind == "desk":
        visitor = with_result(new_context(viewport=(1440, 900)).new_page(), saved)
    else:
        context = new_context(locale="en-GB", viewport=(390, 844), color_scheme="dark")
        visitor = with_result(context.new_page(), saved, "en")
    page = visitor.page
    assert set(starts(page.locator(".m-onward a"))) == set(starts(page.locator("h1")))
    visitor.type_in(visitor.say("results.payout_label"), "79.87%")
    assert not axe(page)
    if kind == "desk":
        return
    visitor.narrow()
    for address in ("/", "/law", "/result"):
        visitor.visit(address)
        assert not axe(page)
        visitor.narrow()


def test_on_paper_every_ledger_is_unfolded_and_nothing_is_left_to_press(page, saved):
    with_result(page, saved)
    page.emulate_media(media="print", color_scheme="dark")
    for ledger in page.locator(".m-claim > div").all():
        expect(ledger).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    background = page.locator(".stApp").evaluate("app => getComputedStyle(app).backgroundColor")
    assert background == "rgb(255, 255, 255)"
