"""事项 as an application names them: what an entry of a list and a claim are called, and what still has to be named to
submit.

A provision says by which facts its matter is told from others (`Matter.by`; any one of them does). They may be left
out of an estimate: what is not named counts as a matter of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.names import identity
from engine.values.refusal import join, shown

Path = tuple[str | int, ...]
"""Where an answer stands in the facts of a claim; entries of lists by position, from 0."""
Facts = Mapping[str, Any]
Claimed = tuple[Provision, Facts]
"""A claim: under which provision, and what it states."""
MOST_LISTED = 3
"""So many matters of a claim are named where claims are listed, and how many there are of more."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A matter that is claimed and not named. `paths`: where it can be named, and `facts` what is asked there; one of
    them is enough. `entry`: what the entry is called, None where the claim is about one matter alone."""

    paths: tuple[Path, ...]
    facts: tuple[Fact, ...]
    entry: Both | None

    @property
    def sentence(self) -> Both:
        """What is to be filled in, for people."""
        said = needed(self.facts)
        return said if self.entry is None else words.both("pages.of_entry", entry=self.entry, label=said)


def names(provision: Provision | None, listed: Fact, entries: Sequence[Any]) -> list[Both]:
    """What each entry of a list is called: the matter that it names, or its number. Two that name the same matter bear
    their numbers too."""
    of = provision if provision is not None and listed.path == provision.each else None
    kind = both((of and of.item) or listed.label)
    matter = of and of.matter
    written = [matter.written(entry) if matter and isinstance(entry, dict) else None for entry in entries]
    same = Counter(identity(name) for name in written if name is not None) if any(written) else Counter()

    found = []
    for number, name in enumerate(written, 1):
        if name is None:
            found.append(words.both("matters.numbered", name=kind, number=number))
        else:
            key = "matters.named" if same[identity(name)] == 1 else "matters.named_again"
            found.append(words.both(key, name=kind, matter=name, number=number))
    return found


def called(provision: Provision, facts: Facts) -> list[Both]:
    """What each entry of the list is called that a claim with these `facts` is about; none where there is no list."""
    if provision.each is None or not isinstance(entries := facts.get(provision.each), list):
        return []
    return names(provision, provision.fact(provision.each), entries)


@dataclass(frozen=True, slots=True)
class Entitled:
    """What a claim is called, and in one line the matters that it names (None: none, or its title names it)."""

    title: Both
    listed: Both | None


def entitled(policy: Policy, claims: Sequence[Mapping[str, Any]]) -> dict[str, Entitled]:
    """What the claims of an application (contract form) are called, by their ids."""
    claimed = [(policy.provision(claim["provision"]), claim.get("facts") or {}) for claim in claims]
    several = Counter(p.id for p, _ in claimed)
    in_title = [several[p.id] > 1 and p.each is None for p, _ in claimed]
    named = zip(claims, titles(claimed), claimed, in_title, strict=True)
    return {claim["id"]: Entitled(title, None if own else listed(*of)) for claim, title, of, own in named}


def titles(claimed: Sequence[Claimed]) -> list[Both]:
    """What each claim of an application is called: its provision; of several under one provision, each with the matter
    that it is about or, where it names none of its own, its number among them."""
    if len({p.id for p, _ in claimed}) == len(claimed):
        return [both(p.title) for p, _ in claimed]
    several, same = Counter(p.id for p, _ in claimed), Counter[tuple[str, str]]()
    own = [_own(p, facts) if several[p.id] > 1 else None for p, facts in claimed]
    same.update((p.id, identity(name)) for (p, _), name in zip(claimed, own, strict=True) if name is not None)
    so_far, found = Counter[str](), []
    for (p, _), name in zip(claimed, own, strict=True):
        so_far[p.id] += 1
        if several[p.id] == 1:
            found.append(both(p.title))
        elif name is None or p.matter is None:
            found.append(words.both("matters.claim_numbered", title=both(p.title), number=so_far[p.id]))
        else:
            key = "matters.claim_named" if same[p.id, identity(name)] == 1 else "matters.claim_named_again"
            values = {"name": both(p.matter.label), "matter": shown(name), "number": so_far[p.id]}
            found.append(words.both(key, title=both(p.title), **values))
    return found


def listed(provision: Provision, facts: Facts) -> Both | None:
    """The matters that a claim names, in one line beside its title; None where it names none."""
    matter = provision.matter
    if matter is None:
        return None
    entries = facts.get(provision.each) if provision.each else [facts]
    stated = [matter.written(entry) for entry in entries or () if isinstance(entry, Mapping)]
    return in_one_line(provision, [name for name in stated if name is not None])


def in_one_line(provision: Provision, names: Sequence[str]) -> Both | None:
    """Matters of a provision by these names, each once; None where there is none."""
    matter, named = provision.matter, dict[str, str]()
    for name in names:
        named.setdefault(identity(name), shown(name))
    if matter is None or not named:
        return None
    values = {"name": both(matter.label), "matters": joined(list(named.values())[:MOST_LISTED]), "count": len(named)}
    return words.both("matters.listed_more" if len(named) > MOST_LISTED else "matters.listed", **values)


def joined(names: Sequence[str]) -> Both:
    """Names one after the other, in both languages."""
    return {lang: words.text("matters.stop", lang).join(names) for lang in words.LANGUAGES}


def _own(provision: Provision, facts: Facts) -> str | None:
    """The matter that a claim without a list is about, as it was written."""
    return provision.matter.written(facts) if provision.matter is not None and provision.each is None else None


def identifying(provision: Provision | None) -> tuple[Fact, ...]:
    """The facts by which the matter of a provision is told from others."""
    if provision is None or provision.matter is None:
        return ()
    return tuple(provision.fact(join(provision.each or "", path)) for path in provision.matter.by)


def unnamed(provision: Provision, facts: Facts) -> Iterator[Unnamed]:
    """Every matter of a claim with these `facts` that is not named, in order."""
    matter, asked = provision.matter, identifying(provision)
    if matter is None:
        return
    inner = [tuple(path.split(".")) for path in matter.by]
    if provision.each is None:
        if matter.written(dict(facts)) is None:
            yield Unnamed(tuple(inner), asked, None)
        return
    for position, name in enumerate(called(provision, facts)):
        entry = facts[provision.each][position]
        if isinstance(entry, dict) and matter.written(entry) is None:
            yield Unnamed(tuple((provision.each, position, *p) for p in inner), asked, name)


def to_submit(policy: Policy, claims: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Unnamed]]:
    """What is missing to submit these claims (contract form): the claim's position, and what of it is not named."""
    for position, claim in enumerate(claims):
        for missing in unnamed(policy.provision(claim["provision"]), claim.get("facts") or {}):
            yield position, missing


def needed(facts: Sequence[Fact]) -> Both:
    """That one of these facts is needed to submit, as the end of a sentence."""
    labels = [both(fact.label) for fact in facts]
    if len(labels) == 1:
        return words.both("matters.needed", label=labels[0])
    return words.both("matters.needed_any", labels=words.joined("results.list_comma", labels))
