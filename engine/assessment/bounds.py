"""What claims come to at least and at most, whatever the answers that are still open turn out to be.

By itself a claim brings the less the worse its answers are: its bounds are what it brings with all that is unknown
against it, and at its best. Beside others that share something with it, it comes to least where its own answers are
against it and theirs are at their best, and to most the other way round (`groups`). That is exact but for claims that
share caps and projects at once; there the bounds are safe and can be too wide.

Why nothing comes of a claim is said in one word, from its conditions and steps as they were recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple, get_args

from engine.application.model import UNREADABLE, Claim
from engine.assessment.answer import Amounts, Certain, ClaimAmounts, ClaimSummary, Status
from engine.assessment.batch import Evaluator, Wanted
from engine.assessment.groups import Group, Settled, at_best, groups_of
from engine.assessment.runs import ClaimRun, Item
from engine.steps.language import ReasonKind, Stated
from engine.steps.step import Grade
from engine.values.money import bounded_wan, wan


class Range(NamedTuple):
    """分: at least, with the open conditions in favour and amounts as stated, and at most (beyond `bounded` where
    nothing bounds it)."""

    least: int
    ceiling: int
    most: int


class Bounds:
    """The bounds of each claim of an application (分, by position), and of several together. `at_best`: what becomes of
    a claim where it comes to most."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.least = [run.approved for run in evaluator.against]
        self.most = list(self.least)
        self.at_best: list[ClaimRun] = list(evaluator.best)
        for i, group in self.group.items() if evaluator.uncertain else ():
            if group.open:
                self.least[i] = min(group.least(Wanted(i)), self.least[i])
                best = group.most(at_best(i))
                self.most[i], self.at_best[i] = (0, self.at_best[i]) if best is None else (best.approved, best)
        self.ceiling = [
            min(max(run.approved, least), most)
            for run, least, most in zip(evaluator.favour, self.least, self.most, strict=True)
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """The claims in groups that share nothing with one another."""
        return groups_of(self.evaluator)

    @cached_property
    def group(self) -> dict[int, Group]:
        """The claims that a claim hangs on, by its position."""
        return {i: group for group in self.groups for i in group.members}

    @property
    def grades(self) -> list[Grade | None]:
        """What kind of certainty the amount of each claim has."""
        return [self.evaluator.rules(i).grade for i in range(len(self.evaluator.cells))]

    def of(self, claim: int) -> Range:
        """The amounts of one claim."""
        return Range(self.least[claim], self.ceiling[claim], self.most[claim])

    def of_all(self, claims: Iterable[int]) -> Range:
        """The amounts of several claims together: more at least, or less at most, than the sums of theirs where what
        one of them does not get another does."""
        wanted = frozenset(claims)
        least = sum([self.least[i] for i in wanted])
        if not self.evaluator.uncertain:
            return Range(least, least, least)
        most = sum([self.most[i] for i in wanted])
        ceiling = sum([self.evaluator.favour[i].approved for i in wanted])
        for group in self.groups:
            if not isinstance(group, Settled) and wanted.issuperset(group.members):
                at_least, at_most = group.together(self.least, self.most)
                least += at_least - sum(self.least[i] for i in group.members)
                most += at_most - sum(self.most[i] for i in group.members)
        return Range(least, min(max(ceiling, least), most), most)


def amounts_text(amounts: Range) -> Amounts:
    """The amounts as output, in 万元."""
    if amounts.least == amounts.most:
        known = wan(amounts.least)
        return {"ceiling": known, "confirmed": known, "most": known}
    return {**certain_text(amounts), "most": bounded_wan(amounts.most)}


def certain_text(amounts: Range) -> Certain:
    """The same without what is possible at most."""
    return {"ceiling": wan(amounts.ceiling), "confirmed": wan(amounts.least)}


FARTHEST = get_args(ReasonKind)
"""Where entries bring nothing for different reasons, that of the claim is the last of these: the entry that came
farthest."""


def summary_of(bounds: Bounds, position: int) -> ClaimSummary:
    """What one claim comes to, and why it is nothing or not known yet."""
    cells, amounts = bounds.evaluator.cells[position], bounds.of(position)
    state = _status(cells.claim, amounts)
    return {
        "id": cells.claim.id,
        "provision": cells.plan.provision.id,
        "status": state,
        "grade": bounds.evaluator.rules(position).grade,
        "reason_kind": _reason(cells.claim, state, bounds.at_best[position]),
        **amounts_text(amounts),
    }


def amounts_of(bounds: Bounds, position: int) -> ClaimAmounts:
    """The same in amounts alone."""
    claim, amounts = bounds.evaluator.cells[position].claim, bounds.of(position)
    return {"id": claim.id, "status": _status(claim, amounts), **amounts_text(amounts)}


def _status(claim: Claim, amounts: Range) -> Status:
    """可能符合, 还需补充 or 暂不符合, from what a claim comes to at least and at most. With something in it that cannot
    be read a claim needs information, whatever the rest of it brings."""
    if amounts.least > 0:
        return "needs_information" if claim.unclear else "eligible"
    return "needs_information" if amounts.most > 0 else "ineligible"


def _reason(claim: Claim, status: Status, best: ClaimRun) -> ReasonKind | None:
    """Why a claim of this status is not 可能符合; None where it is. `best`: what becomes of it with all that is unknown
    at its best."""
    if status == "eligible":
        return None
    if status == "needs_information":
        return "unreadable" if any(found.kind == UNREADABLE for found in claim.unclear.values()) else "unanswered"
    if best.rules.provision.gives_nothing:
        return "no_grant"
    if best.met and not best.combined:
        return max(map(_nothing_of, best.items), key=FARTHEST.index, default="nothing")
    return _nothing_of(best)


def _nothing_of(of: ClaimRun | Item) -> ReasonKind:
    """Why nothing comes of a claim as a whole, or of an entry: the first condition, as the law has them, that is not
    met, or the first step that leaves nothing. None does where what is left is cut away."""
    if of.met:
        return next((step.kind.reason_kind for step in of.steps if step.before and not step.after), "nothing")
    rule = next(test.check.rule for test in of.tests if not test.met)
    return rule.reason_kind if isinstance(rule, Stated) else "unmet"
