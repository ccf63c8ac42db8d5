"""What everybody sees of a published scenario, as HTML: aggregates only, what would tell on few companies marked."""

from collections.abc import Mapping, Sequence
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
from engine.text.phrases import Both
from engine.view.budget import snapshot
from engine.view.budget.compared import Compared
from engine.view.budget.writing import Row
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
    """The whole of what is published of a scenario: its finding, its ratios, a table by article and stage, and who
    gains and who loses."""
    found = snapshot.read(policy, shown)
    total = Row(words.both("budget.total"), found.total)
    table = _table("budget.shown_label", BY_ARTICLE, found.heads, found.rows, total, lang)
    return template("published", lang).snapshot(found, table, _compared_html(found.compared, lang))


def _compared_html(found: Compared | None, lang: str) -> Markup:
    """Who gains and who loses beside the law as it stands; nothing where that is not published."""
    if found is None:
        return Markup()
    by_size = _table("compared.by_size", BY_SIZE, found.heads, found.by_size, found.total, lang)
    by_article = _table("compared.by_article", BY_ARTICLE, found.heads, found.by_article, found.total, lang)
    return template("published", lang).compared(found, by_size, by_article)


Told = Row[str | None]
BY_SIZE = (("effects_size", "text"),)
BY_ARTICLE = (("column_article", "chip"), ("column_matter", "text"))
"""What heads the first columns of a table, and their kinds."""


def _table(
    name: str, first: Sequence[tuple[str, str]], heads: Sequence[Both], rows: Sequence[Told], total: Told, lang: str
) -> Markup:
    """A table in which what is not told of few companies is marked."""
    pieces, own = template("pieces", lang), template("published", lang)
    columns = [(words.text(f"budget.{key}", lang), kind) for key, kind in first]
    columns += [(head[lang], "num") for head in heads]

    def line(row: Told, *before: Markup | str) -> list[Markup | str]:
        return [*before, *(own.hidden() if cell is None else cell for cell in row.cells)]

    lines = [line(row, *(pieces.chip(row.article) for _ in first[1:]), row.label[lang]) for row in rows]
    closing = line(total, total.label[lang], *("" for _ in first[1:]))
    return pieces.table(words.text(name, lang), columns, lines, [closing], "b-flow")
