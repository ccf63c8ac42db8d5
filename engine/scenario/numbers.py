"""The numbers of the law as a scenario has them, one way for each.

The yearly total of an article and the places of a provision stand in `pools` and `quota`, which hold whatever else the
law would say; every other number stands in `overrides`. Where a scenario says a total or places among its overrides, it
is taken over into them when the scenario is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from engine.policy.pack import Policy
from engine.policy.parameters import changeable, exact, named_numbers
from engine.steps.winners import Winners
from engine.values.money import wan_law

if TYPE_CHECKING:
    from engine.scenario.plan import Scenario

Place = tuple[Literal["pools", "quota"], str]
"""Where a total or places stand in a scenario: in which part, and under which id."""


class _Places:
    """The numbers of a policy that stand elsewhere than among the overrides, by name."""

    def __init__(self, policy: Policy) -> None:
        self.by_name: dict[str, Place] = {f"{pool.id}.cap": ("pools", pool.id) for pool in policy.pools}
        for provision in policy.provisions:
            for limit in provision.of_kind(Winners):
                names = (name for name, _ in named_numbers(provision, limit))
                self.by_name |= dict.fromkeys(names, ("quota", provision.id))


def place_of(policy: Policy, name: str) -> Place | None:
    """Where a number stands in a scenario that is a total or places; None where it stands among the overrides."""
    return policy.derived(_Places).by_name.get(name)


def taken_over(
    policy: Policy, overrides: Mapping[str, str], pools: Mapping[str, int], quota: Mapping[str, int]
) -> tuple[dict[str, str], dict[str, int], dict[str, int]]:
    """The same with each number in the one place where it stands: overrides, totals (分), places. What `pools` and
    `quota` say already holds."""
    others: dict[str, str] = {}
    own: dict[str, dict[str, int]] = {"pools": {}, "quota": {}}
    for name, value in overrides.items():
        place = place_of(policy, name)
        if place is None:
            others[name] = value
        else:
            own[place[0]][place[1]] = int(exact("amount" if place[0] == "pools" else "count", value))
    return others, own["pools"] | dict(pools), own["quota"] | dict(quota)


def numbers_of(policy: Policy, scenario: Scenario) -> dict[str, str]:
    """What a scenario sets in the place of the law's numbers: {name: value}, as overrides write them. A total need not
    be whole 万元, as an override is."""
    found = dict(scenario.overrides)
    for name, (part, id) in policy.derived(_Places).by_name.items():
        if part == "pools" and id in scenario.pools:
            found[name] = wan_law(scenario.pools[id])
        elif part == "quota" and id in scenario.quota:
            found[name] = str(scenario.quota[id])
    return found


def changed_numbers(policy: Policy, scenario: Scenario) -> dict[str, str]:
    """Those of `numbers_of` that the law says otherwise, in the order of its articles."""
    own = numbers_of(policy, scenario)
    return {n.name: own[n.name] for n in changeable(policy) if own.get(n.name, n.value) != n.value}


def with_number(policy: Policy, scenario: Scenario, name: str, value: str | None) -> Scenario:
    """The scenario with another value of one number, written as overrides are; None, and what the law says anyway, is
    left out. The value is one that `read_overrides` takes."""
    number = next(n for n in changeable(policy) if n.name == name)
    overrides = {other: its for other, its in scenario.overrides.items() if other != name}
    own = None if value == number.value else value
    place = place_of(policy, name)
    if place is None:
        if own is not None:
            overrides[name] = own
        return replace(scenario, overrides=dict(sorted(overrides.items())))
    part, id = place
    given: Mapping[str, int] = getattr(scenario, part)
    others = {other: its for other, its in given.items() if other != id}
    if own is not None:
        others[id] = int(exact(number.kind, own))
    if part == "pools":
        return replace(scenario, overrides=overrides, pools=others)
    return replace(scenario, overrides=overrides, quota=others)
