"""Links inside HTML that keep the visitor's session.

An ordinary `<a href>` in `st.html` loads the page anew, and with it goes the session and every answer in it. router.js
listens for clicks on such links and turns them into a change of page within the session; without scripts, and when
opened in a new tab, they stay ordinary links. It also brings `?at=<id>` into view.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from pages.shared.language import say

FOLLOWED = "links followed"
"""Session: how many links were followed; the same place is brought into view anew on each visit."""


def told() -> dict[str, str]:
    """What router.js is told: the place that is asked for, at which visit, and what to say where a file fails."""
    at = st.query_params.get("at", "")
    return {
        "at": at,
        "visit": f"{st.session_state.get(FOLLOWED, 0)} {at}",
        "fails": say("pages.file_fails"),
        "waits": say("pages.file_waits"),
    }


def follow(link: str | None, pages: Mapping[str, Any]) -> None:
    """Follow the link that the visitor clicked, if any. `pages` are the pages by their address; called once a run,
    before the page is drawn."""
    if not link:
        return
    address = urlsplit(link)
    page = pages.get(address.path.removeprefix("./").strip("/") or "home")
    if page is not None:
        st.session_state[FOLLOWED] = st.session_state.get(FOLLOWED, 0) + 1
        st.switch_page(page, query_params=dict(parse_qsl(address.query)))
