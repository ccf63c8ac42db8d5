"""One application, or many, in: what each claim would be approved for, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.application.invented import INVENTED
from engine.application.model import Application, read_application
from engine.assessment.batch import Assembly, Placed, amounts_of, amounts_text, status
from engine.assessment.evaluate import evaluate
from engine.assessment.explain import Explainer
from engine.policy.pack import Policy
from engine.values.money import wan


def assess(policy: Policy, raw: object) -> dict[str, Any]:
    """The assessment of one application (contract form in and out), with every step, its citations and advice.

    Amounts in the result are 万元. That of an invented company says `invented`. Raises Refused naming every field that
    cannot be accepted.
    """
    application = read_application(policy, raw)
    assembly = Assembly(policy)
    placed = assembly.place(application, "worth")
    outcomes = evaluate(assembly.plans, assembly.builder.table(), application.readings)
    explainer = Explainer(policy, application, outcomes)
    amounts = [amounts_of(placed, outcomes, i) for i in range(len(placed.cells))]
    claims = [explainer.claim(placed, i, of_claim) for i, of_claim in enumerate(amounts)]
    return _result(policy, application, placed, claims, amounts)


def assess_many(policy: Policy, raws: list[Any]) -> list[dict[str, Any]]:
    """Amounts and status of many applications, in order; one table for all that share their readings."""
    applications = [read_application(policy, raw) for raw in raws]
    together: dict[tuple[str, ...], list[int]] = {}
    for i, application in enumerate(applications):
        together.setdefault(tuple(application.readings.values()), []).append(i)
    results: list[dict[str, Any]] = [{}] * len(applications)
    for members in together.values():
        assembly = Assembly(policy)
        placed = [assembly.place(applications[i]) for i in members]
        outcomes = evaluate(assembly.plans, assembly.builder.table(), applications[members[0]].readings, steps=False)
        for i, p in zip(members, placed, strict=True):
            claims = []
            amounts = [amounts_of(p, outcomes, j) for j in range(len(p.cells))]
            for c, (confirmed, ceiling, most) in zip(p.cells, amounts, strict=True):
                claims.append(
                    {
                        "id": c.claim.id,
                        "provision": c.plan.provision.id,
                        "status": status(c.claim, confirmed, most),
                        **amounts_text(confirmed, ceiling, most),
                    }
                )
            results[i] = _result(policy, applications[i], p, claims, amounts)
    return results


def steps_of_many(policy: Policy, raws: list[Any], readings: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The steps of each claim of many applications to what is confirmed, by its id; one table for all, under the same
    readings (all that are in force). Each application is assessed by itself."""
    applications = [read_application(policy, raw) for raw in raws]
    assembly = Assembly(policy)
    placed = [assembly.place(application, "ceilings") for application in applications]
    if not any(p.cells for p in placed):
        return {}
    outcomes = evaluate(assembly.plans, assembly.builder.table(), readings)
    found: dict[str, list[dict[str, Any]]] = {}
    for application, p in zip(applications, placed, strict=True):
        explainer = Explainer(policy, replace(application, readings=readings), outcomes)
        found |= {cells.claim.id: explainer.steps(p, i) for i, cells in enumerate(p.cells)}
    return found


def _result(
    policy: Policy,
    application: Application,
    placed: Placed,
    claims: list[dict[str, Any]],
    amounts: list[tuple[int, int, int]],
) -> dict[str, Any]:
    """The answer; `amounts`: of each claim as `amounts_of` tells them."""
    total = {"confirmed": 0, "ceiling": 0, "most": 0}
    on_budget, elsewhere = {"confirmed": 0, "ceiling": 0}, {"confirmed": 0, "ceiling": 0}
    for cells, (confirmed, ceiling, most) in zip(placed.cells, amounts, strict=True):
        reading = cells.plan.provision.other_budget
        budget = on_budget if reading is None or application.readings[reading] == "true" else elsewhere
        for sums in (total, budget):
            sums["confirmed"] += confirmed
            sums["ceiling"] += ceiling
        total["most"] += most
    return {
        "claims": claims,
        "total": {
            **amounts_text(total["confirmed"], total["ceiling"], total["most"]),
            "on_budget": {kind: wan(on_budget[kind]) for kind in ("ceiling", "confirmed")},
            "other_budget": {kind: wan(elsewhere[kind]) for kind in ("ceiling", "confirmed")},
        },
        "policy": {"id": policy.id, "version": policy.version, "sha256": policy.law.sha256},
        "readings": application.readings,
        **({INVENTED: True} if application.invented else {}),
    }
