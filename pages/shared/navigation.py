"""Where the screens are, and the way from one to the next."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from engine.numerals import article_label
from pages.shared.answers import Answers, current
from pages.shared.language import KEY, language, say

PLACES = "places"
STEPS = "steps"


def article_place(number: int) -> str:
    """The address of an article's page."""
    return f"article-{number}"


def register(draw: Mapping[str, Callable[[], None]], article: Callable[[int], None], answers: Answers) -> st.Page:
    """Register every page and return the one that the visitor is on. Addresses have one segment each."""
    lang = language()
    steps = {"profile": (draw["profile"], say("pages.nav_company"), True)}
    for number in answers.articles():
        title = f"{article_label(number, lang)} {answers.policy.article(number).title.in_language(lang)}"
        steps[article_place(number)] = (partial(article, number), title, False)
    steps["review"] = (draw["review"], say("pages.review"), False)
    steps["result"] = (draw["result"], say("pages.result"), False)
    home = {"home": (draw["home"], say("pages.nav_home"), True)}
    law = {"law": (draw["law"], say("pages.nav_law"), True)}
    places = {
        name: st.Page(
            function, title=title, url_path=name, default=name == "home", visibility="visible" if shown else "hidden"
        )
        for name, (function, title, shown) in {**home, **steps, **law}.items()
    }
    st.session_state[PLACES] = places
    st.session_state[STEPS] = tuple(steps)
    return st.navigation(list(places.values()), position="top")


def places() -> dict[str, st.Page]:
    """Every page by its address."""
    found: dict[str, st.Page] = st.session_state[PLACES]
    return found


def place(name: str) -> st.Page:
    """The page at an address."""
    return places()[name]


def steps() -> Sequence[str]:
    """The addresses of the self-assessment, in their order."""
    found: Sequence[str] = st.session_state[STEPS]
    return found


def step_label(name: str, lang: str) -> str:
    """How a step of the self-assessment is called."""
    answers = current()
    for number in answers.articles():
        if name == article_place(number):
            title = answers.policy.article(number).title.in_language(lang)
            return say("pages.article_step", article=article_label(number, lang), title=title)
    return say(f"pages.{name}")


def link(name: str, label: str, **look: object) -> None:
    """A link to a page. The session, and with it the language, stays."""
    st.page_link(place(name), label=label, **look)  # type: ignore[arg-type]


def href(name: str, **query: str) -> str:
    """The address of a page for an `<a>` in `st.html`, the language kept."""
    address = "./" if name == "home" else name
    return f"{address}?{urlencode({KEY: language(), **query})}"
