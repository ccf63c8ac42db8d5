"""The figures of a scenario as boxes show them: which there are, what they are called, what is typed into them."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from engine.allocation.rules import NEEDS
from engine.allocation.terms import NO_TERMS, By, Terms, names, read_terms
from engine.application import typed
from engine.policy.pack import Policy
from engine.scenario import Scenario
from engine.steps.winners import Winners
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both
from engine.values import amounts, money
from engine.values.refusal import Refusals
from engine.view.budget.differences import lawful_places, lawful_total
from engine.view.budget.writing import number_text, size_or_article
from pages.official.budget.drafts import BUDGET, Box

FLOOR: Box = ("floor",)
AMOUNTS = ("budget", "pools", "awarded", "floor")


def main_boxes(policy: Policy) -> list[Box]:
    """The boxes that are always there beside the budget: the totals of articles, the places."""
    return [*(("pools", pool.id) for pool in policy.pools), *(("quota", p) for p in _with_places(policy))]


def other_boxes(policy: Policy) -> list[Box]:
    """The boxes of what was used up before this run."""
    return [*(("awarded", pool.id) for pool in policy.pools), *(("quota_used", p) for p in _with_places(policy))]


def term_boxes(policy: Policy, scenario: Scenario) -> list[Box]:
    """The boxes of what the rule needs beside the claims."""
    need = NEEDS.get(scenario.rule)
    if need == "floor":
        return [FLOOR]
    return [] if need is None else [(need, name) for name in names(policy, scenario.terms.by)]


def is_amount(box: Box) -> bool:
    """Whether the figure in a box is an amount of money."""
    return box[0] in AMOUNTS


def _with_places(policy: Policy) -> list[str]:
    return [p.id for p in policy.provisions if p.only(Winners)]


def label_of(policy: Policy, box: Box) -> Both:
    """What a box is called."""
    if len(box) == 1:
        return words.both(f"budget.box_{box[0]}")
    if box[0] in ("weights", "classes"):
        return size_or_article(policy, box[1])
    if is_amount(box):
        article = next(pool.article for pool in policy.pools if pool.id == box[1])
    else:
        article = policy.provision(box[1]).article
    return words.both(f"budget.box_{box[0]}", article=article_both(article))


def text_of(policy: Policy, scenario: Scenario, box: Box) -> str:
    """How the figure stands in its box; "" where nothing is set."""
    if box[0] == "weights":
        weight = scenario.terms.weights.get(box[1])
        return "" if weight is None else number_text(weight)
    if box[0] == "classes":
        number = _classes(scenario.terms).get(box[1])
        return "" if number is None else str(number)
    value = _value(policy, scenario, box)
    if value is None:
        return ""
    return money.wan_law(value) if is_amount(box) else str(value)


def changed(policy: Policy, scenario: Scenario, box: Box, text: str) -> Scenario:
    """The scenario with what was typed into a box; Refused where that means nothing."""
    label = label_of(policy, box)
    if box[0] == "weights":
        return _with_weight(policy, scenario, box[1], text)
    if is_amount(box):
        return _with_value(policy, scenario, box, amounts.read_money(text, label=label))
    count = typed.read_count(text, "", label)
    if box[0] == "classes":
        return _with_class(policy, scenario, box[1], count)
    return _with_value(policy, scenario, box, count)


def _with_weight(policy: Policy, scenario: Scenario, name: str, text: str) -> Scenario:
    terms = scenario.terms
    weights = {other: weight for other, weight in terms.weights.items() if other != name}
    if text.strip():
        refusals = Refusals()
        given = {"by": terms.by, "weights": {name: text.strip()}}
        weights |= read_terms(policy, scenario.rule, given, refusals).weights
        refusals.raise_if_any()
    return replace(
        scenario, terms=replace(terms, weights=weights or even_terms(policy, scenario.rule, terms.by).weights)
    )


def _classes(terms: Terms) -> dict[str, int]:
    """The class of each size or article that stands in one, the first being 1."""
    return {name: number for number, together in enumerate(terms.classes, 1) for name in together}


def _with_class(policy: Policy, scenario: Scenario, name: str, number: int | None) -> Scenario:
    terms = scenario.terms
    numbers = {other: n for other, n in _classes(terms).items() if other != name}
    if number is not None:
        numbers[name] = number
    in_order = [n for n in names(policy, terms.by) if n in numbers]
    classes = tuple(tuple(n for n in in_order if numbers[n] == each) for each in sorted(set(numbers.values())))
    return replace(
        scenario, terms=replace(terms, classes=classes or even_terms(policy, scenario.rule, terms.by).classes)
    )


def even_terms(policy: Policy, rule: str, by: By = "size") -> Terms:
    """The terms of a rule that prefer nobody yet."""
    known = names(policy, by)
    match NEEDS.get(rule):
        case "weights":
            return Terms(by=by, weights=dict.fromkeys(known, Fraction(1)))
        case "classes":
            return Terms(by=by, classes=(tuple(known),))
    return NO_TERMS


# ------------------------------------------------------------------------------------------------ the rules


def under(policy: Policy, scenario: Scenario, rule: str) -> Scenario:
    """The scenario under another rule, with terms that prefer nobody yet."""
    return scenario if rule == scenario.rule else replace(scenario, rule=rule, terms=even_terms(policy, rule))


def _value(policy: Policy, scenario: Scenario, box: Box) -> int | None:
    if box == BUDGET:
        return scenario.budget
    if box == FLOOR:
        return scenario.terms.floor
    return _given(scenario, box).get(box[1], _lawful(policy, box))


def _lawful(policy: Policy, box: Box) -> int | None:
    """What the law itself sets for a box, if it does."""
    if box[0] == "pools":
        return lawful_total(policy, box[1])
    return lawful_places(policy, box[1]) if box[0] == "quota" else None


def _with_value(policy: Policy, scenario: Scenario, box: Box, value: int | None) -> Scenario:
    """The scenario with this figure. None, and what the law sets anyway, is left out."""
    if box == BUDGET:
        return replace(scenario, budget=value)
    if box == FLOOR:
        return replace(scenario, terms=Terms(floor=value or 0))
    others = {name: other for name, other in _given(scenario, box).items() if name != box[1]}
    if value is not None and value != _lawful(policy, box):
        others[box[1]] = value
    changed: dict[str, Any] = {box[0]: others}
    return replace(scenario, **changed)


def _given(scenario: Scenario, box: Box) -> Mapping[str, int]:
    return getattr(scenario, box[0])


def echo(policy: Policy, scenario: Scenario, box: Box, lang: str) -> tuple[str, str]:
    """What was understood, and what the law says where it says something else ("" otherwise)."""
    if box[0] in ("weights", "classes"):
        return "", ""
    value, law = _value(policy, scenario, box), _lawful(policy, box)
    if value is None:
        said = words.text("budget.no_budget" if box == BUDGET else "budget.echo_none", lang)
    elif is_amount(box):
        said = amounts.echo(value, lang)
    else:
        said = words.text("budget.echo_places", lang, count=value)
    if law is None or law == value:
        return said, ""
    return said, money.wan_law(law) if is_amount(box) else str(law)
