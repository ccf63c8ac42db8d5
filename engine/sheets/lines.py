"""The entries of a list as lines of text: one line an entry, its questions the columns, as they are pasted from a
spreadsheet or typed. Where entries have entries of their own (rounds and their instalments), a line is one of those,
and what is said of the outer entry stands on its first line.

What cannot be read of a cell stands in the entry as it was typed, and is named by its line and column. Nothing is
guessed: a heading that nobody knows, and a cell beyond the last column, are named too, and read as nothing.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from engine.application import questionnaire, typed
from engine.application.model import TYPED, UNKNOWN, UNREADABLE, unclear
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.sheets.cells import Values, forms
from engine.sheets.columns import SheetColumn, column_of, heading, of_year
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.names import identity
from engine.values.refusal import LONGEST_TEXT, Refused, shown, writable
from engine.values.windows import LAST_DATE

Path = tuple[str | int, ...]
"""From an entry to an answer in it, positions of its own entries among the names."""

LONGEST = 1 << 16
"""Characters of all lines together."""
BLANK = frozenset({"", "-", "—", "–", "/"})
"""What a cell holds that says nothing."""

_SEPARATORS = (
    re.compile(r"\s*[;；|]\s*"),
    re.compile(r"\s*(?:，|,(?![0-9]{3}(?![0-9]))|(?<![0-9]),)\s*"),
    re.compile(r"\s+"),
)
"""Between cells of a line without tabs, the first of these that it has. A comma in a number separates nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column: its heading, the question, and where its answer stands in the entry (`inner`: in one of the entry's own
    entries, of the list of this name)."""

    column: SheetColumn
    inner: str = ""

    @property
    def fact(self) -> Fact:
        """The question."""
        assert self.column.fact is not None
        return self.column.fact

    @property
    def label(self) -> Both:
        """The heading."""
        return self.column.label

    def path(self, position: int) -> Path:
        """From the entry to its answer on the line of its own entry at this position."""
        return (self.inner, position, *self.column.path) if self.inner else self.column.path


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that could not be taken: its line (from 1) and column (None: beyond the last), and why."""

    line: int
    place: Place | None
    message: Both


@dataclass(slots=True)
class Read:
    """What lines say: the entries, in contract form; of each the line that it begins on and what was typed, by path;
    and what could not be taken."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    texts: list[dict[Path, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def places(
    provision: Provision, listed: Fact, entries: Sequence[Any], year: int, readings: Mapping[str, str]
) -> list[Place]:
    """The columns of a list: the questions of an entry, those of its own entries, and then those of its groups; asked
    of an entry under these readings, or answered in one of these `entries`."""
    stated = [entry for entry in entries if isinstance(entry, dict)]
    own, inner, groups = list[Place](), list[Place](), list[Place]()
    for fact in _asked(provision, listed.path, stated, readings):
        if fact.type == "list":
            within = [one for entry in stated for one in entry.get(fact.name) or () if isinstance(one, dict)]
            for leaf in _asked(provision, fact.path, within, readings):
                inner += _places(provision, leaf, None, year, readings, fact.name)
        elif fact.type == "group":
            there = [entry[fact.name] for entry in stated if isinstance(entry.get(fact.name), dict)]
            for leaf in _asked(provision, fact.path, there, readings):
                groups += _places(provision, leaf, fact, year, readings)
        else:
            own += _places(provision, fact, None, year, readings)
    return [*own, *inner, *groups]


def _asked(provision: Provision, parent: str, entries: Sequence[Any], readings: Mapping[str, str]) -> list[Fact]:
    """The questions that an entry can be asked under these readings, whatever else is answered, and those answered."""
    asked = {fact.name for fact in provision.under(readings).children(parent) if fact.asked}
    answered = {name for entry in entries for name in entry}
    return [fact for fact in provision.children(parent) if fact.name in asked | answered]


def _places(
    provision: Provision, fact: Fact, group: Fact | None, year: int, readings: Mapping[str, str], inner: str = ""
) -> Iterator[Place]:
    path, of = ((fact.name,), "") if group is None else ((group.name, fact.name), both(group.label))
    column = replace(column_of(fact, path, of, readings), key=fact.path)
    if fact.type != "yearly":
        yield Place(column, inner)
    else:
        yield from (Place(of_year(column, one), inner) for one in questionnaire.years_asked(provision, fact, year))


# ------------------------------------------------------------------------------------------------ written


def write(columns: Sequence[Place], entries: Sequence[Any], lang: str, said: Callable[[int, Path], str | None]) -> str:
    """The entries as lines, cells between tabs; `said(entry, path)` is what was typed there, None where nothing was."""
    lines = []
    for number, entry in enumerate(entries):
        of = entry if isinstance(entry, dict) else {}
        inner = next((p.inner for p in columns if p.inner), "")
        rows = max(1, len(of.get(inner) or ())) if inner else 1
        for row in range(rows):
            cells = [_cell(p, of, p.path(row), number, lang, said) if p.inner or not row else "" for p in columns]
            lines.append("\t".join(cells).rstrip("\t") or "-")
    return "\n".join(lines)


def _cell(
    place: Place, entry: Mapping[str, Any], path: Path, number: int, lang: str, said: Callable[[int, Path], str | None]
) -> str:
    value = at(entry, path)
    if value is questionnaire.UNANSWERED:
        return ""
    text = said(number, path)
    if text is None and (found := unclear(value)) is not None and found.text:
        text = found.text
    if text is None and value is None:
        text = words.text("pages.unknown", lang)
    elif text is None:
        is_worded = place.fact.type in ("ratio", "choice", "choices", "yes_no") or unclear(value) is not None
        text = typed.written(place.fact, value, lang) if is_worded else str(value)
    return re.sub(r"\s+", " ", text)


def at(entry: Any, path: Path) -> Any:
    """What stands at a path of an entry, or UNANSWERED."""
    for step in path:
        if isinstance(step, int):
            there = isinstance(entry, list) and step < len(entry)
        else:
            there = isinstance(entry, Mapping) and step in entry
        if not there:
            return questionnaire.UNANSWERED
        entry = entry[step]
    return entry


# ------------------------------------------------------------------------------------------------ read


def read(provision: Provision, columns: Sequence[Place], text: str, latest: date = LAST_DATE) -> Read:
    """The entries that the lines tell of. A first line of headings, in either language, says which column is which;
    else they stand in their order. `latest`: the last day that a date may be."""
    found = Read()
    known: Sequence[Place | None] = columns
    values: dict[str, Values] = {}
    is_first = True
    for line, cells in _rows(text):
        if is_first and (headings := _headings(columns, cells)) is not None:
            known = headings
            for cell, column in zip(cells, headings, strict=True):
                if column is None and cell not in BLANK:
                    found.faults.append(Fault(line, None, words.both("sheets.line_heading", given=shown(cell))))
        else:
            _take(provision, found, known, cells, line, latest, values)
        is_first = False
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that says something, its number and its cells. Within quotation marks, as a spreadsheet puts them round
    a cell of several lines, a line does not end."""
    text = writable(text).replace("\r\n", "\n").replace("\r", "\n")
    if "\t" not in text:
        for line, content in enumerate(text.split("\n"), 1):
            if content.strip():
                yield line, _split(content.strip())
        return
    quoted = text.count('"') % 2 == 0  # a lone mark would take every line behind it into one cell
    reader = csv.reader(text.split("\n"), delimiter="\t", quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    begins = 1
    for cells in reader:
        row = [re.sub(r"\s+", " ", cell).strip() for cell in cells]
        if any(row):
            yield begins, row if len(row) > 1 else _split(row[0])
        begins = reader.line_num + 1


def _split(line: str) -> list[str]:
    for separator in _SEPARATORS:
        if separator.search(line):
            return separator.split(line)
    return [line]


def _headings(columns: Sequence[Place], cells: Sequence[str]) -> list[Place | None] | None:
    """The columns that a line of headings names; None where it is none."""
    by_name = {heading(form): p for p in columns for label in (p.label, both(p.fact.label)) for form in label.values()}
    found = [by_name.get(heading(cell)) for cell in cells]
    named = [one for one in found if one is not None]
    if len(named) * 2 < len([cell for cell in cells if cell not in BLANK]) or not named:
        return None
    return [one if one is not None and one not in found[:i] else None for i, one in enumerate(found)]


def _take(
    provision: Provision,
    found: Read,
    known: Sequence[Place | None],
    cells: Sequence[str],
    line: int,
    latest: date,
    values: dict[str, Values],
) -> None:
    """Add what one line says."""
    said: list[tuple[Place, Any, str]] = []
    for number, cell in enumerate(cells):
        if unicodedata.normalize("NFKC", cell).strip() in BLANK:
            continue
        place = known[number] if number < len(known) else None
        if place is None:
            if number >= len(known):
                beyond = {"number": number + 1, "most": len(known), "given": shown(cell)}
                found.faults.append(Fault(line, None, words.both("sheets.line_beyond", **beyond)))
            continue
        try:
            said.append((place, _value(place, cell, latest, values), cell))
        except Refused as refused:
            found.faults.append(Fault(line, place, refused.errors[0]["message"]))
            said.append((place, {UNREADABLE: cell[:LONGEST_TEXT]}, cell))
    inner = next((p.inner for p in known if p is not None and p.inner), "")
    if inner and found.entries and _goes_on(provision, found.entries[-1], said):
        said = [one for one in said if one[0].inner]
    else:
        found.entries.append({})
        found.lines.append(line)
        found.texts.append({})
    entry, texts = found.entries[-1], found.texts[-1]
    if any(one[0].inner for one in said):
        entry.setdefault(inner, []).append({})
    for place, value, cell in said:
        path = place.path(len(entry.get(inner) or ()) - 1)
        _put(entry, path, value)
        if place.fact.type in TYPED:
            texts[path] = cell


def _goes_on(provision: Provision, entry: Mapping[str, Any], said: Sequence[tuple[Place, Any, str]]) -> bool:
    """Whether a line tells more of the entry above: it says nothing of its own, or repeats what the entry says and
    names the same matter."""
    own = [(place, value) for place, value, _ in said if not place.inner]
    if not all(_same(at(entry, place.column.path), value) for place, value in own):
        return False
    named = {path.split(".")[0] for path in provision.matter.by} if provision.matter else set()
    return not own or any(place.column.path[0] in named for place, _ in own)


def _same(one: Any, other: Any) -> bool:
    return one == other or (isinstance(one, str) and isinstance(other, str) and identity(one) == identity(other))


def _put(entry: dict[str, Any], path: Path, value: Any) -> None:
    place: Any = entry
    for step in path[:-1]:
        place = place[step] if isinstance(step, int) else place.setdefault(step, {})
    place[path[-1]] = value


def _value(place: Place, cell: str, latest: date, values: dict[str, Values]) -> Any:
    """What a cell says, in contract form; of 暂不清楚 that it is not known, also where no answer would mean something.
    Refused: it cannot be read."""
    fact = place.fact
    if heading(cell) in forms("sheets.unknown_forms", "pages.unknown"):
        return None if fact.absent == "unknown" else {UNKNOWN: True}
    if fact.type in TYPED:
        return typed.read(fact, cell, label=place.label, latest=latest)
    if fact.type == "choice" and (chosen := _begun(fact, heading(cell))) is not None:
        return chosen
    column = place.column
    if column.key not in values:
        values[column.key] = Values(column)
    return values[column.key][cell]


def _begun(fact: Fact, said: str) -> str | None:
    """The choice of which alone the label begins so; None where there is none, or more than one."""
    found = {c.id for c in fact.choices for label in both(c.label).values() if heading(label).startswith(said)}
    return found.pop() if len(found) == 1 and len(said) > 1 else None
