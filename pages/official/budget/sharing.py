"""How a scenario leaves the desk, and comes onto it: its address, its file, the box that opens one.

An address holds what the scenario changes, and nothing of any claim. A file states what it comes to as well.
"""

from functools import partial
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from engine.documents.scenario_file import scenario_file
from engine.registry.cohorts import Held
from engine.scenario import Scenario
from engine.scenario.address import QUERY, written_address
from engine.values.refusal import Refused
from engine.view import marks
from pages.official import exports
from pages.official.budget import opening
from pages.official.budget.drafts import Desk
from pages.official.budget.opening import say
from pages.shared.files import Link, links_html
from pages.shared.in_use import today
from pages.shared.templates import template

FOR_EVERYBODY = {"budget": "sandbox", "reform": "sandbox-reform"}
"""The page for everybody that does the same as a page of officials."""


def draw(desk: Desk, name: str, held: Held, page: str, lang: str) -> None:
    """Draw the links to the scenario that is adjusted, and the box that opens another. `name` is that of the desk,
    `page` the address of the officials' page that it stands on, or of the one that is the same for everybody."""
    scenario = desk.current.scenario
    with st.container(key="bd_share"):
        st.html(template("scenario", lang).shared(scenario.name, _addresses(desk, page, lang), _file(desk, held, lang)))
        opening.draw_undo(desk, name, lang)
        opening.draw_box(name, lang)


def _addresses(desk: Desk, page: str, lang: str) -> list[tuple[str, str, str]]:
    """The links to copy, each with what it says and whom it is for; why there are none in the place of an address."""
    try:
        query = urlencode({QUERY: written_address(desk.policy, desk.current.scenario)})
    except Refused as refused:
        return [("", "", refused.errors[0]["message"][lang])]
    if not desk.keeps:
        return [(f"{FOR_EVERYBODY[page]}?{query}", say("copy", lang), say("copy_note", lang))]
    return [
        (f"{page}?{query}", say("copy", lang), say("copy_note_officials", lang)),
        (f"{FOR_EVERYBODY[page]}?{query}", say("copy_sandbox", lang), say("copy_note", lang)),
    ]


def _file(desk: Desk, held: Held, lang: str) -> tuple[Markup, str]:
    """The link to the file, and what stands in it."""
    draft = desk.current
    if desk.keeps:
        kept = "" if draft.kept is None else draft.kept.id
        return exports.scenario_link(draft.scenario, kept, lang), say("file_note_officials", lang)
    invented = held.worked is not None and held.worked.cohort.invented
    name = marks.file_name(exports.name_of("scenario_file.file_name", draft.scenario, lang), lang, invented=invented)
    make = partial(_made, desk, held, draft.scenario)
    link = Link(exports.SCENARIO, say("file", lang), name, make, say("file_waits", lang))
    return links_html(link), say("file_note", lang)


def _made(desk: Desk, held: Held, scenario: Scenario) -> bytes:
    outcome = None if held.worked is None else held.worked.outcome(scenario)
    return scenario_file(desk.policy, scenario, today(), outcome=outcome)
