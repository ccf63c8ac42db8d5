"""At the first start the terminal prints a link, later nothing; without a database the app starts all the same."""

import asyncio
import json
import re
import sqlite3
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest

from engine.__main__ import main
from engine.registry import beside, journal, officials, retention, tables
from engine.registry.access import Terminal
from engine.registry.database import SETTING, Database, database
from engine.values import windows
from pages.official import start
from pages.official.sign_in import clock
from tests.registry.filling import application, contents, submit

PASSWORD = "kettle 07 yellow lamp"


@pytest.fixture
def command(sqlite: str, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Runs `python -m engine officials …` on a fresh registry: the exit status, what was answered, what was refused."""
    monkeypatch.setenv(SETTING, sqlite)

    def run(*arguments: str) -> tuple[int, Any, Any]:
        status = main(["officials", *arguments])
        out, err = capsysbinary.readouterr()
        return status, json.loads(out) if out else None, json.loads(err)["errors"] if err else None

    yield run
    database().close()


def test_the_first_start_makes_the_registry_and_prints_a_link_in_both_languages(tmp_path):
    registry = Database(f"sqlite:///{tmp_path / 'new' / 'registry.sqlite3'}")
    said = "\n".join(start.startup_lines(lambda: registry))
    assert "还没有工作人员用户" in said
    assert "There is no account for officials yet" in said
    (token,) = re.findall(r"http://127\.0\.0\.1:\d+/first-account\?link=(\S+)", said)
    link = officials.opened_link(registry, token)
    assert link is not None
    assert link.official is None
    assert len(re.findall(clock(link.expires), said)) == 2
    officials.redeem(registry, token, "李", PASSWORD)
    assert not any("link=" in line for line in start.startup_lines(lambda: registry))
    registry.close()


def test_where_readers_and_writers_wait_for_one_another_the_start_says_so(tmp_path, monkeypatch):
    """SQLite below 3.51.3 has no write-ahead log that is safe."""
    registry = Database(f"sqlite:///{tmp_path / 'registry.sqlite3'}")
    for version, lines in (((3, 40, 1), 2), ((3, 51, 2), 2), ((3, 51, 3), 0), ((4, 0, 0), 0)):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        said = [line for line in start.startup_lines(lambda: registry) if "PostgreSQL" in line]
        assert len(said) == lines
        assert all("3.51.3" in line and sqlite3.sqlite_version in line for line in said)
    assert Database("postgresql+psycopg://nobody@localhost/nothing").writes_ahead
    registry.close()


def test_a_start_with_a_wrong_clock_deletes_nothing_says_why_and_goes_on(sqlite, monkeypatch, capsys):
    registry = Database(sqlite)
    with registry.writing() as session:
        submit(session, application())
    monkeypatch.setattr(retention, "now", lambda: tables.now() + timedelta(days=20_000))
    monkeypatch.setattr(windows, "today", lambda: date(2080, 1, 1))
    start.forget_what_is_over(lambda: registry)
    said = capsys.readouterr().out
    assert "没有删除任何申请" in said
    assert "No application was deleted" in said
    assert len(contents(registry)["applications"]) == 1
    registry.close()


def test_without_a_database_the_terminal_says_calmly_what_is_missing(tmp_path):
    (tmp_path / "file").write_text("no folder")
    said = start.startup_lines(lambda: Database(f"sqlite:///{tmp_path / 'file' / 'registry.sqlite3'}"))
    assert [line.split("。")[0].split(";")[0] for line in said] == [
        "工作人员页面暂不可用，企业自评不受影响",
        "The officials' pages are not available",
    ]
    assert "Traceback" not in "".join(said)


def test_a_damaged_database_is_left_alone(tmp_path):
    place = tmp_path / "registry.sqlite3"
    place.write_bytes(b"not a database at all" * 100)
    said = start.startup_lines(lambda: Database(f"sqlite:///{place}"))
    assert len(said) == 2
    assert place.read_bytes() == b"not a database at all" * 100


def test_accounts_on_the_command_line(command):
    status, added, _ = command("add", "李审核员", "--email", "Li@Example.org", "--at", "https://estimate.example/")
    assert status == 0
    assert added["link"].startswith("https://estimate.example/first-account?link=")
    token = added["link"].split("=")[1]
    assert command("list")[1][0] | {"created": ""} == {
        "name": "李审核员",
        "email": "li@example.org",
        "created": "",
        "seen": None,
        "ready": True,
    }
    officials.redeem(database(), token, "", PASSWORD)
    again = command("link", "李审核员")[1]
    assert again["link"].startswith("http://127.0.0.1:8501/")  # the app has never started here
    assert again["link"].split("=")[1] != token
    command("add", "王")
    assert command("remove", "王") == (0, {"removed": "王"}, None)
    assert [a.name for a in officials.listed(database(), Terminal())] == ["李审核员"]


def test_a_link_leads_to_where_the_app_was_served_last(command, monkeypatch):
    database().upgrade()
    for port in (9321, 9322):
        monkeypatch.setattr(start, "own_address", lambda port=port: f"http://127.0.0.1:{port}")
        start.note_the_address(database)
        link = command("add", f"王{port}")[1]["link"]
        assert link.startswith(f"http://127.0.0.1:{port}/first-account?link=")
    assert beside.noted_address(database()) == "http://127.0.0.1:9322"
    place = beside.place(database(), beside.ADDRESS)
    assert place.stat().st_mode & 0o077 == 0
    # Whatever somebody else put there is not passed on.
    place.write_text("javascript:alert(1)")
    assert command("link", "王9321")[1]["link"].startswith("http://127.0.0.1:8501/")


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (("add", "李审核员"), "name"),
        (("add", " "), "name"),
        (("add", "王", "--email", "wang"), "email"),
        (("link", "王"), "name"),
        (("remove", "王"), "name"),
        (("remove", "李审核员"), "name"),
        (("add", "王", "--at", "javascript:alert(1)"), "at"),
        (("link", "李审核员", "--at", "estimate.example"), "at"),
        (("add",), "arguments"),
        (("forget", "王"), "arguments"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(command, arguments, path):
    officials.redeem(database(), command("add", "李审核员")[1]["link"].split("=")[1], "", PASSWORD)
    before = command("list")[1]
    status, answer, errors = command(*arguments)
    assert (status, answer, [error["path"] for error in errors]) == (2, None, [path])
    assert command("list")[1] == before


def test_a_registry_that_cannot_be_used_is_refused_in_words(command, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(SETTING, f"sqlite:///{tmp_path / 'file' / 'registry.sqlite3'}")
    status, answer, errors = command("list")
    assert (status, answer, [error["path"] for error in errors]) == (2, None, ["database"])


def test_what_is_kept_no_longer_is_deleted_at_the_start_and_the_journal_says_so(sqlite, monkeypatch):
    monkeypatch.setenv(SETTING, sqlite)
    with database().writing() as session:
        submit(session, application("到期", keep_until=date(2025, 12, 31)))
        submit(session, application("未到期", keep_until=date(2099, 12, 31)))

    async def start_and_stop():
        async with start.started(None):
            pass

    # A search through all that the tests hold, which would take long.
    settled: list[bool] = []
    monkeypatch.setattr(start, "settle_memory", lambda: settled.append(True))
    asyncio.run(start_and_stop())
    assert settled == [True]
    assert "到期" not in str(contents(database())).replace("未到期", "")
    line, *_ = journal.entries(database(), Terminal(), what="purged")
    assert line.who == "system"
    database().close()


def test_a_registry_that_cannot_be_used_keeps_the_app_from_nothing(tmp_path):
    start.forget_what_is_over(lambda: Database(f"sqlite:///{tmp_path / 'none' / 'registry.sqlite3'}"))


def test_what_is_done_every_day_is_done_the_next_day_after_it_failed(logged: StringIO) -> None:
    times: list[str] = []
    done = asyncio.Event()

    async def day() -> None:
        loop = asyncio.get_running_loop()

        def delete(_opened: object) -> None:
            times.append("tried")
            if len(times) == 1:
                raise OSError("the disk is full")
            loop.call_soon_threadsafe(done.set)

        task = asyncio.create_task(start._every(0, delete))
        await asyncio.wait_for(done.wait(), timeout=10)
        task.cancel()

    asyncio.run(day())
    assert len(times) >= 2
    assert "the disk is full" in logged.getvalue()
