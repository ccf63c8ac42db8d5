"""What the language can say and the engine does not compute: it is refused, so that what is sound is computed right.

Each fault here is a limit of the engine, not of the law. Whoever lets the engine compute one deletes its refusal; the
policies in `tests/engine/check/constructs/` then hold the amount that was worked out by hand.
"""

from __future__ import annotations

from typing import Any

from engine.check.comparisons import kind_of_test
from engine.check.facts import OTHER_CHOICES
from engine.check.findings import Notes, either
from engine.policy.pack import ByReading, Condition, Fact, Limit, Policy, Provision

LESSENED = ("applicant_year", "platform")
"""By what a cap is counted from which what was received before is taken off."""
ONCE = ("applicant", "item")
"""By what an award is counted that is given once."""
HELD_BY_ITEM = ("item", "platform")
"""By what the cap is counted that stands for an amount that officials have not yet assessed."""

GROUPS = ("project", "other_district")
"""The names that the engine takes for groups of answers, with what they hold."""
TAKEN = ("day",)
"""The names under which the engine keeps something else."""


class Computed:
    """Every construct of a policy against what the engine computes."""

    def __init__(self, policy: Policy, notes: Notes) -> None:
        self.policy, self.notes = policy, notes

    def check(self) -> None:
        """All of it."""
        for i, condition in enumerate(self.policy.frame):
            if not isinstance(condition.is_, bool):
                self.notes.add(f"frame[{i}]", "frame_choice")
        for provision in self.policy.provisions:
            place = f"provisions.{provision.id}"
            self._conditions(provision, place)
            self._amount(provision, place)
            for i, limit in enumerate(provision.limits):
                self._limit(limit, f"{place}.limits[{i}]")
            for fact in provision.facts:
                self._fact(fact, provision, f"{place}.facts.{fact.path}")

    def _conditions(self, p: Provision, place: str) -> None:
        for name, conditions in (("when", p.when), ("item_when", p.item_when)):
            for i, condition in enumerate(conditions):
                self._condition(condition, name, p.amount.tier, f"{place}.{name}[{i}]")
        if p.measures and p.each is None:
            self.notes.add(f"{place}.measures", "measures_flat")

    def _condition(self, c: Condition, level: str, tier: str | None, place: str) -> None:
        kind = kind_of_test(c)
        if level == "when" and c.fact.startswith("applicant.") and kind not in ("is", None):
            self.notes.add(place, "applicant_test", test=kind)
        if level == "when" and c.measure is not None:
            self.notes.add(f"{place}.measure", "measure_of_claim")
        if level == "item_when" and c.measure is None and kind in ("at_least", "above"):
            self.notes.add(place, "item_compared", test=kind)
        if kind == "one_of" and not c.fact.startswith("applicant.") and c.fact != tier:
            self.notes.add(f"{place}.one_of", "one_of_tier")
        for key in ("waivable", "exempt"):
            if getattr(c, key):
                self.notes.add(f"{place}.{key}", "only_in_frame", key=key)

    def _amount(self, p: Provision, place: str) -> None:
        a = p.amount
        for i, minus in enumerate(a.minus):
            if minus.times is not None:
                self.notes.add(f"{place}.amount.minus[{i}].times", "minus_times")
            for base in (minus.fact, *_every(a.of)):
                if _of_year(str(base)):
                    self.notes.add(f"{place}.amount.minus[{i}].fact", "minus_year", fact=base)
        fact = next((f for f in p.facts if a.tier and f.path == ".".join(x for x in (p.each, a.tier) if x)), None)
        if fact is not None:
            self._tier(p, fact, f"{place}.amount.tier")

    def _tier(self, p: Provision, fact: Fact, place: str) -> None:
        """What decides the tier is known to be asked, and one of its answers gives nothing: of a blank the engine would
        otherwise take the highest tier for sure."""
        if fact.absent != "unknown":
            self.notes.add(place, "tier_absent", fact=fact.path, absent=fact.absent)
        conditions = p.item_when if p.each else p.when
        tests = [c for c in conditions if c.fact == p.amount.tier]
        if all(_accepts(c, choice.id) for choice in fact.choices for c in tests):
            self.notes.add(place, "tier_all", fact=fact.path)

    def _limit(self, limit: Limit, place: str) -> None:
        per = _every(limit.per)
        # Under a reading by which it is counted otherwise, the cap is none of a year, and nothing is taken off it.
        if limit.less is not None and (limit.cap is None or not any(value in LESSENED for value in per)):
            self.notes.add(f"{place}.less", "less_ignored", known=either(LESSENED))
        if limit.once is not None and any(value not in ONCE for value in per):
            self.notes.add(f"{place}.per", "value_unknown", value=either(map(str, per)), known=either(ONCE))

    def _fact(self, fact: Fact, p: Provision, place: str) -> None:
        if (fact.name in GROUPS and fact.type != "group") or fact.name in TAKEN:
            self.notes.add(place, "name_taken", name=fact.name)
        if fact.type in ("date", "year") and fact.absent != "unknown":
            self.notes.add(f"{place}.absent", "day_absent", absent=fact.absent)
        if fact.absent == "ceiling":
            assessed = ".".join(x for x in (p.each, p.amount.assessed) if x) if p.amount.assessed else ""
            if fact.path != assessed or not any(x.cap and x.per in HELD_BY_ITEM for x in p.limits):
                self.notes.add(f"{place}.absent", "ceiling_unbounded", known=either(HELD_BY_ITEM))
        if fact.path.endswith("other_district.choice") and tuple(c.id for c in fact.choices) != OTHER_CHOICES:
            self.notes.add(f"{place}.choices", "choice_order", known=either(OTHER_CHOICES))


def _every(value: Any) -> list[Any]:
    return [*value.when.values()] if isinstance(value, ByReading) else [value]


def _of_year(fact: str) -> bool:
    """Whether a name is that of one year of an answer that is kept by year."""
    return fact.rpartition(".")[2] in ("last", "prior")


def _accepts(condition: Condition, answer: str) -> bool:
    """Whether a condition on a choice lets an answer pass."""
    return answer in condition.one_of if condition.one_of else condition.is_ in (None, answer)
