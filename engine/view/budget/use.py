"""How much of the budget each article uses, and how much of what is approved under it is paid."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from engine.policy.pack import Policy
from engine.scenario import ArticleOutcome, Outcome
from engine.text import words
from engine.text.phrases import Both, both
from engine.values import money
from engine.view.budget.writing import article_both, percentage, signed
from engine.view.waterfall import permille

WHOLE = Fraction(1)


@dataclass(frozen=True)
class Used:
    """One article (None: all together), as written: how many claims, what is `approved`, the yearly `total` ("" where
    there is none; of all together the budget), what is `paid`, how much that is of what is approved (`ratio`) and of
    all that is paid (`share`), in per cent without the sign, and the `difference` to the first scenario ("" in the
    first itself). `capped`: its yearly total cuts it. Bars are thousandths of the largest amount; 0 where there is
    none."""

    article: int | None
    title: Both
    claims: int
    approved: str
    total: str
    paid: str
    ratio: str
    share: str
    difference: str
    capped: bool
    approved_bar: int = 0
    paid_bar: int = 0
    total_bar: int = 0
    first_bar: int = 0


@dataclass(frozen=True)
class Use:
    """Every article that draws on the budget, and all together; `finding` says in a sentence which uses most and which
    is paid least of what is approved."""

    headline: Both
    rows: tuple[Used, ...]
    total: Used


def use(policy: Policy, first: Outcome, own: Outcome) -> Use:
    """What each article uses under `own`, beside what it uses under the `first` scenario."""
    lines = [line for line in own.lines if line.on_budget and line.claims]
    totals = {pool.article: own.pools[pool.id].cap for pool in policy.pools}
    before = None if own is first else first
    largest = Fraction(max((max(line.approved, totals.get(line.article or 0) or 0) for line in lines), default=0))
    rows = tuple(
        _used(both(policy.article(line.article or 0).title), line, own, before, totals.get(line.article or 0), largest)
        for line in lines
    )
    total = _used(words.both("budget.total"), own.total, own, before, own.scenario.budget, Fraction(0))
    return Use(_headline(own, lines), rows, total)


def _used(
    title: Both, line: ArticleOutcome, own: Outcome, before: Outcome | None, total: int | None, largest: Fraction
) -> Used:
    difference, was = "", 0
    if before is not None:
        found = before.total if line.article is None else before.articles.get(line.article)
        was = 0 if found is None else found.paid
        difference = signed(line.paid - was)
    return Used(
        article=line.article,
        title=title,
        claims=line.claims,
        approved=money.wan_text(line.approved),
        total="" if total is None else money.wan_text(total),
        paid=money.wan_text(line.paid),
        ratio=percentage(_ratio(line)) if line.approved else "",
        share=percentage(Fraction(line.paid, own.total.paid)) if own.total.paid else "",
        difference=difference,
        capped=line.article is not None and "pool" in line.binds,
        approved_bar=permille(Fraction(line.approved), largest),
        paid_bar=permille(Fraction(line.paid), largest),
        total_bar=permille(Fraction(total or 0), largest),
        first_bar=permille(Fraction(was), largest),
    )


def _ratio(line: ArticleOutcome) -> Fraction:
    return Fraction(line.paid, line.approved) if line.approved else WHOLE


def _headline(own: Outcome, lines: list[ArticleOutcome]) -> Both:
    if not own.total.paid:
        return words.both("budget.use_nothing")
    most = max(lines, key=lambda line: line.paid)
    least = min((line for line in lines if line.approved), key=_ratio)
    values = {
        "article": article_both(most.article or 0),
        "paid": money.wan_text(most.paid),
        "share": percentage(Fraction(most.paid, own.total.paid)),
    }
    if _ratio(least) == WHOLE:
        return words.both("budget.use_in_full", **values)
    if all(_ratio(line) == _ratio(least) for line in lines if line.approved):
        return words.both("budget.use_alike", ratio=percentage(_ratio(least)), **values)
    return words.both(
        "budget.use_least", least=article_both(least.article or 0), ratio=percentage(_ratio(least)), **values
    )
