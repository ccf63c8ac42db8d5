"""Driving the app: a server of its own, and a browser that may talk to nobody else."""

import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.shared.official import COOKIE
from tests.browser.starting import ARGUMENTS, Fork

CHROMIUM = Path("/usr/bin/chromium")
WITHOUT = [
    # The address bar prepares two pages for each window, seen or not: that takes longer than drawing one of ours.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # What Playwright leaves out: of two lists Chromium takes the last.
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    f"--disable-features={','.join(WITHOUT)}",
    # No name and no other address can be reached; that a page tried is seen by `Watch`.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PATIENCE = 30_000  # milliseconds for what should take less than three thousand, on a busy machine

# Streamlit's page first asks for these below the page's own address, then at the root.
STREAMLITS_OWN_PROBES = re.compile(r"/[^/]+/_stcore/(health|host-config)$")

# Rules of axe that Streamlit itself breaks and that we cannot mend, each with the reason and where.
# A rule may be listed here only with a selector: our own elements are never excused.
STREAMLITS_OWN_VIOLATIONS: dict[str, str] = {
    # The box for files is marked as presentational and named all the same.
    "presentation-role-conflict": 'data-testid="stFileUploaderDropzone"',
}


@dataclass
class Server:
    """A running app: where it is, what it has said, and its home, where its registry is."""

    url: str
    process: subprocess.Popen[str] | Fork
    said: list[str]
    home: Path

    @property
    def registry(self) -> str:
        """The address of its database."""
        return f"sqlite:///{self.home / 'registry.sqlite3'}"


@contextmanager
def served(root: Path, home: Path, more: Mapping[str, str] | None = None, *, loaded: bool = False) -> Iterator[Server]:
    """The app in `root` on a free port, with an empty home and a registry of its own in it; ready when its health says
    `ok`. `more` is for its environment. `loaded`: this app, from a process that has loaded it, in a fifth of the time;
    that it starts as everybody starts it, is seen where nothing is said of it."""
    not_ours = ("STREAMLIT_", "DATABASE_URL")
    environment = {
        "DATABASE_URL": f"sqlite:///{home / 'registry.sqlite3'}",
        **{name: value for name, value in os.environ.items() if not name.startswith(not_ours)},
        **(more or {}),
        "HOME": str(home),
        "PYTHONUNBUFFERED": "1",
    }
    process = Fork(root, environment) if loaded else started(root, environment)
    said: list[str] = []
    announced = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line.rstrip())
            if "URL: " in line:
                announced.set()
        announced.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        announced.wait(PATIENCE / 1000)
        url = next((line.split("URL: ")[1] for line in said if "URL: " in line), None)
        # The socket listens before the app is loaded: this request waits until it is.
        assert url, "The app did not start:\n" + "\n".join(said)
        assert healthy(url), "The app started and is not well:\n" + "\n".join(said)
        yield Server(url, process, said, home)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        listener.join(10)
        assert process.stdout is not None
        process.stdout.close()


def started(root: Path, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """The app in `root`, as everybody starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", *ARGUMENTS],
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def healthy(url: str) -> bool:
    """Whether the app answers `ok`. The status alone says nothing: every unknown path answers 200."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=PATIENCE / 1000) as answer:
            return bool(answer.read() == b"ok")
    except OSError:
        return False


@dataclass
class Watch:
    """What the pages of one browser context tried and complained about."""

    url: str
    strays: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> "Watch":
        context.on("request", self._requested)
        context.on("console", self._complained)
        context.on("weberror", lambda error: self.errors.append(f"{error.error}"))
        context.on("page", self._opened)
        return self

    def expect(self, text: str) -> None:
        """An error whose text contains this is what the test is about."""
        self.expected.append(text)

    def unexpected_errors(self) -> list[str]:
        return [error for error in self.errors if not any(text in error for text in self.expected)]

    def _is_ours(self, url: str) -> bool:
        at_the_server = (self.url + "/", self.url.replace("http", "ws", 1) + "/")
        return url.startswith((*at_the_server, "data:", "blob:", "about:"))

    def _requested(self, request: Request) -> None:
        if not self._is_ours(request.url):
            self.strays.append(request.url)

    def _complained(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and not STREAMLITS_OWN_PROBES.search(where):
            self.errors.append(f"{message.text} ({where})")

    def _opened(self, page: Page) -> None:
        _runs[page] = _Runs(page, self)


class _Runs:
    """Knows whether a run that the page asked for is still to be answered.

    The page's own mark (`data-test-script-state`) turns to `running` only when the server says so: right
    after a click it still says `notRunning`. So the messages themselves are read.
    """

    def __init__(self, page: Page, watch: Watch) -> None:
        self.awaited = False
        self.socket: WebSocket | None = None
        self._watch = watch
        page.on("websocket", self._opened)

    def _opened(self, socket: WebSocket) -> None:
        if not self._watch._is_ours(socket.url):
            self._watch.strays.append(socket.url)
            return
        self.socket = socket
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self.awaited = True

    def _received(self, frame: bytes | str) -> None:
        if not isinstance(frame, bytes):
            return
        message = ForwardMsg.FromString(frame)
        stopped_for_the_next = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        if message.WhichOneof("type") == "script_finished" and not stopped_for_the_next:
            self.awaited = False


_runs: WeakKeyDictionary[Page, _Runs] = WeakKeyDictionary()


def settled(page: Page) -> Page:
    """Wait until the app has answered everything that the page asked and all of it is drawn.

    A slider or a number box asks a moment after the last change: there, expect the new text itself.
    """
    until = time.monotonic() + PATIENCE / 1000
    runs = _runs[page]
    while True:
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=PATIENCE)
        # Charts, tables and uploaders come in pieces of their own, behind a grey placeholder.
        # (Not by a script in a string: the app's policy for scripts forbids it.)
        expect(page.locator('[data-testid="stSkeleton"]')).to_have_count(0, timeout=PATIENCE)
        # What a click sets off is sent, and what was received is drawn, within two frames.
        page.evaluate(
            """document.fonts.ready.then(
                () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))"""
        )
        if not runs.awaited:
            return page
        assert runs.socket is not None
        left = max(1.0, (until - time.monotonic()) * 1000)
        runs.socket.wait_for_event("framereceived", lambda _: not runs.awaited, timeout=left)


def sign_in(context: BrowserContext, server: Server, token: str) -> None:
    """Give the tabs of a context an official's cookie, as signing in does."""
    cookie = {"name": COOKIE, "value": token, "url": server.url, "httpOnly": True, "sameSite": "Strict"}
    context.add_cookies([cookie])  # type: ignore[list-item]


def axe(page: Page, *rules: str) -> list[str]:
    """What axe-core holds against the page as it is now, one line for each element; all rules, or these."""
    found = []
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    for violation in Axe().run(page, options=options).response["violations"]:
        excused = STREAMLITS_OWN_VIOLATIONS.get(violation["id"])
        for node in violation["nodes"]:
            target = " ".join(str(part) for part in node["target"])
            if excused is None or not re.search(excused, node["html"]):
                found.append(f"{violation['id']}: {violation['help']}: {target}: {node['html'][:200]}")
    return found
