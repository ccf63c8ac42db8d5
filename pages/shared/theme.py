"""The frame of every page: its style sheet, and its name at the top."""

from functools import cache

import streamlit as st

from engine.policy.pack import Policy
from pages.shared.language import language
from pages.shared.navigation import OFFICIAL
from pages.shared.static import static

_SHEETS = (
    *("styles", "frame", "sign_in", "registry"),
    *("budget", "reform", "amendments", "forecast", "charts", "effect", "inverse", "briefing"),
)
"""Of every page and of some; what comes later has the last word."""

_WIDE = "@media screen { .stApp .stMain .stMainBlockContainer { max-width: 1920px; margin-left: auto; } }"
"""Tables and charts of officials take what a wide screen has, and stand in the middle of a wider one."""
# Chinese fonts draw ’ “ ” … as wide as a character. In English they come from a Latin font: a face of the first
# family in the theme's list that holds nothing else.
_LATIN_QUOTES = (
    '@font-face { font-family: "PingFang SC"; unicode-range: U+2013-2014, U+2018-201D, U+2026;'
    ' src: local("Helvetica Neue"), local("Arial"), local("Liberation Sans"), local("DejaVu Sans"); }'
)


def header(policy: Policy, here: str, in_self_assessment: bool) -> None:
    """What the policy calls the app in the header, and the mark of the page at `here`.

    In the menu, the whole self-assessment is its first page: the others stand in the list at the side.
    """
    title = policy.names.app.in_language(language()).replace("\\", "").replace('"', "")
    menu = "profile" if in_self_assessment else here
    marks = (
        f".stApp header a:is({_to(menu)}) {{ box-shadow: inset 0 -3px 0 var(--m-primary); }}"
        f".stApp header a:is({_to(menu)}) p {{ color: var(--m-text); font-weight: 700; }}"
    )
    quotes = "" if language() == "zh" else _LATIN_QUOTES
    wide = _WIDE if here in OFFICIAL or here.startswith("sandbox") else ""
    st.html(f'<style>:root {{ --app-title: "{title}"; }}{marks}{quotes}{wide}</style>')


def _to(name: str) -> str:
    """A selector for links to the page at this address; the home page's is the root."""
    if not name:
        others = ", ".join(f"[href*='/{other}']" for other in ("profile", "law", *OFFICIAL))
        return f":not({others})"
    return f"[href$='/{name}'], [href*='/{name}?'], [href='{name}'], [href^='{name}?']"


@cache
def sheet() -> str:
    """The style sheet of every page; the front door serves it."""
    return "".join(static(f"{name}.css") for name in _SHEETS)
