"""The annotated law."""

import re
from datetime import date

import pytest

from engine.assessment.assess import assess
from engine.policy import law
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.text import words
from engine.view import annotations, worked_examples
from pages import law as page
from pages.shared import files, in_use
from pages.shared.law_text import law_html, pieces
from pages.shared.templates import template
from tests.conftest import ROOT
from tests.law.cases import APPLICANT
from tests.pages import samples
from tests.pages.markup import Markup
from tests.pages.seeding import answered, said_on
from tests.pages.test_official import Client
from tests.pages.visiting import drawn, offered, visit

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
DAY = date(2026, 3, 20)


def marked(text, marks):
    return template("law_text", "zh").marked(pieces(text, marks))


def whole(policy=POLICY, result=None, lang="zh", readings=None):
    return Markup(page.whole(policy, result, DAY, {**policy.default_readings(), **(readings or {})}, lang))


def article(number, result=None, lang="zh", readings=None):
    readings = {**POLICY.default_readings(), **(readings or {})}
    return Markup(page.article_html(POLICY, POLICY.article(number), result, DAY, readings, lang))


@pytest.mark.parametrize("policy", [POLICY, TINY], ids=lambda p: p.id)
def test_marked_or_not_the_law_stands_byte_for_byte(policy):
    for number, paragraphs in law.articles(policy, "zh").items():
        marks = [{"quote": p.quote, "note": p.id} for p in annotations.phrases(policy).get(number, [])]
        for paragraph in paragraphs:
            assert Markup(marked(paragraph, marks)).text == paragraph


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("policy", [POLICY, TINY], ids=lambda p: p.id)
def test_each_phrase_leads_to_its_rule_and_each_rule_back(policy, lang):
    markup = whole(policy, lang=lang)
    ids = markup.ids()
    assert len(ids) == len(set(ids))
    assert markup.anchors() <= set(ids)
    for own in annotations.phrases(policy).values():
        for phrase in own:
            assert phrase.id in markup.anchors()
            assert f"n-{phrase.id}" in markup.anchors()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_article_is_there_with_what_it_does(lang):
    markup = whole(lang=lang)
    for a in POLICY.articles:
        assert f"a{a.number}" in markup.ids()
        assert a.explains.in_language(lang) in markup.text


def test_an_article_that_gives_no_money_says_so_and_what_it_does_instead():
    markup = article(14)
    assert "本条不设资助金额" in markup.text
    assert POLICY.article(14).explains.zh in markup.text
    assert "不参与计算" in article(15).text


def test_a_rule_for_every_article_is_called_one_and_a_mere_purpose_is_not():
    assert "适用于各条的规则" in article(19).text
    assert "适用于各条的规则" not in article(1).text


def test_a_rule_is_said_in_plain_words_with_its_numbers():
    said = article(6).text
    assert "按上年度实际发生租金的50%计算" in said
    assert "最高20万元，每家单位每年合计" in said
    assert "本次申报为2025年1月1日至2025年12月31日" in said


def test_an_open_point_is_marked_where_it_is_quoted_and_says_how_it_is_read_now():
    assert "园区运营资助的每年最高限额" in article(6).text
    assert "已改按：每个园区各一份" in article(6, readings={"park_cap_scope": "park"}).text
    assert "已改按" not in article(6).text


def test_a_phrase_shows_what_it_did_to_this_company_and_leads_to_the_result():
    markup = article(6, samples.FULL)
    assert "起作用，26.15 → 20.00万元" in markup.text
    assert "result?lang=zh&at=claim-4" in {own["href"] for own in markup.of("a")}
    binding = [own["id"] for own in markup.of("mark", class_="bind") if "id" in own]
    assert annotations.phrase_address(POLICY, 6, "每年最高20万元") in binding
    assert markup.of(class_="m-st")


def test_without_answers_no_phrase_is_said_to_have_decided():
    markup = whole()
    assert {own["class"] for own in markup.of("mark")} == {"plain"}
    assert "本单位" not in markup.text


def test_an_unmet_condition_and_an_unanswered_one_are_told_apart():
    assert article(13, samples.FULL).of("mark", class_="failed")
    assert article(10, samples.FULL).of("mark", class_="unknown")


def test_the_truncation_is_marked_only_where_something_was_cut_off():
    assert not article(19, samples.result(samples.RENT)).of("mark", class_="bind")
    cut = samples.claim("r", "art06_rent", "eligible", "19.99", "19.99", [samples.approved("19.99", "19.995")])
    assert article(19, samples.result(cut)).of("mark", class_="bind")


def test_in_english_our_translation_stands_beside_and_says_what_it_is_worth():
    markup = Markup(page.heading(POLICY, None, "en"))
    assert POLICY.law.translation_notice.en in markup.text
    assert law.paragraphs(POLICY, 6, "en")[1] in article(6, lang="en").text


def test_a_page_of_questions_gets_the_article_with_its_marks():
    markup = Markup(
        law_html(
            POLICY, 6, "en", [{"quote": "每年最高20万元", "note": "20.00", "href": "law?at=a6-9", "state": "bind"}]
        )
    )
    assert markup.of("a", href="law?at=a6-9")
    assert POLICY.law.translation_notice.en in markup.text
    assert not Markup(law_html(POLICY, 6, "zh", [])).of("mark")


def test_of_words_that_two_quotes_share_the_more_exact_one_has_them():
    html = marked(
        "按照上年度租金的50%资助", [{"quote": "上年度租金的50%", "note": "2"}, {"quote": "上年度租金", "note": "1"}]
    )
    assert re.sub(r' class="\w+"', "", html) == (
        "按照<mark>上年度租金<sup>1</sup></mark><mark>的50%<sup>2</sup></mark>资助"
    )


def test_words_that_two_quotes_share_are_drawn_as_the_weightier_one_has_them():
    html = marked(
        "按本轮资金的5%", [{"quote": "按本轮资金的5%", "state": "bind"}, {"quote": "本轮资金", "state": "plain"}]
    )
    assert [own["class"] for own in Markup(html).of("mark")] == ["bind"] * 3


def test_the_figures_beside_the_words_come_in_their_order():
    for own in POLICY.articles:
        shown = [int(n) for n in re.findall(r"<sup>(\d+)</sup>", page.article_html(POLICY, own, None, DAY, {}, "zh"))]
        assert shown == list(range(1, len(shown) + 1)), own.number


def test_every_figure_is_drawn_as_part_of_a_mark():
    for own in POLICY.articles:
        html = page.article_html(POLICY, own, None, DAY, {}, "zh")
        assert len(re.findall(r"<sup>", html)) == len(re.findall(r"<sup>\d+</sup></mark>", html))


def test_a_condition_that_one_item_fails_and_another_meets_is_told_as_that():
    facts = {"models": [model("2025-05-20"), model("2026-03-05")]}
    application = {
        "application_date": DAY.isoformat(),
        "applicant": dict(APPLICANT),
        "claims": [{"id": "m", "provision": "art09_genai_filing", "facts": facts}],
    }
    assert "生成式模型备案 部分未满足" in article(9, assess(POLICY, application)).text


def model(day):
    return {"filing_date": day, "kind": "filing", "already_rewarded": False}


def test_in_english_the_translation_says_that_the_marks_stand_in_the_original():
    assert words.text("results.translation_marks", "en") in article(13, lang="en").text
    assert words.text("results.translation_marks", "en") not in article(1, lang="en").text
    assert words.text("results.translation_marks", "zh") not in article(13).text


def test_a_quote_that_ends_inside_another_still_has_its_note():
    html = marked("甲乙丙丁", [{"quote": "甲乙丙", "note": "long"}, {"quote": "丙", "note": "short"}])
    assert "<sup>long</sup>" in html
    assert html.index("<sup>short</sup>") < html.index("<sup>long</sup>")


def test_a_quote_that_is_not_there_marks_nothing():
    assert marked("甲乙", [{"quote": "丙", "note": "x"}, {"quote": "", "note": "y"}]) == "甲乙"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_article_has_its_cases_folded_with_what_they_come_to(lang):
    for number, groups in worked_examples.groups(POLICY).items():
        markup = article(number, lang=lang)
        cases = [case for group in groups for case in group.cases]
        assert words.text("book.folded", lang, count=len(cases)) in markup.text
        assert not markup.of("details", open="")
        for case in cases:
            assert case.says[lang] in markup.text
            assert all(amount[lang] in markup.text for amount in case.amounts)
        for case in (case for group in groups if not group.provision for case in group.cases):
            assert case.why[lang] in markup.text
            assert all(line[lang] in markup.text for line in case.stated)


def test_what_is_kept_for_everybody_is_kept_for_one_day_and_one_set_of_readings():
    assert "2025年1月1日至2025年12月31日" in whole().text
    other = page.whole(POLICY, None, date(2025, 6, 15), POLICY.default_readings(), "zh")
    assert "2024年1月1日至2024年12月31日" in Markup(other).text
    assert "已改按：每个园区各一份" in whole(readings={"park_cap_scope": "park"}).text
    assert "已改按" not in whole().text


def test_a_policy_without_cases_and_an_article_without_any_show_none():
    assert "案例" not in whole(TINY).text
    assert "案例" not in article(1).text


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_document_can_be_downloaded_and_is_made_once_a_day_when_it_is_asked_for(lang, monkeypatch):
    made = []

    def pdf(*given):
        made.append(given)
        return b"%PDF-"

    monkeypatch.setattr(in_use, "today", lambda: DAY)
    monkeypatch.setattr(page, "made", pdf)
    page.document.cache_clear()
    at = visit("law", lang)  # what it offers is there while the visit lasts
    address = offered(at)[words.text("book.download", lang)]
    assert not made
    client = Client([files.route()])
    for _ in range(2):
        answer = client.get(address)
        assert (answer.content, answer.headers["content-type"]) == (b"%PDF-", "application/pdf")
        assert DAY.isoformat() in answer.headers["content-disposition"]
    assert made == [("engine.documents.book:pdf", POLICY, lang, DAY)]
    page.document.cache_clear()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_page_is_drawn(lang, monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: DAY)
    at = visit("law", lang, {"answers": answered()})
    assert POLICY.title.in_language(lang) in said_on(at)
    assert POLICY.law.sha256[:12] in said_on(at)
    assert "<b>（" not in drawn(at)
