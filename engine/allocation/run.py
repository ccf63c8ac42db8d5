"""One allocation, checked: the approved claims as entries and as columns, and what is to be divided among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from engine.allocation.terms import NO_TERMS, Terms
from engine.division import PROPORTIONAL
from engine.money import WAN
from engine.outcome import Array
from engine.pack import BUDGET_FIRST, Limit, Policy, Pool, Provision

NO_SCORE = -1


@dataclass(frozen=True, slots=True)
class Entry:
    """One approved claim: `approved` in 0.01万元; `score` (millionths) if it has one; the `day` of its application."""

    id: str
    applicant: str | None
    provision: Provision
    approved: int
    score: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The approved claims as columns: amounts (0.01万元), scores (`NO_SCORE` for none), the number of each one's
    provision, and its turn: by the day of its application, on one day in the order of submission."""

    approved: Array
    score: Array
    provision: Array
    turn: Array

    @classmethod
    def of(cls, policy: Policy, entries: Sequence[Entry], submission: Sequence[int] | None = None) -> Columns:
        """The columns of these entries. `submission` places them in the order in which they were submitted; without it,
        that is the order in which they are listed."""
        number = {p.id: i for i, p in enumerate(policy.provisions)}
        scores = [NO_SCORE if e.score is None else e.score for e in entries]
        days = [0 if e.day is None else e.day.toordinal() for e in entries]
        turn = np.empty(len(entries), dtype=np.int64)
        turn[np.lexsort((range(len(entries)) if submission is None else submission, days))] = np.arange(len(entries))
        return cls(
            np.array([e.approved for e in entries], dtype=np.int64),
            np.array(scores, dtype=np.int64),
            np.array([number[e.provision.id] for e in entries], dtype=np.int64),
            turn,
        )


@dataclass(slots=True)
class Run:
    """One allocation, checked. `budget` and `already_awarded` (by pool) in 分; `budget` None: none is set.

    `pools` (分) and `quota` (places of a provision) stand for what the law says where they name it. `terms` is what the
    `rule` needs beside the claims, `sizes` the size of each applicant that is known. `columns` are those of the
    entries, made of them unless given; `group` holds the group of each claim: the number of its pool, then one for
    claims without a pool (`plain`), then one for what another budget pays (`elsewhere`).
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
    columns: Columns | None = None
    approved: Array = field(init=False)
    score: Array = field(init=False)
    turn: Array = field(init=False)
    provision: Array = field(init=False)
    group: Array = field(init=False)

    def __post_init__(self) -> None:
        columns = self.columns or Columns.of(self.policy, self.entries)
        self.approved, self.score, self.turn = columns.approved, columns.score, columns.turn
        self.provision = columns.provision
        groups = np.array([self.group_of(p) for p in self.policy.provisions], dtype=np.int64)
        self.group = groups[self.provision]

    def group_of(self, p: Provision) -> int:
        """The group of the claims of a provision."""
        # What is paid under another instrument is no part of 「各类项目审核资助金额」.
        if p.other_budget is not None and self.readings[p.other_budget] != "true":
            return self.elsewhere
        return next((i for i, pool in enumerate(self.policy.pools) if pool.id == p.pool), self.plain)

    @property
    def plain(self) -> int:
        """The group of the claims without a pool."""
        return len(self.policy.pools)

    @property
    def elsewhere(self) -> int:
        """The group of the claims that another budget pays."""
        return len(self.policy.pools) + 1

    @property
    def budget_first(self) -> bool:
        """Whether the total budget comes before the totals of articles."""
        order = self.policy.rule("budget").order
        return order is not None and self.readings[order] == BUDGET_FIRST

    def total_of(self, pool: Pool) -> int:
        """分: the yearly total of an article."""
        return self.pools.get(pool.id, pool.cap * WAN)

    def left_of(self, pool: Pool) -> int:
        """分: what is left of the yearly total of an article."""
        return max(0, self.total_of(pool) - self.already_awarded.get(pool.id, 0))

    def places_of(self, p: Provision, limit: Limit) -> int:
        """The places of a provision with so many winners a year that are left."""
        return max(0, self.quota.get(p.id, limit.winners or 0) - self.quota_used.get(p.id, 0))
