"""The limits of an item, then of a claim as a whole. Called as the steps of `amounts` are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.policy.pack import Exclusive, Limit
from engine.steps.numbers import Number
from engine.values.money import HUNDREDTH, WHOLE

Row = Any
Figures = dict[str, Number]
_NONE: Figures = {}

EARLIER, BESIDE, ONCE = "used earlier", "used beside", "used once"
"""What earlier claims of an applicant have used up of a cap (分): in earlier batches, and in this one; and whether what
is given once has been."""


@dataclass(frozen=True, slots=True, eq=False)
class Cap:
    """At most so much (分). `less`: the fact with what of it was used up before, as the applicant states it; `across`:
    earlier claims of the applicant use it up too, and what was awarded for an earlier batch is counted once."""

    rule: Limit
    step: str
    cap: int
    less: str
    across: bool
    scale: int

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and its figures."""
        left: Number = self.cap
        if self.across:
            earlier = o.most(r[EARLIER], r[self.less]) if self.less else r[EARLIER]
            left = o.most((left - r[BESIDE] - earlier) // HUNDREDTH * HUNDREDTH, 0)
        elif self.less:
            left = o.most(left - r[self.less], 0)
        return o.least(x, left * self.scale), {"left": left}


@dataclass(frozen=True, slots=True, eq=False)
class Once:
    """Nothing where the applicant has had it."""

    rule: Limit
    step: str = "once"

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and its figures."""
        return x * (r[ONCE] == 0), _NONE


@dataclass(frozen=True, slots=True, eq=False)
class SideShare:
    """The applicant's share of what a side of a project gets."""

    rule: None
    name: str
    step: str = "side_share"

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and its figures."""
        return x // WHOLE * r[self.name], {"share": r[self.name]}


@dataclass(frozen=True, slots=True, eq=False)
class ProjectFunding:
    """What a project leaves room for: what was really invested less all other government money, of which the fiscal
    part is one. `required`: without its figures nothing is granted."""

    required: bool
    scale: int
    step: str

    def headroom(self, o: Any, r: Row) -> Number:
        """分 that a project leaves room for."""
        public = o.most(r["project.other_gov_funding"], r["project.fiscal_investment"])
        return o.most(r["project.actual_investment"] - public, 0)

    def within(self, o: Any, r: Row, x: Number) -> Number:
        """An amount that is the only one of its project."""
        return o.least(x, self.headroom(o, r) * self.scale)

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and its figures."""
        return (self.within(o, r, x) if self.required else o.only(r["project"] == 1, self.within, r, x)), _NONE


@dataclass(frozen=True, slots=True, eq=False)
class OtherPolicy:
    """Another policy of the same place for the same matter: the higher of the two, or the one that was chosen; where it
    was received already nothing, or with `tops_up` the difference. `project`: the funding limit that holds for what is
    granted here."""

    rule: None
    step: str
    tops_up: bool
    project: ProjectFunding | None
    scale: int

    def _left(self, o: Any, r: Row, x: Number) -> Number:
        other, choice = r["other_district.amount"] * self.scale, r["other_district.choice"]
        here = self.project(o, r, x)[0] if self.project else x
        stays = (choice == 0) | ((choice != 1) & (here >= other))
        received = r["other_district.received"] == 1
        if_received = o.most(x - other, 0) * received if self.tops_up else 0
        return if_received + x * (stays & (received == 0))

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and its figures."""
        return o.only(r["other_district"] == 1, self._left, r, x), _NONE


@dataclass(frozen=True, slots=True, eq=False)
class Combined:
    """All items of a claim, or the best of them."""

    best: bool
    step: str


@dataclass(frozen=True, slots=True, eq=False)
class OneSide:
    """One applicant on several sides of one project takes the higher only."""

    rule: Exclusive
    binds: bool
    step: str = "same_applicant"


def approved(x: Number, scale: int) -> Number:
    """An amount cut to 0.01万元, in 分."""
    return x // (scale * HUNDREDTH) * HUNDREDTH
