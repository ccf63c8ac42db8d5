"""What everybody may see of an outcome: aggregates, none of which tells what few companies come to, or what one comes
to that outweighs the others (see `engine.scenario.disclosure`).

A row is an article, a column a stage from requested to paid. A cell is sensitive in itself, or in its difference to the
stage before. Rows with a sensitive cell are hidden; because whoever knows a total and all rows but one knows that row,
further rows are hidden, those with least money, until what is left over in every column is not sensitive. The yearly
total of an article is public, so that a hidden row whose total binds is taken as known; and where what one stage takes
would tell, the stages before it are hidden in the total as well. Where only the difference to what was requested would
tell, nothing is said of what was requested, and the rest is shown.

Amounts of the law are often the same for everybody, so that an amount and a count tell how many got nothing: how many
claims there are in all is not said beside a hidden row, and of a row not where few of them come to nothing and the
others to the same. How many companies there are in all is not said where it tells how many stand in hidden rows, or
only in what another budget pays. What was awarded before would follow from a total of an article that binds, and what
the budget leaves to hidden rows from what it leaves to the others; these are hidden then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import chain, combinations
from typing import Any

from engine.allocation.rules import PROPORTIONAL
from engine.policy.parameters import overridden
from engine.policy.receipt import Receipt, receipt_of
from engine.policy.years import in_year
from engine.scenario.annual_budgets import AnnualBudget, written_budget
from engine.scenario.disclosure import LEAST, Cell, contributor, few, merged, sensitive, tells_all
from engine.scenario.outcome import ArticleOutcome, Bound, Outcome, headline
from engine.scenario.plan import Scenario, written
from engine.scenario.winners_losers import AMOUNTS, winners_and_losers
from engine.text.phrases import Both
from engine.values.money import parse_amount, wan
from engine.values.refusal import Refused
from engine.values.windows import today
from engine.values.written import WrittenAmount, WrittenRatio

Json = dict[str, Any]

CLAIMS = "claims"
COUNTS = (CLAIMS, "companies")
FINE = 10**6
"""To 0.01万元, in comparing who contributes how much."""
MOST_TRIED = 9
"""Rows of which every choice is tried for those to be hidden as well."""
REQUESTED = "requested"
BEFORE = (REQUESTED, "approved", "after_quota")
WITH_AMOUNTS = frozenset({*BEFORE, "after_pool", "after_budget", "paid", "unspent", *AMOUNTS})
"""What stands in a publication as an amount."""
BETWEEN = ">"
OF_A_SCENARIO = ("name", "year", "budget", "pools", "quota", "rule", "terms", "readings", "overrides")
"""What is said of the scenario; not what was awarded before, which could tell on few."""


def publication_of(
    outcome: Outcome,
    day: date | None = None,
    base: Outcome | None = None,
    *,
    internal: bool = False,
    annual: AnnualBudget | None = None,
) -> Json:
    """The outcome as it may be published, amounts in 万元, cut: of each article and in total, the ratios, of which
    scenario and `day` (today) it is, and its receipt. What is hidden is null, and a row that is says `hidden`.

    `reserved`: what was open that day stands in the amounts and ratios with what it could come to at most.
    `invented`: the claims are those of invented companies, and whoever shows this says so; `left_out` counts invented
    claims that were left out beside real ones; `beyond`: some of what was approved is more than the law allows.

    `ratio` is that of the total budget and `pools` has those of the articles' totals: together, where `rule` is the
    proportional one, by which a company's approved amount is scaled. They are null where they would tell on few.
    `rule` is another one as soon as anything that is short was divided by it.

    `annual_budget` is there where the budget of the year is stated (`annual`): its amount, source and day.

    What is `internal` (内部) hides nothing: it is for officials, says what it is, and is never published.

    With a `base`, another outcome of the same claims (that of the law as it stands), `compared` says who gains and who
    loses beside it: as `engine.scenario.winners_losers` gives it, and `base`, what is said of that scenario. It is left
    out where the two scenarios do the same. What was published by an earlier version has no `compared` either, and in
    the place of the receipt `policy`: its id, its version and the hash of the law's words.
    """
    table = _Table(outcome)
    if not internal:
        table.protect()
    policy, budget = outcome.policy, outcome.budget
    hidden = {table.lines[n].article for n in table.hidden}
    bounds = (budget, *outcome.pools.values())
    articles = [table.row(n) for n in range(len(table.lines))]
    total = table.total()
    content = {
        "receipt": _receipt(outcome, internal=internal),
        "scenario": _stated(outcome.scenario),
        "date": (day or today()).isoformat(),
        "least": LEAST,
        "internal": internal,
        "invented": outcome.cohort.invented,
        "left_out": outcome.cohort.left_out,
        "beyond": any(entry.above for entry in outcome.settlement.run.entries),
        "reserved": outcome.reserving,
        "finding": table.headline(),
        "rule": next((bound.rule for bound in bounds if bound.rule != PROPORTIONAL), PROPORTIONAL),
        "ratio": WrittenRatio(budget.ratio) if table.tells_ratio else None,
        "pools": {
            pool.id: None if pool.article in hidden else table.ratio(outcome.pools[pool.id]) for pool in policy.pools
        },
        "articles": articles,
        "total": total,
    }
    if annual is not None:
        content["annual_budget"] = written_budget(annual)
    if base is not None and _is_other(base.scenario, outcome.scenario):
        if not internal and few(table.elsewhere()):
            # There the companies are counted that have nothing from this budget as well.
            total["companies"] = None
        protected = None if internal else articles
        content["compared"] = {"base": _stated(base.scenario), **winners_and_losers(base, outcome, protected)}
    return content


def _receipt(outcome: Outcome, *, internal: bool) -> Receipt:
    """By what it was worked out. What everybody may see has no hash of the claims: whoever knows nearly all of them
    could try out by it what is hidden."""
    scenario = outcome.scenario
    policy = overridden(in_year(outcome.policy, scenario.year), scenario.overrides)
    given = outcome.cohort.raw if internal else None
    return receipt_of(policy, scenario.in_force(outcome.policy), scenario.year, given)


def _stated(scenario: Scenario) -> Json:
    of = written(scenario)
    return {name: of[name] for name in OF_A_SCENARIO}


def _is_other(base: Scenario, scenario: Scenario) -> bool:
    """Whether the two differ in more than their names."""
    return replace(base, name=scenario.name) != scenario


class _Table:
    """The cells of an outcome, and who stands behind each."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome, self.lines = outcome, outcome.lines
        stages = ("after_budget", "after_pool") if outcome.total.budget_first else ("after_pool", "after_budget")
        self.columns = (*BEFORE, *stages, "paid")
        self.told = list(self.columns)
        """The columns of which anything is shown."""
        self.shown = list(self.columns)
        """The columns of which the total is shown."""
        self.hidden: set[int] = set()
        capped = {n for n, line in enumerate(self.lines) if line.on_budget and "pool" in line.binds}
        awarded = {pool.article for pool in outcome.policy.pools if outcome.scenario.awarded.get(pool.id)}
        self.earlier = {n for n in capped if self.lines[n].article in awarded}
        """Rows that tell by the total of the article what was awarded before, nobody knows to how many."""
        self.known = capped - self.earlier
        """Rows of which somebody who knows the law knows the amount after the total of the article."""
        self.uncounted: set[int] = set()
        """Rows of which it is not said how many claims and companies there are."""
        self.alike: set[int] = set()
        """Rows of which few claims come to nothing and the others to the same: their number would be told."""
        self.behind = self._contributors()

    def _contributors(self) -> list[dict[str, dict[int, int]]]:
        """For each row, who stands behind every cell, and behind its difference to every later one."""
        settlement, cohort = self.outcome.settlement, self.outcome.cohort
        run = settlement.run
        assessed = cohort.assessed(self.outcome.scenario.readings, self.outcome.scenario.overrides)
        row_of = {(line.article, line.on_budget): n for n, line in enumerate(self.lines)}
        behind: list[dict[str, dict[int, int]]] = [{} for _ in self.lines]
        without: dict[tuple[int, str], dict[int, int]] = {}
        different: dict[tuple[int, str], set[Fraction | int]] = {}

        def add(row: int, cell: str, one: int, amount: int) -> None:
            found = behind[row].setdefault(cell, {})
            found[one] = found.get(one, 0) + amount

        for claim, entry in enumerate(run.entries):
            group = int(run.group[claim])
            row = row_of.get((entry.provision.article, group != run.elsewhere))
            if row is None:
                continue
            is_vouched = bool(cohort.vouched[claim])
            one = contributor(int(cohort.company[claim]), is_vouched)
            amounts: list[Fraction | int] = [int(assessed.requested[claim]), int(run.approved[claim])]
            amounts += [column.at(claim) for column in settlement.columns]
            amounts.append(int(settlement.actual[claim]))
            fine = [_fine(amount) for amount in amounts]
            add(row, CLAIMS, one, 1)
            for i, amount in enumerate(amounts):
                if amount:
                    add(row, self.columns[i], one, fine[i])
                    if is_vouched:
                        different.setdefault((row, self.columns[i]), set()).add(amount)
                else:
                    without.setdefault((row, self.columns[i]), {})[one] = 1
                for j in range(i):
                    # What truncation takes is less than 0.01 of a claim and says nothing of it.
                    if amounts[j] != amount and self.columns[i] != "paid":
                        add(row, _between(self.columns[j], self.columns[i]), one, abs(fine[j] - fine[i]) or 1)
        self.alike = {
            row for (row, column), none in without.items() if few(none) and len(different.get((row, column), ())) <= 1
        }
        return behind

    def elsewhere(self) -> Cell:
        """The companies that have no claim on this budget."""
        rows = {is_so: [n for n, line in enumerate(self.lines) if line.on_budget is is_so] for is_so in (True, False)}
        here, there = (merged(self._cell(n, CLAIMS) for n in rows[is_so]) for is_so in (True, False))
        return {one: amount for one, amount in there.items() if one not in here}

    def _cell(self, row: int, cell: str) -> Cell:
        return self.behind[row].get(cell, {})

    # -- protection

    def protect(self) -> None:
        """Hide what has to be hidden."""
        self.uncounted = self.alike
        primary = [{cell for cell in cells if self._is_sensitive(n, cell)} for n, cells in enumerate(self.behind)]
        if any(cells and all(_begins_with_requested(cell) for cell in cells) for cells in primary):
            # What was not approved of a few is no reason to say nothing of what all were paid.
            self.told.remove(REQUESTED)
            self.shown.remove(REQUESTED)
            primary = [{cell for cell in cells if not _begins_with_requested(cell)} for cells in primary]
        self.hidden = {n for n, cells in enumerate(primary) if cells} | self.earlier
        while (cell := next(self._telling(), None)) is not None:
            column, _, later = cell.partition(BETWEEN)
            partners = None if later else self._partners()
            if partners is not None:
                self.hidden |= partners
            else:
                # With what comes before it in the table, which would tell the same.
                self.shown = self.shown[self.shown.index(column) + 1 :]
        if not self.tells_ratio and self.outcome.budget.binds:
            # What the budget leaves to the rows that are shown tells what it leaves to the others.
            self.told = [column for column in self.told if self._is_before_budget(column)]

    def _is_before_budget(self, column: str) -> bool:
        return self.columns.index(column) < self.columns.index("after_budget")

    def _is_sensitive(self, row: int, cell: str) -> bool:
        if row in self.earlier and cell in self.columns[self.columns.index("after_pool") :]:
            return True
        return _tells_on(cell, self._cell(row, cell))

    def _of_budget(self, rows: Iterable[int]) -> list[int]:
        return [n for n in rows if self.lines[n].on_budget]

    def _telling(self) -> Iterator[str]:
        """The cells of the total from which, less the rows that are shown, something could be told."""
        if self._of_budget(self.hidden):
            cells = [*self.shown, *(_between(a, b) for i, b in enumerate(self.shown) for a in self.shown[:i])]
            yield from (cell for cell in cells if self._left_tells(self.hidden, cell))

    def _left_tells(self, hidden: Iterable[int], cell: str) -> bool:
        """Whether the sum of the hidden rows in a cell tells on somebody, or that of those that nobody knows."""
        rows = self._of_budget(hidden)
        return any(self._tells(left, cell) for left in (rows, [n for n in rows if n not in self.known]))

    def _tells(self, rows: Sequence[int], cell: str) -> bool:
        """Whether the sum of these rows in a cell tells: a sensitive one alone, or a sensitive sum."""
        having = [n for n in rows if self._cell(n, cell)]
        if not any(self._is_sensitive(n, cell) for n in having):
            return False
        return len(having) == 1 or _tells_on(cell, merged(self._cell(n, cell) for n in having))

    def _partners(self) -> set[int] | None:
        """Of the rows that are still shown, and are not known anyhow, those with least money that have to be hidden as
        well for no column to tell; None where none are enough."""
        rows = [n for n in self._of_budget(range(len(self.lines))) if n not in self.hidden and n not in self.known]

        def is_enough(more: Iterable[int]) -> bool:
            return not any(self._left_tells({*self.hidden, *more}, column) for column in self.shown)

        if not is_enough(rows):
            return None
        rows.sort(key=lambda n: (self.lines[n].approved, n))
        # Of many articles not all the ways: those with least money come first, and all of them are enough.
        several = chain.from_iterable(combinations(rows[:MOST_TRIED], count) for count in range(1, MOST_TRIED + 1))
        tried = sorted(several, key=lambda more: sum(self.lines[n].approved for n in more))
        return set(next((more for more in (*tried, *_longer(rows)) if is_enough(more)), rows))

    # -- what is said

    def ratio(self, pool: Bound) -> WrittenRatio | None:
        """That of the total of an article that is shown: not where it tells what the budget leaves."""
        is_told = self.tells_ratio or not pool.binds or not self.outcome.total.budget_first
        return WrittenRatio(pool.ratio) if is_told else None

    @property
    def tells_ratio(self) -> bool:
        """Whether the ratio of the budget is shown: with it, one knows what was asked of the budget."""
        before = self.columns[self.columns.index("after_budget") - 1]
        return before in self.shown or (bool(self.shown) and not self.outcome.budget.binds)

    def row(self, n: int) -> Json:
        """One article."""
        line = self.lines[n]
        hidden = n in self.hidden
        return {
            "article": line.article,
            "on_budget": line.on_budget,
            "hidden": hidden,
            **self._figures(line, () if hidden else self.told, () if n in self.uncounted else COUNTS),
        }

    def total(self) -> Json:
        """All articles that draw on the budget."""
        line = self.outcome.total
        unspent = None if line.unspent is None or not self.shown else wan(line.unspent)
        return self._figures(line, self.shown, self._counts()) | {"unspent": unspent}

    def _counts(self) -> Sequence[str]:
        """Which counts are said in all: less those of the rows that are shown, they count what is hidden."""
        rows = self._of_budget(range(len(self.lines)))
        closed = self.hidden | self.uncounted
        told, hidden = ([self._cell(n, CLAIMS) for n in rows if (n in closed) is so] for so in (False, True))
        if not any(hidden):
            return COUNTS
        return ("companies",) if tells_all(told, hidden) else ()

    def _figures(self, line: ArticleOutcome, columns: Sequence[str], counted: Sequence[str]) -> Json:
        counts: Json = {c: getattr(line, c) if columns and c in counted else None for c in COUNTS}
        return counts | {c: wan(getattr(line, c)) if c in columns else None for c in self.columns}

    def headline(self) -> Both | None:
        """The title of the chart, without what is hidden; None where all is."""
        if not self.shown:
            return None
        first = self.columns.index(self.shown[0])
        cuts = {"quota": 2, "pool": self.columns.index("after_pool"), "budget": self.columns.index("after_budget")}
        told = [stage for stage, place in cuts.items() if place > first]
        return headline(self.outcome, (*told, "ratio") if self.tells_ratio else told)


def _longer(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    """More and more of the rows."""
    return (rows[:count] for count in range(MOST_TRIED + 1, len(rows) + 1))


def _tells_on(cell: str, behind: Cell) -> bool:
    """Whether a cell is sensitive; a count is by the frequency rule alone."""
    return few(behind) if cell == CLAIMS else sensitive(behind)


def _fine(amount: Fraction | int) -> int:
    """An amount in whole numbers, as fine as it matters whose is how large; something stays something."""
    return -(-amount.numerator * FINE // amount.denominator)


def _begins_with_requested(cell: str) -> bool:
    return cell.partition(BETWEEN)[0] == REQUESTED


def _between(earlier: str, later: str) -> str:
    return f"{earlier}{BETWEEN}{later}"


def read_publication(written: str | Json) -> Json:
    """What was published, as it is read from the registry (or parsed already): its amounts and ratios with their
    numbers. What is damaged stays as it is: who shows it says so."""
    text = written if isinstance(written, str) else json.dumps(written)
    content: Json = json.loads(text, object_hook=_with_numbers)
    pools: Json = content.get("pools") or {}
    for of, name in ((content, "ratio"), *((pools, pool) for pool in pools)):
        with suppress(ValueError, ZeroDivisionError):
            of[name] = None if of.get(name) is None else WrittenRatio.read(of[name])
    return content


def _with_numbers(block: Json) -> Json:
    for name in WITH_AMOUNTS & block.keys():
        with suppress(Refused):
            block[name] = None if block[name] is None else WrittenAmount(block[name], parse_amount(block[name], name))
    return block
