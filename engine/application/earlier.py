"""What was stated to an earlier program: where a question has come to mean something else since, its answer is none to
the present one, and has to be confirmed.

Saved files, rows of the registry and tables of an old template are brought up here; what is handed to the command line
has the present meaning. A policy says of a fact what an answer to it meant (`formerly`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.application.model import UNCONFIRMED, unclear
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.values.money import parse_amount
from engine.values.refusal import Refused

Json = dict[str, Any]


def of_first_form(policy: Policy, applicant: Json, claims: list[Any]) -> bool:
    """Bring up what an application of the first form says of its applicant and claims (contract form), where it stands.
    Whether anything has to be confirmed.

    A yes that did not say of what (a waiver) is none to a question that asks of which. A figure that could include
    another (what a project had besides, the fiscal part) has to be confirmed where both are stated.
    """
    stated = [(fact, applicant) for fact in policy.applicant]
    changed = {f.name: f for p in policy.provisions for f in (*p.facts, *policy.common) if f.formerly is not None}
    stated += [(fact, place) for place in _objects(claims) for fact in changed.values()] if changed else []
    marked = [_bring_up(fact, place) for fact, place in stated]
    return any(marked)


def _bring_up(fact: Fact, place: Json) -> bool:
    """Mark the answer to a fact that stands in a place, if it is one to what was asked then and none to the present
    question."""
    answer, formerly = place.get(fact.name), fact.formerly
    if formerly is None:
        return False
    if formerly.type == "yes_no" and fact.type == "choices":
        to_confirm = answer is True
    else:
        beside = formerly.included is None or _is_something(place.get(formerly.included))
        to_confirm = _is_something(answer) and beside and unclear(answer) is None
    if to_confirm:
        place[fact.name] = {UNCONFIRMED: answer}
    return to_confirm


def _is_something(value: object) -> bool:
    """Whether a figure is stated that is not nothing: what cannot be read is one too."""
    if value is None:
        return False
    try:
        return parse_amount(value, "") > 0
    except Refused:
        return True


def _objects(within: Any) -> Iterator[Json]:
    """Every object within, at every depth."""
    if isinstance(within, dict):
        yield within
        within = list(within.values())
    for inner in within if isinstance(within, list) else ():
        yield from _objects(inner)
