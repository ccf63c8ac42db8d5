"""Questions asked backwards of an allocation: the budget that a payout ratio needs, the highest cap and the highest
rate that a budget carries, and what one more 万元 does.

Everything is exact, in integers of 0.01万元 and in fractions. What can be solved is solved in closed form over the sums
of the groups; what cannot is searched among whole units, where the condition, once broken, stays broken. Either way the
answer is then allocated again, once with it and once with a unit less or more: these two `trials` are its evidence, and
an answer that they do not bear out is never given (`Unproven`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, get_args

import numpy as np

from engine import money, words
from engine.allocate import Run, Settlement, settle
from engine.division import PROPORTIONAL
from engine.money import HUNDREDTH, WAN, WHOLE, Exact, amount_text, percent_text
from engine.numerals import article_label
from engine.outcome import FITS, Array
from engine.overrides import MOST_WAN, Number, changeable
from engine.pack import Policy, Pool
from engine.phrases import Both, both
from engine.refusal import refuse, shown

Measure = Literal["budget", "claims"]
"""Which ratio is asked about: that of the total budget's step, or the lowest of a claim from approved to paid."""
MEASURES: tuple[Measure, ...] = get_args(Measure)
BUDGET = "budget"
"""The name of the total budget among the totals; the others are named by the ids of their pools."""
PARTS = 10_000
"""Hundredths of a per cent in a whole: the unit in which rates are searched."""
TRIED = 64
"""So many values above a boundary are tried where sums that are cut may waver."""
ONE = Fraction(1)


class Unproven(ArithmeticError):
    """Allocating again did not bear out an answer. It is withheld: one of the two is wrong."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One allocation made to prove an answer: the `ratio` that is reached with it, whether that is enough, and what is
    paid from the budget (0.01万元)."""

    label: Both
    ratio: Fraction
    enough: bool
    paid: int
    settlement: Settlement = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Blocking:
    """A yearly total that keeps a ratio from being reached, whatever the budget: the `most` that it allows, what it is
    now and what it would have to be (0.01万元, with what was awarded before)."""

    pool: Pool
    most: Fraction
    total: Exact
    needed: Exact


@dataclass(frozen=True, slots=True)
class Budget:
    """The smallest budget (0.01万元) with which `measure` reaches `ratio`. None where no budget does: then `blocking`
    says which totals stand in the way, `most` what can be reached, and `raised` the budget that is needed once they
    have been raised."""

    measure: Measure
    ratio: Fraction
    budget: int | None
    most: Fraction
    blocking: tuple[Blocking, ...]
    raised: int | None
    sentence: Both
    notes: tuple[Both, ...]
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """The highest cap (0.01万元) on every single award with which `measure` stays at `ratio`; None: none is needed.

    It lies from `below`, the largest award that is within it, up to `above`, the smallest that it cuts; `claims` of
    `companies` are cut, by `cut` together. `stopped_by` is the total that does not carry 0.01万元 more."""

    measure: Measure
    ratio: Fraction
    cap: int | None
    below: int | None
    above: int | None
    claims: int
    companies: int
    cut: int
    stopped_by: str | None
    sentence: Both
    notes: tuple[Both, ...]
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True)
class Highest:
    """The highest value of one number of the policy with which `measure` stays at `ratio`, as overrides write it, and
    the step in which it was searched. None where any value does (`unlimited`) or where not even the lowest does.

    `highest` is False where amounts that are cut make the sums waver so long above `value` that whatever lies beyond
    was not tried; else it is proven that nothing above `value` does."""

    number: Number
    measure: Measure
    ratio: Fraction
    value: str | None
    step: str
    unlimited: bool
    highest: bool
    stopped_by: str | None
    sentence: Both
    notes: tuple[Both, ...]
    trials: tuple[Trial, ...]


Verdict = Literal["buys", "partly", "moves", "nothing", "less"]


@dataclass(frozen=True, slots=True)
class Change:
    """What one article's claims are paid before and after (0.01万元), and how many companies gain and lose."""

    article: int
    before: int
    after: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What `more` (0.01万元) of a total does to what is paid. `gained` and `lost` count companies by published amounts,
    `gain` and `loss` are what these come to (0.01万元); `exact` is the change of the sum before it is cut."""

    total: str
    more: int
    before: int
    after: int
    exact: Fraction
    gained: int
    lost: int
    gain: int
    loss: int
    articles: tuple[Change, ...]
    verdict: Verdict
    sentence: Both
    notes: tuple[Both, ...]
    trials: tuple[Trial, ...]


# ---------------------------------------------------------------------------------------------------------- the budget


def budget_for(run: Run, ratio: Fraction, measure: Measure = "budget") -> Budget:
    """The smallest budget with which `measure` is at least `ratio`, whatever the budget of `run` is.

    A sum is scaled by cap through sum, so the budget is the ratio times what reaches its step, in the next whole
    0.01万元. Where an article's total comes first and scales its claims, the budget's step must make up for it; where
    that total alone leaves less than `ratio`, no budget does.
    """
    _statutory(run, measure)
    free = settle(replace(run, budget=None))
    limits = _limits(free) if measure == "claims" else {}
    most = min(limits.values(), default=ONE)
    if most < ratio:
        return _blocked(run, ratio, free, limits)
    asked = free.budget.asked
    # Behind an article's total, the budget may take only what that total has left over.
    step = ratio if run.budget_first or not most else ratio / most
    budget = _whole(step * asked)
    notes = [_say("budget_whole", asked=_amount(asked))]
    if step > ratio:
        pool = next(p for number, p in enumerate(run.policy.pools) if limits.get(number) == most)
        notes.append(
            _say("budget_lowest", total=total_name(run.policy, pool.id), pool=_percent(most), needed=_percent(step))
        )
    if run.budget is not None:
        present = Fraction(run.budget, HUNDREDTH)
        key = "budget_enough" if present >= budget else "budget_short"
        notes.append(_say(key, present=_amount(present), difference=_amount(abs(present - budget))))
    trials = [_trial_of_budget(run, budget, ratio, measure)]
    if budget:
        trials.append(_trial_of_budget(run, budget - 1, ratio, measure))
    return Budget(
        measure,
        ratio,
        budget,
        most,
        (),
        None,
        _say("budget_for", measure=_say(f"measure_{measure}"), ratio=_percent(ratio), budget=_amount(budget)),
        (*notes, *_of_claims(free, measure)),
        _proven(trials),
    )


def _blocked(run: Run, ratio: Fraction, free: Settlement, limits: dict[int, Fraction]) -> Budget:
    """The answer where totals of articles stand in the way: how large they would have to be."""
    most = min(limits.values())
    blocking = []
    for number, pool in enumerate(run.policy.pools):
        if limits.get(number, ONE) < ratio:
            awarded = Fraction(run.already_awarded.get(pool.id, 0), HUNDREDTH)
            needed = _whole(ratio * free.pools[number].asked) + awarded
            blocking.append(Blocking(pool, limits[number], Fraction(_total(run, pool.id), HUNDREDTH), needed))
    raised = replace(_with_totals(run, {b.pool.id: b.needed for b in blocking}), budget=None)
    trials = [
        _trial(_say("trial_no_budget"), replace(run, budget=None), ratio, "claims"),
        _trial(_say("trial_total"), raised, ratio, "claims"),
    ]
    for b in blocking:
        lowered = _with_totals(raised, {b.pool.id: b.needed - 1})
        label = _say("trial_total_less", article=article_name(b.pool.article))
        trials.append(_trial(label, lowered, ratio, "claims"))
    expected = (False, True, *(False for _ in blocking))
    then = budget_for(raised, ratio, "claims").budget
    totals = _listed(total_name(run.policy, b.pool.id) for b in blocking)
    notes = [_say("blocked_total", **_of(run, b)) for b in blocking]
    if then is not None:
        notes.append(_say("blocked_budget", budget=_amount(then)))
    return Budget(
        "claims",
        ratio,
        None,
        most,
        tuple(blocking),
        then,
        _say("blocked", ratio=_percent(ratio), totals=totals, most=_percent(most)),
        (*notes, *_of_claims(free, "claims")),
        _proven(trials, expected),
    )


def _of(run: Run, b: Blocking) -> dict[str, Both]:
    return {
        "total": total_name(run.policy, b.pool.id),
        "cap": _amount(b.total),
        "needed": _amount(b.needed),
        "most": _say("as_it_is", ratio=_percent(b.most)),
    }


def _limits(free: Settlement) -> dict[int, Fraction]:
    """What the totals of articles leave of a claim in each group that is paid something, were there no budget."""
    run = free.run
    standing = free.columns[0].values > 0
    groups = np.unique(run.group[standing & (run.group != run.elsewhere)])
    return {int(g): free.columns[-1].ratios[int(g)] for g in groups}


# ------------------------------------------------------------------------------------------------------------- the cap


def highest_cap(run: Run, ratio: Fraction = ONE, measure: Measure = "budget") -> Cap:
    """The highest cap on every award that draws on the budget with which `measure` is at least `ratio` (1: nothing is
    scaled). Awards are published in 0.01万元, so a cap is a whole number of these.

    A cap lowers the approved amount, before quota, totals and budget; it moves nobody into or out of a place. What the
    awards come to under a cap follows from how many are above it (order statistics), so no allocation is needed to
    try one; and no sum falls when the cap rises, so the highest is found among whole numbers by halving.
    """
    _statutory(run, measure)
    if run.budget is None:
        refuse("budget", "inverse.no_budget")
    free = settle(run)
    capped = _Capped(free)
    budget = _amount(Fraction(run.budget, HUNDREDTH))
    said = {"measure": _say(f"measure_{measure}"), "ratio": _percent(ratio), "budget": budget}
    kind = "" if ratio == ONE and measure == "budget" else "_ratio"
    if capped.reached(capped.most, measure) >= ratio:
        trials = [_trial(_say("trial_no_cap"), run, ratio, measure)]
        sentence = _say(f"cap_unlimited{kind}", **said)
        notes = tuple(_of_claims(free, measure))
        return Cap(measure, ratio, None, capped.most, None, 0, 0, 0, None, sentence, notes, _proven(trials, (True,)))
    cap = highest(lambda c: capped.reached(c, measure) >= ratio, capped.most)
    within, above = capped.between(cap)
    rows = capped.above(cap)
    names = companies(run)
    cut = int(sum(capped.values[rows].tolist())) - cap * len(rows)
    count = len({names[row] for row in rows.tolist()})
    stopped = _stopped_by(run, capped.sums(cap + 1), measure)
    notes_: list[Both] = [_say("cap_effect", claims=len(rows), companies=count, cut=_amount(cut))] if cap else []
    notes_.append(
        _say("cap_lowest", above=_amount(above))
        if within is None
        else _say("cap_between", below=_amount(within), above=_amount(above))
    )
    notes_.append(_say("cap_stopped", total=total_name(run.policy, stopped)))
    trials = [_trial(_say("trial_cap", amount=_amount(c)), _with_cap(run, c), ratio, measure) for c in (cap, cap + 1)]
    sentence = _say(f"cap_highest{kind}" if cap else f"cap_none{kind}", cap=_amount(cap), **said)
    return Cap(
        measure,
        ratio,
        cap,
        within,
        above,
        len(rows),
        count,
        cut,
        stopped,
        sentence,
        (*notes_, *_of_claims(free, measure)),
        _proven(trials),
    )


def highest(holds: Callable[[int], bool], most: int) -> int:
    """The highest whole number from 0 to `most` at which `holds`, which holds at 0 and, once broken, stays broken."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low


class _Capped:
    """What the awards that draw on a budget come to under a cap, group by group."""

    def __init__(self, free: Settlement) -> None:
        run = self.run = free.run
        values: Array = np.where(run.group == run.elsewhere, 0, free.columns[0].values)
        if int(values.max(initial=0)) * max(1, len(values)) >= FITS:
            values = values.astype(object)
        self.values = values
        self.most = int(values.max(initial=0))
        self.ordered = np.sort(values[values > 0])
        self.groups = [np.sort(values[(run.group == g) & (values > 0)]) for g in range(run.elsewhere)]
        self.summed = [[0, *np.cumsum(group).tolist()] for group in self.groups]

    def sums(self, cap: int) -> list[int]:
        """The sum of each group's awards, none above `cap`."""
        found = []
        for group, summed in zip(self.groups, self.summed, strict=True):
            within = int(np.searchsorted(group, cap, side="right"))
            found.append(summed[within] + (len(group) - within) * cap)
        return found

    def reached(self, cap: int, measure: Measure) -> Fraction:
        """The ratio that `measure` reaches under a cap."""
        return _reached(self.run, self.sums(cap), measure)

    def between(self, cap: int) -> tuple[int | None, int]:
        """The largest award within `cap`, if there is one, and the smallest above it."""
        within = int(np.searchsorted(self.ordered, cap, side="right"))
        below = int(self.ordered[within - 1]) if within else None
        return below, int(self.ordered[within])

    def above(self, cap: int) -> Array:
        """The rows of the awards above `cap`."""
        return np.flatnonzero(self.values > cap)


def _shares(run: Run, sums: Sequence[Exact]) -> tuple[Fraction, dict[int, Fraction]]:
    """Where the groups come to `sums`: the ratio of the budget's step, and what the totals leave of each pool that has
    claims. What reaches the budget does not depend on the rule that divides."""
    left = [Fraction(run.left_of(pool), HUNDREDTH) for pool in run.policy.pools]
    pools = {g: min(ONE, cap / sums[g]) for g, cap in enumerate(left) if sums[g] > 0}
    scaled = (sums[g] * (ONE if run.budget_first else pools.get(g, ONE)) for g in range(run.elsewhere))
    asked = sum(scaled, Fraction(0))
    budget = asked if run.budget is None else Fraction(run.budget, HUNDREDTH)
    return (ONE if asked <= budget else budget / asked), pools


def _reached(run: Run, sums: Sequence[Exact], measure: Measure) -> Fraction:
    """The ratio that `measure` reaches where the groups come to `sums`."""
    step, pools = _shares(run, sums)
    if measure == "budget":
        return step
    lowest = min(pools.values(), default=ONE)
    return min(step, lowest) if run.budget_first else step * lowest


def _stopped_by(run: Run, sums: Sequence[Exact], measure: Measure) -> str:
    """The total that keeps `measure` down: the one that grants the least of what reaches it."""
    step, pools = _shares(run, sums)
    tightest = min(pools, key=lambda g: pools[g], default=None)
    if measure == "budget" or tightest is None or step <= pools[tightest]:
        return BUDGET
    return run.policy.pools[tightest].id


def _with_cap(run: Run, cap: int) -> Run:
    drawing = (run.group != run.elsewhere).tolist()
    entries = [
        replace(entry, approved=cap) if here and entry.approved > cap else entry
        for here, entry in zip(drawing, run.entries, strict=True)
    ]
    return replace(run, entries=entries, columns=None)


# ------------------------------------------------------------------------------------- the numbers of the policy itself


def raising(policy: Policy) -> list[Number]:
    """The numbers of the policy that lift awards when they rise: rates, fixed sums and caps of its provisions."""
    # What lifts no award has another place in its block: a threshold, a number of years or of winners.
    lifts = re.compile(r"[^.]+[.](share|fixed|tiers[.][^.]+|limits[.][0-9]+[.]cap)")
    return [number for number in changeable(policy) if lifts.fullmatch(number.name)]


def drawing(run: Run) -> list[Number]:
    """The `raising` numbers of the provisions that the budget pays."""
    return [
        number
        for number in raising(run.policy)
        if run.group_of(run.policy.provision(number.name.partition(".")[0])) != run.elsewhere
    ]


def number_name(policy: Policy, number: Number) -> Both:
    """What a number is called in a sentence: of which article and provision, and what it says."""
    p = policy.provision(number.name.partition(".")[0])
    kind = "rate" if number.kind == "rate" else "cap" if number.name.endswith(".cap") else "fixed"
    return _say(f"number_{kind}", article=article_name(number.article), title=both(p.title), label=number.label)


def highest_number(
    settled: Callable[[str], Settlement], number: Number, ratio: Fraction = ONE, measure: Measure = "budget"
) -> Highest:
    """The highest value of one of the `raising` numbers with which `measure` is at least `ratio`. `settled` allocates
    with a value in place of the policy's own, everything else (caps, quota, totals, what is decided already) as it is.

    It is searched among whole units: whole 万元, in which the law writes amounts, and hundredths of a per cent. A rate
    with more digits could not be enacted; and since every award is cut to 0.01万元 the sums rise in jumps, so that the
    bound of all rates that do is a jump at which the budget no longer reaches.
    """
    search = _Search(settled, number, ratio, measure)
    run = search.at(search.present).run
    _statutory(run, measure)
    if run.budget is None:
        refuse("budget", "inverse.no_budget")
    budget = _amount(Fraction(run.budget, HUNDREDTH))
    name = number_name(run.policy, number)
    said = {"number": name, "budget": budget, "measure": _say(f"measure_{measure}"), "ratio": _percent(ratio)}
    present = _say("number_present", value=value_text(number, number.value))
    decided = _of_claims(search.at(search.present), measure)
    if search.group == run.elsewhere:
        decided.insert(0, _say("number_elsewhere"))
    elif count := search.decided():
        decided.insert(0, _say("number_decided", count=count))
    kind = "" if ratio == ONE and measure == "budget" else "_ratio"
    if search.holds(search.most):
        trial = search.trial(search.most)
        sentence = _say(f"number_any{kind}", value=value_text(number, search.written(search.most)), **said)
        return Highest(
            number, measure, ratio, None, search.step, True, True, None, sentence, (present, *decided),
            _proven([trial]),
        )  # fmt: skip
    stopped = lambda unit: _stopped_by(run, _sums(search.at(unit)), measure)  # noqa: E731
    if search.least is None:
        sentence = _say(f"number_none{kind}", **said)
        total = stopped(0)
        note = _say("number_rest", total=total_name(run.policy, total))
        return Highest(
            number, measure, ratio, None, search.step, False, True, total, sentence, (note, present, *decided),
            _proven([search.trial(0), search.trial(1)], (False, False)),
        )  # fmt: skip
    unit = search.boundary()
    unit, certain = search.beyond(unit)
    total = stopped(unit + 1)
    more = _say("number_stopped", more=value_text(number, search.written(1)), total=total_name(run.policy, total))
    sentence = _say(f"number_highest{kind}", value=value_text(number, search.written(unit)), **said)
    waver = () if certain else (_say("number_waver"),)
    return Highest(
        number, measure, ratio, search.written(unit), search.step, False, certain, total, sentence,
        (present, more, *waver, *decided), _proven([search.trial(unit), search.trial(unit + 1)]),
    )  # fmt: skip


class _Search:
    """Searches the values of one number, each allocated once."""

    def __init__(self, settled: Callable[[str], Settlement], number: Number, ratio: Fraction, measure: Measure) -> None:
        self.settled, self.number, self.ratio, self.measure = settled, number, ratio, measure
        self.a_rate = number.kind == "rate"
        self.step = str(Fraction(1, PARTS)) if self.a_rate else "1"
        self.most = PARTS if self.a_rate else MOST_WAN
        self.present = int(Fraction(number.value) * (PARTS if self.a_rate else 1))
        self.found: dict[int, Settlement] = {}
        self.provision = number.name.partition(".")[0]

    @property
    def group(self) -> int:
        """The group of the number's provision."""
        run = self.at(self.present).run
        return run.group_of(run.policy.provision(self.provision))

    def written(self, unit: int) -> str:
        """A value as overrides write it."""
        return money.wan_law(unit * WHOLE // PARTS) if self.a_rate else str(unit)

    def at(self, unit: int) -> Settlement:
        """The allocation with this value."""
        if unit not in self.found:
            self.found[unit] = self.settled(self.written(unit))
        return self.found[unit]

    def holds(self, unit: int) -> bool:
        """Whether the ratio is reached."""
        return reached(self.at(unit), self.measure) >= self.ratio

    @property
    def least(self) -> int | None:
        """The lowest value that does, if any. At 0 a claim takes no place, and leaves it to one that may be larger."""
        return next((unit for unit in (0, 1) if self.holds(unit)), None)

    def boundary(self) -> int:
        """A value that does while the next does not: from the present one outwards, then by halving."""
        low, high = self.least or 0, self.most
        width = max(1, self.present // 2)
        at = self.present
        while low < at < high:
            if self.holds(at):
                low, at = at, at + width
            else:
                high, at = at, at - width
            width *= 2
        return low + highest(lambda more: self.holds(low + more), high - 1 - low)

    def beyond(self, unit: int) -> tuple[int, bool]:
        """The highest value that does, from a boundary on, and whether it is certain that none above it does.

        Claims that share what a project has room for are each cut, so that their sum can waver by 0.01万元 a claim
        while it should rise. Beyond a value at which not even sums so much smaller would do, nothing does."""
        best = unit
        for at in range(unit + 1, min(self.most, unit + TRIED) + 1):
            if _reached(self.at(at).run, self._least(at), self.measure) < self.ratio:
                return (at - 1 if self.holds(at - 1) else best), self._steady(at)
            if self.holds(at - 1) and not self.holds(at):
                best = at - 1
        return best, unit + TRIED >= self.most

    def _least(self, unit: int) -> list[int]:
        """The sums that no higher value could be below: 0.01万元 less for each claim of a project."""
        settlement = self.at(unit)
        run = settlement.run
        of_projects = np.array([p.project_limit is not None for p in run.policy.provisions])[run.provision]
        counts = [int((of_projects & (run.group == g)).sum()) for g in range(run.elsewhere)]
        return [max(0, total - count) for total, count in zip(_sums(settlement), counts, strict=True)]

    def _steady(self, unit: int) -> bool:
        """Whether, from this value on, every claim outside the number's group keeps its amount and every claim its
        place: else what one group gains another may lose."""
        here, there = self.at(unit), self.at(self.most)
        beside = here.run.group != self.group
        same = here.run.approved[beside] == there.run.approved[beside]
        return bool(same.all()) and np.array_equal(here.places, there.places)

    def decided(self) -> int:
        """How many claims of the provision keep an amount whatever the number: those that are decided already."""
        run = self.at(0).run
        own = np.array([p.id == self.provision for p in run.policy.provisions])[run.provision]
        return 0 if ".tiers." in self.number.name else int((own & (run.approved > 0)).sum())

    def trial(self, unit: int) -> Trial:
        """The allocation with this value, as evidence: made anew."""
        settlement = self.settled(self.written(unit))
        return _tried(value_text(self.number, self.written(unit)), settlement, self.ratio, self.measure)


def _sums(settlement: Settlement) -> list[int]:
    """What each group that draws on the budget comes to, after the quota (0.01万元)."""
    return [int(total) for total in settlement.columns[0].sums[: settlement.run.elsewhere]]


def value_text(number: Number, value: str) -> Both:
    """A value as people read it: a percentage, or an amount."""
    if number.kind == "rate":
        return {lang: _percent(Fraction(value)) for lang in words.LANGUAGES}
    return _as_law(int(value) * WAN)


# ------------------------------------------------------------------------------------------------------- one more 万元


def worth_of_one_more(run: Run, total: str = BUDGET, more: int = WAN // HUNDREDTH) -> Worth:
    """What `more` (0.01万元; one 万元 unless told) of the total budget, or of a pool's yearly total, does to what is
    paid: both are allocated and the published amounts compared. Refused where the budget is asked about and there is
    none, or where there is no such total."""
    known = [BUDGET, *(pool.id for pool in run.policy.pools)]
    if total not in known:
        refuse("total", "inverse.unknown_total", given=shown(total), known=", ".join(known))
    if total == BUDGET and run.budget is None:
        refuse("budget", "inverse.no_budget")
    if total == BUDGET:
        larger = replace(run, budget=(run.budget or 0) + more * HUNDREDTH)
    else:
        larger = _with_totals(run, {total: Fraction(_total(run, total), HUNDREDTH) + more})
    before, after = settle(run), settle(larger)
    return _compared(run, total, more, before, after)


def _compared(run: Run, total: str, more: int, before: Settlement, after: Settlement) -> Worth:
    change = (after.actual - before.actual).tolist()
    names = companies(run)
    by_company: Counter[object] = Counter()
    by_article: dict[int, Counter[object]] = {}
    for name, entry, difference in zip(names, run.entries, change, strict=True):
        by_company[name] += difference
        by_article.setdefault(entry.provision.article, Counter())[name] += difference
    gains = [d for d in by_company.values() if d > 0]
    losses = [-d for d in by_company.values() if d < 0]
    exact = _exact(after) - _exact(before)
    verdict = _verdict(exact, bool(gains), bool(losses))
    said = {"total": total_name(run.policy, total), "more": _as_law(more * HUNDREDTH)}
    # The sum before it is cut says whether money is added or moved; each published amount is cut for itself.
    changed = sum(change)
    figures = {"gained": len(gains), "lost": len(losses), "gain": _amount(sum(gains)), "loss": _amount(sum(losses))}
    sentence = _say(f"worth_{verdict}", **said, change=_amount(abs(exact)), **figures)
    notes = []
    if verdict == "nothing" and not exact:
        notes.append(_say("worth_idle", total=total_name(run.policy, total)))
    if exact != changed:
        notes.append(_say("worth_cut", before=_amount(_paid(before)), after=_amount(_paid(after))))
    trials = (
        _of_total(_say("trial_before"), before, total),
        _of_total(_say("trial_after", **said), after, total),
    )
    return Worth(
        total,
        more,
        _paid(before),
        _paid(after),
        exact,
        len(gains),
        len(losses),
        sum(gains),
        sum(losses),
        tuple(_by_article(run, before, after, by_article)),
        verdict,
        sentence,
        tuple(notes),
        trials,
    )


def _verdict(exact: Fraction, gains: bool, losses: bool) -> Verdict:
    if not gains and not losses:
        return "nothing"
    if exact < 0:
        return "less"
    if not exact:
        return "moves"
    return "partly" if losses else "buys"


def _by_article(
    run: Run, before: Settlement, after: Settlement, changes: dict[int, Counter[object]]
) -> Iterator[Change]:
    articles = np.array([p.article for p in run.policy.provisions])[run.provision]
    for article in sorted(changes):
        rows = articles == article
        moved = changes[article].values()
        yield Change(
            article,
            int(before.actual[rows].sum()),
            int(after.actual[rows].sum()),
            sum(d > 0 for d in moved),
            sum(d < 0 for d in moved),
        )


def _of_total(label: Both, settlement: Settlement, total: str) -> Trial:
    """How far a total reaches in an allocation."""
    number = next((i for i, pool in enumerate(settlement.run.policy.pools) if pool.id == total), None)
    share = settlement.budget if number is None else settlement.pools[number]
    return Trial(label, share.ratio, share.ratio == 1, _paid(settlement), settlement)


# ---------------------------------------------------------------------------------------------------------- the trials


def _trial(label: Both, run: Run, ratio: Fraction, measure: Measure) -> Trial:
    return _tried(label, settle(run), ratio, measure)


def _tried(label: Both, settlement: Settlement, ratio: Fraction, measure: Measure) -> Trial:
    found = reached(settlement, measure)
    return Trial(label, found, found >= ratio, _paid(settlement), settlement)


def _trial_of_budget(run: Run, budget: int, ratio: Fraction, measure: Measure) -> Trial:
    label = _say("trial_budget", amount=_amount(budget))
    return _trial(label, replace(run, budget=budget * HUNDREDTH), ratio, measure)


def _proven(trials: Sequence[Trial], expected: Sequence[bool] = ()) -> tuple[Trial, ...]:
    """The trials, if the first is enough and the others are not (or all are as `expected`)."""
    expected = expected or [not i for i in range(len(trials))]
    if [trial.enough for trial in trials] != list(expected):
        raise Unproven("; ".join(f"{trial.label['en']}: {trial.ratio}" for trial in trials))
    return tuple(trials)


def reached(settlement: Settlement, measure: Measure) -> Fraction:
    """The ratio that an allocation reaches: of the budget's step, or the lowest from approved to paid among the claims
    that have a place (exact, before the cut)."""
    if measure == "budget":
        return settlement.budget.ratio
    return min(_limits(settlement).values(), default=ONE)


def companies(run: Run) -> list[object]:
    """Who each claim is of; one without an applicant's id is a company of its own."""
    return [row if entry.applicant is None else entry.applicant for row, entry in enumerate(run.entries)]


def _paid(settlement: Settlement) -> int:
    """0.01万元 paid from the budget."""
    run = settlement.run
    return int(settlement.actual[run.group != run.elsewhere].sum())


def _exact(settlement: Settlement) -> Fraction:
    """0.01万元 granted from the budget before each amount is cut."""
    return settlement.columns[-1].asked(range(settlement.run.elsewhere))


def _statutory(run: Run, measure: Measure) -> None:
    if measure not in MEASURES:
        refuse("measure", "inverse.unknown_measure", given=shown(measure), known=", ".join(MEASURES))
    if measure == "claims" and run.rule != PROPORTIONAL:
        refuse("rule", "inverse.statutory_only", rule=words.both(f"allocate.{run.rule}"))


def _total(run: Run, pool_id: str) -> int:
    """分: the yearly total of an article, with what was awarded before."""
    return run.total_of(next(pool for pool in run.policy.pools if pool.id == pool_id))


def _with_totals(run: Run, totals: dict[str, Exact]) -> Run:
    """The run with other yearly totals (0.01万元)."""
    return replace(run, pools={**run.pools, **{name: int(total * HUNDREDTH) for name, total in totals.items()}})


def _whole(hundredths: Exact) -> int:
    """The next whole 0.01万元."""
    return -int(-hundredths // 1)


# ----------------------------------------------------------------------------------------------------------- sentences


def _say(key: str, **values: object) -> Both:
    return words.both(f"inverse.{key}", **values)


def _of_claims(free: Settlement, measure: Measure) -> list[Both]:
    """What has to be said where every claim is looked at."""
    if measure == "budget":
        return []
    run = free.run
    without = (free.columns[0].values == 0) & (run.approved > 0) & (run.group != run.elsewhere)
    said = [_say("without_place", count=int(without.sum()))] if without.any() else []
    return [*said, _say("cut_later")]


def _amount(hundredths: Exact) -> Both:
    return {lang: amount_text(hundredths * HUNDREDTH, lang) for lang in words.LANGUAGES}


def _as_law(fen: int) -> Both:
    """An amount as the law writes it, without idle zeros."""
    return words.both("money.amount", wan=money.wan_law(fen), cny=money.cny_text(fen))


def _percent(ratio: Fraction) -> str:
    return percent_text(ratio.numerator, ratio.denominator)


def total_name(policy: Policy, total: str) -> Both:
    """How the total budget, or a pool's yearly total, is called."""
    if total == BUDGET:
        return _say("total_budget")
    article = next(pool.article for pool in policy.pools if pool.id == total)
    return _say("total_article", article=article_name(article))


def article_name(article: int) -> Both:
    """An article by its number."""
    return {lang: article_label(article, lang) for lang in words.LANGUAGES}


def _listed(parts: Iterable[Both]) -> Both:
    parts = list(parts)
    return {lang: _say("list_comma")[lang].join(part[lang] for part in parts) for lang in words.LANGUAGES}
