"""Submissions are bounded, take the writers' lock for moments, and keep no official from signing in."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from engine.registry import arrivals, officials
from engine.registry import tables as t
from engine.registry.access import Terminal
from engine.registry.database import Database
from engine.registry.listing import find
from engine.registry.stored import Wanted
from engine.registry.submissions import amend, submit, withdraw
from engine.values.refusal import Refused
from tests.registry.companies import OFFICIAL, POLICY, content, rent, side

HERE, THERE = "203.0.113.5", "203.0.113.6"


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few may come."""
    for name, bound in (("PER_ADDRESS_AND_HOUR", "3"), ("PER_DAY", "5")):
        monkeypatch.setenv(f"SUBMISSIONS_{name}", bound)


def refused(call, *arguments: Any, **named: Any) -> str:
    with pytest.raises(Refused) as refusal:
        call(*arguments, **named)
    return str(refusal.value.errors[0]["message"]["zh"])


def later(registry: Database, hours: int) -> None:
    """So many hours pass for what has arrived."""
    with registry.writing() as session:
        for row in session.scalars(select(t.Arrival)):
            session.execute(update(t.Arrival).where(t.Arrival.id == row.id).values(at=row.at - timedelta(hours=hours)))


def test_the_bounds_are_those_of_the_settings_or_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert arrivals.bounds() == arrivals.Bounds(64, 30, 2000)
    monkeypatch.setenv("SUBMISSION_KILOBYTES", "1")
    assert arrivals.bounds().kilobytes == 1
    monkeypatch.setenv("SUBMISSIONS_PER_DAY", "0")
    with pytest.raises(ValueError, match="SUBMISSIONS_PER_DAY"):
        arrivals.bounds()


def test_submissions_are_made_beforehand_unless_the_authority_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert arrivals.are_formal() is False
    monkeypatch.setenv(arrivals.FORMAL, "true")
    assert arrivals.are_formal() is True
    monkeypatch.setenv(arrivals.FORMAL, "yes")
    with pytest.raises(ValueError, match=arrivals.FORMAL):
        arrivals.are_formal()


def test_an_application_is_at_most_so_large(registry: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUBMISSION_KILOBYTES", "1")
    long = content(1, *(rent(key="个" * 60 + str(number)) for number in range(4)))
    assert "1KB" in refused(submit, registry, POLICY, long, None)
    receipt = submit(registry, POLICY, content(1), None)
    assert "1KB" in refused(amend, registry, POLICY, receipt.code, long, None, 1)


@pytest.mark.usefixtures("bounded")
def test_from_one_address_so_many_come_in_an_hour_and_others_meanwhile(registry: Database) -> None:
    first = submit(registry, POLICY, content(1), None, address=HERE)
    amend(registry, POLICY, first.code, content(1, rent("9")), None, 1, address=HERE)
    submit(registry, POLICY, content(2), None, address=HERE)
    said = refused(submit, registry, POLICY, content(3), None, address=HERE)
    assert "3次" in said
    assert "60分钟" in said
    assert "3次" in refused(amend, registry, POLICY, first.code, content(1), None, 2, address=HERE)
    submit(registry, POLICY, content(3), None, address=THERE)
    withdraw(registry, first.code)
    assert "3次" in refused(submit, registry, POLICY, content(4), None, address=HERE), "nor does withdrawing help"
    later(registry, 1)
    submit(registry, POLICY, content(4), None, address=HERE)


@pytest.mark.usefixtures("bounded")
def test_of_all_together_so_many_come_in_a_day(registry: Database) -> None:
    receipts = [submit(registry, POLICY, content(n), None, address=f"203.0.113.{n}") for n in range(5)]
    said = refused(submit, registry, POLICY, content(6), None, address="203.0.113.99")
    assert "5份" in said
    amend(registry, POLICY, receipts[0].code, content(0, rent("9")), None, 1, address=HERE)
    later(registry, 23)
    assert "5份" in refused(submit, registry, POLICY, content(6), None)
    later(registry, 2)
    submit(registry, POLICY, content(6), None)
    with registry.reading() as session:
        assert session.scalar(select(func.count()).select_from(t.Arrival)) == 1, "forgotten after a day"


@pytest.mark.usefixtures("bounded")
def test_the_same_click_twice_counts_once_and_no_address_is_kept(registry: Database) -> None:
    from engine.registry.receipts import new_code

    key = new_code()
    for _ in range(5):
        submit(registry, POLICY, content(1), None, key=key, address=HERE)
    with registry.reading() as session:
        (kept,) = session.execute(select(*t.Arrival.__table__.columns)).all()
    assert HERE not in repr(kept)


def statements_within_the_lock(registry: Database, raw: dict) -> int:
    """How often the database is asked while a submission holds the writers' lock."""
    count = [0]

    def note(*_: object) -> None:
        count[0] += 1

    event.listen(registry.writers, "before_cursor_execute", note)
    submit(registry, POLICY, raw, None)
    event.remove(registry.writers, "before_cursor_execute", note)
    return count[0]


def test_a_submission_of_many_projects_asks_the_database_no_more_than_one_of_none(registry: Database) -> None:
    few = statements_within_the_lock(registry, content(1))
    for number in range(2, 6):
        submit(registry, POLICY, content(number, *(side("solver", f"场景{x}", f"k{x}") for x in range(40))), None)
    many = statements_within_the_lock(registry, content(9, *(side("solver", f"场景{x}", f"k{x}") for x in range(60))))
    assert many <= few + 1
    assert few < 30


def test_what_is_submitted_is_read_and_worked_out_before_the_lock_is_taken(
    registry: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    original = arrivals.arriving

    @contextmanager
    def watched(database: Database):
        begun.append("lock")
        with original(database) as session:
            yield session

    monkeypatch.setattr(arrivals, "arriving", watched)
    with pytest.raises(Refused):
        submit(registry, POLICY, content(1) | {"claims": [rent("-1")]}, None)
    assert begun == []
    submit(registry, POLICY, content(1), None)
    assert begun == ["lock"]


def test_an_official_signs_in_while_submissions_pour_in(registry: Database) -> None:
    officials.redeem(registry, officials.add(registry, Terminal(), "王莉"), "", "correct horse battery 9")
    stop = Event()

    def pour(number: int) -> int:
        done = 0
        while not stop.is_set():
            submit(registry, POLICY, content(number, *(side("solver", f"场景{x}", f"k{x}") for x in range(40))), None)
            done += 1
        return done

    with ThreadPoolExecutor(8) as pool:
        pouring = [pool.submit(pour, number) for number in range(8)]
        try:
            tokens = {officials.sign_in(registry, "王莉", "correct horse battery 9", HERE) for _ in range(3)}
        finally:
            stop.set()
        assert len(tokens) == 3
        assert sum(one.result() for one in pouring) == find(registry, OFFICIAL, POLICY, Wanted()).total // 40


def test_submissions_wait_for_one_another_before_they_wait_for_the_lock(registry: Database) -> None:
    """So that whoever else wants the lock has one of them before it at most."""
    waiting, most = [0], [0]

    def begin(_connection: object) -> None:
        waiting[0] += 1
        most[0] = max(most[0], waiting[0])

    def end(_connection: object) -> None:
        waiting[0] -= 1

    event.listen(registry.writers, "begin", begin, insert=True)
    for name in ("commit", "rollback"):
        event.listen(registry.writers, name, end)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: submit(registry, POLICY, content(number), None), range(16)))
    event.remove(registry.writers, "begin", begin)
    assert most == [1]
