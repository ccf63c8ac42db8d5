"""One application, or many, in: what each claim would be approved for, and why."""

from __future__ import annotations

from typing import Any

from engine.application.invented import INVENTED, Marked
from engine.application.model import Application
from engine.application.reading import read_application
from engine.assessment.answer import (
    Amounts,
    Assessed,
    Assessment,
    Certain,
    ClaimSummary,
    Contradiction,
    Summary,
)
from engine.assessment.batch import Evaluator
from engine.assessment.bounds import Bounds, amounts_text, certain_text
from engine.assessment.explain import Explainer
from engine.assessment.history import contradicted, written
from engine.assessment.reasons import reason_of, status
from engine.policy.pack import Policy
from engine.policy.receipt import policy_receipt, receipt_of
from engine.steps.step import CALCULATED_GRADES, Grade
from engine.text.phrases import both


def assess(policy: Policy, raw: object, *, kept: bool = False) -> Assessment:
    """The assessment of one application (contract form in and out), with every step, its citations and advice.

    Amounts in the result are 万元. That of an invented company says `invented`. Raises Refused naming every field that
    cannot be accepted; of what is `kept` already, a fact of which the readings make nothing is passed over.
    """
    application = read_application(policy, raw, applies=None if kept else "now")
    bounds = Bounds(Evaluator(policy, application))
    explainer = Explainer(bounds.evaluator)
    answer: Assessment = {
        "claims": [explainer.claim(i, bounds) for i in range(len(application.claims))],
        **_result(policy, application, bounds),
        "receipt": receipt_of(policy, application.readings, application.day.year, raw),
    }
    if application.history:
        answer["contradictions"] = _contradictions(application)
    return answer


def assess_many(policy: Policy, raws: list[Any], *, kept: bool = False) -> list[Summary]:
    """Amounts and status of many applications, in order; `kept` as by `assess`."""
    return [amounts_only(policy, read_application(policy, raw, applies=None if kept else "now")) for raw in raws]


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
    return {"claims": claims, **_result(policy, application, bounds)}


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


def _result(policy: Policy, application: Application, bounds: Bounds) -> Assessed:
    """The answer but for the claims."""
    graded: dict[Grade | None, list[int]] = {}
    for i in range(len(application.claims)):
        graded.setdefault(bounds.evaluator.rules(i).grade, []).append(i)

    def certain(*, elsewhere: bool) -> Certain:
        own = [i for grade, claims in graded.items() if (grade == "other_budget") is elsewhere for i in claims]
        return certain_text(bounds.of_all(own))

    def of(*grades: Grade) -> Amounts:
        """What the claims of these grades come to."""
        return amounts_text(bounds.of_all([i for grade in grades for i in graded.get(grade, ())]))

    marked: Marked = {INVENTED: True} if application.invented else {}
    sha256 = policy_receipt(policy, application.day.year)["sha256"]
    return {
        "total": {
            **amounts_text(bounds.of_all(range(len(application.claims)))),
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
        },
        "policy": {"id": policy.id, "version": policy.version, "sha256": sha256},
        "readings": application.readings,
        **marked,
    }
