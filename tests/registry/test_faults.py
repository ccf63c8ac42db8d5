"""Where the database cannot be used, it is said why, in both languages, and what was kept before is intact."""

import errno
import os
import random
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from engine.registry import faults
from engine.registry.access import Terminal
from engine.registry.backup import backup
from engine.registry.database import Database, Unavailable
from engine.registry.tables import Application
from tests.registry.companies import verdict_of
from tests.registry.filling import application, contents, fill, submit


@pytest.fixture
def file(sqlite: str) -> Iterator[Database]:
    """A SQLite file with something in every table."""
    database = Database(sqlite)
    fill(database)
    yield database
    database.close()


def write(database: Database, many: int = 1) -> None:
    with database.writing() as session:
        for _ in range(many):
            submit(session, application())


def key(act: Callable[..., object], *arguments: object) -> str:
    """What is said when this is tried: the words' key. Both languages say it, and nothing of the program does."""
    with pytest.raises(Unavailable) as fault:
        act(*arguments)
    message = fault.value.message
    assert set(message) == {"zh", "en"}
    assert all(not {"sqlite3.", "psycopg", "Traceback", "SELECT"} & set(said.split()) for said in message.values())
    return fault.value.key.removeprefix("registry.")


def patient(database: Database, seconds: float) -> None:
    """Wait for others only so long."""

    def opened(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1_000)}")

    for engine in (database.writers, database._readers):
        event.listen(engine, "connect", opened, insert=True)


def test_a_full_disk_keeps_what_was_there_and_takes_more_when_there_is_room(file: Database) -> None:
    before = contents(file)
    room = None

    def lent(connection: Any, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 3 if room is None else room}")

    event.listen(file.writers.pool, "checkout", lent)
    assert key(write, file, 60) == "disk_full"
    assert contents(file) == before
    assert verdict_of(file, Terminal()).broken is None
    room = 1_000_000
    write(file)
    assert verdict_of(file, Terminal()).lines == 3


def test_a_disk_that_fails_keeps_what_was_there(registry: Database) -> None:
    """A write that the system refuses, here because the file would be larger than this process may write."""
    fill(registry)
    before = contents(registry)
    if registry.is_sqlite:
        with files_of_at_most(registry.file.stat().st_size + 8_192):
            assert key(write, registry, 60) in {"disk_fault", "disk_full"}
    else:
        assert key(fail_with, registry, "53100") == "disk_full"
    assert contents(registry) == before
    write(registry)
    assert verdict_of(registry, Terminal()).broken is None


def fail_with(database: Database, state: str) -> None:
    """Write, and let the server fail with this code."""
    with database.writing() as session:
        submit(session, application())
        session.execute(text(f"DO $$ BEGIN RAISE 'x' USING ERRCODE = '{state}'; END $$"))


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """While the block runs, this process writes no file beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_backup_for_which_there_is_no_room_leaves_no_file(registry: Database, tmp_path: Path) -> None:
    write(registry, 50)
    with files_of_at_most(4_096):
        assert key(backup, registry, Terminal(), tmp_path / "backup.jsonl") in {"disk_full", "disk_fault"}
    assert not list(tmp_path.iterdir())


def test_a_file_that_may_only_be_read_is_read(file: Database) -> None:
    before = contents(file)
    only_read = Database(f"{file.url}?mode=ro")
    assert contents(only_read) == before
    assert key(write, only_read) == "read_only"
    assert contents(file) == before
    only_read.close()


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file" / "registry.sqlite3", Path(os.devnull) / "folder" / "registry.sqlite3"):
        nowhere = Database(f"sqlite:///{place}")
        assert key(nowhere.upgrade) == "cannot_open"
        with pytest.raises(Unavailable) as fault:
            nowhere.check()
        assert str(place) in fault.value.message["zh"]
        assert key(write, nowhere) == "cannot_open"
        nowhere.close()


def test_a_database_that_is_a_folder_cannot_be_opened(tmp_path: Path) -> None:
    folder = Database(f"sqlite:///{tmp_path}")
    assert key(folder.upgrade) == "cannot_open"
    folder.close()


def test_a_file_on_which_another_program_holds_a_lock_is_left_alone(file: Database) -> None:
    before = contents(file)
    patient(file, 0.05)
    with closing(sqlite3.connect(file.file, isolation_level=None)) as other:
        file.close()
        other.execute("BEGIN EXCLUSIVE")
        assert key(write, file) == "locked"
        assert key(contents, file) == "locked"
        other.execute("ROLLBACK")
    assert contents(file) == before
    write(file)


def test_a_writer_waits_for_another_one_only_so_long(registry: Database) -> None:
    if registry.is_sqlite:
        patient(registry, 0.05)
    else:
        event.listen(registry.writers, "connect", lambda c, _: c.execute("SET lock_timeout = '50ms'"))
        event.listen(registry.writers, "connect", lambda c, _: c.commit())
    with registry.writing() as session:
        submit(session, application())
        assert key(write, registry) == "locked"
    write(registry)
    assert verdict_of(registry, Terminal()).lines == 2


def test_a_file_that_is_no_database_is_left_as_it_is(file: Database) -> None:
    file.close()
    for content in (b"\x00" * 8_192, b"PK\x03\x04" * 2_048, os.urandom(8_192)):
        file.file.write_bytes(content)
        for act in (file.check, file.upgrade, lambda: write(file), lambda: contents(file)):
            assert key(act) == "damaged"
        assert file.file.read_bytes() == content


def test_a_page_of_zeros_is_found(file: Database) -> None:
    file.close()
    with closing(sqlite3.connect(file.file)) as connection:
        connection.execute("VACUUM")  # of a page that is free nothing is read
    whole = file.file.read_bytes()
    for page in range(1, len(whole) // 4_096):
        file.file.write_bytes(whole[: page * 4_096] + bytes(4_096) + whole[(page + 1) * 4_096 :])
        assert key(whole_backup, file) in {"damaged", "not_set_up"}
        file.close()


def whole_backup(database: Database) -> None:
    backup(database, Terminal(), database.file.with_name("backup.jsonl"))


def test_flipped_bits_are_said_to_be_damage_or_change_nothing_that_is_read(file: Database) -> None:
    """Whatever bit of a file flips, no other fault comes out of reading, writing or backing up."""
    chance = random.Random(11)
    file.close()
    whole = file.file.read_bytes()
    said = set()
    for _ in range(80):
        place = chance.randrange(len(whole))
        file.file.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :])
        for act in (lambda: contents(file), lambda: write(file)):
            try:
                act()
            except Unavailable as fault:
                said.add(fault.key)
        file.close()
    assert said <= {"registry.damaged", "registry.not_set_up", "registry.read_only"}
    assert "registry.damaged" in said


def test_a_day_or_moment_that_nobody_can_have_written_is_damage(registry: Database) -> None:
    fill(registry)
    for column, value in (("day", "2025-06-1X"), ("created", "yesterday")):
        with registry.writing() as session:
            session.execute(text(f"UPDATE applications SET {column} = '{value}'"))

        def read() -> None:
            with registry.reading() as session:
                session.scalars(select(Application)).all()

        assert key(read) == "damaged"


def test_text_that_is_no_text_is_damage(file: Database) -> None:
    with file.writing() as session:
        session.execute(text("UPDATE applications SET name = CAST(x'ff' AS TEXT)"))
    assert key(contents, file) == "damaged"


def test_a_file_put_in_anothers_place_is_opened_anew(file: Database) -> None:
    other = file.file.with_name("other.sqlite3")
    other.write_bytes(file.file.read_bytes())
    write(file)
    assert len(contents(file)["applications"]) == 3
    other.replace(file.file)
    assert len(contents(file)["applications"]) == 2
    write(file)
    assert len(contents(file)["applications"]) == 3


def test_a_file_that_is_taken_away_is_said_to_be_away(file: Database) -> None:
    contents(file)
    file.file.unlink()
    assert key(contents, file) == "cannot_open"
    with pytest.raises(Unavailable):
        file.check()
    file.upgrade()
    assert contents(file)["applications"] == []


def test_a_reader_changes_nothing(registry: Database) -> None:
    def change() -> None:
        with registry.reading() as session:
            submit(session, application())
            session.commit()

    assert key(change) == "read_only"
    assert contents(registry)["applications"] == []


def test_a_server_that_is_not_there_is_said_not_to_be(tmp_path: Path) -> None:
    away = Database(f"postgresql://tests@/postgres?host={tmp_path}")
    assert key(away.check) == "no_connection"
    assert key(away.upgrade) == "no_connection"
    away.close()


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_database_that_the_server_has_not_is_said_not_to_be(registry: Database) -> None:
    none = Database(registry.url.set(database="none"))
    assert key(none.check) == "no_connection"
    none.close()


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_connection_that_was_lost_says_to_look_whether_the_change_was_kept(registry: Database) -> None:
    def lose() -> None:
        with registry.writing() as session:
            submit(session, application())
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert key(lose) == "connection_lost"
    write(registry)
    assert verdict_of(registry, Terminal()).lines == 1


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("08006", "no_connection"),
        ("25006", "read_only"),
        ("40P01", "locked"),
        ("42501", "no_rights"),
        ("53100", "disk_full"),
        ("53300", "no_connection"),
        ("57014", "connection_lost"),
        ("58030", "disk_fault"),
        ("XX001", "damaged"),
    ],
)
def test_what_the_server_says_is_told_by_its_code(registry: Database, state: str, said: str) -> None:
    assert key(fail_with, registry, state) == said
    assert contents(registry)["applications"] == []


@pytest.mark.parametrize(
    "address", ["", "registry.sqlite3", "sqlite://", "sqlite:///:memory:", "mysql://a:geheim@b/c", "oracle+none://x"]
)
def test_an_address_that_is_none_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(Unavailable) as fault:
        Database(address)
    assert fault.value.key == "registry.bad_address"
    assert "geheim" not in str(fault.value.message)


def test_a_fault_of_the_program_stays_what_it_is(registry: Database) -> None:
    with pytest.raises(DBAPIError) as fault, registry.reading() as session:
        session.execute(text("SELECT FROM WHERE"))
    assert not isinstance(fault.value, Unavailable)


def test_what_was_given_does_not_stand_in_a_fault(registry: Database) -> None:
    """Faults are logged, and a log is no place for what companies say."""
    with pytest.raises(IntegrityError) as fault, registry.writing() as session:
        session.add_all([application("秘密", receipt="r"), application("秘密", receipt="r")])
    assert "秘密" not in str(fault.value)


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "disk_full"), (errno.EROFS, "read_only"), (errno.EIO, "disk_fault"), (errno.EACCES, "cannot_open")],
)
def test_what_the_system_says_is_told_by_its_number(number: int, said: str) -> None:
    assert faults.of_system(OSError(number, "x"), "file").key == f"registry.{said}"
