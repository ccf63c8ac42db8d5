"""The law's own words as HTML, byte for byte, with the phrases that decide marked."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from engine import law, words
from engine.numerals import article_label
from engine.pack import Policy
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
    left = list(marks)
    parts = []
    for paragraph in paragraphs(policy, article, "zh"):
        # A phrase is marked once, in the first paragraph that has it.
        here = [m for m in left if m["quote"] and m["quote"] in paragraph]
        left = [m for m in left if m not in here]
        parts.append(f'<p lang="zh-CN">{marked(paragraph, here)}</p>')
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
    spans = []
    for mark in marks:
        start = text.find(mark["quote"]) if mark["quote"] else -1
        if start >= 0:
            spans.append((start, start + len(mark["quote"]), mark))
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    parts = []
    for begin, end in pairwise(cuts):
        over = [span for span in spans if span[0] <= begin and end <= span[1]]
        piece = esc(text[begin:end])
        if over:
            start, until, mark = min(over, key=lambda span: span[1] - span[0])
            # A quote whose first or last words are drawn as another's keeps its place and its note.
            opening = [m for s, _, m in spans if s == begin and m is not mark]
            closing = [m for _, u, m in spans if u == end and m is not mark]
            state = min((_state(m) for _, _, m in over), key=STATES.index)
            piece = _mark({**mark, "state": state}, piece, begin == start, _note(mark) if end == until else "")
            piece = "".join(_place(m) for m in opening) + piece + "".join(_anchored(m) for m in closing)
        parts.append(piece)
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
