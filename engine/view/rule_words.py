"""What a rule says, in plain words: its numbers (9万元; 甲类9万元、乙类7万元; 15%), how an amount comes about and is
limited, what a measure adds up, and what holds for every provision."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from engine.policy.blocks import Rule
from engine.policy.pack import Policy
from engine.policy.parameters import chosen_by
from engine.policy.provision import Provision
from engine.steps.assessed import Assessed
from engine.steps.cap import Cap
from engine.steps.fixed import Fixed, Nothing
from engine.steps.language import Stated
from engine.steps.measure import Measure, Minus, PartTest
from engine.steps.once import Once
from engine.steps.share import Share
from engine.steps.step import Limit
from engine.steps.tier import Tier
from engine.steps.varying import NumberByReading
from engine.text import words
from engine.text.phrases import NOTHING, Both, both, day_text, in_sentence
from engine.values import money
from engine.values.quantities import Written

IN_TEXT, AS_FIGURE = "money.amount", "budget.amount"
"""How an amount is written: in running text, where English has the yuan beside it, or where its unit is stated."""


def number_words(policy: Policy, provision: Provision, stated: Stated, field: str, amount: str = IN_TEXT) -> Both:
    """The number in a field of a condition or step, or all that it can be; by the default of a reading, where it goes
    by one. `amount`: how one is written."""
    value = getattr(stated, field)
    numbers = [number for number in stated.numbers() if number.field == field]
    if isinstance(value, NumberByReading):
        default = policy.default_readings()[value.reading]
        return _written(next(number.number for number in numbers if number.choice == default), amount)
    if numbers[0].choice == "":
        return _written(numbers[0].number, amount)
    named = ((chosen_by(policy, provision, stated, number) or number.choice, number.number) for number in numbers)
    parts = (words.both("results.number_for", choice=by, number=_written(own, amount)) for by, own in named)
    return words.joined("results.list_comma", parts)


def _written(number: Written, amount: str) -> Both:
    if isinstance(number, Fraction):
        return words.same(money.percent_text(number))
    assert isinstance(number, int)
    return words.both(amount, amount=money.wan_law(number))


def amount_words(policy: Policy, provision: Provision) -> Both:
    """How the amount of a provision comes about, in plain words."""
    match provision.amount:
        case Nothing():
            return words.both("results.amount_none")
        case Share() as amount:
            percent = number_words(policy, provision, amount, "share")
            return words.both("results.amount_share", base=both(amount.label), percent=percent)
        case Fixed() as amount:
            return words.both("results.amount_fixed", amount=number_words(policy, provision, amount, "fixed"))
        case Tier() as amount:
            labels = {c.id: c.label for f in provision.facts if f.name == amount.tier for c in f.choices}
            tiers = ((both(labels[tier]), money.wan_law(own)) for tier, own in amount.tiers.items())
            said = (words.both("results.amount_tier", tier=tier, amount=own) for tier, own in tiers)
            return words.joined("results.list_comma", said)
        case Assessed():
            return words.both("results.amount_assessed")
        case amount:
            return both(amount.label)


def limit_words(policy: Policy, provision: Provision, limit: Limit) -> Both:
    """How a limit binds: a cap, with for whom it holds; of what is given once, what the law does not state."""
    if isinstance(limit, Once):
        return unwritten_words(limit)
    if not isinstance(limit, Cap):
        return NOTHING
    per = words.both(f"results.per_{limit.holds_for(policy.default_readings())}")
    return words.both("results.limit_cap", cap=number_words(policy, provision, limit, "cap"), per=per)


def rule_text(policy: Policy, rule: Rule) -> Both:
    """What a rule for every provision does, in plain words; where the law does not state it, the policy's own."""
    if rule.unwritten is not None:
        return both(rule.unwritten)
    return words.both(f"results.rule_{rule.id}", area=both(policy.names.area))


def measure_words(provision: Provision, measure: Measure) -> Both:
    """What a measure adds up, in plain words."""
    each = f"{provision.each}." if provision.each else ""
    parts, of = f"{each}{measure.sum}", f"{each}{measure.sum}.{measure.of}"
    labels = {"parts": both(provision.fact(parts).label), "of": both(provision.fact(of).label)}
    total = words.both("results.note_measure", **labels)
    if measure.or_fact is not None:
        fact = both(provision.fact(f"{each}{measure.or_fact}").label)
        total = words.both("results.note_measure_or", total=total, fact=fact)
    rules = [in_sentence(both(rule.label)) for rule in rules_of(measure)]
    if not rules:
        return total
    return words.both("results.note_measure_rules", total=total, rules=words.joined("results.list_comma", rules))


def rules_of(measure: Measure) -> list[PartTest | Minus]:
    """What a measure counts, and what it takes off."""
    return [*measure.when, *measure.minus]


def validity_words(policy: Policy) -> Both:
    """From when to when the measures are in force."""
    term = policy.in_force
    return words.both("results.validity_detail", start=day_text(term.start), until=day_text(term.until))


def unwritten_words(stated: Any) -> Both:
    """What the law does not state of it, and how it is read; nothing where the law states it."""
    return NOTHING if stated.unwritten is None else both(stated.unwritten)
