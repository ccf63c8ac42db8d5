"""The finished self-assessment of an invented company, as everybody may look at it. The visitor's own answers stay as
they are."""

import streamlit as st

from engine.policy.pack import Policy
from pages.company import result
from pages.shared import published
from pages.shared.answers import Answers
from pages.shared.in_use import policy_in_use
from pages.shared.language import language
from pages.shared.templates import foot, template

NOBODYS = -1
"""The generation of its answers: no box of the visitor's own is called as theirs are."""
EXAMPLE = "example"
"""Session: the answers of the invented company."""


def draw() -> None:
    """Draw the page."""
    lang, policy = language(), policy_in_use()
    current = _answers(policy)
    assessed = None if current is None else current.assessed()
    if current is None or assessed is None:
        st.html(result.nothing_html(lang) + foot(policy, lang))
        return
    published.settle(current)
    whole = result.whole_of(current, assessed)
    st.html(template("company", lang).example() + result.heading(whole.summary, whole.application, current.day(), lang))
    shown = result.figures(whole.summary, current.ratio_in_force, lang, current.in_force)
    result.draw_figures(shown, current, lang)
    st.html(result.filing_html(current, assessed, lang))
    result.draw_body(whole, current, lang)


def _answers(policy: Policy) -> Answers | None:
    """The answers of the policy's example; None where it has none."""
    found = st.session_state.get(EXAMPLE)
    if not isinstance(found, Answers) or found.policy is not policy:
        content = policy.example()
        found = st.session_state[EXAMPLE] = None if content is None else Answers.holding(policy, content, NOBODYS)
    return found
