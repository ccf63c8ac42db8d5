"""Asking the registry for an official: what is said when it does not answer, or no longer to this visitor."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from engine.registry.access import NotAllowed
from engine.registry.database import Unavailable
from pages.shared import official
from pages.shared.language import language
from pages.shared.notices import notice_html


@contextmanager
def calmly() -> Iterator[None]:
    """A sentence in the place of what cannot be drawn: nobody is signed in any more, or the registry is not there."""
    try:
        yield
    except NotAllowed:
        official.draw_ended()
    except Unavailable as fault:
        st.html(notice_html(fault.message[language()], refused=True))
