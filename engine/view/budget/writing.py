"""How amounts, shares and names are written on the page of the budget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from engine import scenario
from engine.policy.pack import Policy
from engine.scenario import Outcome
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both
from engine.values import money
from engine.values.money import WAN


def signed(fen: int) -> str:
    """A difference of published amounts: "+46.00", "−207.31", "0.00"."""
    if not fen:
        return money.wan_text(0)
    return ("+" if fen > 0 else "\N{MINUS SIGN}") + money.wan_text(abs(fen))


def percentage(ratio: Fraction) -> str:
    """A ratio in per cent, cut to two decimals as published, without its sign: "79.87"."""
    return scenario.percent(ratio).removesuffix("%")


def articles_named(numbers: Iterable[int]) -> Both:
    """Articles in a row."""
    found = list(numbers)
    return {
        lang: words.text("budget.list_stop", lang).join(article_label(n, lang) for n in found)
        for lang in words.LANGUAGES
    }


def article_both(number: int) -> Both:
    """An article's name in both languages."""
    return {lang: article_label(number, lang) for lang in words.LANGUAGES}


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


def same_name(name: str) -> Both:
    """A name that somebody gave, which is the same in every language."""
    return dict.fromkeys(words.LANGUAGES, name)


def joined(parts: Sequence[Both], key: str) -> Both:
    """Parts of a sentence with the words `key` of the budget between them."""
    return {lang: words.text(f"budget.{key}", lang).join(part[lang] for part in parts) for lang in words.LANGUAGES}
