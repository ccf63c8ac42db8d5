"""What every page needs and no run sends: the style sheet and the scripts. Each is served at an address that is another
for every other content, so that a browser keeps it."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from pages.shared import browser_store, theme

FOREVER = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}


@dataclass(frozen=True)
class Kept:
    """One of them: its address, its text, and that packed, as a browser that unpacks it is served."""

    address: str
    media_type: str
    text: str
    packed: bytes

    def answer(self, scope: Scope) -> Response:
        """It, as the browser that asks can read it."""
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            headers = {**FOREVER, "content-encoding": "gzip"}
            return Response(self.packed, media_type=self.media_type, headers=headers)
        return Response(self.text, media_type=self.media_type, headers=FOREVER)


def _kept(name: str, ending: str, media_type: str, text: str) -> Kept:
    content = text.encode()
    address = f"/{name}-{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
    return Kept(address, media_type, text, gzip.compress(content, mtime=0))


@cache
def sheet() -> Kept:
    """The style sheet."""
    return _kept("style", "css", "text/css", theme.sheet())


@cache
def scripts() -> Kept:
    """The scripts."""
    return _kept("scripts", "js", "text/javascript", browser_store.scripts())
