"""The registry's tests run on both databases: `registry` is a fresh one on each."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.registry.database import SETTING, Database, database
from engine.registry.tables import Base
from tests.registry import postgresql

# Where continuous integration runs, a test that did not run is not a test that passed.
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
KINDS = ("sqlite", "postgresql")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without PostgreSQL its half of the tests isn't run, and says so."""
    if postgresql.is_installed() or IN_CI:
        return
    for item in items:
        call = getattr(item, "callspec", None)
        if "cluster" in getattr(item, "fixturenames", ()) or (call and "postgresql" in call.params.values()):
            item.add_marker(pytest.mark.skip(reason="NOT RUN: Debian's postgresql-15 is not installed"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of a PostgreSQL of the tests' own."""
    assert postgresql.is_installed(), "PostgreSQL is missing, and where CI is set its tests must run."
    with postgresql.cluster() as address:
        yield address


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables and nothing in them."""
    made = Database(f"sqlite:///{tmp_path_factory.mktemp('registry') / 'empty.sqlite3'}")
    made.upgrade()
    made.close()
    return made.file


@pytest.fixture(scope="session")
def empty_server(cluster: str) -> str:
    """The address of a PostgreSQL database with the tables and nothing in them."""
    made = Database(cluster)
    made.upgrade()
    made.close()
    return cluster


@pytest.fixture
def sqlite(empty_file: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite file."""
    return f"sqlite:///{shutil.copy(empty_file, tmp_path / 'registry.sqlite3')}"


@pytest.fixture
def server(empty_server: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database."""
    yield empty_server
    emptied = Database(empty_server)
    with emptied.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    emptied.close()


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database of each kind."""
    return str(request.getfixturevalue({"sqlite": "sqlite", "postgresql": "server"}[request.param]))


@pytest.fixture
def registry(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A fresh database of each kind, which is also the one of this process while the test runs."""
    monkeypatch.setenv(SETTING, address)
    database.cache_clear()
    fresh = database()
    yield fresh
    fresh.close()
    database.cache_clear()
