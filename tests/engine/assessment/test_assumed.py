"""What is assumed where an answer may be left out stands beside the amount, with what it could take away."""

from fractions import Fraction
from typing import Any

import pytest

from engine.assessment.answer import ClaimAnswer
from engine.assessment.assess import assess, assess_many
from engine.policy.folder import default_policy, load_policy
from engine.text import words
from engine.values.refusal import Refused
from engine.view.claim_result import assumed
from tests.law.cases import APPLICANT
from tests.oracle.applications import applications

POLICY = load_policy(default_policy())

Json = dict[str, Any]

PROJECT = {"id": "P", "total_investment": 1000}
RENT = {"assessed": True, "years_received": 0, "rents": [{"amount": 10, "year": 2024}, {"amount": 20, "year": 2024}]}
INSTALMENT = {"date": "2025-01-01", "fund": True}
ROUND = [
    {"instalments": [INSTALMENT | {"amount": 2000, "district_fund": 0}, INSTALMENT | {"amount": 1000}], "round": "A"},
]


def claim(provision: str, facts: Json, **more: Any) -> ClaimAnswer:
    stated = [{"id": "c", "provision": provision, "facts": facts}]
    raw = {"application_date": "2025-06-15", "applicant": APPLICANT, "claims": stated, **more}
    return assess(POLICY, raw)["claims"][0]


def per_park(facts: Json) -> ClaimAnswer:
    """Parks of which each has its cap: nothing bounds how many there are."""
    return claim("art06_park_operations", facts, readings={"park_cap_scope": "park"})


def taken(answer: ClaimAnswer) -> dict[str, tuple[str, str | None]]:
    return {one["fact"]: (one["taken_for"]["zh"], one["takes"]) for one in answer["assumed"]}


@pytest.mark.parametrize(
    ("provision", "facts", "expected"),
    [
        ("art06_rent", RENT, {
            "awarded_this_year": ("未填，按没有计", "15.00"),
            "other_district": ("未选，按没有计", "15.00"),
            "project": ("未选，按没有计", "15.00"),
            "rents.address": ("未填，按不同事项计", "15.00"),
        }),
        ("art10_scenario_solver", {"challenge_mode": True, "project": PROJECT}, {
            "share": ("未填，按100%计", "200.00"),
            "project.fiscal_investment": ("未填，按没有计", "200.00"),
            "project.actual_investment": ("未填，按“项目总投入”计", "200.00"),
            "project.other_gov_funding": ("未填，按没有计", "200.00"),
            "other_district": ("未选，按没有计", "200.00"),
        }),
        ("art12_public_platform", {"qualifying_service": True, "project": PROJECT, "platform": "X"}, {
            "assessed_amount": ("未填，按最高额测算", "1000.00"),
            "received_before": ("未填，按没有计", "1000.00"),
            "project.fiscal_investment": ("未填，按没有计", "1000.00"),
            "project.actual_investment": ("未填，按“项目总投入”计", "1000.00"),
            "project.other_gov_funding": ("未填，按没有计", "1000.00"),
            "other_district": ("未选，按没有计", "1000.00"),
        }),
        ("art13_financing", {"assessed": True, "already_received": False, "rounds": ROUND}, {
            "other_district": ("未选，按没有计", "150.00"),
            "rounds.instalments.district_fund": ("未填，按没有计", "50.00"),
            "rounds.instalments.subfund_amount": ("未填，按没有计", "150.00"),
        }),
    ],
)  # fmt: skip
def test_every_blank_with_a_meaning_is_told_with_what_it_could_take_away(
    provision: str, facts: Json, expected: dict[str, tuple[str, str]]
) -> None:
    assert taken(claim(provision, facts)) == expected


def test_of_entries_it_is_told_in_which() -> None:
    filed = {"listed": True, "already_rewarded": False}
    algorithms = [filed | {"approved_each": 50, "filing_number": "1"}, filed | {"filing_number": "2"}]
    found = {one["fact"]: one for one in claim("art08_algorithm_filing", {"algorithms": algorithms})["assumed"]}
    assert found["algorithms.approved_each"]["entries"] == [1]
    assert found["algorithms.approved_each"]["takes"] == "100.00"
    assert found["algorithms.other_district"]["entries"] == [0, 1]
    assert found["algorithms.other_district"]["takes"] == "150.00"
    assert "algorithms.filing_number" not in found


def test_what_is_stated_is_not_assumed() -> None:
    stated = {"awarded_this_year": 0, "other_district": {"amount": 0, "received": False, "choice": "this"}}
    rents = [{"amount": 10, "year": 2024, "address": "1"}, {"amount": 20, "year": 2024, "address": "2"}]
    project = PROJECT | {"fiscal_investment": 0, "actual_investment": 900, "other_gov_funding": 0}
    assert taken(claim("art06_rent", RENT | stated | {"rents": rents, "project": project})) == {}
    named = {"qualifying_service": True, "project": project | {"id": None}, "platform": "X"}
    assert "platform" not in taken(claim("art12_public_platform", named))
    assert taken(claim("art12_public_platform", named))["project.id"][0] == "未填，按不与其它申报共用的项目计"


def test_what_a_reading_makes_idle_and_what_cannot_be_read_is_not_assumed() -> None:
    parks = {"parks": [{"operating_cost": 500, "year": 2024, "assessed": True, "name": "1"}]}
    assert "awarded_this_year" in taken(claim("art06_park_operations", parks))
    assert "awarded_this_year" not in taken(per_park(parks))
    unread = claim("art06_rent", RENT | {"awarded_this_year": {"unreadable": "x"}})
    assert "awarded_this_year" not in taken(unread)
    assert unread["missing"][0]["fact"] == "awarded_this_year"


def test_where_nothing_can_come_of_a_claim_nothing_is_assumed_and_what_nothing_bounds_takes_what_nobody_knows() -> None:
    assert claim("art06_rent", RENT | {"assessed": False})["assumed"] == []
    assert {one["takes"] for one in per_park({})["assumed"]} == {None}


def test_the_ledger_does_not_assert_that_there_is_no_other_policy() -> None:
    steps = {step["step"]: step["text"] for step in claim("art04_compute_voucher", {"purchase_amount": 100})["steps"]}
    assert steps["other_policy"] == {"zh": "未填，按没有计", "en": "Left empty: counts as none"}


WORST: dict[str, Any] = {
    "awarded_this_year": 10**9, "share": 0, "approved_each": 0, "assessed_amount": 0, "received_before": 10**9,
    "fiscal_investment": "total", "actual_investment": 0, "other_gov_funding": 10**9,
    "other_district": {"amount": 10**9, "received": True}, "received": True, "choice": "other",
}  # fmt: skip


def test_no_blank_takes_more_than_is_told() -> None:
    """Each blank of random applications, answered as badly as it could be, in all entries at once."""
    tried = 0
    for raw in applications(71, 450):
        for position, one in enumerate(assess(POLICY, raw)["claims"]):
            for told in one["assumed"]:
                *above, name = told["fact"].split(".")
                if name not in WORST or "district_fund" in name:
                    continue
                facts = dict(raw["claims"][position]["facts"])
                places: list[Json] = [facts]
                for step in above:
                    inner = [place.get(step) or [] for place in places]
                    places = [e for each in inner for e in (each if isinstance(each, list) else [each])]
                before = Fraction(one["confirmed"])
                answers = [dict(place) for place in places]
                for place in places:
                    worst = place.get("total_investment", 0) if WORST[name] == "total" else WORST[name]
                    if place.get(name) is None:
                        place[name] = worst
                try:
                    changed = assess_many(POLICY, [raw | {"claims": [raw["claims"][position] | {"facts": facts}]}])
                except Refused:  # a part above its whole
                    continue
                finally:
                    for place, answer in zip(places, answers, strict=True):
                        place.clear()
                        place.update(answer)
                after = Fraction(changed[0]["claims"][0]["confirmed"])
                if len(raw["claims"]) == 1 and told["takes"] is not None:
                    assert before - after <= Fraction(told["takes"]), (raw, told)
                    tried += 1
    assert tried > 100


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_is_assumed_stands_beside_the_result(lang: str) -> None:
    shown = assumed(dict(claim("art06_rent", RENT)), lang)
    assert shown is not None
    assert shown.heading == words.text("results.assumed_heading", lang)
    assert len(shown.lines) == 3  # alike ones together
    assert all("15.00" in line for line in shown.lines)
    unbounded = assumed(dict(per_park({})), lang)
    assert unbounded is not None
    assert "None" not in "".join(unbounded.lines)
    assert assumed(dict(claim("art06_rent", RENT | {"assessed": False})), lang) is None
