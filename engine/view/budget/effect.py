"""What a scenario changes beside another, as a page lists it: every figure written, every bar measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.scenario import Change, Outcome
from engine.scenario.comparison import GroupChange
from engine.scenario.effect import Effect, EffectLine
from engine.scenario.groups import size_name
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.values import money
from engine.view.budget.writing import (
    beside_change,
    cap_at,
    direction,
    percentage,
    signed,
    size_or_article,
    who,
    written,
)
from engine.view.waterfall import permille


@dataclass(frozen=True)
class ArticleEffect:
    """One article (None: all that this budget pays, or that others do) before and after, as written; `elsewhere`:
    another budget pays it.
    Pairs are before and after; ratios are in per cent without the sign, "" where nothing is approved. `more` and `less`
    count companies. Bars are thousandths of the longest; `caps`: the yearly totals, 0 where there is none or it lies
    beyond the longest bar; `capped`: it cuts."""

    article: int | None
    title: Both
    elsewhere: bool
    claims: int
    requested: tuple[str, str]
    approved: tuple[str, str]
    decided: str
    estimated: str
    paid: tuple[str, str]
    difference: str
    direction: str
    ratio: tuple[str, str]
    unspent: tuple[str, str]
    more: int
    less: int
    bars: tuple[int, int]
    caps: tuple[int, int]
    capped: tuple[bool, bool]


@dataclass(frozen=True)
class GroupEffect:
    """One group of companies, by its name in the grouping: how many get more, less, as much; paid before and after and
    the difference, and what is gained and lost, as written. Bars are thousandths of the largest number of companies
    that get more, or less."""

    group: str
    label: Both
    more: int
    less: int
    same: int
    base: str
    other: str
    difference: str
    direction: str
    more_bar: int
    less_bar: int


@dataclass(frozen=True)
class Grouped:
    """The groups of one grouping: what it is called, those of it in which there is anybody, and what they show."""

    name: str
    label: Both
    rows: tuple[GroupEffect, ...]
    headline: Both


@dataclass(frozen=True)
class EffectShown:
    """What a scenario changes beside the `first`; `names` are those of the two, `headline` says in a sentence who gains
    and who loses, `by_article` which article changes most. `total`: all that this budget pays, `beside`: what others do
    (None: nothing)."""

    names: tuple[str, str]
    headline: Both
    by_article: Both
    articles: tuple[ArticleEffect, ...]
    total: ArticleEffect
    beside: ArticleEffect | None
    groups: tuple[Grouped, ...]

    def grouped(self, name: str) -> Grouped:
        """The grouping of this name; the first one where there is none of it."""
        return next((each for each in self.groups if each.name == name), self.groups[0])


def shown(policy: Policy, found: Effect) -> EffectShown:
    """The effect as it is listed."""
    base, other, changes = found.base, found.other, found.comparison
    longest = max((max(line.before.paid, line.after.paid) for line in found.lines), default=0)
    of_article = {change.group: change for change in changes.by_article}
    return EffectShown(
        (base.scenario.name, other.scenario.name),
        _headline(base, other, changes.total),
        _most(found),
        tuple(_article(policy, found, line, of_article.get(line.article or 0), longest) for line in found.lines),
        _article(policy, found, found.total),
        None if found.beside is None else _article(policy, found, found.beside),
        tuple(_grouped(policy, name, rows) for name, rows in changes.by_group.items()),
    )


def _article(
    policy: Policy, found: Effect, line: EffectLine, change: Change | None = None, longest: int = 0
) -> ArticleEffect:
    sides = line.before, line.after
    old, new = (_total(policy, outcome, line) for outcome in (found.base, found.other))

    def both_sides(name: str) -> tuple[str, str]:
        before, after = (written(getattr(side, name)) for side in sides)
        return before, after

    before, after = ("" if side.ratio is None else percentage(side.ratio) for side in sides)
    total = words.both("effect.total" if line.on_budget else "effect.total_beside")
    return ArticleEffect(
        article=line.article,
        title=total if line.article is None else both(policy.article(line.article).title),
        elsewhere=not line.on_budget,
        claims=line.claims,
        requested=both_sides("requested"),
        approved=both_sides("approved"),
        decided=money.wan_text(line.after.decided),
        estimated=money.wan_text(line.after.estimated),
        paid=both_sides("paid"),
        difference=signed(line.difference),
        direction=direction(line.difference),
        ratio=(before, after),
        unspent=both_sides("unspent"),
        more=0 if change is None else change.winners,
        less=0 if change is None else change.losers,
        bars=(permille(line.before.paid, longest), permille(line.after.paid, longest)),
        caps=(cap_at(old[0], longest), cap_at(new[0], longest)),
        capped=(old[1], new[1]),
    )


def _total(policy: Policy, outcome: Outcome, line: EffectLine) -> tuple[int, bool]:
    """The yearly total of an article, and whether it cuts; 0 where there is none, as in what others pay."""
    if line.article is None or not line.on_budget:
        return 0, False
    cap = next((outcome.pools[pool.id].cap for pool in policy.pools if pool.article == line.article), None)
    own = outcome.articles.get(line.article)
    return cap or 0, own is not None and "pool" in own.binds


def _grouped(policy: Policy, name: str, changes: Sequence[GroupChange]) -> Grouped:
    present = [change for change in changes if change.companies]
    most = max((max(c.winners, c.losers) for c in present), default=0)
    fact = None if name == size_name(policy) else next(fact for fact in policy.profile if fact.name == name)
    label = words.both("budget.effects_size") if fact is None else both(fact.label)
    rows = tuple(
        GroupEffect(
            group=str(change.group),
            label=_group_label(policy, fact, str(change.group)),
            more=change.winners,
            less=change.losers,
            same=change.unchanged,
            base=money.wan_text(change.before),
            other=money.wan_text(change.after),
            difference=signed(change.difference),
            direction=direction(change.difference),
            more_bar=permille(change.winners, most),
            less_bar=permille(change.losers, most),
        )
        for change in present
    )
    return Grouped(name, label, rows, _of_group(present, rows, label))


def _group_label(policy: Policy, fact: Fact | None, group: str) -> Both:
    if fact is None:
        return size_or_article(policy, group)
    return next((both(c.label) for c in fact.choices if c.id == group), words.both("effect.unknown"))


def _of_group(changes: Sequence[GroupChange], rows: Sequence[GroupEffect], label: Both) -> Both:
    """Which group gains or loses most, in a sentence."""
    pairs = zip(changes, rows, strict=True)
    change, row = max(pairs, key=lambda pair: abs(pair[0].difference), default=(None, None))
    if change is None or row is None or not change.difference:
        return words.both("effect.group_same", by=label)
    amount = money.wan_text(abs(change.difference))
    return words.both(f"effect.group_{row.direction}", by=label, group=row.label, amount=amount)


def _headline(base: Outcome, other: Outcome, total: Change) -> Both:
    return words.both(
        f"budget.effects_{who(total.winners, total.losers)}",
        name=other.scenario.name,
        first=base.scenario.name,
        more=total.winners,
        less=total.losers,
        gained=money.wan_text(total.gained),
        lost=money.wan_text(total.lost),
    )


def _most(found: Effect) -> Both:
    """Under which article of this budget most is different, in a sentence, and last what other budgets pay."""
    line = max((line for line in found.lines if line.on_budget), key=lambda line: abs(line.difference), default=None)
    total = found.total
    values = {"before": money.wan_text(total.before.paid), "after": money.wan_text(total.after.paid)}
    if line is None or not line.difference or line.article is None:
        said = words.both("effect.articles_same", **values)
    else:
        kind, amount = direction(line.difference), money.wan_text(abs(line.difference))
        said = words.both(f"effect.articles_{kind}", article=article_both(line.article), amount=amount, **values)
    beside = beside_change(found.base, found.other)
    return said if beside is None else words.both("effect.and_beside", said=said, beside=beside)
