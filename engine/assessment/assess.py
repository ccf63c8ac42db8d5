"""One application, or many, in: what each claim would be approved for, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from engine.application.invented import INVENTED, Marked
from engine.application.model import Application
from engine.application.reading import read_application
from engine.assessment.answer import (
    Amounts,
    Assessed,
    Assessment,
    Certain,
    ClaimAnswer,
    ClaimSummary,
    Contradiction,
    Summary,
    Total,
)
from engine.assessment.batch import Evaluator
from engine.assessment.bounds import Bounds, Range, amounts_text, certain_text
from engine.assessment.explain import Explainer
from engine.assessment.history import contradicted, written
from engine.assessment.reasons import reason_of, status
from engine.assessment.recorded import guideline_used
from engine.policy.pack import Policy
from engine.policy.receipt import policy_receipt, receipt_of
from engine.steps.step import CALCULATED_GRADES, Grade
from engine.text.phrases import both


def assess(policy: Policy, raw: object, *, stored: bool = False) -> Assessment:
    """The assessment of one application (contract form in and out), with every step, its citations and advice.

    Amounts in the result are 万元. That of an invented company says `invented`. Raises Refused naming every field that
    cannot be accepted; of what is `stored` already, a fact of which the readings make nothing is passed over.
    """
    return Assessing(policy, raw, stored=stored).whole


class Assessing:
    """One application as it is assessed: `whole` as by `assess`, and a claim by itself without explaining the others.
    Refuses as `assess` does; what is not asked for is not worked out."""

    def __init__(self, policy: Policy, raw: object, *, stored: bool = False) -> None:
        self.policy, self.raw = policy, raw
        self.application = read_application(policy, raw, applies=None if stored else "now")
        self.positions = {claim.id: position for position, claim in enumerate(self.application.claims)}
        self._explained: dict[str, ClaimAnswer] = {}

    @cached_property
    def bounds(self) -> Bounds:
        """What its claims come to."""
        return Bounds(Evaluator(self.policy, self.application))

    @cached_property
    def whole(self) -> Assessment:
        """All of its claims, and what they come to together."""
        explainer = Explainer(self.bounds.evaluator)
        answer: Assessment = {
            "claims": [explainer.claim(i, self.bounds) for i in range(len(self.application.claims))],
            **self.together,
            "receipt": receipt_of(self.policy, self.application.readings, self.application.day.year, self.raw),
        }
        if self.application.history:
            answer["contradictions"] = _contradictions(self.application)
        return answer

    @cached_property
    def together(self) -> Assessed:
        """The answer but for the claims."""
        return _result(self.bounds)

    def claim(self, claim_id: str) -> ClaimAnswer | None:
        """One claim of the answer; None where there is none of that id."""
        if claim_id not in self.positions:
            return None
        if claim_id not in self._explained:
            explainer = Explainer(self.bounds.evaluator)
            self._explained[claim_id] = explainer.claim(self.positions[claim_id], self.bounds)
        return self._explained[claim_id]

    def failed(self, claim_id: str) -> list[int | None]:
        """Where a condition of a claim has failed: positions in its list, None for the claim; nothing is explained for
        it."""
        if claim_id not in self.positions:
            return []
        return Explainer(self.bounds.evaluator).failed(self.positions[claim_id])


def assess_many(policy: Policy, raws: list[Any], *, stored: bool = False) -> list[Summary]:
    """Amounts and status of many applications, in order; `stored` as by `assess`."""
    return [amounts_only(policy, read_application(policy, raw, applies=None if stored else "now")) for raw in raws]


def amounts_only(policy: Policy, application: Application) -> Summary:
    """The assessment of one application without steps, citations and advice."""
    bounds = Bounds(Evaluator(policy, application))
    claims: list[ClaimSummary] = []
    for i, cells in enumerate(bounds.evaluator.cells):
        amounts = bounds.of(i)
        state = status(cells.claim, amounts)
        claims.append(
            {
                "id": cells.claim.id,
                "provision": cells.plan.provision.id,
                "status": state,
                "grade": bounds.evaluator.rules(i).grade,
                "reason_kind": reason_of(cells.claim, state, bounds.at_best[i]),
                **amounts_text(amounts),
            }
        )
    return {"claims": claims, **_result(bounds)}


def _contradictions(application: Application) -> list[Contradiction]:
    """The answers that say something else than the history of the applicant."""
    return [
        {
            "path": f"claims.{position}.facts.{known.path}",
            "label": both(known.fact.label),
            "stated": written(known.fact, known.stated),
            "history": written(known.fact, known.history),
        }
        for position, known in contradicted(application)
    ]


def _result(bounds: Bounds) -> Assessed:
    """The answer but for the claims."""
    policy, application = bounds.evaluator.policy, bounds.evaluator.application
    grades = [bounds.evaluator.rules(i).grade for i in range(len(application.claims))]
    marked: Marked = {INVENTED: True} if application.invented else {}
    sha256 = policy_receipt(policy, application.day.year)["sha256"]
    return {
        "total": total_of(grades, bounds.of_all),
        "policy": {"id": policy.id, "version": policy.version, "sha256": sha256, "guideline": guideline_used(policy)},
        "readings": application.readings,
        **marked,
    }


def total_of(grades: Sequence[Grade | None], of_all: Callable[[list[int]], Range]) -> Total:
    """What claims of these grades come to together: `of_all` says it of some of them, by their positions."""

    def of(*wanted: Grade) -> Amounts:
        return amounts_text(of_all([i for i, grade in enumerate(grades) if grade in wanted]))

    def certain(*, elsewhere: bool) -> Certain:
        return certain_text(of_all([i for i, grade in enumerate(grades) if (grade == "other_budget") is elsewhere]))

    return {
        **amounts_text(of_all(list(range(len(grades))))),
        "on_budget": certain(elsewhere=False),
        "other_budget": certain(elsewhere=True),
        "calculated": of(*CALCULATED_GRADES),
        "by_grade": {
            "fixed": of("fixed"),
            "formula": of("formula"),
            "assessed": of("assessed"),
            "competing": of("competing"),
            "other_budget": of("other_budget"),
        },
    }
