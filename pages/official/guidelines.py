"""申请指南: the guidelines of years that officials put in, with their versions: put in, taken away, withdrawn."""

from functools import partial
from typing import Any

import streamlit as st

from engine.policy.pack import Policy
from engine.policy.years import guideline_of
from engine.registry import guidelines
from engine.registry.database import database
from engine.registry.guidelines import Plan, StoredGuideline
from engine.sample.guidelines import examples
from engine.text.phrases import both
from engine.values.refusal import Refused
from engine.view import filing
from pages.official.asking import done, tell_refused, why_not
from pages.official.inputs import ask_reason
from pages.shared import navigation, official
from pages.shared.files import Link, links_html
from pages.shared.in_use import policy_in_use, today
from pages.shared.language import KEY, language, pieces, say
from pages.shared.local_time import clock_text
from pages.shared.notices import draw_notice_once, notice_html, tell
from pages.shared.templates import foot, template

ASKED = "guidelines"
"""What the address says for this page."""
BOX = "guideline box"
"""Session: counts the boxes that files were chosen in; after one was put in there are new, empty ones."""
LARGEST = 1
"""Megabytes of a file."""


def draw() -> None:
    """Draw the page."""
    policy, lang = policy_in_use(), language()
    st.html(pieces("official").back() + pieces().head(say("guideline.page"), say("guideline.page_intro")))
    draw_notice_once()
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(key="r_guidelines"):
        _draw_listed(policy, lang)
    with right, st.container(key="r_import"):
        _draw_choose(policy, lang)
    st.html(foot(policy, lang))


def _draw_listed(policy: Policy, lang: str) -> None:
    """Every version, the newest first; which is in effect, and that of this year none is."""
    found = guidelines.listed(database(), official.credential(), policy)
    st.html(pieces().part(say("guideline.versions"), filing.about(policy, today().year)[lang]))
    for kept in found:
        _draw_kept(policy, kept, lang)
    beside = [year for year in policy.guidelines if year not in {kept.year for kept in found if kept.in_effect}]
    for year in sorted(beside):
        if (own := guideline_of(policy, year)) is not None:
            title = both(own.title)[lang]
            st.html(pieces().para("m-s", say("guideline.beside", year=year, title=title)))


def _draw_kept(policy: Policy, kept: StoredGuideline, lang: str) -> None:
    state = "in_effect" if kept.in_effect else "set_aside" if kept.set_aside else None
    state = state or ("withdrawn" if kept.withdrawn else "replaced")
    title = say("guideline.version", year=kept.year, version=kept.version, state=say(f"guideline.state_{state}"))
    said = [both(kept.guideline.title)[lang], say("guideline.put_in_by", who=kept.who, at=clock_text(kept.at))]
    if kept.withdrawn is not None:
        who, when = kept.withdrawn_by or "", clock_text(kept.withdrawn)
        said.append(say("guideline.withdrawn_by", who=who, at=when, reason=kept.reason))
    with st.expander(title, expanded=kept.in_effect):
        st.html(notice_html(said[0], said[1:]))
        provisions = [p for p in policy.provisions if not p.gives_nothing]
        parts = filing.parts_of(policy, kept.guideline, provisions, today())
        st.html(template("guideline", lang).parts(kept.year, parts))
        name, make = f"{policy.id}-{kept.year}-{kept.version}.zip", partial(guidelines.exported, kept.guideline)
        st.html(links_html(Link(f"guideline-{kept.id}.zip", say("guideline.take_away"), name, make)))
        if kept.in_effect or kept.set_aside:
            _draw_withdraw(policy, kept)


def _draw_withdraw(policy: Policy, kept: StoredGuideline) -> None:
    given = ask_reason(f"withdraw-reason-{kept.id}")
    st.html(pieces().hint(say("guideline.withdraw_hint", year=kept.year)))
    if st.button(say("guideline.withdraw"), key=f"withdraw-{kept.id}"):
        where = database(), official.credential(), policy
        if done(lambda: guidelines.withdraw(*where, kept.id, given), "guideline.not_withdrawn"):
            tell(say("guideline.done_withdrawn", year=kept.year, version=kept.version))
        _again()


def _draw_choose(policy: Policy, lang: str) -> None:
    st.html(pieces().part(say("guideline.choose"), say("guideline.choose_text")))
    box = st.session_state.setdefault(BOX, 0)
    files: list[Any] = [
        st.file_uploader(say(f"guideline.choose_{kind}"), type=[ending], key=f"{kind}-{box}", max_upload_size=LARGEST)
        for kind, ending in (("toml", "toml"), ("text_file", "txt"))
    ]
    if None in files:
        _draw_examples(policy)
        return
    toml, text = (file.getvalue() for file in files)
    try:
        plan = guidelines.look_over(database(), official.credential(), policy, toml, text)
    except Refused as refused:
        lines = why_not(refused)
        st.html(notice_html(say("guideline.unsound", count=len(lines)), lines, refused=True))
        return
    year, title = plan.guideline.year, both(plan.guideline.title)[lang]
    if plan.is_same:
        st.html(notice_html(say("guideline.plan_same", year=year, version=plan.replaces), [title]))
        return
    key = "guideline.plan_new" if plan.replaces is None else "guideline.plan_replaces"
    st.html(notice_html(say(key, year=year, version=plan.version, replaces=plan.replaces or 0), [title]))
    provisions = [p for p in policy.provisions if not p.gives_nothing]
    shown = filing.parts_of(policy, plan.guideline, provisions, today())
    st.html(template("guideline", lang).parts(year, shown))
    if st.button(say("guideline.put_in"), key="guideline_put_in", type="primary"):
        _put_in(policy, plan, toml, text)


def _draw_examples(policy: Policy) -> None:
    """The invented guidelines of years that have none, to be shown."""
    for year, (toml, text) in examples(policy).items():
        if guideline_of(policy, year) is not None:
            continue
        st.html(pieces().part(say("guideline.example"), say("guideline.example_text", year=year)))
        if st.button(say("guideline.example_put_in", year=year), key=f"guideline-example-{year}"):
            try:
                plan = guidelines.look_over(database(), official.credential(), policy, toml, text)
            except Refused as refused:
                tell_refused("guideline.not_put_in", refused)
                _again()
            _put_in(policy, plan, toml, text)


def _put_in(policy: Policy, plan: Plan, toml: bytes, text: bytes) -> None:
    where = database(), official.credential(), policy
    if done(lambda: guidelines.put_in(*where, toml, text, plan.version), "guideline.not_put_in"):
        st.session_state[BOX] += 1
        tell(say("guideline.done", year=plan.guideline.year, version=plan.version))
    _again()


def _again() -> None:
    st.switch_page(navigation.place("claims"), query_params={"do": ASKED, KEY: language()})
