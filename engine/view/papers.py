"""What to prepare: the papers that the claims of one application need, by matter, each once.

They come from the policy (`engine.policy.papers`) and are those of what was answered; the guideline of the year puts
its own in their place, adds some and waives others. Nothing is asked for what was answered 否, nor for an entry that
does not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.application.model import unclear
from engine.policy.guideline import Paper, parts_about
from engine.policy.pack import Policy
from engine.policy.papers import UsualPaper
from engine.policy.provision import Provision
from engine.policy.years import guideline_of
from engine.text import words
from engine.text.phrases import Both, both
from engine.view.filing import called

Json = Mapping[str, Any]
BETWEEN = "|"
"""Stands between the parts of a key: the paper, the claim, what the entry is called."""


@dataclass(frozen=True)
class Wanted:
    """One paper: its `key`, by which it stays ticked; what it is called, who issues it (None: nobody says), how many
    days that takes and whether these are working days; for which matters it is (the claims by id, and what they are
    called); for which entry of a matter, by its name and its position (None: all of it); the words of the guideline
    that asks for it ("": it is a usual one)."""

    key: str
    name: Both
    issuer: Both | None
    days: tuple[int, bool] | None = None
    claims: tuple[str, ...] = ()
    titles: tuple[Both, ...] = ()
    entry: Both | None = None
    item: int | None = None
    quote: str = ""

    def is_for(self, matters: Collection[tuple[str, int | None]]) -> bool:
        """Whether any of these matters needs it (claims by id, each with the position of an entry)."""
        return any(claim in self.claims and self.item in (None, item) for claim, item in matters)

    def called(self, lang: str) -> str:
        """Its name, with the entry that it is of."""
        if self.entry is None:
            return self.name[lang]
        return words.text("papers.of_entry", lang, paper=self.name, entry=self.entry)

    def from_whom(self, lang: str) -> str:
        """Who issues it, and how long that takes; "" where nobody says."""
        said = [] if self.issuer is None else [self.issuer[lang]]
        if self.days is not None:
            days, are_working = self.days
            said.append(words.text(f"papers.takes_{'working' if are_working else 'calendar'}", lang, days=days))
        return words.text("papers.comma", lang).join(said)


@dataclass(frozen=True)
class Group:
    """The papers of one matter: its `claim` and `article`, or None for those that do for several."""

    claim: str | None
    article: int | None
    title: Both
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True)
class Checklist:
    """All that is to be prepared, and what such a list is worth."""

    groups: tuple[Group, ...]
    note: Both

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """Every paper."""
        return tuple(one for group in self.groups for one in group.wanted)

    def line(self, one: Wanted, lang: str) -> str:
        """A paper in a line: its name, the guideline that asks for it, who issues it, and for which matters it does,
        where it is not for all."""
        said = [one.called(lang)]
        if one.quote:
            said.append(words.text("papers.of_guideline", lang))
        if from_whom := one.from_whom(lang):
            said.append(from_whom)
        if 1 < len(one.claims) < max(len(other.claims) for other in self.wanted):
            titles = words.text("results.list_comma", lang).join(title[lang] for title in one.titles)
            said.append(words.text("papers.of_matters", lang, titles=titles))
        return words.text("papers.between", lang).join(said)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all of them."""
        return frozenset(one.key for one in self.wanted)


def renamed(key: str, ids: Mapping[str, str]) -> str:
    """A key in which the claim has another id, as `ids` say."""
    paper, *rest = key.split(BETWEEN, 2)
    return BETWEEN.join([paper, ids.get(rest[0], rest[0]), *rest[1:]]) if rest else key


def checklist(policy: Policy, application: Json, assessment: Json, year: int) -> Checklist:
    """The papers of the claims of an assessed `application` that have a chance, in a `year`."""
    readings = assessment["readings"]
    facts = {claim["id"]: claim.get("facts") or {} for claim in application.get("claims") or ()}
    chances = [
        (claim, policy.provision(claim["provision"]).under(readings), facts.get(claim["id"], {}))
        for claim in assessment["claims"]
        if claim["status"] != "ineligible"
    ]
    if not chances:
        return Checklist((), _note(policy, year))
    found, applicant = _Found(policy, year), application.get("applicant") or {}
    for paper in policy.papers.papers:
        if paper.base or any(_wants(applicant.get(name)) for name in paper.of_applicant):
            for claim, provision, _ in chances:
                found.add(paper, claim, provision, None, shared=True)
        for claim, provision, stated in chances:
            for item in _entries(paper, claim, provision, stated):
                found.add(paper, claim, provision, item, shared=paper.once)
    for claim, provision, _ in chances:
        found.add_those_of_the_guideline(claim, provision)
    return Checklist(tuple(found.groups(chances)), _note(policy, year))


def _note(policy: Policy, year: int) -> Both:
    said = policy.papers.unwritten
    if guideline_of(policy, year) is not None:
        return words.both("papers.by_guideline", year=year)
    return words.both("papers.usual") if said is None else words.both("papers.usual_as", said=both(said))


class _Found:
    """The papers that were found, in their order; one that is found twice is for both."""

    def __init__(self, policy: Policy, year: int) -> None:
        self.policy, self.guideline = policy, guideline_of(policy, year)
        self.everybodys = {paper.id for paper in policy.papers.papers if paper.base or paper.of_applicant}
        self.wanted: dict[str, Wanted] = {}
        self.shared: set[str] = set()

    def add(self, paper: UsualPaper, claim: Json, provision: Provision, item: int | None, *, shared: bool) -> None:
        """A usual paper, as the guideline has it, unless that waives it."""
        ours = [] if self.guideline is None else parts_about(self.guideline.papers, provision.id)
        theirs = next((one for one in ours if paper.id in one.replaces), None)
        if theirs is not None and not theirs.needed:
            return
        name = paper.id if theirs is None else theirs.replaces[0]
        named = [] if item is None else [claim["entries"][item]["zh"]]
        key = name if shared else BETWEEN.join([name, claim["id"], *named])
        issuer = None if paper.issued_by is None else both(paper.issued_by)
        usual = Wanted("", both(paper.name), issuer)
        self._put(key, usual if theirs is None else self._of(theirs), claim, item, shared=shared)

    def add_those_of_the_guideline(self, claim: Json, provision: Provision) -> None:
        """What the guideline asks for beside, of a matter; the same paper once for all."""
        for paper in [] if self.guideline is None else parts_about(self.guideline.papers, provision.id):
            if paper.needed and not self._has(paper, claim):
                wanted = self._of(paper)
                key = paper.replaces[0] if paper.replaces else wanted.name["zh"].replace(BETWEEN, " ")
                self._put(key, wanted, claim, None, shared=True)

    def _has(self, paper: Paper, claim: Json) -> bool:
        """Whether a paper of the guideline stands there already for this claim."""
        return any(
            key.split(BETWEEN)[0] in paper.replaces[:1] and claim["id"] in one.claims
            for key, one in self.wanted.items()
        )

    def _of(self, paper: Paper) -> Wanted:
        name, issuer = called(self.policy, paper)
        return Wanted("", name, issuer, paper.days, quote=paper.quote)

    def _put(self, key: str, made: Wanted, claim: Json, item: int | None, *, shared: bool) -> None:
        entry = None if item is None else claim["entries"][item]
        there = self.wanted.get(key) or replace(made, key=key, entry=entry, item=item)
        if claim["id"] not in there.claims:
            there = replace(there, claims=(*there.claims, claim["id"]), titles=(*there.titles, dict(claim["title"])))
        self.wanted[key] = there
        if shared:
            self.shared.add(key)

    def groups(self, chances: Sequence[tuple[Json, Provision, Json]]) -> Iterator[Group]:
        """By matter: first what does for several, then what each needs by itself."""
        for_all = {key for key in self.shared if len(self.wanted[key].claims) > 1 or key in self.everybodys}
        common = tuple(one for key, one in self.wanted.items() if key in for_all)
        if common:
            yield Group(None, None, words.both("papers.common"), common)
        for claim, provision, _ in chances:
            own = [one for key, one in self.wanted.items() if key not in for_all and claim["id"] in one.claims]
            own.sort(key=lambda one: _first(one.item))
            if own:
                yield Group(claim["id"], provision.article, dict(claim["title"]), tuple(own))


def _entries(paper: UsualPaper, claim: Json, provision: Provision, stated: Json) -> list[int | None]:
    """For which entries (by position) of a claim a paper is needed (None: for the claim as a whole), in their order."""
    found: dict[int | None, None] = {}
    for path in paper.of_matter(provision):
        if not path:
            found[None] = None
        elif path in {fact.path for fact in provision.facts}:
            found |= dict.fromkeys(_answered(stated, path.split("."), provision.each))
    out, count = _not_counted(claim), len(claim.get("entries") or ())
    return [n for n in sorted(found, key=_first) if n not in out and (n is None or n < count)]


def _first(n: int | None) -> int:
    return -1 if n is None else n


def _not_counted(claim: Json) -> set[int]:
    """The entries of a claim that do not count."""
    return {
        step["item"]
        for step in claim["steps"]
        if "item" in step and (step["kind"] == "drop" or step.get("state") == "failed")
    }


def _answered(stated: Any, path: Sequence[str], each: str | None) -> Iterator[int | None]:
    """The entries (of the list `each`; None: not of one) in which something is stated at a path that wants a paper."""
    if each is not None and path[0] == each:
        entries = stated.get(each) if isinstance(stated, Mapping) else None
        for n, entry in enumerate(entries if isinstance(entries, list) else ()):
            if len(path) == 1 or any(_wants(value) for value in _values(entry, path[1:])):
                yield n
    elif any(_wants(value) for value in _values(stated, path)):
        yield None


def _values(stated: Any, path: Sequence[str]) -> Iterator[Any]:
    if isinstance(stated, list):
        for entry in stated:
            yield from _values(entry, path)
    elif not path:
        yield stated
    elif isinstance(stated, Mapping):
        yield from _values(stated.get(path[0]), path[1:])


def _wants(value: Any) -> bool:
    """Whether an answer is there, and says neither no nor nothing."""
    if isinstance(value, str):
        try:
            return bool(value) and Decimal(value) != 0
        except InvalidOperation:
            return True
    if isinstance(value, Mapping):
        return unclear(value) is not None or any(_wants(inner) for inner in value.values())
    return bool(value)
