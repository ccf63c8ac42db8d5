"""One application, or many, in: what each claim would be approved for, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.application.invented import INVENTED, Marked
from engine.application.model import Application, read_application
from engine.assessment.answer import Assessed, Assessment, ClaimSummary, Step, Summary
from engine.assessment.batch import Batch, Placed, amounts_of, amounts_text, status
from engine.assessment.explain import Explainer
from engine.policy.pack import Policy
from engine.values.money import wan


def assess(policy: Policy, raw: object) -> Assessment:
    """The assessment of one application (contract form in and out), with every step, its citations and advice.

    Amounts in the result are 万元. That of an invented company says `invented`. Raises Refused naming every field that
    cannot be accepted.
    """
    application = read_application(policy, raw)
    placed = Batch(policy).place(application, "worth")
    explainer = Explainer(policy, placed)
    amounts = [amounts_of(placed, i) for i in range(len(placed.cells))]
    claims = [explainer.claim(i, of_claim) for i, of_claim in enumerate(amounts)]
    return {"claims": claims, **_result(policy, application, placed, amounts)}


def assess_many(policy: Policy, raws: list[Any]) -> list[Summary]:
    """Amounts and status of many applications, in order."""
    batch = Batch(policy)
    return [amounts_only(batch, read_application(policy, raw)) for raw in raws]


def amounts_only(batch: Batch, application: Application) -> Summary:
    """The assessment of one application without steps, citations and advice."""
    placed = batch.place(application)
    amounts = [amounts_of(placed, i) for i in range(len(placed.cells))]
    claims: list[ClaimSummary] = [
        {
            "id": c.claim.id,
            "provision": c.plan.provision.id,
            "status": status(c.claim, confirmed, most),
            **amounts_text(confirmed, ceiling, most),
        }
        for c, (confirmed, ceiling, most) in zip(placed.cells, amounts, strict=True)
    ]
    return {"claims": claims, **_result(batch.policy, application, placed, amounts)}


def steps_of_many(policy: Policy, raws: list[Any], readings: dict[str, str]) -> dict[str, list[Step]]:
    """The steps of each claim of many applications to what is confirmed, by its id, under the same readings (all that
    are in force). Each application is assessed by itself."""
    batch = Batch(policy)
    found: dict[str, list[Step]] = {}
    for raw in raws:
        placed = batch.place(replace(read_application(policy, raw), readings=readings), "ceilings")
        explainer = Explainer(policy, placed)
        found |= {cells.claim.id: explainer.steps(i) for i, cells in enumerate(placed.cells)}
    return found


def _result(
    policy: Policy,
    application: Application,
    placed: Placed,
    amounts: list[tuple[int, int, int]],
) -> Assessed:
    """The answer but for the claims; `amounts`: of each claim as `amounts_of` tells them."""
    total = {"confirmed": 0, "ceiling": 0, "most": 0}
    on_budget, elsewhere = {"confirmed": 0, "ceiling": 0}, {"confirmed": 0, "ceiling": 0}
    for cells, (confirmed, ceiling, most) in zip(placed.cells, amounts, strict=True):
        budget = on_budget if cells.plan.provision.draws_on_budget(application.readings) else elsewhere
        for sums in (total, budget):
            sums["confirmed"] += confirmed
            sums["ceiling"] += ceiling
        total["most"] += most
    marked: Marked = {INVENTED: True} if application.invented else {}
    return {
        "total": {
            **amounts_text(total["confirmed"], total["ceiling"], total["most"]),
            "on_budget": {"ceiling": wan(on_budget["ceiling"]), "confirmed": wan(on_budget["confirmed"])},
            "other_budget": {"ceiling": wan(elsewhere["ceiling"]), "confirmed": wan(elsewhere["confirmed"])},
        },
        "policy": {"id": policy.id, "version": policy.version, "sha256": policy.law.sha256},
        "readings": application.readings,
        **marked,
    }
