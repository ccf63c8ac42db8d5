"""Whose a session is: it goes on, and its files are fetched, with the cookie that it began with."""

import asyncio
from collections import OrderedDict
from typing import Any

import pytest
from starlette.types import Scope

from engine.registry.access import hashed
from engine.text import words
from pages.door import sockets, visits
from pages.door.middleware import FrontDoor
from pages.shared import files
from tests.door.knocking import OWN, VISITOR, Answer, behind, knock, knocked, request

OFFICIAL = "o" * 43


@pytest.fixture(autouse=True)
def _sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session of a visitor, and one of an official."""
    monkeypatch.setattr(visits, "_visits", OrderedDict())
    visits.note("theirs", VISITOR)
    visits.note("official's", VISITOR, hashed(OFFICIAL))


def opened(protocol: str | None = "streamlit, x", **headers: Any) -> tuple[Answer, list[Scope]]:
    """A websocket: what was answered, and what reached Streamlit."""
    seen: list[Scope] = []
    scope = request("/_stcore/stream", kind="websocket", sec_websocket_protocol=protocol, **headers)
    return knock(FrontDoor(behind(seen=seen)), scope), seen


def asked_for(seen: list[Scope]) -> list[str]:
    """The sub-protocols that reached Streamlit."""
    return [value.decode() for scope in seen for key, value in scope["headers"] if key == sockets.PROTOCOL]


# ------------------------------------------------------------------------------------------------ our own page only


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": None},
        {"origin": None, "sec-fetch-site": "same-origin"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8502"},
        {"origin": "http://localhost:8501"},
        {"origin": "https://elsewhere.example"},
        {"origin": "http://127.0.0.1:8501.elsewhere.example"},
        {"origin": OWN + "/"},
        {"origin": OWN, "sec-fetch-site": "same-site"},
        {"host": "127.0.0.1:8502"},
    ],
    ids=str,
)
def test_a_websocket_that_is_not_our_own_pages_never_reaches_streamlit(headers):
    answer, seen = opened(**headers)
    assert (answer.status, seen) == (403, [])


def test_a_websocket_opens_at_its_one_address():
    seen: list[Scope] = []
    for path in ("/", "/article-6/_stcore/stream", "//_stcore/stream", "/_stcore/health"):
        assert knock(FrontDoor(behind(seen=seen)), request(path, kind="websocket")).status == 403
    assert seen == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/sign-in", "/_stcore/upload_file/theirs/1", "/", "/_stcore/health", "/unknown"])
def test_what_another_site_sends_changes_nothing(method, path):
    seen: list[Scope] = []
    door = FrontDoor(behind(seen=seen))
    for headers in ({"origin": None}, {"origin": "http://127.0.0.1:8502"}, {"sec_fetch_site": "cross-site"}):
        assert knock(door, request(path, method, **headers)).status == 403
    assert seen == []


# ------------------------------------------------------------------------------------------------ the cookie


def test_a_browser_without_a_cookie_gets_one_that_no_script_reads_and_that_goes_with_it():
    seen: list[Scope] = []
    door = FrontDoor(behind(seen=seen))
    for scope in (request("/_stcore/health", cookie=None), request("/_stcore/stream", kind="websocket", cookie="a=b")):
        answer = knock(door, scope)
        (header,) = answer.headers("set-cookie")
        value, *marks = header.split("; ")
        assert len(value.removeprefix("visit=")) == 43
        assert marks == ["Path=/", "HttpOnly", "SameSite=strict"]
    # Streamlit sees the new one at once: the session begins with it.
    assert (b"cookie", value.encode()) in seen[-1]["headers"]
    for scope in (request("/_stcore/health"), request("/_stcore/stream", kind="websocket"), request("/", cookie=None)):
        assert knock(door, scope).headers("set-cookie") == []


def test_a_session_goes_on_for_its_own_visitor_only():
    assert asked_for(opened("streamlit, x, theirs")[1]) == ["streamlit, x, theirs"]
    for cookie in (None, "visit=" + "w" * 43, f"official={OFFICIAL}"):
        assert asked_for(opened("streamlit, x, theirs", cookie=cookie)[1]) == ["streamlit, x"]
    assert asked_for(opened("streamlit, x, nobody's")[1]) == ["streamlit, x"]
    assert asked_for(opened("streamlit, x, nobody's, theirs")[1]) == ["streamlit, x"]
    assert asked_for(opened(None)[1]) == []


def test_an_officials_session_goes_on_for_the_same_sign_in_only():
    whole = "streamlit, x, official's"
    assert asked_for(opened(whole)[1]) == ["streamlit, x"]
    for token, kept in ((OFFICIAL, whole), ("y" * 43, "streamlit, x")):
        assert asked_for(opened(whole, cookie=f"visit={VISITOR}; official={token}")[1]) == [kept]
    # Not without the visitor's cookie either, which no link and no form of another site brings along.
    assert asked_for(opened(whole, cookie=f"official={OFFICIAL}")[1]) == ["streamlit, x"]


def test_a_header_in_several_lines_is_one():
    seen: list[Scope] = []
    scope = request("/_stcore/stream", kind="websocket", cookie=None)
    scope["headers"] += [(sockets.PROTOCOL, b"streamlit,x"), (sockets.PROTOCOL, b"theirs")]
    knock(FrontDoor(behind(seen=seen)), scope)
    assert asked_for(seen) == ["streamlit, x"]
    assert seen[0]["subprotocols"] == ["streamlit", "x"]


def test_a_session_keeps_the_cookie_of_its_first_run():
    visits.note("theirs", "w" * 43)
    assert visits.may_use("theirs", VISITOR, None)
    assert not visits.may_use("theirs", "w" * 43, None)
    visits.note("without", None)
    assert not visits.may_use("without", None, None)


def test_a_file_is_for_the_session_that_offers_it():
    addresses = {name: f"{files.PLACE}/{name}/report.pdf" for name in ("theirs", "official's", "unknown")}
    for session, address in addresses.items():
        visits.note_files(session, address.rpartition("/")[0])
    door = FrontDoor(behind())

    def answered(session: str, cookie: str | None) -> Answer:
        return knock(door, request(addresses[session], origin=None, cookie=cookie))

    assert answered("theirs", f"visit={VISITOR}").status == 200
    assert answered("official's", f"visit={VISITOR}; official={OFFICIAL}").status == 200
    for session, cookie in (
        ("theirs", None),
        ("theirs", "visit=" + "w" * 43),
        ("official's", f"visit={VISITOR}"),
        ("unknown", f"visit={VISITOR}"),
    ):
        answer = answered(session, cookie)
        assert answer.status == 404
        said = b"".join(message.get("body", b"") for message in answer.sent).decode()
        assert words.text("documents.gone", "en") in said


def test_nothing_is_kept_where_streamlit_keeps_files():
    seen: list[Scope] = []
    assert knock(FrontDoor(behind(seen=seen)), request("/media/a.json", cookie=f"visit={VISITOR}")).status == 404
    assert seen == []


def test_a_run_never_takes_a_session_out_of_sight_for_a_moment(monkeypatch):
    """Runs note in threads of their own; the door may look at any time."""

    class Watched(OrderedDict[str, Any]):
        def pop(self, *_: Any) -> Any:
            raise AssertionError("gone for a moment")

        __delitem__ = pop

    known = Watched(visits._visits)
    monkeypatch.setattr(visits, "_visits", known)
    for _ in range(2):
        visits.note("theirs", VISITOR)
    assert list(known) == ["official's", "theirs"]


def test_sessions_are_forgotten_the_longest_unused_first(monkeypatch):
    monkeypatch.setattr(visits, "MOST", 3)
    visits.note("third", VISITOR)
    visits.note("theirs", VISITOR)
    visits.note("fourth", VISITOR)
    assert [name for name in ("official's", "theirs", "third", "fourth") if name in visits.of(VISITOR)] == [
        "theirs",
        "third",
        "fourth",
    ]


# ------------------------------------------------------------------------------------------------ how many


def test_websockets_are_bounded_by_address_and_in_all(monkeypatch):
    monkeypatch.setattr(sockets, "MOST_FROM_ONE", 2)
    monkeypatch.setattr(sockets, "MOST", 3)
    gate = asyncio.Event()

    async def stays(scope: Scope, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        await gate.wait()

    door = FrontDoor(stays)

    def from_(address: str) -> Scope:
        return {**request("/_stcore/stream", kind="websocket"), "client": (address, 1)}

    async def all_of_it() -> list[Answer]:
        stay = [asyncio.create_task(knocked(door, from_(address))) for address in ("198.51.100.1", "198.51.100.1")]
        await asyncio.sleep(0)
        refused = [await knocked(door, from_("198.51.100.1"))]
        stay.append(asyncio.create_task(knocked(door, from_("198.51.100.2"))))
        await asyncio.sleep(0)
        refused.append(await knocked(door, from_("198.51.100.3")))
        gate.set()
        await asyncio.gather(*stay)
        assert not door.sockets.open
        later = [await knocked(door, from_(address)) for address in ("198.51.100.1", "198.51.100.3")]
        return [*refused, *later]

    first, second, *later = asyncio.run(all_of_it())
    for refused in (first, second):
        assert (refused.status, refused.headers("retry-after")) == (503, ["30"])
    assert [answer.sent[0]["type"] for answer in later] == ["websocket.accept"] * 2


def test_it_is_said_once_that_visits_were_over():
    visits.were_over()
    assert not visits.were_over()
    visits.forget("over")
    assert visits.were_over()
    assert not visits.were_over()
