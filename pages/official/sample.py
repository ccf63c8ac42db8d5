"""示例数据: the invented companies that an official loads and removes with a click."""

import streamlit as st

from engine.policy.pack import Policy
from engine.registry import listing, sample_applications
from engine.registry.database import database
from engine.registry.stored import Wanted
from engine.values.refusal import Refused
from pages.official.asking import tell_refused
from pages.shared import official
from pages.shared.language import pieces, say
from pages.shared.notices import notice_html, tell

ASKED = "sample removal"
"""Session: whether the official is being asked if the example data shall really go."""


def count(policy: Policy) -> int:
    """How many claims of the example data there are."""
    return listing.find(database(), official.credential(), policy, Wanted(source="sample"), 0, 1).total


def draw(policy: Policy, there: int) -> None:
    """What the example data is, how much of it (`there`, so many claims), and the button that loads or removes it."""
    with st.container(key="r_sample"):
        st.html(pieces("official").sample(f"{there:,}" if there else ""))
        if not there:
            st.session_state.pop(ASKED, None)
            if st.button(say("claims_page.sample_load"), key="sample_load"):
                _load(policy)
        elif st.session_state.get(ASKED):
            _draw_question(policy, there)
        elif st.button(say("claims_page.sample_remove"), key="sample_remove"):
            st.session_state[ASKED] = True
            st.rerun()


def _draw_question(policy: Policy, there: int) -> None:
    st.html(notice_html(say("claims_page.sample_ask", claims=f"{there:,}"), refused=True))
    with st.container(horizontal=True, key="r_sample_ask"):
        if st.button(say("claims_page.sample_really"), key="sample_really", type="primary"):
            with st.spinner(say("claims_page.sample_removing")):
                removed = sample_applications.remove_sample(database(), official.credential(), policy)
            st.session_state.pop(ASKED)
            _tell("sample_removed", removed.applications, removed.claims)
        if st.button(say("claims_page.sample_not"), key="sample_not"):
            st.session_state.pop(ASKED)
            st.rerun()


def _load(policy: Policy) -> None:
    try:
        with st.spinner(say("claims_page.sample_loading")):
            added = sample_applications.load_sample(database(), official.credential(), policy)
    except Refused as refused:
        tell_refused("claims_page.not_imported", refused)
        st.rerun()
    _tell("sample_known" if added.known else "sample_loaded", added.applications, added.claims)


def _tell(key: str, companies: int, count: int) -> None:
    tell(say(f"claims_page.{key}", applications=f"{companies:,}", claims=f"{count:,}"))
    st.rerun()
