"""Files for officials: made when asked for, sent while they are made, kept nowhere.

Streamlit's own download button serves a file to whoever knows its address, without a cookie and after the session. So
an official's page links to `/download/<what>?…` instead, and the session is looked up when the file is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from urllib.parse import quote, urlencode

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from engine import words
from engine.refusal import Refused
from engine.registry.access import Credential, NotAllowed
from engine.registry.database import Database, Unavailable, database
from pages.shared import official
from pages.shared.html import esc
from pages.shared.language import KEY

PLACE = "/download"
_AT_ONCE = CapacityLimiter(2)
"""So many files are made at once: each takes a core, and the pages go on meanwhile."""


@dataclass(frozen=True)
class Download:
    """A file to be sent: how it is called, what it is, and its parts in order."""

    name: str
    media_type: str
    parts: Iterator[bytes]


Maker = Callable[[Database, Credential, Mapping[str, str]], Download]
"""Makes a file from what the address asks for. Every function of the registry that it calls gets the credential."""


def href(what: str, **query: str) -> str:
    """The address of a download, for an `<a class="f-leave" …>`."""
    return f"{PLACE}/{what}?{urlencode(query)}" if query else f"{PLACE}/{what}"


def language_of(asked: Mapping[str, str]) -> str:
    """The language that an address asks for, Chinese unless it names another that there is."""
    lang = asked.get(KEY, "")
    return lang if lang in words.LANGUAGES else words.LANGUAGES[0]


def route(makers: Mapping[str, Maker]) -> Route:
    """The route of every download, by name."""

    async def download(request: Request) -> Response:
        token = request.cookies.get(official.COOKIE)
        # Whoever is nobody is told so at once, and keeps nobody waiting.
        if not await run_in_threadpool(official.is_live, token):
            return _said("not_allowed", 403)
        maker = makers.get(request.path_params["what"])
        return await to_thread.run_sync(_answer, maker, token, dict(request.query_params), limiter=_AT_ONCE)

    return Route(f"{PLACE}/{{what}}", download, methods=["GET"])


def _answer(maker: Maker | None, token: Credential, asked: Mapping[str, str]) -> Response:
    if maker is None:
        return _said("no_such_download", 404)
    try:
        made = maker(database(), token, asked)
        # The first part before the answer begins: a function that makes a file bit by bit asks only then who it is.
        parts = iter(made.parts)
        first = next(parts, b"")
    except NotAllowed:
        return _said("not_allowed", 403)
    except Refused as refused:
        return _plain([error["message"] for error in refused.errors], 422, "refused_title")
    except Unavailable as unavailable:
        return _plain([unavailable.message], 503, "unavailable_title")
    headers = {
        "cache-control": "no-store",
        "content-disposition": f"attachment; filename*=utf-8''{quote(made.name, safe='')}",
    }
    return StreamingResponse(chain([first], parts), media_type=made.media_type, headers=headers)


def _said(key: str, status: int) -> Response:
    return _plain([words.both(f"signing.{key}")], status, f"{key}_title" if key == "not_allowed" else "refused_title")


def _plain(messages: list[dict[str, str]], status: int, title: str) -> Response:
    """Why there is no file, in both languages, for whoever asks: a browser or a script."""
    head = words.both(f"signing.{title}")
    said = "".join(
        f'<section lang="{lang}"><h1>{esc(head[lang])}</h1>{"".join(f"<p>{esc(m[lang])}</p>" for m in messages)}'
        f'<p><a href="{official.SIGN_IN}?lang={lang}">{esc(words.text("signing.sign_in_again", lang))}</a></p>'
        "</section>"
        for lang in words.LANGUAGES
    )
    html = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{esc(head["zh"])}</title>{said}</html>'
    return Response(html, status, {"cache-control": "no-store"}, "text/html")
