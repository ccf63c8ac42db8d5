"""Files for officials: made when asked for, sent while they are made, kept nowhere.

Streamlit's own download button serves a file to whoever knows its address, without a cookie and after the session. So
an official's page links to `/download/<what>?…` instead, and the session is looked up when the file is asked for.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from engine.registry import journal
from engine.registry.access import Credential, NotAllowed
from engine.registry.database import Database, Unavailable, database
from engine.text import words
from pages.shared import files, official, onepager
from pages.shared.files import Download
from pages.shared.language import KEY
from pages.shared.templates import template

PLACE = "/download"
ADDRESS = "address"
"""The query parameter with the app's address for a QR code; only the app's own is taken."""
_AT_ONCE = CapacityLimiter(files.FOR_OFFICIALS)
"""So many are read from the registry and made at once; the pages go on meanwhile, and visitors leave each a place."""


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
            return _refusal("not_allowed", 403)
        maker = makers.get(request.path_params["what"])
        asked = dict(request.query_params)
        if not onepager.is_own(asked.get(ADDRESS), request.url.netloc):
            # A link may be anybody's, and what it names would stand on a poster as the authority's.
            asked.pop(ADDRESS, None)
        return await to_thread.run_sync(_answer, maker, token, asked, limiter=_AT_ONCE)

    return Route(f"{PLACE}/{{what}}", download, methods=["GET"])


def _answer(maker: Maker | None, token: Credential, asked: Mapping[str, str]) -> Response:
    if maker is None:
        return _refusal("no_such_download", 404)

    def made() -> Download:
        download = maker(database(), token, asked)
        journal.note_download(database(), token, download.name)
        return download

    try:
        return files.sent(made)
    except NotAllowed:
        return _refusal("not_allowed", 403)
    except Unavailable as unavailable:
        return files.no_file([unavailable.message], 503, "signing.unavailable_title")


def _refusal(key: str, status: int) -> Response:
    title = f"signing.{key}_title" if key == "not_allowed" else "documents.refused_title"
    foot = {
        lang: template("official", lang).sign_in_again(f"{official.SIGN_IN}?lang={lang}") for lang in words.LANGUAGES
    }
    return files.no_file([words.both(f"signing.{key}")], status, title, foot)
