"""On which line of its file a thing stands: of a TOML file that can be read, every key and every element of a list."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine.check.form import labelled

Path = tuple[str | int, ...]
"""The keys, and the positions in lists, that lead to a value."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""\s*(?:"(?P<basic>(?:[^"\\]|\\.)*)"|'(?P<literal>[^']*)'|(?P<bare>[A-Za-z0-9_-]+))\s*""")
_TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"""+' r"|'''.*?'''+" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}\n#]*")


@lru_cache(maxsize=32)
def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) of every key and element of a TOML text. The text must be one that `tomllib` reads."""
    return _Reader(text).read()


def line_of(place: str, text: str, raw: Mapping[str, Any]) -> int:
    """The line of the place of a finding in a TOML file, or of what it would stand in; 0 where nothing leads there.
    `text` is the file, `raw` what it says."""
    if not raw:
        return 0
    lines, known = lines_of(text), _places(raw)
    while place:
        if place in known:
            return lines.get(known[place], 0)
        place = re.sub(r"(?:\.[^.\[\]]*|\[\d+\])$", "", place) if re.search(r"[.\[]", place) else ""
    return 0


def _places(raw: Mapping[str, Any]) -> dict[str, Path]:
    """The places of a pack, as findings name them, with the way to each."""
    found: dict[str, Path] = {}

    def walk(value: Any, place: str, path: Path) -> None:
        found.setdefault(place, path)
        if isinstance(value, Mapping):
            for key, inner in value.items():
                walk(inner, f"{place}.{key}" if place else str(key), (*path, str(key)))
        elif isinstance(value, list):
            for i, inner in enumerate(value):
                walk(inner, labelled(inner, place, i), (*path, i))
                found.setdefault(f"{place}[{i}]", (*path, i))

    walk(raw, "", ())
    return found


class _Reader:
    """Reads a TOML text for its lines alone."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.ends = [match.start() for match in re.finditer("\n", text)]
        self.found: dict[Path, int] = {}
        self.lists: dict[Path, int] = {}

    def read(self) -> dict[Path, int]:
        """The line of every table and key, by its path."""
        table: Path = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._table()
            else:
                self._pair(table)
            self._skip()
        return self.found

    def _note(self, path: Path) -> None:
        for length in range(1, len(path) + 1):
            self.found.setdefault(path[:length], bisect_right(self.ends, self.at - 1) + 1)

    def _skip(self) -> None:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _keys(self) -> Path:
        keys: list[str] = []
        while match := _KEY.match(self.text, self.at):
            keys.append(match["basic"] or match["literal"] or match["bare"] or "")
            self.at = match.end()
            if self.text[self.at : self.at + 1] != ".":
                break
            self.at += 1
        return tuple(keys)

    def _table(self) -> Path:
        """A heading, `[a.b]` or `[[a.b]]`: the path of what follows."""
        start, listed = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if listed else 1
        keys = self._keys()
        path: Path = ()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            if listed and number == len(keys):
                self.lists[path] = self.lists.get(path, -1) + 1
            if path in self.lists:
                path = (*path, self.lists[path])
        end, self.at = self.at + (2 if listed else 1), start
        self._note(path)
        self.at = end
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self._keys())
        self.at, end = start, self.at
        self._note(path)
        self.at = end + 1  # the sign of equality
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        character = self.text[self.at : self.at + 1]
        if character in "[{" and character:
            closing, number = "]" if character == "[" else "}", 0
            self.at += 1
            self._skip()
            while self.at < len(self.text) and self.text[self.at] != closing:
                if character == "[":
                    self._note((*path, number))
                    self._value((*path, number))
                    number += 1
                else:
                    self._pair(path)
                self._skip()
                if self.text[self.at : self.at + 1] == ",":
                    self.at += 1
                    self._skip()
            self.at += 1
            return
        match = _TEXT.match(self.text, self.at) or _PLAIN.match(self.text, self.at)
        self.at = match.end() if match and match.end() > self.at else self.at + 1
