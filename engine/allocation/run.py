"""One allocation, checked: the approved claims as entries and as columns, and what is to be divided among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from datetime import date

import numpy as np

from engine.allocation.contradictions import Point
from engine.allocation.rules import PROPORTIONAL
from engine.allocation.terms import NO_TERMS, Terms
from engine.policy.blocks import BUDGET_FIRST, Pool
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.winners import Winners
from engine.values.arrays import Array
from engine.values.money import FITS, Exact

NO_SCORE = -1


@dataclass(frozen=True, slots=True)
class Entry:
    """One approved claim: `approved` in 0.01万元; `score` (millionths) if it has one; the `day` of its application; by
    what its `projects` and `matters` are found again, where they are stated of an amount that officials approved;
    `open`: what it
    hangs on is not decided, and nothing is approved until then; `most`: what it could then come to at most; `above`:
    how much of an amount that officials approved is more than the law allows for the claim (both 0.01万元)."""

    id: str
    applicant: str | None
    provision: Provision
    approved: int
    score: int | None = None
    day: date | None = None
    projects: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    open: bool = False
    above: int = 0
    most: int = 0


def matters_of(entry: Entry) -> set[str]:
    """By what the matters of an approved claim are found again: a platform and a side of a project by the project."""
    matter = entry.provision.matter
    if matter is None or not entry.approved:
        return set()
    groups = {of.group for of in entry.provision.projects.values()}
    by_project = any(path.partition(".")[0] in groups for path in matter.by)
    return {*entry.matters, *(entry.projects if by_project else ())}


class Shape:
    """What of a policy is the same in every run: the provisions with so many winners a year, by number; the group of
    each provision, and those that another budget pays unless a reading says not; the reading of the budget's order."""

    def __init__(self, policy: Policy) -> None:
        pools = {pool.id: i for i, pool in enumerate(policy.pools)}
        self.number = {p.id: i for i, p in enumerate(policy.provisions)}
        self.plain = len(pools)
        self.groups = [pools.get(p.pool or "", self.plain) for p in policy.provisions]
        self.elsewhere = [(i, p.other_budget) for i, p in enumerate(policy.provisions) if p.other_budget is not None]
        self.order = next((rule.order for rule in policy.rules if rule.id == "budget"), None)
        self.winners = [(i, p, limit) for i, p in enumerate(policy.provisions) if (limit := p.only(Winners))]


@dataclass(frozen=True, slots=True)
class ClaimColumns:
    """The approved claims as columns: amounts (0.01万元), scores (`NO_SCORE` for none), the number of each one's
    provision, and its queue position: by the day of its application, on one day in the order of submission.
    `by_provision` has the rows one provision after the other, `present` the numbers of those that have any, `starts`
    where each begins; `largest` is the largest amount."""

    approved: Array
    score: Array
    provision: Array
    queue_position: Array
    by_provision: Array
    present: list[int]
    starts: Array
    largest: int

    def rows_of(self, provision: int) -> Array:
        """The rows of the claims of a provision, by its number."""
        if provision not in self.present:
            return self.by_provision[:0]
        place = self.present.index(provision)
        end = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.by_provision)
        return self.by_provision[self.starts[place] : end]

    @classmethod
    def of(cls, policy: Policy, entries: Sequence[Entry], submission: Sequence[int] | None = None) -> ClaimColumns:
        """The columns of these entries. `submission` places them in the order in which they were submitted; without it,
        that is the order in which they are listed."""
        number = policy.derived(Shape).number
        scores = [NO_SCORE if e.score is None else e.score for e in entries]
        days = [0 if e.day is None else e.day.toordinal() for e in entries]
        queue_position, order = np.empty(len(entries), dtype=np.int64), submission or range(len(entries))
        queue_position[np.lexsort((order, days))] = np.arange(len(entries))
        provision = np.array([number[e.provision.id] for e in entries], dtype=np.int64)
        present, starts = np.unique(np.sort(provision), return_index=True)
        approved = np.array([e.approved for e in entries], dtype=np.int64)
        return cls(
            approved,
            np.array(scores, dtype=np.int64),
            provision,
            queue_position,
            np.argsort(provision, kind="stable"),
            present.tolist(),
            starts,
            int(approved.max(initial=0)),
        )

    def sums(self, values: Array, largest: int | None = None) -> dict[int, Exact]:
        """The sum of the values of each provision that has claims; integers that 64 bits might not hold, none of them
        being above the `largest`, are added as Python's."""
        if not self.present:
            return {}
        if values.dtype != object and (int(values.max()) if largest is None else largest) * len(values) >= FITS:
            values = values.astype(object)
        return dict(zip(self.present, np.add.reduceat(values[self.by_provision], self.starts).tolist(), strict=True))


def numbered_sizes(policy: Policy) -> tuple[str, ...]:
    """The classes of size as columns number them, the last ("") for none."""
    return (*policy.size_ids, "")


def sizes_of(policy: Policy, entries: Sequence[Entry], sizes: Mapping[str, str]) -> Array:
    """The number of the size of each entry's applicant."""
    numbered = numbered_sizes(policy)
    known = {applicant: numbered.index(size) for applicant, size in sizes.items()}
    return np.array([known.get(e.applicant or "", len(numbered) - 1) for e in entries], dtype=np.int64)


@dataclass(slots=True)
class Run:
    """One allocation, checked. `budget` and `already_awarded` (by pool) in 分; `budget` None: none is set.

    `pools` (分) and `quota` (places of a provision) stand for what the law says where they name it. `terms` is what the
    `rule` needs beside the claims, `sizes` the size of each applicant that is known (`size`: as a column), `points`
    what is open. `columns` are those of the entries, made of them unless `given`. The claims of a provision have one
    group: the number of its pool, then one for claims without a pool (`plain`), then one for what another budget pays
    (`elsewhere`); `groups` holds that of each provision, `group` that of each claim.
    """

    policy: Policy
    entries: Sequence[Entry]
    readings: dict[str, str]
    budget: int | None = None
    already_awarded: dict[str, int] = field(default_factory=dict)
    quota_used: dict[str, int] = field(default_factory=dict)
    rule: str = PROPORTIONAL
    pools: dict[str, int] = field(default_factory=dict)
    quota: dict[str, int] = field(default_factory=dict)
    terms: Terms = NO_TERMS
    sizes: dict[str, str] = field(default_factory=dict)
    points: Sequence[Point] = ()
    size: Array | None = None
    given: InitVar[ClaimColumns | None] = None
    columns: ClaimColumns = field(init=False)
    shape: Shape = field(init=False)
    plain: int = field(init=False)
    elsewhere: int = field(init=False)
    groups: list[int] = field(init=False)
    group: Array = field(init=False)

    def __post_init__(self, given: ClaimColumns | None) -> None:
        self.columns = given or ClaimColumns.of(self.policy, self.entries)
        self.shape = self.policy.derived(Shape)
        self.groups = self.shape.groups.copy()
        self.plain = self.shape.plain
        self.elsewhere = self.plain + 1
        for number, reading in self.shape.elsewhere:
            # What is paid under another instrument is no part of 「各类项目审核资助金额」.
            if self.readings[reading] != "true":
                self.groups[number] = self.elsewhere
        self.group = np.array(self.groups, dtype=np.int64)[self.columns.provision]

    def with_approved(self, approved: Array, *, nothing_open: bool, score: Array | None = None) -> Run:
        """The same run with other approved amounts (0.01万元) and scores, and with `nothing_open` nothing open."""
        amounts = approved.tolist()
        entries = [
            replace(entry, approved=amount, open=entry.open and not nothing_open)
            if amount != entry.approved or (entry.open and nothing_open)
            else entry
            for entry, amount in zip(self.entries, amounts, strict=True)
        ]
        scores = self.columns.score if score is None else score
        columns = replace(self.columns, approved=approved, score=scores, largest=max(amounts, default=0))
        points = () if nothing_open else self.points
        return replace(self, entries=entries, points=points, given=columns)

    @property
    def approved(self) -> Array:
        """The approved amounts, in 0.01万元."""
        return self.columns.approved

    @property
    def provision(self) -> Array:
        """The number of each claim's provision."""
        return self.columns.provision

    def group_of(self, p: Provision) -> int:
        """The group of a provision."""
        return self.groups[self.shape.number[p.id]]

    def sums(self, values: Array) -> list[Exact]:
        """The sum of the values of each group, no value being above what is approved."""
        found: list[Exact] = [0] * (self.elsewhere + 1)
        for number, amount in self.columns.sums(values, self.columns.largest).items():
            found[self.groups[number]] += amount
        return found

    def named(self) -> tuple[Array, Sequence[str]]:
        """By what the terms of the rule go (the size of the company, or the article): the number of each claim's name,
        and the names."""
        if self.terms.by == "article":
            return self.provision, [str(p.article) for p in self.policy.provisions]
        if self.size is None:
            self.size = sizes_of(self.policy, self.entries, self.sizes)
        return self.size, numbered_sizes(self.policy)

    @property
    def budget_first(self) -> bool:
        """Whether the total budget comes before the totals of articles."""
        order = self.shape.order
        return order is not None and self.readings[order] == BUDGET_FIRST

    def total_of(self, pool: Pool) -> int:
        """分: the yearly total of an article."""
        return self.pools.get(pool.id, pool.cap)

    def left_of(self, pool: Pool) -> int:
        """分: what is left of the yearly total of an article."""
        return max(0, self.total_of(pool) - self.already_awarded.get(pool.id, 0))

    def places_of(self, p: Provision, limit: Winners) -> int:
        """The places of a provision with so many winners a year that are left."""
        return max(0, self.quota.get(p.id, limit.winners or 0) - self.quota_used.get(p.id, 0))
