"""Page tests run the app as its launcher serves it."""

import pytest
from streamlit.runtime.pages_manager import PagesManager


@pytest.fixture(autouse=True)
def _as_the_launcher_serves_it(monkeypatch):
    """Without this, a first visit to the address of a file in pages/ runs that file alone and draws nothing."""
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)
