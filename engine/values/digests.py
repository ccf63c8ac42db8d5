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

MOST = 128
"""Of more values than these a list is written a piece at a time: of many applications not all are at once."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256, in hexadecimal digits."""


def digest(value: Any) -> str:
    """The hash of a value of JSON. A number that is not whole, or a date, counts as its text."""
    hashed = hashlib.sha256()
    for piece in _pieces(value):
        hashed.update(piece.encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def _pieces(value: Any) -> Iterator[str]:
    """Canonical JSON: in pieces where it is a long list, or holds one."""
    if isinstance(value, dict) and _holds_long(value):
        yield "{"
        for position, name in enumerate(sorted(name for name in value if value[name] is not None)):
            yield f"{',' * bool(position)}{_written(name)}:"
            yield from _pieces(value[name])
        yield "}"
    elif _is_long(value):
        yield "["
        for start in range(0, len(value), MOST):
            some = value[start : start + MOST]
            yield "," * bool(start)
            if any(map(_holds_long, some)):
                for position, inner in enumerate(some):
                    yield "," * bool(position)
                    yield from _pieces(inner)
            else:
                yield _short(some)[1:-1]
        yield "]"
    else:
        yield _short(value)


def _is_long(value: Any) -> bool:
    return isinstance(value, list) and len(value) > MOST


def _holds_long(value: Any) -> bool:
    return any(map(_is_long, value.values())) if isinstance(value, dict) else _is_long(value)


def _short(value: Any) -> str:
    """In one piece. What is null is looked for in the text, which is soon done: mostly nothing is."""
    written = _written(value)
    return _written(_stated(value)) if ":null" in written else written


def _written(value: Any) -> str:
    return _ENCODER.encode(value)


def _stated(value: Any) -> Any:
    """The value without what is null in its objects."""
    if isinstance(value, dict):
        return {name: _stated(inner) for name, inner in value.items() if inner is not None}
    return [_stated(inner) for inner in value] if isinstance(value, list) else value
