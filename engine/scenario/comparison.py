"""Two ways of dividing one cohort: who gets more and who less, by size of company and by article."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.money import HUNDREDTH
from engine.outcome import Array
from engine.scenario.cohort import Cohort
from engine.scenario.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """How one outcome differs from another for the companies of one `size` ("" for unknown), under one `article`, or
    (neither) in all: what was paid before and after (分, truncated as published, so that columns add up), how many
    companies get more, less, as much, and what those who get more gain and the others lose."""

    article: int | None
    size: str | None
    base: int
    other: int
    winners: int
    losers: int
    unchanged: int
    gained: int
    lost: int

    @property
    def difference(self) -> int:
        """After less before."""
        return self.other - self.base


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two outcomes of one cohort differ, whichever budget pays."""

    total: Change
    by_size: tuple[Change, ...]
    by_article: tuple[Change, ...]


def compare(base: Outcome, other: Outcome) -> Comparison:
    """Who wins and who loses when `other` is done instead of `base`. ValueError unless both are of the same claims."""
    cohort = base.cohort
    if cohort.claims != other.cohort.claims:
        raise ValueError("two outcomes of different claims cannot be compared")
    changing = _Changing(cohort, base.paid, other.paid)
    articles = np.array([e.provision.article for e in cohort.assessed({}, {}).entries], dtype=np.int64)
    everybody = np.ones(len(cohort.claims), dtype=bool)
    granting = dict.fromkeys(p.article for p in base.policy.provisions if not p.amount.none)
    return Comparison(
        changing.among(everybody, None, None),
        tuple(changing.among(cohort.size == n, None, size) for n, size in enumerate(cohort.sizes)),
        tuple(changing.among(articles == article, article, None) for article in granting),
    )


class _Changing:
    """What every company is paid before and after, among some of the claims."""

    def __init__(self, cohort: Cohort, base: Array, other: Array) -> None:
        self.cohort, self.base, self.other = cohort, base, other

    def among(self, rows: Array, article: int | None, size: str | None) -> Change:
        """The change among the claims in `rows`."""
        companies, place = np.unique(self.cohort.company[rows], return_inverse=True)
        differences = np.zeros(len(companies), dtype=np.int64)
        np.add.at(differences, place, self.other[rows] - self.base[rows])
        more, less = differences > 0, differences < 0
        return Change(
            article,
            size,
            int(self.base[rows].sum()) * HUNDREDTH,
            int(self.other[rows].sum()) * HUNDREDTH,
            int(np.count_nonzero(more)),
            int(np.count_nonzero(less)),
            int(np.count_nonzero(differences == 0)),
            int(differences[more].sum()) * HUNDREDTH,
            -int(differences[less].sum()) * HUNDREDTH,
        )
