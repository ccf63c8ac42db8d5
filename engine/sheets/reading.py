"""An import: a workbook made from the template, or a CSV file of one provision, as applications in the contract's form.

All or nothing: either every row was understood and every application is one that `read_application` accepts, or what
is wrong is said of all rows, by sheet, row and column.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, NoReturn

from engine import words
from engine.application import Application, Facts, projects_of, read_application, same_project
from engine.pack import Policy
from engine.phrases import Both, both
from engine.refusal import Refusals, Refused, error, refuse, shown
from engine.sheets import guard
from engine.sheets.cells import Values
from engine.sheets.columns import LIST_NONE, Book, Column, Level, Table, heading, lookup
from engine.sheets.grid import Grid, Row, of_text, of_workbook, place

MOST_SHOWN = 150
"""Errors that are told one by one; of the others, how many there are."""
MOST_GATHERED = 1 << 12
"""Errors after which a file is read no further."""
ONLY_CLAIM = "1"
"""The number of a claim that has none, because it is the only one of its applicant on its sheet."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class New:
    """One application to be added. `size`: one of `SIZES`, or None. `place`: the cell where it begins. `approved`: what
    an official has decided already, claim -> 分. `read`: left for whoever wants to keep what `content` was read as."""

    content: Json
    size: str | None = None
    place: str = ""
    approved: dict[str, int] = field(default_factory=dict)
    read: Application | None = None


def read(policy: Policy, data: bytes, name: str, *, day: date | None = None) -> list[New]:
    """The applications in a file, in the order of its rows.

    `name` is the file's, for messages; `day` the day of application where a row gives none. Raises Refused with every
    error (at most `MOST_SHOWN`, then how many more), the path of each a cell such as `Applicants!C7`.
    """
    book = policy.derived(Book)
    reader = _Reading(book, day)
    if guard.kind(data) == "workbook":
        reader.workbook(of_workbook(data))
    else:
        known = {h for table in book.tables.values() for h in lookup((_alone(book), *table.levels))}
        reader.text(of_text(data, name, known))
    return reader.result()


def _alone(book: Book) -> Level:
    """What stands before a claim's columns on a table that stands alone."""
    return Level((book.which, *book.applicant.columns))


class _Errors:
    """Gathers what is wrong, as far as anybody would read."""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []
        self.count = 0

    def add(self, path: str, key: str, **values: object) -> None:
        self.include([error(path, key, **values)])

    def include(self, errors: list[dict[str, Any]]) -> None:
        self.count += len(errors)
        self.shown += errors[: max(0, MOST_SHOWN - len(self.shown))]
        if self.count >= MOST_GATHERED:
            self.stop()

    def stop(self) -> NoReturn:
        more = self.count - len(self.shown)
        if more:
            key = "sheets.at_least_more" if self.count >= MOST_GATHERED else "sheets.more"
            self.shown.append(error("", key, more=more))
        raise Refused(self.shown)


@dataclass(slots=True)
class _Node:
    """A thing that rows tell of: an applicant, a claim, an item, a part. `values` are those of its level's columns,
    `row` the first row that tells of it, `rows` those that added something later (by column). `numbered` finds what
    belongs to it by number; `none` is the row that says there is nothing."""

    sheet: _Sheet
    values: list[Any]
    row: int
    rows: dict[int, int] | None = None
    children: list[_Node] = field(default_factory=list)
    numbered: dict[Any, _Node] | None = None
    number: Any = None
    none: int = 0
    faulty: bool = False

    def row_of(self, index: int) -> int:
        return self.rows.get(index, self.row) if self.rows else self.row


class _Sheet:
    """The columns of one grid: which level of which table each of them belongs to, and how each is read."""

    def __init__(self, grid: Grid, levels: tuple[Level, ...], table: Table | None, known: dict[str, Any]) -> None:
        self.grid, self.table, self.levels, self.known = grid, table, levels, known
        self.positions: list[list[int]] = [[] for _ in levels]
        """By level: where its columns stand in a row; those that are not there, behind the last."""
        self.columns: list[Column | None] = []
        self.by_key: dict[str, int] = {}
        self.found: list[list[Column]] = [[] for _ in levels]
        for position, text in enumerate(grid.headings):
            level_column = known.get(heading(text)) if isinstance(text, str) else None
            column = None
            if level_column is not None and level_column[1].key not in self.by_key:
                number, column = level_column
                self.by_key[column.key] = position
                if column is not levels[number].number:
                    self.found[number].append(column)
                    self.positions[number].append(position)
            self.columns.append(column)
        self.readers = [Values(c) if c else _unread for c in self.columns]
        self.numbers = [self.by_key.get(level.number.key, -1) if level.number else -1 for level in levels]
        self.plans = [_Plan(found) for found in self.found]

    def place(self, row: int, position: int) -> str:
        return place(self.grid, row, position)

    def position(self, level: int, index: int) -> int:
        return self.positions[level][index]

    def label(self, position: int) -> Both:
        column = self.columns[position] if 0 <= position < len(self.columns) else None
        return column.label if column else {"zh": "", "en": ""}


def _sheet(grid: Grid, levels: tuple[Level, ...], table: Table | None) -> _Sheet:
    return _Sheet(grid, levels, table, lookup(levels))


def _again(first: tuple[int, Row], rest: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """The rows with the one that was taken."""
    yield first
    yield from rest


def _title(book: Book) -> Both:
    return both(book.policy.short_title)


class _Unread(dict[Any, Any]):
    """What is read of a column that nobody knows: nothing."""

    def __missing__(self, cell: Any) -> None:
        return None


_unread = _Unread()


class _Plan:
    """How the values of a level's columns become facts."""

    def __init__(self, columns: list[Column]) -> None:
        self.plain: list[tuple[int, str]] = []
        self.groups: dict[str, list[tuple[int, str]]] = {}
        self.flags: dict[str, int] = {}
        self.by_path: dict[tuple[str, ...], int] = {}
        for i, column in enumerate(columns):
            path = column.path
            if path:
                self.by_path[path] = i
            if column.kind == "group":
                self.flags[path[0]] = i
                self.groups.setdefault(path[0], [])
            elif len(path) == 2:
                self.groups.setdefault(path[0], []).append((i, path[1]))
            elif path:
                self.plain.append((i, path[0]))

    def facts(self, values: list[Any]) -> Facts:
        facts = {name: values[i] for i, name in self.plain if values[i] is not None}
        for group, members in self.groups.items():
            inner = {name: values[i] for i, name in members if values[i] is not None}
            if inner or (group in self.flags and values[self.flags[group]]):
                facts[group] = inner
        return facts

    def denied(self, values: list[Any]) -> Iterator[tuple[int, int]]:
        """Groups that are said not to be there, and a column that says what is in them."""
        for group, flag in self.flags.items():
            if values[flag] is False:
                yield from [(flag, i) for i, _ in self.groups[group] if values[i] is not None][:1]


class _Reading:
    """Reads one file."""

    def __init__(self, book: Book, day: date | None) -> None:
        self.book, self.day = book, day
        self.errors = _Errors()
        self.applicants: list[_Node] = []
        self.by_name: dict[str, list[_Node]] = {}
        self.by_order: dict[int, _Node] = {}

    # -------------------------------------------------------------------------------------- sheets

    def workbook(self, grids: list[Grid]) -> None:
        """Every sheet: that of the applicants first, then the provisions in the order of the law."""
        titles = {heading(t): None for t in self.book.title.values()}
        tables: dict[str, Table | None] = titles | {
            heading(title): table for table in self.book.tables.values() for title in table.title.values()
        }
        beside = {heading(t) for key in ("guide", "choices") for t in words.both(f"sheets.{key}").values()}
        found: dict[str, Grid] = {}
        unknown = []
        for grid in grids:
            name = heading(grid.name)
            table = tables.get(name)
            if name in tables:
                key = table.provision.id if table else ""
                if key in found:
                    self.errors.add(shown(grid.name), "sheets.sheet_twice", given=shown(grid.name))
                found[key] = grid
            elif name not in beside:
                unknown.append(grid)
        if not found or "" not in found:
            refuse("", "sheets.foreign_workbook", title=self.book.title, policy=_title(self.book))
        for grid in unknown:
            self.errors.add(shown(grid.name), "sheets.unknown_sheet", given=shown(grid.name))
        self.read_applicants(_sheet(found.pop(""), (self.book.applicant,), None))
        for provision, table in self.book.tables.items():
            if provision in found:
                self.read_table(_sheet(found[provision], (self.book.reference, *table.levels), table), False)

    def text(self, grid: Grid) -> None:
        """A table that stands alone."""
        tables = self.book.tables.values()
        headings = {heading(h) for h in grid.headings if h is not None}
        alone = _alone(self.book)
        fits = [t for t in tables if headings <= set(lookup((alone, *t.levels)))]
        which = [
            i for i, h in enumerate(grid.headings) if heading(h) in set(map(heading, self.book.which.label.values()))
        ]
        if which:
            first = next(grid.rows, None)
            if first is None:
                refuse(shown(grid.name), "sheets.nothing_in_it")
            grid.rows = _again(first, grid.rows)
            named = heading(first[1][which[0]])
            fits = [t for t in tables if named in {t.provision.id, *map(heading, t.title.values())}] or fits
        if len(fits) != 1:
            most = max(tables, key=lambda t: len(headings & set(lookup((alone, *t.levels)))))
            if not fits and headings & set(lookup(most.levels)):
                fits = [most]
            else:
                label = self.book.which.label
                known = {lang: "、".join(t.title[lang] for t in tables) for lang in words.LANGUAGES}
                refuse(shown(grid.name), "sheets.which_provision", label=label, known=known)
        self.read_table(_sheet(grid, (alone, *fits[0].levels), fits[0]), True)

    def read_applicants(self, sheet: _Sheet) -> None:
        """The sheet of applicants: a row for each."""
        self.check_headings(sheet)
        for number, row in sheet.grid.rows:
            values, faulty = self.values(sheet, number, row)
            if any(value is not None for value in values):
                before = self.errors.count
                node = self.applicant(sheet, number, self.of_level(sheet, 0, values), new=True)
                if node is not None:
                    node.faulty |= faulty or self.errors.count > before
        self.after(sheet)

    def read_table(self, sheet: _Sheet, alone: bool) -> None:
        """The sheet of one provision, or a table that stands alone."""
        self.check_headings(sheet)
        for number, row in sheet.grid.rows:
            values, faulty = self.values(sheet, number, row)
            if all(value is None for value in values):
                continue
            first = self.of_level(sheet, 0, values)
            node = self.applicant(sheet, number, first) if alone else self.referred(sheet, number, first)
            if node is None:
                continue
            before = self.errors.count
            self.claim(sheet, number, values, node, alone)
            node.faulty |= faulty or self.errors.count > before
        self.after(sheet)

    def check_headings(self, sheet: _Sheet) -> None:
        grid = sheet.grid
        for position, (text, column) in enumerate(zip(grid.headings, sheet.columns, strict=True)):
            if column is None:
                where = sheet.place(grid.first, position)
                if text is None:
                    continue
                given = shown(text) if isinstance(text, str) else "?"
                known = isinstance(text, str) and heading(text) in sheet.known
                self.errors.add(where, "sheets.heading_twice" if known else "sheets.unknown_heading", given=given)

    def after(self, sheet: _Sheet) -> None:
        """What was found beside the rows."""
        self.errors.include(sheet.grid.errors)
        for row, position in sheet.grid.unread:
            self.errors.add(sheet.place(row, position), "sheets.no_heading", cell=sheet.place(row, position))

    # ---------------------------------------------------------------------------------------- rows

    def values(self, sheet: _Sheet, number: int, row: Row) -> tuple[list[Any], bool]:
        """What the cells of a row mean, and whether one of them was not understood."""
        try:
            return [reader[cell] for reader, cell in zip(sheet.readers, row, strict=True)], False
        except Refused:
            pass
        values = []
        for position, (reader, cell) in enumerate(zip(sheet.readers, row, strict=True)):
            try:
                values.append(reader[cell])
            except Refused as refused:
                self.cell_error(sheet, number, position, refused.errors[0]["message"])
                values.append(None)
        return values, True

    def cell_error(self, sheet: _Sheet, row: int, position: int, why: Both) -> None:
        """One error about a cell."""
        self.errors.add(
            sheet.place(row, position),
            "sheets.in_cell",
            sheet=shown(sheet.grid.name),
            row=row,
            label=sheet.label(position),
            why=why,
        )

    def fault(self, sheet: _Sheet, row: int, position: int, key: str, **values: object) -> None:
        """One error about a cell, by the name of its sentence."""
        self.cell_error(sheet, row, position, words.both(key, **values))

    def of_level(self, sheet: _Sheet, level: int, values: list[Any]) -> list[Any]:
        return [values[position] for position in sheet.positions[level]]

    def said(self, sheet: _Sheet, values: list[Any], key: str) -> Any:
        """The value of the column with this key, None if there is no such column."""
        position = sheet.by_key.get(key, -1)
        return values[position] if position >= 0 else None

    # ---------------------------------------------------------------------------------- applicants

    def applicant(self, sheet: _Sheet, row: int, values: list[Any], new: bool = False) -> _Node | None:
        """The applicant of a row that states all about it; on the sheet of applicants always a new one."""
        order = None
        named: dict[str, int] = {}
        for column, value in zip(sheet.found[0], values, strict=True):
            if column.kind == "order":
                order = value
            elif value is not None and (column.kind == "uscc" or column.path == ("applicant", "id")):
                named[value] = sheet.by_key[column.key]
        names = list(named)
        position = next(iter(named.values()), sheet.by_key.get("#order", 0))
        if order is None and not names:
            self.fault(sheet, row, self.first_name(sheet), "sheets.nobody")
            return None
        found = self.candidates(names, order)
        if new and found:
            other = found[0]
            key = "sheets.applicant_twice" if order is None else "sheets.order_twice"
            self.fault(sheet, row, position, key, other=other.sheet.place(other.row, position))
            return None
        if len(found) > 1:
            self.fault(sheet, row, position, "sheets.names_differ")
            return None
        if found:
            self.merge(sheet, 0, found[0], values, row)
            node = found[0]
        else:
            node = _Node(sheet, values, row)
            self.applicants.append(node)
            if order is not None:
                self.by_order[order] = node
        for name in names:
            known = self.by_name.setdefault(name, [])
            if node not in known:
                known.append(node)
        return node

    def candidates(self, names: list[str], order: int | None) -> list[_Node]:
        if order is not None:
            return [self.by_order[order]] if order in self.by_order else []
        found: list[_Node] = []
        for name in names:
            found += [node for node in self.by_name.get(name, ()) if node not in found]
        return found

    def first_name(self, sheet: _Sheet) -> int:
        """The column in which an applicant is named."""
        for column in sheet.found[0]:
            if column.kind in ("uscc", "reference") or column.path == ("applicant", "id"):
                return sheet.by_key[column.key]
        return 0

    def referred(self, sheet: _Sheet, row: int, values: list[Any]) -> _Node | None:
        """The applicant that a row of a provision's sheet names."""
        name = order = None
        for column, value in zip(sheet.found[0], values, strict=True):
            if column.kind == "order":
                order = value
            else:
                name = value
        position = self.first_name(sheet)
        if name is None and order is None:
            self.fault(sheet, row, position, "sheets.nobody_referred")
            return None
        named = self.by_name.get(name) or self.by_name.get(code(name)) or [] if name is not None else None
        if order is not None:
            node = self.by_order.get(order)
            found = [node] if node is not None and (named is None or node in named) else []
        else:
            found = named or []
        if len(found) == 1:
            return found[0]
        key = "sheets.applies_twice" if found else "sheets.unknown_applicant"
        given = shown(name) if name is not None else str(order)
        self.fault(sheet, row, position, key, given=given, title=self.book.title)
        return None

    # -------------------------------------------------------------------------------------- claims

    def claim(self, sheet: _Sheet, row: int, values: list[Any], applicant: _Node, alone: bool) -> None:
        """What a row says of a claim, an item of it and a part of the item."""
        assert sheet.table is not None
        own = self.of_level(sheet, 1, values)
        position = sheet.numbers[1]
        number = values[position] if position >= 0 else None
        if alone and number is None and not _any(own) and not self.below(sheet, 2, values):
            return
        node = self.child(applicant, (sheet.table.provision.id, number or ONLY_CLAIM), sheet, own, row)
        if node.row != row:
            self.merge(sheet, 1, node, own, row)
        node.number = number or ONLY_CLAIM
        for level in range(2, len(sheet.levels)):
            inner = self.item(sheet, level, values, node, row)
            if inner is None:
                return
            node = inner

    def item(self, sheet: _Sheet, level: int, values: list[Any], parent: _Node, row: int) -> _Node | None:
        """The item, or part, that a row tells of; None if it tells of none."""
        position = sheet.numbers[level]
        number = values[position] if position >= 0 else None
        own = self.of_level(sheet, level, values)
        innermost = level == len(sheet.levels) - 1
        deeper = not innermost and self.below(sheet, level + 1, values)
        if number is None and not deeper and not _any(own):
            return None
        if number == LIST_NONE:
            if deeper or _any(own):
                self.fault(sheet, row, position, "sheets.none_with_facts")
            parent.none = row
            return None
        if number is None:
            number = parent.children[-1].number + 1 if innermost and parent.children else 1
        known = parent.numbered.get(number) if parent.numbered else None
        node = known or self.child(parent, number, sheet, own, row)
        if known is not None:
            if innermost:
                other = sheet.place(known.row, position)
                where = position if position >= 0 else sheet.positions[level][0]
                self.fault(sheet, row, where, "sheets.number_twice", given=number, other=other)
            else:
                self.merge(sheet, level, node, own, row)
        return node

    def below(self, sheet: _Sheet, level: int, values: list[Any]) -> bool:
        """Whether a row says anything at this level or deeper."""
        for deeper in range(level, len(sheet.levels)):
            if sheet.numbers[deeper] >= 0 and values[sheet.numbers[deeper]] is not None:
                return True
            if any(values[position] is not None for position in sheet.positions[deeper]):
                return True
        return False

    def child(self, parent: _Node, number: Any, sheet: _Sheet, values: list[Any], row: int) -> _Node:
        """What belongs to `parent` under this number: what is known, or a new one."""
        if parent.numbered is None:
            parent.numbered = {}
        node = parent.numbered.get(number)
        if node is None:
            node = parent.numbered[number] = _Node(sheet, values, row, number=number)
            parent.children.append(node)
        return node

    def merge(self, sheet: _Sheet, level: int, node: _Node, values: list[Any], row: int) -> None:
        """What another row says of the same thing: the same, or nothing, or what was not said yet."""
        for i, value in enumerate(values):
            if value is None or value == node.values[i]:
                continue
            if node.values[i] is None:
                node.values[i] = value
                node.rows = {**(node.rows or {}), i: row}
            else:
                position = sheet.position(level, i)
                self.fault(sheet, row, position, "sheets.differs", other=sheet.place(node.row_of(i), position))

    # ------------------------------------------------------------------------------------- results

    def result(self) -> list[New]:
        """The applications, each of them checked; Refused with everything that is wrong."""
        applicants = deque(self.applicants)
        self.applicants, self.by_name, self.by_order = [], {}, {}
        if not applicants and not self.errors.count:
            refuse("", "sheets.nothing_in_it")
        results = []
        projects: dict[int, dict[str, tuple[str, Facts]]] = {}
        while applicants:
            node = applicants.popleft()
            ready = _Ready(self, node)
            if not self.errors.count:
                results.append(ready.new)
            if not ready.faulty:
                self.check(ready, projects)
        if self.errors.count:
            self.errors.stop()
        return results

    def check(self, ready: _Ready, projects: dict[int, dict[str, tuple[str, Facts]]]) -> None:
        """Whether an application is one, and states of a project what the others of the file state."""
        try:
            application = read_application(self.book.policy, ready.new.content)
        except Refused as refused:
            for one in refused.errors:
                sheet, row, position = ready.where(one["path"])
                self.cell_error(sheet, row, position, ready.with_cells(one["message"]))
            return
        stated = projects.setdefault(application.day.year, {})
        for i, claim in enumerate(application.claims):
            for project, where in projects_of(claim):
                refusals = Refusals()
                path = f"claims.{i}.facts.{where}"
                same_project(stated, project, ready.address(path), refusals)
                for one in refusals.errors:
                    sheet, row, position = ready.where(f"{path}.{one['path'].rpartition('.')[2]}")
                    self.cell_error(sheet, row, position, one["message"])


def code(name: str) -> str:
    """A name as a credit code is written."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).upper()


def _any(values: list[Any]) -> bool:
    return values.count(None) < len(values)


class _Ready:
    """One applicant's rows as an application, and the way back from a path in it to the cell."""

    def __init__(self, reading: _Reading, node: _Node) -> None:
        self.reading, self.node = reading, node
        sheet, values = node.sheet, node.values
        content = sheet.plans[0].facts(values)
        self.faulty = node.faulty
        if "application_date" not in content:
            if reading.day is not None:
                content["application_date"] = reading.day.isoformat()
            elif not node.faulty:
                self.fault(node, 0, "#day", "sheets.no_day")
        self.claims = node.children
        positions = [_said(claim, 1, "#position") for claim in self.claims]
        if any(position is not None for position in positions):
            last = len(positions)
            order = sorted(range(last), key=lambda i: (positions[i] is None, positions[i] or 0))
            self.claims = [self.claims[i] for i in order]
        ids = Counter(claim.number for claim in self.claims)
        approved = {}
        claims = []
        for claim in self.claims:
            assert claim.sheet.table is not None
            provision = claim.sheet.table.provision.id
            claim_id = claim.number if ids[claim.number] == 1 else f"{provision}-{claim.number}"
            claims.append({"id": claim_id, "provision": provision, "facts": self.facts(claim, 1)})
            decided = _said(claim, 1, "#approved")
            if decided is not None:
                approved[claim_id] = decided
        content = {
            "application_date": content.get("application_date"),
            "applicant": content.get("applicant", {}),
            "claims": claims,
        }
        self.new = New(content, _said(node, 0, "#size"), sheet.place(node.row, 0), approved)

    def facts(self, node: _Node, level: int) -> Facts:
        """The facts of a claim, an item or a part, with what is below it."""
        sheet = node.sheet
        plan = sheet.plans[level]
        for flag, member in plan.denied(node.values):
            other = sheet.place(node.row_of(member), sheet.position(level, member))
            position = sheet.position(level, flag)
            self.reading.fault(sheet, node.row_of(flag), position, "sheets.denied", other=other)
            self.faulty = True
        facts = plan.facts(node.values)
        if level + 1 < len(sheet.levels):
            children = node.children
            if any(a.number > b.number for a, b in pairwise(children)):
                children = node.children = sorted(children, key=lambda child: child.number)
            if children:
                facts[sheet.levels[level + 1].list] = [self.facts(child, level + 1) for child in children]
                if node.none:
                    position = sheet.numbers[level + 1]
                    other = sheet.place(children[0].row, position)
                    self.reading.fault(sheet, node.none, position, "sheets.none_and_some", other=other)
                    self.faulty = True
            elif node.none:
                facts[sheet.levels[level + 1].list] = []
        return facts

    def fault(self, node: _Node, level: int, key: str, sentence: str) -> None:
        position = node.sheet.by_key.get(key, 0)
        self.reading.fault(node.sheet, node.row, position, sentence)
        self.faulty = True

    def where(self, path: str) -> tuple[_Sheet, int, int]:
        """Sheet, row and position of the cell that a path of the application came from, or of the nearest to it."""
        match path.split("."):
            case ["claims", i, "facts", *rest]:
                return _cell(self.claims[int(i)], 1, rest)
            case ["claims", i, *_]:
                claim = self.claims[int(i)]
                return claim.sheet, claim.row, max(0, claim.sheet.numbers[1])
            case rest:
                return _cell(self.node, 0, rest)

    def address(self, path: str) -> str:
        """The cell that a path came from, as people write it."""
        sheet, row, position = self.where(path)
        return sheet.place(row, position)

    def with_cells(self, message: Both) -> Both:
        """A message in which paths of the application are cells."""
        return {lang: _PATH.sub(lambda found: self.address(found[0]), text) for lang, text in message.items()}


_PATH = re.compile(r"claims\.[0-9]+\.facts(?:\.\w+)+")


def _cell(node: _Node, level: int, path: list[str]) -> tuple[_Sheet, int, int]:
    sheet = node.sheet
    names: list[str] = []
    for step in path:
        below = sheet.levels[level + 1].list if level + 1 < len(sheet.levels) else ""
        if below and names == [below] and step.isdigit() and int(step) < len(node.children):
            node, level, names = node.children[int(step)], level + 1, []
        else:
            names.append(step)
    by_path = sheet.plans[level].by_path
    for length in range(len(names), 0, -1):
        index = by_path.get(tuple(names[:length]))
        if index is None:  # the first column of a group that has none of its own
            index = next((i for p, i in by_path.items() if p[:length] == tuple(names[:length])), None)
        if index is not None:
            return sheet, node.row_of(index), sheet.position(level, index)
    return sheet, node.row, max(0, sheet.numbers[level])


def _said(node: _Node, level: int, key: str) -> Any:
    """The value of one of the columns of a thing's level."""
    for column, value in zip(node.sheet.found[level], node.values, strict=True):
        if column.key == key:
            return value
    return None
