"""The front door: what a browser is answered before any page runs.

Streamlit's own page is served with our style sheet in it, so that no rerun sends the sheet again; every answer carries
the safety headers; what nobody needs is closed; an unknown address leads home.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine import words
from pages.official import organisation
from pages.shared import answers, navigation, official, theme
from pages.shared.language import KEY

_STREAMLITS = Path(st.__file__).parent / "static" / "index.html"


@cache
def page() -> str:
    """Streamlit's own page, with our style sheet at its end: after Streamlit's styles, which stand in its head."""
    text = _STREAMLITS.read_text(encoding="utf-8")
    before, end, after = text.rpartition("</body>")
    if not end:
        raise ValueError(f"{_STREAMLITS} has no </body>")
    return f'{before}<link rel="stylesheet" href=".{sheet_address()}" />{end}{after}'


@cache
def sheet_address() -> str:
    """Where the style sheet is served: another address for every other sheet, so that a browser may keep it."""
    return f"/style-{hashlib.sha256(theme.sheet().encode()).hexdigest()[:16]}.css"


def own_inline_scripts() -> list[str]:
    """The scripts that stand inside Streamlit's own page, by their hashes; no other inline script runs."""
    scripts = re.findall(rb"<script>(.*?)</script>", page().encode(), re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts]


# Streamlit draws with inline styles and starts workers from blob addresses, and a component (v2) arrives as a blob
# module. Nothing may be fetched from anywhere else, nor shown inside another site.
POLICY = "; ".join(
    (
        "default-src 'self'",
        " ".join(("script-src 'self' 'wasm-unsafe-eval' blob:", *own_inline_scripts())),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
# What Streamlit serves besides pages. A page's address followed by /_stcore/… is its own probe.
OWN = ("/_stcore/", "/static/", "/media/", "/component/", "/favicon.png", "/manifest.json")
CLOSED = ("/_stcore/metrics", "/_stcore/agent/")
UPLOAD = re.compile("/_stcore/upload_file/([^/]+)/([^/]+)")
"""Where a file is handed over, and given up again; any page's address may stand before it."""
DOWNLOAD = "/download/"
OURS = (
    official.SIGN_IN,
    official.SIGN_OUT,
    official.FIRST_ACCOUNT,
    official.ACCOUNT,
    official.TICKET,
    official.SESSION,
    official.TELL,
)
"""What routes of our own answer."""


@dataclass(frozen=True)
class Allowance:
    """What somebody may hand over: files that the server holds at a time, bytes of one, bytes of all."""

    files: int
    largest: int
    together: int


TAKEN = 204
"""What Streamlit answers when it has a file."""
FRAME = 16 * 1024
"""Bytes of a request around the file that it hands over."""
VISITOR = Allowance(10, 2**20 + FRAME, 10 * 2**20)
"""A saved file that was read is given up at once."""
OFFICIAL = Allowance(600, 20 * 2**20 + FRAME, 300 * 2**20)
MOST_VISITORS = 10_000


class FrontDoor:
    """Answers pages and the style sheet itself, closes what nobody needs, sends unknown addresses home, and leaves the
    rest to the app behind it.

    Left to itself, Streamlit answers an unknown address with an English "Page not found" over the home page, and one
    of two segments with a blank page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.files: dict[str, dict[str, int]] = {}
        """Session id -> ids of the files that it has handed over -> their bytes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await self.app(_own_session_only(scope), receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in HEADERS if h[0] not in given)]
            await send(message)

        upload = UPLOAD.search(scope["path"])
        if upload is not None:
            session, file = upload.groups()
            await self._hand_over(session, file, scope, receive, send_safely)
            return
        answer = await self._answer(scope)
        await answer(scope, receive, send_safely)

    async def _answer(self, scope: Scope) -> ASGIApp:
        path = scope["path"]
        page_name = path.strip("/")
        if page_name in navigation.OFFICIAL:
            if not await _is_official(scope):
                return RedirectResponse(_sign_in_first(scope), 303, {"cache-control": "no-store"})
            return Response(page(), media_type="text/html", headers={"cache-control": "no-store"})
        if page_name in addresses():
            return Response(page(), media_type="text/html", headers={"cache-control": "no-cache"})
        if path == sheet_address():
            forever = {"cache-control": "public, max-age=31536000, immutable"}
            return Response(theme.sheet(), media_type="text/css", headers=forever)
        if path.startswith(CLOSED):
            return Response(status_code=404)
        if path in OURS or path.startswith((DOWNLOAD, *OWN)) or "/_stcore/" in path:
            return self.app
        if path in organisation.PROVIDERS and organisation.is_configured():
            return self.app
        return RedirectResponse("/", status_code=303)

    async def _hand_over(self, session: str, file: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a file in, or give it up. Streamlit itself refuses a file of a session that there is not; it counts
        nothing, knows one size for everybody, asks nobody who it is, and forgets the files when the session ends."""
        if not official.may_use(session, _token(scope)):
            await Response(status_code=403)(scope, receive, send)
            return
        allowed = OFFICIAL if await _is_official(scope) else VISITOR
        held = self.files.pop(session, {})
        if scope["method"] == "DELETE":
            held.pop(file, None)
        if held or scope["method"] == "PUT":
            self.files[session] = held  # the latest last
        if len(self.files) > MOST_VISITORS:
            del self.files[next(iter(self.files))]
        if scope["method"] != "PUT":
            await self.app(scope, receive, send)
            return
        if file not in held and len(held) >= allowed.files:
            await Response(status_code=429)(scope, receive, send)
            return
        most = min(allowed.largest, allowed.together - sum(held.values()) + held.get(file, 0))
        held[file] = 0

        async def receive_counted() -> Message:
            message = await receive()
            held[file] = held.get(file, 0) + len(message.get("body", b""))
            if held[file] > most:
                # Answered by the app behind as any refusal is; nothing more is read.
                raise HTTPException(413)
            return message

        is_taken = False

        async def send_noting(message: Message) -> None:
            nonlocal is_taken
            if message["type"] == "http.response.start":
                is_taken = message["status"] == TAKEN
            await send(message)

        try:
            await self.app(scope, receive_counted, send_noting)
        finally:
            # Also where the visitor went away in the middle, and where there is no such session.
            if not is_taken:
                held.pop(file, None)
            if not held:
                self.files.pop(session, None)


def _token(scope: Scope) -> str | None:
    return HTTPConnection(scope).cookies.get(official.COOKIE)


async def _is_official(scope: Scope) -> bool:
    """Whether the request brings the cookie of a live session."""
    token = _token(scope)
    return token is not None and await run_in_threadpool(official.is_live, token)


def _sign_in_first(scope: Scope) -> str:
    """The address of the sign-in page that leads back to what was asked for."""
    query = scope.get("query_string", b"").decode("latin-1")
    asked = {"next": scope["path"].strip("/") + (f"?{query}" if query else "")}
    lang = dict(parse_qsl(query)).get(KEY)
    return f"{official.SIGN_IN}?{urlencode({**asked, KEY: lang} if lang in words.LANGUAGES else asked)}"


def _own_session_only(scope: Scope) -> Scope:
    """The request for a visit without the session that it wants to go on with, if that is an official's and the cookie
    is not the one that it belongs to: then a new session begins.

    Streamlit's page names the session as the third of the sub-protocols.
    """
    token = _token(scope)

    def without_anothers(key: bytes, value: bytes) -> bytes:
        parts = [part.strip() for part in value.decode("latin-1").split(",")]
        if key != b"sec-websocket-protocol" or all(official.may_use(part, token) for part in parts):
            return value
        return ", ".join(part for part in parts if official.may_use(part, token)).encode("latin-1")

    return {**scope, "headers": [(key, without_anothers(key, value)) for key, value in scope["headers"]]}


def addresses() -> set[str]:
    """Every address of a page for everybody. One segment each: Streamlit's page asks for ./static/…, so a longer
    address would stay blank."""
    articles = {navigation.article_place(p.article) for p in answers.policy_in_use().provisions}
    more = {organisation.ADDRESS} if organisation.is_configured() else set()
    return {"", "profile", "review", "result", "submit", "law", "briefing"} | articles | more
