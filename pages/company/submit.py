"""提交申报: a company hands in its self-assessment, and with the receipt code changes it or takes it back.

What was typed stays whatever happens. A code made beforehand goes with the submission, so that the same button pressed
twice hands in once. The receipt code lives in this session until the visitor says that it is kept; no address has it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from engine import saved, words
from engine.numerals import article_label
from engine.phrases import Both, day_text
from engine.refusal import Refused
from engine.registry import applications
from engine.registry.applications import Conflict, Stored
from engine.registry.database import Unavailable, database
from engine.registry.tables import now
from engine.summary import Line, Summary, summarise
from pages.company.article import asked_label
from pages.door import proxies
from pages.shared import navigation
from pages.shared.answers import APPLICANT, UNANSWERED, Answers, Asked, current, today
from pages.shared.fields import draw_fact
from pages.shared.html import badge, chip, dashes, esc, foot
from pages.shared.language import language, say
from pages.shared.moments import clock_text
from pages.shared.notices import notice_html
from pages.shared.table import Column, table_html

IDENTITY = ("name", "uscc")
"""The facts by which an applicant is known; one of them is needed."""
DESK = "submission"
"""Session: what this visitor is submitting or has submitted."""

Json = dict[str, Any]


@dataclass
class Sent:
    """What was submitted last in this session: when, and the content's hash."""

    at: datetime
    content: str


@dataclass
class Changing:
    """The submitted application that is being changed."""

    code: str
    version: int
    name: str
    at: datetime


@dataclass
class Desk:
    """What this visitor is about to submit, has submitted, and looks up. `said`: (sentence, lines, refused)."""

    key: str
    size: str | None = None
    sent: Sent | None = None
    receipt: str = ""
    receipt_text: str = ""
    is_change: bool = False
    code: str = ""
    found: Stored | None = None
    is_withdrawing: bool = False
    changing: Changing | None = None
    in_conflict: bool = False
    tries: int = 0
    said: tuple[str, list[str], bool] | None = None
    said_below: tuple[str, list[str], bool] | None = None


def draw() -> None:
    """Draw the page."""
    lang = language()
    answers, desk = current(), _desk()
    result = answers.assessed()
    summary = summarise(answers.policy, result) if result is not None and answers.application["claims"] else None
    st.html(_head(summary is not None or bool(desk.receipt)))
    is_form = summary is not None and not desk.receipt and not _is_sent(answers, desk)
    if not (is_form and desk.said and desk.said[2]):  # why the form was not accepted is said beside its button
        _draw_said(desk.said)
    if desk.receipt:
        _draw_receipt(desk)
    elif summary is None:
        _draw_nothing(lang)
    else:
        _draw_form(answers, desk, summary, lang)
    _draw_again(answers, desk)
    st.html(foot(answers.policy, lang))


def _desk() -> Desk:
    if DESK not in st.session_state:
        st.session_state[DESK] = Desk(applications.new_code())
    desk: Desk = st.session_state[DESK]
    return desk


def _head(has_something: bool) -> str:
    heading = say("submit.heading" if has_something else "submit.nothing_heading")
    intro = f'<p class="f-sub">{esc(say("submit.intro"))}</p>' if has_something else ""
    return f'<div class="f-head"><p class="m-over">{esc(say("submit.over"))}</p><h1>{esc(heading)}</h1>{intro}</div>'


def _draw_said(said: tuple[str, list[str], bool] | None) -> None:
    if said is not None:
        sentence, lines, refused = said
        st.html(notice_html(sentence, lines, refused=refused))


def _draw_nothing(lang: str) -> None:
    st.html(f'<div class="m-empty"><p class="m-say">{esc(say("submit.nothing_text"))}</p>{dashes(100, 100, 100)}</div>')
    if st.button(say("submit.nothing_begin"), type="primary", key="go_profile"):
        st.switch_page(navigation.place("profile"))


# ------------------------------------------------------------------------------------------------ the form


def _draw_form(answers: Answers, desk: Desk, summary: Summary, lang: str) -> None:
    if desk.changing is not None:
        _draw_changing(desk, desk.changing)
    elif desk.sent is not None:
        same = _is_sent(answers, desk)
        key = "submit.already" if same else "submit.already_changed"
        st.html(notice_html(say(key, moment=clock_text(desk.sent.at))))
        if same:
            return
    left, right = st.columns([11, 10], gap="large")
    left.html(_what_html(answers, summary, lang))
    with left.container(horizontal=True, key="r_links"):
        navigation.link("review", say("submit.check"))
        navigation.link("result", say("submit.to_result"))
    with right, st.container(key="r_form"):
        _draw_identity(answers, desk)
        st.html(_notice_html(answers, lang))
        agreed = st.checkbox(say("submit.consent"), key=f"consent-{desk.key}-{desk.tries}")
        if desk.said is not None and desk.said[2]:
            _draw_said(desk.said)
            _draw_reload(desk)
        label = say("submit.submit_changes" if desk.changing else "submit.submit")
        if st.button(label, type="primary", key="submit"):
            with st.spinner(say("submit.submitting")):
                _submit(answers, desk, agreed)
            st.rerun()


def _what_html(answers: Answers, summary: Summary, lang: str) -> str:
    columns = [
        Column(say("submit.what_article"), "chip"),
        Column(say("submit.what_matter")),
        Column(say("submit.what_status"), "chip"),
        Column(say("submit.what_amount"), "num"),
    ]
    none = say("results.table_none")
    rows = [
        (chip(x.article, lang), esc(x.title[lang]), badge(x.status, lang), esc(x.confirmed or none))
        for x in summary.all
    ]
    total = ("", esc(say("submit.what_total")), "", esc(summary.confirmed))
    beside = f" {say('submit.what_total_note')}" if summary.beside else ""
    return (
        f'<h2 class="r-part">{esc(say("submit.what_heading"))}</h2>'
        + table_html(say("submit.what_label"), columns, rows, total)
        + f'<p class="m-note">{esc(say("submit.what_more") + beside)}</p>'
        + _open_html(answers, lang)
        + _faults_html(answers, lang)
    )


def _open_html(answers: Answers, lang: str) -> str:
    """What has not been answered: it may be submitted so."""
    lines, count = [], 0
    for title, asked in _questions(answers, lang):
        labels = [asked_label(answers, a, lang) for a in asked if _is_open(answers, a)]
        count += len(labels)
        if labels:
            comma = say("results.list_comma")
            lines.append(f"<li>{esc(say('submit.open_claim', title=title, labels=comma.join(labels)))}</li>")
    if not count:
        return ""
    said = say("submit.open_one") if count == 1 else say("submit.open_many", count=count)
    return f'<div class="m-why unknown"><p>{esc(said)}</p><ul>{"".join(lines)}</ul></div>'


def _questions(answers: Answers, lang: str) -> Iterator[tuple[str, list[Asked]]]:
    yield say("submit.open_applicant"), list(answers.asked_of_applicant())
    for claim in answers.application["claims"]:
        provision = answers.policy.provision(claim["provision"])
        title = say(
            "pages.article_step",
            article=article_label(provision.article, lang),
            title=provision.title.in_language(lang),
        )
        yield title, list(answers.asked(claim))


def _is_open(answers: Answers, asked: Asked) -> bool:
    return asked.required and answers.value(asked.address) in (UNANSWERED, None)


def _faults_html(answers: Answers, lang: str) -> str:
    """What cannot be submitted, and what was typed and means nothing."""
    parts = []
    for key, faults in (
        ("submit.blocked", [error["message"] for error in answers.refused]),
        ("submit.unread", [fault for _, fault in answers.faults()]),
    ):
        lines = "".join(f"<li>{esc(fault[lang])}</li>" for fault in faults)
        if lines:
            parts.append(f'<div class="m-why unknown"><p>{esc(say(key))}</p><ul>{lines}</ul></div>')
    return "".join(parts)


def _draw_identity(answers: Answers, desk: Desk) -> None:
    heading, either = esc(say("submit.who_heading")), esc(say("submit.who_either"))
    st.html(f'<h2 class="r-part">{heading}</h2><p class="m-note">{either}</p>')
    for fact in answers.policy.applicant:
        if fact.name in IDENTITY:
            draw_fact(answers, (APPLICANT, fact.name), fact, None, True)
    names = {size: say(f"submit.size_{size}") for size in applications.SIZES}
    key = f"size-{language()}-{desk.tries}"
    st.segmented_control(
        say("submit.size"),
        list(names),
        default=desk.size,
        format_func=lambda size: names[size],
        key=key,
        on_change=lambda: setattr(desk, "size", st.session_state[key]),
    )
    st.html(f'<div class="f-below"><p class="f-hint">{esc(say("submit.size_help"))}</p></div>')


def _notice_html(answers: Answers, lang: str) -> str:
    told = applications.notice(answers.policy, (answers.day() or today()).year)
    lines = "".join(f"<li>{esc(x[lang])}</li>" for x in (told.what, told.why, told.until, told.who, told.rights))
    return f'<div class="r-kept"><h2>{esc(say("submit.notice_heading"))}</h2><ul>{lines}</ul></div>'


# ------------------------------------------------------------------------------------------------ submitting


def content_of(answers: Answers) -> Json:
    """What is submitted: the application in contract form. Readings are the officials' to choose."""
    return {name: value for name, value in answers.application.items() if name != "readings"}


def _hash(content: Json) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _is_sent(answers: Answers, desk: Desk) -> bool:
    """Whether these very answers were submitted last, and none is being changed."""
    return desk.changing is None and desk.sent is not None and desk.sent.content == _hash(content_of(answers))


def _lacking(answers: Answers, agreed: bool) -> list[str]:
    """What has to be done before this can be submitted."""
    lacking = []
    if not any(isinstance(answers.value((APPLICANT, name)), str) for name in IDENTITY):
        lacking.append(say("submit.need_identity"))
    if answers.refused:
        lacking.append(say("submit.need_correct"))
    if not agreed:
        lacking.append(say("submit.need_consent", consent=say("submit.consent")))
    return lacking


def _submit(answers: Answers, desk: Desk, agreed: bool) -> None:
    """Hand in what is there, or say why not. Pressed twice, it hands in once."""
    lang = language()
    heading = say("submit.not_changed" if desk.changing else "submit.not_submitted")
    if desk.receipt:
        return
    if lacking := _lacking(answers, agreed):
        desk.said = (heading, lacking, True)
        return
    content = content_of(answers)
    try:
        code = _handed_in(answers, desk, content)
    except Refused as refused:
        desk.said = (heading, [error["message"][lang] for error in refused.errors], True)
    except Conflict as conflict:
        desk.in_conflict = True
        desk.said = (heading, [conflict.message[lang], say("submit.conflict_kept")], True)
    except Unavailable as unavailable:
        desk.said = (heading, [unavailable.message[lang], say("submit.kept_here")], True)
    else:
        desk.sent = Sent(now(), _hash(content))
        desk.receipt, desk.is_change = code, desk.changing is not None
        desk.receipt_text = _receipt_text(answers, desk.sent, code, lang)
        desk.key = applications.new_code()
        desk.changing, desk.found, desk.said, desk.said_below, desk.in_conflict = None, None, None, None, False
        desk.tries += 1


def _handed_in(answers: Answers, desk: Desk, content: Json) -> str:
    """Submit or amend; the receipt code. Conflict: what was to be amended has changed since."""
    address = proxies.visitor_address()
    if desk.changing is not None:
        code, version = desk.changing.code, desk.changing.version
        applications.amend(database(), answers.policy, code, content, desk.size, version, address=address)
        return code
    try:
        return applications.submit(database(), answers.policy, content, desk.size, key=desk.key, address=address).code
    except Conflict:
        # An earlier try arrived although no answer came back, and the answers have changed since: that one is meant.
        stored = applications.by_receipt(database(), desk.key)
        applications.amend(database(), answers.policy, desk.key, content, desk.size, stored.version, address=address)
        return desk.key


def _draw_receipt(desk: Desk) -> None:
    """The receipt code, once, with ways to keep it."""
    heading = say("submit.receipt_heading_changed" if desk.is_change else "submit.receipt_heading")
    said = say("submit.changed" if desk.is_change else "submit.receipt_once")
    with st.container(key="r_receipt"):
        st.html(
            f'<div class="r-receipt" role="status"><h2>{esc(heading)}</h2><p>{esc(said)}</p>'
            f'<p class="m-note">{esc(say("submit.receipt_code"))}</p></div>'
        )
        with st.container(key="r_code"):
            st.code(desk.receipt, language=None, wrap_lines=True)
        st.html(f'<p class="m-note">{esc(say("submit.receipt_reload"))}</p>')
        with st.container(horizontal=True, key="r_receipt_actions"):
            st.download_button(
                say("submit.receipt_download"),
                desk.receipt_text.encode("utf-8-sig"),
                file_name=say("submit.receipt_file", day=today().isoformat()),
                mime="text/plain",
                type="primary",
                on_click="ignore",
                key="receipt",
            )
            if st.button(say("submit.receipt_done"), key="receipt_done"):
                desk.receipt = desk.receipt_text = ""
                st.rerun()


def _receipt_text(answers: Answers, sent: Sent, code: str, lang: str) -> str:
    """The receipt of what was just submitted, as a text to print."""
    policy, day = answers.policy, answers.day()
    result = answers.assessed()
    assert day is not None
    assert result is not None
    summary = summarise(policy, result)
    applicant = answers.application[APPLICANT]
    claims = "\n".join(_receipt_line(line, lang) for line in summary.all)
    return say(
        "submit.receipt_text",
        policy=policy.short_title.in_language(lang),
        code=code,
        name=applicant.get("name") or applicant.get("uscc") or "",
        day=day_text(day)[lang],
        moment=clock_text(sent.at),
        until=day_text(applications.notice(policy, day.year).keep_until)[lang],
        claims=claims,
        total=say("submit.receipt_total", amount=summary.confirmed),
        disclaimer=say("results.foot_disclaimer"),
    )


def _receipt_line(line: Line, lang: str) -> str:
    return say(
        "submit.receipt_claim",
        article=article_label(line.article, lang),
        title=line.title[lang],
        status=words.text(f"results.status_{line.status}", lang),
        amount=line.confirmed or say("results.table_none"),
    )


# ------------------------------------------------------------------------------------------------ changing, withdrawing


def _draw_changing(desk: Desk, changing: Changing) -> None:
    """Whose submitted application the answers will replace."""
    said = say("submit.changing", name=changing.name, moment=clock_text(changing.at))
    st.html(notice_html(said))
    with st.container(horizontal=True, key="r_changing"):
        if st.button(say("submit.changing_stop"), key="changing_stop"):
            desk.changing, desk.in_conflict = None, False
            desk.said = (say("submit.changing_stopped"), [], False)
            st.rerun()


def _draw_reload(desk: Desk) -> None:
    """The way on where what was to be changed has changed since."""
    if desk.changing is None or not desk.in_conflict:
        return
    if st.button(say("submit.conflict_reload"), key="conflict_reload"):
        _look_up(desk, desk.changing.code)
        if desk.found is not None:
            _load(current(), desk, desk.changing.code, desk.found)
        st.rerun()


def _draw_again(answers: Answers, desk: Desk) -> None:
    """The way back to what was submitted: its receipt code."""
    with st.container(key="r_again"):
        heading, intro = esc(say("submit.again_heading")), esc(say("submit.again_intro"))
        st.html(f'<h2 class="r-part">{heading}</h2><p class="m-note">{intro}</p>')
        key = f"code-{language()}-{desk.tries}"
        code = st.text_input(say("submit.receipt_code"), value=desk.code, key=key, max_chars=80, autocomplete="off")
        if st.button(say("submit.again_look"), key="look"):
            desk.code = (code or "").strip()
            _look_up(desk, desk.code)
            st.rerun()
        _draw_said(desk.said_below)
        if desk.found is not None:
            _draw_found(answers, desk, desk.found)


def _look_up(desk: Desk, code: str) -> None:
    lang = language()
    desk.found, desk.said_below, desk.is_withdrawing = None, None, False
    if not code:
        desk.said_below = (say("submit.again_need"), [], True)
        return
    try:
        desk.found = applications.by_receipt(database(), code)
        desk.code = applications.read_code(code)
    except Refused as refused:
        desk.said_below = (
            say("submit.again_not_found"), [error["message"][lang] for error in refused.errors], True
        )  # fmt: skip
    except Unavailable as unavailable:
        desk.said_below = (unavailable.message[lang], [], True)


def _draw_found(answers: Answers, desk: Desk, found: Stored) -> None:
    lang = language()
    lines = [
        say(
            "submit.found_claims_one" if len(found.claims) == 1 else "submit.found_claims_many",
            count=len(found.claims),
            day=day_text(found.day)[lang],
            until=day_text(found.keep_until)[lang],
        )
    ]
    if found.version > 1:
        lines.append(say("submit.found_changed", moment=clock_text(found.changed)))
    if not answers.is_blank():
        lines.append(say("submit.change_replaces"))
    st.html(notice_html(say("submit.found", name=_name(found), moment=clock_text(found.created)), lines))
    if desk.is_withdrawing:
        st.html(notice_html(say("submit.withdraw_ask"), refused=True))
        with st.container(horizontal=True, key="r_withdraw"):
            if st.button(say("submit.withdraw_really"), key="withdraw_really"):
                _withdraw(desk)
                st.rerun()
            if st.button(say("submit.withdraw_not"), key="withdraw_not"):
                desk.is_withdrawing = False
                st.rerun()
        return
    with st.container(horizontal=True, key="r_found"):
        if st.button(say("submit.change"), key="change", type="primary"):
            _load(answers, desk, desk.code, found)
            st.rerun()
        if st.button(say("submit.withdraw"), key="withdraw"):
            desk.is_withdrawing = True
            st.rerun()


def _name(stored: Stored) -> str:
    return stored.name or stored.applicant or say("submit.found_nameless")


def _load(answers: Answers, desk: Desk, code: str, stored: Stored) -> None:
    """Put what was submitted in the place of the answers, to be changed."""
    lang = language()
    content = saved.Saved({**stored.content, "readings": {}})
    try:
        changes: list[Both] = answers.open(saved.write(answers.policy, content, today()))
    except Refused as refused:
        desk.said_below = (say("submit.again_not_found"), [e["message"][lang] for e in refused.errors], True)
        return
    desk.size, desk.found, desk.code, desk.in_conflict = stored.size, None, "", False
    desk.receipt = desk.receipt_text = ""
    desk.tries += 1
    desk.changing = Changing(code, stored.version, _name(stored), stored.created)
    lines = [change[lang] for change in changes]
    said = say("submit.changing_loaded")
    if lines:
        said = ("" if lang == "zh" else " ").join((said, say("submit.changing_differs")))
    desk.said, desk.said_below = (said, lines, False), None


def _withdraw(desk: Desk) -> None:
    lang = language()
    try:
        applications.withdraw(database(), desk.code)
    except Refused as refused:
        desk.said_below = (say("submit.again_not_found"), [e["message"][lang] for e in refused.errors], True)
    except Unavailable as unavailable:
        desk.said_below = (unavailable.message[lang], [], True)
    else:
        desk.changing = None
        desk.said_below = (say("submit.withdrawn"), [], False)
        desk.sent, desk.receipt, desk.receipt_text, desk.code = None, "", "", ""
        desk.tries += 1
    desk.found, desk.is_withdrawing = None, False
