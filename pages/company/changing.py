"""Changing or withdrawing what was submitted, by its receipt code; on every page, that it is being changed."""

from typing import Any

import streamlit as st

from engine.application import saved
from engine.application.matters import entitled
from engine.registry import arrivals, contents, matters, receipts, submissions, wording
from engine.registry.database import Unavailable, database
from engine.registry.stored import Stored
from engine.text.phrases import day_text
from engine.values import money
from engine.values.refusal import Refused
from pages.shared import navigation, replacing, workbench
from pages.shared.answers import Answers
from pages.shared.in_use import today
from pages.shared.language import language, pieces, say
from pages.shared.local_time import clock_text
from pages.shared.notices import draw_notice, notice_html
from pages.shared.replacing import Incoming
from pages.shared.workbench import Changing, Desk, content_of, hash_of

Json = dict[str, Any]

DECIDED = {"approved", "refused"}
"""The states of a claim about which an official has decided."""


def draw_bar(here: str) -> None:
    """On the page at `here`: that a submitted application is being changed, the way to submit that, and the way out."""
    desk = workbench.current()
    if desk.changing is None:
        return
    with st.container(key="changing", horizontal=True, vertical_alignment="center"):
        said = say("submit.changing", name=desk.changing.name, moment=clock_text(desk.changing.at))
        st.html(pieces("company").changing(said))
        if here != "submit":
            navigation.link("submit", say("submit.changing_back"))
        st.button(say("submit.changing_stop"), key="changing_stop", on_click=_stop, args=(desk,))


def _stop(desk: Desk) -> None:
    desk.changing, desk.in_conflict = None, False
    desk.said = (say("submit.changing_stopped"), [], False)


def draw_change_own(answers: Answers, desk: Desk) -> None:
    """The way to change what was submitted from these answers."""
    if st.button(say("submit.change_own"), key="change_own") and desk.sent is not None:
        _look_up(answers, desk, desk.sent.code)
        if desk.found is not None:
            if desk.found.version == desk.sent.version:
                _begin(desk, desk.sent.code, desk.found)
            else:  # it was changed elsewhere since
                _load(answers, desk, desk.sent.code, desk.found)
        st.rerun()


def draw_state(answers: Answers, desk: Desk, code: str) -> None:
    """The way to the state of what was submitted under this code: it is looked up below."""
    if st.button(say("submit.show_state"), key=f"state-{code}"):
        _look_up(answers, desk, code)
        st.rerun()


def draw_reload(answers: Answers, desk: Desk) -> None:
    """The way on where what was to be changed has changed since."""
    if desk.changing is None or not desk.in_conflict:
        return
    if st.button(say("submit.conflict_reload"), key="conflict_reload"):
        code = desk.changing.code
        _look_up(answers, desk, code)
        if desk.found is not None:
            _load(answers, desk, code, desk.found)
        st.rerun()


def draw(answers: Answers, desk: Desk) -> None:
    """The way back to what was submitted: its receipt code."""
    with st.container(key="r_again"):
        st.html(pieces().part(say("submit.again_heading"), say("submit.again_intro")))
        key = f"code-{language()}-{desk.tries}"
        code = st.text_input(say("submit.receipt_code"), value=desk.code, key=key, max_chars=80, autocomplete="off")
        if st.button(say("submit.again_look"), key="look"):
            desk.code = (code or "").strip()
            _look_up(answers, desk, desk.code)
            st.rerun()
        draw_notice(desk.said_below)
        if desk.found is not None:
            _draw_found(answers, desk, desk.found)


def _look_up(answers: Answers, desk: Desk, code: str) -> None:
    lang = language()
    desk.found, desk.said_below, desk.is_withdrawing = None, None, False
    if not code:
        desk.said_below = (say("submit.again_need"), [], True)
        return
    try:
        desk.found = submissions.by_receipt(database(), code)
        desk.questions = submissions.in_question(database(), answers.policy, code)
        desk.states = submissions.states(database(), code)
        desk.code = receipts.read_code(code)
    except Refused as refused:
        lines = [error["message"][lang] for error in refused.errors]
        if desk.sent is not None and desk.sent.code == code:  # it was withdrawn, or deleted, elsewhere
            lines.append(say("submit.submit_anew"))
        _forget(desk, code)
        desk.said_below = (say("submit.again_not_found"), lines, True)
    except Unavailable as unavailable:
        desk.said_below = (unavailable.message[lang], [], True)


def _draw_found(answers: Answers, desk: Desk, found: Stored) -> None:
    lang = language()
    key, count = "one" if len(found.claims) == 1 else "many", len(found.claims)
    until = day_text(found.keep_until)
    lines = [say(f"submit.found_claims_{key}", count=count, day=day_text(found.day), until=until)]
    if found.version > 1:
        lines.append(say("submit.found_changed", moment=clock_text(found.changed)))
    lines += _state_lines(answers, desk, found, lang)
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


def _state_lines(answers: Answers, desk: Desk, found: Stored, lang: str) -> list[str]:
    """Where it stands: received, accepted, decided (of each claim what, and why), or which of its own statements an
    official has asked the company to look at. What others have stated has no part in it."""
    if found.dismissed is not None:
        return [say("submit.found_dismissed")]
    comma = say("results.list_comma")
    lines = [say(f"submit.found_{_whole(desk)}")]
    for question in desk.questions:
        kind, matter, of = question.kind, "", question.provision
        facts = [fact for fact in question.facts if fact != matters.WHO]
        labels = [wording.label(answers.policy, question.kind, fact, of)[lang] for fact in facts]
        if kind in matters.KINDS:
            kind = "figures" if facts else "matter"
            matter = wording.matter_label(answers.policy, of)[lang] if of else ""
        values = {"named": question.named, "labels": comma.join(labels), "matter": matter}
        lines.append(say(f"submit.found_question_{kind}", **values))
    if any(one.state in DECIDED for one in desk.states):
        called = entitled(answers.policy, found.content["claims"])
        for one in desk.states:
            amount = "" if one.amount is None else money.amount_text(one.amount, lang)
            title = called[one.key].title[lang]
            lines.append(say(f"submit.found_claim_{one.state}", title=title, amount=amount, reason=one.reason))
        if not arrivals.are_formal():
            lines.append(say("submit.found_pre"))
    return lines


def _whole(desk: Desk) -> str:
    """How the application as a whole stands."""
    if desk.questions:
        return "questioned"
    states = {one.state for one in desk.states}
    return "decided" if states <= DECIDED else "accepted" if states & {"accepted", *DECIDED} else "received"


def _name(stored: Stored) -> str:
    return stored.name or stored.applicant or say("submit.found_nameless")


def _begin(desk: Desk, code: str, stored: Stored) -> None:
    """Change it with the answers that are here: they are the ones that were submitted, with all that was not."""
    desk.found, desk.code, desk.in_conflict = None, "", False
    desk.tries += 1
    desk.changing = _changing(code, stored)
    desk.said, desk.said_below = (say("submit.changing_begun"), [], False), None


def _changing(code: str, stored: Stored) -> Changing:
    return Changing(code, stored.version, _name(stored), stored.created)


def _load(answers: Answers, desk: Desk, code: str, stored: Stored) -> None:
    """Put what was submitted in the place of the answers, to be changed. What it does not claim was not applied for."""
    stated = contents.as_stated(answers.policy, stored)
    if hash_of(content_of(answers)) == hash_of(stated):
        _begin(desk, code, stored)
        return
    claimed = {claim["provision"] for claim in stored.content["claims"]}
    declined: dict[str, list[Json]] = {p.id: [] for p in answers.policy.provisions if p.id not in claimed}
    content = saved.Saved({**stated, "readings": {}}, declined)
    data, kept = saved.write(answers.policy, content, today()), Desk(key="", changing=_changing(code, stored)).kept()
    replacing.offer(answers, Incoming(_name(stored), data, "submit.changing_loaded", kept))


def _forget(desk: Desk, code: str) -> None:
    """What was submitted under this code is there no longer: no receipt of it is shown."""
    workbench.note_withdrawn(code)
    if desk.sent is not None and desk.sent.code == code:
        desk.sent = None


def _withdraw(desk: Desk) -> None:
    lang = language()
    try:
        submissions.withdraw(database(), desk.code)
    except Refused as refused:
        desk.said_below = (say("submit.again_not_found"), [e["message"][lang] for e in refused.errors], True)
    except Unavailable as unavailable:
        desk.said_below = (unavailable.message[lang], [], True)
    else:
        desk.changing = None
        desk.said_below = (say("submit.withdrawn"), [], False)
        _forget(desk, desk.code)
        desk.code = ""
        desk.tries += 1
    desk.found, desk.is_withdrawing = None, False
