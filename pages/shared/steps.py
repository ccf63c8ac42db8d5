"""The way on and back at the foot of each step of the self-assessment."""

import streamlit as st
from markupsafe import Markup

from pages.shared import navigation
from pages.shared.answers import current
from pages.shared.language import pieces

LEAD_BACK = ("review",)
"""The steps from which one is led to a box and back."""


def way_html(here: str) -> Markup:
    """Links to the step after this one and the one before."""
    steps, walked = navigation.steps(), navigation.walked(current(), here)
    at = walked.index(here)
    ways = [("go_on", step, steps[step]) for step in walked[at + 1 : at + 2]]
    ways += [("go_back", step, steps[step]) for step in walked[:at][-1:]]
    return pieces("frame").way(ways, came_from(here))


def came_from(here: str) -> tuple[str, str] | None:
    """The way from `here` back to the step from which one came to change an answer, to the very place, and how the step
    is called; None where one did not."""
    step, at = st.query_params.get("back", ""), st.query_params.get("at", "")
    if step not in LEAD_BACK or step == here:
        return None
    return navigation.href(step, at=f"r{at[1:]}"), navigation.steps()[step]
