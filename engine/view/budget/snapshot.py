"""A published scenario as it is read by everybody: what `engine.scenario.publication_of` made, in written amounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from engine.allocation.rules import PROPORTIONAL
from engine.policy.pack import Policy
from engine.scenario import read_scenario
from engine.scenario.annual_budgets import read_budget
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both, day_text
from engine.values import money
from engine.values.refusal import Refused
from engine.values.written import WrittenAmount
from engine.view import marks, receipts
from engine.view.budget import compared
from engine.view.budget.compared import Compared
from engine.view.budget.differences import described
from engine.view.budget.writing import Row, percentage

Json = Mapping[str, Any]
FIRST, LAST = ("requested", "approved", "after_quota"), "paid"
COUNTS = ("shown_claims", "shown_companies")


@dataclass(frozen=True)
class Snapshot:
    """A published scenario: what it is about, its finding, what it is in `lines`, and the amounts by article and in
    total (None for a finding or a cell that would tell on few companies); who gains and who loses by it, where that is
    published. `note` says what is not shown, and why. `mark`: what stands on it where it is of invented claims."""

    name: str
    over: Both
    headline: Both | None
    lines: tuple[Both, ...]
    heads: tuple[Both, ...]
    rows: tuple[Row[str | None], ...]
    total: tuple[str | None, ...]
    note: Both
    compared: Compared | None
    mark: Both | None


def read(policy: Policy, shown: Json) -> Snapshot:
    """The snapshot of what `engine.scenario.publication_of` made."""
    of, day = shown["scenario"], date.fromisoformat(shown["date"])
    stages = _stages(shown)

    def cells(row: Json) -> tuple[str | None, ...]:
        return _count(row["claims"]), _count(row["companies"]), *(_amount(row[stage]) for stage in stages)

    return Snapshot(
        name=of["name"],
        over=words.both("budget.shown_over", name=of["name"], year=of["year"], day=day_text(day)),
        headline=shown["finding"],
        lines=tuple(_lines(policy, shown)),
        heads=tuple(words.both(f"budget.{key}") for key in (*COUNTS, *(f"stage_{stage}" for stage in stages))),
        rows=tuple(
            Row(both(policy.article(row["article"]).title), cells(row), row["article"])
            for row in shown["articles"]
            if row["claims"] != 0
        ),
        total=cells(shown["total"]),
        note=note(shown),
        compared=compared.read(policy, shown),
        mark=marks.of(shown),
    )


def note(shown: Json) -> Both:
    """In which unit the amounts are, and which are not shown."""
    kind = "shown_note_internal" if shown.get("internal") else "shown_note"
    return words.both(f"budget.{kind}", least=shown["least"])


def when(shown: Json) -> datetime | None:
    """When it was published; None while it is not."""
    told = shown.get("published")
    return None if told is None else datetime.fromisoformat(told)


def _stages(shown: Json) -> tuple[str, ...]:
    """The stages in the order in which the limits were applied, as they stand in the total."""
    limits = [name for name in shown["total"] if name in ("after_pool", "after_budget")]
    return (*FIRST, *limits, LAST)


def _lines(policy: Policy, shown: Json) -> Iterator[Both]:
    if (outdated := receipts.outdated(policy, shown)) is not None:
        yield outdated
    if shown.get("reserved"):
        yield words.both("points.reserved")
    if shown.get("left_out"):
        yield words.both("marks.left_out", count=shown["left_out"])
    if shown.get("beyond"):
        yield words.both("marks.beyond")
    try:
        scenario = read_scenario(policy, shown["scenario"])
        changes = described(policy, scenario, read_budget(shown.get("annual_budget"), scenario.year))
    except Refused:
        changes = ()
    yield from (replace(change, old=None).sentence for change in changes)  # what it is, beside nothing
    if shown["rule"] != PROPORTIONAL:
        yield words.both("budget.shown_rule", rule=words.both(f"allocate.{shown['rule']}"))
    ratio = shown["ratio"]
    key = "shown_ratio" if shown["rule"] == PROPORTIONAL else "shown_average"
    hidden = words.both("budget.hidden_aloud")
    yield words.both(f"budget.{key}", ratio=hidden if ratio is None else f"{percentage(ratio.exact)}%")
    for pool in policy.pools:
        told = shown["pools"].get(pool.id)
        if told is None or told.exact < 1:
            said = hidden if told is None else f"{percentage(told.exact)}%"
            yield words.both("budget.shown_pool", article=article_both(pool.article), ratio=said)


def _count(count: int | None) -> str | None:
    return None if count is None else str(count)


def _amount(amount: WrittenAmount | None) -> str | None:
    return None if amount is None else money.wan_text(amount.fen)
