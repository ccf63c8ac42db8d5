"""What everybody sees of a published scenario, as HTML: aggregates only, what would tell on few companies marked."""

from collections.abc import Mapping
from time import monotonic
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from engine.allocation import payout
from engine.allocation.payout import Published
from engine.policy.pack import Policy
from engine.registry import scenarios
from engine.registry.database import Unavailable, configured_url, database
from engine.text import words
from engine.view.budget import snapshot
from engine.view.budget.compared import Compared
from engine.view.budget.snapshot import Snapshot
from pages.shared.answers import Answers
from pages.shared.html import chip, esc, mark_html
from pages.shared.moments import clock_text
from pages.shared.table import Column, table_html

Json = Mapping[str, Any]

FRESH = 1.0
"""Seconds for which what is published is not asked for again."""
SILENT = 30.0
"""Seconds for which a registry that did not answer is not asked again."""
_seen: dict[tuple[str, str], tuple[float, Json | None]] = {}
"""What was found of each registry and policy, and until when it counts. It is everybody's to see."""


def settle(current: Answers) -> None:
    """Find the scenario that is published now, for the answers of this run. A registry that does not answer publishes
    nothing: what a company sees never depends on it."""
    shown, day = latest(current.policy), current.day()
    try:
        current.published = payout.published(current.policy, shown, day.year if day else None) if shown else None
    except (LookupError, ValueError, TypeError):
        current.published = None


def latest(policy: Policy) -> Json | None:
    """What is published of a policy now, as it was at most `FRESH` seconds ago: companies type and click without a
    pause, and each time the page asks. A registry that did not answer is left in peace for longer."""
    place, now = (configured_url(), policy.id), monotonic()
    until, shown = _seen.get(place, (now, None))
    if now < until:
        return shown
    try:
        shown, lasts = scenarios.published(database(), policy), FRESH
    except (Unavailable, SQLAlchemyError, ValueError):
        shown, lasts = None, SILENT
    _seen[place] = (monotonic() + lasts, shown)
    return shown


def forget() -> None:
    """Something was published or withdrawn: whoever looks from now on asks anew."""
    _seen.clear()


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
    note = esc(found.note[lang])
    over = f'<p class="m-over">{mark_html(found.mark, lang)}{esc(found.over[lang])}</p>'
    return (
        f'<div class="b-shown">{over}{finding}<ul class="b-shown-lines">{lines}</ul>'
        f"{table_html(label, columns, rows, total, 'b-flow')}{_compared_html(found.compared, lang)}"
        f'<p class="m-note">{note}</p></div>'
    )


def _compared_html(found: Compared | None, lang: str) -> str:
    """Who gains and who loses beside the law as it stands; nothing where that is not published."""
    if found is None:
        return ""
    figures = [Column(head[lang], "num") for head in found.heads]
    total = [_cell(cell, lang) for cell in found.total.cells]
    all_ = esc(found.total.label[lang])
    size, article, matter = (
        words.text(f"budget.{key}", lang) for key in ("effects_size", "column_article", "column_matter")
    )
    by_size = table_html(
        words.text("compared.by_size", lang),
        [Column(size), *figures],
        [[esc(row.label[lang]), *(_cell(cell, lang) for cell in row.cells)] for row in found.by_size],
        [all_, *total],
        "b-flow",
    )
    by_article = table_html(
        words.text("compared.by_article", lang),
        [Column(article, "chip"), Column(matter), *figures],
        [
            [chip(row.article or 0, lang), esc(row.label[lang]), *(_cell(cell, lang) for cell in row.cells)]
            for row in found.by_article
        ],
        [all_, "", *total],
        "b-flow",
    )
    note = esc(words.text("compared.note", lang))
    return f'<p class="b-shown-finding">{esc(found.finding[lang])}</p>{by_size}{by_article}<p class="m-note">{note}</p>'


def _cell(cell: str | None, lang: str) -> str:
    if cell is None:
        hidden, said = esc(words.text("budget.hidden", lang)), esc(words.text("budget.hidden_aloud", lang))
        return f'<span class="b-hidden"><span aria-hidden="true">{hidden}</span><span class="m-sr">{said}</span></span>'
    return esc(cell)
