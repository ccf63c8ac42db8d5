"""One claim, opened: how its amount comes about, as the company sees it, and what officials decide about it.

What an official has typed stands in a draft that remembers the version which was seen when it was begun. Whoever saves
a draft of an older version is told so, and nothing is overwritten.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.application import differences, typed
from engine.assessment.assess import assess
from engine.policy.pack import Policy, Provision
from engine.registry import applications
from engine.registry.applications import Conflict, Stored, StoredChange, StoredClaim, Wanted
from engine.registry.database import database
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both, day_text
from engine.values import money
from engine.values.refusal import Refused
from engine.view import waterfall
from engine.view.summary import Line, summarise
from pages.company.result import claim_html
from pages.company.review import read_html
from pages.official import confirming, correcting, open_points
from pages.official.correcting import Correction
from pages.shared import navigation, official
from pages.shared.answers import Answers
from pages.shared.in_use import policy_in_use
from pages.shared.language import language, pieces, say
from pages.shared.moments import clock_text
from pages.shared.notices import draw_told, notice_html, tell
from pages.shared.templates import foot, template

DRAFT = "claim draft"
"""Session: what the official has typed about the claim that is open."""
LONGEST_REASON = 300
MOST_ELSEWHERE = 25
_MADE_UP = re.compile("[0-9a-f]{32}")

Json = Mapping[str, Any]


@dataclass
class Draft:
    """What an official has typed about one claim, begun when `version` of its application was seen."""

    owner: str
    claim: str
    version: int
    approved: str
    score: str
    reason: str = ""
    begun: tuple[str, str] = ("", "")
    deleting: str = ""
    correction: Correction | None = None
    said: list[str] = field(default_factory=list)
    saves: int = 0

    @property
    def is_touched(self) -> bool:
        """Whether anything was typed that would be lost."""
        return bool(self.reason or self.correction) or self.begun != (self.approved, self.score)


def draw(application_id: str, claim_id: str) -> None:
    """Draw the page of a claim."""
    policy, lang = policy_in_use(), language()
    st.html(template("official", lang).back())
    try:
        stored = applications.opened(database(), official.credential(), application_id)
    except Refused:
        stored = None
    if stored is None or not stored.claims:
        st.html(notice_html(say("claims_page.gone"), refused=True))
        return
    claim = next((c for c in stored.claims if c.id == claim_id), stored.claims[0])
    draft = _draft(stored, claim)
    if draft.correction is not None:
        _draw_stale(stored, claim, draft)
        correcting.draw(policy, stored, claim, draft.version, draft.correction)
        if draft.correction.is_over:
            draft.correction = None
            _forget()
            st.rerun()
        return
    _draw_claim(policy, stored, claim, draft, lang)


def _draw_claim(policy: Policy, stored: Stored, claim: StoredClaim, draft: Draft, lang: str) -> None:
    provision = policy.provision(claim.provision)
    counted = applications.counted(database(), official.credential(), policy, [stored])[stored.id]
    result, refused = assessed(policy, counted.content)
    own = next((c for c in result["claims"] if c["id"] == claim.key), None) if result is not None else None
    st.html(_head(stored, provision, own, lang))
    draw_told()
    _draw_stale(stored, claim, draft)
    is_unpaid = claim.id in open_points.draw(policy, stored) or stored.dismissed is not None
    st.html(_figures(claim, own, provision, is_unpaid, lang) + _elsewhere_html(policy, stored, lang))
    left, right = st.columns([11, 10], gap="large")
    with left:
        if not provision.gives_nothing:
            decided = [one.text(policy) for one in counted.of_claim(policy, claim.key)]
            st.html(_reasons_html(policy, result, own, refused, decided, lang))
        st.html(_answers_html(policy, stored, claim, lang))
        if st.button(say("claims_page.correct"), key="correct"):
            _correct(policy, stored, draft)
            st.rerun()
        st.html(_others_html(policy, stored, claim, result, lang))
    with right, st.container(key="r_decide"):
        confirming.draw(policy, stored)
        _draw_decision(stored, claim, own, draft)
        st.html(_history_html(policy, stored, claim, lang))
        open_points.draw_dismissal(stored, draft.version, _forget)
        _draw_delete(stored, claim, provision, draft)
    st.html(foot(policy, lang))


def _correct(policy: Policy, stored: Stored, draft: Draft) -> None:
    """Begin a correction, or say why the application cannot be opened for one."""
    try:
        draft.correction = correcting.begin(policy, stored)
    except Refused as refused:
        lines = [error["message"][language()] for error in refused.errors]
        tell(say("claims_page.unreadable"), lines, refused=True)


def assessed(policy: Policy, content: dict[str, Any]) -> tuple[Json | None, list[Both]]:
    """What the engine makes of a stored application, or why it cannot."""
    try:
        return assess(policy, content), []
    except Refused as refused:
        return None, [error["message"] for error in refused.errors]


# ------------------------------------------------------------------------------------------------ the draft


def _draft(stored: Stored, claim: StoredClaim) -> Draft:
    """The draft of this claim by whoever is signed in; begun anew where there is none, or an untouched old one."""
    who = official.current()
    owner = who.name if who else ""
    draft: Draft | None = st.session_state.get(DRAFT)
    is_mine = draft is not None and (draft.owner, draft.claim) == (owner, claim.id)
    if draft is not None and is_mine and (draft.version == stored.version or draft.is_touched):
        return draft
    figures = (
        "" if claim.approved is None else money.wan_law(claim.approved),
        "" if claim.score is None else money.wan_law(claim.score),
    )
    draft = Draft(owner, claim.id, stored.version, *figures, begun=figures, saves=_saves())
    st.session_state[DRAFT] = draft
    return draft


def _saves() -> int:
    """A number that makes new boxes for a new draft."""
    draft: Draft | None = st.session_state.get(DRAFT)
    return 0 if draft is None else draft.saves + 1


def _forget() -> None:
    """Begin a new draft when the claim is drawn next."""
    draft: Draft | None = st.session_state.get(DRAFT)
    if draft is not None:
        draft.owner = ""


def _draw_stale(stored: Stored, claim: StoredClaim, draft: Draft) -> None:
    """Say that the application has changed since what was typed was begun."""
    if draft.version == stored.version:
        return
    lines = []
    if stored.changes:
        last = max(stored.changes, key=lambda change: change.at)
        lines.append(say("claims_page.changed_by", who=last.who, moment=clock_text(last.at, seconds=True)))
    st.html(notice_html(say("claims_page.changed_meanwhile"), lines, refused=True))
    if st.button(say("claims_page.go_on"), key="go_on"):
        draft.version, draft.said = stored.version, []
        st.rerun()


# ------------------------------------------------------------------------------------------------ what is seen


def _head(stored: Stored, provision: Provision, own: Json | None, lang: str) -> Markup:
    name = stored.name or say("claims_page.nameless")
    applicant = known_as(stored.applicant)
    key = "claims_page.claim_over" if applicant else "claims_page.claim_over_nameless"
    over = say(key, name=name, applicant=applicant, day=day_text(stored.day)[lang])
    size = say(f"submit.size_{stored.size}") if stored.size else say("claims_page.size_none")
    kept = say(
        "claims_page.claim_kept",
        source=say(f"claims_page.source_{stored.source}"),
        created=clock_text(stored.created),
        changed=clock_text(stored.changed),
        until=day_text(stored.keep_until)[lang],
        size=size,
    )
    file = say("claims_page.claim_file", file=stored.file) if stored.file else ""
    title, status = provision.title.in_language(lang), own["status"] if own is not None else None
    return template("claim", lang).head(over, provision.article, title, status, kept, file)


def known_as(applicant: str) -> str:
    """The id by which an applicant is known outside; nothing where the registry made one up."""
    return "" if _MADE_UP.fullmatch(applicant) else applicant


def _figures(claim: StoredClaim, own: Json | None, provision: Provision, is_unpaid: bool, lang: str) -> Markup:
    if provision.gives_nothing:
        return template("pieces", lang).para("m-say", say("claims_page.no_grant"))
    key = "points.figure_unpaid" if is_unpaid else "claims_page.figure_approved_none"
    note = say(key) if is_unpaid or claim.approved is None else ""
    if claim.lapsed is not None:
        note = say("imports.lapsed_note", amount=money.amount_text(claim.lapsed, lang))
    estimate = waterfall.fen(own["confirmed"]) if own else None
    score = "" if claim.score is None else money.wan_law(claim.score)
    return template("claim", lang).figures(estimate, claim.approved, note, score)


def _reasons_html(
    policy: Policy, result: Json | None, own: Json | None, refused: list[Both], decided: list[Both], lang: str
) -> Markup:
    """How the amount comes about, drawn as the company's result page draws it, after what was `decided` in place
    of what the application states."""
    if result is None or own is None:
        lines = [message[lang] for message in refused]
        return template("pieces", lang).why(say("claims_page.unreadable"), lines)
    line = next(x for x in summarise(policy, result).all if x.id == own["id"])
    return template("claim", lang).reasons(decided, claim_html(policy, line, None, True, lang))


def _answers_html(policy: Policy, stored: Stored, claim: StoredClaim, lang: str) -> Markup:
    """All that the company filled in about itself and this claim, folded."""
    try:
        answers = Answers.holding(policy, stored.content)
    except Refused as refused:
        return notice_html(
            say("claims_page.unreadable"), [e["message"][lang] for e in refused.errors], refused=True
        )  # fmt: skip
    position = [c["id"] for c in stored.content["claims"]].index(claim.key)
    own = answers.application["claims"][position]
    return template("claim", lang).answers(read_html(answers, [own], lang))


def _others_html(policy: Policy, stored: Stored, claim: StoredClaim, result: Json | None, lang: str) -> Markup:
    """The other claims of the application, each with the way to it."""
    others = [c for c in stored.claims if c.id != claim.id]
    heading, none = say("claims_page.others_heading"), say("claims_page.others_none")
    if not others:
        return template("claim", lang).listed(heading, none, "")
    columns = [
        (say("claims_page.table_article"), "chip"),
        (say("claims_page.table_provision"), "text"),
        (say("claims_page.table_status"), "chip"),
        (say("claims_page.table_estimate"), "num"),
        (say("claims_page.table_approved"), "num"),
    ]
    lines = {line.id: line for line in summarise(policy, result).all} if result is not None else {}
    rows = [_other(policy, stored, other, lines.get(other.key), lang) for other in others]
    table = template("pieces", lang).table(say("claims_page.others_label"), columns, rows)
    return template("claim", lang).listed(heading, none, table)


def _other(policy: Policy, stored: Stored, other: StoredClaim, line: Line | None, lang: str) -> tuple[str, ...]:
    provision = policy.provision(other.provision)
    title = line.title[lang] if line is not None else provision.title.in_language(lang)
    href = navigation.href("claims", application=stored.id, claim=other.id)
    own = template("pieces", lang)
    return (
        own.chip(provision.article),
        own.to(href, title),
        own.badge(line.status) if line is not None else "",
        line.confirmed if line is not None else "",
        "" if other.approved is None else money.wan_text(other.approved),
    )


def _elsewhere_html(policy: Policy, stored: Stored, lang: str) -> Markup:
    """The claims of the same applicant in other applications of the year: the estimate here knows nothing of them, and
    the allocation counts all together."""
    wanted = Wanted(text=stored.applicant, year=stored.day.year)
    rows = applications.find(database(), official.credential(), policy, wanted, 0, MOST_ELSEWHERE).rows
    others = [row for row in rows if row.applicant == stored.applicant and row.application != stored.id]
    if not others:
        return Markup()
    claims = []
    for row in others:
        provision = policy.provision(row.provision)
        said = say(
            "claims_page.elsewhere_claim",
            article=article_label(provision.article, lang),
            title=provision.title.in_language(lang),
            day=day_text(row.day)[lang],
            source=say(f"claims_page.source_{row.source}"),
        )
        claims.append((row, said))
    count = say("points.alike", count=others[0].alike, year=stored.day.year)
    return template("claim", lang).elsewhere(say("claims_page.elsewhere", count=count), claims)


# ------------------------------------------------------------------------------------------------ deciding


def _draw_decision(stored: Stored, claim: StoredClaim, own: Json | None, draft: Draft) -> None:
    """The boxes for the approved amount, the score and the reason."""
    lang = language()
    st.html(pieces().part(say("claims_page.decide_heading")))
    _draw_box(draft, "approved", claim, 40)
    approved, fault = _approved(draft)
    below = [(True, fault[lang])] if fault else []
    if approved is not None:
        below.append((False, money.echo(approved, lang)))
        if own is not None and approved > money.parse_amount(own["confirmed"], ""):
            said = say("claims_page.approved_above", amount=money.wan_text(money.parse_amount(own["confirmed"], "")))
            below.append((True, said))
    st.html(template("claim", lang).below(below, say("claims_page.approved_hint")))
    _draw_box(draft, "score", claim, 40)
    _, fault = _score(draft)
    below = [(True, fault[lang])] if fault else []
    st.html(template("claim", lang).below(below, say("claims_page.score_hint")))
    _draw_box(draft, "reason", claim, LONGEST_REASON)
    st.html(pieces().hint(say("claims_page.reason_hint")))
    if draft.said:
        st.html(notice_html(say("claims_page.not_saved"), draft.said, refused=True))
    if st.button(say("claims_page.save"), key="save_decision", type="primary"):
        with st.spinner(say("claims_page.saving")):
            _save(claim, draft)
        st.rerun()


def _draw_box(draft: Draft, name: str, claim: StoredClaim, longest: int) -> None:
    key = f"{name}-{claim.id}-{draft.saves}-{language()}"
    st.text_input(
        say(f"claims_page.{name}_label"),
        value=getattr(draft, name),
        key=key,
        on_change=lambda: setattr(draft, name, st.session_state[key] or ""),
        max_chars=longest,
        autocomplete="off",
    )


def _approved(draft: Draft) -> tuple[int | None, Both | None]:
    """What was typed as the approved amount (分), or why it was not understood."""
    try:
        return money.read_money(draft.approved, label=words.both("claims_page.approved_label")), None
    except Refused as refused:
        return None, refused.errors[0]["message"]


def _score(draft: Draft) -> tuple[int | None, Both | None]:
    """What was typed as the score (millionths), or why it was not understood."""
    try:
        return typed.read_score(draft.score, "score", words.both("claims_page.score_label")), None
    except Refused as refused:
        return None, refused.errors[0]["message"]


def _save(claim: StoredClaim, draft: Draft) -> None:
    """Save the decision, or say why not; what was typed stays until it is saved."""
    lang = language()
    approved, wrong_amount = _approved(draft)
    score, wrong_score = _score(draft)
    draft.said = [fault[lang] for fault in (wrong_amount, wrong_score) if fault]
    if not draft.said and (approved, score) == (claim.approved, claim.score) and claim.lapsed is None:
        draft.said.append(say("claims_page.need_change"))
    if not draft.reason.strip():
        draft.said.append(say("claims_page.need_reason"))
    if draft.said:
        return
    try:
        applications.decide(
            database(),
            official.credential(),
            claim.id,
            draft.version,
            approved=approved,
            score=score,
            reason=draft.reason.strip(),
        )
    except Refused as refused:
        draft.said = [error["message"][lang] for error in refused.errors]
    except Conflict as conflict:
        draft.said = [conflict.message[lang], say("claims_page.typed_stays")]
    else:
        _forget()
        tell(say("claims_page.saved"))


# ------------------------------------------------------------------------------------------------ history, deletion


def _history_html(policy: Policy, stored: Stored, claim: StoredClaim, lang: str) -> Markup:
    """What officials changed about this claim and its applicant, the latest first, each with its reason."""
    own, small = template("claim", lang), template("pieces", lang)
    heading, none = say("claims_page.history_heading"), say("claims_page.history_none")
    there = {one.key for one in stored.claims}
    changes = [change for change in stored.changes if change.claim in (None, claim.key) or change.claim not in there]
    if not changes:
        return own.listed(heading, none, "")
    columns = [(say(f"claims_page.history_{name}"), "text") for name in ("what", "reason", "who")]
    changes.sort(key=lambda change: change.at, reverse=True)
    rows = [
        (
            own.what(change.what, _what_changed(policy, claim, change, lang)),
            own.reason(change.reason, change.file),
            template("official", lang).changed_applicant(change.who, clock_text(change.at)),
        )
        for change in changes
    ]
    return own.listed(heading, none, small.table(say("claims_page.history_label"), columns, rows))


def _what_changed(policy: Policy, claim: StoredClaim, change: StoredChange, lang: str) -> list[str]:
    """The lines that say what was changed."""
    if change.what in ("dismissed", "readmitted"):
        return []
    if change.claim not in (None, claim.key):
        return _of_removed(policy, change, lang)
    if change.what == "corrected":
        return correcting.lines(_differences(policy, claim, change), lang)
    written = [_figure(change.what, value, lang) for value in (change.before, change.after)]
    return [say("claims_page.from_to", before=written[0], after=written[1])]


def _of_removed(policy: Policy, change: StoredChange, lang: str) -> list[str]:
    """What was changed about a claim that is not there any more, down to its last answers."""
    if change.what != "corrected":
        written = [_figure(change.what, value, lang) for value in (change.before, change.after)]
        return [str(change.claim), say("claims_page.from_to", before=written[0], after=written[1])]
    before, after = change.before or {}, change.after or {}
    provision = policy.provision((before or after)["provision"])
    said = say("imports.claim_removed", title=provision.title.in_language(lang)) if not after else str(change.claim)
    found = differences.of_claim(provision, before.get("facts") or {}, after.get("facts") or {})
    return [said, *correcting.lines(found, lang)]


def _differences(policy: Policy, claim: StoredClaim, change: StoredChange) -> list[differences.Difference]:
    before, after = change.before or {}, change.after or {}
    if change.claim is not None:
        provision = policy.provision(claim.provision)
        return differences.of_claim(provision, before.get("facts") or {}, after.get("facts") or {})
    return correcting.about_applicant(policy, before, after)


def _figure(what: str, value: int | None, lang: str) -> str:
    if value is None:
        return say("claims_page.absent")
    return money.amount_text(value, lang) if what == "approved" else money.wan_law(value)


def _draw_delete(stored: Stored, claim: StoredClaim, provision: Provision, draft: Draft) -> None:
    """Deleting the claim or the whole application, after a question."""
    lang = language()
    st.html(pieces().part(say("claims_page.delete_heading"), say("claims_page.delete_text")))
    names = {"name": stored.name or stored.applicant, "title": provision.title.in_language(lang)}
    if not draft.deleting:
        with st.container(horizontal=True, key="r_delete"):
            for what in ("claim", "application") if len(stored.claims) > 1 else ("application",):
                if st.button(say(f"claims_page.delete_{what}"), key=f"delete_{what}"):
                    draft.deleting = what
                    st.rerun()
        return
    asked = say(f"claims_page.delete_ask_{draft.deleting}", count=len(stored.claims), **names)
    st.html(notice_html(asked, refused=True))
    with st.container(horizontal=True, key="r_delete_ask"):
        if st.button(say("claims_page.delete_really"), key="delete_really", type="primary"):
            _delete(stored, claim, draft, names)
        if st.button(say("claims_page.delete_not"), key="delete_not"):
            draft.deleting = ""
            st.rerun()


def _delete(stored: Stored, claim: StoredClaim, draft: Draft, names: Mapping[str, str]) -> None:
    lang, what = language(), draft.deleting
    try:
        if what == "claim":
            applications.delete_claim(database(), official.credential(), claim.id, draft.version)
        else:
            applications.delete(database(), official.credential(), stored.id, draft.version)
    except (Refused, Conflict) as refused:
        messages = [refused.message] if isinstance(refused, Conflict) else [e["message"] for e in refused.errors]
        draft.deleting = ""
        tell(say("claims_page.not_deleted"), [message[lang] for message in messages], refused=True)
        st.rerun()
    _forget()
    tell(say(f"claims_page.deleted_{what}", **names))
    st.switch_page(navigation.place("claims"))
