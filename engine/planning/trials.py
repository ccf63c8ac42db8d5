"""What matters come to that are claimed on one day or another, asked of the engine each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from engine.application.model import Award, Facts
from engine.assessment.batch import Evaluator, divided
from engine.assessment.history import matter_of
from engine.assessment.runs import ClaimRun
from engine.planning.making import Making
from engine.planning.spans import Span, dates_in, is_open, spans
from engine.planning.units import Unit, Units, entries_of
from engine.policy.pack import Policy
from engine.values.money import HUNDREDTH
from engine.values.names import identity

Awards = tuple[Award, ...]
When = tuple[tuple[Span, tuple[Unit, ...]], ...]
"""Which matters are claimed when, in the order of time."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One claim on one day: by its position in the company's application, what became of it, and 分 of what is approved
    for each of its matters."""

    claim: int
    run: ClaimRun
    units: tuple[Unit, ...]
    amounts: tuple[int, ...]


class Trials:
    """Asks the engine what matters come to from a `first` day to a `last`; with `windows`, nothing on days on which no
    application is taken (申报期). `asked`: how many applications it has assessed."""

    def __init__(self, policy: Policy, units: Units, first: date, last: date, *, windows: bool = True) -> None:
        self.windows = windows
        self.policy, self.units, self.first, self.last = policy, units, first, last
        self.base = units.application
        self.making = Making(units)
        self.asked = 0
        self._runs: dict[object, tuple[Claimed, ...]] = {}
        self._own: dict[tuple[int, str], tuple[list[Span], Unit]] = {}

    def spans_of(self, units: Iterable[Unit]) -> list[Span]:
        """The stretches of days in which nothing changes for these matters."""
        days = [day for unit in units for day in dates_in(self.place(unit))]
        return spans(self.policy, self.base.readings, days, self.first, self.last)

    def projects(self, unit: Unit) -> frozenset[str]:
        """The projects that limit what a matter brings, by their identities."""
        claim, place = self.base.claims[unit.claim], self.place(unit)
        names = [(of.called(claim.facts), of.called(place)) for of in claim.provision.projects.values()]
        return frozenset(identity(name) for of in names for name in of if name is not None)

    def named(self, unit: Unit) -> str | None:
        """By what a matter is told from others; None where it has no name."""
        kind = self.base.claims[unit.claim].provision.matter
        return None if kind is None else kind.identity(self.place(unit))

    def matter(self, unit: Unit) -> tuple[str, str] | None:
        """By what a matter is told from others that count once for all years; None where nothing tells it."""
        p, named = self.base.claims[unit.claim].provision, self.named(unit)
        return None if named is None or (p.matter is not None and p.matter.every_year) else (p.id, named)

    def place(self, unit: Unit) -> Facts:
        """What is stated of a matter."""
        claim = self.base.claims[unit.claim]
        if unit.item is None:
            return claim.facts
        return claim.facts[claim.provision.each or ""][unit.item]

    def on(
        self,
        span: Span,
        units: Iterable[Unit],
        planned: Awards = (),
        away: frozenset[int] = frozenset(),
        whole: frozenset[int] = frozenset(),
    ) -> tuple[Claimed, ...]:
        """What these matters come to if they are claimed on the first day of a stretch, after what is `planned` before:
        with everything unknown counted against the applicant. Those that are `away` (by number), and the `whole` claims
        that are, are claimed elsewhere."""
        units = tuple(sorted(units, key=lambda unit: unit.number))
        key = (span.first, tuple(unit.number for unit in units), planned, away, whole)
        if key not in self._runs:
            self.asked += 1
            parts = self.making.parts(span.first, units, planned, away, whole)
            application = self.making.application(span.first, parts, planned)
            runs = Evaluator(self.policy, application).against
            of_claim = entries_of(units)
            self._runs[key] = tuple(
                Claimed(part.claim, run, tuple(of_claim[part.claim]), _amounts(run, len(of_claim[part.claim])))
                for part, run in zip(parts, runs, strict=True)
            )
        return self._runs[key]

    def alone(self, unit: Unit, span: Span) -> ClaimRun:
        """What a matter comes to by itself on a stretch of days; of matters that are alike the first is asked for."""
        own = self._own.get(unit.like)
        if own is None:
            own = self._own[unit.like] = self.spans_of([unit]), unit
        spans, first = own
        return self.on(next(s for s in spans if s.first <= span.first <= s.last), [first])[0].run

    def is_open(self, unit: Unit, span: Span) -> bool:
        """Whether a matter can be claimed in a stretch of days at all."""
        return not self.windows or is_open(self.policy, self.base.claims[unit.claim].provision.id, span)

    def brings(self, unit: Unit, span: Span) -> Fraction:
        """分 that a matter brings by itself on a stretch of days, uncut; where only together with others of its claim
        it brings more than another policy has paid for all of them, before that is taken off."""
        if not self.is_open(unit, span):
            return Fraction(0)
        run = self.alone(unit, span)
        amount = run.combined if not run.amount and self._beside_others(unit, span) else run.amount
        return Fraction(amount) / run.rules.scale

    def _beside_others(self, unit: Unit, span: Span) -> bool:
        """Whether another policy has paid for the whole claim of a matter, which brings something all the same."""
        offer = None if unit.item is None else self.units.offers.get(unit.claim)
        if offer is None or not offer.received:
            return False
        return any(of.run.amount for of in self.on(span, [u for u in self.units.all if u.claim == unit.claim]))

    def own(self, unit: Unit, span: Span) -> Fraction:
        """分 that a matter brings by itself on a stretch of days before the caps that it shares with others."""
        if not self.brings(unit, span):
            return Fraction(0)
        run = self.alone(unit, span)
        own = Fraction(run.combined) / run.rules.scale
        room = run.headroom if run.project is not None else None
        return own if room is None else min(own, Fraction(room))

    def awards(self, span: Span, claimed: Sequence[Claimed]) -> Awards:
        """What was claimed on a day as the history of later ones tells it: an award for each matter."""
        found = []
        for of in claimed:
            p = self.base.claims[of.claim].provision
            for unit, amount in zip(of.units, of.amounts, strict=True):
                if amount:
                    place = self.place(unit)
                    project = p.project_of(place) or p.project_of(self.base.claims[of.claim].facts) or ""
                    found.append(Award(p.id, span.year, amount, None, matter_of(p, place), project))
        return tuple(found)

    def through(self, when: When) -> Iterator[tuple[Span, tuple[Claimed, ...]]]:
        """What matters come to that are claimed one after the other."""
        planned: Awards = ()
        for span, units in when:
            claimed = self.on(span, units, planned)
            yield span, claimed
            planned += self.awards(span, claimed)


def _amounts(run: ClaimRun, matters: int) -> tuple[int, ...]:
    """分 of what is approved for a claim that belong to each of its matters, in whole 0.01万元 as it is."""
    if matters == 1:
        return (run.approved,)
    weights = [item.amount for item in run.items]
    if run.rules.combined.best:
        best = max(range(matters), key=lambda n: weights[n])
        weights = [weight if n == best else 0 for n, weight in enumerate(weights)]
    if not any(weights):
        return (0,) * matters
    return tuple(part * HUNDREDTH for part in divided(run.approved // HUNDREDTH, weights))
