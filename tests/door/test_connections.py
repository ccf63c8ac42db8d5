"""What is begun on a connection is finished in time, or the connection ends."""

import asyncio
import resource
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.utils import ClientDisconnected
from websockets.asyncio.client import connect
from websockets.frames import Frame, Opcode

from pages.door import connections, serving
from pages.door.connections import Frames, Http, Pace

REQUEST = b"PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class House:
    """A server with an app that reads what it is sent, and notes how that ended."""

    def __init__(self) -> None:
        self.ends: list[str] = []
        self.port = 0
        self.server: uvicorn.Server | None = None

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
        message: dict[str, Any] = {"type": "", "more_body": True}
        while message.get("more_body") or message["type"] == "websocket.receive":
            message = await receive()
        self.ends.append(message["type"])
        if scope["type"] == "http" and message["type"] == "http.request":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})

    @asynccontextmanager
    async def open(self) -> Any:
        config = uvicorn.Config(
            self.app,
            port=0,
            lifespan="off",
            interface="asgi3",
            ws="websockets-sansio",
            ws_max_size=10_000,
            log_config=None,
        )
        config.load()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        own = socket.socket(socket.AF_INET)  # as Streamlit opens it, without naming its protocol
        own.bind(("127.0.0.1", 0))
        await serving._started(server, [own])
        self.server = server
        self.port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield
        finally:
            await server.shutdown()

    async def called(self) -> Streams:
        return await asyncio.open_connection("127.0.0.1", self.port)


def in_a_house(work: Callable[[House], Awaitable[None]]) -> House:
    """The house, after this work was done in it."""
    house = House()

    async def done() -> None:
        async with house.open():
            await asyncio.wait_for(work(house), 30)

    asyncio.run(done())
    return house


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little time, and as many bytes to come in it as no test sends."""
    monkeypatch.setattr(connections, "WINDOW", 0.05)
    monkeypatch.setattr(connections, "LEAST", 500_000)


async def ended(streams: Streams) -> bytes:
    """What the server sends until it ends the connection."""
    reader, writer = streams
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nhost: a\r\nx: ", REQUEST, REQUEST + b"x" * 100_000])
def test_a_request_that_is_begun_and_not_gone_on_with_ends(begun):
    async def work(house: House) -> None:
        streams = await house.called()
        streams[1].write(begun)
        assert await ended(streams) == b""

    assert in_a_house(work).ends == (["http.disconnect"] if begun.startswith(b"PUT") else [])


@pytest.mark.usefixtures("hurried")
def test_the_second_request_of_a_connection_is_watched_over_too():
    async def work(house: House) -> None:
        streams = await house.called()
        streams[1].write(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
        await streams[0].readuntil(b"\r\n\r\n")
        streams[1].write(b"GET / HTTP/1.1\r\nho")
        assert await ended(streams) == b""

    in_a_house(work)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("fragmented", [False, True])
def test_a_message_that_is_begun_and_not_gone_on_with_ends(fragmented):
    whole = Frame(Opcode.BINARY, b"x" * 5_000, fin=not fragmented).serialize(mask=True)

    async def work(house: House) -> None:
        async with connect(f"ws://127.0.0.1:{house.port}", ping_interval=None) as socket:
            socket.transport.write(whole if fragmented else whole[:-1])
            await socket.wait_closed()

    assert in_a_house(work).ends == ["websocket.disconnect"]
    assert Frames.unfinished == {}


@pytest.mark.usefixtures("hurried")
def test_what_is_finished_may_be_followed_by_silence():
    async def work(house: House) -> None:
        async with connect(f"ws://127.0.0.1:{house.port}", ping_interval=None) as socket:
            await socket.send(b"x" * 5_000)
            await asyncio.sleep(4 * connections.WINDOW)
            await socket.ping()
            assert Frames.unfinished == {}

    in_a_house(work)


def test_unfinished_messages_of_all_together_are_bounded_and_the_largest_ends(monkeypatch):
    monkeypatch.setattr(connections, "UNFINISHED", 12_000)

    async def work(house: House) -> None:
        async with (
            connect(f"ws://127.0.0.1:{house.port}") as one,
            connect(f"ws://127.0.0.1:{house.port}") as other,
        ):
            one.transport.write(Frame(Opcode.BINARY, b"x" * 9_000).serialize(mask=True)[:-1])
            other.transport.write(Frame(Opcode.BINARY, b"x" * 5_000).serialize(mask=True)[:-1])
            await one.wait_closed()
            assert len(Frames.unfinished) == 1
            other.transport.write(b"x")
            await (await other.ping())
            assert Frames.unfinished == {}

    assert in_a_house(work).ends == ["websocket.disconnect"] * 2


@pytest.mark.parametrize("part", [b"", b"x"])
def test_a_message_of_too_many_parts_ends_however_small_they_are(part):
    begun = Frame(Opcode.BINARY, part, fin=False).serialize(mask=True)
    more = Frame(Opcode.CONT, part, fin=False).serialize(mask=True)

    async def work(house: House) -> None:
        async with connect(f"ws://127.0.0.1:{house.port}", ping_interval=None) as one:
            one.transport.write(begun + more * (connections.PARTS - 1))
            await (await one.ping())
            assert list(Frames.unfinished.values()) == [connections.PARTS * sys.getsizeof(part)]
            one.transport.write(more)
            await one.wait_closed()

    assert in_a_house(work).ends == ["websocket.disconnect"]
    assert Frames.unfinished == {}


def test_no_answers_are_kept_for_whoever_asks_and_takes_none(monkeypatch):
    """A ping must be answered, and answers that nobody takes would be kept without bound."""
    kept: list[int] = []
    answered = Frames.handle_ping

    def handle_ping(frames: Frames) -> None:
        answered(frames)
        kept.append(frames.transport.get_write_buffer_size())

    monkeypatch.setattr(Frames, "handle_ping", handle_ping)
    pings = Frame(Opcode.PING, b"x" * 125).serialize(mask=True) * 1_000

    async def work(house: House) -> None:
        async with connect(f"ws://127.0.0.1:{house.port}", ping_interval=None) as one:
            one.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            one.transport.pause_reading()
            while len(kept) < 60_000:
                one.transport.write(pings)
                await asyncio.sleep(0)
            one.transport.abort()

    in_a_house(work)
    assert max(kept) < 500_000


def test_connections_leave_open_files_for_everything_else(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (4, 4))

    async def work(house: House) -> None:
        let_in = [await house.called() for _ in range(3)]
        assert await ended(await house.called()) == b""
        for _reader, writer in let_in:
            writer.write(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        assert [(await ended(streams))[:12] for streams in let_in] == [b"HTTP/1.1 200"] * 3
        later = await house.called()
        later[1].write(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        assert (await ended(later))[:12] == b"HTTP/1.1 200"

    in_a_house(work)


class Clock:
    """A loop whose time is told by the test."""

    def __init__(self) -> None:
        self.due: list[Callable[[], None]] = []

    def call_later(self, _seconds: float, work: Callable[[], None]) -> Any:
        self.due.append(work)
        clock = self

        class Handle:
            def cancel(self) -> None:
                clock.due.remove(work)

        return Handle()

    def window(self) -> None:
        """One window later."""
        due, self.due = self.due, []
        for work in due:
            work()


def test_whoever_comes_on_fast_enough_has_time(monkeypatch):
    clock, ends, held_up = Clock(), [], [False]
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: clock)
    pace = Pace(lambda: ends.append(1), lambda: held_up[0])
    pace.owed(10)
    for _ in range(5):
        pace.owed(connections.LEAST - 1)
        pace.owed(1)
        clock.window()
    held_up[0] = True
    clock.window()
    held_up[0] = False
    assert ends == []
    pace.owed(connections.LEAST - 1)
    clock.window()
    assert (ends, clock.due) == ([1], [])
    pace.owed(1)
    pace.settled()
    pace.settled()
    assert clock.due == []


def test_uvicorn_is_started_with_connections_of_ours_and_believes_no_forwarded_header(monkeypatch):
    async def start(server: uvicorn.Server, sockets: Any) -> None: ...

    async def app(scope: Any, receive: Any, send: Any) -> None: ...

    monkeypatch.setattr(serving, "_start", start)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    server.config.load()
    assert server.config.loaded_app is not app
    asyncio.run(serving._started(server))
    assert server.config.loaded_app is app
    assert (server.config.http_protocol_class, server.config.ws_protocol_class) == (Http, Frames)


def test_what_is_sent_waits_for_nothing() -> None:
    async def work(house: House) -> None:
        assert house.server is not None
        _, writer = await house.called()
        async with connect(f"ws://127.0.0.1:{house.port}"):
            served = [one.transport.get_extra_info("socket") for one in house.server.server_state.connections]
            assert len(served) == 2
            assert all(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for one in served)
        writer.close()

    in_a_house(work)


def test_messages_that_are_sent_at_once_are_written_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    write = Frames._write

    def noted(frames: Frames) -> None:
        written.append(len(frames.conn.writes))
        write(frames)

    async def talkative(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        for number in range(3):
            await send({"type": "websocket.send", "bytes": bytes([number])})
        await receive()

    async def work(house: House) -> None:
        async with connect(f"ws://127.0.0.1:{house.port}") as client:
            assert [await client.recv() for _ in range(3)] == [b"\0", b"\1", b"\2"]
        assert written == [3]

    monkeypatch.setattr(Frames, "_write", noted)
    monkeypatch.setattr(House, "app", staticmethod(talkative))
    in_a_house(work)


def test_what_is_sent_to_whoever_has_left_is_no_fault() -> None:
    async def work(house: House) -> None:
        assert house.server is not None
        async with connect(f"ws://127.0.0.1:{house.port}"):
            frames: Any = next(iter(house.server.server_state.connections))
        while not frames.disconnected:
            await asyncio.sleep(0)
        with pytest.raises(ClientDisconnected):
            await frames.send({"type": "websocket.send", "bytes": b"late"})

    in_a_house(work)
