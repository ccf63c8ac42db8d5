"""Page tests run the app as its launcher serves it."""

import pytest
from streamlit.runtime.pages_manager import PagesManager


@pytest.fixture(autouse=True)
def _as_the_launcher_serves_it(monkeypatch):
    """AppTest forgets what app.py tells Streamlit when it is launched: that pages/ is no folder of scripts. A visit to
    the address of one of its files would run that file alone, and draw nothing."""
    begin = PagesManager.__init__

    def begin_as_launched(self, *args, **more):
        PagesManager.uses_pages_directory = False
        begin(self, *args, **more)

    monkeypatch.setattr(PagesManager, "__init__", begin_as_launched)
