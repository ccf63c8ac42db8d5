"""What is ticked before anything is asked, and what goes without asking, as the policy says it."""

import pytest

from engine.application import questionnaire
from engine.assessment.offers import offers
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.policy.pack import Policy
from tests.conftest import ROOT

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")


@pytest.mark.parametrize("policy", [POLICY, TINY])
def test_what_is_ticked_opens_every_provision_in_the_order_of_the_law(policy):
    opened = [name for one in policy.beginnings for name in one.opens]
    assert opened == [p.id for p in policy.provisions]
    assert policy.beginnings == policy.happened


def test_of_a_provision_that_nothing_opens_it_is_ticked_that_it_is_claimed():
    fields = {name: getattr(TINY, name) for name in Policy.model_fields}
    bare = Policy.model_validate(fields | {"happened": TINY.happened[1:2]})
    assert [one.opens for one in bare.beginnings] == [[p.id] for p in TINY.provisions]
    assert [one.id for one in bare.beginnings][:2] == ["s03_equipment", "opened_a_workshop"]
    assert bare.beginnings[0].label == TINY.provision("s03_equipment").title


def test_a_tick_means_answers_of_the_provisions_that_it_opens_alone():
    [won] = [one for one in POLICY.happened if "art07_national_challenge" in one.opens]
    meant = dict(questionnaire.meant(won, POLICY.provision("art07_national_challenge")))
    assert meant == {"tasks.national": True, "tasks.winner": True}
    assert not list(questionnaire.meant(won, POLICY.provision("art11_standards")))


def test_the_year_that_the_law_asks_for_goes_without_asking():
    years = {
        (p.id, fact.path): questionnaire.usual_year(POLICY, p, fact, 2026)
        for p in POLICY.provisions
        for fact in p.facts
        if fact.type in ("year", "date")
    }
    assert {key: year for key, year in years.items() if year} == {
        ("art06_park_operations", "parks.year"): 2025,
        ("art06_rent", "rents.year"): 2025,
    }


def test_what_several_provisions_ask_is_asked_once_where_it_may_be_left_out():
    assert [fact.name for fact in questionnaire.asked_once(POLICY)] == [
        "awarded_this_year",
        "other_district",
        "project",
    ]
    rent, platform = POLICY.provision("art06_rent"), POLICY.provision("art12_public_platform")
    assert questionnaire.is_asked_once(POLICY, rent, rent.fact("project"))
    assert not questionnaire.is_asked_once(POLICY, platform, platform.fact("project"))  # which cannot do without
    assert not questionnaire.is_asked_once(POLICY, rent, rent.fact("years_received"))
    assert [fact.name for fact in questionnaire.asked_once(TINY)] == ["awarded_this_year"]


def test_the_most_of_each_provision_is_the_interpreters():
    found = offers(POLICY, {"application_date": "2026-11-29", "applicant": {}})
    assert {name: (one.most, one.each) for name, one in found.items()} == {
        "art04_compute_voucher": ("300.00", None),
        "art05_revenue_growth": ("10.00", None),
        "art06_park_operations": ("100.00", None),
        "art06_rent": ("20.00", None),
        "art07_national_challenge": (None, "200.00"),
        "art08_algorithm_filing": ("500.00", None),
        "art09_genai_filing": ("200.00", None),
        "art09_embodied_model": ("100.00", None),
        "art10_scenario_publisher": ("200.00", None),
        "art10_scenario_solver": ("400.00", None),
        "art11_standards": ("100.00", None),
        "art12_public_platform": ("2000.00", None),
        "art13_financing": ("200.00", None),
        "art14_events": ("0.00", None),
    }
    assert {one.most for one in offers(TINY, {"application_date": "2026-11-29", "applicant": {}}).values()} == {
        "8.00",
        "12.00",
        None,
        "7.00",
    }


def test_an_offer_says_what_closes_it_to_the_applicant_and_what_is_open():
    told = {"entity_type": "institution", "legal_person": True}
    found = offers(POLICY, {"application_date": "2026-11-29", "applicant": told})
    assert len(found["art13_financing"].failed) == 1
    assert not found["art11_standards"].failed
    assert {step["fact"] for step in found["art11_standards"].open} == {
        "applicant.operates_in_longhua",
        "applicant.ai_robotics",
        "applicant.disqualified",
    }
