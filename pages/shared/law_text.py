"""The law's own words as HTML, byte for byte, with the phrases that decide marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from engine.policy import law
from engine.policy.pack import Policy
from pages.shared.templates import template

Mark = Mapping[str, Any]
"""{quote, note, href?, id?, state?, paragraph?}: a phrase, the figure or word beside it, where it leads, its id on the
page, how it is drawn: `bind` (decided), `met`, `failed`, `unknown`, `plain` (without effect here); its paragraph."""
STATES = ("failed", "unknown", "bind", "met", "plain")
"""How a phrase can be drawn, the weightiest first."""
_NOTHING = {"note": "", "href": "", "id": "", "state": ""}


def law_html(policy: Policy, article: int, lang: str, marks: Sequence[Mark] = ()) -> Markup:
    """An article in the law's own words, its `marks` drawn; in English, our translation stands below it."""
    html: Markup = template("law_text", lang).article(article, _paragraphs(policy, article, marks))
    return html if lang == "zh" else html + translation(policy, article, lang, is_marked=bool(marks))


def original(policy: Policy, article: int, marks: Sequence[Mark] = ()) -> Markup:
    """The article's paragraphs with their marks."""
    return template("law_text", "zh").original(_paragraphs(policy, article, marks))


def _paragraphs(policy: Policy, article: int, marks: Sequence[Mark]) -> list[list[Piece]]:
    """A phrase is marked once, in its paragraph or else in the first that has it."""
    quotes = [str(mark["quote"]) for mark in marks]
    return [
        pieces(paragraph, [marks[place] for place in here])
        for paragraph, here in law.in_paragraphs(policy, article, quotes, [int(m.get("paragraph", 0)) for m in marks])
    ]


def translation(policy: Policy, article: int, lang: str, notice: bool = True, is_marked: bool = False) -> Markup:
    """Our translation of an article, what it is worth, and that it has no marks of its own where the original has;
    nothing where there is no translation."""
    if not policy.law.en:
        return Markup("")
    worth = policy.law.translation_notice.in_language(lang) if notice else ""
    return template("law_text", lang).translation(law.paragraphs(policy, article, "en"), worth, is_marked)


@dataclass(frozen=True)
class Piece:
    """Words that are drawn alike: the mark that `lead`s them (None: there is none), how they are drawn, whether its
    quote begins and ends here; the other marks whose quotes do."""

    text: str
    lead: Mark | None = None
    state: str = ""
    is_first: bool = False
    is_last: bool = False
    opening: Sequence[Mark] = ()
    closing: Sequence[Mark] = ()


def pieces(text: str, marks: Sequence[Mark]) -> list[Piece]:
    """`text` with each mark's quote drawn where it first stands. Words that several quotes share lead where the
    shortest (most exact) one leads and are drawn as the weightiest has them; each note follows the last word of its own
    quote."""
    marks = [{**_NOTHING, **mark} for mark in marks]
    found = []
    for piece in law.pieces(text, [str(mark["quote"]) for mark in marks]):
        if not piece.over:
            found.append(Piece(piece.text))
            continue
        lead = piece.over[0]
        found.append(
            Piece(
                piece.text,
                marks[lead],
                min((marks[place]["state"] or "bind" for place in piece.over), key=STATES.index),
                lead in piece.opens,
                lead in piece.closes,
                # A quote whose first or last words are drawn as another's keeps its place and its note.
                [marks[place] for place in piece.opens if place != lead],
                [marks[place] for place in piece.closes if place != lead],
            )
        )
    return found
