"""A cohort with the outcomes and comparisons that were asked for, kept for whoever asks again."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from engine.policy.pack import Policy
from engine.scenario.cohort import Cohort
from engine.scenario.comparison import Comparison, compare
from engine.scenario.outcome import Outcome, outcome
from engine.scenario.plan import Scenario, written
from engine.scenario.step_changes import StepChange, step_changes

MOST_OUTCOMES = 64
"""Outcomes of one year that are kept: a slider that goes back and forth finds what it has seen."""
K = TypeVar("K")
V = TypeVar("V")


@dataclass
class Worked:
    """A cohort with the outcomes and comparisons that were asked for."""

    policy: Policy
    cohort: Cohort
    _outcomes: OrderedDict[str, Outcome] = field(default_factory=OrderedDict)
    _compared: OrderedDict[tuple[str, str], Comparison] = field(default_factory=OrderedDict)
    _steps: OrderedDict[tuple[str, str], tuple[StepChange, ...]] = field(default_factory=OrderedDict)
    _assessed: set[frozenset[tuple[str, str]]] = field(default_factory=lambda: {frozenset()})
    _lock: Lock = field(default_factory=Lock)

    def is_ready(self, scenario: Scenario) -> bool:
        """Whether the claims are assessed already under the readings of a scenario: other numbers alone are quick."""
        return frozenset(scenario.readings.items()) in self._assessed

    def outcome(self, scenario: Scenario) -> Outcome:
        """What becomes of the claims under a scenario; Refused where that cannot be said."""
        found = self._once(self._outcomes, _key(scenario), lambda: outcome(self.policy, self.cohort, scenario))
        with self._lock:
            self._assessed.add(frozenset(scenario.readings.items()))
        return found

    def compared(self, base: Outcome, other: Outcome) -> Comparison:
        """Who wins and who loses when `other` is done instead of `base`."""
        return self._once(self._compared, _keys(base, other), lambda: compare(base, other))

    def step_changes(self, base: Outcome, other: Outcome) -> tuple[StepChange, ...]:
        """Which steps work otherwise when `other` is done instead of `base`."""
        return self._once(self._steps, _keys(base, other), lambda: step_changes(base, other))

    def _once(self, kept: OrderedDict[K, V], key: K, work: Callable[[], V]) -> V:
        with self._lock:
            found = kept.get(key)
        if found is None:
            found = work()
        with self._lock:
            remember(kept, key, found)
        return found


def _keys(base: Outcome, other: Outcome) -> tuple[str, str]:
    return _key(base.scenario), _key(other.scenario)


def _key(scenario: Scenario) -> str:
    return json.dumps(written(scenario), sort_keys=True, ensure_ascii=False)


def remember(kept: OrderedDict[K, V], key: K, found: V, most: int = MOST_OUTCOMES) -> None:
    """Keep what was found, and no more than so much."""
    kept[key] = found
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
