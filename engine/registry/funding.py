"""The projects and matters that claims name, and what is stated of projects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.application.model import places
from engine.policy.pack import Policy
from engine.registry.stored import Json
from engine.values.names import identity


def projects_of(policy: Policy, claim: Json) -> list[str]:
    """The projects that a claim names, each as it is found again however its name is written."""
    return list(dict.fromkeys(name for name, _, _ in projects_stated(policy, claim)))


def matters_of(policy: Policy, claim: Json) -> list[str]:
    """The matters that a claim names, as they are written."""
    provision, facts = policy.provision(claim["provision"]), claim.get("facts") or {}
    entries = (facts.get(provision.each) or []) if provision.each else [facts]
    named = (provision.matter.written(entry) for entry in entries) if provision.matter else ()
    return list(dict.fromkeys(name for name in named if name))


def with_figures(policy: Policy, applications: Iterable[Json], decided: Iterable[Json]) -> None:
    """What `decided` claims state of a project holds for the claims of `applications` that name it and say nothing of
    the same."""
    stated: dict[str, Json] = {}
    for claim in decided:
        for name, project, _ in projects_stated(policy, claim):
            stated[name] = {k: v for k, v in project.items() if v is not None} | stated.get(name, {})
    for application in applications if stated else ():
        for claim in application["claims"]:
            for name, project, _ in projects_stated(policy, claim):
                project.update({k: v for k, v in stated.get(name, {}).items() if project.get(k) is None})


def projects_stated(policy: Policy, claim: Json) -> Iterator[tuple[str, Json, str]]:
    """The projects that a claim names, for itself or in its items: by what each is found again however its name is
    written, what is stated of it, and its name as it is written."""
    for of in policy.provision(claim["provision"]).projects.values():
        for project, _ in places(claim.get("facts") or {}, of.path, ""):
            name = project.get(of.name)
            if name is not None and identity(str(name)):
                yield identity(str(name)), project, str(name)
