"""Websockets: whom they are opened to, how many at a time, and what happens when they end.

A page of another site may not open one: with the visitor's cookies it would read and do what the visitor may. Streamlit
looks at the Origin too, but where it does not know one it asks an outside address for its own, and everybody waits; so
nothing that is not our own reaches it.
"""

import asyncio
from collections import Counter
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, runtime

from pages.door import proxies, visits
from pages.shared import official

STREAM = "/_stcore/stream"
PROTOCOL = b"sec-websocket-protocol"
"""The header in which Streamlit's page names, third, the session that it wants to go on with."""
MOST = 2_000
"""Websockets at a time."""
MOST_FROM_ONE = 400
"""Websockets at a time from one address: an office of eighty people with five pages each."""
LATER = {"retry-after": "30"}


class Sockets:
    """Lets websockets in."""

    def __init__(self, app: ASGIApp, dropped: Callable[[str], None]) -> None:
        self.app = app
        self.dropped = dropped
        """Is told the id of a session that has ended."""
        self.open: Counter[str] = Counter()
        """By address."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Open one, and keep it for as long as it lasts; or refuse: 403 where it is not our own, 503 where there are
        too many, after which Streamlit's page tries again by itself."""
        address = proxies.client_address(scope)
        if scope["path"] != STREAM or not _is_own(scope):
            await Response(status_code=403)(scope, receive, send)
        elif self.open.total() >= MOST or self.open[address] >= MOST_FROM_ONE:
            await Response(status_code=503, headers=LATER)(scope, receive, send)
        else:
            self.open[address] += 1
            try:
                await self._visit(scope, receive, send)
            finally:
                self.open[address] -= 1
                self.open += Counter()  # without those that are at nothing

    async def _visit(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookie = visits.brought(scope)
        headers: list[tuple[bytes, bytes]] = []
        if cookie is None:
            cookie, header = visits.made()
            headers.append((b"set-cookie", header))
            scope = {**scope, "headers": [*scope["headers"], (b"cookie", f"{visits.COOKIE}={cookie}".encode())]}

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "websocket.accept":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        try:
            await self.app(_own_session_only(scope, cookie), receive, send_with_cookie)
        finally:
            self._left(cookie)

    def _left(self, cookie: str) -> None:
        """A websocket of this visitor has ended: what its session holds is dropped, unless the visitor comes back."""
        if not runtime.exists():
            return
        loop = asyncio.get_running_loop()
        # Just before Streamlit itself forgets the session, which would leave its files where they are.
        patience = max(0, config.get_option("server.disconnectedSessionTTL") - 1)
        for session, visit in visits.of(cookie).items():
            if visit.left is None and not runtime.get_instance().is_active_session(session):
                visit.left = loop.time()
                loop.call_later(patience, self._drop, session, visit, visit.left)

    def _drop(self, session: str, visit: visits.Visit, left: float) -> None:
        if visit.left != left:
            return  # The visitor has come back since.
        streamlit = runtime.get_instance()
        if streamlit.is_active_session(session):
            visit.left = None  # and has just now
            return
        streamlit.close_session(session)
        visits.forget(session)
        self.dropped(session)


def _is_own(scope: Scope) -> bool:
    """Whether a page of ours asks. Every browser says for which page it opens a websocket."""
    return any(key == b"origin" for key, _ in scope["headers"]) and proxies.is_own(scope)


def _own_session_only(scope: Scope, cookie: str) -> Scope:
    """The request without the session that it wants to go on with, if the visitor may not: then a new one begins."""
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == PROTOCOL]
    parts = [part.strip() for part in ",".join(lines).split(",")]
    *asked, wanted = parts[:3] if len(parts) > 2 else [*parts, ""]
    if wanted and visits.may_use(wanted, cookie, official.token(scope)):
        visits.stay(wanted)
        asked.append(wanted)
    headers = [(key, value) for key, value in scope["headers"] if key != PROTOCOL]
    if lines:
        headers.append((PROTOCOL, ", ".join(asked).encode("latin-1")))
    return {**scope, "headers": headers, "subprotocols": asked if lines else []}
