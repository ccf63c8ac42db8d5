"""Applications in the claims table: which runs each needs, where its claims stand in them, and what came of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from engine.application import Application, projects_of
from engine.claims import Cells, Fill, TableBuilder, Unknown, applicant_row, claim_cells
from engine.columns import Plans
from engine.money import wan
from engine.outcome import Outcome
from engine.pack import Policy

AGAINST, FAVOUR, BEST = 0, 1, 2


@dataclass(slots=True)
class Placed:
    """Where an application stands in the table: for each of its runs, the (provision, row) of the claims that take
    part in it. The runs are against, in favour, at best, and then at best but for one unknown each; without unknowns
    there is one."""

    application: Application
    cells: list[Cells]
    unknown: list[Unknown]
    runs: list[dict[int, tuple[str, int]]]
    but: dict[tuple[int, int, str], int]
    alone: dict[int, int]

    @property
    def uncertain(self) -> bool:
        """Whether anything is unknown."""
        return len(self.runs) > 1

    def run(self, which: int) -> dict[int, tuple[str, int]]:
        """The places of the claims in the run AGAINST, FAVOUR or BEST."""
        return self.runs[which if self.uncertain else 0]

    def best(self, claim: int) -> tuple[str, int]:
        """The place of a claim with its own unknowns at their best."""
        return self.runs[self.alone[claim]][claim] if claim in self.alone else self.run(BEST)[claim]


class Assembly:
    """A table under way, and where each application stands in it."""

    def __init__(self, policy: Policy) -> None:
        self.plans = policy.derived(Plans)
        self.builder = TableBuilder(self.plans)
        self.counts: dict[str, int] = {}

    def place(self, application: Application, worth: bool) -> Placed:
        """Add an application; `worth`: also the runs that tell what each unknown is worth."""
        row, unknown = applicant_row(self.plans, application)
        cells = claim_cells(self.plans, application)
        placed = Placed(application, cells, unknown, [], {}, {})
        uncertain = bool(unknown) or any(c.unknown for c in cells)
        for fill in ("against", "favour", "best") if uncertain else ("against",):
            self._run(placed, row, fill)
        if not uncertain:
            return placed
        # Claims that draw on one cap, side or project would take it from one another if all were at their best. The
        # others do not hang on each other: each of their unknowns is told by a run of its claim alone.
        bound = _bound_together(cells)
        free = [i for i in range(len(cells)) if i not in bound]
        for i in bound:
            placed.alone[i] = self._run(placed, row, "best", alone=i, only=bound)
        if worth:
            for u in unknown:
                placed.but[-1, -1, u.path] = self._run(placed, row, "best", (-1, u.path), only=free)
            for i, c in enumerate(cells):
                alone, only = (i, bound) if i in bound else (None, [i])
                for where, u in [(-1, u) for u in unknown if i in bound] + [(i, u) for u in c.unknown]:
                    placed.but[i, where, u.path] = self._run(placed, row, "best", (where, u.path), alone, only)
        return placed

    def _run(
        self,
        placed: Placed,
        row: list[Any],
        fill: Fill,
        but: tuple[int, str] | None = None,
        alone: int | None = None,
        only: Collection[int] | None = None,
    ) -> int:
        """Add a run of an application (`TableBuilder.add`); its number among those of the application."""
        day, unknown, cells = placed.application.day, placed.unknown, placed.cells
        self.builder.add(day, row, unknown, cells, fill, but, alone, only=only)
        places = {}
        for i in range(len(cells)) if only is None else only:
            provision = cells[i].plan.provision.id
            at = self.counts.get(provision, 0)
            self.counts[provision] = at + 1
            places[i] = (provision, at)
        placed.runs.append(places)
        return len(placed.runs) - 1


def _bound_together(cells: list[Cells]) -> list[int]:
    """The claims that share a cap, an exclusive choice or a project with another claim of the application."""
    keys: dict[object, list[int]] = {}
    for i, c in enumerate(cells):
        keys.setdefault(c.plan.provision.id, []).append(i)
        if c.plan.provision.exclusive:
            keys.setdefault(("exclusive", c.plan.provision.exclusive), []).append(i)
        for project, _ in projects_of(c.claim):
            if "id" in project:
                keys.setdefault(("project", project["id"]), []).append(i)
    return sorted({i for members in keys.values() if len(set(members)) > 1 for i in members})


def status(confirmed: int, most: int) -> str:
    """可能符合, 还需补充 or 暂不符合, from the amounts with unknowns counted against and at their best (分)."""
    if confirmed > 0:
        return "eligible"
    return "needs_information" if most > 0 else "ineligible"


def amounts_of(placed: Placed, outcomes: dict[str, Outcome], claim: int) -> tuple[int, int, int]:
    """Confirmed, ceiling and most, in 分."""
    if not placed.uncertain:
        return (_approved(outcomes, placed.runs[0][claim]),) * 3
    # What others claim can help as well as hinder, so what is possible is the most of all runs.
    places = (placed.run(AGAINST)[claim], placed.run(FAVOUR)[claim], placed.run(BEST)[claim], placed.best(claim))
    confirmed, ceiling, together, alone = (_approved(outcomes, place) for place in places)
    return confirmed, ceiling, max(ceiling, together, alone)


def amounts_text(confirmed: int, ceiling: int, most: int) -> dict[str, str]:
    """The three amounts (分) as output, in 万元."""
    text = wan(confirmed)
    return {
        "ceiling": text if ceiling == confirmed else wan(ceiling),
        "confirmed": text,
        "most": text if most == confirmed else wan(most),
    }


def _approved(outcomes: dict[str, Outcome], place: tuple[str, int]) -> int:
    provision, row = place
    return int(outcomes[provision].approved[row])
