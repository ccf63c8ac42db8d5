"""The journal is one chain, whoever writes to it at once, and whatever is done to it afterwards is found."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import text

from engine.registry import journal
from engine.registry.access import NotAllowed, Terminal, Who
from engine.registry.database import Database, Unavailable
from tests.registry.companies import verdict_of

ANN = Who("安")


def write(database: Database, *subjects: str) -> None:
    with database.writing() as session:
        for subject in subjects:
            journal.append(session, ANN, "corrected", subject, after=journal.digest("salt", subject))


def change(database: Database, *statements: str) -> None:
    with database.writing() as session:
        for statement in statements:
            session.execute(text(statement))


def verdict(database: Database, known: tuple[int, str] | None = None) -> tuple[int, int | None]:
    found = verdict_of(database, Terminal(), known)
    return found.lines, found.broken


def test_a_journal_without_lines_is_whole(registry: Database) -> None:
    assert verdict(registry) == (0, None)


def test_lines_are_numbered_without_gaps_and_make_one_chain(registry: Database) -> None:
    write(registry, "一", "二")
    write(registry, "三")
    assert verdict(registry) == (3, None)
    assert [line.number for line in journal.entries(registry, Terminal())] == [3, 2, 1]


def test_a_line_goes_with_the_transaction_that_is_taken_back(registry: Database) -> None:
    with suppress(RuntimeError), registry.writing() as session:
        journal.append(session, ANN, "corrected", "一")
        raise RuntimeError
    write(registry, "二")
    assert [(line.number, line.subject) for line in journal.entries(registry, Terminal())] == [(1, "二")]
    assert verdict(registry) == (1, None)


def test_writers_at_once_make_one_chain(registry: Database) -> None:
    def writer(name: str) -> None:
        for number in range(6):
            write(registry, f"{name}{number}")

    with ThreadPoolExecutor(4) as writers:
        for done in [writers.submit(writer, name) for name in "甲乙丙丁"]:
            done.result()
    assert verdict(registry) == (24, None)
    assert len({line.subject for line in journal.entries(registry, Terminal())}) == 24


@pytest.mark.on_one_database
@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        pytest.param("UPDATE journal SET who = '他' WHERE number = 2", 2, id="who"),
        pytest.param("UPDATE journal SET what = 'deleted' WHERE number = 2", 2, id="what"),
        pytest.param("UPDATE journal SET subject = '四' WHERE number = 2", 2, id="subject"),
        pytest.param("UPDATE journal SET at = '2025-01-01T00:00:00.000000Z' WHERE number = 2", 2, id="when"),
        pytest.param("UPDATE journal SET at = 'yesterday' WHERE number = 2", 2, id="no moment"),
        pytest.param("UPDATE journal SET before = after WHERE number = 2", 2, id="before"),
        pytest.param("UPDATE journal SET after = NULL WHERE number = 2", 2, id="after"),
        pytest.param("UPDATE journal SET hash = previous WHERE number = 2", 2, id="hash"),
        pytest.param("UPDATE journal SET previous = hash WHERE number = 2", 2, id="previous"),
        pytest.param("UPDATE journal SET number = 9 WHERE number = 2", 2, id="number"),
        pytest.param("DELETE FROM journal WHERE number = 1", 1, id="first taken out"),
        pytest.param("DELETE FROM journal WHERE number = 2", 2, id="one taken out"),
        pytest.param("DELETE FROM journal WHERE number = 3", 3, id="last taken out"),
        pytest.param("DELETE FROM journal", 1, id="all taken out"),
        pytest.param(
            "INSERT INTO journal (number, at, who, what, subject, previous, hash) "
            "SELECT 4, at, who, what, subject, hash, hash FROM journal WHERE number = 3",
            4,
            id="one put in at the end",
        ),
        pytest.param("DELETE FROM journal_head", 4, id="head taken out"),
        pytest.param("UPDATE journal_head SET number = 2", 4, id="head changed"),
    ],
)
def test_whatever_is_done_to_a_line_is_found(registry: Database, tampering: str, broken: int) -> None:
    write(registry, "一", "二", "三")
    change(registry, tampering)
    assert verdict(registry)[1] == broken


def test_a_chain_made_anew_is_found_by_a_line_that_was_noted_elsewhere(registry: Database) -> None:
    write(registry, "一", "二", "三")
    noted = verdict_of(registry, Terminal())
    change(registry, "DELETE FROM journal", "DELETE FROM journal_head")
    write(registry, "一", "二", "三", "四")
    assert verdict(registry) == (4, None)
    assert verdict(registry, (noted.lines, noted.hash)) == (4, 3)
    change(registry, "DELETE FROM journal", "DELETE FROM journal_head")
    assert verdict(registry) == (0, None)
    assert verdict(registry, (noted.lines, noted.hash)) == (0, 1)


def test_a_line_that_was_noted_elsewhere_stays_the_same_as_lines_are_added(registry: Database) -> None:
    write(registry, "一", "二")
    noted = verdict_of(registry, Terminal())
    write(registry, "三")
    assert verdict(registry, (noted.lines, noted.hash)) == (3, None)


def test_nothing_is_added_to_a_journal_that_lost_its_head(registry: Database) -> None:
    write(registry, "一", "二")
    change(registry, "DELETE FROM journal_head")
    with pytest.raises(Unavailable):
        write(registry, "三")
    assert verdict(registry) == (2, 3)


def test_the_revision_is_another_one_after_every_change(registry: Database) -> None:
    seen = set()
    for subject in "一二三":
        write(registry, subject)
        with registry.reading() as session:
            seen.add(journal.revision(session))
            assert journal.revision(session) in seen
    assert len(seen) == 3


def test_lines_are_shown_newest_first_and_by_who_what_and_subject(registry: Database) -> None:
    write(registry, "一", "二%", "三")
    with registry.writing() as session:
        journal.append(session, Who("白"), "deleted", "一")

    def numbers(**wanted: object) -> list[int]:
        return [line.number for line in journal.entries(registry, Terminal(), **wanted)]  # type: ignore[arg-type]

    assert numbers(count=2) == [4, 3]
    assert numbers(count=2, before=3) == [2, 1]
    assert numbers(who="白") == [4]
    assert numbers(what="corrected") == [3, 2, 1]
    assert numbers(subject="一") == [4, 1]
    assert numbers(subject="%") == [2]
    assert numbers(who="白", what="corrected") == []
    assert journal.named(registry, Terminal()) == (["安", "白"], ["corrected", "deleted"])


def test_nobody_reads_or_verifies_the_journal_without_signing_in(registry: Database) -> None:
    for ask in (journal.entries, journal.named, verdict_of):
        for credential in (None, "", "no token of ours"):
            with pytest.raises(NotAllowed):
                ask(registry, credential)
