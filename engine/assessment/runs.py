"""Claims that are evaluated: their numbers, and what became of them, every condition and step recorded."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.assessment.rules import Rules
from engine.steps.condition import Test
from engine.steps.measure import Counted
from engine.steps.numbers import Row, Scalars
from engine.steps.step import Prepared, RowStep
from engine.values.money import Exact

Shared = tuple[str, Hashable]
"""What several claims can have a part in."""


@dataclass(slots=True)
class Tested:
    """A condition, and whether it is met. `row` is what it was tested on."""

    check: Test
    met: bool
    row: Row


@dataclass(slots=True)
class Applied:
    """A step that was applied: its kind, the amounts before and after it (分 times the scale of the provision), and the
    figures that explain it."""

    kind: Prepared
    before: Exact
    after: Exact
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Item:
    """One entry of the list that a claim is about (or the claim itself, if it has no list): its numbers and those of
    its parts, the conditions, what the measures count, and the steps to what it brings. `matter`: by what it is told
    from others, if that is stated. `own`: what it brings before the funding limit of its project; `whole`:
    what it would if no project's funding were limited; `part`: 分 of what its project leaves room for, where others
    share it. `not_counted`: it is decided that its matter counts in another application."""

    row: Row
    parts: list[Row]
    project: Hashable = None
    matter: Hashable = None
    not_counted: bool = False
    checks: tuple[Test, ...] = ()
    met: bool = False
    counted: dict[str, list[Counted]] = field(default_factory=dict)
    steps: list[Applied] = field(default_factory=list)
    own: Exact = 0
    whole: Exact = 0
    part: Exact | None = None
    amount: Exact = 0

    @property
    def tests(self) -> list[Tested]:
        """Its conditions, each with whether it is met."""
        return _tested(self.checks, self.row)


@dataclass(slots=True, eq=False)
class ClaimRun:
    """One claim with everything unknown filled in one way, and what became of it.

    Claims of one `run` (an applicant in a year) share its caps, an earlier `batch` (a day's application) before a later
    one. `project` is what other claims call theirs too, if they share its funding; `part`: 分 of what it leaves room
    for, where others share it; `free`: what it would bring if no project's funding were limited. `unlisted`: its list
    is not given, and its item stands for any number of such. `insists`: that it may take less of a project than its
    weight leaves nothing to others. `met`: every condition of the claim is. `approved` is in 分.
    """

    rules: Rules
    run: Hashable
    batch: Hashable
    row: Row
    items: list[Item]
    project: Hashable = None
    unlisted: bool = False
    part: Exact | None = None
    met: bool = False
    combined: Exact = 0
    amount: Exact = 0
    free: Exact = 0
    insists: bool = False
    steps: list[Applied] = field(default_factory=list)
    approved: int = 0

    @property
    def tests(self) -> list[Tested]:
        """The conditions of the claim, each with whether it is met."""
        return _tested(self.rules.checks, self.row)

    @property
    def headroom(self) -> int | None:
        """分 that its project leaves room for; None where no funding limit holds for it."""
        funding = self.rules.claim_project
        return None if funding is None else funding.room(Scalars, self.row)

    @property
    def projects(self) -> set[Shared]:
        """The projects that it and its entries name."""
        found: set[Shared] = set() if self.project is None else {("project", self.project)}
        if self.rules.item_project is not None:
            found |= {("project", item.project) for item in self.items if item.project is not None}
        return found

    @property
    def matters(self) -> list[Shared]:
        """What its entries are about under its provision, where that is stated."""
        return [(self.rules.provision.id, item.matter) for item in self.items if item.matter is not None]

    @property
    def shares(self) -> set[Shared]:
        """What other claims may have a part in: caps, projects, matters."""
        caps = {("caps", self.rules.provision.id)} if self.rules.once or self.rules.across else set()
        return self.projects | caps | {("matter", key) for key in self.matters}


def _tested(checks: Iterable[Test], row: Row) -> list[Tested]:
    return [Tested(check, bool(check(Scalars, row)), row) for check in checks]


def apply(steps: list[Applied], kind: RowStep, row: Row, x: Exact) -> Exact:
    """Apply a step to an amount and note it; the amount after it."""
    after, figures = kind(Scalars, row, x)
    steps.append(Applied(kind, x, after, figures))
    return after
