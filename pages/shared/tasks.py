"""The side of the self-assessment: the list of its steps with how far each is, and the saved file."""

from collections.abc import Iterator

import streamlit as st

from engine import saved
from engine.refusal import Refused
from pages.shared import navigation
from pages.shared.answers import Answers, current, today
from pages.shared.html import esc
from pages.shared.language import language, say

NOTICE = "notice"
"""Session: what was said of a file that was opened, until it is read."""


def draw(here: str) -> None:
    """Draw the side of the step at `here`."""
    answers = current()
    with st.sidebar:
        st.html(_list(answers, here))
        draw_save(answers)
        draw_open(answers)
        _draw_clear()
    draw_notice()


def _list(answers: Answers, here: str) -> str:
    """Whose self-assessment it is, and a link to every step with how far it is, in one piece."""
    name = answers.application["applicant"].get("name", "")
    marks = {here: ' aria-current="page"'}
    steps = "".join(
        f'<li><a href="{esc(navigation.href(step))}"{marks.get(step, "")}>{said}</a></li>'
        for step, said in _steps(answers)
    )
    return (
        f'<h2 class="f-side">{esc(say("pages.tasks"))}</h2><p class="m-over">{esc(name)}</p>'
        f'<ul class="f-tasks">{steps}</ul><p class="m-note">{esc(say("pages.kept_in_session"))}</p>'
    )


def _steps(answers: Answers) -> Iterator[tuple[str, str]]:
    """Every step with what stands in its link."""
    articles = {navigation.article_place(number): number for number in answers.articles()}
    for step, title in navigation.steps().items():
        said, status = esc(title), ""
        if step in articles:
            status = answers.status(articles[step])
        elif step == "profile":
            status = answers.profile_status()
        if status:
            is_left = status in ("not_started", "in_progress")
            said += f' <span class="{"left" if is_left else "done"}">{esc(say(f"pages.status_{status}"))}</span>'
        yield step, said


def draw_save(answers: Answers) -> None:
    """The button that saves the self-assessment as a file."""
    st.download_button(
        say("pages.save"),
        answers.file,
        file_name=say("pages.file_name", day=today().isoformat()),
        mime="application/json",
        on_click="ignore",
        width="stretch",
        key="save",
    )


def draw_open(answers: Answers) -> None:
    """The box that opens a saved file. A file that is refused changes nothing."""
    with st.expander(say("pages.open")):
        key = f"open-{answers.generation}"
        st.file_uploader(say("pages.open_label"), key=key, on_change=_opened, args=(key,), max_upload_size=1)
        st.html(f'<p class="m-over">{esc(say("pages.open_replaces"))}</p>')


def _opened(key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    try:
        if file.size > saved.LARGEST:
            changes = current().open(b" " * (saved.LARGEST + 1))
        else:
            changes = current().open(file.getvalue())
    except Refused as refused:
        st.session_state[NOTICE] = ("refused", file.name, [error["message"] for error in refused.errors])
    else:
        st.session_state[NOTICE] = ("opened", file.name, changes)


def draw_notice() -> None:
    """What is to be said of a file that was opened or refused, above the page."""
    if NOTICE not in st.session_state:
        return
    kind, name, messages = st.session_state[NOTICE]
    heading = say(f"pages.file_{kind}", name=name)
    lines = "".join(f"<li>{esc(message[language()])}</li>" for message in messages)
    more = say("pages.file_changes") if kind == "opened" and messages else ""
    with st.container(key="notice", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<div class="f-notice {kind}" role="{"alert" if kind == "refused" else "status"}">'
            f"<p><b>{esc(heading)}</b> {esc(more)}</p><ul>{lines}</ul></div>"
        )
        st.button(say("pages.notice_read"), key="notice_read", on_click=lambda: st.session_state.pop(NOTICE, None))


def _draw_clear() -> None:
    with st.popover(say("pages.clear"), width="stretch"):
        st.html(f"<p>{esc(say('pages.clear_warning'))}</p>")
        st.button(say("pages.clear_really"), key="clear", on_click=_cleared)


def _cleared() -> None:
    current().clear()
    st.session_state.pop(NOTICE, None)
