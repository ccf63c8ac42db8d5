"""JSON as it arrives on the command line: one input, an array of them, or one to a line.

What is wrong with one of many is said in its place, and the others are answered.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from engine.values.refusal import Refusals, Refused, error, refuse, shown

LARGEST = 512 * 1024 * 1024
"""Bytes read of one input."""
LONGEST_INTEGER = 100
"""Digits; an integer with more stays text, which Python would refuse to read."""

NOT_JSON = (json.JSONDecodeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Input:
    """One input, or why it cannot be read."""

    given: Any = None
    refused: Refused | None = None

    def accepted(self) -> Any:
        """What was given; raises Refused where that cannot be read."""
        if self.refused is not None:
            raise self.refused
        return self.given


class Repeating(dict[str, Any]):
    """An object in which `names` stand more than once."""

    names: list[str]


def read(name: str) -> tuple[list[Input], bool]:
    """What the file (`-`: standard input) holds, and whether that is many. Refused if nothing can be made of it."""
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else _file(Path(name))
    except OSError as trouble:
        refuse("file", "command.unreadable", name=shown(name), given=shown(trouble.strerror or str(trouble)))
    if len(data) > LARGEST:
        _refuse_json(f"> {LARGEST} bytes")
    try:
        return parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError as trouble:
        _refuse_json(str(trouble))


def parse(text: str) -> tuple[list[Input], bool]:
    """What `text` holds, and whether that is many."""
    try:
        given, repeats = _loads(text)
    except NOT_JSON as trouble:
        # Only a line feed ends a line: text may hold the other characters that Python's splitlines() takes for one.
        lines = [line for line in text.split("\n") if line.strip()]
        if not _one_to_a_line(lines):
            _refuse_json(str(trouble))
        return [_line(line) for line in lines], True
    if isinstance(given, list):
        return [_checked(entry, repeats) for entry in given], True
    return [_checked(given, repeats)], False


def _file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _one_to_a_line(lines: list[str]) -> bool:
    """Whether these are inputs of which some cannot be read, and not one that is broken over several lines: then the
    first would end in the midst of it."""
    return (
        len(lines) > 1
        and not lines[0].rstrip().endswith(("[", "{", ","))
        and any(_line(line).refused is None for line in lines)
    )


def _line(text: str) -> Input:
    try:
        return _checked(*_loads(text))
    except NOT_JSON as trouble:
        return Input(refused=Refused([error("", "application.json", given=shown(str(trouble)))]))


def _checked(given: Any, repeats: bool) -> Input:
    """One input; refused, with every place, if a name stands twice in an object of it."""
    if not repeats:
        return Input(given)
    refusals = Refusals()
    left: list[tuple[str, Any]] = [("", given)]
    while left:
        path, value = left.pop()
        if isinstance(value, Repeating):
            for name in value.names:
                refusals.add(_join(path, name), "application.duplicate_key", given=shown(name))
        if isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            left += reversed([(_join(path, key), part) for key, part in inner])
    return Input(refused=Refused(refusals.errors)) if refusals else Input(given)


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _loads(text: str) -> tuple[Any, bool]:
    """The value, and whether an object in it is Repeating."""
    repeats = False

    def an_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeats
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        repeats = True
        repeating = Repeating(found)
        repeating.names = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
        return repeating

    return json.loads(text, object_pairs_hook=an_object, parse_int=_integer), repeats


def _integer(digits: str) -> int | str:
    """An integer. One that is too long stays text, and so does -0, whose sign an integer would lose: both are refused
    as what they are."""
    return digits if len(digits) > LONGEST_INTEGER or digits == "-0" else int(digits)


def _refuse_json(given: str) -> NoReturn:
    refuse("", "application.json", given=shown(given))
