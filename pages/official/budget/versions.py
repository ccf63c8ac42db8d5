"""The saved versions of a scenario, each with what it changed, and opening an earlier one as a draft."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from engine.registry import scenarios
from engine.registry.database import database
from engine.registry.scenarios import StoredScenario
from engine.view.budget.history import Past, newest
from pages.official.budget import opening
from pages.official.budget.drafts import DESK, Desk
from pages.official.budget.opening import Incoming, say
from pages.official.inputs import choose, press
from pages.shared import official
from pages.shared.local_time import clock_text
from pages.shared.templates import template

WIDTH = 332
"""Pixels of a box."""


def draw(desk: Desk, kept: StoredScenario, lang: str) -> None:
    """The versions of a scenario that is kept, the latest first, and which of them to open."""
    versions = scenarios.history(database(), official.credential(), desk.policy, kept.id)
    shown = newest(desk.policy, versions)[::-1]
    pieces = template("pieces", lang)
    columns = [(say(f"version_{key}", lang), "text") for key in ("number", "who", "at", "changes")]
    st.html(pieces.table(say("versions", lang, name=kept.name), columns, [_cells(each, lang) for each in shown]))
    if len(versions) > len(shown):
        st.html(pieces.para("m-over", say("versions_more", lang, count=len(versions) - len(shown))))
    earlier = [each for each in shown[1:] if each.fitted is not None]
    if earlier:
        _draw_choice(earlier, kept, lang)


def _draw_choice(earlier: Sequence[Past], kept: StoredScenario, lang: str) -> None:
    numbers = {each.version.number: each for each in earlier}
    names = {number: say("version_named", lang, number=number, at=_moment(each)) for number, each in numbers.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="bd_versions"):
        with st.container(width=WIDTH):
            key = f"bd-version-{kept.id}-{max(numbers)}-{lang}"
            chosen = choose(say("version_one", lang), names, next(iter(names)), key)
        if chosen in numbers:
            press(say("version_open", lang), f"bd-version-open-{lang}", _opened, (numbers[chosen],))


def _cells(past: Past, lang: str) -> list[str]:
    changes = [one[lang] for one in past.changes] or [say("version_same", lang)]
    if past.fitted is None:
        changes = [say("version_unreadable", lang)]
    else:
        changes += [one[lang] for one in past.fitted.dropped]
    number, stop = str(past.version.number), say("stop", lang)
    return [number, past.version.who, _moment(past), stop.join(one.rstrip("。.") for one in changes)]


def _moment(past: Past) -> str:
    return clock_text(datetime.fromisoformat(past.version.at))


def _opened(past: Past) -> None:
    if past.fitted is not None:
        opening.offer(DESK, Incoming(past.fitted, past.version.content, past.version.policy, past.version.who))
