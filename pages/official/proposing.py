"""What an official proposes to approve beyond the law: another one agrees to it or refuses it, and until then it is no
decision."""

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from engine.policy.pack import Policy
from engine.registry import decisions, listing
from engine.registry.database import database
from engine.registry.stored import Conflict, Stored, StoredClaim
from engine.values import money
from engine.values.refusal import Refused
from pages.shared import official
from pages.shared.language import language, pieces, say
from pages.shared.notices import tell

LONGEST_REASON = 300


def waiting_html(policy: Policy) -> Markup:
    """Above the list of claims: how many proposals of others wait for whoever is signed in."""
    count = listing.waiting(database(), official.credential(), policy)
    if not count:
        return Markup()
    waits: Markup = pieces("official").of_standing(say("claims_page.proposals_wait", count=count), "proposed")
    return waits


def draw(policy: Policy, claim: StoredClaim, version: int, forget: Callable[[], None]) -> None:
    """What is proposed for a claim, with what can be said to it; nothing where nothing is."""
    proposal, who = claim.proposed, official.current()
    if proposal is None:
        return
    lang, is_own = language(), who is not None and who.name == proposal.who
    st.html(pieces().part(say("claims_page.proposal_heading")))
    amount = money.amount_text(proposal.amount, lang)
    said = say("claims_page.proposal", amount=amount, who=proposal.who, reason=proposal.reason)
    waits = say("claims_page.proposal_own" if is_own else "claims_page.proposal_others")
    st.html(pieces("claim").proposal(said, waits))
    key = f"proposal-reason-{claim.id}-{version}"
    asked = say("claims_page.proposal_reason_own" if is_own else "claims_page.proposal_reason_others")
    reason = st.text_input(asked, key=key, max_chars=LONGEST_REASON, autocomplete="off")
    with st.container(horizontal=True, key="r_proposal"):
        if not is_own and st.button(say("claims_page.proposal_agree"), key="proposal_agree", type="primary"):
            done = decisions.agree
            _say("agreed", forget, lambda: done(database(), official.credential(), policy, claim.id, version))
        if st.button(say(f"claims_page.proposal_{'withdraw' if is_own else 'refuse'}"), key="proposal_reject"):
            given = (reason or "").strip()
            no = decisions.reject
            _say(
                "withdrawn" if is_own else "refused",
                forget,
                lambda: no(database(), official.credential(), policy, claim.id, version, given),
            )


def _say(what: str, forget: Callable[[], None], done: Callable[[], Stored]) -> None:
    """Do it, and say that it was done, or why not."""
    lang = language()
    try:
        done()
    except Refused as refused:
        tell(say("claims_page.not_saved"), [error["message"][lang] for error in refused.errors], refused=True)
    except Conflict as conflict:
        tell(say("claims_page.not_saved"), [conflict.message[lang]], refused=True)
    else:
        forget()
        tell(say(f"claims_page.proposal_{what}"))
    st.rerun()
