"""What is found wrong: the findings, their sentences and how things are listed in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar

import tomli

from engine.policy.provision import Provision
from engine.text import words

At = tuple[str, int]
"""A file, as it is named from the policy's folder, and a line of it (from 1)."""
T = TypeVar("T")
Span = tuple[int, int]
"""Where something begins and ends in a text."""


@dataclass(frozen=True)
class Finding:
    """Something that is not sound: what kind of fault, where, what to say of it in each language, and in which file on
    which line it stands ("" and 0 where that is not known)."""

    kind: str
    place: str
    message: dict[str, str]
    at: At = field(default=("", 0), compare=False)


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Kind of fault -> what is said of it in each language."""
    # Not through engine.words, which says nothing while one of its files is broken: that must be said here.
    said: dict[str, dict[str, str]] = tomli.loads((words.FOLDER / "check.toml").read_text(encoding="utf-8"))
    return said


def say(kind: str, **values: object) -> dict[str, str]:
    """The sentence of this kind in each language."""
    return {lang: sentences()[kind][lang].format(**values) for lang in words.LANGUAGES}


@dataclass
class Notes:
    """Gathers findings."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, place: str, kind: str, **values: object) -> None:
        """Note one, unless it has been noted."""
        self.add_at(("", 0), place, kind, **values)

    def add_at(self, at: At, place: str, kind: str, **values: object) -> None:
        """Note one of which the file and the line are known."""
        finding = Finding(kind, place, say(kind, **values), at)
        if finding not in self.findings:
            self.findings.append(finding)

    def unreadable(self, file: str, problem: object) -> None:
        """Note that a file cannot be read, with the line that its reader names, if it names one."""
        line = re.search(r"line (\d+)", str(problem))
        at = (file, int(line[1]) if line else 0)
        self.add_at(at, file, "file_unreadable", file=file, problem=problem)

    def take(self, other: Notes, at: At) -> None:
        """Note what others noted, of something that stands there."""
        for finding in other.findings:
            self.findings.append(replace(finding, at=at))


def placed(place: str, blocks: Iterable[T]) -> Iterator[tuple[str, T]]:
    """Conditions or steps with their places in the pack: by name, where they have one, else by position."""
    for i, block in enumerate(blocks):
        name = getattr(block, "name", "")
        yield f"{place}.{name}" if name else f"{place}[{i}]", block


def placed_in(provision: Provision, *parts: str) -> Iterator[tuple[str, Any]]:
    """The conditions, or the steps, in these parts of a provision, with their places."""
    for part in parts:
        yield from placed(f"provisions.{provision.id}.{part}", getattr(provision, part))


def either(forms: Iterable[str]) -> str:
    """Several forms, of which any will do."""
    return " / ".join(forms)


def numbered(numbers: Iterable[int]) -> str:
    """Several numbers in a row."""
    return ", ".join(str(number) for number in numbers)


def braces(names: Iterable[str]) -> str:
    """Placeholders as they are written; a dash where there is none."""
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "–"


def around(text: str, span: Span) -> str:
    """A place in a text with what stands beside it."""
    return text[max(0, span[0] - 8) : span[1] + 8]
