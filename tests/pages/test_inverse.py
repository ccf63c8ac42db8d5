"""倒推测算: the page of the inverse questions, with a small registry behind it."""

from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.policy.folder import default_policy, load_policy
from engine.registry import cohorts, scenarios, submissions
from engine.registry.access import NotAllowed, Terminal
from engine.registry.database import Database
from engine.scenario import Scenario
from engine.text import words
from pages.official.budget import desk_store
from pages.official.budget.drafts import DESK
from pages.shared import official
from tests.pages.dividing import signed_in
from tests.pages.markup import Markup
from tests.pages.visiting import again, box, boxes, drawn, go, press, text, type_in, visit
from tests.registry import companies

POLICY = load_policy(default_policy())
WAN = 1_000_000
ANSWERED: dict[str, Any] = {f"{desk_store.ASKS} {DESK}": ""}
"""The session of a tab that has told what it has kept of the desk: nothing."""
RENTS = ("30", "36", "100")
"""Half of it: 15, 18, and 20 by the cap; a national standard each: 40."""


@pytest.fixture(autouse=True)
def _signed_in(registry: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty registry, and a visitor who is signed in."""
    token = signed_in(registry, "示例审核员")
    monkeypatch.setattr(official, "credential", lambda: token)


@pytest.fixture
def claims(registry: Database) -> Database:
    """Three companies with their rents and a standard each: 53 and 120."""
    for number, amount in enumerate(RENTS, 1):
        content = companies.content(number, companies.rent(amount), companies.standard())
        submissions.submit(registry, POLICY, content, "small")
    return registry


def said(at: AppTest) -> str:
    Markup(drawn(at))
    return unescape(text(at))


def put(at: AppTest, question: str, **boxes_: str) -> str:
    """Fill in the boxes of a question and put it; what the page then says."""
    for name, value in boxes_.items():
        where = f"{question}-{name}-zh"
        kind = "selectbox" if boxes(at, "selectbox", where) else "text_input"
        box(at, kind, where).set_value(value)
    return said(press(at, f"iq-ask-{question}-zh"))


def test_without_claims_the_page_says_so_and_leads_to_them(registry):
    at = visit("inverse")
    assert "还没有申报" in said(at)
    assert [link.proto.page for link in at.get("page_link")] == ["claims"]
    assert not boxes(at, "text_input", "-zh")


def test_nothing_is_answered_before_it_is_asked(claims):
    at = visit("inverse")
    assert "6项申报（3家）" in said(at)
    assert "重新分配验算" not in said(at)
    assert "未设预算" in said(at)


def test_the_budget_for_a_ratio_is_said_with_its_proof(claims):
    at = type_in(visit("inverse"), "iq-budget-zh-", "1,000,000元")
    assert "即一百万元" in said(at)
    answer = put(at, "budget_for", ratio="９０％")
    assert "资金总预算至少须155.70万元" in answer
    assert "还差55.70万元" in answer
    assert "预算155.69万元 ○ 达不到" in answer
    assert "预算155.70万元 ● 达到 90%" in answer


def test_a_cap_for_every_award_and_one_of_the_law(claims):
    at = type_in(visit("inverse"), "iq-budget-zh-", "160万")
    answer = put(at, "highest_cap")
    # 15, 18, 20 and three times 35.66.
    assert "单项上限最高可设35.66万元" in answer
    assert "3项（3家）被封顶" in answer
    answer = put(at, "highest_cap", number="art06_rent.cap")
    assert "第六条“房租资助”的限额“每年最高”最多可定为13万元" in answer
    assert "目前为20万元" in answer


def test_the_highest_rate_is_that_of_a_provision(claims):
    at = type_in(visit("inverse"), "iq-budget-zh-", "160")
    answer = put(at, "highest_rate", number="art06_rent.share")
    assert "第六条“房租资助”的比例最多可定为30.33%" in answer
    assert "30.34% ○ 达不到" in answer


def test_what_one_more_buys_is_shown_by_article(claims):
    at = type_in(visit("inverse"), "iq-budget-zh-", "86.5")
    answer = put(at, "worth_of_one_more", total="budget", more="1万")
    assert "资金总预算再增加1万元，实付合计增加1.00万元" in answer
    assert "第十一条 60.00 60.69 +0.69" in answer
    answer = put(at, "worth_of_one_more", total="art10")
    assert "没有任何单位的实付金额改变" in answer


def test_what_cannot_be_understood_is_said_beside_the_question_and_the_rest_stays(claims):
    at = visit("inverse")
    answer = put(at, "budget_for", ratio="九成左右")
    assert "实际资助比例至少须为比例，例如50%、0.5或三分之一；填写的是「九成左右」" in answer
    assert "请填写实际资助比例至少" in put(at, "budget_for", ratio=" ")
    assert "须给出资金总预算" in put(at, "highest_cap")
    at = type_in(at, "iq-budget-zh-", "很多")
    assert "须为数字" in said(at)
    assert "至少须173.00万元" in put(at, "budget_for", ratio="100%")


def test_an_answer_follows_the_budget_the_measure_and_the_claims(claims):
    at = type_in(visit("inverse"), "iq-budget-zh-", "160")
    put(at, "budget_for", ratio="90%")
    at = type_in(at, "iq-budget-zh-", "200")
    assert "富余44.30万元" in said(at)
    box(at, "button_group", "iq-measure-zh").set_value("claims")
    assert "每项从核定到实付的比例要达到90%" in said(again(at))
    submissions.submit(claims, POLICY, companies.content(9, companies.standard()), None)
    assert "至少须191.70万元" in said(again(at))


def test_a_kept_scenario_is_what_is_asked_about(claims):
    scenarios.save(claims, Terminal(), POLICY, Scenario("试算", 2025, 80 * WAN, overrides={"art06_rent.share": "0.1"}))
    at = visit("inverse")
    chosen = box(at, "selectbox", "iq-scenario-zh")
    chosen.select("试算")
    at = again(at)
    assert box(at, "text_input", f"iq-budget-zh-{scenarios.listed(claims, Terminal(), POLICY)[0].id}").value == "80"
    assert "到达总预算这一步的金额合计136.60万元" in put(at, "budget_for", ratio="90%")


def on_the_desk(at: AppTest) -> Any:
    return at.session_state[DESK].current.scenario


def test_an_answer_becomes_a_draft_on_the_desk_by_one_press(claims):
    at = visit("inverse", session=ANSWERED)
    type_in(at, "iq-budget-zh-", "160")
    put(at, "budget_for", ratio="90%")
    press(at, "iq-open-budget_for-zh")
    assert on_the_desk(at) == Scenario("现行（倒推）", 2025, 155_700_000)
    assert "现行（倒推）" in said(at)
    # The draft at hand is what is asked about now, with its budget.
    at = go(at, "inverse")
    assert box(at, "selectbox", "iq-scenario-zh").value == "draft 1"
    put(at, "highest_rate", number="art06_rent.share")
    press(at, "iq-open-highest_rate-zh")
    rate = on_the_desk(at).overrides["art06_rent.share"]
    assert on_the_desk(at) == Scenario("现行（倒推）", 2025, 160 * WAN, overrides={"art06_rent.share": rate})
    worked = cohorts.load(claims, Terminal(), POLICY, 2025).worked
    assert worked is not None
    assert worked.outcome(on_the_desk(at)).budget.ratio == 1


def test_it_starts_from_the_draft_at_hand_with_its_numbers_readings_rule_and_budget(claims):
    at = visit("budget", session=ANSWERED)
    other = Scenario("我的", 2025, 80 * WAN, rule="constrained_equal_awards", overrides={"art06_rent.share": "0.1"})
    at.session_state[DESK].add(other)
    at = go(at, "inverse")
    assert "我的（草案）" in box(at, "selectbox", "iq-scenario-zh").options
    assert box(at, "text_input", "iq-budget-zh-").value == "80"
    assert "到达总预算这一步的金额合计136.60万元" in put(at, "budget_for", ratio="90%")
    press(at, "iq-open-budget_for-zh")
    assert on_the_desk(at) == replace(other, name="我的（倒推）", budget=122_940_000)


def test_a_cap_for_every_award_is_no_scenario_and_that_is_said(claims):
    at = type_in(visit("inverse", session=ANSWERED), "iq-budget-zh-", "160万")
    assert "不能作为方案打开" in put(at, "highest_cap")
    assert not boxes(at, "button", "iq-open-highest_cap-zh")
    put(at, "highest_cap", number="art06_rent.cap")
    assert boxes(at, "button", "iq-open-highest_cap-zh")


def test_the_page_is_there_in_english(claims):
    at = visit("inverse", "en")
    type_in(at, "iq-budget-en-", "160")
    press(at, "iq-ask-budget_for-en")
    assert "the total budget must be at least 155.70万元 (CNY 1,557,000)" in said(at)
    assert "Not reached" in said(at)


def test_an_answer_stays_when_the_language_changes(claims):
    at = visit("inverse")
    put(at, "budget_for", ratio="80%")
    at.session_state["language"] = "en"
    at.query_params["lang"] = "en"
    assert "to reach 80%" in said(again(at))


def test_whoever_is_no_longer_signed_in_sees_nothing(claims, monkeypatch):
    at = visit("inverse")
    put(at, "budget_for", ratio="80%")

    def ended(*_: Any, **__: Any) -> None:
        raise NotAllowed

    monkeypatch.setattr("engine.registry.cohorts.held", ended)
    assert "重新登录" in said(again(at))
    assert "138.40" not in said(at)


def test_a_registry_that_is_not_there_is_said_calmly(claims, monkeypatch):
    def broken(*_: Any, **__: Any) -> None:
        raise Unavailable("registry.disk_full")

    from engine.registry.database import Unavailable

    monkeypatch.setattr("engine.registry.cohorts.held", broken)
    assert "磁盘已满" in said(visit("inverse"))


def test_what_is_open_is_in_no_answer_and_that_is_said(claims):
    """Three platforms for two places, and no scores: nobody has one yet."""
    assert words.text("inverse.open", "zh", note="").strip() not in said(visit("inverse", session=ANSWERED))
    for number, project in enumerate(("甲平台", "乙平台", "丙平台"), 4):
        content = companies.content(number, companies.platform(project, assessed_amount="100"))
        submissions.submit(claims, POLICY, content, "small")
    shown = said(visit("inverse", session=ANSWERED))
    assert "以下回答不计待定事项。如待定事项均按最高额审核通过：" in shown
