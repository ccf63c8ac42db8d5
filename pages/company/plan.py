"""三年规划: what to claim in which year, and what to hold back, so that all years together bring most."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.application.matters import listed
from engine.assessment.assess import Assessing
from engine.documents.calendar import ics
from engine.planning.answer import Plan
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.text import words
from engine.text.phrases import day_text
from engine.view.papers import checklist
from engine.view.planned import Brought, Planned, PlannedMatter, planned
from pages.company.result import draw_figures, draw_left_out, refused_html
from pages.shared import answers, in_use, navigation, published
from pages.shared.addresses import address
from pages.shared.answers import APPLICANT, Answers, Claim
from pages.shared.fields import draw_fact, draw_list
from pages.shared.files import Link, links_html
from pages.shared.language import language, pieces, say
from pages.shared.steps import draw_way
from pages.shared.templates import template

AMOUNTS = {"elsewhere": ("wan",), "held": (), "dropped": ()}
"""Which columns beside the matter and the reason say something of what is not claimed here."""
Part = tuple[str, Markup, str]
"""A heading, what stands below it, and a note on that."""


def draw() -> None:
    """Draw the page."""
    lang = language()
    current = answers.current()
    published.settle(current)
    plan, refused = current.planned(), current.unplanned + [error["message"] for error in current.refused]
    if plan is None:
        said, place = _why_not(current)
        st.html(template("plan", lang).nothing(said))
        if refused:
            st.html(refused_html(refused, lang))
        if st.button(navigation.steps()[place], type="primary", key="go_on"):
            st.switch_page(navigation.place(place))
        draw_way(current, "plan")
        return
    shown = planned(plan, in_use.today(), lang)
    own = template("plan", lang)
    st.html(own.heading(shown, current.application[APPLICANT].get("name")))
    draw_left_out(current, refused, lang)
    draw_figures(own.figures(shown), current, lang)
    st.html(published.source_html(current.policy, current.counting, lang))
    assessing = current.assessing()
    if plan["applications"] and assessing is not None:
        name = current.file_name("calendar", lang, ".ics")
        make = partial(_calendar, current.policy, assessing, plan, lang)
        says, waits = say("planned.calendar_file"), say("planned.calendar_waits")
        link = links_html(Link("plan.ics", says, name, make, waits))
        st.html(link + pieces().para("m-note", say("planned.calendar_note")))
    st.html(own.body(shown.said, _parts(shown, lang)))
    _draw_expected(current)
    draw_way(current, "plan")


def _calendar(policy: Policy, assessing: Assessing, plan: Plan, lang: str) -> bytes:
    application: Any = assessing.raw
    papers = checklist(policy, application, assessing.whole, assessing.application.day.year)
    return ics(policy, plan, lang, dict(application.get(APPLICANT) or {}), papers)


def _why_not(current: Answers) -> tuple[str, str]:
    """Why nothing can be planned, and the step at which that changes."""
    until = current.policy.in_force.until
    if in_use.today() > until and current.day() is None:
        return say("planned.nothing_over", until=day_text(until)[language()]), "result"
    if current.day() is None:
        return say("planned.nothing_day"), "profile"
    if not current.application["claims"]:
        return say("planned.nothing_claimed"), "profile"
    return say("planned.nothing_refused"), "review"


# ------------------------------------------------------------------------------------------------ the plan


def _parts(shown: Planned, lang: str) -> Iterator[Part]:
    for n, group in enumerate(shown.groups):
        yield group, _years(shown, n, lang), say("planned.unit") if group is shown.groups[-1] else ""
    dated = [year for year in shown.years if year.lines]
    for year in shown.years:
        table = _lines(year.heading, year.lines, lang) if year.lines else pieces().para("m-s", say("planned.year_none"))
        yield year.heading, table, say("planned.dates_note") if dated and year is dated[-1] else ""
    for key, lines in (("elsewhere", shown.elsewhere), ("held", shown.held), ("dropped", shown.dropped)):
        if lines:
            heading = say(f"planned.{key}_heading")
            yield heading, _lines(heading, lines, lang, AMOUNTS[key]), ""


def _years(shown: Planned, group: int, lang: str) -> Markup:
    """What each year brings of one group, beside what everything as soon as possible would bring in it."""
    names = ["year", "amount", "soon", *(["paid", "soon_paid"] if shown.is_scaled else [])]
    columns = [(say(f"planned.column_{name}"), "text" if name == "year" else "num") for name in names]

    def cells(first: Markup | str, of: Sequence[Brought]) -> list[Markup | str]:
        return [first, *(getattr(of[group], name) for name in names[1:])]

    own = template("plan", lang)
    rows = [cells(own.year(year, group), year.brings) for year in shown.years]
    total = cells(say("planned.total"), shown.brings)
    return pieces().table(shown.groups[group], columns, rows, [total], "p-years")


def _lines(label: str, lines: Sequence[PlannedMatter], lang: str, amounts: Sequence[str] = ("when", "wan")) -> Markup:
    """Matters, with when to claim them and what they bring, as far as there is such a thing."""
    names = ["article", "matter", *amounts, "why"]
    kinds = {"article": "chip", "wan": "num"}
    columns = [(say(f"planned.column_{name}"), kinds.get(name, "text")) for name in names]
    own, small = template("plan", lang), pieces()
    rows = []
    for line in lines:
        chip = small.chip(line.article, address("law", lang=lang, at=f"a{line.article}"))
        cells = {"when": own.when(line), "wan": line.amount}
        rows.append([chip, own.matter(line), *(cells[name] for name in amounts), line.why])
    return small.table(label, columns, rows, (), "p-lines")


# ------------------------------------------------------------------------------------------------ what is expected


def _draw_expected(current: Answers) -> None:
    """Boxes for what is not known yet of later years, claim by claim."""
    st.html(pieces().part(say("planned.expect_heading"), say("planned.expect_intro"), "m-h2"))
    claims = [(claim, facts) for claim in current.application["claims"] if (facts := current.expectable(claim))]
    if not claims:
        st.html(pieces().para("m-s", say("planned.expect_none")))
    for claim, facts in claims:
        _draw_claim(current, claim, facts)


def _draw_claim(current: Answers, claim: Claim, facts: Sequence[Fact]) -> None:
    lang = language()
    provision = current.policy.provision(claim["provision"])
    own = current.expect(claim)
    title = current.entitled()[claim["id"]].title[lang]
    named = listed(provision, claim["facts"])
    with st.expander(title if named is None else f"{title}　{named[lang]}"):
        for fact in facts:
            if fact.type == "list":
                draw_list(current, (own, fact.name), provision, fact, required=False)
                continue
            for year in current.years_expected(provision, fact):
                label = words.both("planned.expect_year", label=fact.label.model_dump(), year=year)
                draw_fact(current, (own, fact.name, str(year)), fact, provision, True, label)
