"""核对: every answer on one page, each with the way to change it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.application import matters, questionnaire
from engine.text.numerals import article_label
from engine.text.phrases import day_text
from pages.company.article import asked_label
from pages.shared.addresses import address
from pages.shared.answers import APPLICANT, UNANSWERED, Answers, Asked, current
from pages.shared.fields import place_on_page
from pages.shared.language import language, pieces, say
from pages.shared.navigation import article_place
from pages.shared.steps import way_html
from pages.shared.templates import foot, template


def draw() -> None:
    """Draw the page."""
    lang = language()
    answers = current()
    open_questions = sum(
        1 for a in _everything(answers) if a.required and answers.value(a.address) in (UNANSWERED, None)
    )
    nameless = sum(1 for _ in matters.to_submit(answers.policy, answers.application["claims"]))
    faults = [fault for _, fault in answers.faults()] + ([day] if (day := answers.day_fault()) else [])
    said = [fault[lang] for fault in faults] + [error["message"][lang] for error in answers.refused]
    head = pieces().head(say("pages.review"), say("pages.review_intro"))
    sections = [_applicant(answers, lang), *(s for n in answers.articles() for s in _article(answers, n, lang))]
    st.html(template("company", lang).review(head, said, open_questions, sections, nameless))
    st.html(way_html("review") + foot(answers.policy, lang))


def _everything(answers: Answers) -> Iterable[Asked]:
    yield from answers.asked_of_applicant()
    for claim in answers.application["claims"]:
        yield from answers.asked(claim)


@dataclass(frozen=True)
class Row:
    """One question, its answer, whether that is open or not understood, and where it is changed ("": only read)."""

    label: str
    text: str
    href: str
    is_open: bool = False
    is_bad: bool = False


Section = tuple[str, str | None, list[Row]]
"""Answers under their title, beside which the status of the claim stands (None: it is none of a claim)."""


def read_html(answers: Answers, claims: Iterable[Mapping[str, Any]], lang: str) -> Markup:
    """The facts about the applicant and these claims, to be read only."""
    sections, called = [_applicant(answers, lang, changes=False)], answers.entitled()
    for claim in claims:
        provision = answers.policy.provision(claim["provision"])
        article = article_label(provision.article, lang)
        title = say("pages.article_step", article=article, title=called[claim["id"]].title[lang])
        sections.append((title, None, _rows(answers, claim, "", lang)))
    return template("company", lang).review("", [], 0, sections)


def _applicant(answers: Answers, lang: str, *, changes: bool = True) -> Section:
    day = answers.day()
    unread = say("typed.unreadable", given=answers.day_text()) if answers.day_fault() else say("pages.answer_open")
    place = "profile" if changes else ""
    said = day_text(day)[lang] if day else unread
    rows = [Row(say("pages.day"), said, address(place, lang=lang) if place else "", is_open=day is None)]
    rows += [_answer(answers, asked, place, lang) for asked in answers.asked_of_applicant()]
    return say("pages.profile"), None, rows


def _article(answers: Answers, number: int, lang: str) -> Iterator[Section]:
    place = article_place(number)
    for provision in answers.policy.provisions_of(number):
        gate = answers.gate(provision.id)
        claims, called = answers.claims_of(provision.id), answers.entitled()
        article = article_label(number, lang)
        title = say("pages.article_step", article=article, title=provision.title.in_language(lang))
        if gate is not True:
            said = say("pages.gate_no") if gate is False else say("pages.status_not_started")
            yield title, None, [Row(say("pages.gate_short"), said, address(place, lang=lang))]
        for claim in claims:
            result = answers.result_of(claim["id"])
            name = say("pages.article_step", article=article, title=called[claim["id"]].title[lang])
            yield name, result["status"] if result else "", _rows(answers, claim, place, lang)


def _rows(answers: Answers, claim: Mapping[str, Any], place: str, lang: str) -> list[Row]:
    """Every answer of a claim."""
    return [_answer(answers, asked, place, lang) for asked in answers.asked(dict(claim))]


def _answer(answers: Answers, asked: Asked, place: str, lang: str) -> Row:
    """One question and its answer; what is not understood is shown as it was typed."""
    value = answers.value(asked.address)
    own = asked.address[0] == APPLICANT
    provision = None if own else answers.policy.provision(answers.claim(str(asked.address[0]))["provision"])
    answer = questionnaire.said(asked.fact, provision, asked.required, value, to_submit=asked.to_submit)
    text = answer.text[lang]
    if place and asked.to_submit and value is UNANSWERED:
        text = say("pages.needed_to_submit", needed=matters.needed(matters.identifying(provision)))
    return Row(
        asked_label(answers, asked, lang),
        text,
        address(place, lang=lang, at=place_on_page(asked.address)) if place else "",
        is_open=answer.is_open or bool(place and asked.to_submit),
        is_bad=answers.fault(asked.address, asked.fact) is not None,
    )
