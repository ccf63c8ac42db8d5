"""Connections whose other end owes the rest of something: they end when it comes too slowly, or is too much.

An app is asked only when a request's header is there, or a websocket's message; what stays unfinished is seen here.
"""

import asyncio
import resource
import socket
import sys
from collections.abc import Callable
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState

WINDOW = 30.0
"""Seconds within which what was begun is finished, or has come on by `LEAST`."""
LEAST = 150_000
"""Bytes: the largest file that a visitor may hand over takes 3 minutes at this pace, a workbook of 20 MB an hour."""
UNFINISHED = 64 * 2**20
"""Bytes of unfinished messages that all websockets together hold."""
PARTS = 1_024
"""Frames of one unfinished message. Browsers cut the largest that we take into a hundred; empty ones weigh nothing."""


def most() -> int:
    """Connections at a time: three quarters of the files that the process may open. The rest is for what is no
    connection: the registry, the processes that make documents."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0] * 3 // 4


class Pace:
    """Watches over one connection while its other end owes something."""

    def __init__(self, end: Callable[[], None], is_held_up: Callable[[], bool] = lambda: False) -> None:
        self._end = end
        self._is_held_up = is_held_up
        """Whether it is we who do not read on."""
        self._heard = 0
        self._timer: asyncio.TimerHandle | None = None

    def owed(self, heard: int) -> None:
        """So many bytes have come, and it is not all."""
        self._heard += heard
        if self._timer is None:
            self._wait()

    def settled(self) -> None:
        """Nothing is owed."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        self._heard = 0
        self._timer = asyncio.get_running_loop().call_later(WINDOW, self._look)

    def _look(self) -> None:
        if self._heard >= LEAST or self._is_held_up():
            self._wait()
        else:
            self._timer = None
            self._end()


class Http(H11Protocol):
    """HTTP: the header and the body of a request come in time. So does the first request."""

    def __init__(self, *what: Any, **more: Any) -> None:
        super().__init__(*what, **more)
        self.pace = Pace(lambda: self.transport.abort(), lambda: self.flow.read_paused)
        self.is_upgraded = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        super().connection_made(transport)
        # What is sent goes at once. The system would keep a message back until the one before is acknowledged, which
        # browsers put off by 40 ms; asyncio asks for this only where a socket names its protocol, uvicorn's do not.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pace.owed(0)
        if len(self.connections) > most():
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Go on."""
        super().data_received(data)
        state = self.conn.their_state
        if not self.is_upgraded and (state is h11.SEND_BODY or (state is h11.IDLE and self.conn.trailing_data[0])):
            self.pace.owed(len(data))
        else:
            self.pace.settled()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over."""
        self.is_upgraded = True
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self.pace.settled()
        super().connection_lost(exc)


class Frames(WebSocketsSansIOProtocol):
    """Websockets: a message that has begun comes in time, and those of all together are not too much."""

    unfinished: ClassVar[dict["Frames", int]] = {}
    """Bytes of its message that each holds, while it is unfinished."""

    def __init__(self, *what: Any, **more: Any) -> None:
        super().__init__(*what, **more)
        self.pace = Pace(lambda: self.transport.abort(), lambda: self.read_paused)
        self.is_awaited = False
        """Whether messages wait to be written together."""

    def data_received(self, data: bytes) -> None:
        """Go on."""
        super().data_received(data)
        held = len(self.conn.reader.buffer) + sum(map(sys.getsizeof, self.frames))
        if not held:
            self._finished()
            return
        self.pace.owed(len(data))
        self.unfinished[self] = held
        if len(self.frames) > PARTS:
            self._end()
        elif sum(self.unfinished.values()) > UNFINISHED:
            max(self.unfinished, key=self.unfinished.__getitem__)._end()

    def handle_ping(self) -> None:
        """Answer; but nothing is kept for whoever takes no answers."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    async def send(self, message: Any) -> None:
        """Send on; what a run has drawn, a hundred messages at once, in one piece. A refusal by an answer of HTTP is an
        end as good as any other, about which nothing is logged."""
        if message.get("bytes") is not None and self.handshake_complete and not self.close_sent:
            await self.writable.wait()
            if self.disconnected:
                raise ClientDisconnected
            try:
                self.conn.send_binary(message["bytes"])
            except InvalidState:
                raise ClientDisconnected from None
            if not self.is_awaited:
                self.is_awaited = True
                self.loop.call_soon(self._write)
            return
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            self.handshake_complete = True

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._finished()
        super().connection_lost(exc)

    def _write(self) -> None:
        self.is_awaited = False
        self.transport.write(b"".join(self.conn.data_to_send()))

    def _end(self) -> None:
        self._finished()
        self.transport.abort()

    def _finished(self) -> None:
        self.pace.settled()
        self.unfinished.pop(self, None)
