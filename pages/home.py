"""The home page: what this is, the doors, and what each article gives."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.years import in_year
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both, day_text
from engine.values import money
from engine.view import filing
from pages.shared import answers, navigation, published, replacing, shelf, tasks
from pages.shared.guideline import about_html
from pages.shared.in_use import today
from pages.shared.language import language
from pages.shared.templates import foot, template


def draw() -> None:
    """Draw the page."""
    lang = language()
    current = answers.current()
    replacing.draw_notice(current)
    left, right = st.columns([5, 7], gap="large")
    with left:
        st.html(title(current.policy, lang) + about_html(current.policy, today().year, lang))
        _doors(current, lang)
        shelf.draw_list()
        st.html(template("home", lang).kept())
    right.html(contents(current.policy, lang))
    st.html(foot(current.policy, lang))


def _doors(current: answers.Answers, lang: str) -> None:
    with st.container(key="m_doors", gap=None):
        st.html(doors(current, published.latest(current.policy), lang))
        with st.container(key="m_door_open", gap="small"):
            st.html(template("home", lang).open_door())
            tasks.draw_open(current)


def doors(current: answers.Answers, shown: Mapping[str, Any] | None, lang: str) -> Markup:
    """The ways in: for a company, for officials, for whoever shows it to others, and the law itself; each with what can
    be seen at once, by everybody. `shown`: what is published, if anything is."""
    begun = not current.is_blank()
    company = [("profile", "home_go_on_button" if begun else "home_begin_button")]
    company += [("result", "home_result_button")] if begun else []
    company += [("example", "home_example_button")] if current.policy.example() else []
    company += [("many", "home_many_button")]
    briefing = "home_briefing_example"
    if shown is not None:
        briefing = "home_briefing_invented" if shown.get("invented") else "home_briefing"
    home = template("home", lang)
    ways: list[Markup] = [
        home.door("home_begin", company, " first"),
        home.door("home_budget", [("sandbox", "home_budget_button"), ("sandbox-reform", "home_reform_button")]),
        home.door(briefing, [("briefing", "home_briefing_button")]),
        home.door("home_law", [("law", "home_law_button")]),
    ]
    return Markup().join(ways)


def title(policy: Policy, lang: str) -> Markup:
    """Place and validity, the measures' name, what this page does."""
    term = policy.in_force
    return template("home", lang).title(policy, day_text(term.start), day_text(term.until))


def contents(policy: Policy, lang: str) -> Markup:
    """What each article supports, how much and at most by the law, what this year's guideline says of that, and its
    yearly total for all applicants."""
    day = today()
    articles = [
        (
            a.number,
            navigation.article_place(a.number),
            [(p, _this_year(policy, p, day)) for p in policy.provisions_of(a.number)],
            yearly_total(in_year(policy, day.year), a.number),
        )
        for a in policy.articles
        if any(not p.gives_nothing for p in policy.provisions_of(a.number))
    ]
    return template("home", lang).contents(articles, _remarks(policy, lang))


def _this_year(policy: Policy, provision: Provision, day: date) -> list[Both]:
    """What the guideline of the year makes narrower, and when can be applied; nothing without one."""
    window = filing.window_text(policy, provision.id, day.year, day)
    return filing.narrower(policy, provision, day.year) + ([] if window is None else [window])


def yearly_total(policy: Policy, article: int) -> Both:
    """The most that an article gives to all applicants in a year, or what stands in its place."""
    pool = next((p for p in policy.pools if p.article == article), None)
    if pool is not None:
        return words.both("money.amount", amount=money.wan_law(pool.cap))
    readings = policy.default_readings()
    if all(not p.draws_on_budget(readings) for p in policy.provisions_of(article)):
        return words.both("results.toc_beside")
    return words.both("results.toc_unset")


def _remarks(policy: Policy, lang: str) -> list[str]:
    said = [
        words.text(
            "results.toc_no_grant",
            lang,
            article=article_label(p.article, lang),
            text=p.summary.in_language(lang),
        )
        for p in policy.provisions
        if p.gives_nothing
    ]
    said += [
        words.text(
            "results.toc_ceilings",
            lang,
            label=rule.label.in_language(lang),
            article=article_label(rule.article, lang),
        )
        for rule in policy.rules
        if rule.id == "ceilings"
    ]
    return said
