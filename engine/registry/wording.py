"""What applications state, as people read it."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from engine.application import typed
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.registry.matters import SHARE
from engine.registry.statements import APPLICANT, NO_VALUES, PROJECT, SEVERAL, value_text
from engine.text import words
from engine.text.phrases import Both, both, day_text
from engine.values.money import WHOLE, percent_text, wan_law
from engine.values.names import folded
from engine.values.refusal import shown

INSIDE = ("list", "group", "yearly")
"""Kinds of fact that are told by what stands in them."""


def written(policy: Policy, kind: str, name: str, value: str, provision: str = "") -> Both:
    """The value of a fact as people read it, in both languages; `provision`: of a matter, which."""
    fact = fact_of(policy, kind, name, provision)
    match None if fact is None else fact.type:
        case _ if value in (*NO_VALUES, SEVERAL):
            return words.both(f"points.{value}")
        case "amount":
            return words.same(f"{wan_law(int(value))}万元")
        case "yes_no":
            return words.both("claims.yes" if value == value_text(True) else "claims.no")
        case "ratio":
            return words.same(percent_text(int(value), WHOLE))
        case "date":
            return day_text(date.fromisoformat(value))
        case kind_of_fact if kind_of_fact in INSIDE:
            return words.both("points.inside")
        case "choices":
            assert fact is not None
            ids = [choice.id for choice in fact.choices]
            some = (list(some) for count in range(len(ids) + 1) for some in combinations(ids, count))
            chosen = next((some for some in some if value_text(some) == value), ids)
            return {lang: typed.written(fact, chosen, lang) for lang in words.LANGUAGES}
        case "choice":
            assert fact is not None
            labels = (both(choice.label) for choice in fact.choices if folded(choice.id) == value)
            return next(labels, words.same(shown(value)))
        case _:
            return words.same(shown(value))


def matter_label(policy: Policy, provision: str) -> Both:
    """What the matter of a provision is called, in both languages."""
    matter = policy.provision(provision).matter
    assert matter is not None
    return both(matter.label)


def label(policy: Policy, kind: str, name: str, provision: str = "") -> Both:
    """What a fact is called, in both languages."""
    fact = fact_of(policy, kind, name, provision)
    return words.same(name) if fact is None else both(fact.label)


def fact_of(policy: Policy, kind: str, name: str, provision: str = "") -> Fact | None:
    """The fact of an applicant, of a project or of a matter of this name, where the policy has it."""
    if provision:
        p = policy.provision(provision)
        name = p.matter.shared_by or name if p.matter is not None and name == SHARE else name
        return next((fact for fact in p.facts if fact.path == (f"{p.each}.{name}" if p.each else name)), None)
    facts = policy.applicant if kind == APPLICANT else [f for f in policy.common if f.parent == PROJECT]
    return next((fact for fact in facts if fact.name == name), None)
