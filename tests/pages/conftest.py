"""Page tests run the app as its launcher serves it."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import local_script_runner

from engine.registry import guidelines
from engine.registry.database import SETTING, Database, database
from pages.shared import in_place, official, published
from tests.pages import dividing
from tests.pages.registering import Desk


@pytest.hookimpl(tryfirst=True)  # before -m chooses by the mark
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a page does is the same in both languages: a test of it in both has its turn in English in
    `make test-long`; that no widget of a company speaks Chinese in English is tested of every page."""
    here = Path(__file__).parent
    for item in items:
        call = getattr(item, "callspec", None)
        if here in item.path.parents and call and call.params.get("lang") == "en":
            item.add_marker(pytest.mark.long)


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
def _each_run_is_a_whole_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest knows of what the last run has drawn and nothing else; what is put in its place after an answer would be
    all of the page. That the two come to the same is tested in test_in_place.py."""
    monkeypatch.setattr(in_place, "answered", lambda box: None)


components, scripts = cache(manifest_scanner.scan_component_manifests), ScriptCache()


@pytest.fixture(autouse=True)
def _what_a_server_does_once_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest looks through every installed package for components anew for each visit, and compiles app.py for each
    run."""
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", components)
    monkeypatch.setattr(local_script_runner, "ScriptCache", lambda: scripts)


@pytest.fixture(autouse=True)
def registry_file(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the registry of each test is, if it has one: whoever has used the app in this folder has one here, maybe
    with something published, which no test sees. It is the same place for all, so that what SQLAlchemy has compiled
    serves on."""
    folder = tmp_path_factory.getbasetemp() / "registry"
    folder.mkdir()
    monkeypatch.setenv(SETTING, f"sqlite:///{folder / 'registry.sqlite3'}")
    yield folder / "registry.sqlite3"
    database().close()
    published.forget()
    guidelines.forget()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def empty_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the registry's tables and nothing in them."""
    made = dividing.new_registry(tmp_path_factory.mktemp("pages") / "empty.sqlite3")
    made.close()
    return made.file


@pytest.fixture
def registry(empty_registry: Path, registry_file: Path) -> Database:
    """A fresh registry, which is also the one of this process while the test runs."""
    shutil.copy(empty_registry, registry_file)
    return database()


@pytest.fixture(scope="session")
def divided_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a registry with claims that are easily divided (see `dividing`)."""
    made = dividing.filled(tmp_path_factory.mktemp("pages") / "divided.sqlite3")
    made.close()
    return made.file


@pytest.fixture
def divided(divided_file: Path, registry_file: Path) -> Database:
    """A copy of it, which is also the registry of this process while the test runs."""
    shutil.copy(divided_file, registry_file)
    return database()


@pytest.fixture
def token(divided: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """The token of the official who looks at these claims, in every visit of the test."""
    found = dividing.signed_in(divided)
    monkeypatch.setattr(official, "credential", lambda: found)
    return found


@pytest.fixture
def desk(registry: Database, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An official who is signed in, in every visit of the test."""
    return Desk(registry, monkeypatch)
