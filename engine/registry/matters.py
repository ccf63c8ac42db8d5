"""The matters that claims name (a model, a standard, a platform, a side of a project): what applications state of them,
and where it stands.

Two keys are kept of each. By that of the matter itself it is seen who claims it, and of a side, which share. By that of
the matter and its applicant, what this applicant states of it, in however many applications. Of a matter that each
applicant has for itself (its premises, its rounds of financing) there is the second alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.allocation.contradictions import MATTER, PLATFORM, SIDE, figures_of, kind_of
from engine.application.model import Application, places
from engine.application.reading import read_applicant
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.registry.contents import applicant_of, score_fact
from engine.registry.stored import Json
from engine.values.money import WHOLE
from engine.values.names import folded

KINDS = (MATTER, PLATFORM, SIDE)
WHO, SHARE = "claimed by", "share of the side"
"""What is stated of a matter itself: by whom it is claimed, and of a side, which share (millionths)."""


@dataclass(frozen=True, slots=True)
class Named:
    """A matter that a claim names: under which `provision` (its id), as it is written (`name`), the facts where it
    stands (`place`), and by which `keys` it is kept."""

    kind: str
    provision: str
    name: str
    place: Json
    keys: tuple[str, ...]


def statements_of(application: Application, owner: str | None, who: str) -> Iterator[tuple[str, str, str, Any, str]]:
    """All that an application states of matters: of what (kind and key), which fact, its value or what is unclear of
    it, and in which of its claims (by its key). `owner`: the applicant, where it gave a code or an id; `who`: what
    tells it from others, whatever it gave."""
    for claim in application.claims:
        matter, p = claim.provision.matter, claim.provision
        for place, where in places(claim.facts, p.each or "", "") if matter is not None else ():
            found = matter.identity(place) if matter is not None else None
            if matter is None or found is None:
                continue
            kind, keys = kind_of(p), _keys(p, found, owner)
            if matter.of == "world":
                yield kind, keys[0], WHO, who, claim.id
                if matter.shared_by is not None:
                    yield kind, keys[0], SHARE, place.get(matter.shared_by, WHOLE), claim.id
            if owner is not None:
                here = f"{where}." if where else ""
                unclear = {path.removeprefix(here).partition(".")[0]: found_there
                           for path, found_there in claim.unclear.items() if path.startswith(here)}  # fmt: skip
                for name, value in figures_of(p, place | unclear).items():
                    if name == score_fact(p):
                        continue  # that is for officials to say
                    yield kind, keys[-1], name, value, claim.id


def named(policy: Policy, content: Json) -> Iterator[Named]:
    """The matters that content names, as it is stored, in their order."""
    owner = applicant_of(policy, read_applicant(policy, content))
    for claim in content["claims"]:
        p = policy.provision(claim["provision"])
        if p.matter is None:
            continue
        facts = claim.get("facts") or {}
        for place in (facts.get(p.each) or ()) if p.each else (facts,):
            texts = _texts(place)
            name, found = p.matter.written(texts), p.matter.identity(texts)
            if name is not None and found is not None:
                yield Named(kind_of(p), p.id, name, place, _keys(p, found, owner))


def _keys(p: Provision, identity: str, owner: str | None) -> tuple[str, ...]:
    """By what a matter is kept: that of the matter itself, and that of the matter and its applicant."""
    assert p.matter is not None
    own = [] if owner is None else [key_of_matter(p.id, identity, folded(owner))]
    return (*([key_of_matter(p.id, identity)] if p.matter.of == "world" else []), *own)


def key_of_matter(*of: str) -> str:
    """What is kept of a matter: of its provision and what it is told from others by, and whose it is where that
    counts."""
    return hashlib.sha256(json.dumps(of, ensure_ascii=False).encode()).hexdigest()


def _texts(place: Json) -> Json:
    """The names and numbers that are written in one place, as texts are read."""
    found: Json = {}
    for name, value in place.items():
        if isinstance(value, dict):
            found[name] = _texts(value)
        elif isinstance(value, str | int) and not isinstance(value, bool):
            found[name] = str(value).strip()
    return found
