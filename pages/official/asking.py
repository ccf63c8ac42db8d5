"""Asking the registry for an official: what is said when it does not answer, or no longer to this visitor."""

from collections.abc import Callable
from functools import wraps

import streamlit as st

from engine.registry.access import NotAllowed
from engine.registry.database import Unavailable
from pages.shared.language import language, say
from pages.shared.notices import notice_html


def calmly(draw: Callable[[], None]) -> Callable[[], None]:
    """The page, with a sentence in its place where the registry is not to be had or the session has ended."""

    @wraps(draw)
    def drawn() -> None:
        try:
            draw()
        except NotAllowed:
            st.html(notice_html(say("claims_page.signed_out"), refused=True))
        except Unavailable as unavailable:
            st.html(notice_html(unavailable.message[language()], refused=True))

    return drawn
