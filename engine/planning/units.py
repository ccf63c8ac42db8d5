"""An application as matters (事项) that can each be claimed by themselves, here or elsewhere, now or later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from engine.application.model import Application, Claim, Facts
from engine.policy.provision import Provision
from engine.steps.roles import OtherFacts

Must = Literal["here", "elsewhere"]
Names = tuple[tuple[int | None, str, str], ...]
"""Names that were given: the position of the entry (None: in the claim itself), the path in it, the name."""


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
    def leaves(self) -> bool:
        """Whether it is to be claimed elsewhere."""
        return self.must == "elsewhere" and not self.received

    def better_than(self, brings: Fraction) -> bool:
        """Whether by itself it goes elsewhere, where it `brings` so much (分) here: as it was chosen, or for more."""
        return self.leaves or (self.free and self.amount > brings)

    @property
    def here(self) -> str:
        """The choice by which it is claimed here."""
        return self.of.here_id


@dataclass(frozen=True, slots=True)
class Unit:
    """A matter: an entry of a claim (by its position), or a claim that has none (`item` None). `offer`: of another
    policy for this matter alone."""

    number: int
    id: str
    claim: int
    item: int | None
    offer: Offer | None


@dataclass(frozen=True, slots=True)
class Units:
    """The matters of an application; the `offers` of other policies for claims with entries as a whole, by position;
    the `names` that were given in each claim."""

    application: Application
    all: tuple[Unit, ...]
    offers: dict[int, Offer]
    names: tuple[Names, ...]


def units_of(application: Application) -> Units:
    """The matters of an application, in its order."""
    found: list[Unit] = []
    offers: dict[int, Offer] = {}
    named = [_named(claim) for claim in application.claims]
    claims = [claim for claim, _ in named]
    for position, claim in enumerate(claims):
        for id_, item, place in _places(claim):
            found.append(Unit(len(found), id_, position, item, offer_of(claim.provision, place)))
        if found[-1].item is not None and (whole := offer_of(claim.provision, claim.facts)) is not None:
            offers[position] = whole
    return Units(replace(application, claims=claims), tuple(found), offers, tuple(names for _, names in named))


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


def _named(claim: Claim) -> tuple[Claim, Names]:
    """The claim with a name for each matter and project that it gives none: each is one of its own, and what is claimed
    of it on one day is known by that on a later one."""
    facts, names = copied(claim.facts), []
    p = claim.provision
    for _, item, place in _places(replace(claim, facts=facts)):
        own = claim.id if item is None else f"{claim.id}-{item + 1}"
        for path in _unnamed(p, place, is_entry=item is not None):
            names.append((item, path, own))
            _put(place, path, own)
    if p.each:
        for path in _unnamed(p, facts, is_entry=False):
            names.append((None, path, claim.id))
            _put(facts, path, claim.id)
    return replace(claim, facts=facts), tuple(names)


def _unnamed(p: Provision, place: Facts, *, is_entry: bool) -> Iterator[str]:
    """The paths at which a matter or a project is to be named in a place of a claim and is not."""
    if p.matter is not None and is_entry == (p.each is not None) and p.matter.written(place) is None:
        path = p.matter.by[0]
        if "." not in path:
            yield path
    for of in p.projects.values():
        is_of_entry = p.each is not None and of.path.startswith(f"{p.each}.")
        if is_of_entry == is_entry and place.get(of.group) is not None and of.called(place) is None:
            yield f"{of.group}.{of.name}"


def _put(place: Facts, path: str, name: str) -> None:
    group, _, fact = path.rpartition(".")
    (place[group] if group else place)[fact] = name


def copied(facts: Any) -> Any:
    """Facts in which something else can be put: no part of them stands in two places."""
    if isinstance(facts, dict):
        return {name: copied(value) for name, value in facts.items()}
    if isinstance(facts, list):
        return [copied(value) for value in facts]
    return facts


def entries_of(units: Sequence[Unit]) -> dict[int, list[Unit]]:
    """Matters by their claim, in order."""
    found: dict[int, list[Unit]] = {}
    for unit in sorted(units, key=lambda unit: unit.number):
        found.setdefault(unit.claim, []).append(unit)
    return found
