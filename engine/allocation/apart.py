"""Applications that share nothing with one another, evaluated apart: what is under way takes memory, and that is then
only some of a year's."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence

import numpy as np

from engine.allocation.approval import applicant_of, assessed, drawn_by
from engine.allocation.contradictions import SCORE, Point, matters_in
from engine.allocation.proration import waiting
from engine.allocation.run import Entry, Run
from engine.application.model import Application, projects_of
from engine.policy.pack import Policy
from engine.values.grouping import connected, grouped
from engine.values.names import identity

AT_ONCE = 2_048
"""Claims that are evaluated at once, unless more of them hang together."""


def assessed_apart(
    policy: Policy,
    applications: Sequence[Application],
    approved: Sequence[Entry],
    readings: dict[str, str],
    points: Sequence[Point] = (),
) -> list[Entry]:
    """What `assessed` says of all of them, in the order given."""
    of_applicant = grouped((entry.applicant, entry) for entry in approved)
    drawn = drawn_by(approved)
    found: list[list[Entry]] = [[] for _ in applications]
    for some in apart(applications):
        own = [applications[i] for i in some]
        names = dict.fromkeys(map(applicant_of, own))
        before = [entry for name in names for entry in of_applicant.get(name, ())]
        entries = iter(assessed(policy, own, before, readings, points, drawn))
        for i in some:
            found[i] = [next(entries) for _ in applications[i].claims]
    return [entry for own in found for entry in own]


def without_waiting(
    run: Run, applications: Sequence[Application], approved: Sequence[Entry], points: Sequence[Point]
) -> Run:
    """The run in which claims that wait for a place take nothing of what a project leaves room for: the others have it
    to themselves until the places are given. An applicant that names again what waits has no more by it."""
    drawing = waiting(run) & sharing_projects(applications)
    if not drawing:
        return run
    drawing |= named_again(applications, drawing)
    open_ones = [*points, Point(SCORE, "", tuple(drawing))]
    again = [*assessed_apart(run.policy, applications, approved, run.readings, open_ones), *approved]
    amounts = [old.approved if old.id in drawing else e.approved for old, e in zip(run.entries, again, strict=True)]
    return run.with_approved(np.array(amounts, dtype=np.int64), nothing_open=False)


def named_again(applications: Sequence[Application], claims: Collection[str]) -> set[str]:
    """The claims of an applicant for a matter that one of these claims (their ids) of it is about."""
    about = grouped(
        ((applicant_of(application) or i, claim.provision.id, name), claim.id)
        for i, application in enumerate(applications)
        for claim in application.claims
        for matter, facts in matters_in(claim)
        if (name := matter.identity(facts)) is not None
    )
    return {claim for named in about.values() if not set(named).isdisjoint(claims) for claim in named}


def sharing_projects(applications: Sequence[Application]) -> set[str]:
    """The claims that share a project with another claim."""
    claims = [claim for application in applications for claim in application.claims]
    by_project = grouped((project.name, claim.id) for claim in claims for project in projects_of(claim))
    sharing = (set(named) for name, named in by_project.items() if name is not None)
    return {claim for named in sharing if len(named) > 1 for claim in named}


def apart(applications: Sequence[Application]) -> Iterator[list[int]]:
    """The applications by position, in parts of which none shares anything with another. A part has about `AT_ONCE`
    claims, if no more of them hang together."""
    part: list[int] = []
    claims = 0
    for members in hanging_together(applications):
        part += members
        claims += sum(len(applications[i].claims) for i in members)
        if claims >= AT_ONCE:
            yield part
            part, claims = [], 0
    if part:
        yield part


def hanging_together(applications: Sequence[Application]) -> list[list[int]]:
    """The applications by position, those together that share something: an applicant with its yearly caps, a project
    with its funding, also of what was awarded for it before."""
    return connected(map(_shared, applications))


def _shared(application: Application) -> Iterator[Hashable]:
    if name := applicant_of(application):
        yield "applicant", name
    for claim in application.claims:
        for project in projects_of(claim):
            if project.key is not None:
                yield "project", project.key
    for award in application.history:
        if award.project:
            yield "project", identity(award.project)
