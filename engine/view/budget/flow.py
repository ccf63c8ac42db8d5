"""The way of the money from what is requested to what is paid, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.policy.pack import Policy
from engine.scenario import ArticleOutcome, Outcome
from engine.text import words
from engine.text.phrases import Both, both
from engine.values import money
from engine.values.money import Exact
from engine.view.budget.writing import percentage, signed
from engine.view.waterfall import permille


@dataclass(frozen=True)
class Segment:
    """What one article comes to at one stage: the amount as written, where it begins behind those before it, and its
    length, in thousandths of what was requested in all."""

    article: int
    amount: str
    begins: int
    length: int


@dataclass(frozen=True)
class Stage:
    """One stage on the way from what is requested to what is paid: the total and its length in thousandths, what was
    cut since the stage before ("" where nothing was), the same without its sign, and its length, and the articles one
    after the other."""

    name: str
    label: Both
    amount: str
    length: int
    cut: str
    taken: str
    cut_length: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class FlowRow:
    """One article (None: all together) at every stage, what the truncation took, what was paid and what is unspent
    ("" where nothing limits it), as written."""

    article: int | None
    title: Both
    amounts: tuple[str, ...]


@dataclass(frozen=True)
class Flow:
    """From what is requested to what is paid, for every article and in total: `finding` says it in a sentence, `heads`
    name the columns of the rows."""

    headline: Both
    stages: tuple[Stage, ...]
    heads: tuple[Both, ...]
    rows: tuple[FlowRow, ...]
    total: FlowRow


def flow(policy: Policy, result: Outcome) -> Flow:
    """The way of the money, stage by stage, in the order in which the readings apply the limits."""
    names = _stages(result.total)
    lines = [line for line in result.lines if line.on_budget and line.claims]
    whole = Fraction(result.total.requested)
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
                length=permille(Fraction(amount), whole),
                cut=signed(-lost) if lost > 0 else "",
                taken=money.wan_text(lost),
                cut_length=permille(Fraction(before - amount), whole) if lost > 0 else 0,
                # In a row, what the truncation took stands before what is paid.
                segments=_segments(lines, name, whole, [row.amounts[place + (name == "paid")] for row in rows]),
            )
        )
        before = amount
    heads = [words.both(f"budget.stage_{name}") for name in names[:-1]]
    heads += [words.both(f"budget.{key}") for key in ("stage_truncated", "stage_paid", "unspent")]
    return Flow(_headline(result, stages), tuple(stages), tuple(heads), rows, _row(policy, result.total, names))


def _segments(
    lines: Sequence[ArticleOutcome], name: str, whole: Fraction, amounts: Sequence[str]
) -> tuple[Segment, ...]:
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


def _row(policy: Policy, line: ArticleOutcome, names: Sequence[str]) -> FlowRow:
    title = words.both("budget.total") if line.article is None else both(policy.article(line.article).title)
    amounts = [money.exact_text(getattr(line, name)) for name in names[:-1]]
    unspent = "" if line.unspent is None else money.wan_text(line.unspent)
    return FlowRow(
        line.article, title, (*amounts, money.exact_text(line.truncated), money.wan_text(line.paid), unspent)
    )


def _headline(result: Outcome, stages: Sequence[Stage]) -> Both:
    """How much of what is requested is paid, and which step takes most."""
    total = result.total
    share = percentage(Fraction(total.paid, total.requested) if total.requested else Fraction(0))
    values = {"requested": money.wan_text(total.requested), "paid": money.wan_text(total.paid), "share": share}
    cuts = [stage for stage in stages if stage.cut and stage.name != "paid"]
    if not cuts:
        return words.both("budget.flow_all", **values)
    most = max(cuts, key=lambda stage: stage.cut_length)
    return words.both(f"budget.flow_{most.name}", cut=most.taken, **values)
