"""The hash of a value: the SHA-256 of its canonical JSON, which has the keys of every object in order, none that is
null (what is null is as good as not there), no spaces, and its texts as they are, in UTF-8.

Whoever has the value can work it out:
``jq -cSj 'walk(if type == "object" then del(.[] | nulls) else . end)' FILE | sha256sum``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256, in hexadecimal digits."""


def digest(value: Any) -> str:
    """The hash of a value of JSON. A number that is not whole, or a date, counts as its text."""
    hashed = hashlib.sha256()
    for piece in _pieces(value):
        hashed.update(piece.encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def _pieces(value: Any, depth: int = 2) -> Iterator[str]:
    """Canonical JSON in pieces: of many applications not all are written out at the same time."""
    if depth and isinstance(value, dict):
        yield "{"
        for position, name in enumerate(sorted(name for name in value if value[name] is not None)):
            yield f"{',' * bool(position)}{json.dumps(name, ensure_ascii=False)}:"
            yield from _pieces(value[name], depth - 1)
        yield "}"
    elif depth and isinstance(value, list):
        yield "["
        for position, inner in enumerate(value):
            yield "," * bool(position)
            yield from _pieces(inner, 0)
        yield "]"
    else:
        written = _written(value)
        # Looked for in the text, which is soon done: mostly there is none.
        yield _written(_stated(value)) if ":null" in written else written


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _stated(value: Any) -> Any:
    """The value without what is null in its objects."""
    if isinstance(value, dict):
        return {name: _stated(inner) for name, inner in value.items() if inner is not None}
    return [_stated(inner) for inner in value] if isinstance(value, list) else value
