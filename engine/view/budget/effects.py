"""Who gets more and who less under one scenario than under another, by size of company and by article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.policy.pack import Policy
from engine.scenario import Change, Comparison, Outcome
from engine.scenario.groups import size_name
from engine.text import words
from engine.text.phrases import Both, both
from engine.values import money
from engine.view.budget.writing import same_name, signed, size_or_article
from engine.view.waterfall import permille


@dataclass(frozen=True)
class Effect:
    """How one group of companies fares beside the first scenario: how many get more, less, as much; paid before, after
    and the difference, as written. `more_bar` and `less_bar` are thousandths of the largest number of companies that
    get more, or less."""

    label: Both
    article: int | None
    more: int
    less: int
    same: int
    base: str
    other: str
    difference: str
    direction: str
    more_bar: int
    less_bar: int


@dataclass(frozen=True)
class Effects:
    """Who wins and who loses, by size of company and by article; `finding` says it in a sentence."""

    headline: Both
    by_size: tuple[Effect, ...]
    by_article: tuple[Effect, ...]


def effects(policy: Policy, base: Outcome, other: Outcome, found: Comparison) -> Effects:
    """Who gets more and who less under `other` than under `base`, as `found` by comparing the two."""
    total = found.total
    values = {
        "name": same_name(other.scenario.name),
        "first": same_name(base.scenario.name),
        "more": total.winners,
        "less": total.losers,
        "gained": money.wan_text(total.gained),
        "lost": money.wan_text(total.lost),
    }
    kind = (
        "both"
        if total.winners and total.losers
        else "only_more"
        if total.winners
        else "only_less"
        if total.losers
        else "none"
    )
    return Effects(
        words.both(f"budget.effects_{kind}", **values),
        _effects(policy, found.by_group[size_name(policy)]),
        _effects(policy, found.by_article),
    )


def _effects(policy: Policy, changes: Sequence[Change]) -> tuple[Effect, ...]:
    present = [c for c in changes if c.winners + c.losers + c.unchanged]
    most = Fraction(max((max(c.winners, c.losers) for c in present), default=0))
    return tuple(_effect(policy, change, most) for change in present)


def _effect(policy: Policy, change: Change, most: Fraction) -> Effect:
    article = change.group if isinstance(change.group, int) else None
    difference = change.difference
    label = size_or_article(policy, str(change.group)) if article is None else both(policy.article(article).title)
    return Effect(
        label=label,
        article=article,
        more=change.winners,
        less=change.losers,
        same=change.unchanged,
        base=money.wan_text(change.base),
        other=money.wan_text(change.other),
        difference=signed(difference),
        direction="more" if difference > 0 else "less" if difference < 0 else "same",
        more_bar=permille(Fraction(change.winners), most),
        less_bar=permille(Fraction(change.losers), most),
    )
