"""Where a company looks it says by which guideline it is, or that none is known; officials put one in."""

import re
from datetime import date

import pytest

from engine.registry import guidelines
from engine.registry.access import Terminal
from engine.text import words
from engine.view import filing
from pages.shared import in_use
from tests import example_guideline
from tests.engine.assessment.test_guideline import rent
from tests.pages.registering import POLICY, company
from tests.pages.seeding import answered, said_on
from tests.pages.visiting import boxes, press, type_in, visit

TOML, TEXT = example_guideline.TOML.encode(), example_guideline.TEXT.encode()
PLACES = ("", "article-6", "result", "submit")


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 11, 20))
    for module in ("pages.home", "pages.shared.guideline", "pages.company.article", "pages.official.guidelines"):
        monkeypatch.setattr(f"{module}.today", in_use.today)


def seen(place, lang="zh"):
    content = rent("2026-11-20")
    content["claims"][0]["id"] = "c1"
    del content["applicant"]["id"]
    return said_on(visit(place, lang, {"answers": answered({**content, "readings": {}})}))


def put_in(registry, *changes):
    toml, text = (part.encode() for part in example_guideline.texts(*changes))
    plan = guidelines.look_over(registry, Terminal(), POLICY, toml, text)
    guidelines.put_in(registry, Terminal(), POLICY, toml, text, plan.version)


def test_without_a_guideline_every_place_says_that_none_is_known_and_the_law_is_applied(registry):
    for place in PLACES:
        assert "没有收录2026年的申请指南" in seen(place), place
    assert "No application guideline of 2026 is known here" in seen("result", "en")


def test_with_one_every_place_says_which_and_the_windows_have_their_days_left(registry):
    put_in(registry)
    for place in PLACES:
        said = seen(place)
        assert "【示例】2026年的申报按一份虚构的申请指南测算" in said, place
        assert "没有收录" not in said, place
    home, article, result = (seen(place) for place in ("", "article-6", "result"))
    assert "申报期2026年11月2日至2026年12月18日，还有28天截止" in home
    assert "申报期2026年5月6日至2026年6月30日，已截止" in home
    assert "第五条年度资助总金额：条文1000万元，本年按800万元" in home
    assert "奖励金额（国际标准）：条文60万元，本年按50万元" in home
    assert "房租资助：申报期2026年11月2日至2026年12月18日，还有28天截止" in article
    assert "上年度实际发生租金的比例：条文50%，本年按40%" in article
    assert "无违法违规证明（由市公共信用中心出具或提供），约需3个工作日" in article
    assert "15.00" in result
    assert "2026年度房租按照上年度实际发生租金的40%给予资助" in result
    assert "现在不在申报期内" not in result


def test_what_is_out_of_its_window_is_said_with_the_result_and_before_it_is_submitted(registry):
    put_in(registry, ("2026年11月2日", "2026年11月22日"), ("from = 2026-11-02", "from = 2026-11-22"))
    assert "房租资助：申报期2026年11月22日至2026年12月18日，还有2天开始" in seen("result")
    assert words.text("guideline.shut_submit", "zh") in seen("submit")


def test_a_visit_goes_on_under_a_guideline_that_is_put_in_or_withdrawn_meanwhile(registry):
    content = rent("2026-11-20")
    content["claims"][0]["id"] = "c1"
    del content["applicant"]["id"]
    at = visit("result", "zh", {"answers": answered({**content, "readings": {}})})
    assert "20.00" in said_on(at)
    put_in(registry)
    at.run()
    assert "15.00" in said_on(at)
    (kept,) = guidelines.listed(registry, Terminal(), POLICY)
    guidelines.withdraw(registry, Terminal(), POLICY, kept.id, "发布有误")
    at.run()
    assert "没有收录2026年的申请指南" in said_on(at)
    assert "20.00" in said_on(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_official_puts_one_in_sees_its_versions_and_withdraws_it(registry, desk, lang):
    def page():
        return visit("claims", lang, query={"do": "guidelines", "lang": lang})

    at = page()
    assert words.text("guideline.none", lang, year=2026) in said_on(at)

    def choose(toml, text):
        uploads = at.file_uploader
        uploads[0].set_value(("2026.toml", toml, "application/toml"))
        uploads[1].set_value(("2026.zh.txt", text, "text/plain"))
        at.run()
        assert not at.exception

    choose(TOML.replace(b'to = "40%"', b'to = "60%"'), TEXT)
    assert "60%" in said_on(at)
    assert words.text("guideline.unsound", lang, count=1) in said_on(at)
    choose(TOML, TEXT)
    rent_title = POLICY.provision("art06_rent").title.in_language(lang)
    assert re.search(f"{rent_title}[：:] ?(每年最高|Yearly maximum).*15", said_on(at)), (
        "each number says of which matter it is"
    )
    assert words.text("guideline.plan_new", lang, year=2026, version=1) in said_on(at)
    press(at, "guideline_put_in")
    at = page()
    (kept,) = guidelines.listed(registry, desk.token, POLICY)
    assert kept.who == "李审核员（示例）"
    state = words.text("guideline.state_in_effect", lang)
    assert words.text("guideline.version", lang, year=2026, version=1, state=state) in [e.label for e in at.expander]
    press(type_in(at, f"withdraw-reason-{kept.id}", "发布有误"), f"withdraw-{kept.id}")
    at = page()
    assert "发布有误" in said_on(at)
    assert words.text("guideline.none", lang, year=2026) in said_on(at)


def test_the_invented_one_is_put_in_with_a_click_unless_there_are_real_applications(registry, desk):
    press(visit("claims", query={"do": "guidelines"}), "guideline-example-2026")
    (kept,) = guidelines.listed(registry, desk.token, POLICY)
    assert (kept.guideline.toml, kept.guideline.text) == (example_guideline.TOML, example_guideline.TEXT)
    assert not boxes(visit("claims", query={"do": "guidelines"}), "button", "guideline-example-2026")
    guidelines.withdraw(registry, desk.token, POLICY, kept.id, "演示完毕")
    desk.add(company("甲公司", "art06_rent") | {"application_date": "2026-11-20"})
    at = press(visit("claims", query={"do": "guidelines"}), "guideline-example-2026")
    assert not at.exception
    assert [one.in_effect for one in guidelines.listed(registry, desk.token, POLICY)] == [False]


def test_the_way_to_it_stands_below_the_claims_even_where_there_are_none(registry, desk):
    assert words.text("guideline.open", "zh") in said_on(visit("claims"))
    desk.add(company("示例甲（示例）", "art06_rent"))
    assert words.text("guideline.open", "zh") in said_on(visit("claims"))


def test_whoever_is_no_official_has_no_such_page(registry):
    assert words.text("guideline.choose", "zh") not in said_on(visit("claims", query={"do": "guidelines"}))


def test_an_invented_one_is_set_aside_for_the_first_real_application_and_every_place_says_so(registry, desk):
    put_in(registry)
    assert "15.00" in seen("result")
    (stored,) = desk.add(company("甲公司", "art06_rent") | {"application_date": "2026-11-20"})
    for said in (said_on(visit("claims", query={"application": stored.id})), seen("result"), seen("")):
        assert "没有收录2026年的申请指南" in said
        assert "虚构" not in said
    at = visit("claims", query={"do": "guidelines"})
    state = words.text("guideline.state_set_aside", "zh")
    assert [e for e in at.expander if e.label == f"2026年 第1版（{state}）"]
    (kept,) = guidelines.listed(registry, desk.token, POLICY)
    press(type_in(at, f"withdraw-reason-{kept.id}", "演示完毕"), f"withdraw-{kept.id}")
    (kept,) = guidelines.listed(registry, desk.token, POLICY)
    assert (kept.set_aside, kept.reason) == (False, "演示完毕")


def test_that_it_is_invented_is_said_in_one_sentence_that_says_nothing_twice():
    for lang, once in (("zh", ("示例", "虚构", "仅供演示")), ("en", ("xample", "invented", "demonstration"))):
        said = filing.about(example_guideline.guided(), 2026)[lang]
        assert [said.count(word) for word in once] == [1, 1, 1], said


def test_officials_see_by_which_guideline_a_claim_is_and_that_it_was_made_outside_of_its_window(registry, desk):
    put_in(registry, *example_guideline.ISSUED)
    days = [("示例甲（示例）", "2026-06-01"), ("示例乙（示例）", "2026-11-20")]
    for stored in desk.add(*(company(name, "art06_rent") | {"application_date": day} for name, day in days)):
        said = said_on(visit("claims", query={"application": stored.id}))
        assert "2026年的申报按《2026年度深圳市龙华区人工智能及机器人产业专项资金申请指南" in said
        late = "申报之日2026年6月1日不在申请指南规定的申报期（2026年11月2日至2026年12月18日）内"
        assert (late in said) == (stored.day == date(2026, 6, 1))


def test_the_budget_starts_from_the_numbers_of_the_guideline(registry, desk):
    put_in(registry, *example_guideline.ISSUED)
    names = ("示例甲（示例）", "示例乙（示例）")
    desk.add(
        *(company(name, "art05_revenue_growth", "art06_rent") | {"application_date": "2026-11-20"} for name in names)
    )
    at = visit("budget", query={"year": "2026"})
    values = [one.value for one in at.text_input]
    assert "800" in values
    assert "1000" in values  # of articles that it leaves as they are
