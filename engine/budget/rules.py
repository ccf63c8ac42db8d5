"""The rules of division as they are chosen and named."""

from __future__ import annotations

from engine import money, words
from engine.budget.writing import joined, number_text, size_or_article
from engine.division import PROPORTIONAL
from engine.phrases import Both
from engine.scenario import Scenario

STUDIED = ("constrained_equal_losses", "talmud", "reverse_talmud", "adjusted_proportional")
"""Rules of the literature, offered for study."""


def rule_label(rule: str) -> Both:
    """A rule as it is chosen: its name, and that it is not the statutory one."""
    if rule == PROPORTIONAL:
        return words.both("budget.rule_lawful", rule=words.both(f"allocate.{rule}"))
    key = "budget.rule_study" if rule in STUDIED else "budget.rule_not_lawful"
    return words.both(key, rule=words.both(f"allocate.{rule}"), note=words.both("allocate.not_statutory"))


def rule_effect(rule: str) -> list[Both]:
    """What a rule does, and whether it rewards splitting a claim."""
    return [words.both(f"allocate.{rule}_does"), words.both(f"allocate.{rule}_splitting")]


def rule_and_terms(own: Scenario) -> Both:
    """The rule with what it needs beside the claims: 加权按比例（微型 2、小型 1.5）."""
    rule, terms = words.both(f"allocate.{own.rule}"), own.terms
    if terms.floor:
        said = words.both("budget.amount", amount=money.wan_law(terms.floor))
    elif terms.weights:
        parts = [(size_or_article(name), number_text(weight)) for name, weight in terms.weights.items()]
        said = joined([words.both("budget.weight", name=name, weight=weight) for name, weight in parts], "list_stop")
    elif terms.classes:
        parts_ = [joined([size_or_article(name) for name in together], "list_stop") for together in terms.classes]
        said = joined(parts_, "class_before")
    else:
        return rule
    return words.both("budget.rule_terms", rule=rule, terms=said)
