"""What an official proposes to approve beyond the law: another one agrees to it or refuses it, and until then it is no
decision."""

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from engine.policy.pack import Policy
from engine.registry import decisions, listing
from engine.registry.database import database
from engine.registry.stored import Stored, StoredClaim
from engine.values import money
from pages.official.asking import done
from pages.official.inputs import ask_reason
from pages.shared import official
from pages.shared.language import language, pieces, say
from pages.shared.notices import tell


def waiting_html(policy: Policy) -> Markup:
    """Above the list of claims: how many proposals of others wait for whoever is signed in."""
    count = listing.waiting(database(), official.credential(), policy)
    if not count:
        return Markup()
    return pieces("official").of_standing(say("claims_page.proposals_wait", count=count), "proposed")


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
    given = ask_reason(key, f"claims_page.proposal_reason_{'own' if is_own else 'others'}").strip()
    where = database(), official.credential(), policy, claim.id, version
    with st.container(horizontal=True, key="r_proposal"):
        if not is_own and st.button(say("claims_page.proposal_agree"), key="proposal_agree", type="primary"):
            _do("agreed", forget, lambda: decisions.agree(*where))
        if st.button(say(f"claims_page.proposal_{'withdraw' if is_own else 'refuse'}"), key="proposal_reject"):
            _do("withdrawn" if is_own else "refused", forget, lambda: decisions.reject(*where, given))


def _do(what: str, forget: Callable[[], None], work: Callable[[], Stored]) -> None:
    """Do it, and say that it was done, or why not."""
    if done(work, "claims_page.not_saved"):
        forget()
        tell(say(f"claims_page.proposal_{what}"))
    st.rerun()
