"""The registry's tests run on both databases: `registry` is a fresh one on each."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from engine.registry import heads
from engine.registry.database import SETTING, Database, database
from engine.registry.tables import Base
from tests.registry import postgresql
from tests.registry.processes import Processes, running

# Where continuous integration runs, a test that did not run is not a test that passed.
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
MEMORY = "/dev/shm"
KINDS = ("sqlite", "postgresql")


@pytest.hookimpl(tryfirst=True)  # before -m chooses by the mark
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without PostgreSQL its half of the tests isn't run, and says so; where either database will do, its half takes
    long."""
    missing = not (postgresql.is_installed() or IN_CI)
    for item in items:
        call = getattr(item, "callspec", None)
        on_it = bool(call and "postgresql" in call.params.values())
        if on_it and item.get_closest_marker("on_one_database"):
            item.add_marker(pytest.mark.long)
        if missing and (on_it or "cluster" in getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.skip(reason="NOT RUN: Debian's postgresql is not installed"))


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


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder in memory, where there is one: SQLite waits for the disk at each commit, and no test can see whether it
    did."""
    with tempfile.TemporaryDirectory(prefix="registry-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture
def quick_folder(memory: Path) -> Iterator[Path]:
    """An empty folder there, for each test at the same place: what SQLAlchemy has compiled for a database serves on."""
    folder = memory / "test"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def sqlite(empty_file: Path, quick_folder: Path) -> str:
    """The address of a fresh SQLite file."""
    return f"sqlite:///{shutil.copy(empty_file, quick_folder / 'registry.sqlite3')}"


@pytest.fixture(scope="session")
def emptying(empty_server: str) -> Iterator[psycopg.Connection]:
    """A connection to it that is kept, to empty it again."""
    with psycopg.connect(empty_server.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


@pytest.fixture
def server(empty_server: str, emptying: psycopg.Connection) -> Iterator[str]:
    """The address of a fresh PostgreSQL database."""
    yield empty_server
    emptying.execute("; ".join(f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables)))


@pytest.fixture
def missing_server(cluster: str) -> Iterator[str]:
    """The address of a PostgreSQL database without any tables."""
    with psycopg.connect(cluster.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE DATABASE blank")
        yield cluster.replace("/postgres?", "/blank?")
        connection.execute("DROP DATABASE blank WITH (FORCE)")


@pytest.fixture(params=KINDS)
def missing(request: pytest.FixtureRequest, quick_folder: Path) -> str:
    """The address of a database of each kind that nobody has set up."""
    if request.param == "sqlite":
        return f"sqlite:///{quick_folder}/new/registry.sqlite3"
    return str(request.getfixturevalue("missing_server"))


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    """Other processes at work on a database."""
    with running() as others:
        yield others


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database of each kind."""
    return str(request.getfixturevalue({"sqlite": "sqlite", "postgresql": "server"}[request.param]))


@pytest.fixture
def registry(address: str, quick_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A fresh database of each kind, which is also the one of this process while the test runs."""
    monkeypatch.setenv(SETTING, address)
    monkeypatch.setenv(heads.SETTING, str(quick_folder / "head"))
    fresh = database()
    yield fresh
    fresh.close()
