"""The side of the self-assessment: the list of its steps with how far each is, and the saved file."""

from collections.abc import Iterator, Mapping

import streamlit as st
from markupsafe import Markup

from engine.application import saved
from pages.shared import in_place, navigation, replacing, tab, workbench
from pages.shared.answers import Answers, Status, current
from pages.shared.language import language, pieces, say


def draw(here: str) -> None:
    """Draw the side of the step at `here`."""
    answers = current()
    with st.sidebar:
        in_place.part(lambda: in_place.html(_list(answers, here)))
        draw_save(answers)
        draw_open(answers)
        replacing.draw_undo(answers, "side_undo")
        _draw_clear()
    replacing.draw_notice(answers)


def _list(answers: Answers, here: str) -> Markup:
    """Whose self-assessment it is, and a link to every step with how far it is, in one piece; folded what is not ticked
    or is closed to the applicant."""
    states = answers.statuses()
    rows = list(_steps(answers, states))
    folded = [row for row in rows if row[0] != here and row[2] in navigation.OUT_OF_THE_WAY]
    shown = [row for row in rows if row not in folded]
    left = answers.left(states) if any(answers.claims_of(p.id) for p in answers.policy.provisions) else None
    return pieces("frame").tasks(answers.application["applicant"].get("name", ""), left, shown, folded, here)


def _steps(answers: Answers, states: Mapping[int, Status]) -> Iterator[tuple[str, str, str]]:
    """Every step, how it is called, and how far it is ("" where nothing is to be done)."""
    known = {navigation.article_place(number): state for number, state in states.items()}
    known |= {"profile": answers.profile_status()}
    known |= {"happened": "done" if answers.application["claims"] else "not_started"}
    for step, title in navigation.steps().items():
        yield step, title, known.get(step, "")


@st.fragment(key=in_place.FILES)
def draw_save(answers: Answers) -> None:
    """The button that saves the self-assessment as a file."""
    st.download_button(
        say("pages.save"),
        answers.file,
        file_name=answers.file_name("saved", language(), ".json"),
        mime="application/json",
        on_click="ignore",
        width="stretch",
        key="save",
    )


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
