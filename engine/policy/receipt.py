"""The receipt: by which rules, which words of the law, which guideline and which version of the engine something was
worked out, under which readings, with which numbers changed, and from which input.

Everything that is taken away carries one, in this form, made here: answers, saved files, reports, workbooks, slides,
publications. `engine.verify` works out again what they state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import TypedDict

from engine import VERSION
from engine.policy.pack import Policy
from engine.policy.years import guideline_of
from engine.values.digests import Digest, digest


class PolicyReceipt(TypedDict):
    """Which policy it was."""

    id: str
    version: str
    sha256: Digest
    """Of the three below together: where it is the same, so is all that amounts come of."""
    rules: Digest
    """Of the rules, as their TOML is read: comments and line breaks do not count."""
    law: Digest
    """Of the words of the law: of the bytes of their file."""
    guideline: Digest | None
    """Of the guideline of the year; null: there is none."""


class Receipt(TypedDict):
    """By what something was worked out."""

    policy: PolicyReceipt
    engine: str
    """The version of the engine."""
    readings: dict[str, str]
    """The readings in force, by what is open."""
    overrides: dict[str, str]
    """The numbers of the law that are others than its own, by name."""
    input: Digest | None
    """Of the canonical JSON of what it was worked out from. null in what everybody may see of many companies: by its
    hash, whoever knows nearly all of that could try out the rest."""


def receipt_of(policy: Policy, readings: Mapping[str, str], year: int | None, given: object) -> Receipt:
    """The receipt of what is worked out of `given` (JSON; None: its hash is not told) under a policy, with whatever
    numbers of it are changed, for applications of a `year`, under the readings in force."""
    return {
        "policy": policy_receipt(policy, year),
        "engine": VERSION,
        "readings": dict(readings),
        "overrides": dict(policy.overrides),
        "input": None if given is None else digest(given),
    }


def policy_receipt(policy: Policy, year: int | None) -> PolicyReceipt:
    """Which policy it is, for applications of a year."""
    return policy.derived(_receipt, guideline_sha256(policy, year)).copy()


def _receipt(policy: Policy, guideline: str | None) -> PolicyReceipt:
    rules, law = policy.rules_sha256, policy.law_sha256()
    together = digest({"rules": rules, "law": law, "guideline": guideline})
    return PolicyReceipt(
        id=policy.id, version=policy.version, sha256=together, rules=rules, law=law, guideline=guideline
    )


def guideline_sha256(policy: Policy, year: int | None) -> str | None:
    """The hash of the guideline (申请指南) for applications of a year; None where there is none."""
    guideline = None if year is None else guideline_of(policy, year)
    return None if guideline is None else guideline.sha256


def other_rules(policy: Policy, year: int | None, stated: object) -> str:
    """Why what was worked out by a receipt, as `stated`, does not hold under this policy: "no_receipt" where there is
    none, or which of the words of the `law`, the `rules` and the `guideline` were others; "" where it holds."""
    of: Any = stated.get("policy") if isinstance(stated, Mapping) else None
    if not isinstance(of, Mapping) or "sha256" not in of:
        return "no_receipt"
    own = policy_receipt(policy, year)
    if of["sha256"] == own["sha256"] and of.get("id") == own["id"]:
        return ""
    return next((f"other_{part}" for part in ("law", "guideline") if of.get(part) != own[part]), "other_rules")
