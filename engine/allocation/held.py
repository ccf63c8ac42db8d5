"""What applications come to, held so that under other numbers of the law only what hangs on them is worked out again.

Claims that share nothing but the caps of their applicant are held as columns; those that share a project, or hang on
what was awarded or approved before, are evaluated one by one as they always are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from engine.allocation.apart import hanging_together
from engine.allocation.approval import Amounts, Beside, applicant_of, gathered
from engine.application.model import Application, Claim, projects_of
from engine.assessment.cells import Fill
from engine.assessment.many import evaluate_table
from engine.assessment.rules import Rulebook, Rulebooks
from engine.assessment.runs import ClaimRun
from engine.assessment.table import Table, Tabling
from engine.policy.pack import Policy
from engine.values.arrays import Array
from engine.values.grouping import connected, grouped
from engine.values.names import identity

Place = tuple[int, int]
"""Where a claim stands: its application and its place in it."""


class Held:
    """Applications with everything unknown filled in one way, what stands `beside` them, and what their claims come to
    (`amounts`). `like`: the same applications filled in another way, beside the same; where nothing is unknown, they
    come to the same. The `columns` are made when they are asked for, of the facts as they are then."""

    def __init__(
        self,
        policy: Policy,
        applications: Sequence[Application],
        readings: dict[str, str],
        fill: Fill,
        beside: Beside,
        like: Held | None = None,
    ) -> None:
        self.applications, self.fill, self.beside = applications, fill, beside
        self.book = policy.derived(Rulebooks).under(readings)
        if like is None:
            self.unknown: set[int] = set()
            self.amounts = self._all()
            return
        self.unknown, self.amounts = set(like.unknown), dict(like.amounts)
        for group in hanging_together(applications) if self.unknown else ():
            if not self.unknown.isdisjoint(group):
                claims = [(i, j) for i in group for j in range(len(applications[i].claims))]
                self.amounts |= self._one_by_one(self.book, claims)

    def under(self, book: Rulebook, changed: Collection[str]) -> tuple[list[tuple[Array, Array]], Amounts]:
        """What claims come to by other rules, which differ in the provisions that are `changed`: of those claims that
        hang on them. For each provision the claims that are held as columns (their positions in these) and 分 of them;
        and 分 of the others."""
        table, _, together = self.columns
        found = self._of_rows(book, [name for name in table.rows if name in changed])
        touched = (claims for claims, provisions in together if not provisions.isdisjoint(changed))
        return found, self._one_by_one(book, [at for claims in touched for at in claims])

    def _all(self) -> Amounts:
        """分 of all claims."""
        table, places, together = self.columns
        found: Amounts = {}
        for positions, fen in self._of_rows(self.book, table.rows):
            found |= zip(map(places.__getitem__, positions.tolist()), fen.tolist(), strict=True)
        return found | self._one_by_one(self.book, [at for claims, _ in together for at in claims])

    @cached_property
    def columns(self) -> tuple[Table, list[Place], list[tuple[list[Place], frozenset[str]]]]:
        """The claims that hang on nothing as columns, where each of them stands, and the others, those together that
        share something, with the provisions that they are under."""
        alone, others = self._apart()
        tabling, places = Tabling(self.book, self.fill), []
        for i, positions in alone:
            application = self.applications[i]
            if tabling.add(application, [application.claims[j] for j in positions]):
                self.unknown.add(i)
            places += [(i, j) for j in positions]
        groups = ([others[n] for n in group] for group in connected(map(self._shared, others)))
        together = [(claims, frozenset(self._claim(at).provision.id for at in claims)) for claims in groups]
        return tabling.table(), places, together

    @cached_property
    def approved(self) -> set[object]:
        """The applicants for whom something is approved already."""
        return {name for name, _ in self.beside.used}

    @cached_property
    def of_applicant(self) -> dict[Hashable, list[int]]:
        """The applications of each applicant."""
        return grouped((self._applicant(i), i) for i in range(len(self.applications)))

    @cached_property
    def remembering(self) -> dict[str, list[Hashable]]:
        """The applicants that say what was awarded before for a project."""
        awards = ((i, award) for i, application in enumerate(self.applications) for award in application.history)
        return grouped((identity(award.project), self._applicant(i)) for i, award in awards if award.project)

    def _claim(self, at: Place) -> Claim:
        return self.applications[at[0]].claims[at[1]]

    def _applicant(self, i: int) -> Hashable:
        name = applicant_of(self.applications[i])
        return i if name is None else name

    def _apart(self) -> tuple[list[tuple[int, list[int]]], list[Place]]:
        """Which claims of which applications hang on nothing but the caps of their applicant: those of its only
        application, of which nothing was had or decided before, whose projects nobody else names, nor they twice. And
        the other claims."""
        named = {
            (i, j): self._projects([(i, j)])
            for i, application in enumerate(self.applications)
            for j, claim in enumerate(application.claims)
            if claim.provision.projects
        }
        counts = Counter(key for keys in named.values() for key in keys)
        taken = {key for key, count in counts.items() if count > 1 or key in self.remembering}
        taken.update(key for key in self.beside.drawn or () if isinstance(key, str))
        bound = {at for at, keys in named.items() if not taken.isdisjoint(keys)} | self.beside.without
        hanging = {(i, self.applications[i].claims[j].provision.id) for i, j in bound}
        alone: list[tuple[int, list[int]]] = []
        others: list[Place] = []
        for i, application in enumerate(self.applications):
            is_alone = self._is_alone(i)
            positions: list[int] = []
            for j, claim in enumerate(application.claims):
                if is_alone and (i, claim.provision.id) not in hanging:
                    positions.append(j)
                else:
                    others.append((i, j))
            if positions:
                alone.append((i, positions))
        return alone, others

    def _shared(self, at: Place) -> Iterator[Hashable]:
        yield "caps", self._applicant(at[0]), self._claim(at).provision.id
        for project in self._projects([at]):
            yield "project", project

    def _is_alone(self, i: int) -> bool:
        """Whether an application is the only one of its applicant, of which nothing was had or decided before."""
        application = self.applications[i]
        if application.history or application.not_counted or len(self.of_applicant[self._applicant(i)]) > 1:
            return False
        return applicant_of(application) not in self.approved

    def _projects(self, claims: Sequence[Place]) -> list[str]:
        """By what the projects that claims name are found again."""
        return [project.key for at in claims for project in projects_of(self._claim(at)) if project.key is not None]

    def _of_rows(self, book: Rulebook, names: Collection[str]) -> list[tuple[Array, Array]]:
        """The claims in the columns of these provisions, and 分 of them."""
        table = self.columns[0]
        rows = {name: table.rows[name] for name in names}
        if not rows:
            return []
        found = evaluate_table(book, Table(table.day, table.applicant, rows))
        return [(rows[name].claim_order, of.approved) for name, of in found.items()]

    def _one_by_one(self, book: Rulebook, claims: Sequence[Place]) -> Amounts:
        """分 of these claims, evaluated together."""
        found = {at: run.approved for at, run in self.evaluated(book, claims).items()}
        return dict.fromkeys(self.beside.without & set(claims), 0) | found

    def evaluated(self, book: Rulebook, claims: Sequence[Place]) -> dict[Place, ClaimRun]:
        """These claims, evaluated together one by one, with what was recorded; but for those that stand aside."""
        if not claims:
            return {}
        whose = {self._applicant(i) for i, _ in claims}
        whose |= {name for project in self._projects(claims) for name in self.remembering.get(project, ())}
        own = sorted(i for applicant in whose for i in self.of_applicant[applicant])
        at = {i: n for n, i in enumerate(own)}
        beside = replace(self.beside, without={(at[i], j) for i, j in self.beside.without if i in at})
        wanted = {(at[i], j) for i, j in claims}
        found = gathered(book, [self.applications[i] for i in own], self.fill, beside, wanted)
        self.unknown.update(own[n] for n in found.unknown)
        found.gathering.evaluate(found.taken)
        return {(own[n], j): run for (n, j), run in found.runs.items()}


def changed_in(book: Rulebook, other: Rulebook) -> set[str] | None:
    """The provisions (by id) whose numbers other rules state otherwise, which are the same in all else; None where more
    hangs on a number than what is held: windows, what an answer that is left out stands for, or how much is more than
    anything that the law compares with."""
    if other.policy.windows != book.policy.windows or other.plans.enough > book.plans.enough:
        return None
    changed = {p.id for p, its in zip(book.policy.provisions, other.policy.provisions, strict=True) if p is not its}
    for id in changed:
        plan, its = book.plans.by_id[id], other.plans.by_id[id]
        slots = zip((*plan.claim, *plan.item, *plan.part), (*its.claim, *its.item, *its.part), strict=True)
        if any(one.absent != another.absent for one, another in slots):
            return None
    return changed
