"""Which runs an application needs, and what came of its claims in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.application.model import Application, Claim, projects_of
from engine.assessment.answer import Amounts, Status
from engine.assessment.cells import FILLS, Cells, Fill, Filling, Unknown, applicant_row, claim_cells
from engine.assessment.columns import Plans
from engine.assessment.evaluation import Gathering
from engine.assessment.rules import Rulebooks
from engine.assessment.runs import ClaimRun
from engine.policy.pack import Policy
from engine.steps.one_side import OneSide
from engine.values.money import wan
from engine.values.names import identity

AGAINST, FAVOUR, BEST = 0, 1, 2
MOST_VALUED = 30
"""Of more unknowns in an application it is not worked out what each is worth: every one takes a run of its own."""

Need = Literal["ceilings", "amounts", "worth"]
"""What is to be told of claims: confirmed and ceiling; the most, too; and what each unknown is worth."""
FREE, SETTLED = -1, -2
"""Whose run tells of a claim, instead of one of its own: of those that hang on no other, all together; of those that do
and know all of themselves, all together with the others against."""


@dataclass(slots=True)
class Placed:
    """An application as it was evaluated: each of its runs, with what became of the claims that take part in it. The
    runs are against, in favour, at best, and then those of claims at their best while the others are not; `but` one
    unknown each where they were asked for (`valued`). Without unknowns there is one run."""

    application: Application
    cells: list[Cells]
    unknown: list[Unknown]
    runs: list[dict[int, ClaimRun]]
    whose: list[int]
    best_of: dict[int, int]
    but: dict[tuple[int, int, str], int]
    valued: bool = False

    @property
    def uncertain(self) -> bool:
        """Whether anything is unknown."""
        return len(self.runs) > 1

    def run(self, which: int) -> dict[int, ClaimRun]:
        """The claims in the run AGAINST, FAVOUR or BEST."""
        return self.runs[which if self.uncertain else 0]

    def best(self, claim: int) -> ClaimRun:
        """A claim with its own unknowns at their best."""
        if not self.uncertain:
            return self.runs[0][claim]
        return self.runs[self.best_of.get(self.whose[claim], BEST)][claim]

    def without(self, claim: int, where: int, path: str) -> ClaimRun:
        """The same without one unknown, of the claim or (`where` -1) of the applicant."""
        whose = claim if where == claim else self.whose[claim]
        return self.runs[self.but[whose, where, path]][claim]


class Batch:
    """Evaluates applications to one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.plans = policy.derived(Plans)
        self.filling = Filling(self.plans)

    def place(self, application: Application, need: Need = "amounts") -> Placed:
        """Evaluate an application, in the runs that are needed."""
        row, unknown = applicant_row(self.plans, application)
        cells = claim_cells(self.plans, application)
        placed = Placed(application, cells, unknown, [], [FREE] * len(cells), {}, {})
        count = len(unknown) + sum(len(c.unknown) for c in cells)
        for fill in FILLS[: 1 if not count else 2 if need == "ceilings" else 3]:
            self._run(placed, row, fill)
        if not count or need == "ceilings":
            return placed
        placed.valued = need == "worth" and count <= MOST_VALUED
        # Claims that draw on one cap, side or project would take it from one another if all were at their best. The
        # others do not hang on each other: each of their unknowns is told by a run of its claim alone.
        groups = [group for group in sharing(application.claims) if len(group) > 1]
        settled: list[int] = []
        for group in groups:
            for i in group:
                placed.whose[i] = i if cells[i].unknown else SETTLED
                if cells[i].unknown:
                    self._at_best(placed, row, i, group, placed.unknown)
                else:
                    settled.append(i)
        if settled:
            together = [i for group in groups for i in group]
            self._at_best(placed, row, SETTLED, together, placed.unknown)
        if placed.valued:
            free = [i for i, whose in enumerate(placed.whose) if whose == FREE]
            for u in unknown:
                placed.but[FREE, -1, u.path] = self._run(placed, row, "best", (-1, u.path), only=free)
            for i in free:
                for u in cells[i].unknown:
                    placed.but[i, i, u.path] = self._run(placed, row, "best", (i, u.path), only=[i])
        return placed

    def _at_best(self, placed: Placed, row: list[Any], whose: int, group: list[int], unknown: list[Unknown]) -> None:
        """The runs in which a claim of a group is at its best and the others are not (SETTLED: none of them is)."""
        placed.best_of[whose] = self._run(placed, row, "best", alone=whose, only=group)
        if not placed.valued:
            return
        own = placed.cells[whose].unknown if whose >= 0 else []
        for where, u in [(-1, u) for u in unknown] + [(whose, u) for u in own]:
            placed.but[whose, where, u.path] = self._run(placed, row, "best", (where, u.path), whose, group)

    def _run(
        self,
        placed: Placed,
        row: list[Any],
        fill: Fill,
        but: tuple[int, str] | None = None,
        alone: int | None = None,
        only: Collection[int] | None = None,
    ) -> int:
        """Evaluate a run of an application; its number among those of the application. `but` names one unknown (claim
        position, or -1 for the applicant, and path) that stays at its worst while the others are filled; `alone` the
        only claim that is filled, the others staying against the applicant; `only` the claims that take part."""
        application, cells = placed.application, placed.cells
        gathering = Gathering(self.policy.derived(Rulebooks).under(application.readings))
        worst = but[1] if but and but[0] < 0 else None
        filled = self.filling.applicant(row, placed.unknown, application.day, fill, worst)
        batch = gathering.batch(application.day.toordinal(), filled)
        gathering.remember(0, application)
        claims = {}
        for i in range(len(cells)) if only is None else only:
            own: Fill = fill if alone is None or alone == i else "against"
            left_out = but[1] if but and but[0] == i else None
            claims[i] = gathering.add(batch, 0, cells[i], *self.filling.claim(cells[i], application.day, own, left_out))
        gathering.evaluate()
        placed.runs.append(claims)
        return len(placed.runs) - 1


def sharing(claims: Sequence[Claim]) -> list[list[int]]:
    """The claims by position, those together that may share something: a provision with its caps, an exclusive choice,
    a project."""
    first: dict[object, int] = {}
    group = list(range(len(claims)))

    def head(i: int) -> int:
        while group[i] != i:
            group[i] = i = group[group[i]]
        return i

    for i, claim in enumerate(claims):
        keys: set[object] = {("provision", claim.provision.id)}
        keys |= {("one_side", side.one_side) for side in claim.provision.of_kind(OneSide)}
        keys |= {("project", identity(project["id"])) for project, _ in projects_of(claim) if "id" in project}
        for key in keys:
            group[head(i)] = head(first.setdefault(key, i))
    found: dict[int, list[int]] = {}
    for i in range(len(claims)):
        found.setdefault(head(i), []).append(i)
    return list(found.values())


def status(claim: Claim, confirmed: int, most: int) -> Status:
    """可能符合, 还需补充 or 暂不符合, from the amounts with unknowns counted against and at their best (分). With
    something in it that is not clear a claim needs information, whatever the rest of it brings."""
    if confirmed > 0:
        return "needs_information" if claim.unclear else "eligible"
    return "needs_information" if most > 0 else "ineligible"


def amounts_of(placed: Placed, claim: int) -> tuple[int, int, int]:
    """Confirmed, ceiling and most, in 分."""
    if not placed.uncertain:
        return (placed.runs[0][claim].approved,) * 3
    # What others claim can help as well as hinder, so what is possible is the most of all runs.
    runs = (placed.run(AGAINST)[claim], placed.run(FAVOUR)[claim], placed.run(BEST)[claim], placed.best(claim))
    confirmed, ceiling, together, alone = (run.approved for run in runs)
    return confirmed, ceiling, max(ceiling, together, alone)


def ceiling_of(placed: Placed, claim: int) -> int:
    """The ceiling alone, in 分."""
    return placed.run(FAVOUR)[claim].approved


def amounts_text(confirmed: int, ceiling: int, most: int) -> Amounts:
    """The three amounts (分) as output, in 万元."""
    text = wan(confirmed)
    return {
        "ceiling": text if ceiling == confirmed else wan(ceiling),
        "confirmed": text,
        "most": text if most == confirmed else wan(most),
    }
