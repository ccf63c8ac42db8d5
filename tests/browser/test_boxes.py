"""What is heard of the boxes, by their roles and names alone, and where the focus goes when the page is drawn anew."""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import axe, settled
from tests.browser.visitor import NARROW, POLICY, Visitor

TODAY = date.today().replace(day=1)
MODELS = "art09_genai_filing"
RENT = "art06_rent"
SMALL = """() => [...document.querySelectorAll(".stMain :is(a[href], button, input, summary, textarea)")]
    .map(part => [part, part.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height && (box.height < 23.5 || box.width < 23.5))
    .filter(([part]) => !part.matches('input[type="radio"], input[type="checkbox"], input[role="combobox"]'))
    .map(([part, box]) => `${part.tagName} ${part.textContent.slice(0, 30)} ${box.width} x ${box.height}`)"""


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def distance(one: Locator, other: Locator) -> float:
    """How far the other stands below the one."""
    boxes = one.bounding_box(), other.bounding_box()
    assert boxes[0] is not None
    assert boxes[1] is not None
    return boxes[1]["y"] - boxes[0]["y"]


def described(box: Locator) -> str:
    """What is said of a box beside its name."""
    ids = (box.get_attribute("aria-describedby") or "").split()
    return " ".join(box.page.locator(f"[id='{one}']").inner_text() for one in ids)


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.long)])
def test_boxes_say_what_they_are_and_the_focus_stays_through_every_answer(new_context, lang):
    page = new_context(locale={"zh": "zh-CN", "en": "en-GB"}[lang], viewport=(390, 844)).new_page()
    visitor = Visitor(page, lang).visit(f"/article-9?lang={lang}")
    say = visitor.say
    main = page.get_by_test_id("stMain")
    item = POLICY.provision(MODELS).item
    assert item is not None
    first, second = (say("matters.numbered", name=item.in_language(lang), number=n) for n in (1, 2))
    day, kind = visitor.question(MODELS, "models.filing_date"), visitor.question(MODELS, "models.kind")

    visitor.claim(MODELS)
    expect(focused(page)).to_have_attribute("aria-checked", "true")  # the gate that was pressed
    entry = main.get_by_role("group", name=first, exact=True)
    expect(entry.get_by_role("heading", name=first, exact=True)).to_be_visible()

    # A box says whether it must be answered, what helps, and what is wrong with what it holds.
    box = entry.get_by_role("textbox", name=day, exact=True)
    expect(box).to_have_attribute("aria-required", "true")
    expect(box).to_have_attribute("inputmode", "decimal")
    expect(box).not_to_have_attribute("aria-invalid", "true")
    below = entry.get_by_role("radiogroup", name=visitor.question(MODELS, "models.already_rewarded"), exact=True)
    apart = distance(box, below)
    box.fill(TODAY.replace(year=TODAY.year - 1).isoformat())
    box.press("Tab")
    settled(page)
    assert described(box).startswith(say("typed.echo_day", day="")[:1])
    assert distance(box, below) == apart, "an answer moves what stands below it"
    box.fill("2025-02-31")
    box.press("Tab")
    settled(page)
    expect(box).to_have_attribute("aria-invalid", "true")
    assert "2025-02-31" in described(box)
    label = visitor.label(MODELS, "models.filing_date")
    expect(focused(page)).to_have_text(say("pages.why_we_ask") + say("pages.why_of", label=label))
    box.fill("2024-10-01")
    box.press("Tab")
    settled(page)
    expect(box).not_to_have_attribute("aria-invalid", "true")
    assert "2024" in described(box)
    expect(focused(page)).to_have_js_property("tagName", "SUMMARY")
    others = main.get_by_role("radiogroup")
    for row in others.all():
        name = row.get_attribute("aria-label") or ""
        must = name == visitor.question(MODELS, "models.already_rewarded") or name == kind
        assert (row.get_attribute("aria-required") == "true") == must, name
    names = [name for name in main.locator("summary").all_inner_texts() if name]
    assert len(set(names)) == len(names), "disclosures of one name"

    # The entry that is added, and the one that is copied, are where one goes on; what is removed leaves the way back.
    visitor.add(MODELS)
    added = main.get_by_role("group", name=second, exact=True)
    expect(added.locator(":focus")).to_have_count(1)
    main.get_by_role("button", name=f"{say('pages.entry_remove')} {second}", exact=True).click()
    settled(page)
    expect(focused(page)).to_have_text(say("pages.undo_removal"))
    main.get_by_role("button", name=f"{say('pages.entry_copy')} {first}", exact=True).click()
    settled(page)
    expect(added.locator(":focus")).to_have_count(1)
    main.get_by_role("button", name=f"{say('pages.entry_down')} {first}", exact=True).click()
    settled(page)
    expect(focused(page)).to_have_count(1)

    # As lines: the lines say what could not be read of them.
    main.get_by_role("button", name=say("pages.list_as_lines", name=item.in_language(lang)), exact=True).click()
    lines = main.get_by_role("textbox", name=say("pages.lines_label", name=item.in_language(lang)), exact=True)
    expect(lines).to_be_focused()
    lines.fill("A-1; filing; 2024-10-01; no\nA-2; filing; 2024-2-31; no")
    lines.press("Control+Enter")
    settled(page)
    expect(lines).to_have_attribute("aria-invalid", "true")
    assert say("pages.line_of", line=2, column=3) in described(lines)
    expect(lines).to_be_focused()

    assert page.evaluate(SMALL) == []
    assert axe(page) == []
    for width in (320, 640):  # a phone of old; a desk at 200%
        page.set_viewport_size({"width": width, "height": 800})
        settled(page)
        assert page.evaluate(NARROW) == []

    # The way on leads to the heading of the next page.
    main.get_by_role("link", name=re.compile(re.escape(say("pages.go_on", step="").strip()))).last.click()
    expect(main.get_by_role("heading", level=1)).to_be_focused()


def test_what_was_unfolded_and_has_the_focus_stays_when_it_is_drawn_anew(new_context):
    page = new_context().new_page()
    visitor = Visitor(page).visit("/article-6")
    others, side = page.locator("details.f-others"), page.get_by_test_id("stSidebar")
    others.locator("summary").click()
    visitor.claim(RENT)  # the list of steps is another one now
    expect(others).to_have_attribute("open", "")
    papers = page.locator(".f-result details").last
    papers.locator("summary").click()
    amount = page.locator('[class*="-rents-"][class*="-amount"] input').first
    amount.fill("30")
    amount.press("Enter")
    settled(page)
    expect(papers).to_have_attribute("open", "")
    papers.locator("summary").click()
    amount.fill("40")
    amount.press("Enter")
    settled(page)
    expect(papers).not_to_have_attribute("open", "")

    visitor.visit("/profile")
    page.locator('[class*="-applicant-name"] input').click()
    page.keyboard.type("甲公司")
    save = side.get_by_role("link", name=visitor.say("pages.save"), exact=True)
    save.focus()
    expect(side).to_contain_text("甲公司")
    expect(save).to_be_focused()
