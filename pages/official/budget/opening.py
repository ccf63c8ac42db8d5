"""A scenario that comes onto the desk from elsewhere: out of a file, an address, an earlier version, an answer of 倒推.

It is laid beside those that are there as a draft, and taken off again by one press. What of it does not fit the policy
in use is shown before it is used; and where the desk is full, it asks in the place of which it shall be laid.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from engine.registry.scenarios import StoredScenario
from engine.scenario.address import QUERY, read_address
from engine.scenario.filed import LARGEST, Filed, read
from engine.scenario.fitting import Fitted, fitted
from engine.text import words
from engine.text.phrases import day_text
from engine.values.refusal import Refused
from engine.view.budget.history import Past, changed, newest
from pages.official.budget import desk_store, drafts
from pages.official.budget.drafts import Desk, Draft, named
from pages.official.inputs import press
from pages.shared.language import words_of
from pages.shared.templates import template

COMING = "coming to"
"""Session, before the name of a desk: what comes onto it, until it is laid there or was left."""
LAID = "laid on"
"""Session, before the name of a desk: what was laid there last, and how to take it off again."""
BOXES = "boxes for files of"
"""Session, before the name of a desk: how many files were handed over; the box for the next one is empty."""


@dataclass(frozen=True)
class Incoming:
    """What comes onto a desk: what of it fits (of its `content`, which was `made_for` a policy: the part of a receipt),
    who made it and when, the newest of its `versions` (a number) in words, and what it is in the registry."""

    fitted: Fitted
    content: Mapping[str, Any]
    made_for: Mapping[str, Any] | None = None
    author: str = ""
    saved_on: date | None = None
    past: tuple[Past, ...] = ()
    versions: int = 0
    kept: StoredScenario | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.fitted.scenario.name


@dataclass(frozen=True)
class Laid:
    """What was laid on a desk last: its number, and in the place of which other, which stood at `position`."""

    number: int
    instead: Draft | None = None
    position: int = 0


say = words_of("scenario_file")


def offer(name: str, incoming: Incoming) -> None:
    """Have it laid on the desk of this name as soon as that is drawn."""
    st.session_state[f"{COMING} {name}"] = incoming
    if isinstance(desk := st.session_state.get(name), Desk):
        desk.is_overtaken = True


def settle(desk: Desk, name: str) -> None:
    """Take what the address asks for; lay what has come where nothing is to be said or asked first. The tab tells
    first what it has kept: that lies below, and the page is drawn anew, when what was said before would be gone."""
    if desk_store.has_answered(name) and (text := st.query_params.get(QUERY)) is not None:
        del st.query_params[QUERY]
        _take_in(desk, name, partial(read_address, desk.policy, text))
    incoming = _coming(desk, name)
    if incoming is None or not desk_store.has_answered(name):
        return
    there = _there(desk, incoming)
    if there is not None:
        del st.session_state[f"{COMING} {name}"]
        desk.chosen = there.number
        desk.say("status", words.both("scenario_file.there_already", name=named(incoming.name)))
    elif not incoming.fitted.said and not desk.is_full:
        _lay(name)


def _take_in(desk: Desk, name: str, read_one: partial[Filed]) -> None:
    """Read what comes; what cannot be read is refused in words, and changes nothing."""
    try:
        found = read_one()
        fits, past = found.fitted(desk.policy, desk.year), tuple(newest(desk.policy, found.history))
        of = found.author, found.saved_on, past, len(found.history)
        incoming = Incoming(fits, found.content, found.policy, *of)
    except Refused as refused:
        desk.is_overtaken = True
        desk.say("alert", refused.errors[0]["message"])
    else:
        offer(name, incoming)


def _coming(desk: Desk, name: str) -> Incoming | None:
    """What comes onto the desk, read for its year."""
    incoming: Incoming | None = st.session_state.get(f"{COMING} {name}")
    if incoming is not None and incoming.fitted.scenario.year != desk.year:
        fits = fitted(desk.policy, incoming.content, incoming.made_for, desk.year)
        incoming = st.session_state[f"{COMING} {name}"] = replace(incoming, fitted=fits)
    return incoming


def _there(desk: Desk, incoming: Incoming) -> Draft | None:
    """The draft that is the same already."""
    same = (draft for draft in desk.drafts if draft.scenario == incoming.fitted.scenario)
    return None if incoming.fitted.said or incoming.kept is not None else next(same, None)


# ------------------------------------------------------------------------------------------------ what is asked first


def draw(desk: Desk, name: str, lang: str) -> None:
    """What has come and does not fit as it is, or for which there is no place: what it is, before it is laid."""
    incoming = _coming(desk, name)
    if incoming is None or not desk_store.has_answered(name):
        return
    full = say("in_place_of", lang, name=_replaced(desk).scenario.name) if desk.is_full else ""
    with st.container(key="bd_incoming"):
        differing, origin = changed(desk.policy, incoming.fitted.scenario), _origin(incoming, lang)
        of = incoming.fitted, differing, incoming.past, incoming.versions
        st.html(template("scenario", lang).incoming(incoming.name, origin, *of, full))
        with st.container(horizontal=True):
            press(say("lay", lang), f"bd-lay-{lang}", _lay, (name,), type="primary")
            press(say("leave", lang), f"bd-leave-{lang}", _left, (name,))


def _origin(incoming: Incoming, lang: str) -> str:
    """Who made it, and when."""
    day = "" if incoming.saved_on is None else day_text(incoming.saved_on)[lang]
    if incoming.author and day:
        return say("made_by_on", lang, author=incoming.author, day=day)
    return say("made_on", lang, day=day) if day else ""


def _replaced(desk: Desk) -> Draft:
    """In the place of which one something is laid on a full desk: the one that is adjusted, never the first."""
    return desk.current if desk.current is not desk.drafts[0] else desk.drafts[-1]


def _left(name: str) -> None:
    st.session_state.pop(f"{COMING} {name}", None)


def _lay(name: str) -> None:
    """Lay what has come on the desk."""
    desk: Desk = st.session_state[name]
    incoming = _coming(desk, name)
    if incoming is None:
        return
    _left(name)
    instead = _replaced(desk) if desk.is_full else None
    position = 0 if instead is None else desk.drafts.index(instead)
    if instead is not None:
        desk.remove(instead.number)
    own = incoming.fitted.scenario
    draft = desk.add(own, incoming.kept)
    st.session_state[f"{LAID} {name}"] = Laid(draft.number, instead, position)
    desk.is_overtaken = True
    said = words.both("scenario_file.laid", name=named(own.name))
    if incoming.fitted.own_year is not None:
        year = words.both("budget.opened_other_year", year=incoming.fitted.own_year, now=desk.year)
        said = words.both("scenario_file.laid_and", said=said, more=year)
    desk.say("status", said)


def draw_undo(desk: Desk, name: str, lang: str) -> None:
    """The way back from what was laid last, as long as it lies there."""
    laid: Laid | None = st.session_state.get(f"{LAID} {name}")
    if laid is not None and desk.draft(laid.number) is not None:
        press(say("undo", lang), f"bd-undo-laid-{lang}", _undone, (name,), type="tertiary")


def _undone(name: str) -> None:
    desk: Desk = st.session_state[name]
    laid: Laid | None = st.session_state.pop(f"{LAID} {name}", None)
    if laid is None or (draft := desk.draft(laid.number)) is None:
        return
    if laid.instead is not None:
        desk.drafts.insert(min(laid.position, len(desk.drafts)), laid.instead)
        desk.chosen = laid.instead.number
    desk.drafts.remove(draft)
    if desk.chosen == draft.number:
        desk.chosen = desk.drafts[-1].number
    desk.is_overtaken = True
    desk.say("status", words.both("scenario_file.undone", name=named(draft.scenario.name)))


# ------------------------------------------------------------------------------------------------ out of a file


def draw_box(name: str, lang: str) -> None:
    """The box that opens a file. A file that is refused changes nothing."""
    number = st.session_state.setdefault(f"{BOXES} {name}", 0)
    key = f"bd-file-{name}-{number}-{lang}"
    part = st.expander(say("open", lang), key=f"bd-open-file-{lang}", on_change="rerun")
    if part.open:
        with part:
            st.file_uploader(
                say("open_label", lang), key=key, on_change=_handed_over, args=(name, key, number), max_upload_size=1
            )


def _handed_over(name: str, key: str, number: int) -> None:
    file = st.session_state[key]
    if file is None or number != st.session_state.get(f"{BOXES} {name}"):
        return  # two messages were under way, and the first has told of the file
    st.session_state[f"{BOXES} {name}"] = number + 1
    desk = drafts.current()
    data = b" " * (LARGEST + 1) if file.size > LARGEST else file.getvalue()
    _take_in(desk, name, partial(read, desk.policy, data))
