"""三年规划: what to claim when."""

import json
from datetime import date
from fractions import Fraction
from typing import Any

import jsonschema_rs
import pytest

from engine.assessment.assess import assess
from engine.assessment.batch import Evaluator
from engine.assessment.expected import Expected
from engine.planning.answer import plan_schema
from engine.planning.choice import best_choice
from engine.planning.plan import plan
from engine.policy.folder import load_folder, load_policy
from tests import example_guideline
from tests.conftest import ROOT
from tests.engine.planning.thirty import thirty_matters
from tests.engine.test_command_line import answered, refused
from tests.law.cases import APPLICANT

POLICY = load_policy("longhua-ai-robotics-2025")
Json = dict[str, Any]


def company(day: str, *claims: tuple[str, Json], **more: Any) -> Json:
    stated = [{"id": f"c{n}", "provision": provision, "facts": facts} for n, (provision, facts) in enumerate(claims, 1)]
    return {"application_date": day, "applicant": APPLICANT, "claims": stated, **more}


def standards(*levels: str) -> tuple[str, Json]:
    listed = [{"level": level, "lead": True, "already_rewarded": False} for level in levels]
    return "art11_standards", {"standards": listed}


def algorithms(count: int) -> tuple[str, Json]:
    return "art08_algorithm_filing", {"algorithms": [{"listed": True, "already_rewarded": False}] * count}


def models(*landed: str) -> tuple[str, Json]:
    of_each = {"assessed": True, "rd_cost": "200", "already_rewarded": False}
    return "art09_embodied_model", {"models": [{**of_each, "landing_date": day} for day in landed]}


def one_round(*instalments: tuple[str, str]) -> tuple[str, Json]:
    parts = [{"date": day, "amount": amount, "fund": True} for day, amount in instalments]
    return "art13_financing", {"assessed": True, "already_received": False, "rounds": [{"instalments": parts}]}


def rents(*by_year: tuple[int, str], **facts: Any) -> tuple[str, Json]:
    listed = [{"year": year, "amount": amount} for year, amount in by_year]
    return "art06_rent", {"assessed": True, "years_received": 0, "rents": listed, **facts}


KNOWN = {
    "five international standards": (
        company("2025-01-01", standards(*["international"] * 5)),
        {2025: "100.00", 2026: "100.00", 2027: "60.00"},
    ),
    "twelve algorithms": (
        company("2025-01-01", algorithms(12)),
        {2025: "500.00", 2026: "500.00", 2027: "200.00"},
    ),
    "two embodied models": (
        company("2025-01-01", models("2024-06-01", "2024-07-01")),
        {2025: "100.00", 2026: "100.00", 2027: "0.00"},
    ),
    "a round in two instalments": (
        company("2025-06-15", one_round(("2025-06-15", "2000"), ("2025-09-01", "2000"))),
        {2025: "200.00", 2026: "0.00", 2027: "0.00"},
    ),
    "standards late": (
        company("2026-11-01", standards("international", "national", "industry", "industry")),
        {2026: "100.00", 2027: "40.00"},
    ),
}


def years(answer: Any) -> dict[int, str]:
    return {year["year"]: year["amount"] for year in answer["years"]}


def lines(answer: Any, decision: str = "claim") -> dict[str, Any]:
    return {line["id"]: line for line in answer["lines"] if line["decision"] == decision}


@pytest.mark.parametrize("name", KNOWN)
def test_the_known_answers(name):
    given, brought = KNOWN[name]
    answer = plan(POLICY, given)
    assert years(answer) == brought
    assert answer["proven"]


@pytest.mark.parametrize("name", KNOWN)
def test_assessed_year_by_year_the_applications_of_a_plan_come_to_what_it_says(name):
    answer = plan(POLICY, KNOWN[name][0])
    total = Fraction(0)
    for one in answer["applications"]:
        again = assess(POLICY, one["input"])
        assert {c["id"]: c["confirmed"] for c in again["claims"]} == {c["id"]: c["amount"] for c in one["claims"]}
        assert again["total"]["confirmed"] == one["amount"]
        lines_of = [line for line in answer["lines"] if line["id"] in one["lines"]]
        assert sum(line["amount"].fen for line in lines_of) == one["amount"].fen
        total += one["amount"].fen
    assert total == answer["amount"].fen


@pytest.mark.parametrize("name", KNOWN)
def test_an_answer_is_as_its_schema_says(name):
    jsonschema_rs.validate(plan_schema(), json.loads(json.dumps(plan(POLICY, KNOWN[name][0]))))


PLATFORM = {
    "platform": "P",
    "project": {"id": "P", "total_investment": "9000"},
    "qualifying_service": True,
    "assessed_amount": "1850",
}
COMPETING = company("2026-11-01", ("art12_public_platform", PLATFORM), one_round(("2026-06-15", "2000")))
TWO_BUDGETS = company("2026-11-01", standards(*["international"] * 5), algorithms(12))


@pytest.mark.parametrize(("readings", "here", "other"), [({}, "200.00", "1000.00"), ("true", "1200.00", "0.00")])
def test_what_another_budget_pays_stands_apart_everywhere(readings, here, other):
    name = POLICY.provision("art08_algorithm_filing").other_budget
    answer: Any = plan(POLICY, TWO_BUDGETS | {"readings": {name: readings} if readings else {}})
    jsonschema_rs.validate(plan_schema(), json.loads(json.dumps(answer)))
    soon = answer["as_soon_as_possible"]
    assert (answer["on_budget"]["paid"], answer["other_budget"]["paid"]) == (here, other)
    for whole in (answer, soon):
        for key in ("amount", "paid"):
            assert whole["on_budget"][key].fen + whole["other_budget"][key].fen == whole[key].fen
            parts = ("calculated", "competing", "assessed")
            assert sum(whole[part][key].fen for part in parts) == whole["on_budget"][key].fen
            for budget in ("on_budget", "other_budget"):
                assert sum(year[budget][key].fen for year in whole["years"]) == whole[budget][key].fen
    for budget in ("on_budget", "other_budget"):
        assert sum(one[budget]["paid"].fen for one in answer["applications"]) == answer[budget]["paid"].fen
    for part in ("calculated", "competing", "assessed", "other_budget"):
        assert answer["gain_by"][part].fen == answer[part]["paid"].fen - soon[part]["paid"].fen
    assert sum(gain.fen for gain in answer["gain_by"].values()) == answer["gain"].fen


def test_what_competes_for_places_stands_apart_from_what_the_articles_set():
    answer: Any = plan(POLICY, COMPETING)
    jsonschema_rs.validate(plan_schema(), json.loads(json.dumps(answer)))
    assert {line["provision"]: line["grade"] for line in answer["lines"]} == {
        "art12_public_platform": "competing",
        "art13_financing": "formula",
    }
    for of in (answer, *answer["applications"], answer["years"][0], answer["as_soon_as_possible"]):
        assert [of[part]["amount"] for part in ("calculated", "competing", "on_budget")] == [
            "100.00",
            "1850.00",
            "1950.00",
        ]


def test_a_payout_ratio_scales_what_this_budget_pays_alone():
    answer = plan(POLICY, TWO_BUDGETS, expected=Expected(Fraction(1, 2)))
    assert answer["on_budget"] == {"amount": "200.00", "paid": "100.00"}
    assert answer["other_budget"] == {"amount": "1000.00", "paid": "1000.00"}


def test_a_round_is_applied_for_when_the_second_instalment_has_arrived():
    answer = plan(POLICY, KNOWN["a round in two instalments"][0])
    (line,) = answer["lines"]
    assert (line["first_day"], line["last_day"], line["reason"]) == ("2025-09-01", "2025-12-31", "grows")
    assert [x["path"] for x in line["expectations"]] == ["claims.0.facts.rounds.0.instalments.1.date"]
    assert (answer["as_soon_as_possible"]["total"], answer["gain"]) == ("100.00", "100.00")


def test_a_matter_whose_window_closes_is_claimed_before():
    answer = plan(POLICY, KNOWN["two embodied models"][0])
    last = lines(answer)["c1.models.1"]
    assert (last["year"], last["first_day"], last["last_day"]) == (2026, "2026-01-01", "2026-06-30")


def test_next_years_rent_is_expected_and_marked():
    given = company("2025-03-01", rents((2024, "30")))
    expected = [{"claim": "c1", "facts": {"rents": [{"year": 2025, "amount": "50"}, {"year": 2026, "amount": "20"}]}}]
    answer = plan(POLICY, {**given, "expected": expected})
    assert years(answer) == {2025: "15.00", 2026: "20.00", 2027: "10.00"}
    assert [x["path"] for x in lines(answer)["c1.rents.1"]["expectations"]] == ["expected.0.facts.rents.0"]
    assert not lines(answer)["c1.rents.0"]["expectations"]
    assert [one["rests_on_expectations"] for one in answer["applications"]] == [False, True, True]


@pytest.mark.parametrize("stated", [{}, {"choice": "other"}, {"received": True}])
def test_another_policy_for_this_years_rent_leaves_the_rent_that_is_expected_of_the_next(stated):
    other = {"other_district": {"amount": "28", **stated}, "project": {"total_investment": "200"}}
    given = company("2026-11-01", rents((2025, "25.6"), (2025, "12"), **{**other, "years_received": 2}))
    given["expected"] = [{"claim": "c1", "facts": {"rents": [{"year": 2026, "amount": "42"}]}}]
    answer = plan(POLICY, given)
    there = "0.00" if "received" in stated else "28.00"
    assert (answer["amount"], answer["elsewhere"], answer["gain"]) == ("20.00", there, "0.00")
    (line,) = lines(answer).values()
    assert (line["year"], line["amount"]) == (2027, "20.00")
    assert [x["path"] for x in line["expectations"]] == ["expected.0.facts.rents.0"]
    assert {x["title"]["zh"] for x in answer["lines"]} == {POLICY.provision("art06_rent").title.zh}
    (one,) = answer["applications"]
    assert assess(POLICY, one["input"])["total"]["confirmed"] == "20.00"
    assert "other_district" not in one["input"]["claims"][0]["facts"]
    assert all(x["decision"] == "elsewhere" for x in answer["lines"] if x["claim"] == "c1")


def test_everything_as_soon_as_possible_goes_elsewhere_where_the_choice_of_the_day_has_it():
    provision, facts = standards(*["international"] * 5)
    for one in facts["standards"][:2]:
        one["other_district"] = {"amount": "25"}
    given = company("2026-11-01", (provision, facts))
    chosen, answer = best_choice(POLICY, given), plan(POLICY, given)
    assert (chosen["total"], chosen["by_higher_of_each"]["total"]) == ("150.00", "100.00")
    assert (answer["as_soon_as_possible"]["total"], answer["total"], answer["gain"]) == ("150.00", "225.00", "75.00")


def test_what_is_expected_of_the_payout_can_be_said_of_each_article():
    given = company("2025-01-01", standards("national"), models("2024-06-01"))
    answer = answered("plan", "--payout", "0.8", "--payout", "art09=0.5", given=given)
    assert (answer["amount"], answer["paid"]) == ("140.00", "72.00")
    assert answer["payout"] == {"ratio": "4/5", "of": {"art09": "1/2"}}


def test_the_command_plans_from_another_day():
    given = KNOWN["standards late"][0]
    assert answered("plan", "--from", "2025-01-01", given=given)["years"][0] == {
        "year": 2025,
        "guideline": None,
        "amount": "100.00",
        "paid": "100.00",
        "on_budget": {"amount": "100.00", "paid": "100.00"},
        "calculated": {"amount": "100.00", "paid": "100.00"},
        "competing": {"amount": "0.00", "paid": "0.00"},
        "assessed": {"amount": "0.00", "paid": "0.00"},
        "other_budget": {"amount": "0.00", "paid": "0.00"},
    }
    assert plan(POLICY, given, first=date(2027, 1, 1))["total"] == "100.00"


def said(fact: str, value: Any) -> Json:
    return {"expected": [{"claim": "c1", "facts": {fact: value}}]}


@pytest.mark.parametrize(
    ("arguments", "change", "path"),
    [
        ((), {"application_date": "2028-01-01"}, "application_date"),
        ((), {"expected": {}}, "expected"),
        ((), {"expected": [{"claim": "c9", "facts": {}}]}, "expected.0.claim"),
        ((), said("rents", [{"year": 2025, "amount": "x"}]), "expected.0.facts.rents.0.amount"),
        ((), said("assessed", True), "expected.0.facts.assessed"),
        (("--payout", "art99=1"), {}, "payout"),
        (("--payout", "2"), {}, "payout"),
        (("--from", "soon"), {}, "from"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused_by_name(arguments, change, path):
    given = {**company("2025-03-01", rents((2024, "30"))), **change}
    assert [error["path"] for error in refused("plan", *arguments, given=json.dumps(given))] == [path]


def test_a_payout_is_counted_exactly():
    given = company("2025-01-01", standards("national"))
    third = answered("plan", "--payout", "0.333333", given=given)
    assert third["paid"] == "13.33"
    assert Fraction(third["payout"]["ratio"]) == Fraction(333333, 1000000)


@pytest.mark.parametrize("seed", range(3))
def test_thirty_matters_are_planned_and_proven_with_few_assessments(seed, monkeypatch):
    asked = []

    def counted(*given: Any) -> Evaluator:
        asked.append(given)
        return Evaluator(*given)

    monkeypatch.setattr("engine.planning.trials.Evaluator", counted)
    answer = plan(POLICY, thirty_matters(seed))
    assert (len(answer["lines"]), answer["proven"]) == (30, True)
    assert answer["gain"].fen > 0
    assert len(asked) <= 20 * 30


def test_a_plan_keeps_to_the_windows_and_amounts_of_a_years_guideline():
    answer = plan(example_guideline.guided(), KNOWN["five international standards"][0])
    assert years(answer) == {2025: "100.00", 2026: "100.00", 2027: "60.00"}
    of_2026 = [line for line in lines(answer).values() if line["year"] == 2026]
    assert {(line["first_day"], line["last_day"], line["amount"]) for line in of_2026} == {
        ("2026-03-02", "2026-04-30", "50.00")
    }
    # The receipt names the guideline of the first year, each year its own: here there is one of 2026 alone.
    guidelines = {year["year"]: year["guideline"] for year in answer["years"]}
    known = example_guideline.guided().guidelines[2026].sha256
    assert guidelines == {2025: None, 2026: known, 2027: None}
    assert answer["receipt"]["policy"]["guideline"] is None


def test_what_no_window_of_the_year_is_open_for_waits_for_the_next():
    given = company("2026-06-01", standards("international"))
    assert years(plan(example_guideline.guided(), given)) == {2026: "0.00", 2027: "60.00"}
    assert years(plan(POLICY, given)) == {2026: "60.00", 2027: "0.00"}


def test_another_policy_is_planned_by_its_own_years_and_caps():
    tiny = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
    applicant = {"registered_in_county": True, "makes_paper": True, "on_dishonest_list": False}
    machines = [{"price": "40", "bought_on": day} for day in ("2024-05-01", "2025-01-01", "2026-01-01")]
    claim = {"id": "c1", "provision": "s03_equipment", "facts": {"machines": machines}}
    given = {"application_date": "2026-04-01", "applicant": applicant, "claims": [claim]}
    answer = plan(tiny, given)
    assert [x["amount"] for x in answer["years"][:4]] == ["6.00", "6.00", "6.00", "0.00"]
    assert (answer["as_soon_as_possible"]["total"], answer["gain"], answer["proven"]) == ("8.00", "10.00", True)


def test_what_was_had_before_comes_off_the_year_in_which_it_was_had():
    provision, facts = standards("international", "international")
    given = company("2025-03-01", (provision, {**facts, "awarded_this_year": "70"}))
    assert years(plan(POLICY, given)) == {2025: "0.00", 2026: "60.00", 2027: "60.00"}


def test_of_three_years_of_rent_what_was_received_before_is_left_out():
    given = company("2025-03-01", rents((2024, "10"), (2025, "20"), (2026, "30"), years_received=1))
    answer = plan(POLICY, given)
    assert years(answer) == {2025: "0.00", 2026: "10.00", 2027: "15.00"}
    assert lines(answer, "hold")["c1.rents.0"]["reason"] == "left_out"


def test_what_is_held_back_although_another_policy_could_be_chosen_says_so():
    other = {"other_district": {"amount": "28", "choice": "this"}, "years_received": 2}
    given = company("2026-11-01", rents((2025, "25.6"), **other))
    given["expected"] = [{"claim": "c1", "facts": {"rents": [{"year": 2026, "amount": "42"}]}}]
    (held,) = lines(plan(POLICY, given), "hold").values()
    assert "28.00万元" in held["why"]["zh"]
    del given["claims"][0]["facts"]["other_district"]
    (held,) = lines(plan(POLICY, given), "hold").values()
    assert "28.00万元" not in held["why"]["zh"]


def test_what_counts_in_the_first_year_alone_is_not_held_back_for_a_later_one():
    given = company(
        "2026-11-01", rents((2025, "12"), (2026, "42"), years_received=2), models("2024-12-05", "2024-12-06")
    )
    held = lines(plan(POLICY, given), "hold")
    assert [(x["reason"], "2026" in x["why"]["zh"]) for x in held.values()] == [("left_out", True)] * 2


def test_both_sides_of_a_project_are_not_claimed_one_after_the_other():
    project = {"project": {"id": "P", "total_investment": "1000"}, "challenge_mode": True}
    given = company("2025-03-01", ("art10_scenario_publisher", project), ("art10_scenario_solver", project))
    answer = plan(POLICY, given)
    assert (answer["total"], list(lines(answer))) == ("200.00", ["c2"])


def test_what_a_claim_that_is_held_back_states_of_a_project_holds_for_the_others():
    figures = {"id": "Smart ward", "total_investment": "3000", "fiscal_investment": "1400"}
    stated = {"project": figures, "challenge_mode": True}
    named = {"project": {"id": "smart  Ward"}, "challenge_mode": True}
    given = company("2026-11-01", ("art10_scenario_publisher", stated), ("art10_scenario_solver", named))
    answer = plan(POLICY, given)
    (one,) = answer["applications"]
    assert [c["id"] for c in one["input"]["claims"]] == ["c2"]
    again = assess(POLICY, one["input"])["claims"][0]["confirmed"]
    assert again == "320.00" == assess(POLICY, given)["claims"][1]["confirmed"]
    assert again == one["amount"] == lines(answer)["c2"]["amount"] == answer["total"]
    assert answer["gain"] == "0.00"


def test_what_a_claim_that_is_held_back_states_of_the_applicants_cap_holds_for_the_others():
    """15 of 20 were had this year, says a claim whose rent is of another year."""
    own = {"assessed": True, "years_received": 0}
    of_2023 = {**own, "awarded_this_year": "15", "rents": [{"amount": "10", "year": 2023}]}
    given = company(
        "2025-06-15", ("art06_rent", of_2023), ("art06_rent", {**own, "rents": [{"amount": "40", "year": 2024}]})
    )
    answer = plan(POLICY, given)
    assert answer["total"] == "5.00" == assess(POLICY, given)["total"]["confirmed"]
    (one,) = answer["applications"]
    assert [claim["confirmed"] for claim in assess(POLICY, one["input"])["claims"]] == ["5.00"]


def test_what_goes_elsewhere_leaves_the_years_to_the_others():
    provision, facts = standards("international", "international", "national")
    offered = [{**one, "other_district": {"amount": "50"}} for one in facts["standards"]]
    given = company("2027-01-01", (provision, {"standards": offered}))
    answer = plan(POLICY, given)
    assert (answer["amount"], answer["elsewhere"], answer["total"]) == ("60.00", "100.00", "160.00")
    assert all(line["reason"] == "elsewhere_more" for line in lines(answer, "elsewhere").values())


def test_models_that_draw_on_one_project_are_planned_and_proven():
    project = {"project": {"id": "P", "total_investment": "300"}}
    provision, facts = models(*(f"2024-{month:02d}-15" for month in range(4, 12)))
    named = [{**one, "name": f"m{n}", **project} for n, one in enumerate(facts["models"])]
    given = company("2025-03-01", (provision, {"models": named}), rents((2024, "30"), (2025, "30"), **project))
    answer = plan(POLICY, given)
    assert (answer["total"], answer["proven"]) == ("230.00", True)


def test_a_fact_of_which_the_readings_make_nothing_stands_in_no_ones_way():
    """By this reading the years run on from the first; how many were received, 0 here, is asked no more."""
    running = {"art06_rent_years": "running"}
    given = company("2025-03-01", rents((2024, "30"), (2025, "30"), years_since_first=0), readings=running)
    assert years(plan(POLICY, given)) == {2025: "15.00", 2026: "15.00", 2027: "0.00"}
    del given["claims"][0]["facts"]["years_since_first"]
    assert {line["reason"] for line in plan(POLICY, given)["lines"]} == {"needs_information"}
