"""A stated fact is never ignored: it counts, or it is refused as not applicable; what is kept already is never refused
for it."""

from typing import Any

import pytest

from engine.allocation.allocate import allocate
from engine.application import questionnaire
from engine.application.model import UNREADABLE
from engine.application.reading import read_application
from engine.assessment.assess import assess, assess_many
from engine.assessment.explain import AssessedSteps
from engine.policy.folder import default_policy, load_policy
from engine.scenario.cohort import Cohort
from engine.values.refusal import Refused
from tests.law.cases import APPLICANT

POLICY = load_policy(default_policy())
PROJECT = {"id": "X", "total_investment": "1000"}
SIDE = {"challenge_mode": True, "project": PROJECT}
TASKS = {"tasks": [{"national": True, "winner": True, "is_lead": True, "already_rewarded": False}]}
BY_YEAR = {"art10_cap_scope": "applicant_year"}
Json = dict[str, Any]


def application(provision: str, facts: Json, **readings: str) -> Json:
    claims = [{"id": "c1", "provision": provision, "facts": facts}]
    applicant = APPLICANT | {"id": "A"}
    return {"application_date": "2025-06-15", "applicant": applicant, "claims": claims, "readings": readings}


def confirmed(raw: Json) -> str:
    return assess(POLICY, raw)["claims"][0]["confirmed"]


def refused(raw: Json) -> list[Json]:
    with pytest.raises(Refused) as refusal:
        assess(POLICY, raw)
    return refusal.value.errors


@pytest.mark.parametrize(
    ("provision", "facts", "readings"),
    [
        ("art10_scenario_solver", SIDE, {}),
        ("art07_national_challenge", TASKS, {}),
        ("art12_public_platform", {"qualifying_service": True, "project": PROJECT}, {}),
        ("art06_park_operations", {"parks": []}, {"park_cap_scope": "park"}),
        ("art09_embodied_model", {"models": []}, {"embodied_cap_scope": "model"}),
    ],
)
def test_what_was_awarded_is_refused_where_no_cap_takes_it_off(provision: str, facts: Json, readings: Json) -> None:
    for value in ("0.01", 150, {UNREADABLE: "很多"}):
        (error,) = refused(application(provision, facts | {"awarded_this_year": value}, **readings))
        assert error["path"] == "claims.0.facts.awarded_this_year"
        assert "本年度已按本项获得的资助" in error["message"]["zh"]
        assert POLICY.provision(provision).title.en in error["message"]["en"]
    for nothing in (0, "0.00", None):
        assert confirmed(application(provision, facts | {"awarded_this_year": nothing}, **readings)) == confirmed(
            application(provision, facts, **readings)
        )


def test_another_reading_takes_it_off() -> None:
    raw = application("art10_scenario_solver", SIDE | {"awarded_this_year": 350}, **BY_YEAR)
    assert confirmed(raw) == "50.00"


def test_what_is_given_once_has_been_given_where_something_was_awarded() -> None:
    revenue = {"revenues": {"2024": 6000, "2023": 5000}, "core_technology": True, "already_received": False}
    money = [{"date": "2025-03-01", "amount": "4000", "fund": True}]
    financing = {"rounds": [{"instalments": money}], "assessed": True, "already_received": False}
    given: list[tuple[str, Json, dict[str, str]]] = [
        ("art05_revenue_growth", revenue, {}),
        ("art13_financing", financing, {}),
        ("art07_national_challenge", TASKS, {"art07_unit": "unit"}),
    ]
    for provision, facts, readings in given:
        assert confirmed(application(provision, facts, **readings)) != "0.00"
        raw = application(provision, facts | {"awarded_this_year": "0.01"}, **readings)
        (claim,) = assess(POLICY, raw)["claims"]
        assert (claim["status"], claim["reason_kind"]) == ("ineligible", "used_up")
        raw = application(provision, facts | {"awarded_this_year": {UNREADABLE: "不多"}}, **readings)
        (claim,) = assess(POLICY, raw)["claims"]
        assert (claim["status"], claim["confirmed"]) == ("needs_information", "0.00")
        assert [missing["fact"] for missing in claim["missing"]] == ["awarded_this_year"]


def test_another_policy_does_not_apply_where_there_is_no_grant() -> None:
    (error,) = refused(application("art14_events", {"other_district": {"received": True}}))
    assert error["path"] == "claims.0.facts.other_district"
    for nothing in ({}, None, {"amount": 0, "received": False}):
        assert confirmed(application("art14_events", {"other_district": nothing})) == "0.00"


def test_a_run_refuses_by_its_own_readings() -> None:
    stated = application("art10_scenario_solver", SIDE | {"awarded_this_year": 350})
    del stated["readings"]
    run = {"budget": None, "applications": [stated]}
    with pytest.raises(Refused) as refusal:
        allocate(POLICY, run)
    assert [error["path"] for error in refusal.value.errors] == ["applications.0.claims.0.facts.awarded_this_year"]
    assert allocate(POLICY, run | {"readings": BY_YEAR})["total_approved"] == "50.00"


def test_what_is_kept_is_never_refused_for_it() -> None:
    stated = application("art10_scenario_solver", SIDE | {"awarded_this_year": 350})
    assert assess(POLICY, stated, stored=True)["claims"][0]["confirmed"] == "200.00"
    assert assess_many(POLICY, [stated], stored=True)[0]["claims"][0]["confirmed"] == "200.00"
    kept = read_application(POLICY, stated, applies=None).claims[0]
    assert "awarded_this_year" in kept.facts, "another reading makes something of it"
    unclear = application("art10_scenario_solver", SIDE | {"awarded_this_year": {UNREADABLE: "很多"}})
    assert assess(POLICY, unclear, stored=True)["claims"][0]["status"] == "eligible"
    del stated["readings"]
    readings = POLICY.default_readings()
    for of_run, amount in ((readings, "200.00"), (readings | BY_YEAR, "50.00")):
        assert AssessedSteps.of_kept(POLICY, [stated], of_run).of("c1")[-1]["amount"] == amount
    Cohort(POLICY, {"applications": [stated], "approved_claims": []}, {})


def test_what_no_reading_makes_anything_of_is_told_from_what_another_does() -> None:
    event = application("art14_events", {"awarded_this_year": 5})
    with pytest.raises(Refused):
        read_application(POLICY, event, applies="ever")
    side = application("art10_scenario_solver", SIDE | {"awarded_this_year": 5})
    read_application(POLICY, side, applies="ever")


def test_it_is_asked_where_it_counts() -> None:
    provision, defaults = POLICY.provision("art10_scenario_solver"), POLICY.default_readings()

    def asked(readings: Json) -> set[str]:
        return {str(q.path[0]) for q in questionnaire.of_claim(provision, {}, 2025, defaults | readings)}

    assert asked(BY_YEAR) - asked({}) == {"awarded_this_year"}
