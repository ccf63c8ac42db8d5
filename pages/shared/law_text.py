"""The law's own words as HTML, byte for byte, with the phrases that decide marked."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.policy import law
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label
from pages.shared.html import esc

Mark = Mapping[str, Any]
"""{quote, note, href?, id?, state?}: a phrase, the figure or word beside it, where it leads, its id on the page, how
it is drawn: `bind` (decided), `met`, `failed`, `unknown`, `plain` (without effect here)."""
STATES = ("failed", "unknown", "bind", "met", "plain")
"""How a phrase can be drawn, the weightiest first."""


def paragraphs(policy: Policy, article: int, lang: str) -> tuple[str, ...]:
    """The paragraphs of an article as they stand in the law (or in its translation)."""
    return law.paragraphs(policy, article, lang)


def law_html(policy: Policy, article: int, lang: str, marks: Sequence[Mark] = ()) -> str:
    """An article in the law's own words, its `marks` drawn; in English, our translation stands below it."""
    label = esc(article_label(article, lang))
    html = f'<div class="m-law" role="group" aria-label="{label}">{original(policy, article, marks)}</div>'
    return html if lang == "zh" else html + translation(policy, article, lang, is_marked=bool(marks))


def original(policy: Policy, article: int, marks: Sequence[Mark] = ()) -> str:
    """The article's paragraphs with their marks."""
    quotes = [str(mark["quote"]) for mark in marks]
    parts = []
    for paragraph, here in law.in_paragraphs(policy, article, quotes):
        # A phrase is marked once, in the first paragraph that has it.
        parts.append(f'<p lang="zh-CN">{marked(paragraph, [marks[place] for place in here])}</p>')
    return "".join(parts)


def translation(policy: Policy, article: int, lang: str, notice: bool = True, is_marked: bool = False) -> str:
    """Our translation of an article, what it is worth, and that it has no marks of its own where the original has."""
    body = "".join(f"<p>{esc(p)}</p>" for p in paragraphs(policy, article, "en"))
    said = f'<p class="m-note">{esc(policy.law.translation_notice.in_language(lang))}</p>' if notice else ""
    if is_marked:
        said = f'<p class="m-note">{esc(words.text("results.translation_marks", lang))}</p>' + said
    return (
        f'<div class="m-translation"><p class="m-over">{esc(words.text("results.translation", lang))}</p>'
        f"{body}{said}</div>"
    )


def marked(text: str, marks: Sequence[Mark]) -> str:
    """`text` with each mark's quote drawn where it first stands. Words that several quotes share lead where the
    shortest (most exact) one leads and are drawn as the weightiest has them; each note follows the last word of its own
    quote."""
    parts = []
    for piece in law.pieces(text, [str(mark["quote"]) for mark in marks]):
        html = esc(piece.text)
        if piece.over:
            lead = piece.over[0]
            # A quote whose first or last words are drawn as another's keeps its place and its note.
            opening = [marks[place] for place in piece.opens if place != lead]
            closing = [marks[place] for place in piece.closes if place != lead]
            state = min((_state(marks[place]) for place in piece.over), key=STATES.index)
            note = _note(marks[lead]) if lead in piece.closes else ""
            html = _mark({**marks[lead], "state": state}, html, lead in piece.opens, note)
            html = "".join(_place(m) for m in opening) + html + "".join(_anchored(m) for m in closing)
        parts.append(html)
    return "".join(parts)


def _state(mark: Mark) -> str:
    return str(mark.get("state") or "bind")


def _note(mark: Mark) -> str:
    return f"<sup>{esc(mark['note'])}</sup>" if mark.get("note") else ""


def _place(mark: Mark) -> str:
    """Where a quote begins whose first words are drawn as another's."""
    return f'<span id="{esc(mark["id"])}"></span>' if mark.get("id") else ""


def _anchored(mark: Mark) -> str:
    """The note of a quote whose last words are drawn as another's."""
    note = _note(mark)
    if not note:
        return ""
    drawn = f'<mark class="{esc(_state(mark))}">{note}</mark>'
    if mark.get("href"):
        return f'<a class="m-phrase" href="{esc(mark["href"])}" target="_self">{drawn}</a>'
    return drawn


def _mark(mark: Mark, piece: str, is_first: bool, note: str) -> str:
    state = esc(_state(mark))
    identity = f' id="{esc(mark["id"])}"' if is_first and mark.get("id") else ""
    inner = f'<mark class="{state}"{identity}>{piece}{note}</mark>'
    if mark.get("href"):
        return f'<a class="m-phrase" href="{esc(mark["href"])}" target="_self">{inner}</a>'
    return inner
