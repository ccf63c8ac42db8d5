"""What each version of a scenario changed in the one before, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.policy.pack import Policy
from engine.scenario import Scenario
from engine.scenario.filed import Version
from engine.scenario.fitting import Fitted, fitted
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused
from engine.view.budget.differences import Change, described, differences

MOST_SHOWN = 24
"""Versions that are shown at once: the latest."""


@dataclass(frozen=True, slots=True)
class Past:
    """A version, what it was as far as it fits the policy (None: nothing of it can be read), and what it `changes` in
    the one before; of the first, what it is."""

    version: Version
    fitted: Fitted | None
    changes: tuple[Both, ...]


def history(policy: Policy, versions: Sequence[Version]) -> list[Past]:
    """The versions of a scenario in their order, each with what it changed."""
    found: list[Past] = []
    before: Scenario | None = None
    for version in versions:
        now = _fitted(policy, version)
        changes = () if now is None else _changes(policy, before, now.scenario)
        found.append(Past(version, now, changes))
        before = before if now is None else now.scenario
    return found


def newest(policy: Policy, versions: Sequence[Version]) -> list[Past]:
    """The latest versions in their order, `MOST_SHOWN` at most; of no others anything is worked out but of the one
    before."""
    return history(policy, versions[-MOST_SHOWN - 1 :])[-MOST_SHOWN:]


def changed(policy: Policy, scenario: Scenario) -> tuple[Both, ...]:
    """What a scenario changes in the law, in sentences; its budget first."""
    return tuple(change.sentence for change in described(policy, scenario))


def _fitted(policy: Policy, version: Version) -> Fitted | None:
    try:
        return fitted(policy, version.content, version.policy)
    except Refused:
        return None


def _changes(policy: Policy, before: Scenario | None, now: Scenario) -> tuple[Both, ...]:
    if before is None:
        return changed(policy, now)
    return (*_of_itself(before, now), *(change.sentence for change in differences(policy, before, now)))


def _of_itself(before: Scenario, now: Scenario) -> Iterator[Both]:
    if before.name != now.name:
        yield Change(words.both("budget.name"), words.same(before.name), words.same(now.name)).sentence
    if before.year != now.year:
        years = (words.same(str(before.year)), words.same(str(now.year)))
        yield Change(words.both("budget.box_year"), *years).sentence
