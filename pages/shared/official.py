"""Who is looking: the official behind the cookie of this visit, looked up at every run."""

from urllib.parse import urlencode

import streamlit as st
from starlette.requests import HTTPConnection
from starlette.types import Scope
from streamlit.components import v2
from streamlit.runtime.scriptrunner import get_script_run_ctx

from engine.registry import access, officials
from engine.registry.access import Credential, Who
from engine.registry.database import Unavailable, database
from pages.door import visits
from pages.shared import in_place, navigation
from pages.shared.language import KEY, language, pieces
from pages.shared.static import static

COOKIE = "official"
"""The cookie with the token of an official's session. The sign-in route sets it; no script can read it."""
SIGN_IN, SIGN_OUT, FIRST_ACCOUNT, ACCOUNT = "/sign-in", "/sign-out", officials.PLACE, "/account"
TICKET, SESSION, TELL = "/ticket", "/session", "/tell-other-tabs.js"
ROUTES = (SIGN_IN, SIGN_OUT, FIRST_ACCOUNT, ACCOUNT, TICKET, SESSION, TELL)
"""What routes of our own answer."""
WAS = "official's session"
"""Session: the hash of the token with which this visit was an official's."""


def credential() -> Credential:
    """The token that came with this visit, if any. It goes with every call to the registry."""
    token: object = st.context.cookies.get(COOKIE)
    return token if isinstance(token, str) else None


def current() -> Who | None:
    """The official who is looking; None for everybody else."""
    token = credential()
    return None if token is None else _looked_up(token)


def token(scope: Scope) -> str | None:
    """The token that comes with a request, if any."""
    return HTTPConnection(scope).cookies.get(COOKIE)


def is_live(token: str | None) -> bool:
    """Whether a cookie's value is the token of a live session."""
    return token is not None and _looked_up(token) is not None


def _looked_up(token: Credential) -> Who | None:
    try:
        return access.look_up(database(), token)
    except Unavailable:
        return None


# ------------------------------------------------------------------------------------------------ Streamlit's sessions


def settle() -> Who | None:
    """Who is looking (first in every run). Streamlit lets whoever knows a session's id go on with it; an official's
    session goes on for the same sign-in only, and what it holds is dropped for anybody else."""
    who, token = current(), credential()
    mark = access.hashed(token) if isinstance(token, str) else ""
    if st.session_state.get(WAS, mark) != mark:
        st.session_state.clear()
    if who is not None:
        st.session_state[WAS] = mark
    context = get_script_run_ctx()
    if context is not None:
        cookie: object = st.context.cookies.get(visits.COOKIE)
        visits.note(context.session_id, cookie if isinstance(cookie, str) else None, mark if who else "")
    return who


def has_ended(who: Who | None) -> bool:
    """Whether this visit was an official's and is no longer."""
    return who is None and WAS in st.session_state


# ------------------------------------------------------------------------------------------------ what is drawn


def draw(who: Who | None, new_tab: bool) -> None:
    """The header's right: who is signed in and the way out, or the officials' way in. For somebody who has given
    answers the way in opens a new tab: leaving this one would lose them."""
    lang = language()
    if who is None:
        said = pieces("frame").nobody(f"{SIGN_IN}?{KEY}={lang}", new_tab)
    else:
        said = pieces("frame").official(who.name, f"{ACCOUNT}?{KEY}={lang}", f"{SIGN_OUT}?{KEY}={lang}")
    in_place.html(said)


def watch() -> None:
    """Leave when the session ends, in every tab at once. Only where an official is signed in."""
    v2.component("official", js=static("official.js"))(
        key="official",
        data={"pages": list(navigation.OFFICIAL), "address": f"{SIGN_IN}?ended=1&{KEY}={language()}"},
        on_left_change=lambda: None,
        height=0,
    )


def draw_ended() -> None:
    """In the place of an official's page when the session has ended: what that means, and the way back in."""
    place = st.context.url or ""
    name = place.rstrip("/").rsplit("/", 1)[-1].split("?")[0]
    asked = urlencode({KEY: language(), "next": name})
    st.html(pieces("frame").ended(f"{SIGN_IN}?{asked}"))
