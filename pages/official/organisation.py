"""Signing in with the organisation's own accounts (OpenID Connect), where `[auth]` is set in Streamlit's secrets.

The provider says who it is; whether that is an official is decided here. The script cannot set the cookie of an
official's session, so it hands a ticket to the page, which the sign-in route exchanges once.
"""

import time
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from engine.registry import officials
from engine.registry.access import Who
from engine.registry.database import Unavailable, database
from engine.values.refusal import Refused
from pages.shared import navigation, official
from pages.shared.language import language, pieces, say

ADDRESS = navigation.ORGANISATION
PROVIDERS = ("/auth/login", "/auth/logout", "/oauth2callback")
"""Streamlit's own routes of the sign-in with a provider."""
COOKIES = "_streamlit_user"
"""How the cookies begin in which Streamlit keeps what the provider has said."""
LED_ON = "led on from the provider"
"""Session: whether the visit was led on to this page."""


@cache
def is_configured() -> bool:
    """Whether there is a provider to sign in with, and the library that talks to it."""
    try:
        return "auth" in st.secrets and find_spec("authlib") is not None
    except StreamlitSecretNotFoundError:
        return False


def draw() -> None:
    """Draw the page: on to the provider, and back with a ticket."""
    if not st.user.is_logged_in:
        st.login()
        return
    known = st.user.to_dict()
    st.html(pieces("official").organisation())
    try:
        ticket = ticket_for(known)
    except (Refused, Unavailable) as refused:
        said = refused.message if isinstance(refused, Unavailable) else refused.errors[0]["message"]
        st.warning(said[language()])
    else:
        st.html(pieces("official").ticket(known["email"], official.TICKET, ticket))
    if st.button(say("signing.organisation_other")):
        st.logout()


def lead_on(who: Who | None) -> None:
    """On to this module's page for whoever has just come back from the provider, which always leads home; once."""
    if who is not None or not is_configured() or not st.user.is_logged_in or LED_ON in st.session_state:
        return
    st.session_state[LED_ON] = True
    issued = st.user.to_dict().get("iat")
    if isinstance(issued, int | float) and time.time() - issued < officials.TICKET_LIVES.total_seconds():
        st.switch_page(navigation.place(ADDRESS))


def ticket_for(known: Mapping[str, object]) -> str:
    """A ticket for whom the provider's claims describe. Refused unless the e-mail is verified and an account has it."""
    email = known.get("email")
    return officials.ticket(database(), email if isinstance(email, str) else None, known.get("email_verified"))
