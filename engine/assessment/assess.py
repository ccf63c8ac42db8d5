"""One application, or many, in: what each claim would be approved for, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.application.invented import INVENTED, Marked
from engine.application.model import Application, read_application
from engine.assessment.answer import Amounts, Assessed, Assessment, Certain, ClaimSummary, Contradiction, Step, Summary
from engine.assessment.batch import Batch, Placed, amounts_of, amounts_text, status
from engine.assessment.explain import Explainer
from engine.assessment.history import contradicted, written
from engine.assessment.reasons import reason_of
from engine.policy.pack import Policy
from engine.steps.step import CALCULATED_GRADES, Grade
from engine.text.phrases import both
from engine.values.money import wan


def assess(policy: Policy, raw: object, *, kept: bool = False) -> Assessment:
    """The assessment of one application (contract form in and out), with every step, its citations and advice.

    Amounts in the result are 万元. That of an invented company says `invented`. Raises Refused naming every field that
    cannot be accepted; of what is `kept` already, a fact of which the readings make nothing is passed over.
    """
    application = read_application(policy, raw, applies=None if kept else "now")
    placed = Batch(policy).place(application, "worth")
    explainer = Explainer(policy, placed)
    amounts = [amounts_of(placed, i) for i in range(len(placed.cells))]
    answer: Assessment = {
        "claims": [explainer.claim(i, of_claim) for i, of_claim in enumerate(amounts)],
        **_result(policy, application, placed, amounts),
    }
    if application.history:
        answer["contradictions"] = _contradictions(application)
    return answer


def assess_many(policy: Policy, raws: list[Any], *, kept: bool = False) -> list[Summary]:
    """Amounts and status of many applications, in order; `kept` as by `assess`."""
    batch = Batch(policy)
    return [amounts_only(batch, read_application(policy, raw, applies=None if kept else "now")) for raw in raws]


def amounts_only(batch: Batch, application: Application) -> Summary:
    """The assessment of one application without steps, citations and advice."""
    placed = batch.place(application)
    amounts = [amounts_of(placed, i) for i in range(len(placed.cells))]
    claims: list[ClaimSummary] = []
    for i, (cells, (confirmed, ceiling, most)) in enumerate(zip(placed.cells, amounts, strict=True)):
        state = status(cells.claim, confirmed, most)
        claims.append(
            {
                "id": cells.claim.id,
                "provision": cells.plan.provision.id,
                "status": state,
                "grade": cells.plan.provision.grade(application.readings),
                "reason_kind": reason_of(cells.claim, state, placed.best(i)),
                **amounts_text(confirmed, ceiling, most),
            }
        )
    return {"claims": claims, **_result(batch.policy, application, placed, amounts)}


def steps_of_many(policy: Policy, raws: list[Any], readings: dict[str, str]) -> dict[str, list[Step]]:
    """The steps of each claim of many applications to what is confirmed, by its id, under the same readings (all that
    are in force). Each application is assessed by itself."""
    batch = Batch(policy)
    found: dict[str, list[Step]] = {}
    for raw in raws:
        application = replace(read_application(policy, raw, applies=None, readings=readings), readings=readings)
        placed = batch.place(application, "ceilings")
        explainer = Explainer(policy, placed)
        found |= {cells.claim.id: explainer.steps(i) for i, cells in enumerate(placed.cells)}
    return found


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


def _result(
    policy: Policy,
    application: Application,
    placed: Placed,
    amounts: list[tuple[int, int, int]],
) -> Assessed:
    """The answer but for the claims; `amounts`: of each claim as `amounts_of` tells them."""
    grades = [cells.plan.provision.grade(application.readings) for cells in placed.cells]

    def together(counted: Callable[[Grade | None], bool]) -> tuple[int, int, int]:
        """What the claims of these grades come to."""
        own = [amounts[i] for i, grade in enumerate(grades) if counted(grade)]
        return sum(a[0] for a in own), sum(a[1] for a in own), sum(a[2] for a in own)

    def certain(is_elsewhere: bool) -> Certain:
        confirmed, ceiling, _ = together(lambda grade: (grade == "other_budget") is is_elsewhere)
        return {"ceiling": wan(ceiling), "confirmed": wan(confirmed)}

    def of(*grade: Grade) -> Amounts:
        return amounts_text(*together(lambda own: own in grade))

    marked: Marked = {INVENTED: True} if application.invented else {}
    return {
        "total": {
            **amounts_text(*together(lambda grade: True)),
            "on_budget": certain(is_elsewhere=False),
            "other_budget": certain(is_elsewhere=True),
            "calculated": of(*CALCULATED_GRADES),
            "by_grade": {
                "fixed": of("fixed"),
                "formula": of("formula"),
                "assessed": of("assessed"),
                "competing": of("competing"),
                "other_budget": of("other_budget"),
            },
        },
        "policy": {"id": policy.id, "version": policy.version, "sha256": policy.law.sha256},
        "readings": application.readings,
        **marked,
    }
