"""The command that compares scenarios says what the pages say, in the form of its schema."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from engine.scenario import lawful, outcome
from engine.scenario.answer import comparison_schema
from engine.scenario.comparing import compare_scenarios
from engine.scenario.effect import effect
from engine.scenario.inputs import read_scenario_of_run
from engine.values.refusal import Refused
from tests.engine import answering
from tests.engine.allocation.test_allocate import GROWTH, POLICY, RENT, application, approved, rent
from tests.engine.test_command_line import run

RUN: dict[str, Any] = {
    "applications": [application("a", ("a1", RENT, rent("30"))), application("b", ("b1", RENT, rent("60")))],
    "approved_claims": approved(GROWTH, 10),
    "sizes": {"a": "small"},
    "budget": "45",
}
LOWER: dict[str, Any] = {"name": "封顶10万", "year": 2025, "budget": "45", "overrides": {"art06_rent.cap": "10"}}


def test_it_says_what_each_scenario_changes_beside_the_run():
    answer = compare_scenarios(POLICY, {**RUN, "scenarios": [LOWER, LOWER | {"name": "减半", "budget": "22.5"}]})
    assert answering.of(comparison_schema())(answer) is None
    first, second = answer["scenarios"]
    assert (first["scenario"]["name"], second["scenario"]["name"]) == ("封顶10万", "减半")
    total = first["total"]
    assert (total["before"]["paid"], total["after"]["paid"], total["difference"]) == ("45.00", "30.00", "-15.00")
    assert (total["before"]["decided"], total["before"]["estimated"]) == ("10.00", "35.00")
    assert (total["after"]["unspent"], total["after"]["ratio"]) == ("15.00", "1")
    assert first["groups"]["size"] == [
        {"group": "small", "winners": 0, "losers": 1, "unchanged": 0, "before": "15.00", "after": "10.00",
         "gained": "0.00", "lost": "5.00", "difference": "-5.00"},
        {"group": "", "winners": 0, "losers": 1, "unchanged": 1, "before": "30.00", "after": "20.00",
         "gained": "0.00", "lost": "10.00", "difference": "-10.00"},
    ]  # fmt: skip
    assert [(one["claim"], one["difference"]) for one in first["largest_claims"]] == [("b1", "-10.00"), ("a1", "-5.00")]
    steps = first["largest_claims"][0]["steps"]
    assert (steps["before"][-1]["amount"], steps["after"][-1]["amount"]) == ("20.00", "10.00")
    (cap,) = first["steps"]
    assert (cap["step"], cap["begins"], cap["more"], cap["numbers"]) == (
        "applicant_year_cap", {"claims": 1, "companies": 1}, {"claims": 1, "companies": 1}, ("art06_rent.cap",),
    )  # fmt: skip
    assert {one["of"] for one in second["steps"]} == {"limit", "budget"}
    assert answer["base"]["fairness"]["gini"] == "4/27", "of 10, 15 and 20"
    assert {one["rule"] for one in first["rules"]} >= {"proportional", "talmud"}


def test_without_scenarios_the_run_is_compared_with_the_law():
    answer = compare_scenarios(POLICY, {**RUN, "overrides": {"art06_rent.cap": "10"}}, steps=False, most=1)
    assert answering.of(comparison_schema())(answer) is None
    (own,) = answer["scenarios"]
    assert answer["base"]["scenario"]["overrides"] == {}
    assert own["scenario"]["overrides"] == {"art06_rent.cap": "10"}
    assert own["receipt"]["overrides"] == {"art06_rent.cap": "10"}
    assert len(own["largest_claims"]) == len(own["largest_companies"]) == 1
    assert "steps" not in own["largest_claims"][0]
    cohort, scenario = read_scenario_of_run(POLICY, {**RUN, "overrides": {"art06_rent.cap": "10"}}, "x")
    found = effect(outcome(POLICY, cohort, lawful(scenario)), outcome(POLICY, cohort, scenario))
    assert [line["article"] for line in own["articles"]] == [line.article for line in found.lines]
    assert own["total"]["difference"].fen == found.total.difference


def test_the_same_on_the_command_line_with_scenarios_in_files(tmp_path: Path):
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(LOWER), encoding="utf-8")
    told = run("compare", "--scenario", str(file), "--scenario", str(file), "--largest", "0", given=json.dumps(RUN))
    assert told.returncode == 0
    answer = json.loads(told.stdout)
    assert answering.of(json.loads(run("schema", "comparison").stdout))(answer) is None
    inside = compare_scenarios(POLICY, {**RUN, "scenarios": [LOWER, LOWER]}, most=0)
    same = json.loads(json.dumps(inside))
    for one in (answer, same):
        for part in (one["base"], *one["scenarios"]):
            del part["receipt"]  # its input is another one
    assert answer == same


def test_claims_of_a_registry_say_what_was_requested_of_what_is_decided():
    decided = deepcopy(RUN)
    decided["submitted"] = deepcopy(RUN["applications"])
    decided["approved_claims"] = [{"id": "b1", "applicant": "b", "provision": RENT, "approved": 7}]
    decided["applications"] = decided["applications"][:1]
    (own,) = compare_scenarios(POLICY, decided)["scenarios"]
    rents = own["articles"][0]["after"]
    assert (rents["requested"], rents["decided"], rents["estimated"]) == ("35.00", "7.00", "15.00")


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"scenarios": 5}, "scenarios"),
        ({"scenarios": [LOWER] * 9}, "scenarios"),
        ({"scenarios": [LOWER | {"overrides": {"art06_rent.cap": "x"}}]}, "scenarios.0.overrides.art06_rent.cap"),
        ({"budget": "x"}, "budget"),
    ],
)
def test_what_cannot_be_accepted_is_named_by_its_path(more: dict[str, Any], path: str):
    with pytest.raises(Refused) as refused:
        compare_scenarios(POLICY, RUN | more)
    assert [error["path"] for error in refused.value.errors] == [path]
