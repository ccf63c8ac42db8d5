"""The rules of division as they are chosen and named."""

from __future__ import annotations

from functools import cache

from engine.allocation.catalogue import Rule, listing
from engine.policy.pack import Policy
from engine.scenario import Scenario
from engine.text import words
from engine.text.phrases import Both
from engine.values import money
from engine.view.budget.writing import number_text, size_or_article


@cache
def known() -> dict[str, Rule]:
    """Every rule by its name, the statutory one first. Everybody gets the same dict, which is not to be changed."""
    return {rule.name: rule for rule in listing()}


def rule_label(rule: Rule) -> Both:
    """A rule as it is chosen: its name, and that it is the statutory one or not."""
    kind = "lawful" if rule.statutory else "study" if rule.for_study else "not_lawful"
    return words.both(f"budget.rule_{kind}", rule=rule.label, notice=rule.notice)


def rule_and_terms(policy: Policy, own: Scenario) -> Both:
    """The rule with what it needs beside the claims: 加权按比例（微型 2、小型 1.5）."""
    rule, terms = words.both(f"allocate.{own.rule}"), own.terms
    if terms.floor:
        said = words.both("budget.amount", amount=money.wan_law(terms.floor))
    elif terms.weights:
        parts = [(size_or_article(policy, name), number_text(weight)) for name, weight in terms.weights.items()]
        weights = (words.both("budget.weight", name=name, weight=weight) for name, weight in parts)
        said = words.joined("budget.list_stop", weights)
    elif terms.classes:
        named = [[size_or_article(policy, name) for name in together] for together in terms.classes]
        said = words.joined("budget.class_before", (words.joined("budget.list_stop", of) for of in named))
    else:
        return rule
    return words.both("budget.rule_terms", rule=rule, terms=said)
