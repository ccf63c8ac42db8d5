"""What the answers say, in both languages."""

from __future__ import annotations

from engine.allocation.proration import Settlement
from engine.inverse.trials import BUDGET, Measure
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both
from engine.values import money
from engine.values.money import HUNDREDTH, Exact, amount_text


def say(key: str, **values: object) -> Both:
    """A sentence of this area."""
    return words.both(f"inverse.{key}", **values)


def about_claims(free: Settlement, measure: Measure) -> list[Both]:
    """What has to be said where every claim is looked at."""
    if measure == "budget":
        return []
    run = free.run
    without = (free.columns[0].values == 0) & (run.approved > 0) & (run.group != run.elsewhere)
    said = [say("without_place", count=int(without.sum()))] if without.any() else []
    return [*said, say("cut_later")]


def amount_of(hundredths: Exact) -> Both:
    """An amount of so many 0.01万元, with its unit."""
    return {lang: amount_text(hundredths * HUNDREDTH, lang) for lang in words.LANGUAGES}


def as_law(fen: int) -> Both:
    """An amount as the law writes it, without idle zeros."""
    return words.both("money.amount", amount=money.wan_law(fen))


def total_name(policy: Policy, total: str) -> Both:
    """How the total budget, or a pool's yearly total, is called."""
    if total == BUDGET:
        return say("total_budget")
    article = next(pool.article for pool in policy.pools if pool.id == total)
    return say("total_article", article=article_both(article))
