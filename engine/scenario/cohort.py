"""The claims of one year, assessed once for each choice of readings and numbers, settled in any scenario."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np

from engine.allocation.apart import sharing_projects, without_waiting
from engine.allocation.approval import Amounts, Beside, entries_of, most_if_open, positions
from engine.allocation.contradictions import Point
from engine.allocation.held import Held, Place, changed_in
from engine.allocation.proration import Settlement, settle, waiting
from engine.allocation.reading import of_year, read_claims
from engine.allocation.recorded import Noted, recorded
from engine.allocation.rules import FIRST_COME
from engine.allocation.run import ClaimColumns, Entry, Run, numbered_sizes, sizes_of
from engine.application import invented
from engine.application.matters import in_one_line, listed
from engine.assessment.rules import Rulebook, Rulebooks
from engine.policy.pack import Policy
from engine.policy.parameters import overridden
from engine.scenario.groups import Grouping, Profiles, groupings, stated_by
from engine.scenario.plan import Scenario
from engine.text.phrases import Both
from engine.values.arrays import Array
from engine.values.money import HUNDREDTH
from engine.values.refusal import Refusals, refuse, shown
from engine.values.shapes import only_names

Json = dict[str, Any]
Chosen = tuple[tuple[str, str], ...]
"""Readings, or numbers, each with its choice."""

MOST_ASSESSED = 12
"""For so many choices of readings and numbers a cohort stays assessed."""
MOST_HELD = 4
"""For so many choices of readings it is held, so that other numbers change only what hangs on them."""
OF_A_COHORT = (*invented.CLAIMS, "open")
FOR_OFFICIALS = ("readings", "already_awarded", "quota_used")
"""What an application can say in the contract's form, and what of a whole year is for officials to say."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """A cohort under one choice of readings and numbers: the policy with those numbers, its claims, their columns, and
    what was `requested` for each (0.01万元): what the engine works out from the application, every unknown condition
    counted in favour, before an official has decided. What is open is in no amount; `points` say what that is, and
    `open_most` (0.01万元) what these claims could come to at most, each application by itself; `sharing`: the claims
    that share a project with another."""

    policy: Policy
    entries: Sequence[Entry]
    columns: ClaimColumns
    requested: Array
    points: Sequence[Point] = ()
    open_most: int = 0
    sharing: frozenset[str] = frozenset()


class Cohort:
    """The claims of one year, in whatever scenario.

    `raw` holds `applications`, `approved_claims` and what is `open` as a run does; in every column the claims of
    applications come first. `submitted` are the applications with all their claims, in the order of submission, those
    included about which officials have decided and which stand among the approved ones: they say what was requested,
    and when. Without them what was requested for an approved claim is what was approved. What applications say
    themselves of readings and of what was awarded this year is left aside: that is for the scenario. `sizes`: the size
    of each applicant that is known, as a rule of division goes by it. `profiles`: what applicants have said by which
    officials look at them (size, street, industry), by the fact; without them it is what the applications say.

    Invented claims are left out beside real ones (`left_out` counts them); where there are no others, the cohort is
    `invented`, and whatever is made of it says so.

    What officials have approved stays what it is under whatever readings and numbers: they decided it.

    `company` numbers the company of each claim (a claim without an applicant is a company of its own), `size` its size
    (a position in `sizes`, which ends with "" for unknown), `vouched` whether an official answers for it: all but those
    that are `unvouched` (their ids); `decided`: whether an official has decided what is approved. `applicants`: the id
    of each company, `groupings`: by what companies are grouped. Raises Refused as a run does.
    """

    def __init__(
        self,
        policy: Policy,
        raw: Json,
        sizes: Mapping[str, str | None] | None = None,
        submitted: Sequence[Json] = (),
        unvouched: Collection[str] = (),
        profiles: Profiles | None = None,
    ) -> None:
        if not isinstance(raw, dict):
            refuse("", "application.not_an_object", given=shown(raw))
        refusals = Refusals()
        only_names(raw, "", OF_A_COHORT, refusals)
        refusals.raise_if_any()
        policy = self.policy = of_year(policy, raw)
        claims, self.invented, self.left_out = invented.real(policy, raw)
        self.raw = {name: _of_companies(given) for name, given in claims.items()}
        self.raw["open"] = _open_in(self.raw["applications"], raw.get("open")) if self.left_out else raw.get("open")
        self.submitted = _of_companies([one for one in submitted if invented.application(policy, one) == self.invented])
        self.size_of = {applicant: size for applicant, size in (sizes or {}).items() if size in policy.size_ids}
        # Of functions that know no cohort: in a circle with itself it would stay in memory when nobody has it any more.
        self._held = lru_cache(maxsize=MOST_HELD)(partial(_hold, policy, self.raw, self.submitted))
        self._assessed = lru_cache(maxsize=MOST_ASSESSED)(partial(_assess, self._held))
        entries = self.assessed({}, {}).entries
        self.claims = [e.id for e in entries]
        self.company, self.applicants = _companies(entries)
        self.companies = len(self.applicants)
        self.decided = np.arange(len(entries)) >= len(entries) - len(self.raw["approved_claims"] or ())
        self.sizes = numbered_sizes(policy)
        self.unvouched = frozenset() if self.invented else frozenset(unvouched)
        self.vouched = np.array([e.id not in self.unvouched for e in entries], dtype=bool)
        self.size = sizes_of(policy, entries, self.size_of)
        self.profiles = profiles
        self._under: dict[tuple[int, ...], int] = {}

    @property
    def stated(self) -> Json:
        """The claims as a file has them: as `allocate` takes them, with `submitted` where officials have decided
        already. `engine.scenario.inputs.read_cohort` reads them."""
        of = {**self.raw, "sizes": self.size_of, "submitted": self.submitted}
        return {name: value for name, value in of.items() if value}

    @cached_property
    def groupings(self) -> tuple[Grouping, ...]:
        """By what companies are grouped: by size, and by what else of their profile no rule reads."""
        company_of = dict(zip(self.claims, self.company.tolist(), strict=True))
        applications = (*self.submitted, *(self.raw["applications"] or ()))
        stated = stated_by(self.policy, self.applicants, self.profiles, applications, company_of)
        return groupings(self.policy, self.company, self.companies, (self.sizes, self.size), stated)

    def companies_under(self, provisions: tuple[int, ...]) -> int:
        """How many companies claim under provisions (their places in the policy): the same in every scenario."""
        if provisions not in self._under:
            rows = np.isin(self.assessed({}, {}).columns.provision, provisions)
            self._under[provisions] = len(np.unique(self.company[rows]))
        return self._under[provisions]

    def __reduce__(self) -> tuple[type[Cohort], tuple[Any, ...], Json]:
        """A cohort goes to another process as what it was read from, and is assessed there."""
        return (
            type(self),
            (self.policy, self.raw, self.size_of, self.submitted, self.unvouched, self.profiles),
            {"left_out": self.left_out},
        )

    @cached_property
    def listed(self) -> dict[str, Both]:
        """The matters that the claims name, in one line each, by the id of the claim; not of those that name none."""
        found: dict[str, Both | None] = {}
        for application in (*(self.raw["applications"] or ()), *self.submitted):
            for claim in application["claims"]:
                found[claim["id"]] = listed(self.policy.provision(claim["provision"]), claim.get("facts") or {})
        for claim in self.raw["approved_claims"] or ():
            names = claim.get("matter") or ()
            provision = self.policy.provision(claim["provision"])
            found.setdefault(claim["id"], in_one_line(provision, [names] if isinstance(names, str) else names))
        return {id: line for id, line in found.items() if line is not None}

    def assessed(self, readings: Mapping[str, str], overrides: Mapping[str, str]) -> Assessed:
        """The cohort under these readings (those that are not the defaults) and numbers."""
        return self._assessed(_chosen(readings), _chosen(overrides))

    def changed(self, one: Scenario, other: Scenario) -> frozenset[str]:
        """The provisions (ids) under which claims are assessed otherwise by one scenario than by another."""
        if (one.readings, one.overrides) == (other.readings, other.overrides):
            return frozenset()
        changed = None
        if one.readings == other.readings:
            held = self._held(_chosen(one.readings))
            changed = changed_in(held.book(_chosen(one.overrides)), held.book(_chosen(other.overrides)))
        return frozenset(p.id for p in self.policy.provisions) if changed is None else frozenset(changed)

    def recorded(self, scenario: Scenario, provisions: frozenset[str]) -> dict[str, tuple[Array, Noted]]:
        """What the engine has recorded of claims of these provisions that no official has decided, under the readings
        and numbers of a scenario: which claims they are (positions), and their conditions and steps."""
        return self._held(_chosen(scenario.readings)).recorded(_chosen(scenario.overrides), provisions)

    def settle(self, scenario: Scenario) -> Settlement:
        """The cohort divided as the scenario says. Raises Refused where it cannot be: by first come, if a claim has no
        day of application."""
        return settle(self.run(scenario))

    def run(self, scenario: Scenario) -> Run:
        """The allocation of the cohort under a scenario."""
        assessed = self.assessed(scenario.readings, scenario.overrides)
        if scenario.rule == FIRST_COME:
            _dated(assessed.entries)
        known = {"points": assessed.points, "size": self.size, "given": assessed.columns}
        readings = scenario.in_force(self.policy)
        run = scenario.run(assessed.policy, readings, assessed.entries, self.size_of, **known)
        if not waiting(run) & assessed.sharing:
            return run
        applications, approved, points = read_claims(assessed.policy, self.raw, run.readings, self.policy)
        return without_waiting(run, applications, approved, points)


def _chosen(choices: Mapping[str, str]) -> Chosen:
    return tuple(sorted(choices.items()))


def _assess(held: Callable[[Chosen], _Held], readings: Chosen, overrides: Chosen) -> Assessed:
    of_readings = held(readings)
    return of_readings.under(overrides) if overrides else of_readings.assessed


def _hold(policy: Policy, raw: Json, submitted: Sequence[Json], readings: Chosen) -> _Held:
    return _Held(policy, policy, raw, submitted, policy.default_readings() | dict(readings))


class _Held:
    """The claims of a cohort under one choice of readings, read once, and `assessed` under the numbers of a policy.
    `law`: the policy with its own numbers."""

    def __init__(self, policy: Policy, law: Policy, raw: Json, whole: Sequence[Json], readings: dict[str, str]) -> None:
        self.policy, self.law, self.raw, self.whole, self.readings = policy, law, raw, whole, readings
        self.other: _Held | None = None
        self.applications, self.approved, points = read_claims(policy, raw, readings, law)
        self.hanging = {claim for point in points for claim in point.claims}
        submitted = self.applications
        if whole or self.approved:
            # What is approved uses up caps in the applications themselves: what is requested is worked out of others.
            of_all = {"applications": whole or raw["applications"], "open": raw["open"]}
            submitted, _, _ = read_claims(policy, of_all, readings, law)
        open_ones = Beside(positions(submitted, self.hanging))
        if self.approved or whole:
            self.asked = Held(policy, submitted, readings, "favour", open_ones)
            beside = Beside.of(policy, self.applications, self.approved, readings, points)
            self.undecided = Held(policy, self.applications, readings, "against", beside)
        else:
            self.undecided = Held(policy, self.applications, readings, "against", open_ones)
            self.asked = Held(policy, submitted, readings, "favour", open_ones, self.undecided)
        self.ids = {(i, j): claim.id for i, of in enumerate(submitted) for j, claim in enumerate(of.claims)}
        days = {claim.id: application.day for application in submitted for claim in application.claims}
        place = {claim_id: n for n, claim_id in enumerate(days)}
        self.decided = [e if e.day is not None else replace(e, day=days.get(e.id)) for e in self.approved]
        most = most_if_open(policy, self.applications, readings, self.hanging)
        entries = entries_of(self.applications, self.undecided.amounts, most) + self.decided
        order = [place.get(e.id, len(place) + n) for n, e in enumerate(entries)]
        self.rows = {e.id: n for n, e in enumerate(entries)}
        self.row_of = {
            (i, j): self.rows[c.id] for i, of in enumerate(self.applications) for j, c in enumerate(of.claims)
        }
        self.row_asked = {at: self.rows[id] for at, id in self.ids.items() if id in self.rows}
        self.book = lru_cache(maxsize=MOST_HELD)(partial(_book, policy, readings))
        self.noted = lru_cache(maxsize=MOST_HELD)(partial(_noted, self.undecided, self.row_of, self.book))
        asked = {self.ids[at]: fen // HUNDREDTH for at, fen in self.asked.amounts.items()}
        decided_from = len(entries) - len(self.decided)
        requested = [
            max(e.approved, asked.get(e.id, 0)) if n < decided_from else asked.get(e.id, e.approved)
            for n, e in enumerate(entries)
        ]
        self.ceilings = np.array([asked.get(e.id, -1) for e in entries], dtype=np.int64)
        self.assessed = Assessed(
            policy,
            entries,
            ClaimColumns.of(policy, entries, order),
            np.array(requested, dtype=np.int64),
            points,
            sum(e.most for e in entries[:decided_from]),
            frozenset(sharing_projects(self.applications)),
        )

    def under(self, overrides: Chosen) -> Assessed:
        """The same claims under other numbers: what does not hang on them stays as it is."""
        before, policy = self.assessed, overridden(self.policy, dict(overrides))
        book = self.book(overrides)
        changed = changed_in(self.book(()), book)
        if changed is None or (changed and self.hanging):
            return self._again(overrides).assessed
        if not changed:
            return replace(before, policy=policy)
        approved, ceilings, entries = before.columns.approved.copy(), self.ceilings.copy(), list(before.entries)
        _fill(approved, self.undecided.under(book, changed), self.rows_held, self.row_of)
        _fill(ceilings, self.asked.under(book, changed), self.rows_asked, self.row_asked)
        for row in np.flatnonzero(approved != before.columns.approved).tolist():
            entries[row] = replace(entries[row], approved=int(approved[row]))
        requested = np.maximum(approved, ceilings)
        decided_from = len(entries) - len(self.decided)
        own = ceilings[decided_from:]
        requested[decided_from:] = np.where(own < 0, approved[decided_from:], own)
        columns = replace(before.columns, approved=approved, largest=int(approved.max(initial=0)))
        return replace(before, policy=policy, entries=entries, columns=columns, requested=requested)

    @cached_property
    def rows_held(self) -> Array:
        """The row of each claim that is held as columns; -1 of one that is not in the cohort."""
        return np.array([self.row_of.get(at, -1) for at in self.undecided.columns[1]], dtype=np.int64)

    @cached_property
    def rows_asked(self) -> Array:
        """The same, of what was asked for."""
        return np.array([self.row_asked.get(at, -1) for at in self.asked.columns[1]], dtype=np.int64)

    def recorded(self, overrides: Chosen, provisions: frozenset[str]) -> dict[str, tuple[Array, Noted]]:
        """What is recorded for the claims of these provisions under other numbers, each with the rows of its claims."""
        if changed_in(self.book(()), self.book(overrides)) is None:
            return self._again(overrides).recorded((), provisions)
        return self.noted(overrides, provisions)

    def _again(self, overrides: Chosen) -> _Held:
        """The same claims read again for a policy with other numbers, on which more hangs than is held."""
        policy, found = overridden(self.policy, dict(overrides)), self.other
        if found is None or found.policy is not policy:
            found = self.other = _Held(policy, self.law, self.raw, self.whole, self.readings)
        return found


def _fill(
    column: Array, found: tuple[Sequence[tuple[Array, Array]], Amounts], rows: Array, row_of: Mapping[Place, int]
) -> None:
    """Put what claims come to (分) into a column of 0.01万元; `rows` are of the claims that are held as columns."""
    of_columns, others = found
    for position, fen in of_columns:
        at = rows[position]
        there = at >= 0
        column[at[there]] = fen[there] // HUNDREDTH
    for place, amount in others.items():
        if place in row_of:
            column[row_of[place]] = amount // HUNDREDTH


def _book(policy: Policy, readings: dict[str, str], overrides: Chosen) -> Rulebook:
    """The rules under the readings with other numbers."""
    rules = policy.derived(Rulebooks).under(readings)
    return rules.under(overridden(policy, dict(overrides))) if overrides else rules


def _noted(
    held: Held, row_of: dict[Place, int], book: Callable[[Chosen], Rulebook], overrides: Chosen, names: frozenset[str]
) -> dict[str, tuple[Array, Noted]]:
    """What is recorded for the claims of these provisions under other numbers, each with the rows of its claims."""
    found = recorded(held, book(overrides), names)
    return {name: (np.array([row_of[at] for at in of.places], dtype=np.int64), of) for name, of in found.items()}


def _of_companies(given: Any) -> Any:
    """Applications without what is for officials to say."""
    if not isinstance(given, list):
        return given
    return [
        {name: part for name, part in each.items() if name not in FOR_OFFICIALS} if isinstance(each, dict) else each
        for each in given
    ]


def _open_in(applications: Any, points: Any) -> Any:
    """What is open among these applications, of what is open among more."""
    there = {claim.get("id") for one in applications or () for claim in one.get("claims") or ()}
    named = [point | {"claims": [claim for claim in point["claims"] if claim in there]} for point in points or ()]
    return [point for point in named if point["claims"]]


def _companies(entries: Sequence[Entry]) -> tuple[Array, tuple[str | None, ...]]:
    """The number of the company of each claim, and the id of each company."""
    numbers: dict[object, int] = {}
    column = [
        numbers.setdefault(e.applicant if e.applicant is not None else (i,), len(numbers))
        for i, e in enumerate(entries)
    ]
    ids = tuple(name if isinstance(name, str) else None for name in numbers)
    return np.array(column, dtype=np.int64), ids


def _dated(entries: Sequence[Entry]) -> None:
    """By first come nobody can be paid whose day is not known."""
    refusals = Refusals()
    for e in entries:
        if e.day is None:
            refusals.add("rule", "allocate.no_day", claim=shown(e.id))
    refusals.raise_if_any()
