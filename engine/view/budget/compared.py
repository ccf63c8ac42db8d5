"""Who gains and who loses beside the law as it stands, as it is published: what `engine.scenario.winners_losers` lets
everybody see, in written counts and amounts. None stands for what would tell on few companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.policy.pack import Policy
from engine.scenario import lawful, read_scenario
from engine.text import words
from engine.text.phrases import Both, both
from engine.values import money
from engine.values.refusal import Refused
from engine.view.budget.writing import Row, size_or_article, who

Json = Mapping[str, Any]
COUNTS, AMOUNTS = ("winners", "unchanged", "losers"), ("gained", "lost")
COLUMNS = (*COUNTS, *AMOUNTS)


@dataclass(frozen=True)
class Group(Row[str | None]):
    """The companies of one size, under one article, or all: how many get more, as much and less, and what is gained and
    lost, in the order of `COLUMNS`; `counts`: the numbers of companies."""

    counts: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Compared:
    """A published comparison: what the scenario is compared with, as it is called, the finding, the names of `COLUMNS`,
    and its groups."""

    base: Both
    headline: Both
    heads: tuple[Both, ...]
    by_size: tuple[Group, ...]
    by_article: tuple[Group, ...]
    total: Group


def read(policy: Policy, shown: Json) -> Compared | None:
    """The comparison in what `engine.scenario.publication_of` made; None where there is none, as in what is the law as
    it stands or was published by an earlier version."""
    compared = shown.get("compared")
    if not compared:
        return None
    base = _base(policy, compared["base"])
    return Compared(
        base,
        _headline(shown["scenario"]["name"], base, compared["total"]),
        tuple(words.both(f"compared.{column}") for column in COLUMNS),
        tuple(_group(size_or_article(policy, row["size"]), None, row) for row in compared["by_size"]),
        tuple(
            _group(both(policy.article(row["article"]).title), row["article"], row) for row in compared["by_article"]
        ),
        _group(words.both("compared.all"), None, compared["total"]),
    )


def _base(policy: Policy, raw: Json) -> Both:
    try:
        scenario = read_scenario(policy, raw)
    except Refused:
        return words.same(raw["name"])
    return words.both("budget.lawful_name") if lawful(scenario) == scenario else words.same(scenario.name)


def _group(label: Both, article: int | None, row: Json) -> Group:
    counts = tuple(row[name] for name in COUNTS)
    written = (None if count is None else f"{count:,}" for count in counts)
    amounts = (None if row[name] is None else money.wan_text(row[name].fen) for name in AMOUNTS)
    return Group(label, (*written, *amounts), article, counts)


def _headline(name: str, base: Both, total: Json) -> Both:
    """Who gains and who loses, in a sentence, as far as it is told."""
    more, less = total["winners"], total["losers"]
    values = {"name": name, "first": base, "more": more, "less": less}
    if more is None or less is None:
        kind = "hidden" if more is less else "more" if less is None else "less"
        return words.both(f"compared.headline_{kind}", **values)
    kind = who(more, less)
    if total["gained"] is None:
        return words.both(f"compared.headline_{kind}", **values)
    amounts = {column: money.wan_text(total[column].fen) for column in AMOUNTS}
    return words.both(f"budget.effects_{kind}", **values, **amounts)
