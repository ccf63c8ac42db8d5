"""Publishing a scenario: exactly what everybody will see, before it is confirmed."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from engine.registry import cohorts, scenarios
from engine.registry.database import database
from engine.registry.scenarios import StoredScenario
from engine.scenario import base_of, publication_of
from engine.scenario.annual_budgets import amount_of
from engine.scenario.disclosure import LEAST
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused
from pages.official.budget import drafts
from pages.official.budget.drafts import Desk, named
from pages.official.budget.keeping import say, tried
from pages.official.inputs import press
from pages.shared import official, published
from pages.shared.notices import notice_html
from pages.shared.templates import template


def draw(desk: Desk, kept: Sequence[StoredScenario], lang: str) -> None:
    """Where an official asked to publish a scenario: what it would show, and the two buttons."""
    chosen = next((k for k in kept if k.id == desk.publishing), None)
    if chosen is None or chosen.scenario is None:
        return
    pieces = template("pieces", lang)
    with st.container(key="bd_publish"):
        st.html(template("budget", lang).publishing(chosen.name))
        found = _contents(desk, chosen, lang)
        content = None if found is None else found[0]
        before = next((k for k in kept if k.is_public and k.id != chosen.id), None)
        if content is not None:
            key = "publish_invented" if content["invented"] else "publish_text"
            key = "publish_instead" if before is not None and not content["invented"] else key
            said = say(key, lang, before=before.name if before is not None else "")
            st.html(pieces.para("m-s", said) + published.published_html(desk.policy, content, lang))
        if found is not None:
            part = st.expander(say("publish_inside", lang), key=f"bd-inside-{lang}", on_change="rerun")
            if part.open:
                part.html(published.published_html(desk.policy, found[1](), lang))
            if found[2]:
                st.html(pieces.para("m-s", say("publish_unvouched", lang, count=found[2], least=LEAST)))
        with st.container(horizontal=True):
            if content is not None:
                yes = say("publish_yes", lang)
                press(yes, f"bd-publish-yes-{lang}", _published, (chosen, content), type="primary")
            press(say("cancel", lang), f"bd-publish-no-{lang}", setattr, (desk, "publishing", None))


def _contents(
    desk: Desk, chosen: StoredScenario, lang: str
) -> tuple[dict[str, Any], Callable[[], dict[str, Any]], int] | None:
    """What everybody would see of a scenario, worked out from the claims of its year; the same for inside the house,
    when it is asked for; how many claims nobody answers for. None where there are no claims."""
    assert chosen.scenario is not None
    year = chosen.scenario.year
    with st.spinner(say("assessing", lang)):
        held = cohorts.of_year(database(), official.credential(), desk.policy, year)
        if held.worked is None:
            st.html(notice_html(say("publish_no_claims", lang, year=year), refused=True))
            return None
        try:
            base = held.worked.outcome(base_of(chosen.scenario, amount_of(held.annual))).reserved()
            own = held.worked.outcome(chosen.scenario).reserved()
            inside = partial(publication_of, own, base=base, internal=True, annual=held.annual)
            return publication_of(own, base=base, annual=held.annual), inside, len(held.worked.cohort.unvouched)
        except Refused as refused:
            st.html(notice_html(refused.errors[0]["message"][lang], refused=True))
            return None


def _published(chosen: StoredScenario, content: dict[str, Any]) -> None:
    desk = drafts.current()

    def done() -> Both:
        scenarios.publish(database(), official.credential(), desk.policy, chosen.id, chosen.version, content)
        desk.publishing = None
        published.forget()
        key = "budget.published_invented" if content["invented"] else "budget.published"
        return words.both(key, name=named(chosen.name))

    tried(desk, done)
