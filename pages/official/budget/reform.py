"""条款推演: the law's own text is the control panel. Any number in it can be changed, and what that does stands beside
it at once.

What is changed is the scenario that is adjusted on the page of the budget: it stands on the same desk, with the same
name, kept in the same way. It is compared with the law as it stands and the budget of the year. All of the page but its
frame is a fragment.
"""

from functools import partial

import streamlit as st
from markupsafe import Markup

from engine.policy.pack import Policy
from engine.registry.cohorts import Held
from engine.scenario.worked import Worked
from engine.view import marks
from engine.view.budget import slider
from engine.view.budget.reform import Reform, reform
from pages.official.asking import calmly
from pages.official.budget import controls, desk_store, drafts, keeping, law_panel, opening, sharing, side_by_side
from pages.official.budget.drafts import Desk
from pages.official.budget.law_panel import say
from pages.official.budget.side_by_side import Source
from pages.official.effect.drawing import draw_effect
from pages.shared.in_use import policy_in_use
from pages.shared.language import language
from pages.shared.navigation import href
from pages.shared.templates import template


@calmly()
def draw() -> None:
    """Draw the page for the claims that officials keep."""
    draw_for(policy_in_use(), language(), side_by_side.REGISTRY, "budget")


def draw_for(policy: Policy, lang: str, source: Source, beside: str) -> None:
    """Draw all of the page for claims from this source; `beside`: the address of the page of the budget for them."""
    none_yet = ("reform.heading", "reform.nothing_yet")
    side_by_side.draw_over(policy, lang, source, none_yet, lambda *_: _draw(policy, source, beside, lang))


@st.fragment
def _draw(policy: Policy, source: Source, beside: str, lang: str) -> None:
    """The scenario, the law's text, and what comes of it."""
    with calmly():
        desk = drafts.current()
        held = source.held(policy, desk.year, lang)
        if held.worked is None:
            st.rerun()
        keeping.settle(desk, held.kept)
        opening.settle(desk, source.desk)
        desk.is_overtaken = False
        _draw_held(desk, source, held, held.worked, beside, lang)
        desk_store.keep(desk, source.desk)


def _draw_held(desk: Desk, source: Source, held: Held, worked: Worked, beside: str, lang: str) -> None:
    outcomes = side_by_side.beside_law(desk, worked, lang)
    found = None if outcomes is None else reform(desk.policy, *outcomes, worked.compared(*outcomes))
    st.html(_heading(desk, worked, found, lang))
    with st.container(key="rf_band"):
        with st.container(horizontal=True, vertical_alignment="bottom", key="bd_choice"):
            controls.draw_choice(desk, lang)
        part = st.expander(say("others", lang), key=f"rf-others-{lang}", on_change="rerun")
        if part.open:
            with part:
                st.html(template("pieces", lang).para("m-over", say("others_help", lang)))
                budgets = (draft.scenario.budget for draft in desk.drafts)
                scale = slider.NOTHING_YET if outcomes is None else slider.scale(outcomes[0], budgets)
                controls.draw_beyond_text(desk, scale, lang)
    keeping.draw_notice(desk, lang)
    opening.draw(desk, source.desk, lang)
    with st.container(key="rf_two"):
        left, right = st.columns([13, 10], gap="large")
        with left:
            law_panel.draw(desk, found, lang)
        with right, st.container(key="rf_effect"):
            if found is not None:
                st.html(template("reform", lang).effect(found))
    if outcomes is not None and found is not None and (found.changes or found.beyond):
        # All that the scenario changes: for whom, where most, by which steps, how evenly; drawn where it is opened.
        part = st.expander(say("effect", lang), key=f"rf-effect-{lang}", on_change="rerun")
        if part.open:
            with part:
                draw_effect(desk.policy, worked, *outcomes, partial(source.people, held), lang)
    keeping.draw_current(desk, lang)
    sharing.draw(desk, source.desk, held, "reform", lang)
    table = href("amendments" if desk.keeps else "sandbox-amendments")
    st.html(template("reform", lang).ways(href(beside), "to_budget" if desk.keeps else "to_sandbox", table))


def _heading(desk: Desk, worked: Worked, found: Reform | None, lang: str) -> Markup:
    mark = marks.mark(invented=worked.cohort.invented)
    own: Markup = template("reform", lang).heading(found, mark, desk.year, desk.current.scenario.name)
    return own + template("pieces", lang).marked(worked.cohort)
