"""The highest cap on every single award that a budget carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from engine.allocation.proration import Settlement, settle
from engine.allocation.run import Run
from engine.assessment.answered_steps import Ratio
from engine.inverse.sentences import about_claims, amount_of, say, total_name
from engine.inverse.trials import (
    ONE,
    Hundredths,
    Measure,
    Trial,
    allocated,
    check_measure,
    companies,
    proven,
    reached_with,
    what_stops,
)
from engine.text.phrases import Both
from engine.values.arrays import Array
from engine.values.money import FITS, HUNDREDTH, percent_text
from engine.values.refusal import refuse


@dataclass(frozen=True, slots=True)
class Cap:
    """The highest cap (0.01万元) on every single award with which `measure` stays at `ratio`; None: none is needed.

    It lies from `below`, the largest award that is within it, up to `above`, the smallest that it cuts; `claims` of
    `companies` are cut, by `cut` together. `stopped_by` is the total that does not carry 0.01万元 more."""

    measure: Measure
    ratio: Ratio
    cap: Hundredths[int] | None
    below: Hundredths[int] | None
    above: Hundredths[int] | None
    claims: int
    companies: int
    cut: Hundredths[int]
    stopped_by: str | None
    sentence: Both
    notes: list[Both]
    trials: list[Trial]


def highest_cap(run: Run, ratio: Fraction = ONE, measure: Measure = "budget") -> Cap:
    """The highest cap on every award that draws on the budget with which `measure` is at least `ratio` (1: nothing is
    scaled). Awards are published in 0.01万元, so a cap is a whole number of these.

    A cap lowers the approved amount, before quota, totals and budget; it moves nobody into or out of a place. What the
    awards come to under a cap follows from how many are above it (order statistics), so no allocation is needed to
    try one; and no sum falls when the cap rises, so the highest is found among whole numbers by halving.
    """
    check_measure(run, measure)
    if run.budget is None:
        refuse("budget", "inverse.no_budget")
    free = settle(run)
    capped = _Capped(free)
    budget = amount_of(Fraction(run.budget, HUNDREDTH))
    said = {"measure": say(f"measure_{measure}"), "ratio": percent_text(ratio), "budget": budget}
    kind = "" if ratio == ONE and measure == "budget" else "_ratio"
    if capped.reached(capped.most, measure) >= ratio:
        trials = [allocated(say("trial_no_cap"), run, ratio, measure)]
        sentence = say(f"cap_unlimited{kind}", **said)
        notes = about_claims(free, measure)
        return Cap(measure, ratio, None, capped.most, None, 0, 0, 0, None, sentence, notes, proven(trials))
    cap = highest(lambda c: capped.reached(c, measure) >= ratio, capped.most)
    within, above = capped.between(cap)
    rows = capped.above(cap)
    names = companies(run)
    count = len({names[row] for row in rows.tolist()})
    cut = int(sum(capped.values[rows].tolist())) - cap * len(rows)
    stopped = what_stops(run, capped.sums(cap + 1), measure)
    notes = [say("cap_effect", claims=len(rows), companies=count, cut=amount_of(cut))] if cap else []
    between = {"above": amount_of(above)} | ({} if within is None else {"below": amount_of(within)})
    notes.append(say("cap_lowest" if within is None else "cap_between", **between))
    notes.append(say("cap_stopped", total=total_name(run.policy, stopped)))
    return Cap(
        measure,
        ratio,
        cap,
        within,
        above,
        len(rows),
        count,
        cut,
        stopped,
        say(f"cap_highest{kind}" if cap else f"cap_none{kind}", cap=amount_of(cap), **said),
        [*notes, *about_claims(free, measure)],
        proven([_trial(run, c, ratio, measure) for c in (cap, cap + 1)]),
    )


def _trial(run: Run, cap: int, ratio: Fraction, measure: Measure) -> Trial:
    return allocated(say("trial_cap", amount=amount_of(cap)), _with_cap(run, cap), ratio, measure)


def highest(holds: Callable[[int], bool], most: int) -> int:
    """The highest whole number from 0 to `most` at which `holds`, which holds at 0 and, once broken, stays broken."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low


class _Capped:
    """What the awards that draw on a budget come to under a cap, group by group."""

    def __init__(self, free: Settlement) -> None:
        run = self.run = free.run
        values: Array = np.where(run.group == run.elsewhere, 0, free.columns[0].values)
        if int(values.max(initial=0)) * max(1, len(values)) >= FITS:
            values = values.astype(object)
        self.values = values
        self.most = int(values.max(initial=0))
        self.ordered = np.sort(values[values > 0])
        self.groups = [np.sort(values[(run.group == g) & (values > 0)]) for g in range(run.elsewhere)]
        self.summed = [[0, *np.cumsum(group).tolist()] for group in self.groups]

    def sums(self, cap: int) -> list[int]:
        """The sum of each group's awards, none above `cap`."""
        found = []
        for group, summed in zip(self.groups, self.summed, strict=True):
            within = int(np.searchsorted(group, cap, side="right"))
            found.append(summed[within] + (len(group) - within) * cap)
        return found

    def reached(self, cap: int, measure: Measure) -> Fraction:
        """The ratio that `measure` reaches under a cap."""
        return reached_with(self.run, self.sums(cap), measure)

    def between(self, cap: int) -> tuple[int | None, int]:
        """The largest award within `cap`, if there is one, and the smallest above it."""
        within = int(np.searchsorted(self.ordered, cap, side="right"))
        below = int(self.ordered[within - 1]) if within else None
        return below, int(self.ordered[within])

    def above(self, cap: int) -> Array:
        """The rows of the awards above `cap`."""
        return np.flatnonzero(self.values > cap)


def _with_cap(run: Run, cap: int) -> Run:
    drawing = (run.group != run.elsewhere).tolist()
    entries = [
        replace(entry, approved=cap) if here and entry.approved > cap else entry
        for here, entry in zip(drawing, run.entries, strict=True)
    ]
    return replace(run, entries=entries)
