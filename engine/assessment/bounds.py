"""What claims come to at least and at most, whatever the answers that are still open turn out to be.

By itself a claim brings the less the worse its answers are: its bounds are what it brings with all that is unknown
against it, and at its best. Beside others that share something with it, it comes to least where its own answers are
against it and theirs are at their best, and to most the other way round (`groups`). That is exact but for claims that
share caps and projects at once; there the bounds are safe and can be too wide.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from engine.assessment.answer import Amounts, Certain
from engine.assessment.batch import Evaluator, Wanted
from engine.assessment.groups import Group, Settled, at_best, groups_of
from engine.assessment.runs import ClaimRun
from engine.values.money import bounded, wan


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
    most = bounded(amounts.most)
    return {**certain_text(amounts), "most": None if most is None else wan(most)}


def certain_text(amounts: Range) -> Certain:
    """The same without what is possible at most."""
    return {"ceiling": wan(amounts.ceiling), "confirmed": wan(amounts.least)}
