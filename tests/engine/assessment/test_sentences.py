"""What a step says is so, figure by figure."""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any

import pytest

from engine.allocation.allocate import allocate
from engine.allocation.payout import after_budget
from engine.assessment.answer import Assessment, ClaimAnswer
from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_policy
from engine.policy.pack import Policy
from engine.view import waterfall, why, worked_examples
from tests.law.cases import APPLICANT
from tests.oracle.applications import applications

SOLVER = "art10_scenario_solver"
CUT = re.compile(r"(?<![0-9,])0\.00…")


@cache
def policy() -> Policy:
    return load_policy(default_policy())


def assessed(*claims: tuple[str, dict[str, Any]], **more: Any) -> Assessment:
    stated = [{"id": f"c{n}", "provision": p, "facts": facts} for n, (p, facts) in enumerate(claims)]
    application = {"application_date": "2025-06-15", "applicant": dict(APPLICANT), "claims": stated}
    return assess(policy(), {**application, **more})


def only(provision: str, facts: dict[str, Any], **more: Any) -> ClaimAnswer:
    return assessed((provision, facts), **more)["claims"][0]


def failed(claim: ClaimAnswer) -> list[str]:
    return [s["text"]["zh"] for s in claim["steps"] if s["kind"] == "condition" and s["state"] == "failed"]


def growth(last: str, prior: str) -> dict[str, Any]:
    return {"revenues": {"2024": last, "2023": prior}, "core_technology": True, "already_received": False}


def round_of(*instalments: tuple[str, str]) -> dict[str, Any]:
    return {"instalments": [{"date": day, "amount": amount, "fund": True} for day, amount in instalments]}


def financing(*rounds: dict[str, Any]) -> dict[str, Any]:
    return {"rounds": list(rounds), "assessed": True, "already_received": False}


def test_growth_above_a_year_of_nothing_is_refused_by_the_reading_and_says_so():
    claim = only("art05_revenue_growth", growth("8000", "0"), readings={"zero_prior_counts_as_growth": False})
    assert failed(claim) == ["前一年营收为零时，是否算正增长？本次采用的口径：不算正增长"]


def test_no_growth_from_nothing_to_nothing_needs_no_reading():
    claim = only("art05_revenue_growth", growth("0", "0"), readings={"zero_prior_counts_as_growth": False})
    assert "上年度营收0.00万元，未高于前一年的0.00万元" in failed(claim)


def test_a_distance_is_told_to_the_last_fen():
    assert failed(only("art05_revenue_growth", growth("4999.999999", "1"))) == [
        "上年度营收4,999.999999万元，未达5000万元，差0.000001万元"
    ]
    rents = {"rents": [{"amount": "40.000001", "year": 2024}], "assessed": True, "years_received": 0}
    cap = next(s for s in only("art06_rent", rents)["steps"] if s["step"] == "applicant_year_cap")
    assert cap["text"]["zh"] == "超出上限0.0000005万元，不计入"


def test_nothing_that_a_step_or_the_annotated_law_says_is_cut_to_nothing():
    said = [
        step["text"]["zh"]
        for application in islice(applications(31, 150), 150)
        for claim in assess(policy(), application)["claims"]
        for step in claim["steps"]
    ]
    told = [case.why["zh"] for groups in worked_examples.groups(policy()).values() for g in groups for case in g.cases]
    assert len(said) > 1_500
    assert len(told) > 100
    assert [text for text in said + told if CUT.search(text)] == []


def test_money_of_a_future_day_does_not_count_yet_and_the_refusal_says_so():
    claim = only("art13_financing", financing(round_of(("2025-09-01", "5000"))))
    later = "2025年9月1日的5,000.00万元在申报之日以后，暂不计入"
    assert failed(claim) == [f"单轮净投资0.00万元，未达2000万元，差2,000.00万元；{later}"]
    [left_out] = [s for s in claim["steps"] if s["step"] == "left_out"]
    assert (left_out["name"]["zh"], left_out["text"]["zh"]) == ("申报之日以后", later)


def test_money_of_the_future_that_would_not_count_either_is_not_promised():
    by_a_company = {"instalments": [{"date": "2025-09-01", "amount": "5000", "fund": False}]}
    [said] = failed(only("art13_financing", financing(by_a_company)))
    assert said == "单轮净投资0.00万元，未达2000万元，差2,000.00万元"


def test_what_came_too_early_and_what_comes_too_late_are_told_apart():
    claim = only(
        "art13_financing", financing(round_of(("2020-01-01", "100"), ("2025-05-01", "2000"), ("2025-09-01", "9")))
    )
    left_out = [(s["name"]["zh"], s["text"]["zh"]) for s in claim["steps"] if s["step"] == "left_out"]
    assert left_out == [
        ("近2年以外到账", "2020年1月1日的100.00万元不计入（近2年：2023年6月16日至2025年6月15日）"),
        ("申报之日以后", "2025年9月1日的9.00万元在申报之日以后，暂不计入"),
    ]


AMOUNT = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)(…?)万元")
SHORT = re.compile(r"([0-9,.]+)万元，未达([0-9,.]+)万元，差([0-9,.]+)万元")


def figures(text: str) -> list[Fraction]:
    """The amounts that a sentence names, all of them whole."""
    assert not any(mark for _, mark in AMOUNT.findall(text)), text
    return [Fraction(number.replace(",", "")) for number, _ in AMOUNT.findall(text)]


def told_wrong(step: Any) -> str | None:
    """What a step's sentence says of its figures that is not so; None where it is."""
    text, name = step["text"]["zh"], step["step"]
    if found := SHORT.search(text):
        value, bound, short = (Fraction(number.replace(",", "")) for number in found.groups())
        return None if value + short == bound else text
    before, after = Fraction(step["before"]), Fraction(step["amount"])
    exact = all("/" not in step[key] for key in ("before", "amount"))
    said = figures(text) if exact else []
    if not said or "无法识别" in text:
        return None
    if name.endswith("_cap"):
        left = Fraction(step["operation"]["value"])
        expected = [before - after] if step["kind"] == "bind" else [left - after]
        if "只剩" in text:
            expected = [left, before - after]
    elif name == "rate":
        expected = [before]
    elif name in ("base", "stated", "assessed"):
        expected = [after]
    elif name in ("left_out", "deducted") and "×" not in text and "各按" not in text:
        expected = [before - after]
    else:
        return None
    return None if said == expected else f"{text}: {before} -> {after}"


def test_every_figure_of_a_sentence_is_that_of_its_step(first_seed: int, drawn: Callable[[int], int]) -> None:
    told = 0
    for application in islice(applications(first_seed + 400, 1_500), drawn(1_500)):
        for claim in assess(policy(), application)["claims"]:
            for step in claim["steps"]:
                told += bool(AMOUNT.search(step["text"]["zh"]))
                assert told_wrong(step) is None
    assert told > drawn(5_000)


def solver(share: str = "0.5", **project: str) -> dict[str, Any]:
    stated = {"id": "P", "total_investment": "2300", **project}
    return {"challenge_mode": True, "share": share, "project": stated}


def test_between_two_limits_the_share_of_the_side_is_told():
    claim = only("art10_scenario_solver", solver(actual_investment="150"))
    assert why.answer(claim["steps"], "zh") == (
        "揭榜方最高400万元：超出上限60.00万元，不计入。"
        "本单位份额50%：本方联合体中本单位的份额，计200.00万元。"
        "项目资助限额150.00万元：实际投资150.00万元，其它政府资助0.00万元。"
    )


def test_what_a_side_has_had_before_is_told_where_it_is_taken_off():
    had = {"provision": "art10_scenario_solver", "year": 2025, "amount": "390", "project": "P"}
    claim = only("art10_scenario_solver", solver(share="1"), history=[had])
    [share] = [step for step in claim["steps"] if step["step"] == "side_share"]
    assert (share["kind"], share["amount"]) == ("bind", "10.00")
    assert share["text"]["zh"] == "本单位的份额计400.00万元；本方以前已获的扣除后，余10.00万元"


def test_a_ratio_stands_beside_the_reason_of_the_law_and_not_in_its_place():
    rents = {"rents": [{"amount": "30", "year": 2024}], "assessed": True, "years_received": 0}
    result = assessed(("art06_rent", rents))
    steps = after_budget(policy(), result, Fraction("0.85"))["claims"]["c0"]["steps"]
    assert why.answer(steps, "zh") == (
        "上年度实际发生租金30.00万元；30.00万元 × 50% = 15.00万元。总量折算：按实际资助比例85%折算。"
    )


# -------------------------------------------------------------------------------------------- what the law leaves open


def unwritten(claim: Any) -> dict[str, str]:
    """What the law does not state, by the step that rests on it."""
    return {step["name"]["zh"]: step["unwritten"]["zh"] for step in claim["steps"] if "unwritten" in step}


ENTRIES: dict[str, tuple[str, dict[str, Any]]] = {
    "art07_national_challenge": ("tasks", {"national": True, "winner": True, "is_lead": True}),
    "art08_algorithm_filing": ("algorithms", {"listed": True}),
    "art09_genai_filing": ("models", {"kind": "filing", "filing_date": "2024-05-20"}),
    "art09_embodied_model": ("models", {"assessed": True, "landing_date": "2025-05-20", "rd_cost": "10"}),
    "art11_standards": ("standards", {"lead": True, "level": "national"}),
}


@pytest.mark.parametrize("provision", ENTRIES)
def test_that_something_is_given_once_is_told_as_a_reading_where_the_article_does_not_say_so(provision: str):
    each, entry = ENTRIES[provision]
    claim = only(provision, {each: [entry | {"already_rewarded": False}]})
    assert Fraction(claim["confirmed"]) > 0
    [said] = unwritten(claim).values()
    assert "未写明" in said
    assert ["一次" in step["cites"][0]["quote"] for step in claim["steps"] if "unwritten" in step] == [False]


def test_what_an_article_does_say_is_no_reading():
    once = only("art13_financing", financing(round_of(("2025-03-01", "2000"))))
    assert unwritten(once) == {}
    grown = unwritten(only("art05_revenue_growth", growth("6000", "5000")))
    assert set(grown) == {"上年度营收达到5000万元", "营收正增长"}
    assert "第五条未写明看哪一年的营收" in grown["营收正增长"]


def test_one_unit_on_both_sides_is_a_reading_too():
    project = {"id": "P", "total_investment": "1000"}
    sides = [(side, {"challenge_mode": True, "project": project}) for side in ("art10_scenario_publisher", SOLVER)]
    publisher, solver = assessed(*sides)["claims"]
    for claim in (publisher, solver):
        assert "第十条未写明" in unwritten(claim)["同一单位兼为两方，只计较高一方"]


def test_the_same_matter_twice_is_a_reading_too():
    entry = {"lead": True, "level": "national", "already_rewarded": False, "number": "GB/T 1"}
    claim = only("art11_standards", {"standards": [entry, entry]})
    assert any("能否重复计" in said for said in unwritten(claim).values())


def test_the_division_of_an_articles_total_is_told_as_a_reading():
    stated = [{"id": "c", "provision": "art05_revenue_growth", "facts": growth("6000", "5000")}]
    application = {"application_date": "2025-06-15", "applicant": dict(APPLICANT), "claims": stated}
    run = {"budget": None, "applications": [application], "already_awarded": {"art05": "995"}}
    [claim] = allocate(policy(), run)["claims"]
    [pool] = [step for step in claim["steps"] if step["step"] == "pool"]
    assert pool["amount"] == "5.00"
    assert "第五条未写明合计超过年度总金额时如何分配" in pool["unwritten"]["zh"]
    assert [step for step in claim["steps"] if step["kind"] != "condition" and "unwritten" in step] == [pool]


def test_the_ledger_says_it_and_the_report_prints_it_in_the_place_of_the_quote():
    claim = only("art08_algorithm_filing", {"algorithms": [{"listed": True, "already_rewarded": False}]})
    ledger = waterfall.composed(claim["steps"], "zh")
    [said] = [c.text for c in ledger.met if "未写明" in c.text]
    assert said == "每个算法只奖励一次（口径：第八条未写明同一算法能否再次奖励；测算按一个算法奖励一次）"
    cited = {names[0]: c.unwritten for c, names in waterfall.citations(claim["steps"], "zh").items() if c.unwritten}
    assert list(cited) == ["每个算法只奖励一次"]
