"""The numbers of the law in a scenario: one way for each, whatever way it came in."""

from dataclasses import replace

import pytest

from engine.policy.folder import default_policy, load_policy
from engine.policy.parameters import changeable
from engine.scenario import (
    Scenario,
    changed_numbers,
    numbers_of,
    outcome,
    place_of,
    read_scenario,
    with_number,
    written,
)
from engine.scenario.inputs import read_scenario_of_run
from engine.values.money import WAN
from tests.engine.scenario.test_scenario import quarter

POLICY = load_policy(default_policy())
PLAIN = Scenario("方案", 2025, 60_000_000 * 100)
TOTALS = [n for n in changeable(POLICY) if (where := place_of(POLICY, n.name)) and where[0] == "pools"]
PLACES = [n for n in changeable(POLICY) if (where := place_of(POLICY, n.name)) and where[0] == "quota"]
OTHERS = [n for n in changeable(POLICY) if place_of(POLICY, n.name) is None]


def at(name: str) -> tuple[str, str]:
    found = place_of(POLICY, name)
    assert found is not None
    return found


def test_the_totals_and_places_of_the_law_are_those_that_a_run_names():
    assert {n.name for n in TOTALS} == {f"{pool.id}.cap" for pool in POLICY.pools}
    assert PLACES
    assert {n.kind for n in PLACES} == {"count"}


@pytest.mark.parametrize("number", TOTALS + PLACES, ids=lambda n: n.name)
def test_a_total_or_places_among_the_overrides_are_taken_over_into_the_one_place_where_they_stand(number):
    read = read_scenario(POLICY, written(PLAIN) | {"overrides": {number.name: "7"}})
    part, id = at(number.name)
    assert read.overrides == {}
    assert getattr(read, part) == {id: 7 * WAN if part == "pools" else 7}
    assert numbers_of(POLICY, read) == {number.name: "7"}
    assert read_scenario(POLICY, written(read)) == read


@pytest.mark.parametrize("number", TOTALS + PLACES, ids=lambda n: n.name)
def test_a_run_says_them_in_the_one_place_too(number):
    read = read_scenario_of_run(POLICY, {"overrides": {number.name: "7"}}, "方案")[1]
    part, id = at(number.name)
    assert (read.overrides, getattr(read, part)) == ({}, {id: 7 * WAN if part == "pools" else 7})
    assert read_scenario(POLICY, written(read)) == read


@pytest.mark.parametrize("number", TOTALS + PLACES, ids=lambda n: n.name)
def test_what_pools_and_quota_say_already_holds(number):
    part, id = at(number.name)
    own = "3" if part == "pools" else 3
    read = read_scenario(POLICY, written(PLAIN) | {"overrides": {number.name: "7"}, part: {id: own}})
    assert numbers_of(POLICY, read) == {number.name: "3"}


@pytest.mark.parametrize("number", TOTALS + PLACES, ids=lambda n: n.name)
def test_either_way_the_same_is_paid(number):
    own = with_number(POLICY, PLAIN, number.name, "1")
    other = replace(PLAIN, overrides={number.name: "1"})
    assert outcome(POLICY, quarter(), own).paid.tolist() == outcome(POLICY, quarter(), other).paid.tolist()


@pytest.mark.parametrize("number", TOTALS[:1] + PLACES[:1] + OTHERS[:1], ids=lambda n: n.name)
def test_a_number_is_changed_and_put_back(number):
    changed = with_number(POLICY, PLAIN, number.name, "1")
    assert changed_numbers(POLICY, changed) == {number.name: "1"}
    assert with_number(POLICY, changed, number.name, number.value) == PLAIN
    assert with_number(POLICY, changed, number.name, None) == PLAIN


def test_a_total_that_is_no_whole_amount_is_kept_as_it_is():
    name = TOTALS[0].name
    id = at(name)[1]
    odd = replace(PLAIN, pools={id: 12_345_600})
    assert numbers_of(POLICY, odd) == {name: "12.3456"}


def test_what_a_scenario_says_as_the_law_does_is_no_change():
    id = at(TOTALS[0].name)[1]
    same = replace(PLAIN, pools={id: POLICY.pools[0].cap}) if POLICY.pools[0].id == id else PLAIN
    assert changed_numbers(POLICY, same) == {}
    assert numbers_of(POLICY, same) == {TOTALS[0].name: TOTALS[0].value}
