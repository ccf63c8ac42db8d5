"""Files that are handed over: how many and how large, by one session and by all of them together.

Streamlit itself refuses a file of a session that there is not; it counts nothing, knows one size for everybody, and
asks nobody who it is.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

UPLOAD = re.compile("/_stcore/upload_file/([^/]+)/([^/]+)")
"""Where a file is handed over, and given up again: for which session, under which id."""
TAKEN = 204
"""What Streamlit answers when it has a file, and when it has given one up."""
FRAME = 16 * 1024
"""Bytes of a request around the file that it hands over."""
LATER = {"retry-after": "60"}


@dataclass(frozen=True)
class Allowance:
    """What may be handed over: files that one session holds at a time, bytes of one, bytes of all that it holds; files
    and bytes that all sessions of this kind hold together."""

    files: int
    largest: int
    together: int
    files_of_all: int
    bytes_of_all: int


VISITOR = Allowance(50, 2**20 + FRAME, 10 * 2**20, 2_000, 200 * 2**20)
"""A saved file that was read is given up at once; whoever prepares many companies hands over so many at a time."""
OFFICIAL = Allowance(600, 20 * 2**20 + FRAME, 300 * 2**20, 6_000, 2**30)


@dataclass(eq=False)
class Held:
    """What one session holds: the bytes of each file, by its id. Those that are still `arriving` count as far as they
    are here."""

    allowed: Allowance
    files: dict[str, int] = field(default_factory=dict)
    arriving: set[str] = field(default_factory=set)


class Uploads:
    """Counts what is handed over, and refuses what is too much."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.held: dict[str, Held] = {}
        """What each session holds, by its id."""
        self.of_all: Counter[Allowance] = Counter()
        """Bytes that all sessions with the same allowance hold."""

    async def hand_over(
        self, session: str, file: str, allowed: Allowance, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Take a file in: 204. 409 for an id that is in use, 429 for one file too many of this session, 413 for bytes
        too many of it, 503 where all sessions together hold what may be held."""
        held = self.held.setdefault(session, Held(allowed))
        refusal = self._refusal(held, file)
        if refusal is not None:
            self._tidy(session, held)
            await refusal(scope, receive, send)
            return
        held.files[file] = 0
        held.arriving.add(file)

        async def receive_counted() -> Message:
            message = await receive()
            part = len(message.get("body", b""))
            held.files[file] = held.files.get(file, 0) + part  # of a session that has ended meanwhile, from nothing
            self.of_all[held.allowed] += part
            # Raised into the app behind, which answers as it answers any refusal; nothing more is read.
            if held.files[file] > held.allowed.largest or sum(held.files.values()) > held.allowed.together:
                raise HTTPException(413)
            if self.of_all[held.allowed] > held.allowed.bytes_of_all:
                raise HTTPException(503, headers=LATER)
            return message

        status = Status(send)
        try:
            await self.app(scope, receive_counted, status)
        finally:
            held.arriving.discard(file)
            if status.said != TAKEN:
                # Also where the visitor went away in the middle, and where there is no such session.
                self._give_up(session, held, file)
            elif self.held.get(session) is not held:
                # The session has ended meanwhile, and Streamlit would keep the file for ever.
                self._give_up(session, held, file)
                _forget(session)

    async def take_back(self, session: str, file: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Give a file up, and whatever else may be asked at this address. 409 for one that is still arriving: Streamlit
        would keep it when it is here."""
        held = self.held.get(session)
        if held is not None and file in held.arriving:
            await Response(status_code=409)(scope, receive, send)
            return
        status = Status(send)
        await self.app(scope, receive, status)
        if scope["method"] == "DELETE" and status.said == TAKEN and held is not None:
            self._give_up(session, held, file)

    def drop(self, session: str) -> None:
        """The session has ended: what it held is held no longer."""
        held = self.held.pop(session, None)
        if held is not None:
            for file in list(held.files):
                self._give_up(session, held, file)
        _forget(session)

    def _refusal(self, held: Held, file: str) -> Response | None:
        if file in held.files:
            return Response(status_code=409)
        if len(held.files) >= held.allowed.files:
            return Response(status_code=429)
        of_all = sum(len(other.files) for other in self.held.values() if other.allowed is held.allowed)
        if of_all >= held.allowed.files_of_all:
            return Response(status_code=503, headers=LATER)
        return None

    def _give_up(self, session: str, held: Held, file: str) -> None:
        self.of_all[held.allowed] -= held.files.pop(file, 0)
        self._tidy(session, held)

    def _tidy(self, session: str, held: Held) -> None:
        if not held.files and self.held.get(session) is held:
            del self.held[session]


class Status:
    """Sends on, and remembers the status of the answer."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.said = 0

    async def __call__(self, message: Message) -> None:
        """Send one message on."""
        if message["type"] == "http.response.start":
            self.said = message["status"]
        await self.send(message)


def _forget(session: str) -> None:
    """Have Streamlit drop the files of a session, of which it may know no more than these."""
    if runtime.exists():
        runtime.get_instance().uploaded_file_mgr.remove_session_files(session)
