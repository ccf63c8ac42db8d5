"""The rules in force under one choice of readings, with everything looked up that is the same for every claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np

from engine.assessment.columns import Plan, Plans, Slot
from engine.policy.pack import Condition, Fact, InForce, Limit, Policy, Provision, resolve
from engine.values.money import WAN

MOST_CHOICES = 64
"""For so many choices of readings the rules are kept ready."""
MOST_DAYS = 4096
"""For so many days of application the windows are kept ready."""
ITEM_CAPS = ("item", "side", "platform")
CLAIM_CAPS = ("applicant", "applicant_year")

Kind = Literal[
    "in_force", "equals", "among", "at_least", "above", "in_window", "in_year", "fewer", "measure", "no_item"
]


def number(value: int) -> np.ndarray:
    """A number in the form in which numpy compares columns with it fastest."""
    return np.array(value, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One condition, ready to be tested on columns, once for each batch, claim or item.

    The value of `column` (or the measure of that name) is compared with `bound`: 分, a yes or no as 1 or 0, the
    position of a choice, a number of years. Or it has to be one of `choices`, above the column `other`, in `window`.
    `facts` are the columns and paths that it asks about.
    """

    rule: Condition | Limit | InForce
    level: Literal["batch", "claim", "item"]
    kind: Kind
    facts: tuple[Slot | str, ...]
    column: str = ""
    bound: np.ndarray = field(default_factory=lambda: number(0))
    choices: tuple[int, ...] = ()
    other: str = ""
    above_nothing: bool = False
    window: str = ""
    waivable: bool = False

    def path(self, day: date) -> str:
        """The fact that it asks about first, in an application made on `day`; for an item, inside the item."""
        return self.paths(day)[0]

    def paths(self, day: date) -> list[str]:
        """All facts that it asks about."""
        return [fact if isinstance(fact, str) else fact.path(day) for fact in self.facts]


class Rules:
    """The rules of one provision. `checks` are the conditions of a claim: first those that hold for all claims of a
    run (`standing`), then its `own`; `item_checks` those of an item."""

    def __init__(self, book: Rulebook, plan: Plan) -> None:
        p = plan.provision
        self.policy, self.readings, self.provision, self.plan = book.policy, book.readings, p, plan
        self.by_item = p.each is not None
        own = list(self._claim_checks())
        self.standing = (*book.frame_checks(p), *(c for c in own if c.level == "batch"))
        self.own = tuple(c for c in own if c.level == "claim")
        self.checks = self.standing + self.own
        self.applicant_facts = frozenset(c.column for c in self.standing if c.kind == "equals")
        self.item_checks = tuple(self._item_checks())
        self.base = str(resolve(p.amount.of, self.readings) or "")
        self.measures = {m.id: m for m in p.measures}
        self.fixed = number((p.amount.fixed or 0) * WAN)
        self.rate = p.amount.rate
        self.numerator, self.denominator = self.rate.numerator, self.rate.denominator
        self.tiers = np.array([p.amount.tiers.get(x, 0) * WAN for x in self._tier_choices()], dtype=np.int64)
        self.best = resolve(p.combine, self.readings) == "best"
        self.item_caps: list[tuple[str, Limit]] = []
        self.claim_limits: list[tuple[str, Limit]] = []
        for limit in p.limits:
            per = resolve(limit.per, self.readings)
            if limit.cap is not None and per in ITEM_CAPS:
                self.item_caps.append((f"{per}_cap", limit))
            elif limit.cap is not None and per in CLAIM_CAPS:
                self.claim_limits.append((f"{per}_cap", limit))
            elif limit.once and per == "applicant":
                self.claim_limits.append(("once", limit))
        self.largest_cap = max((x.cap or 0 for x in p.limits), default=0) * WAN
        self.other_at_claim = "other_district" in plan.claim_names
        self.other_at_item = self.by_item and "other_district" in plan.item_names
        top_up = next((r.top_up for r in self.policy.rules if r.id == "other_policy"), None)
        self.tops_up = top_up is not None and self.readings[top_up] == "true"
        self.project_required = p.project_limit is not None and p.project_limit.required

    def _tier_choices(self) -> list[str]:
        tier = self.provision.amount.tier
        return [c.id for c in self._fact("item", tier).choices] if tier else []

    def _fact(self, level: str, name: str) -> Fact:
        return self.provision.fact(f"{self.provision.each}.{name}" if level == "item" and self.by_item else name)

    def _claim_checks(self) -> Iterator[Check]:
        p = self.provision
        for condition in p.when:
            if condition.fact.startswith("applicant."):
                name = condition.fact.removeprefix("applicant.")
                fact = next(f for f in self.policy.applicant if f.name == name)
                wanted = int(condition.is_) if isinstance(condition.is_, bool) else position(fact, condition.is_)
                yield Check(condition, "batch", "equals", (condition.fact,), column=name, bound=number(wanted))
            else:
                yield self._check("claim", condition)
        for limit in p.limits:
            if limit.years is not None:
                name = limit.years_fact or ""
                facts = self._slots("claim", name)
                yield Check(limit, "claim", "fewer", facts, column=name, bound=number(limit.years))
            if limit.once and resolve(limit.per, self.readings) == "applicant":
                at_claim = limit.once in self.plan.claim_names
                kind: Kind = "equals" if at_claim else "no_item"
                yield Check(limit, "claim", kind, self._slots("claim", limit.once), column=limit.once)

    def _item_checks(self) -> Iterator[Check]:
        for condition in self.provision.item_when:
            yield self._check("item", condition)
        for limit in self.provision.limits:
            if limit.once and resolve(limit.per, self.readings) == "item":
                yield Check(limit, "item", "equals", self._slots("item", limit.once), column=limit.once)

    def _check(self, level: Literal["claim", "item"], c: Condition) -> Check:
        """The check of a condition on the columns of a claim or an item."""
        measure = str(resolve(c.measure, self.readings) or "")
        names = [c.fact or measure] + ([c.above] if c.above else [])
        facts = self._slots(level, *names)
        if measure:
            least = (c.at_least or 0) * WAN
            return Check(c, level, "measure", facts, column=measure, bound=number(least))
        if c.in_window is not None:
            kind: Kind = "in_year" if self._fact(level, c.fact).type == "year" else "in_window"
            return Check(c, level, kind, facts, column=c.fact, window=c.in_window)
        if c.at_least is not None:
            return Check(c, level, "at_least", facts, column=c.fact, bound=number(c.at_least * WAN))
        if c.above is not None:
            strict = bool(c.zero_counts) and self.readings[c.zero_counts or ""] != "true"
            return Check(c, level, "above", facts, column=c.fact, other=c.above, above_nothing=strict)
        if c.one_of:
            fact = self._fact(level, c.fact)
            choices = tuple(position(fact, x) for x in c.one_of)
            return Check(c, level, "among", facts, column=c.fact, choices=choices)
        wanted = int(c.is_) if isinstance(c.is_, bool) else position(self._fact(level, c.fact), c.is_)
        return Check(c, level, "equals", facts, column=c.fact, bound=number(wanted))

    def _slots(self, level: str, *names: str) -> tuple[Slot | str, ...]:
        slots = {s.name: s for s in (self.plan.item if level == "item" else self.plan.claim)}
        return tuple(slots.get(name, name) for name in names)


class Rulebook:
    """The rules of a policy under one choice of readings."""

    def __init__(self, policy: Policy, readings: dict[str, str]) -> None:
        self.policy, self.readings = policy, readings
        self.plans = policy.derived(Plans)
        self.first_day, self.last_day = (
            number(day.toordinal()) for day in (policy.in_force.start, policy.in_force.until)
        )
        self.bounds = lru_cache(maxsize=MOST_DAYS)(self._bounds)
        self.window_places = {w.id: 3 * i for i, w in enumerate(policy.windows)}
        self._rules: dict[str, Rules] = {}
        self._in_force = Check(policy.in_force, "batch", "in_force", ("in_force",))
        self._frame = [self._frame_check(c) for c in policy.frame]

    @staticmethod
    def _frame_check(c: Condition) -> Check:
        path, wanted = f"applicant.{c.fact}", int(c.is_ is True)
        return Check(c, "batch", "equals", (path,), column=c.fact, bound=number(wanted), waivable=c.waivable)

    def of(self, provision_id: str) -> Rules:
        """The rules of one provision."""
        rules = self._rules.get(provision_id)
        if rules is None:
            rules = self._rules[provision_id] = Rules(self, self.plans.by_id[provision_id])
        return rules

    def frame_checks(self, p: Provision) -> Iterator[Check]:
        """What every claim under a provision has to meet: validity, and the conditions of the frame."""
        yield self._in_force
        for check, condition in zip(self._frame, self.policy.frame, strict=True):
            e = condition.exempt
            if not (e and self.readings[e.reading] == e.choice and p.id in e.provisions):
                yield check

    def _bounds(self, day: int) -> tuple[np.ndarray, ...]:
        """First day, last day (as ordinals) and first year of every window, for an application on `day`."""
        bounds: list[int] = []
        for window in self.policy.windows:
            start, end = window.bounds(date.fromordinal(day), self.readings)
            bounds += (start.toordinal(), end.toordinal(), start.year)
        return tuple(map(number, bounds))


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
