"""Another reading, another policy: what would be different."""

from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from engine.allocation.payout import after_budget
from engine.assessment.alternatives import compare_readings
from engine.assessment.assess import assess
from engine.assessment.expected import Expected
from engine.planning.choice import best_choice
from engine.policy.folder import load_policy
from engine.policy.pack import Policy
from engine.text.words import LANGUAGES, text
from engine.view.next_steps import choice_sentence
from tests.engine.assessment.test_explain import application, model, rent


@cache
def policy() -> Policy:
    return load_policy("longhua-ai-robotics-2025")


def models(count: int, elsewhere: str) -> dict[str, Any]:
    return application("art09_genai_filing", {"models": [model() | {"other_district": {"amount": elsewhere}}] * count})


def standards(*pairs: tuple[str, str]) -> dict[str, Any]:
    listed = [
        {"level": level, "lead": True, "already_rewarded": False, "other_district": {"amount": amount}}
        for level, amount in pairs
    ]
    return application("art11_standards", {"standards": listed})


def thirty_matters() -> dict[str, Any]:
    levels = ("international", "national", "industry")
    return standards(*((levels[i % 3], f"{17 + i * 7 % 23}.{i:02d}") for i in range(30)))


def test_six_models_worth_fifty_here_or_forty_elsewhere() -> None:
    choice = best_choice(policy(), models(6, "40"))
    assert choice["by_higher_of_each"]["total"] == "200.00"
    assert (choice["total"], choice["gain"]) == ("280.00", "80.00")
    assert (len(choice["here"]), len(choice["elsewhere"])) == (4, 2)
    assert choice["proven"]


def test_at_a_payout_of_sixty_per_cent_all_six_go_elsewhere() -> None:
    choice = best_choice(policy(), models(6, "40"), Expected(Fraction(60, 100)))
    assert (choice["total"], choice["here"]) == ("240.00", [])


def test_what_a_choice_that_was_made_costs_is_told() -> None:
    chosen = standards(("international", "80"), ("national", "20"))
    assert best_choice(policy(), chosen)["without_choices"] is None
    for one in chosen["claims"][0]["facts"]["standards"]:
        one["other_district"]["choice"] = "this"
    choice = best_choice(policy(), chosen)
    (first, _) = choice["here"]
    assert (choice["total"], choice["without_choices"]) == (
        "100.00",
        {"total": "120.00", "gain": "20.00", "matters": [first]},
    )
    for lang in LANGUAGES:
        said = choice_sentence(choice, None, lang)
        label = choice["matters"][0]["label"]
        own = choice["without_choices"] | {"matters": label[lang]}
        assert text("results.best_without", lang, **own) in said


def algorithms(**more: Any) -> dict[str, Any]:
    """Five algorithms, worth 500 here, for which another policy pays 300."""
    own = [{"listed": True, "already_rewarded": False}] * 5
    return application("art08_algorithm_filing", {"algorithms": own, "other_district": {"amount": "300"}}) | more


def test_what_another_budget_pays_is_not_scaled_when_two_policies_are_compared() -> None:
    choice = best_choice(policy(), algorithms(), Expected(Fraction(1, 2)))
    assert (choice["here"], choice["elsewhere"]) == (["c"], [])
    assert (choice["here_amount"], choice["elsewhere_amount"], choice["total"]) == ("500.00", "0.00", "500.00")


def test_under_the_reading_by_which_this_budget_pays_it_is_scaled() -> None:
    drawn = algorithms(readings={"arts_4_8_draw_on_budget": "true"})
    choice = best_choice(policy(), drawn, Expected(Fraction(1, 2)))
    assert (choice["elsewhere"], choice["total"]) == (["c"], "300.00")
    # A published scenario decides which budget pays, whatever the application takes for it.
    elsewhere = policy().default_readings()
    choice = best_choice(policy(), drawn, Expected(Fraction(1, 2), readings=elsewhere))
    assert (choice["here"], choice["total"]) == (["c"], "500.00")


def test_an_articles_total_that_is_not_paid_in_full_counts_too() -> None:
    given = models(2, "40")
    assert best_choice(policy(), given, Expected(of={"art10": Fraction(1, 2)}))["total"] == "100.00"
    assert best_choice(policy(), given, Expected(of={"art09": Fraction(1, 2)}))["total"] == "80.00"


def test_standards_under_a_cap_that_no_greedy_order_solves() -> None:
    given = standards(("international", "20"), ("international", "35"), ("national", "30"), ("industry", "15"))
    choice = best_choice(policy(), given)
    assert choice["by_higher_of_each"]["total"] == "100.00"
    assert (choice["total"], choice["gain"]) == ("150.00", "50.00")


def test_what_was_received_elsewhere_is_not_chosen_again() -> None:
    given = application("art06_rent", rent("30", other_district={"amount": "100", "received": True}))
    choice = best_choice(policy(), given)
    assert (choice["total"], choice["matters"][0]["elsewhere"]) == ("0.00", None)


def test_an_express_choice_is_kept_even_where_it_costs() -> None:
    given = application("art06_rent", rent("30", other_district={"amount": "100", "choice": "this"}))
    assert best_choice(policy(), given)["total"] == "15.00"


def test_only_the_better_of_two_claims_for_a_once_only_reward_counts() -> None:
    facts = {"revenues": {"2024": "8000", "2023": "6000"}, "core_technology": True, "already_received": False}
    given = application("art05_revenue_growth", facts)
    given["claims"].append(given["claims"][0] | {"id": "d"})
    assert best_choice(policy(), given)["total"] == "10.00"


def test_a_common_funding_limit_is_shared_by_the_choice() -> None:
    project = {"id": "X", "actual_investment": "100", "total_investment": "100", "other_gov_funding": "90"}
    given = application("art10_scenario_solver", {"project": project, "challenge_mode": True})
    given["claims"].append(
        {
            "id": "d",
            "provision": "art06_rent",
            "facts": rent("40", project=dict(project), other_district={"amount": "8"}),
        }
    )
    choice = best_choice(policy(), given)
    assert choice["total"] == "18.00"
    assert choice["elsewhere"] == ["d"]


TASK = {"national": True, "winner": True, "is_lead": True, "already_rewarded": False}


def test_a_task_that_goes_elsewhere_leaves_the_funding_of_its_project_to_the_other() -> None:
    """Both here: 200 together. One elsewhere: 200 for the other, and 45."""
    task = TASK | {"project": {"id": "P", "total_investment": "200"}}
    given = application("art07_national_challenge", {"tasks": [task, task | {"other_district": {"amount": "45"}}]})
    choice = best_choice(policy(), given)
    assert (choice["total"], choice["gain"], choice["proven"]) == ("245.00", "45.00", True)
    assert choice["elsewhere"] == ["c.tasks.1"]


def test_a_task_that_was_received_elsewhere_takes_nothing_from_its_project() -> None:
    task = TASK | {"project": {"id": "P", "total_investment": "200"}}
    received = task | {"other_district": {"amount": "45", "received": True}}
    given = application("art07_national_challenge", {"tasks": [task | {"other_district": {"amount": "150"}}, received]})
    choice = best_choice(policy(), given)
    assert (choice["total"], choice["elsewhere"]) == ("200.00", [])


def test_what_was_received_elsewhere_is_topped_up_where_that_is_the_reading() -> None:
    facts = {"revenues": {"2024": "8000", "2023": "6000"}, "core_technology": True, "already_received": False}
    facts["other_district"] = {"amount": "4", "received": True}
    given = application("art05_revenue_growth", facts, readings={"art16_top_up": "true"})
    choice = best_choice(policy(), given)
    assert (choice["total"], choice["here"]) == ("6.00", ["c"])
    assert choice["matters"][0]["here"] == assess(policy(), given)["total"]["confirmed"]


@pytest.mark.parametrize(
    ("as_a_whole", "elsewhere", "total"),
    [("10", ["c.standards.0"], "540.00"), ("600", ["c", "c.standards.0", "c.standards.1"], "600.00")],
)
def test_a_claim_goes_elsewhere_as_a_whole_or_one_of_its_items_but_not_both(
    as_a_whole: str, elsewhere: list[str], total: str
) -> None:
    given = standards(("international", "500"), ("national", "0"))
    given["claims"][0]["facts"]["other_district"] = {"amount": as_a_whole}
    choice = best_choice(policy(), given)
    assert (choice["elsewhere"], choice["total"], choice["proven"]) == (elsewhere, total, True)


@pytest.mark.parametrize("gone", [{"choice": "other"}, {"received": True}])
def test_what_has_an_item_elsewhere_already_does_not_go_there_as_a_whole(gone: dict[str, Any]) -> None:
    given = standards(("international", "20"), ("national", "0"))
    given["claims"][0]["facts"]["standards"][0]["other_district"] |= gone
    given["claims"][0]["facts"]["other_district"] = {"amount": "600"}
    choice = best_choice(policy(), given)
    assert choice["here_amount"] == "40.00"
    assert "c" in choice["here"]


def test_what_is_received_as_a_whole_leaves_no_choice_for_its_items() -> None:
    given = standards(("international", "20"), ("national", "70"))
    given["claims"][0]["facts"]["other_district"] = {"amount": "10", "received": True}
    given["readings"] = {"art16_top_up": "true"}
    choice = best_choice(policy(), given)
    assert (choice["total"], [m["id"] for m in choice["matters"]]) == ("90.00", ["c"])


def test_the_cap_that_is_left_after_earlier_awards_is_what_counts() -> None:
    """150 of 200 are awarded: one of four models fits, the others had better go elsewhere."""
    given = models(4, "10")
    given["claims"][0]["facts"]["awarded_this_year"] = "150"
    choice = best_choice(policy(), given)
    assert (choice["total"], len(choice["here"])) == ("80.00", 1)
    assert {m["here"] for m in choice["matters"]} == {"50.00"}


def test_what_is_not_known_yet_counts_against_this_policy_as_in_the_confirmed_amount() -> None:
    given = models(1, "40")
    del given["claims"][0]["facts"]["models"][0]["already_rewarded"]
    choice = best_choice(policy(), given)
    assert (choice["total"], choice["matters"][0]["here"], choice["elsewhere"]) == ("40.00", "0.00", ["c.models.0"])


def test_what_a_matter_brings_by_itself_is_told_within_its_cap() -> None:
    """Half of 60 would be 30, and at most 20 are given: 22 elsewhere are more."""
    given = application("art06_rent", rent("60", other_district={"amount": "22"}))
    choice = best_choice(policy(), given)
    assert (choice["matters"][0]["here"], choice["total"], choice["gain"]) == ("20.00", "22.00", "0.00")


def test_ids_that_look_like_those_of_items_are_no_matter() -> None:
    given = models(12, "40")
    given["claims"].append(given["claims"][0] | {"id": "c.models.0"})
    choice = best_choice(policy(), given)
    assert choice["total"] == "1000.00"


def differences(given: dict[str, Any]) -> dict[str, str]:
    return {d["reading"]: d["difference"] for d in compare_readings(policy(), given)}


def test_a_reading_that_touches_the_company_is_shown_with_its_difference_and_its_clause() -> None:
    cost = {"rd_cost": "120", "landing_date": "2024-06-01", "assessed": True, "already_rewarded": False}
    given = application("art09_embodied_model", {"models": [cost, cost]})
    found = compare_readings(policy(), given)
    assert [(d["reading"], d["choice"], d["alternative"]) for d in found] == [
        ("embodied_cap_scope", "unit_year", "model")
    ]
    assert (found[0]["from"], found[0]["to"], found[0]["difference"]) == ("100.00", "120.00", "+20.00")
    assert all(cite["quote"] in policy().law_text() for cite in found[0]["cites"])


def test_a_reading_that_changes_nothing_is_not_shown() -> None:
    assert differences(application("art06_rent", rent("30"))) == {}


def test_a_reading_can_also_cost_the_company_something() -> None:
    voucher = application("art04_compute_voucher", {"purchase_amount": "100"})
    voucher["applicant"]["ai_robotics"] = False
    assert differences(voucher) == {"ai_field_exempt": "-30.00"}


def test_a_reading_that_was_switched_is_compared_with_the_default() -> None:
    cost = {"rd_cost": "120", "landing_date": "2024-06-01", "assessed": True, "already_rewarded": False}
    given = application("art09_embodied_model", {"models": [cost, cost]}, readings={"embodied_cap_scope": "model"})
    assert differences(given) == {"embodied_cap_scope": "-20.00"}


def test_after_the_budget_each_claim_is_scaled_and_cut_once() -> None:
    result = assess(policy(), application("art06_rent", rent("52.3")))
    paid = after_budget(policy(), result, Fraction(7987, 10000))
    assert paid["claims"]["c"]["actual"] == "15.97"
    assert paid["total"]["actual"] == "15.97"
    budget, last = paid["claims"]["c"]["steps"][-2:]
    assert (budget["amount"], last["amount"]) == ("15.974", "15.97")


def test_a_claim_on_another_budget_is_not_scaled_and_not_counted() -> None:
    result = assess(policy(), application("art04_compute_voucher", {"purchase_amount": "100"}))
    paid = after_budget(policy(), result, Fraction(1, 2))
    assert (paid["claims"]["c"]["actual"], paid["total"]["actual"]) == ("30.00", "0.00")
    switched = application(
        "art04_compute_voucher", {"purchase_amount": "100"}, readings={"arts_4_8_draw_on_budget": True}
    )
    paid = after_budget(policy(), assess(policy(), switched), Fraction(1, 2))
    assert (paid["claims"]["c"]["actual"], paid["total"]["actual"]) == ("15.00", "15.00")


@pytest.mark.parametrize("ratio", [Fraction(-1, 100), Fraction(101, 100)])
def test_a_payout_ratio_outside_zero_to_one_is_refused(ratio: Fraction) -> None:
    result = assess(policy(), application("art06_rent", rent("30")))
    with pytest.raises(ValueError, match="between 0 and 1"):
        after_budget(policy(), result, ratio)
