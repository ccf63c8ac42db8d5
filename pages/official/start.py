"""What happens once, when the server starts: the registry is made ready, and who may sign in is settled."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import streamlit as st
from starlette.concurrency import run_in_threadpool

from engine import words
from engine.registry import officials
from engine.registry.database import Database, Unavailable, database
from engine.registry.tables import now
from pages.official.sign_in import clock


@asynccontextmanager
async def started(_app: object) -> AsyncIterator[None]:
    """The app's lifespan: before the first visitor, say on the terminal what is to be said."""
    for line in await run_in_threadpool(said_at_start, database):
        print(line, file=sys.stdout, flush=True)
    yield


def said_at_start(opened: Callable[[], Database]) -> list[str]:
    """Make the registry ready; the lines for the terminal: the link for the first account while there is none, or why
    the officials' pages are not available. The app starts either way: companies need no registry for what they do."""
    try:
        registry = opened()
        registry.upgrade()
        token = officials.make_first_link(registry)
    except Unavailable as unavailable:
        return [words.text("signing.unavailable", lang, why=unavailable.message[lang]) for lang in words.LANGUAGES]
    if token is None:
        return []
    until = clock(now() + officials.LINK_LIVES)
    said = [words.text("signing.first_start", lang, expires=until) for lang in words.LANGUAGES]
    return ["", *(f"  {line}" for line in said), f"  {officials.address(own_address(), token)}", ""]


def own_address() -> str:
    """Where this server is reached, as its configuration says."""
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    return f"{scheme}://{st.get_option('browser.serverAddress')}:{st.get_option('server.port')}"
