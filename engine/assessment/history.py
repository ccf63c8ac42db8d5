"""What the applicant was awarded before, in earlier years or earlier in this one: it fills the answers in before a
claim is evaluated, and where an answer says something else, that is a contradiction for whoever reads the assessment.

It comes off what is given once, so many years, the yearly caps (what was awarded in the same year), and the caps of a
platform or for good. What was approved uses all of that up, whether or not it was paid, or paid in full; a project has
had what was paid of it, where that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.application.model import Application, Award, Claim, Facts, places
from engine.assessment.answer import Contradiction
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.steps.cap import Cap
from engine.steps.language import resolve
from engine.steps.once import Once
from engine.steps.years import Years
from engine.text.phrases import both
from engine.values.money import exact_decimal
from engine.values.names import identity
from engine.values.refusal import join
from engine.values.strict_json import copied


@dataclass(frozen=True, slots=True)
class Known:
    """What the history says in the place of one answer: where it stands in the claim, the `fact`, what it was `stated`
    to be (None: not at all), what the history says, and which counts."""

    path: str
    fact: Fact
    stated: Any
    history: Any
    counts: Any

    @property
    def differs(self) -> bool:
        """Whether the answer says something else than the history."""
        return self.stated is not None and self.stated != self.history


def with_history(application: Application, claim: Claim) -> Claim:
    """A claim of an application, with what its history says in its answers."""
    found = list(known_of(application, claim)) if application.history else []
    if not found:
        return claim
    facts, unclear = copied(claim.facts), dict(claim.unclear)
    for known in found:
        place, _, name = known.path.rpartition(".")
        _at(facts, place)[name] = known.counts
        if known.fact.type != "amount":  # an amount that cannot be read may be more than what is known
            unclear.pop(known.path, None)
    return replace(claim, facts=facts, unclear=unclear)


def contradictions(application: Application) -> list[Contradiction]:
    """The answers that say something else than the history."""
    return [
        {
            "path": f"claims.{position}.facts.{known.path}",
            "label": both(known.fact.label),
            "stated": _written(known.fact, known.stated),
            "history": _written(known.fact, known.history),
        }
        for position, claim in enumerate(application.claims)
        for known in known_of(application, claim)
        if known.differs
    ]


def awarded(application: Application, p: Provision) -> tuple[int, int]:
    """分 that the applicant was awarded under a provision in the year of its application, and in the years before."""
    year = application.day.year
    of = [award for award in application.history if award.provision == p.id and not award.applicant]
    this_year = sum(award.amount for award in of if award.year == year)
    return this_year, sum(award.amount for award in of if award.year < year)


def _written(fact: Fact, value: Any) -> bool | int | str:
    """An answer as an application writes it."""
    return exact_decimal(value) if fact.type == "amount" else value


def _at(facts: Facts, path: str) -> Facts:
    """What stands at a path of a claim's facts."""
    found: Any = facts
    for name in path.split(".") if path else ():
        found = found[int(name) if isinstance(found, list) else name]
    here: Facts = found
    return here


def known_of(application: Application, claim: Claim) -> Iterator[Known]:
    """What the history says in the place of answers of a claim."""
    p, year = claim.provision, application.day.year
    own = [award for award in application.history if not award.applicant]
    awards = [award for award in own if award.provision == p.id and award.amount]
    if not awards:
        return
    for step in p.steps:
        if isinstance(step, Once):
            is_for_all = step.holds_for(application.readings) == "applicant"
            for place, where in _asked(p, claim, step.once):
                if is_for_all or any(_same(p, place, award) for award in awards):
                    yield _answer(p, place, where, step.once, True)
        elif isinstance(step, Years):
            before, name = {award.year for award in awards if award.year < year}, step.counted(application.readings)
            years = year - min(before, default=year) if name == step.since_first else len(before)
            for place, where in _asked(p, claim, name) if years else ():
                yield _answer(p, place, where, name, years)
        elif isinstance(step, Cap):
            yield from _of_cap(application, claim, step, awards)


def _of_cap(application: Application, claim: Claim, cap: Cap, awards: Sequence[Award]) -> Iterator[Known]:
    """What was had before of a cap, where the claim is asked for it: the larger of what is stated and what is known."""
    p, less = claim.provision, str(resolve(cap.less, application.readings) or "")
    if not less:
        return
    holds_for, had = cap.holds_for(application.readings), list(awards)
    if holds_for in ("applicant_year", "platform_year"):
        had = [award for award in had if award.year == application.day.year]
    if holds_for not in ("applicant_year", "applicant"):
        had = [award for award in had if _same(p, claim.facts, award, unnamed=True)]
    if amount := sum(award.amount for award in had):
        yield _answer(p, claim.facts, "", less, amount)


def _answer(p: Provision, place: Facts, where: str, name: str, history: Any) -> Known:
    """What is known in the place of one answer. Of an amount or a count the larger counts: more can have been had than
    is known."""
    stated = place.get(name)
    counts = history if stated is None or isinstance(history, bool) else max(stated, history)
    return Known(join(where, name), p.fact(f"{p.each}.{name}" if where else name), stated, history, counts)


def _asked(p: Provision, claim: Claim, name: str) -> list[tuple[Facts, str]]:
    """Where a fact of this name stands: with the claim, or with each of its entries."""
    is_of_claim = any(fact.name == name for fact in p.children())
    return places(claim.facts, "" if is_of_claim else p.each or "", "")


def _same(p: Provision, place: Facts, award: Award, *, unnamed: bool = False) -> bool:
    """Whether an award was for the matter, or the project, that is named here; `unnamed`: where one of the two has no
    name too."""
    for named, had in ((matter_of(p, place), award.matter), (p.project_of(place) or "", award.project)):
        if named and had:
            return identity(named) == identity(had)
    return unnamed


def matter_of(p: Provision, place: Facts) -> str:
    """What the matter of a claim or an entry is called; nothing where that is not stated."""
    return (p.matter and p.matter.written(place)) or ""
