"""Two ways of dividing one cohort: who gets more and who less, by article and by what companies are grouped by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import PlainSerializer, WithJsonSchema, computed_field

from engine.assessment.answered_steps import Difference, Fen
from engine.policy.pack import Policy
from engine.scenario.cohort import Cohort
from engine.scenario.outcome import Outcome
from engine.values.arrays import Array
from engine.values.money import HUNDREDTH

BY_ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Moved:
    """What is paid before and after (分, truncated as published, so that columns add up)."""

    before: Fen[int]
    after: Fen[int]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def difference(self) -> Difference:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Change(Moved):
    """How one outcome differs from another for some companies, whichever budget pays: how many get more, less and as
    much, and what those who get more gain and the others lose."""

    winners: int
    losers: int
    unchanged: int
    gained: Fen[int]
    lost: Fen[int]

    @property
    def companies(self) -> int:
        """How many companies there are."""
        return self.winners + self.losers + self.unchanged


@dataclass(frozen=True, slots=True)
class GroupChange(Change):
    """The same of the companies of one `group`: a choice of what they are grouped by ("": it is not known), or an
    article by its number."""

    group: Annotated[str | int, PlainSerializer(str), WithJsonSchema({"type": "string"})]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two outcomes of one cohort differ, whichever budget pays: in all, by article, and by the name of each
    grouping."""

    total: Change
    by_article: tuple[GroupChange, ...]
    by_group: Mapping[str, tuple[GroupChange, ...]]


def compare(base: Outcome, other: Outcome) -> Comparison:
    """Who wins and who loses when `other` is done instead of `base`. ValueError unless both are of the same claims."""
    same_claims(base, other)
    cohort = base.cohort
    before, after = (summed(cohort.company, outcome.paid, cohort.companies) for outcome in (base, other))
    everybody = np.zeros(cohort.companies, dtype=np.int64)
    (total,) = _changes((0,), everybody, before, after)
    by_group = {own.name: tuple(_changes(own.choices, own.of_company, before, after)) for own in cohort.groupings}
    articles, of_pair, rows, pair = _under_articles(cohort)
    under = (summed(pair, outcome.paid[rows], len(of_pair)) for outcome in (base, other))
    return Comparison(total, tuple(_changes(articles, of_pair, *under)), by_group)


def same_claims(base: Outcome, other: Outcome) -> None:
    """ValueError unless both outcomes are of the same claims."""
    if base.cohort.claims != other.cohort.claims:
        raise ValueError("two outcomes of different claims cannot be compared")


def summed(number: Array, values: Array, count: int) -> Array:
    """What the values of each number come to."""
    found = np.zeros(count, dtype=np.int64)
    np.add.at(found, number, values)
    return found


def _changes(groups: tuple[str | int, ...], of: Array, before: Array, after: Array) -> Iterator[GroupChange]:
    """The change of each group of those whose group is `of` (its place): what each of them is paid `before` and
    `after`, in 0.01万元."""
    differences, count = after - before, len(groups)
    more, less = differences > 0, differences < 0
    counts = (np.bincount(of[rows], minlength=count).tolist() for rows in (more, less, ~(more | less)))
    sums = (summed(of, values, count).tolist() for values in (before, after, differences * more, -differences * less))
    for group, winners, losers, unchanged, *amounts in zip(groups, *counts, *sums, strict=True):
        was, then, gained, lost = (amount * HUNDREDTH for amount in amounts)
        yield GroupChange(was, then, winners, losers, unchanged, gained, lost, group)


def granting_articles(policy: Policy) -> tuple[int, ...]:
    """The articles that grant something."""
    return tuple(dict.fromkeys(p.article for p in policy.provisions if not p.gives_nothing))


def articles_of(cohort: Cohort) -> Array:
    """The article of each claim."""
    columns, provisions = cohort.assessed({}, {}).columns, cohort.policy.provisions
    return np.array([p.article for p in provisions], dtype=np.int64)[columns.provision]


def _under_articles(cohort: Cohort) -> tuple[tuple[int, ...], Array, Array, Array]:
    """The articles that grant something; the companies under each one, as pairs: the place of each pair's article; the
    claims under these articles, and the pair of each."""
    granting = granting_articles(cohort.policy)
    place = {article: n for n, article in enumerate(granting)}
    of = np.array([place.get(p.article, -1) for p in cohort.policy.provisions], dtype=np.int64)
    own, companies = of[cohort.assessed({}, {}).columns.provision], max(1, cohort.companies)
    rows = np.flatnonzero(own >= 0)
    pairs, pair = np.unique(own[rows] * companies + cohort.company[rows], return_inverse=True)
    return granting, pairs // companies, rows, pair
