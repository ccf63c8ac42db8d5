"""The budget that a payout ratio needs, or the totals of articles that stand in its way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated

from pydantic import Field

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
    left_by_totals,
    next_whole,
    proven,
    total_of,
    with_totals,
)
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both
from engine.values.money import HUNDREDTH, Exact, percent_text


@dataclass(frozen=True, slots=True)
class Blocking:
    """The yearly `total` (a pool, by id) of an article that keeps a ratio from being reached, whatever the budget: the
    `most` that it allows, what it is now and what it would have to be (0.01万元, with what was awarded before)."""

    total: str
    article: Annotated[int, Field(exclude=True)]
    most: Ratio
    present: Hundredths[Exact]
    needed: Hundredths[Exact]


@dataclass(frozen=True, slots=True)
class Budget:
    """The smallest budget (0.01万元) with which `measure` reaches `ratio`. None where no budget does: then `blocking`
    says which totals stand in the way, `most` what can be reached, and `raised` the budget that is needed once they
    have been raised."""

    measure: Measure
    ratio: Ratio
    budget: Hundredths[int] | None
    most: Ratio
    blocking: list[Blocking]
    raised: Hundredths[int] | None
    sentence: Both
    notes: list[Both]
    trials: list[Trial]


def budget_for(run: Run, ratio: Fraction, measure: Measure = "budget") -> Budget:
    """The smallest budget with which `measure` is at least `ratio`, whatever the budget of `run` is.

    A sum is scaled by cap through sum, so the budget is the ratio times what reaches its step, in the next whole
    0.01万元. Where an article's total comes first and scales its claims, the budget's step must make up for it; where
    that total alone leaves less than `ratio`, no budget does.
    """
    check_measure(run, measure)
    free = settle(replace(run, budget=None))
    limits = left_by_totals(free) if measure == "claims" else {}
    most = min(limits.values(), default=ONE)
    if most < ratio:
        return _blocked(run, ratio, free, limits)
    asked = free.budget.requested
    # Behind an article's total, the budget may take only what that total has left over.
    step = ratio if run.budget_first or not most else ratio / most
    budget = next_whole(step * asked)
    notes = [say("budget_whole", asked=amount_of(asked))]
    if step > ratio:
        pool = next(p for number, p in enumerate(run.policy.pools) if limits.get(number) == most)
        notes.append(
            say(
                "budget_lowest",
                total=total_name(run.policy, pool.id),
                pool=percent_text(most),
                needed=percent_text(step),
            )
        )
    if run.budget is not None:
        present = Fraction(run.budget, HUNDREDTH)
        key = "budget_enough" if present >= budget else "budget_short"
        notes.append(say(key, present=amount_of(present), difference=amount_of(abs(present - budget))))
    trials = [_trial_of_budget(run, budget, ratio, measure)]
    if budget:
        trials.append(_trial_of_budget(run, budget - 1, ratio, measure))
    return Budget(
        measure,
        ratio,
        budget,
        most,
        [],
        None,
        say("budget_for", measure=say(f"measure_{measure}"), ratio=percent_text(ratio), budget=amount_of(budget)),
        [*notes, *about_claims(free, measure)],
        proven(trials),
    )


def _blocked(run: Run, ratio: Fraction, free: Settlement, limits: dict[int, Fraction]) -> Budget:
    """The answer where totals of articles stand in the way: how large they would have to be."""
    most = min(limits.values())
    blocking = []
    for number, pool in enumerate(run.policy.pools):
        if limits.get(number, ONE) < ratio:
            awarded = Fraction(run.already_awarded.get(pool.id, 0), HUNDREDTH)
            needed = next_whole(ratio * free.pools[number].requested + awarded)
            present = Fraction(total_of(run, pool.id), HUNDREDTH)
            blocking.append(Blocking(pool.id, pool.article, limits[number], present, needed))
    raised = replace(with_totals(run, {b.total: b.needed for b in blocking}), budget=None)
    trials = [
        allocated(say("trial_no_budget"), replace(run, budget=None), ratio, "claims"),
        allocated(say("trial_total"), raised, ratio, "claims"),
    ]
    for b in blocking:
        lowered = with_totals(raised, {b.total: b.needed - 1})
        label = say("trial_total_less", article=article_both(b.article))
        trials.append(allocated(label, lowered, ratio, "claims"))
    expected = (False, True, *(False for _ in blocking))
    then = budget_for(raised, ratio, "claims").budget
    totals = words.joined("inverse.list_comma", [total_name(run.policy, b.total) for b in blocking])
    notes = [say("blocked_total", **_of(run, b)) for b in blocking]
    if then is not None:
        notes.append(say("blocked_budget", budget=amount_of(then)))
    return Budget(
        "claims",
        ratio,
        None,
        most,
        blocking,
        then,
        say("blocked", ratio=percent_text(ratio), totals=totals, most=percent_text(most)),
        [*notes, *about_claims(free, "claims")],
        proven(trials, expected),
    )


def _of(run: Run, b: Blocking) -> dict[str, Both]:
    return {
        "total": total_name(run.policy, b.total),
        "cap": amount_of(b.present),
        "needed": amount_of(b.needed),
        "most": say("as_it_is", ratio=percent_text(b.most)),
    }


def _trial_of_budget(run: Run, budget: int, ratio: Fraction, measure: Measure) -> Trial:
    label = say("trial_budget", amount=amount_of(budget))
    return allocated(label, replace(run, budget=budget * HUNDREDTH), ratio, measure)
