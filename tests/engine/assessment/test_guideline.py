"""The year's guideline takes effect in the applications of its year, says so, and never brings more than the law."""

import json
from fractions import Fraction
from typing import Any

import pytest

from engine.allocation.allocate import allocate
from engine.assessment.assess import assess, assess_many
from engine.planning.choice import best_choice
from engine.policy.cases import groups
from engine.policy.parameters import changeable, overridden
from engine.policy.years import guideline_of, in_year, window_on, windows_of, with_guidelines
from engine.scenario import Scenario
from engine.scenario.cohort import Cohort
from engine.scenario.plan import read_scenario, written
from engine.values.refusal import Refused
from tests import example_guideline
from tests.engine.answering import allocation_fault, assessment_fault
from tests.law.cases import APPLICANT

LAW, GUIDED = example_guideline.policy(), example_guideline.guided()
FIRST_YEAR = with_guidelines(LAW, {2025: example_guideline.guideline().model_copy(update={"year": 2025})})


def application(provision, facts, day="2026-03-20", **applicant):
    claim = {"id": "c", "provision": provision, "facts": facts}
    return {"application_date": day, "applicant": APPLICANT | applicant, "claims": [claim]}


def rent(day="2026-03-20", amount="50", **applicant):
    rents = [{"address": "甲路1号", "amount": amount, "year": int(day[:4]) - 1}]
    return application("art06_rent", {"assessed": True, "rents": rents, "years_received": 0}, day, **applicant)


def standards(day="2026-03-20", **applicant):
    one = {"number": "ISO 1", "level": "international", "lead": True, "already_rewarded": False}
    return application("art11_standards", {"standards": [one]}, day, **applicant)


def financing(amount, day="2026-11-20"):
    instalment = {"date": "2026-02-02", "amount": amount, "fund": True}
    facts = {"rounds": [{"round": "A轮", "instalments": [instalment]}], "assessed": True, "already_received": False}
    return application("art13_financing", facts, day)


def confirmed(policy, raw):
    return assess(policy, raw)["claims"][0]["confirmed"]


@pytest.mark.parametrize(
    ("raw", "by_law", "by_guideline"),
    [
        (rent(amount="30"), "15.00", "12.00"),
        (rent(amount="50"), "20.00", "15.00"),
        (standards(), "60.00", "50.00"),
        (standards(entity_type="institution"), "60.00", "0.00"),
        (financing("3000"), "150.00", "150.00"),
        (financing("2999.99"), "149.99", "0.00"),
    ],
)
def test_lower_rates_amounts_and_further_conditions_take_effect_in_their_year(raw, by_law, by_guideline):
    assert confirmed(LAW, raw) == by_law
    assert confirmed(GUIDED, raw) == by_guideline
    run = {"budget": None, "applications": [raw]}
    assert allocate(GUIDED, run)["claims"][0]["approved"] == by_guideline
    assert assess_many(GUIDED, [raw])[0]["claims"][0]["confirmed"] == by_guideline


@pytest.mark.parametrize("raw", [rent("2025-03-20"), standards("2025-03-20"), rent("2027-03-20")])
def test_applications_of_other_years_are_by_the_law_alone(raw):
    found, own = assess(GUIDED, raw), assess(LAW, raw)
    assert found["claims"][0]["steps"] == own["claims"][0]["steps"]
    assert found["claims"][0]["confirmed"] == own["claims"][0]["confirmed"]
    assert found["policy"]["guideline"] is None
    assert "window" not in found["claims"][0]


def test_the_answer_says_by_which_guideline_and_each_narrower_step_cites_its_words():
    found: Any = assess(GUIDED, rent())
    assert assessment_fault(found) is None
    used = found["policy"]["guideline"]
    assert (used["year"], used["issued"], used["invented"]) == (2026, "2026-02-09", True)
    assert assess(LAW, rent())["policy"]["guideline"] is None
    cites = {step["step"]: step["cites"] for step in found["claims"][0]["steps"]}
    assert cites["rate"] == [
        {"article": 6, "quote": "上年度实际发生租金的50%"},
        {"article": 6, "quote": "2026年度房租按照上年度实际发生租金的40%给予资助", "guideline": 2026},
    ]
    assert [cite.get("guideline") for cite in cites["applicant_year_cap"]] == [None, 2026]
    assert all("guideline" not in cite for cite in cites["base"])
    (name,) = (step["name"]["zh"] for step in found["claims"][0]["steps"] if step["step"] == "applicant_year_cap")
    assert "15万元" in name


@pytest.mark.parametrize(
    ("raw", "state", "quote"),
    [
        (standards(), "met", "标准制定奖励仅限企业申报"),
        (standards(entity_type="institution"), "failed", "标准制定奖励仅限企业申报"),
        (standards(entity_type=None), "unknown", "标准制定奖励仅限企业申报"),
        (financing("2000"), "failed", "单轮投资在3000万元以上的企业，方可申报股权融资奖励"),
    ],
)
def test_a_condition_of_the_guideline_cites_the_guideline(raw, state, quote):
    steps: Any = assess(GUIDED, raw)["claims"][0]["steps"]
    (step,) = (s for s in steps if s["step"] == "condition" and any(c["quote"] == quote for c in s["cites"]))
    assert step["state"] == state
    assert step["cites"][-1]["guideline"] == 2026
    if raw["claims"][0]["provision"] == "art11_standards":
        assert len(step["cites"]) == 1  # the law has no such condition
    else:
        assert "3000万元" in step["name"]["zh"]
        assert "3000" in step["text"]["zh"]


def test_every_quote_stands_in_the_law_or_in_the_guideline_as_its_citation_says():
    run = {"budget": "100", "applications": [rent() | {"applicant": APPLICANT | {"id": "B"}}, standards()]}
    run["applications"][1]["claims"][0]["id"] = "d"
    answer: Any = allocate(GUIDED, run)
    assert allocation_fault(answer) is None
    assert answer["guideline"]["year"] == 2026
    texts = {None: LAW.law_text(), 2026: example_guideline.TEXT}
    cites = [cite for claim in answer["claims"] for step in claim["steps"] for cite in step["cites"]]
    assert {cite.get("guideline") for cite in cites} == {None, 2026}
    for cite in cites:
        assert cite["quote"] in texts[cite.get("guideline")]


def test_a_lower_yearly_total_divides_less_and_is_cited():
    def revenue(number):
        facts = {"revenues": {"2025": "6000", "2024": "5000"}, "core_technology": True, "already_received": False}
        raw = application("art05_revenue_growth", facts, id=f"A{number}")
        raw["claims"][0]["id"] = f"c{number}"
        return raw

    run = {"budget": None, "applications": [revenue(n) for n in range(90)]}
    by_law, answer = allocate(LAW, run), allocate(GUIDED, run)
    assert [answer["pools"][0][key] for key in ("id", "cap", "actual")] == ["art05", "800.00", "799.20"]
    assert by_law["pools"][0]["actual"] == "900.00"
    (step,) = (s for s in answer["claims"][0]["steps"] if s["step"] == "pool")
    assert [cite.get("guideline") for cite in step["cites"]] == [None, 2026]


@pytest.mark.parametrize(("guided", "day", "above"), [
    (GUIDED, "2026-03-20", "3.00"),  # 18万元 where the guideline gives 15万元 at most
    (GUIDED, "2027-03-20", None),
    (FIRST_YEAR, "2025-03-20", "3.00"),
    (FIRST_YEAR, "2026-03-20", None),
])  # fmt: skip
def test_what_was_approved_is_measured_by_the_guideline_of_its_own_year(guided, day, above):
    claim = {"id": "c", "provision": "art06_rent", "applicant": "A", "approved": "18", "application_date": day}
    assert allocate(guided, {"approved_claims": [claim]})["claims"][0].get("above") == above


def test_approved_claims_of_years_with_other_guidelines_are_not_divided_in_one_run():
    def run(policy, *days):
        claims = [
            {"id": f"c{n}", "applicant": f"{n}", "provision": "art06_rent", "approved": "1", "application_date": day}
            for n, day in enumerate(days)
        ]
        return allocate(policy, {"budget": None, "approved_claims": claims})

    with pytest.raises(Refused) as refused:
        run(GUIDED, "2026-03-01", "2026-04-01", "2027-03-01")
    assert [error["path"] for error in refused.value.errors] == ["approved_claims.2.application_date"]
    assert len(run(GUIDED, "2026-03-01", "2026-04-01")["claims"]) == 2
    assert len(run(GUIDED, "2025-03-01", "2027-04-01")["claims"]) == 2  # neither year has one


def test_a_what_if_starts_from_the_guideline_and_can_go_back_to_the_law():
    run = {"budget": None, "applications": [rent()]}
    back = {"art06_rent.share": "0.5", "art06_rent.cap": "20"}
    assert allocate(GUIDED, run | {"overrides": back})["claims"][0]["approved"] == "20.00"
    (claim,) = allocate(GUIDED, run | {"overrides": {"art06_rent.share": "0.1"}})["claims"]
    assert claim["approved"] == "5.00"
    (rate,) = (step for step in claim["steps"] if step["step"] == "rate")
    assert all("guideline" not in cite for cite in rate["cites"])  # its number is the guideline's no more
    cohort = Cohort(GUIDED, {"applications": [rent()], "approved_claims": [], "open": []})
    assert cohort.assessed({}, {}).entries[0].approved == 1500
    assert cohort.assessed({}, back).entries[0].approved == 2000
    scenario = read_scenario(GUIDED, written(Scenario("x", 2026)) | {"overrides": back | {"art05.cap": "800"}})
    assert dict(scenario.overrides) == back
    assert not read_scenario(GUIDED, written(Scenario("x", 2025)) | {"overrides": back}).overrides


def test_the_choice_between_policies_is_made_by_the_guideline():
    raw = standards()
    raw["claims"][0]["facts"]["standards"][0]["other_district"] = {"amount": "55"}
    assert best_choice(LAW, raw)["here"] != []
    assert best_choice(GUIDED, raw)["elsewhere"] != []


def test_advice_on_another_year_is_by_the_guideline_of_that_year():
    facts = {"revenues": {"2024": "4000", "2023": "3900"}, "core_technology": True, "already_received": False}
    raw = application("art05_revenue_growth", facts, "2025-06-02")

    def advised(policy):
        return [a["text"]["zh"] for a in assess(policy, raw)["claims"][0]["advice"] if a["kind"] == "next_year"]

    assert "10.00万元" in advised(LAW)[0]
    lower = example_guideline.guideline(
        ('number = "art06_rent.cap"\nto = "15万元"', 'number = "art05_revenue_growth.fixed"\nto = "8万元"'),
        ("最高15万元", "最高8万元"),
    )
    assert "8.00万元" in advised(with_guidelines(LAW, {2026: lower}))[0]


def test_windows_are_told_of_each_claim_and_change_no_amount():
    for day, state, until in (
        ("2026-01-05", "before", "2026-05-15"),
        ("2026-05-15", "open", "2026-05-15"),
        ("2026-05-16", "before", "2026-12-18"),
        ("2026-12-18", "open", "2026-12-18"),
        ("2026-12-19", "closed", "2026-12-18"),
    ):
        claim = assess(GUIDED, rent(day))["claims"][0]
        assert (claim["window"]["state"], claim["window"]["until"]) == (state, until), day
        assert claim["confirmed"] == "15.00"
        assert claim["window"]["cite"]["quote"] in example_guideline.TEXT
    windows = windows_of(GUIDED, "art06_rent", 2026)
    assert [(w.start.month, w.until.month) for w in windows] == [(3, 5), (11, 12)]
    assert windows_of(GUIDED, "art06_rent", 2025) == windows_of(GUIDED, "art12_public_platform", 2026) == ()
    assert window_on(GUIDED, "art12_public_platform", windows[0].start) is None
    assert guideline_of(GUIDED, 2027) is None


def test_the_policy_of_a_year_is_made_once_and_leaves_the_law_as_it_is():
    narrowed = in_year(GUIDED, 2026)
    assert in_year(narrowed, 2026) is narrowed is in_year(GUIDED, 2026)
    assert in_year(narrowed, 2025) is GUIDED is in_year(GUIDED, 2025)
    assert {n.name: n.value for n in changeable(GUIDED)} == {n.name: n.value for n in changeable(LAW)}
    what_if = overridden(narrowed, {"art06_rent.cap": "10"})
    assert in_year(what_if, 2026) is what_if is in_year(what_if, 2025)
    assert what_if.guideline is narrowed.guideline


def test_no_worked_case_of_the_law_brings_more_under_a_guideline():
    toml, text = example_guideline.texts(("2026", "2025"), ("单轮净投资达到3000万元", "单轮净投资达到3000万元"))
    assert example_guideline.found(toml, text, "2025") == []
    guided = with_guidelines(LAW, {2025: example_guideline.guideline(("2026", "2025"))})
    lower = 0
    own: Any
    found: Any
    for group in groups(LAW.folder):
        for case in group.cases:
            try:
                (own,) = assess_many(LAW, [json.loads(json.dumps(case.application))])
            except Refused:
                continue
            (found,) = assess_many(guided, [case.application])
            for key in ("confirmed", "ceiling", "most"):
                before, after = (answer["total"][key] for answer in (own, found))
                if before is not None:
                    assert Fraction(after.fen) <= before.fen, case.name
            lower += own["total"]["confirmed"] != found["total"]["confirmed"]
    assert lower > 20
