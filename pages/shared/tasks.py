"""The side of the self-assessment: the list of its steps with how far each is, and the saved file."""

from collections.abc import Iterator

import streamlit as st

from engine.application import saved
from pages.shared import desk, navigation, replacing, tab
from pages.shared.answers import Answers, current
from pages.shared.html import esc
from pages.shared.in_use import today
from pages.shared.language import say


def draw(here: str) -> None:
    """Draw the side of the step at `here`."""
    answers = current()
    with st.sidebar:
        st.html(_list(answers, here))
        draw_save(answers)
        draw_open(answers)
        replacing.draw_undo(answers, "side_undo")
        _draw_clear()
    replacing.draw_notice(answers)


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
        key = f"open-{answers.generation}-{st.session_state.get(replacing.TRIES, 0)}"
        st.file_uploader(say("pages.open_label"), key=key, on_change=_opened, args=(key,), max_upload_size=1)
        st.html(f'<p class="m-over">{esc(say("pages.open_replaces"))}</p>')


def _opened(key: str) -> None:
    file = st.session_state[key]
    if file is not None:
        is_large = file.size > saved.LARGEST
        data = b" " * (saved.LARGEST + 1) if is_large else file.getvalue()
        replacing.offer(current(), replacing.Incoming(file.name, data))


def _draw_clear() -> None:
    with st.popover(say("pages.clear"), width="stretch"):
        st.html(f"<p>{esc(say('pages.clear_warning'))}</p>")
        st.button(say("pages.clear_really"), key="clear", on_click=_cleared)


def _cleared() -> None:
    current().clear()
    desk.clear()
    desk.put_submitted(None)
    tab.keep_before(None)
    tab.keep_as(None)
    st.session_state.pop(replacing.NOTICE, None)
