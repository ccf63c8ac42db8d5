"""What stands in a policy's folder: its rules in `policy.toml`, and the words for people in `words.toml`.

The words stand at the same places as what they are the words of, each in Chinese and English, one line a language. The
elements of a list are called there by what names them in the rules (`called`): a provision by its id, an article by its
number, a fact by its path, a condition by its name or its fact, a step by its name or its kind. Read, the two are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli

from engine.steps.kinds import KINDS
from engine.text import words
from engine.values.digests import digest

Raw = dict[str, Any]
Way = tuple[str | int, ...]
"""The keys, and the positions in lists, that lead to a value."""

RULES, WORDS = "policy.toml", "words.toml"
NAMING = ("id", "number", "phrase")
"""What names an element of a list, unless it is a fact, a condition or a step."""


def called(element: Any) -> str | None:
    """What an element of a list is called; None where it has no name."""
    if not isinstance(element, Mapping):
        return element if isinstance(element, str) else None
    for key in NAMING:
        if key in element:
            return str(element[key])
    if "type" in element and "name" in element:
        return f"{element['in']}.{element['name']}" if element.get("in") else str(element["name"])
    named = next((element[key] for key in ("name", "fact") if element.get(key)), None)
    return str(named) if named is not None else next((key for key in element if key in KINDS), None)


@dataclass(frozen=True)
class Misplaced:
    """What stands in the wrong file, or leads nowhere: the kind of fault, the file, and the way to it there."""

    kind: str
    file: str
    way: Way


@dataclass
class Source:
    """A policy as its files say it: their texts, rules and words put together (`raw`), for each of its words the way to
    them in their file (`origins`), and what is misplaced."""

    rules_text: str = ""
    words_text: str = ""
    raw: Raw = field(default_factory=dict)
    origins: dict[Way, Way] = field(default_factory=dict)
    misplaced: list[Misplaced] = field(default_factory=list)


def read_source(folder: Path) -> Source:
    """The policy in a folder. OSError or ValueError, with the file's name in it, where a file cannot be read."""
    texts, read = {}, {}
    for name in (RULES, WORDS):
        try:
            texts[name] = (folder / name).read_text(encoding="utf-8")
            read[name] = tomli.loads(texts[name], parse_float=Decimal)
        except ValueError as problem:
            raise Unreadable(name, str(problem)) from problem
    source = Source(texts[RULES], texts[WORDS], read[RULES])
    source.misplaced += [Misplaced("words_in_rules", RULES, way) for way in _texts(read[RULES], ())]
    _put(source, source.raw, read[WORDS], (), ())
    return source


class Unreadable(ValueError):
    """A file of a policy is no TOML, or not as it must be: which (`file`), and what is wrong (`problem`)."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file, self.problem = file, problem


def read_raw(folder: Path) -> Raw:
    """The policy as its TOML says it, rules and words together, numbers exact, the shared facts not yet handed out.
    ValueError where words lead nowhere."""
    source = read_source(folder)
    for fault in source.misplaced:
        raise ValueError(f"{fault.file}: {'.'.join(map(str, fault.way))}")
    return source.raw


def rules_sha256(raw: Raw) -> str:
    """The hash of the rules in a policy's TOML: of all that decides an amount. The words for people do not, nor what is
    ticked before anything is asked."""
    return digest(_without_texts({key: value for key, value in raw.items() if key != "happened"}))


def _without_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_texts(inner) for key, inner in value.items() if not _is_text(inner)}
    return [_without_texts(inner) for inner in value] if isinstance(value, list) else value


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and set(words.LANGUAGES).issuperset(value)


def _texts(value: Any, way: Way) -> Iterator[Way]:
    """Where a text in both languages stands."""
    if _is_text(value):
        yield way
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*way, key))


def _put(source: Source, into: Raw, said: Raw, way: Way, origin: Way) -> None:
    """Put words where they belong."""
    for key, inner in said.items():
        own, here = (*way, key), (*origin, key)
        if not isinstance(inner, dict) or (_is_text(inner) and key in into):
            source.misplaced.append(Misplaced("words_nowhere", WORDS, here))
        elif _is_text(inner):
            into[key] = inner
            source.origins[own] = here
        elif isinstance(into.get(key), list):
            for name, of_one in inner.items():
                _put_elements(source, into[key], name, of_one, own, here)
        elif isinstance(into.setdefault(key, {}), dict):
            _put(source, into[key], inner, own, here)
        else:
            source.misplaced.append(Misplaced("words_nowhere", WORDS, here))


def _put_elements(source: Source, elements: list[Any], name: str, said: Any, way: Way, origin: Way) -> None:
    """Put words on the elements of a list that are called so. One that is only its name becomes a block with it."""
    found = [i for i, element in enumerate(elements) if called(element) == name]
    if not found or not isinstance(said, dict):
        source.misplaced.append(Misplaced("words_nowhere", WORDS, (*origin, name)))
    if len(found) > 1 and "phrase" not in elements[found[0]]:
        source.misplaced.append(Misplaced("words_of_several", WORDS, (*origin, name)))
    for i in found if isinstance(said, dict) else ():
        if isinstance(elements[i], str):
            elements[i] = {"id": elements[i]}
        _put(source, elements[i], said, (*way, i), (*origin, name))
