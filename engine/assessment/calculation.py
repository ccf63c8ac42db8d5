"""The claims of one provision, from their conditions to their amounts before the rules among provisions.

Every step is written once, for all rows at a time, in integers: an amount column holds 分 times its `scale`, so that
a half or a twentieth of a 分 is still a whole number; nothing is cut before the approved amount. Where 64 bits could
not hold a column it becomes Python integers, and where a shared funding limit divides amounts it becomes Fractions:
slower, equally exact.
"""

from __future__ import annotations

from math import gcd
from typing import Any

import numpy as np

from engine.assessment.cross_provision import shared_limit
from engine.assessment.general_conditions import Frame
from engine.assessment.outcome import FITS, Array, Outcome, Parts, Step, Test
from engine.assessment.rules import Check, Rules, number
from engine.assessment.table import Rows, Taken
from engine.policy.pack import Amount, Limit, Measure, MeasureTest
from engine.values.money import HUNDREDTH, WAN, WHOLE

_ZERO, _FINEST = number(0), number(HUNDREDTH)


class Units:
    """How finely the shares that a provision multiplies by are stated, over all its rows: `parts` is what the amounts
    of parts are multiplied by so that a share of one stays whole, `side` what all shares of sides are multiples of (in
    millionths)."""

    __slots__ = ("parts", "side")

    def __init__(self, rules: Rules, rows: Rows) -> None:
        unit = WHOLE
        for measure in rules.provision.measures:
            for minus in measure.minus:
                if minus.times:
                    unit = _common_unit(unit, rows.part[minus.times])
        self.parts = WHOLE // unit
        side = rules.provision.side_share
        self.side = _common_unit(WHOLE, rows.claim[side]) if side else WHOLE


def _common_unit(unit: int, shares: Array) -> int:
    return gcd(unit, int(np.gcd.reduce(shares))) if np.count_nonzero(shares % unit) else unit


class _Owners:
    """Which rows belong to which owner (items to claims, parts to items); `owner` ascends. `most`: the most rows that
    one has."""

    __slots__ = ("counts", "most", "one_each", "owner", "owners")

    def __init__(self, owner: Array, owners: int) -> None:
        self.owner, self.owners, self.most = owner, owners, 1
        rows = len(owner)
        self.one_each = rows == owners and (rows < 2 or bool((owner[1:] > owner[:-1]).all()))
        if not self.one_each:
            self.counts = np.bincount(owner, minlength=owners)
            self.most = int(self.counts.max(initial=0))

    def of_owner(self, values: Array) -> Array:
        """For each row the value of its owner."""
        return values if self.one_each else values[self.owner]

    def combined(self, how: np.ufunc, values: Array) -> Array:
        """For each owner the values of its rows in one; 0 where it has none."""
        if self.one_each:
            return values
        result = np.zeros(self.owners, dtype=values.dtype)
        if len(values):
            filled = self.counts > 0
            result[filled] = how.reduceat(values, (np.cumsum(self.counts) - self.counts)[filled])
        return result


class Calculation:
    """Evaluates rows of one provision, up to the rules that look at several provisions together."""

    def __init__(
        self, frame: Frame, rules: Rules, rows: Rows, units: Units, settled: Array | None, steps: bool
    ) -> None:
        self.frame, self.rules, self.rows, self.units = frame, rules, rows, units
        self.settled, self.steps = settled, steps
        self.p = rules.provision
        self.claims = len(rows.claim_run)
        self.item = rows.item if rules.by_item else rows.claim
        self.items = len(rows.item_claim) if rules.by_item else self.claims
        self.owners = _Owners(rows.item_claim, self.claims) if rules.by_item else None
        self.out = Outcome(rules, rows)
        self.out.one_item_each = self.owners is None or self.owners.one_each
        self.scale, self.wide = 1, False
        self.measured: dict[str, Array] = {}

    def outcome(self) -> Outcome:
        """What becomes of the claims, up to the rules that look at several provisions together."""
        self._conditions()
        amount = self._item_limits(self._amount())
        self._claim_limits(self._combined(amount))
        return self.out

    def _to_items(self, of_claim: Array) -> Array:
        return self.owners.of_owner(of_claim) if self.owners else of_claim

    # -- conditions

    def _conditions(self) -> None:
        out, rules = self.out, self.rules
        claim_ok = self.frame.standing(rules.standing)[self.rows.claim_batch]
        if self.steps:
            out.claim_tests += self.frame.tests(rules.standing)
        for check in rules.own:
            test = self._test(check, self.rows.claim, self.rows.claim_batch)
            claim_ok &= test.ok
            out.claim_tests.append(test)
        out.claim_ok = item_ok = claim_ok
        if self.owners:
            item_ok = self.owners.of_owner(claim_ok)
        for check in rules.item_checks:
            test = self._test(check, self.item, self._to_items(self.rows.claim_batch))
            item_ok = item_ok & test.ok
            out.item_tests.append(test)
        out.item_ok = item_ok

    def _test(self, check: Check, columns: dict[str, Array], batch: Array) -> Test:
        """One condition on the columns of claims or of items; `batch`: the batch of each row."""
        if check.kind == "measure":
            value = self._measure(check.column)
            return Test(check, value >= check.bound * self.units.parts, value, check.bound, self.units.parts)
        if check.kind == "no_item":
            return Test(check, self._sum(self.item[check.column]) == 0)
        value = columns[check.column]
        bound = check.bound
        match check.kind:
            case "equals":
                ok = value == bound
            case "in_window":
                start, end = self.frame.window(check.window, batch)
                ok = (value >= start) & (value <= end)
            case "in_year":
                bound = self.frame.year(check.window, batch)
                ok = value == bound
            case "at_least":
                ok = value >= bound
            case "fewer":
                ok = value < bound
            case "above":
                bound = columns[check.other]
                ok = value > bound
                if check.above_nothing:
                    ok &= bound > _ZERO
            case _:
                ok = np.isin(value, check.choices)
        return Test(check, ok, value, bound)

    # -- the amount of an item

    def _amount(self) -> Array:
        """What an item brings before any limit; nothing if a condition is not met."""
        a, ok = self.p.amount, self.out.item_ok
        if a.fixed is not None:
            return self._first("fixed", ok * self.rules.fixed)
        if a.tier is not None:
            return self._first("tier", self.rules.tiers[self.item[a.tier]] * ok)
        if a.assessed is not None:
            return self._first("assessed", self.item[a.assessed] * ok)
        if a.none:
            return self._first("none", np.zeros(self.items, dtype=np.int64))
        return self._share(a)

    def _first(self, name: str, amount: Array) -> Array:
        amount = self._guarded(amount)
        self._step(name, "item", amount, self.p.amount)
        return amount

    def _share(self, a: Amount) -> Array:
        rules = self.rules
        measure = rules.measures.get(rules.base)
        if measure is not None:
            base = self._measure(rules.base)
            self.scale = self.units.parts
        else:
            base = self.item[rules.base]
            for minus in a.minus:
                base = np.maximum(base - self.item[minus.fact], _ZERO)
        base = self._guarded(base * self.out.item_ok, rules.numerator * rules.denominator)
        self._step("base", "item", base, a, measure=measure)
        amount = base if rules.numerator == 1 else base * rules.numerator
        self.scale *= rules.denominator
        self._step("rate", "item", amount, a)
        return amount

    def _measure(self, name: str) -> Array:
        """A measure of every item, in 分 × the unit of parts."""
        value = self.measured.get(name)
        if value is None:
            value = self.measured[name] = self._measured(self.rules.measures[name])
        return value

    def _measured(self, measure: Measure) -> Array:
        parts, columns = self.units.parts, self.rows.part
        owners = _Owners(self.rows.part_item, self.items)
        stated = self.item[measure.or_fact] if measure.or_fact else None
        amounts = [columns[measure.of], *(columns[m.fact] for m in measure.minus)]
        most = max(map(_most, amounts)) * owners.most + (0 if stated is None else _most(stated))
        if most * parts >= FITS:
            self.wide = True
        value, *taken = [self._widened(column) for column in amounts]
        if parts > 1:
            value = value * parts
        parts_stated = value
        deducted: list[Array] = []
        counts: list[Array] = []
        for minus, amount in zip(measure.minus, taken, strict=True):
            deducted.append(amount * (columns[minus.times] // (WHOLE // parts) if minus.times else parts))
            value = value - deducted[-1]
        if measure.minus:
            value = np.maximum(value, _ZERO)
        batch = owners.of_owner(self._to_items(self.rows.claim_batch))
        for test in measure.when:
            counts.append(self._part_test(test, columns, batch))
            value = value * counts[-1]
        if self.steps:
            self.out.parts[measure.id] = Parts(parts_stated, deducted, counts, parts)
        total = owners.combined(np.add, value)
        return total if stated is None else total + self._widened(stated) * parts

    def _part_test(self, test: MeasureTest, columns: dict[str, Array], batch: Array) -> Array:
        value = columns[test.fact]
        if test.in_window is None:
            ok: Array = value == int(test.is_ is True)
            return ok
        start, end = self.frame.window(test.in_window, batch)
        return (value >= start) & (value <= end)

    def _guarded(self, amount: Array, factor: int = 1) -> Array:
        """The column, as Python integers if it could outgrow 64 bits on its way."""
        most = _most(amount) * (self.owners.most if self.owners else 1)
        share = WHOLE if self.p.side_share else 1
        if max(most, self.rules.largest_cap) * factor * self.scale * share >= FITS:
            self.wide = True
        return self._widened(amount)

    def _widened(self, amount: Array) -> Array:
        return amount.astype(object) if self.wide and amount.dtype != object else amount

    def _scaled(self, fen: Array | int) -> Any:
        """分 in the scale of the amounts; beyond 64 bits anything is simply more than any amount."""
        if isinstance(fen, int):
            return fen * self.scale
        return fen.astype(object) * self.scale if self.wide else np.minimum(fen, FITS // self.scale) * self.scale

    def _step(self, name: str, level: str, after: Array, rule: Limit | Amount | None = None, **figures: Any) -> None:
        if self.steps:
            self.out.add(Step(name, level, after, self.scale, rule, figures))

    # -- limits of an item, then of the claim

    def _item_limits(self, amount: Array) -> Array:
        for name, limit in self.rules.item_caps:
            left: Array | int = (limit.cap or 0) * WAN
            if limit.less and name == "platform_cap":
                left = np.maximum(left - self.item[limit.less], 0)
            amount = np.minimum(amount, self._scaled(left))
            self._step(name, "item", amount, limit, left=left)
        if self.p.side_share:
            share = self.rows.claim[self.p.side_share]
            amount = amount * (share // self.units.side)
            self.scale *= WHOLE // self.units.side
            self._step("side_share", "item", amount, share=share)
        limited = self.rows.plan.item_project
        headroom = self._headroom(self.item, self.rows.item_project) if limited else None
        if self.rules.other_at_item:
            amount = self._other_policy(amount, self.item, headroom)
            self._step("item_other_policy", "item", amount)
        if limited:
            project = self.rows.item_project
            if headroom is not None:
                if self.rules.best:  # one item is granted, so none shares with another
                    project = np.where(project >= 0, np.arange(self.items), -1)
                amount = shared_limit([(amount, self.scale, project, headroom)])[0]
                self.wide = self.wide or amount.dtype == object
            self._step("item_project_limit", "item", amount, headroom=headroom)
        return amount

    def _headroom(self, columns: dict[str, Array], project: Array) -> Array | None:
        """实际投资总额 less all other government money (the fiscal part is government money), not below zero. Where
        there are no project figures there is no limit; None: nowhere."""
        if not np.count_nonzero(project >= _ZERO):
            return None
        others = np.maximum(columns["project.other_gov_funding"], columns["project.fiscal_investment"])
        room = np.maximum(columns["project.actual_investment"] - others, _ZERO)
        return room if self.rules.project_required else np.where(columns["project"] == 1, room, FITS)

    def _other_policy(
        self, amount: Array, columns: dict[str, Array], headroom: Array | None, rows: Any = slice(None)
    ) -> Array:
        """What is left here of amounts for which another policy of the district could be, or was, used."""
        stated = columns["other_district"][rows]
        if not np.count_nonzero(stated):
            return amount
        having = np.flatnonzero(stated)
        at = having if isinstance(rows, slice) else rows[having]
        own = amount[having]
        other = self._scaled(columns["other_district.amount"][at])
        choice = columns["other_district.choice"][at]
        here = own if headroom is None else np.minimum(own, self._scaled(headroom[at]))
        stays = (choice == 0) | ((choice != 1) & (here >= other))
        if_received = np.maximum(own - other, 0) if self.rules.tops_up else own * 0
        received = columns["other_district.received"][at] == 1
        amount = amount.copy()
        amount[having] = np.where(received, if_received, own * stays)
        return amount

    def _combined(self, amount: Array) -> Array:
        """The amounts of the claims from those of their items."""
        if self.owners is None:
            return amount
        claim = self.owners.combined(np.maximum if self.rules.best else np.add, amount)
        self._step("best" if self.rules.best else "sum", "claim", claim)
        return claim

    def _sum(self, amount: Array) -> Array:
        return self.owners.combined(np.add, amount) if self.owners else amount

    def _claim_limits(self, amount: Array) -> None:
        """Caps, once-only and the other policy, the earlier claims of an applicant before the later ones.

        What a claim uses up of a yearly cap is what it is approved for; what was awarded for an earlier batch may be
        stated, too, and is counted once. The claims of one applicant under one provision are few, so the loop is over
        their rank and never over rows.
        """
        out, rows = self.out, self.rows
        if rows.plan.claim_project:
            out.headroom = self._headroom(rows.claim, rows.claim_project)
        again = rows.claim_run[1:] == rows.claim_run[:-1]
        out.alone = not np.count_nonzero(again)
        taken = self.frame.table.taken.get(self.p.id)
        used = None if out.alone and taken is None else _Used(rows, taken)
        limited = self._limited(amount, slice(None), used)
        if used is not None and not out.alone:
            limited = self._later_claims(amount, limited, again, used)
        for name, limit, after, left in limited:
            if isinstance(left, int) and self.steps:
                left = np.full(self.claims, left)
            self._step(name, "claim", after, limit, **({} if left is None else {"left": left}))
            amount = after
        out.amount, out.scale = amount, self.scale

    def _limited(self, amount: Array, rows: Any, used: _Used | None) -> list[_Limited]:
        """The amounts of the claims `rows` after each limit of the claim as a whole; `used`: what earlier claims of
        their applicants used up, if any did."""
        limited: list[_Limited] = []
        columns = self.rows.claim
        for name, limit in self.rules.claim_limits:
            left: Array | int | None = None
            if name == "once":
                amount = amount if used is None else amount * ~used.once(rows)
            else:
                left = (limit.cap or 0) * WAN
                stated = columns[limit.less][rows] if limit.less and name == "applicant_year_cap" else None
                if used is not None:
                    earlier = used.earlier(rows)
                    left = left - used.beside(rows) - (earlier if stated is None else np.maximum(earlier, stated))
                elif stated is not None:
                    left = left - stated
                if not isinstance(left, int):
                    left = np.maximum(left // _FINEST * _FINEST, _ZERO)
                amount = np.minimum(amount, self._scaled(left))
            limited.append((name, limit, amount, left))
        if self.rules.other_at_claim:
            amount = self._other_policy(amount, columns, self.out.headroom, rows)
            limited.append(("other_policy", None, amount, None))
        return limited

    def _later_claims(self, amount: Array, first: list[_Limited], again: Array, used: _Used) -> list[_Limited]:
        """`first`, the limits as they hold for the first claim of every applicant, with those of the second claims in
        their places, then of the third, and so on. `again`: whether a claim but the first is of the same applicant as
        the one before it."""
        place = np.arange(self.claims)
        rank = place - np.maximum.accumulate(np.where(np.concatenate(([False], again)), 0, place))
        limited: list[_Limited] = []
        for name, limit, after, left in first:
            left = np.full(self.claims, left) if isinstance(left, int) else left
            limited.append((name, limit, after.copy(), left))
        self.out.paid = paid = self._paid(limited[-1][2] if limited else amount, slice(None))
        rows = np.flatnonzero(rank == 0)
        for r in range(1, int(rank.max()) + 1):
            used.add(rows, paid[rows])
            rows = np.flatnonzero(rank == r)
            for whole, here in zip(limited, self._limited(amount[rows], rows, used), strict=True):
                whole[2][rows] = here[2]
                if isinstance(whole[3], np.ndarray):
                    whole[3][rows] = here[3]
            paid[rows] = self._paid((limited[-1][2] if limited else amount)[rows], rows)
        return limited

    def _paid(self, amount: Array, rows: Any) -> Array:
        """分: what the claims `rows` use up of the caps of their applicants."""
        if self.settled is not None:
            return self.settled[rows].copy()
        room = self.out.headroom
        own = amount if room is None else np.minimum(amount, self._scaled(room[rows]))
        return (own // (self.scale * HUNDREDTH) * HUNDREDTH).astype(np.int64)


_Limited = tuple[str, Limit | None, Array, Array | int | None]
"""A limit of a claim: its name, itself, the amounts after it, and what was left of it (分)."""


class _Used:
    """What the claims of each run have used up so far under one provision: of its caps (分), and of what is given once.
    Of the caps it is known what was used up `beside` a claim, in the batch that it is of, and what in `earlier` ones.
    """

    __slots__ = ("_batch", "_beside", "_fen", "_once", "_run")

    def __init__(self, rows: Rows, taken: Taken | None) -> None:
        run, batch = rows.claim_run, rows.claim_batch
        self._run, self._batch = run - run[0], batch - batch[0]
        runs, batches = int(self._run[-1]) + 1, int(self._batch[-1]) + 1
        self._once = np.zeros(runs, dtype=bool)
        if taken is None:
            self._fen, self._beside = np.zeros(runs, dtype=np.int64), np.zeros(batches, dtype=np.int64)
        else:
            of_run, of_batch = taken
            self._fen = of_run[run[0] : run[0] + runs].copy()
            self._beside = of_batch[batch[0] : batch[0] + batches].copy()

    def beside(self, rows: Any) -> Array:
        """What is used up of the caps in the batches of these claims."""
        return self._beside[self._batch[rows]]

    def earlier(self, rows: Any) -> Array:
        """What is used up of the caps in earlier batches than those of these claims."""
        return self._fen[self._run[rows]] - self.beside(rows)

    def once(self, rows: Any) -> Array:
        """Whether what is given once has been."""
        return self._once[self._run[rows]]

    def add(self, rows: Array, paid: Array) -> None:
        """These claims, one of a run each, have used up what they are `paid`."""
        run = self._run[rows]
        self._fen[run] += paid
        self._beside[self._batch[rows]] += paid
        self._once[run] |= paid > 0


def _most(column: Array) -> int:
    return int(column.item(column.argmax())) if len(column) else 0
