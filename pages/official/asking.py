"""Asking the registry for an official: what is said when it does not answer, refuses, or knows this visitor no more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from engine.registry.access import NotAllowed
from engine.registry.database import Unavailable
from engine.registry.stored import Conflict
from engine.values.refusal import Refused
from pages.shared import official
from pages.shared.language import language, say
from pages.shared.notices import notice_html, tell


@contextmanager
def calmly() -> Iterator[None]:
    """A sentence in the place of what cannot be drawn: nobody is signed in any more, or the registry is not there."""
    try:
        yield
    except NotAllowed:
        official.draw_ended()
    except Unavailable as fault:
        st.html(notice_html(fault.message[language()], refused=True))


def why_not(fault: Refused | Conflict) -> list[str]:
    """Why the registry did not do something, in the language of the page."""
    messages = [fault.message] if isinstance(fault, Conflict) else [error["message"] for error in fault.errors]
    return [message[language()] for message in messages]


def tell_refused(not_done: str, fault: Refused | Conflict) -> None:
    """Say where the next page has its place for it that something was not done (a key of words), and why."""
    tell(say(not_done), why_not(fault), refused=True)


def done(work: Callable[[], object], not_done: str) -> bool:
    """Have the registry do something; whether it was done. Where it was not, that is told."""
    try:
        work()
    except (Refused, Conflict) as fault:
        tell_refused(not_done, fault)
        return False
    return True
