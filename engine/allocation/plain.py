"""What the law allows for a claim at most, whoever makes it: the plain cap of its provision."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.application.model import Application, Claim
from engine.assessment.batch import Evaluator
from engine.assessment.bounds import Bounds
from engine.policy.pack import Policy
from engine.policy.parameters import with_numbers
from engine.policy.provision import Provision
from engine.values.money import HUNDREDTH, bounded

MOST_CHOICES = 64


class PlainCaps:
    """What a claim under each provision comes to at most with everything at its best, under a choice of readings."""

    def __init__(self, policy: Policy) -> None:
        self.policy = with_numbers(policy, {})  # as it is, in whatever year a blank claim is made
        self._of = lru_cache(maxsize=MOST_CHOICES)(self._worked_out)

    def under(self, readings: Mapping[str, str]) -> Mapping[str, int | None]:
        """0.01万元 by provision; None: nothing bounds it."""
        return self._of(tuple(readings.items()))

    def _worked_out(self, readings: tuple[tuple[str, str], ...]) -> Mapping[str, int | None]:
        return {p.id: self._most(p, dict(readings)) for p in self.policy.provisions}

    def _most(self, p: Provision, readings: dict[str, str]) -> int | None:
        """0.01万元; on whatever day it is claimed, where numbers change from a day on."""
        found = []
        for day in sorted({self.policy.in_force.start, *p.number_days()}):
            blank = Application(day, {}, [Claim(p.id, p, {})], readings, {}, {})
            found.append(bounded(Bounds(Evaluator(self.policy, blank)).most[0]))
        bounds = [most for most in found if most is not None]
        return None if len(bounds) < len(found) else max(bounds) // HUNDREDTH
