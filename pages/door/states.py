"""What a visitor's page says of its widgets, before anything reads it.

Streamlit takes for a box's value whatever a message says: text for a number, a list for a tick, JSON that is none. Our
pages then fail, and the terminal fills with what went wrong. No browser sends that; what cannot be the value of its
widget is as if nothing had been said. What is private to Streamlit in it is pinned by a test that talks to the running
server.
"""

from contextlib import suppress
from copy import deepcopy
from typing import Any

from streamlit.runtime.state.session_state import Serialized, Value, WStates

_read = WStates.__getitem__


def _checked(states: WStates, key: str) -> Any:
    """The value of a widget; the one with which it begins, where what was said is no value of it."""
    said, metadata = states.states.get(key), states.widget_metadata.get(key)
    if metadata is None or not isinstance(said, Serialized):  # it was read before
        return _read(states, key)
    if said.value.WhichOneof("value") in (None, metadata.value_type):
        with suppress(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            value = _read(states, key)
            states.set_widget_metadata(metadata)  # which reading changes to what was said
            return value
    value = deepcopy(metadata.deserializer(None))
    states.states[key] = Value(value)
    return value


def settle() -> None:
    """Read what widgets say like this from now on."""
    WStates.__getitem__ = _checked  # type: ignore[method-assign]
