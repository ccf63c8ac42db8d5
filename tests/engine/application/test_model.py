"""An application is read strictly, and what is wrong with it is told in the order in which it stands."""

from typing import Any

import pytest

from engine.allocation.allocate import allocate
from engine.allocation.division import divide
from engine.application.reading import read_application
from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_policy
from engine.steps.winners import Winners
from engine.values.refusal import Refused
from tests.law.cases import APPLICANT

POLICY = load_policy(default_policy())
DAY = "2025-06-15"
HALF = "\ud800"
NAMES = ["zeta", "alpha", "mid", "beta", "omega", "eta", "kappa", "iota"]
UNKNOWN = dict.fromkeys(NAMES, 1)
APPROVED = {"id": "x", "applicant": "A", "provision": "art06_rent", "approved": "20"}


def application(*claims: tuple[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "application_date": DAY,
        "applicant": APPLICANT,
        "claims": [{"id": f"c{i}", "provision": p, "facts": facts} for i, (p, facts) in enumerate(claims, start=1)],
        **more,
    }


def refused_at(ask: Any, raw: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        ask(raw)
    for error in refused.value.errors:
        error["path"].encode()
        assert all(error["message"][lang].encode() for lang in ("zh", "en"))
    return [error["path"] for error in refused.value.errors]


def read(raw: Any) -> Any:
    return read_application(POLICY, raw)


def allocated(raw: Any) -> Any:
    return allocate(POLICY, raw)


@pytest.mark.parametrize(
    ("ask", "raw", "place"),
    [
        (read, application() | UNKNOWN, ""),
        (read, {**application(), "claims": [{"id": "c1", "provision": "art06_rent", **UNKNOWN}]}, "claims.0."),
        (read, application(already_awarded=UNKNOWN), "already_awarded."),
        (allocated, UNKNOWN, ""),
        (allocated, {"quota_used": UNKNOWN}, "quota_used."),
        (allocated, {"approved_claims": [APPROVED | UNKNOWN]}, "approved_claims.0."),
        (divide, {"rule": "talmud", "estate": 1, "claims": [1], **UNKNOWN}, ""),
    ],
)
def test_what_is_unknown_is_told_in_the_order_in_which_it_stands(ask: Any, raw: Any, place: str) -> None:
    assert refused_at(ask, raw) == [place + name for name in NAMES]


@pytest.mark.parametrize(
    ("ask", "raw", "path"),
    [
        (read, application(applicant={"name": HALF}), "applicant.name"),
        (read, application(applicant={"id": HALF}), "applicant.id"),
        (read, application(applicant={HALF: True}), "applicant.?"),
        (read, application(("art05_revenue_growth", {"revenues": {HALF: 1}})), "claims.0.facts.revenues.?"),
        (read, {**application(), "claims": [{"id": f"a{HALF}", "provision": "art06_rent"}]}, "claims.0.id"),
        (read, application(("art12_public_platform", {"project": {"id": HALF}})), "claims.0.facts.project.id"),
        (allocated, {"approved_claims": [APPROVED | {"id": HALF}]}, "approved_claims.0.id"),
        (allocated, {"approved_claims": [APPROVED | {"applicant": HALF}]}, "approved_claims.0.applicant"),
        (divide, {"rule": "talmud", "estate": 1, "claims": {HALF: 1}}, "claims.?"),
    ],
)
def test_text_that_cannot_be_written_is_refused(ask: Any, raw: Any, path: str) -> None:
    assert refused_at(ask, raw) == [path]


def test_a_name_in_a_bare_claims_problem_may_be_long() -> None:
    assert divide({"rule": "talmud", "estate": 1, "claims": {"a" * 1000: 1}})["awards"] == {"a" * 1000: "1"}


def test_spaces_around_the_id_of_a_project_make_no_other_project() -> None:
    given = application(
        ("art10_scenario_solver", {"project": {"id": "P ", "total_investment": 1}, "challenge_mode": True}),
        ("art10_scenario_publisher", {"project": {"id": "\u3000P", "total_investment": 2}, "challenge_mode": True}),
    )
    assert refused_at(read, given) == ["claims.1.facts.project.total_investment"]


def test_an_id_of_spaces_is_none() -> None:
    projects = [{"id": "  ", "total_investment": 1}, {"id": " ", "total_investment": 2}]
    given = application(*(("art10_scenario_solver", {"project": project}) for project in projects))
    assert ["id" in claim.facts["project"] for claim in read(given).claims] == [False, False]


def test_spaces_around_the_id_of_an_applicant_make_no_other_applicant() -> None:
    rent = {"rents": [{"amount": "100", "year": 2024}], "assessed": True, "years_received": 0}
    given = {"applications": [application(("art06_rent", rent))], "approved_claims": [APPROVED | {"applicant": "A "}]}
    assert [claim["approved"] for claim in allocated(given)["claims"]] == ["0.00", "20.00"]


@pytest.mark.parametrize("used", [100, 5000])
def test_more_places_than_there_are_years_in_a_century_can_be_used_up(used: int) -> None:
    claim = {"id": "x", "applicant": "A", "provision": "art12_public_platform", "approved": "20"}
    with_winners = next(p.id for p in POLICY.provisions if p.only(Winners))
    answer = allocated({"approved_claims": [claim | {"provision": with_winners}], "quota_used": {with_winners: used}})
    assert answer["total_actual"] == "0.00"
    assert read(application(quota_used={with_winners: used})).quota_used == {with_winners: used}


def test_a_reward_received_in_however_many_years_is_used_up() -> None:
    rent = {"rents": [{"amount": "100", "year": 2024}], "assessed": True, "years_received": 999_999}
    assert assess(POLICY, application(("art06_rent", rent)))["claims"][0]["status"] == "ineligible"


def test_government_money_above_the_whole_is_refused_in_whole_sentences() -> None:
    instalment = {"amount": 1, "date": DAY, "fund": True, "district_fund": 2}
    with pytest.raises(Refused) as refused:
        read(application(("art13_financing", {"rounds": [{"instalments": [instalment]}]})))
    message = refused.value.errors[0]["message"]
    assert message["en"].startswith("“Amount received” cannot be less than the government money in it: “Of which")
