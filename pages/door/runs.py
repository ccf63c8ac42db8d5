"""What each run of a page costs beside what it draws: what Streamlit works out anew in every run, and need not.

Some forty visitors can act in the same second on two cores because a run takes little. Each of these is private to
Streamlit; a test holds that what is sent to the browser stays the same.
"""

import gc
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from streamlit import emojis
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.state.safe_session_state import SafeSessionState

YOUNG, MIDDLE, OLD = 20_000, 20, 20
"""When the collector looks for circles: after so many new objects, every so many times also among those that stayed,
and of these times, every so many times among all. A run makes some 20,000 objects, hardly any of them in a circle."""

_fill_theme, _EMOJI = app_session._populate_theme_msg, emojis.EMOJI_EXTRACTION_REGEX


@cache
def _theme(section: str) -> CustomThemeConfig:
    """A section of the theme in .streamlit/config.toml, which is read once."""
    filled = CustomThemeConfig()
    _fill_theme(filled, section)
    return filled


def _put_theme(msg: CustomThemeConfig, section: str = "theme") -> None:
    msg.MergeFrom(_theme(section))


_whole_state = vars(SafeSessionState)["filtered_state"].fget


class Looked(Mapping[str, Any]):
    """What a session holds by the names that pages give. Boxes, lists and sliders look up one name each in it, for
    which Streamlit puts together all of it: with many on a page, as often again as there are."""

    def __init__(self, state: SafeSessionState) -> None:
        self._state = state

    def __getitem__(self, key: str) -> Any:
        return self._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def __str__(self) -> str:
        return str(self._whole())

    def _whole(self) -> dict[str, Any]:
        assert _whole_state is not None
        whole: dict[str, Any] = _whole_state(self._state)
        return whole


def settle() -> None:
    """Work these out once from now on. Called when what is imported and read once is there."""
    app_session._populate_theme_msg = _put_theme
    # As a text: `re` looks it up among what it has compiled, where a pattern is hashed whole for every choice drawn.
    emojis.EMOJI_EXTRACTION_REGEX = f"(?s){_EMOJI.pattern}"  # type: ignore[assignment]
    SafeSessionState.filtered_state = property(Looked)  # type: ignore[assignment]
    gc.set_threshold(YOUNG, MIDDLE, OLD)
