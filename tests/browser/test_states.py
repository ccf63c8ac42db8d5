"""What no browser says of a widget: a message with a value of another kind is as if nothing had been said."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection

from engine.text import words
from tests.browser.driving import Server
from tests.browser.knocking import run, visit

SAID: dict[str, list[Any]] = {
    "string_value": ["", "nonsense", "1e999", "x" * 5_000],
    "int_value": [-1, 10**9],
    "double_value": [float("nan"), float("inf")],
    "bool_value": [True],
    "string_array_value": [[], ["2020-13-45"]],
    "int_array_value": [[99, -1]],
    "double_array_value": [[float("nan")]],
    "json_value": ["", "{", "7", "[]", '{"value": [], "kept": 7}', "[" * 5_000],
    "json_trigger_value": ["", "7", "{"],
    "bytes_value": [b"\xff"],
}


def state(widget: str, kind: str, value: Any) -> WidgetState:
    """A message's word on one widget."""
    made = WidgetState(id=widget)
    if isinstance(value, list):
        getattr(made, kind).SetInParent()
        getattr(made, kind).data.extend(value)
    else:
        setattr(made, kind, value)
    return made


def say(visiting: ClientConnection, page: str, states: list[WidgetState]) -> str:
    """What the server sends for a run with these words on widgets."""
    request = BackMsg()
    request.rerun_script.page_name = page
    request.rerun_script.context_info.locale = "zh-CN"
    request.rerun_script.widget_states.widgets.extend(states)
    visiting.send(request.SerializeToString())
    received: list[ForwardMsg] = []
    while not received or received[-1].WhichOneof("type") != "script_finished":
        received.append(ForwardMsg.FromString(visiting.recv(timeout=30, decode=False)))
    return "\n".join(message.SerializeToString().decode("utf-8", "replace") for message in received)


def ids(message: Any) -> Iterator[str]:
    """The ids of all widgets in a message."""
    for field, value in message.ListFields():
        if field.name == "id" and str(value).startswith("$$ID-"):
            yield value
        elif field.message_type and not field.message_type.GetOptions().map_entry:
            for part in [value] if hasattr(value, "ListFields") else value:
                yield from ids(part)


OWN = {"profile": "w0-zh-applicant-name", "article-6": "w0-zh-art06_rent", "submit": "code-zh-0", "law": "m_onepager"}
"""Page -> the key of a widget that no other of these has."""


@pytest.mark.browser
@pytest.mark.parametrize("page", ["profile", *(pytest.param(page, marks=pytest.mark.long) for page in list(OWN)[1:])])
def test_a_value_of_another_kind_is_as_if_nothing_had_been_said(server: Server, page: str) -> None:
    failed = words.text("pages.script_error_title", "zh")
    before = len(server.said)
    for kind, values in SAID.items():
        with visit(server) as visiting:
            widgets = sorted({widget for message in run(visiting, page) for widget in ids(message)})
            assert {"switch", "unseen", "browser_store", OWN[page]} <= {widget.split("-", 2)[2] for widget in widgets}
            widgets += [_make_trigger_id(widget, "events") for widget in widgets]
            for value in values:
                shown = say(visiting, page, [state(widget, kind, value) for widget in widgets])
                assert failed not in shown, (kind, value)
    assert json.dumps(server.said[before:]).count("Traceback") == 0
