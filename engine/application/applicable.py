"""What a stated fact is good for: it counts, or it is refused as not applicable. Nothing is ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any

from engine.policy.facts import Fact, form_of
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.cap import Cap
from engine.steps.language import ByReading, Under, holds, readings_in
from engine.steps.once import Once

APPLICANT = "applicant"


class Applicable:
    """Which of the facts that may be stated for every provision mean something under which."""

    def __init__(self, policy: Policy) -> None:
        self._common = set(form_of(policy.common).facts)
        self.deducted = {name for p in policy.provisions for name in p.deducted()}
        """The facts with what was had before."""
        # A reward that does not hang on a project's investment is not limited by it, and so by its figures.
        self.limiting = {of.group for p in policy.provisions for of in p.projects.values()}
        # A project's figures may be stated of whatever is claimed, and what was had before is refused where nothing
        # takes it off.
        self._by_reading = {
            of: tuple(f for f in facts if f.under is not None and f.path.partition(".")[0] not in self.limiting)
            for of, facts in {APPLICANT: policy.applicant, **{p.id: p.facts for p in policy.provisions}}.items()
        }
        self._never = {p.id: self._common - set(p.form().facts) - self.limiting for p in policy.provisions}
        by = {p.id: sorted({x.reading for x in _by_reading(p)}) for p in policy.provisions}
        self._by = {of: itemgetter(*names) if names else None for of, names in by.items()}
        self._idle: dict[tuple[str, Any], set[str]] = {}
        self._others: dict[tuple[str, Any], list[tuple[Fact, str]]] = {}
        of_facts = {of: sorted({f.under.reading for f in facts if f.under}) for of, facts in self._by_reading.items()}
        self._asked_by = {of: itemgetter(*names) if names else None for of, names in of_facts.items()}

    def idle(self, p: Provision, readings: Mapping[str, str] | None) -> set[str]:
        """The facts of a claim of which nothing is made: under these readings, or (None) under any."""
        never = self._never[p.id]
        if readings is None:
            return never
        chosen = self._by[p.id]
        key = (p.id, None if chosen is None else chosen(readings))
        if key not in self._idle:
            self._idle[key] = never | (p.deducted() - p.under(readings).deducted(readings))
        return self._idle[key]

    def under_others(self, of: str, readings: Mapping[str, str]) -> list[tuple[Fact, str]]:
        """The facts of a provision, by its id, or of the `APPLICANT` that are asked under other readings than these,
        each with the first name in its path."""
        chosen = self._asked_by[of]
        if chosen is None:
            return []
        key = (of, chosen(readings))
        if key not in self._others:
            others = [f for f in self._by_reading[of] if not holds(f, readings) and f.path not in self.deducted]
            self._others[key] = [(f, f.path.partition(".")[0]) for f in others]
        return self._others[key]


def _by_reading(p: Provision) -> Iterator[ByReading | Under]:
    """What of the limits that something is deducted from hangs on readings."""
    values = [x for cap in p.of_kind(Cap) for x in (cap.less, cap.per)] + [once.per for once in p.of_kind(Once)]
    yield from (value for value in values if isinstance(value, ByReading))
    yield from readings_in(p)


def is_stated(value: Any) -> bool:
    """Whether an answer (as parsed) says that there is something: not 0, no, or an empty group."""
    if isinstance(value, Mapping):
        return any(map(is_stated, value.values()))
    return bool(value)
