"""Invented data (示例数据): which companies nobody is, and what is made of a run that holds some.

An application says `invented`, and what it becomes says so too. Whoever takes the word away takes nothing away: the
credit codes and ids of invented companies begin as no real one does, and are known by that wherever they come from, a
file that was saved, a workbook that was exported, a backup.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final, Literal, TypedDict

import tomli

from engine.policy.pack import Policy

FOLDER = Path(__file__).resolve().parent.parent.parent / "data" / "samples"
DEFAULT = "default"
INVENTED: Final = "invented"
"""The name under which an application, an approved claim and what comes of them say that it is so."""
CLAIMS = ("applications", "approved_claims")
"""What of a run has claims in it."""

Json = dict[str, Any]


class Marked(TypedDict, total=False):
    """What comes of invented companies says so."""

    invented: Literal[True]


@cache
def parameters(policy_id: str, folder: Path = FOLDER) -> Json:
    """How companies are invented for a policy: its own file over that for any policy."""
    usual, own = (folder / f"{name}.toml" for name in (DEFAULT, policy_id))
    found = tomli.loads(usual.read_text(encoding="utf-8"))
    return found | (tomli.loads(own.read_text(encoding="utf-8")) if own.is_file() else {})


def is_invented(policy: Policy, applicant: object) -> bool:
    """Whether an applicant with this id or credit code is invented."""
    return str(applicant).strip().upper().startswith(policy.derived(_beginnings))


def _beginnings(policy: Policy) -> tuple[str, str]:
    of = parameters(policy.id)
    return of["code"], of["mark"]


def _names(policy: Policy) -> list[str]:
    return ["id", *(fact.name for fact in policy.applicant if fact.type == "uscc")]


def application(policy: Policy, raw: Mapping[str, Any]) -> bool:
    """Whether an application, or an approved claim of a run (contract form), is that of an invented company."""
    applicant = raw.get("applicant")
    stated = map(applicant.get, policy.derived(_names)) if isinstance(applicant, Mapping) else [applicant]
    return raw.get(INVENTED) is True or any(is_invented(policy, one) for one in stated)


def marked(policy: Policy, raw: Mapping[str, Any]) -> dict[str, list[bool]]:
    """Which of the `applications` and `approved_claims` of a run are of invented companies."""
    return {
        name: [isinstance(one, Mapping) and application(policy, one) for one in _list(raw, name)] for name in CLAIMS
    }


def mark_of_run(policy: Policy, raw: Mapping[str, Any]) -> Marked:
    """`invented` for the answer to a run of invented claims; nothing otherwise. Of a run that was accepted they all
    are, or none is: the first one says it."""
    first = next(chain.from_iterable(_list(raw, name) for name in CLAIMS), None)
    return {INVENTED: True} if first is not None and application(policy, first) else {}


def real(policy: Policy, raw: Mapping[str, Any]) -> tuple[Json, bool, int]:
    """The `applications` and `approved_claims` of a year, those of invented companies only where there are no others;
    whether it is them; how many invented claims were left out beside real ones. Money that is there is never divided
    among companies that are not."""
    found = marked(policy, raw)
    told = [is_so for each in found.values() for is_so in each]
    if not any(told) or all(told):
        return {name: raw.get(name) for name in found}, any(told), 0
    of = {name: [*zip(_list(raw, name), each, strict=True)] for name, each in found.items()}
    left_out = [len(_list(one, "claims")) for one, is_so in of["applications"] if is_so]
    kept = {name: [one for one, is_so in pairs if not is_so] for name, pairs in of.items()}
    return kept, False, sum(left_out) + sum(found["approved_claims"])


def _list(raw: Mapping[str, Any], name: str) -> list[Any]:
    given = raw.get(name)
    return given if isinstance(given, list) else []
