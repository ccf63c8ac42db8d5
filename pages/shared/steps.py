"""The way on and back at the foot of each step of the self-assessment."""

import streamlit as st

from pages.shared import in_place, navigation
from pages.shared.answers import Answers
from pages.shared.language import language, pieces
from pages.shared.templates import foot

LEAD_BACK = ("review",)
"""The steps from which one is led to a box and back."""


def draw_way(answers: Answers, here: str) -> None:
    """Draw links to the step after this one and the one before, and below them the foot of the page."""
    steps, walked = navigation.steps(), navigation.walked(answers, here)
    at = walked.index(here)
    ways = [("go_on", step, steps[step]) for step in walked[at + 1 : at + 2]]
    ways += [("go_back", step, steps[step]) for step in walked[:at][-1:]]
    way = ways, came_from(here)
    in_place.kept(way, lambda: in_place.html(pieces("frame").way(*way) + foot(answers.policy, language())))


def came_from(here: str) -> tuple[str, str] | None:
    """The way from `here` back to the step from which one came to change an answer, to the very place, and how the step
    is called; None where one did not."""
    step, at = st.query_params.get("back", ""), st.query_params.get("at", "")
    if step not in LEAD_BACK or step == here:
        return None
    return navigation.href(step, at=f"r{at[1:]}"), navigation.steps()[step]
