"""The side of the self-assessment: the list of its steps with how far each is, and the saved file."""

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from engine.application import saved
from pages.shared import in_place, navigation, replacing, tab, workbench
from pages.shared.answers import APPLICANT, Answers, current
from pages.shared.files import Link, links_html
from pages.shared.language import language, pieces, say


def draw(here: str) -> None:
    """Draw the side of the step at `here`."""
    answers = current()
    with st.sidebar:
        in_place.part(partial(_draw_list, answers, here))
        draw_open(answers)
        replacing.draw_undo(answers, "side_undo")
        _draw_clear()


def _draw_list(answers: Answers, here: str) -> None:
    """Whose self-assessment it is, a link to every step with how far it is, and one that saves all of it as a file,
    which is called after the company."""
    name, is_begun = answers.application[APPLICANT].get("name", ""), bool(answers.application["claims"])
    states: dict[str, str] = {navigation.article_place(number): state for number, state in answers.statuses().items()}
    states |= {"profile": answers.profile_status(), "happened": "done" if is_begun else "not_started"}
    left = answers.left() if is_begun else None
    file = answers.file_name("saved", language(), ".json")
    save = Link("saved.json", say("pages.save"), file, answers.file)
    in_place.kept((name, file, left, states), lambda: in_place.html(_list(name, left, states, here) + links_html(save)))


def _list(name: str, left: int | None, states: Mapping[str, str], here: str) -> Markup:
    """It in one piece; folded what is not ticked or is closed to the applicant."""
    rows = [(step, title, states.get(step, "")) for step, title in navigation.steps().items()]
    folded = [row for row in rows if row[0] != here and row[2] in navigation.OUT_OF_THE_WAY]
    return pieces("frame").tasks(name, left, [row for row in rows if row not in folded], folded, here)


def draw_open(answers: Answers) -> None:
    """The box that opens a saved file. A file that is refused changes nothing."""
    with st.expander(say("pages.open")):
        key = _box_of(answers)
        st.file_uploader(say("pages.open_label"), key=key, on_change=_opened, args=(key,), max_upload_size=1)
        st.html(pieces().para("m-over", say("pages.open_replaces")))


def _box_of(answers: Answers) -> str:
    """The key of the box for the next file: another one after each file."""
    return f"open-{answers.generation}-{st.session_state.get(replacing.TRIES, 0)}"


def _opened(key: str) -> None:
    if key != _box_of(current()):
        return  # two messages were under way, and the first has told of the file
    file = st.session_state[key]
    if file is not None:
        is_large = file.size > saved.LARGEST
        data = b" " * (saved.LARGEST + 1) if is_large else file.getvalue()
        replacing.offer(current(), replacing.Incoming(file.name, data))


def _draw_clear() -> None:
    with st.popover(say("pages.clear"), width="stretch"):
        st.html(pieces("frame").plain(say("pages.clear_warning")))
        st.button(say("pages.clear_really"), key="clear", on_click=_cleared)


def _cleared() -> None:
    current().clear()
    workbench.clear()
    workbench.put_submitted(None)
    tab.keep_before(None)
    tab.keep_as(None)
    replacing.forget_notice()
