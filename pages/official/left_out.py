"""Which applications are not in what is worked out from a year's claims, because the present rules refuse them."""

import streamlit as st

from engine.registry.cohorts import Held
from engine.text.phrases import day_text
from pages.shared.language import language, pieces


def draw(held: Held) -> None:
    """Name them, each with the way to it; nothing where there are none."""
    if not held.left_out:
        return
    rows = [(row, day_text(row.day)[language()]) for row in held.left_out]
    st.html(pieces("official").left_out(rows))
