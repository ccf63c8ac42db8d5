"""The rules in force under one choice of readings: each provision as conditions and steps, in the order of the law."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Literal

from engine.assessment.columns import Plan, Plans, Slot
from engine.policy.pack import Condition, Fact, MeasureTest, Policy, Provision, resolve
from engine.steps import amounts, conditions, limits
from engine.values.money import WAN, WHOLE

MOST_CHOICES = 64
"""For so many choices of readings the rules are kept ready."""
MOST_DAYS = 4096
"""For so many days of application the windows are kept ready."""
ITEM_CAPS = ("item", "side", "platform")
CLAIM_CAPS = ("applicant", "applicant_year")

Level = Literal["claim", "item"]


class Rules:
    """The rules of one provision. `checks` are the conditions of a claim: first those that hold for all claims of an
    applicant on a day (`standing`), then its `own`; `item_checks` those of an item. `to_items` are the steps to what an
    item brings, `claim_steps` those to what the claim does. Amounts are 分 times `scale`.
    """

    def __init__(self, book: Rulebook, plan: Plan) -> None:
        p = plan.provision
        self.policy, self.readings, self.provision, self.plan = book.policy, book.readings, p, plan
        self.by_item = p.each is not None
        self.base = str(resolve(p.amount.of, self.readings) or "")
        self.measures = {m.id: m for m in p.measures}
        self.fine = amounts.Measure.scale_of(p.measures)
        self.measured = tuple(
            amounts.Measure(m, tuple(self._part_test(m.sum, t) for t in m.when), self.fine) for m in p.measures
        )
        self.rate = p.amount.rate
        self.scale = (self.rate.denominator if p.amount.share else 1) * (WHOLE if p.side_share else 1)
        self.scale *= self.fine if self.base in self.measures else 1
        self.best = resolve(p.combine, self.readings) == "best"
        self.project_required = p.project_limit is not None and p.project_limit.required
        self.once_by_item = tuple(
            x.once
            for x in p.limits
            if x.once and resolve(x.per, self.readings) == "applicant" and x.once not in plan.claim_names
        )
        self.standing = (*book.frame_checks(p), *self._of_applicant())
        self.own = tuple(self._claim_checks())
        self.checks = self.standing + self.own
        self.applicant_facts = frozenset(
            c.name.removeprefix("applicant.") for c in self.standing if isinstance(c, conditions.Equals)
        )
        self.item_checks = tuple(self._item_checks())
        self.item_project = self._funding("item_project_limit") if plan.item_project else None
        self.claim_project = self._funding("project_limit") if plan.claim_project else None
        self.to_items = (*self._first(), *self._item_steps())
        self.claim_steps = tuple(self._claim_steps())
        exclusive = next((e for e in self.policy.exclusives if e.id == p.exclusive), None)
        self.one_side = (
            None
            if exclusive is None
            else limits.OneSide(exclusive, self.readings[exclusive.reading] == exclusive.choice)
        )
        self.combined = limits.Combined(self.best, "best" if self.best else "sum")

    def uses(self, measure: str) -> bool:
        """Whether anything hangs on a measure under these readings."""
        return measure == self.base or any(c.name == measure for c in self.item_checks)

    # -- conditions

    def _of_applicant(self) -> Iterator[conditions.Condition]:
        for c in self.provision.when:
            if c.fact.startswith("applicant."):
                fact = next(f for f in self.policy.applicant if f.name == c.fact.removeprefix("applicant."))
                yield conditions.Equals(c, (c.fact,), c.fact, _wanted(fact, c))

    def _claim_checks(self) -> Iterator[conditions.Condition]:
        for condition in self.provision.when:
            if not condition.fact.startswith("applicant."):
                yield self._check("claim", condition)
        for limit in self.provision.limits:
            if limit.years is not None:
                name = limit.years_fact or ""
                yield conditions.Fewer(limit, self._slots("claim", name), name, limit.years)
            if limit.once and resolve(limit.per, self.readings) == "applicant":
                name = any_item(limit.once) if limit.once in self.once_by_item else limit.once
                yield conditions.Equals(limit, self._slots("claim", limit.once), name, 0)

    def _item_checks(self) -> Iterator[conditions.Condition]:
        for condition in self.provision.item_when:
            yield self._check("item", condition)
        for limit in self.provision.limits:
            if limit.once and resolve(limit.per, self.readings) == "item":
                yield conditions.Equals(limit, self._slots("item", limit.once), limit.once, 0)

    def _check(self, level: Level, c: Condition) -> conditions.Condition:
        """The kind of condition that a claim or an item has to meet."""
        measure = str(resolve(c.measure, self.readings) or "")
        facts = self._slots(level, *[c.fact or measure] + ([c.above] if c.above else []))
        if measure:
            return conditions.AtLeast(c, facts, measure, (c.at_least or 0) * WAN, measure=True, scale=self.fine)
        if c.in_window is not None:
            return _windowed(c, facts, c.fact, c.in_window, self._fact(level, c.fact))
        if c.at_least is not None:
            return conditions.AtLeast(c, facts, c.fact, c.at_least * WAN)
        if c.above is not None:
            strict = bool(c.zero_counts) and self.readings[c.zero_counts or ""] != "true"
            return conditions.Above(c, facts, c.fact, c.above, strict)
        fact = self._fact(level, c.fact)
        if c.one_of:
            return conditions.OneOf(c, facts, c.fact, tuple(position(fact, x) for x in c.one_of))
        return conditions.Equals(c, facts, c.fact, _wanted(fact, c))

    def _part_test(self, parts: str, test: MeasureTest) -> conditions.Condition:
        fact = self.provision.fact(f"{self.provision.each}.{parts}.{test.fact}")
        if test.in_window is not None:
            return _windowed(test, (), test.fact, test.in_window, fact)
        return conditions.Equals(test, (), test.fact, int(test.is_ is True))

    def _slots(self, level: Level, *names: str) -> tuple[Slot | str, ...]:
        slots = {s.name: s for s in (self.plan.item if level == "item" else self.plan.claim)}
        return tuple(slots.get(name, name) for name in names)

    def _fact(self, level: Level, name: str) -> Fact:
        return self.provision.fact(f"{self.provision.each}.{name}" if level == "item" and self.by_item else name)

    # -- steps

    def _first(self) -> Iterator[amounts.Base | amounts.Rate | amounts.Fixed | amounts.Tier | amounts.Assessed]:
        """What an item brings before any limit."""
        a = self.provision.amount
        if a.fixed is not None:
            yield amounts.Fixed(a, a.fixed * WAN * self.scale, "fixed")
        elif a.tier is not None:
            choices = self._fact("item", a.tier).choices
            sums = [a.tiers.get(c.id, 0) * WAN * self.scale for c in choices]
            yield amounts.Tier(a, a.tier, (*sums, 0))
        elif a.assessed is not None:
            yield amounts.Assessed(a, a.assessed, self.scale)
        elif a.none:
            yield amounts.Fixed(a, 0, "none")
        else:
            measure = self.measures.get(self.base)
            factor = self.scale // self.fine if measure else self.scale
            minus = () if measure else tuple(m.fact for m in a.minus)
            yield amounts.Base(a, self.base, minus, factor, measure)
            yield amounts.Rate(a, self.rate.numerator, self.rate.denominator)

    def _item_steps(self) -> Iterator[limits.Cap | limits.SideShare | limits.OtherPolicy]:
        p = self.provision
        for limit in p.limits:
            per = resolve(limit.per, self.readings)
            if limit.cap is not None and per in ITEM_CAPS:
                less = limit.less if limit.less and per == "platform" else ""
                yield limits.Cap(limit, f"{per}_cap", limit.cap * WAN, less, False, self.scale)
        if p.side_share:
            yield limits.SideShare(None, p.side_share)
        if self.by_item and "other_district" in self.plan.item_names:
            yield self._other_policy("item_other_policy", self.item_project)

    def _claim_steps(self) -> Iterator[limits.Cap | limits.Once | limits.OtherPolicy]:
        for limit in self.provision.limits:
            per = resolve(limit.per, self.readings)
            if limit.cap is not None and per in CLAIM_CAPS:
                less = limit.less if limit.less and per == "applicant_year" else ""
                yield limits.Cap(limit, f"{per}_cap", limit.cap * WAN, less, True, self.scale)
            elif limit.cap is None and limit.once and per == "applicant":
                yield limits.Once(limit)
        if "other_district" in self.plan.claim_names:
            yield self._other_policy("other_policy", self.claim_project)

    def _other_policy(self, step: str, project: limits.ProjectFunding | None) -> limits.OtherPolicy:
        top_up = next((r.top_up for r in self.policy.rules if r.id == "other_policy"), None)
        tops_up = top_up is not None and self.readings[top_up] == "true"
        return limits.OtherPolicy(None, step, tops_up, project, self.scale)

    def _funding(self, step: str) -> limits.ProjectFunding:
        return limits.ProjectFunding(self.project_required, self.scale, step)


def any_item(name: str) -> str:
    """The name under which a claim says in how many of its items a yes or no is a yes."""
    return f"any {name}"


def _windowed(
    rule: Condition | MeasureTest, facts: tuple[Slot | str, ...], name: str, window: str, fact: Fact
) -> conditions.Condition:
    if fact.type == "year":
        return conditions.InYear(rule, facts, name, window, f"{window} year")
    return conditions.InWindow(rule, facts, name, window, f"{window} first", f"{window} last")


def _wanted(fact: Fact, c: Condition) -> int:
    return int(c.is_) if isinstance(c.is_, bool) else position(fact, c.is_)


class Rulebook:
    """The rules of a policy under one choice of readings."""

    def __init__(self, policy: Policy, readings: dict[str, str]) -> None:
        self.policy, self.readings = policy, readings
        self.plans = policy.derived(Plans)
        self.day = lru_cache(maxsize=MOST_DAYS)(self._day)
        self._rules: dict[str, Rules] = {}
        first, last = policy.in_force.start.toordinal(), policy.in_force.until.toordinal()
        self._in_force = conditions.Within(policy.in_force, ("in_force",), "day", first, last)
        waiver = "applicant.waiver" if "waiver" in self.plans.applicant_names else ""
        self._frame = [
            conditions.Equals(c, (path,), path, int(c.is_ is True), waiver if c.waivable else "")
            for c in policy.frame
            for path in [f"applicant.{c.fact}"]
        ]

    def of(self, provision_id: str) -> Rules:
        """The rules of one provision."""
        rules = self._rules.get(provision_id)
        if rules is None:
            rules = self._rules[provision_id] = Rules(self, self.plans.by_id[provision_id])
        return rules

    def frame_checks(self, p: Provision) -> Iterator[conditions.Condition]:
        """What every claim under a provision has to meet: validity, and the conditions of the frame."""
        yield self._in_force
        for check, condition in zip(self._frame, self.policy.frame, strict=True):
            e = condition.exempt
            if not (e and self.readings[e.reading] == e.choice and p.id in e.provisions):
                yield check

    def _day(self, day: int) -> dict[str, int]:
        """What an application on `day` (an ordinal) gives: the day, and of every window the first and last day and the
        year in which it begins."""
        found = {"day": day}
        for window in self.policy.windows:
            start, end = window.bounds(date.fromordinal(day), self.readings)
            found |= {
                f"{window.id} first": start.toordinal(),
                f"{window.id} last": end.toordinal(),
                f"{window.id} year": start.year,
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
        return Rulebook(self.policy, dict(choices))


def position(fact: Fact, choice: object) -> int:
    """The place of a choice among those of its fact."""
    return [c.id for c in fact.choices].index(str(choice))
