"""How uvicorn serves us: what can be settled only where connections are made, not by an app behind them.

`streamlit run` starts uvicorn with settings of its own, and nothing of ours is asked before. So its start is ours, with
what is private in it pinned by tests that talk to the running server.
"""

import resource
from socket import socket

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from pages.door import connections

FILES = 8_192
"""Open files of the process, where the system allows so many."""

_start = uvicorn.Server.startup


async def _started(server: uvicorn.Server, sockets: list[socket] | None = None) -> None:
    """Start listening."""
    app = server.config.loaded_app
    if isinstance(app, ProxyHeadersMiddleware):
        # It believes forwarded headers from this machine, whoever runs there; `proxies` alone decides whom to believe.
        server.config.loaded_app = app.app
    server.config.http_protocol_class, server.config.ws_protocol_class = connections.Http, connections.Frames
    await _start(server, sockets)


def settle() -> None:
    """Serve like this from the next start of uvicorn on, which is the one that is loading us."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    # Each connection is an open file; the limit that shells set would be reached by half of the websockets.
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES if most == resource.RLIM_INFINITY else min(FILES, most), most))
    uvicorn.Server.startup = _started  # type: ignore[assignment, method-assign]
