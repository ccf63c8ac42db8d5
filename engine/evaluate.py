"""The claims table in, one column per legal step out.

Every step is written once, for all rows at a time, in integers: an amount column holds 分 times its `scale`, so that
a half or a twentieth of a 分 is still a whole number; nothing is cut before the approved amount. Where 64 bits could
not hold a column it becomes Python integers, and where a shared funding limit divides amounts it becomes Fractions:
slower, equally exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Any

import numpy as np

from engine.claims import Plans, Rows, Table
from engine.money import HUNDREDTH, WAN, WHOLE
from engine.pack import (
    Amount,
    Condition,
    Fact,
    InForce,
    Limit,
    Measure,
    MeasureTest,
    Policy,
    Provision,
    Window,
    resolve,
)

FITS = 2**62
SETTLING = 8
"""How often an evaluation is repeated until what claims use up of their caps is what they are approved for."""
ITEM_CAPS = ("item", "side", "platform")

Array = np.ndarray
_FRACTION = np.frompyfunc(Fraction, 2, 1)


@dataclass(slots=True)
class Test:
    """One condition: whether each row meets it, and the figures that its reason names."""

    level: str
    rule: Condition | Limit | InForce
    ok: Array
    value: Array | None = None
    bound: Array | None = None
    scale: int = 1

    def exact(self, row: int) -> Fraction:
        """The figure that is compared, in 分 where it is an amount."""
        assert self.value is not None
        return _exact(self.value[row], self.scale)


@dataclass(slots=True)
class Step:
    """One step of the calculation: the amounts after it (分 × scale), and what the step worked with."""

    name: str
    level: str
    after: Array
    scale: int
    rule: Limit | Amount | None = None
    figures: dict[str, Any] = field(default_factory=dict)

    def exact(self, row: int) -> Fraction:
        """分 after the step."""
        return _exact(self.after[row], self.scale)


def _exact(value: Any, scale: int) -> Fraction:
    # A column of 64-bit integers yields numpy's own, which inside a Fraction would overflow.
    return Fraction(value if isinstance(value, Fraction) else int(value)) / scale


@dataclass(slots=True)
class Outcome:
    """What became of the claims of one provision: tests, steps, the exact amounts and the approved ones (分).

    `paid` is what each claim was taken to use up of a cap (分); `alone`: no two claims are of one applicant, so nothing
    hangs on it.
    """

    rows: Rows
    item_claim: Array
    tests: list[Test] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    claim_ok: Array = field(default_factory=lambda: np.zeros(0, bool))
    item_ok: Array = field(default_factory=lambda: np.zeros(0, bool))
    amount: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    scale: int = 1
    headroom: Array | None = None
    approved: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    paid: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    alone: bool = True


@dataclass(slots=True)
class Frame:
    """What holds for a whole run: the windows of its day, validity, and the conditions of the frame."""

    policy: Policy
    readings: dict[str, str]
    applicant: dict[str, Array]
    windows: dict[str, tuple[Array, Array]]
    in_force: Array
    tests: list[tuple[Condition, Array]]


def evaluate(plans: Plans, table: Table, readings: dict[str, str]) -> dict[str, Outcome]:
    """Provision id -> outcome, for every provision that has rows. `readings` holds every reading in force."""
    frame = _frame(plans, table, readings)
    outcomes = _pass(plans, table, frame, {})
    # What an earlier claim uses up of a cap is what it is approved for, and that can depend on a project shared with
    # other claims: settle it by going again with what came out. Where claims hang on each other in a circle, the
    # earlier one uses up what it had before the sharing.
    for _ in range(SETTLING):
        settled = {i: o.approved for i, o in outcomes.items()}
        if _settled(outcomes):
            break
        outcomes = _pass(plans, table, frame, settled)
    return outcomes if _settled(outcomes) else _pass(plans, table, frame, {})


def _settled(outcomes: dict[str, Outcome]) -> bool:
    return all((o.paid == o.approved).all() for o in outcomes.values())


def _pass(plans: Plans, table: Table, frame: Frame, settled: dict[str, Array]) -> dict[str, Outcome]:
    """One evaluation; `settled`: what the claims of a provision use up of their caps, in 分, if known."""
    outcomes = {
        p.id: _Evaluation(p, table.rows[p.id], frame, settled.get(p.id)).outcome()
        for p in plans.policy.provisions
        if p.id in table.rows
    }
    _exclusives(plans.policy, outcomes, frame.readings)
    _projects(outcomes)
    for outcome in outcomes.values():
        outcome.approved = (outcome.amount // (outcome.scale * HUNDREDTH) * HUNDREDTH).astype(np.int64)
        if outcome.alone:
            outcome.paid = outcome.approved
    return outcomes


# --------------------------------------------------------------------------------------------------------- the frame


@lru_cache(maxsize=4096)
def _bounds(kind: str, years: int, included: bool, day: int) -> tuple[int, int]:
    window = Window.model_construct(kind=kind, years=years, anniversary="a" if included else None)
    start, end = window.bounds(date.fromordinal(day), {"a": "true"})
    return start.toordinal(), end.toordinal()


def _frame(plans: Plans, table: Table, readings: dict[str, str]) -> Frame:
    policy = plans.policy
    days, place = np.unique(table.day, return_inverse=True)
    windows = {}
    for w in policy.windows:
        included = w.anniversary is not None and readings[w.anniversary] == "true"
        bounds = np.array([_bounds(w.kind, w.years, included, d) for d in days.tolist()], dtype=np.int64)
        windows[w.id] = (bounds[:, 0][place], bounds[:, 1][place])
    first, last = policy.in_force.start.toordinal(), policy.in_force.until.toordinal()
    in_force = (table.day >= first) & (table.day <= last)
    waived = table.applicant["waiver"] == 1 if "waiver" in table.applicant else np.zeros(len(table.day), bool)
    tests = []
    for condition in policy.frame:
        ok = table.applicant[condition.fact] == int(condition.is_ is True)
        tests.append((condition, ok | waived if condition.waivable else ok))
    return Frame(policy, readings, table.applicant, windows, in_force, tests)


# ---------------------------------------------------------------------------------------------------- one provision


class _Evaluation:
    """Evaluates the rows of one provision, up to the rules that look at several provisions together."""

    def __init__(self, provision: Provision, rows: Rows, frame: Frame, settled: Array | None) -> None:
        self.settled = settled
        self.p, self.rows, self.frame, self.readings = provision, rows, frame, frame.readings
        self.claims = len(rows.claim_run)
        self.by_item = provision.each is not None
        self.item = rows.item if self.by_item else rows.claim
        self.item_claim = rows.item_claim if self.by_item else np.arange(self.claims)
        self.item_run = rows.claim_run[self.item_claim]
        self.items = len(self.item_claim)
        self.out = Outcome(rows, self.item_claim)
        self.scale = self.parts = 1
        self.wide = False

    def outcome(self) -> Outcome:
        out = self.out
        self._claim_tests()
        self._item_tests()
        out.claim_ok = np.ones(self.claims, bool)
        out.item_ok = np.ones(self.items, bool)
        for test in out.tests:
            if test.level == "item":
                out.item_ok = out.item_ok & test.ok
            else:
                out.claim_ok = out.claim_ok & test.ok
        amount = self._amount()
        amount = amount * (out.item_ok & out.claim_ok[self.item_claim])
        amount = self._item_limits(amount)
        self._combine(amount)
        return out

    # -- conditions

    def _claim_tests(self) -> None:
        tests, run = self.out.tests, self.rows.claim_run
        tests.append(Test("in_force", self.frame.policy.in_force, self.frame.in_force[run]))
        for condition, ok in self.frame.tests:
            e = condition.exempt
            if not (e and self.readings[e.reading] == e.choice and self.p.id in e.provisions):
                tests.append(Test("frame", condition, ok[run]))
        for condition in self.p.when:
            if condition.fact.startswith("applicant."):
                name = condition.fact.removeprefix("applicant.")
                fact = next(f for f in self.frame.policy.applicant if f.name == name)
                wanted = int(condition.is_) if isinstance(condition.is_, bool) else _position(fact, condition.is_)
                tests.append(Test("applicant", condition, self.frame.applicant[name][run] == wanted))
            else:
                tests.append(self._test("claim", condition, self.rows.claim, run))
        for limit in self.p.limits:
            if limit.years is not None:
                years = self.rows.claim[limit.years_fact or ""]
                tests.append(Test("claim", limit, years < limit.years, years))
            if limit.once and resolve(limit.per, self.readings) == "applicant":
                if limit.once in self.rows.claim:
                    had = self.rows.claim[limit.once] == 1
                else:
                    had = self._sum(self.item[limit.once]) > 0
                tests.append(Test("claim", limit, ~had))

    def _item_tests(self) -> None:
        self.parts = self._part_scale()
        for condition in self.p.item_when:
            if condition.measure is None:
                test = self._test("item", condition, self.item, self.item_run)
            else:
                value = self._measure(resolve(condition.measure, self.readings))
                bound = (condition.at_least or 0) * WAN
                ok = value >= bound * self.parts
                test = Test("item", condition, ok, value, np.full(len(value), bound), self.parts)
            self.out.tests.append(test)
        for limit in self.p.limits:
            if limit.once and resolve(limit.per, self.readings) == "item":
                self.out.tests.append(Test("item", limit, self.item[limit.once] == 0))

    def _test(self, level: str, c: Condition, columns: dict[str, Array], run: Array) -> Test:
        value = columns[c.fact]
        if c.in_window is not None:
            start, end = self.frame.windows[c.in_window]
            if self._fact(level, c.fact).type == "year":
                year = _years(start)[run]
                return Test(level, c, value == year, value, year)
            return Test(level, c, (value >= start[run]) & (value <= end[run]), value)
        if c.at_least is not None:
            least = c.at_least * WAN
            return Test(level, c, value >= least, value, np.full(len(value), least))
        if c.above is not None:
            bound = columns[c.above]
            ok = value > bound
            if c.zero_counts and self.readings[c.zero_counts] != "true":
                ok = ok & (bound > 0)
            return Test(level, c, ok, value, bound)
        if c.one_of:
            fact = self._fact(level, c.fact)
            return Test(level, c, np.isin(value, [_position(fact, x) for x in c.one_of]), value)
        if isinstance(c.is_, bool):
            return Test(level, c, value == int(c.is_), value)
        return Test(level, c, value == _position(self._fact(level, c.fact), c.is_), value)

    def _fact(self, level: str, name: str) -> Any:
        path = f"{self.p.each}.{name}" if level == "item" and self.by_item else name
        return self.p.fact(path)

    # -- the amount of an item

    def _amount(self) -> Array:
        a = self.p.amount
        if a.fixed is not None:
            return self._first("fixed", np.full(self.items, a.fixed * WAN, dtype=np.int64))
        if a.tier is not None:
            choices = [c.id for c in self._fact("item", a.tier).choices]
            worth = np.array([a.tiers.get(c, 0) * WAN for c in choices], dtype=np.int64)
            return self._first("tier", worth[self.item[a.tier]])
        if a.assessed is not None:
            return self._first("assessed", self.item[a.assessed])
        if a.none:
            return self._first("none", np.zeros(self.items, dtype=np.int64))
        return self._share(a)

    def _first(self, name: str, amount: Array) -> Array:
        self._guard(amount)
        amount = self._widen(amount)
        self._step(name, "item", amount, self.p.amount)
        return amount

    def _share(self, a: Amount) -> Array:
        of, parts = resolve(a.of, self.readings), self.parts
        measure = next((m for m in self.p.measures if m.id == of), None)
        if measure is not None:
            base = self._measure(of)
            self.scale = parts
        else:
            base = self.item[of]
            for name in a.minus:
                base = np.maximum(base - self.item[name], 0)
        rate = a.rate
        self._guard(base, rate.denominator * rate.numerator)
        base = self._widen(base)
        self._step("base", "item", base, a, measure=measure)
        amount = base * rate.numerator
        self.scale *= rate.denominator
        self._step("rate", "item", amount, a)
        return amount

    def _part_scale(self) -> int:
        """What the parts' amounts are multiplied by so that a share of one stays whole."""
        common = WHOLE
        for m in self.p.measures:
            for minus in m.minus:
                if minus.times:
                    common = gcd(common, int(np.gcd.reduce(self.rows.part[minus.times], initial=WHOLE)))
        return WHOLE // common

    def _measure(self, name: str) -> Array:
        """A measure of every item, in 分 × `parts`."""
        parts = self.parts
        measure: Measure = next(m for m in self.p.measures if m.id == name)
        columns, run = self.rows.part, self.item_run[self.rows.part_item]
        amount = columns[measure.of]
        largest = int(amount.max(initial=0)) * parts * max(1, len(amount))
        if largest >= FITS:
            amount, self.wide = amount.astype(object), True
        value = amount * parts
        for minus in measure.minus:
            taken = columns[minus.fact]
            if self.wide:
                taken = taken.astype(object)
            value = value - taken * (columns[minus.times] // (WHOLE // parts) if minus.times else parts)
        value = np.maximum(value, 0)
        for test in measure.when:
            value = value * self._part_test(test, columns, run)
        total = _segment_sum(value, self.rows.part_item, self.items)
        if measure.or_fact:
            stated = self.item[measure.or_fact]
            total = total + (stated.astype(object) if self.wide else stated) * parts
        return total

    def _part_test(self, test: MeasureTest, columns: dict[str, Array], run: Array) -> Array:
        value = columns[test.fact]
        if test.in_window is None:
            return value == int(test.is_ is True)
        start, end = self.frame.windows[test.in_window]
        return (value >= start[run]) & (value <= end[run])

    def _guard(self, amount: Array, factor: int = 1) -> None:
        """Go over to Python integers if a column could outgrow 64 bits on its way."""
        p = self.p
        share = WHOLE if p.side_share else 1
        caps = max((x.cap or 0 for x in p.limits), default=0) * WAN
        most = int(amount.max(initial=0)) if len(amount) else 0
        if max(most * max(1, self.items), caps) * factor * self.scale * share >= FITS:
            self.wide = True

    def _widen(self, amount: Array) -> Array:
        return amount.astype(object) if self.wide and amount.dtype != object else amount

    def _scaled(self, fen: Array | int) -> Any:
        """分 in the scale of the amounts; beyond 64 bits anything is simply more than any amount."""
        if self.wide or isinstance(fen, int):
            return (fen.astype(object) if isinstance(fen, np.ndarray) else fen) * self.scale
        return np.minimum(fen, FITS // self.scale) * self.scale

    def _step(self, name: str, level: str, after: Array, rule: Limit | Amount | None = None, **figures: Any) -> None:
        self.out.steps.append(Step(name, level, after, self.scale, rule, figures))

    # -- limits of an item, then of the claim

    def _item_limits(self, amount: Array) -> Array:
        for limit in self.p.limits:
            per = resolve(limit.per, self.readings)
            if limit.cap is not None and per in ITEM_CAPS:
                left: Array | int = limit.cap * WAN
                if limit.less and per == "platform":
                    left = np.maximum(left - self.item[limit.less], 0)
                amount = np.minimum(amount, self._scaled(left))
                self._step(f"{per}_cap", "item", amount, limit, left=left)
        if self.p.side_share:
            share = self.rows.claim[self.p.side_share]
            common = int(np.gcd.reduce(share, initial=WHOLE))
            amount = amount * (share // common)
            self.scale *= WHOLE // common
            self._step("side_share", "item", amount, None, share=share)
        if self.by_item and "other_district" in self.item:
            headroom = self._headroom(self.item) if self._limits_project("item") else None
            amount = self._other_policy(amount, self.item, headroom)
            self._step("item_other_policy", "item", amount)
        if self._limits_project("item"):
            headroom = self._headroom(self.item)
            project = self.rows.item_project
            if resolve(self.p.combine, self.readings) == "best":  # one item is granted, so none shares with another
                project = np.where(project >= 0, np.arange(self.items), -1)
            amount = _share_limit([(amount, self.scale, project, headroom)])[0]
            self.wide = self.wide or amount.dtype == object
            self._step("item_project_limit", "item", amount, None, headroom=headroom)
        return amount

    def _limits_project(self, level: str) -> bool:
        plan = self.rows.plan
        return plan.item_project if level == "item" else plan.claim_project

    def _headroom(self, columns: dict[str, Array]) -> Array:
        """实际投资总额 less all other government money (the fiscal part is government money), not below zero; without
        project figures there is no limit."""
        others = np.maximum(columns["project.other_gov_funding"], columns["project.fiscal_investment"])
        room = np.maximum(columns["project.actual_investment"] - others, 0)
        if self.p.project_limit and self.p.project_limit.required:
            return room
        return np.where(columns["project"] == 1, room, FITS)

    def _other_policy(
        self, amount: Array, columns: dict[str, Array], headroom: Array | None, rows: Any = slice(None)
    ) -> Array:
        """What is left here of amounts for which another policy of the district could be, or was, used."""
        has = columns["other_district"][rows] == 1
        if not has.any():
            return amount
        other = self._scaled(columns["other_district.amount"][rows])
        received = columns["other_district.received"][rows] == 1
        choice = columns["other_district.choice"][rows]
        here = amount if headroom is None else np.minimum(amount, self._scaled(headroom[rows]))
        stays = (choice == 0) | ((choice != 1) & (here >= other))
        top_up = self.frame.policy.rule("other_policy").top_up
        tops_up = top_up is not None and self.readings[top_up] == "true"
        if_received = np.maximum(amount - other, 0) if tops_up else amount * 0
        return np.where(has, np.where(received, if_received, np.where(stays, amount, amount * 0)), amount)

    def _combine(self, amount: Array) -> None:
        out = self.out
        if not self.by_item:
            claim = amount
        elif resolve(self.p.combine, self.readings) == "best":
            claim = np.zeros(self.claims, dtype=amount.dtype)
            np.maximum.at(claim, self.item_claim, amount)
            self._step("best", "claim", claim)
        else:
            claim = self._sum(amount)
            self._step("sum", "claim", claim)
        claim = claim * out.claim_ok
        self._claim_limits(claim)

    def _sum(self, amount: Array) -> Array:
        return _segment_sum(amount, self.item_claim, self.claims) if self.by_item else amount

    def _claim_limits(self, amount: Array) -> None:
        """Caps, once-only and the other policy, the earlier claims of an applicant before the later ones.

        What a claim uses up of a yearly cap is what it is approved for. The claims of one applicant under one
        provision are few, so the loop is over their rank and never over rows.
        """
        run = self.rows.claim_run
        first = np.searchsorted(run, run)
        rank = np.arange(self.claims) - first
        headroom = self._headroom(self.rows.claim) if self._limits_project("claim") else None
        runs = int(run[-1]) + 1 if self.claims else 0
        self.out.alone = not rank.any()
        self.out.paid = np.zeros(self.claims, dtype=np.int64)
        used = np.zeros(runs, dtype=np.int64)
        had = np.zeros(runs, dtype=bool)
        names: list[tuple[str, Limit | None]] = []
        columns: list[Array] = []
        lefts: dict[int, Array] = {}
        for r in range(int(rank.max(initial=-1)) + 1):
            rows: Any = slice(None) if not rank.any() else np.flatnonzero(rank == r)
            who, now = run[rows], amount[rows]
            done: list[tuple[str, Limit | None, Array]] = []
            for limit in self.p.limits:
                per = resolve(limit.per, self.readings)
                if limit.cap is not None and per in ("applicant", "applicant_year"):
                    left = limit.cap * WAN - used[who]
                    if limit.less and per == "applicant_year":
                        left = left - self.rows.claim[limit.less][rows]
                    left = np.maximum(left // HUNDREDTH * HUNDREDTH, 0)
                    now = np.minimum(now, self._scaled(left))
                    lefts.setdefault(len(done), np.zeros(self.claims, dtype=left.dtype))[rows] = left
                    done.append((f"{per}_cap", limit, now))
                elif limit.once and per == "applicant":
                    now = now * ~had[who]
                    done.append(("once", limit, now))
            if "other_district" in self.rows.claim:
                now = self._other_policy(now, self.rows.claim, headroom, rows)
                done.append(("other_policy", None, now))
            own = now if headroom is None else np.minimum(now, self._scaled(headroom[rows]))
            paid = own // (self.scale * HUNDREDTH) * HUNDREDTH if self.settled is None else self.settled[rows]
            paid = paid.astype(np.int64)
            self.out.paid[rows] = paid
            used[who] += paid
            had[who] |= paid > 0
            if not columns:
                names = [(name, rule) for name, rule, _ in done]
                columns = [np.zeros(self.claims, dtype=now.dtype) for _ in done]
            for column, (_, _, after) in zip(columns, done, strict=True):
                column[rows] = after
            amount = amount.copy() if r == 0 else amount
            amount[rows] = now
        for i, ((name, rule), column) in enumerate(zip(names, columns, strict=True)):
            if i in lefts:
                self._step(name, "claim", column, rule, left=lefts[i])
            else:
                self._step(name, "claim", column, rule)
        out = self.out
        out.amount, out.scale, out.headroom = amount, self.scale, headroom


def _position(fact: Fact, choice: object) -> int:
    return [c.id for c in fact.choices].index(str(choice))


def _years(starts: Array) -> Array:
    days, place = np.unique(starts, return_inverse=True)
    return np.array([date.fromordinal(d).year for d in days.tolist()], dtype=np.int64)[place]


def _segment_sum(values: Array, owner: Array, owners: int) -> Array:
    """The sum of `values` by owner; `owner` ascends."""
    sums = np.concatenate((np.zeros(1, dtype=values.dtype), np.cumsum(values)))
    ends = np.searchsorted(owner, np.arange(owners), side="right")
    starts = np.searchsorted(owner, np.arange(owners), side="left")
    total: Array = sums[ends] - sums[starts]
    return total


# -------------------------------------------------------------------- rules that look at several provisions together


def _exclusives(policy: Policy, outcomes: dict[str, Outcome], readings: dict[str, str]) -> None:
    """One applicant on several sides of one project takes the higher side only."""
    for exclusive in policy.exclusives:
        sides = [o for i, o in outcomes.items() if policy.provision(i).exclusive == exclusive.id]
        dropped = [np.zeros(len(o.amount), bool) for o in sides]
        if len(sides) > 1 and readings[exclusive.reading] == exclusive.choice:
            dropped = _lower_sides(sides)
        for o, drop in zip(sides, dropped, strict=True):
            o.amount = o.amount * ~drop
            o.steps.append(Step("same_applicant", "claim", o.amount, o.scale, None, {"rule": exclusive}))


def _lower_sides(sides: list[Outcome]) -> list[Array]:
    amounts, _ = _common([(o.amount, o.scale) for o in sides])
    side = np.concatenate([np.full(len(o.amount), i) for i, o in enumerate(sides)])
    run = np.concatenate([o.rows.claim_run for o in sides])
    project = np.concatenate([o.rows.claim_project for o in sides])
    pairs, group = np.unique(np.stack((run, project)), axis=1, return_inverse=True)
    group = group.reshape(-1)
    totals = np.zeros((pairs.shape[1], len(sides)), dtype=amounts.dtype)
    np.add.at(totals, (group, side), amounts)
    # Equal sides: the one that was claimed first, in the order of the application.
    order = np.concatenate([o.rows.claim_order for o in sides])
    earliest = np.full(totals.shape, len(order) + int(order.max(initial=0)), dtype=np.int64)
    np.minimum.at(earliest, (group, side), order)
    best = totals == totals.max(axis=1, keepdims=True)
    winner = np.argmin(np.where(best, earliest, earliest.max() + 1), axis=1)
    drop = (side != winner[group]) & (project >= 0)
    cuts = np.cumsum([len(o.amount) for o in sides])[:-1]
    return np.split(drop, cuts)


def _common(columns: list[tuple[Array, int]]) -> tuple[Array, int]:
    """Several columns as one, in one scale."""
    scale = lcm(*(s for _, s in columns))
    wide = any(c.dtype == object or int(c.max(initial=0)) >= FITS // (scale * max(1, len(c))) for c, _ in columns)
    return np.concatenate([(c.astype(object) if wide else c) * (scale // s) for c, s in columns]), scale


def _projects(outcomes: dict[str, Outcome]) -> None:
    """所有项目的资助总额不超过项目实际投资总额: the claims of a project share its headroom in proportion."""
    limited = [o for o in outcomes.values() if o.headroom is not None]
    if not limited:
        return
    shared = _share_limit([(o.amount, o.scale, o.rows.claim_project, o.headroom) for o in limited])
    for o, amount in zip(limited, shared, strict=True):
        o.amount = amount
        o.steps.append(Step("project_limit", "claim", amount, o.scale, None, {"headroom": o.headroom}))


def _share_limit(columns: list[tuple[Array, int, Array, Any]]) -> list[Array]:
    """Amounts (分 × scale) after the funding limits of their projects. `columns`: amounts, scale, project numbers
    (-1: none), headroom in 分. Where several amounts share a limit that binds, they become Fractions."""
    amounts, scale = _common([(a, s) for a, s, _, _ in columns])
    project = np.concatenate([p for _, _, p, _ in columns])
    room = np.concatenate([h for _, _, _, h in columns])
    room = room.astype(object) if amounts.dtype == object else np.minimum(room, FITS // scale)
    # Nothing is granted to a project without headroom; where its figures are unknown, it takes no part in sharing.
    amounts = np.where((project >= 0) & (room == 0), amounts * 0, amounts)
    alone = np.where(project >= 0, np.minimum(amounts, room * scale), amounts)
    if len(project) > 1 and len(np.unique(project[project >= 0])) < np.count_nonzero(project >= 0):
        numbers, group = np.unique(project, return_inverse=True)
        total = np.zeros(len(numbers), dtype=amounts.dtype)
        np.add.at(total, group, amounts)
        members = np.zeros(len(numbers), dtype=np.int64)
        np.add.at(members, group, (amounts > 0).astype(np.int64))
        divided = (project >= 0) & (members[group] > 1) & (total[group] > room * scale)
        alone = np.where((project >= 0) & (members[group] > 1), amounts, alone)
        if divided.any():
            alone = alone.astype(object)
            alone[divided] = _FRACTION(
                amounts[divided].astype(object) * (room[divided].astype(object) * scale),
                total[group[divided]].astype(object),
            )
    cuts = np.cumsum([len(a) for a, _, _, _ in columns])[:-1]
    parts = np.split(alone, cuts)
    return [_rescaled(part, scale // s) for part, (_, s, _, _) in zip(parts, columns, strict=True)]


def _rescaled(amounts: Array, factor: int) -> Array:
    """Amounts in a scale smaller by `factor`; exact."""
    if factor == 1:
        return amounts
    if amounts.dtype == object:
        return np.array([Fraction(a) / factor for a in amounts.tolist()], dtype=object)
    return amounts // factor
