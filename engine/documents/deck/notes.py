"""What the speaker reads below a slide: where its figures come from, the same figures as text, and by what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from engine.documents.deck.look import LANGUAGE
from engine.documents.deck.master import themed
from engine.documents.deck.text import safe
from engine.documents.story import Slide, Table
from engine.text import words


def write(drawn: Any, told: Slide, lang: str) -> None:
    """Write the notes of a slide."""
    notes = drawn.notes_slide
    frame = notes.notes_text_frame
    frame.text = "\n".join(safe(line) for line in _lines(told, lang))
    for run in frame._txBody.iter(qn("a:r")):
        run.get_or_add_rPr().set("lang", LANGUAGE[lang])


def dress(made: Any, lang: str) -> None:
    """The house's fonts, East-Asian ones included, in the theme of the notes."""
    theme = made.notes_master.part.part_related_by(RT.THEME)
    # What python-pptx has made itself it holds as elements.
    theme._element = parse_xml(themed(theme.blob, lang))


def _lines(told: Slide, lang: str) -> Iterator[str]:
    yield told.title[lang]
    if told.mark is not None:
        yield told.mark[lang]
    yield told.note[lang]
    for point in told.points:
        yield point[lang]
    for table in (told.table, told.chart_table):
        if table is not None:
            yield from _as_text(table, lang)
    if told.sources:
        listed = words.text("deck.list", lang).join(source[lang] for source in told.sources)
        yield words.text("deck.sources", lang, sources=listed)
    yield words.text("results.foot_disclaimer", lang)


def _as_text(table: Table, lang: str) -> Iterator[str]:
    """A table, one line to a row."""
    yield words.text("deck.table", lang, label=table.label[lang])
    between = words.text("deck.cell", lang)
    yield between.join(head[lang] for head in table.heads)
    for row in table.rows:
        yield between.join(cell[lang] for cell in row.cells)
