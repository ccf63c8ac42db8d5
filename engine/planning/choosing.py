"""The best way to claim the matters of one group: in which stretch of days each, or elsewhere, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product
from math import gcd, lcm

from engine.assessment.runs import ClaimRun
from engine.planning import packing
from engine.planning.groups import conflicts, projects_of
from engine.planning.packing import ELSEWHERE, Problem, pack
from engine.planning.spans import Span
from engine.planning.trials import Trials, When
from engine.planning.units import Unit
from engine.steps.cap import CapStep
from engine.steps.other_policy import OtherPolicyStep
from engine.values.money import BOUNDLESS

TRIED = 1 << 11
"""So many ways to claim the matters of a group are all tried, where nothing simpler is known of it."""


@dataclass(frozen=True, slots=True)
class Way:
    """When each matter is claimed (by number), which go elsewhere, which whole claims do (by position). The others are
    held back."""

    when: Mapping[int, Span] = field(default_factory=dict)
    elsewhere: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """A way; what it brings here and elsewhere (分), and in all, of what is approved here what is expected to be paid;
    whether none brings more."""

    way: Way
    here: int
    there: int
    total: Fraction
    proven: bool


class Choosing:
    """Chooses for one group. `shares`: what is expected to be paid of what is approved, by position of the claim."""

    def __init__(self, trials: Trials, units: Sequence[Unit], shares: Sequence[Fraction]) -> None:
        self.trials, self.units, self.shares = trials, list(units), shares
        self.claims = sorted({unit.claim for unit in units})
        self.offers = {claim: offer for claim in self.claims if (offer := trials.units.offers.get(claim))}
        self.spans = trials.spans_of(self.units)

    def best(self) -> Found:
        """The best way: of each choice to claim whole claims elsewhere the best one."""
        gone = {claim for claim, offer in self.offers.items() if offer.must == "elsewhere" and not offer.received}
        free = [claim for claim, offer in self.offers.items() if offer.free]
        found, proven = None, True
        for count in range(len(free) + 1):
            for away in combinations(free, count):
                one = self._with(frozenset(gone.union(away)))
                proven = proven and one.proven
                if found is None or one.total > found.total:
                    found = one
        soon = self.as_soon_as_possible()
        if found is None or soon.total > found.total:
            found = soon
        return Found(found.way, found.here, found.there, found.total, proven)

    def _with(self, whole: frozenset[int]) -> Found:
        """The best way where these claims go elsewhere as a whole."""
        units = [unit for unit in self.units if unit.claim not in whole]
        forced = frozenset(u.number for u in units if u.offer and u.offer.must == "elsewhere" and not u.offer.received)
        units = [unit for unit in units if unit.number not in forced]
        if not units:
            return self.valued(Way({}, forced, whole), True)
        if self._is_given_once(units):
            way, proven = self._once(units)
        elif (problem := Additive.of(self, units)) is not None:
            way, proven = problem.solved()
        else:
            way, proven = self._tried(units)
        return self.valued(Way(way.when, way.elsewhere | forced, whole), proven)

    def as_soon_as_possible(self) -> Found:
        """Each matter on the first day on which it brings something, or elsewhere where it brings more by itself."""
        when: dict[int, Span] = {}
        gone, whole = set[int](), set[int]()
        for claim in self.claims:
            own: dict[int, Span] = {}
            brought = Fraction(0)
            for unit in (unit for unit in self.units if unit.claim == claim):
                first = next((span for span in self.spans if self.trials.brings(unit, span)), None)
                brings = Fraction(0) if first is None else self.trials.brings(unit, first)
                offer = unit.offer
                leaves = (
                    offer is not None
                    and not offer.received
                    and (offer.must == "elsewhere" or (offer.free and offer.amount > brings))
                )
                if leaves:
                    gone.add(unit.number)
                    brought += 0 if offer is None else offer.amount
                elif first is not None:
                    own[unit.number] = first
                    brought += brings
            offer = self.offers.get(claim)
            if (
                offer is not None
                and not offer.received
                and (offer.must == "elsewhere" or (offer.free and offer.amount > brought))
            ):
                whole.add(claim)
                gone -= {unit.number for unit in self.units if unit.claim == claim}
            else:
                when |= own
        if self._is_given_once(self.units) and when:
            when = dict.fromkeys(when, min(when.values()))
        return self.valued(Way(when, frozenset(gone), frozenset(whole)), True)

    # -- what a way brings

    def when(self, way: Way) -> When:
        """The matters of a way by the stretch of days in which they are claimed."""
        by_span: dict[Span, list[Unit]] = {}
        for unit in self.units:
            if unit.number in way.when:
                by_span.setdefault(way.when[unit.number], []).append(unit)
        return tuple((span, tuple(units)) for span, units in sorted(by_span.items()))

    def valued(self, way: Way, proven: bool) -> Found:
        """What a way brings, as the engine assesses it day after day."""
        here, paid = 0, Fraction(0)
        for _, claimed, _ in self.trials.through(self.when(way)):
            for of in claimed:
                here += of.run.approved
                paid += self.shares[of.claim] * of.run.approved
        there = sum(unit.offer.amount for unit in self.units if unit.number in way.elsewhere and unit.offer)
        there += sum(self.offers[claim].amount for claim in way.whole)
        return Found(way, here, there, paid + there, proven)

    # -- what is given once, for all claims together

    def _is_given_once(self, units: Sequence[Unit]) -> bool:
        runs = [self._run(unit) for unit in units]
        return all(run.rules.once for run in runs) and len({run.rules for run in runs}) == 1

    def _once(self, units: Sequence[Unit]) -> tuple[Way, bool]:
        """All of it on the day on which it brings most, of equal days the first."""
        free = [unit for unit in units if unit.offer and unit.offer.free]
        proven = 1 << len(free) <= TRIED // len(self.spans)
        free = free if proven else []
        ways = []
        for count in range(len(free) + 1):
            for away in combinations(free, count):
                gone = frozenset(unit.number for unit in away)
                stay = [unit for unit in units if unit.number not in gone]
                ways += [Way({unit.number: span for unit in stay}, gone) for span in self.spans]
        best = max(ways, key=lambda way: self.valued(way, True).total)
        return best, proven

    def _run(self, unit: Unit) -> ClaimRun:
        return self.trials.alone(unit, self.trials.spans_of([unit])[0])

    # -- anything else

    def _tried(self, units: Sequence[Unit]) -> tuple[Way, bool]:
        """The best of all ways, or of so many."""
        options = []
        for unit in units:
            spans = [span for span in self.spans if self.trials.brings(unit, span)]
            own: list[Span | int | None] = [*spans]
            if unit.offer and unit.offer.free:
                own.append(ELSEWHERE)
            options.append(own or [None])
        count = 1
        for own in options:
            count *= len(own) + 1
        proven = count <= TRIED
        best: Found | None = None
        for number, choice in enumerate(product(*[[*own, None] if own != [None] else own for own in options])):
            if number >= TRIED:
                break
            when = {u.number: c for u, c in zip(units, choice, strict=True) if isinstance(c, Span)}
            gone = frozenset(u.number for u, c in zip(units, choice, strict=True) if c == ELSEWHERE)
            found = self.valued(Way(when, gone), proven)
            if best is None or found.total > best.total:
                best = found
        assert best is not None
        return best.way, proven


class Additive:
    """Matters that bring together what they bring by themselves, under caps of each year and of all years, in so many
    years at most."""

    def __init__(self, choosing: Choosing, units: Sequence[Unit], years: Sequence[int]) -> None:
        self.choosing, self.units, self.years = choosing, list(units), list(years)
        trials = choosing.trials
        self.best: list[dict[int, Fraction]] = []
        """What each matter brings at most in each year, before the caps (分)."""
        for unit in units:
            of: dict[int, Fraction] = {}
            for span in choosing.spans:
                of[span.year] = max(of.get(span.year, Fraction(0)), own_of(trials.alone(unit, span)))
            self.best.append(of)

    @staticmethod
    def of(choosing: Choosing, units: Sequence[Unit]) -> Additive | None:
        """These matters so, if they are such."""
        trials, spans = choosing.trials, choosing.spans
        runs = [choosing._run(unit) for unit in units]
        rules = runs[0].rules
        if any(run.rules is not rules for run in runs) or rules.once:
            return None
        if rules.by_item and rules.combined.best:
            return None
        for unit in units:
            offer = choosing.offers.get(unit.claim)
            settled = offer is None or (not offer.received and offer.must != "elsewhere")
            for kind in rules.claim_steps:
                if not (isinstance(kind, CapStep) or (isinstance(kind, OtherPolicyStep) and settled)):
                    return None
        projects: dict[object, int] = {}
        for run in runs:
            for project in projects_of(run):
                projects[project] = projects.get(project, 0) + 1
        if any(count > 1 for count in projects.values()) or conflicts(trials, units):
            return None
        return Additive(choosing, units, sorted({span.year for span in spans}))

    def solved(self) -> tuple[Way, bool]:
        """The best way, and whether none is better."""
        best: tuple[Fraction, Way, bool] | None = None
        proven = True
        for years in self._allowed():
            way, is_best = self._packed(years)
            proven = proven and is_best
            total = self.choosing.valued(way, True).total
            if best is None or total > best[0]:
                best = (total, way, is_best)
        assert best is not None
        return best[1], proven

    def _allowed(self) -> Iterator[list[int]]:
        """The years in which something may be claimed: all, or every choice of so many as are left."""
        yield self.years

    def _caps(self) -> tuple[list[int], int]:
        """分 that are left of the caps of each year, and of those of all years."""
        trials, choosing = self.choosing.trials, self.choosing
        yearly = dict.fromkeys(self.years, BOUNDLESS)
        whole = BOUNDLESS
        for unit in self.units:
            for span in choosing.spans:
                run = trials.alone(unit, span)
                for step in run.steps:
                    if isinstance(step.kind, CapStep) and step.kind.across:
                        left = step.figures["left"]
                        if step.kind.for_good:
                            whole = min(whole, left)
                        else:
                            yearly[span.year] = min(yearly[span.year], left)
        return [yearly[year] for year in self.years], whole

    def _packed(self, years: Sequence[int]) -> tuple[Way, bool]:
        caps, whole = self._caps()
        share = self.choosing.shares[self.units[0].claim]
        elsewhere = [u.offer.amount if u.offer and u.offer.free else None for u in self.units]
        values = [[best.get(year, Fraction(0)) for year in self.years] for best in self.best]
        scale = lcm(*(value.denominator for row in values for value in row))
        numbers = [[int(value * scale) for value in row] for row in values]
        most = sum(max(row) for row in numbers) + 1
        caps = [min(cap * scale, most) for cap in caps]
        whole = min(whole * scale, most)
        gone = [None if e is None else e * scale for e in elsewhere]
        unit = gcd(*caps, whole, *(n for row in numbers for n in row), *(e for e in gone if e is not None)) or 1
        problem = Problem(
            [[n // unit for n in row] for row in numbers],
            [cap // unit for cap in caps],
            whole // unit,
            [None if e is None else e // unit for e in gone],
            share.as_integer_ratio(),
        )
        packed = pack(problem)
        when: dict[int, Span] = {}
        away = set()
        for matter, at in zip(self.units, packed.where, strict=True):
            if at == ELSEWHERE:
                away.add(matter.number)
            elif at != packing.HELD:
                when[matter.number] = self._span(matter, self.years[at])
        return Way(when, frozenset(away)), packed.proven

    def _span(self, unit: Unit, year: int) -> Span:
        """The first stretch of days of a year in which a matter brings most."""
        spans = [span for span in self.choosing.spans if span.year == year]
        return max(spans, key=lambda span: own_of(self.choosing.trials.alone(unit, span)))


def own_of(run: ClaimRun) -> Fraction:
    """分 that a claim brings before its limits."""
    return Fraction(run.combined) / run.rules.scale
