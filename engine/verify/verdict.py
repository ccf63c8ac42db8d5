"""The answer to whether a file says what is so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from typing_extensions import TypedDict

from engine.policy.pack import Policy
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused, refuse, shown
from engine.verify import files, recomputed
from engine.verify.compared import Difference, differences

ENGINE = "engine"
DIGITS = 64
"""Of a hash."""


class Verdict(TypedDict):
    """What was found of a file: its `kind`; whether all that it states is the `same` as what was worked out again, or
    (`checked`) its receipt alone was looked at; the receipt as it stands in it (null: it has none); wherein it differs;
    what is to be said beside."""

    file: str
    kind: files.Kind
    checked: Literal["all", "receipt"]
    same: bool
    receipt: Any
    differences: list[Difference]
    notes: list[Both]


def verify(name: str, beside: str | None, policy_of: Callable[[str | None], Policy]) -> Verdict:
    """Whether the file of this name says what is so. `beside`: the name of the file with what it was made of, or with
    the publication that it is about; `policy_of`: the policy with an id (None: the one in use). Refused where a file
    cannot be read, and where what it was made of is refused."""
    file = files.read(name)
    given = None if beside is None else _beside(beside)
    policy = policy_of(_policy(file))
    try:
        worked = recomputed.again(policy, file, given)
        stated, found, notes = _apart(file, worked.stated, worked.found, list(worked.notes))
    except Refused:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        refuse("file", "verify.damaged", name=shown(name))
    different = differences(policy, stated, found)
    notes += _unknown_guideline(policy, file.receipt)
    return {
        "file": name,
        "kind": file.kind,
        "checked": "receipt" if worked.is_alone else "all",
        "same": not different,
        "receipt": file.receipt,
        "differences": different,
        "notes": notes,
    }


def _beside(name: str) -> Any:
    """What is given beside a file: JSON, or of slides the publication that they carry."""
    from engine.application import answering

    with_statement = files.carrying(name)
    return answering.one(name, "with") if with_statement is None else with_statement


def _policy(file: files.File) -> str | None:
    """The id of the policy that a file is about, as far as it says so."""
    receipt = file.receipt if isinstance(file.receipt, dict) else file.content
    of = receipt.get("policy")
    named = of.get("id") if isinstance(of, dict) else None
    return named if isinstance(named, str) else None


def _apart(file: files.File, stated: Any, found: Any, notes: list[Both]) -> tuple[Any, Any, list[Both]]:
    """What differs without being wrong: an older version of the engine may come to the same. A missing receipt is one
    difference, and not one for each part of it."""
    place = "assessment" if file.kind == "result" else None
    own, other = (side if place is None else side[place] for side in (stated, found))
    receipt, now = own.get("receipt"), other.get("receipt")
    if not isinstance(receipt, dict) or not isinstance(now, dict):
        notes.append(words.both("verify.no_receipt"))
        return _with(stated, place, receipt=None), _with(found, place, receipt={}), notes
    if ENGINE in receipt and receipt[ENGINE] != now[ENGINE]:
        notes.append(words.both("verify.other_engine", then=shown(receipt[ENGINE]), now=now[ENGINE]))
        now = {**now, ENGINE: receipt[ENGINE]}
    return stated, _with(found, place, receipt=now), notes


def _unknown_guideline(policy: Policy, receipt: Any) -> list[Both]:
    """That a receipt names a guideline that is not among the policy's."""
    of = receipt.get("policy") if isinstance(receipt, dict) else None
    named = of.get("guideline") if isinstance(of, dict) else None
    if named is None or named in {guideline.sha256 for guideline in policy.guidelines.values()}:
        return []
    return [words.both("verify.unknown_guideline", hash=shown(named, DIGITS))]


def _with(side: Any, place: str | None, **changes: Any) -> Any:
    return {**side, **changes} if place is None else {**side, place: {**side[place], **changes}}
