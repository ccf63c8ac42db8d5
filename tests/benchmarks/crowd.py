"""Many visitors at once, without browsers: each speaks with the server as Streamlit's page does."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from typing import Any
from uuid import uuid4

import httpx
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from engine.application import saved
from pages.shared import files
from tests.benchmarks.reruns import asked, is_over
from tests.browser.driving import PATIENCE
from tests.browser.visitor import DAY, POLICY

KEPT = json.dumps([{"event": "found", "value": "{}"}])
"""What a tab says that has kept nothing; from then on it is told what it is to keep."""
LINK = re.compile(f'href="({files.PLACE}/[^"]+)"')


class Guest:
    """One visit. What it has seen on its page: its text boxes, the uploader, the tab, the files that are offered."""

    def __init__(self, url: str, connection: ClientConnection, browser: httpx.AsyncClient) -> None:
        self.url, self.connection, self.browser = url, connection, browser
        self.session = ""
        self.boxes: list[str] = []
        self.uploader = self.tab = ""
        self.offered: list[str] = []
        self._seen: tuple[list[str], list[str]] = [], []

    async def run(self, page: str, *states: WidgetState) -> float:
        """Have a page run with these widgets' states; how many seconds pass until all of it has come."""
        request = asked(page)
        request.rerun_script.widget_states.widgets.extend(states)
        begun = perf_counter()
        await self.connection.send(request.SerializeToString())
        while not is_over(await self._told()):
            pass
        return perf_counter() - begun

    async def type_in(self, page: str, text: str) -> float:
        """Type into the first text box of the page, and leave it; seconds until the page has changed."""
        return await self.run(page, WidgetState(id=self.boxes[0], string_value=text))

    async def open(self, application: dict[str, Any]) -> None:
        """Open a file with these answers, as on the home page."""
        content = saved.write(POLICY, saved.Saved(application), POLICY.in_force.start)
        await self.run("")
        await self.run("", WidgetState(id=_make_trigger_id(self.tab, "events"), json_trigger_value=KEPT))
        request = BackMsg()
        request.file_urls_request.request_id = uuid4().hex
        request.file_urls_request.file_names.append("saved.json")
        request.file_urls_request.session_id = self.session
        await self.connection.send(request.SerializeToString())
        while (told := await self._told()).WhichOneof("type") != "file_urls_response":
            pass
        (place,) = told.file_urls_response.file_urls
        handed = await self.browser.put(
            place.upload_url,
            files={"file": ("saved.json", content)},
            headers={"X-Xsrftoken": self.browser.cookies["_streamlit_xsrf"]},
        )
        handed.raise_for_status()
        await self.run("", self._holding(place, len(content)))

    def _holding(self, place: FileURLs, size: int) -> WidgetState:
        """The uploader with a file in it."""
        state = WidgetState(id=self.uploader)
        state.file_uploader_state_value.uploaded_file_info.add(
            file_id=place.file_id, name="saved.json", size=size, file_urls=place
        )
        return state

    async def fetch(self, address: str) -> httpx.Response:
        """Follow a link to a file."""
        return await self.browser.get(address)

    async def _told(self) -> ForwardMsg:
        async with asyncio.timeout(PATIENCE / 1000):
            message = await self.connection.recv(decode=False)
        told = ForwardMsg.FromString(message)
        kind = told.WhichOneof("type")
        if kind == "new_session":
            self.session = told.new_session.initialize.session_id or self.session
            self._seen = [], []
        elif kind == "delta":
            element = told.delta.new_element
            of = element.WhichOneof("type")
            assert of != "exception", element.exception
            if of == "text_input":
                self._seen[0].append(element.text_input.id)
            elif of == "bidi_component" and element.bidi_component.component_name.endswith("browser_store"):
                self.tab = element.bidi_component.id
            elif of == "file_uploader":
                self.uploader = element.file_uploader.id
            elif of == "html":
                self._seen[1].extend(LINK.findall(element.html.body))
        elif told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY and kind == "script_finished":
            self.boxes, self.offered = self._seen  # what is put in its place alone leaves all else
        return told


@asynccontextmanager
async def guest(url: str) -> AsyncIterator[Guest]:
    """Somebody who comes to the app at `url`."""
    url = url.rstrip("/")
    async with (
        httpx.AsyncClient(base_url=url, headers={"origin": url}, timeout=PATIENCE / 1000) as browser,
        connect(
            url.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(url),
            max_size=None,
            additional_headers={"Cookie": await _cookie(browser)},
        ) as connection,
    ):
        yield Guest(url, connection, browser)


async def _cookie(browser: httpx.AsyncClient) -> str:
    """The cookies that a browser gets at first and brings from then on."""
    (await browser.get("/_stcore/health")).raise_for_status()
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


@asynccontextmanager
async def guests(url: str, count: int, application: dict[str, Any]) -> AsyncIterator[list[Guest]]:
    """So many visits whose answers are those of the application."""
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(count):
            one = await stack.enter_async_context(guest(url))
            await one.open({"application_date": DAY, "readings": {}, **application})
            found.append(one)
        yield found


async def paced(one: Guest, page: str, seconds: int, offset: float) -> list[float]:
    """One action a second, from `offset` on: another amount in the first box of the page; how long each took. Who still
    waits when a second is over acts as soon as the page is there."""
    loop = asyncio.get_running_loop()
    start = loop.time() + offset
    times = []
    for number in range(seconds):
        await asyncio.sleep(max(0.0, start + number - loop.time()))
        times.append(await one.type_in(page, f"{10 + number}.{number % 100:02d}"))
    return times


async def together(work: Iterable[Awaitable[list[float]]]) -> list[float]:
    """All times of what is done at once."""
    return [time for times in await asyncio.gather(*work) for time in times]


def at_most(times: list[float], share: float) -> float:
    """The time that so large a share of them does not exceed."""
    return sorted(times)[max(0, -int(-share * len(times) // 1) - 1)]
