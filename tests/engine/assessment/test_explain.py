"""An explanation replays to its amount, and every word it cites is the law's."""

from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any

import pytest

from engine.assessment.answer import Assessment, ClaimAnswer
from engine.assessment.answered_steps import Step
from engine.assessment.assess import Assessing, assess
from engine.policy.folder import load_policy
from engine.policy.pack import Policy
from tests.law.cases import APPLICANT
from tests.oracle.applications import applications

SEEDS = (11, 12, 13)
EACH = 250


@cache
def policy() -> Policy:
    return load_policy("longhua-ai-robotics-2025")


@cache
def results(seed: int) -> list[Assessment]:
    return [assess(policy(), application) for application in islice(applications(seed, EACH), EACH)]


def test_a_claim_asked_for_by_itself_is_told_as_among_all() -> None:
    for application in islice(applications(SEEDS[0], 40), 40):
        whole = assess(policy(), application)
        for claim in whole["claims"]:
            assert Assessing(policy(), application).claim(claim["id"]) == claim
    assert Assessing(policy(), application).claim("no such claim") is None


def test_what_was_told_of_one_claim_takes_nothing_from_what_is_told_of_all() -> None:
    """So much is tried for the advice on an application, however often it is asked for."""
    rounds = [
        {"instalments": [{"date": "2025-03-01", "amount": "1500", "fund": True, "district_fund": "0"}]}
        for _ in range(30)
    ]
    claims = [
        {
            "id": "c1",
            "provision": "art13_financing",
            "facts": {"assessed": True, "already_received": False, "rounds": rounds},
        }
    ]
    application = {"application_date": "2025-06-15", "applicant": APPLICANT, "claims": claims}
    assessing = Assessing(policy(), application)
    assert assessing.claim("c1") == assessing.whole["claims"][0] == assess(policy(), application)["claims"][0]
    assert len(assessing.whole["claims"][0]["advice"]) > 20


def test_where_a_condition_has_failed_is_found_without_explaining_the_claim() -> None:
    found = []
    for application in islice(applications(SEEDS[0], 120), 120):
        assessing = Assessing(policy(), application)
        for claim in assess(policy(), application)["claims"]:
            steps = [s for s in claim["steps"] if s["kind"] == "condition" and s["state"] == "failed"]
            assert set(assessing.failed(claim["id"])) == {s.get("item") for s in steps}
            found += steps
    assert {type(step.get("item")) for step in found} == {int, type(None)}
    assert Assessing(policy(), application).failed("no such claim") == []


def number(text: str) -> Fraction:
    return Fraction(text)


def replayed(steps: list[Step]) -> list[Fraction]:
    """The amount after each step, from the operations alone."""
    items: dict[int, Fraction] = {}
    running = Fraction(0)
    after = []
    for step in steps:
        operation, item = step["operation"], step.get("item")
        if item is not None and item not in items and operation["op"] != "require":
            running = Fraction(0)
        match operation["op"]:
            case "require":
                after.append(Fraction(0))
                continue
            case "set":
                running = number(operation["value"])
            case "multiply":
                running *= number(operation["by"])
            case "at_most":
                running = min(running, number(operation["value"]))
            case "subtract":
                running -= number(operation["value"])
            case "add_items":
                running = sum(items.values(), Fraction(0))
            case "best_item":
                running = max(items.values(), default=Fraction(0))
            case "truncate":
                running = running * 100 // 1 / Fraction(100)
            case "keep":
                pass
            case other:
                pytest.fail(f"no such operation: {other}")
        if item is not None:
            items[item] = running
        after.append(running)
    return after


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_replays_the_steps_arrives_at_the_amount(seed: int) -> None:
    for result in results(seed):
        for claim in result["claims"]:
            for steps, amount in (
                (claim["steps"], claim["confirmed"]),
                (claim.get("ceiling_steps", []), claim["ceiling"]),
            ):
                if not steps:
                    assert claim["ceiling"] == claim["confirmed"]
                    continue
                assert steps[-1]["step"] == "approved"
                assert [number(s["amount"]) for s in steps] == replayed(steps)
                assert number(steps[-1]["amount"]) == number(amount)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_quote_of_a_step_stands_in_the_article_that_it_cites(seed: int) -> None:
    law = policy().law_text()
    for result in results(seed):
        for claim in result["claims"]:
            for step in claim["steps"]:
                assert step["cites"], step["step"]
                for cite in step["cites"]:
                    assert cite["quote"] in law
                    assert policy().article(cite["article"]).number == cite["article"]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_step_says_what_happened_in_both_languages(seed: int) -> None:
    for result in results(seed):
        for claim in result["claims"]:
            sentences = [step[part] for step in claim["steps"] for part in ("name", "text")]
            sentences += [advice["text"] for advice in claim["advice"]]
            for sentence in sentences:
                assert sentence["zh"]
                assert sentence["en"]
                assert "{" not in sentence["zh"] + sentence["en"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_claim_that_is_refused_says_why(seed: int) -> None:
    for result in results(seed):
        for claim in result["claims"]:
            if claim["status"] == "ineligible":
                reasons = [s for s in claim["steps"] if s["binding"]]
                figures = [s for s in claim["steps"] if s["kind"] in ("base", "calc", "sum") and s["amount"] == "0.00"]
                assert reasons or figures, claim["id"]


@pytest.mark.parametrize("seed", SEEDS)
def test_confirmed_is_never_above_the_ceiling_nor_the_ceiling_above_what_is_possible(seed: int) -> None:
    for result in results(seed):
        for claim in result["claims"]:
            assert number(claim["confirmed"]) <= number(claim["ceiling"]) or len(result["claims"]) > 1
            assert all(number(m["worth"] or "0") >= 0 for m in claim["missing"])


def application(provision: str, facts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "application_date": "2025-06-15",
        "applicant": dict(APPLICANT),
        "claims": [{"id": "c", "provision": provision, "facts": facts}],
        **more,
    }


def only(provision: str, facts: dict[str, Any], **more: Any) -> ClaimAnswer:
    return assess(policy(), application(provision, facts, **more))["claims"][0]


def rent(amount: str, **more: Any) -> dict[str, Any]:
    return {"rents": [{"amount": amount, "year": 2024}], "assessed": True, "years_received": 0, **more}


def kinds(claim: ClaimAnswer) -> dict[str, Any]:
    return {advice["kind"]: advice for advice in claim["advice"]}


def test_the_point_at_which_a_cap_is_reached_and_what_lies_beyond_it() -> None:
    advice = kinds(only("art06_rent", rent("52.3")))["cap_reached"]
    assert (advice["at"], advice["beyond"]) == ("40.00", "12.30")
    assert "40.00" in advice["text"]["zh"]


def test_the_distance_to_a_cap_that_is_not_reached() -> None:
    advice = kinds(only("art04_compute_voucher", {"purchase_amount": "900"}))["below_cap"]
    assert (advice["at"], advice["more"], advice["gain"]) == ("1000.00", "100.00", "30.00")


def test_a_base_exactly_at_the_cap_has_nothing_beyond_it() -> None:
    assert "beyond" not in kinds(only("art06_rent", rent("40")))["cap_reached"]


def test_what_was_awarded_this_year_brings_the_cap_nearer() -> None:
    advice = kinds(only("art06_rent", rent("30", awarded_this_year="12")))["cap_reached"]
    assert (advice["at"], advice["beyond"]) == ("16.00", "14.00")


def model(date: str = "2024-05-20") -> dict[str, Any]:
    return {"filing_date": date, "kind": "filing", "already_rewarded": False}


@pytest.mark.parametrize(("count", "worth"), [(1, "50.00"), (3, "50.00"), (4, "0.00"), (5, "0.00")])
def test_what_one_more_item_adds(count: int, worth: str) -> None:
    claim = only("art09_genai_filing", {"models": [model()] * count})
    assert kinds(claim)["one_more_item"]["gain"] == worth


def financing(amount: str) -> dict[str, Any]:
    instalment = {"date": "2024-09-01", "amount": amount, "fund": True}
    return {"rounds": [{"instalments": [instalment]}], "assessed": True, "already_received": False}


def test_the_distance_to_a_threshold_and_what_lies_behind_it() -> None:
    advice = kinds(only("art13_financing", financing("1860")))["threshold"]
    assert (advice["short"], advice["amount"]) == ("140.00", "100.00")


def test_a_threshold_behind_another_condition_promises_nothing() -> None:
    facts = financing("1860") | {"assessed": False}
    assert only("art13_financing", facts)["advice"] == []


def test_growth_above_nothing_that_does_not_count_has_no_distance() -> None:
    facts = {"revenues": {"2024": "6000", "2023": "0"}, "core_technology": True, "already_received": False}
    claim = only("art05_revenue_growth", facts, readings={"zero_prior_counts_as_growth": False})
    assert claim["confirmed"] == "0.00"
    assert "threshold" not in kinds(claim)


def test_the_day_by_which_a_landing_must_be_claimed() -> None:
    landed = {"rd_cost": "120", "landing_date": "2024-06-01", "assessed": True, "already_rewarded": False}
    closing = kinds(only("art09_embodied_model", {"models": [landed]}))["window_closes"]
    assert closing["date"] == "2026-05-31"


def test_what_belongs_to_last_year_must_be_claimed_this_year() -> None:
    assert kinds(only("art09_genai_filing", {"models": [model()]}))["window_closes"]["date"] == "2025-12-31"


def test_an_unknown_that_cannot_add_anything_is_worth_nothing() -> None:
    claim = only("art06_rent", rent("50") | {"rents": [{"amount": "50", "year": 2024}, {"year": 2024}]})
    assert claim["status"] == "eligible"
    assert [(m["fact"], m["worth"]) for m in claim["missing"]] == [("rents.1.amount", "0.00")]


def test_an_absent_list_is_worth_what_the_cap_allows() -> None:
    claim = only("art09_genai_filing", {})
    assert [(m["fact"], m["worth"]) for m in claim["missing"]] == [("models", "200.00")]


def test_unknown_yes_or_no_answers_count_for_the_ceiling_and_against_the_confirmed_amount() -> None:
    claim = only("art06_rent", {"rents": [{"amount": "30", "year": 2024}], "years_received": 0})
    assert (claim["confirmed"], claim["ceiling"], claim["status"]) == ("0.00", "15.00", "needs_information")
    assert [(m["fact"], m["worth"]) for m in claim["missing"]] == [("assessed", "15.00")]
    states = {s["fact"]: s["state"] for s in claim["steps"] if s["kind"] == "condition"}
    assert states["assessed"] == "unknown"
    assert claim["ceiling_steps"][-1]["amount"] == "15.00"


def test_an_unknown_of_the_applicant_is_missing_where_it_matters_only() -> None:
    voucher = application("art04_compute_voucher", {"purchase_amount": "100"})
    del voucher["applicant"]["ai_robotics"]
    assert assess(policy(), voucher)["claims"][0]["missing"] == []
    tenant = application("art06_rent", rent("30"))
    del tenant["applicant"]["ai_robotics"]
    missing = assess(policy(), tenant)["claims"][0]["missing"]
    assert [(m["fact"], m["worth"]) for m in missing] == [("applicant.ai_robotics", "15.00")]


def test_amounts_of_twelve_digits_stay_exact() -> None:
    claim = only("art06_rent", rent("999999999999.999999"))
    assert claim["confirmed"] == "20.00"
    rate = next(s for s in claim["steps"] if s["step"] == "rate")
    assert rate["amount"] == "499999999999.9999995"
    cut = next(s for s in claim["steps"] if s["step"] == "applicant_year_cap")
    assert cut["before"] == "499999999999.9999995"


# ---------------------------------------------------------------------------------------------- how a base comes about


def calculation(claim: ClaimAnswer, item: int | None = None) -> list[tuple[str, str]]:
    """Name and amount of the steps of an item (or of a claim without items) up to its share."""
    steps = [s for s in claim["steps"] if s["kind"] != "condition" and s.get("item") == item]
    names = ("stated", "left_out", "deducted", "base", "rate", "fixed", "not_counted")
    return [(s["step"], s["amount"]) for s in steps if s["step"] in names]


def round_of(*instalments: dict[str, Any]) -> dict[str, Any]:
    return {"rounds": [{"instalments": list(instalments)}], "assessed": True, "already_received": False}


OUTSIDE = {"date": "2023-05-01", "amount": "1000", "fund": True}
MIXED = {"date": "2024-03-01", "amount": "1500", "fund": True, "district_fund": "200"}
INSIDE = {"date": "2025-05-05", "amount": "800", "fund": True}


def test_what_was_stated_and_what_was_taken_off_it_lead_to_the_base() -> None:
    claim = only("art13_financing", round_of(OUTSIDE, MIXED, INSIDE))
    assert calculation(claim, 0) == [
        ("stated", "3300.00"),
        ("left_out", "2300.00"),
        ("deducted", "2100.00"),
        ("base", "2100.00"),
        ("rate", "105.00"),
    ]
    steps = {s["step"]: s for s in claim["steps"] if s["kind"] != "condition"}
    assert [steps[name]["cites"][0]["quote"] for name in ("left_out", "deducted")] == [
        "近2年获得",
        "扣除龙华区政府股权投资基金出资部分",
    ]
    assert "2023年5月1日的1,000.00万元" in steps["left_out"]["text"]["zh"]
    assert "2023年6月16日至2025年6月15日" in steps["left_out"]["text"]["zh"]
    assert claim["limits"] == []  # what never belonged to the base is no limit


def test_a_base_of_which_everything_counts_has_no_stages() -> None:
    claim = only("art13_financing", round_of(MIXED | {"amount": "2400", "district_fund": "0"}))
    assert calculation(claim, 0) == [("base", "2400.00"), ("rate", "120.00")]


def test_each_part_is_left_out_once_by_the_first_rule_that_it_does_not_meet() -> None:
    loan = OUTSIDE | {"fund": False, "amount": "300"}
    claim = only("art13_financing", round_of(loan, OUTSIDE, MIXED | {"amount": "2400"}))
    assert calculation(claim, 0)[:4] == [
        ("stated", "3700.00"),
        ("left_out", "3400.00"),
        ("left_out", "2400.00"),
        ("deducted", "2200.00"),
    ]


def test_a_part_whose_date_is_not_answered_is_not_said_to_lie_outside() -> None:
    undated = {"amount": "500", "fund": True}
    claim = only("art13_financing", round_of(undated, MIXED | {"amount": "2400"}))
    left_out = next(s for s in claim["steps"] if s["step"] == "left_out")
    assert left_out["name"]["zh"] == "尚未回答：到账日期"
    assert left_out["amount"] == "2400.00"


def test_a_part_that_lies_outside_and_has_no_amount_takes_nothing_off() -> None:
    claim = only("art13_financing", round_of({"date": "2020-01-01", "fund": True}, INSIDE | {"amount": "2400"}))
    assert calculation(claim, 0) == [("base", "2400.00"), ("rate", "120.00")]


def test_a_sub_fund_is_deducted_by_its_government_share() -> None:
    instalment = {"amount": "3000", "subfund_amount": "600", "subfund_gov_share": "0.4", "district_fund": "0"}
    claim = only("art13_financing", round_of(MIXED | instalment))
    [deducted] = [s for s in claim["steps"] if s["step"] == "deducted"]
    assert (deducted["before"], deducted["amount"]) == ("3000.00", "2760.00")
    assert "600.00万元 × 40%" in deducted["text"]["zh"]
    assert deducted["cites"][0]["quote"] == "其子基金政府股权投资部分"


def test_under_another_reading_only_what_it_deducts_is_told() -> None:
    claim = only("art13_financing", round_of(OUTSIDE, MIXED, INSIDE), readings={"art13_base_net": "false"})
    assert [name for name, _ in calculation(claim, 0)] == ["stated", "left_out", "base", "rate"]
    assert claim["confirmed"] == "115.00"


def test_costs_outside_the_window_are_left_out_under_the_reading_that_says_so() -> None:
    costs = [{"date": "2022-01-01", "amount": "40"}, {"date": "2025-01-01", "amount": "100"}]
    landed = {"rd_cost_items": costs, "landing_date": "2024-06-01", "assessed": True, "already_rewarded": False}
    claim = only("art09_embodied_model", {"models": [landed]}, readings={"embodied_rd_window_only": "true"})
    assert calculation(claim, 0)[:3] == [("stated", "140.00"), ("left_out", "100.00"), ("base", "100.00")]


@pytest.mark.parametrize(("provision", "percent"), [("art10_scenario_publisher", 10), ("art10_scenario_solver", 20)])
def test_the_fiscal_part_of_an_investment_is_deducted_in_the_words_of_its_own_side(
    provision: str, percent: int
) -> None:
    project = {"id": "x", "total_investment": "1200", "fiscal_investment": "300"}
    claim = only(provision, {"challenge_mode": True, "project": project})
    assert calculation(claim)[:3] == [("stated", "1200.00"), ("deducted", "900.00"), ("base", "900.00")]
    deducted = next(s for s in claim["steps"] if s["step"] == "deducted")
    assert deducted["cites"][0]["quote"] == f"(非财政投入)的{percent}%"


def test_a_round_below_the_threshold_shows_what_it_was_stated_with() -> None:
    claim = only("art13_financing", round_of(OUTSIDE | {"amount": "2500"}, INSIDE))
    assert calculation(claim, 0) == [("stated", "3300.00"), ("left_out", "800.00"), ("not_counted", "0.00")]
    last = next(s for s in claim["steps"] if s["step"] == "not_counted")
    assert "未达2000万元" in last["text"]["zh"]


def test_rent_of_another_year_is_a_line_of_its_own_that_comes_to_nothing() -> None:
    rents = [{"amount": "50", "year": 2024}, {"amount": "30", "year": 2023}]
    claim = only("art06_rent", rent("0") | {"rents": rents})
    assert calculation(claim, 1) == [("stated", "30.00"), ("not_counted", "0.00")]
    last = next(s for s in claim["steps"] if s["step"] == "not_counted")
    assert last["cites"] == [{"article": 6, "quote": "上年度实际发生租金"}]
    assert "可在" not in last["text"]["zh"]  # no later day brings 2023 back


def test_a_model_filed_this_year_says_when_it_can_be_claimed() -> None:
    claim = only("art09_genai_filing", {"models": [model(), model("2025-03-05")]})
    assert calculation(claim, 1) == [("not_counted", "0.00")]
    assert next(s for s in claim["steps"] if s["step"] == "sum")["name"]["zh"] == "2项合计"
    opens = kinds(claim)["window_opens"]
    assert (opens["fact"], opens["date"]) == ("models.1.filing_date", "2026-01-01")
    assert "2026年1月1日至2026年12月31日" in opens["text"]["zh"]


def test_an_item_that_misses_another_condition_too_is_not_promised_a_later_year() -> None:
    registered = model("2025-03-05") | {"kind": "registration"}
    claim = only("art09_genai_filing", {"models": [model(), registered]})
    assert "window_opens" not in kinds(claim)
    last = next(s for s in claim["steps"] if s["step"] == "not_counted")
    assert last["text"]["zh"].count("；") == 1  # both reasons, and no more


def test_what_would_come_after_the_measures_end_is_not_promised() -> None:
    facts = {"models": [model("2026-05-20"), model("2027-03-05")]}
    [claim] = assess(policy(), application("art09_genai_filing", facts) | {"application_date": "2027-06-15"})["claims"]
    assert claim["confirmed"] == "50.00"
    assert "window_opens" not in kinds(claim)


def test_a_date_that_outlasts_the_measures_is_told_by_their_end_and_not_by_its_window() -> None:
    facts = round_of({"date": "2026-05-05", "amount": "2400", "fund": True})
    [claim] = assess(policy(), application("art13_financing", facts) | {"application_date": "2026-06-15"})["claims"]
    closing = kinds(claim)["window_closes"]
    assert closing["date"] == "2027-12-31"
    assert (
        closing["text"]["zh"] == "本措施有效期至2027年12月31日；所填日期届时仍在近2年内，具体申报时间以当年申请指南为准"
    )
