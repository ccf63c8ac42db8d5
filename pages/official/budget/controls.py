"""The controls of the scenario that is being adjusted: its budget, the totals of articles, places, rule and readings.

Every box is drawn with the scenario's own figure as its value and hands back what changes (see `pages.shared.fields`).
"""

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
from pages.official.inputs import choose, hand_over, press, segments
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
        if (annual := desk.annual) is not None and annual.amount != draft.scenario.budget:
            take = words.text("annual_budget.take", lang)
            press(take, f"bd-annual-{lang}", _taken, (draft, annual.amount), type="tertiary")


def _taken(draft: Draft, budget: int) -> None:
    """Take the budget (分) that is stated for the year."""
    draft.put(replace(draft.scenario, budget=budget))


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
    names = {d.number: plain(d.scenario.name) for d in desk.drafts}
    # The control is drawn anew whenever what can be chosen, or what is chosen, has changed by other means.
    key = f"bd-choose-{lang}-{desk.chosen}-{'-'.join(map(str, names))}"
    chosen = desk.current.number
    segments(say("choose", lang), names, chosen, key, required=True, on_change=hand_over, args=(desk, "chosen", key))
    press(say("copy", lang), f"bd-copy-{lang}", _copied, (lang,), disabled=desk.is_full)
    if desk.is_full:
        st.html(template("pieces", lang).para("m-over b-state-of", say("full", lang)))


def _copied(lang: str) -> None:
    desk = drafts.current()
    if not desk.is_full:
        desk.add(replace(desk.current.scenario, name=desk.free_name(lang)))


def _draw_year(desk: Desk, years: Sequence[int], lang: str) -> None:
    key = f"bd-year-{lang}-{desk.year}"
    with st.container(width=112):
        names = {year: say("year", lang, year=year) for year in years}
        choose(say("box_year", lang), names, desk.year, key, on_change=lambda: desk.turn_to(st.session_state[key]))


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
            args=(desk, draft, box, key, lang),
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


def _typed(desk: Desk, draft: Draft, box: Box, key: str, lang: str) -> None:
    """Take what was typed, if it means something; it stays in its box either way."""
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
        on_change=lambda: draft.slide(slider.from_slider(st.session_state[key])),
    )


# ------------------------------------------------------------------------------------------------ the rule


def _draw_rule(desk: Desk, draft: Draft, lang: str) -> None:
    known = rules.known()
    chosen = known[draft.scenario.rule]
    key = f"bd-{draft.number}-{draft.drawn}-{lang}-rule"
    with st.container(width=WIDE, gap="xxsmall"):
        names = {name: rules.rule_label(rule)[lang] for name, rule in known.items()}
        choose(say("box_rule", lang), names, chosen.name, key, on_change=_ruled, args=(desk, draft, key, lang))
        st.html(template("budget", lang).lines_below((chosen.does, chosen.splitting)))


def _ruled(desk: Desk, draft: Draft, key: str, lang: str) -> None:
    desk.change(draft, boxes.under(desk.policy, draft.scenario, st.session_state[key]), lang)


def _draw_terms(desk: Desk, draft: Draft, lang: str) -> None:
    """What the rule needs beside the claims."""
    need = NEEDS.get(draft.scenario.rule)
    if need is None:
        return
    with st.container(horizontal=True, gap="small", key="bd_terms"):
        if need != "floor":
            key = f"bd-{draft.number}-{draft.drawn}-{lang}-by-{draft.scenario.rule}"
            names = {by: say(f"by_{by}", lang) for by in BY}
            changed = {"on_change": _by_chosen, "args": (desk, draft, key, lang)}
            segments(say("by", lang), names, draft.scenario.terms.by, key, required=True, **changed)
        for box in boxes.term_boxes(desk.policy, draft.scenario):
            _draw_box(desk, draft, box, lang)
    st.html(template("pieces", lang).para("m-over", say(f"terms_{need}", lang)))


def _by_chosen(desk: Desk, draft: Draft, key: str, lang: str) -> None:
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
                _draw_reading(desk, draft, reading, lang)


def _draw_reading(desk: Desk, draft: Draft, reading: Reading, lang: str) -> None:
    names = {choice.id: choice.label.in_language(lang) for choice in reading.choices}
    key = f"bd-{draft.number}-{draft.drawn}-{lang}-{reading.id}"
    chosen = draft.scenario.readings.get(reading.id, reading.default)
    changed = {"on_change": _read_as, "args": (desk, draft, reading, key, lang)}
    choose(plain(reading_label(reading)[lang]), names, chosen, key, width="stretch", **changed)


def _read_as(desk: Desk, draft: Draft, reading: Reading, key: str, lang: str) -> None:
    choice = st.session_state[key]
    others = {name: other for name, other in draft.scenario.readings.items() if name != reading.id}
    if choice != reading.default:
        others[reading.id] = choice
    desk.change(draft, replace(draft.scenario, readings=others), lang)
