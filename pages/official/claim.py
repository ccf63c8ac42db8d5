"""One claim, opened: how its amount comes about, as the company sees it, and what officials decide about it.

What an official has typed stands in a draft that remembers the version which was seen when it was begun. Whoever saves
a draft of an older version is told so, and nothing is overwritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from engine.application import typed
from engine.assessment.assess import assess
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.registry import decisions
from engine.registry.counted import counted
from engine.registry.database import database
from engine.registry.stored import Conflict, Stored, StoredClaim
from engine.text import words
from engine.text.phrases import Both
from engine.values import amounts, money
from engine.values.refusal import Refused
from pages.official import claim_view, confirming, correcting, open_points, proposing
from pages.official.asking import done, tell_refused, why_not
from pages.official.correcting import Correction, typed_stays
from pages.official.inputs import LONGEST_REASON, hand_over, text_of
from pages.shared import navigation, official
from pages.shared.in_use import policy_in_use
from pages.shared.language import language, pieces, say
from pages.shared.local_time import clock_text
from pages.shared.notices import draw_notice_once, notice_html, tell
from pages.shared.templates import foot, template

DRAFT = "claim draft"
"""Session: what the official has typed about the claim that is open."""

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
    propose: bool = False
    begun: tuple[str, str] = ("", "")
    deleting: str = ""
    correction: Correction | None = None
    said: list[str] = field(default_factory=list)
    saves: int = 0

    @property
    def is_touched(self) -> bool:
        """Whether anything was typed that would be lost."""
        return bool(self.reason or self.propose or self.correction) or self.begun != (self.approved, self.score)


def draw(application_id: str, claim_id: str) -> None:
    """Draw the page of a claim."""
    policy, lang = policy_in_use(), language()
    st.html(template("official", lang).back())
    try:
        stored = decisions.opened(database(), official.credential(), application_id)
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
    as_counted = counted(database(), official.credential(), policy, [stored])[stored.id]
    result, refused = assessed(policy, as_counted.content)
    own = next((c for c in result["claims"] if c["id"] == claim.key), None) if result is not None else None
    st.html(claim_view.head_html(policy, stored, claim, own, lang))
    draw_notice_once()
    _draw_stale(stored, claim, draft)
    is_unpaid = claim.id in open_points.draw(policy, stored) or stored.dismissed is not None
    st.html(
        claim_view.figures_html(claim, own, provision, is_unpaid, lang)
        + claim_view.filing_html(policy, stored, claim, lang)
        + claim_view.elsewhere_html(policy, stored, lang)
        + open_points.twice_html(policy, lang, stored.id)
    )
    left, right = st.columns([11, 10], gap="large")
    with left:
        if not provision.gives_nothing:
            decided = claim_view.known_of(policy, as_counted, claim, result)
            st.html(claim_view.reasons_html(policy, result, own, refused, decided, lang))
        st.html(claim_view.answers_html(policy, stored, claim, lang))
        if st.button(say("claims_page.correct"), key="correct"):
            _correct(policy, stored, as_counted.content.get("history") or (), draft)
            st.rerun()
        st.html(claim_view.others_html(policy, stored, claim, result, lang))
    with right, st.container(key="r_decide"):
        confirming.draw(policy, stored)
        proposing.draw(policy, claim, draft.version, _forget)
        _draw_decision(policy, claim, own, draft)
        st.html(claim_view.history_html(policy, stored, claim, lang))
        open_points.draw_dismissal(stored, draft.version, _forget)
        _draw_delete(stored, claim, provision, draft)
    st.html(foot(policy, lang))


def _correct(policy: Policy, stored: Stored, history: Sequence[dict[str, Any]], draft: Draft) -> None:
    """Begin a correction, or say why the application cannot be opened for one."""
    try:
        draft.correction = correcting.begin(policy, stored, history)
    except Refused as refused:
        tell_refused("claims_page.unreadable", refused)


def assessed(policy: Policy, content: dict[str, Any]) -> tuple[Json | None, list[Both]]:
    """What the engine makes of a stored application, or why it cannot."""
    try:
        return assess(policy, content, stored=True), []
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
    saves = 0 if draft is None else draft.saves + 1  # a number that makes new boxes for a new draft
    draft = Draft(owner, claim.id, stored.version, *figures, begun=figures, saves=saves)
    st.session_state[DRAFT] = draft
    return draft


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


# ------------------------------------------------------------------------------------------------ deciding


def _draw_decision(policy: Policy, claim: StoredClaim, own: Json | None, draft: Draft) -> None:
    """The boxes for the approved amount, the score and the reason; and whether what is beyond the law is proposed."""
    lang = language()
    st.html(pieces().part(say("claims_page.decide_heading")))
    _draw_box(draft, "approved", claim)
    approved, fault = _figure(draft, "approved")
    below = [(True, fault[lang])] if fault else []
    if approved is not None:
        below.append((False, amounts.echo(approved, lang)))
        if own is not None and _is_beyond(own, approved):
            most = own["most"].fen
            of = "approved_beyond" if most else "approved_beyond_nothing"
            below.append((True, say(f"claims_page.{of}", most=money.wan_text(most))))
        elif own is not None and approved > own["confirmed"].fen:
            said = say("claims_page.approved_above", amount=money.wan_text(own["confirmed"].fen))
            below.append((True, said))
    st.html(template("claim", lang).below(below, say("claims_page.approved_hint")))
    if approved is not None and approved != claim.approved and _is_beyond(own, approved):
        _draw_propose(draft, claim)
    _draw_box(draft, "score", claim)
    _, fault = _figure(draft, "score")
    below = [(True, fault[lang])] if fault else []
    st.html(template("claim", lang).below(below, say("claims_page.score_hint")))
    _draw_box(draft, "reason", claim, LONGEST_REASON)
    st.html(pieces().hint(say("claims_page.reason_hint")) + pieces().hint(say("claims_page.reason_told")))
    if draft.said:
        st.html(notice_html(say("claims_page.not_saved"), draft.said, refused=True))
    if st.button(say("claims_page.save"), key="save_decision", type="primary"):
        with st.spinner(say("claims_page.saving")):
            _save(policy, claim, draft)
        st.rerun()


def _is_beyond(own: Json | None, approved: int) -> bool:
    """Whether more would be approved than the law allows for the claim; where nobody can say what that is, anything."""
    if own is None:
        return approved > 0
    return own["most"] is not None and approved > own["most"].fen


def _draw_propose(draft: Draft, claim: StoredClaim) -> None:
    """Whether what is beyond the law is put to another official."""
    key = f"propose-{claim.id}-{draft.saves}-{language()}"
    label = say("claims_page.propose_label")
    st.checkbox(label, value=draft.propose, key=key, on_change=hand_over, args=(draft, "propose", key))
    st.html(pieces().hint(say("claims_page.propose_hint")))


def _draw_box(draft: Draft, name: str, claim: StoredClaim, longest: int = 40) -> None:
    key = f"{name}-{claim.id}-{draft.saves}-{language()}"
    text_of(say(f"claims_page.{name}_label"), draft, name, key, max_chars=longest, autocomplete="off")


def _figure(draft: Draft, name: str) -> tuple[int | None, Both | None]:
    """What was typed as the approved amount (分) or the score (millionths), or why it was not understood."""
    label = words.both(f"claims_page.{name}_label")
    try:
        if name == "score":
            return typed.read_score(draft.score, name, label), None
        return amounts.read_money(draft.approved, label=label), None
    except Refused as refused:
        return None, refused.errors[0]["message"]


def _save(policy: Policy, claim: StoredClaim, draft: Draft) -> None:
    """Save the decision, or say why not; what was typed stays until it is saved."""
    lang = language()
    approved, wrong_amount = _figure(draft, "approved")
    score, wrong_score = _figure(draft, "score")
    draft.said = [fault[lang] for fault in (wrong_amount, wrong_score) if fault]
    if not draft.said and (approved, score) == (claim.approved, claim.score) and claim.lapsed is None:
        draft.said.append(say("claims_page.need_change"))
    if not draft.reason.strip():
        draft.said.append(say("claims_page.need_reason"))
    if draft.said:
        return
    where = database(), official.credential(), policy, claim.id, draft.version
    reason, propose = draft.reason.strip(), draft.propose
    try:
        after = decisions.decide(*where, approved=approved, score=score, reason=reason, propose=propose)
    except (Refused, Conflict) as fault:
        draft.said = [*why_not(fault), *typed_stays(fault)]
    else:
        _forget()
        own = next(one for one in after.claims if one.id == claim.id)
        tell(say("claims_page.saved" if own.approved == approved else "claims_page.proposed"))


# ------------------------------------------------------------------------------------------------ deletion


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
    what = draft.deleting
    delete, id = (decisions.delete_claim, claim.id) if what == "claim" else (decisions.delete, stored.id)
    if not done(lambda: delete(database(), official.credential(), id, draft.version), "claims_page.not_deleted"):
        draft.deleting = ""
        st.rerun()
    _forget()
    tell(say(f"claims_page.deleted_{what}", **names))
    st.switch_page(navigation.place("claims"))
