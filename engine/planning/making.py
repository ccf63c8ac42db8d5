"""The application of one day of a plan: some matters of a company, with what the plan claims before as history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from engine.application.model import Application, Award, Claim, Facts, Unclear, projects_of
from engine.assessment.history import known_of
from engine.planning.units import Unit, Units, copied, entries_of, put
from engine.policy.facts import Fact
from engine.steps.cap import Cap
from engine.steps.language import resolve
from engine.steps.once import Once
from engine.steps.years import Years
from engine.values.money import exact_decimal

Json = dict[str, Any]
Answers = dict[str, Any]
"""Answers of a claim by their path in its facts, as they are read; None takes one away."""


@dataclass(frozen=True, slots=True)
class Part:
    """A claim of an application of the plan: the entries of it that are claimed (their positions; None: it has none),
    and the answers that are others then."""

    claim: int
    items: tuple[int, ...] | None
    answers: Answers = field(hash=False)


class Making:
    """Makes the applications of a plan for one company."""

    def __init__(self, units: Units) -> None:
        self.units, self.base = units, units.application

    def parts(
        self,
        day: date,
        units: Iterable[Unit],
        planned: Sequence[Award],
        away: frozenset[int] = frozenset(),
        whole: frozenset[int] = frozenset(),
    ) -> list[Part]:
        """What is claimed on a day, after what the plan has claimed before; what is `away` (by number), and the `whole`
        claims that are, under another policy."""
        found = []
        for position, of_claim in entries_of(units).items():
            claim = self.base.claims[position]
            items = None if of_claim[0].item is None else tuple(u.item for u in of_claim if u.item is not None)
            answers = carried(self.base, claim, self._had[position], day, planned)
            if (offer := self.units.offers.get(position)) is not None and not offer.gone:
                answers[f"{offer.of.group}.{offer.of.choice}"] = offer.chosen(position in whole)
            for place, unit in enumerate(of_claim):
                if unit.offer is not None and not unit.offer.gone:
                    of, each = unit.offer.of, claim.provision.each
                    where = "" if unit.item is None else f"{each}.{place}."
                    answers[f"{where}{of.group}.{of.choice}"] = unit.offer.chosen(unit.number in away)
            found.append(Part(position, items, answers))
        return found

    def application(self, day: date, parts: Sequence[Part], planned: Sequence[Award]) -> Application:
        """The application, as it is read."""
        claims = [_part(self.base.claims[part.claim], part) for part in parts]
        return replace(self.base, day=day, claims=claims, history=(*self.base.history, *planned))

    def written(self, raw: Json, day: date, parts: Sequence[Part], planned: Sequence[Award]) -> Json:
        """The application as `assess` takes it; `raw`: the company's, in which every claim stands."""
        claims = [self._written_claim(raw["claims"][part.claim], part) for part in parts]
        found = {name: copied(value) for name, value in raw.items() if name not in ("claims", "history")}
        found |= {"application_date": day.isoformat(), "claims": claims}
        if history := [*copied(raw.get("history") or []), *map(_award, planned)]:
            found["history"] = history
        return found

    def _written_claim(self, raw: Json, part: Part) -> Json:
        claim = self.base.claims[part.claim]
        p, facts = claim.provision, _told(self.base, claim, copied(raw.get("facts") or {}))
        if part.items is not None and p.each:
            facts[p.each] = [facts[p.each][n] for n in part.items]
        for path, value in (self._edits(part) | part.answers).items():
            put(facts, path, None if value is None else _written(p.fact(_bare(path)), value))
        return {"id": claim.id, "provision": p.id, "facts": facts}

    def _edits(self, part: Part) -> Answers:
        """What is otherwise in the claim than it was given: the names of its matters and projects, offers that are
        none."""
        each, found = self.base.claims[part.claim].provision.each, {}
        for item, path, name in self.units.edits[part.claim]:
            if item is None:
                found[path] = name
            elif part.items is not None and item in part.items:
                found[f"{each}.{part.items.index(item)}.{path}"] = name
        return found

    # -- what is had by then

    @cached_property
    def _had(self) -> list[Facts]:
        """The facts of each claim with what the history says in them on the first day."""
        found = []
        for claim in self.base.claims:
            facts = dict(claim.facts)
            facts |= {x.path: x.counts for x in known_of(self.base, claim) if "." not in x.path}
            found.append(facts)
        return found


def carried(base: Application, claim: Claim, stated: Facts, day: date, planned: Sequence[Award]) -> Answers:
    """The answers of a claim about what was had before, as they are on a later day: what is `stated` of the claim as a
    whole was so on the day of the application, and what is awarded in between (`planned`) comes on top."""
    found = Answers()
    p, year = claim.provision, base.day.year
    own = [award for award in planned if award.provision == p.id]
    is_later = day.year > year
    for step in p.steps:
        if isinstance(step, Cap) and (less := str(resolve(step.less, base.readings) or "")):
            had, per = stated.get(less), step.holds_for(base.readings)
            if per == "applicant_year":
                this_year = sum(award.amount for award in own if award.year == day.year)
                if is_later:
                    found[less] = this_year or None
                elif this_year and less not in claim.unclear:
                    found[less] = (had or 0) + this_year
            elif per == "applicant" and own and less not in claim.unclear:
                found[less] = (had or 0) + sum(award.amount for award in own)
            elif per == "platform_year" and is_later:
                found[less] = None  # what is stated was of the first year
        elif isinstance(step, Years) and (had := stated.get(name := step.counted(base.readings))) is not None:
            before = {a.year for a in base.history if a.provision == p.id and a.amount and not a.applicant}
            since = [of for of in {award.year for award in own} | before if year <= of < day.year]
            if name != step.since_first:
                found[name] = had + len(since)
            elif had or since:  # they run on from the first
                found[name] = had + day.year - year if had else day.year - min(since)
        elif isinstance(step, Once) and is_later and step.deducts(base.readings) and stated.get(step.awarded):
            found[step.awarded] = None
            if step.once in {fact.name for fact in p.children()}:
                found[step.once] = True
    return found


def _told(base: Application, claim: Claim, facts: Json) -> Json:
    """The facts of a claim (contract form) with what other claims state of its projects, and of what the applicant had
    of its cap before: that holds for it also on a day on which those are not claimed."""
    told = {f"{project.where}.{name}": x for project in projects_of(claim) for name, x in project.facts.items()}
    had = {name: claim.facts[name] for name in claim.provision.had_by_applicant(base.readings) if name in claim.facts}
    for path, value in told.items():
        if _at(facts, path) is None:
            put(facts, path, _written(claim.provision.fact(_bare(path)), value))
    return facts | {name: _written(claim.provision.fact(name), value) for name, value in had.items()}


def _part(claim: Claim, part: Part) -> Claim:
    """The claim with some of its entries, and with other answers."""
    p, unclear = claim.provision, claim.unclear
    facts = copied(claim.facts)
    if part.items is not None and p.each:
        facts[p.each] = [facts[p.each][n] for n in part.items]
        if unclear:
            unclear = _unclear(p.each, claim.unclear, part.items)
    for path, value in part.answers.items():
        put(facts, path, value)
        if value is None and path in unclear:
            unclear = {at: x for at, x in unclear.items() if at != path}
    return Claim(claim.id, p, facts, unclear)


def _unclear(each: str, unclear: dict[str, Unclear], items: tuple[int, ...]) -> dict[str, Unclear]:
    """What is not clear of a claim, where some of its entries are left."""
    places = {n: place for place, n in enumerate(items)}
    found = {}
    for path, x in unclear.items():
        head, _, rest = path.partition(".")
        number, _, inner = rest.partition(".")
        if head != each or not number.isdigit():
            found[path] = x
        elif int(number) in places:
            found[f"{each}.{places[int(number)]}.{inner}"] = x
    return found


def _at(facts: Any, path: str) -> Any:
    for name in path.split("."):
        facts = facts[int(name)] if isinstance(facts, list) else (facts or {}).get(name)
    return facts


def _bare(path: str) -> str:
    return ".".join(name for name in path.split(".") if not name.isdigit())


def _written(fact: Fact, value: Any) -> Any:
    """An answer as an application states it."""
    return str(exact_decimal(value)) if fact.type == "amount" else value


def _award(award: Award) -> Json:
    found: Json = {"provision": award.provision, "year": award.year, "amount": str(exact_decimal(award.amount))}
    found |= {name: text for name in ("matter", "project") if (text := getattr(award, name))}
    return found
