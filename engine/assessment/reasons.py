"""Why nothing comes of a claim, in one word: read from the conditions and steps as they were recorded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from engine.application.model import UNREADABLE, Claim
from engine.assessment.answer import Status
from engine.assessment.bounds import Range
from engine.assessment.runs import Applied, ClaimRun, Item, Tested
from engine.steps.language import ReasonKind, Stated

FARTHEST = get_args(ReasonKind)
"""Where entries bring nothing for different reasons, that of the claim is the last of these: the entry that came
farthest."""


def status(claim: Claim, amounts: Range) -> Status:
    """可能符合, 还需补充 or 暂不符合, from what a claim comes to at least and at most. With something in it that cannot
    be read a claim needs information, whatever the rest of it brings."""
    if amounts.least > 0:
        return "needs_information" if claim.unclear else "eligible"
    return "needs_information" if amounts.most > 0 else "ineligible"


def reason_of(claim: Claim, status: Status, best: ClaimRun) -> ReasonKind | None:
    """Why a claim of this status is not 可能符合; None where it is. `best`: what becomes of it with all that is unknown
    at its best."""
    if status == "eligible":
        return None
    if status == "needs_information":
        return "unreadable" if any(found.kind == UNREADABLE for found in claim.unclear.values()) else "unanswered"
    return _nothing(best)


def _nothing(run: ClaimRun) -> ReasonKind:
    """Why nothing comes of a claim."""
    if run.rules.provision.gives_nothing:
        return "no_grant"
    if not run.met:
        return _unmet(run.tests)
    if not run.combined:
        return max((_nothing_of(item) for item in run.items), key=FARTHEST.index, default="nothing")
    return _taken(run.steps)


def _nothing_of(item: Item) -> ReasonKind:
    return _taken(item.steps) if item.met else _unmet(item.tests)


def _unmet(tests: Iterable[Tested]) -> ReasonKind:
    """Why it is that one of these conditions is not met: the first, as the law has them."""
    rule = next(test.check.rule for test in tests if not test.met)
    return rule.reason_kind if isinstance(rule, Stated) else "unmet"


def _taken(steps: Iterable[Applied]) -> ReasonKind:
    """Why it is that one of these steps leaves nothing: the first. None does where what is left is cut away."""
    return next((step.kind.reason_kind for step in steps if step.before and not step.after), "nothing")
