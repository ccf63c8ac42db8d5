"""What a scenario changes beside another, as a page lists it: every figure written, every bar measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.policy.pack import Policy
from engine.scenario import ArticleOutcome, Change, Outcome
from engine.scenario.comparison import GroupChange
from engine.scenario.effect import Effect, EffectLine
from engine.scenario.groups import size_name
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.values import money
from engine.view.budget.writing import beside_change, percentage, signed, size_or_article
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
    totals = [{pool.article: o.pools[pool.id].cap or 0 for pool in policy.pools} for o in (base, other)]
    longest = Fraction(max((max(line.before.paid, line.after.paid) for line in found.lines), default=0))
    of_article = {change.group: change for change in changes.by_article}
    articles = tuple(
        _article(policy, line, of_article.get(line.article or 0), longest, totals, (base, other))
        for line in found.lines
    )
    return EffectShown(
        (base.scenario.name, other.scenario.name),
        _headline(base, other, changes.total),
        _most(found),
        articles,
        _article(policy, found.total, None, Fraction(0), totals, (base, other)),
        None if found.beside is None else _article(policy, found.beside, None, Fraction(0), totals, (base, other)),
        tuple(_grouped(policy, name, rows) for name, rows in changes.by_group.items()),
    )


def _article(
    policy: Policy,
    line: EffectLine,
    change: Change | None,
    longest: Fraction,
    totals: Sequence[Mapping[int, int]],
    outcomes: tuple[Outcome, Outcome],
) -> ArticleEffect:
    before, after = line.before, line.after
    number = line.article
    caps = [of.get(number or 0, 0) if line.on_budget else 0 for of in totals]
    lines = [o.articles.get(number or 0) for o in outcomes]
    return ArticleEffect(
        article=number,
        title=_total(line) if number is None else both(policy.article(number).title),
        elsewhere=not line.on_budget,
        claims=line.claims,
        requested=(money.wan_text(before.requested), money.wan_text(after.requested)),
        approved=(money.wan_text(before.approved), money.wan_text(after.approved)),
        decided=money.wan_text(after.decided),
        estimated=money.wan_text(after.estimated),
        paid=(money.wan_text(before.paid), money.wan_text(after.paid)),
        difference=signed(line.difference),
        direction=_direction(line.difference),
        ratio=(_percentage(before.ratio), _percentage(after.ratio)),
        unspent=(_left(before.unspent), _left(after.unspent)),
        more=0 if change is None else change.winners,
        less=0 if change is None else change.losers,
        bars=(permille(Fraction(before.paid), longest), permille(Fraction(after.paid), longest)),
        caps=(_at(caps[0], longest), _at(caps[1], longest)),
        capped=(line.on_budget and _is_capped(lines[0]), line.on_budget and _is_capped(lines[1])),
    )


def _total(line: EffectLine) -> Both:
    return words.both("effect.total" if line.on_budget else "effect.total_beside")


def _percentage(ratio: Fraction | None) -> str:
    return "" if ratio is None else percentage(ratio)


def _left(amount: int | None) -> str:
    return "" if amount is None else money.wan_text(amount)


def _at(cap: int, longest: Fraction) -> int:
    """Where a yearly total stands; 0 where there is none, or it lies beyond the longest bar."""
    return permille(Fraction(cap), longest) if cap <= longest else 0


def _is_capped(line: ArticleOutcome | None) -> bool:
    return line is not None and "pool" in line.binds


def _direction(difference: int) -> str:
    return "more" if difference > 0 else "less" if difference < 0 else "same"


def _grouped(policy: Policy, name: str, changes: Sequence[GroupChange]) -> Grouped:
    present = [change for change in changes if change.companies]
    most = Fraction(max((max(c.winners, c.losers) for c in present), default=0))
    of_size = name == size_name(policy)
    fact = next((fact for fact in policy.profile if fact.name == name), None)
    label = words.both("budget.effects_size") if of_size or fact is None else both(fact.label)
    choices = {} if fact is None else {choice.id: both(choice.label) for choice in fact.choices}
    rows = tuple(
        GroupEffect(
            group=str(change.group),
            label=_group_label(policy, str(change.group), choices, of_size),
            more=change.winners,
            less=change.losers,
            same=change.unchanged,
            base=money.wan_text(change.before),
            other=money.wan_text(change.after),
            difference=signed(change.difference),
            direction=_direction(change.difference),
            more_bar=permille(Fraction(change.winners), most),
            less_bar=permille(Fraction(change.losers), most),
        )
        for change in present
    )
    return Grouped(name, label, rows, _of_group(policy, present, rows, label))


def _group_label(policy: Policy, group: str, choices: Mapping[str, Both], of_size: bool) -> Both:
    if of_size:
        return size_or_article(policy, group)
    return choices.get(group, words.both("effect.unknown"))


def _of_group(policy: Policy, changes: Sequence[GroupChange], rows: Sequence[GroupEffect], label: Both) -> Both:
    """Which group gains or loses most, in a sentence."""
    pairs = list(zip(changes, rows, strict=True))
    most = max(pairs, key=lambda pair: abs(pair[0].difference), default=None)
    if most is None or not most[0].difference:
        return words.both("effect.group_same", by=label)
    kind = "more" if most[0].difference > 0 else "less"
    amount = money.wan_text(abs(most[0].difference))
    return words.both(f"effect.group_{kind}", by=label, group=most[1].label, amount=amount)


def _headline(base: Outcome, other: Outcome, total: Change) -> Both:
    values = {
        "name": other.scenario.name,
        "first": base.scenario.name,
        "more": total.winners,
        "less": total.losers,
        "gained": money.wan_text(total.gained),
        "lost": money.wan_text(total.lost),
    }
    both_ways = "both" if total.winners and total.losers else ""
    kind = both_ways or ("only_more" if total.winners else "only_less" if total.losers else "none")
    return words.both(f"budget.effects_{kind}", **values)


def _most(found: Effect) -> Both:
    """Under which article of this budget most is different, in a sentence, and last what other budgets pay."""
    line = max((line for line in found.lines if line.on_budget), key=lambda line: abs(line.difference), default=None)
    total = found.total
    values = {"before": money.wan_text(total.before.paid), "after": money.wan_text(total.after.paid)}
    if line is None or not line.difference or line.article is None:
        said = words.both("effect.articles_same", **values)
    else:
        kind, amount = "more" if line.difference > 0 else "less", money.wan_text(abs(line.difference))
        said = words.both(f"effect.articles_{kind}", article=article_both(line.article), amount=amount, **values)
    beside = beside_change(found.base, found.other)
    return said if beside is None else words.both("effect.and_beside", said=said, beside=beside)
