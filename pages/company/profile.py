"""基本情况: what is asked once, and which articles the answers open or close."""

import streamlit as st
from markupsafe import Markup

from engine.assessment.answered_steps import ConditionStep
from engine.text.numerals import article_label
from engine.text.phrases import day_text
from engine.values.refusal import LONGEST_TEXT
from pages.shared import in_place, navigation, shelf
from pages.shared.answers import APPLICANT, DAY, UNANSWERED, Answers, current
from pages.shared.fields import draw_applicant, widget_key
from pages.shared.language import language, pieces, say
from pages.shared.steps import draw_way
from pages.shared.templates import template


def draw() -> None:
    """Draw the page."""
    lang = language()
    answers = current()
    st.set_page_config(page_title=say("pages.profile"))  # in the menu it stands for the whole self-assessment
    st.html(pieces().head(say("pages.profile"), say("pages.profile_intro")))
    left, right = st.columns([2, 3], gap="large")
    with left, st.container(key="questions"):
        st.html(pieces().h2(say("pages.profile_questions"), "f-part"))
        in_place.part(lambda: draw_day(answers))
        in_place.part(lambda: draw_applicant(answers))
        shelf.draw_tick()
        shelf.draw_list()
    with right, st.container(key="beside"):
        in_place.part(lambda: in_place.html(_articles_html(answers, lang)))
    in_place.part(lambda: draw_way(answers, "profile"))
    in_place.whole()


def draw_day(answers: Answers) -> None:
    """The question for the application date."""
    policy, lang = answers.policy, language()
    span = say(
        "pages.day_span",
        start=day_text(policy.in_force.start)[lang],
        until=day_text(policy.in_force.until)[lang],
        article=article_label(policy.in_force.article, lang),
    )
    key = widget_key(answers, DAY)
    day = answers.day()
    in_place.widget(
        st.text_input,
        say("pages.day"),
        value=answers.day_text(),
        placeholder=say("pages.day_example"),
        key=key,
        on_change=_dated,
        args=(answers, key),
        max_chars=LONGEST_TEXT,
    )
    last, before = answers.years()
    echo = say("pages.day_means", last=last, before=before) if day else ""
    fault = answers.day_fault()
    in_place.html(template("company", lang).day(echo, fault[lang] if fault else "", span, key))


def _dated(answers: Answers, key: str) -> None:
    answers.type_day(st.session_state[key] or "")
    in_place.answered(key)


def _articles_html(answers: Answers, lang: str) -> Markup:
    """Every article that can be claimed under: open, open if something unanswered is so, or closed, and why."""
    offers = answers.offers()
    if offers is None:
        return template("company", lang).opens(None)
    rows = []
    for provision in answers.policy.provisions:
        offer, state = offers[provision.id], "open"
        lines = [why[lang] for why in offer.failed]
        if lines:
            state = "closed"
        elif offer.open:
            state, names = "open_if", dict.fromkeys(_open_name(answers, step, lang) for step in offer.open)
            lines = [say("pages.opens_unknown", conditions=say("results.list_comma").join(names))]
        rows.append((provision, navigation.article_place(provision.article), state, lines))
    return template("company", lang).opens(rows)


def _open_name(answers: Answers, step: ConditionStep, lang: str) -> str:
    """What a condition waits for: its own question, or, where that is answered, which conditions are waived."""
    name = step["fact"].removeprefix(f"{APPLICANT}.")
    waiver = answers.policy.waiver
    if waiver is None or answers.value((APPLICANT, name)) in (UNANSWERED, None):
        return step["name"][lang]
    return waiver.label.in_language(lang)
