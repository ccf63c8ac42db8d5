"""以往获资助名单, of years before there was anything here: the template, a list to bring in, what there is."""

from functools import partial
from typing import Any

import streamlit as st

from engine.policy.pack import Policy
from engine.registry import awards
from engine.registry.awards import Plan
from engine.registry.database import database
from engine.registry.stored import Conflict
from engine.sheets import award_lists
from engine.text import words
from engine.text.phrases import both
from engine.values import money
from engine.values.refusal import Refused
from pages.official import imported
from pages.official.asking import tell_refused, why_not
from pages.official.inputs import ask_reason
from pages.shared import navigation, official
from pages.shared.files import Link, links_html
from pages.shared.in_use import policy_in_use
from pages.shared.language import KEY, language, pieces, say
from pages.shared.notices import draw_notice_once, notice_html, tell
from pages.shared.templates import foot

BOX = "earlier box"
"""Session: counts the boxes that a list was chosen in; after one was brought in there is a new, empty one."""
LARGEST = 20
"""Megabytes of a file."""
SHOWN = 50
ASKED = "earlier"
"""What the address says for this page."""


def draw() -> None:
    """Draw the page."""
    policy, lang = policy_in_use(), language()
    st.html(pieces("official").back() + pieces().head(say("awards.heading"), say("awards.intro")))
    draw_notice_once()
    left, right = st.columns([2, 3], gap="large")
    with left, st.container(key="r_template"):
        _draw_templates(policy, lang)
        _draw_years(policy)
    with right, st.container(key="r_import"):
        st.html(pieces().part(say("awards.choose")))
        box = st.session_state.setdefault(BOX, 0)
        chosen = st.file_uploader(
            say("awards.choose_label"), type=["xlsx", "csv"], key=f"earlier-{box}", max_upload_size=LARGEST
        )
        if chosen is not None:
            _draw_plan(policy, chosen, lang)
    imported.draw(policy, ASKED)
    st.html(foot(policy, lang))


def _draw_templates(policy: Policy, lang: str) -> None:
    st.html(pieces().part(say("claims_page.template_heading"), say("awards.template_text")))
    links, waits = [], say("pages.file_waits")
    for of in words.LANGUAGES:
        says, name = say(f"claims_page.template_xlsx_{of}"), words.text("awards.template_name", of)
        links.append(Link(f"earlier-{of}.xlsx", says, name, partial(award_lists.template, policy, of), waits))
    says, name = say("claims_page.template_csv"), words.text("awards.template_csv_name", lang)
    st.html(links_html(*links, Link("earlier.csv", says, name, partial(award_lists.csv_template, policy, lang))))


def _draw_years(policy: Policy) -> None:
    """What there is of earlier years."""
    found = awards.years(database(), official.credential(), policy)
    if not found:
        return
    columns = [(say(f"awards.years_{name}"), kind) for name, kind in
               (("year", "text"), ("companies", "num"), ("awards", "num"), ("amount", "num"))]  # fmt: skip
    rows = [(str(one.year), f"{one.companies:,}", f"{one.awards:,}", money.wan_text(one.amount)) for one in found]
    st.html(pieces().part(say("awards.years_heading")) + pieces().table(say("awards.years_heading"), columns, rows))


def _draw_plan(policy: Policy, chosen: Any, lang: str) -> None:
    """What bringing the list in would do, or what is wrong with it."""
    data = chosen.getvalue()
    try:
        plan = awards.look_over(database(), official.credential(), policy, chosen.name, data)
    except Refused as refused:
        lines = why_not(refused)
        key = "faults_heading_one" if len(lines) == 1 else "faults_heading_many"
        st.html(notice_html(say(f"claims_page.{key}", count=len(lines)), lines[:SHOWN], refused=True))
        return
    said = say(
        "awards.plan", new=f"{len(plan.new):,}", changed=f"{len(plan.changed):,}", same=f"{plan.same:,}",
        amount=money.wan_text(plan.amount),
    )  # fmt: skip
    st.html(notice_html(said, [_change(policy, one, lang) for one in plan.changed[:SHOWN]]))
    if plan.is_idle:
        return
    key = f"earlier-reason-{st.session_state[BOX]}"
    given = ask_reason(key, hint="awards.reason_hint") if plan.changed else ""
    if st.button(say("claims_page.preview_add"), key="earlier_add", type="primary"):
        with st.spinner(say("claims_page.importing")):
            _bring_in(policy, plan, data, given)


def _change(policy: Policy, change: awards.Change, lang: str) -> str:
    listed, (approved, paid) = change.listed, change.before
    title = both(policy.provision(listed.provision).title)[lang]
    figures = [_figures(approved, paid, lang), _figures(listed.amount, listed.paid, lang)]
    return say(
        "awards.change", name=listed.name or listed.code, title=title, year=listed.year, before=figures[0],
        after=figures[1],
    )  # fmt: skip


def _figures(approved: int, paid: int | None, lang: str) -> str:
    if paid is None:
        return words.text("awarded.amount", lang, amount=money.wan_text(approved))
    return words.text("awarded.amount_paid", lang, amount=money.wan_text(approved), paid=money.wan_text(paid))


def _bring_in(policy: Policy, plan: Plan, data: bytes, given: str) -> None:
    try:
        done = awards.bring_in(database(), official.credential(), policy, plan.name, data, plan.mark, given)
    except (Refused, Conflict) as fault:
        tell_refused("claims_page.not_imported", fault)
        st.rerun()
    st.session_state[BOX] += 1
    tell(say("awards.done", name=plan.name, new=f"{len(done.new):,}", changed=f"{len(done.changed):,}"))
    st.switch_page(navigation.place("claims"), query_params={"do": ASKED, KEY: language()})
