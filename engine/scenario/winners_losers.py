"""What everybody may see of who gains and who loses: counts of companies and sums, none of which tells what few come
to, or one that outweighs the others, in itself or by subtraction from anything else that is shown (see
`engine.scenario.disclosure`; a count is sensitive by the frequency rule alone).

By size of company every column is divided among the sizes, so that whoever knows its total and all sizes but one knows
that one: in each column cells of few are hidden, and further ones until what is left over is of several sizes and of
enough companies. By article, companies are counted more than once and no column adds up; but the companies of an
article are published, so that of more, less and unchanged two tell the third; and what an article is paid is published,
and what it would be paid under the law can be guessed where its yearly total binds, so that of gains and losses one
tells the other. Both are hidden then. The differences of the articles add up to that of all; those of this budget, and
those that another one pays, add up by themselves. With the difference of an article one knows what it would be paid
under the law as well, and from the ratio, which all share, what would be approved: these must not tell on few either.
An article of which nothing is published is not compared.

Where few companies stand under several articles, the articles do add up, and as the companies of an article are known,
so that its counts add up as well, rows are hidden whole then. How many companies there are in all is not told where it
tells how many stand only in what is hidden. And where all who get more get as much more, what they gain tells how many
they are: it is hidden with their count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.scenario.comparison import articles_of, granting_articles, same_claims, summed
from engine.scenario.disclosure import LEAST, Cell, companies, contributor, few, merged, sensitive, several, tells_all
from engine.scenario.outcome import Outcome
from engine.values.arrays import Array
from engine.values.money import HUNDREDTH, wan

Json = dict[str, Any]

WINNERS, LOSERS, UNCHANGED = "winners", "losers", "unchanged"
COUNTS = (WINNERS, LOSERS, UNCHANGED)
GAINED, LOST = "gained", "lost"
AMOUNTS = (GAINED, LOST)
CHANGED, BEFORE, REASSESSED = "changed", "before", "reassessed"
REST = "rest"
"""Companies behind a hidden count that the difference of their article would tell, or else those behind it."""
IMPLIED = (BEFORE, REASSESSED)
"""What the difference of an article tells besides: what is paid in the other case, and what is approved otherwise."""
OF_COMPANIES = {GAINED: WINNERS, LOST: LOSERS}
"""Whose each amount is."""

Rule = Callable[[Cell], bool]
"""Whether a cell is sensitive."""


@dataclass(slots=True)
class EffectRow:
    """Some claims: who stands behind each cell, and behind what follows from it: the companies that get more, less and
    as much for them, those that get something in the other case, those for which another amount is approved or has a
    place; the two sums (0.01万元), of which of them everybody has the same part (`alike`), and the columns of which
    nothing is said."""

    name: str | int | None
    behind: dict[str, Cell]
    sums: Mapping[str, int]
    alike: frozenset[str] = frozenset()
    on_budget: bool = True
    hidden: set[str] = field(default_factory=set)

    @property
    def companies(self) -> int:
        """How many companies there are."""
        return companies(self.everybody)

    @property
    def everybody(self) -> Cell:
        """All companies."""
        return merged(self.behind[column] for column in COUNTS)

    @property
    def counts_itself(self) -> bool:
        """Whether an amount tells a count that is hidden."""
        return any(a in self.alike and OF_COMPANIES[a] in self.hidden for a in AMOUNTS)

    @property
    def moved(self) -> int:
        """What is gained and lost: what is no longer told where the row is hidden."""
        return sum(self.sums.values())

    def written(self) -> Json:
        """The cells as they are published: counts, and 万元; None where hidden."""
        counts: Json = {c: None if c in self.hidden else companies(self.behind[c]) for c in COUNTS}
        return counts | {a: None if a in self.hidden else wan(self.sums[a] * HUNDREDTH) for a in AMOUNTS}


def winners_and_losers(base: Outcome, other: Outcome, articles: Iterable[Json] | None) -> Json:
    """Who gains and who loses when `other` is done instead of `base`: `total`, `by_size` (`size` "" for unknown) and
    `by_article`, each with winners, losers, unchanged (companies), gained, lost (万元); null where that is sensitive or
    tells what is. `articles` are the rows that are published of `other`; None: nothing is published and nothing hidden.
    Groups without any company are left out. ValueError unless both outcomes are of the same claims."""
    table = _Contrast(base, other, list(articles or ()))
    if articles is not None:
        table.protect()
    return {
        "total": table.total.written(),
        "by_size": [{"size": row.name, **row.written()} for row in table.by_size],
        "by_article": [{"article": row.name, **row.written()} for row in table.by_article],
    }


class _Contrast:
    """The cells of a comparison, and who stands behind each."""

    def __init__(self, base: Outcome, other: Outcome, articles: list[Json]) -> None:
        counting, cohort, article_of = _Counting(base, other), base.cohort, articles_of(base.cohort)
        self.total = counting.row(None, np.ones(len(cohort.claims), dtype=bool))
        sizes = (counting.row(size, cohort.size == n) for n, size in enumerate(cohort.sizes))
        self.by_size = [row for row in sizes if row.companies]
        under = (counting.row(article, article_of == article) for article in granting_articles(base.policy))
        self.by_article = [row for row in under if row.companies]
        closed = {row["article"] for row in articles if row["hidden"]}
        uncounted = {row["article"] for row in articles if row["companies"] is None}
        beside = {row["article"] for row in articles if not row["on_budget"]}
        for row in self.by_article:
            row.on_budget = row.name not in beside
            if row.name in closed:
                row.hidden = {*COUNTS, *AMOUNTS}
            elif row.name in uncounted:
                row.hidden = {*COUNTS}
        self.open = [row for row in self.by_article if not row.hidden]

    def protect(self) -> None:
        """Hide what has to be hidden."""
        self._total()
        self._articles()
        self._sum_of_articles()
        self._sizes()

    def _tells(self, cells: Iterable[Cell], rule: Rule = few) -> bool:
        """Whether the sum of what is hidden tells: a sensitive cell alone, or a sensitive sum."""
        having = [cell for cell in cells if cell]
        if not any(rule(cell) for cell in having):
            return False
        return len(having) == 1 or rule(merged(having))

    # -- in all

    def _total(self) -> None:
        """How many companies there are is known: of three counts a column of few goes with the next smallest."""
        self._drop(self._counts_to_hide(self.total))
        if any(sensitive(self.total.behind[column]) for column in AMOUNTS):
            self._drop(AMOUNTS)
        if not self._tells_all() and not any(self.total.behind[c] for c in COUNTS if c in self.total.hidden):
            # The last that has companies: those that get as much rather than those that get less or more.
            self._drop([column for column in COUNTS if self.total.behind[column]][-1:])
        rows = [row for row in self.by_size if row.companies]
        for amount, count in OF_COMPANIES.items():
            having = [row for row in rows if row.behind[count]]
            if count in self.total.hidden and having and all(amount in row.alike for row in having):
                self._drop(AMOUNTS)

    def _tells_all(self) -> bool:
        """Whether it may be said how many companies there are in all."""
        everybody = [row.everybody for row in self.by_article]
        closed = [row.everybody for row in self.by_article if row not in self.open]
        here = merged(everybody)
        without = {one: amount for one, amount in self.total.everybody.items() if one not in here}
        return tells_all([row.everybody for row in self.open], [*closed, without])

    def _drop(self, columns: Iterable[str]) -> None:
        """Say nothing of these columns, in all and by size."""
        for row in (self.total, *self.by_size):
            row.hidden.update(columns)

    def _counts_to_hide(self, row: EffectRow) -> list[str]:
        """The counts of few, and as many more as it takes so that the three tell nothing of few."""
        hidden = [column for column in COUNTS if few(row.behind[column])]
        rest = sorted((c for c in COUNTS if c not in hidden and row.behind[c]), key=lambda c: len(row.behind[c]))
        while rest and self._tells(row.behind[column] for column in hidden):
            hidden.append(rest.pop(0))
        if self._tells(row.behind[column] for column in hidden):
            return list(COUNTS)
        return hidden

    # -- by article

    def _articles(self) -> None:
        for row in self.by_article:
            row.hidden.update(self._counts_to_hide(row))
            if row.counts_itself:
                rest = (row.behind[column] for column in COUNTS if column in row.hidden)
                row.behind[REST] = min((cell for cell in rest if few(cell)), key=len, default=row.behind[REST])
            if row.counts_itself or any(sensitive(row.behind[column]) for column in (*AMOUNTS, *IMPLIED)):
                row.hidden.update(AMOUNTS)
        for on_budget in ({True, False}, {True}, {False}):
            self._differences([row for row in self.by_article if row.on_budget in on_budget])

    def _differences(self, rows: list[EffectRow]) -> None:
        """What the differences of these articles come to together is known."""
        for what in (CHANGED, REST, *IMPLIED):
            while self._tells((row.behind[what] for row in rows if GAINED in row.hidden), _rule(what)):
                shown = [row for row in rows if GAINED not in row.hidden and row.behind[what]]
                if not shown:
                    self._drop_amounts()
                    return
                _least(shown).hidden.update(AMOUNTS)

    def _drop_amounts(self) -> None:
        """Say nothing of any amount."""
        self._drop(AMOUNTS)
        for row in self.by_article:
            row.hidden.update(AMOUNTS)

    def _sum_of_articles(self) -> None:
        """Where few companies stand under several articles, what the articles come to together is known."""
        if several(row.everybody for row in self.by_article) >= LEAST:
            return
        own = {id(row): row.hidden & {*COUNTS} for row in self.by_article}
        for row in self.by_article:
            if own[id(row)]:
                row.hidden.update(COUNTS)
        for column in COUNTS:
            self._add_up(column, COUNTS)
        for column in COUNTS:
            # That nobody under any of them does is told where it was.
            rows = [row for row in self.by_article if column in row.hidden]
            if not any(row.behind[column] or column in own[id(row)] for row in rows):
                for row in rows:
                    row.hidden.discard(column)
        for column in AMOUNTS:
            self._add_up(column, AMOUNTS)

    def _add_up(self, column: str, together: Sequence[str]) -> None:
        """Hide of further articles what is hidden `together`, until the sum of a column tells nothing of few."""
        while column not in self.total.hidden:
            if not self._tells((row.behind[column] for row in self.by_article if column in row.hidden), _rule(column)):
                return
            shown = [row for row in self.by_article if column not in row.hidden and row.behind[column]]
            if shown:
                _least(shown).hidden.update(together)
            elif column in COUNTS:
                self._drop(COUNTS)
            else:
                self._drop_amounts()

    # -- by size

    def _sizes(self) -> None:
        for row in self.by_size:
            if few(row.everybody):
                row.hidden.update((*COUNTS, *AMOUNTS))
        for column in (*COUNTS, *AMOUNTS):
            for row in self.by_size:
                if _rule(column)(row.behind[column]):
                    row.hidden.add(column)
            self._column(column)

    def _column(self, column: str) -> None:
        """What the sizes come to together is known."""
        if column in self.total.hidden:
            return
        while self._tells((row.behind[column] for row in self.by_size if column in row.hidden), _rule(column)):
            shown = [row for row in self.by_size if column not in row.hidden and row.behind[column]]
            if not shown:
                self._drop(COUNTS if column in COUNTS else AMOUNTS)
                return
            _least(shown).hidden.add(column)


def _rule(column: str) -> Rule:
    """By which rule a column is sensitive: what counts companies by how many they are, what adds up amounts by both."""
    return few if column in (*COUNTS, REST) else sensitive


def _least(rows: Iterable[EffectRow]) -> EffectRow:
    """The row of which least is lost when it is hidden."""
    return min(rows, key=lambda row: (row.moved, row.companies))


class _Counting:
    """Who stands behind every cell, among some of the claims."""

    def __init__(self, base: Outcome, other: Outcome) -> None:
        same_claims(base, other)
        self.company, self.vouched = base.cohort.company, base.cohort.vouched
        self.paid_before, self.difference = base.paid, other.paid - base.paid
        one, two = base.settlement, other.settlement
        approved = np.abs(two.run.approved - one.run.approved)
        self.reassessed = approved + np.abs(two.columns[0].values - one.columns[0].values)

    def row(self, name: str | int | None, rows: Array) -> EffectRow:
        """The cells of the claims in `rows`."""
        own, differences = self._differences(rows)
        of_vouched = dict(zip(*(a.tolist() for a in self._differences(rows & self.vouched)), strict=True))
        more, less = differences > 0, differences < 0
        known = np.isin(own, list(of_vouched))
        counting = {WINNERS: more, LOSERS: less, UNCHANGED: differences == 0, REST: differences != 0}
        behind: dict[str, Cell] = {
            column: {
                contributor(int(company), bool(is_so)): 1 for company, is_so in zip(own[mask], known[mask], strict=True)
            }
            for column, mask in counting.items()
        }
        for column, mask in ((GAINED, more), (LOST, less), (CHANGED, differences != 0)):
            parts: dict[int, int] = {}
            for company, difference in zip(own[mask].tolist(), differences[mask].tolist(), strict=True):
                part = of_vouched.get(company, 0)
                parts |= {contributor(company, True): abs(part)} if part else {}
                parts |= {contributor(company, False): abs(difference - part)} if difference - part else {}
            behind[column] = parts
        for column, amounts in ((BEFORE, self.paid_before), (REASSESSED, self.reassessed)):
            behind[column] = self._amounts(rows, amounts)
        sums = {GAINED: int(differences[more].sum()), LOST: -int(differences[less].sum())}
        alike = {a for a, found in ((GAINED, more), (LOST, less)) if len(np.unique(differences[found & known])) == 1}
        return EffectRow(name, sums=sums, behind=behind, alike=frozenset(alike))

    def _differences(self, rows: Array) -> tuple[Array, Array]:
        """The companies behind the claims in `rows`, and how much more each is paid for them (0.01万元)."""
        companies, place = np.unique(self.company[rows], return_inverse=True)
        return companies, summed(place, self.difference[rows], len(companies))

    def _amounts(self, rows: Array, amounts: Array) -> Cell:
        """Who stands behind the sum of these amounts of the claims in `rows`."""
        found: dict[int, int] = {}
        for claim in np.flatnonzero(rows & (amounts > 0)).tolist():
            one = contributor(int(self.company[claim]), bool(self.vouched[claim]))
            found[one] = found.get(one, 0) + int(amounts[claim])
        return found
