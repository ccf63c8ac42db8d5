"""The way of the money from what is requested to what is paid, stage by stage, and which article uses most of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.policy.pack import Policy
from engine.scenario import ArticleOutcome, Outcome
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.values import money
from engine.values.money import Exact
from engine.view.budget.writing import Row, percentage, signed, written
from engine.view.waterfall import permille


@dataclass(frozen=True)
class Segment:
    """What one article comes to at one stage: the amount as written, where it begins behind those before it, and its
    length, in thousandths of the stage at which there is most in all."""

    article: int
    amount: str
    begins: int
    length: int


@dataclass(frozen=True)
class Stage:
    """One stage on the way from what is requested to what is paid: the total and its length in thousandths, what became
    of it since the stage before (`change` with its sign, "" where nothing did), what was `taken` away without a sign,
    and its length, 0 where nothing was or more was added, and the articles one after the other."""

    name: str
    label: Both
    amount: str
    length: int
    change: str
    taken: str
    cut_length: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Flow:
    """From what is requested to what is paid, for every article and in `total`: `headline` says it in a sentence; a row
    has the amount at every stage, what the truncation took, what was paid, how much that is of what is approved (in per
    cent without its sign, "" where nothing is), and what is unspent ("" where nothing limits it), named by `heads`."""

    headline: Both
    stages: tuple[Stage, ...]
    heads: tuple[Both, ...]
    rows: tuple[Row[str], ...]
    total: Row[str]


def flow(policy: Policy, result: Outcome) -> Flow:
    """The way of the money, stage by stage, in the order in which the readings apply the limits."""
    names = _stages(result.total)
    lines = [line for line in result.lines if line.on_budget and line.claims]
    # Officials may approve more than was requested: the longest bar is as long as the chart.
    whole: Exact = max(getattr(result.total, name) for name in names)
    rows = tuple(_row(policy, line, names) for line in lines)
    stages = []
    before: Exact = result.total.requested
    for place, name in enumerate(names):
        amount: Exact = getattr(result.total, name)
        lost = money.truncate(before) - money.truncate(amount)
        stages.append(
            Stage(
                name=name,
                label=words.both(f"budget.stage_{name}"),
                amount=money.wan_text(amount),
                length=permille(amount, whole),
                change=signed(-lost) if lost else "",
                taken=money.wan_text(lost),
                cut_length=permille(before - amount, whole) if lost > 0 else 0,
                # In a row, what the truncation took stands before what is paid.
                segments=_segments(lines, name, whole, [row.cells[place + (name == "paid")] for row in rows]),
            )
        )
        before = amount
    heads = [words.both(f"budget.stage_{name}") for name in names[:-1]]
    heads += [words.both(f"budget.{key}") for key in ("stage_truncated", "stage_paid", "use_ratio", "unspent")]
    return Flow(_headline(result, stages), tuple(stages), tuple(heads), rows, _row(policy, result.total, names))


def _segments(lines: Sequence[ArticleOutcome], name: str, whole: Exact, amounts: Sequence[str]) -> tuple[Segment, ...]:
    """The articles at a stage, one after the other."""
    segments, sum_, begins = [], Fraction(0), 0
    for line, amount in zip(lines, amounts, strict=True):
        sum_ += getattr(line, name)
        ends = permille(sum_, whole)
        segments.append(Segment(line.article or 0, amount, begins, ends - begins))
        begins = ends
    return tuple(segments)


def _stages(total: ArticleOutcome) -> tuple[str, ...]:
    limits = ("after_budget", "after_pool") if total.budget_first else ("after_pool", "after_budget")
    return ("requested", "approved", "after_quota", *limits, "paid")


def _row(policy: Policy, line: ArticleOutcome, names: Sequence[str]) -> Row[str]:
    title = words.both("budget.total") if line.article is None else both(policy.article(line.article).title)
    stages = (money.exact_text(getattr(line, name)) for name in names[:-1])
    used = percentage(Fraction(line.paid, line.approved)) if line.approved else ""
    cut, paid = money.exact_text(line.truncated), money.wan_text(line.paid)
    return Row(title, (*stages, cut, paid, used, written(line.unspent)), line.article)


def _headline(result: Outcome, stages: Sequence[Stage]) -> Both:
    """How much of what is requested is paid, and which step takes most."""
    total = result.total
    share = percentage(Fraction(total.paid, total.requested) if total.requested else Fraction(0))
    values = {"requested": money.wan_text(total.requested), "paid": money.wan_text(total.paid), "share": share}
    cuts = [stage for stage in stages if stage.cut_length and stage.name != "paid"]
    if not cuts:
        return words.both("budget.flow_more" if total.approved > total.requested else "budget.flow_all", **values)
    most = max(cuts, key=lambda stage: stage.cut_length)
    return words.both(f"budget.flow_{most.name}", cut=most.taken, **values)


def used(own: Outcome) -> Both:
    """Which article uses most of the budget, and which is paid least of what is approved under it, in a sentence."""
    if not own.total.paid:
        return words.both("budget.use_nothing")
    lines = [line for line in own.lines if line.on_budget and line.approved]
    most = max(lines, key=lambda line: line.paid)
    share = percentage(Fraction(most.paid, own.total.paid))
    values = {"article": article_both(most.article or 0), "paid": money.wan_text(most.paid), "share": share}
    ratios = {line.article or 0: Fraction(line.paid, line.approved) for line in lines}
    least = min(ratios, key=ratios.__getitem__)
    if ratios[least] == 1:
        return words.both("budget.use_in_full", **values)
    ratio = percentage(ratios[least])
    if len(set(ratios.values())) == 1:
        return words.both("budget.use_alike", ratio=ratio, **values)
    return words.both("budget.use_least", least=article_both(least), ratio=ratio, **values)
