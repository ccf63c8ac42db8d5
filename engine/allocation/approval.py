"""What applications come to: the claims of all of them, evaluated together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date

from engine.allocation.contradictions import Point, kind_of, matters_in
from engine.allocation.run import Entry, matters_of
from engine.application.model import Application, Facts, projects_of
from engine.assessment.batch import Evaluator
from engine.assessment.bounds import Bounds
from engine.assessment.cells import Fill, Filling, applicant_row, cells_of
from engine.assessment.evaluation import Drawn, Gathering
from engine.assessment.rules import Rulebook, Rulebooks
from engine.assessment.runs import ClaimRun
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.once import Once
from engine.steps.one_side import OneSide
from engine.steps.winners import Winners
from engine.values.grouping import grouped
from engine.values.money import HUNDREDTH, TOO_LARGE, bounded

Used = Mapping[tuple[object, str], Sequence[tuple[date | None, int]]]
"""What is approved already, by applicant and provision: the day of the application, if it is known, and 分."""
Amounts = dict[tuple[int, int], int]
"""分 by application and claim, each by its position."""


def assessed(
    policy: Policy,
    applications: list[Application],
    approved: list[Entry],
    readings: dict[str, str],
    points: Sequence[Point] = (),
    drawn: Drawn | None = None,
) -> list[Entry]:
    """The claims of all applications with the amounts that are confirmed, in the order given.

    They are evaluated together: claims of one project share its funding limit across companies, and the applications of
    one applicant share its yearly caps, those of an earlier day before those of a later one. What is approved already
    in the same run uses up these caps, and what is given once; `drawn` is what it takes of projects; and where one
    applicant is granted one side of a project only, it is the side that is approved. Claims that hang on one of the
    open `points` come to nothing, and take nothing of what they would share.
    """
    beside = Beside.of(policy, applications, approved, readings, points, drawn)
    amounts = amounts_of(policy, applications, readings, "against", beside)
    hanging = {claim for point in points for claim in point.claims}
    return entries_of(applications, amounts, most_if_open(policy, applications, readings, hanging))


def entries_of(applications: Sequence[Application], amounts: Amounts, most: Mapping[str, int]) -> list[Entry]:
    """The claims of all applications with what they come to, in the order given; of those that are open, by their ids,
    what that is at `most` (0.01万元)."""
    entries = []
    for i, application in enumerate(applications):
        for j, claim in enumerate(application.claims):
            limit = claim.provision.only(Winners)
            score = claim.facts.get(limit.by) if limit and limit.by else None
            amount = amounts[i, j] // HUNDREDTH
            entry = Entry(claim.id, applicant_of(application), claim.provision, amount, score, application.day)
            entries.append(replace(entry, open=True, most=most[claim.id]) if claim.id in most else entry)
    return entries


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside applications that are evaluated. Those claims `without` which that is done come to nothing,
    by application and claim. `used`: what is approved already of what an applicant may take, `drawn` of what a project
    leaves room for; `counted`: the matters that count already."""

    without: Set[tuple[int, int]] = frozenset()
    used: Used = field(default_factory=dict)
    drawn: Drawn | None = None
    counted: Collection[Hashable] = ()

    @classmethod
    def of(
        cls,
        policy: Policy,
        applications: list[Application],
        approved: list[Entry],
        readings: dict[str, str],
        points: Sequence[Point],
        drawn: Drawn | None = None,
    ) -> Beside:
        """What is approved beside these applications, and what of them is open. They then say of what is given once
        that it was."""
        used: Used = grouped(((e.applicant, e.provision.id), (e.day, e.approved * HUNDREDTH)) for e in approved)
        for application in applications:
            for claim in application.claims:
                if any(fen for _, fen in used.get((applicant_of(application), claim.provision.id), ())):
                    _use_up_once(claim.provision, claim.facts, readings)
        open_ones = positions(applications, {claim for point in points for claim in point.claims})
        without = _on_other_sides(policy, applications, approved, readings) | open_ones
        return cls(without, used, drawn_by(approved) if drawn is None else drawn, counted_by(approved))


NOTHING_BESIDE = Beside()


def most_if_open(
    policy: Policy, applications: Sequence[Application], readings: dict[str, str], hanging: Collection[str]
) -> dict[str, int]:
    """What each of the claims that are open could come to at most, in 0.01万元: each application by itself. Of a claim
    that nothing bounds it is what it comes to as it is stated."""
    found: dict[str, int] = {}
    for application in applications:
        if any(claim.id in hanging for claim in application.claims):
            bounds = Bounds(Evaluator(policy, application.under(readings)))
            for j, claim in enumerate(application.claims):
                if claim.id in hanging:
                    most = bounded(bounds.most[j])
                    found[claim.id] = (bounds.ceiling[j] if most is None else most) // HUNDREDTH
    return found


def positions(applications: list[Application], claims: Collection[str]) -> set[tuple[int, int]]:
    """Where these claims (by their ids) stand: by application and claim."""
    return {
        (i, j) for i, application in enumerate(applications) for j, c in enumerate(application.claims) if c.id in claims
    }


def amounts_of(
    policy: Policy,
    applications: Sequence[Application],
    readings: dict[str, str],
    fill: Fill,
    beside: Beside = NOTHING_BESIDE,
) -> Amounts:
    """What each claim comes to with everything that is unknown filled in one way: `against` the applicant it is what is
    confirmed, in `favour` the ceiling."""
    return gathered(policy.derived(Rulebooks).under(readings), applications, fill, beside).amounts()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Claims that are not evaluated yet, by application and claim. `taken`: 分 that is approved already, by batch and
    provision; `unknown`: the applications of which anything is."""

    gathering: Gathering
    runs: dict[tuple[int, int], ClaimRun]
    taken: dict[tuple[Hashable, str], tuple[int, int]]
    beside: Beside
    unknown: set[int]

    def amounts(self) -> Amounts:
        """Evaluate them: what each comes to."""
        self.gathering.evaluate(self.taken)
        return dict.fromkeys(self.beside.without, 0) | {at: run.approved for at, run in self.runs.items()}


def gathered(
    book: Rulebook,
    applications: Sequence[Application],
    fill: Fill,
    beside: Beside,
    wanted: Collection[tuple[int, int]] | None = None,
) -> Gathered:
    """The claims of all applications by these rules, as by `amounts_of`, not evaluated yet; only those `wanted`, if not
    all are."""
    plans = book.plans
    filling, gathering = Filling(plans), Gathering(book, beside.drawn, beside.counted)
    runs: dict[tuple[int, int], ClaimRun] = {}
    # Nor does anything hold for the others that an application says of its applicant all of whose claims stand aside.
    silent = {
        i
        for i, application in enumerate(applications)
        if application.claims and all((i, j) in beside.without for j in range(len(application.claims)))
    }
    together: dict[Hashable, list[int]] = grouped((applicant_of(a) or i, i) for i, a in enumerate(applications))
    taken: dict[tuple[Hashable, str], tuple[int, int]] = {}
    open_ones: set[int] = set()
    for key, of_applicant in together.items():
        for i in [i for i in of_applicant if i not in silent][:1]:
            gathering.remember(key, applications[i])
    for key, of_applicant in together.items():
        for day, members in sorted(grouped((applications[i].day, i) for i in of_applicant).items()):  # one batch a day
            speaking = [i for i in members if i not in silent]
            row, unknown = applicant_row(plans, applications[(speaking or members)[0]])
            batch = gathering.batch(day.toordinal(), filling.applicant(row, unknown, day, fill, None))
            open_ones.update(members if unknown else ())
            for i in members:
                for j, claim in enumerate(applications[i].claims):
                    if (i, j) not in beside.without and (wanted is None or (i, j) in wanted):
                        cells = cells_of(plans, applications[i], claim)
                        if cells.unknown:
                            open_ones.add(i)
                        run = gathering.add(batch, key, cells, *filling.claim(cells, day, fill))
                        runs[i, j] = run
                        provision = cells.plan.provision.id
                        taken[run.batch, provision] = _taken(beside.used, key, provision, day)
    return Gathered(gathering, runs, taken, beside, open_ones)


def applicant_of(application: Application) -> str | None:
    """The id of the applicant; None where none is given: then nothing is known of its other claims."""
    return application.applicant.get("id") or None


def _on_other_sides(
    policy: Policy, applications: list[Application], approved: list[Entry], readings: dict[str, str]
) -> set[tuple[int, int]]:
    """The claims of those who are approved on another side of the same project, where an applicant is granted only one
    side. Which side is higher was to be settled before one of them was approved."""
    one_side = {x.id for x in policy.exclusives if readings[x.reading] == x.choice}
    sides: dict[tuple[str | None, str, str], set[str]] = {}
    for e in approved:
        side = e.provision.only(OneSide)
        if e.approved and side is not None and side.one_side in one_side:
            for project in e.projects:
                sides.setdefault((e.applicant, project, side.one_side), set()).add(e.provision.id)
    found = set()
    for i, application in enumerate(applications):
        for j, claim in enumerate(application.claims):
            side = claim.provision.only(OneSide)
            for named in projects_of(claim) if side else ():
                name = named.key or ""
                taken = sides.get((applicant_of(application), name, side.one_side), set()) if side else set()
                if taken - {claim.provision.id}:
                    found.add((i, j))
    return found


def approved_for_others(
    applications: Sequence[Application], approved: Sequence[Entry], points: Sequence[Point]
) -> list[Point]:
    """Claims for a matter of the world that is approved for another applicant: they are open, what is approved is not.
    What stands open already (`points`) is left as it is."""
    owners: dict[tuple[str, str], set[str | None]] = {}
    for e in approved:
        matter = e.provision.matter
        if matter is not None and matter.of == "world" and matter.shared_by is None:
            for name in matters_of(e):
                owners.setdefault((e.provision.id, name), set()).add(e.applicant)
    hanging = {claim for point in points for claim in point.claims}
    found: dict[tuple[str, str], Point] = {}
    for application in applications if owners else ():
        for claim in application.claims:
            for matter, facts in matters_in(claim):
                key = (claim.provision.id, matter.identity(facts) or "")
                if claim.id not in hanging and owners.get(key, set()) - {applicant_of(application)}:
                    before = found.get(key, Point(kind_of(claim.provision), matter.written(facts) or "", ()))
                    found[key] = replace(before, claims=tuple(dict.fromkeys((*before.claims, claim.id))))
    return list(found.values())


def drawn_by(approved: Sequence[Entry]) -> dict[Hashable, int]:
    """What is approved already for each project (分), and for each side of one: where a claim has several projects it
    does not say how much is for each, and counts in full with all of them."""
    drawn = Counter[Hashable]()
    for e in approved:
        for project in e.projects:
            drawn.update(dict.fromkeys((project, (e.provision.id, project)), e.approved * HUNDREDTH))
    return drawn


def counted_by(approved: Sequence[Entry]) -> set[Hashable]:
    """The matters for which applicants are approved already: they count no second time."""
    return {(e.applicant, e.provision.id, matter) for e in approved for matter in matters_of(e)}


def _taken(used: Used, applicant: object, provision: str, day: date) -> tuple[int, int]:
    """分 of the caps of a provision that is approved already: for an earlier day's application, which the applicant may
    state as well, and otherwise."""
    approved = used.get((applicant, provision), ())
    earlier = sum(fen for of, fen in approved if of is not None and of < day)
    otherwise = sum(fen for of, fen in approved if of is None or of >= day)
    return min(earlier, TOO_LARGE), min(otherwise, TOO_LARGE)


def _use_up_once(p: Provision, facts: Facts, readings: dict[str, str]) -> None:
    """Note that the applicant was approved for another claim under the same provision, where that is given once."""
    for once in p.of_kind(Once):
        if once.holds_for(readings) == "applicant":
            if any(fact.name == once.once for fact in p.children()):
                facts[once.once] = True
            else:
                for item in facts.get(p.each or "") or ():
                    item[once.once] = True
