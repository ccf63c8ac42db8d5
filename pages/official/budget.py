"""To be drawn."""

import streamlit as st

from pages.shared.language import say


def draw() -> None:
    """Draw the page."""
    st.title(say("pages.nav_budget"))
