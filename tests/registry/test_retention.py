"""What is kept no longer than its day."""

from datetime import date

from engine.registry import journal
from engine.registry.access import Terminal
from engine.registry.database import Database
from engine.registry.retention import Purged, purge
from tests.registry.filling import application, contents, submit

DAY = date(2030, 12, 31)


def test_an_application_is_deleted_the_day_after_the_last_on_which_it_is_kept(registry: Database) -> None:
    with registry.writing() as session:
        submit(session, application("到期", DAY))
        submit(session, application("未到期", date(2031, 1, 1)))
    assert purge(registry, Terminal(), DAY) == Purged(0, 0)
    assert purge(registry, Terminal(), date(2031, 1, 1)) == Purged(1, 2)
    left = contents(registry)
    assert "到期" not in str(left).replace("未到期", "")
    assert [len(left[name]) for name in ("applications", "claims")] == [1, 2]


def test_the_journal_says_which_and_stays_whole(registry: Database) -> None:
    with registry.writing() as session:
        one = application("到期", DAY)
        submit(session, one)
        subject = one.id
    noted = journal.verify(registry, Terminal())
    purge(registry, Terminal())
    assert [line.what for line in journal.entries(registry, Terminal(), subject=subject)][-1] == "submitted"
    purge(registry, Terminal(), date(2031, 1, 1))
    newest = journal.entries(registry, Terminal())[0]
    assert (newest.subject, newest.who) == (subject, "terminal")
    assert journal.verify(registry, Terminal(), (noted.lines, noted.hash)).broken is None


def test_nothing_of_what_was_deleted_is_left_in_the_file(sqlite: str) -> None:
    registry = Database(sqlite)
    with registry.writing() as session:
        submit(session, application("秘密公司", DAY))
    assert "秘密公司".encode() in registry.file.read_bytes()
    purge(registry, Terminal(), date(2031, 1, 1))
    assert "秘密公司".encode() not in registry.file.read_bytes()
    registry.close()
