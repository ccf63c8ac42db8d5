"""The home page."""

import re
from fractions import Fraction
from html import unescape

import pytest

from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.text import words
from pages import home
from pages.shared.answers import Answers
from tests.conftest import ROOT
from tests.pages.markup import Markup
from tests.pages.seeding import answered, said_on
from tests.pages.visiting import drawn, type_in, visit

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("policy", [POLICY, TINY], ids=lambda p: p.id)
def test_every_provision_that_grants_is_in_the_contents(policy, lang):
    markup = Markup(home.contents(policy, lang))
    granting = [p for p in policy.provisions if not p.gives_nothing]
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
    articles = {p.article for p in POLICY.provisions if not p.gives_nothing}
    assert {f"article-{n}?lang={lang}" for n in articles} <= hrefs


def ways(at):
    """Where the doors lead, and what their links say."""
    found = re.findall(r'<a class="m-go" href="([^?"]*)[^>]*>([^<]*)</a>', drawn(at))
    return {href: unescape(said) for href, said in found}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_reader_has_a_door_that_shows_something_at_once(lang):
    at = visit("", lang)
    assert list(ways(at)) == ["profile", "example", "many", "sandbox", "sandbox-reform", "briefing", "law"]
    assert words.text("results.home_briefing_example", lang) in said_on(at)
    assert words.text("results.home_lead", lang) in said_on(at)
    assert words.text("results.foot_disclaimer", lang) in said_on(at)


def test_who_has_begun_can_go_on_or_see_the_result():
    found = ways(visit("", "zh", {"answers": answered()}))
    assert (found["profile"], found["result"]) == ("继续填写", "查看结果")


def test_a_policy_without_an_example_has_no_link_to_one():
    assert "example" not in home.doors(Answers.blank(TINY), None, "zh")


# ------------------------------------------------------------------------------------------------ the example


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_example_is_a_finished_result_that_says_it_is_invented_and_touches_no_answers(lang):
    own = answered()
    before = own.file()
    at = visit("example", lang, {"answers": own})
    said = said_on(at)
    assert words.text("results.example_notice", lang) in said
    assert "锐臂机器人（示例）" in said
    answer = assess(POLICY, POLICY.example())
    assert Fraction(answer["total"]["confirmed"]) > 0
    assert not [claim for claim in answer["claims"] if claim["missing"]]
    assert answer["total"]["on_budget"]["confirmed"] in said
    assert at.session_state["answers"].file() == before


def test_the_example_has_its_own_expected_ratio():
    at = visit("example", "zh", {"answers": answered()})
    type_in(at, "w-1-zh-payout", "80%")
    assert "256.00" in said_on(at)  # 80% of what has no total of its own
    assert "不含第九条、第十条" in said_on(at)
    assert at.session_state["answers"].payout == ""


def test_the_example_shows_what_is_capped_what_fails_and_what_goes_elsewhere():
    claims = assess(POLICY, POLICY.example())["claims"]
    assert {"eligible", "ineligible"} == {claim["status"] for claim in claims}
    limits = {limit for claim in claims for limit in claim["limits"]}
    assert {"applicant_year_cap", "other_policy", "side_cap"} <= limits
