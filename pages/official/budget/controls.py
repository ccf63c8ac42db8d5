"""The controls of the scenario that is being adjusted: its budget, the totals of articles, places, rule and readings.

Every box is drawn with the scenario's own figure as its value and hands back what changes (see `pages.shared.fields`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from engine.allocation.rules import NEEDS
from engine.allocation.terms import BY
from engine.policy.blocks import Reading
from engine.scenario.annual_budgets import beside
from engine.text import words
from engine.values.refusal import Refused
from engine.view.budget import rules, slider
from engine.view.budget.differences import reading_label
from engine.view.budget.slider import Scale
from pages.official.budget import boxes, drafts
from pages.official.budget.drafts import BUDGET, Box, Desk, Draft
from pages.shared.fields import plain
from pages.shared.language import words_of
from pages.shared.templates import template

WIDTH = 150
"""Pixels of a box."""
WIDE = 332
QUESTION = 416
LONGEST = 40


def draw(desk: Desk, years: Sequence[int], lang: str) -> None:
    """Draw the band of controls, but for the budget."""
    draft = desk.current
    with st.container(key="bd_band"):
        with st.container(horizontal=True, vertical_alignment="bottom", key="bd_choice"):
            draw_choice(desk, lang)
        with st.container(horizontal=True, gap="small", key="bd_boxes"):
            _draw_year(desk, years, lang)
            for box in boxes.main_boxes(desk.policy):
                _draw_box(desk, draft, box, lang)
            _draw_rule(desk, draft, lang)
        _draw_terms(desk, draft, lang)
        _draw_more(desk, draft, lang)


def draw_budget(desk: Desk, scale: Scale, lang: str) -> None:
    """Draw the budget: its box, and its slider."""
    draft = desk.current
    with st.container(horizontal=True, vertical_alignment="top", gap="medium", key="bd_budget"):
        _draw_box(desk, draft, BUDGET, lang)
        _draw_slider(draft, scale, lang)
    if desk.keeps:
        _draw_annual(desk, draft, lang)


def _draw_annual(desk: Desk, draft: Draft, lang: str) -> None:
    """Whether the budget is the one that is stated for the year, and the way there."""
    said = beside(desk.annual, draft.scenario.budget) or words.both("annual_budget.none", year=desk.year)
    with st.container(horizontal=True, vertical_alignment="center", key="bd_annual"):
        st.html(template("budget", lang).to_annual(said), width="content")
        if desk.annual is not None and desk.annual.amount != draft.scenario.budget:
            st.button(
                words.text("annual_budget.take", lang),
                key=f"bd-annual-{lang}",
                on_click=_taken,
                args=(draft.number,),
                type="tertiary",
            )


def _taken(number: int) -> None:
    """Take the budget that is stated for the year."""
    desk = drafts.current()
    draft = desk.draft(number)
    if draft is not None and desk.annual is not None:
        draft.put(replace(draft.scenario, budget=desk.annual.amount))


def draw_beyond_text(desk: Desk, scale: Scale, lang: str) -> None:
    """Draw the controls of what no number in the law's text says: budget, rule, what was awarded before, readings."""
    draft = desk.current
    draw_budget(desk, scale, lang)
    _draw_rule(desk, draft, lang)
    _draw_terms(desk, draft, lang)
    _draw_rest(desk, draft, lang)


say = words_of("budget")


# ------------------------------------------------------------------------------------------------ which scenario


def draw_choice(desk: Desk, lang: str) -> None:
    """Draw which scenario is adjusted, and the button that copies it."""
    numbers = [d.number for d in desk.drafts]
    names = {d.number: plain(d.scenario.name) for d in desk.drafts}
    # The control is drawn anew whenever what can be chosen, or what is chosen, has changed by other means.
    key = f"bd-choose-{lang}-{desk.chosen}-{'-'.join(map(str, numbers))}"
    st.segmented_control(
        say("choose", lang),
        numbers,
        default=desk.current.number,
        format_func=names.__getitem__,
        required=True,
        key=key,
        on_change=_chosen,
        args=(key,),
    )
    st.button(
        say("copy", lang),
        key=f"bd-copy-{lang}",
        on_click=_copied,
        args=(lang,),
        disabled=desk.is_full,
    )
    if desk.is_full:
        st.html(template("pieces", lang).para("m-over b-state-of", say("full", lang)))


def _chosen(key: str) -> None:
    drafts.current().chosen = st.session_state[key]


def _copied(lang: str) -> None:
    desk = drafts.current()
    if not desk.is_full:
        desk.add(replace(desk.current.scenario, name=desk.free_name(lang)))


def _draw_year(desk: Desk, years: Sequence[int], lang: str) -> None:
    key = f"bd-year-{lang}-{desk.year}"
    with st.container(width=112):
        st.selectbox(
            say("box_year", lang),
            years,
            index=years.index(desk.year) if desk.year in years else None,
            format_func=lambda year: say("year", lang, year=year),
            key=key,
            on_change=_year_chosen,
            args=(key,),
        )


def _year_chosen(key: str) -> None:
    drafts.current().turn_to(st.session_state[key])


# ------------------------------------------------------------------------------------------------ boxes


def _draw_box(desk: Desk, draft: Draft, box: Box, lang: str) -> None:
    """One figure: its box, and below it what was understood or what is wrong."""
    drawn = f"{draft.drawn}.{draft.slid}" if box == BUDGET else str(draft.drawn)
    key = f"bd-{draft.number}-{drawn}-{lang}-{'-'.join(box)}"
    text = draft.typed.get(box, boxes.text_of(desk.policy, draft.scenario, box))
    with st.container(width=WIDTH, gap="xxsmall"):
        st.text_input(
            boxes.label_of(desk.policy, box)[lang],
            value=text,
            key=key,
            max_chars=LONGEST,
            placeholder=say(f"example_{box[0]}", lang),
            on_change=_typed,
            args=(draft.number, box, key, lang),
        )
        st.html(_below(desk, draft, box, lang))


def _below(desk: Desk, draft: Draft, box: Box, lang: str) -> Markup:
    """What was understood of what was typed, or why nothing was."""
    fault = ""
    if box in draft.typed:
        try:
            boxes.changed(desk.policy, draft.scenario, box, draft.typed[box])
        except Refused as refused:
            fault = refused.errors[0]["message"][lang]
    return template("budget", lang).below(*boxes.echo(desk.policy, draft.scenario, box, lang), fault)


def _typed(number: int, box: Box, key: str, lang: str) -> None:
    """Take what was typed, if it means something; it stays in its box either way."""
    desk = drafts.current()
    draft = desk.draft(number)
    if draft is None:
        return
    text = st.session_state[key] or ""
    try:
        changed = boxes.changed(desk.policy, draft.scenario, box, text)
    except Refused:
        draft.typed[box] = text
        return
    if desk.change(draft, changed, lang) is draft:
        draft.typed[box] = text
        draft.budgeted += box == BUDGET


def _draw_slider(draft: Draft, scale: Scale, lang: str) -> None:
    key = f"bd-{draft.number}-{draft.drawn}.{draft.budgeted}-{lang}-slider"
    st.slider(
        say("slider", lang),
        min_value=0,
        max_value=scale.most,
        step=scale.step,
        value=slider.on_slider(draft.scenario.budget, scale),
        format=say("slider_format", lang),
        key=key,
        on_change=_slid,
        args=(draft.number, key),
    )


def _slid(number: int, key: str) -> None:
    draft = drafts.current().draft(number)
    if draft is not None:
        draft.slide(slider.from_slider(st.session_state[key]))


# ------------------------------------------------------------------------------------------------ the rule


def _draw_rule(desk: Desk, draft: Draft, lang: str) -> None:
    known = rules.known()
    chosen = known[draft.scenario.rule]
    key = f"bd-{draft.number}-{draft.drawn}-{lang}-rule"
    with st.container(width=WIDE, gap="xxsmall"):
        st.selectbox(
            say("box_rule", lang),
            list(known),
            index=list(known).index(chosen.name),
            format_func=lambda name: rules.rule_label(known[name])[lang],
            key=key,
            on_change=_ruled,
            args=(draft.number, key, lang),
        )
        st.html(template("budget", lang).lines_below((chosen.does, chosen.splitting)))


def _ruled(number: int, key: str, lang: str) -> None:
    desk = drafts.current()
    draft = desk.draft(number)
    if draft is not None:
        desk.change(draft, boxes.under(desk.policy, draft.scenario, st.session_state[key]), lang)


def _draw_terms(desk: Desk, draft: Draft, lang: str) -> None:
    """What the rule needs beside the claims."""
    need = NEEDS.get(draft.scenario.rule)
    if need is None:
        return
    with st.container(horizontal=True, gap="small", key="bd_terms"):
        if need != "floor":
            key = f"bd-{draft.number}-{draft.drawn}-{lang}-by-{draft.scenario.rule}"
            st.segmented_control(
                say("by", lang),
                BY,
                default=draft.scenario.terms.by,
                format_func=lambda by: say(f"by_{by}", lang),
                required=True,
                key=key,
                on_change=_by_chosen,
                args=(draft.number, key, lang),
            )
        for box in boxes.term_boxes(desk.policy, draft.scenario):
            _draw_box(desk, draft, box, lang)
    st.html(template("pieces", lang).para("m-over", say(f"terms_{need}", lang)))


def _by_chosen(number: int, key: str, lang: str) -> None:
    desk = drafts.current()
    draft = desk.draft(number)
    if draft is not None:
        terms = boxes.even_terms(desk.policy, draft.scenario.rule, st.session_state[key])
        draft.typed.clear()
        desk.change(draft, replace(draft.scenario, terms=terms), lang)


# ------------------------------------------------------------------------------------------------ the rest


def _draw_more(desk: Desk, draft: Draft, lang: str) -> None:
    """What was awarded before, and the readings: drawn only where they are opened."""
    part = st.expander(say("more", lang), key=f"bd-more-{lang}", on_change="rerun")
    if part.open:
        with part:
            _draw_rest(desk, draft, lang)


def _draw_rest(desk: Desk, draft: Draft, lang: str) -> None:
    st.html(template("pieces", lang).para("m-over", say("more_help", lang)))
    with st.container(horizontal=True, gap="small"):
        for box in boxes.other_boxes(desk.policy):
            _draw_box(desk, draft, box, lang)
    st.html(template("pieces", lang).h2(say("readings", lang), "m-h2 b-sub"))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="bd_readings"):
        for reading in desk.policy.readings:
            with st.container(width=QUESTION):
                _draw_reading(draft, reading, lang)


def _draw_reading(draft: Draft, reading: Reading, lang: str) -> None:
    choices = [choice.id for choice in reading.choices]
    labels = {choice.id: choice.label.in_language(lang) for choice in reading.choices}
    key = f"bd-{draft.number}-{draft.drawn}-{lang}-{reading.id}"
    st.selectbox(
        plain(reading_label(reading)[lang]),
        choices,
        index=choices.index(draft.scenario.readings.get(reading.id, reading.default)),
        format_func=labels.__getitem__,
        key=key,
        on_change=_read_as,
        args=(draft.number, reading.id, key, lang),
        width="stretch",
    )


def _read_as(number: int, reading: str, key: str, lang: str) -> None:
    desk = drafts.current()
    draft = desk.draft(number)
    if draft is None:
        return
    choice = st.session_state[key]
    others = {name: other for name, other in draft.scenario.readings.items() if name != reading}
    if choice != desk.policy.reading(reading).default:
        others[reading] = choice
    desk.change(draft, replace(draft.scenario, readings=others), lang)
