"""In which file of a policy, and on which line, a thing stands: of a TOML file that can be read, every key and every
element of a list."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from engine.check.findings import At, Finding
from engine.check.form import labelled
from engine.policy.source import RULES, WORDS, Source, Way

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""\s*(?:"(?P<basic>(?:[^"\\]|\\.)*)"|'(?P<literal>[^']*)'|(?P<bare>[A-Za-z0-9_-]+))\s*\.?""")
_TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"""+' r"|'''.*?'''+" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}\n#]*")


@lru_cache(maxsize=32)
def lines_of(text: str) -> dict[Way, int]:
    """The line (from 1) of every key and element of a TOML text. The text must be one that `tomli` reads."""
    return _Reader(text).read()


def place_of(place: str, source: Source) -> At:
    """The file and the line of the place of a finding in a policy's files, or of what it would stand in; no line where
    nothing leads there."""
    way = _way(place, _places(source.raw))
    return _at(way, source) if way is not None else (RULES, 0)


def in_file(file: str, raw: Mapping[str, Any], text: str) -> Callable[[Finding], Finding]:
    """Places what is found in a TOML file of its own, which is looked through once: among the places of the policy, on
    its line, or that of what it would stand in; 0 where nothing leads there."""
    known, lines, stem = _places(raw), lines_of(text), file.removesuffix(".toml").replace("/", ".")

    def found(finding: Finding) -> Finding:
        way = _way(finding.place, known) or ()
        line = next((lines[way[:length]] for length in range(len(way), 0, -1) if way[:length] in lines), 0)
        return replace(finding, place=f"{stem}.{finding.place}", at=(file, line))

    return found


def _way(place: str, known: Mapping[str, Way]) -> Way | None:
    """The way to a place, or to what it would stand in; None where nothing leads there."""
    while place:
        if place in known:
            return known[place]
        place = re.sub(r"(?:\.[^.\[\]]*|\[\d+\])$", "", place) if re.search(r"[.\[]", place) else ""
    return None


def _at(way: Way, source: Source) -> At:
    """Where a value of the policy stands: among the words, or among the rules."""
    for length in range(len(way), 0, -1):
        if origin := source.origins.get(way[:length]):
            return WORDS, lines_of(source.words_text).get((*origin, *way[length:]), 0)
    if line := lines_of(source.rules_text).get(way, 0):
        return RULES, line
    inside = next((origin for own, origin in source.origins.items() if own[: len(way)] == way), ())
    return WORDS, lines_of(source.words_text).get(inside[: len(way)], 0)


def _places(raw: Mapping[str, Any]) -> dict[str, Way]:
    """The places of a pack, as findings name them, with the way to each."""
    found: dict[str, Way] = {}

    def walk(value: Any, place: str, path: Way) -> None:
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
        self.found: dict[Way, int] = {}
        self.lists: dict[Way, int] = {}

    def read(self) -> dict[Way, int]:
        """The line of every table and key, by its path."""
        table: Way = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._table()
            else:
                self._pair(table)
            self._skip()
        return self.found

    def _note(self, path: Way, at: int) -> None:
        for length in range(1, len(path) + 1):
            self.found.setdefault(path[:length], bisect_right(self.ends, at - 1) + 1)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match

    def _skip(self) -> None:
        self._take(_BLANK)

    def _keys(self) -> Way:
        keys: list[str] = []
        while match := self._take(_KEY):
            keys.append(match["basic"] or match["literal"] or match["bare"] or "")
        return tuple(keys)

    def _table(self) -> Way:
        """A heading, `[a.b]` or `[[a.b]]`: the path of what follows."""
        start, brackets = self.at, 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        keys = self._keys()
        path: Way = ()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            if brackets == 2 and number == len(keys):
                self.lists[path] = self.lists.get(path, -1) + 1
            if path in self.lists:
                path = (*path, self.lists[path])
        self._note(path, start)
        self.at += brackets
        return path

    def _pair(self, table: Way) -> None:
        start = self.at
        path = (*table, *self._keys())
        self._note(path, start)
        self.at += 1  # the sign of equality
        self._value(path)

    def _value(self, path: Way) -> None:
        self._skip()
        character = self.text[self.at : self.at + 1]
        if character in "[{" and character:
            closing, number = "]" if character == "[" else "}", 0
            self.at += 1
            self._skip()
            while self.at < len(self.text) and self.text[self.at] != closing:
                if character == "[":
                    self._note((*path, number), self.at)
                    self._value((*path, number))
                    number += 1
                else:
                    self._pair(path)
                self._skip()
                if self.text[self.at : self.at + 1] == ",":
                    self.at += 1
                    self._skip()
            self.at += 1
        elif not self._take(_TEXT):
            start = self.at
            self._take(_PLAIN)
            self.at = max(self.at, start + 1)
