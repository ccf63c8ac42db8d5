"""What everybody sees of a published scenario, as HTML: aggregates only, what would tell on few companies marked."""

from collections.abc import Mapping
from typing import Any

from engine import words
from engine.budget import snapshot
from engine.budget.snapshot import Snapshot
from engine.pack import Policy
from pages.shared.html import chip, esc
from pages.shared.table import Column, table_html

Json = Mapping[str, Any]


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
