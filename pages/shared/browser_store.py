"""Keeping the answers in the visitor's own browser, if the visitor asks for it: they survive a reload.

Nothing is kept by surprise: without the tick, nothing is written, and what was there is deleted. The text is the
saved file, read back with the same suspicion.
"""

import streamlit as st
from streamlit.components import v2

from engine.refusal import Refused
from pages.shared.answers import Answers
from pages.shared.scripts import script

KEEP = "keep_in_browser"
"""Session: True or False once the browser has answered; until then there is no such key."""


def settle(answers: Answers) -> None:
    """Write what is to be kept; on the first run of a session, take up what the browser has kept."""
    keep = st.session_state.get(KEEP)
    answer = v2.component("browser_store", js=script("browser_store.js"))(
        key="browser_store",
        data={
            "name": f"self-assessment:{answers.policy.id}",
            "keep": keep,
            "text": answers.file().decode() if keep else "",
        },
        on_found_change=lambda: None,
        height=0,
    )
    found = answer.found
    if keep is not None or found is None:
        return
    st.session_state[KEEP] = False
    if found and answers.is_blank():
        try:
            answers.open(found.encode())
        except Refused:
            return
        st.session_state[KEEP] = True


def is_kept() -> bool:
    """Whether the answers are kept in the browser."""
    return bool(st.session_state.get(KEEP))


def keep(wanted: bool) -> None:
    """Keep the answers in the browser from now on, or delete them there."""
    st.session_state[KEEP] = wanted
