"""Draws the pictures of README and of the chapters from the running app: `make pictures`."""

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from engine.policy.folder import default_policy, load_policy
from engine.registry import sample_applications
from engine.registry.access import Terminal
from engine.registry.database import Database
from pages.shared.official import COOKIE
from tests.browser.driving import CHROMIUM, FLAGS, Server, Watch, served, settled
from tests.browser.visitor import Visitor
from tests.conftest import ROOT
from tests.pages.dividing import signed_in

IMAGES = ROOT / "docs" / "images"
POLICY = load_policy(default_policy())
EVERYBODY = {"home": "/", "example": "/example", "briefing": "/briefing?slide=4"}
OFFICIALS = {"claims": "/claims", "budget": "/budget"}
ARTICLE = "article-10"
CHANGED = {"第六条，上年度实际发生租金的比例，": "40", "第六条，每年最高，": "15"}
"""Numbers of the law, by what is read aloud of them, and what stands in their place."""


def draw(page: Page, name: str, address: str = "") -> None:
    """Draw what the page shows, or what is at an address."""
    if address:
        page.goto(address)
    settled(page)
    page.screenshot(path=IMAGES / f"{name}.png")


def visit(browser: Browser, server: Server, token: str = "") -> Page:
    """A visitor's page, or that of an official with this token."""
    context = browser.new_context(base_url=server.url, locale="zh-CN", viewport={"width": 1280, "height": 860})
    Watch(server.url).over(context)
    context.add_cookies([{"name": COOKIE, "value": token, "url": server.url}] if token else [])
    return context.new_page()


def draw_all(home: Path) -> None:
    """Draw every picture, with a registry of its own in this folder."""
    with served(ROOT, home) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, env={**os.environ, "HOME": str(home)}
        )
        page = visit(browser, server)
        for name, address in EVERYBODY.items():
            draw(page, name, address)
        page.goto("/sandbox-reform")
        for number, value in CHANGED.items():
            settled(page)
            box = page.locator(f'.rf-in[aria-label^="{number}"]').last
            box.fill(value)
            box.press("Enter")
        settled(page)
        page.locator(".rf-par.on").scroll_into_view_if_needed()
        draw(page, "reform")
        visitor = Visitor(visit(browser, server))
        visitor.continues(home, POLICY.example() or {})
        visitor.visit_door("results.home_go_on_button", "profile")
        visitor.walk_to(ARTICLE)
        draw(visitor.page, "article")
        registry = Database(server.registry)
        sample_applications.load_sample(registry, Terminal(), POLICY)
        token = signed_in(registry, "李审核员（示例）")
        registry.close()
        page = visit(browser, server, token)
        for name, address in OFFICIALS.items():
            draw(page, name, address)
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        draw_all(Path(folder))
