"""The highest value of a number of the policy that a budget carries: a rate, a cap, a fixed sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

import numpy as np
from pydantic import PlainSerializer

from engine.allocation.proration import Settlement
from engine.allocation.run import Run
from engine.assessment.answered_steps import Ratio
from engine.inverse.caps import highest
from engine.inverse.sentences import about_claims, amount_of, as_law, say, total_name
from engine.inverse.trials import ONE, Measure, Trial, check_measure, judged, proven, reached, reached_with, what_stops
from engine.policy.pack import Policy
from engine.policy.parameters import MOST_WAN, Number, changeable, exact
from engine.steps.project_funding import ProjectFunding
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.values import money
from engine.values.money import HUNDREDTH, WAN, WHOLE, percent_text
from engine.values.refusal import refuse

PARTS = 10_000
"""Hundredths of a per cent in a whole: the unit in which rates are searched."""
LIFTS = ("share", "fixed", "tiers", "cap")
"""The fields of steps that lift awards: not a threshold, a number of years or of winners."""
TRIED = 64
"""So many values above a boundary are tried where sums that are cut may waver."""


@dataclass(frozen=True, slots=True)
class Highest:
    """The highest value of one number of the policy with which `measure` stays at `ratio`, as overrides write it, and
    the step in which it was searched. None where any value does (`unlimited`) or where not even the lowest does.

    `highest` is False where amounts that are cut make the sums waver so long above `value` that whatever lies beyond
    was not tried; else it is proven that nothing above `value` does."""

    number: Annotated[Any, PlainSerializer(lambda number: number.name)]
    measure: Measure
    ratio: Ratio
    value: str | None
    step: str
    unlimited: bool
    highest: bool
    stopped_by: str | None
    sentence: Both
    notes: list[Both]
    trials: list[Trial]


def raising(policy: Policy) -> list[Number]:
    """The numbers of the policy that lift awards when they rise: rates, fixed sums and caps of its provisions."""
    return [number for number in changeable(policy) if number.field in LIFTS]


def drawing(run: Run) -> list[Number]:
    """The `raising` numbers of the provisions that the budget pays."""
    return [
        number for number in raising(run.policy) if run.group_of(run.policy.provision(number.block)) != run.elsewhere
    ]


def number_name(policy: Policy, number: Number) -> Both:
    """What a number is called in a sentence: of which article and provision, and what it says."""
    p = policy.provision(number.block)
    kind = "rate" if number.kind == "rate" else "cap" if number.field == "cap" else "fixed"
    return say(f"number_{kind}", article=article_both(number.article), title=both(p.title), label=number.label)


def value_text(number: Number, value: str) -> Both:
    """A value as people read it: a percentage, or an amount."""
    if number.kind == "rate":
        return {lang: percent_text(exact("rate", value)) for lang in words.LANGUAGES}
    return as_law(int(exact("amount", value)))


def highest_number(
    settled: Callable[[str], Settlement], number: Number, ratio: Fraction = ONE, measure: Measure = "budget"
) -> Highest:
    """The highest value of one of the `raising` numbers with which `measure` is at least `ratio`. `settled` allocates
    with a value in place of the policy's own, everything else (caps, quota, totals, what is decided already) as it is.

    It is searched among whole units: whole 万元, in which the law writes amounts, and hundredths of a per cent. A rate
    with more digits could not be enacted; and since every award is cut to 0.01万元 the sums rise in jumps, so that the
    bound of all rates that do is a jump at which the budget no longer reaches.
    """
    search = _Search(settled, number, ratio, measure)
    run = search.at(search.present).run
    check_measure(run, measure)
    if run.budget is None:
        refuse("budget", "inverse.no_budget")
    budget = amount_of(Fraction(run.budget, HUNDREDTH))
    name = number_name(run.policy, number)
    said = {"number": name, "budget": budget, "measure": say(f"measure_{measure}"), "ratio": percent_text(ratio)}
    present = say("number_present", value=value_text(number, number.value))
    decided = about_claims(search.at(search.present), measure)
    if search.group == run.elsewhere:
        decided.insert(0, say("number_elsewhere"))
    elif count := search.decided():
        decided.insert(0, say("number_decided", count=count))
    kind = "" if ratio == ONE and measure == "budget" else "_ratio"
    asked = number, measure, ratio
    if search.holds(search.most):
        sentence = say(f"number_any{kind}", value=value_text(number, search.written(search.most)), **said)
        trials = proven([search.trial(search.most)])
        return Highest(*asked, None, search.step, True, True, None, sentence, [present, *decided], trials)
    stopped = lambda unit: what_stops(run, _sums(search.at(unit)), measure)  # noqa: E731
    if search.least is None:
        sentence = say(f"number_none{kind}", **said)
        total = stopped(0)
        note = say("number_rest", total=total_name(run.policy, total))
        trials = proven([search.trial(0), search.trial(1)], (False, False))
        return Highest(*asked, None, search.step, False, True, total, sentence, [note, present, *decided], trials)
    unit, certain = search.beyond(search.boundary())
    total = stopped(unit + 1)
    more = say("number_stopped", more=value_text(number, search.written(1)), total=total_name(run.policy, total))
    sentence = say(f"number_highest{kind}", value=value_text(number, search.written(unit)), **said)
    notes = [present, more, *([] if certain else [say("number_waver")]), *decided]
    trials = proven([search.trial(unit), search.trial(unit + 1)])
    return Highest(*asked, search.written(unit), search.step, False, certain, total, sentence, notes, trials)


class _Search:
    """Searches the values of one number, each allocated once."""

    def __init__(self, settled: Callable[[str], Settlement], number: Number, ratio: Fraction, measure: Measure) -> None:
        self.settled, self.number, self.ratio, self.measure = settled, number, ratio, measure
        self.a_rate = number.kind == "rate"
        self.step = str(Fraction(1, PARTS)) if self.a_rate else "1"
        self.most = PARTS if self.a_rate else MOST_WAN
        self.present = int(exact(number.kind, number.value) * (PARTS if self.a_rate else Fraction(1, WAN)))
        self.found: dict[int, Settlement] = {}
        self.provision = number.block

    @property
    def group(self) -> int:
        """The group of the number's provision."""
        run = self.at(self.present).run
        return run.group_of(run.policy.provision(self.provision))

    def written(self, unit: int) -> str:
        """A value as overrides write it."""
        return money.wan_law(unit * WHOLE // PARTS) if self.a_rate else str(unit)

    def at(self, unit: int) -> Settlement:
        """The allocation with this value."""
        if unit not in self.found:
            self.found[unit] = self.settled(self.written(unit))
        return self.found[unit]

    def holds(self, unit: int) -> bool:
        """Whether the ratio is reached."""
        return reached(self.at(unit), self.measure) >= self.ratio

    @property
    def least(self) -> int | None:
        """The lowest value that does, if any. At 0 a claim takes no place, and leaves it to one that may be larger."""
        return next((unit for unit in (0, 1) if self.holds(unit)), None)

    def boundary(self) -> int:
        """A value that does while the next does not: from the present one outwards, then by halving."""
        low, high = self.least or 0, self.most
        width = max(1, self.present // 2)
        at = self.present
        while low < at < high:
            if self.holds(at):
                low, at = at, at + width
            else:
                high, at = at, at - width
            width *= 2
        return low + highest(lambda more: self.holds(low + more), high - 1 - low)

    def beyond(self, unit: int) -> tuple[int, bool]:
        """The highest value that does, from a boundary on, and whether it is certain that none above it does.

        Claims that share what a project has room for are each cut, so that their sum can waver by 0.01万元 a claim
        while it should rise. Beyond a value at which not even sums so much smaller would do, nothing does."""
        best = unit
        for at in range(unit + 1, min(self.most, unit + TRIED) + 1):
            if reached_with(self.at(at).run, self._least(at), self.measure) < self.ratio:
                return (at - 1 if self.holds(at - 1) else best), self._steady(at)
            if self.holds(at - 1) and not self.holds(at):
                best = at - 1
        return best, unit + TRIED >= self.most

    def _least(self, unit: int) -> list[int]:
        """The sums that no higher value could be below: 0.01万元 less for each claim of a project."""
        settlement = self.at(unit)
        run = settlement.run
        of_projects = np.array([bool(p.of_kind(ProjectFunding)) for p in run.policy.provisions])[run.provision]
        counts = [int((of_projects & (run.group == g)).sum()) for g in range(run.elsewhere)]
        return [max(0, total - count) for total, count in zip(_sums(settlement), counts, strict=True)]

    def _steady(self, unit: int) -> bool:
        """Whether, from this value on, every claim outside the number's group keeps its amount and every claim its
        place: else what one group gains another may lose."""
        here, there = self.at(unit), self.at(self.most)
        beside = here.run.group != self.group
        same = here.run.approved[beside] == there.run.approved[beside]
        return bool(same.all()) and np.array_equal(here.places, there.places)

    def decided(self) -> int:
        """How many claims of the provision keep an amount whatever the number: those that are decided already."""
        run = self.at(0).run
        own = np.array([p.id == self.provision for p in run.policy.provisions])[run.provision]
        return 0 if self.number.field == "tiers" else int((own & (run.approved > 0)).sum())

    def trial(self, unit: int) -> Trial:
        """The allocation with this value, as evidence: made anew."""
        settlement = self.settled(self.written(unit))
        return judged(value_text(self.number, self.written(unit)), settlement, self.ratio, self.measure)


def _sums(settlement: Settlement) -> list[int]:
    """What each group that draws on the budget comes to, after the quota (0.01万元)."""
    return [int(total) for total in settlement.columns[0].sums[: settlement.run.elsewhere]]
