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
    steps = navigation.steps()
    before, _, after = _around(navigation.walked(current(), here), here)
    ways = [(key, step, steps[step]) for key, step in (("go_on", after), ("go_back", before)) if step]
    return pieces("frame").way(ways, came_from(here))


def came_from(here: str) -> tuple[str, str] | None:
    """The way from `here` back to the step from which one came to change an answer, to the very place, and how the step
    is called; None where one did not."""
    step, at = st.query_params.get("back", ""), st.query_params.get("at", "")
    if step not in LEAD_BACK or step == here:
        return None
    return navigation.href(step, at=f"r{at[1:]}"), navigation.steps()[step]


def _around(steps: list[str], here: str) -> tuple[str | None, str, str | None]:
    for before, step, after in zip([None, *steps], steps, [*steps[1:], None], strict=False):
        if step == here:
            return before, step, after
    raise ValueError(here)
