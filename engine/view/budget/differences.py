"""Wherein two scenarios differ: each thing with its old value and its new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.policy.blocks import Reading
from engine.policy.pack import Policy
from engine.policy.parameters import Number, changeable, exact
from engine.policy.years import in_year
from engine.scenario import Scenario
from engine.scenario.annual_budgets import AnnualBudget, beside
from engine.steps.winners import Winners
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import NOTHING, Both, both
from engine.values import money
from engine.view.budget.rules import rule_and_terms
from engine.view.budget.writing import articles_named


@dataclass(frozen=True)
class Change:
    """One thing in which a scenario differs: what it is called, the `old` value (None: nothing to compare with), the
    `new` one, and the unit that both have."""

    label: Both
    old: Both | None
    new: Both
    unit: Both = field(default_factory=lambda: NOTHING)

    @property
    def sentence(self) -> Both:
        """It, with the old value where there is one."""
        if not self.new["zh"]:
            return self.label
        values = {"label": self.label, "unit": self.unit}
        if self.old is None:
            return words.both("budget.shown_change", value=self.new, **values)
        return words.both("budget.history_change", old=self.old, new=self.new, **values)


def lawful_total(policy: Policy, pool_id: str) -> int:
    """分: the yearly total of an article in the law."""
    return next(pool.cap for pool in policy.pools if pool.id == pool_id)


def lawful_places(policy: Policy, provision_id: str) -> int:
    """How many winners a year a provision has in the law; 0 where it says nothing of it."""
    limit = policy.provision(provision_id).only(Winners)
    return 0 if limit is None else limit.winners or 0


def described(policy: Policy, own: Scenario, annual: AnnualBudget | None = None) -> tuple[Change, ...]:
    """What a scenario is, beside nothing: its budget, whether that is the one stated for the year (`annual`), and
    wherein it departs from the law's own figures."""
    if own.budget is None:
        budget = Change(words.both("budget.no_budget"), None, NOTHING)
    else:
        amount, which = words.both("budget.amount", amount=money.wan_law(own.budget)), beside(annual, own.budget)
        if which is not None:
            amount = words.both("annual_budget.value", amount=money.wan_law(own.budget), which=which)
        budget = Change(words.both("budget.name_budget"), None, amount)
    return (budget, *differences(policy, Scenario(own.name, own.year, own.budget), own))


def differences(policy: Policy, base: Scenario, other: Scenario) -> tuple[Change, ...]:
    """Wherein `other` differs from `base`, in the order of the controls; figures that neither changes are those of the
    policy of the year."""
    return tuple(_differences(in_year(policy, other.year), base, other))


def _differences(policy: Policy, base: Scenario, other: Scenario) -> Iterable[Change]:
    if base.budget != other.budget:
        yield _amounts(words.both("budget.name_budget"), base.budget, other.budget)
    pools = {pool.id: (pool.article, pool.cap) for pool in policy.pools}
    places = {p.id: (p.article, lawful_places(policy, p.id)) for p in policy.provisions}
    for kind, of in (("pools", pools), ("awarded", pools), ("quota", places), ("quota_used", places)):
        for block, (article, law) in of.items():
            old, new = (getattr(s, kind).get(block, law if kind in ("pools", "quota") else 0) for s in (base, other))
            label = words.both(f"budget.name_{kind}", article=article_both(article))
            if old != new and of is pools:
                yield _amounts(label, old, new)
            elif old != new:
                yield Change(label, words.same(str(old)), words.same(str(new)))
    if base.rule != other.rule or base.terms != other.terms:
        yield Change(words.both("budget.name_rule"), rule_and_terms(policy, base), rule_and_terms(policy, other))
    for reading in policy.readings:
        old, new = (s.readings.get(reading.id, reading.default) for s in (base, other))
        if old != new:
            name = words.both("budget.name_reading", articles=articles_named(reading.articles))
            yield Change(name, _choice(reading, old), _choice(reading, new))
    for number in changeable(policy) if base.overrides != other.overrides else ():
        was, now = (s.overrides.get(number.name, number.value) for s in (base, other))
        if was != now:
            yield number_change(policy, number, was, now)


def _amounts(label: Both, old: int | None, new: int | None) -> Change:
    unit = NOTHING if new is None else words.both("budget.wan")
    before, after = (words.both("budget.not_set") if v is None else words.same(money.wan_law(v)) for v in (old, new))
    return Change(label, before, after, unit)


def number_change(policy: Policy, number: Number, old: str, new: str) -> Change:
    """One number of the law that is changed from one value to another, as overrides write them."""
    label = words.both("budget.name_number", article=article_both(number.article), label=number.label)
    if number.name in {f"{pool.id}.cap" for pool in policy.pools}:  # what a yearly total is called names its article
        label = number.label
    unit = words.both("budget.wan") if number.kind == "amount" else NOTHING
    before, after = (money.percent_text(exact("rate", v)) if number.kind == "rate" else v for v in (old, new))
    return Change(label, words.same(before), words.same(after), unit)


def reading_label(reading: Reading) -> Both:
    """A reading as its box is called: the articles and the question."""
    return words.both("budget.reading_of", articles=articles_named(reading.articles), question=both(reading.question))


def _choice(reading: Reading, choice: str) -> Both:
    return next((both(c.label) for c in reading.choices if c.id == choice), words.same(choice))
