"""An application as matters (事项) that can each be claimed by themselves, here or elsewhere, now or later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from engine.application.model import Application, Claim, Facts
from engine.policy.provision import Provision
from engine.steps.roles import OtherFacts
from engine.values.grouping import grouped
from engine.values.names import identity

Must = Literal["here", "elsewhere"]
Edits = list[tuple[int | None, str, str | None]]
"""What is otherwise in a claim: the position of the entry (None: in the claim itself), the path in it, the name that
was given (None: it is taken away)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What another policy gives for the same matter (`amount`, 分). `must`: where the applicant has chosen to claim it;
    None: it is free. `received`: it has been received there, so that there is no choice left."""

    amount: int
    must: Must | None
    received: bool
    of: OtherFacts

    @property
    def free(self) -> bool:
        """Whether there is still a choice."""
        return self.must is None and not self.received

    @property
    def gone(self) -> bool:
        """Whether it is, or is to be, claimed elsewhere."""
        return self.received or self.must == "elsewhere"

    @property
    def leaves(self) -> bool:
        """Whether it is to be claimed elsewhere."""
        return self.must == "elsewhere" and not self.received

    def better_than(self, brings: Fraction) -> bool:
        """Whether by itself it goes elsewhere, where it `brings` so much (分) here: as it was chosen, or for more."""
        return self.leaves or (self.free and self.amount > brings)

    def chosen(self, elsewhere: bool) -> str:
        """The choice by which it is claimed here, or elsewhere."""
        return self.of.elsewhere_id if elsewhere else self.of.here_id


@dataclass(frozen=True, slots=True)
class Unit:
    """A matter: an entry of a claim (by its position), or a claim that has none (`item` None). `offer`: of another
    policy for this matter alone; `like`: the same for matters of a claim of which the same is stated."""

    number: int
    id: str
    claim: int
    item: int | None
    offer: Offer | None
    like: tuple[int, str]

    @property
    def away(self) -> int | None:
        """分 that it brings elsewhere, where there is still a choice; None where there is none."""
        return self.offer.amount if self.offer is not None and self.offer.free else None


@dataclass(frozen=True, slots=True)
class Units:
    """The matters of an application; the `offers` of other policies for claims with entries as a whole, by position;
    the `edits` in each claim."""

    application: Application
    all: tuple[Unit, ...]
    offers: dict[int, Offer]
    edits: tuple[Edits, ...]


def units_of(application: Application) -> Units:
    """The matters of an application, in its order."""
    found: list[Unit] = []
    offers: dict[int, Offer] = {}
    settled = [_settled(application, claim) for claim in application.claims]
    claims = [claim for claim, _ in settled]
    for position, claim in enumerate(claims):
        stated = [repr(place) for _, _, place in _places(application.claims[position])]
        for (id_, item, place), like in zip(_places(claim), stated, strict=True):
            offer = offer_of(claim.provision, place)
            found.append(Unit(len(found), id_, position, item, offer, (position, like)))
        if found[-1].item is not None and (whole := offer_of(claim.provision, claim.facts)) is not None:
            offers[position] = _of_whole(whole, [unit for unit in found if unit.claim == position])
    return Units(replace(application, claims=claims), tuple(found), offers, tuple(edits for _, edits in settled))


def _places(claim: Claim) -> Iterator[tuple[str, int | None, Facts]]:
    each = claim.provision.each
    entries = claim.facts.get(each) if each else None
    if not each or not entries:
        yield claim.id, None, claim.facts
        return
    for item, entry in enumerate(entries):
        yield f"{claim.id}.{each}.{item}", item, entry


def offer_of(p: Provision, place: Facts) -> Offer | None:
    """What is stated of another policy in one place of a claim; None where nothing is."""
    for of in p.others.values():
        stated = place.get(of.group)
        if stated is not None:
            goes = of.goes_elsewhere(stated)
            must: Must | None = None if goes is None else "elsewhere" if goes else "here"
            return Offer(stated.get(of.amount, 0), must, of.is_received(stated), of)
    return None


def _of_whole(whole: Offer, units: Sequence[Unit]) -> Offer:
    """The offer for a whole claim: what has gone elsewhere by itself cannot go there again with the whole."""
    gone = any(unit.offer is not None and unit.offer.gone for unit in units)
    return replace(whole, must="here") if whole.free and gone else whole


def _settled(application: Application, claim: Claim) -> tuple[Claim, Edits]:
    """The claim as it is to be chosen for, with what is otherwise in it. What went elsewhere as a whole, or is to go
    there, is one matter: its entries have no choice left. Each matter and project that it gives no name is one of its
    own, and gets one, so that what is claimed of it on one day is known by that on a later one; what is about a project
    for which something was awarded before is known by the project."""
    p, facts, edits = claim.provision, copied(claim.facts), Edits()
    found = replace(claim, facts=facts)
    whole = offer_of(p, facts) if p.each and facts.get(p.each) else None
    for n, entry in enumerate(facts[p.each] if whole is not None and whole.gone else ()):
        offer = offer_of(p, entry)
        if offer is not None and not offer.received:
            del entry[offer.of.group]
            edits.append((n, offer.of.group, None))
    had = {identity(a.project) for a in application.history if a.provision == p.id and a.project}
    places = [(item, place) for _, item, place in _places(found)]
    if places[0][0] is not None:
        places.append((None, facts))
    for item, place in places:
        own = claim.id if item is None else f"{claim.id}-{item + 1}"
        for path in _unnamed(p, place, had, is_entry=item is not None):
            edits.append((item, path, own))
            put(place, path, own)
    return found, edits


def _unnamed(p: Provision, place: Facts, had: Collection[str], *, is_entry: bool) -> Iterator[str]:
    """The paths at which a matter or a project is to be named in a place of a claim and is not."""
    if p.matter is not None and is_entry == (p.each is not None) and p.matter.written(place) is None:
        path, project = p.matter.by[0], p.project_of(place)
        if "." not in path and (project is None or identity(project) not in had):
            yield path
    for of in p.projects.values():
        is_of_entry = p.each is not None and of.path.startswith(f"{p.each}.")
        if is_of_entry == is_entry and place.get(of.group) is not None and of.called(place) is None:
            yield f"{of.group}.{of.name}"


def put(facts: Any, path: str, value: Any) -> None:
    """Put an answer where its path leads in facts; None takes it away."""
    *above, last = path.split(".")
    for name in above:
        facts = facts[int(name)] if isinstance(facts, list) else facts.setdefault(name, {})
    if value is None:
        facts.pop(last, None)
    else:
        facts[last] = value


def copied(facts: Any) -> Any:
    """Facts in which something else can be put: no part of them stands in two places."""
    if isinstance(facts, dict):
        return {name: copied(value) for name, value in facts.items()}
    if isinstance(facts, list):
        return [copied(value) for value in facts]
    return facts


def entries_of(units: Iterable[Unit]) -> dict[int, list[Unit]]:
    """Matters by their claim, in order."""
    return grouped((unit.claim, unit) for unit in sorted(units, key=lambda unit: unit.number))
