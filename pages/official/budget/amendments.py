"""新旧条款对照表: the law's text beside the text under the scenario that stands on the desk, and what that does.

It changes nothing: the scenario is adjusted on the page of the budget, or in 条款推演. It is compared with the law as
it stands, with the budget that is stated for the year, or else the same one.
"""

from functools import partial

import streamlit as st
from markupsafe import Markup

from engine.policy.pack import Policy
from engine.registry.cohorts import Held
from engine.scenario.worked import Worked
from engine.text import words
from engine.view.budget.amendments import FIGURES, Amendments, amendments, article_lines, figures, label_of
from pages.official import exports
from pages.official.asking import calmly
from pages.official.budget import controls, desk_store, keeping, side_by_side
from pages.official.budget.drafts import Desk
from pages.official.budget.side_by_side import Source
from pages.shared.files import Link, links_html, made
from pages.shared.in_use import policy_in_use, today
from pages.shared.language import language
from pages.shared.navigation import href
from pages.shared.templates import template


@calmly()
def draw() -> None:
    """Draw the page for the claims that officials keep."""
    draw_for(policy_in_use(), language(), side_by_side.REGISTRY, "reform")


def draw_for(policy: Policy, lang: str, source: Source, beside: str) -> None:
    """Draw the page for claims from this source; `beside`: the address of the page where numbers are changed."""

    def drawn(desk: Desk, _held: Held, worked: Worked) -> None:
        _draw_table(desk, worked, beside, lang)
        desk_store.keep(desk, source.desk)

    side_by_side.draw_over(policy, lang, source, ("amendments.title", "amendments.nothing_yet"), drawn)


def _draw_table(desk: Desk, worked: Worked, beside: str, lang: str) -> None:
    outcomes = side_by_side.beside_law(desk, worked, lang)
    found = None if outcomes is None else amendments(*outcomes, worked.compared(*outcomes))
    if found is not None:
        st.html(template("amendments", lang).heading(found) + template("pieces", lang).marked(worked.cohort))
    with st.container(horizontal=True, vertical_alignment="bottom", key="bd_choice"):
        controls.draw_choice(desk, lang)
    keeping.draw_notice(desk, lang)
    if found is not None:
        st.html(_taken(desk, found, lang))
        own, lines = template("amendments", lang), [article_lines(found, article, lang) for article in found.articles]
        st.html(own.table(found, lines) + _effects(found, lang) + own.notes(found))
    st.html(template("amendments", lang).ways(href(beside)))


def _effects(found: Amendments, lang: str) -> Markup:
    """What comes of it, by article and in all."""
    if not found.totals:
        return Markup()
    columns = [(words.text("amendments.column_article", lang), "text")]
    columns += [(words.text(f"amendments.column_{name}", lang), "num") for name in FIGURES]
    lines = (*found.effects, *found.totals)
    *rows, total = [[label_of(line)[lang], *figures(line, lang)] for line in lines]
    label = words.text("amendments.effects_label", lang)
    table = template("pieces", lang).table(label, columns, rows, [total], style="am-effects")
    heading: Markup = template("pieces", lang).h2(words.text("amendments.effects_heading", lang), "m-h2 am-h2")
    return heading + table


def _taken(desk: Desk, found: Amendments, lang: str) -> Markup:
    """The link to the Word document: for officials it is made of what is in the registry when it is asked for."""
    says, waits = (words.text(f"amendments.{key}", lang) for key in ("take", "take_waits"))
    if desk.keeps:
        return template("pieces", lang).files([(exports.amendments_href(found.own, lang), says, waits, True)])
    make = partial(made, exports.MAKES_AMENDMENTS, found, lang, today())
    return links_html(Link(exports.AMENDMENTS, says, exports.amendments_name(found, lang), make, waits, is_main=True))
