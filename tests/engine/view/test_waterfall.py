"""The rows of a ledger: every figure written, every bar measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_policy
from engine.view import waterfall, why
from tests.law.cases import APPLICANT
from tests.pages import samples

POLICY = load_policy(default_policy())


def rows(*steps, lang="zh"):
    return waterfall.rows(list(steps), lang)


def test_an_exact_amount_is_cut_and_says_that_there_is_more():
    [row] = rows(samples.step("bind", "总量折算", 2, "q", "639/40", "20", which="budget"))
    assert row.amount_text == "15.97…"


def test_a_closing_amount_is_truncated_and_says_nothing_more():
    [row] = rows(samples.approved("15.97", "639/40"))
    assert (row.kind, row.amount_text) == ("sum", "15.97")


def test_what_a_limit_takes_away_is_the_difference_of_the_figures_shown():
    [row] = rows(samples.step("bind", "年度上限", 6, "q", "20", "26.1599"))
    assert (row.amount_text, row.cut_text) == ("20.00", "−6.15")


def test_a_ratio_is_shown_as_one_and_not_as_a_subtraction():
    [row] = rows(samples.step("bind", "总量折算", 2, "q", "15.9752", "20", which="budget"))
    assert row.cut_text == "×79.87…%"


def test_what_has_no_effect_says_so_in_each_language():
    step = samples.step("skip", "单项上限", 9, "q", "115.73", "115.73")
    assert rows(step)[0].amount_text == "不变"
    assert rows(step, lang="en")[0].amount_text == "no change"


def test_all_bars_share_the_scale_of_the_largest_amount():
    steps = [s for s in samples.EMBODIED["steps"] if s["step"] in ("base", "rate", "applicant_year_cap")]
    base, half, capped = waterfall.rows(steps, "zh")
    assert (base.width, half.width, half.cut, capped.width) == (1000, 500, 500, 432)
    assert capped.width + capped.cut == half.width


def test_a_sum_of_items_is_not_drawn_as_a_closed_account():
    [row] = rows(samples.step("sum", "各项合计", 11, "q", "180", None, which="sum"))
    assert row.kind == "calc"


def test_conditions_are_no_rows():
    assert not rows(samples.FIELD)
    [condition] = waterfall.conditions([samples.FIELD], "zh")
    assert (condition.kind, condition.article, condition.quote) == ("met", 3, "人工智能、机器人领域企业和机构")


def test_without_amounts_there_are_no_bars():
    [row] = rows(samples.approved("0.00", "0"))
    assert (row.width, row.cut) == (0, 0)


@given(some.lists(some.fractions(0, 10**12, max_denominator=10**6), min_size=1, max_size=8))
def test_no_bar_is_longer_than_the_scale_and_none_that_is_something_is_invisible(amounts):
    falling = sorted(amounts, reverse=True)
    steps = [
        samples.step("bind", "x", 1, "q", str(after), str(before))
        for before, after in zip([falling[0], *falling], falling, strict=False)
    ]
    for row, amount in zip(waterfall.rows(steps, "zh"), falling, strict=True):
        assert 0 <= row.width <= row.width + row.cut <= waterfall.SCALE
        assert (row.width > 0) == (amount > 0)


@pytest.mark.parametrize(
    ("claim", "asked"),
    [
        (samples.EMBODIED, "为什么是92.58，不是115.73？"),
        (samples.RENT, "为什么是20.00，不是26.15？"),
        (samples.REVENUE, "10.00是怎样得出的？"),
        (samples.FINANCING, "为什么没有测算金额？"),
    ],
    ids=lambda x: x["id"] if isinstance(x, dict) else "",
)
def test_the_question_is_the_one_that_the_reader_has(claim, asked):
    assert why.question(claim["steps"], "zh") == asked


def test_after_the_budget_the_question_is_about_what_is_paid():
    assert why.question([*samples.RENT["steps"], *samples.BUDGET_STEPS], "en") == "Why 15.97, and not 26.15?"


def test_no_amount_at_all_raises_no_question():
    assert why.question([samples.FIELD], "zh") == ""


# ------------------------------------------------------------------------------------------------ in a sentence


def answered(provision, facts, lang="zh", day="2025-06-15"):
    application = {
        "application_date": day,
        "applicant": dict(APPLICANT),
        "claims": [{"id": "c", "provision": provision, "facts": facts}],
    }
    claim = assess(POLICY, application)["claims"][0]
    return why.answer(claim["steps"], lang, claim.get("entries") or ())


def model(day):
    return {"filing_date": day, "kind": "filing", "already_rewarded": False}


def rents(*amounts):
    return {
        "rents": [{"amount": amount, "year": 2024} for amount in amounts],
        "assessed": True,
        "years_received": 0,
    }


def test_a_fixed_sum_is_answered_with_what_it_is_given_for():
    facts = {"revenues": {"2024": "6000", "2023": "5000"}, "core_technology": True, "already_received": False}
    assert answered("art05_revenue_growth", facts) == (
        "拥有自主核心技术，上年度营收达到5000万元，营收正增长，一次性奖励10万元。"
    )
    said = answered("art05_revenue_growth", facts, "en")
    assert said.endswith("; revenue has grown; one-off reward 10万元 (CNY 100,000).")


def test_a_share_is_answered_with_its_base_and_what_was_taken_off_it():
    assert answered("art06_rent", rents("30")) == "上年度实际发生租金30.00万元；30.00万元 × 50% = 15.00万元。"
    project = {"id": "x", "total_investment": "1200", "fiscal_investment": "300"}
    assert answered("art10_scenario_solver", {"challenge_mode": True, "project": project}) == (
        "项目总投入1,200.00万元，减去300.00万元（扣除财政投入）；900.00万元 × 20% = 180.00万元。"
    )


def test_several_items_are_answered_one_by_one_and_together():
    assert answered("art06_rent", rents("20", "10")) == "租用场所1 10.00万元、租用场所2 5.00万元，合计15.00万元。"
    assert answered("art09_genai_filing", {"models": [model("2024-05-01"), model("2025-05-01")]}) == (
        "模型1：通过备案，上年度通过备案，每个模型50万元；模型2不计入。"
    )


def test_an_entry_is_called_by_the_matter_that_it_names():
    models = [model("2024-05-01") | {"filing_number": "粤网信备1号"}, model("2025-05-01")]
    assert answered("art09_genai_filing", {"models": models}) == (
        "模型 粤网信备1号：通过备案，上年度通过备案，每个模型50万元；模型2不计入。"
    )
    same = [model("2024-05-01") | {"filing_number": number} for number in ("粤网信备1号", "粤网信备 １号")]
    assert answered("art09_genai_filing", {"models": same}, "en").startswith("Model 粤网信备1号 (no. 1): ")
    assert answered("art09_genai_filing", {"models": same}) == (
        "模型 粤网信备1号（第1项）：通过备案，上年度通过备案，每个模型50万元。"
        "模型 粤网信备 １号（第2项）不计入：同一模型已计入，不再重复计。"
    )


def test_where_something_was_cut_the_answer_is_what_cut_it():
    assert answered("art06_rent", rents("52.3")) == "每年最高20万元：超出上限6.15万元，不计入。"


def test_what_is_taken_off_a_base_is_shown_as_a_subtraction_and_is_no_limit():
    step = samples.step("calc", "近2年以外到账", 13, "近2年获得", "2300", "3300", operation={"op": "subtract"})
    [row] = rows(step)
    assert (row.kind, row.cut_text, row.width, row.cut) == ("calc", "−1,000.00", 696, 304)
    assert waterfall.limited_from([step]) == ""
