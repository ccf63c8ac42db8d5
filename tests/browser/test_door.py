"""The door, knocked at with plain sockets: who is believed, what is let in, and how much.

One server for all of it. It trusts one proxy, 127.0.0.2: whoever connects from there is the proxy, and whoever connects
from 127.0.0.1 is a visitor without one.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.util import calc_hash
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.typing import Origin

from engine.scenario import Scenario
from pages.official.budget import desk_store
from pages.official.budget.drafts import Desk
from pages.shared import files
from tests.browser.driving import PATIENCE, Server, served
from tests.browser.knocking import VISITOR, cookie, handed_over, run, session_of, visit
from tests.browser.visitor import POLICY
from tests.conftest import ROOT

DONE = ForwardMsg.FINISHED_SUCCESSFULLY
PROXY = "127.0.0.2"
FORWARDED = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "policy.example"}


ABSENCE = 2
"""Seconds after which a visit that has ended is over."""
WATCHED = """
import json, os, sys

def watch(event, args, seen=open(os.environ["SEEN"], "a", buffering=1)):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        print(json.dumps([event, repr(args[1])]), file=seen)
    elif event in ("socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        print(json.dumps([event, repr(args[-1] if event == "socket.bind" else args[0])]), file=seen)

sys.addaudithook(watch)
"""
"""Python of the server's process notes every address that it calls, and every name that it looks up."""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server's process notes whom it calls."""
    folder = tmp_path_factory.mktemp("watched")
    (folder / "sitecustomize.py").write_text(WATCHED)
    return folder / "seen"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, seen: Path) -> Iterator[Server]:
    environment = {
        "TRUSTED_PROXIES": PROXY,
        "ALLOWED_HOSTS": "policy.example",
        "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(ABSENCE),
        "SEEN": str(seen),
        "PYTHONPATH": str(seen.parent),
    }
    with served(ROOT, tmp_path_factory.mktemp("door"), environment) as server:
        yield server


def asked(server: Server, path: str, headers: Mapping[str, str], source: str = "127.0.0.1") -> httpx.Response:
    """The answer to a request that is made from this address."""
    with httpx.Client(base_url=server.url, transport=httpx.HTTPTransport(local_address=source)) as client:
        return client.get(path, headers=dict(headers))


@pytest.mark.long
def test_forwarded_headers_count_from_the_proxy_that_is_named_alone(house):
    """The link's cookie is for https only where the visitor's browser asks over https."""
    link = "/first-account?link=x"
    assert "secure" not in asked(house, link, FORWARDED).headers["set-cookie"].lower()
    assert "secure" in asked(house, link, FORWARDED, PROXY).headers["set-cookie"].lower()


def test_hosts_of_the_environment_are_let_in_and_no_others(house):
    for headers in ({"Host": "policy.example"}, {"Host": "localhost"}):
        assert asked(house, "/sign-in", headers).status_code == 200
    assert asked(house, "/sign-in", {"Host": "elsewhere.example"}).status_code == 400
    # A proxy that passes on whatever host it is asked for lets no other in either.
    elsewhere = {**FORWARDED, "X-Forwarded-Host": "elsewhere.example"}
    assert asked(house, "/sign-in", FORWARDED, PROXY).status_code == 200
    assert asked(house, "/sign-in", elsewhere, PROXY).status_code == 400


# ------------------------------------------------------------------------------------------------ our own pages only


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://127.0.0.1:1",
        "http://localhost",
        "https://elsewhere.example",
        "http://192.0.2.1",
        "http://",
    ],
)
def test_a_page_of_elsewhere_opens_no_websocket_and_nobody_is_called_because_of_it(house, seen, origin):
    """Nor does one on another port of this machine, for which browsers send the cookies along."""
    variants: tuple[dict[str, Any], ...] = (
        {},
        {"additional_headers": {**cookie(None), "Sec-Fetch-Site": "same-site"}},
    )
    for more in variants:
        with pytest.raises(InvalidStatus, match="403"), visit(house, origin=origin and Origin(origin), **more):
            pass
    httpx.get(house.url, headers={"Origin": origin or "null"})
    with visit(house) as visiting:
        run(visiting)
    called = [json.loads(line) for line in seen.read_text().splitlines()]
    assert ["socket.bind", repr(("127.0.0.1", 0))] in called, "nothing was watched"
    ours = [repr(("127.0.0.1", 0)), repr("127.0.0.1"), repr("localhost")]
    assert [call for call in called if call[1] not in ours] == []
    assert not [line for line in house.said if "ASGI" in line], "a refusal is nothing to complain about"


def test_a_message_that_no_page_sends_ends_the_visit(house):
    """What all unfinished ones hold together is bounded by this too."""

    def sent() -> None:
        with visit(house) as visiting:
            run(visiting)
            # Its first bytes say how large it would be; whoever sends on may be cut off before hearing why.
            visiting.socket.sendall(Frame(Opcode.BINARY, b"x" * 8_400_000).serialize(mask=True)[:100])
            while True:
                visiting.recv(timeout=30)

    with pytest.raises(ConnectionClosedError, match="1009"):
        sent()


def test_over_https_the_proxys_visitor_has_a_cookie_of_this_very_host(house):
    """Its page's websocket opens for the host and the scheme that the visitor sees, and for no other."""
    health = asked(house, "/_stcore/health", FORWARDED, PROXY)
    (given,) = (c for c in health.headers.get_list("set-cookie") if "visit=" in c)
    assert given.startswith("__Host-visit=")
    assert given.endswith("; Path=/; HttpOnly; SameSite=strict; Secure")
    token = given.split(";")[0].split("=")[1]

    def visited(origin: str, source: str, cookies: str, session: str = "") -> str:
        headers = {**FORWARDED, "Cookie": cookies}
        more: dict[str, Any] = {"additional_headers": headers, "source_address": (source, 0)}
        with visit(house, None, session, origin=Origin(origin), **more) as visiting:
            return session_of(run(visiting))

    ours = f"__Host-visit={token}"
    session = visited("https://policy.example", PROXY, ours)
    for origin, source in (
        ("http://policy.example", PROXY),
        (house.url, PROXY),
        ("https://policy.example", "127.0.0.1"),
    ):
        with pytest.raises(InvalidStatus, match="403"):
            visited(origin, source, ours)
    assert visited("https://policy.example", PROXY, f"visit={token}", session) != session, (
        "a cookie that others can plant"
    )
    assert visited("https://policy.example", PROXY, ours, session) == session


# ------------------------------------------------------------------------------------------------ whose a session is


def saved(messages: list[ForwardMsg]) -> str:
    """The address of the file that the page offers to save."""
    elements = [m.delta.new_element for m in messages if m.WhichOneof("type") == "delta"]
    html = "".join(e.html.body for e in elements if e.WhichOneof("type") == "html")
    (address,) = re.findall(f'href="({files.PLACE}/[^"]+/saved.json)"', html)
    return str(address)


def test_a_session_is_the_browsers_that_began_it(house):
    """Its id, and the address of a file that it offers, are of no use to others."""
    with visit(house) as visiting:
        messages = run(visiting, "profile")
        session, file = session_of(messages), saved(messages)
        with visit(house) as other:
            for _ in range(3):  # the file is there for its visitor however busy others are
                run(other)
        for visitor, status in (("w" * 43, 404), ("", 404), (VISITOR, 200)):
            assert httpx.get(house.url + file, headers=cookie(None, visitor)).status_code == status
        assert handed_over(house, 1, None, session, visitor="w" * 43) == 403
        assert handed_over(house, 1, None, session) == 204
        with visit(house, None, session, visitor="w" * 43) as thief:
            assert session_of(run(thief)) != session
    with visit(house, None, session) as back:
        assert session_of(run(back)) == session


def test_after_an_answer_nothing_is_run_but_what_says_something_else_is_put_in_its_place(house):
    """The browser clears away what the run that it knows of has not drawn: here it is told of none that is over."""

    def kinds(messages: list[ForwardMsg]) -> list[str | None]:
        return [message.WhichOneof("type") for message in messages]

    with visit(house) as visiting:
        whole = run(visiting, "profile")
        boxes = (m.delta.new_element.text_input.id for m in whole)
        (box,) = (id for id in boxes if id.endswith("-applicant-name"))
        for name in ("甲公司", "乙公司"):
            told = run(visiting, "profile", WidgetState(id=box, string_value=name))
            assert kinds(told).count("new_session") == kinds(told).count("script_finished") == 1
            assert told[-1].script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
            assert not told[-1].metadata.HasField("run")
            said = "".join(m.delta.new_element.html.body for m in told)
            assert name in said
            assert kinds(told).count("delta") < kinds(whole).count("delta") / 4
        again = run(visiting, "profile")
        assert kinds(again).count("delta") == kinds(whole).count("delta")
        assert again[-1].script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        assert again[-1].metadata.HasField("run")


@pytest.mark.parametrize("pause", [0, 0.01, 0.02, 0.025, 0.03])
def test_of_two_answers_shortly_after_each_other_both_reach_the_screen(house, pause):
    """The second run takes the place of the first, of which the browser may have heard nothing yet."""

    def typed(*states: WidgetState) -> bytes:
        request = BackMsg()
        request.rerun_script.page_name = "profile"
        request.rerun_script.context_info.locale = "zh-CN"
        request.rerun_script.widget_states.widgets.extend(states)  # a browser tells of all its boxes each time
        return request.SerializeToString()

    with visit(house) as visiting:
        boxes = [message.delta.new_element.text_input.id for message in run(visiting, "profile")]
        name, code = (next(id for id in boxes if id.endswith(f"-applicant-{of}")) for of in ("name", "uscc"))
        for number in range(4):
            company = f"第{number}家公司"
            first, second = WidgetState(id=name, string_value=company), WidgetState(id=code, string_value=f"{number}")
            visiting.send(typed(first))
            time.sleep(pause)
            visiting.send(typed(first, second))
            said = ""
            while company not in said:  # else it is waited for in vain
                message = ForwardMsg.FromString(visiting.recv(timeout=PATIENCE / 1000, decode=False))
                said += message.delta.new_element.html.body
            with suppress(TimeoutError):
                while True:
                    visiting.recv(timeout=0.3)


def test_the_drafts_that_a_tab_has_kept_are_laid_out_also_where_it_tells_so_beside_a_fragment(house):
    """In one message a browser tells of one fragment only, which is all that is run for it."""
    kept = Desk(POLICY, 2025)
    kept.add(Scenario("甲乙丙", 2025, budget=100))

    def asked(*states: WidgetState, fragment: str = "") -> bytes:
        request = BackMsg()
        request.rerun_script.page_script_hash = calc_hash("sandbox-reform")
        request.rerun_script.fragment_id = fragment
        request.rerun_script.widget_states.widgets.extend(states)
        return request.SerializeToString()

    with visit(house) as visiting:

        def told() -> Iterator[ForwardMsg]:
            while True:
                message = ForwardMsg.FromString(visiting.recv(timeout=PATIENCE / 1000, decode=False))
                yield message
                if message.WhichOneof("type") == "script_finished" and message.script_finished == DONE:
                    return

        visiting.send(asked())
        whole = list(told())
        fragment = next(m.delta.fragment_id for m in whole if m.delta.fragment_id)
        asking = next(c for c in (m.delta.new_element.bidi_component for m in whole) if "desk_ask" in c.component_name)
        found = WidgetState(id=asking.id, json_value=json.dumps({"found": desk_store.text(kept)}))
        visiting.send(asked(found, fragment=fragment))
        options = (o.content for m in told() for o in m.delta.new_element.button_group.options)
        assert "甲乙丙" in options


def test_a_browser_that_comes_without_a_cookie_is_given_one_with_the_websocket(house):
    with visit(house, additional_headers={}) as visiting:
        session = session_of(run(visiting))
        assert visiting.response is not None
        given = visiting.response.headers["set-cookie"].split(";")[0].removeprefix("visit=")
    with visit(house, None, session, visitor=given) as back:
        assert session_of(run(back)) == session


def resident(server: Server) -> int:
    """Megabytes of memory that the server's process uses."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def test_what_was_handed_over_is_dropped_when_the_visit_is_over(house):
    """And not before the visitor could have come back. The system gets back only whole pages of memory, so a fifth of
    what was held is enough."""
    with visit(house) as visiting:
        assert handed_over(house, 2**20, None, session_of(run(visiting))) == 204
    before = resident(house)
    with ExitStack() as visits:
        for _ in range(8):
            visiting = visits.enter_context(visit(house))
            session = session_of(run(visiting))
            assert [handed_over(house, 2**20, None, session) for _ in range(9)] == [204] * 9
    held = resident(house)
    assert held > before + 50
    with visit(house, None, session) as back:
        assert session_of(run(back)) == session
    until = time.monotonic() + PATIENCE / 1000
    while resident(house) > held - 15:
        assert time.monotonic() < until, f"{before} MB before, {held} with 72 MB of files, {resident(house)} after"
        httpx.get(f"{house.url}/_stcore/health")
        time.sleep(0.2)


@pytest.mark.long
def test_an_environment_that_names_no_address_ends_the_start_with_a_word(tmp_path: Path):
    started = subprocess.run(
        [sys.executable, "-c", "import app"],  # as uvicorn does
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "TRUSTED_PROXIES": "proxy.example"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    said = started.stdout + started.stderr
    assert started.returncode == 1
    assert "“proxy.example”不是代理的地址" in said
    assert "“proxy.example” is not the address" in said
    assert "Traceback" not in said
