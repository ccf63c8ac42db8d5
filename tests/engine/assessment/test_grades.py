"""What kind of certainty an amount has, and why nothing comes of a claim."""

from fractions import Fraction
from typing import Any, get_args

import pytest

from engine.assessment.answer import Amounts
from engine.assessment.assess import assess, assess_many
from engine.policy.folder import POLICIES, load_folder
from engine.steps.kinds import KINDS
from engine.steps.language import ReasonKind
from engine.steps.step import AmountStep, Grade
from tests.conftest import ROOT
from tests.engine.assessment.test_explain import application, financing, model, only, policy, rent, results

PLATFORM = {"qualifying_service": True, "project": {"id": "P", "total_investment": "5000"}}
ALGORITHM = {"listed": True, "already_rewarded": False}
SIDE = {"challenge_mode": True, "project": {"id": "X", "total_investment": "1000"}}
DRAWN = {"arts_4_8_draw_on_budget": "true"}
AMOUNTS = ("confirmed", "ceiling", "most")


def two(*claims: tuple[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    listed = [{"id": f"c{n}", "provision": name, "facts": facts} for n, (name, facts) in enumerate(claims)]
    return application("art06_rent", {}, **more) | {"claims": listed}


MIXED = two(
    ("art06_rent", rent("40")),
    ("art09_genai_filing", {"models": [model()]}),
    ("art12_public_platform", PLATFORM),
    ("art08_algorithm_filing", {"algorithms": [ALGORITHM] * 2}),
)


@pytest.mark.parametrize(
    ("provision", "grade"),
    [
        ("art04_compute_voucher", "other_budget"),
        ("art05_revenue_growth", "fixed"),
        ("art06_park_operations", "formula"),
        ("art06_rent", "formula"),
        ("art07_national_challenge", "fixed"),
        ("art08_algorithm_filing", "other_budget"),
        ("art09_genai_filing", "fixed"),
        ("art09_embodied_model", "formula"),
        ("art10_scenario_publisher", "formula"),
        ("art10_scenario_solver", "formula"),
        ("art11_standards", "fixed"),
        ("art12_public_platform", "competing"),
        ("art13_financing", "formula"),
        ("art14_events", None),
    ],
)
def test_every_claim_says_what_kind_of_certainty_its_amount_has(provision: str, grade: Grade | None) -> None:
    assert only(provision, {})["grade"] == grade
    assert assess_many(policy(), [application(provision, {})])[0]["claims"][0]["grade"] == grade


def test_where_this_budget_pays_the_grade_is_that_of_the_amount() -> None:
    assert only("art08_algorithm_filing", {"algorithms": [ALGORITHM]}, readings=DRAWN)["grade"] == "assessed"
    assert only("art04_compute_voucher", {"purchase_amount": "100"}, readings=DRAWN)["grade"] == "formula"


def test_every_kind_of_amount_has_a_grade_and_every_provision_of_every_policy() -> None:
    amounts = [kind for kind in KINDS.values() if issubclass(kind, AmountStep)]
    assert {kind.grade for kind in amounts} == {"fixed", "formula", "assessed", None} < {*get_args(Grade), None}
    folders = sorted(p.parent for root in (POLICIES, ROOT / "tests" / "policies") for p in root.glob("*/policy.toml"))
    for folder in folders:
        found = load_folder(folder)
        for provision in found.provisions:
            assert (provision.grade(found.default_readings()) is None) == provision.gives_nothing, provision.id


def amounts(of: Amounts) -> tuple[str, str, str | None]:
    return of["confirmed"], of["ceiling"], of["most"]


def test_the_total_adds_all_grades_and_says_each_beside_it() -> None:
    total = assess(policy(), MIXED)["total"]
    assert amounts(total) == ("2270.00", "2270.00", "2270.00")
    by_grade: Any = total["by_grade"]
    assert {grade: by_grade[grade]["confirmed"] for grade in get_args(Grade)} == {
        "fixed": "50.00", "formula": "20.00", "assessed": "0.00", "competing": "2000.00", "other_budget": "200.00"
    }  # fmt: skip
    assert total["on_budget"]["confirmed"] == "2070.00"
    assert total["other_budget"]["confirmed"] == "200.00"


def test_what_nobody_has_assessed_and_what_competes_for_places_is_not_in_what_the_articles_set() -> None:
    total = assess(policy(), MIXED)["total"]
    assert amounts(total["calculated"]) == ("70.00", "70.00", "70.00")
    drawn = assess(policy(), MIXED | {"readings": DRAWN})["total"]
    assert drawn["by_grade"]["assessed"]["confirmed"] == "200.00"
    assert drawn["by_grade"]["other_budget"]["confirmed"] == "0.00"
    assert drawn["calculated"]["confirmed"] == "70.00"


@pytest.mark.parametrize("seed", [11, 12])
def test_the_grades_come_to_the_total(seed: int) -> None:
    """But where claims of two grades may take something from one another: together they come to at least as much as
    each by itself, and to no more."""

    def of(amount: Any, key: str) -> Fraction:
        return Fraction(amount[key] if amount[key] is not None else 10**12)

    equal = 0
    for result in results(seed):
        total: Any = result["total"]
        grades = total["by_grade"]
        calculated = [grades[grade] for grade in ("fixed", "formula")]
        for whole, parts in ((total, [grades[grade] for grade in get_args(Grade)]), (total["calculated"], calculated)):
            sums = {key: sum((of(part, key) for part in parts), Fraction(0)) for key in whole if key in AMOUNTS}
            assert sums["confirmed"] <= of(whole, "confirmed")
            assert sums["ceiling"] == of(whole, "ceiling")
            assert sums["most"] >= of(whole, "most")
            equal += all(sums[key] == of(whole, key) for key in AMOUNTS)
        assert total["other_budget"]["confirmed"] == grades["other_budget"]["confirmed"]
    assert equal > len(results(seed))


# ------------------------------------------------------------------------------------------------ why nothing

ELSEWHERE = {"other_district": {"amount": "100"}}
RECEIVED = {"other_district": {"amount": "1", "received": True}}
FULL_PROJECT = {"project": {"id": "R", "total_investment": "50", "other_gov_funding": "50"}}


@pytest.mark.parametrize(
    ("provision", "facts", "reason"),
    [
        ("art06_rent", rent("40"), None),
        ("art06_rent", {"rents": [{"amount": "40", "year": 2024}], "years_received": 0}, "unanswered"),
        ("art06_rent", rent("40") | {"rents": [{"amount": {"unreadable": "x"}, "year": 2024}]}, "unreadable"),
        ("art06_rent", rent("40", assessed=False), "unmet"),
        ("art06_rent", rent("0"), "nothing"),
        ("art06_rent", rent("40") | {"rents": []}, "nothing"),
        ("art06_rent", rent("40") | {"rents": [{"amount": "40", "year": 2020}]}, "unmet"),
        ("art06_rent", rent("40", years_received=3), "used_up"),
        ("art06_rent", rent("40", awarded_this_year="20"), "used_up"),
        ("art06_rent", rent("40") | ELSEWHERE, "other_policy"),
        ("art06_rent", rent("40") | RECEIVED, "other_policy"),
        ("art06_rent", rent("40") | FULL_PROJECT, "no_room"),
        ("art05_revenue_growth", {"revenues": {"2024": "6000", "2023": "1"}, "core_technology": True,
                                  "already_received": True}, "used_up"),
        ("art13_financing", financing("1860"), "unmet"),
        ("art13_financing", financing("4000") | {"already_received": True}, "used_up"),
        ("art09_genai_filing", {"models": [model() | {"already_rewarded": True}]}, "used_up"),
        ("art12_public_platform", PLATFORM | {"received_before": "2000"}, "used_up"),
        ("art14_events", {"event_cost": "100"}, "no_grant"),
    ],
)  # fmt: skip
def test_a_claim_that_is_not_eligible_says_why_in_a_word(
    provision: str, facts: dict[str, Any], reason: ReasonKind | None
) -> None:
    given = application(provision, facts)
    assert assess(policy(), given)["claims"][0]["reason_kind"] == reason
    assert assess_many(policy(), [given])[0]["claims"][0]["reason_kind"] == reason


def test_what_is_open_still_says_why_nothing_can_come_of_it() -> None:
    # Whether it has technology of its own is not answered; it has had the reward, which is given once.
    facts = {"revenues": {"2024": "6000", "2023": "1"}, "already_received": True}
    claim = only("art05_revenue_growth", facts)
    assert (claim["status"], claim["reason_kind"]) == ("ineligible", "used_up")


def test_of_entries_that_bring_nothing_the_one_that_came_farthest_decides() -> None:
    other = {"amount": "60"}
    entries = [model("2020-01-01"), model() | {"other_district": other}]
    for listed in (entries, entries[::-1]):
        assert only("art09_genai_filing", {"models": listed})["reason_kind"] == "other_policy"


def test_the_lower_side_of_a_project_says_that_the_other_counts() -> None:
    claims = assess(policy(), two(("art10_scenario_publisher", SIDE), ("art10_scenario_solver", SIDE)))["claims"]
    assert [claim["reason_kind"] for claim in claims] == ["other_side", None]


def test_the_second_of_two_claims_for_one_matter_says_that_it_counts_already() -> None:
    again = {"models": [model() | {"filing_number": "X1"}]}
    claims = assess(policy(), two(("art09_genai_filing", again), ("art09_genai_filing", again)))["claims"]
    assert [claim["reason_kind"] for claim in claims] == [None, "counted"]


def test_of_two_claims_under_one_cap_the_second_finds_it_used_up() -> None:
    claims = assess(policy(), two(("art06_rent", rent("40")), ("art06_rent", rent("40"))))["claims"]
    assert [claim["reason_kind"] for claim in claims] == [None, "used_up"]


@pytest.mark.parametrize("seed", [11, 12])
def test_only_what_is_eligible_has_no_reason(seed: int) -> None:
    for result in results(seed):
        for claim in result["claims"]:
            assert (claim["reason_kind"] is None) == (claim["status"] == "eligible")
            asked = claim["reason_kind"] in ("unanswered", "unreadable")
            assert asked == (claim["status"] == "needs_information")
