"""Somebody who made many mistakes is told of all of them at once, each with its place, in the order of the input."""

from typing import Any

import pytest

from engine.allocation.reading import read_run
from engine.application.reading import read_application
from engine.policy.folder import default_policy, load_policy
from engine.text.phrases import both
from engine.values.refusal import Refused
from tests.law.cases import APPLICANT

POLICY = load_policy(default_policy())
CLAIMS: list[Any] = [
    {"id": "", "provision": "art06_rent"},
    {"id": "a", "provision": "nowhere", "facts": {"x": 1}},
    {"id": "a", "provision": "art06_rent"},
    {"id": "b", "provision": "art06_rent", "facts": []},
    {
        "id": "c",
        "more": 1,
        "provision": "art06_rent",
        "facts": {
            "assessed": "yes",
            "project": {"id": "P", "total_investment": "1,000"},
            "more": None,
            "rents": [{"amount": "-1", "year": 2024, "more": 1}, 7, {"amount": 5, "year": "24"}],
        },
    },
    {
        "id": "d",
        "provision": "art13_financing",
        "facts": {
            "assessed": 1,
            "rounds": [{"instalments": [{"date": "2024-02-30", "amount": 5, "district_fund": 6}]}],
        },
    },
    3,
]
WRONG = {
    "application_date": "2025/06/15",
    "applicant": {"legal_person": "yes", "more": 1, "name": ["x"], "id": 7},
    "claims": CLAIMS,
    "readings": {"art16_top_up": "maybe", "more": "x", "art13_base_net": False},
    "already_awarded": {"more": 1, "art05": "1e3"},
    "quota_used": [],
    "history": [{"matter": [], "provision": "art06_rent", "year": 2024, "amount": "5", "paid": "6"}, {}],
    "not_counted": [{"provision": "art06_rent", "matter": " "}],
    "invented": 1,
    "more": 1,
}
PLACES = [
    "more", "application_date", "applicant.legal_person", "applicant.more", "applicant.name", "readings.art16_top_up",
    "readings.more", "claims.0.id", "claims.1.provision", "claims.2.id", "claims.3.facts", "claims.4.more",
    "claims.4.facts.assessed", "claims.4.facts.project.total_investment", "claims.4.facts.more",
    "claims.4.facts.rents.0.amount", "claims.4.facts.rents.0.more", "claims.4.facts.rents.1",
    "claims.4.facts.rents.2.year", "claims.5.facts.assessed", "claims.5.facts.rounds.0.instalments.0.date",
    "claims.5.facts.rounds.0.instalments.0.district_fund", "claims.6", "already_awarded.more",
    "already_awarded.art05", "quota_used", "history.0.matter", "history.0.paid", "history.1.provision",
    "history.1.year", "history.1.amount", "not_counted.0.matter", "invented",
]  # fmt: skip


def refused(read: Any, raw: Any) -> list[dict[str, Any]]:
    with pytest.raises(Refused) as caught:
        read(POLICY, raw)
    return caught.value.errors


def test_an_application_is_told_all_that_is_wrong_with_it() -> None:
    assert [error["path"] for error in refused(read_application, WRONG)] == PLACES


def test_in_a_run_the_same_is_told_of_each_application() -> None:
    run = {"applications": [{"application_date": "2025-06-15", "applicant": APPLICANT}, WRONG], "more": 1}
    told = [error["path"] for error in refused(read_run, run)]
    assert told == ["more", *(f"applications.1.{place}" for place in PLACES)]


def test_a_message_says_what_was_given_and_what_may_stand_there() -> None:
    message = {error["path"]: error["message"] for error in refused(read_application, WRONG)}
    assert message["claims.4.facts.rents.0.more"] == {
        "zh": "没有名为「more」的项目；可用的有：address、amount、year、in_district、other_district。",
        "en": "There is no field “more” here; there are: address, amount, year, in_district, other_district.",
    }
    assert "「1,000」" in message["claims.4.facts.project.total_investment"]["zh"]
    assert "「null」" in message["history.1.year"]["zh"]


def test_what_may_stand_in_every_claim_is_read_after_the_facts_of_its_own_and_not_offered() -> None:
    facts = {"awarded_this_year": "-1", "more": 1, "event_cost": "-1"}
    claim = {"id": "c", "provision": "art14_events", "facts": facts}
    errors = refused(read_application, {"application_date": "2025-06-15", "claims": [claim]})
    assert [error["path"].rpartition(".")[2] for error in errors] == ["more", "event_cost", "awarded_this_year"]
    assert "awarded_this_year" not in errors[0]["message"]["en"]


APPROVED: list[Any] = [
    {"applicant": " ", "provision": 7, "approved": -1, "id": "x", "score": "ninety", "more": 1, "invented": "yes"},
    {"id": "x", "applicant": 7, "provision": "art06_rent", "approved": "20", "project": ["P", None], "most": 1.5},
    "x",
    {},
]
OF_A_RUN = [
    "budget", "rule", "terms", "sizes.A", "approved_claims.0.more", "approved_claims.0.invented",
    "approved_claims.0.applicant", "approved_claims.0.approved", "approved_claims.0.score",
    "approved_claims.0.provision", "approved_claims.1.project.1", "approved_claims.1.most", "approved_claims.1.id",
    "approved_claims.2", "approved_claims.3.id", "approved_claims.3.applicant", "approved_claims.3.approved",
    "approved_claims.3.provision",
]  # fmt: skip


def test_a_run_is_told_all_that_is_wrong_with_it() -> None:
    run = {"approved_claims": APPROVED, "rule": "ours", "terms": {"floor": 5}, "sizes": {"A": "huge"}, "budget": "all"}
    assert [error["path"] for error in refused(read_run, run)] == OF_A_RUN


def test_two_claims_that_state_one_project_differently_are_refused_by_what_the_other_is_called() -> None:
    sides = [
        {"id": n, "provision": p, "facts": {"project": {"id": "P", "total_investment": total}}}
        for n, p, total in (("a", "art10_scenario_publisher", "30"), ("b", "art10_scenario_solver", "20"))
    ]
    with pytest.raises(Refused) as refused:
        read_application(POLICY, {"application_date": "2025-06-15", "claims": sides})
    (error,) = refused.value.errors
    assert error["path"] == "claims.1.facts.project.total_investment"
    for lang, title in both(POLICY.provision("art10_scenario_publisher").title).items():
        assert title in error["message"][lang]
        assert "claims." not in error["message"][lang]
