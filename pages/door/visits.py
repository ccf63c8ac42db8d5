"""Whose a session of Streamlit's is.

Streamlit lets whoever knows a session's id go on with it and hand files over to it, and whoever knows a file's address
fetch it; ids and addresses stand in logs. So every browser brings a random cookie that no script reads and no other
site's request carries, and a session is for the cookie that it began with, an official's for the same sign-in too.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import Scope

from engine.registry import access

COOKIE = "visit"
"""Kept until the browser is closed."""
MOST = 10_000
"""So many sessions are known; the one without a run for the longest time is forgotten first."""
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass
class Visit:
    """One session: the hash of the cookie that it began with, of the token of the sign-in that it has become (or
    nothing), below which address the files are that it offers, and when its connection ended (None: it is there)."""

    visitor: str
    sign_in: str = ""
    files: str = ""
    left: float | None = None


_visits: OrderedDict[str, Visit] = OrderedDict()
"""By the session's id, the latest run last."""
_over: list[str] = []
"""Sessions that were over since it was asked last."""


def brought(scope: Scope) -> str | None:
    """The cookie that a request brings, if it is one of ours."""
    token = HTTPConnection(scope).cookies.get(COOKIE)
    return token if token is not None and _TOKEN.fullmatch(token) else None


def made() -> tuple[str, bytes]:
    """A new cookie: its value, and the header that sets it."""
    token = secrets.token_urlsafe(32)
    return token, f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=strict".encode()


def note(session: str, cookie: str | None, sign_in: str = "") -> None:
    """Note in a run whose the session is; it keeps the cookie of its first run. `sign_in`: the hash of the token of the
    official who is looking."""
    visit = _visits.get(session)
    if visit is None:
        if cookie is None:
            return
        visit = Visit(access.hashed(cookie))
    visit.sign_in = sign_in or visit.sign_in
    # Runs do so in threads of their own while the door looks: what is kept is never away from its place for a moment.
    _visits[session] = visit
    with suppress(KeyError):  # it was forgotten just now
        _visits.move_to_end(session)
    if len(_visits) > MOST:
        _visits.popitem(last=False)


def stay(session: str) -> None:
    """The visitor has come back to a session."""
    visit = _visits.get(session)
    if visit is not None:
        visit.left = None


def note_files(session: str, place: str) -> None:
    """Note that the session offers the files below this address."""
    visit = _visits.get(session)
    if visit is not None:
        visit.files = place


def may_use(session: str, cookie: str | None, token: str | None) -> bool:
    """Whether whoever brings this visitor's cookie, and perhaps an official's token, may go on with a session or hand
    files over to it."""
    visit = _visits.get(session)
    return visit is not None and visit in _theirs([visit], cookie, token)


def may_fetch(address: str, cookie: str | None, token: str | None) -> bool:
    """Whether a session of whoever brings these offers the file at this address."""
    place = address.rpartition("/")[0]
    return any(visit.files == place for visit in _theirs(list(_visits.values()), cookie, token))


def _theirs(known: Iterable[Visit], cookie: str | None, token: str | None) -> list[Visit]:
    """Those of these sessions that are for whoever brings these."""
    if cookie is None:
        return []
    visitor, sign_ins = access.hashed(cookie), {"", access.hashed(token) if token is not None else ""}
    return [visit for visit in known if visit.visitor == visitor and visit.sign_in in sign_ins]


def of(cookie: str) -> dict[str, Visit]:
    """The sessions that began with this cookie, by id."""
    visitor = access.hashed(cookie)
    return {session: visit for session, visit in list(_visits.items()) if visit.visitor == visitor}


def forget(session: str) -> None:
    """Nobody goes on with this session."""
    _visits.pop(session, None)
    _over.append(session)


def were_over() -> bool:
    """Whether visits were over since this was asked last."""
    before = len(_over)
    del _over[:before]
    return before > 0
