"""How uvicorn serves us: what can be settled only where connections are made, not by an app behind them.

`streamlit run` starts uvicorn with settings of its own, and nothing of ours is asked before. So its start is ours, with
what is private in it pinned by tests that talk to the running server.
"""

from socket import socket

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_start = uvicorn.Server.startup


async def _started(server: uvicorn.Server, sockets: list[socket] | None = None) -> None:
    """Start listening."""
    app = server.config.loaded_app
    if isinstance(app, ProxyHeadersMiddleware):
        # It believes forwarded headers from this machine, whoever runs there; `proxies` alone decides whom to believe.
        server.config.loaded_app = app.app
    await _start(server, sockets)


def settle() -> None:
    """Serve like this from the next start of uvicorn on, which is the one that is loading us."""
    uvicorn.Server.startup = _started  # type: ignore[assignment, method-assign]
