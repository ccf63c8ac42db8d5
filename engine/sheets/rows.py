"""What the rows of an import tell of: applicants, claims, their items and parts, with the cells that they came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from engine.application.model import Facts
from engine.sheets.cells import Values
from engine.sheets.columns import Level, SheetColumn, Table, heading, lookup
from engine.sheets.grid import Grid
from engine.text.phrases import Both
from engine.values.refusal import shown

Said = tuple[Any, ...]
"""What a row says: for each column of a level its value, None where it says nothing."""


@dataclass(slots=True, eq=False)
class Node:
    """A thing that rows tell of. `values` are those of its level's columns, `row` the first row that tells of it,
    `rows` those that added something later (by column). `numbered` finds what belongs to it, by number; `none` is the
    row that says that nothing does."""

    sheet: Sheet
    values: Said
    row: int
    number: Any = None
    rows: dict[int, int] | None = None
    children: list[Node] | None = None
    numbered: dict[Any, Node] | None = None
    none: int = 0
    faulty: bool = False

    def row_of(self, index: int) -> int:
        """The row in which a column of its level was filled in."""
        return self.rows.get(index, self.row) if self.rows else self.row

    def below(self) -> list[Node]:
        """What belongs to it, as the rows tell of it."""
        return self.children or []

    def child(self, number: Any, sheet: Sheet, values: Said, row: int) -> Node:
        """What belongs to it under this number: what is known already, or a new one."""
        if self.numbered is None or self.children is None:
            self.numbered, self.children = {}, []
        node = self.numbered.get(number)
        if node is None:
            node = self.numbered[number] = Node(sheet, values, row, number)
            self.children.append(node)
        return node

    def value_of(self, level: int, key: str) -> Any:
        """The value of the column with this key, of those of its level; None if there is none."""
        return self.sheet.value(level, self.values, key)


class Sheet:
    """The columns of one grid: which level each of them belongs to, and how it is read."""

    def __init__(self, grid: Grid, levels: tuple[Level, ...], table: Table | None = None) -> None:
        self.grid, self.table, self.levels = grid, table, levels
        self.known = lookup(levels)
        self.columns: list[SheetColumn | None] = []
        """By position in a row; None where nobody knows the heading, or it is there twice."""
        self.by_key: dict[str, int] = {}
        self.found: list[list[SheetColumn]] = [[] for _ in levels]
        """By level: its columns, without the number."""
        self.is_former = False
        """Whether it was made from a template of the time when a question meant something else."""
        self.positions: list[list[int]] = [[] for _ in levels]
        for position, text in enumerate(grid.headings):
            number, column = self.known.get(heading(text), (0, None)) if isinstance(text, str) else (0, None)
            if column is not None and column.key in self.by_key:
                column = None
            if column is not None:
                self.by_key[column.key] = position
                self.is_former |= column.is_former
                if column != levels[number].number:
                    self.found[number].append(column)
                    self.positions[number].append(position)
            self.columns.append(column)
        self.readers: list[dict[Any, Any]] = [Values(column) if column else _UNREAD for column in self.columns]
        self.numbers = [self.by_key.get(level.number.key, -1) if level.number else -1 for level in levels]
        """By level: where the number stands, -1 if nowhere."""
        self.of_level = [_getter(positions) for positions in self.positions]
        """By level: what a row says of it."""
        self.plans = [Plan(found) for found in self.found]
        self._indexes = [{column.key: i for i, column in enumerate(found)} for found in self.found]

    def value(self, level: int, values: Said, key: str) -> Any:
        """Of what is said of a level, the value of the column with this key; None if there is none."""
        index = self._indexes[level].get(key)
        return None if index is None else values[index]

    def place(self, row: int, position: int) -> str:
        """A cell's address: `Rent!C7`."""
        return f"{shown(self.grid.name)}!{xl_col_to_name(position)}{row}"

    def label(self, position: int) -> Both:
        """The heading of a column."""
        column = self.columns[position] if 0 <= position < len(self.columns) else None
        return column.label if column else {"zh": "", "en": ""}

    def says(self, level: int, values: list[Any]) -> bool:
        """Whether a row says anything at this level or deeper."""
        for deeper in range(level, len(self.levels)):
            number = self.numbers[deeper]
            if (number >= 0 and values[number] is not None) or any_of(self.of_level[deeper](values)):
                return True
        return False


def any_of(values: Said) -> bool:
    """Whether anything is said."""
    return values.count(None) < len(values)


def _getter(positions: list[int]) -> Callable[[list[Any]], Said]:
    match positions:
        case []:
            return lambda _: ()
        case [position]:
            return lambda values: (values[position],)
        case _:
            return itemgetter(*positions)


class _Unread(dict[Any, Any]):
    """What is read of a column that nobody knows: nothing."""

    def __missing__(self, cell: Any) -> None:
        return None


_UNREAD = _Unread()


class Plan:
    """How the values of a level's columns become facts."""

    def __init__(self, columns: list[SheetColumn]) -> None:
        self.plain: list[tuple[int, str]] = []
        self.groups: dict[str, list[tuple[int, str]]] = {}
        self.flags: dict[str, int] = {}
        self.by_path = {column.path: i for i, column in enumerate(columns) if column.path}
        for path, i in self.by_path.items():
            if columns[i].kind == "group":
                self.flags[path[0]] = i
                self.groups.setdefault(path[0], [])
            elif len(path) > 1:
                self.groups.setdefault(path[0], []).append((i, path[1]))
            else:
                self.plain.append((i, path[0]))

    def facts(self, values: Said) -> Facts:
        """The facts that are known. A group is there if it is said to be, or anything in it is known."""
        facts = {name: value for i, name in self.plain if (value := values[i]) is not None}
        for group, members in self.groups.items():
            inner = {name: value for i, name in members if (value := values[i]) is not None}
            if inner or (group in self.flags and values[self.flags[group]]):
                facts[group] = inner
        return facts

    def denied(self, values: Said) -> Iterator[tuple[int, int]]:
        """Groups that are said not to be there, each with a column that says what is in it."""
        for group, flag in self.flags.items():
            if values[flag] is False:
                yield from [(flag, i) for i, _ in self.groups[group] if values[i] is not None][:1]

    def index(self, path: tuple[str, ...]) -> int | None:
        """The column with this path, or the first below it."""
        if path in self.by_path:
            return self.by_path[path]
        return next((i for known, i in self.by_path.items() if known[: len(path)] == path), None)
