"""What is assumed where an answer may be left out: what a blank is taken for, and what it could take away.

At worst, what stands in the place of such a blank leaves nothing of what it is about: of the claim, of the entries in
which it is blank, or of their parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.application.matters import identifying
from engine.application.questionnaire import idle, is_required, left_out
from engine.assessment.answer import Assumed
from engine.assessment.batch import Wanted
from engine.assessment.bounds import Bounds
from engine.assessment.cells import Fill
from engine.assessment.rules import Rules
from engine.policy.facts import Fact
from engine.steps.project_funding import ProjectFunding
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.money import bounded_wan

Blank = tuple[int, int | None]
"""The position of an entry, and of a part of it, if it is blank there."""
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Optional:
    """A fact that may be left out, and what a blank is `taken_for`. `group`: the group that it
    stands in; `matter`: it identifies what the entry is about, as other facts may; then, if it names a project too,
    `as_project` is what a blank is taken for."""

    fact: Fact
    group: str
    matter: bool
    by_entry: bool
    taken_for: Both
    as_project: Both | None = None


def assumed(bounds: Bounds, claim: int) -> list[Assumed]:
    """Each fact that may be left out and is, with what that could take away from the claim."""
    return list(_Assumptions(bounds, claim).consequential()) if bounds.most[claim] else []


def _optional(rules: Rules) -> dict[str, list[Optional]]:
    """The facts that may be left out and are asked under these readings, by the list that they stand in."""
    p, found = rules.provision, dict[str, list[Optional]]()
    lists = {f.path for f in p.facts if f.type == "list"}
    unused, matter = idle(p, rules.readings), {f.path for f in identifying(p)}
    in_entries = {f.name for f in p.facts if f.type == "group" and f.parent == p.each and f.asked}
    projects = {funding.project for funding in p.of_kind(ProjectFunding)}
    for fact in p.facts:
        if is_required(p, fact) or not fact.asked or fact.type == "list" or fact.path in unused:
            continue
        kind, other = left_out(fact, p)
        text = words.both(f"pages.left_{kind}", label=other)
        if kind == "optional":
            if fact.type != "choice" and fact.parent not in projects:
                continue
            text = words.both("steps.assumed_choice" if fact.type == "choice" else "steps.assumed_project")
        listed = fact.parent if fact.parent in lists else fact.parent.rpartition(".")[0]
        group = "" if fact.parent in (*lists, "") else fact.parent.rpartition(".")[2]
        by_entry = not listed and fact.type == "group" and fact.name in in_entries
        as_project = words.both("steps.assumed_project") if kind == "matter" and fact.parent in projects else None
        one = Optional(fact, group, fact.path in matter, by_entry, text, as_project)
        found.setdefault(listed if listed in lists else "", []).append(one)
    return found


class _Assumptions:
    def __init__(self, bounds: Bounds, claim: int) -> None:
        self.bounds, self.claim, self.evaluator = bounds, claim, bounds.evaluator
        self.cells, self.rules = self.evaluator.cells[claim], self.evaluator.rules(claim)
        self.provision = self.cells.plan.provision
        self._everywhere = {(i, None) for i in range(len(self.cells.items or ()))}
        self._taken: dict[frozenset[Blank], int] = {}

    def consequential(self) -> Iterator[Assumed]:
        """Those that could take anything away."""
        for one, places in self._blanks():
            if takes := self._takes(places):
                found: Assumed = {
                    "fact": one.fact.path,
                    "label": both(one.fact.label),
                    "taken_for": one.taken_for,
                    "takes": bounded_wan(takes),
                }
                if places:
                    found["entries"] = sorted({entry for entry, _ in places})
                yield found

    def _blanks(self) -> Iterator[tuple[Optional, list[Blank]]]:
        """Where each of the facts is blank; no place for a fact of the claim as a whole."""
        facts, plan = self.cells.claim.facts, self.cells.plan
        optional = self.rules.cached("optional", lambda: _optional(self.rules))
        each = plan.provision.each or ""
        for one in optional.get("", ()):
            if self._is_blank(one, facts, ""):
                named = one.matter and self._is_named(facts)
                yield replace(one, taken_for=one.as_project) if named and one.as_project else one, []
        stated = [(i, entry, f"{each}.{i}.") for i, entry in enumerate(facts.get(each) or ())] if each else []
        for one in optional.get(each, ()) if stated else ():
            at: list[Blank] = [(i, None) for i, entry, path in stated if self._is_blank(one, entry, path)]
            if at:
                yield one, at
        for one in optional.get(f"{each}.{plan.parts}", ()) if plan.parts else ():
            inner: list[Blank] = [
                (i, j)
                for i, entry, path in stated
                for j, part in enumerate(entry.get(plan.parts) or ())
                if self._is_blank(one, part, f"{path}{plan.parts}.{j}.")
            ]
            if inner:
                yield one, inner

    def _is_blank(self, one: Optional, place: Facts, prefix: str) -> bool:
        """Whether it is left out at a place, and nothing else speaks for it."""
        name, unclear = one.fact.name, self.cells.claim.unclear
        stated: Any = place.get(one.group) if one.group else place
        if stated is None or stated.get(name) is not None or (one.by_entry and not place.get(name)):
            return False
        if one.matter and one.as_project is None and self._is_named(place):
            return False
        return not unclear or f"{prefix}{one.group}{'.' if one.group else ''}{name}" not in unclear

    def _is_named(self, place: Facts) -> bool:
        """Whether something says what an entry, or the claim, is about."""
        matter = self.provision.matter
        return matter is not None and matter.written(dict(place)) is not None

    def _takes(self, places: list[Blank]) -> int:
        """分 that is lost where these are at worst."""
        most = self.bounds.most[self.claim]
        if not places or self._everywhere.issubset(places) or self._is_of_all_parts(places):
            return most
        key = frozenset(places)
        if key not in self._taken:
            entries = frozenset(entry for entry, part in places if part is None)
            parts = frozenset((entry, part) for entry, part in places if part is not None)
            whole, left = self._amounts(frozenset(), frozenset()), self._amounts(entries, parts)
            self._taken[key] = max(before - after for before, after in zip(whole, left, strict=True))
        return min(self._taken[key], most)

    def _is_of_all_parts(self, places: list[Blank]) -> bool:
        """Whether these are all the parts of all entries, and what is paid is a share of what the parts come to."""
        measure, stated = self.rules.measures.get(self.rules.base), self.cells.items or ()
        parts = sum(len(of_entry or ()) for _, of_entry in stated)
        if measure is None or len(places) != parts or not all(of_entry for _, of_entry in stated):
            return False
        return all(part is not None for _, part in places)

    def _amounts(self, entries: frozenset[int], parts: frozenset[tuple[int, int]]) -> list[int]:
        """分 that the claim by itself comes to without these, with everything open against it, and at its best if
        anything is."""
        fills: tuple[Fill, ...] = ("against", "best") if self.evaluator.unknown_of(self.claim) else ("against",)
        wanted = (Wanted(self.claim, fill, without=entries, without_parts=parts) for fill in fills)
        return [self.bounds.group[self.claim].alone(one).approved for one in wanted]
