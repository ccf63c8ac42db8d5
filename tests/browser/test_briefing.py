"""The briefing in a browser: keys, touch, full screen, the address; legible from the back of a room and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from engine.registry.database import Database
from engine.text import words
from pages.shared.language import NAMES
from pages.shared.official import COOKIE
from tests.browser.driving import Server, axe, served, settled
from tests.conftest import ROOT
from tests.pages import dividing
from tests.pages.publishing import HOSTILE_NAME, WAN, content, new_registry, publish
from tests.registry.companies import POLICY

LEAST = 24
"""Pixels of the smallest text on a slide of 1920 by 1080."""

MANY_CHANGES = {
    "pools": {"art05": 1_500 * WAN, "art10": 3_000 * WAN},
    "readings": {
        reading.id: next(choice.id for choice in reading.choices if choice.id != reading.default)
        for reading in POLICY.readings[2:9]
    },
    "overrides": {"art06_rent.share": "0.40"},
}
"""What makes the slide of changes as long as a presenter will have it."""

LEGIBLE = """(least) => {
    const found = []
    const walk = document.createTreeWalker(document.querySelector(".p-show"), NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) {
        const part = walk.currentNode.parentElement
        if (!walk.currentNode.data.trim() || part.closest(".m-sr")) continue
        if (!part.checkVisibility({ visibilityProperty: true })) continue
        const size = parseFloat(getComputedStyle(part).fontSize)
        if (size < least) found.push(`${size}: ${walk.currentNode.data.slice(0, 40)}`)
    }
    return found
}"""
FITS = """() => {
    const slide = document.querySelector(".p-slide.on")
    const edge = document.documentElement.clientWidth
    const found = [...slide.querySelectorAll("*"), ...document.querySelectorAll(".p-bar *")].filter(part => {
        const box = part.getBoundingClientRect()
        return box.width && box.height && part.checkVisibility() && (box.right > edge + 1 || box.left < -1)
    }).map(part => `${part.className} ends at ${part.getBoundingClientRect().right} of ${edge}`)
    if (slide.scrollWidth > slide.clientWidth) found.push("it scrolls sideways")
    return found
}"""
CUT_OFF = """() => {
    const slide = document.querySelector(".p-slide.on")
    return slide.scrollHeight > slide.clientHeight + 1 ? `${slide.scrollHeight} of ${slide.clientHeight}` : ""
}"""
TAKEN = """() => [...document.querySelectorAll(".p-show, .p-show *")]
    .filter((part) => !["pan-y", "pan-y pinch-zoom"].includes(getComputedStyle(part).touchAction))
    .map((part) => `${part.tagName} ${part.className}`)"""
ALL = """
.p-stage { overflow: auto }
.p-stage .p-slide { display: flex !important; position: static !important; animation: none !important }
"""
DRAG = """([x, to]) => {
    const target = document.querySelector(".p-slide.on h1")
    const at = (x) => [new Touch({ identifier: 1, target, clientX: x, clientY: 300 })]
    const event = (name, touches, changedTouches) =>
        target.dispatchEvent(new TouchEvent(name, { bubbles: true, cancelable: true, touches, changedTouches }))
    event("touchstart", at(x), at(x))
    event("touchend", [], at(to))
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The app, where a scenario with a hostile name is published."""
    home = tmp_path_factory.mktemp("briefing")
    registry = new_registry(home / "registry.sqlite3")
    publish(registry, content(HOSTILE_NAME, **MANY_CHANGES))
    registry.close()
    with served(ROOT, home, loaded=True) as running:
        yield running


def say(key, lang="zh", **values):
    return words.text(f"briefing.{key}", lang, **values)


def opened(
    new_context, server: Server, address="/briefing?lang=zh", viewport=(1920, 1080), cookie=None, **more
) -> Page:
    context = new_context(server=server, viewport=viewport, **more)
    context.add_cookies([cookie] if cookie else [])
    page = context.new_page()
    page.goto(address)
    settled(page)
    expect(page.locator(".p-slide.on")).to_have_count(1)
    return page


def at(page: Page) -> int:
    """The number of the slide that is shown."""
    return int(page.locator(".p-at").inner_text().split("/")[0])


def count(page: Page) -> int:
    return int(page.locator(".p-at").inner_text().split("/")[1])


def button(page: Page, key: str, lang="zh"):
    return page.locator(".p-bar").get_by_role("button", name=say(key, lang), exact=True)


def each(page: Page):
    """Every slide in turn, all its steps told."""
    page.keyboard.press("End")
    while True:
        yield at(page)
        if at(page) == 1:
            return
        here = at(page)
        while at(page) == here:
            page.keyboard.press("PageUp")
        page.evaluate("document.getAnimations().forEach(animation => animation.finish())")


def test_keys_and_buttons_turn_the_slides_and_the_address_keeps_them(new_context, server):
    page = opened(new_context, server)
    assert at(page) == 1
    for key in ("ArrowRight", " ", "PageDown"):
        page.keyboard.press(key)
    assert at(page) == 4
    for key in ("ArrowLeft", "PageUp"):
        page.keyboard.press(key)
    assert at(page) == 2
    title = page.locator(".p-slide.on h1").inner_text()
    # What is announced is the slide and its title.
    said = " ".join(page.locator(".p-said").inner_text().split())
    assert said == " ".join(say("said", n=2, of=count(page), title=title).split())
    assert "slide=2" in page.url
    page.reload()
    settled(page)
    expect(page.locator(".p-slide.on h1")).to_have_text(title)
    button(page, "next").click()
    assert at(page) == 3
    # Space on a button presses the button, and does not turn the slide as well.
    button(page, "previous").focus()
    page.keyboard.press(" ")
    assert at(page) == 2
    page.keyboard.press("Home")
    assert at(page) == 1
    expect(button(page, "previous")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("ArrowLeft")
    assert at(page) == 1
    page.keyboard.press("End")
    assert at(page) == count(page)
    expect(button(page, "next")).to_have_attribute("aria-disabled", "true")
    # The other language shows the same slide.
    page.get_by_role("link", name=NAMES["en"], exact=True).click()
    settled(page)
    expect(page.locator(".p-bar")).to_contain_text(say("leave", "en"))
    assert at(page) == count(page)
    page.keyboard.press("Escape")
    settled(page)
    expect(page.locator(".p-show")).to_have_count(0)
    expect(page.locator(".stMain h1")).to_be_visible()
    # Elsewhere the keys are nobody's.
    page.keyboard.press("ArrowRight")
    expect(page.locator(".p-show")).to_have_count(0)


@pytest.mark.long
def test_back_and_forward_leave_and_come_back_and_a_key_still_turns_one_slide(new_context, server):
    page = new_context(server=server, viewport=(1920, 1080)).new_page()
    page.goto("/law?lang=zh")
    settled(page)
    page.goto("/briefing?lang=zh")
    settled(page)
    page.keyboard.press("ArrowRight")
    assert at(page) == 2
    for _ in range(3):
        page.keyboard.press("Escape")
        settled(page)
        expect(page.locator(".p-show")).to_have_count(0)
        page.go_back()
        settled(page)
        expect(page.locator(".p-slide.on")).to_have_count(1)
    assert at(page) == 2
    page.keyboard.press("ArrowRight")
    assert at(page) == 3
    page.go_forward()
    settled(page)
    expect(page.locator(".p-show")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".stMain h1")).to_be_visible()


def test_turning_asks_nothing_of_the_server(new_context, server):
    page = opened(new_context, server)
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.on("websocket", lambda socket: sent.append(socket.url))
    page.context.set_offline(True)
    for number in range(2, count(page) + 1):
        while at(page) < number:
            page.keyboard.press("ArrowRight")
        expect(page.locator(".p-slide.on h1")).to_be_visible()
    # The browser itself asks for the icon again with every address.
    assert [url for url in sent if not url.endswith("/favicon.png")] == []
    page.context.set_offline(False)


@pytest.mark.long
def test_full_screen_begins_and_ends_with_f(new_context, server):
    page = opened(new_context, server)
    full = page.locator('.p-bar [data-do="full"]')
    expect(full).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("f")
    expect(full).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.fullscreenElement !== null")
    full.click()
    expect(full).to_have_attribute("aria-pressed", "false")


@pytest.mark.long
def test_after_a_button_was_pressed_with_a_pointer_space_turns_the_slides(new_context, server):
    page = opened(new_context, server)
    full = page.locator('.p-bar [data-do="full"]')
    full.click()
    expect(full).to_have_attribute("aria-pressed", "true")
    page.keyboard.press(" ")
    assert at(page) == 2
    expect(full).to_have_attribute("aria-pressed", "true")
    button(page, "list").click()
    page.get_by_role("dialog").locator("[data-slide]").nth(2).click()
    assert at(page) == 3
    page.keyboard.press(" ")
    assert at(page) > 3 or page.locator(".p-slide.on [data-step]").count()
    expect(page.get_by_role("dialog")).to_have_count(0)
    # By the keyboard, too, the list leads on to the slide.
    page.keyboard.press("l")
    page.get_by_role("dialog").locator("[data-slide]").nth(1).focus()
    page.keyboard.press("Enter")
    assert at(page) == 2
    page.keyboard.press(" ")
    assert at(page) == 3


def test_what_is_being_composed_turns_nothing(new_context, server):
    page = opened(new_context, server)
    page.evaluate("""() => document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key: "ArrowRight", isComposing: true, bubbles: true, cancelable: true })
    )""")
    assert at(page) == 1


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.long)])
def test_every_slide_is_legible_from_the_back_of_a_room(new_context, server, lang):
    page = opened(new_context, server, f"/briefing?lang={lang}")
    page.keyboard.press("n")
    assert page.evaluate(LEGIBLE, 1000), "the measure sees no text"
    for number in each(page):
        assert page.evaluate(LEGIBLE, LEAST) == [], number
    page.keyboard.press("n")
    for number in each(page):
        assert page.evaluate(LEGIBLE, LEAST) == [], number
        assert page.evaluate(CUT_OFF) == "", number
        assert page.evaluate(FITS) == [], number
        # The same as a table.
        page.keyboard.press("t")
        assert page.evaluate(LEGIBLE, LEAST) == [], number
        assert page.evaluate(CUT_OFF) == "", number
        assert page.evaluate(FITS) == [], number
    page.keyboard.press("l")
    assert page.evaluate(LEGIBLE, LEAST) == []


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.long)])
def test_on_a_phone_it_stacks_and_a_swipe_turns_it(new_context, server, lang):
    page = opened(new_context, server, f"/briefing?lang={lang}", (390, 844), has_touch=True, is_mobile=True)
    for number in range(1, count(page) + 1):
        assert at(page) == number
        assert page.evaluate(FITS) == [], number
        assert page.evaluate(LEGIBLE, 15) == [], number
        page.evaluate(DRAG, [300, 100])
    assert at(page) == count(page)
    page.evaluate(DRAG, [100, 300])
    assert at(page) == count(page) - 1
    # By a finger that the browser itself sees: it turns the slide, and nothing that it could touch leaves a move
    # sideways to the browser, which would go back in its history.
    assert page.evaluate(TAKEN) == []
    finger = {"x": 60, "y": 400, "xDistance": 280, "yDistance": 0, "gestureSourceType": "touch"}
    page.context.new_cdp_session(page).send("Input.synthesizeScrollGesture", finger)
    expect(page.locator(".p-at")).to_have_text(f"{count(page) - 2} / {count(page)}")
    page.evaluate(DRAG, [300, 100])
    # What is enlarged is moved about, and not turned.
    page.evaluate("Object.defineProperty(visualViewport, 'scale', { value: 2, configurable: true })")
    page.evaluate(DRAG, [100, 300])
    assert at(page) == count(page) - 1
    page.evaluate("delete visualViewport.scale")
    # A finger that hardly moved, turns nothing.
    page.evaluate(DRAG, [100, 130])
    assert at(page) == count(page) - 1


def test_the_presenter_chooses_the_cases_and_steps_through_their_ledgers(new_context, server):
    page = opened(new_context, server)
    whole = count(page)
    button(page, "list").click()
    panel = page.get_by_role("dialog")
    boxes = panel.get_by_role("checkbox")
    assert boxes.count() >= 2
    boxes.nth(0).uncheck()
    expect(page.locator(".p-at")).to_have_text(re.compile(f"/ {whole - 1}$"))
    assert "cases=" in page.url
    # Where the list stands open, keys do not turn what is behind it.
    here = at(page)
    page.keyboard.press("ArrowRight")
    assert at(page) == here
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(button(page, "list")).to_be_focused()
    page.reload()
    settled(page)
    assert count(page) == whole - 1
    left = page.locator(".p-slide[data-case]").nth(0).get_attribute("id")
    second = page.locator(".p-slide[data-case]").nth(1)
    for _ in range(whole * 20):
        if second.evaluate("slide => slide.classList.contains('on')"):
            break
        assert page.locator(".p-slide.on").get_attribute("id") != left
        page.keyboard.press("ArrowRight")
    rows = second.locator("[data-step]")
    assert rows.count() > 2
    expect(rows.nth(0)).to_be_visible()
    expect(rows.nth(1)).not_to_be_visible()
    here = at(page)
    page.keyboard.press("ArrowRight")
    expect(rows.nth(1)).to_be_visible()
    assert at(page) == here
    page.keyboard.press("ArrowLeft")
    expect(rows.nth(1)).not_to_be_visible()
    # By its address all of it is there at once.
    page.reload()
    settled(page)
    expect(rows.last).to_be_visible()


@pytest.mark.long
def test_axe_has_nothing_against_any_slide(new_context, server):
    # In the dark only colours differ.
    for scheme, rules in (("light", ()), ("dark", ("color-contrast", "link-in-text-block"))):
        page = opened(new_context, server, color_scheme=scheme)
        page.keyboard.press("n")
        page.keyboard.press("l")
        assert axe(page, *rules) == [], scheme
        page.keyboard.press("Escape")
        # All slides at once, one below the other.
        page.add_style_tag(content=ALL)
        for number in range(count(page)):
            expect(page.locator(".p-slide h1").nth(number)).to_be_visible()
        assert axe(page, *rules) == [], scheme


def test_on_paper_every_slide_is_a_page_with_all_its_steps_for_an_official_too(new_context, server):
    registry = Database(server.registry)
    token = dividing.signed_in(registry)
    registry.close()
    page = opened(new_context, server, cookie={"name": COOKIE, "value": token, "url": server.url})
    expect(page.locator(".f-who")).to_have_count(1)
    slides = page.locator(".p-slide").count()
    page.emulate_media(media="print")
    for number in range(slides):
        expect(page.locator(".p-slide").nth(number)).to_be_visible()
    for row in page.locator("[data-step]").all():
        expect(row).to_be_visible()
    expect(page.locator(".p-bar")).not_to_be_visible()
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == slides
