"""What the language can say and the engine does not compute: it is refused, so that what is sound is computed right.

Each fault here is a limit of the engine, not of the law. Whoever lets the engine compute one deletes its refusal; the
policies in `tests/engine/check/constructs.py` then hold the amount that was worked out by hand.
"""

from __future__ import annotations

from engine.check.findings import Notes, placed
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.above import Above
from engine.steps.at_least import AtLeast
from engine.steps.cap import Cap
from engine.steps.equals import Is
from engine.steps.share import Share


class Computed:
    """Every construct of a policy against what the engine computes."""

    def __init__(self, policy: Policy, notes: Notes) -> None:
        self.policy, self.notes = policy, notes

    def check(self) -> None:
        """Check every provision of the policy, and note what is not computed."""
        for provision in self.policy.provisions:
            place = f"provisions.{provision.id}"
            self._conditions(provision, place)
            for step_place, step in placed(f"{place}.steps", provision.steps):
                if isinstance(step, Share) and step.minus and any(m.id in step.bases() for m in provision.measures):
                    self.notes.add(f"{step_place}.minus", "minus_of_measure")
                for i, minus in enumerate(step.minus if isinstance(step, Share) else ()):
                    if minus.times is not None:
                        self.notes.add(f"{step_place}.minus[{i}].times", "minus_times")
            for fact in provision.facts:
                self._fact(fact, provision, f"{place}.facts.{fact.path}")

    def _conditions(self, p: Provision, place: str) -> None:
        for condition_place, condition in placed(f"{place}.when", p.when):
            if isinstance(condition, Above) and condition.fact.startswith("applicant."):
                self.notes.add(f"{condition_place}.above", "applicant_above")
            if isinstance(condition, AtLeast) and condition.measure is not None:
                self.notes.add(f"{condition_place}.measure", "measure_of_claim")
        for name, conditions in (("when", p.when), ("item_when", p.item_when)):
            for condition_place, condition in placed(f"{place}.{name}", conditions):
                for key in ("waivable", "exempt") if isinstance(condition, Is) else ():
                    if getattr(condition, key):
                        self.notes.add(f"{condition_place}.{key}", "only_in_general_conditions", key=key)
        if p.measures and p.each is None:
            self.notes.add(f"{place}.measures", "measures_flat")

    def _fact(self, fact: Fact, p: Provision, place: str) -> None:
        if fact.type in ("date", "year") and fact.absent != "unknown":
            self.notes.add(f"{place}.absent", "day_absent", absent=fact.absent)
        if fact.absent == "ceiling":
            stated = ".".join(x for x in (p.each, getattr(p.amount, "assessed", "")) if x)
            if fact.path != stated or not p.of_kind(Cap):
                self.notes.add(f"{place}.absent", "ceiling_unbounded")
