"""How evenly a scenario falls on companies, as a page lists it: beside another, and under each rule of division."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.policy.pack import Policy
from engine.scenario.fairness import STEPS, Fairness, RuleFairness
from engine.text import words
from engine.text.phrases import Both
from engine.values import money
from engine.view.budget.writing import Row, percentage, size_or_article
from engine.view.waterfall import permille

FIGURES = ("companies", "unpaid", "gini", "gini_approved", "median", "top", "lowest")


@dataclass(frozen=True)
class Evenness:
    """The Lorenz curves of scenarios (`names`), each as thousandths of what is paid, by equal parts of the companies; a
    curve is empty where nothing is paid. `headline` says in a sentence which falls more evenly; `points`: the curves in
    per cent, by tenths of the companies; `figures`; `sizes`: shares of what is paid by size; `rules`: figures under
    each rule of division, headed by `rule_heads`."""

    names: tuple[str, ...]
    headline: Both
    curves: tuple[tuple[int, ...], ...]
    points: tuple[Row[str], ...]
    figures: tuple[Row[str], ...]
    sizes: tuple[Row[str], ...]
    rule_heads: tuple[Both, ...]
    rules: tuple[Row[str], ...]


def evenness(policy: Policy, named: Sequence[tuple[str, Fairness]], rules: Iterable[RuleFairness]) -> Evenness:
    """How evenly scenarios fall on companies, by their names; the last one under other `rules`, too."""
    found = [one for _, one in named]
    rows = tuple(Row(_label(name, found[-1]), tuple(_figure(name, one) for one in found)) for name in FIGURES)
    return Evenness(
        tuple(name for name, _ in named),
        _headline(named),
        tuple(tuple(permille(share, 1) for share in one.lorenz) for one in found),
        tuple(_points(found)),
        tuple(row for row in rows if any(row.cells)),
        tuple(_sizes(policy, found)),
        tuple(_label(name, found[-1]) for name in FIGURES[1:]),
        tuple(
            Row(words.both(f"allocate.{one.rule}"), tuple(_figure(name, one) for name in FIGURES[1:])) for one in rules
        ),
    )


def _label(name: str, one: Fairness) -> Both:
    return words.both(f"effect.even_{name}", top=one.top)


def _figure(name: str, one: Fairness) -> str:
    match name:
        case "companies" | "unpaid":
            return f"{getattr(one, name):,}"
        case "median":
            return "" if one.median is None else money.wan_text(one.median)
        case "top":
            return _percent(one.top_share)
        case "lowest":
            return _percent(one.lowest)
    coefficient: Fraction | None = getattr(one, name)
    return "" if coefficient is None else coefficient_text(coefficient)


def coefficient_text(coefficient: Fraction) -> str:
    """A coefficient between 0 and 1 as it is written, cut to four decimals: "0.6148"."""
    whole, rest = divmod(int(coefficient * 10**4), 10**4)
    return f"{whole}.{rest:04d}"


def _percent(share: Fraction | None) -> str:
    return "" if share is None else f"{percentage(share)}%"


def _points(found: Sequence[Fairness]) -> Iterable[Row[str]]:
    """The curves at tenths of the companies."""
    for step in range(2, STEPS + 1, 2):
        label = words.both("effect.even_poorest", share=percentage(Fraction(step, STEPS)).partition(".")[0])
        yield Row(label, tuple(_percent(one.lorenz[step]) if one.lorenz else "" for one in found))


def _sizes(policy: Policy, found: Sequence[Fairness]) -> Iterable[Row[str]]:
    shares = [{row.size: row.share for row in one.by_size} for one in found]
    for size in dict.fromkeys(row.size for one in found for row in one.by_size):
        label = words.both("effect.even_size", size=size_or_article(policy, size))
        yield Row(label, tuple(_percent(of.get(size)) for of in shares))


def _headline(named: Sequence[tuple[str, Fairness]]) -> Both:
    first, last = named[0][1].gini, named[-1][1].gini
    values = {"name": named[-1][0], "first": named[0][0]}
    if last is None:
        return words.both("effect.even_nothing", **values)
    values["gini"] = coefficient_text(last)
    half = named[-1][1].lorenz[STEPS // 2]
    values["half"] = percentage(half)
    if first is None or len(named) == 1:
        return words.both("effect.even_alone", **values)
    values["before"] = coefficient_text(first)
    kind = "same" if values["before"] == values["gini"] else "more" if last < first else "less"
    return words.both(f"effect.even_{kind}ly", **values)
