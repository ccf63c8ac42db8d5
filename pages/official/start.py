"""What happens when the server starts: the registry is made ready, who may sign in is settled, and memory is; and then
and every day what is kept no longer is deleted, as every company was told."""

import asyncio
import gc
import logging
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import streamlit as st
from starlette.concurrency import run_in_threadpool

from engine.registry import beside, heads, officials, retention
from engine.registry.access import Terminal
from engine.registry.database import Database, Unavailable, database
from engine.registry.tables import now
from engine.text import words
from engine.values.refusal import Refused
from engine.workshop import workshop
from pages.door import visits
from pages.official.sign_in import clock

_log = logging.getLogger(__name__)

SOON, HOUR, DAY = 10, 60 * 60, 24 * 60 * 60
"""Seconds."""
ITSELF = Terminal("system")
"""Who deletes what is kept no longer, in the journal."""


@asynccontextmanager
async def started(_app: object) -> AsyncIterator[None]:
    """The app's lifespan: before the first visitor, say on the terminal what is to be said."""
    for line in await run_in_threadpool(startup_lines, database):
        print(line, file=sys.stdout, flush=True)
    await run_in_threadpool(forget_what_is_over, database)
    await run_in_threadpool(note_the_last_line, database)
    await run_in_threadpool(note_the_address, database)
    settle_memory()
    again = [
        asyncio.create_task(_every(DAY, forget_what_is_over)),
        asyncio.create_task(_every(HOUR, note_the_last_line)),
        asyncio.create_task(_give_back()),
    ]
    try:
        yield
    finally:
        for task in again:
            task.cancel()
        await run_in_threadpool(workshop.close)


def settle_memory() -> None:
    """Keep the collector off what stays for good: what is imported and read once. No search looks at it again; and the
    next searches come as often as what the visits hold grows, not as what is imported would."""
    gc.collect()
    gc.freeze()
    gc.collect()


async def _give_back() -> None:
    """Soon after visits are over, search for what they held: runs search rarely (`runs`), and nobody may come for
    hours."""
    while True:
        await asyncio.sleep(SOON)
        if visits.were_over():
            await run_in_threadpool(gc.collect)


async def _every(seconds: int, do: Callable[[Callable[[], Database]], None]) -> None:
    """Every so many seconds, also after a time that it failed: what it deletes or notes is done the next time."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await run_in_threadpool(do, database)
        except Exception:
            _log.exception("what is done every day or hour failed, and is tried again")


def note_the_address(opened: Callable[[], Database]) -> None:
    """Note beside the database where this server is reached (see `beside`)."""
    with suppress(Unavailable):
        beside.note_address(opened(), own_address())


def note_the_last_line(opened: Callable[[], Database]) -> None:
    """Note the journal's last line beside the database (see `heads`)."""
    with suppress(Unavailable):
        heads.note(opened())


def forget_what_is_over(opened: Callable[[], Database]) -> None:
    """Delete what is kept no longer. A registry that cannot be used now is asked again the next day; where the clock
    does not go with the journal nothing is deleted, and the terminal says why."""
    try:
        retention.purge(opened(), ITSELF)
    except Unavailable:
        return
    except Refused as refused:
        for lang in words.LANGUAGES:
            print(*(error["message"][lang] for error in refused.errors), file=sys.stdout, flush=True)


def startup_lines(opened: Callable[[], Database]) -> list[str]:
    """Make the registry ready; the lines for the terminal: the link for the first account while there is none, or why
    the officials' pages are not available. The app starts either way: companies need no registry for what they do."""
    try:
        registry = opened()
        registry.upgrade()
        token = officials.make_first_link(registry)
    except Unavailable as unavailable:
        return [words.text("signing.unavailable", lang, why=unavailable.message[lang]) for lang in words.LANGUAGES]
    version = sqlite3.sqlite_version
    said = [words.text("registry.no_wal", lang, version=version) for lang in words.LANGUAGES]
    slow = [] if registry.writes_ahead else said
    if token is None:
        return slow
    until = clock(now() + officials.LINK_LIVES)
    said = [words.text("signing.first_start", lang, expires=until) for lang in words.LANGUAGES]
    return [*slow, "", *(f"  {line}" for line in said), f"  {officials.address(own_address(), token)}", ""]


def own_address() -> str:
    """Where this server is reached, as its configuration says."""
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    return f"{scheme}://{st.get_option('browser.serverAddress')}:{st.get_option('server.port')}"
