"""Files that are made when somebody asks for them: how they are sent, and the links to those that a page offers to the
visitor who sees it.

Streamlit's own download button keeps what was made until the visit is over, says in English where nothing was made, and
has to be drawn anew after each answer. So a page offers a file by a link. Its address holds a ticket that is the
visit's own: the offer is kept with the visit and ends with it, the front door lets in only whose visit it is, and
nothing that was made is kept.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from urllib.parse import quote
from weakref import WeakValueDictionary

import streamlit as st
from anyio import CapacityLimiter, to_thread
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from streamlit.runtime.scriptrunner import get_script_run_ctx

from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused
from engine.workshop.workshop import Busy, Job, NotMade, workshop
from pages.door import runs, visits
from pages.door.proxies import client_address
from pages.shared.templates import template

PLACE = "/download/own"
SHELF = "files offered"
"""Session: what this visit's pages offer."""
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""Of documents, by the end of a file's name."""


@dataclass(frozen=True)
class Download:
    """A file to be sent: how it is called, what it is, and its parts in order."""

    name: str
    media_type: str
    parts: Iterator[bytes]


@dataclass(frozen=True)
class Link:
    """The way to a file that a page offers: under which `place` of the visit's own it is found, in which words, the
    file's name and what makes it, what is said while that takes a moment (nothing: it takes none), and whether it is
    what most people want. `make` is called for whoever follows the link, beside the visit: it knows of it what it was
    given."""

    place: str
    says: str
    name: str
    make: Callable[[], bytes]
    waits: str = ""
    is_main: bool = False


class _Shelf(dict[str, Link]):
    """What one visit, the `session`, offers, by the last part of its address; gone as soon as nothing else of the visit
    is there."""

    session = ""


_shelves: WeakValueDictionary[str, _Shelf] = WeakValueDictionary()
"""By their tickets."""


def links_html(*links: Link) -> Markup:
    """Links to files of this visit, side by side."""
    ticket = _ticket()
    shelf, place = _shelves[ticket], f"{PLACE}/{ticket}"
    if (context := get_script_run_ctx()) is not None:
        shelf.session = context.session_id
        visits.note_files(shelf.session, place)
    shelf.update({link.place: link for link in links})
    shown = [(f"{place}/{link.place}", link.says, link.waits, link.is_main) for link in links]
    return template("pieces", "zh").files(shown)


def _ticket() -> str:
    """The ticket of this visit, with which its shelf is found."""
    held: tuple[str, _Shelf] | None = st.session_state.get(SHELF)
    if held is None:
        held = st.session_state[SHELF] = secrets.token_urlsafe(24), _Shelf()
        _shelves[held[0]] = held[1]
    return held[0]


def made(makes: str, *given: object) -> bytes:
    """The document that the function `makes` ("module:name") makes of what it is given, made in the workshop. Refused
    as the function refuses; NotMade."""
    return workshop().make(Job(makes, given))


# ------------------------------------------------------------------------------------------------------------- sending

_threads = CapacityLimiter(workshop().places + 8)
"""Whoever asks waits in the workshop, which says when too many do; never before it, where nobody says anything."""
FOR_OFFICIALS = 2
"""So many places are the officials', whose files are made so many at a time (`downloads`)."""
FOR_VISITORS = workshop().places - FOR_OFFICIALS
FROM_ONE = FOR_VISITORS * 4 // 5
"""So many files are made or waited for at a time from one address: nobody takes every place."""
_asking: Counter[str] = Counter()
"""How many are, by address; a file that takes no moment is not counted, and finds a thread beside them."""


def route() -> Route:
    """The route of what visits offer."""

    async def own(request: Request) -> Response:
        shelf = _shelves.get(request.path_params["ticket"])
        if shelf is not None:
            await runs.over(shelf.session)
        offer = None if shelf is None else shelf.get(request.path_params["what"])
        if offer is None:
            return gone()
        kind = MEDIA_TYPES[offer.name.rpartition(".")[2]]
        made = partial(sent, lambda: Download(offer.name, kind, iter([offer.make()])))
        if not offer.waits:
            return await to_thread.run_sync(made, limiter=_threads)
        address = client_address(request.scope)
        if _asking[address] >= FROM_ONE or _asking.total() >= FOR_VISITORS:
            return no_file([Busy().message], 503)
        _asking[address] += 1
        try:
            return await to_thread.run_sync(made, limiter=_threads)
        finally:
            _asking.subtract([address])
            if not _asking[address]:
                del _asking[address]

    return Route(f"{PLACE}/{{ticket}}/{{what}}", own, methods=["GET"])


def gone() -> Response:
    """The answer to whoever asks for a file that no visit of theirs offers."""
    return no_file([words.both("documents.gone")], 404)


def sent(asked: Callable[[], Download]) -> Response:
    """The file, or in words why there is none."""
    try:
        made = asked()
        # The first part before the answer begins: a function that makes a file bit by bit asks only then who it is.
        parts = iter(made.parts)
        first = next(parts, b"")
    except Refused as refused:
        return no_file([error["message"] for error in refused.errors], 422)
    except NotMade as fault:
        return no_file([fault.message], 503)
    headers = {
        "cache-control": "no-store",
        "content-disposition": f"attachment; filename*=utf-8''{quote(made.name, safe='')}",
    }
    return StreamingResponse(chain([first], parts), media_type=made.media_type, headers=headers)


def no_file(
    messages: Iterable[Both],
    status: int,
    title: str = "documents.refused_title",
    foot: Mapping[str, Markup] | None = None,
) -> Response:
    """Why there is no file, in both languages, for whoever asks: a browser or a script. `foot` is HTML below it."""
    messages = list(messages)
    sections = [
        (lang, words.text(title, lang), [message[lang] for message in messages], foot[lang] if foot else "")
        for lang in words.LANGUAGES
    ]
    html: Markup = template("sign_in", "zh").no_file(sections)
    return Response(html, status, {"cache-control": "no-store"}, "text/html")
