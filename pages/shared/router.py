"""Links inside HTML that keep the visitor's session.

An ordinary `<a href>` in `st.html` loads the page anew, and with it goes the session and every answer in it. This
small component listens for clicks on such links and turns them into a change of page within the session; without
scripts, and when opened in a new tab, they stay ordinary links. It also brings `?at=<id>` into view.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import streamlit as st
from streamlit.components import v2

from pages.shared.language import language, say
from pages.shared.static import static

FOLLOWED = "links followed"
"""Session: how many links were followed; the same place is brought into view anew on each visit."""


def follow(pages: Mapping[str, Any]) -> None:
    """Follow the link that the visitor clicked, if any. `pages` are the pages by their address; called once a run,
    before the page is drawn."""
    at = st.query_params.get("at", "")
    followed = st.session_state.get(FOLLOWED, 0)
    answer = v2.component("measures_links", js=static("router.js"))(
        key="links",
        data={"at": at, "visit": f"{followed} {at}", "fails": say("pages.file_fails"), "lang": language()},
        on_link_change=lambda: None,
        height=0,
    )
    if not answer.link:
        return
    address = urlsplit(answer.link)
    page = pages.get(address.path.removeprefix("./").strip("/") or "home")
    if page is not None:
        st.session_state[FOLLOWED] = followed + 1
        st.switch_page(page, query_params=dict(parse_qsl(address.query)))
