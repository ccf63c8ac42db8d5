"""The law, article by article."""

import pytest

from engine.policy import law
from engine.policy.folder import default_policy, load_folder, load_policy
from tests.conftest import ROOT

POLICIES = [load_policy(default_policy()), *(load_folder(p) for p in sorted((ROOT / "tests" / "policies").iterdir()))]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("policy", POLICIES, ids=lambda p: p.id)
def test_every_article_is_found_and_stands_verbatim_in_the_text(policy, lang):
    text = policy.law_text(lang)
    found = law.articles(policy, lang)
    assert list(found) == [a.number for a in policy.articles]
    assert all(paragraph in text for paragraphs in found.values() for paragraph in paragraphs)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda p: p.id)
def test_the_translation_has_as_many_paragraphs_in_each_article(policy):
    zh, en = law.articles(policy, "zh"), law.articles(policy, "en")
    assert {n: len(p) for n, p in zh.items()} == {n: len(p) for n, p in en.items()}


def test_what_follows_the_last_article_is_no_part_of_it():
    policy = POLICIES[0]
    assert "http" not in "".join(law.paragraphs(policy, policy.articles[-1].number, "zh"))


def test_the_same_words_in_two_articles_are_told_apart_by_article():
    policy = POLICIES[0]
    quote = "本条政策年度资助总金额最高1000万元"
    assert law.place(policy, 5, quote) == (1, 0)
    assert law.place(policy, 9, quote) == (2, 0)
    assert law.place(policy, 6, quote) is None


def test_the_translation_of_a_quote_is_that_of_the_sentences_in_which_it_stands():
    policy = load_policy(default_policy())
    said = law.translation(policy, 19, "资助金额按万元计,不为整数时取两位小数(只舍不入)")
    assert said.startswith("Funding amounts are calculated in units of")
    assert said.count(". ") == 0
    whole = law.translation(policy, 1, law.paragraphs(policy, 1, "zh")[0][5:])
    assert whole == " ".join(law.paragraphs(policy, 1, "en")[0].split())
    assert law.translation(policy, 19, "没有这样的话") == ""


def test_every_quote_of_the_policy_has_a_translation():
    policy = load_policy(default_policy())
    for p in policy.provisions:
        for quote in (*p.quotes, *(block.quote for block in p.stated())):
            assert law.translation(policy, p.article, quote), quote
