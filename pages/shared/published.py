"""What everybody sees of a published scenario, as HTML: aggregates only, what would tell on few companies marked."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from engine import payout, words
from engine.budget import snapshot
from engine.budget.snapshot import Snapshot
from engine.pack import Policy
from engine.payout import Published
from engine.phrases import Both
from engine.registry import scenarios
from engine.registry.database import Unavailable, database
from pages.shared.answers import Answers
from pages.shared.html import chip, esc
from pages.shared.moments import clock_text
from pages.shared.table import Column, table_html

Json = Mapping[str, Any]


def settle(current: Answers) -> None:
    """Find the scenario that is published now, for the answers of this run. A registry that does not answer publishes
    nothing: what a company sees never depends on it."""
    day = current.day()
    try:
        shown = scenarios.published(database(), current.policy)
        current.published = payout.published(current.policy, shown, day.year if day else None) if shown else None
    except (Unavailable, SQLAlchemyError, LookupError, ValueError):
        current.published = None


def label(found: Published) -> Both:
    """What amounts are called that a published scenario would pay."""
    return words.both("payout.figure", name=dict.fromkeys(words.LANGUAGES, found.name))


def source_html(policy: Policy, found: Published | None, lang: str) -> str:
    """By what the amounts are scaled: a published scenario, and when that was, or the visitor's own estimate."""
    own = words.text("results.payout_help", lang)
    if found is None:
        return f'<p class="m-over">{esc(own)}</p>'
    if found.why is not None:
        gap = "" if lang == "zh" else " "
        said = found.why[lang] + gap + words.text("payout.own_instead", lang)
        return f'<p class="m-s">{esc(said)}</p><p class="m-over">{esc(own)}</p>'
    return f'<p class="m-s">{esc(payout.source(policy, found, clock_text(found.when))[lang])}</p>'


def published_html(policy: Policy, shown: Json, lang: str) -> str:
    """The whole of what is published of a scenario."""
    return snapshot_html(snapshot.read(policy, shown), lang)


def snapshot_html(found: Snapshot, lang: str) -> str:
    """A snapshot: its finding, its ratios, and a table by article and stage."""
    columns = [
        Column(words.text("budget.column_article", lang), "chip"),
        Column(words.text("budget.column_matter", lang)),
        *(Column(head[lang], "num") for head in found.heads),
    ]
    rows = [
        [chip(row.article, lang), esc(row.title[lang]), *(_cell(cell, lang) for cell in row.cells)]
        for row in found.rows
    ]
    total = [esc(words.text("budget.total", lang)), "", *(_cell(cell, lang) for cell in found.total)]
    label = words.text("budget.shown_label", lang)
    finding = "" if found.finding is None else f'<p class="b-shown-finding">{esc(found.finding[lang])}</p>'
    lines = "".join(f"<li>{esc(line[lang])}</li>" for line in found.lines)
    note = esc(words.text("budget.shown_note", lang, least=found.least))
    over = f'<p class="m-over">{esc(found.over[lang])}</p>'
    return (
        f'<div class="b-shown">{over}{finding}<ul class="b-shown-lines">{lines}</ul>'
        f'{table_html(label, columns, rows, total, "b-flow")}<p class="m-note">{note}</p></div>'
    )


def _cell(cell: str | None, lang: str) -> str:
    if cell is None:
        hidden, said = esc(words.text("budget.hidden", lang)), esc(words.text("budget.hidden_aloud", lang))
        return f'<span class="b-hidden"><span aria-hidden="true">{hidden}</span><span class="m-sr">{said}</span></span>'
    return esc(cell)
