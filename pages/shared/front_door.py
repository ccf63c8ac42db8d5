"""The front door: what a browser is answered before any page runs.

Streamlit's own page is served with our style sheet in it, so that no rerun sends the sheet again; every answer carries
the safety headers; what nobody needs is closed; an unknown address leads home.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.shared import answers, navigation, theme

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
MOST_FILES = 10
"""How many files of one visitor the server holds at most. A saved file that was read is given up at once."""
MOST_VISITORS = 10_000


class FrontDoor:
    """Answers pages and the style sheet itself, closes what nobody needs, sends unknown addresses home, and leaves the
    rest to the app behind it.

    Left to itself, Streamlit answers an unknown address with an English "Page not found" over the home page, and one
    of two segments with a blank page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.files: dict[str, set[str]] = {}
        """Session id -> ids of the files that it has handed over."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await self._answer(scope["path"], scope["method"])(scope, receive, send_safely)

    def _answer(self, path: str, method: str) -> ASGIApp:
        if path.strip("/") in addresses():
            return Response(page(), media_type="text/html", headers={"cache-control": "no-cache"})
        if path == sheet_address():
            forever = {"cache-control": "public, max-age=31536000, immutable"}
            return Response(theme.sheet(), media_type="text/css", headers=forever)
        if path.startswith(CLOSED):
            return Response(status_code=404)
        if not self._has_room(path, method):
            return Response(status_code=429)
        if path.startswith(OWN) or "/_stcore/" in path:
            return self.app
        return RedirectResponse("/", status_code=303)

    def _has_room(self, path: str, method: str) -> bool:
        """Whether a visitor may hand over one file more. Streamlit itself refuses a file that is too large, and one
        of a session that there is not; it counts nothing, and forgets the files when the session ends."""
        upload = UPLOAD.search(path)
        if upload is None:
            return True
        session, file = upload.groups()
        held = self.files.pop(session, set())
        self.files[session] = held  # the latest last
        if method == "DELETE":
            held.discard(file)
        elif method == "PUT":
            if len(held | {file}) > MOST_FILES:
                return False
            held.add(file)
        if len(self.files) > MOST_VISITORS:
            del self.files[next(iter(self.files))]
        return True


def addresses() -> set[str]:
    """Every address that a page has. One segment each: Streamlit's page asks for ./static/…, so a longer address
    would stay blank."""
    articles = {navigation.article_place(p.article) for p in answers.policy_in_use().provisions}
    return {"", "profile", "review", "result", "submit", "law", *navigation.OFFICIAL} | articles
