"""What everybody sees of a published scenario, as HTML: aggregates only, what would tell on few companies marked."""

from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any

from markupsafe import Markup
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
from pages.shared.local_time import clock_text
from pages.shared.templates import template

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


def source_html(policy: Policy, found: Published | None, lang: str) -> Markup:
    """By what the amounts are scaled: a published scenario, and when that was, or the visitor's own estimate."""
    para = template("pieces", lang).para
    if found is not None and found.why is None:
        return para("m-s", payout.source(policy, found, clock_text(found.when))[lang])
    own: Markup = para("m-over", words.text("results.payout_help", lang))
    if found is None or found.why is None:
        return own
    gap = "" if lang == "zh" else " "
    return para("m-s", found.why[lang] + gap + words.text("payout.own_instead", lang)) + own


def published_html(policy: Policy, shown: Json, lang: str) -> Markup:
    """The whole of what is published of a scenario."""
    return snapshot_html(snapshot.read(policy, shown), lang)


def snapshot_html(found: Snapshot, lang: str) -> Markup:
    """A snapshot: its finding, its ratios, and a table by article and stage."""
    pieces = template("pieces", lang)
    columns = [
        (words.text("budget.column_article", lang), "chip"),
        (words.text("budget.column_matter", lang), "text"),
        *((head[lang], "num") for head in found.heads),
    ]
    rows = [[pieces.chip(row.article), row.title[lang], *_cells(row.cells, lang)] for row in found.rows]
    total = [words.text("budget.total", lang), "", *_cells(found.total, lang)]
    table = pieces.table(words.text("budget.shown_label", lang), columns, rows, [total], "b-flow")
    return template("published", lang).snapshot(found, table, _compared_html(found.compared, lang))


def _compared_html(found: Compared | None, lang: str) -> Markup:
    """Who gains and who loses beside the law as it stands; nothing where that is not published."""
    if found is None:
        return Markup()
    pieces = template("pieces", lang)
    figures = [(head[lang], "num") for head in found.heads]
    total, all_ = _cells(found.total.cells, lang), found.total.label[lang]
    size, article, matter = (
        words.text(f"budget.{key}", lang) for key in ("effects_size", "column_article", "column_matter")
    )
    by_size = pieces.table(
        words.text("compared.by_size", lang),
        [(size, "text"), *figures],
        [[row.label[lang], *_cells(row.cells, lang)] for row in found.by_size],
        [[all_, *total]],
        "b-flow",
    )
    by_article = pieces.table(
        words.text("compared.by_article", lang),
        [(article, "chip"), (matter, "text"), *figures],
        [[pieces.chip(row.article or 0), row.label[lang], *_cells(row.cells, lang)] for row in found.by_article],
        [[all_, "", *total]],
        "b-flow",
    )
    return template("published", lang).compared(found, by_size, by_article)


def _cells(cells: Iterable[str | None], lang: str) -> list[str]:
    """What is not told of few companies is marked."""
    return [template("published", lang).hidden() if cell is None else cell for cell in cells]
