"""What is calculated of an application: what it states, with what officials have decided on points in its place, and
what its company was awarded before. The budget, the list of claims, a claim's page and an export all take it from here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from engine.policy.pack import Policy
from engine.registry import matters, past, points, records
from engine.registry.access import Credential, reading
from engine.registry.database import Database
from engine.registry.points import Point
from engine.registry.statements import APPLICANT, named_in
from engine.registry.stored import Json, Stored
from engine.registry.wording import label, written
from engine.text import words
from engine.text.phrases import Both, day_text
from engine.values.strict_json import copied
from engine.values.windows import CHINA


@dataclass(frozen=True, slots=True)
class Decided:
    """One fact that an official's decision put in place of what an application states: of which point (`kind`, `key`),
    its `value` (as `statements` keep it; None: nothing is stated), whose application it is from, and on which day. Of a
    matter (as the application calls it, `named`; no `fact`) it is decided whose entry counts: not the application's."""

    kind: str
    key: str
    fact: str
    value: str | None
    by: str
    day: date
    named: str = ""

    def text(self, policy: Policy) -> Both:
        """In a sentence, in both languages."""
        if self.kind in matters.KINDS:
            return words.both("points.counted_elsewhere", named=self.named, by=self.by, day=day_text(self.day))
        said = {"label": label(policy, self.kind, self.fact), "by": self.by, "day": day_text(self.day)}
        if self.value is None:
            return words.both("points.counted_blank", **said)
        return words.both("points.counted_by", value=written(policy, self.kind, self.fact, self.value), **said)


@dataclass(frozen=True, slots=True)
class Counted:
    """An application as it is calculated: its `content`, with the `history` of its company, and what was `decided` in
    place of what it states."""

    content: Json
    decided: tuple[Decided, ...] = ()

    def of_claim(self, policy: Policy, key: str) -> tuple[Decided, ...]:
        """What was decided that concerns one of its claims (by its key)."""
        one = {**self.content, "claims": [c for c in self.content["claims"] if c["id"] == key]}
        return tuple(d for d in self.decided if d.kind == APPLICANT or any(named_in(policy, one, d.kind, d.key)))


def counted(
    database: Database, credential: Credential, policy: Policy, applications: Iterable[Stored]
) -> dict[str, Counted]:
    """Each of the applications as it is calculated, by its id."""
    with reading(database, credential) as session:
        return counted_in(session, policy, {one.id: one.content for one in applications})


def counted_in(session: Session, policy: Policy, contents: Mapping[str, Json]) -> dict[str, Counted]:
    """The same for whoever has asked already, and for contents (by the ids of the applications) as they are kept."""
    history = past.of_kept(session, policy, contents)
    contents = {id: past.with_history(content, history.get(id, ())) for id, content in contents.items()}
    found = points.decided(session, policy, contents)
    if not found:
        return {id: Counted(content) for id, content in contents.items()}
    chosen = {point.chosen.application for point in found if point.chosen}
    others = records.by_ids(session, chosen - contents.keys())
    all_ = {row.id: json.loads(row.content) for row in others} | {id: copied(c) for id, c in contents.items()}
    apply_decisions(policy, found, all_)
    return {id: Counted(all_[id], tuple(_decided(found, id))) for id in contents}


def apply_decisions(policy: Policy, found: Iterable[Point], contents: Mapping[str, Json]) -> None:
    """Put what an official has decided into the contents of the applications (by their ids) that state otherwise."""
    for point in found:
        chosen = point.chosen
        if chosen is None or chosen.application not in contents:
            continue
        if point.kind in matters.KINDS:
            _leave_to_chosen(policy, point, contents)
            continue
        truth = next(named_in(policy, contents[chosen.application], point.kind, point.key), {})
        for party in point.parties:
            if not party.is_settled or party.is_chosen or party.application not in contents:
                continue
            for place in named_in(policy, contents[party.application], point.kind, point.key):
                for fact in point.facts:
                    if fact in truth:
                        place[fact] = truth[fact]
                    else:
                        place.pop(fact, None)


def _leave_to_chosen(policy: Policy, point: Point, contents: Mapping[str, Json]) -> None:
    """A matter counts in the applications that were chosen, and in none of the others that were known then."""
    for party in point.parties:
        if party.is_settled and not party.is_chosen and party.application in contents:
            content = contents[party.application]
            named = [one for one in matters.named(policy, content) if point.key in one.keys]
            left = [{"provision": one.provision, "matter": one.name} for one in named]
            content["not_counted"] = [*content.get("not_counted", ()), *left]


def _decided(found: Collection[Point], application: str) -> Iterable[Decided]:
    for point in found:
        chosen = point.chosen
        own = next((p for p in point.parties if p.application == application and p.is_settled), None)
        if chosen is None or own is None or own.is_chosen or point.at is None:
            continue
        by, day = chosen.name or chosen.applicant, point.at.astimezone(CHINA).date()
        if point.kind in matters.KINDS:
            by = "”“".join(party.name or party.applicant for party in point.counting)
            yield Decided(point.kind, point.key, "", None, by, day, point.named)
            continue
        for fact in point.facts:
            if own.states.get(fact) != chosen.states.get(fact):
                yield Decided(point.kind, point.key, fact, chosen.states.get(fact), by, day)
