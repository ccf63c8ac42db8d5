"""What a scenario changes of the law as it stands, and who gains and who loses by it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from engine.documents.story.slides import Chart, Series, Slide, SlideRow, Table
from engine.documents.story.told import HIDDEN, NONE, Json, Told, named, sentence, wan, written
from engine.policy.parameters import changeable
from engine.scenario import Scenario, lawful
from engine.scenario.annual_budgets import beside, read_budget
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both
from engine.values.written import WrittenAmount
from engine.view.budget.compared import COLUMNS, COUNTS, Compared, Group
from engine.view.budget.differences import Change, differences
from engine.view.budget.rules import rule_and_terms

MOST_QUOTED = 4
"""Changed numbers whose words of the law are quoted; more of them would be a text and no slide."""


# ------------------------------------------------------------------------------------------------------ what changes


def changes(told: Told) -> Slide:
    """The scenario beside the law as it stands, as a diff of the law: each thing with its old value and its new one."""
    own = told.scenario
    if own is None:
        return Slide("changes", sentence("changes_unreadable"), told.over, told.note("changes"), told.sources())
    found = differences(told.policy, _base(told, own), own)
    if not found:
        heading, points = sentence("changes_none", name=told.name), tuple(_as_it_stands(told, own))
        return Slide("changes", heading, told.over, told.note("changes"), points=points)
    heads = tuple(sentence(f"changes_{name}") for name in ("what", "old", "new"))
    rows = tuple(
        SlideRow((change.label, _valued(change, change.old or NONE), _valued(change, change.new))) for change in found
    )
    table = Table(sentence("changes_label"), heads, (False, True, True), rows)
    key = "changes_one" if len(found) == 1 else "changes"
    changed = [number for number in changeable(told.policy) if number.name in own.overrides]
    quoted = changed if len(changed) <= MOST_QUOTED else []
    points = tuple(sentence("changes_quote", article=article_both(n.article), quote=n.quote) for n in quoted)
    heading = sentence(key, name=told.name, count=len(found), first=found[0].label, new=_valued(found[0], found[0].new))
    return Slide("changes", heading, told.over, told.note("changes"), told.sources(), points=points, table=table)


def _base(told: Told, own: Scenario) -> Scenario:
    """What the publication was compared with; without that, the law as it stands with the same money."""
    compared = told.shown.get("compared")
    return (compared and told.read(compared["base"])) or lawful(own)


def _valued(change: Change, value: Both) -> Both:
    return sentence("valued", value=value, unit=change.unit)


def _as_it_stands(told: Told, own: Scenario) -> Iterator[Both]:
    """What holds where nothing is changed: the money, the rule, and how open points are read."""
    if own.budget is not None:
        which = beside(read_budget(told.shown.get("annual_budget"), told.year), own.budget)
        key = "holds_budget" if which is None else "holds_budget_of"
        yield sentence(key, budget=told.shown["scenario"]["budget"], which=which)
    yield sentence("holds_rule", rule=rule_and_terms(told.policy, own))
    yield sentence("holds_readings", count=len(told.policy.readings))


# --------------------------------------------------------------------------------------------- who gains and who loses


def gains(told: Told, compared: Compared) -> Iterator[Slide]:
    """Who gets more and who less than under the law as it stands: by article, and by size of company."""
    rows = [row for row in told.shown["compared"]["by_article"] if wan(row["gained"]) or wan(row["lost"])]
    over, note, sources = told.over, told.note("gains"), told.sources()
    chart = _opposed(told, rows, compared.headline) if rows else None
    yield Slide("gains", compared.headline, over, note, sources, chart=chart, table=_by_article(compared))
    if any(row["size"] for row in told.shown["compared"]["by_size"]):  # of sizes that nobody stated there is no finding
        heading = _sizes_title(compared)
        table = _by_size(compared)
        over = sentence("over_companies", name=told.name, year=told.year)
        yield Slide("sizes", heading, over, note, sources, chart=_counted(compared, heading), table=table)


def _sizes_title(compared: Compared) -> Both:
    """Of which size most companies gain, or lose."""
    found = [
        (count, column, group)
        for column in ("winners", "losers")
        for group in compared.by_size
        if (count := group.counts[COUNTS.index(column)]) is not None
    ]
    most, column, group = max(found, key=lambda one: one[0], default=(0, "", compared.total))
    if not most:
        return sentence("sizes_hidden")
    at = COUNTS.index(column)
    # One that is hidden may have more.
    which = "_shown" if any(other.cells[at] is None for other in compared.by_size) else ""
    return sentence(f"sizes_{column}{which}", size=group.label, count=group.cells[at])


def _counted(compared: Compared, finding: Both) -> Chart:
    """How many companies of each size get more, as much and less, as far as it is told."""
    series = []
    for i, mark in enumerate(("more", "same", "less")):
        cells = [group.cells[i] for group in compared.by_size]
        counts = [group.counts[i] for group in compared.by_size]
        values = tuple(None if count is None else Fraction(count) for count in counts)
        series.append(Series(compared.heads[i], mark, values, tuple(cell or "" for cell in cells)))
    labels = tuple(group.label for group in compared.by_size)
    return Chart("counted", labels, tuple(series), sentence("sizes_alt", finding=finding), sentence("unit_companies"))


def _opposed(told: Told, rows: list[Json], finding: Both) -> Chart:
    labels = tuple(named(told.policy, row["article"]) for row in rows)
    gained = tuple(wan(row["gained"]) or None for row in rows)
    lost = tuple(-(wan(row["lost"]) or Fraction(0)) or None for row in rows)
    series = (
        Series(sentence("gained"), "gained", gained, tuple(_signed("+", row["gained"]) for row in rows)),
        Series(sentence("lost"), "lost", lost, tuple(_signed("\N{MINUS SIGN}", row["lost"]) for row in rows)),
    )
    articles = tuple(row["article"] for row in rows)
    return Chart("opposed", labels, series, sentence("gains_alt", finding=finding), sentence("unit"), articles=articles)


def _signed(sign: str, amount: WrittenAmount) -> str:
    return f"{sign}{written(amount)}" if wan(amount) else ""


def _by_size(compared: Compared) -> Table:
    count = len(COUNTS)
    rows = tuple(_row(group, (group.label,), count) for group in (*compared.by_size, compared.total))
    heads = (words.both("budget.effects_size"), *compared.heads[:count])
    return Table(words.both("compared.by_size"), heads, (False, *(True,) * count), rows)


def _by_article(compared: Compared) -> Table:
    count = len(COLUMNS)
    rows = [_row(group, (article_both(group.article or 0), group.label), count) for group in compared.by_article]
    rows.append(_row(compared.total, (compared.total.label, NONE), count))
    heads = (words.both("budget.column_article"), words.both("budget.column_matter"), *compared.heads)
    return Table(words.both("compared.by_article"), heads, (False, False, *(True,) * count), tuple(rows))


def _row(group: Group, names: tuple[Both, ...], count: int) -> SlideRow:
    """The names of a group and the first so many of its cells. All together close the table."""
    cells = (HIDDEN if cell is None else words.same(cell) for cell in group.cells[:count])
    return SlideRow((*names, *cells), group.article, closes=group.label == words.both("compared.all"))
