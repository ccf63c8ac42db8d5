"""提交申报: a company hands in its self-assessment, and with the receipt code changes it or takes it back.

What was typed stays whatever happens. A code made beforehand goes with the submission, so that the same button pressed
twice hands in once, also when the answer to the first press was lost in a cut.
"""

import streamlit as st
from markupsafe import Markup

from engine.application import matters
from engine.policy.pack import Policy
from engine.registry import arrivals, contents, receipts, retention_period, submissions
from engine.registry.database import Unavailable, database
from engine.registry.stored import Conflict
from engine.registry.tables import now
from engine.text.phrases import both
from engine.values.refusal import Refused
from engine.view.summary import Summary, summarise
from pages.company import changing, receipt
from pages.company.article import asked_label
from pages.door import proxies
from pages.shared import navigation, replacing, workbench
from pages.shared.addresses import address
from pages.shared.answers import APPLICANT, Answers, current
from pages.shared.fields import draw_fact, draw_looked_at, place_on_page
from pages.shared.guideline import about_html, shut_html
from pages.shared.in_use import today
from pages.shared.language import language, pieces, say
from pages.shared.notices import draw_notice
from pages.shared.templates import foot, template
from pages.shared.workbench import Desk, Json, Sent, Submitted, content_of, hash_of, is_sent

IDENTITY = ("name", "uscc")
"""The facts by which an applicant is known; one of them is needed."""


def draw() -> None:
    """Draw the page."""
    lang = language()
    answers, desk = current(), workbench.current()
    result = answers.assessed()
    summary = summarise(answers.policy, result) if result is not None and answers.application["claims"] else None
    has_receipt = bool(desk.receipt) and desk.changing is None
    st.html(_head(answers.policy, summary is not None or has_receipt))
    is_form = summary is not None and not has_receipt and not is_sent(answers, desk)
    if not (is_form and desk.said and desk.said[2]):  # why the form was not accepted is said beside its button
        draw_notice(desk.said)
    if has_receipt:
        receipt.draw(answers, desk)
    elif summary is None:
        _draw_nothing(lang)
    else:
        _draw_form(answers, desk, summary, lang)
    own = desk.sent if desk.changing is None and (has_receipt or summary is not None) else None
    receipt.draw_others(answers, desk, "" if own is None else own.code)
    changing.draw(answers, desk)
    st.html(foot(answers.policy, lang))


def _head(policy: Policy, has_something: bool) -> Markup:
    heading = say("submit.heading" if has_something else "submit.nothing_heading")
    return pieces("company").submit_head(heading, both(policy.names.authority) if has_something else None)


def _draw_nothing(lang: str) -> None:
    st.html(pieces().empty(say("submit.nothing_text")))
    if st.button(say("submit.nothing_begin"), type="primary", key="go_profile"):
        st.switch_page(navigation.place("profile"))


# ------------------------------------------------------------------------------------------------ the form


def _draw_form(answers: Answers, desk: Desk, summary: Summary, lang: str) -> None:
    if desk.changing is None and desk.sent is not None:
        receipt.draw_sent(answers, desk, desk.sent)
        if is_sent(answers, desk):
            return
    left, right = st.columns([11, 10], gap="large")
    left.html(_about_html(answers.policy))
    left.html(_what_html(answers, summary, lang))
    with left.container(horizontal=True, key="r_links"):
        navigation.link("review", say("submit.check"))
        navigation.link("result", say("submit.to_result"))
    with right, st.container(key="r_form"):
        _draw_identity(answers)
        st.html(_notice_html(answers, lang))
        if (day := answers.day()) is not None:
            claimed = [claim["provision"] for claim in answers.application["claims"]]
            shut = shut_html(answers.policy, claimed, day.year, "shut_submit", lang)
            st.html(about_html(answers.policy, day.year, lang) + shut)
        agreed = st.checkbox(say("submit.consent"), key=f"consent-{desk.key}-{desk.tries}")
        if desk.said is not None and desk.said[2]:
            draw_notice(desk.said)
            changing.draw_reload(answers, desk)
        label = say("submit.submit_changes" if desk.changing else "submit.submit")
        if st.button(label, type="primary", key="submit"):
            with st.spinner(say("submit.submitting")):
                _submit(answers, desk, agreed)
            st.rerun()


def _about_html(policy: Policy) -> Markup:
    """What submitting here is, who sees it, what happens next."""
    kind = "formal" if arrivals.are_formal() else "pre"
    authority = both(policy.names.authority)
    parts = [
        (say("submit.about_what"), [say(f"submit.what_{kind}", authority=authority)]),
        (say("submit.about_who"), [say("submit.who_sees", authority=authority)]),
        (say("submit.about_next"), [say(f"submit.next_{name}") for name in ("code", "states", kind)]),
    ]
    return pieces("company").about_submitting(parts)


def _what_html(answers: Answers, summary: Summary, lang: str) -> Markup:
    kinds = {"article": "chip", "matter": "text", "status": "chip", "amount": "num"}
    columns = [(say(f"submit.what_{name}"), kind) for name, kind in kinds.items()]
    none, own = say("results.table_none"), template("pieces", lang)
    called = answers.entitled()
    rows = [
        (own.chip(x.article), own.entitled(x.title[lang], called[x.id].listed), own.badge(x.state), x.confirmed or none)
        for x in summary.all
    ]
    totals = [("", say(f"results.total_{total.name}"), "", total.confirmed) for total in summary.named]
    table = own.table(say("submit.what_label"), columns, rows, totals)
    parts = [
        (say("submit.unnamed"), _unnamed(answers, lang)),
        _open(answers, lang),
        (say("submit.blocked"), [error["message"][lang] for error in answers.refused]),
        (say("submit.unread"), [fault[lang] for _, fault in answers.faults()]),
        (say("results.doubted_heading"), [one.sentence[lang] for one in answers.doubts()]),
    ]
    return template("company", lang).submitted(table, say("submit.what_more"), parts)


def _unnamed(answers: Answers, lang: str) -> list[Markup]:
    """What each matter has to be named by before it is submitted, each with the way to the question."""
    own, lines = template("pieces", lang), []
    for position, missing in matters.to_submit(answers.policy, answers.application["claims"]):
        claim = answers.application["claims"][position]
        provision = answers.policy.provision(claim["provision"])
        title = _title(answers, claim)
        at = place_on_page(answers.address(claim["id"], missing.paths[0]))
        said = say("submit.open_claim", title=title, labels=missing.sentence[lang])
        lines.append(own.to(address(navigation.article_place(provision.article), lang=lang, at=at), said))
    return lines


def _open(answers: Answers, lang: str) -> tuple[str, list[str]]:
    """What has not been answered, claim by claim: it may be submitted so."""
    lines, count = [], 0
    asked_of = [(say("submit.open_applicant"), list(answers.asked_of_applicant()))]
    asked_of += [(_title(answers, claim), answers.asked(claim)) for claim in answers.application["claims"]]
    for title, asked in asked_of:
        labels = [asked_label(answers, a, lang) for a in asked if answers.is_open(a)]
        count += len(labels)
        if labels:
            lines.append(say("submit.open_claim", title=title, labels=say("results.list_comma").join(labels)))
    return say("submit.open_one") if count == 1 else say("submit.open_many", count=count), lines


def _title(answers: Answers, claim: Json) -> str:
    article = answers.policy.provision(claim["provision"]).article
    return navigation.article_step(article, answers.entitled()[claim["id"]].title)


def _draw_identity(answers: Answers) -> None:
    st.html(pieces().part(say("submit.who_heading"), say("submit.who_either")))
    for fact in answers.policy.applicant:
        if fact.name in IDENTITY:
            draw_fact(answers, (APPLICANT, fact.name), fact, None, True)
    draw_looked_at(answers)


def _notice_html(answers: Answers, lang: str) -> Markup:
    told = retention_period.notice(answers.policy, (answers.day() or today()).year)
    return template("company", lang).privacy((told.what, told.why, told.until, told.who, told.rights))


# ------------------------------------------------------------------------------------------------ submitting


def _lacking(answers: Answers, agreed: bool) -> list[str]:
    """What has to be done before this can be submitted."""
    lacking: list[str] = []
    if not any(isinstance(answers.value((APPLICANT, name)), str) for name in IDENTITY):
        lacking.append(say("submit.need_identity"))
    if answers.refused:
        lacking.append(say("submit.need_correct"))
    lacking += _unnamed(answers, language())
    if not agreed:
        lacking.append(say("submit.need_consent", consent=say("submit.consent")))
    return lacking


def _submit(answers: Answers, desk: Desk, agreed: bool) -> None:
    """Hand in what is there, or say why not. Pressed twice, it hands in once."""
    lang = language()
    heading = say("submit.not_changed" if desk.changing else "submit.not_submitted")
    if is_sent(answers, desk):
        return
    if lacking := _lacking(answers, agreed):
        desk.said = (heading, lacking, True)
        return
    content = content_of(answers)
    try:
        code, version = _handed_in(answers, desk, content)
    except Refused as refused:
        desk.said = (heading, [error["message"][lang] for error in refused.errors], True)
    except Conflict as conflict:
        desk.in_conflict = True
        desk.said = (heading, [conflict.message[lang], say("submit.conflict_kept")], True)
    except Unavailable as unavailable:
        desk.said = (heading, [unavailable.message[lang], say("submit.kept_here")], True)
    else:
        sent = Sent(code, version, now(), hash_of(content), "", is_change=desk.changing is not None)
        sent.text = receipt.text(answers, sent, lang)
        applicant = answers.application[APPLICANT]
        workbench.note_submitted(Submitted(code, applicant.get("name") or applicant.get("uscc") or "", sent.at))
        desk.sent, desk.key, desk.earlier = sent, receipts.new_code(), ""
        desk.changing, desk.found, desk.said, desk.said_below, desk.in_conflict = None, None, None, None, False
        desk.tries += 1
        replacing.forget_notice()


def _handed_in(answers: Answers, desk: Desk, content: Json) -> tuple[str, int]:
    """Submit or amend; the receipt code and the version. Conflict: what was to be amended has changed since."""
    if desk.changing is not None:
        return _amended(answers, desk, desk.changing.code, content, desk.changing.version)
    if desk.earlier and _has_arrived(answers, desk.earlier):
        desk.key = desk.earlier
    desk.earlier, address = "", proxies.visitor_address()
    try:
        code = submissions.submit(database(), answers.policy, content, key=desk.key, address=address).code
        return code, submissions.by_receipt(database(), code).version
    except Conflict:
        # An earlier try arrived although no answer came back, and the answers have changed since: that one is meant.
        stored = submissions.by_receipt(database(), desk.key)
        return _amended(answers, desk, desk.key, content, stored.version)


def _amended(answers: Answers, desk: Desk, code: str, content: Json, version: int) -> tuple[str, int]:
    address = proxies.visitor_address()
    try:
        stored = submissions.amend(database(), answers.policy, code, content, None, version, address=address)
    except Conflict:
        stored = submissions.by_receipt(database(), code)
        if hash_of(contents.as_stated(answers.policy, stored)) != hash_of(content):
            raise
        # Our own change arrived, and only the answer to it did not.
    return code, stored.version


def _has_arrived(answers: Answers, key: str) -> bool:
    """Whether this applicant's submission by an earlier key arrived: a session was lost before it could say so."""
    try:
        stored = submissions.by_receipt(database(), key)
    except Refused:
        return False
    applicant = answers.application[APPLICANT]
    return any(stored.content[APPLICANT].get(name) == applicant.get(name) is not None for name in IDENTITY)
