"""What officials have approved for a project stands with its other claims as government money, so that all together
stay within what was invested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.policy.pack import Policy
from engine.registry.kept import Json
from engine.steps.project_funding import ProjectFunding
from engine.values.money import exact_decimal, parse_amount
from engine.values.names import folded
from engine.values.refusal import Refused

OTHERS, FISCAL = "other_gov_funding", "fiscal_investment"


def with_public_money(policy: Policy, applications: list[Json], taken: Sequence[tuple[Json, int]]) -> list[Json]:
    """The applications, with the amounts (分) that were `taken` by claims of the same projects counted as other
    government money. A decision does not say how much of it goes to which of a claim's several projects: it counts in
    full with each, so that none gets more than was invested in it."""
    used: dict[str, int] = {}
    stated: list[tuple[str, Json]] = []
    for claim, amount in taken:
        projects = list(projects_stated(policy, claim))
        stated += projects
        for name in {name for name, _ in projects}:
            used[name] = used.get(name, 0) + amount
    if not used:
        return applications
    left = [
        found
        for application in applications
        for claim in application["claims"]
        for found in projects_stated(policy, claim)
    ]
    public: dict[str, int] = {}
    for name, project in [*stated, *left]:
        public[name] = max(public.get(name, 0), _amount(project, OTHERS), _amount(project, FISCAL))
    for name, project in left:
        if used.get(name):
            project[OTHERS] = exact_decimal(public[name] + used[name])
    return applications


def project_of(policy: Policy, claim: Json) -> str | None:
    """The project that a claim is for, if it is for one: as `projects_stated` names it."""
    named = {name for name, _ in projects_stated(policy, claim)}
    return named.pop() if len(named) == 1 else None


def projects_stated(policy: Policy, claim: Json) -> Iterator[tuple[str, Json]]:
    """The projects with an id that a claim names, on itself or on its items: by what each is found again however its id
    is written, and what is stated of it."""
    provision = policy.provision(claim["provision"])
    if not provision.of_kind(ProjectFunding):
        return
    facts = claim.get("facts") or {}
    items = facts.get(provision.each or "") or []
    for place in (facts, *items):
        project: Any = place.get("project")
        if isinstance(project, dict) and project.get("id") is not None and folded(str(project["id"])):
            yield folded(str(project["id"])), project


def _amount(project: Json, name: str) -> int:
    value = project.get(name)
    try:
        return 0 if value is None else parse_amount(value, name)
    except Refused:  # what cannot be read is refused, or counts against its own claim, where that is assessed
        return 0
