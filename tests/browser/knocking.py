"""A visitor with a plain websocket instead of a browser: what Streamlit's page sends, and what it could not."""

from typing import Any
from uuid import uuid4

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.util import calc_hash
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.browser.driving import Server

VISITOR = "v" * 43
"""The cookie with which visits begin, unless they bring another."""


def cookie(official: str | None, visitor: str = VISITOR) -> dict[str, str]:
    """The header with a visitor's cookie, and an official's."""
    return {"Cookie": f"visit={visitor}" + (f"; official={official}" if official else "")}


def visit(
    server: Server, official: str | None = None, session: str = "", visitor: str = VISITOR, **more: Any
) -> ClientConnection:
    """A visit as Streamlit's page makes it, perhaps one that goes on with a session."""
    protocols = [Subprotocol(part) for part in ("streamlit", "none", session) if part]
    stream = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    given: dict[str, Any] = {"origin": Origin(server.url), "additional_headers": cookie(official, visitor), **more}
    return connect(stream, subprotocols=protocols, max_size=None, **given)


def run(visiting: ClientConnection, page: str = "", *states: WidgetState, by_menu: bool = False) -> list[ForwardMsg]:
    """Everything that the server sends for one run: of the page at an address, or of one in the menu, with these
    states of its boxes."""
    request = BackMsg()
    if by_menu:
        request.rerun_script.page_script_hash = calc_hash(page)
    else:
        request.rerun_script.page_name = page
    request.rerun_script.context_info.locale = "zh-CN"
    request.rerun_script.widget_states.widgets.extend(states)
    visiting.send(request.SerializeToString())
    received: list[ForwardMsg] = []
    while not received or received[-1].WhichOneof("type") != "script_finished":
        received.append(ForwardMsg.FromString(visiting.recv(timeout=30, decode=False)))
    return received


def visited(server: Server, page: str, token: str | None) -> list[ForwardMsg]:
    """What a visit is sent that asks for one page."""
    with visit(server, token) as visiting:
        return run(visiting, page)


def session_of(messages: list[ForwardMsg]) -> str:
    """The session's id."""
    return next(m.new_session.initialize.session_id for m in messages if m.WhichOneof("type") == "new_session")


def pages_in(messages: list[ForwardMsg]) -> set[str]:
    """The addresses of the pages that the visitor is told of."""
    return {page.url_pathname for m in messages for page in m.navigation.app_pages}


def handed_over(
    server: Server, size: int, official: str | None, session: str, xsrf: bool = True, visitor: str = VISITOR
) -> int:
    """The status of an upload of so many bytes, as Streamlit's page makes it."""
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}) as client:
        client.get("/_stcore/health")
        known = client.cookies.get("_streamlit_xsrf") or ""
        client.cookies.clear()
        cookies = f"_streamlit_xsrf={known}; {cookie(official, visitor)['Cookie']}"
        headers = {"Cookie": cookies, "X-Xsrftoken": known} if xsrf else {"Cookie": cookies}
        place = f"/_stcore/upload_file/{session}/{uuid4()}"
        return client.put(place, headers=headers, files={"file": ("a.json", b" " * size)}).status_code
