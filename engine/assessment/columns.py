"""What is computed with, derived from the rules of a policy: which facts a provision computes with.

Amounts are in 分, ratios in millionths, yes/no is 0 and 1, choices are positions, days are ordinals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, TypeVar

from engine.application.model import MOST_ENTRIES, Facts
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.at_least import AtLeast
from engine.steps.cap import Cap
from engine.steps.equals import Is
from engine.steps.kinds import AnyCondition
from engine.steps.share import Share
from engine.steps.tier import Tier
from engine.steps.varying import each, largest
from engine.values.money import WAN, WHOLE
from engine.values.quantities import Amount
from engine.values.refusal import join

T = TypeVar("T")
COMPARED = {"yes_no": 8, "group": 8, "choice": 16, "year": 32, "date": 32}
"""The kinds of fact that are compared, and of which no amount is made: in how many bits a column holds them."""
Good = Literal["more", "less"] | bool | int | str | None
Get = Callable[[Facts, date], Any]


@dataclass(slots=True)
class Slot:
    """One column: where its value stands in the facts, what absence means, and which value would serve best.

    ``condition``: an unknown answer is counted in favour in the ceiling. ``other``: the column that speaks where this
    one is absent; a ``fallback`` column is there for that alone. ``only_with``: asked only beside that amount.
    ``unless``: a yes there makes it an amount like any other, which adds nothing while it is unknown.
    ``both_ways``: a yes serves one rule and a no another, so that neither counts against the applicant everywhere.
    ``lifts``: the condition that it waives. ``numbers``: numbers of rules go by it, each by what serves best or least
    where it is unknown, whatever conditions ask. ``head``: the fact or group that is stated, ``blank``: what is in the
    column where it is not; None where that has to be worked out.
    """

    name: str
    fact: Fact
    get: Get
    absent: int | None = None
    good: Good = None
    bad_choice: int = 0
    other: Slot | None = None
    only_with: str = ""
    condition: bool = False
    unless: str = ""
    fallback: bool = False
    both_ways: bool = False
    required: bool = False
    key: str = ""
    lifts: Is | None = None
    numbers: bool = False
    head: str = field(init=False)
    blank: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.head = self.name.partition(".")[0]

    @property
    def column(self) -> str:
        """What it is called in a row."""
        return number_column(self.name) if self.numbers else self.name

    def when_blank(self) -> int | None:
        """What is in the column where nothing of it is stated, if that hangs on nothing else."""
        if self.fact.type == "group":
            return 0
        if self.other is not None or self.absent is not None:
            return self.absent if self.other is None else None
        is_of_group = self.name != self.head and self.fact.type != "yearly"
        return 0 if self.fallback or (is_of_group and not self.required) else None

    def accept(self, condition: AnyCondition) -> None:
        """Know which choices a condition lets pass: one of these serves best, and one of the others counts against the
        applicant, if there is one."""
        self.good = condition.good if self.good is None else self.good
        if (accepted := condition.accepted) is not None:
            others = (i for i, choice in enumerate(self.fact.choices) if choice.id not in accepted)
            self.bad_choice = next(others, self.bad_choice)

    def path(self, day: date) -> str:
        """The path of the fact in a claim, the year put in where the answer is kept by year."""
        if self.fact.type == "yearly":
            return f"{self.fact.name}.{day.year - self.fact.years[self.key]}"
        return self.name


def number_column(name: str) -> str:
    """The column of a choice, by its name, that numbers of rules go by."""
    group, dot, own = name.rpartition(".")
    return f"{group}{dot}numbers by {own}"


@dataclass(slots=True)
class Plan:
    """The columns of one provision, derived from its rule: at the claim, at an item, at a part of an item."""

    provision: Provision
    number: int
    claim: list[Slot] = field(default_factory=list)
    item: list[Slot] = field(default_factory=list)
    part: list[Slot] = field(default_factory=list)
    parts: str | None = None
    or_fact: str | None = None
    claim_names: tuple[str, ...] = ()
    item_names: tuple[str, ...] = ()
    part_names: tuple[str, ...] = ()
    compared: dict[str, int] = field(default_factory=dict)
    """The columns that are compared, and of which no amount is made, and in how many bits they hold it."""


class Plans:
    """The plans of a policy, and the columns of the applicant."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        asked = [f for f in policy.applicant if f.type not in ("text", "uscc") and not f.profile]
        self.applicant = [slot for fact in asked for slot in self._applicant_slots(fact)]
        self.applicant_names = tuple(slot.column for slot in self.applicant)
        self.applicant_paths = tuple(f"applicant.{name}" for name in self.applicant_names)
        self.by_id = {p.id: self._plan(p, i) for i, p in enumerate(policy.provisions)}
        self.enough = self._enough()

    def under(self, policy: Policy) -> Plans:
        """The plans of the same policy with other numbers: those of provisions that are the same are shared."""
        found, applicant = copy(self), self.applicant
        found.policy, found.applicant = policy, [copy(slot) for slot in applicant]
        found.by_id = {
            p.id: plan if (plan := self.by_id[p.id]).provision is p else found._plan(p, i)
            for i, p in enumerate(policy.provisions)
        }
        found.enough, found.applicant = found._enough(), applicant
        return found

    def _applicant_slots(self, fact: Fact) -> Iterator[Slot]:
        if fact.type == "choices":
            conditions = {c.fact: c for c in self.policy.general_conditions if c.waivable and fact.waives}
            for choice in fact.choices:
                slot = Slot(f"{fact.name}.{choice.id}", fact, _chosen(fact.name, choice.id), 0, True, condition=True)
                slot.lifts = conditions.get(choice.id)
                yield slot
        else:
            slot = _slot(fact, fact.name)
            slot.both_ways = fact.type in ("yes_no", "choice")  # one provision may ask for what another excludes
            for condition in self.policy.general_conditions:
                if condition.fact == fact.name:
                    slot.accept(condition)
            yield slot
        if any(by == f"applicant.{fact.name}" for p in self.policy.provisions for by, _ in p.categories()):
            yield replace(_slot(fact, fact.name), condition=False, numbers=True)

    def _enough(self) -> int:
        """分: an amount with which every cap and every threshold of the policy is reached, and more than all sums of a
        claim that it states come to."""
        most = WAN
        for p in self.policy.provisions:
            bounds = [largest(x.cap) for x in p.of_kind(Cap)]
            bounds += [largest(c.at_least) for c in (*p.item_when, *p.when) if isinstance(c, AtLeast)]
            if not isinstance(p.amount, Share):
                sums = (n.number for n in p.amount.numbers() if isinstance(n.number, Amount))
                bounds += [Amount(amount * (MOST_ENTRIES if p.each else 1)) for amount in sums]
            rates = each(p.amount.share).values() if isinstance(p.amount, Share) else ()
            for bound in bounds:
                most = max(most, bound, *(-(-bound * rate.denominator // rate.numerator) for rate in rates if rate))
        return 2 * most

    def _plan(self, p: Provision, number: int) -> Plan:
        plan = Plan(p, number)
        each = p.each or ""
        claim = _Columns(p, "", plan.claim)
        item = _Columns(p, each, plan.item if p.each else plan.claim)
        for c in p.when:
            if c.fact.startswith("applicant."):
                name = c.fact.removeprefix("applicant.")
                slot = next(s for s in self.applicant if s.name == name)
                slot.accept(c)
                continue
            claim.add(c.fact, c.good).accept(c)
            c.columns(_Both(p, claim, claim))
        for c in p.item_when:
            if c.fact:
                item.add(c.fact, c.good).accept(c)
            c.columns(_Both(p, claim, item))
        for m in p.measures:
            plan.parts, plan.or_fact = m.sum, m.or_fact
            part = _Columns(p, f"{each}.{m.sum}", plan.part)
            part.add(m.of, "more")
            for minus in m.minus:
                part.add(minus.fact, "less")
                if minus.times:
                    part.add(minus.times, "less").only_with = minus.fact
            for t in m.when:
                slot = part.add(t.fact, t.is_ if t.in_window is None else f"window:{t.in_window}")
                slot.both_ways |= t.is_ is not None and slot.good is not t.is_
            if m.or_fact:
                item.add(m.or_fact, "more")
        for step in p.steps:
            step.columns(_Both(p, claim, item))
        for by, of_claim in sorted(p.categories()):
            if not by.startswith("applicant."):
                self._number_slot(plan, by, of_claim)
        for slot in (*plan.claim, *plan.item, *plan.part):
            slot.blank = slot.when_blank()
            bits = COMPARED.get(slot.fact.type, 64)
            plan.compared[slot.column] = max(bits, plan.compared.get(slot.column, 0))  # which two levels may have
        plan.compared = {name: bits for name, bits in plan.compared.items() if bits < 64}
        levels = (plan.claim, plan.item, plan.part)
        plan.claim_names, plan.item_names, plan.part_names = (tuple(s.column for s in slots) for slots in levels)
        return plan

    def _number_slot(self, plan: Plan, by: str, of_claim: bool) -> None:
        """Add the column of a choice that numbers go by, once, to the items or the claim, whichever states it."""
        p = plan.provision
        fact = p.fact_of(by, of_claim=of_claim)
        assert fact is not None
        slots = plan.item if p.each and fact.path == join(p.each, by) else plan.claim
        if all(slot.column != number_column(by) for slot in slots):
            slots.append(replace(_slot(fact, by), condition=False, numbers=True))


class _Both:
    """The columns of what a condition or step is about, and those of the claim."""

    def __init__(self, provision: Provision, claim: _Columns, item: _Columns) -> None:
        self.provision, self._claim, self._item = provision, claim, item

    def item(self, name: str, good: Good) -> Slot:
        """The column of a fact of the items, or of the claim where it has none."""
        return self._item.add(name, good)

    def claim(self, name: str, good: Good) -> Slot:
        """The column of a fact of the claim."""
        return self._claim.add(name, good)

    def group(self, path: str) -> Callable[..., Slot]:
        """What adds the column of a fact by its name in a group; and a column that says whether the group is stated."""
        _, _, group = path.rpartition(".")
        columns = self._claim if path == group else self._item
        columns.add_group(group)

        def add(name: str, good: Good, required: bool = False) -> Slot:
            added = columns.add(f"{group}.{name}", good)
            for slot in columns.slots:
                if slot.name.startswith(f"{group}."):  # what stands in for it, too
                    slot.required |= required
            return added

        return add


class _Columns:
    """Adds each column once to one level of a plan."""

    def __init__(self, provision: Provision, parent: str, slots: list[Slot]) -> None:
        self.provision, self.parent, self.slots = provision, parent, slots

    def add(self, name: str, good: Good) -> Slot:
        for slot in self.slots:
            if slot.name == name:
                slot.good = good if slot.good is None else slot.good
                slot.fallback = False
                return slot
        path = join(self.parent, name)
        try:
            slot = _slot(self.provision.fact(path), name)
        except KeyError:
            fact, _, key = name.rpartition(".")  # an answer kept by year
            slot = _slot(self.provision.fact(join(self.parent, fact)), name)
            slot.get, slot.key = _yearly(fact, slot.fact.years[key]), key
        slot.good = good
        if slot.fact.absent.startswith("other:"):
            other = join(name.rpartition(".")[0], slot.fact.absent.removeprefix("other:"))
            known = [s for s in self.slots if s.name == other]
            slot.other = known[0] if known else self.add(other, good)
            slot.other.fallback = not known
        if slot.fact.type == "choice":  # what brings least; until a condition says what it does not let pass
            amount, ids = self.provision.amount, [choice.id for choice in slot.fact.choices]
            tiers = amount.tiers if isinstance(amount, Tier) and amount.tier == slot.name else {}
            slot.bad_choice = min(range(len(ids)), key=lambda i: tiers.get(ids[i], 0), default=0)
        self.slots.append(slot)
        return slot

    def add_group(self, name: str) -> None:
        """A column that says whether a group is stated at all (1) or not (0)."""
        if all(slot.name != name for slot in self.slots):
            fact = self.provision.fact(join(self.parent, name))
            self.slots.append(Slot(name, fact, lambda facts, day: int(name in facts), condition=True))


def _slot(fact: Fact, name: str) -> Slot:
    absent = {"none": 0, "one": WHOLE}.get(fact.absent)
    if fact.type == "choice" and absent is not None:
        absent = -1
    two_way = fact.type == "yes_no" or (fact.type == "choice" and len(fact.choices) == 2)
    head, _, rest = name.partition(".")
    position = {c.id: i for i, c in enumerate(fact.choices)}
    converts: dict[str, Callable[[Any], int]] = {"choice": position.__getitem__, "date": date.toordinal}
    convert = converts.get(fact.type, int)

    def value(facts: Facts, day: date) -> Any:
        found = facts.get(head)
        return None if found is None else convert(found)

    def value_in_group(facts: Facts, day: date) -> Any:
        group = facts.get(head)
        found = None if group is None else group.get(rest)
        return None if found is None else convert(found)

    return Slot(name, fact, value_in_group if rest else value, absent, condition=two_way)


def _chosen(fact: str, choice: str) -> Get:
    def value(facts: Facts, day: date) -> Any:
        return None if fact not in facts else int(choice in facts[fact])

    return value


def _yearly(fact: str, before: int) -> Get:
    def value(facts: Facts, day: date) -> Any:
        return facts.get(fact, {}).get(day.year - before)

    return value
