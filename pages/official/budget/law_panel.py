"""The law's text with its numbers as controls, and what is changed in it.

The text is a component of its own, so that a number keeps the focus while all that follows from it is drawn anew. It
tells each change with a number of its own until it hears that this was taken: so none is lost and none is taken twice.
"""

import json
import secrets
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import streamlit as st
from streamlit.components import v2

from engine.scenario import place_of
from engine.text import words
from engine.text.numerals import article_label
from engine.values.refusal import Refused, is_text
from engine.view.budget import dials
from engine.view.budget.dials import Dial, DialArticle
from engine.view.budget.reform import Reform
from pages.official.budget import drafts
from pages.official.budget.drafts import Box, Desk, Draft
from pages.shared.language import words_of
from pages.shared.static import json_object, static

Json = dict[str, Any]
KEY = "reform_law"
VISIT = "visit of the law's text"
"""Session: by what name the component of this session is told from that of another, and which of its changes was the
last that was taken."""
LARGEST = 64 * 1024
LONGEST = 40
"""Characters of all that is asked at once, and of what is typed into one number."""
EVERYTHING = 0
"""In the place of an article: all of them."""

say = words_of("reform")


def draw(desk: Desk, found: Reform | None, lang: str) -> None:
    """Draw the law's text under the scenario that is adjusted. `found`: what comes of it, if that can be worked out."""
    visit, taken = st.session_state.setdefault(VISIT, (secrets.token_hex(8), 0))
    draft = desk.current
    articles = dials.panel(desk.policy, draft.scenario)
    shown: list[Json] = []
    data = {
        "visit": visit,
        "taken": taken,
        "text": f"{desk.policy.rules_sha256} {desk.year} {lang}",
        "title": desk.policy.title.zh,
        "articles": [_article(desk, draft, article, shown, lang) for article in articles],
        "dials": shown,
        "undo": _undo_all(articles, lang),
        "short": _short(found, lang),
        "words": _words(lang),
    }
    # As bytes: a dictionary would be searched for tables, and be written twice.
    sent = json.dumps(data, ensure_ascii=False).encode()
    panel = v2.component("reform_law", js=static("reform.js"), isolate_styles=False)
    panel(key=KEY, data=sent, on_asked_change=_asked, height="content")


@cache
def _words(lang: str) -> Json:
    return {key: say(key, lang) for key in ("panel_label", "how", "translation", "unwritten")}


def _short(found: Reform | None, lang: str) -> str:
    """What comes of it in a line, which stays in sight beside the text."""
    if found is None:
        return ""
    paid = found.paid
    if not found.changes and not found.beyond:
        return say("short_law", lang, paid=paid.after)
    return say("short", lang, before=paid.before, after=paid.after, difference=paid.difference[lang])


def _undo_all(articles: Sequence[DialArticle], lang: str) -> str:
    count = len({name for article in articles for name in article.changed})
    return say("undo_all", lang, count=count) if count else ""


def _article(desk: Desk, draft: Draft, article: DialArticle, shown: list[Json], lang: str) -> Json:
    """An article as the component draws it: a piece that is a number is its place among those `shown`, which grow."""

    def pieces(of: Sequence[str | Dial]) -> Iterator[str | int]:
        for piece in of:
            if isinstance(piece, str):
                yield piece
            else:
                shown.append(_dial(desk, draft, piece, lang))
                yield len(shown) - 1

    label = article_label(article.number, lang)
    return {
        "number": article.number,
        "label": article_label(article.number, "zh"),
        "chapter": article.chapter["zh"],
        "paragraphs": [list(pieces(paragraph)) for paragraph in article.paragraphs],
        "unwritten": [[dial.label[lang], next(pieces([dial]))] for dial in article.unwritten],
        "guided": [note[lang] for note in article.guided],
        "translation": [] if lang == "zh" else list(article.translation),
        "undo": say("undo_article", lang, article=label) if article.changed else "",
    }


def _dial(desk: Desk, draft: Draft, dial: Dial, lang: str) -> Json:
    typed, fault = _not_taken(desk, draft, dial.name, lang)
    return {
        "name": dial.name,
        "law": dial.law,
        "now": dial.now,
        "less": dial.less,
        "more": dial.more,
        "typed": typed,
        "fault": fault,
        "spoken": dial.spoken[lang],
        "to_less": dial.to_less[lang],
        "to_more": dial.to_more[lang],
        "hint": dial.allowed[lang],
    }


def _not_taken(desk: Desk, draft: Draft, name: str, lang: str) -> tuple[str, str]:
    """What was typed in the place of a number and not taken, and why."""
    typed = draft.typed.get(_box(name))
    if typed is None:
        return "", ""
    try:
        dials.changed(desk.policy, draft.scenario, name, typed)
    except Refused as refused:
        return typed, refused.errors[0]["message"][lang]
    return "", ""


def _box(name: str) -> Box:
    return "numbers", name


# ------------------------------------------------------------------------------------------------ what is changed


def _asked() -> None:
    """Take what the component tells."""
    state = st.session_state.get(KEY) or {}
    visit, taken = st.session_state.get(VISIT, ("", 0))
    record = json_object(state.get("asked"), LARGEST)
    if record.get("visit") != visit:
        return
    desk, last = drafts.current(), taken
    asked = record.get("asked")
    for each in asked if isinstance(asked, list) else []:
        match each:
            case {"at": int(at), "name": str(name), "text": str(text), "lang": str(lang)} if at > last:
                take(desk, name, text, lang if lang in words.LANGUAGES else words.LANGUAGES[0])
                last = at
            case {"at": int(at), "undo": int(article), "lang": str(lang)} if at > last:
                undo(desk, article, lang if lang in words.LANGUAGES else words.LANGUAGES[0])
                last = at
    st.session_state[VISIT] = (visit, last)


def take(desk: Desk, name: str, text: str, lang: str) -> None:
    """Change a number of the scenario that is adjusted to what was typed, or pressed; what means nothing stays where it
    was typed and changes nothing."""
    if name not in dials.numbers(desk.policy) or not is_text(text, LONGEST):
        return
    draft = desk.current
    try:
        changed = dials.changed(desk.policy, draft.scenario, name, text)
    except Refused:
        draft.typed[_box(name)] = text
        return
    own = desk.change(draft, changed, lang)
    if own is not None:
        _forget(desk, own, name)


def undo(desk: Desk, article: int, lang: str) -> None:
    """Put the law's own numbers back in an article (`EVERYTHING`: in all)."""
    draft = desk.current
    names = [
        name
        for each in dials.panel(desk.policy, draft.scenario)
        if article in (EVERYTHING, each.number)
        for name in each.changed
    ]
    own = desk.change(draft, dials.undone(desk.policy, draft.scenario, names), lang)
    if own is not None:
        for name in names:
            _forget(desk, own, name)


def _forget(desk: Desk, draft: Draft, name: str) -> None:
    """What was typed for a number is no longer it, here and on the page of the budget."""
    draft.typed.pop(_box(name), None)
    place = place_of(desk.policy, name)
    if place is not None:
        draft.typed.pop(place, None)
        draft.drawn += 1
