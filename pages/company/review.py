"""核对: every answer on one page, each with the way to change it."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from engine.application import questionnaire as asking
from engine.policy.phrases import day_text
from engine.text.numerals import article_label
from pages.company.article import asked_label
from pages.shared.answers import APPLICANT, UNANSWERED, Answers, Asked, current
from pages.shared.fields import place_on_page
from pages.shared.html import address, badge, esc, foot
from pages.shared.language import language, say
from pages.shared.navigation import article_place
from pages.shared.steps import way_html


def draw() -> None:
    """Draw the page."""
    lang = language()
    answers = current()
    open_questions = sum(
        1 for a in _everything(answers) if a.required and answers.value(a.address) in (UNANSWERED, None)
    )
    faults = [fault for _, fault in answers.faults()] + ([day] if (day := answers.day_fault()) else [])
    parts = [
        f'<div class="f-head"><h1>{esc(say("pages.review"))}</h1>'
        f'<p class="f-sub">{esc(say("pages.review_intro"))}</p></div>'
    ]
    if faults or answers.refused:
        lines = [f"<li>{esc(fault[lang])}</li>" for fault in faults]
        lines += [f"<li>{esc(error['message'][lang])}</li>" for error in answers.refused]
        parts.append(
            f'<div class="m-why unknown"><p>{esc(say("pages.review_faults", count=len(lines)))}</p>'
            f"<ul>{''.join(lines)}</ul></div>"
        )
    if open_questions:
        parts.append(f'<p class="m-over">{esc(say("pages.review_open", count=open_questions))}</p>')
    parts.append(_applicant(answers, lang))
    parts.extend(_article(answers, number, lang) for number in answers.articles())
    st.html(f'<div class="f-review">{"".join(parts)}</div>')
    st.html(way_html("review") + foot(answers.policy, lang))


def _everything(answers: Answers) -> Iterable[Asked]:
    yield from answers.asked_of_applicant()
    for claim in answers.application["claims"]:
        yield from answers.asked(claim)


def read_html(answers: Answers, claims: Iterable[Mapping[str, Any]], lang: str) -> str:
    """The facts about the applicant and these claims, to be read only."""
    parts = [_applicant(answers, lang, changes=False)]
    parts += [_claim(answers, claim, "", None, lang) for claim in claims]
    return f'<div class="f-review">{"".join(parts)}</div>'


def _applicant(answers: Answers, lang: str, *, changes: bool = True) -> str:
    day = answers.day()
    unread = say("typed.unreadable", given=answers.day_text()) if answers.day_fault() else say("pages.answer_open")
    said = esc(day_text(day)[lang]) if day else _open(unread)
    place = "profile" if changes else None
    rows = [_row(say("pages.day"), said, address(place, lang) if place else "")]
    rows += [_answer(answers, asked, place, lang) for asked in answers.asked_of_applicant()]
    return _section(esc(say("pages.profile")), rows)


def _article(answers: Answers, number: int, lang: str) -> str:
    place = article_place(number)
    parts = []
    for provision in answers.policy.provisions_of(number):
        gate = answers.gate(provision.id)
        claims = answers.claims_of(provision.id)
        title = say("pages.article_step", article=article_label(number, lang), title=provision.title.in_language(lang))
        if gate is not True:
            said = say("pages.gate_no") if gate is False else say("pages.status_not_started")
            rows = [_row(say("pages.gate_short"), esc(said), address(place, lang))]
            parts.append(_section(esc(title), rows))
        for position, claim in enumerate(claims, 1):
            result = answers.result_of(claim["id"])
            state = badge(result["status"], lang) if result else ""
            name = title if len(claims) == 1 else say("results.numbered", title=title, number=position)
            parts.append(_claim(answers, claim, f"{esc(name)} {state}", place, lang))
    return "".join(parts)


def _claim(answers: Answers, claim: Mapping[str, Any], title: str, place: str | None, lang: str) -> str:
    """Every answer of a claim, under a title (HTML) or under the claim's own."""
    if not title:
        provision = answers.policy.provision(claim["provision"])
        article = article_label(provision.article, lang)
        title = esc(say("pages.article_step", article=article, title=provision.title.in_language(lang)))
    rows = [_answer(answers, asked, place, lang) for asked in answers.asked(dict(claim))]
    return _section(title, rows)


def _answer(answers: Answers, asked: Asked, place: str | None, lang: str) -> str:
    """One question and its answer; what is not understood is shown as it was typed."""
    value = answers.value(asked.address)
    own = asked.address[0] == APPLICANT
    provision = None if own else answers.policy.provision(answers.claim(str(asked.address[0]))["provision"])
    answer = asking.said(asked.fact, provision, asked.required, value)
    said = _open(answer.text[lang]) if answer.is_open else esc(answer.text[lang])
    if answers.fault(asked.address, asked.fact) is not None:
        said = f'<span class="f-bad">{said}</span>'
    href = address(place, lang, place_on_page(asked.address)) if place else ""
    return _row(asked_label(answers, asked, lang), said, href)


def _open(said: str) -> str:
    return f'<span class="f-open">◐ {esc(said)}</span>'


def _row(label: str, said: str, href: str) -> str:
    """One question, its answer (HTML), and where it is changed, unless it is only read."""
    change = ""
    if href:
        name, said_short = esc(say("pages.change_what", label=label)), esc(say("pages.change"))
        change = f'<td class="c"><a href="{esc(href)}" target="_self" aria-label="{name}">{said_short}</a></td>'
    return f'<tr><th scope="row">{esc(label)}</th><td>{said}</td>{change}</tr>'


def _section(title: str, rows: list[str]) -> str:
    """Answers under their title (HTML)."""
    return f"<h2>{title}</h2><table><tbody>{''.join(rows)}</tbody></table>"
