"""How uvicorn serves us: what can be settled only where connections are made, not by an app behind them.

`streamlit run` starts uvicorn with settings of its own, and nothing of ours is asked before. So its start is ours, with
what is private in it pinned by tests that talk to the running server.
"""

import resource
from pathlib import PurePosixPath
from socket import socket
from typing import Any

import uvicorn
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from pages.door import connections, visits

FILES = 8_192
"""Open files of the process, where the system allows so many."""

_add_file, _make_file = MediaFileManager.add, MediaFileManager.execute_deferred
_start = uvicorn.Server.startup


async def _started(server: uvicorn.Server, sockets: list[socket] | None = None) -> None:
    """Start listening."""
    app = server.config.loaded_app
    if isinstance(app, ProxyHeadersMiddleware):
        # It believes forwarded headers from this machine, whoever runs there; `proxies` alone decides whom to believe.
        server.config.loaded_app = app.app
    server.config.http_protocol_class, server.config.ws_protocol_class = connections.Http, connections.Frames
    await _start(server, sockets)


def _added(files: MediaFileManager, *what: Any, **more: Any) -> str:
    """Offer a file, and note which session does. Streamlit itself forgets that between two runs."""
    address = _add_file(files, *what, **more)
    context = get_script_run_ctx()
    if context is not None:
        visits.note_file(context.session_id, address)
    return address


def _executed(files: MediaFileManager, placeholder: str) -> str:
    """Make a file that a session has offered to make, and note whose it is. It stays until that session's next run:
    Streamlit itself throws it away when two other visitors' runs have ended, perhaps before it is fetched."""
    offered = files._deferred_callables.get(placeholder)
    address = _make_file(files, placeholder)
    if offered is not None:
        session = offered["session_id"]
        visits.note_file(session, address)
        with files._lock:
            files._files_by_session_and_coord[session][placeholder] = PurePosixPath(address).stem
    return address


def settle() -> None:
    """Serve like this from the next start of uvicorn on, which is the one that is loading us."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    # Each connection is an open file; the limit that shells set would be reached by half of the websockets.
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES if most == resource.RLIM_INFINITY else min(FILES, most), most))
    uvicorn.Server.startup = _started  # type: ignore[assignment, method-assign]
    MediaFileManager.add = _added  # type: ignore[assignment, method-assign]
    MediaFileManager.execute_deferred = _executed  # type: ignore[assignment, method-assign]
