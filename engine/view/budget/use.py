"""Which article uses most of the budget, and which is paid least of what is approved under it."""

from __future__ import annotations

from fractions import Fraction

from engine.scenario import ArticleOutcome, Outcome
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both
from engine.values import money
from engine.view.budget.writing import percentage

WHOLE = Fraction(1)


def ratio(line: ArticleOutcome) -> Fraction:
    """What is paid of what is approved; the whole of nothing."""
    return Fraction(line.paid, line.approved) if line.approved else WHOLE


def headline(own: Outcome) -> Both:
    """In a sentence, which article uses most, and which is cut most."""
    lines = [line for line in own.lines if line.on_budget and line.claims]
    if not own.total.paid:
        return words.both("budget.use_nothing")
    most = max(lines, key=lambda line: line.paid)
    least = min((line for line in lines if line.approved), key=ratio)
    values = {
        "article": article_both(most.article or 0),
        "paid": money.wan_text(most.paid),
        "share": percentage(Fraction(most.paid, own.total.paid)),
    }
    if ratio(least) == WHOLE:
        return words.both("budget.use_in_full", **values)
    if all(ratio(line) == ratio(least) for line in lines if line.approved):
        return words.both("budget.use_alike", ratio=percentage(ratio(least)), **values)
    return words.both(
        "budget.use_least", least=article_both(least.article or 0), ratio=percentage(ratio(least)), **values
    )
