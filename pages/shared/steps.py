"""The way on and back at the foot of each step of the self-assessment."""

import streamlit as st

from pages.shared import navigation
from pages.shared.fields import plain
from pages.shared.language import language, say


def draw_way(here: str) -> None:
    """Links to the step after this one and the one before."""
    lang = language()
    steps = list(navigation.steps())
    before, _, after = _around(steps, here)
    with st.container(horizontal=True, key="way"):
        if after:
            navigation.link(after, plain(say("pages.go_on", step=navigation.step_label(after, lang))))
        if before:
            navigation.link(before, plain(say("pages.go_back", step=navigation.step_label(before, lang))))


def _around(steps: list[str], here: str) -> tuple[str | None, str, str | None]:
    for before, step, after in zip([None, *steps], steps, [*steps[1:], None], strict=False):
        if step == here:
            return before, step, after
    raise ValueError(here)
