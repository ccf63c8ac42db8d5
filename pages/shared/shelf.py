"""The companies that this computer keeps, for whoever ticked it: each under its name, to be opened again and removed.

What stands there is the browser's own (shelf.js); a session hears the names, and the content of the one that is opened.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine.values.refusal import LONGEST_TEXT, is_text
from pages.shared import replacing, tab
from pages.shared.answers import APPLICANT, Answers
from pages.shared.language import pieces, say
from pages.shared.local_time import clock_text
from pages.shared.notices import draw_until_read, notice_html
from pages.shared.replacing import Incoming
from pages.shared.static import json_object

COMPANIES = "companies kept here"
"""Session: what the browser has said that it keeps."""
ORDER = "order to the browser"
"""Session: what it is asked to open or remove, with a number of its own."""
REMOVING = "company to be removed"
"""Session: the id of the one about which it is asked whether it shall be removed; ALL for all."""
LEFT = "no longer kept here"
"""Session: why these answers are no longer kept on this computer, until it is read."""
ALL = "all"
MOST = 200
"""Companies that are listed."""
REASONS = ("elsewhere", "gone", "full")


@dataclass(frozen=True)
class Company:
    """One of them: its id, its name, when it was last changed."""

    id: str
    name: str
    changed: datetime


def hear(companies: object, left: object, opened: object, answers: Answers) -> bool:
    """Take in what the browser says; whether anything was said that changes the page."""
    if companies is not None:
        st.session_state[COMPANIES] = _read(companies)
    if left is not None and _here() is not None:
        said = json_object(left, tab.LARGEST)
        if said.get("id") == _here() and said.get("why") in REASONS:
            tab.keep_as(None)
            st.session_state[LEFT] = said["why"]
            return True
    if opened is not None:
        _offer(json_object(opened, 2 * tab.LARGEST), answers)
        return True
    return False


def _read(text: object) -> list[Company]:
    entries = json_object(text, tab.LARGEST).get("list")
    companies = []
    for entry in entries[:MOST] if isinstance(entries, list) else []:
        match entry:
            case {"id": str(id), "name": str(name), "changed": int(changed)} if is_text(id, LONGEST_TEXT, 1):
                try:
                    moment = datetime.fromtimestamp(changed / 1000, UTC)
                except (ValueError, OverflowError, OSError):
                    continue
                companies.append(Company(id, name[:LONGEST_TEXT], moment))
    return companies


def _offer(said: dict[str, Any], answers: Answers) -> None:
    record = json_object(said.get("record"), tab.LARGEST)
    name = said["name"] if is_text(said.get("name"), LONGEST_TEXT, 1) else say("pages.company_nameless")
    kept = {"id": said.get("id"), "rev": said.get("rev")}
    data = json.dumps(record.get("file")).encode()
    replacing.offer(answers, Incoming(name, data, desk=record.get("desk"), company=kept))


def data(answers: Answers) -> dict[str, Any]:
    """What the browser is told: which company the answers are kept as, and what it is to do."""
    kept = tab.company()
    name = answers.application[APPLICANT].get("name") or say("pages.company_nameless")
    return {
        "policy": answers.policy.id,
        "company": None if kept is None else {**kept, "name": name},
        "order": st.session_state.get(ORDER),
    }


def _here() -> str | None:
    """The id of the company as which this computer keeps the answers."""
    kept = tab.company()
    return None if kept is None else kept["id"]


def _order(**what: object) -> None:
    st.session_state[ORDER] = {"number": secrets.token_hex(8), **what}


# ------------------------------------------------------------------------------------------------ what is drawn


def draw_left() -> None:
    """Why this computer no longer keeps the answers of this tab, on whichever page that is heard."""
    if (why := st.session_state.get(LEFT)) is not None:
        draw_until_read(LEFT, say(f"pages.company_left_{why}"), (), "left_read")


def draw_tick() -> None:
    """Whether this computer is to keep the answers, and what that means."""
    id = _here()
    with st.container(key="shelf_tick"):
        key = f"keep-{id or ''}"
        st.checkbox(say("pages.company_keep"), value=id is not None, key=key, on_change=_ticked, args=(id,))
        st.html(pieces().para("m-note", say("pages.company_keep_means")))


def _ticked(drawn_for: str | None) -> None:
    """`drawn_for`: the company that the box was drawn for; other answers may have taken its place meanwhile."""
    st.session_state.pop(LEFT, None)
    if _here() != drawn_for:
        return
    if drawn_for is None:
        tab.keep_as({"id": secrets.token_hex(8), "rev": ""})
    else:
        _remove([drawn_for])


def _remove(ids: list[str]) -> None:
    st.session_state.pop(REMOVING, None)
    if _here() in ids:
        tab.keep_as(None)
    _order(remove=ids)


def draw_list() -> None:
    """The companies that this computer keeps, each to be opened or removed; nothing where there is none."""
    companies: list[Company] = st.session_state.get(COMPANIES, [])
    if not companies:
        return
    with st.container(key="shelf", gap="small"):
        st.html(pieces("frame").shelf())
        for company in companies:
            _draw_company(company, is_here=company.id == _here())
        if len(companies) > 1:
            _draw_removing(ALL, [c.id for c in companies], say("pages.companies_remove"), say("pages.companies_ask"))
        st.html(pieces().para("m-note", say("pages.companies_shared")))


def _draw_company(company: Company, is_here: bool) -> None:
    changed = say("pages.company_here") if is_here else say("pages.company_changed", moment=clock_text(company.changed))
    with st.container(key=f"shelf-{company.id}", horizontal=True, vertical_alignment="center"):
        st.html(pieces("frame").shelved(company.name, changed))
        if not is_here:
            key = f"shelf_open-{company.id}"
            st.button(say("pages.company_open"), key=key, on_click=_order, kwargs={"open": company.id})
        ask = say("pages.company_ask", name=company.name)
        _draw_removing(company.id, [company.id], say("pages.company_remove"), ask)


def _draw_removing(which: str, ids: list[str], label: str, ask: str) -> None:
    if st.session_state.get(REMOVING) != which:
        st.button(label, key=f"shelf_remove-{which}", on_click=_ask, args=(which,), type="tertiary")
        return
    st.html(notice_html(ask, refused=True))
    st.button(say("pages.company_really"), key=f"shelf_really-{which}", on_click=_remove, args=(ids,))
    st.button(say("pages.company_not"), key=f"shelf_not-{which}", on_click=_ask, args=(None,))


def _ask(which: str | None) -> None:
    st.session_state[REMOVING] = which
