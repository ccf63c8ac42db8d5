"""What a visitor's own browser keeps, so that no cut, no F5 and no restart of the server loses an answer; and the
component that goes with every page, which tells its scripts all that they are told, and tells what they say.

The tab keeps the self-assessment by itself, without being asked: it goes with the tab, and no other tab sees it. A
session first hears what its tab has kept, and only then draws a box: so whatever is answered in a session is newer than
anything that could still come from the tab, and never replaced by it.
"""

import json
import secrets
import time
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import streamlit as st
from streamlit.components import v2
from streamlit.delta_generator import DeltaGenerator

from pages.shared import in_place, shelf, tab
from pages.shared.answers import Answers
from pages.shared.language import pieces, say, widget_words
from pages.shared.notices import draw_until_read
from pages.shared.static import static

ASKS = "asks its tab"
"""Session: by what name it asks its tab, until the tab has answered; then an empty text."""
RETURNS = "returns of its tab"
"""Session: how often its tab came back after a cut."""
LOST = "lost in a cut"
"""Session: what was typed and could not be taken, until it is read."""
COOKIE = "tab_keeps"
"""The cookie by which a browser says that one of its tabs keeps something. No answer stands in it."""
PATIENCE = (0.02, 0.03, 0.05, 0.1, 0.1, 0.2, 0.3, 0.5, 0.7)
"""Seconds, one after another: so long a first run waits for the tab before it says that it is waiting."""

HEARD = ("found", "late", "companies", "left", "opened", "link")
"""What the scripts say, by its names."""
SCRIPTS = ("boxes.js", "page.js", "connection.js", "shelf.js", "browser_store.js", "router.js", "every.js")


@cache
def scripts() -> str:
    """The scripts of every page; the front door serves them."""
    return "".join((f"const WORDS = {widget_words()};\n", *map(static, SCRIPTS)))


@cache
def _component() -> Any:
    return v2.component("browser_store", js="export default (component) => window.ourScripts(component);\n")


def settle(answers: Answers, boxes: bool, more: Mapping[str, str]) -> str | None:
    """Have the tab keep what there is; in the first run of a session, take up what the tab has kept. `boxes`: this page
    has boxes of these answers; `more`: what else the scripts of the page are told. Returns the link that was clicked,
    if any."""
    session = st.session_state
    asks = session.setdefault(ASKS, secrets.token_hex(8))
    keep = partial(_keep, st.empty(), answers, boxes, more)
    in_place.after(keep)
    answer = keep()
    if answer.found is not None:
        if asks:
            session[ASKS] = ""
            if answers.is_blank():
                session[LOST] = tab.take_up(answers, answer.found)
        session[RETURNS] = session.get(RETURNS, 0) + 1
        st.rerun()
    elif answer.late is not None:
        tab.take_late(answers, answer.late)
        st.rerun()
    elif shelf.hear(answer.companies, answer.left, answer.opened, answers):
        st.rerun()
    elif asks and st.context.cookies.get(COOKIE) == "1":
        _wait()
    return answer.link


def _keep(place: DeltaGenerator, answers: Answers, boxes: bool, more: Mapping[str, str]) -> Any:
    """Hand the tab what it keeps; what it has said since."""
    asks = st.session_state[ASKS]
    told = {
        **more,
        "asks": asks,
        "returns": st.session_state.get(RETURNS, 0),
        "record": "" if asks or (answers.is_blank() and not boxes) else tab.text(answers),
        "boxes": f"w{answers.generation}-" if boxes else "",
        "cookie": COOKIE,
        **shelf.data(answers),
        "words": {
            "cut": say("pages.cut_kept" if boxes else "pages.cut"),
            "back": say("pages.back_kept" if boxes else "pages.back"),
        },
    }
    with place:
        return _component()(
            key="browser_store",
            data=json.dumps(told).encode(),  # else Streamlit looks at each value, and writes it twice
            height=0,
            **{f"on_{name}_change": lambda: None for name in HEARD},
        )


def _wait() -> None:
    """Wait for the tab: its answer is a run of its own, which ends this one. Nothing is drawn before, so that nobody
    answers what has been answered, and a box that is on the screen stays."""
    place = st.empty()
    for pause in PATIENCE:
        time.sleep(pause)
        place.empty()
    place.html(pieces().para("m-over", say("pages.tab_waits")))
    st.stop()


def draw_lost() -> None:
    """What was typed in a cut and could not be taken."""
    lost = st.session_state.get(LOST)
    if lost:
        draw_until_read(LOST, say("pages.tab_lost_heading"), lost, "lost_read")
