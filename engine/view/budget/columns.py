"""Scenarios in columns: what each pays under each article, beside the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from engine.allocation.rules import PROPORTIONAL
from engine.policy.pack import Policy
from engine.scenario import ArticleOutcome, Comparison, Outcome, compare
from engine.text import words
from engine.text.phrases import Both, both
from engine.values import money
from engine.values.written import Shown, WrittenAmount
from engine.view.budget.differences import Change, described, differences
from engine.view.budget.writing import articles_named, cap_at, direction, percentage, signed, written
from engine.view.waterfall import permille

Compared = Callable[[Outcome, Outcome], Comparison]


@dataclass(frozen=True)
class Cell:
    """What one scenario pays under one article out of this budget. `difference` to the first scenario is written with
    its sign, "" in the first itself; `direction` is `more`, `less` or `same`. `approved` is what it approves where that
    is not what the first one does, else "". Bars are thousandths of the largest
    amount; `cap_at` is where the yearly total of the article stands among them (0 where there is none, or it is
    larger than all that is approved), `capped`: it cuts; `elsewhere`: another budget pays it, and `paid` is ""."""

    paid: Shown
    approved: Shown
    difference: str
    direction: str
    approved_bar: int = 0
    paid_bar: int = 0
    cap_at: int = 0
    capped: bool = False
    elsewhere: bool = False


@dataclass(frozen=True)
class BudgetRow:
    """One article (None: all together): its claims, what is approved in the first scenario ("" where another budget
    pays it there), and a cell for each."""

    article: int | None
    title: Both
    claims: int
    approved: Shown
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class BudgetColumn:
    """One scenario. `ratio` is written without its %, "" where there is no budget; `unspent` too. `more`, `less` and
    `same` count companies beside the first scenario, None in the first itself; their bars are thousandths of all that
    are compared."""

    name: str
    marks: tuple[Both, ...]
    changes: tuple[Change, ...]
    ratio_label: Both
    ratio: str
    paid: WrittenAmount
    unspent: Shown
    companies: int
    more: int | None = None
    less: int | None = None
    same: int | None = None
    more_bar: int = 0
    less_bar: int = 0
    same_bar: int = 0


@dataclass(frozen=True)
class SideBySide:
    """Up to four scenarios, the first being the one that the others are compared with. `elsewhere` is what another
    budget pays, all articles together, None where it pays nothing in any of them."""

    columns: tuple[BudgetColumn, ...]
    rows: tuple[BudgetRow, ...]
    total: BudgetRow
    elsewhere: BudgetRow | None
    notes: tuple[Both, ...]


def side_by_side(
    policy: Policy, outcomes: Sequence[Outcome], marks: Sequence[Sequence[Both]] = (), compared: Compared = compare
) -> SideBySide:
    """The outcomes in columns, each beside the first. `marks` are words beside the names, a sequence for each;
    `compared` says who wins and loses where that has been worked out before."""
    parts = [{line.article: line for line in o.lines if line.on_budget and line.claims} for o in outcomes]
    numbers = sorted({number for found in parts for number in found if number is not None})
    largest = max((line.approved for found in parts for line in found.values()), default=0)
    lines = {number: [found.get(number) for found in parts] for number in numbers}
    rows = tuple(_article(policy, outcomes, number, own, largest) for number, own in lines.items())
    totals = [o.total for o in outcomes]
    amounts = [(line.approved, line.paid) for line in totals]
    total = _row(None, words.both("budget.total"), max(line.claims for line in totals), amounts)
    named = zip(outcomes, marks or [()] * len(outcomes), strict=True)
    columns = tuple(_column(policy, outcomes[0], own, tuple(beside), compared) for own, beside in named)
    return SideBySide(columns, rows, total, _elsewhere(outcomes), tuple(_notes(policy, outcomes)))


def _article(
    policy: Policy, outcomes: Sequence[Outcome], number: int, lines: Sequence[ArticleOutcome | None], largest: int
) -> BudgetRow:
    """The row of an article, of which each outcome has a line, or none where this budget pays nothing for it."""
    amounts = [(0, 0) if line is None else (line.approved, line.paid) for line in lines]
    claims = max(line.claims for line in lines if line is not None)
    row = _row(number, both(policy.article(number).title), claims, amounts)
    cells = []
    for cell, outcome, line, (approved, paid) in zip(row.cells, outcomes, lines, amounts, strict=True):
        cap = {pool.article: outcome.pools[pool.id].cap for pool in policy.pools}.get(number) or 0
        drawn = replace(
            cell,
            approved_bar=permille(approved, largest),
            paid_bar=permille(paid, largest),
            cap_at=cap_at(cap, largest),
            capped=line is not None and "pool" in line.binds,
        )
        is_elsewhere = line is None and number in outcome.beside
        cells.append(replace(drawn, paid="", approved="", elsewhere=True) if is_elsewhere else drawn)
    return replace(row, approved="" if cells[0].elsewhere else row.approved, cells=tuple(cells))


def _elsewhere(outcomes: Sequence[Outcome]) -> BudgetRow | None:
    found = [_beside(o).values() for o in outcomes]
    if not any(found):
        return None
    articles = articles_named(sorted({number for outcome in outcomes for number in _beside(outcome)}))
    title = words.both("budget.elsewhere_all", articles=articles)
    amounts = [(sum(line.approved for line in lines), sum(line.paid for line in lines)) for lines in found]
    return _row(None, title, max(sum(line.claims for line in lines) for lines in found), amounts)


def _beside(result: Outcome) -> dict[int, ArticleOutcome]:
    return {number: line for number, line in result.beside.items() if line.claims}


def _row(article: int | None, title: Both, claims: int, amounts: Sequence[tuple[int, int]]) -> BudgetRow:
    """What is approved and paid in each column, beside the first."""
    first_approved, first_paid = amounts[0]
    cells = tuple(
        Cell(
            paid=money.wan_text(paid),
            approved="" if approved == first_approved else money.wan_text(approved),
            difference=signed(paid - first_paid) if place else "",
            direction=direction(paid - first_paid),
        )
        for place, (approved, paid) in enumerate(amounts)
    )
    return BudgetRow(article, title, claims, money.wan_text(first_approved), cells)


def _column(
    policy: Policy, first: Outcome, result: Outcome, marks: tuple[Both, ...], compared: Compared
) -> BudgetColumn:
    own, total = result.scenario, result.total
    is_first = result is first
    change = None if is_first else compared(first, result).total
    counts = () if change is None else (change.winners, change.losers, change.unchanged)
    return BudgetColumn(
        own.name,
        marks,
        described(policy, own) if is_first else differences(policy, first.scenario, own),
        words.both("budget.ratio" if result.budget.rule == PROPORTIONAL else "budget.ratio_average"),
        "" if own.budget is None else percentage(result.budget.ratio),
        money.wan_text(total.paid),
        written(total.unspent),
        total.companies,
        *counts,
        *(permille(count, sum(counts)) for count in counts),
    )


def _notes(policy: Policy, outcomes: Sequence[Outcome]) -> Iterable[Both]:
    first = outcomes[0]
    yield words.both("budget.note_marks")
    if len(outcomes) > 1:
        yield words.both("budget.note_differences", name=first.scenario.name)
    pooled = {pool.article for pool in policy.pools}
    without = [line.article for line in first.lines if line.on_budget and line.claims and line.article not in pooled]
    if without:
        yield words.both("budget.note_no_total", articles=articles_named(n for n in without if n is not None))
    beside = [_beside(o) for o in outcomes]
    moved = any(found.keys() != beside[0].keys() for found in beside)
    sums = [sum(line.paid for line in found.values()) for found in beside]
    apart = moved or len(set(sums)) > 1
    for o, found, paid in zip(outcomes if apart else outcomes[:1], beside, sums, strict=False):
        if found:
            articles, amount = articles_named(found), money.wan_text(paid)
            note = words.both("budget.note_beside", articles=articles, amount=amount)
            yield words.both("budget.note_in", name=o.scenario.name, note=note) if apart else note
    if moved:
        yield words.both("budget.note_moved")
    yield words.both("budget.note_registry", companies=f"{first.total.companies:,}", claims=f"{first.total.claims:,}")
