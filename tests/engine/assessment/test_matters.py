"""Things that exist once in the world: a matter counts once, a project has one headroom, a side one cap."""

from typing import Any

import pytest

from engine.allocation.allocate import allocate
from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_policy
from engine.values.refusal import Refused

POLICY = load_policy(default_policy())
CHALLENGE, EMBODIED, PLATFORM = "art07_national_challenge", "art09_embodied_model", "art12_public_platform"
PUBLISHER, SOLVER, FINANCING = "art10_scenario_publisher", "art10_scenario_solver", "art13_financing"
ALGORITHMS, STANDARDS, PARKS, RENT = "art08_algorithm_filing", "art11_standards", "art06_park_operations", "art06_rent"
VOUCHER = "art04_compute_voucher"
Facts = dict[str, Any]


def application(*claims: tuple[str, Facts], who: str = "A", day: str = "2025-06-15", **more: Any) -> Facts:
    applicant = {"entity_type": "enterprise", "legal_person": True, "operates_in_longhua": True, "ai_robotics": True}
    return {
        "application_date": day,
        "applicant": applicant | {"id": who, "disqualified": False},
        "claims": [
            {"id": f"{who}{day}{i}", "provision": provision, "facts": facts}
            for i, (provision, facts) in enumerate(claims)
        ],
        **more,
    }


def confirmed(*claims: tuple[str, Facts], **more: Any) -> list[str]:
    return [claim["confirmed"] for claim in assess(POLICY, application(*claims, **more))["claims"]]


def algorithms(*numbers: str | None) -> Facts:
    return {"algorithms": [{"listed": True, "already_rewarded": False, "filing_number": number} for number in numbers]}


def standards(*numbers: str, level: str = "national") -> Facts:
    return {"standards": [{"number": n, "level": level, "lead": True, "already_rewarded": False} for n in numbers]}


def task(project: Facts | None = None, **more: Any) -> Facts:
    return {"national": True, "winner": True, "is_lead": True, "already_rewarded": False, "project": project} | more


def model(cost: int, project: Facts | None = None, **more: Any) -> Facts:
    stated = {"assessed": True, "landing_date": "2025-01-10", "rd_cost": cost, "already_rewarded": False}
    return stated | {"project": project} | more


def project(room: int, name: str | None = "X", **more: Any) -> Facts:
    return {"id": name, "total_investment": room} | more


def side(total: int, name: str = "X", **more: Any) -> Facts:
    return {"project": project(total, name, fiscal_investment=0), "challenge_mode": True} | more


def platform(investment: int, name: str = "X", **more: Any) -> Facts:
    return {"project": project(investment, name), "qualifying_service": True} | more


# ------------------------------------------------------------------------------------------ the same matter


def test_the_same_algorithm_five_times_is_one() -> None:
    assert confirmed((ALGORITHMS, algorithms(*["网信算备4403"] * 5))) == ["100.00"]
    assert confirmed((ALGORITHMS, algorithms("网信算备 4403 号", "网信算备4403号", "网信算备4404号"))) == ["200.00"]


def test_the_second_one_brings_nothing_and_says_why() -> None:
    (claim,) = assess(POLICY, application((ALGORITHMS, algorithms("甲1", "甲１"))))["claims"]
    (step,) = [step for step in claim["steps"] if step["step"] == "same_matter"]
    assert (step.get("item"), step["before"], step["amount"], step["binding"]) == (1, "100.00", "0.00", True)
    assert "已计入" in step["text"]["zh"]
    assert "same_matter" in claim["limits"]


def test_one_without_a_number_is_one_of_its_own() -> None:
    assert confirmed((ALGORITHMS, algorithms(None, None, "甲"))) == ["300.00"]


def test_a_matter_that_is_decided_to_count_in_another_application_brings_nothing_and_says_so() -> None:
    not_counted = [{"provision": ALGORITHMS, "matter": "网信算备 ４４０３"}, {"provision": STANDARDS, "matter": "B"}]
    claims = (ALGORITHMS, algorithms("网信算备4403", "网信算备4404", "B")), (PLATFORM, platform(1000, "B"))
    raw = application(*claims, not_counted=not_counted)
    assert [claim["confirmed"] for claim in assess(POLICY, raw)["claims"]] == ["200.00", "1000.00"]
    steps = assess(POLICY, raw)["claims"][0]["steps"]
    assert [step["text"]["zh"] for step in steps if step["step"] == "same_matter"] == [
        "主管部门已决定同一算法计入另一份申报，本申报不计"
    ]
    for provision, facts in ((PLATFORM, platform(1000, "B")), (SOLVER, side(1000, "Ｂ"))):
        assert confirmed((provision, facts), not_counted=[{"provision": provision, "matter": "b"}]) == ["0.00"]


def test_what_is_decided_of_one_application_of_a_company_says_nothing_of_its_others() -> None:
    one = application((ALGORITHMS, algorithms("1")), not_counted=[{"provision": ALGORITHMS, "matter": "1"}])
    other = application((ALGORITHMS, algorithms("1")), day="2025-07-01")
    answer = allocate(POLICY, {"applications": [one, other]})
    assert [claim["actual"] for claim in answer["claims"]] == ["0.00", "100.00"]


def test_two_companies_claim_one_matter_and_it_is_decided_whose_it_is() -> None:
    one, other = (application((ALGORITHMS, algorithms("1")), who=who) for who in "AB")
    assert len(allocate(POLICY, {"applications": [one, other]})["open"]) == 1
    other["not_counted"] = [{"provision": ALGORITHMS, "matter": "1"}]
    answer = allocate(POLICY, {"applications": [one, other]})
    assert (answer["open"], [claim["actual"] for claim in answer["claims"]]) == ([], ["100.00", "0.00"])


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ("x", "not_counted"),
        (["x"], "not_counted.0"),
        ([{"provision": "art99", "matter": "1"}], "not_counted.0.provision"),
        ([{"provision": ALGORITHMS, "matter": " "}], "not_counted.0.matter"),
        ([{"provision": ALGORITHMS, "matter": "1", "who": "B"}], "not_counted.0.who"),
    ],
)
def test_what_is_not_counted_is_named_by_provision_and_matter(given: Any, where: str) -> None:
    with pytest.raises(Refused) as refused:
        assess(POLICY, application((ALGORITHMS, algorithms("1")), not_counted=given))
    assert [error["path"] for error in refused.value.errors] == [where]


def test_the_same_matter_in_two_claims_is_one_too() -> None:
    assert confirmed((STANDARDS, standards("GB/T 1")), (STANDARDS, standards("gb/t1", "GB/T 2"))) == ["40.00", "40.00"]
    assert confirmed((VOUCHER, {"purchase_amount": 100, "contract_number": "HT-1"}),
                     (VOUCHER, {"purchase_amount": 100, "contract_number": "ht-1"})) == ["30.00", "0.00"]  # fmt: skip


def test_the_first_that_brings_something_counts() -> None:
    rents = [{"amount": 10, "year": 2023, "address": "甲路1号"}, {"amount": 20, "year": 2024, "address": "甲路1号"}]
    assert confirmed((RENT, {"rents": rents, "assessed": True, "years_received": 0})) == ["10.00"]


def test_in_two_applications_of_a_year_it_counts_once() -> None:
    twice = [
        application((ALGORITHMS, algorithms("甲", "乙"))),
        application((ALGORITHMS, algorithms("甲", "丙")), day="2025-09-01"),
    ]
    assert [claim["actual"] for claim in allocate(POLICY, {"applications": twice})["claims"]] == ["200.00", "100.00"]


# ------------------------------------------------------------------------------------------ projects


def test_a_project_on_items_of_two_provisions_has_one_headroom() -> None:
    assert confirmed((CHALLENGE, {"tasks": [task(project(150))]}), (EMBODIED, {"models": [model(400, project(150))]})) \
        == ["100.00", "50.00"]  # fmt: skip


def test_a_project_on_an_item_and_on_a_claim_has_one_headroom() -> None:
    assert confirmed((CHALLENGE, {"tasks": [task(project(1000))]}), (PLATFORM, platform(1000))) == ["90.90", "909.09"]


def test_names_of_projects_are_compared_without_spaces_and_widths() -> None:
    claims = [(CHALLENGE, {"tasks": [task(project(150, "智慧工厂 X"))]}),
              (EMBODIED, {"models": [model(400, project(150, "智慧工厂Ｘ"))]})]  # fmt: skip
    assert confirmed(*claims) == ["100.00", "50.00"]


def test_across_companies_too() -> None:
    run = [application((CHALLENGE, {"tasks": [task(project(1000))]})),
           application((PLATFORM, platform(1000)), who="B")]  # fmt: skip
    answer = allocate(POLICY, {"applications": run})
    assert [claim["approved"] for claim in answer["claims"]] == ["90.90", "909.09"]


def test_what_is_approved_for_a_project_leaves_less_for_others() -> None:
    run = [application((CHALLENGE, {"tasks": [task(project(1000))]}))]
    before = {"id": "p", "applicant": "B", "provision": PLATFORM, "approved": "900", "project": ["Ｘ"]}
    answer = allocate(POLICY, {"applications": run, "approved_claims": [before]})
    assert [claim["approved"] for claim in answer["claims"]] == ["100.00", "900.00"]


def test_own_caps_come_before_the_sharing() -> None:
    """Two models bring 100 together after the yearly cap, so each weighs 50 beside the task's 200."""
    models = {"models": [model(400, project(125)), model(400, project(900, "Y"))]}
    assert confirmed((CHALLENGE, {"tasks": [task(project(125))]}), (EMBODIED, models)) == ["100.00", "100.00"]


# ------------------------------------------------------------------------------------------ sides and platforms


def test_the_second_naming_of_a_side_brings_nothing() -> None:
    assert confirmed((SOLVER, side(3000)), (SOLVER, side(3000))) == ["400.00", "0.00"]


@pytest.mark.parametrize(("shares", "actual"), [((0.5, 0.5), ["200.00", "200.00"]), ((0.7, 0.7), ["0.00", "0.00"])])
def test_shares_of_a_side_come_to_one_at_most(shares: tuple[float, float], actual: list[str]) -> None:
    run = [
        application((SOLVER, side(3000, share=str(share))), who=who) for who, share in zip("AB", shares, strict=True)
    ]
    answer = allocate(POLICY, {"applications": run})
    assert [claim["actual"] for claim in answer["claims"]] == actual
    assert [point["kind"] for point in answer["open"]] == ["side"] * (actual[0] == "0.00")


def test_a_side_that_was_approved_is_not_paid_again() -> None:
    before = {"id": "p", "applicant": "B", "provision": SOLVER, "approved": "250", "project": "X"}
    run = {"applications": [application((SOLVER, side(3000, share="0.5")))], "approved_claims": [before]}
    assert allocate(POLICY, run)["claims"][0]["approved"] == "150.00"
    same = run | {"approved_claims": [before | {"applicant": "A"}]}
    assert allocate(POLICY, same)["claims"][0]["approved"] == "0.00"


def test_a_platform_has_one_cap_and_one_place() -> None:
    twice = application((PLATFORM, platform(9000, score="80")), (PLATFORM, platform(9000, score="80")))
    rivals = [application((PLATFORM, platform(3000, who, score="70")), who=who) for who in "BC"]
    answer = allocate(POLICY, {"applications": [twice, rivals[0]]})
    assert [claim["actual"] for claim in answer["claims"]] == ["2000.00", "0.00", "2000.00"]


@pytest.mark.parametrize(
    ("provision", "facts", "kind"),
    [(ALGORITHMS, algorithms("甲"), "matter"), (STANDARDS, standards("GB 1"), "matter"),
     (PLATFORM, platform(3000), "platform")],
)  # fmt: skip
def test_what_two_companies_claim_is_open(provision: str, facts: Facts, kind: str) -> None:
    run = [application((provision, facts), who=who) for who in "AB"]
    answer = allocate(POLICY, {"applications": run})
    assert [point["kind"] for point in answer["open"]] == [kind]
    assert [(claim["actual"], claim["limits"]) for claim in answer["claims"]] == [("0.00", ["open"])] * 2


def test_what_each_company_calls_its_own_is_not() -> None:
    rents = {"rents": [{"amount": 20, "year": 2024, "address": "甲路1号"}], "assessed": True, "years_received": 0}
    answer = allocate(POLICY, {"applications": [application((RENT, rents), who=who) for who in "AB"]})
    assert answer["open"] == []
    assert answer["total_actual"] == "20.00"


def test_other_figures_of_a_matter_in_a_second_application_are_open() -> None:
    first, second = standards("GB 1"), standards("GB 1", level="industry")
    run = [application((STANDARDS, first)), application((STANDARDS, second), day="2025-09-01")]
    answer = allocate(POLICY, {"applications": run})
    assert answer["total_actual"] == "0.00"
    assert [point["kind"] for point in answer["open"]] == ["matter"]


# ------------------------------------------------------------------------------------------ given once


def rounds(*amounts: int) -> Facts:
    paid = [{"date": "2025-01-05", "amount": amount, "fund": True} for amount in amounts]
    return {"assessed": True, "already_received": False, "rounds": [{"instalments": [one]} for one in paid]}


def test_the_better_round_counts_whichever_claim_it_stands_in() -> None:
    assert confirmed((FINANCING, rounds(2000)), (FINANCING, rounds(4000))) == ["0.00", "200.00"]
    assert confirmed((FINANCING, rounds(4000)), (FINANCING, rounds(2000))) == ["200.00", "0.00"]
    assert confirmed((FINANCING, rounds(2000, 4000))) == ["200.00"]


def test_the_difference_to_another_policy_is_taken_after_the_limit_of_the_project() -> None:
    facts = platform(1500, assessed_amount="2000") | {"other_district": {"amount": "98.65", "received": True}}
    assert confirmed((PLATFORM, facts), readings={"art16_top_up": True}) == ["1401.35"]


# ------------------------------------------------------------------------------------------ places


def scored(*scores: int | None) -> list[str]:
    run = [application((PLATFORM, platform(3000, f"P{i}", score=score)), who=f"A{i}") for i, score in enumerate(scores)]
    return [claim["actual"] for claim in allocate(POLICY, {"applications": run})["claims"]]


def test_who_has_no_score_yet_is_open_with_whoever_they_could_displace() -> None:
    sure, none = "2000.00", "0.00"
    assert scored(90, None) == [sure, sure]
    assert scored(90, 80, None) == [sure, none, none]
    assert scored(90, 80, 70, None) == [sure, none, none, none]
    assert scored(None, None, 90) == [none, none, none]
    run = [application((PLATFORM, platform(3000, f"P{i}", score=s)), who=f"A{i}") for i, s in enumerate((90, 80, None))]
    answer = allocate(POLICY, {"applications": run})
    assert [(point["kind"], len(point["claims"])) for point in answer["open"]] == [("score", 2)]
    assert [claim["limits"] for claim in answer["claims"]] == [[], ["open"], ["open"]]


# ------------------------------------------------------------------------------------------ what is approved already


def test_what_is_approved_for_another_company_leaves_a_claim_open() -> None:
    for provision, facts, named in (
        (ALGORITHMS, algorithms("甲 1"), {"matter": "甲1"}),
        (PLATFORM, platform(3000), {"project": ["Ｘ"]}),
    ):
        before = {"id": "p", "applicant": "B", "provision": provision, "approved": "50", **named}
        run = {"applications": [application((provision, facts))], "approved_claims": [before]}
        answer = allocate(POLICY, run)
        assert [claim["actual"] for claim in answer["claims"]] == ["0.00", "50.00"]
        assert [len(point["claims"]) for point in answer["open"]] == [1]


def test_what_is_approved_for_the_same_company_is_not_counted_again() -> None:
    before = {"id": "p", "applicant": "A", "provision": ALGORITHMS, "approved": "100", "matter": ["甲1", "乙"]}
    run = {"applications": [application((ALGORITHMS, algorithms("甲 1", "丙")))], "approved_claims": [before]}
    answer = allocate(POLICY, run)
    assert [claim["approved"] for claim in answer["claims"]] == ["100.00", "100.00"]
    assert answer["open"] == []
