"""Signing in and out in a browser: by the link that the terminal prints, and in every tab at once."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from engine.registry import access, attempts, officials
from engine.registry.access import Terminal
from engine.registry.database import Database
from engine.registry.tables import Attempt, SignInLink
from engine.text import words
from engine.values.names import folded
from tests.browser.driving import Server, axe, settled
from tests.browser.visitor import Visitor

NAME, PASSWORD = "李审核员（示例）", "杜鹃花 kettle 07 琴弦"
REFUSED = "responded with a status of 4"
"""What the browser's console says of a form that is refused, or of a link that is used."""


def say(key: str, lang: str = "zh", **values: object) -> str:
    return words.text(f"signing.{key}", lang, **values)


def printed_link(server: Server) -> str:
    return next(line.strip() for line in server.said if "/first-account?link=" in line)


def press(page: Page, key: str) -> None:
    page.get_by_role("button", name=say(key), exact=True).click()


def fill(page: Page, **answers: str) -> None:
    for label, answer in answers.items():
        page.get_by_label(say(label), exact=True).fill(answer)


def signed_in(page: Page) -> None:
    expect(page.get_by_role("link", name=say("sign_out"), exact=True)).to_be_visible()


def test_the_first_account_is_made_by_the_printed_link_once_and_signing_out_leaves_in_every_tab(
    new_context, fresh_server, watches
):
    context = new_context(server=fresh_server)
    watches[0].expect(REFUSED)
    page = context.new_page()

    page.goto("/budget?lang=zh")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=budget"))

    page.goto(printed_link(fresh_server))
    expect(page).to_have_url(f"{fresh_server.url}/first-account")
    assert axe(page) == []
    fill(page, name=NAME, password="kurz", password_again="kurz")
    press(page, "first_button")
    expect(page.get_by_label(say("password"), exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label(say("name"), exact=True)).to_have_value(NAME)
    fill(page, password=PASSWORD, password_again=PASSWORD + "x")
    press(page, "first_button")
    expect(page.get_by_text(say("password_differs"))).to_be_visible()
    fill(page, password=PASSWORD, password_again=PASSWORD)
    press(page, "first_button")
    page.wait_for_url("**/claims")
    settled(page)
    signed_in(page)
    expect(page.get_by_role("link", name=NAME, exact=True)).to_be_visible()

    # The link has had its day, here and for anybody else.
    other = new_context(server=fresh_server)
    watches[1].expect(REFUSED)
    elsewhere = other.new_page()
    elsewhere.goto(printed_link(fresh_server))
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text(say("link_title"))

    # Three tabs: another official's page, and one that anybody may see.
    budget, law = context.new_page(), context.new_page()
    for tab, address in ((budget, "/budget"), (law, "/law")):
        tab.goto(address)
        settled(tab)
        signed_in(tab)
    page.get_by_role("link", name=say("sign_out"), exact=True).click()
    expect(page.get_by_text(say("signed_out"))).to_be_visible()
    expect(budget).to_have_url(re.compile(r"/sign-in\?ended=1.*next=budget"))
    expect(budget.get_by_text(say("ended"))).to_be_visible()
    expect(law.get_by_role("link", name=say("officials"), exact=True)).to_be_visible()
    expect(law.get_by_role("link", name=words.text("pages.nav_claims", "zh"), exact=True)).to_have_count(0)
    expect(law).to_have_url(re.compile("/law"))
    page.goto("/claims")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=claims"))

    # Back in, from where the other tab was left; with a wrong password first.
    fill(budget, name=NAME, password="not this one 12")
    press(budget, "sign_in_button")
    expect(budget.get_by_role("alert")).to_have_text(say("wrong"))
    assert axe(budget) == []
    fill(budget, name=NAME.upper(), password=PASSWORD)
    press(budget, "sign_in_button")
    budget.wait_for_url("**/budget*")
    settled(budget)
    signed_in(budget)


@pytest.mark.long
def test_an_expired_link_a_name_that_is_guessed_at_and_a_session_that_ends_elsewhere(new_context, server, watches):
    registry = Database(server.registry)
    context = new_context("en-GB", viewport=(390, 844), color_scheme="dark", server=server)
    watches[0].expect(REFUSED)
    page = context.new_page()
    with registry.writing() as session:
        session.execute(update(SignInLink).values(expires=datetime.now(UTC)))
    page.goto(printed_link(server))
    expect(page.get_by_role("heading", level=1)).to_have_text(say("link_title", "en"))
    assert axe(page) == []

    link = officials.add(registry, Terminal(), NAME)
    officials.redeem(registry, link, "", PASSWORD)
    page.goto("/sign-in")
    # So many failures elsewhere that the next attempt waits for a minute.
    with registry.writing() as session:
        of_name = access.hashed(f"name:{folded(NAME)}")
        session.add_all(Attempt(name=of_name, address="elsewhere", failed=1) for _ in range(20))
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text(say("too_many", "en", seconds=attempts.LONGEST_WAIT))
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # A new link is the way back in for who was locked out by somebody else's guesses.
    page.goto(officials.address(server.url, officials.link(registry, Terminal(), NAME)))
    expect(page.get_by_role("heading", level=1)).to_have_text(say("later_title", "en", name=NAME))
    for box in page.get_by_role("textbox").all():
        box.fill(PASSWORD)
    page.get_by_role("button", name=say("later_button", "en")).click()
    page.wait_for_url("**/claims*")
    settled(page)
    Visitor(page, "en").narrow()

    # Removed on the server while the page is open: the next step shows how to go on, and nothing else.
    officials.remove(registry, Terminal(), NAME, last=True)
    page.get_by_role("radio", name="中文").click()
    expect(page.get_by_text(say("ended"))).to_be_visible()
    settled(page)
    page.get_by_role("link", name=say("sign_in_again"), exact=True).click()
    expect(page).to_have_url(re.compile(r"/sign-in\?lang=zh&next=claims"))
    registry.close()


def test_a_company_finds_the_officials_door_and_loses_no_answers_by_it(new_context, server):
    context = new_context(server=server)
    visitor = Visitor(context.new_page()).visit("/article-6")
    door = visitor.page.get_by_role("link", name=say("officials"), exact=True)
    expect(door).not_to_have_attribute("target", "_blank")
    visitor.claim("art06_rent")
    expect(door).to_have_attribute("target", "_blank")
    with context.expect_page() as opened:
        door.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text(say("sign_in_title"))
    expect(visitor.page).to_have_url(re.compile("/article-6"))
