"""A backup holds all that officials keep; restoring it gives all of it back, or changes nothing."""

import hashlib
import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from engine.registry import heads, integrity, journal, seals
from engine.registry.access import NotAllowed, Terminal, Who
from engine.registry.backup import DERIVED, LEFT_OUT, backup
from engine.registry.database import Database, Unavailable
from engine.registry.restore import restore
from engine.values.refusal import Refused
from tests.registry.companies import verdict_of
from tests.registry.filling import application, contents, fill, submit

OPERATOR = Terminal()


@pytest.fixture
def file(registry: Database, tmp_path: Path) -> Path:
    """A backup of a registry with something in every table."""
    fill(registry)
    backup(registry, OPERATOR, tmp_path / "backup.jsonl")
    return tmp_path / "backup.jsonl"


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database that is not there yet."""
    missing = Database(f"sqlite:///{tmp_path}/another/registry.sqlite3")
    yield missing
    missing.close()


def add(database: Database, name: str) -> None:
    with database.writing() as session:
        submit(session, application(name))


def kept(database: Database) -> dict[str, Any]:
    """What a backup holds, without the lines that the journal adds about backups."""
    rows = contents(database)
    return {
        name: [row for row in of if name != "journal" or not {"restored", "backed_up"} & {*row}]
        for name, of in rows.items()
        if name not in {*LEFT_OUT, "journal_head"}
    }


def refused(database: Database, file: Path, replace: bool = True) -> str:
    """The path at which restoring is refused; it changes nothing."""
    before = contents(database)
    with pytest.raises(Refused) as refusal:
        restore(database, OPERATOR, file, replace)
    assert contents(database) == before
    return str(refusal.value.errors[0]["path"])


def test_restoring_gives_back_every_row_in_place_of_what_was_there(registry: Database, file: Path) -> None:
    before = kept(registry)
    add(registry, "later")
    assert heads.noted(registry) == (3, [*journal.entries(registry, OPERATOR)][1].hash)
    done = restore(registry, OPERATOR, file, replace=True)
    assert kept(registry) == before
    assert done.copy.lines == done.compared == 2
    found = verdict_of(registry, OPERATOR, (done.copy.lines, done.copy.hash))
    assert (found.lines, found.broken) == (3, None)
    assert [line.what for line in journal.entries(registry, OPERATOR)] == ["restored", "submitted", "submitted"]
    assert integrity.prove(registry, OPERATOR).is_whole


def test_whoever_was_signed_in_signs_in_again_after_restoring(registry: Database, file: Path) -> None:
    assert all(contents(registry)[name] for name in LEFT_OUT - DERIVED)
    restore(registry, OPERATOR, file, replace=True)
    assert not any(contents(registry)[name] for name in LEFT_OUT - DERIVED)


def test_a_backup_moves_between_the_two_kinds_of_database(
    registry: Database, file: Path, another: Database, tmp_path: Path
) -> None:
    restore(another, OPERATOR, file)
    assert kept(another) == kept(registry)
    back = backup(another, OPERATOR, tmp_path / "back.jsonl")
    restore(registry, OPERATOR, tmp_path / "back.jsonl", replace=True, known=(back.lines, back.hash))
    assert kept(another) == kept(registry)
    assert verdict_of(registry, OPERATOR).broken is None


def test_two_backups_of_the_same_rows_hold_the_same_lines(registry: Database, file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.jsonl"
    backup(registry, OPERATOR, again)

    def lines(of: Path) -> list[bytes]:
        return [line for line in of.read_bytes().splitlines()[1:-1] if not line.startswith(b'["journal')]

    assert lines(again) == lines(file)


def test_a_backup_is_for_nobody_but_its_owner(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir() if "backup" in path.name] == [file.name]


def test_a_file_that_is_there_is_not_overwritten(registry: Database, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(Refused):
        backup(registry, OPERATOR, file)
    assert file.read_bytes() == before


def test_a_database_that_holds_data_is_replaced_only_when_asked(registry: Database, file: Path) -> None:
    assert refused(registry, file, replace=False) == "database"


@pytest.mark.on_one_database
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_damaged_backup_is_refused_wherever_it_is_damaged(registry: Database, file: Path) -> None:
    whole = file.read_bytes()
    for place in range(0, len(whole), len(whole) // 12):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert refused(registry, file) == "file"
    for cut in (0, 1, len(whole) // 2, len(whole) - 2):
        file.write_bytes(whole[:cut])
        assert refused(registry, file) == "file"
    file.write_bytes(whole + whole)
    assert refused(registry, file) == "file"


def forged(file: Path, change: Callable[[list[Any]], object]) -> None:
    """Change a backup and give it the right checksum."""
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    change(lines)
    written = "".join(json.dumps(line) + "\n" for line in lines[:-1]).encode()
    end = {**lines[-1], "sha256": hashlib.sha256(written).hexdigest()}
    file.write_bytes(written + json.dumps(end).encode() + b"\n")


def changed_in_turn(file: Path, changes: dict[str, Callable[[list[Any]], object]]) -> Iterator[str]:
    """Change a backup in one way after the other: what it is each time."""
    whole = file.read_bytes()
    for name, change in changes.items():
        file.write_bytes(whole)
        forged(file, change)
        yield name


NOT_OURS: dict[str, Callable[[list[Any]], object]] = {
    "a newer format": lambda lines: lines[0].update(format=2),
    "a newer program": lambda lines: lines[0].update(revision="0999"),
    "no revision of ours": lambda lines: lines[0].update(revision="0000"),
    "something else": lambda lines: lines[0].update(backup="photos"),
    "no tables": lambda lines: lines[0].pop("tables"),
    "a table that is not ours": lambda lines: lines[0]["tables"].update(others=["id"]),
    "sessions": lambda lines: lines[0]["tables"].update(sign_ins=["token"]),
    "a column that is not ours": lambda lines: lines[0]["tables"]["journal"].append("x"),
    "a value too many": lambda lines: lines[1].append("x"),
    "a row of no table": lambda lines: lines[1].__setitem__(0, "others"),
    "a value that is none": lambda lines: lines[1].__setitem__(1, {"a": 1}),
    "a row twice": lambda lines: lines.insert(1, lines[1]),
    "a line that is no row": lambda lines: lines.insert(1, 7),
    "a row too few": lambda lines: lines.pop(1),
    "no number of rows": lambda lines: lines[-1].update(rows="all"),
    "a line of the journal that was changed": lambda lines: next(
        line for line in lines[1:] if line[0] == "journal"
    ).__setitem__(3, "他"),
}


@pytest.mark.on_one_database
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_backup_that_is_not_ours_or_from_a_newer_program_is_refused(registry: Database, file: Path) -> None:
    for change in changed_in_turn(file, NOT_OURS):
        assert refused(registry, file) == "file", change


def rows_of(lines: list[Any], table: str) -> list[dict[str, Any]]:
    """The rows of a table in a backup as dictionaries that change the lines."""

    class Row(dict[str, Any]):
        def __init__(self, line: list[Any]) -> None:
            super().__init__(zip(lines[0]["tables"][table], line[1:], strict=True))
            self.line = line

        def __setitem__(self, name: str, value: Any) -> None:
            self.line[1 + lines[0]["tables"][table].index(name)] = value

    return [Row(line) for line in lines[1:-1] if line[0] == table]


def without(lines: list[Any], table: str) -> None:
    """Leave out one row of a table, and count the rows anew."""
    lines.remove(next(line for line in lines[1:-1] if line[0] == table))
    lines[-1]["rows"] -= 1


FORGED: dict[str, Callable[[list[Any]], object]] = {
    "another password": lambda lines: rows_of(lines, "officials")[0].__setitem__("password", "another hash"),
    "an application": lambda lines: rows_of(lines, "applications")[0].__setitem__("content", "{}"),
    "no content": lambda lines: rows_of(lines, "applications")[0].__setitem__("content", ""),
    "a number as text": lambda lines: rows_of(lines, "claims")[0].__setitem__("position", "first"),
    "a moment that is none": lambda lines: rows_of(lines, "applications")[0].__setitem__("created", "yesterday"),
    "a reason": lambda lines: rows_of(lines, "changes")[0].__setitem__("reason", "因"),
    "published figures": lambda lines: rows_of(lines, "scenarios")[0].__setitem__("shown", "[1]"),
    "a change left out": lambda lines: without(lines, "changes"),
    "an account left out": lambda lines: without(lines, "officials"),
    "a line left out": lambda lines: without(lines, "journal"),
    "no head": lambda lines: without(lines, "journal_head"),
    "no sums": lambda lines: rows_of(lines, "journal_head")[0].__setitem__("sums", None),
    "sums that are none": lambda lines: rows_of(lines, "journal_head")[0].__setitem__("sums", "[[[["),
    "a number too large": lambda lines: rows_of(lines, "claims")[0].__setitem__("approved", 1 << 80),
    "a number without end": lambda lines: rows_of(lines, "claims")[0].__setitem__("approved", float("inf")),
    "text that is none": lambda lines: rows_of(lines, "applications")[0].__setitem__("name", "\ud800"),
    "a list": lambda lines: rows_of(lines, "applications")[0].__setitem__("name", ["a"]),
    "a null": lambda lines: rows_of(lines, "officials")[0].__setitem__("name", None),
    "columns that are none": lambda lines: lines[0]["tables"].update(officials=[["id"]]),
    "columns that are a number": lambda lines: lines[0]["tables"].update(officials=7),
    "fewer rows than none": lambda lines: lines[-1].update(rows=-1),
    "true rows": lambda lines: lines[-1].update(rows=True),
    "a revision that is a list": lambda lines: lines[0].update(revision=["0001"]),
    "an empty row": lambda lines: lines.insert(1, []),
    "an older revision": lambda lines: lines[0].update(revision="0001"),
}


@pytest.mark.on_one_database
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_backup_that_was_changed_is_refused_though_its_checksum_is_right(
    registry: Database, file: Path, another: Database
) -> None:
    for change in changed_in_turn(file, FORGED):
        assert refused(registry, file) == "file", change
        with pytest.raises(Refused):  # there is nothing to compare it with, and it contradicts itself
            restore(another, OPERATOR, file)


@pytest.mark.on_one_database
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_backup_that_no_computer_can_read_is_refused(registry: Database, file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    for line in (b"[" * 100_000 + b"\n", b'["applications", ' + b"9" * 10_000 + b"]\n", b"\xff\n", b"null\n"):
        body = lines[0] + line + b"".join(lines[2:-1])
        end = {**json.loads(lines[-1]), "sha256": hashlib.sha256(body).hexdigest()}
        file.write_bytes(body + json.dumps(end).encode() + b"\n")
        assert refused(registry, file) == "file"
    file.write_bytes(b"".join(lines[:-1]) + b"[" * 100_000)
    assert refused(registry, file) == "file"
    file.write_bytes(b'{"backup": "registry", "format": ' + b"[" * 60_000)
    assert refused(registry, file) == "file"


def made_anew(file: Path, password: str) -> None:
    """Replace a password in a backup, and make its seals, its journal and its checksum anew."""
    folder = file.parent / "anew"
    own = Database(f"sqlite:///{folder}/registry.sqlite3")
    restore(own, OPERATOR, file)
    with own.writing() as session:
        session.execute(text("UPDATE officials SET password = :password"), {"password": password})
        session.execute(text("DELETE FROM journal WHERE number > 1"))
        session.execute(text("UPDATE journal_head SET number = 0, hash = :hash"), {"hash": journal.BEGINNING})
        session.execute(text("DELETE FROM journal"))
        sums = seals.renew(session)
        journal.append(session, Who("安"), "submitted", "x")
        seals.state(session, sums, "")
    file.unlink()
    backup(own, OPERATOR, file)
    own.close()


@pytest.mark.on_one_database
def test_a_backup_that_was_made_anew_as_a_whole_is_seen_by_the_journal_that_is_there(
    registry: Database, file: Path, another: Database
) -> None:
    genuine = backup(registry, OPERATOR, file.with_name("genuine"))
    made_anew(file, "forged")
    assert refused(registry, file) == "file"
    assert "forged" not in str(contents(registry))
    known = (genuine.lines, genuine.hash)
    with pytest.raises(Refused):
        restore(another, OPERATOR, file, known=known)
    assert restore(another, OPERATOR, file.with_name("genuine"), known=known).compared == genuine.lines
    # What remains: with nothing there and no line known, nothing tells it from a genuine one.
    restore(another, OPERATOR, file.with_name("genuine"), replace=True)


def test_where_there_is_nothing_to_compare_a_backup_with_it_says_so(file: Path, another: Database) -> None:
    assert restore(another, OPERATOR, file).compared == 0
    assert restore(another, OPERATOR, file, replace=True).compared == 2


@pytest.mark.on_one_database
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_file_that_is_no_backup_is_refused(registry: Database, file: Path) -> None:
    for content in (b"", b"\n", b"{}", b"[]\n", bytes(200_000), b"PK\x03\x04", b"SQLite format 3\x00"):
        file.write_bytes(content)
        assert refused(registry, file) == "file"


@pytest.mark.on_one_database
def test_a_backup_that_cannot_be_read_is_refused(registry: Database, tmp_path: Path) -> None:
    assert refused(registry, tmp_path / "nowhere") == "file"
    assert refused(registry, tmp_path) == "file"


def test_restoring_that_is_interrupted_changes_nothing(
    registry: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(registry, "later")
    before = contents(registry)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(journal, "append", interrupted)  # the last thing that restoring does
    with pytest.raises(KeyboardInterrupt):
        restore(registry, OPERATOR, file, replace=True)
    assert contents(registry) == before


@pytest.mark.on_one_database
def test_no_backup_is_made_of_a_broken_journal(registry: Database, file: Path, tmp_path: Path) -> None:
    with registry.writing() as session:
        session.execute(text("DELETE FROM journal WHERE number = 1"))
    with pytest.raises(Refused) as refusal:
        backup(registry, OPERATOR, tmp_path / "broken.jsonl")
    assert refusal.value.errors[0]["path"] == "journal"
    assert not (tmp_path / "broken.jsonl").exists()


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(registry: Database, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as fault:
        backup(registry, OPERATOR, tmp_path / "nowhere" / "backup.jsonl")
    assert fault.value.key == "registry.cannot_open"
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable):
        backup(registry, OPERATOR, tmp_path / "file" / "backup.jsonl")
    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]


def test_what_is_written_meanwhile_is_not_in_the_backup(
    registry: Database, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is of one moment, the one at which it began, and keeps nobody from writing.
    verdict = journal.verdict

    def meanwhile(*arguments: Any) -> journal.Verdict:
        found = verdict(*arguments)
        add(registry, "later")
        return found

    monkeypatch.setattr(journal, "verdict", meanwhile)
    done = backup(registry, OPERATOR, tmp_path / "second.jsonl")
    assert done.lines == 3  # two submissions and the first backup
    assert "later" not in (tmp_path / "second.jsonl").read_text(encoding="utf-8")
    assert "later" in str(contents(registry))


def test_only_the_terminal_backs_up_and_restores(registry: Database, file: Path, tmp_path: Path) -> None:
    for credential in (None, "", "a token"):
        with pytest.raises(NotAllowed):
            backup(registry, credential, tmp_path / "other.jsonl")
        with pytest.raises(NotAllowed):
            restore(registry, credential, file, replace=True)


def test_a_damaged_file_is_put_aside_and_the_backup_restored(sqlite: str, tmp_path: Path) -> None:
    registry = Database(sqlite)
    fill(registry)
    before = kept(registry)
    backup(registry, OPERATOR, tmp_path / "backup.jsonl")
    damage = registry.file.read_bytes()[:4_096] + b"\xff" * 60_000
    registry.file.write_bytes(damage)
    with pytest.raises(Unavailable) as fault:
        restore(registry, OPERATOR, tmp_path / "backup.jsonl")
    assert fault.value.key == "registry.damaged"
    assert registry.file.read_bytes() == damage
    done = restore(registry, OPERATOR, tmp_path / "backup.jsonl", replace=True)
    assert kept(registry) == before
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == damage
    registry.close()
