"""What a tab keeps of the desk is laid out again as it was, and read with suspicion."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.registry.scenarios import StoredScenario
from engine.scenario import Scenario
from pages.official.budget import desk_store
from pages.official.budget.drafts import Desk
from tests.registry.companies import POLICY

YEAR = 2025


def kept(scenario: Scenario, version: int = 1) -> StoredScenario:
    now = datetime(2025, 6, 15, tzinfo=UTC)
    return StoredScenario("a" * 32, scenario.name, scenario, version, "李", now, now)


def laid_out() -> Desk:
    desk = Desk(POLICY, YEAR)
    desk.add(Scenario("现行", YEAR, budget=100))
    mine = desk.add(Scenario("方案一", YEAR, budget=200, readings={"art16_top_up": "true"}))
    mine.typed["pools", "art10"] = "五百"
    desk.chosen = desk.drafts[0].number
    return desk


def test_what_was_kept_is_laid_out_as_it_was():
    desk, again = laid_out(), Desk(POLICY, YEAR)
    desk_store.take_up(again, desk_store.text(desk), [])
    assert [d.scenario for d in again.drafts] == [d.scenario for d in desk.drafts]
    assert again.drafts[1].typed == {("pools", "art10"): "五百"}
    assert (again.position, again.notice) == (0, None)


def test_a_scenario_that_somebody_has_changed_meanwhile_is_not_taken_for_the_one_that_was_opened():
    desk, again = Desk(POLICY, YEAR), Desk(POLICY, YEAR)
    old = Scenario("半数", YEAR, budget=100)
    desk.add(old, kept(old))
    now = kept(replace(old, budget=300), version=2)
    desk_store.take_up(again, desk_store.text(desk), [now])
    draft = again.drafts[0]
    assert draft.scenario == old
    assert draft.kept is not None
    assert draft.kept.version == 1
    assert not draft.is_saved


def test_of_a_scenario_that_does_not_fit_the_rest_comes_back_and_what_does_not_is_said():
    record = json.loads(desk_store.text(laid_out()))
    record["drafts"][1]["scenario"]["readings"] = {"gone": "true"}
    again = Desk(POLICY, YEAR)
    desk_store.take_up(again, json.dumps(record), [])
    assert [d.scenario for d in again.drafts] == [
        Scenario("现行", YEAR, budget=100),
        Scenario("方案一", YEAR, budget=200),
    ]
    assert again.notice is not None
    kind, said, lines = again.notice
    assert (kind, "方案一" in said["zh"], ["「gone」" in line["zh"] for line in lines]) == ("alert", True, [True])


def test_what_cannot_be_read_at_all_is_left_out_and_that_is_said():
    record = json.loads(desk_store.text(laid_out()))
    record["drafts"][1]["scenario"]["name"] = ""
    again = Desk(POLICY, YEAR)
    desk_store.take_up(again, json.dumps(record), [])
    assert [d.scenario.name for d in again.drafts] == ["现行"]
    assert again.notice is not None
    assert again.notice[0] == "alert"


@pytest.mark.parametrize(
    "found",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"drafts": 1}',
        '{"policy": "another", "drafts": [{}]}',
        json.dumps({"policy": POLICY.id, "drafts": [None, 1, {"scenario": None}], "chosen": "x", "year": True}),
        " " * (desk_store.LARGEST + 1),
        None,
        7,
    ],
)
def test_what_no_desk_has_written_changes_nothing(found):
    desk = laid_out()
    before = desk_store.text(desk)
    desk_store.take_up(desk, found, [])
    assert desk_store.text(desk) == before


def test_typed_text_of_a_wrong_kind_is_left_out():
    record = json.loads(desk_store.text(laid_out()))
    record["drafts"][1]["typed"] = [
        [["pools", 1], "5"],
        [["pools", "art10"], 5],
        "x",
        [["budget"], "9" * 500],
        [["budget"], "\ud83d"],
    ]
    again = Desk(POLICY, YEAR)
    desk_store.take_up(again, json.dumps(record), [])
    assert again.drafts[1].typed == {}
