"""What a scenario changes of the law as it stands, and who gains and who loses by it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from engine import words
from engine.budget.differences import Change, differences, reading_label
from engine.budget.rules import rule_and_terms
from engine.budget.writing import article_both, same_name, size_or_article
from engine.documents.story.slides import Chart, Row, Series, Slide, Table
from engine.documents.story.told import NONE, Json, Told, cell, counted, joined, said, title, wan, written
from engine.phrases import Both, both
from engine.refusal import Refused
from engine.scenario import Scenario, lawful, read_scenario

COUNTS, AMOUNTS = ("winners", "unchanged", "losers"), ("gained", "lost")


# ------------------------------------------------------------------------------------------------------ what changes


def changes(told: Told) -> Slide:
    """The scenario beside the law as it stands, as a diff of the law: each thing with its old value and its new one."""
    own = _read(told, told.shown["scenario"])
    if own is None:
        return Slide("changes", said("changes_unreadable"), told.over, told.note("changes"), told.sources())
    found = differences(told.policy, _base(told, own), own)
    if not found:
        points = tuple(_as_it_stands(told, own))
        return Slide("changes", said("changes_none", name=told.name), told.over, told.note("changes"), points=points)
    heads = tuple(said(f"changes_{name}") for name in ("what", "old", "new"))
    rows = tuple(
        Row((change.label, _valued(change, change.old or NONE), _valued(change, change.new))) for change in found
    )
    table = Table(said("changes_label"), heads, (False, True, True), rows)
    key = "changes_one" if len(found) == 1 else "changes"
    heading = said(key, name=told.name, count=len(found), first=found[0].label, new=_valued(found[0], found[0].new))
    return Slide("changes", heading, told.over, told.note("changes"), told.sources(), table=table)


def _read(told: Told, raw: Json) -> Scenario | None:
    try:
        return read_scenario(told.policy, raw)
    except Refused:
        return None


def _base(told: Told, own: Scenario) -> Scenario:
    """What the publication was compared with; without that, the law as it stands with the same money."""
    compared = told.shown.get("compared")
    return (compared and _read(told, compared["base"])) or lawful(own)


def _valued(change: Change, value: Both) -> Both:
    return said("valued", value=value, unit=change.unit)


def _as_it_stands(told: Told, own: Scenario) -> Iterator[Both]:
    """What holds where nothing is changed: the money, the rule, and how open points are read."""
    if own.budget is not None:
        yield said("holds_budget", budget=told.shown["scenario"]["budget"])
    yield said("holds_rule", rule=rule_and_terms(own))
    for reading in told.policy.readings:
        choice = next(c for c in reading.choices if c.id == reading.default)
        yield said("holds_reading", reading=reading_label(reading), choice=both(choice.label))


# --------------------------------------------------------------------------------------------- who gains and who loses


def gains(told: Told) -> Slide:
    """Who gets more and who less than under the law as it stands, by article and by size of company."""
    compared: Json = told.shown["compared"]
    rows = [
        row for row in compared["by_article"] if row["gained"] is not None and (wan(row["gained"]) or wan(row["lost"]))
    ]
    heading = _gains_title(told, compared)
    return Slide(
        "gains",
        heading,
        told.over,
        told.note("gains"),
        told.sources(),
        points=(said("gains_counts"),),
        chart=_opposed(told, rows, heading) if rows else None,
        table=_by_size(compared),
        chart_table=_by_article(told, compared),
    )


def base_name(told: Told) -> Both:
    """What the scenario is compared with, as it is called."""
    base = told.shown["compared"]["base"]
    read = _read(told, base)
    as_it_stands = read is not None and lawful(read) == read
    return words.both("budget.lawful_name") if as_it_stands else same_name(base["name"])


def _gains_title(told: Told, compared: Json) -> Both:
    total = compared["total"]
    more, less = total["winners"], total["losers"]
    values = {"name": told.name, "first": base_name(told), "more": more, "less": less}
    if more is None and less is None:
        return said("gains_hidden", **values)
    if more is None or less is None:
        return said("gains_more" if less is None else "gains_less", **values)
    kind = "both" if more and less else "only_more" if more else "only_less" if less else "none"
    if kind != "none" and total["gained"] is None:
        return said(f"gains_{kind}", **values)
    amounts = {"gained": written(total["gained"]), "lost": written(total["lost"])}
    return words.both(f"budget.effects_{kind}", **values, **amounts)


def _opposed(told: Told, rows: list[Json], finding: Both) -> Chart:
    labels = tuple(
        said("article_named", article=article_both(row["article"]), title=title(told.policy, row["article"]))
        for row in rows
    )
    gained = tuple(Fraction(row["gained"]) or None for row in rows)
    lost = tuple(-Fraction(row["lost"]) or None for row in rows)
    series = (
        Series(said("gained"), "gained", gained, tuple(_signed("+", row["gained"]) for row in rows)),
        Series(said("lost"), "lost", lost, tuple(_signed("\N{MINUS SIGN}", row["lost"]) for row in rows)),
    )
    return Chart("opposed", labels, series, said("gains_alt", finding=finding), said("unit"))


def _signed(sign: str, amount: str) -> str:
    return f"{sign}{written(amount)}" if wan(amount) else ""


def _heads(key: str, names: tuple[str, ...]) -> tuple[Both, ...]:
    return (words.both(f"budget.effects_{key}"), *(said(f"head_{name}") for name in names))


def _by_size(compared: Json) -> Table:
    rows = [
        Row((size_or_article(row["size"]), *(counted(row[name]) for name in COUNTS))) for row in compared["by_size"]
    ]
    rows.append(Row((said("all"), *(counted(compared["total"][name]) for name in COUNTS)), closes=True))
    return Table(said("gains_by_size"), _heads("size", COUNTS), (False, True, True, True), tuple(rows))


def _by_article(told: Told, compared: Json) -> Table:
    names = (*COUNTS, *AMOUNTS)
    rows = [
        Row(
            (
                joined((article_both(row["article"]), title(told.policy, row["article"]))),
                *(counted(row[name]) for name in COUNTS),
                *(cell(row[name]) for name in AMOUNTS),
            ),
            row["article"],
        )
        for row in compared["by_article"]
    ]
    total = compared["total"]
    whole = (*(counted(total[name]) for name in COUNTS), *(cell(total[name]) for name in AMOUNTS))
    rows.append(Row((said("all"), *whole), closes=True))
    return Table(said("gains_by_article"), _heads("article", names), (False, *(True,) * len(names)), tuple(rows))
