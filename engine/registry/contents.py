"""An application on its way into the registry: read strictly, freed of what officials say, and its applicant named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from unicodedata import category

from engine.application import matters
from engine.application.model import Application, Claim, Facts
from engine.application.reading import read_application
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.registry.arrivals import bounds
from engine.registry.stored import Json, New, Stored
from engine.registry.tables import ID, new_id
from engine.steps.winners import Winners
from engine.text.phrases import both
from engine.values.money import TOO_LARGE, exact_decimal, wan_law
from engine.values.names import folded
from engine.values.refusal import LONGEST_TEXT, Refusals, Refused, is_text, listed, refuse, shown

KILOBYTE = 1024
CONTROL = "Cc"
"""The class of characters that no name holds and that not every database keeps."""


@dataclass
class Checked:
    """An application that may be kept: `text` is the JSON that is stored, `application` the same as the engine reads
    it; `scores` (millionths) and `approved` (分) are what an import says of its claims, by their keys, and for which
    `reasons`; `place` is where it stands for messages, and all of the path where it is a cell (`is_cell`). `numbers`
    are the code and the id that the applicant gave; `is_named`: whether it gave one of them or a name, by which it is
    known again. `beyond`: where more is approved than the law allows, why (by the claims' keys): that is proposed by
    `proposer`, until another official agrees. `mark` and `only` as in `New`."""

    text: str
    application: Application
    applicant: str
    name: str
    size: str | None
    scores: dict[str, int]
    approved: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    mark: str = ""
    only: frozenset[str] | None = None
    beyond: Mapping[str, str] = field(default_factory=dict)
    proposer: str = ""
    place: str = ""
    is_cell: bool = False
    is_named: bool = True

    def path(self, inner: str) -> str:
        """Where something of it stands, for messages."""
        return self.place if self.is_cell else ".".join(x for x in (self.place, inner) if x)

    @cached_property
    def fingerprint(self) -> str:
        """The same for two applications of the same day that say the same, however amounts and claim ids are
        written."""
        return fingerprint(self.application)

    def says_the_same(self, other: Checked) -> bool:
        """Whether two applications of the same day say and decide the same."""
        decided = [
            (x.fingerprint, x.size, sorted(x.approved.values()), sorted(x.scores.values())) for x in (self, other)
        ]
        return decided[0] == decided[1]


def submitted(policy: Policy, content: object, size: str | None) -> Checked:
    """A company's application. Refused where it cannot be read, claims nothing, is an invented one's, or neither
    names nor numbers the company. An id that it states is not taken where it has a credit code: that has a check digit,
    an id may be anybody's."""
    left_out = {"id"} if policy.code_fact else set()
    checked = _checked(policy, New(content, size), "", left_out)  # type: ignore[arg-type]  # whatever it is, it is read
    if not checked.is_named:
        refuse("applicant", "claims.no_identity")
    if checked.application.invented:
        refuse("", "claims.invented")
    checked.scores = {}  # a company gives itself none
    length, most = len(checked.text.encode()), bounds().kilobytes
    if length > most * KILOBYTE:
        refuse("", "claims.too_large", size=-(-length // KILOBYTE), most=most)
    return checked


def named(policy: Policy, checked: Checked) -> Checked:
    """What a company submits. Refused where it claims a matter without what identifies it, naming each; an official may
    keep such an application, in which it counts as a matter of its own."""
    refusals = Refusals()
    for position, missing in matters.to_submit(policy, json.loads(checked.text)["claims"]):
        place = ".".join(map(str, missing.paths[0]))
        refusals.add(f"claims.{position}.facts.{place}", "claims.unnamed", missing=missing.sentence)
    refusals.raise_if_any()
    return checked


def imported(policy: Policy, new: New, number: int) -> Checked:
    """One application of a file."""
    checked = _checked(policy, new, new.place or f"applications.{number}", set())
    checked.is_cell = bool(new.place)
    if not checked.numbers and checked.name:
        checked.applicant = hashlib.sha256(folded(checked.name).encode()).hexdigest()[:ID]
    return checked


def rewritten(policy: Policy, content: Json, size: str | None, like: Checked, applicant: str = "") -> Checked:
    """An application of a file with other content, in its place; without an id or code in it, it is that of
    `applicant`, or of whom it was."""
    made = _checked(policy, New(content, size), like.place, set())
    if not made.numbers:
        made.applicant = applicant or like.applicant
    return replace(made, is_cell=like.is_cell, mark=like.mark, only=like.only)


def corrected(policy: Policy, content: object, size: str | None, applicant: str) -> Checked:
    """An application as an official corrects it; without an id or code in it, it stays that of `applicant`."""
    checked = _checked(policy, New(content, size), "", set())  # type: ignore[arg-type]
    if not stated_applicant(policy, checked.application):
        checked.applicant = applicant
    return checked


def with_score(policy: Policy, claim: Json, score: int | None) -> Json:
    """A claim with its score (millionths) in the fact in which an import and an allocation take it."""
    fact = score_fact(policy.provision(claim["provision"]))
    if fact is None or score is None:
        return claim
    return claim | {"facts": (claim.get("facts") or {}) | {fact: exact_decimal(score)}}


def written(content: Json) -> str:
    """Content as it is stored."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def score_fact(provision: Provision) -> str | None:
    """The fact that decides who gets one of a provision's places, if it has places."""
    limit = provision.only(Winners)
    return limit.by if limit else None


def fingerprint(application: Application) -> str:
    """See `Checked.fingerprint`."""
    applicant = {name: value for name, value in application.applicant.items() if name != "id"}
    applicant |= {name: str(found) for name, found in application.unclear.items()}
    claims = sorted(map(claim_print, application.claims))
    return canonical([application.day, applicant, claims])


def claim_print(claim: Claim) -> str:
    """The same for two claims that say the same, however amounts are written."""
    score = score_fact(claim.provision)
    facts = {name: value for name, value in claim.facts.items() if name != score}
    return canonical([claim.provision.id, facts, *([claim.unclear] if claim.unclear else [])])


def canonical(value: Any) -> str:
    """A value as text that is equal where the values are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _checked(policy: Policy, new: New, place: str, left_out: set[str]) -> Checked:
    """`left_out`: what of the applicant is not taken."""
    application = new.read or read_application(policy, new.content, place, applies=None)
    refusals = Refusals()
    at = f"{place}." if place else ""
    if not application.claims:
        refusals.add(f"{at}claims", "claims.no_claims")
    if new.size is not None and new.size not in policy.size_ids:
        refusals.add(f"{at}size", "claims.unknown_size", given=shown(new.size), known=listed(policy.size_ids))
    facts = application.applicant
    texts = {"applicant.id": facts.get("id"), "applicant.name": facts.get("name")}
    texts |= {f"claims.{i}.id": claim.id for i, claim in enumerate(application.claims)}
    for path, text in texts.items():
        if text is not None and any(category(character) == CONTROL for character in text):
            refusals.add(f"{at}{path}", "claims.not_printable", given=shown(text))
    keys = {claim.id for claim in application.claims}
    for key, amount in new.approved.items():
        check_figure(refusals, f"{at}approved.{key}", amount if key in keys else -1)
    for key, reason in new.reasons.items():
        try:
            read_reason(reason)
        except Refused as refused:
            refusals.errors += [error | {"path": f"{at}reasons.{key}"} for error in refused.errors]
    refusals.raise_if_any()
    given = new.content.get("applicant") or {}
    size = application.applicant.get(policy.size_fact) or new.size
    left_out = left_out | {policy.size_fact}  # it has a column of its own
    content = {
        "application_date": new.content["application_date"],
        "applicant": {name: value for name, value in given.items() if name not in left_out},
        "claims": [_without_score(policy, claim) for claim in new.content["claims"]],
    }
    for name in left_out:
        facts.pop(name, None)
    stated = stated_applicant(policy, application)
    return Checked(
        text=written(content),
        application=application,
        applicant=stated or new_id(),
        name=facts.get("name", ""),
        size=size,
        scores=_scores(application),
        approved=new.approved,
        reasons={key: reason.strip() for key, reason in new.reasons.items()},
        numbers=_numbers(policy, application.applicant),
        mark=new.mark,
        only=new.only,
        place=place,
        is_named=bool(stated or facts.get("name")),
    )


def as_stated(policy: Policy, stored: Stored) -> Json:
    """What is kept of an application, as its applicant states it: with its size, where that is asked for."""
    if not policy.size_fact or stored.size is None:
        return stored.content
    return stored.content | {"applicant": stored.content["applicant"] | {policy.size_fact: stored.size}}


def _without_score(policy: Policy, claim: Json) -> Json:
    fact = score_fact(policy.provision(claim["provision"]))
    facts = claim.get("facts") or {}
    return claim if fact not in facts else claim | {"facts": {n: v for n, v in facts.items() if n != fact}}


def _scores(application: Application) -> dict[str, int]:
    stated = {c.id: c.facts.get(score_fact(c.provision) or "") for c in application.claims}
    return {key: score for key, score in stated.items() if score is not None}


def stated_applicant(policy: Policy, application: Application) -> str | None:
    """The id by which allocations know the applicant: its credit code, else the id that it states."""
    return applicant_of(policy, application.applicant)


def applicant_of(policy: Policy, facts: Facts) -> str | None:
    """The same of an applicant's facts."""
    return next(iter(_numbers(policy, facts)), None)


def _numbers(policy: Policy, facts: Facts) -> tuple[str, ...]:
    return tuple(number for number in (facts.get(policy.code_fact), facts.get("id")) if number)


def of_policy(named: object, policy: Policy, path: str = "") -> None:
    """Refuse what is of another policy than this."""
    if named != policy.id:
        refuse(path, "claims.other_policy", given=shown(named), here=both(policy.short_title))


def check_figure(refusals: Refusals, path: str, figure: int | None) -> None:
    """Note an approved amount (分) or a score (millionths) that none can be, whoever decides it and wherever."""
    if figure is not None and not 0 <= figure < TOO_LARGE:
        refusals.add(path, "claims.out_of_range", given=shown(figure), most=wan_law(TOO_LARGE))


def read_reason(reason: str, without: str = "claims.no_reason") -> str:
    """The reason that an official gives; Refused if it says nothing, in the words of `without`."""
    if not is_text(reason, LONGEST_TEXT) or not reason.strip():
        refuse("reason", without, most=LONGEST_TEXT)
    if any(category(character) == CONTROL and character not in "\n\t\r" for character in reason):
        refuse("reason", "claims.not_printable", given=shown(reason))
    return reason.strip()
