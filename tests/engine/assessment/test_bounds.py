"""confirmed <= every completion <= most, for each claim and the total."""

import json
from fractions import Fraction
from typing import Any

import pytest

from engine.assessment.assess import assess, assess_many
from engine.policy.folder import default_policy, load_policy
from engine.values.refusal import Refused
from tests.law.cases import APPLICANT
from tests.oracle.completions import with_completions

POLICY = load_policy(default_policy())
PROJECT = {"id": "P", "total_investment": 1000}

Json = dict[str, Any]


def application(*claims: tuple[str, Json], applicant: Json = APPLICANT, **more: Any) -> Json:
    stated = [{"id": f"c{n}", "provision": provision, "facts": facts} for n, (provision, facts) in enumerate(claims)]
    return {"application_date": "2025-06-15", "applicant": applicant, "claims": stated, **more}


def rent(*amounts: Any, **more: Any) -> tuple[str, Json]:
    listed = [{"amount": amount, "year": 2024} for amount in amounts]
    return "art06_rent", {"assessed": True, "years_received": 0, "rents": listed, **more}


def side(of: str, **more: Any) -> tuple[str, Json]:
    return f"art10_scenario_{of}", {"challenge_mode": True, "project": PROJECT, **more}


def financing(amount: Any) -> tuple[str, Json]:
    instalment = {"date": "2025-01-01", "amount": amount, "fund": True}
    return "art13_financing", {"assessed": True, "already_received": False, "rounds": [{"instalments": [instalment]}]}


def amounts(raw: Json) -> list[tuple[str, str, str | None]]:
    """Confirmed, ceiling and most of each claim, and of the total."""
    answer = assess_many(POLICY, [raw])[0]
    found = [(claim["confirmed"], claim["ceiling"], claim["most"]) for claim in answer["claims"]]
    total = answer["total"]
    return [*found, (total["confirmed"], total["ceiling"], total["most"])]


def hundredths(amount: str | None) -> float:
    return float("inf") if amount is None else int(amount.replace(".", ""))


def violations(raw: Json, completions: list[Json]) -> list[str]:
    """Where a completion lies outside the bounds."""
    answer, found = assess_many(POLICY, [raw])[0], []
    for one in (*answer["claims"], answer["total"]):
        if not hundredths(one["confirmed"]) <= hundredths(one["ceiling"]) <= hundredths(one["most"]):
            found.append(f"in another order: {one}")
    for application in completions:
        try:
            result = assess_many(POLICY, [application])[0]
        except Refused:  # two sets of figures for one project: that is no completion
            continue
        pairs = [*zip(answer["claims"], result["claims"], strict=True), (answer["total"], result["total"])]
        for bound, turned_out in pairs:
            assert turned_out["confirmed"] == turned_out["most"], "a completion leaves nothing open"
            if not hundredths(bound["confirmed"]) <= hundredths(turned_out["confirmed"]) <= hundredths(bound["most"]):
                found.append(f"{bound} but {turned_out['confirmed']}: {json.dumps(application)}")
    return found


def check(seed: int, count: int) -> None:
    for raw, completions in with_completions(seed, count, each=2):
        assert not violations(raw, completions), json.dumps(raw)


@pytest.mark.parametrize("seed", range(1))
def test_no_answer_leads_out_of_the_bounds(seed: int) -> None:
    """600 applications with 1,200 completions; 100,000 in `make test-long`."""
    check(seed, 600)


@pytest.mark.long
@pytest.mark.parametrize("number", range(40))
def test_no_answer_of_a_hundred_thousand_applications_leads_out_of_the_bounds(number: int, first_seed: int) -> None:
    check(first_seed + number, 2_500)


# ------------------------------------------------------------------------------------------ one claim


def test_an_unknown_list_without_a_cap_has_no_most() -> None:
    raw = application(("art07_national_challenge", {}))
    assert amounts(raw) == [("0.00", "0.00", None)] * 2
    answer = assess(POLICY, raw)
    assert answer["claims"][0]["status"] == "needs_information"
    assert answer["claims"][0]["missing"][0]["worth"] is None


def test_an_unknown_list_brings_no_more_than_its_cap() -> None:
    assert amounts(application(("art13_financing", {"assessed": True, "already_received": False})))[0][2] == "200.00"
    assert amounts(application(("art09_genai_filing", {})))[0][2] == "200.00"
    assert amounts(application(("art06_park_operations", {})))[0][2] == "100.00"
    per_park = application(("art06_park_operations", {}), readings={"park_cap_scope": "park"})
    assert amounts(per_park)[0][2] is None


def test_an_unknown_list_brings_no_more_than_its_project_has_room_for() -> None:
    project = {"id": "P", "total_investment": 350}
    assert amounts(application(("art07_national_challenge", {"project": project})))[0] == ("0.00", "0.00", "350.00")


def test_entries_that_are_given_are_not_added_to() -> None:
    assert amounts(application(("art07_national_challenge", {"tasks": [{}, {}, {}]})))[0][2] == "600.00"
    assert amounts(application(("art07_national_challenge", {"tasks": []})))[0][2] == "0.00"


def test_claims_together_bring_no_more_than_the_cap_for_good() -> None:
    assert amounts(application(financing(None), financing(None)))[-1] == ("0.00", "0.00", "200.00")


def test_what_is_assumed_is_not_completed() -> None:
    platform = {"qualifying_service": True, "project": {"total_investment": 5000}}
    assert amounts(application(("art12_public_platform", platform)))[0] == ("2000.00", "2000.00", "2000.00")
    filed = {"algorithms": [{"listed": True, "already_rewarded": False}]}
    assert amounts(application(("art08_algorithm_filing", filed)))[0] == ("100.00", "100.00", "100.00")


@pytest.mark.parametrize("name", ["share", "awarded_this_year"])
def test_what_cannot_be_read_opens_the_claim_and_makes_it_no_larger(name: str) -> None:
    reading = {"art10_cap_scope": "applicant_year"}
    known = application(side("solver"), readings=reading)
    unread = application(side("solver", **{name: {"unreadable": "60"}}), readings=reading)
    assert amounts(known)[0] == ("200.00", "200.00", "200.00")
    assert amounts(unread)[0] == ("0.00", "0.00", "200.00")
    claim = assess(POLICY, unread)["claims"][0]
    assert claim["status"] == "needs_information"
    assert [(m["fact"], m["worth"], m["unreadable"]) for m in claim["missing"]] == [(name, "200.00", "60")]
    assert not any("100%" in step["text"]["zh"] for step in claim["steps"])


def test_what_was_really_invested_and_cannot_be_read_could_be_more_than_was_planned() -> None:
    project = {"total_investment": 1000, "actual_investment": {"unreadable": "一百二十万"}}
    platform = {"qualifying_service": True, "project": project}
    assert amounts(application(("art12_public_platform", platform)))[0] == ("0.00", "0.00", "2000.00")
    assert (
        violations(
            application(("art12_public_platform", platform)),
            [application(("art12_public_platform", platform | {"project": project | {"actual_investment": 1500}}))],
        )
        == []
    )


# ------------------------------------------------------------------------------------------ several claims


def test_claims_that_share_a_yearly_cap_have_exact_bounds() -> None:
    """20 in all: the first may use all of it or nothing."""
    assert amounts(application(rent(None), rent(40))) == [
        ("0.00", "0.00", "20.00"),
        ("0.00", "20.00", "20.00"),
        ("20.00", "20.00", "20.00"),
    ]
    assert amounts(application(rent(30), rent(None), rent(30))) == [
        ("15.00", "15.00", "15.00"),
        ("0.00", "0.00", "5.00"),
        ("0.00", "5.00", "5.00"),
        ("20.00", "20.00", "20.00"),
    ]


def test_what_the_applicant_has_not_said_holds_for_all_its_claims() -> None:
    """Either both qualify or neither: the second never has more than what the first leaves."""
    applicant = {name: answer for name, answer in APPLICANT.items() if name != "ai_robotics"}
    found = amounts(application(rent(30), rent(30), applicant=applicant))
    assert [most for _, _, most in found] == ["15.00", "5.00", "20.00"]


def test_the_higher_side_of_a_project_can_still_be_the_other() -> None:
    found = amounts(application(side("publisher"), side("solver", challenge_mode=None)))
    assert found == [("0.00", "0.00", "100.00"), ("0.00", "200.00", "200.00"), ("100.00", "200.00", "200.00")]


def test_claims_share_a_project_with_what_others_may_turn_out_to_take() -> None:
    """Room for 300: a platform of 300 beside a solver's side of 200."""
    project = PROJECT | {"actual_investment": 300}
    platform = {"qualifying_service": True, "assessed_amount": 300, "project": project}
    found = amounts(
        application(("art12_public_platform", platform), side("solver", project=project, challenge_mode=None))
    )
    assert found[0] == ("180.00", "180.00", "300.00")
    assert found[1] == ("0.00", "120.00", "120.00")
    # What is cut off each share is lost, and could be.
    assert found[2] == ("299.99", "300.00", "300.00")


def test_a_claim_that_goes_elsewhere_may_leave_the_total_below_what_it_is_now() -> None:
    """Alone the second brings 20, which is more than 15 elsewhere; once the first uses 6 of the cap it does not."""
    other = {"other_district": {"amount": 15}}
    raw = application(rent(None), rent(40, **other))
    assert amounts(raw)[-1][0] == "0.00"
    assert violations(raw, [application(rent(12), rent(40, **other))]) == []
    assert amounts(application(rent(12), rent(40, **other)))[-1][0] == "6.00"


def test_of_two_claims_for_what_is_given_once_that_are_equal_once_cut_the_first_counts_open_or_not() -> None:
    """5% of 2000.02 is 100.001, which is 100.00 too."""
    two = financing(2000), financing("2000.02")
    answered = application(*two)
    assert [one[1] for one in amounts(answered)] == ["100.00", "0.00", "100.00"]
    open_one = application(*two, applicant={**APPLICANT, "entity_type": None})
    assert [one[2] for one in amounts(open_one)] == ["100.00", "0.00", "100.00"]
    assert violations(open_one, [answered]) == []


def test_an_entry_without_room_of_its_own_may_take_weight_from_one_that_has_some() -> None:
    """Under the cap of 100 the entry in the shared project weighs the less, the more an entry would bring that has no
    room: known to be rewarded already, that one takes nothing away."""
    shared, empty = {"id": "P", "total_investment": 150}, {"total_investment": 173, "other_gov_funding": 173}
    entry = {"rd_cost": 120, "landing_date": "2025-01-01", "assessed": True, "already_rewarded": False}

    def two(rewarded: Any) -> tuple[str, Json]:
        models = [entry | {"project": shared}, entry | {"project": empty, "already_rewarded": rewarded}]
        return "art09_embodied_model", {"models": models}

    platform = "art12_public_platform", {"qualifying_service": True, "assessed_amount": 300, "project": shared}
    turned_out = [application(two(rewarded), platform) for rewarded in (True, False)]
    assert violations(application(two(None), platform), turned_out) == []
    assert amounts(turned_out[0])[0] > amounts(turned_out[1])[0]


def test_an_entry_without_room_in_another_shared_project_may_take_weight_too() -> None:
    """Both entries are in projects that the other claim names as well; nothing is left of one of them."""
    known = {"winner": True, "is_lead": True, "already_rewarded": False}
    projects = [{"id": "P", "total_investment": 156}, {"id": "Q", "total_investment": 200, "other_gov_funding": 200}]
    entry = {"assessed": True, "already_rewarded": False}

    def two(landed: Any, national: Any) -> Json:
        models = [
            entry | {"rd_cost": 200, "landing_date": landed, "project": {"id": "Q"}},
            entry | {"rd_cost": 120, "landing_date": "2025-01-01", "project": {"id": "P"}},
        ]
        tasks = [
            known | {"national": national, "project": projects[0]},
            known | {"national": True, "project": projects[1]},
        ]
        return application(("art09_embodied_model", {"models": models}), ("art07_national_challenge", {"tasks": tasks}))

    answered = two("2025-01-23", True)
    assert violations(two(None, None), [answered, two("2020-01-23", True)]) == []
    assert amounts(answered)[0] < amounts(two("2020-01-23", True))[0]


def test_what_was_had_of_a_cap_and_cannot_be_read_in_one_claim_is_open_in_all_that_share_it() -> None:
    unreadable = application(rent(20, awarded_this_year={"unreadable": "x"}), rent(30))
    turned_out = [application(rent(20, awarded_this_year=had), rent(30)) for had in (0, 5, "19.99", 20)]
    assert amounts(unreadable) == [("0.00", "0.00", "10.00"), ("0.00", "0.00", "15.00"), ("0.00", "0.00", "20.00")]
    assert violations(unreadable, turned_out) == []
    second = assess(POLICY, unreadable)["claims"][1]
    assert second["status"] == "needs_information"
    assert [(one["fact"], one["unreadable"]) for one in second["missing"]] == [("awarded_this_year", "x")]


def test_what_a_claims_entries_leave_of_a_project_others_take() -> None:
    shared, empty = {"id": "P", "total_investment": 150}, {"total_investment": 173, "other_gov_funding": 173}
    platform = "art12_public_platform", {"qualifying_service": True, "assessed_amount": 300, "project": shared}

    def model(assessed: Any) -> tuple[str, Json]:
        entry = {"rd_cost": 120, "landing_date": "2025-01-01", "assessed": assessed, "already_rewarded": False}
        return "art09_embodied_model", {"models": [entry | {"project": empty}], "project": shared}

    turned_out = [application(platform, model(assessed)) for assessed in (True, False)]
    assert violations(application(platform, model(None)), turned_out) == []
    assert amounts(turned_out[0])[-1] == amounts(turned_out[1])[-1] == ("150.00", "150.00", "150.00")


def test_which_entry_would_bring_how_much_changes_nothing_for_those_who_share_its_project() -> None:
    shared = {"id": "P", "total_investment": 1000, "other_gov_funding": 973}

    def application_with(landed: Any, cost: Any, rewarded: Any) -> Json:
        facts = {"assessed": True, "already_rewarded": False, "project": shared}
        models = [
            facts | {"rd_cost_items": [{"amount": 188, "date": "2025-01-01"}], "landing_date": landed},
            facts | {"rd_cost": cost, "landing_date": "2025-01-05", "already_rewarded": rewarded},
        ]
        own = {"id": "Q", "total_investment": 2717, "other_gov_funding": 2677}
        first = "art09_embodied_model", {"models": models, "project": own, "awarded_this_year": 10}
        other = {"rd_cost": 100, "landing_date": "2025-01-13", "assessed": True, "already_rewarded": False}
        return application(first, ("art09_embodied_model", {"models": [other], "project": shared}))

    completions = [application_with("2025-01-23", cost, False) for cost in (20, 200, 20_000)]
    assert violations(application_with(None, None, None), completions) == []


def test_where_others_may_take_it_a_step_says_how_much_is_certain() -> None:
    claim = assess(POLICY, application(rent(None), rent(40)))["claims"][1]
    assert [(step["step"], step["amount"]) for step in claim["steps"][-2:]] == [
        ("beside", "0.00"),
        ("approved", "0.00"),
    ]
    assert claim["limits"][-1] == "beside"


def test_conditions_that_nobody_has_answered_are_not_told_as_met() -> None:
    applicant = {"id": "A", "entity_type": "enterprise", "legal_person": True}
    claim = assess(POLICY, application(rent(20, assessed=None), applicant=applicant))["claims"][0]
    assert claim["ceiling"] == "10.00"
    states = {step["fact"]: step["state"] for step in claim["ceiling_steps"] if step["kind"] == "condition"}
    assert states["assessed"] == states["applicant.ai_robotics"] == states["applicant.disqualified"] == "unknown"
    assert states["applicant.legal_person"] == states["years_received"] == "met"
    replayed = Fraction(0)
    for step in claim["ceiling_steps"]:
        assert step["operation"]["op"] != "require" or step["operation"]["met"]
        replayed = Fraction(step["amount"])
    assert replayed == 10
