"""Who is one applicant in a run: whoever states one credit code, whatever ids it is given, and whoever has one id."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from engine.application.model import Application, Award
from engine.policy.pack import Policy
from engine.values.grouping import connected
from engine.values.names import folded


def unite(policy: Policy, applications: Sequence[Application]) -> dict[str, str]:
    """Give the applications of each applicant one id, the first that one of them states, else the credit code; and all
    of them what any says was awarded to it before. Those that state neither id nor code stay each on its own. Returns
    by which id each applicant goes, by everything that it is called by, as `folded`."""
    names = [_names(policy, application) for application in applications]
    called: dict[str, str] = {}
    for members in connected([folded(name) for name in own] for own in names):
        if names[members[0]]:
            stated = (applications[i].applicant.get("id") for i in members)
            id = next(filter(None, stated), None) or applications[members[0]].applicant[policy.code_fact]
            called |= {folded(name): id for i in members for name in names[i]}
    for application, own in zip(applications, names, strict=True):
        if own:
            application.applicant["id"] = called[folded(own[0])]
    if any(application.history for application in applications):
        _tell_all(applications, names, called)
    return called


def _tell_all(applications: Sequence[Application], names: Sequence[list[str]], called: dict[str, str]) -> None:
    """Give the applications of each applicant what any of them says was awarded to it before."""
    awarded = {id: Counter[Award]() for id in called.values()}
    others: list[Counter[Award]] = []
    for application, own in zip(applications, names, strict=True):
        told = defaultdict[str, Counter[Award]](Counter)
        for award in application.history:
            name = award.applicant or (own[0] if own else None)
            whose = None if name is None else called.get(folded(name))
            told[whose or ""][replace(award, applicant="") if whose else award] += 1
        others.append(told.pop("", Counter()))
        for whose, counts in told.items():
            awarded[whose] |= counts  # what two applications say alike was awarded once
    for application, own, of_others in zip(applications, names, others, strict=True):
        had = awarded[application.applicant["id"]] + of_others if own else of_others
        application.history = tuple(had.elements())


def _names(policy: Policy, application: Application) -> list[str]:
    """The id and the credit code that an applicant states."""
    facts = application.applicant
    return [name for name in (facts.get("id"), facts.get(policy.code_fact)) if name]
