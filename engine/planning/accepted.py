"""A plan of what a company has stated so far, without what cannot be accepted of its expectations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.assessment.expected import Expected
from engine.planning.answer import Plan
from engine.planning.expectations import EXPECTED
from engine.planning.plan import plan
from engine.policy.pack import Policy
from engine.text.phrases import Both
from engine.values.refusal import Refused


def plan_accepted(
    policy: Policy, application: Mapping[str, Any], stated: Sequence[Mapping[str, Any]], payout: Expected
) -> tuple[Plan | None, list[Both]]:
    """The plan of an application with what is `stated` of later years, as far as it is accepted and the claim is there;
    None where there is none. What was refused, in sentences."""
    there = {claim["id"] for claim in application.get("claims") or ()}
    left, refused = [of for of in stated if of["claim"] in there], list[Both]()
    if not there:
        return None, refused
    while True:
        try:
            return plan(policy, {**application, EXPECTED: left}, expected=payout, stored=True), refused
        except Refused as refusal:
            refused += [error["message"] for error in refusal.errors]
            paths = [error["path"].split(".") for error in refusal.errors]
            bad = {int(path[1]) for path in paths if path[0] == EXPECTED and len(path) > 1}
            if not bad:
                return None, refused
            left = [of for n, of in enumerate(left) if n not in bad]
