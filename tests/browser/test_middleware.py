"""The front door of a server that nobody has visited yet."""

import shutil
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from engine.text import words
from tests.browser.driving import Server, served
from tests.conftest import ROOT

PROTOCOL = [Subprotocol("streamlit")]
SECRET = "what only signed-in people may read"


def first_visit(server: Server, page_name: str) -> list[ForwardMsg]:
    """Everything that the server sends to a visitor whose first request is this address."""
    received: list[ForwardMsg] = []
    stream = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(stream, origin=Origin(server.url), subprotocols=PROTOCOL, max_size=None) as visit:
        request = BackMsg()
        request.rerun_script.page_name = page_name
        visit.send(request.SerializeToString())
        while not received or received[-1].WhichOneof("type") != "script_finished":
            received.append(ForwardMsg.FromString(visit.recv(timeout=30, decode=False)))
    return received


@dataclass
class Fresh:
    """The running server, and what it did before these tests."""

    server: Server
    first: list[ForwardMsg]
    """What the very first visitor was sent, who asked for a page that is in the folder alone."""
    said: list[str]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    """A server of a copy of the app with one file more in pages/, which app.py doesn't know."""
    copy = tmp_path_factory.mktemp("copy")
    for part in ("pages", "engine", "data", ".streamlit"):
        shutil.copytree(ROOT / part, copy / part)
    shutil.copy(ROOT / "app.py", copy)
    (copy / "pages" / "unregistered.py").write_text(f"import streamlit as st\nst.text({SECRET!r})\n")
    with served(copy, tmp_path_factory.mktemp("home")) as server:
        yield Fresh(server, first_visit(server, "unregistered"), [line.strip() for line in server.said if line.strip()])


def test_a_page_file_that_is_not_registered_is_not_served(fresh):
    assert any(message.WhichOneof("type") == "delta" for message in fresh.first), "nothing was drawn"
    assert not any(SECRET in str(message) for message in fresh.first)


def test_the_server_starts_without_a_word_of_complaint(fresh):
    """It says where it is, in both languages how the first account is made, and that SQLite is old, where it is."""
    old = {words.text("registry.no_wal", lang, version=sqlite3.sqlite_version) for lang in words.LANGUAGES}
    assert [line[:3] for line in fresh.said if line not in old] == ["You", "URL", "还没有", "The", "htt"]
    assert fresh.said[-1].startswith(f"{fresh.server.url}/first-account?link=")


def test_another_host_name_for_this_address_is_refused(fresh):
    """Otherwise any web site could rebind its name to this machine and read along."""
    port = int(fresh.server.url.rsplit(":", 1)[1])

    def visit(host: str) -> None:
        there = socket.create_connection(("127.0.0.1", port))
        stream = f"ws://{host}:{port}/_stcore/stream"
        with connect(stream, sock=there, origin=Origin(f"http://{host}:{port}"), subprotocols=PROTOCOL):
            pass

    visit("localhost")
    with pytest.raises(InvalidStatus, match=r"HTTP 40[03]"):
        visit("elsewhere.example")
    assert httpx.get(fresh.server.url, headers={"host": f"localhost:{port}"}).status_code == 200
    assert httpx.get(fresh.server.url, headers={"host": f"elsewhere.example:{port}"}).status_code == 400
