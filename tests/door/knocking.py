"""Requests as an ASGI server hands them over, and what is answered."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Scope

HOST = "127.0.0.1:8501"
OWN = f"http://{HOST}"
VISITOR = "v" * 43
"""A visitor's cookie."""


@dataclass
class Answer:
    """What was sent: the status, and every message."""

    status: int
    sent: list[Message] = field(default_factory=list)

    def headers(self, name: str) -> list[str]:
        """Every value of a header."""
        pairs = [pair for message in self.sent for pair in message.get("headers", ())]
        return [value.decode() for key, value in pairs if key.decode() == name]


def request(path: str, method: str = "GET", *, kind: str = "http", **headers: Any) -> Scope:
    """A request of our own page from this machine, unless the headers say something else; None leaves one out."""
    given = {"host": HOST, "origin": OWN, "cookie": f"visit={VISITOR}"}
    given |= {key.replace("_", "-"): value for key, value in headers.items()}
    return {
        "type": kind,
        "scheme": "http" if kind == "http" else "ws",
        "client": ("127.0.0.1", 50_000),
        "path": path,
        "query_string": b"",
        "headers": [(key.encode(), value.encode()) for key, value in given.items() if value is not None],
        **({"method": method} if kind == "http" else {"subprotocols": []}),
    }


async def knocked(door: ASGIApp, scope: Scope, parts: Iterable[bytes] = (b"",)) -> Answer:
    """What the door answers to one request, whose body comes in these parts."""
    answer, left = Answer(0), list(parts)

    async def receive() -> Message:
        await asyncio.sleep(0)  # others' turn
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message: Message) -> None:
        answer.sent.append(message)
        answer.status = message.get("status", answer.status)

    try:
        await door(scope, receive, send)
    except HTTPException as refused:  # which the app behind answers
        answer.status = refused.status_code
    return answer


def knock(door: ASGIApp, scope: Scope, parts: Iterable[bytes] = (b"",)) -> Answer:
    """The same, outside of a loop."""
    return asyncio.run(knocked(door, scope, parts))


def behind(status: int = 200, seen: list[Scope] | None = None) -> Callable[[Scope, Any, Any], Awaitable[None]]:
    """An app behind the door that reads all that is sent and says so."""

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        if seen is not None:
            seen.append(scope)
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return app
