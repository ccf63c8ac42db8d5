"""How our cookies are called over https: with `__Host-` before the name, so that the browser takes them only from this
very host, over https and for the whole of it, and no neighbour host can plant one.

Chosen by the scheme that the visitor's browser uses (`proxies.scheme`): over plain http browsers refuse such names.
Everything behind `Cookies` knows the plain names.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.door import proxies

OURS = ("official", "visit")
"""The cookies that say who somebody is."""
PREFIX = "__Host-"


class Cookies:
    """Takes the prefix off what the browser sends, puts it before what we set, and marks every cookie as for https."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        is_https = proxies.scheme(scope) == "https"
        # Where https ends at a proxy that nobody has named as trusted, the page's own address still says so.
        is_secure = is_https or Headers(scope=scope).get("origin", "").startswith("https://")

        async def send_marked(message: Message) -> None:
            if "headers" in message:
                message["headers"] = [
                    (key, _marked(value, is_https, is_secure) if key.lower() == b"set-cookie" else value)
                    for key, value in message["headers"]
                ]
            await send(message)

        if is_https:
            scope = {**scope, "headers": [(k, _plain(v) if k == b"cookie" else v) for k, v in scope["headers"]]}
        await self.app(scope, receive, send_marked)


def _plain(header: bytes) -> bytes:
    """The cookies of a request over https by their plain names. Ours without the prefix are somebody else's."""
    cookies = [cookie.strip() for cookie in header.decode("latin-1").split(";")]
    kept = [cookie for cookie in cookies if cookie.partition("=")[0].strip() not in OURS]
    return "; ".join(
        cookie.removeprefix(PREFIX) if cookie.removeprefix(PREFIX).partition("=")[0].strip() in OURS else cookie
        for cookie in kept
    ).encode("latin-1")


def _marked(header: bytes, is_https: bool, is_secure: bool) -> bytes:
    """A cookie that is set, as it goes out."""
    name, marks = header.partition(b"=")[0].decode("latin-1"), header.lower().split(b";")[1:]
    if is_https and name in OURS:
        header = PREFIX.encode() + header
    if is_secure and not any(mark.strip() == b"secure" for mark in marks):
        header += b"; Secure"
    return header
