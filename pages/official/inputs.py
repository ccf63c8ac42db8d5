"""Boxes on officials' pages: choices by their names, and texts that go to what they are about."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

from pages.shared.language import pieces, say

T = TypeVar("T")
LONGEST_REASON = 300


def choose(label: str, names: Mapping[T, str], chosen: object, key: str, **more: Any) -> T:
    """A list that opens; `names`: how each of its choices is called."""
    ids = list(names)
    index = next((place for place, id in enumerate(ids) if id == chosen), None)
    return st.selectbox(label, ids, index=index, format_func=names.__getitem__, key=key, **more)


def segments(label: str, names: Mapping[T, str], chosen: object, key: str, **more: Any) -> None:
    """Choices beside one another; `names`: how each of them is called."""
    st.segmented_control(label, list(names), default=chosen, format_func=names.__getitem__, key=key, **more)


def press(label: str, key: str, done: Callable[..., None], given: tuple[object, ...] = (), **more: Any) -> None:
    """A button, and what is done with what when it is pressed."""
    st.button(label, key=key, on_click=done, args=given, **more)


def text_of(label: str, own: object, name: str, key: str, **more: Any) -> None:
    """A box with the text of an attribute, which becomes what is typed."""
    st.text_input(label, value=getattr(own, name), key=key, on_change=hand_over, args=(own, name, key), **more)


def hand_over(own: object, name: str, key: str) -> None:
    """What stands in a box becomes an attribute of what the box is about."""
    setattr(own, name, st.session_state[key])


def ask_reason(key: str, label: str = "claims_page.reason_label", hint: str = "") -> str:
    """The box for a reason, and a hint below it."""
    given = st.text_input(say(label), key=key, max_chars=LONGEST_REASON, autocomplete="off")
    if hint:
        st.html(pieces().hint(say(hint)))
    return given or ""


def of_visit(name: str, kind: type[T]) -> T:
    """What this visit keeps under a name, begun where there is none yet."""
    if not isinstance(st.session_state.get(name), kind):
        st.session_state[name] = kind()
    return st.session_state[name]
