"""Opening something in the place of the answers: a file, a submitted application, a company that this computer keeps.

It asks before it replaces anything, and what was replaced comes back by one press as long as the tab lives.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from engine.application import saved
from engine.values.refusal import Refused
from pages.shared import tab, workbench
from pages.shared.answers import APPLICANT, Answers
from pages.shared.language import language, pieces, say

ASKED = "asked to replace"
"""Session: what would replace the answers, until the visitor has said whether it shall."""
NOTICE = "notice"
"""Session: what was opened, or why not, until it is read: (key of the sentence, name, lines, refused)."""
TRIES = "files tried"
"""Session: how often something was opened, or refused; the box for the next file is empty."""


@dataclass(frozen=True)
class Incoming:
    """What would replace the answers: its name, its content as a saved file, the sentence that says that it is there,
    what belongs on the desk with it, and as which company this computer keeps it."""

    name: str
    data: bytes
    opened: str = "pages.file_opened"
    desk: dict[str, Any] | None = None
    company: dict[str, Any] | None = None


def offer(answers: Answers, incoming: Incoming) -> None:
    """Open it where nothing is lost by it; else ask first. What cannot be read is refused at once."""
    st.session_state[TRIES] = st.session_state.get(TRIES, 0) + 1
    try:
        saved.read(answers.policy, incoming.data)
    except Refused as refused:
        errors = [error["message"] for error in refused.errors]
        st.session_state[NOTICE] = ("pages.file_refused", incoming.name, errors, True)
        return
    if answers.is_blank():
        _take(answers, incoming)
    else:
        st.session_state[ASKED] = incoming


def _take(answers: Answers, incoming: Incoming) -> None:
    before = None if answers.is_blank() else tab.held(answers)
    changes = answers.open(incoming.data)
    workbench.put(incoming.desk)
    tab.keep_as(incoming.company)
    tab.keep_before(before)
    st.session_state[NOTICE] = (incoming.opened, incoming.name, changes, False)


def undo(answers: Answers) -> None:
    """Put back what was replaced. What is replaced by that comes back by the same press again."""
    now, before = tab.held(answers), tab.before()
    if before is None:
        return
    st.session_state[TRIES] = st.session_state.get(TRIES, 0) + 1
    tab.put(answers, before, answers.generation + 1)
    tab.keep_before(now)
    st.session_state[NOTICE] = ("pages.replaced_back", "", [], False)


def draw_question(answers: Answers) -> None:
    """Ask whether the answers shall be replaced, over the page."""
    incoming: Incoming | None = st.session_state.get(ASKED)
    if incoming is None:
        return

    def ask() -> None:
        here = answers.application[APPLICANT].get("name")
        key = "pages.replace_named" if here else "pages.replace_warning"
        st.html(pieces("frame").replacing(say(key, here=here, name=incoming.name)))
        with st.container(horizontal=True, key="replace"):
            if st.button(say("pages.replace_really"), key="replace_really", type="primary"):
                _leave()
                _take(answers, incoming)
                st.rerun()
            if st.button(say("pages.replace_not"), key="replace_not"):
                _leave()
                st.rerun()

    st.dialog(say("pages.replace_ask", name=incoming.name), on_dismiss=_leave)(ask)()


def _leave() -> None:
    st.session_state.pop(ASKED, None)


def draw_notice(answers: Answers) -> None:
    """What is to be said of something that was opened or refused, above the page; and the way back."""
    if NOTICE not in st.session_state:
        return
    key, name, messages, refused = st.session_state[NOTICE]
    said = say(key, name=name)
    if messages and not refused:
        said += ("" if language() == "zh" else " ") + say("pages.file_changes")
    lines = [message[language()] for message in messages]
    with st.container(key="notice", horizontal=True, vertical_alignment="center"):
        number = st.session_state.get(TRIES, 0)  # page.js brings each into view once
        st.html(pieces("frame").replaced(number, said, lines, refused))
        if not refused:
            draw_undo(answers, "notice_undo")
        st.button(say("pages.notice_read"), key="notice_read", on_click=forget_notice)


def forget_notice() -> None:
    """It was read, or what it was about is done."""
    st.session_state.pop(NOTICE, None)


def draw_undo(answers: Answers, key: str) -> None:
    """The way back to what was replaced, as long as the tab lives."""
    if tab.before() is not None:
        st.button(say("pages.replaced_undo"), key=key, on_click=undo, args=(answers,))
