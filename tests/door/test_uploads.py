"""Files that are handed over: by whom, how many, how large."""

import asyncio
from collections import OrderedDict

import pytest

from engine.registry.access import hashed
from pages.door import middleware, uploads, visits
from pages.door.middleware import FrontDoor
from pages.shared import official
from tests.door.knocking import VISITOR, Answer, behind, knock, knocked, request

LARGEST = uploads.VISITOR.largest
OFFICIAL = "o" * 43
MANY = uploads.Allowance(5, 100, 300, 8, 450)
"""A small house: five files of a session, eight of all; 100 bytes of one, 300 of a session, 450 of all."""


@pytest.fixture(autouse=True)
def _sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four sessions of one visitor, and an official's."""
    monkeypatch.setattr(visits, "_visits", OrderedDict())
    for name in ("a", "b", "c", "d"):
        visits.note(name, VISITOR)
    visits.note("official's", VISITOR, hashed(OFFICIAL))
    monkeypatch.setattr(official, "is_live", lambda token: token == OFFICIAL)


def put(door: FrontDoor, session: str, file: str, *sizes: int, cookie: str = f"visit={VISITOR}") -> int:
    """The status for a file that arrives in parts of these sizes."""
    scope = request(f"/_stcore/upload_file/{session}/{file}", "PUT", cookie=cookie)
    return knock(door, scope, [b" " * size for size in sizes] or [b" "]).status


def give_up(door: FrontDoor, session: str, file: str) -> int:
    return knock(door, request(f"/_stcore/upload_file/{session}/{file}", "DELETE")).status


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    """A door that lets little in."""
    monkeypatch.setattr(middleware, "VISITOR", MANY)
    return FrontDoor(behind(204))


def test_bytes_are_counted_while_they_arrive():
    door = FrontDoor(behind(204))
    half = LARGEST // 2
    assert put(door, "a", "1", half, half) == 204
    assert put(door, "a", "2", half, half, half) == 413
    as_official = f"visit={VISITOR}; official={OFFICIAL}"
    assert put(door, "official's", "1", LARGEST, LARGEST, cookie=as_official) == 204
    assert put(door, "official's", "2", *[LARGEST] * 30, cookie=as_official) == 413


def test_one_session_holds_so_many_files_and_bytes(small):
    assert [put(small, "a", str(number), 100) for number in range(4)] == [204, 204, 204, 413]
    assert [put(small, "b", str(number), 1) for number in range(6)] == [204] * 5 + [429]
    assert give_up(small, "b", "0") == 204
    assert put(small, "b", "6", 1) == 204


def test_all_sessions_together_hold_so_many_files_and_bytes(small):
    """Whoever comes later is told to come again, and may as soon as others have given theirs up."""
    assert [put(small, name, "1", 100) for name in "abcd"] == [204] * 4
    scope = request("/_stcore/upload_file/a/2", "PUT")
    refused = knock(small, scope, [b" " * 40, b" " * 40])
    assert refused.status == 503
    assert [put(small, "b", str(number), 1) for number in (2, 3, 4, 5)] == [204] * 4
    assert put(small, "c", "2", 1) == 503, "nine files"
    assert put(small, "official's", "1", 100, cookie=f"visit={VISITOR}; official={OFFICIAL}") == 204, "officials' own"
    assert give_up(small, "d", "1") == 204
    assert put(small, "a", "3", 40, 40) == 204


def test_what_a_session_held_is_free_when_it_has_ended(small):
    assert [put(small, name, "1", 100) for name in "abcd"] == [204] * 4
    assert put(small, "a", "2", 80) == 503
    small.uploads.drop("b")
    assert put(small, "a", "2", 80) == 204
    assert set(small.uploads.held) == {"a", "c", "d"}
    assert small.uploads.of_all[MANY] == 380


def test_a_file_that_arrives_after_its_session_has_ended_counts_for_nothing(small):
    async def ends_meanwhile(scope, receive, send):
        await receive()
        small.uploads.drop("a")
        await receive()
        await send({"type": "http.response.start", "status": 204, "headers": []})

    small.uploads.app = ends_meanwhile
    assert put(small, "a", "1", 50, 40) == 204
    assert small.uploads.held == {}
    assert small.uploads.of_all[MANY] == 0


@pytest.mark.parametrize("status", [400, 403, None])
def test_what_was_not_taken_counts_for_nothing(small, status):
    """`None`: the visitor goes away in the middle."""

    async def goes_away(scope, receive, send):
        await receive()
        raise ConnectionError

    small.uploads.app = behind(status) if status else goes_away
    for number in range(10):
        if status:
            assert put(small, "a", str(number), 100) == status
        else:
            with pytest.raises(ConnectionError):
                put(small, "a", str(number), 100)
    assert small.uploads.held == {}
    assert small.uploads.of_all[MANY] == 0


def test_a_file_counts_until_it_is_really_given_up(small):
    """Neither a refused request to give it up nor a second one under its id makes room."""
    assert put(small, "a", "1", 100) == 204
    small.uploads.app = behind(403)
    assert give_up(small, "a", "1") == 403
    assert put(small, "a", "1", 100) == 409
    assert small.uploads.of_all[MANY] == 100
    small.uploads.app = behind(204)
    assert give_up(small, "a", "1") == 204
    assert small.uploads.of_all[MANY] == 0


def test_a_file_that_is_still_arriving_is_not_given_up_and_counts_whole(small):
    gone: list[int] = []

    async def given_up_meanwhile(scope, receive, send):
        if scope["method"] == "PUT":
            await receive()
            gone.append((await knocked(small, request("/_stcore/upload_file/a/2", "DELETE"))).status)
            await receive()
        await send({"type": "http.response.start", "status": 204, "headers": []})

    assert put(small, "a", "1", 10) == 204
    small.uploads.app = given_up_meanwhile
    assert put(small, "a", "2", 90, 1) == 204
    assert gone == [409]
    assert small.uploads.of_all[MANY] == 101
    assert give_up(small, "a", "2") == 204
    assert small.uploads.of_all[MANY] == 10


def test_files_that_arrive_at_once_are_counted_together(small):
    async def both() -> list[Answer]:
        scopes = [request(f"/_stcore/upload_file/a/{number}", "PUT") for number in range(8)]
        return await asyncio.gather(*(knocked(small, scope, [b" " * 50, b" " * 50]) for scope in scopes))

    assert sorted(answer.status for answer in asyncio.run(both())) == [204] * 3 + [413] * 2 + [429] * 3


@pytest.mark.parametrize("cookie", [None, "visit=" + "w" * 43, "visit=short", f"official={OFFICIAL}"])
def test_nobody_else_hands_files_over_to_a_session_or_takes_them_from_it(small, cookie):
    for session in ("a", "official's", "no such session"):
        for method in ("PUT", "DELETE", "OPTIONS"):
            scope = request(f"/_stcore/upload_file/{session}/1", method, cookie=cookie)
            assert knock(small, scope).status == 403


def test_an_officials_session_takes_files_of_the_same_sign_in_only(small):
    assert put(small, "official's", "1") == 403
    assert put(small, "official's", "1", cookie=f"visit={VISITOR}; official={'x' * 43}") == 403
    assert put(small, "official's", "1", cookie=f"visit={VISITOR}; official={OFFICIAL}") == 204
