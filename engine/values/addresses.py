"""The address at which the app is reached, as somebody states it: read strictly, for people follow it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from engine.values.refusal import refuse, shown

LONGEST = 256
"""Characters of an address: what a QR code can hold that a telephone still reads from a screen."""
READABLE = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
"""The characters of which an address consists (RFC 3986): no blank, nothing that turns the direction of writing, and
no letter that looks like another."""


def read_address(value: object, path: str = "address") -> str:
    """The address, checked; Refused unless it is one of http or https that names a host and nobody's password."""
    is_short = isinstance(value, str) and len(value) <= LONGEST
    if not is_short or not READABLE.fullmatch(str(value)) or not _leads_somewhere(str(value)):
        refuse(path, "command.bad_address", given=shown(value), most=LONGEST)
    return str(value)


def _leads_somewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
        # A port beyond 65535 is only found when it is asked for.
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc
