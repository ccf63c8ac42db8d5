"""The rules in force under one choice of readings: each provision as conditions and steps.

The steps of a level apply in the order in which the policy states them: first those of the items, then those of the
claim, then what claims share (one side of a project, and its funding).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from engine.assessment.columns import Plan, Plans, Slot, number_column
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps import in_window, measure
from engine.steps.cap import BEFORE, THIS_YEAR, Cap, CapStep
from engine.steps.combine import Combine
from engine.steps.condition import Row, Test
from engine.steps.equals import IsTest
from engine.steps.numbers import Number
from engine.steps.once import Once, OnceStep
from engine.steps.one_side import OneSideStep
from engine.steps.other_policy import OtherPolicyStep
from engine.steps.project_funding import DRAWN, ProjectFundingStep
from engine.steps.share import BaseStep, Share
from engine.steps.side_share import SIDE_DRAWN, SIDE_HAD, SideShare
from engine.steps.step import Level, RowStep
from engine.steps.varying import Category, at_most, given
from engine.steps.years import Years
from engine.text.phrases import both
from engine.values.money import WHOLE
from engine.values.quantities import Amount
from engine.values.refusal import join

T = TypeVar("T")

MOST_CHOICES = 64
"""For so many choices of readings the rules are kept ready."""
MOST_DAYS = 4096
"""For so many days of application the windows are kept ready."""
APPLICANT = "applicant."


@dataclass(frozen=True, slots=True, eq=False)
class InForceTest(Test):
    """The application lies in the time in which the measures are in force, the first and the last day included."""

    first: int = 0
    last: int = 0

    def __call__(self, o: Any, r: Row) -> Number:
        """Whether the row meets it."""
        day = r[self.name]
        return (day >= self.first) & (day <= self.last)


@dataclass(frozen=True, slots=True)
class _Facts:
    """Where a condition stands: among the facts of the claim, of an item, of a part of one (`parent`: their path), or
    of the applicant."""

    provision: Provision | None
    policy: Policy
    parent: str
    columns: dict[str, Slot]
    readings: dict[str, str]
    fine: int

    def fact(self, name: str) -> Fact:
        """The fact of this name; of one year of an answer that is kept by year, that answer."""
        if name.startswith(APPLICANT):
            return next(f for f in self.policy.applicant if f.name == name.removeprefix(APPLICANT))
        assert self.provision is not None
        path = join(self.parent, name)
        if self.provision.years_before(path) is not None:
            path = path.rpartition(".")[0]
        return self.provision.fact(path)

    def category(self, by: str, *, of_claim: bool = False) -> Category:
        """The choice that numbers go by: of the applicant, of what it stands in, or of the claim."""
        assert self.provision is not None
        fact = self.policy.category_fact(self.provision, by, of_claim=of_claim or not self.parent)
        assert fact is not None
        conditions = (*self.provision.when, *self.provision.item_when)
        accepted = [c.accepted for c in conditions if c.fact == by and c.accepted is not None]
        left = frozenset(c.id for c in fact.choices if all(c.id in answers for answers in accepted))
        return Category(number_column(by), both(fact.label), tuple(fact.choices), left)

    def slots(self, *names: str) -> tuple[Slot | str, ...]:
        """The columns of these facts, or their names."""
        return tuple(self.columns.get(name, name) for name in names)


class Rules:
    """The rules of one provision. `checks` are the conditions of a claim: first those that hold for all claims of an
    applicant on a day (`standing`), then its `own`; `item_checks` those of an item. `to_items` are the steps to what an
    item brings, `claim_steps` those to what the claim does; `items_alone` and `claims_alone` are these and the limit of
    a project that nothing else shares. Amounts are 分 times `scale`, measures 分 times `fine`.
    `largest` is the largest amount that the law states, 分; `categories` are the choices that its numbers go by.
    """

    def __init__(self, book: Rulebook, plan: Plan) -> None:
        p = plan.provision
        self.policy, self.readings, self.provision, self.plan = book.policy, book.readings, p, plan
        self.rules, self.projects, self.others = book.rules, p.projects, p.others
        self._cached: dict[Any, Any] = {}
        self.by_item = p.each is not None
        self.measures = {m.id: m for m in p.measures}
        self.fine = measure.scale_of(p.measures)
        share = p.amount if isinstance(p.amount, Share) else None
        self.base = share.base(self.readings) if share else ""
        self.scale = (share.denominator if share else 1) * (WHOLE if p.only(SideShare) else 1)
        self.scale *= self.fine if self.base in self.measures else 1
        amounts = [n.number for block in p.stated() for n in block.numbers() if isinstance(n.number, Amount)]
        self.largest = max(amounts, default=0)
        once = [x for x in p.of_kind(Once) if x.holds_for(self.readings) == "applicant"]
        self.once_by_item = tuple(x.once for x in once if x.once not in plan.claim_names)
        self._claim = self._facts("", plan.claim)
        self._item = self._facts(p.each or "", plan.item) if p.each else self._claim
        capped = [x for x in p.of_kind(Cap) if x.holds_for(self.readings) == "side"]
        self.side_cap: int | None = min((at_most(given(x.cap, self, "more")) for x in capped), default=None)
        of_applicant = (c.prepare(self._claim) for c in p.when if c.fact.startswith(APPLICANT))
        self.standing = (*book.general_checks(p), *of_applicant)
        self.own = tuple(self._claim_checks())
        self.checks = self.standing + self.own
        self.categories = frozenset(by for by, _ in p.categories())
        names = {name for c in self.standing for name in c.facts if isinstance(name, str)} | self.categories
        self.applicant_facts = frozenset(n.removeprefix(APPLICANT) for n in names if n.startswith(APPLICANT))
        of_items = (x.condition(self._item, x.once) for x in p.of_kind(Once) if x.holds_for(self.readings) == "item")
        self.item_checks = (*(c.prepare(self._item) for c in p.item_when), *of_items)
        self.measured = tuple(measure.prepare(m, self._facts(join(p.each or "", m.sum), [])) for m in p.measures)
        self.used = tuple(measuring for measuring in self.measured if self.uses(measuring.rule.id))
        self._prepare()

    def _facts(self, parent: str, slots: list[Slot]) -> _Facts:
        columns = {slot.name: slot for slot in slots}
        return _Facts(self.provision, self.policy, parent, columns, self.readings, self.fine)

    def item_fact(self, name: str) -> Fact:
        """The fact of this name of an item, or of the claim if it has no items."""
        return self._item.fact(name)

    def level_of(self, path: str) -> Level:
        """Whether the fact at a path is an item's or the claim's."""
        return "item" if self.by_item and path.startswith(f"{self.provision.each}.") else "claim"

    def category(self, by: str, *, of_claim: bool = False) -> Category:
        """The choice that numbers go by, of the applicant, the entry or the claim."""
        return self._item.category(by, of_claim=of_claim)

    def cached(self, key: Any, make: Callable[[], T]) -> T:
        """What is the same for every claim under these rules, made once and held as long as they are."""
        if key not in self._cached:
            self._cached[key] = make()
        found: T = self._cached[key]
        return found

    def uses(self, measure: str) -> bool:
        """Whether anything hangs on a measure under these readings."""
        return measure == self.base or any(c.name == measure for c in self.item_checks)

    # -- conditions

    def _claim_checks(self) -> Iterator[Test]:
        for condition in self.provision.when:
            if not condition.fact.startswith(APPLICANT):
                yield condition.prepare(self._claim)
        for step in self.provision.steps:
            if isinstance(step, Years):
                yield step.condition(self._claim)
            if isinstance(step, Once) and step.holds_for(self.readings) == "applicant":
                yield step.condition(self._claim, any_item(step.once) if step.once in self.once_by_item else step.once)

    # -- steps

    def _prepare(self) -> None:
        """Put the steps of the provision in their places: those of the items, how these are combined, and those of the
        claim. What claims share is applied among them (`matter`, `one_side`, `item_project`, `claim_project`); `once`:
        what it gives is given once to an applicant; `across`: the caps for all claims of an applicant (分);
        `goes_elsewhere`: the steps by which an item can go to another policy."""
        prepared = [step for stated in self.provision.steps if (step := stated.prepare(self)) is not None]
        funding = {step.level: step for step in prepared if isinstance(step, ProjectFundingStep)}
        self.item_project, self.claim_project = funding.get("item"), funding.get("claim")
        self.one_side = next((step for step in prepared if isinstance(step, OneSideStep)), None)
        self.once = any(isinstance(step, OnceStep) for step in prepared)
        matter = self.provision.matter
        self.matter = None if matter is None else matter.prepare(self)
        self.grade = self.provision.grade(self.readings)
        combine = self.provision.only(Combine) or Combine(combine="sum")
        self.combined = combine.prepare(self)
        across = tuple(step for step in prepared if isinstance(step, CapStep) and step.across)
        own: dict[str, list[RowStep]] = {"item": [], "claim": []}
        for step in prepared:
            if isinstance(step, BaseStep):
                own["item"] += [step, step.rated]
            elif isinstance(step, OtherPolicyStep):
                caps = across if step.level == "item" and self.by_item else ()
                own[step.level].append(replace(step, project=funding.get(step.level), caps=caps))
            elif isinstance(step, RowStep) and not isinstance(step, ProjectFundingStep):
                own[step.level].append(step)
        self.to_items, self.claim_steps = tuple(own["item"]), tuple(own["claim"])
        self.items_alone = self.to_items + ((self.item_project,) if self.item_project else ())
        self.claims_alone = self.claim_steps + ((self.claim_project,) if self.claim_project else ())
        self.across = tuple(at_most(kind.cap) for kind in across)
        self.goes_elsewhere = frozenset(kind for kind in self.to_items if isinstance(kind, OtherPolicyStep))


def any_item(name: str) -> str:
    """The name under which a claim says in how many of its items a yes or no is a yes."""
    return f"any {name}"


class Rulebook:
    """The rules of a policy under one choice of readings, and the `plans` of its provisions."""

    def __init__(self, policy: Policy, readings: dict[str, str], plans: Plans | None = None) -> None:
        self.policy, self.readings = policy, readings
        self.plans = plans or policy.derived(Plans)
        self.day = lru_cache(maxsize=MOST_DAYS)(self._day)
        self.rules: dict[str, Any] = {rule.id: rule for rule in policy.rules}
        self.rules |= {f"one_side {exclusive.id}": exclusive for exclusive in policy.exclusives}
        self._rules: dict[str, Rules] = {}
        first, last = policy.in_force.start.toordinal(), policy.in_force.until.toordinal()
        self._in_force = InForceTest(policy.in_force, ("in_force",), in_window.DAY, first=first, last=last)
        self._general_conditions = []
        for condition in policy.general_conditions:
            stated = condition.model_copy(update={"fact": f"{APPLICANT}{condition.fact}"})
            test = stated.prepare(_Facts(None, policy, "", {}, readings, 1))
            assert isinstance(test, IsTest)
            test = replace(test, rule=condition)
            if condition.waivable and policy.waiver is not None:
                waiver = f"{APPLICANT}{policy.waiver.name}"
                test = replace(test, facts=(*test.facts, waiver), waived_by=f"{waiver}.{condition.fact}")
            self._general_conditions.append(test)

    def under(self, policy: Policy) -> Rulebook:
        """The rules of the same policy with other numbers."""
        policy = policy.under(self.readings)
        found = Rulebook(policy, self.readings, self.plans.under(policy))
        if policy.windows == self.policy.windows:
            found.day = self.day
        return found

    def of(self, provision_id: str) -> Rules:
        """The rules of one provision."""
        rules = self._rules.get(provision_id)
        if rules is None:
            rules = self._rules[provision_id] = Rules(self, self.plans.by_id[provision_id])
        return rules

    def general_checks(self, p: Provision) -> Iterator[Test]:
        """What every claim under a provision has to meet: validity, and the general conditions."""
        yield self._in_force
        for check, condition in zip(self._general_conditions, self.policy.general_conditions, strict=True):
            e = condition.exempt
            if not (e and self.readings[e.reading] == e.choice and p.id in e.provisions):
                yield check

    def _day(self, day: int) -> dict[str, int]:
        """What an application on `day` (an ordinal) gives: the day, and of every window the first and last day and the
        year in which it begins; and that nothing was had before of a project, its sides and a cap."""
        found = {in_window.DAY: day, DRAWN: 0, SIDE_DRAWN: 0, SIDE_HAD: 0, THIS_YEAR: 0, BEFORE: 0}
        for window in self.policy.windows:
            start, end = window.bounds(date.fromordinal(day), self.readings)
            found |= {
                in_window.first(window.id): start.toordinal(),
                in_window.last(window.id): end.toordinal(),
                in_window.year(window.id): start.year,
            }
        return found


class Rulebooks:
    """The rulebooks of a policy, each made once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._of = lru_cache(maxsize=MOST_CHOICES)(self._made)

    def under(self, readings: dict[str, str]) -> Rulebook:
        """The rulebook under `readings`, which hold every reading in force."""
        return self._of(tuple(readings.items()))

    def _made(self, choices: tuple[tuple[str, str], ...]) -> Rulebook:
        readings = dict(choices)
        return Rulebook(self.policy.under(readings), readings)
