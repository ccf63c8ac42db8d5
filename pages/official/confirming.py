"""Whether an official has confirmed the company whose claim is open, and the button that does so or takes it back."""

from datetime import datetime

import streamlit as st

from engine.policy.pack import Policy
from engine.registry import confirmations
from engine.registry.confirmations import Confirmed
from engine.registry.database import database
from engine.registry.stored import Stored
from engine.registry.tables import now
from engine.scenario.disclosure import LEAST
from engine.values.refusal import Refused
from pages.official.asking import why_not
from pages.shared import official
from pages.shared.language import pieces, say
from pages.shared.local_time import clock_text
from pages.shared.notices import tell


def draw(policy: Policy, stored: Stored) -> None:
    """What the company submitted itself counts in what is published once the company is confirmed: whether it is, and
    what can be done. Nothing for what officials imported."""
    if stored.source != confirmations.SUBMITTED:
        return
    seen = now()  # what comes while the official looks is not confirmed with the rest
    found = confirmations.found(database(), official.credential(), policy, stored.applicant)
    with st.container(key="r_confirm"):
        st.html(pieces().part(say("claims_page.confirm_heading"), _confirmation_text(found), note_style="m-s"))
        with st.container(horizontal=True):
            if found is None or found.is_overtaken:
                st.button(say("claims_page.confirm"), key="confirm", on_click=_confirm, args=(policy, stored, seen))
            if found is not None:
                label = say("claims_page.confirm_undo")
                st.button(label, key="confirm_undo", type="tertiary", on_click=_withdraw, args=(policy, stored))


def _confirmation_text(found: Confirmed | None) -> str:
    if found is None:
        return say("claims_page.confirm_not", least=LEAST)
    key = "confirm_overtaken" if found.is_overtaken else "confirm_done"
    return say(f"claims_page.{key}", who=found.who, when=clock_text(found.at))


def _confirm(policy: Policy, stored: Stored, seen: datetime) -> None:
    try:
        confirmations.confirm(database(), official.credential(), policy, stored.applicant, seen)
    except Refused as refused:
        tell(why_not(refused)[0], refused=True)


def _withdraw(policy: Policy, stored: Stored) -> None:
    confirmations.withdraw(database(), official.credential(), policy, stored.applicant)
