"""A scenario in an address: short, complete, and read with suspicion."""

import base64
import json
import re
import zlib
from dataclasses import replace
from typing import Any

import pytest

from engine.policy.folder import default_policy, load_policy
from engine.policy.parameters import changeable
from engine.scenario import Scenario, numbers_of, read_scenario
from engine.scenario.address import LONGEST, read_address, written_address
from engine.values.money import WAN
from engine.values.refusal import Refused
from tests.engine.scenario.test_fitting import MINE

POLICY = load_policy(default_policy())


def packed(content: Any) -> str:
    deflating = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return "1." + base64.urlsafe_b64encode(deflating.compress(text) + deflating.flush()).decode().rstrip("=")


def test_a_scenario_comes_back_from_its_address_as_it_was() -> None:
    for scenario in (MINE, Scenario("现行", 2025), replace(MINE, rule="constrained_equal_awards", name="长" * 120)):
        text = written_address(POLICY, scenario)
        assert re.fullmatch(r"1\.[A-Za-z0-9_-]+", text)
        found = read_address(POLICY, text).fitted(POLICY)
        assert (found.scenario, found.said) == (scenario, ())


def test_only_what_differs_from_the_law_stands_in_it() -> None:
    assert len(written_address(POLICY, Scenario("现行", 2025))) < 160
    inside = zlib.decompress(base64.urlsafe_b64decode(written_address(POLICY, MINE)[2:] + "=="), -15)
    own = json.loads(inside)["s"]
    assert own.keys() == {"name", "year", "budget", "pools", "quota", "readings", "overrides"}


def test_one_in_which_every_number_is_changed_still_fits() -> None:
    other = {"rate": "0.1234", "amount": "7654321", "count": "77", "years": "7"}
    numbers = {n.name: other[n.kind] for n in changeable(POLICY)}
    every = read_scenario(POLICY, {"name": "全部", "year": 2025, "overrides": numbers})
    text = written_address(POLICY, every)
    assert len(text) < LONGEST // 2
    assert numbers_of(POLICY, read_address(POLICY, text).fitted(POLICY).scenario) == numbers


def test_one_that_was_made_under_other_rules_says_so() -> None:
    content = {"p": POLICY.id, "v": "2024-01-01", "h": "0" * 12, "s": {"name": "旧", "year": 2025, "budget": "9"}}
    found = read_address(POLICY, packed(content)).fitted(POLICY)
    assert "2024-01-01" in found.said[0]["zh"]
    found = read_address(POLICY, packed(content | {"v": POLICY.version})).fitted(POLICY)
    assert "测算规则有改动" in found.said[0]["zh"]
    assert found.scenario == Scenario("旧", 2025, 9 * WAN)


GOOD: dict[str, Any] = {"p": POLICY.id, "v": "1", "h": "", "s": {}}
BROKEN = {
    "empty": "",
    "no tag": "abc",
    "cut": written_address(POLICY, MINE)[:-9],
    "longer": written_address(POLICY, MINE) + "AAAA",
    "other characters": "1.a b",
    "a line behind it": written_address(POLICY, MINE) + "\n",
    "no JSON": packed(b"{"),
    "deep": packed(b"[" * 50_000),
    "a bomb": packed(b" " * 3_000_000),
    "too long": "1." + "A" * LONGEST,
    "later": "2.AAAA",
    "a list": packed([]),
    "no scenario": packed({"p": POLICY.id}),
    "another policy": packed(GOOD | {"p": "another"}),
    "a policy of no kind": packed(GOOD | {"p": 7}),
    "a name twice": packed(b'{"p": "x", "p": "y", "s": {}}'),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_read_is_refused_in_words(what: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_address(POLICY, BROKEN[what])
    assert all(refusal.value.errors[0]["message"].values())


@pytest.mark.parametrize("part", [{"h": 7}, {"v": []}, {"s": {"year": "x"}}, {"s": {"name": "x", "year": True}}])
def test_what_is_of_no_kind_inside_is_read_or_refused(part: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        read_address(POLICY, packed(GOOD | part)).fitted(POLICY)
