"""Chinese or English: the browser's language first, then the visitor's choice, which stays in the address."""

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components import v2
from streamlit.delta_generator import DeltaGenerator

from engine import words

KEY = "lang"
"""The query parameter, and the key of the switch."""
NAMES = {"zh": "中文", "en": "EN"}

_SCRIPT = Path(__file__).with_name("page.js")


def from_browser(locale: str | None) -> str:
    """Chinese unless the browser asks for something else."""
    return "zh" if locale is None or locale.lower().startswith("zh") else "en"


def language() -> str:
    """The language of this run."""
    chosen = st.session_state.get(KEY)
    return chosen if chosen in words.LANGUAGES else from_browser(st.context.locale)


def say(key: str, /, **values: object) -> str:
    """The sentence `key` in the language of this run."""
    return words.text(key, language(), **values)


def settle(unseen: DeltaGenerator) -> None:
    """Draw the switch (first in every run: it decides the language), and teach Streamlit's own pieces. `unseen` holds
    what has no look of its own."""
    with st.container(key="language"):
        st.segmented_control(
            words.text("pages.language_switch", "zh"),
            words.LANGUAGES,
            default=from_browser(st.context.locale),
            format_func=lambda code: NAMES[code],
            key=KEY,
            bind="query-params",
            required=True,
            label_visibility="collapsed",
        )
    with unseen:
        v2.component("page", js=_script())(
            key="page",
            data={
                "lang": words.text("pages.html_lang", language()),
                "to": language(),
                "words": [words.both(key) for key in sorted(words.keys()) if key.startswith("widgets.")],
            },
            height=0,
        )


@cache
def _script() -> str:
    return _SCRIPT.read_text(encoding="utf-8")
