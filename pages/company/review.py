"""核对: the answers that decide, by article, each with the way to its box and back; folded what was left to its
default, with what that could change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.application import matters, questionnaire
from engine.text.phrases import both, day_text
from engine.values import money
from engine.view.summary import state_of
from pages.company.article import asked_label
from pages.shared.addresses import address
from pages.shared.answers import APPLICANT, UNANSWERED, Answers, Asked, current
from pages.shared.fields import place_on_page
from pages.shared.language import language, pieces, say
from pages.shared.navigation import article_place, article_step
from pages.shared.steps import draw_way
from pages.shared.templates import template


def draw() -> None:
    """Draw the page."""
    lang = language()
    answers = current()
    claims = answers.application["claims"]
    asked = chain(answers.asked_of_applicant(), *map(answers.demanded, claims))
    open_questions = sum(map(answers.is_open, asked))
    nameless = sum(1 for _ in matters.to_submit(answers.policy, claims))
    faults = [fault for _, fault in answers.faults()] + ([day] if (day := answers.day_fault()) else [])
    said = [fault[lang] for fault in faults] + [error["message"][lang] for error in answers.refused]
    doubts = [one.sentence[lang] for one in answers.doubts()]
    head = pieces().head(say("pages.review"), say("pages.review_intro"))
    sections = [_applicant(answers, lang), *(s for n in answers.articles() for s in _article(answers, n, lang))]
    own = template("company", lang)
    reviewed = own.review(head, said, open_questions, sections, nameless, doubts)
    st.html(reviewed + own.not_claimed(_not_claimed(answers, lang)))
    draw_way(answers, "review")


@dataclass(frozen=True)
class ReviewedAnswer:
    """One answer: what it is called (nothing where the row says that), the answer in words, whether it is open or not
    understood, and the box in which it is given."""

    label: str
    text: str
    place: str
    is_open: bool = False
    is_bad: bool = False


@dataclass(frozen=True)
class Row:
    """A question, or an entry with its questions: what it is called, the answers, and the page on which they are
    changed ("": they are only read). `id`: where one comes back to."""

    label: str
    said: list[ReviewedAnswer]
    page: str = ""

    @property
    def at(self) -> str:
        """The box that one is led to: the first in which something is to be done, else the first."""
        return next((one.place for one in self.said if one.is_open or one.is_bad), self.said[0].place)

    @property
    def id(self) -> str:
        """Where one comes back to from the box."""
        return f"r{self.at[1:]}"


@dataclass(frozen=True)
class Section:
    """Answers under their title, beside which the status of the claim stands (None: it is none of a claim); folded,
    those that were left to their default."""

    title: str
    status: str | None
    rows: list[Row]
    folded: list[Row]


def read_html(answers: Answers, claims: Iterable[Mapping[str, Any]], lang: str) -> Markup:
    """The facts about the applicant and these claims, to be read only: every question in a row of its own."""
    rows, called = [_row(answers, asked, "", lang) for asked in answers.asked_of_applicant()], answers.entitled()
    found = [Section(say("pages.profile"), None, [_day(answers, "", lang), *rows], [])]
    for claim in claims:
        title = article_step(answers.policy.provision(claim["provision"]).article, called[claim["id"]].title)
        rows = [_row(answers, asked, "", lang) for asked in answers.asked(dict(claim))]
        found.append(Section(title, None, rows, []))
    return template("company", lang).review("", [], 0, found)


def _row(answers: Answers, asked: Asked, page: str, lang: str) -> Row:
    """A question alone in its row."""
    return _alone(_answer_text(answers, asked, page, lang), page)


def _alone(said: ReviewedAnswer, page: str) -> Row:
    return Row(said.label, [replace(said, label="")], page)


def _day(answers: Answers, page: str, lang: str) -> Row:
    day = answers.day()
    unread = say("typed.unreadable", given=answers.day_text()) if answers.day_fault() else say("pages.answer_open")
    said = day_text(day)[lang] if day else unread
    return Row(say("pages.day"), [ReviewedAnswer("", said, "q-application_date", is_open=day is None)], page)


def _applicant(answers: Answers, lang: str) -> Section:
    rows: list[Row] = []
    folded: list[Row] = []
    for asked in answers.asked_of_applicant():
        (folded if _is_left(answers, asked) else rows).append(_row(answers, asked, "profile", lang))
    return Section(say("pages.profile"), None, [_day(answers, "profile", lang), *rows], folded)


def _article(answers: Answers, number: int, lang: str) -> Iterator[Section]:
    page, called = article_place(number), answers.entitled()
    for provision in answers.policy.provisions_of(number):
        for claim in answers.claims_of(provision.id):
            result = answers.result_of(claim["id"])
            title = article_step(number, called[claim["id"]].title)
            takes = {of["fact"]: of["takes"] for of in result["assumed"]} if result else {}
            asked = list(answers.demanded(claim))
            left = [a for a in asked if _is_left(answers, a)]
            rows = _by_entry(answers, [a for a in asked if a not in left], page, lang)
            folded = [_left(answers, a, takes, page, lang) for a in left]
            yield Section(title, state_of(result) if result else "", rows, folded)


def _not_claimed(answers: Answers, lang: str) -> list[tuple[str, str]]:
    """What nothing is claimed under: what it is called, and its page."""
    return [
        (article_step(p.article, both(p.title)), address(article_place(p.article), lang=lang))
        for p in answers.policy.provisions
        if not answers.claims_of(p.id)
    ]


def _is_left(answers: Answers, asked: Asked) -> bool:
    """Whether a question was left to its default; not where its answer is needed to submit."""
    value = answers.value(asked.address)
    if asked.to_submit or answers.fault(asked.address, asked.fact) is not None:
        return False
    if asked.fact.type == "group":
        return not asked.required and not isinstance(value, dict)
    if asked.fact.type == "year" and asked.address[0] != APPLICANT:
        provision = answers.policy.provision(answers.claim(str(asked.address[0]))["provision"])
        return value == answers.usual(provision, asked.fact)
    return not asked.required and value is UNANSWERED


def _by_entry(answers: Answers, asked: Iterable[Asked], page: str, lang: str) -> list[Row]:
    """A row for each question; those of an entry in one."""
    rows = []
    for within, own in groupby(asked, key=lambda a: a.within):
        if not within:
            rows += [_row(answers, a, page, lang) for a in own]
            continue
        said = [
            replace(_answer_text(answers, a, page, lang), label=asked_label(answers, replace(a, within=()), lang))
            for a in own
        ]
        rows.append(Row(say("pages.entry_stop").join(entry.name[lang] for entry in within), said, page))
    return rows


def _left(answers: Answers, asked: Asked, takes: Mapping[str, Any], page: str, lang: str) -> Row:
    """A question that was left to its default, with what it could take away if it is otherwise."""
    said = _answer_text(answers, asked, page, lang)
    if asked.fact.path in takes:
        most = takes[asked.fact.path]
        key, amount = ("left_takes_unbounded", "") if most is None else ("left_takes", money.wan_text(most.fen))
        said = replace(said, text=say(f"pages.{key}", text=said.text, takes=amount))
    return _alone(said, page)


def _answer_text(answers: Answers, asked: Asked, page: str, lang: str) -> ReviewedAnswer:
    """One question and its answer; what is not understood is shown as it was typed."""
    value = answers.value(asked.address)
    own = asked.address[0] == APPLICANT
    provision = None if own else answers.policy.provision(answers.claim(str(asked.address[0]))["provision"])
    answer = questionnaire.answer_text(asked.fact, provision, asked.required, value, to_submit=asked.to_submit)
    text = answer.text[lang]
    if (listed := answers.listed_instead(asked.address, provision, asked.fact)) is not None:
        text = say("pages.answer_listed", text=text, label=listed.label.in_language(lang))
    doubt = answers.doubt(asked.address, asked.fact)
    if doubt is not None:
        text = say("typed.doubted", given=text, meant=doubt.meant[lang])
    if page and asked.to_submit and value is UNANSWERED:
        text = say("pages.needed_to_submit", needed=matters.needed(matters.identifying(provision)))
    return ReviewedAnswer(
        asked_label(answers, asked, lang),
        text,
        place_on_page(asked.address),
        is_open=answer.is_open or doubt is not None or bool(page and asked.to_submit),
        is_bad=answers.fault(asked.address, asked.fact) is not None,
    )
