"""Where the screens are, and the way from one to the next."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from engine.text.numerals import article_label
from engine.text.phrases import Both, both
from pages.shared.addresses import address
from pages.shared.answers import Answers
from pages.shared.language import language, say

REGISTERED, PLACES, STEPS = "pages registered", "places", "steps"
"""Session: for what the pages were made that it has; they themselves; and the steps of the self-assessment."""
OUT_OF_THE_WAY = ("not_selected", "not_applicable")
"""The states of articles that nobody is led to."""
MENU = ("claims", "budget", "reform", "forecast", "inverse", "journal")
"""The addresses of the officials' pages in the menu, in its order."""
OFFICIAL = (*MENU, "amendments")
"""The addresses of the officials' pages."""
BESIDE = {
    "example": "results.example",
    "many": "companies.heading",
    "submit": "pages.nav_submit",
    "law": "pages.nav_law",
    "briefing": "briefing.label",
    "sandbox": "budget.sandbox",
    "sandbox-reform": "reform.sandbox",
    "sandbox-amendments": "amendments.sandbox",
    "sandbox-forecast": "forecast.sandbox",
}
"""The addresses of everybody's pages beside the self-assessment, and how each is called."""
ORGANISATION = "organisation"
"""The address at which an identity provider's visitor comes back, where there is a provider."""


def article_place(number: int) -> str:
    """The address of an article's page."""
    return f"article-{number}"


def article_step(number: int, title: str | Both) -> str:
    """An article with what it is about, in the language of this run."""
    return say("pages.article_step", article=article_label(number, language()), title=title)


def register(
    draw: Mapping[str, Callable[[], None]],
    article: Callable[[int], None],
    answers: Answers,
    *,
    official: bool,
    ended: Callable[[], None] | None = None,
) -> st.Page:
    """Register every page and return the one that the visitor is on. Addresses have one segment each. The officials'
    pages are there for an `official` only: what is not registered is not served. `ended` is drawn in their place for
    whoever was one when the visit began."""
    of = answers.policy, language(), official, ended
    if REGISTERED not in st.session_state or st.session_state[REGISTERED] != of:
        steps, shown = _drawn(draw, article, answers)
        if official:
            shown |= {name: draw[name] for name in OFFICIAL}
        elif ended is not None:
            shown |= dict.fromkeys(OFFICIAL, ended)
        st.session_state[STEPS] = steps
        st.session_state[PLACES] = _pages(shown, steps, official=official)
        st.session_state[REGISTERED] = of
    return st.navigation(list(places().values()), position="top")


def _drawn(
    draw: Mapping[str, Callable[[], None]], article: Callable[[int], None], answers: Answers
) -> tuple[dict[str, str], dict[str, Callable[[], None]]]:
    """The steps of the self-assessment, by their addresses, and what draws everybody's pages."""
    steps = {name: say(f"pages.{name}") for name in ("profile", "happened")}
    drawn = {name: draw[name] for name in steps}
    for number in answers.articles():
        name = article_place(number)
        steps[name] = article_step(number, both(answers.policy.article(number).title))
        drawn[name] = partial(article, number)
    for name in ("review", "result", "plan"):
        steps[name], drawn[name] = say(f"pages.{name}"), draw[name]
    beside = (*BESIDE, ORGANISATION) if ORGANISATION in draw else BESIDE
    return steps, {"home": draw["home"], **drawn, **{name: draw[name] for name in beside}}


def _pages(shown: Mapping[str, Callable[[], None]], steps: Mapping[str, str], *, official: bool) -> dict[str, st.Page]:
    """The pages as Streamlit knows them, by their addresses."""
    # In the menu, the first step stands for the whole self-assessment.
    menu = {"home": say("pages.nav_home"), "profile": say("pages.nav_company"), "law": say("pages.nav_law")}
    officials = {name: say(f"pages.nav_{name}") for name in OFFICIAL}
    if official:
        menu |= {name: officials[name] for name in MENU}
    titles = {name: say(title) for name, title in BESIDE.items()}
    titles |= {ORGANISATION: say("signing.organisation_title"), **officials, **steps, **menu}
    return {
        name: st.Page(
            function,
            title=titles[name],
            url_path=name,
            default=name == "home",
            visibility="visible" if name in menu else "hidden",
        )
        for name, function in shown.items()
    }


def places() -> dict[str, st.Page]:
    """Every page by its address."""
    return st.session_state[PLACES]


def place(name: str) -> st.Page:
    """The page at an address."""
    return places()[name]


def steps() -> Mapping[str, str]:
    """The addresses of the self-assessment, in their order, and how each step is called."""
    return st.session_state[STEPS]


def walked(answers: Answers, here: str) -> list[str]:
    """The addresses of the steps that are walked through, in their order: what is not ticked, or is closed to the
    applicant, is out of the way, unless it is `here`."""
    out = {article_place(number) for number, state in answers.statuses().items() if state in OUT_OF_THE_WAY}
    return [step for step in steps() if step == here or step not in out]


def link(name: str, label: str, **look: object) -> None:
    """A link to a page. The session, and with it the language, stays."""
    st.page_link(place(name), label=label, **look)  # type: ignore[arg-type]


def href(name: str, **query: str) -> str:
    """The address of a page for an `<a>` in `st.html`, the language kept."""
    return address(name, lang=language(), **query)
