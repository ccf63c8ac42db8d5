"""How amounts, shares, names and the lines of tables are written on the page of the budget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from engine import scenario
from engine.policy.pack import Policy
from engine.scenario import Outcome
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both
from engine.values import money
from engine.values.money import WAN
from engine.values.written import Exact, Shown
from engine.view.waterfall import permille

Cell = TypeVar("Cell")


@dataclass(frozen=True)
class Row(Generic[Cell]):
    """A line of a table: what it is called, its cells, and the article that it is about (None: none, or all)."""

    label: Both
    cells: tuple[Cell, ...]
    article: int | None = None


def written(amount: Exact | None) -> Shown:
    """An amount; "" where there is none."""
    return "" if amount is None else money.wan_text(amount)


def signed(fen: int) -> str:
    """A difference of published amounts: "+46.00", "−207.31", "0.00"."""
    if not fen:
        return money.wan_text(0)
    return ("+" if fen > 0 else "\N{MINUS SIGN}") + money.wan_text(abs(fen))


def direction(difference: int) -> str:
    """Which way a difference goes."""
    return "more" if difference > 0 else "less" if difference < 0 else "same"


def who(more: int, less: int) -> str:
    """Whether somebody gains, somebody loses, both or none."""
    return "both" if more and less else "only_more" if more else "only_less" if less else "none"


def percentage(ratio: Fraction) -> str:
    """A ratio in per cent, cut to two decimals as published, without its sign: "79.87"."""
    return scenario.percent(ratio).removesuffix("%")


def cap_at(cap: int, longest: int) -> int:
    """Where a yearly total stands beside bars; 0 where there is none, or it lies beyond the longest one."""
    return permille(cap, longest) if cap <= longest else 0


def articles_named(numbers: Iterable[int]) -> Both:
    """Articles in a row."""
    return words.joined("budget.list_stop", map(article_both, numbers))


def size_or_article(policy: Policy, name: str) -> Both:
    """What terms name: a size of company ("" where it is not known), or an article by its number."""
    if name.isdigit():
        return article_both(int(name))
    return policy.size_label(name) if name else words.both("budget.size_unknown")


def beside_change(base: Outcome, own: Outcome) -> Both | None:
    """What other budgets pay more or less, in words; None where they pay as much."""
    one, two = (sum(line.paid for line in o.beside.values()) for o in (base, own))
    key = "effect.beside_more" if two > one else "effect.beside_less"
    return None if one == two else words.both(key, amount=money.wan_text(abs(two - one)))


def number_text(number: Fraction) -> str:
    """A weight as it is typed: "1.5"."""
    return money.wan_law(int(number * WAN))
