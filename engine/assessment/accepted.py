"""What can be assessed of an application of which something is refused: all but that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import TypedDict

from engine.assessment.assess import Assessing
from engine.policy.pack import Policy
from engine.text.phrases import Both
from engine.values.refusal import Refused

APPLICANT = "applicant"


class Left(TypedDict):
    """What was refused and left out: where it stood, why, and which claim it took along (its id; None: none), with the
    way to it in the claim."""

    path: str
    message: Both
    claim: str | None
    steps: list[str]


def assess_accepted(policy: Policy, application: Mapping[str, Any]) -> tuple[Assessing | None, list[Left]]:
    """An application that is `kept` (see `assess`) as it is assessed, without the claims and the facts of the applicant
    that are refused; None where nothing can be assessed. And what was left out."""
    application = dict(application)
    left: list[Left] = []
    while True:
        try:
            return Assessing(policy, application, stored=True), left
        except Refused as refusal:
            claims, bad = application["claims"], set()
            for error in refusal.errors:
                steps, claim, way = error["path"].split("."), None, list[str]()
                if steps[0] == "claims" and len(steps) > 1 and steps[1].isdigit():
                    bad.add(int(steps[1]))
                    claim, way = claims[int(steps[1])]["id"], steps[3:]
                elif steps[0] == APPLICANT:
                    application[APPLICANT] = {k: v for k, v in application[APPLICANT].items() if k != steps[1]}
                    way = steps
                left.append({"path": error["path"], "message": error["message"], "claim": claim, "steps": way})
                if claim is None and not way:
                    return None, left
            application["claims"] = [c for i, c in enumerate(claims) if i not in bad]
