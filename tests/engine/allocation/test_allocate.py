"""Many claims and a budget: what each is paid."""

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.allocation.allocate import allocate
from engine.allocation.paid import Allocation, Limit
from engine.allocation.proration import settle
from engine.allocation.reading import read_run
from engine.allocation.rules import ALL_RULES, NEEDS, RULES
from engine.allocation.run import Entry, Run
from engine.assessment.answered_steps import Step
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.values.money import WAN
from engine.values.refusal import Refused
from tests.conftest import ROOT

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
EXAMPLES = json.loads((ROOT / "tests" / "law" / "examples" / "allocate_cases.json").read_text(encoding="utf-8"))
GROWTH, RENT, CHALLENGE = "art05_revenue_growth", "art06_rent", "art07_national_challenge"
VOUCHER, GENAI, STANDARDS = "art04_compute_voucher", "art09_genai_filing", "art11_standards"
FINANCING = "art13_financing"
PUBLISHER, SOLVER, PLATFORM = "art10_scenario_publisher", "art10_scenario_solver", "art12_public_platform"
PLAIN = sorted(RULES.keys() - NEEDS.keys())
TERMS: dict[str, dict[str, Any]] = {
    "weighted_proportional": {"by": "size", "weights": {"micro": "2", "large": "0.5"}},
    "floor_then_proportional": {"floor": "5"},
    "priority_then_proportional": {"by": "article", "classes": [["7"], ["5", "6"]]},
}


def approved(
    provision: str, *amounts: object, scores: tuple[object, ...] = (), prefix: str = "x"
) -> list[dict[str, Any]]:
    claims: list[dict[str, Any]] = [
        {"id": f"{prefix}{i}", "applicant": f"{prefix}{i}", "provision": provision, "approved": amount}
        for i, amount in enumerate(amounts)
    ]
    for claim, score in zip(claims, scores, strict=False):
        claim["score"] = score
    return claims


def application(
    applicant: str | None, *claims: tuple[str, str, dict[str, Any]], day: str = "2025-06-15", **more: Any
) -> Any:
    who = {"entity_type": "enterprise", "legal_person": True, "operates_in_longhua": True, "ai_robotics": True}
    return {
        "application_date": day,
        "applicant": who | {"disqualified": False} | ({} if applicant is None else {"id": applicant}),
        "claims": [{"id": i, "provision": provision, "facts": facts} for i, provision, facts in claims],
        **more,
    }


def test_what_is_approved_beyond_the_law_is_taken_as_given_and_marked():
    given = [
        *approved(GROWTH, "10", "10.01", prefix="g"), *approved(FINANCING, "200", "500", prefix="f"),
        *approved(PLATFORM, "5000", prefix="p"), *approved(RENT, "20", prefix="r"),
    ]  # fmt: skip
    given += [
        claim | {"most": most} for most, claim in zip(("15", "20"), approved(RENT, "18", "18", prefix="m"), strict=True)
    ]
    answer = allocate(POLICY, {"approved_claims": given})
    found = {claim["id"]: (claim["approved"], claim.get("above")) for claim in answer["claims"]}
    assert found == {
        "g0": ("10.00", None), "g1": ("10.01", "0.01"), "f0": ("200.00", None), "f1": ("500.00", "300.00"),
        "p0": ("5000.00", "3000.00"), "r0": ("20.00", None), "m0": ("18.00", "3.00"), "m1": ("18.00", None),
    }  # fmt: skip
    # The law is the law's, whatever a run tries in its place; and where the text can be read two ways, as it is read.
    lower = allocate(POLICY, {"approved_claims": given[:1], "overrides": {"art05_revenue_growth.fixed": "5"}})
    assert "above" not in lower["claims"][0]


def scenario(total: int, **more: Any) -> dict[str, Any]:
    return {"project": {"id": "X", "total_investment": total, "fiscal_investment": 0} | more, "challenge_mode": True}


def rent(amount: object) -> dict[str, Any]:
    return {"rents": [{"amount": amount, "year": 2024}], "assessed": True, "years_received": 0}


def standards(*levels: str) -> dict[str, Any]:
    return {"standards": [{"level": level, "lead": True, "already_rewarded": False} for level in levels]}


def run(*claims: dict[str, Any], **more: Any) -> Allocation:
    return allocate(POLICY, {"approved_claims": list(claims), **more})


def actual(answer: Allocation) -> list[str]:
    return [claim["actual"] for claim in answer["claims"]]


def refusal(raw: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        allocate(POLICY, raw)
    for error in refused.value.errors:
        assert error["message"]["zh"]
        assert error["message"]["en"]
    return [error["path"] for error in refused.value.errors]


def replayed(steps: Sequence[Step]) -> Fraction:
    """The amount at which whoever follows the operations of the steps arrives."""
    amount = Fraction(steps[0]["before"])
    for step in steps:
        assert Fraction(step["before"]) == amount
        operation = step["operation"]
        match operation["op"]:
            case "set":
                amount = Fraction(operation["value"])
            case "multiply":
                amount *= Fraction(operation["by"])
            case "truncate":
                amount = Fraction(int(amount * 100), 100)
        assert Fraction(step["amount"]) == amount
    return amount


# ------------------------------------------------------------------------------------------------ the contract


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["id"])
def test_the_contracts_example(example):
    answer = allocate(POLICY, example["input"])
    assert {claim["id"]: claim["actual"] for claim in answer["claims"]} == example["expected"]["actual"]
    assert answer["total_actual"] == example["expected"]["total_actual"]


def test_the_answer_has_the_form_of_the_contract():
    answer = run(*approved(GENAI, 200, 200, 200, 200, 200, 200), budget="500")
    assert answer.keys() == {
        "claims", "pools", "budget", "total_approved", "total_actual", "other_budget", "guideline", "open", "receipt",
    }  # fmt: skip
    assert [pool["id"] for pool in answer["pools"]] == ["art05", "art09", "art10"]
    assert answer["pools"][1] == {
        "id": "art09", "cap": "1000.00", "approved": "1200.00", "ratio": "5/6", "actual": "499.98",
    }  # fmt: skip
    assert answer["budget"] == {
        "cap": "500.00", "approved": "1000.00", "ratio": "1/2", "actual": "499.98", "unspent": "0.02",
    }  # fmt: skip
    claim = answer["claims"][0]
    assert claim.keys() == {"id", "applicant", "provision", "approved", "actual", "limits", "steps"}
    assert (claim["approved"], claim["actual"], claim["limits"]) == ("200.00", "83.33", ["pool", "budget"])
    assert [step["step"] for step in claim["steps"]] == ["pool", "budget", "paid"]
    assert (answer["total_approved"], answer["total_actual"]) == ("1200.00", "499.98")


def test_nothing_at_all_is_a_run_too():
    answer = allocate(POLICY, {})
    assert answer["claims"] == []
    assert answer["budget"] == {"cap": None, "approved": "0.00", "ratio": "1", "actual": "0.00", "unspent": None}


def test_every_step_can_be_followed_and_every_quote_stands_in_the_law():
    law = POLICY.law_text()
    claims = [
        *approved(GROWTH, *["10"] * 120),
        *approved(PLATFORM, 2000, "1500.55", 1, 0, scores=(90, 95, 90), prefix="p"),
        *approved(VOUCHER, "300", prefix="v"),
        *approved(SOLVER, *["399.99"] * 6, prefix="s"),
    ]
    claims = [claim | {"application_date": "2025-03-01"} for claim in claims]
    choices: list[dict[str, Any]] = [{"rule": rule, "terms": TERMS.get(rule)} for rule in ALL_RULES]
    for more in [*choices, {"readings": {"allocation_order": "budget_then_article"}}]:
        answer = run(*claims, budget="1234.56", already_awarded={"art05": "700"}, **more)
        for claim in answer["claims"]:
            assert Fraction(claim["steps"][0]["before"]) == Fraction(claim["approved"])
            assert replayed(claim["steps"]) == Fraction(claim["actual"])
            for step in claim["steps"]:
                assert step["binding"] == (step["step"] != "paid" and step["before"] != step["amount"])
                assert all(step[part]["zh"] and step[part]["en"] for part in ("name", "text"))
                assert all(cite["quote"] in law for cite in step["cites"])


# ------------------------------------------------------------------------------------------------ totals and budget


def test_three_claims_of_100_with_a_total_of_200_and_then_a_ratio_of_nine_tenths_give_60_each():
    """Cut between the stages, it would be 59.99."""
    answer = run(*approved(GENAI, 100, 100, 100), already_awarded={"art09": "800"}, budget="180")
    assert actual(answer) == ["60.00"] * 3
    assert answer["pools"][1]["ratio"] == "2/3"
    assert answer["budget"]["ratio"] == "9/10"


def test_a_sum_equal_to_the_budget_is_not_scaled_and_one_that_is_above_by_a_hair_is():
    claims = approved(RENT, "10.01", "10")
    assert actual(run(*claims, budget="20.01")) == ["10.01", "10.00"]
    answer = run(*claims, budget="20.009999")
    assert actual(answer) == ["10.00", "9.99"]
    assert answer["budget"]["ratio"] == "20009999/20010000"


def test_what_was_awarded_this_year_reduces_the_total_of_the_article_down_to_nothing():
    claims = approved(GROWTH, 10, 10)
    assert run(*claims, already_awarded={"art05": "985"})["pools"][0] == {
        "id": "art05", "cap": "15.00", "approved": "20.00", "ratio": "3/4", "actual": "15.00",
    }  # fmt: skip
    answer = run(*claims, already_awarded={"art05": "1000.5"})
    assert actual(answer) == ["0.00", "0.00"]
    assert answer["pools"][0]["ratio"] == "0"


def test_approved_amounts_are_cut_to_two_decimals_before_anything_else():
    answer = run(*approved(RENT, "19.999999", 1))
    assert actual(answer) == ["19.99", "1.00"]
    assert answer["total_approved"] == "20.99"


def test_the_order_of_budget_and_articles_is_a_reading():
    """Growth 2000 for a total of 1000, and 1000 of rent; the budget is 1500."""
    claims = [*approved(GROWTH, *["20"] * 100), *approved(RENT, *["20"] * 50, prefix="r")]
    first = run(*claims, budget="1500")
    assert (actual(first)[0], actual(first)[-1], first["total_actual"]) == ("7.50", "15.00", "1500.00")
    other = run(*claims, budget="1500", readings={"allocation_order": "budget_then_article"})
    # Half of everything by the budget; then 1000 of growth is just within its total.
    assert (actual(other)[0], actual(other)[-1], other["total_actual"]) == ("10.00", "10.00", "1500.00")
    assert other["budget"] == {
        "cap": "1500.00", "approved": "3000.00", "ratio": "1/2", "actual": "1500.00", "unspent": "0.00",
    }  # fmt: skip
    assert [step["step"] for step in other["claims"][0]["steps"]] == ["budget", "pool", "paid"]
    both = run(*claims, budget="2400", readings={"allocation_order": "budget_then_article"})
    # 4/5 by the budget; the 1600 of growth then meet their total of 1000, and what that leaves is not redistributed.
    assert (actual(both)[0], actual(both)[-1], both["total_actual"]) == ("10.00", "16.00", "1800.00")
    assert both["pools"][0] == {
        "id": "art05", "cap": "1000.00", "approved": "1600.00", "ratio": "5/8", "actual": "1000.00",
    }  # fmt: skip
    assert both["budget"]["unspent"] == "600.00"


def test_what_another_budget_pays_is_paid_in_full_and_stands_outside():
    claims = [*approved(VOUCHER, 300), *approved(RENT, 20, prefix="r")]
    answer = run(*claims, budget="10")
    assert actual(answer) == ["300.00", "10.00"]
    assert answer["claims"][0]["limits"] == ["other_budget"]
    assert (answer["budget"]["approved"], answer["budget"]["actual"]) == ("20.00", "10.00")
    assert (answer["total_approved"], answer["total_actual"]) == ("20.00", "10.00")
    assert answer["other_budget"] == {"approved": "300.00", "actual": "300.00"}
    together = run(*claims, budget="160", readings={"arts_4_8_draw_on_budget": True})
    assert actual(together) == ["150.00", "10.00"]
    assert (together["total_approved"], together["total_actual"]) == ("320.00", "160.00")
    assert together["other_budget"] == {"approved": "0.00", "actual": "0.00"}


def test_amounts_beyond_64_bits_stay_exact():
    most, budget = "9" * 12 + ".99", "3" * 12 + ".333333"
    answer = run(*approved(RENT, *[most] * 6000), budget=budget)
    assert answer["budget"]["ratio"] == str(Fraction(budget) / (Fraction(most) * 6000))
    assert set(actual(answer)) == {"55555555.55"}
    assert answer["total_approved"] == "5999999999999940.00"


def test_a_sum_beyond_64_bits_stays_exact():
    entry = Entry("x", "X", POLICY.provision(RENT), 10**14 - 1)
    budget = 12_345 * 10**18 + 1
    settled = settle(Run(POLICY, [entry] * 50_000, POLICY.default_readings(), budget))
    asked = 50_000 * (10**14 - 1)
    assert settled.budget.requested == asked > 2**62
    assert settled.budget.ratio == Fraction(budget, asked * 10_000)
    assert set(settled.actual.tolist()) == {budget // (50_000 * 10_000)}


# ------------------------------------------------------------------------------------------------ the quota


def limits(answer: Allocation) -> list[list[Limit]]:
    return [claim["limits"] for claim in answer["claims"]]


def test_the_highest_scores_get_the_places():
    answer = run(*approved(PLATFORM, 10, 20, 30, scores=("88.5", 90, "88.6")))
    assert actual(answer) == ["0.00", "20.00", "30.00"]
    assert limits(answer) == [["quota"], [], []]


def test_who_has_a_place_needs_no_score_if_there_are_places_enough():
    assert actual(run(*approved(PLATFORM, 10, 20))) == ["10.00", "20.00"]


def test_a_tie_over_the_last_place_stays_open_and_nobody_moves_up():
    answer = run(*approved(PLATFORM, 10, 20, 30, 40, scores=(95, 90, 90, 80)))
    assert actual(answer) == ["10.00", "0.00", "0.00", "0.00"]
    assert limits(answer) == [[], ["quota_tie"], ["quota_tie"], ["quota"]]


def test_a_tie_that_has_places_for_all_is_none():
    assert actual(run(*approved(PLATFORM, 10, 20, 30, scores=(90, 90, 80)))) == ["10.00", "20.00", "0.00"]


def test_candidates_without_a_score_are_open_and_so_is_whom_they_could_displace():
    answer = run(*approved(PLATFORM, 10, 20, 30, 40, scores=(None, 90, 80, 70)))
    assert actual(answer) == ["0.00", "20.00", "0.00", "0.00"]
    assert limits(answer) == [["open"], [], ["open"], ["quota"]]
    assert answer["open"] == [{"kind": "score", "what": PLATFORM, "claims": ["x0", "x2"]}]


def test_a_candidate_without_an_amount_takes_no_place():
    answer = run(*approved(PLATFORM, "0.009", 20, 30, scores=(99, 90, 80)))
    assert actual(answer) == ["0.00", "20.00", "30.00"]
    assert limits(answer) == [[], [], []]


@pytest.mark.parametrize(
    ("used", "expected"), [(0, ["10.00", "20.00"]), (1, ["10.00", "0.00"]), (2, ["0.00"] * 2), (9, ["0.00"] * 2)]
)
def test_places_used_this_year_are_gone(used, expected):
    answer = run(*approved(PLATFORM, 10, 20, scores=(90, 80)), quota_used={PLATFORM: used})
    assert actual(answer) == expected


def test_who_gets_no_place_asks_for_nothing_of_the_budget():
    answer = run(*approved(PLATFORM, 100, 100, 100, scores=(1, 2, 3)), budget="200")
    assert answer["budget"]["ratio"] == "1"
    assert answer["total_approved"] == "300.00"


# ------------------------------------------------------------------------------------------------ applications


def test_what_is_approved_is_what_is_confirmed():
    unanswered = application("B", ("b", RENT, {"rents": [{"amount": 30, "year": 2024}]}))
    answer = allocate(POLICY, {"applications": [application("A", ("a", RENT, rent("30.03"))), unanswered]})
    assert [(c["id"], c["applicant"], c["approved"], c["actual"]) for c in answer["claims"]] == [
        ("a", "A", "15.01", "15.01"),
        ("b", "B", "0.00", "0.00"),
    ]


def test_both_sides_of_a_project_share_its_funding_limit_across_companies():
    """3000 asks for 200 and 400; 2700 of other money leaves room for 300."""
    funded = scenario(3000, other_gov_funding=2700)
    parties = [application("P", ("p", PUBLISHER, funded)), application("S", ("s", SOLVER, funded))]
    assert actual(allocate(POLICY, {"applications": parties})) == ["100.00", "200.00"]


def test_what_one_side_states_of_a_project_holds_for_the_other():
    silent = scenario(3000)
    parties = [
        application("P", ("p", PUBLISHER, scenario(3000, other_gov_funding=2700))),
        application("S", ("s", SOLVER, silent)),
    ]
    assert actual(allocate(POLICY, {"applications": parties})) == ["100.00", "200.00"]


def test_the_score_of_a_candidate_stands_among_its_facts():
    def platform(score):
        project = {"total_investment": 500, "fiscal_investment": 0}
        return {"assessed_amount": 100, "qualifying_service": True, "project": project, "score": score}

    candidates = [
        application(x, (x, PLATFORM, platform(score))) for x, score in zip("abc", (70, 90, "80.5"), strict=True)
    ]
    assert actual(allocate(POLICY, {"applications": candidates})) == ["0.00", "100.00", "100.00"]


def test_two_applications_of_one_applicant_draw_on_one_yearly_cap():
    first = application("A", ("a", STANDARDS, standards("international")))
    other = application("B", ("b", STANDARDS, standards("international")))
    second = application("A", ("c", STANDARDS, standards("international")))
    answer = allocate(POLICY, {"applications": [first, other, second]})
    assert [(c["id"], c["actual"]) for c in answer["claims"]] == [("a", "60.00"), ("b", "60.00"), ("c", "40.00")]


def test_applications_of_one_applicant_on_several_days_of_a_year_draw_on_one_yearly_cap_the_earlier_day_first():
    days = [("a", "2025-11-03"), ("b", "2025-03-10"), ("c", "2025-06-20")]
    batches = [application("A", (x, STANDARDS, standards("international")), day=day) for x, day in days]
    assert actual(allocate(POLICY, {"applications": batches})) == ["0.00", "60.00", "40.00"]
    assert actual(allocate(POLICY, {"applications": [*batches[:2], batches[2] | {"applicant": {"id": "C"}}]})) == [
        "40.00", "60.00", "0.00",
    ]  # fmt: skip


def test_each_application_of_a_year_is_looked_at_from_its_own_day():
    """Money that came on 1 June 2023 came within the two years before one day and not before the other."""
    instalment = {"date": "2023-06-01", "amount": 5000, "fund": True}
    facts = {"rounds": [{"instalments": [instalment]}], "assessed": True, "already_received": False}
    later, sooner = (application("A", (day, FINANCING, facts), day=day) for day in ("2025-09-01", "2025-05-01"))
    assert [actual(allocate(POLICY, {"applications": [one]})) for one in (later, sooner)] == [["0.00"], ["200.00"]]
    assert actual(allocate(POLICY, {"applications": [later, sooner]})) == ["0.00", "200.00"]


def test_what_an_earlier_batch_of_the_year_takes_may_be_stated_as_well_and_counts_once():
    march, september = (
        application("A", (x, STANDARDS, standards("international")), day=day)
        for x, day in (("a", "2025-03-01"), ("b", "2025-09-01"))
    )
    facts = september["claims"][0]["facts"]
    for stated, left in (("0", "40.00"), ("60", "40.00"), ("75", "25.00"), ("30", "40.00")):
        facts["awarded_this_year"] = stated
        assert actual(allocate(POLICY, {"applications": [march, september]})) == ["60.00", left]
        decided = {
            "id": "x",
            "applicant": "A",
            "provision": STANDARDS,
            "approved": "60",
            "application_date": "2025-03-01",
        }
        run = {"applications": [september], "approved_claims": [decided]}
        assert actual(allocate(POLICY, run)) == [left, "60.00"]
    # What is approved beside the claim on its own day, or on a day that is not known, cannot have been stated in it.
    facts["awarded_this_year"] = "30"
    for day in ("2025-09-01", None):
        run["approved_claims"] = [decided | {"application_date": day}]
        assert actual(allocate(POLICY, run)) == ["10.00", "60.00"]
    # Partly decided: of the first batch one claim is approved, the other is not yet.
    facts["awarded_this_year"] = "60"
    run = {
        "applications": [application("A", ("a", STANDARDS, standards("national")), day="2025-03-01"), september],
        "approved_claims": [decided | {"approved": "20"}],
    }
    assert actual(allocate(POLICY, run)) == ["40.00", "40.00", "20.00"]
    facts["awarded_this_year"] = "50"
    assert actual(allocate(POLICY, run)) == ["40.00", "40.00", "20.00"]


def test_what_is_given_once_is_given_in_one_of_the_batches_of_a_year():
    growth = {"revenues": {"2024": 6000, "2023": 5500}, "core_technology": True, "already_received": False}
    days = (("a", "2025-08-01"), ("b", "2025-02-01"))
    batches = [application("A", (x, GROWTH, growth), day=day) for x, day in days]
    assert actual(allocate(POLICY, {"applications": batches})) == ["0.00", "10.00"]


def test_the_batches_of_a_year_share_what_a_project_leaves_room_for():
    """Two sides in two batches: 400 and 200 are asked of the 300 that are left of the project."""

    def project(days):
        claims = (("p", PUBLISHER), ("s", SOLVER))
        return [
            application("A", (x, provision, scenario(3000, other_gov_funding=2700)), day=day)
            for (x, provision), day in zip(claims, days, strict=True)
        ]

    readings = {"art10_same_applicant": "both"}
    for days in (("2025-03-01", "2025-03-01"), ("2025-03-01", "2025-09-01"), ("2025-09-01", "2025-03-01")):
        assert actual(allocate(POLICY, {"applications": project(days), "readings": readings})) == ["100.00", "200.00"]
        assert actual(allocate(POLICY, {"applications": project(days)})) == ["0.00", "300.00"]


def test_an_applicant_without_an_id_is_not_taken_for_another():
    both = [application(None, (x, STANDARDS, standards("international"))) for x in "ab"]
    answer = allocate(POLICY, {"applications": both})
    assert actual(answer) == ["60.00", "60.00"]
    assert answer["claims"][0]["applicant"] is None


def test_one_applicant_on_both_sides_of_a_project_gets_the_higher_side_only():
    both = [application("A", ("p", PUBLISHER, scenario(3000))), application("A", ("s", SOLVER, scenario(3000)))]
    assert actual(allocate(POLICY, {"applications": both})) == ["0.00", "400.00"]
    paid_twice = allocate(POLICY, {"applications": both, "readings": {"art10_same_applicant": "both"}})
    assert actual(paid_twice) == ["200.00", "400.00"]


def test_one_applicant_whose_one_side_is_approved_gets_no_other_side_of_that_project():
    raw = {
        "applications": [application("A", ("s", SOLVER, scenario(3000, id="甲")))],
        "approved_claims": [
            {"id": "x", "applicant": "A", "provision": PUBLISHER, "approved": "100", "project": " 甲 "}
        ],
    }  # fmt: skip
    assert actual(allocate(POLICY, raw)) == ["0.00", "100.00"]
    for other in ({"applicant": "B"}, {"project": "乙"}, {"project": None}, {"approved": "0"}):
        elsewhere = raw | {"approved_claims": [raw["approved_claims"][0] | other]}
        assert actual(allocate(POLICY, elsewhere))[0] == "400.00"
    assert actual(allocate(POLICY, raw | {"readings": {"art10_same_applicant": "both"}})) == ["400.00", "100.00"]


def test_what_is_approved_for_an_applicant_uses_up_its_yearly_cap_and_what_is_given_once():
    already = [
        {"id": "x", "applicant": "A", "provision": STANDARDS, "approved": "60"},
        {"id": "y", "applicant": "A", "provision": GROWTH, "approved": "10"},
        {"id": "z", "applicant": "B", "provision": STANDARDS, "approved": "100"},
    ]
    growth = {"revenues": {"2024": 6000, "2023": 5500}, "core_technology": True, "already_received": False}
    applicant = application("A", ("a", STANDARDS, standards("international")), ("b", GROWTH, growth))
    answer = allocate(POLICY, {"applications": [applicant], "approved_claims": already})
    assert [(c["id"], c["approved"]) for c in answer["claims"]] == [
        ("a", "40.00"), ("b", "0.00"), ("x", "60.00"), ("y", "10.00"), ("z", "100.00"),
    ]  # fmt: skip


def test_a_reward_once_for_a_unit_is_used_up_by_one_that_is_approved():
    task = {"national": True, "winner": True, "is_lead": True, "already_rewarded": False}
    raw = {
        "applications": [application("A", ("a", CHALLENGE, {"tasks": [task]}))],
        "approved_claims": [{"id": "x", "applicant": "A", "provision": CHALLENGE, "approved": 200}],
    }
    assert actual(allocate(POLICY, raw)) == ["200.00", "200.00"]
    assert actual(allocate(POLICY, raw | {"readings": {"art07_unit": "unit"}})) == ["0.00", "200.00"]


def test_what_one_application_of_an_applicant_says_of_it_holds_for_the_other():
    silent = application("A", ("a", STANDARDS, standards("national")))
    del silent["applicant"]["legal_person"]
    speaking = application("A", ("b", STANDARDS, standards("national")))
    assert actual(allocate(POLICY, {"applications": [silent, speaking]})) == ["40.00", "40.00"]


def test_a_reading_of_the_run_holds_for_every_application():
    member = scenario(3000) | {"share": "0.5"}
    parties = [application("S", ("s", SOLVER, member)), application("T", ("t", SOLVER, member))]
    assert actual(allocate(POLICY, {"applications": parties})) == ["200.00", "200.00"]
    per_applicant = {"applications": parties, "readings": {"art10_cap_scope": "applicant_year"}}
    assert actual(allocate(POLICY, per_applicant)) == ["300.00", "300.00"]
    parties[0]["readings"] = {"art10_cap_scope": "applicant_year", "art16_top_up": None}
    assert actual(allocate(POLICY, per_applicant)) == ["300.00", "300.00"]
    assert refusal({"applications": parties}) == ["applications.0.readings.art10_cap_scope"]


def test_another_policy_has_its_own_pools_and_perhaps_no_readings_of_the_order():
    provision = next(p.id for p in TINY.provisions if p.pool)
    claims = approved(provision, 12, 12, 12, 12, 12, 12)
    answer = allocate(TINY, {"approved_claims": claims, "budget": 40})
    assert answer["pools"][0]["ratio"] == "5/8"
    assert answer["budget"]["ratio"] == "8/9"
    assert actual(answer) == ["6.66"] * 6


# ------------------------------------------------------------------------------------------------ other rules


def test_another_rule_divides_what_is_short_and_says_that_it_is_not_the_statutory_one():
    claims = [*approved(RENT, 5, 20), *approved(CHALLENGE, 200, prefix="c")]
    answer = run(*claims, budget="60", rule="constrained_equal_awards")
    assert actual(answer) == ["5.00", "20.00", "35.00"]
    # 60 of 225 are granted in all, but nobody is paid by that ratio: two in full, one at 35/200.
    assert (answer["budget"]["ratio"], answer["budget"]["rule"]) == ("4/15", "constrained_equal_awards")
    step = answer["claims"][2]["steps"][0]
    assert "非法定情景，仅供测算" in step["text"]["zh"]
    assert "等额封顶" in step["text"]["zh"]
    assert answer["claims"][0]["limits"] == []


def test_another_rule_is_applied_to_the_totals_of_articles_as_well():
    claims = [*approved(GENAI, 100, 200), *approved(RENT, 20, prefix="r")]
    answer = run(*claims, already_awarded={"art09": "800"}, budget="150", rule="constrained_equal_losses")
    # 300 for 200: 50 less each; then 220 for 150: 20 is all that the rent can lose, 25 each the others.
    assert actual(answer) == ["25.00", "125.00", "0.00"]
    assert [pool.get("rule") for pool in answer["pools"]] == [None, "constrained_equal_losses", None]
    assert answer["budget"]["rule"] == "constrained_equal_losses"


def test_what_is_left_for_those_who_are_tied_is_told_in_their_steps():
    claims = approved(CHALLENGE, 200, 200, 200, scores=(9, 8, 8))
    answer = run(*claims, budget="300", rule="ranking")
    assert actual(answer) == ["200.00", "0.00", "0.00"]
    assert limits(answer) == [[], ["budget", "rank_tie"], ["budget", "rank_tie"]]
    assert (answer["budget"]["unspent"], answer["budget"]["ratio"]) == ("100.00", "1/2")
    step = answer["claims"][1]["steps"][0]
    assert "由主管部门决定" in step["text"]["zh"]
    assert "非法定情景，仅供测算" in step["text"]["zh"]


@pytest.mark.parametrize("rule", PLAIN)
def test_a_total_that_reaches_is_divided_by_no_rule(rule):
    budget = run(*approved(RENT, 5, 20), budget="25", rule=rule)["budget"]
    assert (budget["ratio"], "rule" in budget) == ("1", False)


# ------------------------------------------------------------------------------------------------ properties

hundredths = st.integers(0, 500_00).map(lambda n: f"{n // 100}.{n % 100:02d}")


@st.composite
def runs(draw):
    provisions = [GROWTH, RENT, CHALLENGE, GENAI, PUBLISHER, SOLVER, PLATFORM, VOUCHER]
    claims = [
        {
            "id": f"{i}",
            "applicant": f"{i}",
            "provision": provision,
            "approved": amount,
            "score": draw(st.integers(0, 3)),
            "application_date": f"2025-03-0{draw(st.integers(1, 3))}",
        }
        for i, (provision, amount) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(provisions), hundredths), max_size=12))
        )
    ]
    rule = draw(st.sampled_from(sorted(ALL_RULES)))
    return {
        "terms": TERMS.get(rule),
        "sizes": {claim["id"]: draw(st.sampled_from(["micro", "large", None])) for claim in claims},
        "approved_claims": claims,
        "budget": draw(st.none() | hundredths),
        "already_awarded": {
            pool: draw(st.sampled_from(["0", "900", "1999.5", "2000"])) for pool in ("art05", "art09", "art10")
        },
        "quota_used": {PLATFORM: draw(st.integers(0, 3))},
        "readings": {"allocation_order": draw(st.sampled_from(["article_then_budget", "budget_then_article"]))},
        "rule": rule,
    }


@given(raw=runs())
def test_nothing_paid_is_above_what_was_approved_the_totals_or_the_budget(raw):
    answer = allocate(POLICY, raw)
    for claim in answer["claims"]:
        assert 0 <= Fraction(claim["actual"]) <= Fraction(claim["approved"])
        assert replayed(claim["steps"]) == Fraction(claim["actual"])
    for part in (*answer["pools"], answer["budget"]):
        assert Fraction(part["ratio"]) <= 1
        if part["cap"] is not None:
            assert Fraction(part["actual"]) <= min(Fraction(part["cap"]), Fraction(part["approved"]))
    budget = answer["budget"]
    if budget["cap"] is not None and budget["unspent"] is not None:
        assert Fraction(budget["unspent"]) == Fraction(budget["cap"]) - Fraction(budget["actual"])
    claims, other_budget = answer["claims"], answer["other_budget"]
    for each, stated in (
        ([c["approved"] for c in claims], [answer["total_approved"], other_budget["approved"]]),
        ([c["actual"] for c in claims], [answer["total_actual"], other_budget["actual"]]),
    ):
        paid = list(zip(claims, each, strict=True))
        apart = [[amount for c, amount in paid if (c["provision"] == VOUCHER) == other] for other in (False, True)]
        assert [Fraction(total) for total in stated] == [sum(map(Fraction, amounts)) for amounts in apart]
    # Truncation leaves less than 0.01 a claim of what the last limit grants.
    if any("rank_tie" in claim["limits"] for claim in answer["claims"]):
        return
    if raw["readings"]["allocation_order"] == "article_then_budget" and budget["ratio"] != "1":
        assert budget["unspent"] is not None
        assert Fraction(budget["unspent"]) < Fraction(max(1, len(answer["claims"])), 100)


@given(raw=runs(), more=st.integers(0, 200))
def test_a_larger_budget_pays_nobody_less(raw, more):
    """Where the budget comes first, more of it can bring one who has to be paid first more of an article's total."""
    first = raw["readings"]["allocation_order"] == "budget_then_article"
    if raw["budget"] is None or (first and raw["rule"] != "proportional"):
        return
    before = allocate(POLICY, raw)
    after = allocate(POLICY, raw | {"budget": str(Fraction(raw["budget"]) // 1 + 1 + more)})
    pairs = zip(actual(before), actual(after), strict=True)
    assert all(Fraction(less) <= Fraction(larger) for less, larger in pairs)


@given(raw=runs())
def test_the_columns_say_what_a_plain_loop_says(raw):
    """The statutory rule once more, claim by claim in fractions."""
    raw = raw | {"rule": "proportional", "readings": {}, "terms": None}
    settled = settle(read_run(POLICY, raw))
    awarded = {pool: Fraction(amount) for pool, amount in raw["already_awarded"].items()}
    caps = {pool.id: max(Fraction(0), Fraction(pool.cap, WAN) - awarded[pool.id]) for pool in POLICY.pools}
    amounts = [Fraction(claim["approved"]) for claim in raw["approved_claims"]]
    platforms = [i for i, claim in enumerate(raw["approved_claims"]) if claim["provision"] == PLATFORM and amounts[i]]
    places = max(0, 2 - raw["quota_used"][PLATFORM])
    scores = {i: raw["approved_claims"][i]["score"] for i in platforms}
    for i in platforms:
        # A place is sure for whoever has fewer rivals with as high a score than there are places.
        if sum(scores[j] >= scores[i] for j in platforms) > places:
            amounts[i] = Fraction(0)
    for pool, cap in caps.items():
        members = [i for i, c in enumerate(raw["approved_claims"]) if POLICY.provision(c["provision"]).pool == pool]
        asked = sum(amounts[i] for i in members)
        for i in members:
            amounts[i] *= min(Fraction(1), cap / asked) if asked else 1
    drawing = [i for i, c in enumerate(raw["approved_claims"]) if c["provision"] != VOUCHER]
    asked = sum(amounts[i] for i in drawing)
    if raw["budget"] is not None and asked > Fraction(raw["budget"]):
        for i in drawing:
            amounts[i] *= Fraction(raw["budget"]) / asked
    assert settled.actual.tolist() == [int(amount * 100) for amount in amounts]


# ------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("raw", "paths"),
    [
        ([], [""]),
        ({"money": 1}, ["money"]),
        ({"budget": 1.5}, ["budget"]),
        ({"rule": "fair"}, ["rule"]),
        ({"rule": "weighted_proportional"}, ["rule"]),
        ({"rule": "weighted_proportional", "terms": []}, ["terms"]),
        ({"rule": "weighted_proportional", "terms": {"by": "size", "weights": {"micro": "0", "6": 1}}},
         ["terms.weights.6", "terms.weights.micro"]),
        ({"rule": "weighted_proportional", "terms": {"by": "day", "floor": 1}}, ["terms.by", "terms.floor"]),
        ({"rule": "priority_then_proportional", "terms": {"by": "size", "classes": [["micro"], ["micro", "6"], []]}},
         ["terms.classes.1.0", "terms.classes.1.1", "terms.classes.2"]),
        ({"rule": "floor_then_proportional", "terms": {"floor": "-1"}}, ["terms.floor"]),
        ({"rule": "talmud", "terms": {"floor": 1}}, ["terms"]),
        ({"terms": {"floor": 1}}, ["terms"]),
        ({"rule": "first_come", "approved_claims": approved(RENT, 1)}, ["approved_claims.0.application_date"]),
        ({"sizes": {"A": "huge"}, "pools": {"art06": 1}, "quota": {RENT: 1}},
         ["sizes.A", "pools.art06", f"quota.{RENT}"]),
        ({"overrides": {"art05.cap": "1.5", "art06.cap": 1, "art06_rent.share": "1.1"}},
         ["overrides.art05.cap", "overrides.art06.cap", "overrides.art06_rent.share"]),
        ({"overrides": []}, ["overrides"]),
        ({"readings": {"unheard_of": 1}}, ["readings.unheard_of"]),
        ({"already_awarded": {"art06": 1, "art05": -1}}, ["already_awarded.art06", "already_awarded.art05"]),
        ({"already_awarded": 5}, ["already_awarded"]),
        ({"quota_used": {RENT: 1, PLATFORM: "1"}}, [f"quota_used.{RENT}", f"quota_used.{PLATFORM}"]),
        ({"applications": {}, "approved_claims": 3}, ["applications", "approved_claims"]),
        ({"approved_claims": [7, {}]},
         ["approved_claims.0", *(f"approved_claims.1.{x}" for x in ("id", "applicant", "approved", "provision"))]),
        ({"approved_claims": [
            {"id": "x", "applicant": True, "provision": "rent", "approved": "1e3", "score": 1.5, "note": ""}]},
         [f"approved_claims.0.{x}" for x in ("note", "applicant", "approved", "score", "provision")]),
        ({"approved_claims": approved(RENT, 1) * 2}, ["approved_claims.1.id"]),
        ({"applications": [application("A", ("x0", RENT, {}))], "approved_claims": approved(RENT, 1)},
         ["approved_claims.0.id"]),
        ({"applications": [application("A", ("a", RENT, {})), application("B", ("a", RENT, {}))]},
         ["applications.1.claims.0.id"]),
        ({"applications": [application("A"), application("B", day="2026-01-01")]}, ["applications.1.application_date"]),
        ({"applications": [{"application_date": "soon"}, application("B", ("b", "rent", {}))]},
         ["applications.0.application_date", "applications.1.claims.0.provision"]),
        ({"applications": [application("A", already_awarded={"art05": 5}, quota_used={PLATFORM: 1})]},
         ["applications.0.already_awarded.art05", f"applications.0.quota_used.{PLATFORM}"]),
    ],
)  # fmt: skip
def test_what_cannot_be_allocated_is_refused_with_its_place(raw, paths):
    assert sorted(refusal(raw)) == sorted(paths)


def test_what_an_application_says_as_the_run_does_is_accepted():
    same = application("A", ("a", GROWTH, {}), already_awarded={"art05": "950.0"}, quota_used={PLATFORM: 1})
    answer = allocate(POLICY, {"applications": [same], "already_awarded": {"art05": 950}, "quota_used": {PLATFORM: 1}})
    assert answer["pools"][0]["cap"] == "50.00"


def test_null_is_as_good_as_nothing():
    empty = dict.fromkeys(
        ("budget", "applications", "approved_claims", "readings", "already_awarded", "rule", "overrides")
    )
    assert allocate(POLICY, empty | {"quota_used": None}) == allocate(POLICY, {})


# ------------------------------------------------------------------------------------------------ exact in 64 bits


def test_products_that_64_bits_would_not_hold_are_cut_exactly():
    """Ratios of a pool and of the budget with denominators beyond 64 bits, on columns of 64 bits."""
    entries = [Entry(f"{i}", f"{i}", POLICY.provision(GENAI), 10**9 + i) for i in range(50)]
    run = Run(
        POLICY, entries, POLICY.default_readings(), 10**13 + 7, {"art09": 123_456_789}, pools={"art09": 10**14 + 3}
    )
    settled = settle(run)
    asked = sum(e.approved for e in entries)
    pool = Fraction(10**14 + 3 - 123_456_789, 10**4) / asked
    budget = Fraction(10**13 + 7, 10**4) / (asked * pool)
    assert (pool * budget).denominator > 2**32
    assert settled.actual.tolist() == [int(e.approved * pool * budget) for e in entries]
