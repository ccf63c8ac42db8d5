"""What a run no longer works out anew comes to what Streamlit makes of it."""

import gc
import re
from collections.abc import Iterator
from importlib import reload

import pytest
from streamlit import config, emojis, string_util
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from pages.door import runs

SECTIONS = ("theme", "theme.sidebar", "theme.light", "theme.dark")
TEXTS = ("是", "🚨 出错", "👍🏽_好", "2025年", "⚙", "", "yes")


@pytest.fixture
def unsettled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Streamlit as it is imported, and as it was afterwards."""
    monkeypatch.setattr(emojis, "EMOJI_EXTRACTION_REGEX", emojis.EMOJI_EXTRACTION_REGEX)
    monkeypatch.setattr(app_session, "_populate_theme_msg", runs._fill_theme)
    monkeypatch.setattr(SafeSessionState, "filtered_state", vars(SafeSessionState)["filtered_state"])
    was = gc.get_threshold()
    reload(emojis)
    yield
    gc.set_threshold(*was)


def filled(section: str) -> CustomThemeConfig:
    message = CustomThemeConfig()
    app_session._populate_theme_msg(message, section)
    return message


def test_the_theme_and_emojis_are_as_streamlit_makes_them(
    unsettled: None,
) -> None:
    config.get_config_options()
    themes = [filled(section) for section in SECTIONS]
    icons = [string_util.extract_leading_emoji(text) for text in TEXTS]
    assert isinstance(emojis.EMOJI_EXTRACTION_REGEX, re.Pattern)
    assert themes[0].ByteSize()
    assert icons[1] == ("🚨", "出错")

    runs.settle()

    assert app_session._populate_theme_msg is not runs._fill_theme
    assert [filled(section) for section in SECTIONS] == themes
    assert [string_util.extract_leading_emoji(text) for text in TEXTS] == icons


def test_a_theme_that_was_asked_for_is_not_changed_by_what_is_done_with_it(
    unsettled: None,
) -> None:
    runs.settle()
    first = filled("theme")
    before = first.primary_color
    first.primary_color = "#000000"
    assert filled("theme").primary_color == before != "#000000"


def test_what_a_session_holds_is_looked_up_by_name_and_not_put_together(
    unsettled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = SafeSessionState(SessionState(), lambda: None)
    state["named"], state["none"] = 1, None
    whole = dict(state.filtered_state)
    assert whole == {"named": 1, "none": None}
    put_together: list[object] = []

    def all_of_it(own: SessionState) -> dict[str, object]:
        put_together.append(own)
        return whole

    monkeypatch.setattr(SessionState, "filtered_state", property(all_of_it))

    runs.settle()

    looked = state.filtered_state
    assert looked["named"] == 1
    assert looked["none"] is None
    assert "none" in looked
    assert "absent" not in looked
    assert not put_together
    assert dict(looked) == whole
    assert put_together
