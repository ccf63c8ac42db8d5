"""What was stated to an earlier program: where a question has come to mean something else since, its answer is none to
the present one, and has to be confirmed.

Saved files, rows of the registry and tables of an old template are brought up here; what is handed to the command line
has the present meaning. The words are those of the form of that time, and stay as they are here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.application.model import unclear, unconfirmed
from engine.values.money import parse_amount
from engine.values.refusal import Refused

Json = dict[str, Any]


def of_first_form(applicant: Json, claims: list[Any]) -> None:
    """Bring up what an application of the first form says of its applicant and claims (contract form), where it stands.

    A waiver was a yes that did not say of what. What a project had besides could hold the fiscal part: both figures
    were stated, and the larger of them counted.
    """
    if applicant.get("waiver") is True:
        applicant["waiver"] = unconfirmed(True)
    for place in _objects(claims):
        others = place.get("other_gov_funding")
        if _is_something(others) and _is_something(place.get("fiscal_investment")) and unclear(others) is None:
            place["other_gov_funding"] = unconfirmed(others)


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
