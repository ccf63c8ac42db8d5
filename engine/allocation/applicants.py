"""Who is one applicant in a run: whoever states one credit code, whatever ids it is given, and whoever has one id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from engine.application.model import Application, Award
from engine.policy.pack import Policy
from engine.values.names import folded


def unite(policy: Policy, applications: Sequence[Application]) -> dict[str, str]:
    """Give the applications of each applicant one id, the first that one of them states, else the credit code; and all
    of them what any says was awarded before. Those that state neither id nor code stay each on its own. Returns by
    which id each applicant goes, by everything that it is called by, as `folded`."""
    head: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := head.setdefault(name, name)) != name:
            head[name] = head[above]
            name = above
        return name

    names = [_names(policy, application) for application in applications]
    for own in names:
        for name in own[1:]:
            head[root(folded(name))] = root(folded(own[0]))
    together: dict[str, list[Application]] = {}
    for application, own in zip(applications, names, strict=True):
        if own:
            together.setdefault(root(folded(own[0])), []).append(application)
    ids: dict[str, str] = {}
    for of, members in together.items():
        stated = (application.applicant.get("id") for application in members)
        ids[of] = next(filter(None, stated), None) or members[0].applicant[policy.code_fact]
        awards = Counter[Award]()
        for application in members:
            awards |= Counter(application.history)  # what two of them say alike was awarded once
        for application in members:
            application.applicant["id"], application.history = ids[of], tuple(awards.elements())
    return {name: ids[of] for name in head if (of := root(name)) in ids}


def _names(policy: Policy, application: Application) -> list[str]:
    """The id and the credit code that an applicant states."""
    facts = application.applicant
    return [name for name in (facts.get("id"), facts.get(policy.code_fact)) if name]
