"""What a scenario changes in the law, and what comes of it beside the law as it stands: the headline, the figures
before and after, what each article pays more or less, who gets more and who less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.policy.pack import Policy
from engine.policy.parameters import Number, changeable
from engine.policy.years import in_year
from engine.scenario import Comparison, Outcome, changed_numbers
from engine.scenario.comparison import GroupChange
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.values import money
from engine.values.money import HUNDREDTH
from engine.view.budget.differences import number_change
from engine.view.budget.writing import articles_named, beside_change, direction, percentage, signed
from engine.view.waterfall import permille

NAMED = 2
"""So many changes are named in the headline; of more it says how many there are."""
MIDDLE = 10**3 // 2
"""Where nothing is on the axis of differences, in thousandths."""
PUBLISHED = 10**4
"""A ratio is published in hundredths of a per cent."""
UNCHANGED = Fraction(1, 10**3)
"""A total that differs by less than this part of itself is called unchanged, the difference beside it."""


@dataclass(frozen=True)
class ReformRow:
    """One figure: what it is called, before and after, and the difference with its sign."""

    label: Both
    before: str
    after: str
    difference: Both


@dataclass(frozen=True)
class ReformBar:
    """What an article pays more or less, whichever budget pays it; `bar` is the difference in thousandths of an axis in
    whose middle nothing is, and whose halves hold the largest; it `begins` at so many of them."""

    article: int
    title: Both
    difference: str
    direction: str
    bar: int
    begins: int


@dataclass(frozen=True)
class Reform:
    """What comes of a scenario beside the law as it stands. `changes`: how many numbers of the law it changes;
    `beyond`: it changes more than numbers, its rule or a reading. `more`, `less` and `same` count companies, their bars
    are thousandths of all. `paid`: the row of what is paid in all."""

    headline: Both
    changes: int
    beyond: bool
    rows: tuple[ReformRow, ...]
    paid: ReformRow
    bars: tuple[ReformBar, ...]
    more: int
    less: int
    same: int
    more_bar: int
    less_bar: int
    same_bar: int

    @property
    def companies(self) -> int:
        """Of how many companies is named."""
        return self.more + self.less + self.same


def reform(policy: Policy, base: Outcome, own: Outcome, found: Comparison) -> Reform:
    """What comes of `own` beside `base`, the law as it stands, as `found` by comparing the two."""
    policy = in_year(policy, own.scenario.year)
    changed = changed_numbers(policy, own.scenario)
    numbers = [number for number in changeable(policy) if number.name in changed]
    total, beyond = found.total, _beyond(base, own)
    counts = total.winners, total.losers, total.unchanged
    return Reform(
        _headline(policy, base, own, found, numbers, beyond),
        len(numbers),
        beyond,
        tuple(_rows(base, own, numbers)),
        _amounts(words.both("reform.row_all_paid"), base.total.paid, own.total.paid),
        tuple(_bars(policy, found.by_article)),
        *counts,
        *(permille(count, total.companies) for count in counts),
    )


def _beyond(base: Outcome, own: Outcome) -> bool:
    """Whether more differs than numbers of the law."""
    one, two = base.scenario, own.scenario
    return (one.budget, one.rule, one.terms, one.readings) != (two.budget, two.rule, two.terms, two.readings)


# ------------------------------------------------------------------------------------------------ the figures


def _rows(base: Outcome, own: Outcome, numbers: Sequence[Number]) -> Iterator[ReformRow]:
    before, after = ({line.article: line for line in o.lines} for o in (base, own))
    for article in dict.fromkeys(number.article for number in numbers):
        one, two = before.get(article), after.get(article)
        if one is not None and two is not None and max(one.claims, two.claims):
            yield _amounts(words.both("reform.row_approved", article=article_both(article)), one.approved, two.approved)
            yield _amounts(words.both("reform.row_paid", article=article_both(article)), one.paid, two.paid)
    one, two = base.total, own.total
    yield _amounts(words.both("reform.row_all_approved"), one.approved, two.approved)
    if base.scenario.budget is not None and own.scenario.budget is not None:
        yield _drawing(base, own)
        yield _ratios(base, own)
    yield _amounts(words.both("reform.row_all_paid"), one.paid, two.paid)
    yield from _beside(base, own)
    if one.unspent is not None and two.unspent is not None:
        yield _amounts(words.both("reform.row_unspent"), one.unspent, two.unspent)


def _amounts(label: Both, before: int, after: int) -> ReformRow:
    return ReformRow(label, money.wan_text(before), money.wan_text(after), words.same(signed(after - before)))


def _drawing(base: Outcome, own: Outcome) -> ReformRow:
    """What draws on the budget, of which the ratio is paid: after the totals of articles, or (by a reading) before."""
    stages = dict.fromkeys("after_quota" if o.total.budget_first else "after_pool" for o in (base, own))
    label = words.joined("budget.list_stop", [words.both(f"budget.stage_{stage}") for stage in stages])
    return _amounts(label, *(money.truncate(o.budget.asked) for o in (base, own)))


def _ratios(base: Outcome, own: Outcome) -> ReformRow:
    """The payout ratio; the difference is that of the published figures, in percentage points."""
    one, two = (int(o.budget.ratio * PUBLISHED) for o in (base, own))
    before, after = (f"{percentage(o.budget.ratio)}%" for o in (base, own))
    points = words.both("reform.points", difference=signed((two - one) * HUNDREDTH))
    return ReformRow(words.both("reform.row_ratio"), before, after, points)


def _beside(base: Outcome, own: Outcome) -> Iterator[ReformRow]:
    """What another budget pays, where it differs."""
    one, two = (sum(line.paid for line in o.beside.values()) for o in (base, own))
    if one != two:
        articles = articles_named(sorted({*base.beside, *own.beside}))
        yield _amounts(words.both("reform.row_beside", articles=articles), one, two)


def _bars(policy: Policy, changes: Sequence[GroupChange]) -> Iterator[ReformBar]:
    present = [(int(c.group), c.difference) for c in changes if c.companies]
    largest = max((abs(difference) for _, difference in present), default=0)
    for article, difference in present:
        bar = permille(abs(difference), 2 * largest)
        begins, title = MIDDLE - bar if difference < 0 else MIDDLE, both(policy.article(article).title)
        yield ReformBar(article, title, signed(difference), direction(difference), bar, begins)


# ------------------------------------------------------------------------------------------------ the headline


def _headline(
    policy: Policy, base: Outcome, own: Outcome, found: Comparison, numbers: Sequence[Number], beyond: bool
) -> Both:
    """What is changed, and what that does, in a sentence."""
    what = _changes(policy, own, numbers, beyond)
    if what is None:
        return words.both("reform.headline_law", paid=money.wan_text(own.total.paid))
    return words.both("reform.headline", what=what, effect=_effect(base, own, found))


def _changes(policy: Policy, own: Outcome, numbers: Sequence[Number], beyond: bool) -> Both | None:
    """What is changed; None where nothing is."""
    if len(numbers) > NAMED:
        articles = articles_named(dict.fromkeys(number.article for number in numbers))
        what = words.both("reform.changed_many", articles=articles, count=len(numbers))
    elif numbers:
        what = words.joined("budget.list_stop", _changed(policy, numbers, changed_numbers(policy, own.scenario)))
    elif beyond:
        return words.both("reform.changed_beyond")
    else:
        return None
    return words.both("reform.changed_and_beyond", what=what) if beyond else what


def _changed(policy: Policy, numbers: Sequence[Number], new: Mapping[str, str]) -> Iterator[Both]:
    """What each number becomes; the article of several in a row stands before the first."""
    before = None
    for number in numbers:
        change = number_change(policy, number, number.value, new[number.name])
        label = number.label if number.article == before else change.label
        yield words.both("reform.changed", label=label, new=change.new, unit=change.unit)
        before = number.article


def _effect(base: Outcome, own: Outcome, found: Comparison) -> Both:
    """What this budget pays more or less, as the table says it, and last what others do."""
    if not found.total.winners and not found.total.losers:
        return words.both("reform.effect_none")
    changes = list(_here(base, own))
    more = [change for change in changes if change[1] > 0]
    less = [change for change in changes if change[1] < 0]
    is_same, total = _of_total(base.total.paid, own.total.paid)
    said = [total]
    if is_same and len(less) == 1 and more:
        said.append(_of_article("gives_way", less[0]))
    elif is_same and len(more) == 1 and less:
        said.append(_of_article("takes", more[0]))
    else:
        shown = [("most_more", more), ("most_less", less)]
        largest = [(key, max(own, key=lambda change: abs(change[1]))) for key, own in shown if own]
        said += [_of_article(key, change) for key, change in largest if len(more) + len(less) > 1]
    if (elsewhere := beside_change(base, own)) is not None:
        said.append(elsewhere)
    return words.joined("scenario.comma", said)


def _here(base: Outcome, own: Outcome) -> Iterator[tuple[int, int]]:
    """How much more (分) this budget pays under each article, which a reading can move from one budget to another."""
    one, two = base.articles, own.articles
    for article in sorted({*one, *two}):
        before, after = (line[article].paid if article in line else 0 for line in (one, two))
        yield article, after - before


def _of_total(before: int, after: int) -> tuple[bool, Both]:
    """Whether the total is called unchanged, and what it does."""
    difference = after - before
    way, amount = "more" if difference > 0 else "less", money.wan_text(abs(difference))
    if not difference:
        return True, words.both("reform.total_exact")
    if abs(difference) <= before * UNCHANGED:
        return True, words.both(f"reform.total_same_{way}", amount=amount)
    return False, words.both(f"reform.total_{way}", amount=amount)


def _of_article(key: str, change: tuple[int, int]) -> Both:
    article, difference = change
    return words.both(f"reform.{key}", article=article_both(article), amount=money.wan_text(abs(difference)))
