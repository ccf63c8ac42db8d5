"""One allocation, checked: the approved claims as entries and as columns, and what is to be divided among them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.division import PROPORTIONAL
from engine.money import WAN
from engine.outcome import Array
from engine.pack import BUDGET_FIRST, Policy, Pool, Provision

NO_SCORE = -1


@dataclass(frozen=True, slots=True)
class Entry:
    """One approved claim: `approved` in 0.01万元; `score` (millionths) if it has one."""

    id: str
    applicant: str | None
    provision: Provision
    approved: int
    score: int | None = None


@dataclass(slots=True)
class Run:
    """One allocation, checked. `budget` and `already_awarded` (by pool) in 分; `budget` None: none is set.

    `approved` holds the entries' amounts (0.01万元), `provision` the number of each one's provision, `group` its
    group: the number of its pool, then one for claims without a pool (`plain`), then one for what another budget pays
    (`elsewhere`).
    """

    policy: Policy
    entries: list[Entry]
    readings: dict[str, str]
    budget: int | None = None
    already_awarded: dict[str, int] = field(default_factory=dict)
    quota_used: dict[str, int] = field(default_factory=dict)
    rule: str = PROPORTIONAL
    approved: Array = field(init=False)
    score: Array = field(init=False)
    provision: Array = field(init=False)
    group: Array = field(init=False)

    def __post_init__(self) -> None:
        number = {p.id: i for i, p in enumerate(self.policy.provisions)}
        groups = np.array([self._group(p) for p in self.policy.provisions], dtype=np.int64)
        self.approved = np.array([e.approved for e in self.entries], dtype=np.int64)
        scores = [NO_SCORE if e.score is None else e.score for e in self.entries]
        self.score = np.array(scores, dtype=np.int64)
        self.provision = np.array([number[e.provision.id] for e in self.entries], dtype=np.int64)
        self.group = groups[self.provision]

    def _group(self, p: Provision) -> int:
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

    def left_of(self, pool: Pool) -> int:
        """分: what is left of the yearly total of an article."""
        return max(0, pool.cap * WAN - self.already_awarded.get(pool.id, 0))
