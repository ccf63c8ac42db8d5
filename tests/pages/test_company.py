"""The pages of a company, drawn and answered in both languages, without a browser."""

import re
from datetime import date

import pytest

from engine.policy.folder import default_policy, load_folder, load_policy
from engine.text import words
from pages.shared import in_use
from pages.shared.answers import Answers
from tests.conftest import ROOT
from tests.law.cases import APPLICANT
from tests.pages import samples
from tests.pages.seeding import answered
from tests.pages.visiting import again, box, boxes, choose, drawn, go, listed_tasks, press, text, type_in, visit

POLICY = load_policy(default_policy())
ARTICLES = list(dict.fromkeys(p.article for p in POLICY.provisions))
COMPANY_PAGES = ["profile", *(f"article-{n}" for n in ARTICLES), "review"]
LANGUAGES = words.LANGUAGES
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2025, 6, 15))


def claiming_everything(policy=POLICY):
    """Every provision claimed, every group open, every list with an entry: every question there is."""
    answers = Answers.blank(policy)
    for provision in policy.provisions:
        answers.add_claim(provision.id)
    for claim in answers.application["claims"]:
        for asked in list(answers.asked(claim)):
            if asked.fact.type == "group":
                answers.open_group(asked.address)
            elif asked.fact.type == "list":
                answers.add_entry(asked.address, asked.fact)
    return answers


def rent(lang="zh", session=None):
    """The page of the sixth article with the rent claimed."""
    return choose(visit("article-6", lang, session), "art06_rent", "yes")


def shown(page, claims, lang="zh"):
    """The page of an article for a company with these claims."""
    content = {"application_date": "2025-06-15", "applicant": dict(APPLICANT), "readings": {}, "claims": claims}
    return text(visit(page, lang, {"answers": answered(content)}))


def test_the_amount_of_a_platform_is_said_to_hang_on_a_place_and_is_not_in_what_stays_in_sight():
    said = shown("article-12", [samples.PLATFORM])
    assert words.text("pages.figure_competing", "zh") in said
    assert words.text("pages.bar_competing", "zh") in said
    assert words.text("pages.figure_ceiling", "zh") + "2,000.00" not in said
    rents = {"rents": [{"amount": "40", "year": 2024}], "assessed": True, "years_received": 0}
    said = shown("article-5", [samples.PLATFORM, {"id": "r", "provision": "art06_rent", "facts": rents}])
    total, ceiling = words.text("results.total_calculated", "zh"), words.text("pages.bar_ceiling", "zh")
    assert re.search(rf"{total}\s*{ceiling}\s*20\.00", said)


def test_why_nothing_comes_of_a_claim_stands_beside_its_title():
    rents = {"rents": [{"amount": "40", "year": 2024}], "assessed": True, "years_received": 0}
    elsewhere = {"id": "r", "provision": "art06_rent", "facts": rents | {"other_district": {"amount": "60"}}}
    event = {"id": "e", "provision": "art14_events", "facts": {"event_cost": "10"}}
    for page, claim, state in (("article-6", elsewhere, "other_policy"), ("article-14", event, "no_grant")):
        said = shown(page, [claim])
        assert words.text(f"results.status_{state}", "zh") in said
        assert words.text("results.status_ineligible", "zh") not in said


def state(at):
    return at.session_state["answers"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", COMPANY_PAGES)
def test_every_page_is_drawn_with_every_question_there_is(page, lang):
    at = visit(page, lang, {"answers": claiming_everything()})
    heading = re.search(r"<h1>(.*?)</h1>", drawn(at))
    assert heading, drawn(at)[:500]
    if page.startswith("article-"):
        article = POLICY.article(int(page.removeprefix("article-")))
        assert article.title.in_language(lang) in heading[1]
        asked = [a for c in state(at).application["claims"] for a in state(at).asked(c)]
        here = {p.id for p in POLICY.provisions_of(article.number)}
        mine = [a for a in asked if state(at).claim(a.address[0])["provision"] in here]
        boxes = {w.key for kind in ("text_input", "button_group", "selectbox", "radio") for w in at.get(kind)}
        for a in mine:
            key = f"w0-{lang}-" + "-".join(str(step) for step in a.address)
            assert key in boxes or a.fact.type == "list", key


@pytest.mark.parametrize("page", COMPANY_PAGES)
def test_in_english_no_widget_speaks_chinese(page):
    at = visit(page, "en", {"answers": claiming_everything()})
    kinds = ("text_input", "button_group", "selectbox", "radio", "checkbox", "button", "page_link")
    for kind in kinds:
        for widget in boxes(at, kind):
            if widget.key == "switch":
                continue
            said = [widget.label, *map(str, getattr(widget, "options", []))]
            for sentence in said:
                assert not CHINESE.search(sentence.replace("万元", "")), (kind, sentence)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["profile", "review"])
def test_a_second_policy_makes_its_own_pages(page, lang, monkeypatch):
    tiny = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
    monkeypatch.setattr(in_use, "policy_in_use", lambda: tiny)
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 6, 15))
    at = visit(page, lang, {"answers": claiming_everything(tiny)})
    for number in (3, 4, 5, 6):
        assert tiny.article(number).title.in_language(lang) in dict(listed_tasks(at))[f"article-{number}"]
        go(at, f"article-{number}")
        assert tiny.provisions_of(number)[0].summary.in_language(lang) in text(at)


@pytest.mark.parametrize(
    ("lang", "echo", "fault"),
    [
        ("zh", "即五十二万三千元（523,000元）", "实际发生租金须为数字，例如38.5"),
        ("en", "That is 523 thousand yuan (CNY 523,000)", "must be a number, for example 38.5"),
    ],
)
def test_money_is_echoed_as_understood_and_a_fault_stands_below_its_box(lang, echo, fault):
    at = type_in(rent(lang), "-amount", "523,000元")
    assert echo in text(at)
    assert box(at, "text_input", "-amount").value == "523,000元"
    type_in(at, "-amount", "约五十二")
    assert fault in text(at)
    assert echo not in text(at)
    assert box(at, "text_input", "-amount").value == "约五十二"
    [stated] = state(at).application["claims"][0]["facts"]["rents"]
    assert stated == {"year": 2024, "amount": {"unreadable": "约五十二"}}


@pytest.mark.parametrize("typed", ["1e3", "-1", "1" * 13, "NaN", "$5"])
def test_what_is_no_amount_is_refused_beside_its_box(typed):
    at = type_in(rent(), "-amount", typed)
    assert 'class="f-fault" role="alert"' in drawn(at)
    assert typed in text(at)


def test_nothing_is_lost_on_the_way_through_other_pages():
    at = type_in(rent(), "-amount", "523,000元")
    type_in(at, "years_received", "x")
    choose(at, "-assessed", "yes")
    choose(at, "-year", "2024")
    for page in ("article-13", "profile", "review", "article-6"):
        go(at, page)
    assert box(at, "text_input", "-amount").value == "523,000元"
    assert box(at, "text_input", "years_received").value == "x"
    assert box(at, "button_group", "-assessed").value == "yes"
    assert box(at, "button_group", "-year").value == "2024"


def test_nothing_is_lost_when_the_language_changes():
    at = type_in(rent("zh"), "-amount", "523,000元")
    choose(at, "-assessed", "unknown")
    choose(at, "switch", "en")
    assert "Do you claim" in box(at, "button_group", "art06_rent").label
    assert box(at, "text_input", "-amount").value == "523,000元"
    assert box(at, "button_group", "-assessed").value == "unknown"
    assert state(at).application["claims"][0]["facts"]["assessed"] is None


def test_the_result_lives_beside_the_questions():
    at = rent("zh", {"answers": _a_company()})
    assert "还需补充" in text(at)
    assert "再答" in text(at)
    type_in(at, "-amount", "523,000元")
    choose(at, "-year", "2024")
    choose(at, "-assessed", "yes")
    assert "再答1题即可测算" in text(at)
    type_in(at, "years_received", "0")
    assert "可能符合" in text(at)
    assert "为什么是20.00，不是26.15？" in text(at)
    assert re.search(r"<mark class=\"bind\"[^>]*>每年最高20万元<sup>20.00</sup>", drawn(at))
    choose(at, "-assessed", "no")
    assert "暂不符合" in text(at)
    assert "未满足的条件" in text(at)


def _a_company():
    answers = Answers.blank(POLICY)
    for name, value in {
        "entity_type": "enterprise",
        "legal_person": True,
        "operates_in_longhua": True,
        "ai_robotics": True,
        "disqualified": False,
    }.items():
        answers.answer(("applicant", name), value)
    return answers


def financed(day="2026-03-20"):
    """The page of article 13 with a round of which one instalment is too old and one has district money in it."""
    instalments = [
        {"date": "2023-10-01", "amount": "1000", "fund": True},
        {"date": "2025-03-01", "amount": "1500", "fund": True, "district_fund": "200"},
        {"date": "2026-03-05", "amount": "800", "fund": True},
    ]
    facts = {"rounds": [{"instalments": instalments}], "assessed": True, "already_received": False}
    application = {
        "application_date": day,
        "applicant": dict(APPLICANT),
        "claims": [{"id": "f", "provision": "art13_financing", "facts": facts}],
        "readings": {},
    }
    return visit("article-13", "zh", {"answers": answered(application)})


def marks_of(at):
    html = drawn(at)
    law = html[html.index('class="f-law"') :]
    return re.findall(r'<mark class="(\w+)"[^>]*>([^<]*)(?:<sup>([^<]*)</sup>)?</mark>', law)


def test_whatever_changed_the_amount_is_a_step_and_is_marked_in_the_law():
    at = financed()
    assert marks_of(at) == [
        ("bind", "近2年获得", "−1,000.00"),
        ("bind", "按本轮到位资金的5%", "105.00"),
        ("bind", "扣除龙华区政府股权投资基金出资部分", "−200.00"),
    ]
    said = text(at)
    assert words.text("pages.law_unmarked", "zh") in said
    assert "105.00是怎样得出的？ 到账批次3项，合计3,300.00万元，减去1,000.00万元（近2年以外到账）" in said


def test_advice_stands_apart_from_the_answer():
    html = drawn(financed())
    hints = html[html.index('class="f-hints"') :]
    assert hints.index(words.text("pages.hints", "zh")) < hints.index("再增加1,900.00万元")
    answer = html[html.index('class="f-say"') : html.index('class="f-hints"')]
    assert "再增加" not in answer


def test_where_there_is_no_figure_the_law_is_not_said_to_have_decided_it():
    at = financed("2027-03-10")
    assert ("failed", "单轮投资在2000万元及以上", "") in marks_of(at)
    assert words.text("pages.law_decides", "zh") not in text(at)


def test_while_an_answer_is_missing_nothing_is_said_of_unmarked_words():
    at = choose(financed(), "f-assessed", "unknown")
    assert words.text("pages.law_unmarked", "zh") not in text(at)


def test_while_the_sum_itself_is_unknown_no_phrase_is_given_an_amount():
    vouchers = {"id": "v", "provision": "art04_compute_voucher", "facts": {}}
    application = {"application_date": "2026-03-20", "applicant": dict(APPLICANT), "claims": [vouchers], "readings": {}}
    at = visit("article-4", "zh", {"answers": answered(application)})
    assert words.text("results.status_needs_information", "zh") in text(at)
    assert all(not note for _, _, note in marks_of(at))


@pytest.mark.parametrize(("lang", "label"), [("zh", "按预算折算后 80%"), ("en", "After the budget, at 80%")])
def test_with_a_payout_ratio_both_amounts_stand_together(lang, label):
    answers = _a_company()
    answers.set_payout("80%")
    at = rent(lang, {"answers": answers})
    type_in(at, "-amount", "523,000元")
    choose(at, "-year", "2024")
    choose(at, "-assessed", "yes")
    type_in(at, "years_received", "0")
    assert label in text(at)
    assert "16.00" in text(at)


def test_what_the_engine_refuses_is_said_at_the_box_and_where_the_result_would_be():
    at = choose(visit("article-10", "zh"), "art10_scenario_publisher", "yes")
    type_in(at, "total_investment", "10")
    type_in(at, "fiscal_investment", "11")
    message = "财政投入不能超过项目总投入"
    assert text(at).count(message) == 2
    assert box(at, "text_input", "fiscal_investment").value == "11"
    assert state(at).statuses()[10] == "in_progress"


def test_entries_are_added_removed_and_brought_back():
    at = type_in(rent(), "-amount", "1万")
    press(at, "-c1-rents")
    assert [b.value for b in boxes(at, "text_input", "-amount")] == ["1万", ""]
    first = boxes(at, "button", "-1")
    assert [b.label for b in first] == ["复制", "上移", "下移", "移除"]
    press(at, first[-1].key)
    assert box(at, "text_input", "-amount").value == ""
    press(at, next(b.key for b in boxes(at, "button") if b.label == "撤销移除"))
    assert [b.value for b in boxes(at, "text_input", "-amount")] == ["1万", ""]


def test_the_only_card_of_a_list_that_must_be_answered_cannot_be_removed():
    assert not [b for b in boxes(rent(), "button") if b.label.startswith("移除")]


def cards(at):
    """The headings of the cards, in order."""
    return re.findall(r'<h[34] class="f-card"[^>]*>(.*?)</h', drawn(at))


def test_nested_lists_have_cards_in_cards():
    at = choose(visit("article-13"), "art13_financing", "yes")
    assert cards(at) == ["融资轮次1", "到账批次1"]
    press(at, "-instalments")
    assert cards(at) == ["融资轮次1", "到账批次1", "到账批次2"]
    press(at, "-c1-rounds")
    assert cards(at) == ["融资轮次1", "到账批次1", "到账批次2", "融资轮次2", "到账批次1"]


def test_a_second_project_is_a_second_claim():
    at = choose(visit("article-10"), "art10_scenario_solver", "yes")
    press(at, "add-art10_scenario_solver-0")
    assert [c["provision"] for c in state(at).application["claims"]] == ["art10_scenario_solver"] * 2
    assert "项目 2：" in text(at)
    press(at, "remove-c1-0")
    assert [c["id"] for c in state(at).application["claims"]] == ["c2"]


def test_declining_takes_an_article_out_of_the_way_and_loses_nothing():
    at = type_in(rent(), "-amount", "1万")
    choose(at, "art06_rent", "no")
    choose(at, "art06_park_operations", "no")
    assert "未选" in dict(listed_tasks(at))["article-6"]
    choose(at, "art06_rent", "yes")
    assert box(at, "text_input", "-amount").value == "1万"


@pytest.mark.parametrize(
    ("lang", "message"), [("zh", "校验位不符"), ("en", "The check digit of this unified social credit code is wrong")]
)
def test_a_credit_code_is_checked_by_its_digit(lang, message):
    at = type_in(visit("profile", lang), "uscc", "91110000600037342L")
    assert message in text(at)
    assert state(at).application["applicant"]["uscc"] == {"unreadable": "91110000600037342L"}
    type_in(at, "uscc", "9111 0000 6000 37341L")
    assert message not in text(at)
    assert state(at).application["applicant"]["uscc"] == "91110000600037341L"


def test_the_profile_says_which_articles_it_opens_and_closes():
    at = visit("profile", "zh")
    assert "还要看" in text(at)
    choose(at, "-applicant-legal_person", "no")
    assert text(at).count("暂不能申报") == len(POLICY.provisions)
    assert "不具有独立法人资格" in text(at)
    at = visit("profile", "zh", {"answers": _a_company()})
    assert text(at).count("可以申报") - 1 == len(POLICY.provisions)  # once in the heading
    box(at, "radio", "entity_type").set_value("institution")
    again(at)
    enterprises_only = [p for p in POLICY.provisions if any(c.fact == "applicant.entity_type" for c in p.when)]
    assert text(at).count("暂不能申报") == len(enterprises_only) > 0


def test_without_a_date_nothing_is_estimated_and_it_is_said():
    at = visit("profile", "zh")
    type_in(at, "application_date", "")
    assert "申报之日须填写，例如" in text(at)
    go(at, "article-6")
    choose(at, "art06_rent", "yes")
    assert "请先在“基本情况”填写申报之日" in text(at)


def test_the_review_shows_every_answer_as_it_is_and_leads_back():
    at = rent()
    type_in(at, "-amount", "约五十二")
    choose(at, "-assessed", "unknown")
    choose(at, "-year", "2024")
    go(at, "profile")
    type_in(at, "-name", '<img src="x"> *甲*')
    go(at, "review")
    html = drawn(at)
    assert "&lt;img src=&#34;x&#34;&gt; *甲*" in html
    assert "<img" not in html
    assert "填写内容无法识别：约五十二" in html
    assert "◐ 暂不清楚" in html
    assert "◐ 未答" in html
    assert re.search(r"租用场所1：租金年度</th><td>2024年</td>", html)
    assert 'href="article-6?lang=zh&amp;at=q-c1-assessed&amp;back=review"' in html
    assert "有1处填写没有计入" in text(at)
    assert "◐ 未填，按不同事项计；提交时须填场所地址" in html
    assert words.text("pages.review_nameless", "zh", count=1) in text(at)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_name_of_the_company_is_never_read_as_markup(lang):
    at = type_in(visit("profile", lang), "-name", "<script>alert(1)</script> ![x](http://192.0.2.1/x.png) :red[x]")
    for page in ("article-6", "review", "result"):
        go(at, page)
        assert "<script" not in drawn(at)
        labels = [w.label for kind in ("page_link", "button", "text_input") for w in boxes(at, kind)]
        assert not [label for label in labels if "192.0.2.1" in label]
        assert not [m.value for m in at.markdown if "192.0.2.1" in m.value]
