"""axe on every page, with answers on it, in both languages and both schemes."""

import re
from collections.abc import Iterable
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.driving import axe, settled
from tests.browser.test_journeys_addresses import ARTICLES
from tests.browser.test_journeys_outcomes import HALF, NOTHING
from tests.browser.visitor import Visitor

CLAIMS = [{**claim, "id": f"c{n}"} for n, claim in enumerate([*NOTHING["claims"], *HALF["claims"]], 1)]
LIKE_THE_FIRST = {f"article-{number}" for number in ARTICLES[1:]}
# The page's ground, and what is looked at: all rules, then those on colours, for only colours differ.
SCHEMES: dict[Literal["light", "dark"], tuple[str, tuple[str, ...]]] = {
    "light": ("rgb(255, 255, 255)", ()),
    "dark": ("rgb(18, 24, 22)", ("color-contrast", "link-in-text-block")),
}


def look(visitor: Visitor, schemes: Iterable[Literal["light", "dark"]] = ("light", "dark")) -> None:
    """Whatever is held against the page in these schemes, with everything unfolded."""
    visitor.page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    for scheme in schemes:
        ground, rules = SCHEMES[scheme]
        visitor.page.emulate_media(color_scheme=scheme)
        expect(visitor.page.get_by_test_id("stApp")).to_have_css("background-color", ground)
        settled(visitor.page)
        assert axe(visitor.page, *rules) == [], f"{visitor.page.url}, {scheme}"


@pytest.mark.parametrize(
    ("lang", "locale", "articles", "schemes"),
    # In English the pages differ in their words only, by night in their colours; those of the articles are made of the
    # same parts.
    [
        ("zh", "zh-CN", ARTICLES[1:2], ("light",)),
        pytest.param("zh", "zh-CN", ARTICLES, ("light", "dark"), marks=pytest.mark.long),
        pytest.param("en", "en-GB", ARTICLES, ("light", "dark"), marks=pytest.mark.long),
    ],
    ids=["zh-light", "zh", "en"],
)
def test_axe_has_nothing_against_any_page(new_context, tmp_path, lang, locale, articles, schemes):
    visitor = Visitor(new_context(locale=locale).new_page(), lang)
    visitor.continues(tmp_path, {"applicant": NOTHING["applicant"], "claims": CLAIMS})
    visitor.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:image/gif,\">')")
    assert [line for line in axe(visitor.page) if line.startswith("image-alt")], "axe sees nothing in this page"
    visitor.page.evaluate("document.body.lastElementChild.remove()")
    look(visitor, schemes)
    visitor.visit_door("results.home_go_on_button", "profile")
    look(visitor, schemes)
    for place in ["happened", *(f"article-{number}" for number in articles), "review", "result", "plan"]:
        visitor.walk_to(place)
        # The pages of the articles have their colours in common.
        look(visitor, ("light",) if place in LIKE_THE_FIRST else schemes)
    visitor.page.get_by_role("link", name=visitor.say("pages.nav_law"), exact=True).click()
    visitor.page.wait_for_url(re.compile("/law"))
    settled(visitor.page)
    look(visitor, schemes)
