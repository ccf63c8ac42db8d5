"""A telephone line to the app that can be cut, fall silent, and be mended: a TCP proxy in front of the server."""

import contextlib
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from tests.browser.driving import Server


class Line:
    """Carries bytes between browsers and a server. `server` may be exchanged for another while the line is cut."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self._ears = selectors.DefaultSelector()
        self._ears.register(self._listener, selectors.EVENT_READ)
        self._other: dict[socket.socket, socket.socket] = {}
        self._lock = threading.Lock()
        self._is_cut = self._is_silent = self._is_over = False
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where browsers reach the server."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self) -> None:
        """Every connection breaks, and no new one comes about."""
        with self._lock:
            self._is_cut = True
            self._hang_up()

    def fall_silent(self) -> None:
        """Nothing arrives any more, and nobody is told: a lift, a sleep, a lost Wi-Fi."""
        with self._lock:
            self._is_silent = True

    def mend(self) -> None:
        """New connections are carried again; those that fell silent are broken."""
        with self._lock:
            self._is_cut = self._is_silent = False
            self._hang_up()

    def close(self) -> None:
        """Hang up for good."""
        with self._lock:
            self._is_over = True
            self._hang_up()
        self._thread.join(5)
        self._listener.close()

    def _hang_up(self) -> None:
        for end in list(self._other):
            self._drop(end)

    def _carry(self) -> None:
        while not self._is_over:
            if self._is_silent:
                time.sleep(0.02)  # what stays unread would be reported again at once
            for key, _ in self._ears.select(0.02):
                with self._lock:
                    end = key.fileobj
                    assert isinstance(end, socket.socket)
                    if end is self._listener:
                        self._answer()
                    elif end in self._other and not self._is_silent:
                        self._pass_on(end)

    def _answer(self) -> None:
        try:
            near, _ = self._listener.accept()
        except OSError:
            return
        if self._is_cut:
            near.close()
            return
        if self._is_silent:
            self._other[near] = near  # taken, and never answered
            return
        at = urlsplit(self.server.url)
        try:
            far = socket.create_connection((at.hostname or "", at.port or 0), 5)
        except OSError:
            near.close()
            return
        self._other[near], self._other[far] = far, near
        for end in (near, far):
            self._ears.register(end, selectors.EVENT_READ)

    def _pass_on(self, end: socket.socket) -> None:
        try:
            told = end.recv(65536)
            if told:
                self._other[end].sendall(told)
                return
        except OSError:
            pass
        self._drop(end)

    def _drop(self, end: socket.socket) -> None:
        other = self._other.pop(end, end)
        self._other.pop(other, None)
        for one in {end, other}:
            with contextlib.suppress(KeyError, ValueError):
                self._ears.unregister(one)
            one.close()


@contextlib.contextmanager
def line_to(server: Server) -> Iterator[tuple[Line, Server]]:
    """A line to a server, and the server as browsers know it: at the line's address."""
    line = Line(server)
    try:
        yield line, replace(server, url=line.url)
    finally:
        line.close()
