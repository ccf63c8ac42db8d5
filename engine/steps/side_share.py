"""联合体: the applicant's share of what a side of a project gets."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from engine.steps.demands import Names
from engine.steps.language import Applied, Example, FactColumns, Saying, View
from engine.steps.numbers import Number
from engine.steps.share import multiplied
from engine.steps.step import Figures, Place, Row, RowStep, StepKind
from engine.text import words
from engine.text.phrases import sentence
from engine.values.money import WHOLE, percent_text

SIDE_DRAWN = "drawn on the side"
SIDE_HAD = "had of the side"
"""What has been awarded before for a side of a project (分), to whomever, and of that to the applicant: it is not asked
of him."""


class SideShare(StepKind):
    """Of what a side gets, the applicant takes the share that a fact (`side_share`) says."""

    key: ClassVar[str] = "side_share"
    examples = (
        Example("beside", {"side_share": "part"}, "2.80", facts={"part": "ratio"}, says={"part": "0.4"}),
        Example("beside", {"side_share": "part"}, "7.00", facts={"part": {"type": "ratio", "absent": "one"}}),
        Example("beside", {"side_share": "part"}, facts={"part": "amount"}, refused="fact_type"),
    )

    side_share: str

    def names(self, names: Names) -> None:
        """What the names in it must lead to: a ratio of the claim."""
        names.fact("side_share", self.side_share, "ratio", of_claim=True)

    def columns(self, columns: FactColumns) -> None:
        """The facts that it computes with."""
        columns.claim(self.side_share, "more")

    def prepare(self, place: Place) -> SideShareStep:
        """The share as it is taken."""
        return SideShareStep(self, "side_share", "item", place.scale, self.side_share, place.side_cap)


@dataclass(frozen=True, slots=True, eq=False)
class SideShareStep(RowStep):
    """A share in millionths; `cap`: 分 that all applicants together get at most for the side, if it has a cap."""

    name: str
    cap: int | None

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
        share = x // WHOLE * r[self.name]
        if self.cap is not None:
            share = o.only(r[SIDE_DRAWN] > 0, self._left, r, share)
        return share, {"share": r[self.name]}

    def _left(self, o: Any, r: Row, x: Number) -> Number:
        """An amount within what earlier awards have left: of the applicant's share of the cap, and of the cap."""
        assert self.cap is not None
        own = self.cap * (self.scale // WHOLE) * r[self.name] - r[SIDE_HAD] * self.scale
        return o.least(x, o.most(o.least(own, (self.cap - r[SIDE_DRAWN]) * self.scale), 0))

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: the share, and what is left of it where the side has had some before."""
        part, before = Fraction(done.figures["share"], WHOLE), done.before
        unclear, name = view.unread_text(self.name), words.both("steps.share_name", share=percent_text(part))
        if done.after == before * part:
            return multiplied(name, unclear or sentence("steps.share"), str(part))
        text = unclear or words.both("steps.share_left", amount=view.text(before * part), left=view.text(done.after))
        return Saying(name, text, "bind", {"op": "set", "value": view.decimal(done.after)})
