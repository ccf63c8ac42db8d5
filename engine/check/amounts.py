"""What is given, by what it is counted and out of which money: as the law's words say it.

每家, 每个 and 每年 say by what a cap is counted, 一次性 and 不再 that an award is one; 扣除 and 非 that something is
taken off first; 本条 that a yearly total is everybody's in the article; 依据《…》 that another regulation pays.
"""

from __future__ import annotations

from engine.check.citing import by_default
from engine.check.findings import Notes, placed_in
from engine.check.legal_words import DEDUCTED, NOT_COUNTED, OTHER_BUDGET, PART, THIS_ARTICLE
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.at_least import AtLeast
from engine.steps.combine import Combine
from engine.steps.demands import BY_ITEM
from engine.steps.language import every, holds
from engine.steps.share import Share


class Amounts:
    """Amounts, limits and totals against the words of the law that they quote."""

    def __init__(self, policy: Policy, notes: Notes) -> None:
        self.policy, self.notes = policy, notes
        self.readings = policy.default_readings()

    def check(self) -> None:
        """Check every amount of the policy, and note what is wrong."""
        for provision in self.policy.provisions:
            place = f"provisions.{provision.id}"
            self._items(provision)
            self._deductions(provision, place)
            self._total(provision, place)
            self._budget(provision, place)

    def _items(self, provision: Provision) -> None:
        """What is given for each is given for all of them together."""
        each = BY_ITEM.search(provision.amount.quote)
        for step_place, step in placed_in(provision, "steps"):
            combines = by_default(step.combine, self.readings) if isinstance(step, Combine) else "sum"
            if each and combines != "sum" and holds(step, self.readings):
                self.notes.add(f"{step_place}.combine", "each_not_summed", word=each.group())

    # ---- what is taken off

    def _deductions(self, provision: Provision, place: str) -> None:
        """What the quotes take off is taken off the base under the defaults and whatever is tested; and nothing is
        taken off that they do not name."""
        parts = max((_parts(quote) for quote in (*provision.quotes, provision.amount.quote)), default=0)
        measures = {measure.id: measure for measure in provision.measures}
        share = provision.amount if isinstance(provision.amount, Share) else None
        minus = [one for one in share.minus if holds(one, self.readings)] if share else []
        base = measures.get(str(by_default(share.of, self.readings))) if share else None
        tested = [
            measures[str(name)]
            for condition in (*provision.when, *provision.item_when)
            for name in every(condition.measure if isinstance(condition, AtLeast) else None)
            if str(name) in measures
        ]
        netted = {measure.id: measure for measure in (*tested, base) if measure}
        for measure in netted.values():
            if len(measure.minus) < parts:
                self.notes.add(f"{place}.measures.{measure.id}.minus", "minus_missing", count=parts)
        if not netted and len(minus) < parts:
            self.notes.add(f"{place}.steps[0].minus", "minus_missing", count=parts)
        if not parts:
            for measure in provision.measures:
                if measure.minus:
                    self.notes.add(f"{place}.measures.{measure.id}.minus", "minus_unsaid")
            if minus:
                self.notes.add(f"{place}.steps[0].minus", "minus_unsaid")
        self._named(provision, place)

    def _named(self, provision: Provision, place: str) -> None:
        """What does not count (非…) is taken off under the law's name for it."""
        facts = {fact.path: fact.label.zh for fact in provision.facts}
        parent = f"{provision.each}." if provision.each else ""
        minus = provision.amount.minus if isinstance(provision.amount, Share) else []
        labels = [facts.get(parent + one.fact, "") for one in minus]
        for name in NOT_COUNTED.findall(provision.amount.quote) if labels else ():
            if not any(name in label for label in labels):
                self.notes.add(f"{place}.steps[0].minus", "minus_name", name=name)

    # ---- out of which money

    def _total(self, provision: Provision, place: str) -> None:
        """A yearly total of the article, or one that the provision quotes, is its own."""
        for pool in self.policy.pools:
            if pool.article != provision.article or provision.pool == pool.id:
                continue
            shared = THIS_ARTICLE in pool.quote and not provision.gives_nothing and provision.pool is None
            if shared or any(pool.quote in quote for quote in provision.quotes):
                self.notes.add(f"{place}.pool", "pool_missing", pool=pool.id, quote=pool.quote)

    def _budget(self, provision: Provision, place: str) -> None:
        """Where another regulation pays, a reading says whether this budget does too; and only there."""
        found = next((m for m in map(OTHER_BUDGET.search, provision.quotes) if m), None)
        if found and provision.other_budget is None:
            self.notes.add(f"{place}.other_budget", "other_budget_missing", words=found.group())
        elif provision.other_budget is not None and not found:
            self.notes.add(f"{place}.other_budget", "other_budget_unsaid")


def _parts(quote: str) -> int:
    """How many things a quote takes off: as many parts (部分) as it names behind 扣除, or one."""
    found = DEDUCTED.search(quote)
    return max(1, len(PART.findall(quote, found.end()))) if found else 0
