"""What is kept no longer than its day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from engine.registry import access, journal, officials, retention, tables
from engine.registry.access import NotAllowed, Terminal
from engine.registry.database import Database
from engine.registry.retention import Purged, purge
from engine.values import windows
from engine.values.refusal import Refused
from tests.registry.companies import verdict_of
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
    noted = verdict_of(registry, Terminal())
    purge(registry, Terminal())
    assert [line.what for line in journal.entries(registry, Terminal(), subject=subject)][-1] == "submitted"
    purge(registry, Terminal(), date(2031, 1, 1))
    newest = journal.entries(registry, Terminal())[0]
    assert (newest.subject, newest.who) == (subject, "terminal")
    assert verdict_of(registry, Terminal(), (noted.lines, noted.hash)).broken is None


def test_nothing_of_what_was_deleted_is_left_in_the_file(sqlite: str) -> None:
    registry = Database(sqlite)
    with registry.writing() as session:
        submit(session, application("秘密公司", DAY))
    assert "秘密公司".encode() in registry.file.read_bytes()
    purge(registry, Terminal(), date(2031, 1, 1))
    assert "秘密公司".encode() not in registry.file.read_bytes()
    registry.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Sets the machine's clock to another moment."""
    off = [timedelta()]
    real = tables.now

    def moment() -> datetime:
        return real() + off[0]

    for module in (retention, journal, access, officials):
        monkeypatch.setattr(module, "now", moment)
    monkeypatch.setattr(windows, "today", lambda: moment().date())

    def put(by: timedelta) -> None:
        off[0] = by

    return put


def kept_until_next_year(registry: Database) -> None:
    with registry.writing() as session:
        submit(session, application("一", date.today() + timedelta(days=300)))


def refused(registry: Database) -> str:
    before = contents(registry)
    with pytest.raises(Refused) as refusal:
        purge(registry, Terminal("system"))
    assert contents(registry) == before
    (error,) = refusal.value.errors
    assert error["path"] == "clock"
    return str(error["message"]["zh"])


@pytest.mark.on_one_database
@pytest.mark.parametrize("days", [-1, -400, -20_000, 200, 365, 4_000])
def test_nothing_is_deleted_while_the_clock_does_not_go_with_the_journal(
    registry: Database, clock: Callable[[timedelta], None], days: int
) -> None:
    kept_until_next_year(registry)
    clock(timedelta(days=days))
    said = refused(registry)
    assert "第1行" in said
    assert "purge --clock-is-right" in said
    clock(timedelta(hours=-1 if days < 0 else 24 * 180))
    assert purge(registry, Terminal("system")) == Purged(0, 0)


def test_lines_that_are_written_under_a_wrong_clock_do_not_make_it_right(
    registry: Database, clock: Callable[[timedelta], None]
) -> None:
    kept_until_next_year(registry)
    clock(timedelta(days=365))
    with registry.writing() as session:
        submit(session, application("二"))
    refused(registry)
    clock(timedelta())
    refused(registry)  # and a line stands there that is later than now


def test_who_looked_at_the_clock_says_that_it_is_right(registry: Database, clock: Callable[[timedelta], None]) -> None:
    kept_until_next_year(registry)
    clock(timedelta(days=365))
    refused(registry)
    for credential in (None, "a token"):
        with pytest.raises(NotAllowed):
            purge(registry, credential, clock_is_right=True)
    assert purge(registry, Terminal(), clock_is_right=True) == Purged(1, 2)
    assert [line.what for line in journal.entries(registry, Terminal())][:2] == ["purged", "clock_confirmed"]
    clock(timedelta(days=366))
    assert purge(registry, Terminal()) == Purged(0, 0)
    # It is said once, not for ever.
    clock(timedelta(days=800))
    refused(registry)


def test_a_clock_that_is_right_needs_no_line(registry: Database) -> None:
    kept_until_next_year(registry)
    purge(registry, Terminal(), clock_is_right=True)
    assert len(journal.entries(registry, Terminal())) == 1
