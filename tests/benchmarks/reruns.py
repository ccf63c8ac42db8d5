"""A visitor without a browser, who asks the server to run a page again and again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.browser.driving import PATIENCE, Server, served

PROC = Path("/proc")


class Visitor:
    """One visit to a running app."""

    def __init__(self, server: Server, connection: ClientConnection) -> None:
        self.pid, self.connection = server.process.pid, connection

    def rerun(self, page: str) -> int:
        """Have the page run once more; how many bytes came of it."""
        request = BackMsg()
        request.rerun_script.page_script_hash = calc_hash(page) if page else ""
        request.rerun_script.context_info.locale = "zh-CN"
        self.connection.send(request.SerializeToString())
        received, finished = 0, False
        while not finished:
            message = self.connection.recv(timeout=PATIENCE / 1000, decode=False)
            assert isinstance(message, bytes)
            received += len(message)
            told = ForwardMsg.FromString(message)
            assert told.WhichOneof("type") != "delta" or told.delta.new_element.WhichOneof("type") != "exception"
            finished = told.WhichOneof("type") == "script_finished"
        assert told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        return received

    def cpu_time(self) -> float:
        """Seconds of CPU time that the server has used."""
        user, system = (PROC / str(self.pid) / "stat").read_text().rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def visiting(app: Path, home: Path) -> Iterator[Visitor]:
    """A visitor of the app in a folder, on a server of its own."""
    home.mkdir()
    with served(app, home) as server:
        url = server.url.rstrip("/")
        at = url.replace("http", "ws", 1) + "/_stcore/stream"
        with connect(at, subprotocols=[Subprotocol("streamlit")], origin=Origin(url), max_size=None) as connection:
            yield Visitor(server, connection)
