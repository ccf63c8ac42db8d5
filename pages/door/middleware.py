"""The front door: what a browser is answered before any page runs.

Streamlit's own page is served with our style sheet and scripts in it, so that no rerun sends them again; every answer
carries the safety headers; what nobody needs is closed; what another site sends is not done; an unknown address leads
home.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.text import words
from engine.workshop.workshop import NotMade
from pages.door import early, kept, proxies, sharing, visits
from pages.door.sockets import Sockets
from pages.door.uploads import OFFICIAL, UPLOAD, VISITOR, Uploads
from pages.official import organisation
from pages.shared import files, in_use, navigation, official
from pages.shared.language import KEY

_STREAMLITS = Path(st.__file__).parent / "static" / "index.html"


@cache
def page() -> str:
    """Streamlit's own page, with our scripts and what our pages need of its own in its head, the scripts before
    Streamlit's, which call them, and our style sheet at its end: after Streamlit's styles, which stand in its head."""
    text = _STREAMLITS.read_text(encoding="utf-8")
    before, end, after = text.rpartition("</body>")
    if not end or any(part not in before for part in sharing.IN_STREAMLITS):
        raise ValueError(f"{_STREAMLITS} has no </body>, or not what is replaced in it")
    top, first, rest = before.partition('<script type="module"')
    head, begins, body = rest.partition("</head>")
    ours = f'<script type="module" src=".{kept.scripts().address}"></script>'
    sheet = f'<link rel="stylesheet" href=".{kept.sheet().address}" />'
    return f"{top}{ours}{first}{head}{early.links(text)}{begins}{body}{sheet}{end}{after}"


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
# What pages may not ask of the device, and what they may: a briefing fills the screen, a table's cell and a link can be
# copied.
DEVICE = (
    "accelerometer autoplay camera clipboard-read display-capture encrypted-media geolocation gyroscope hid "
    "idle-detection local-fonts magnetometer microphone midi payment picture-in-picture publickey-credentials-get "
    "screen-wake-lock serial usb xr-spatial-tracking"
)
PERMISSIONS = ", ".join([*(f"{name}=()" for name in DEVICE.split()), "clipboard-write=(self)", "fullscreen=(self)"])
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"permissions-policy", PERMISSIONS.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
# What Streamlit serves besides pages. Its page first asks for some of it below the page's own address, in vain.
CORE = "/_stcore/"
OWN = (CORE, "/static/", "/component/", "/manifest.json")
CLOSED = ("/_stcore/metrics", "/_stcore/agent/", "/media/")
HEALTH = "/_stcore/health"
"""What Streamlit's page asks for first of all, before it opens a websocket."""
FOR_A_DAY = "public, max-age=86400"
SAFE = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""
DOWNLOAD = "/download/"
Elsewhere = Callable[[Request], Response]
"""Says that a request came from another site's page, and that nothing was done."""


class FrontDoor:
    """Answers pages and the style sheet itself, closes what nobody needs, sends unknown addresses home, and leaves the
    rest to the app behind it.

    Left to itself, Streamlit answers an unknown address with an English "Page not found" over the home page, and one
    of two segments with a blank page.
    """

    def __init__(self, app: ASGIApp, elsewhere: Elsewhere = lambda _request: Response(status_code=403)) -> None:
        self.app = app
        self.elsewhere = elsewhere
        self.uploads = Uploads(app)
        self.sockets = Sockets(app, self.uploads.drop)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await self.sockets(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        more = [*HEADERS]
        if scope["path"] == HEALTH and visits.brought(scope) is None:
            # Here and not with the page, for which a browser that comes from another site brings no cookie though it
            # has one: a new one would take the visitor's other tabs their sessions.
            more.append((b"set-cookie", visits.made()[1]))

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]} - {b"set-cookie"}
                message["headers"] = [*message["headers"], *(h for h in more if h[0] not in given)]
            await send(message)

        if scope["method"] not in SAFE and not proxies.is_own(scope):
            await self.elsewhere(Request(scope))(scope, receive, send_safely)
            return
        upload = UPLOAD.fullmatch(scope["path"])
        if upload is not None:
            with suppress(ClientDisconnect):
                await self._hand_over(upload[1], upload[2], scope, receive, send_safely)
            return
        answer = await self._answer(scope)
        with suppress(ClientDisconnect):  # in the middle of what was sent
            await answer(scope, receive, send_safely)

    async def _answer(self, scope: Scope) -> ASGIApp:
        path = scope["path"]
        page_name = path.strip("/")
        if page_name in navigation.OFFICIAL:
            if not await _is_official(scope):
                return RedirectResponse(_sign_in_first(scope), 303, {"cache-control": "no-store"})
            return _page(scope, "no-store")
        if page_name in addresses():
            return _page(scope, "no-cache")
        for own in (kept.sheet(), kept.scripts()):
            if path == own.address:
                return own.answer(scope)
        if path == sharing.ICON:
            return Response(sharing.icon(), media_type="image/png", headers={"cache-control": FOR_A_DAY})
        if path == sharing.ROBOTS:
            return Response(sharing.robots(), media_type="text/plain", headers={"cache-control": FOR_A_DAY})
        if (card := sharing.PICTURE.fullmatch(path)) is not None:
            return await run_in_threadpool(_picture, card[1])
        if path.startswith(CLOSED) or CORE in path[1:]:
            return Response(status_code=404)
        if path.startswith(files.PLACE):
            is_theirs = visits.may_fetch(path, visits.brought(scope), official.token(scope))
            return self.app if is_theirs else files.gone()
        if path in official.ROUTES or path.startswith((DOWNLOAD, *OWN)):
            return self.app
        if path in organisation.PROVIDERS and organisation.is_configured():
            return self.app
        return RedirectResponse("/", status_code=303)

    async def _hand_over(self, session: str, file: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a file in, or give it up, for whose the session is."""
        if not visits.may_use(session, visits.brought(scope), official.token(scope)):
            await Response(status_code=403)(scope, receive, send)
        elif scope["method"] == "PUT":
            allowed = OFFICIAL if await _is_official(scope) else VISITOR
            await self.uploads.hand_over(session, file, allowed, scope, receive, send)
        else:
            await self.uploads.take_back(session, file, scope, receive, send)


def _page(scope: Scope, cache_control: str) -> Response:
    """A page as it is served: what its address is stands in its head."""
    headers = {"cache-control": cache_control, "vary": "accept-language"}
    return Response(sharing.with_sharing_tags(page(), scope), media_type="text/html", headers=headers)


def _picture(lang: str) -> Response:
    """The picture beside a shared link; 503 where it is not made."""
    try:
        drawn = sharing.picture(in_use.policy_in_use(), lang)
    except NotMade:
        return Response(status_code=503, headers={"retry-after": "60", "cache-control": "no-store"})
    return Response(drawn, media_type="image/png", headers={"cache-control": FOR_A_DAY})


async def _is_official(scope: Scope) -> bool:
    """Whether the request brings the cookie of a live session."""
    token = official.token(scope)
    return token is not None and await run_in_threadpool(official.is_live, token)


def _sign_in_first(scope: Scope) -> str:
    """The address of the sign-in page that leads back to what was asked for."""
    query = scope.get("query_string", b"").decode("latin-1")
    asked = {"next": scope["path"].strip("/") + (f"?{query}" if query else "")}
    lang = dict(parse_qsl(query)).get(KEY)
    return f"{official.SIGN_IN}?{urlencode({**asked, KEY: lang} if lang in words.LANGUAGES else asked)}"


def addresses() -> set[str]:
    """Every address of a page for everybody. One segment each: Streamlit's page asks for ./static/…, so a longer
    address would stay blank."""
    articles = {navigation.article_place(p.article) for p in in_use.policy_in_use().provisions}
    more = {organisation.ADDRESS} if organisation.is_configured() else set()
    return {"", "profile", "happened", "review", "result", "plan", *navigation.BESIDE} | articles | more
