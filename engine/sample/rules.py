"""What the rules of a policy say of the answers to it: which ones they want, and how large amounts may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.assessment.columns import Good, Plan
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.steps.assessed import Assessed
from engine.steps.at_least import AtLeast
from engine.steps.cap import Cap
from engine.steps.condition import Condition
from engine.steps.share import Share
from engine.steps.varying import largest
from engine.values.money import WAN, wan_law

Json = dict[str, Any]


def wanted(plan: Plan) -> Iterator[tuple[str, Good]]:
    """The facts of a provision with the answer that its rule wants."""
    each = plan.provision.each or ""
    for parent, slots in (("", plan.claim), (each, plan.item), (f"{each}.{plan.parts}", plan.part)):
        for slot in slots:
            if not slot.numbers:  # else what it is for a rule stands in another column
                yield ".".join(x for x in (parent, slot.name) if x), slot.good


def size_of(p: Provision, fact: Fact) -> Json:
    """How large an amount may be: a part is a share of its whole; a base is about half of what
    reaches the cap; what has to reach a bound is about that bound."""
    if fact.at_most is not None:
        return {"of": fact.at_most}
    for measure in p.measures:
        if fact.name in {minus.fact for minus in measure.minus} and fact.name != measure.of:
            return {"of": measure.of}
    bounds = [largest(c.at_least) for c in (*p.when, *p.item_when) if isinstance(c, AtLeast) and _is_about(c, p, fact)]
    if bounds:
        return {"median": wan_law(bounds[0])}
    caps = [largest(cap.cap) for cap in p.of_kind(Cap)]
    if caps and fact.path in _bases(p):
        rate = largest(p.amount.share) if isinstance(p.amount, Share) else 1
        return {"median": str(int(min(caps) / (2 * WAN * rate)) or 1)}
    return {}


def _is_about(condition: Condition, p: Provision, fact: Fact) -> bool:
    """Whether a bound is one for this fact (by itself, or as a part of what is measured)."""
    if condition.fact:
        return condition.fact.partition(".")[0] == fact.path
    return fact.name in {measure.of for measure in p.measures}


def _bases(p: Provision) -> set[str]:
    """The facts from which the amount comes."""
    parent = f"{p.each}." if p.each else ""
    bases = {m.or_fact for m in p.measures if m.or_fact} | {f"{m.sum}.{m.of}" for m in p.measures}
    match p.amount:
        case Assessed(assessed=name) | Share(of=str(name)):
            bases.add(name)
    return {f"{parent}{base}" for base in bases}
