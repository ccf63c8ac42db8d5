"""A visitor without a browser, who asks the server to run a page again and again."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.browser.driving import PATIENCE, Server, served

PROC = Path("/proc")


@dataclass(frozen=True)
class Slider:
    """A slider that was drawn: its id, and the fragment in which it stands."""

    id: str
    fragment: str


@dataclass(frozen=True)
class Component:
    """A component that was drawn: its id, the fragment in which it stands, and what it was drawn from."""

    id: str
    fragment: str
    data: dict[str, Any]


def memory(pid: int) -> int:
    """Bytes of memory that a process holds."""
    (line,) = [line for line in (PROC / str(pid) / "status").read_text().splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) * 1024


def cpu_time(pid: int) -> float:
    """Seconds of CPU time that a process has used."""
    user, system = (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def asked(page: str) -> BackMsg:
    """The request to run a page."""
    request = BackMsg()
    request.rerun_script.page_script_hash = calc_hash(page) if page else ""
    request.rerun_script.context_info.locale = "zh-CN"
    return request


def is_over(told: ForwardMsg) -> bool:
    """Whether this is the last message of a run, which went well."""
    if told.WhichOneof("type") != "script_finished" or told.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
        return False
    assert told.script_finished in (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
    return True


class Visitor:
    """One visit to a running app."""

    def __init__(self, server: Server, connection: ClientConnection) -> None:
        self.pid, self.connection = server.process.pid, connection
        self.slider: Slider | None = None
        self.components: dict[str, Component] = {}

    def rerun(self, page: str) -> int:
        """Have the page run once more; how many bytes came of it."""
        return self._ask(asked(page))

    def _ask(self, request: BackMsg) -> int:
        self.connection.send(request.SerializeToString())
        received, finished = 0, False
        while not finished:
            message = self.connection.recv(timeout=PATIENCE / 1000, decode=False)
            assert isinstance(message, bytes)
            received += len(message)
            told = ForwardMsg.FromString(message)
            assert told.WhichOneof("type") != "delta" or told.delta.new_element.WhichOneof("type") != "exception"
            if told.delta.new_element.WhichOneof("type") == "slider":
                self.slider = Slider(told.delta.new_element.slider.id, told.delta.fragment_id)
            if told.delta.new_element.WhichOneof("type") == "bidi_component":
                drawn = told.delta.new_element.bidi_component
                data = json.loads(drawn.json or drawn.bytes or "{}")
                self.components[drawn.component_name] = Component(drawn.id, told.delta.fragment_id, data)
            finished = is_over(told)
        return received

    def slide(self, page: str, value: int) -> int:
        """Move the one slider of the page, which this visitor has seen, to `value`: only the fragment that it stands
        in is run again. How many bytes came of it."""
        assert self.slider is not None, "the visitor has seen no slider"
        request = asked(page)
        request.rerun_script.fragment_id = self.slider.fragment
        state = request.rerun_script.widget_states.widgets.add()
        state.id = self.slider.id
        state.double_array_value.data[:] = [float(value)]
        return self._ask(request)

    def tell(self, page: str, component: str, state: Mapping[str, Any]) -> int:
        """Have a component of the page, which this visitor has seen, tell its state: only the fragment that it stands
        in is run again. How many bytes came of it."""
        drawn = self.components[component]
        request = asked(page)
        request.rerun_script.fragment_id = drawn.fragment
        told = request.rerun_script.widget_states.widgets.add()
        told.id = drawn.id
        told.json_value = json.dumps(state)
        return self._ask(request)

    def cpu_time(self) -> float:
        """Seconds of CPU time that the server has used."""
        return cpu_time(self.pid)


@contextmanager
def visiting(app: Path, home: Path, more: Mapping[str, str] | None = None, **cookies: str) -> Iterator[Visitor]:
    """A visitor of the app in a folder, on a server of its own. `more` is for the server's environment, `cookies` are
    the visitor's."""
    home.mkdir()
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    with served(app, home, more) as server:
        url = server.url.rstrip("/")
        at = url.replace("http", "ws", 1) + "/_stcore/stream"
        with connect(
            at,
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(url),
            max_size=None,
            additional_headers=sent,
        ) as connection:
            yield Visitor(server, connection)
