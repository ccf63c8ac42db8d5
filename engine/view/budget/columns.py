"""Scenarios in columns: what each pays under each article, beside the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.allocation.rules import PROPORTIONAL
from engine.policy.pack import Policy
from engine.scenario import ArticleOutcome, Comparison, Outcome, compare
from engine.text import words
from engine.text.phrases import Both, both
from engine.values import money
from engine.values.written import Shown, WrittenAmount
from engine.view.budget.differences import Change, described, differences
from engine.view.budget.writing import articles_named, percentage, signed
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
    approved_bar: int
    paid_bar: int
    cap_at: int
    capped: bool
    elsewhere: bool


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
    first = outcomes[0]
    parts = [{line.article: line for line in o.lines if line.on_budget and line.claims} for o in outcomes]
    numbers = sorted({number for found in parts for number in found if number is not None})
    largest = Fraction(max((line.approved for found in parts for line in found.values()), default=0))
    caps = [{pool.article: o.pools[pool.id].cap for pool in policy.pools} for o in outcomes]
    rows = tuple(
        _row(
            number,
            both(policy.article(number).title),
            [found.get(number) for found in parts],
            largest,
            [number in o.beside and number not in found for o, found in zip(outcomes, parts, strict=True)],
            [of.get(number) or 0 for of in caps],
        )
        for number in numbers
    )
    nowhere, none = [False] * len(outcomes), [0] * len(outcomes)
    total = _row(None, words.both("budget.total"), [o.total for o in outcomes], Fraction(0), nowhere, none)
    beside = [marks[i] if i < len(marks) else () for i in range(len(outcomes))]
    columns = tuple(_column(policy, first, o, beside[i], compared) for i, o in enumerate(outcomes))
    return SideBySide(columns, rows, total, _elsewhere(outcomes), tuple(_notes(policy, outcomes)))


def _elsewhere(outcomes: Sequence[Outcome]) -> BudgetRow | None:
    found = [_beside(o) for o in outcomes]
    if not any(found):
        return None
    articles = sorted({number for lines in found for number in lines})
    approved = [sum(line.approved for line in lines.values()) for lines in found]
    paid = [sum(line.paid for line in lines.values()) for lines in found]
    return BudgetRow(
        article=None,
        title=words.both("budget.elsewhere_all", articles=articles_named(articles)),
        claims=max(sum(line.claims for line in lines.values()) for lines in found),
        approved=money.wan_text(approved[0]),
        cells=tuple(
            Cell(
                paid=money.wan_text(amount),
                approved=_other(approved[place], approved[0]),
                difference="" if place == 0 else signed(amount - paid[0]),
                direction=_direction(amount - paid[0]),
                approved_bar=0,
                paid_bar=0,
                cap_at=0,
                capped=False,
                elsewhere=False,
            )
            for place, amount in enumerate(paid)
        ),
    )


def _beside(result: Outcome) -> dict[int, ArticleOutcome]:
    return {number: line for number, line in result.beside.items() if line.claims}


def _row(
    number: int | None,
    title: Both,
    lines: Sequence[ArticleOutcome | None],
    largest: Fraction,
    elsewhere: Sequence[bool],
    caps: Sequence[int],
) -> BudgetRow:
    first = lines[0]
    return BudgetRow(
        article=number,
        title=title,
        claims=max(0 if line is None else line.claims for line in lines),
        approved="" if elsewhere[0] else money.wan_text(0 if first is None else first.approved),
        cells=tuple(
            _cell(line, first, not place, largest, elsewhere[place], caps[place]) for place, line in enumerate(lines)
        ),
    )


def _cell(
    line: ArticleOutcome | None,
    base: ArticleOutcome | None,
    is_first: bool,
    largest: Fraction,
    elsewhere: bool,
    cap: int,
) -> Cell:
    paid, approved = (0, 0) if line is None else (line.paid, line.approved)
    base_paid, base_approved = (0, 0) if base is None else (base.paid, base.approved)
    difference = paid - base_paid
    return Cell(
        paid="" if elsewhere else money.wan_text(paid),
        approved="" if elsewhere else _other(approved, base_approved),
        difference="" if is_first else signed(difference),
        direction=_direction(difference),
        approved_bar=permille(Fraction(approved), largest),
        paid_bar=permille(Fraction(paid), largest),
        cap_at=permille(Fraction(cap), largest) if cap <= largest else 0,
        capped=line is not None and line.article is not None and "pool" in line.binds,
        elsewhere=elsewhere,
    )


def _other(amount: int, base: int) -> Shown:
    """An amount that is another one than the first scenario's; else nothing."""
    return "" if amount == base else money.wan_text(amount)


def _direction(difference: int) -> str:
    return "more" if difference > 0 else "less" if difference < 0 else "same"


def _column(policy: Policy, first: Outcome, result: Outcome, marks: Sequence[Both], compared: Compared) -> BudgetColumn:
    own, total = result.scenario, result.total
    is_first = result is first
    change = None if is_first else compared(first, result).total
    whole = Fraction(0 if change is None else change.winners + change.losers + change.unchanged)
    return BudgetColumn(
        name=own.name,
        marks=tuple(marks),
        changes=described(policy, own) if is_first else differences(policy, first.scenario, own),
        ratio_label=words.both("budget.ratio" if result.budget.rule == PROPORTIONAL else "budget.ratio_average"),
        ratio="" if own.budget is None else percentage(result.budget.ratio),
        paid=money.wan_text(total.paid),
        unspent="" if total.unspent is None else money.wan_text(total.unspent),
        companies=total.companies,
        more=None if change is None else change.winners,
        less=None if change is None else change.losers,
        same=None if change is None else change.unchanged,
        more_bar=0 if change is None else permille(Fraction(change.winners), whole),
        less_bar=0 if change is None else permille(Fraction(change.losers), whole),
        same_bar=0 if change is None else permille(Fraction(change.unchanged), whole),
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
