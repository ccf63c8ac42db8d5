"""What each run of a page costs beside what it draws: what Streamlit works out anew in every run, and need not.

Some forty visitors can act in the same second on two cores because a run takes little. Each of these is private to
Streamlit; a test holds that what is sent to the browser stays the same.
"""

import gc
from functools import cache

from streamlit import emojis
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

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


def settle() -> None:
    """Work these out once from now on. Called when what is imported and read once is there."""
    app_session._populate_theme_msg = _put_theme
    # As a text: `re` looks it up among what it has compiled, where a pattern is hashed whole for every choice drawn.
    emojis.EMOJI_EXTRACTION_REGEX = f"(?s){_EMOJI.pattern}"  # type: ignore[assignment]
    gc.set_threshold(YOUNG, MIDDLE, OLD)
