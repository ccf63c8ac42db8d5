"""What the law allows for a claim at most, whoever makes it: the plain cap of its provision."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.application.model import Application, Claim
from engine.assessment.batch import Evaluator
from engine.assessment.bounds import Bounds
from engine.policy.pack import Policy
from engine.values.money import HUNDREDTH, bounded

MOST_CHOICES = 64


class PlainCaps:
    """What a claim under each provision comes to at most with everything at its best, under a choice of readings."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._of = lru_cache(maxsize=MOST_CHOICES)(self._worked_out)

    def under(self, readings: Mapping[str, str]) -> Mapping[str, int | None]:
        """0.01万元 by provision; None: nothing bounds it."""
        return self._of(tuple(readings.items()))

    def _worked_out(self, readings: tuple[tuple[str, str], ...]) -> Mapping[str, int | None]:
        found: dict[str, int | None] = {}
        for p in self.policy.provisions:
            blank = Application(self.policy.in_force.start, {}, [Claim(p.id, p, {})], dict(readings), {}, {})
            most = bounded(Bounds(Evaluator(self.policy, blank)).most[0])
            found[p.id] = None if most is None else most // HUNDREDTH
        return found
