"""Which conditions, steps and limits work otherwise under a scenario, as a page lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.policy.pack import Policy
from engine.policy.parameters import Number, changeable, exact
from engine.scenario import Outcome
from engine.scenario.step_changes import StepChange
from engine.text import words
from engine.text.phrases import Both, both
from engine.values import money
from engine.view.budget.writing import written

COUNTED = ("begins", "ends", "more", "less")


@dataclass(frozen=True)
class StepEffect:
    """One step: the article and what is claimed under it (None for what all share), what it is called, with its numbers
    before and after where they are others, what is different for how many companies, and what it takes off, or brings,
    before and after ("" for a condition)."""

    article: int | None
    title: Both | None
    label: Both
    says: Both
    before: str
    after: str


def step_effects(base: Outcome, other: Outcome, changes: Sequence[StepChange]) -> tuple[StepEffect, ...]:
    """The steps as they are listed."""
    policies = [outcome.settlement.run.policy for outcome in (base, other)]
    numbers = [{number.name: number for number in changeable(policy)} for policy in policies]
    return tuple(_step(policies[1], change, numbers[0], numbers[1]) for change in changes)


def _step(policy: Policy, change: StepChange, old: dict[str, Number], new: dict[str, Number]) -> StepEffect:
    label = change.label or words.both("effect.step_unnamed")
    moved = [words.both("effect.number", old=_value(old[name]), new=_value(new[name])) for name in change.numbers]
    if moved:
        label = words.both("effect.step_numbers", label=label, numbers=words.joined("budget.list_stop", moved))
    title = None if change.provision is None else both(policy.provision(change.provision).title)
    says = words.joined("budget.list_stop", _says(change))
    return StepEffect(change.article, title, label, says, written(change.before), written(change.after))


def _says(change: StepChange) -> Iterator[Both]:
    of = "ratio" if change.of in ("pool", "budget") else change.of
    for name in COUNTED:
        counted = getattr(change, name)
        if counted.claims:
            yield words.both(f"effect.{of}_{name}", companies=f"{counted.companies:,}", claims=f"{counted.claims:,}")


def _value(number: Number) -> Both:
    """A number as the law writes it, in few words."""
    match number.kind:
        case "rate":
            return words.same(money.percent_text(exact("rate", number.value)))
        case "amount":
            return words.both("effect.wan", amount=number.value)
        case _:
            return words.same(number.value)
