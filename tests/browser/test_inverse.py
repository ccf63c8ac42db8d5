"""倒推测算 in a browser: asked by keyboard, read on a phone, in both schemes and languages."""

import pytest
from playwright.sync_api import Page, expect

from engine.policy.folder import default_policy, load_policy
from engine.registry import access, sample_applications
from engine.registry.access import Terminal
from engine.registry.database import Database
from engine.registry.tables import Official
from engine.text import words
from tests.browser.driving import axe, served, settled, sign_in
from tests.conftest import ROOT

QUESTIONS = ("budget_for", "highest_cap", "highest_rate", "worth_of_one_more")


@pytest.fixture
def token(tmp_path):
    """The session of an official, in the registry of a server whose home is the test's folder, with the invented
    companies."""
    database = Database(f"sqlite:///{tmp_path / 'registry.sqlite3'}")
    database.upgrade()
    sample_applications.load_sample(database, Terminal(), load_policy(default_policy()))
    with database.writing() as session:
        account = Official(name="示例审核员", password="x")
        session.add(account)
        session.flush()
        begun = access.begin(session, account)
    database.close()
    return begun


def ask(page: Page, lang: str) -> None:
    """Put every question, each with what stands in its boxes."""
    for number in range(len(QUESTIONS)):
        page.get_by_role("button", name=words.text("inverse.button", lang), exact=True).nth(number).press("Enter")
        settled(page)
        expect(page.locator(".q-answer")).to_have_count(number + 1)


@pytest.mark.long
def test_every_question_is_asked_and_read_on_any_screen(new_context, tmp_path, token):
    with served(ROOT, tmp_path) as server:
        for lang, locale, size in (("zh", "zh-CN", (1280, 900)), ("en", "en-GB", (390, 844))):
            context = new_context(locale, size, server=server)
            sign_in(context, server, token)
            page = context.new_page()
            page.goto("/inverse")
            settled(page)
            budget = page.get_by_label(words.text("inverse.box_budget", lang))
            budget.fill("2亿")
            budget.press("Enter")
            settled(page)
            ask(page, lang)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
            for table in page.locator(".q-table").all():
                assert table.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                settled(page)
                assert axe(page) == [], f"{lang}, {scheme}"
            context.close()
