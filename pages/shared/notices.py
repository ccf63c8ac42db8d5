"""What is said about something that was done, or could not be: in a frame, calmly, and read aloud."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from pages.shared.language import say
from pages.shared.templates import template

NOTICE = "told"
"""Session: what is to be said once, on the page that is drawn next."""
Said = tuple[str, Sequence[str], bool]
"""A sentence, its lines, and whether something was refused."""


def tell(said: str, lines: Sequence[str] = (), *, refused: bool = False) -> None:
    """Say this once, where the next page has its place for it."""
    st.session_state[NOTICE] = (said, list(lines), refused)


def draw_notice_once() -> None:
    """The place for what is to be said once."""
    draw_notice(st.session_state.pop(NOTICE, None))


def notice_html(said: str, lines: Sequence[str] = (), *, refused: bool = False) -> Markup:
    """A sentence, and the lines that belong to it. `refused`: something was not done; it is read out at once. The
    language does not matter: everything is said already."""
    return template("pieces", "zh").notice(said, lines, refused)


def draw_notice(said: Said | None) -> None:
    """Say a sentence with its lines, refused or not, where there is one."""
    if said is not None:
        sentence, lines, refused = said
        st.html(notice_html(sentence, lines, refused=refused))


def draw_until_read(item: str, said: str, lines: Sequence[str], key: str) -> None:
    """Say what was not done, until somebody presses that it is read: then this `item` of the session goes."""
    draw_notice((said, lines, True))
    st.button(say("pages.notice_read"), key=key, on_click=lambda: st.session_state.pop(item, None))
