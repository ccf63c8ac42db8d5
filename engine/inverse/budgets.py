"""The budget that a payout ratio needs, or the totals of articles that stand in its way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from engine.allocation.allocate import Run, Settlement, settle
from engine.inverse.sentences import about_claims, amount_of, joined, percent_of, say, total_name
from engine.inverse.trials import (
    ONE,
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
from engine.policy.blocks import Pool
from engine.text.numerals import article_both
from engine.text.phrases import Both
from engine.values.money import HUNDREDTH, Exact


@dataclass(frozen=True, slots=True)
class Blocking:
    """A yearly total that keeps a ratio from being reached, whatever the budget: the `most` that it allows, what it is
    now and what it would have to be (0.01万元, with what was awarded before)."""

    pool: Pool
    most: Fraction
    total: Exact
    needed: Exact


@dataclass(frozen=True, slots=True)
class Budget:
    """The smallest budget (0.01万元) with which `measure` reaches `ratio`. None where no budget does: then `blocking`
    says which totals stand in the way, `most` what can be reached, and `raised` the budget that is needed once they
    have been raised."""

    measure: Measure
    ratio: Fraction
    budget: int | None
    most: Fraction
    blocking: tuple[Blocking, ...]
    raised: int | None
    sentence: Both
    notes: tuple[Both, ...]
    trials: tuple[Trial, ...]


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
            say("budget_lowest", total=total_name(run.policy, pool.id), pool=percent_of(most), needed=percent_of(step))
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
        (),
        None,
        say("budget_for", measure=say(f"measure_{measure}"), ratio=percent_of(ratio), budget=amount_of(budget)),
        (*notes, *about_claims(free, measure)),
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
            blocking.append(Blocking(pool, limits[number], Fraction(total_of(run, pool.id), HUNDREDTH), needed))
    raised = replace(with_totals(run, {b.pool.id: b.needed for b in blocking}), budget=None)
    trials = [
        allocated(say("trial_no_budget"), replace(run, budget=None), ratio, "claims"),
        allocated(say("trial_total"), raised, ratio, "claims"),
    ]
    for b in blocking:
        lowered = with_totals(raised, {b.pool.id: b.needed - 1})
        label = say("trial_total_less", article=article_both(b.pool.article))
        trials.append(allocated(label, lowered, ratio, "claims"))
    expected = (False, True, *(False for _ in blocking))
    then = budget_for(raised, ratio, "claims").budget
    totals = joined(total_name(run.policy, b.pool.id) for b in blocking)
    notes = [say("blocked_total", **_of(run, b)) for b in blocking]
    if then is not None:
        notes.append(say("blocked_budget", budget=amount_of(then)))
    return Budget(
        "claims",
        ratio,
        None,
        most,
        tuple(blocking),
        then,
        say("blocked", ratio=percent_of(ratio), totals=totals, most=percent_of(most)),
        (*notes, *about_claims(free, "claims")),
        proven(trials, expected),
    )


def _of(run: Run, b: Blocking) -> dict[str, Both]:
    return {
        "total": total_name(run.policy, b.pool.id),
        "cap": amount_of(b.total),
        "needed": amount_of(b.needed),
        "most": say("as_it_is", ratio=percent_of(b.most)),
    }


def _trial_of_budget(run: Run, budget: int, ratio: Fraction, measure: Measure) -> Trial:
    label = say("trial_budget", amount=amount_of(budget))
    return allocated(label, replace(run, budget=budget * HUNDREDTH), ratio, measure)
