"""Where the applications of a run contradict one another: nothing is refused for it. What one of them states holds for
the others, and where two state different things, the claims that hang on it are open until somebody has decided."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.allocation.paid import OpenPoint
from engine.application.model import Application, Claim, Facts, projects_of, unclear_for_all
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.cap import Cap
from engine.steps.matter import Matter
from engine.steps.once import Once
from engine.steps.years import Years
from engine.values.grouping import grouped
from engine.values.kinds import ID, text
from engine.values.money import WHOLE
from engine.values.names import folded, identity
from engine.values.refusal import LONGEST_TEXT, Refusals, refuse, shown
from engine.values.shapes import Kind, Listed, Record, Shape

APPLICANT, PROJECT, MATTER, SIDE, PLATFORM = "applicant", "project", "matter", "side", "platform"
SCORE = "score"
LONGEST_KIND = 32
OF_A_POINT = 3


@dataclass(frozen=True, slots=True)
class Point:
    """What is open: what is stated differently of one applicant or one project, or a matter, a platform or a side of a
    project that several claim, or a place that hangs on a score not given yet (`kind`); which (`what`), and the ids of
    the claims that hang on it, which are paid nothing until it is decided."""

    kind: str
    what: str
    claims: tuple[str, ...]


def agree(policy: Policy, applications: Sequence[Application], stated: Sequence[Point]) -> list[Point]:
    """What is open among the applications, by the policy under the readings in force: what is `stated` to be, and what
    contradicts itself without it. Of the same applicant and the same project, what one application says holds for the
    others from now on, and the first one's way of writing its name; what stands open as stated says nothing to others.
    """
    left_out = {claim for point in stated for claim in point.claims}
    points = [*stated, *_applicants(policy, applications, left_out), *_projects(applications, left_out)]
    points += _matters(applications, left_out)
    unclear_for_all(claim for application in applications for claim in application.claims if claim.id not in left_out)
    return points


def open_points(claims: Collection[str]) -> Listed:
    """What a run says of points that are open, which hang on some of these claims."""

    def known(value: object, path: str, notes: Refusals) -> str:
        claim: str = ID.read(value, path, notes)
        if claim not in claims:
            refuse(path, "allocate.open_unknown", given=shown(claim))
        return claim

    named = Listed(Kind(known, ID.schema), "allocate.not_listed")
    point: dict[str, Shape] = {"kind": text(LONGEST_KIND), "what": text(LONGEST_TEXT), "claims": named}
    return Listed(Record(point, frozenset(point)), "allocate.not_listed")


def read_open(raw: object, applications: Sequence[Application], path: str, refusals: Refusals) -> list[Point]:
    """The points that `raw` says are open (contract form), what is wrong with them noted."""
    shape = open_points({claim.id for application in applications for claim in application.claims})
    read = (point for _, point in shape.if_any(raw, path, refusals))
    return [Point(point["kind"], point["what"], tuple(point["claims"])) for point in read if len(point) == OF_A_POINT]


def written(points: Sequence[Point]) -> list[OpenPoint]:
    """Points in the contract's form."""
    return [{"kind": point.kind, "what": point.what, "claims": list(point.claims)} for point in points]


def _applicants(policy: Policy, applications: Sequence[Application], left_out: set[str]) -> Iterator[Point]:
    """What one applicant claims in several applications draws on the same yearly caps, so what these say of it must
    agree. How its name is written, and what no rule reads, need not."""
    together = grouped((folded(name), a) for a in applications if (name := a.applicant.get("id")))
    facts = [fact.name for fact in policy.applicant if fact.type != "text" and not fact.profile]
    for members in together.values():
        if len(members) == 1:  # what one says by itself stays as it is
            continue
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
    claims = [claim for application in applications for claim in application.claims]
    by_key = grouped((project.key, (project, claim.id)) for claim in claims for project in projects_of(claim))
    for named in (its for key, its in by_key.items() if key is not None):
        if len(named) == 1:
            continue
        what = named[0][0].name or ""
        for project, _ in named:
            project.facts[project.named_by] = what
        heard = [(project.facts, claim) for project, claim in named if claim not in left_out]
        said: Facts = {}
        if all(_fits(said, facts) for facts, _ in heard):
            for facts, _ in heard:
                facts.update(said)
        else:
            yield Point(PROJECT, what, tuple(dict.fromkeys(claim for _, claim in heard)))


@dataclass(slots=True)
class _Named:
    """An entry or a claim that names a matter: by whom, in which application and claim, and what is stated of it."""

    applicant: Hashable
    application: int
    claim: str
    what: str
    facts: Facts
    provision: Provision


def _matters(applications: Sequence[Application], left_out: set[str]) -> Iterator[Point]:
    """A matter of the world is claimed by one applicant; where several may share it, their shares come to the whole at
    most. What one applicant states of a matter in several applications must agree."""
    together: dict[Hashable, tuple[str, Matter, list[_Named]]] = {}
    for i, application in enumerate(applications):
        applicant: Hashable = application.applicant.get("id") or i
        for claim in application.claims:
            for matter, facts in matters_in(claim) if claim.id not in left_out else ():
                if (what := matter.written(facts)) is None:
                    continue
                found = identity(what)
                if (claim.provision.id, found) not in application.not_counted:
                    named = _Named(applicant, i, claim.id, what, facts, claim.provision)
                    owner = applicant if matter.of == "applicant" else None
                    key = (claim.provision.id, found, owner)
                    together.setdefault(key, (kind_of(claim.provision), matter, []))[2].append(named)
    for kind, matter, named_all in together.values():
        hanging = _in_question(matter, named_all)
        if hanging:
            yield Point(kind, named_all[0].what, tuple(dict.fromkeys(named.claim for named in hanging)))


def matters_in(claim: Claim) -> Iterator[tuple[Matter, Facts]]:
    """What a claim is about, and what is stated of it: each entry of its list, or the claim itself."""
    matter = claim.provision.matter
    if matter is not None:
        for facts in claim.entries():
            yield matter, facts


def kind_of(provision: Provision) -> str:
    """What its matter is in an open point."""
    if provision.matter is not None and provision.matter.shared_by is not None:
        return SIDE
    pers = (per for cap in provision.of_kind(Cap) for per in cap.pers())
    return PLATFORM if any(per in (PLATFORM, "platform_year") for per in pers) else MATTER


def _in_question(matter: Matter, named: list[_Named]) -> list[_Named]:
    """Who names a matter that is in question."""
    by_applicant = grouped((one.applicant, one) for one in named)
    if matter.shared_by is not None:
        shares = (max(one.facts.get(matter.shared_by, WHOLE) for one in of) for of in by_applicant.values())
        if sum(shares) > WHOLE:
            return named
    elif len(by_applicant) > 1:
        return named
    return [one for of in by_applicant.values() if _differs(matter, of) for one in of]


def _differs(matter: Matter, named: list[_Named]) -> bool:
    """Whether an applicant states different things of a matter: in several applications, or of a side of a project
    wherever it is named. How its name is written, its project, which has its own point, and what was had before, which
    grows from one application to the next, make no difference."""
    if len({one.claim if matter.shared_by else one.application for one in named}) < 2:
        return False
    said: Facts = {}
    figures = [figures_of(one.provision, one.facts) for one in named]
    return not all(_fits(said, of_one) for of_one in figures)


def figures_of(p: Provision, facts: Facts) -> Facts:
    """What an entry or a claim states of its matter beside what identifies it, its project, what was had before, and
    that of which the readings make nothing. Who states no share has all of it."""
    assert p.matter is not None
    asked = {fact.name for fact in p.children(p.each or "")}
    names = asked - {path.partition(".")[0] for path in p.matter.by} - _growing(p)
    all_of_it = {} if p.matter.shared_by is None else {p.matter.shared_by: WHOLE}
    return all_of_it | {name: value for name, value in facts.items() if name in names}


def _growing(p: Provision) -> frozenset[str]:
    """The facts that say what was had before, and the project's group."""
    had = {less for cap in p.of_kind(Cap) for less in cap.deducts()}
    had |= {step.once for step in p.of_kind(Once)} | {fact for step in p.of_kind(Years) for fact in step.facts()}
    return frozenset(had | {of.group for of in p.projects.values()})


def _fits(said: Facts, more: Mapping[str, Any]) -> bool:
    """Whether `more` says nothing else than what is `said`, to which it is added. Of a group each answer counts."""
    for name, value in more.items():
        known = said.setdefault(name, {} if isinstance(value, dict) else value)
        if isinstance(known, dict) and isinstance(value, dict):
            if not _fits(known, value):
                return False
        elif known != value:
            return False
    return True
