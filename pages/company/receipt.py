"""The receipt of what was submitted: its code, which stays with the tab, and the ways to keep it."""

from functools import partial

import streamlit as st

from engine.registry import arrivals, retention_period
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both, day_text
from engine.view.summary import ClaimLine, Named, summarise
from pages.company import changing
from pages.shared import workbench
from pages.shared.answers import APPLICANT, Answers
from pages.shared.files import Link, links_html
from pages.shared.language import language, pieces, say
from pages.shared.local_time import clock_text
from pages.shared.notices import notice_html
from pages.shared.workbench import Desk, Sent, is_sent


def draw(answers: Answers, desk: Desk) -> None:
    """The receipt code, with ways to keep it, and to change what was submitted."""
    sent = desk.sent
    assert sent is not None
    heading = say("submit.receipt_heading_changed" if sent.is_change else "submit.receipt_heading")
    said = say("submit.changed" if sent.is_change else "submit.receipt_needed")
    with st.container(key="r_receipt"):
        st.html(pieces("company").receipt(heading, said))
        with st.container(key="r_code"):
            st.code(sent.code, language=None, wrap_lines=True)
        st.html(pieces().para("m-note", say("submit.receipt_stays")))
        with st.container(horizontal=True, key="r_receipt_actions"):
            name = answers.file_name("receipt", language(), ".txt")
            make = partial(sent.text.encode, "utf-8-sig")
            link = Link("receipt.txt", say("submit.receipt_download"), name, make, is_main=True)
            st.html(links_html(link), width="content")
            st.html(pieces("company").print())
            changing.draw_change_own(answers, desk)
            changing.draw_state(answers, desk, sent.code)
            st.button(say("submit.receipt_done"), key="receipt_done", on_click=_note, args=(sent, True))


def draw_sent(answers: Answers, desk: Desk, sent: Sent) -> None:
    """That these answers were submitted, or others before them; the code can be seen again."""
    key = "submit.already" if is_sent(answers, desk) else "submit.already_changed"
    st.html(notice_html(say(key, moment=clock_text(sent.at))))
    with st.container(horizontal=True, key="r_sent"):
        changing.draw_change_own(answers, desk)
        changing.draw_state(answers, desk, sent.code)
        st.button(say("submit.receipt_show"), key="receipt_show", on_click=_note, args=(sent, False))


def draw_others(answers: Answers, desk: Desk, own: str) -> None:
    """What was submitted in this tab, with the codes; the page shows the code `own` already."""
    for one in workbench.submitted():
        if one.code != own:
            name = one.name or say("submit.found_nameless")
            said = say("submit.submitted_here", name=name, moment=clock_text(one.at))
            st.html(pieces("company").submitted_here(said))
            st.code(one.code, language=None, wrap_lines=True)
            changing.draw_state(answers, desk, one.code)


def _note(sent: Sent, is_noted: bool) -> None:
    sent.is_noted = is_noted


def text(answers: Answers, sent: Sent, lang: str) -> str:
    """The receipt of what was just submitted, as a text to print."""
    policy, day = answers.policy, answers.day()
    result = answers.assessed()
    assert day is not None
    assert result is not None
    summary = summarise(policy, result)
    applicant = answers.application[APPLICANT]
    called = answers.entitled()
    claims = "\n".join(_line(line, called[line.id].listed, lang) for line in summary.all)
    return say(
        "submit.receipt_text",
        policy=policy.short_title.in_language(lang),
        kind=say(f"submit.kind_{'formal' if arrivals.are_formal() else 'pre'}"),
        code=sent.code,
        name=applicant.get("name") or applicant.get("uscc") or "",
        day=day_text(day)[lang],
        moment=clock_text(sent.at),
        until=day_text(retention_period.notice(policy, day.year).keep_until)[lang],
        claims=claims,
        total="\n".join(_total(total) for total in summary.named),
        disclaimer=say("results.foot_disclaimer"),
    )


def _total(total: Named) -> str:
    return say("submit.receipt_total", name=say(f"results.total_{total.name}"), amount=total.confirmed)


def _line(line: ClaimLine, named: Both | None, lang: str) -> str:
    said = say(
        "submit.receipt_claim" if line.confirmed else "submit.receipt_claim_none",
        article=article_label(line.article, lang),
        title=line.title[lang],
        status=words.text(f"results.status_{line.state}", lang),
        amount=line.confirmed,
    )
    return said if named is None else f"{said}\n{say('submit.receipt_matters', named=named[lang])}"
