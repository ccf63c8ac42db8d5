"""Where the applications of a run contradict one another: nothing is refused for it. What one of them states holds for
the others, and where two state different things, the claims that hang on it are open until somebody has decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.allocation.paid import OpenPoint
from engine.application.model import LONGEST_TEXT, Application, Facts, parse_id, projects_of, read_keys, unread_for_all
from engine.policy.pack import Policy
from engine.values.names import folded
from engine.values.refusal import Refusals, Refused, is_text, shown

APPLICANT, PROJECT = "applicant", "project"
OF_A_POINT = ("kind", "what", "claims")
LONGEST_KIND = 32


@dataclass(frozen=True, slots=True)
class Point:
    """What is open: what is stated differently of one applicant or one project (`kind`), which (`what`), and the ids of
    the claims that hang on it, which are paid nothing until it is decided."""

    kind: str
    what: str
    claims: tuple[str, ...]


def agree(policy: Policy, applications: Sequence[Application], stated: Sequence[Point]) -> list[Point]:
    """What is open among the applications: what is `stated` to be, and what contradicts itself without it. Of the same
    applicant and the same project, what one application says holds for the others from now on, and the first one's way
    of writing its name; what stands open as stated says nothing to others."""
    left_out = {claim for point in stated for claim in point.claims}
    points = [*stated, *_applicants(policy, applications, left_out), *_projects(applications, left_out)]
    unread_for_all(claim for application in applications for claim in application.claims if claim.id not in left_out)
    return points


def read_open(raw: object, applications: Sequence[Application], path: str, refusals: Refusals) -> list[Point]:
    """The points that `raw` says are open (contract form), what is wrong with them noted."""
    if raw is None:
        return []
    if not isinstance(raw, list):
        refusals.add(path, "allocate.not_listed", given=shown(raw))
        return []
    known = {claim.id for application in applications for claim in application.claims}
    return [point for i, one in enumerate(raw) if (point := _read(one, known, f"{path}.{i}", refusals)) is not None]


def written(points: Sequence[Point]) -> list[OpenPoint]:
    """Points in the contract's form."""
    return [{"kind": point.kind, "what": point.what, "claims": list(point.claims)} for point in points]


def _read(raw: object, known: set[str], path: str, refusals: Refusals) -> Point | None:
    if not isinstance(raw, dict):
        refusals.add(path, "application.not_an_object", given=shown(raw))
        return None
    read_keys(raw, path, OF_A_POINT, refusals)
    for name, longest in (("kind", LONGEST_KIND), ("what", LONGEST_TEXT)):
        if not is_text(raw.get(name), longest, 1):
            refusals.add(f"{path}.{name}", "application.bad_text", given=shown(raw.get(name)), most=longest)
    claims = raw.get("claims")
    if not isinstance(claims, list):
        refusals.add(f"{path}.claims", "allocate.not_listed", given=shown(claims))
        return None
    for i, claim in enumerate(claims):
        try:
            if parse_id(claim, f"{path}.claims.{i}") not in known:
                refusals.add(f"{path}.claims.{i}", "allocate.open_unknown", given=shown(claim))
        except Refused as refused:
            refusals.include(refused)
    return None if refusals else Point(raw["kind"], raw["what"], tuple(claims))


def _applicants(policy: Policy, applications: Sequence[Application], left_out: set[str]) -> Iterator[Point]:
    """What one applicant claims in several applications draws on the same yearly caps, so what these say of it must
    agree. How its name is written need not."""
    together: dict[str, list[Application]] = {}
    for application in applications:
        name = application.applicant.get("id")
        if name:
            together.setdefault(folded(name), []).append(application)
    facts = [fact.name for fact in policy.applicant if fact.type != "text"]
    for members in together.values():
        what = members[0].applicant["id"]
        for application in members:
            application.applicant["id"] = what
        heard = [a for a in members if not a.claims or any(c.id not in left_out for c in a.claims)]
        said: Facts = {}
        of_all = [{n: a.applicant[n] for n in facts if a.applicant.get(n) is not None} for a in heard]
        if all(_fits(said, of_one) for of_one in of_all):
            for application in heard:
                application.applicant.update(said)
        elif claims := tuple(c.id for a in heard for c in a.claims if c.id not in left_out):
            yield Point(APPLICANT, what, claims)


def _projects(applications: Sequence[Application], left_out: set[str]) -> Iterator[Point]:
    """Both sides of a project state the same figures, in whichever application."""
    together: dict[str, list[tuple[Facts, str]]] = {}
    for application in applications:
        for claim in application.claims:
            for project, _ in projects_of(claim):
                if project.get("id") is not None:
                    together.setdefault(folded(project["id"]), []).append((project, claim.id))
    for named in together.values():
        what = named[0][0]["id"]
        for project, _ in named:
            project["id"] = what
        heard = [(project, claim) for project, claim in named if claim not in left_out]
        said: Facts = {}
        if all(_fits(said, project) for project, _ in heard):
            for project, _ in heard:
                project.update(said)
        else:
            yield Point(PROJECT, what, tuple(dict.fromkeys(claim for _, claim in heard)))


def _fits(said: Facts, more: Mapping[str, Any]) -> bool:
    """Whether `more` says nothing else than what is `said`, to which it is added."""
    return all(said.setdefault(name, value) == value for name, value in more.items())
