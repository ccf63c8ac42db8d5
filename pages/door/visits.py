"""Whose a session of Streamlit's is.

Streamlit lets whoever knows a session's id go on with it and hand files over to it, and whoever knows a file's address
fetch it; ids and addresses stand in logs. So every browser brings a random cookie that no script reads and no other
site's request carries, and a session is for the cookie that it began with, an official's for the same sign-in too.
"""

import re
import secrets
from collections import deque
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection
from starlette.types import Scope

from engine.registry import access

COOKIE = "visit"
"""Kept until the browser is closed."""
MOST = 10_000
"""So many sessions are known; the one without a run for the longest time is forgotten first."""
FILES = 64
"""So many of the files that a session offered last are its own to fetch."""
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass
class Visit:
    """One session: the hash of the cookie that it began with, of the token of the sign-in that it has become (or
    nothing), the addresses of the files that it offers, and when its connection ended (None while it is there)."""

    visitor: str
    sign_in: str = ""
    files: deque[str] = field(default_factory=lambda: deque(maxlen=FILES))
    left: float | None = None


_visits: dict[str, Visit] = {}
"""By the session's id."""


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
    visit = _visits.pop(session, None)
    if visit is None:
        if cookie is None:
            return
        visit = Visit(access.hashed(cookie))
    visit.sign_in = sign_in or visit.sign_in
    _visits[session] = visit  # the latest last
    if len(_visits) > MOST:
        del _visits[next(iter(_visits))]


def stay(session: str) -> None:
    """The visitor has come back to a session."""
    visit = _visits.get(session)
    if visit is not None:
        visit.left = None


def note_file(session: str, address: str) -> None:
    """Note that the session offers the file at this address."""
    visit = _visits.get(session)
    if visit is not None and address not in visit.files:
        visit.files.append(address)


def may_use(session: str, cookie: str | None, token: str | None) -> bool:
    """Whether whoever brings this visitor's cookie, and perhaps an official's token, may go on with a session or hand
    files over to it."""
    visit = _visits.get(session)
    return visit is not None and _is_whose(visit, cookie, token)


def may_fetch(address: str, cookie: str | None, token: str | None) -> bool:
    """Whether a session of whoever brings these offers the file at this address."""
    return any(address in visit.files for visit in list(_visits.values()) if _is_whose(visit, cookie, token))


def _is_whose(visit: Visit, cookie: str | None, token: str | None) -> bool:
    is_visitor = cookie is not None and access.hashed(cookie) == visit.visitor
    return is_visitor and (not visit.sign_in or (token is not None and access.hashed(token) == visit.sign_in))


def of(cookie: str) -> dict[str, Visit]:
    """The sessions that began with this cookie, by id."""
    visitor = access.hashed(cookie)
    return {session: visit for session, visit in list(_visits.items()) if visit.visitor == visitor}


def forget(session: str) -> None:
    """Nobody goes on with this session."""
    _visits.pop(session, None)
