"""Typed addresses: every page in a server that nobody has visited, and what is no page."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.driving import served, settled
from tests.browser.visitor import POLICY, Visitor
from tests.conftest import ROOT

ARTICLES = list(dict.fromkeys(p.article for p in POLICY.provisions))
PLACES = [*(f"article-{number}" for number in ARTICLES), "review", "profile"]
NO_PAGES = [
    "home",
    "secret",
    "pages/company/profile",
    "company/profile",
    "pages/law.py",
    "answers",
    "data/words",
    "app.py",
]


@pytest.mark.long
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_opens_by_its_address_in_a_fresh_server(fresh_server, new_context, lang):
    locale = {"zh": "zh-CN", "en": "en-GB"}[lang]
    visitor = Visitor(new_context(locale=locale, server=fresh_server).new_page(), lang)
    # Each language begins with another page: the first request to a server is the delicate one.
    for place in PLACES if lang == "zh" else ["article-13"]:
        visitor.visit(f"/{place}").arrived(place)
        expect(visitor.page.get_by_role("dialog")).to_have_count(0)
    visitor.visit("/result").reads(visitor.say("results.nothing_heading"))
    visitor.visit("/law").reads(POLICY.articles[-1].title.in_language(lang))
    assert not [line for line in fresh_server.said if "Traceback" in line]


@pytest.mark.long
def test_an_address_is_kept_when_the_first_run_is_slow(tmp_path, new_context):
    """What a component asks for before the browser has heard of the pages leads home: none may ask so early."""
    copy = tmp_path / "copy"
    for part in ("pages", "engine", "data", ".streamlit"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    registers = "    page = navigation.register("
    script = (ROOT / "app.py").read_text(encoding="utf-8")
    assert script.count(registers) == 1
    slowed = f"    __import__('time').sleep(1)\n{registers}"
    (copy / "app.py").write_text(script.replace(registers, slowed), encoding="utf-8")
    with served(copy, tmp_path) as server:
        visitor = Visitor(new_context(server=server).new_page()).visit("/article-5")
        settled(visitor.page)
        visitor.arrived("article-5")


def test_what_is_no_page_leads_home_and_leaks_nothing(server, new_context):
    visitor = Visitor(new_context().new_page())
    for address in NO_PAGES:
        visitor.visit(f"/{address}")
        expect(visitor.page).to_have_url(f"{server.url}/")
        visitor.reads(visitor.say("results.home_lead"))
        expect(visitor.page.get_by_role("dialog")).to_have_count(0)
        expect(visitor.page.get_by_test_id("stSidebar")).to_have_count(0)
    settled(visitor.page)
