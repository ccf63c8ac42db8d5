"""Matters that together bring what they bring by themselves, under caps of each year and of all years, in so many years
at most: whole numbers to be put into years (`packing`)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm

from engine.planning.groups import Sharing, any_run
from engine.planning.packing import ELSEWHERE, HELD, Problem, pack
from engine.planning.spans import Span
from engine.planning.trials import Trials
from engine.planning.units import Unit
from engine.planning.ways import Way, valued
from engine.steps.cap import CapStep
from engine.steps.other_policy import OtherPolicyStep
from engine.steps.years import FewerTest, Years
from engine.values.money import BOUNDLESS


def is_given_once(trials: Trials, units: Sequence[Unit]) -> bool:
    """Whether these matters are all under one provision that is given once to an applicant."""
    rules = [any_run(trials, unit).rules for unit in units]
    return all(of.once and of is rules[0] for of in rules)


class Additive:
    """Such matters. `values`: what each brings at most in each year, before the caps that they share (分); `caps`: 分
    that are left of the caps of each year, and `whole`, of those of all years."""

    def __init__(
        self, trials: Trials, units: Sequence[Unit], spans: Sequence[Span], shares: Sequence[Fraction]
    ) -> None:
        self.trials, self.units, self.spans, self.shares = trials, list(units), list(spans), shares
        self.years = sorted({span.year for span in spans})
        self.best: list[dict[int, Span]] = [{} for _ in units]
        """The first stretch of days of each year in which a matter brings most."""
        self.values: list[dict[int, Fraction]] = [{} for _ in units]
        for n, unit in enumerate(units):
            for span in spans:
                value = trials.own(unit, span)
                if value > self.values[n].get(span.year, 0):
                    self.values[n][span.year], self.best[n][span.year] = value, span

    @staticmethod
    def of(
        sharing: Sharing, units: Sequence[Unit], spans: Sequence[Span], shares: Sequence[Fraction]
    ) -> Additive | None:
        """These matters so; None where they are not such."""
        trials = sharing.trials
        runs = [any_run(trials, unit) for unit in units]
        rules = runs[0].rules
        if any(run.rules is not rules for run in runs) or rules.once or (rules.by_item and rules.combined.best):
            return None
        if any(not isinstance(kind, CapStep | OtherPolicyStep) for kind in rules.claim_steps):
            return None
        whole = [trials.units.offers.get(unit.claim) if unit.item is not None else unit.offer for unit in units]
        if any(offer is not None and offer.received for offer in whole):
            return None
        if any(x.counted(trials.base.readings) == x.since_first for x in rules.provision.of_kind(Years)):
            return None  # years that run on from the first are not taken one by one
        if sharing.draw_on_one_project(units) or sharing.name_one_matter(units):
            return None
        found = Additive(trials, units, spans, shares)
        return found if found.share_caps() else None

    # -- the caps

    def share_caps(self) -> bool:
        """Find what is left of the caps; whether it is the same for all of them."""
        yearly: dict[int, set[int]] = {year: set() for year in self.years}
        whole: set[int] = set()
        years_left: set[tuple[int, int]] = set()
        for unit in self.units:
            for span in (span for span in self.spans if self.trials.brings(unit, span)):
                run, year = self.trials.alone(unit, span), span.year
                across = [(s.kind, s.figures["left"]) for s in run.steps if isinstance(s.kind, CapStep)]
                for_year = [left for kind, left in across if kind.across and not kind.for_good]
                for_good = [left for kind, left in across if kind.for_good]
                yearly[year].add(min(for_year, default=BOUNDLESS))
                whole.add(min(for_good, default=BOUNDLESS))
                fewer = (check.figures(run.row) for check in run.rules.checks if isinstance(check, FewerTest))
                years_left |= {(year, bound - stated) for stated, bound in fewer}
        if len(whole) > 1 or any(len(of_year) > 1 for of_year in yearly.values()):
            return False
        self.caps = [next(iter(yearly[year]), 0) for year in self.years]
        self.whole = next(iter(whole), 0)
        self.left: dict[int, int] = dict(years_left)
        """In how many more years it is given, counted in each year, where there are so many at most."""
        return len(self.left) == len(years_left)

    def _allowed(self) -> list[frozenset[int]]:
        """The years in which something may be claimed: every largest choice of so many as are left."""
        all_years = frozenset(self.years)
        if not self.left:
            return [all_years]
        p = self.trials.base.claims[self.units[0].claim].provision
        had = {award.year for award in self.trials.base.history if award.amount and award.provision == p.id}
        found: list[frozenset[int]] = []
        for count in range(len(self.years), 0, -1):
            for years in map(frozenset, combinations(self.years, count)):
                new = [year for year in years if year not in had]
                fits = all(sum(y < year for y in new) < self.left.get(year, len(self.years)) for year in years)
                if fits and not any(years < other for other in found):
                    found.append(years)
        return found or [frozenset()]

    # -- the best

    def solved(self) -> tuple[Way, bool]:
        """The best way, and whether none is better."""
        found = [self._packed(years) for years in self._allowed()]
        ways = (way for way, _ in found)
        best = max(ways, key=lambda way: valued(self.trials, self.units, self.shares, way, True).rank)
        return best, all(proven for _, proven in found)

    def _packed(self, allowed: frozenset[int]) -> tuple[Way, bool]:
        """The best way with something claimed in these years only."""
        share = self.shares[self.units[0].claim]
        away = [unit.away for unit in self.units]
        values = [
            [of.get(year, Fraction(0)) if year in allowed else Fraction(0) for year in self.years] for of in self.values
        ]
        scale = lcm(*(value.denominator for row in values for value in row))
        numbers = [[int(value * scale) for value in row] for row in values]
        most = sum(max(row) for row in numbers) + 1
        caps, whole = [min(cap * scale, most) for cap in self.caps], min(self.whole * scale, most)
        unit = gcd(*caps, whole, *(n for row in numbers for n in row), *(e * scale for e in away if e is not None)) or 1
        packed = pack(
            Problem(
                [[n // unit for n in row] for row in numbers],
                [cap // unit for cap in caps],
                whole // unit,
                [None if e is None else e * scale // unit for e in away],
                share.as_integer_ratio(),
            )
        )
        when, gone = {}, set()
        for n, (matter, at) in enumerate(zip(self.units, packed.where, strict=True)):
            if at == ELSEWHERE:
                gone.add(matter.number)
            elif at != HELD:
                when[matter.number] = self.best[n][self.years[at]]
        return Way(when, frozenset(gone)), packed.proven
