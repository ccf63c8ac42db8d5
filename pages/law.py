"""The annotated law: every operative phrase with the rule that it drives, and this company's result beside it."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.policy.blocks import Article
from engine.policy.pack import Policy
from engine.text import words
from engine.text.phrases import day_text
from engine.values.refusal import Refused
from engine.view import annotations, worked_examples
from engine.view.annotations import Note
from pages.shared import answers, in_use, navigation, onepager
from pages.shared.files import Link, links_html, made
from pages.shared.language import language
from pages.shared.law_text import original, translation
from pages.shared.templates import foot, template

Result = Mapping[str, Any] | None

OPEN_TRACES = 3
"""Up to so many results stand open beside a phrase."""

# How strongly a phrase is drawn, if several rules or claims say different things of it.
STRENGTH = ("failed", "partly", "unknown", "bind", "met", "amount", "skip", "")
DRAWN = {
    "amount": "bind",
    "skip": "plain",
    "": "plain",
    "met": "met",
    "bind": "bind",
    "failed": "failed",
    "partly": "failed",
    "unknown": "unknown",
}


def draw() -> None:
    """Draw the page."""
    lang = language()
    current = answers.current()
    result = current.assessed()
    st.html(heading(current.policy, result, lang))
    onepager.draw(current.policy, lang)
    _download(current.policy, lang)
    st.html(whole(current.policy, result, current.day(), current.readings_in_force(), lang))
    st.html(foot(current.policy, lang))


def _download(policy: Policy, lang: str) -> None:
    """The annotated law as a document, made when it is asked for; meanwhile the link says that it is being made."""
    day = in_use.today()
    title = policy.short_title.in_language(lang)
    name = words.text("book.download_name", lang, title=title, day=day.isoformat())
    says, waits = (words.text(f"book.{key}", lang) for key in ("download", "waits"))
    st.html(links_html(Link("law.pdf", says, name, partial(document, lang, day), waits)))


@lru_cache(maxsize=4)
def document(lang: str, day: date) -> bytes:
    """The document of a day in one language, made once for everybody: it says nothing of any company."""
    return made("engine.documents.book:pdf", in_use.policy_in_use(), lang, day)


def heading(policy: Policy, result: Result, lang: str) -> Markup:
    """The law's name, where it comes from, how to read this page, and its articles."""
    law = policy.law
    has_result = result is not None and bool(result["claims"])
    return template("law", lang).heading(policy, day_text(law.issued), day_text(law.published), has_result)


def whole(policy: Policy, result: Result, day: date | None, readings: Mapping[str, str], lang: str) -> Markup:
    """All articles with their notes, chapter by chapter."""
    if result is None or not result["claims"]:
        return policy.derived(_Unanswered).whole(day, tuple(readings.items()), lang)
    return _whole(policy, result, day, readings, lang)


class _Unanswered:
    """The page as everybody sees it who has claimed nothing: made once for each day, set of readings and language."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.whole = lru_cache(maxsize=16)(self._whole)

    def _whole(self, day: date | None, readings: tuple[tuple[str, str], ...], lang: str) -> Markup:
        return _whole(self.policy, None, day, dict(readings), lang)


def _whole(policy: Policy, result: Result, day: date | None, readings: Mapping[str, str], lang: str) -> Markup:
    articles = [
        (article.chapter.in_language(lang), article_html(policy, article, result, day, readings, lang))
        for article in policy.articles
    ]
    return template("law", lang).whole(articles)


def article_html(
    policy: Policy, article: Article, result: Result, day: date | None, readings: Mapping[str, str], lang: str
) -> Markup:
    """One article: its words on one side, what they do on the other."""
    number = article.number
    phrases = annotations.phrases(policy)
    marks, notes = [], []
    steps = annotations.cited(result)
    for place, phrase in enumerate(phrases.get(number, []), 1):
        traces = annotations.traces(policy, steps, phrase)
        states = [trace.state for trace in traces]
        drawn = DRAWN[next((s for s in STRENGTH if s in states), "")]
        marks.append(
            {
                "quote": phrase.quote,
                "note": str(place),
                "href": f"#n-{phrase.id}",
                "id": phrase.id,
                "state": drawn,
                "paragraph": phrase.paragraph,
            }
        )
        rules = [_rule(policy, note, day, readings, lang) for note in phrase.notes]
        notes.append({"phrase": phrase, "number": place, "rules": rules, "traces": traces, "open": OPEN_TRACES})
    is_general = article.effect == "general" and number in phrases
    is_claimed = bool(policy.provisions_of(number))
    return template("law", lang).article(
        article,
        original(policy, number, marks),
        "" if lang == "zh" else translation(policy, number, lang, notice=False, is_marked=bool(marks)),
        article.effect if article.effect == "none" or is_general else "",
        annotations.claims_under(policy, result, number) if is_claimed else (),
        navigation.article_place(number) if is_claimed else "",
        notes,
        policy.derived(_CASES[lang]).get(number, ""),
    )


def _folded(policy: Policy, lang: str) -> dict[int, Markup]:
    """Article number -> its worked cases; the same for every visitor. A pack whose cases the engine contradicts shows
    none."""
    try:
        groups = worked_examples.groups(policy)
    except Refused:
        return {}
    return {article: template("law", lang).cases(own) for article, own in groups.items()}


_CASES = {lang: partial(_folded, lang=lang) for lang in words.LANGUAGES}
"""What is derived from a policy is known by what derives it."""


def _rule(policy: Policy, note: Note, day: date | None, readings: Mapping[str, str], lang: str) -> dict[str, Any]:
    """What is shown of a rule: its kind and label, the provision that it is of where several are, and what is said."""
    said = [note.detail[lang]] if note.detail[lang] and note.detail != note.label else []
    if note.window and day is not None:
        span = annotations.bounds_text(policy, note.window, day, dict(readings), lang)
        if span:
            said.append(words.text("results.law_window", lang, span=span))
    if note.kind == "reading" and note.reading:
        reading = policy.reading(note.reading)
        choice = readings.get(note.reading, reading.default)
        if choice != reading.default:
            label = next(c.label for c in reading.choices if c.id == choice)
            said.append(words.text("results.law_reading_now", lang, choice=label.in_language(lang)))
    of = ""
    if note.provision:
        provision = policy.provision(note.provision)
        if len(policy.provisions_of(provision.article)) > 1:
            of = provision.title.in_language(lang)
    return {"kind": note.kind, "label": note.label[lang], "of": of, "said": said}
