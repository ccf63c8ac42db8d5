"""What the language can say and the engine does not compute: it is refused, so that what is sound is computed right.

Each fault here is a limit of the engine, not of the law. Whoever lets the engine compute one deletes its refusal; the
policies in `tests/engine/check/constructs.py` then hold the amount that was worked out by hand.
"""

from __future__ import annotations

from engine.check.findings import Notes, placed_in
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.above import Above
from engine.steps.at_least import AtLeast
from engine.steps.cap import Cap
from engine.steps.equals import Is
from engine.steps.share import Share


def check_computed(policy: Policy, notes: Notes) -> None:
    """Every construct of every provision is one that the engine computes."""
    for p in policy.provisions:
        place = f"provisions.{p.id}"
        _conditions(p, place, notes)
        for step_place, step in placed_in(p, "steps"):
            if isinstance(step, Share) and step.minus and any(m.id in step.bases() for m in p.measures):
                notes.add(f"{step_place}.minus", "minus_of_measure")
            for i, minus in enumerate(step.minus if isinstance(step, Share) else ()):
                if minus.times is not None:
                    notes.add(f"{step_place}.minus[{i}].times", "minus_times")
        for fact in p.facts:
            if fact.type in ("date", "year") and fact.absent != "unknown":
                notes.add(f"{place}.facts.{fact.path}.absent", "day_absent", absent=fact.absent)
            if fact.absent == "ceiling":
                stated = ".".join(x for x in (p.each, getattr(p.amount, "assessed", "")) if x)
                if fact.path != stated or not p.of_kind(Cap):
                    notes.add(f"{place}.facts.{fact.path}.absent", "ceiling_unbounded")


def _conditions(p: Provision, place: str, notes: Notes) -> None:
    for condition_place, condition in placed_in(p, "when"):
        if isinstance(condition, Above) and condition.fact.startswith("applicant."):
            notes.add(f"{condition_place}.above", "applicant_above")
        if isinstance(condition, AtLeast) and condition.measure is not None:
            notes.add(f"{condition_place}.measure", "measure_of_claim")
    for condition_place, condition in placed_in(p, "when", "item_when"):
        for key in ("waivable", "exempt") if isinstance(condition, Is) else ():
            if getattr(condition, key):
                notes.add(f"{condition_place}.{key}", "only_in_general_conditions", key=key)
    if p.measures and p.each is None:
        notes.add(f"{place}.measures", "measures_flat")
