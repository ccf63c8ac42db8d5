"""The briefing: what is published of a scenario as slides that fill the screen. As long as nothing is, they show the
invented companies, and every slide says so. It knows nothing else.

All slides are in the page and `briefing.js` shows one of them: going on asks nothing of the server.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

import streamlit as st
from markupsafe import Markup
from streamlit.components import v2

from engine.documents import story
from engine.policy.pack import Policy
from engine.sample.example import example
from engine.text import words
from pages.briefing.drawing import body_html, clauses
from pages.shared import navigation, published
from pages.shared.in_use import policy_in_use, today
from pages.shared.language import NAMES, language
from pages.shared.static import static
from pages.shared.templates import foot, template

Json = Mapping[str, Any]
_log = logging.getLogger(__name__)
CASE = "case"
"""The kind of a slide about one invented company."""
KEPT = 8
_last: dict[tuple[str, ...], Markup | None] = {}
"""What was drawn last, by policy, publication and language: it is everybody's, and changes only with those. None for
what cannot be told: it is not tried, and not logged, by every visitor anew."""
_examples: dict[tuple[str, ...], Json] = {}
"""What would be published of the invented companies today, by policy, day and language."""


def draw() -> None:
    """Draw the page."""
    lang, policy = language(), policy_in_use()
    shown = published.latest(policy)
    drawn = _drawn(policy, _example(policy, lang) if shown is None else shown, lang)
    if drawn is None:
        _draw_unreadable(policy, lang)
        return
    st.html(drawn)
    with st.container(key="p_unseen"):
        v2.component("briefing", js=static("briefing.js"))(key="briefing", height=0)


def _example(policy: Policy, lang: str) -> Json:
    """What would be published of the invented companies: shown, and marked, as long as nothing is published."""
    day = today().isoformat()
    of = policy.id, policy.law.sha256, day, lang
    if of not in _examples:
        with st.spinner(words.text("budget.reading", lang)):
            found = example(policy).publication(lang)
        if len(_examples) >= KEPT:
            _examples.clear()
        _examples[of] = found
    return _examples[of]


def _draw_unreadable(policy: Policy, lang: str) -> None:
    """What is published cannot be shown: what has to be done first."""
    st.html(template("briefing", lang).unreadable())
    with st.container(key="m_actions", horizontal=True):
        navigation.link("home", words.text("briefing.none_home", lang))
        if "budget" in navigation.places():
            navigation.link("budget", words.text("briefing.none_budget", lang))
    st.html(foot(policy, lang))


def _drawn(policy: Policy, shown: Json, lang: str) -> Markup | None:
    """The slides as HTML, of what was published; None where it cannot be told under the policy in use."""
    of = policy.id, policy.law.sha256, str(shown.get("published") or shown["date"]), lang
    if of not in _last:
        while len(_last) >= KEPT:
            _last.pop(next(iter(_last)), None)
        try:
            _last[of] = show_html(story.story(policy, shown), words.text("results.foot_disclaimer", lang), lang)
        except (LookupError, ValueError, TypeError):
            _log.exception("what is published cannot be told in slides")
            _last[of] = None
    return _last[of]


def show_html(told: Sequence[story.Slide], foot: str, lang: str) -> Markup:
    """The slides of a story and the frame around all of them, `foot` below each. Cases are numbered: the presenter may
    leave them out."""
    cases = count(1)
    drawn = [
        (slide, clauses(slide.title[lang]), body_html(slide, lang), str(next(cases)) if slide.kind == CASE else "")
        for slide in told
    ]
    other = next(code for code in words.LANGUAGES if code != lang)
    return template("briefing", lang).show(drawn, foot, other, (words.text("pages.html_lang", other), NAMES[other]))
