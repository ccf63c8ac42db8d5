"""What each provision brings at most, before anything is said of a claim, and whether the applicant can claim it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.assessment.answer import ClaimAnswer
from engine.assessment.answered_steps import ConditionStep
from engine.assessment.assess import assess
from engine.policy.pack import Policy
from engine.steps.step import Grade
from engine.text.phrases import Both
from engine.values.written import WrittenAmount

OF_THE_APPLICANT = ("applicant.", "in_force")
"""What the conditions ask about that are the same for every claim of an applicant."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a claim under one provision can come to. `most`: the most of all that can be claimed; where nothing bounds
    that, it is None and `each` the most of one entry (None: nothing bounds that either). `failed`: why the applicant
    cannot claim; `open`: the conditions on the applicant that are not answered."""

    provision: str
    grade: Grade | None
    most: WrittenAmount | None
    each: WrittenAmount | None
    failed: tuple[Both, ...]
    open: tuple[ConditionStep, ...]


def offers(policy: Policy, application: Mapping[str, Any]) -> dict[str, Offer]:
    """The offer of each provision to the applicant of an application (contract form; its claims count for nothing), by
    its id. Amounts by the interpreter: those of a claim with nothing answered, at its best. Refused: what the
    application says of the applicant, or its date, cannot be read."""
    blank = _assessed(policy, application, {p.id: {} for p in policy.provisions})
    lists = {p.id: p.each for p in policy.provisions if p.each and blank[p.id]["most"] is None}
    one = _assessed(policy, application, {name: {each: [{}]} for name, each in lists.items()}) if lists else {}
    return {name: _offer(claim, one.get(name)) for name, claim in blank.items()}


def _assessed(policy: Policy, application: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, ClaimAnswer]:
    claims = [{"id": name, "provision": name, "facts": stated} for name, stated in facts.items()]
    return {claim["id"]: claim for claim in assess(policy, {**application, "claims": claims})["claims"]}


def _offer(claim: ClaimAnswer, one: ClaimAnswer | None) -> Offer:
    steps = [s for s in claim["steps"] if s["kind"] == "condition" and s["fact"].startswith(OF_THE_APPLICANT)]
    return Offer(
        provision=claim["provision"],
        grade=claim["grade"],
        most=claim["most"],
        each=None if one is None else one["most"],
        failed=tuple(step["text"] for step in steps if step["kind"] == "condition" and step["state"] == "failed"),
        open=tuple(step for step in steps if step["kind"] == "condition" and step["state"] == "unknown"),
    )
