"""Who is looking: the official behind the cookie of this visit, looked up at every run."""

import streamlit as st

from engine.registry import access
from engine.registry.access import Credential, Who
from engine.registry.database import Unavailable, database

COOKIE = "official"
"""The cookie with the token of an official's session. The sign-in route sets it; no script can read it."""


def credential() -> Credential:
    """The token that came with this visit, if any. It goes with every call to the registry."""
    token: object = st.context.cookies.get(COOKIE)
    return token if isinstance(token, str) else None


def current() -> Who | None:
    """The official who is looking; None for everybody else."""
    token = credential()
    if token is None:
        return None
    try:
        return access.look_up(database(), token)
    except Unavailable:
        return None
