"""Two ways of dividing one cohort: who gets more and who less, by size of company and by article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.scenario.outcome import Outcome
from engine.values.arrays import Array
from engine.values.money import HUNDREDTH


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
    changing = Changing(base, other)
    return Comparison(
        changing.among(changing.everybody, None, None),
        tuple(changing.among(rows, None, size) for size, rows in changing.sizes()),
        tuple(changing.among(rows, article, None) for article, rows in changing.articles()),
    )


class Changing:
    """What every company is paid before and after, among some of the claims. ValueError unless both outcomes are of the
    same claims."""

    def __init__(self, base: Outcome, other: Outcome) -> None:
        if base.cohort.claims != other.cohort.claims:
            raise ValueError("two outcomes of different claims cannot be compared")
        self.policy, self.cohort, self.base, self.other = base.policy, base.cohort, base.paid, other.paid
        self.everybody = np.ones(len(self.cohort.claims), dtype=bool)

    def sizes(self) -> Iterator[tuple[str, Array]]:
        """The claims of the companies of each size ("" for unknown)."""
        return ((size, self.cohort.size == n) for n, size in enumerate(self.cohort.sizes))

    def articles(self) -> Iterator[tuple[int, Array]]:
        """The claims under each article that grants something."""
        entries = self.cohort.assessed({}, {}).entries
        articles = np.array([e.provision.article for e in entries], dtype=np.int64)
        granting = dict.fromkeys(p.article for p in self.policy.provisions if not p.gives_nothing)
        return ((article, articles == article) for article in granting)

    def differences(self, rows: Array) -> tuple[Array, Array]:
        """The companies behind the claims in `rows`, and how much more each is paid for them (0.01万元)."""
        companies, place = np.unique(self.cohort.company[rows], return_inverse=True)
        differences = np.zeros(len(companies), dtype=np.int64)
        np.add.at(differences, place, self.other[rows] - self.base[rows])
        return companies, differences

    def among(self, rows: Array, article: int | None, size: str | None) -> Change:
        """The change among the claims in `rows`."""
        _, differences = self.differences(rows)
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
