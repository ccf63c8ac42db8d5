"""Two ways of dividing one cohort: who gets more and who less, by article and by what companies are grouped by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engine.scenario.cohort import Cohort
from engine.scenario.outcome import Outcome
from engine.values.arrays import Array
from engine.values.money import HUNDREDTH

BY_ARTICLE = "article"
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Change:
    """How one outcome differs from another for the companies of one group, under one article, or in all. `by`: by what
    they are grouped (the name of the grouping, "article" or "total"), `group`: which of these it is ("" where that is
    unknown; an article by its number). What was paid before and after (分, truncated as published, so that columns add
    up), how many companies get more, less, as much, and what those who get more gain and the others lose."""

    by: str
    group: str | int
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

    @property
    def companies(self) -> int:
        """How many companies there are."""
        return self.winners + self.losers + self.unchanged


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two outcomes of one cohort differ, whichever budget pays: in all, by article, and by the name of each
    grouping."""

    total: Change
    by_article: tuple[Change, ...]
    by_group: Mapping[str, tuple[Change, ...]]


def compare(base: Outcome, other: Outcome) -> Comparison:
    """Who wins and who loses when `other` is done instead of `base`. ValueError unless both are of the same claims."""
    same_claims(base, other)
    cohort = base.cohort
    before, after = (summed(cohort.company, outcome.paid, cohort.companies) for outcome in (base, other))
    everybody = np.zeros(cohort.companies, dtype=np.int64)
    (total,) = _changes(TOTAL, (0,), everybody, before, after)
    by_group = {
        own.name: tuple(_changes(own.name, own.choices, own.of_company, before, after)) for own in cohort.groupings
    }
    articles, of_pair, rows, pair = _under_articles(cohort)
    under = (summed(pair, outcome.paid[rows], len(of_pair)) for outcome in (base, other))
    return Comparison(total, tuple(_changes(BY_ARTICLE, articles, of_pair, *under)), by_group)


def same_claims(base: Outcome, other: Outcome) -> None:
    """ValueError unless both outcomes are of the same claims."""
    if base.cohort.claims != other.cohort.claims:
        raise ValueError("two outcomes of different claims cannot be compared")


def summed(number: Array, values: Array, count: int) -> Array:
    """What the values of each number come to."""
    found = np.zeros(count, dtype=np.int64)
    np.add.at(found, number, values)
    return found


def _changes(by: str, groups: tuple[str | int, ...], of: Array, before: Array, after: Array) -> Iterator[Change]:
    """The change of each group of those whose group is `of` (its place): what each of them is paid `before` and
    `after`, in 0.01万元."""
    differences, count = after - before, len(groups)
    more, less = differences > 0, differences < 0
    counts = (np.bincount(of[rows], minlength=count) for rows in (more, less, ~(more | less)))
    sums = (summed(of, values, count) for values in (before, after, differences * more, -differences * less))
    for group, winners, losers, unchanged, base, other, gained, lost in zip(groups, *counts, *sums, strict=True):
        yield Change(
            by,
            group,
            int(base) * HUNDREDTH,
            int(other) * HUNDREDTH,
            int(winners),
            int(losers),
            int(unchanged),
            int(gained) * HUNDREDTH,
            int(lost) * HUNDREDTH,
        )


def articles_of(cohort: Cohort) -> Array:
    """The article of each claim."""
    columns, provisions = cohort.assessed({}, {}).columns, cohort.policy.provisions
    of: Array = np.array([p.article for p in provisions], dtype=np.int64)[columns.provision]
    return of


def _under_articles(cohort: Cohort) -> tuple[tuple[int, ...], Array, Array, Array]:
    """The articles that grant something; the companies under each one, as pairs: the place of each pair's article; the
    claims under these articles, and the pair of each."""
    granting = dict.fromkeys(p.article for p in cohort.policy.provisions if not p.gives_nothing)
    place = {article: n for n, article in enumerate(granting)}
    of = np.array([place.get(p.article, -1) for p in cohort.policy.provisions], dtype=np.int64)
    own, companies = of[cohort.assessed({}, {}).columns.provision], max(1, cohort.companies)
    rows = np.flatnonzero(own >= 0)
    pairs, pair = np.unique(own[rows] * companies + cohort.company[rows], return_inverse=True)
    return tuple(granting), pairs // companies, rows, pair


class Changing:
    """What every company is paid before and after, among some of the claims. ValueError unless both outcomes are of the
    same claims."""

    def __init__(self, base: Outcome, other: Outcome) -> None:
        same_claims(base, other)
        self.policy, self.cohort, self.base, self.other = base.policy, base.cohort, base.paid, other.paid
        self.everybody = np.ones(len(self.cohort.claims), dtype=bool)

    def sizes(self) -> Iterator[tuple[str, Array]]:
        """The claims of the companies of each size ("" for unknown)."""
        return ((size, self.cohort.size == n) for n, size in enumerate(self.cohort.sizes))

    def articles(self) -> Iterator[tuple[int, Array]]:
        """The claims under each article that grants something."""
        of = articles_of(self.cohort)
        granting = dict.fromkeys(p.article for p in self.policy.provisions if not p.gives_nothing)
        return ((article, of == article) for article in granting)

    def differences(self, rows: Array) -> tuple[Array, Array]:
        """The companies behind the claims in `rows`, and how much more each is paid for them (0.01万元)."""
        companies, place = np.unique(self.cohort.company[rows], return_inverse=True)
        differences = np.zeros(len(companies), dtype=np.int64)
        np.add.at(differences, place, self.other[rows] - self.base[rows])
        return companies, differences
