"""An application in the form of the contract, read strictly: everything in it that cannot be accepted is named.

An absent or null answer is unknown and simply not there: neither zero nor no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Any, Literal

from engine.application import invented
from engine.application.contract import OF_A_MATTER, OF_EVERY_AWARD, Vocabulary
from engine.application.matters import titles
from engine.application.model import (
    MOST_ENTRIES,
    Application,
    Award,
    Claim,
    Facts,
    Unclear,
    entries_in,
    places,
    projects_of,
    unclear_for_all,
)
from engine.policy.facts import Fact, form_of
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.years import in_year
from engine.steps.cap import Cap
from engine.steps.language import ByReading, Under, holds, readings_in
from engine.steps.measure import Minus
from engine.steps.once import Once
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.grouping import grouped
from engine.values.money import WHOLE
from engine.values.names import identity
from engine.values.refusal import Refusals, join, refuse, shown

APPLICANT = "applicant"
Applies = Literal["now", "ever"]
"""Where a stated fact has to apply: under the readings in force, or under some."""


def read_application(
    policy: Policy,
    raw: object,
    path: str = "",
    *,
    applies: Applies | None = "now",
    readings: Mapping[str, str] | None = None,
    place: Callable[[str], str] | None = None,
) -> Application:
    """The application in `raw` (contract form), or Refused naming every field that cannot be accepted.

    A fact that is stated applies, or is refused: under the readings in force (those of `raw`, unless `readings` are
    given), or at least under some (`ever`). None: what is kept already, which another reading may make nothing of, is
    never refused for that. `place`: how people know the place of a path of it (a cell); else claims are named by their
    titles.
    """
    reader = _Reader(policy, applies, readings, place)
    application = reader.application(raw, path)
    reader.refusals.raise_if_any()
    assert application is not None
    return application


def read_applicant(policy: Policy, raw: Mapping[str, Any]) -> Facts:
    """The facts of the applicant of an application, without what cannot be accepted of them."""
    return policy.derived(Vocabulary).application.part(raw, "", Refusals(), "applicant") or {}


def read_readings(policy: Policy, raw: Mapping[str, Any], path: str, refusals: Refusals) -> dict[str, str]:
    """Every reading in force: the defaults, and over them those that `raw` (an application, a run, a scenario) says."""
    vocabulary = policy.derived(Vocabulary)
    return vocabulary.readings | (vocabulary.application.part(raw, path, refusals, "readings") or {})


def _related(policy: Policy) -> dict[str, tuple[list[Fact], dict[tuple[str, str], list[Minus]]]]:
    """Which amounts of a provision cannot exceed one another, where it states any: parts at most as large as a whole,
    and what a whole (by where it stands, and its name) is reduced by."""
    found = {}
    for p in policy.provisions:
        parts = [f for f in p.facts if f.at_most is not None]
        minuses = {(join(p.each or "", m.sum), m.of): m.minus for m in p.measures if m.minus}
        if parts or minuses:
            found[p.id] = parts, minuses
    return found


@dataclass
class _Reader:
    """Reads one input and gathers what is wrong with it."""

    policy: Policy
    applies: Applies | None
    in_force: Mapping[str, str] | None
    place: Callable[[str], str] | None

    def __post_init__(self) -> None:
        self.known, self.related = self.policy.derived(Vocabulary), self.policy.derived(_related)
        self.refusals = Refusals()

    def application(self, raw: object, path: str) -> Application | None:
        known, refusals = self.known.application, self.refusals
        if not isinstance(raw, dict):
            refuse(path, "application.not_an_object", given=shown(raw))
        known.names(raw, path, refusals)
        part = partial(known.part, raw, path, refusals)
        day = part("application_date")
        if day is not None:
            self.policy = in_year(self.policy, day.year)
        applicant = part("applicant") or {}
        readings = read_readings(self.policy, raw, path, refusals)
        claims = self.claims(raw.get("claims"), join(path, "claims"), self.in_force or readings)
        awarded, quota = part("already_awarded") or {}, part("quota_used") or {}
        history = self.history(raw.get("history"), join(path, "history"), day)
        elsewhere = part("not_counted") or ()
        part(invented.INVENTED)
        unclear = self.unclear_at(join(path, "applicant"))
        in_force = self.in_force or readings
        self.apply_readings(APPLICANT, applicant, unclear, join(path, "applicant"), in_force)
        if day is None:
            return None
        self.projects(claims, join(path, "claims"))
        _had_by_applicant(claims, dict(in_force))
        matters = frozenset((x["provision"], identity(x["matter"])) for x in elsewhere if len(x) == len(OF_A_MATTER))
        is_invented = invented.application(self.policy, raw)
        return Application(day, applicant, claims, readings, awarded, quota, is_invented, history, matters, unclear)

    def history(self, raw: object, path: str, day: date | None) -> tuple[Award, ...]:
        """What the applicant was awarded before its application of this day."""
        awards = []
        for place, award in self.known.history.if_any(raw, path, self.refusals):
            year, amount, paid = (award.get(name) for name in ("year", "amount", "paid"))
            if day is not None and year is not None and year > day.year:
                self.refusals.add(f"{place}.year", "application.award_later", given=year, year=day.year)
            if amount is not None and paid is not None and paid > amount:
                self.refusals.add(f"{place}.paid", "application.paid_above_amount")
            if award.keys() >= OF_EVERY_AWARD:
                awards.append(Award(**award))
        return tuple(awards)

    def unclear_at(self, path: str) -> dict[str, Unclear]:
        """What of the facts at `path` is no answer, by its path in them."""
        found = self.refusals.unclear
        if not found:
            return {}
        return {place.removeprefix(f"{path}."): x for place, x in found.items() if place.startswith(f"{path}.")}

    def claims(self, raw: object, path: str, readings: Mapping[str, str]) -> list[Claim]:
        known, refusals = self.known, self.refusals
        if isinstance(raw, list) and (there := entries_in(raw)) > MOST_ENTRIES:
            refusals.add(path, "application.too_many", count=there, most=MOST_ENTRIES)
            return []
        claims, seen = [], set()
        for place, entry in known.claims.if_any(raw, path, refusals):
            known.claim.names(entry, place, refusals)
            claim_id = known.claim.part(entry, place, refusals, "id")
            if claim_id is None:
                continue
            if claim_id in seen:
                refusals.add(f"{place}.id", "application.same_id", given=shown(claim_id))
                continue
            seen.add(claim_id)
            provision_id = known.claim.part(entry, place, refusals, "provision")
            if provision_id is None:
                continue
            place, beside = f"{place}.facts", known.beside[provision_id]
            given = entry.get("facts")
            if isinstance(given, dict) and not beside.isdisjoint(given):  # after its own facts
                given = dict(sorted(given.items(), key=lambda fact: fact[0] in beside))
            read = known.facts[provision_id].read
            facts = {} if given is None else refusals.attempt(read, given, place, refusals)
            if facts is None:
                continue
            provision = self.policy.provision(provision_id)
            own, unread = facts, self.unclear_at(place)
            if not beside.isdisjoint(given or ()):
                own = {name: value for name, value in facts.items() if name not in beside}
                unread = {at: x for at, x in unread.items() if at.partition(".")[0] not in beside}
            self.apply(provision, facts, unread, place, readings)
            self.relations(provision, own, place)
            claims.append(Claim(claim_id, provision.under(readings), own, unread))
        return claims

    def apply(
        self, p: Provision, facts: Facts, unread: dict[str, Unclear], path: str, readings: Mapping[str, str]
    ) -> None:
        """Refuse what is stated and does not apply; what is not clear of it is forgotten."""
        self.apply_readings(p.id, facts, unread, path, readings)
        applicable = self.policy.derived(Applicable)
        idle = applicable.idle(p, readings)
        refused = set() if not self.applies else idle if self.applies == "now" else applicable.idle(p, None)
        if not self.refusals.unclear and idle.isdisjoint(facts) and refused.isdisjoint(facts):
            return
        for name in sorted(idle | refused):
            is_unclear = self.forget(f"{path}.{name}", unread, path)
            if name in refused and (is_unclear or is_stated(facts.get(name))):
                key = "not_deducted" if name in applicable.deducted else "not_applicable"
                known = form_of(self.policy.common).facts | p.form().facts
                label, title = both(known[name].label), both(p.title)
                self.refusals.add(f"{path}.{name}", f"application.{key}", label=label, title=title)

    def forget(self, at: str, unread: dict[str, Unclear], path: str) -> bool:
        """Forget what is not clear at or in a place, of the facts at `path`; whether there was anything."""
        found = [where for where in self.refusals.unclear if f"{where}.".startswith(f"{at}.")]
        for where in found:
            unread.pop(where.removeprefix(f"{path}."), None)
        return bool(found)

    def apply_readings(
        self, of: str, facts: Facts, unread: dict[str, Unclear], path: str, readings: Mapping[str, str]
    ) -> None:
        """The same of what is asked under other readings alone, of a provision or the applicant."""
        for fact, head in self.policy.derived(Applicable).under_others(of, readings):
            if not self.refusals.unclear and head not in facts:
                continue
            for place, where in places(facts, fact.parent, path):
                at = f"{where}.{fact.name}"
                is_unclear = self.forget(at, unread, path)
                if self.applies == "now" and fact.under and (is_unclear or is_stated(place.get(fact.name))):
                    reading = self.policy.reading(fact.under.reading)
                    labels = (both(c.label) for c in reading.choices if c.id in fact.under.choices)
                    values = {"question": both(reading.question), "choices": words.joined("results.list_or", labels)}
                    self.refusals.add(at, "application.other_reading", label=both(fact.label), **values)

    def relations(self, provision: Provision, facts: Facts, path: str) -> None:
        """Amounts that cannot exceed one another: a part and its whole."""
        related = self.related.get(provision.id)
        if related is None:
            return
        parts, minuses = related
        for fact in parts:
            for place, where in places(facts, fact.parent, path):
                part, whole = place.get(fact.name), place.get(fact.at_most or "")
                if part is not None and whole is not None and part > whole:
                    assert fact.at_most_fails is not None
                    self.refusals.errors.append({"path": f"{where}.{fact.name}", "message": both(fact.at_most_fails)})
        for (parent, whole_name), minus in minuses.items():
            for place, where in places(facts, parent, path):
                whole = place.get(whole_name)
                if whole is None:
                    continue
                # A stated whole cannot hold more government money than there is; a sub-fund's unknown share is
                # taken as nothing here and as everything in the calculation.
                taken = sum(place.get(m.fact, 0) * (place.get(m.times, 0) if m.times else WHOLE) for m in minus)
                for m in minus:
                    if place.get(m.fact, 0) > whole or taken > whole * WHOLE:
                        names = {"part": f"{parent}.{m.fact}", "whole": f"{parent}.{whole_name}"}
                        labels = {name: both(provision.fact(at).label) for name, at in names.items()}
                        self.refusals.add(f"{where}.{m.fact}", "application.part_above_whole", **labels)
                        break

    def projects(self, claims: list[Claim], path: str) -> None:
        """Claims that name the same project must state the same figures; what one of them states holds for all, and so
        does how the first one writes its name."""
        stated: dict[str, tuple[int, str, Facts]] = {}
        named = [(i, of, of.key) for i, claim in enumerate(claims) for of in projects_of(claim) if of.key is not None]
        for i, project, key in named:
            first, where, before = stated.setdefault(key, (i, project.where, dict(project.facts)))
            for fact, value in project.facts.items():
                if fact != project.named_by and before.setdefault(fact, value) != value:
                    called: str | Both = titles([(claim.provision, claim.facts) for claim in claims])[first]
                    if self.place is not None:
                        called = self.place(f"{path}.{first}.facts.{where}")
                    at = f"{path}.{i}.facts.{project.where}.{fact}"
                    self.refusals.add(at, "application.project_differs", project=shown(project.name), other=called)
        for _, project, key in named:
            project.facts.update(stated[key][2])
        unclear_for_all(claims)


def _had_by_applicant(claims: list[Claim], readings: dict[str, str]) -> None:
    """What one of several claims under a provision says that its applicant had of a cap before holds for all of them,
    the largest where they say different amounts; what is not clear in one is not in any."""
    for own in grouped((claim.provision.id, claim) for claim in claims).values():
        for name in own[0].provision.had_by_applicant(readings) if len(own) > 1 else ():
            most = max(claim.facts.get(name, 0) for claim in own)
            unread = next((claim.unclear[name] for claim in own if name in claim.unclear), None)
            for claim in own:
                if unread is not None:
                    claim.unclear.setdefault(name, unread)
                elif most:
                    claim.facts[name] = most


class Applicable:
    """Which of the facts that may be stated for every provision mean something under which."""

    def __init__(self, policy: Policy) -> None:
        self._common = set(form_of(policy.common).facts)
        self.deducted = {name for p in policy.provisions for name in p.deducted()}
        """The facts with what was had before."""
        # A reward that does not hang on a project's investment is not limited by it, and so by its figures.
        self.limiting = {of.group for p in policy.provisions for of in p.projects.values()}
        # A project's figures may be stated of whatever is claimed, and what was had before is refused where nothing
        # takes it off.
        self._by_reading = {
            of: tuple(f for f in facts if f.under is not None and f.path.partition(".")[0] not in self.limiting)
            for of, facts in {APPLICANT: policy.applicant, **{p.id: p.facts for p in policy.provisions}}.items()
        }
        self._never = {p.id: self._common - set(p.form().facts) - self.limiting for p in policy.provisions}
        by = {p.id: sorted({x.reading for x in _by_reading(p)}) for p in policy.provisions}
        self._by = {of: itemgetter(*names) if names else None for of, names in by.items()}
        self._idle: dict[tuple[str, Any], set[str]] = {}
        self._others: dict[tuple[str, Any], list[tuple[Fact, str]]] = {}
        of_facts = {of: sorted({f.under.reading for f in facts if f.under}) for of, facts in self._by_reading.items()}
        self._asked_by = {of: itemgetter(*names) if names else None for of, names in of_facts.items()}

    def idle(self, p: Provision, readings: Mapping[str, str] | None) -> set[str]:
        """The facts of a claim of which nothing is made: under these readings, or (None) under any."""
        never = self._never[p.id]
        if readings is None:
            return never
        chosen = self._by[p.id]
        key = (p.id, None if chosen is None else chosen(readings))
        if key not in self._idle:
            self._idle[key] = never | (p.deducted() - p.under(readings).deducted(readings))
        return self._idle[key]

    def under_others(self, of: str, readings: Mapping[str, str]) -> list[tuple[Fact, str]]:
        """The facts of a provision, by its id, or of the `APPLICANT` that are asked under other readings than these,
        each with the first name in its path."""
        chosen = self._asked_by[of]
        if chosen is None:
            return []
        key = (of, chosen(readings))
        if key not in self._others:
            others = [f for f in self._by_reading[of] if not holds(f, readings) and f.path not in self.deducted]
            self._others[key] = [(f, f.path.partition(".")[0]) for f in others]
        return self._others[key]


def _by_reading(p: Provision) -> Iterator[ByReading | Under]:
    """What of the limits that something is deducted from hangs on readings."""
    values = [x for cap in p.of_kind(Cap) for x in (cap.less, cap.per)] + [once.per for once in p.of_kind(Once)]
    yield from (value for value in values if isinstance(value, ByReading))
    yield from readings_in(p)


def is_stated(value: Any) -> bool:
    """Whether an answer (as parsed) says that there is something: not 0, no, or an empty group."""
    if isinstance(value, Mapping):
        return any(map(is_stated, value.values()))
    return bool(value)
