"""The home page."""

import pytest

from engine import words
from engine.pack import default_policy, load_folder, load_policy
from pages import home
from tests.conftest import ROOT
from tests.pages.markup import Markup
from tests.pages.seeding import answered, said_on
from tests.pages.visiting import press, visit

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("policy", [POLICY, TINY], ids=lambda p: p.id)
def test_every_provision_that_grants_is_in_the_contents(policy, lang):
    markup = Markup(home.contents(policy, lang))
    granting = [p for p in policy.provisions if not p.amount.none]
    assert len(markup.of("tr")) == 1 + len(granting)
    for provision in granting:
        assert provision.title.in_language(lang) in markup.text
        assert provision.summary.in_language(lang) in markup.text


def test_what_grants_nothing_is_told_below():
    assert "第十四条：以政府购买服务方式支持，不设资助金额" in Markup(home.contents(POLICY, "zh")).text


@pytest.mark.parametrize(
    ("article", "zh", "en"),
    [
        (5, "1000万元", "1000万元 (CNY 10,000,000)"),
        (10, "2000万元", "2000万元 (CNY 20,000,000)"),
        (4, "另行列支", "Other budget"),
        (6, "未设", "None set"),
    ],
)
def test_the_yearly_total_is_that_of_the_pool_or_says_why_there_is_none(article, zh, en):
    assert home.yearly_total(POLICY, article) == {"zh": zh, "en": en}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_article_leads_to_its_questions(lang):
    hrefs = {own["href"] for own in Markup(home.contents(POLICY, lang)).of("a")}
    articles = {p.article for p in POLICY.provisions if not p.amount.none}
    assert {f"article-{n}?lang={lang}" for n in articles} <= hrefs


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_doors_are_those_that_open(lang):
    at = visit("", lang)
    assert {b.key for b in at.button if (b.key or "").startswith("go_")} == {"go_home_begin", "go_home_law"}
    assert words.text("results.home_lead", lang) in said_on(at)
    assert words.text("results.foot_disclaimer", lang) in said_on(at)


def test_who_has_begun_can_go_on_or_see_the_result():
    at = visit("", "zh", {"answers": answered()})
    said = {b.key: b.label for b in at.button}
    assert said["go_home_begin"] == "继续填写"
    assert said["go_home_result"] == "查看结果"


@pytest.mark.parametrize(("door", "then"), [("go_home_begin", "pages.profile"), ("go_home_law", "results.law_intro")])
def test_a_door_leads_where_it_says(door, then):
    assert words.text(then, "zh") in said_on(press(visit(), door))
