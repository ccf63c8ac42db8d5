"""A fact in itself, and the facts that several provisions share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.check.findings import Notes
from engine.policy.facts import Fact
from engine.policy.folder import Use

IDENTITY = ("text", "uscc")
"""Facts that say who or which; they need no rule."""
PROVEN = ("amount", "ratio", "date", "year", "count", "yearly")
"""Facts for which there is a document: they name their usual evidence."""


def check_fact(fact: Fact, place: str, among: Mapping[str, Fact], notes: Notes) -> None:
    """A fact in itself, `among` others by their paths: its place, its choices, what its absence means, and what people
    are told."""
    parent = among.get(fact.parent)
    if fact.parent and (parent is None or parent.type not in ("list", "group")):
        notes.add(f"{place}.in", "fact_parent", parent=fact.parent)
    choices = [c.id for c in fact.choices]
    if (fact.type in ("choice", "choices")) != bool(choices) or len(set(choices)) < len(choices):
        notes.add(f"{place}.choices", "fact_choices")
    is_of_profile = place.startswith("applicant.") and fact.type == "choice" and fact.absent == "none"
    if (fact.profile and not is_of_profile) or (fact.sizes and not fact.profile):
        notes.add(f"{place}.profile", "profile_form")
    if (fact.type == "yearly") != bool(fact.years) or any(before < 1 for before in fact.years.values()):
        notes.add(f"{place}.years", "fact_years")

    def sibling(name: str, key: str) -> None:
        path = f"{fact.parent}.{name}" if fact.parent else name
        beside = among.get(path)
        # A list may stand in for one figure (cost lines for a total).
        if beside is None or (beside.type != fact.type and "list" not in (beside.type, fact.type)):
            notes.add(f"{place}.{key}", "fact_unknown", fact=path)

    other = fact.absent.removeprefix("other:")
    if other != fact.absent:
        sibling(other, "absent")
    elif other not in ("unknown", "none", "one", "ceiling") or (other == "one" and fact.type != "ratio"):
        notes.add(f"{place}.absent", "fact_absent", absent=fact.absent)
    if fact.at_most is not None:
        sibling(fact.at_most, "at_most")
    if (fact.at_most is None) != (fact.at_most_fails is None):
        notes.add(f"{place}.at_most_fails", "words_missing", what="at_most_fails")
    for name in ("question", "help") + (("evidence",) if fact.type in PROVEN else ()):
        if fact.asked and getattr(fact, name) is None:
            notes.add(f"{place}.{name}", "words_missing", what=name)


def shared(path: str, uses: Iterable[Use]) -> Use | None:
    """The use by which a provision has this fact; None where it is its own."""
    for use in uses:
        top = f"{use.parent}.{use.group}" if use.parent else use.group
        if path == top or path.startswith(f"{top}."):
            return use
    return None
