"""Chinese or English: the browser's language first, then the visitor's choice, which stays in the address."""

import json
from collections.abc import Callable
from functools import cache
from threading import local
from typing import Any

import streamlit as st

from engine.text import words
from pages.shared.templates import template

KEY = "lang"
"""The query parameter."""
CHOSEN = "language"
"""Session: the language that the visitor chose, by the switch or by an address."""
SWITCH = "switch"
NAMES = {"zh": "中文", "en": "EN"}

_run = local()
"""What is settled in this thread. A thread serves one visitor."""


def from_browser(locale: str | None) -> str:
    """Chinese unless the browser asks for something else."""
    return "zh" if locale is None or locale.lower().startswith("zh") else "en"


def language() -> str:
    """The language of this run. It is asked for hundreds of times in a run: once settled, the session is not asked."""
    settled: str | None = getattr(_run, "language", None)
    return settled or _of_session()


def _of_session() -> str:
    chosen = st.session_state.get(CHOSEN)
    return chosen if chosen in words.LANGUAGES else from_browser(st.context.locale)


def say(key: str, /, **values: object) -> str:
    """The sentence `key` in the language of this run."""
    return words.text(key, language(), **values)


def words_of(name: str) -> Callable[..., str]:
    """What says the sentences under `name` by their keys, in a language: `words_of("budget")("heading", lang)`."""

    def say(key: str, lang: str, **values: object) -> str:
        return words.text(f"{name}.{key}", lang, **values)

    return say


def pieces(name: str = "pieces") -> Any:
    """The pieces of a template in the language of this run."""
    return template(name, language())


def begin() -> None:
    """Go by the session's language from here on in this thread."""
    _run.language = _of_session()


def settle() -> None:
    """Decide the language (first in every run), and draw the switch."""
    asked = st.query_params.get(KEY)
    if asked in words.LANGUAGES:
        st.session_state[CHOSEN] = asked
    elif CHOSEN in st.session_state:
        st.query_params[KEY] = st.session_state[CHOSEN]  # a change of page has dropped it
    begin()
    st.session_state[SWITCH] = language()  # each time: a browser may have missed that it was another one before
    st.segmented_control(
        words.text("pages.language_switch", "zh"),
        words.LANGUAGES,
        format_func=lambda code: NAMES[code],
        key=SWITCH,
        on_change=_switched,
        required=True,
        label_visibility="collapsed",
    )


def _switched() -> None:
    chosen = st.session_state[SWITCH]
    if chosen in words.LANGUAGES:
        st.session_state[CHOSEN] = chosen
        st.query_params[KEY] = chosen


def told() -> dict[str, str]:
    """What page.js is told: the language of the page, and into which one it says Streamlit's own words."""
    return {"lang": words.text("pages.html_lang", language()), "to": language()}


@cache
def widget_words() -> str:
    """What Streamlit says, in both languages, the placeholders left as they are; as JSON."""
    left = {name: f"{{{name}}}" for name in ("n", "name", "label", "month", "day", "year")}
    return json.dumps([words.both(key, **left) for key in sorted(words.keys()) if key.startswith("widgets.")])
