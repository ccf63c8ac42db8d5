"""Page tests run the app as its launcher serves it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager

from engine.registry import cohorts
from engine.registry.database import SETTING, Database, database
from tests.pages.registering import Desk


@pytest.fixture(autouse=True)
def _as_the_launcher_serves_it(monkeypatch):
    """AppTest forgets what app.py tells Streamlit when it is launched: that pages/ is no folder of scripts. A visit to
    the address of one of its files would run that file alone, and draw nothing."""
    begin = PagesManager.__init__

    def begin_as_launched(self, *args, **more):
        PagesManager.uses_pages_directory = False
        begin(self, *args, **more)

    monkeypatch.setattr(PagesManager, "__init__", begin_as_launched)


@pytest.fixture(autouse=True)
def _no_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the process of the tests there is more to look through than in a server, for every claim that changes."""
    monkeypatch.setattr(cohorts, "throw_away", lambda: None)


@pytest.fixture(autouse=True)
def _not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has used the app in this folder has a registry here, maybe with something published: no test sees it."""
    monkeypatch.setenv(SETTING, f"sqlite:///{tmp_path / 'none.sqlite3'}")
    database.cache_clear()


@pytest.fixture(scope="session")
def _empty_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the registry's tables and nothing in them."""
    made = Database(f"sqlite:///{tmp_path_factory.mktemp('pages') / 'empty.sqlite3'}")
    made.upgrade()
    made.close()
    return made.file


@pytest.fixture
def registry(_empty_registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A fresh registry, which is also the one of this process while the test runs."""
    file = shutil.copy(_empty_registry, tmp_path / "registry.sqlite3")
    monkeypatch.setenv(SETTING, f"sqlite:///{file}")
    database.cache_clear()
    fresh = database()
    yield fresh
    fresh.close()
    database.cache_clear()


@pytest.fixture
def desk(registry: Database, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An official who is signed in, in every visit of the test."""
    return Desk(registry, monkeypatch)
