"""An import: a workbook made from the template, or a CSV file of one provision, as applications in the contract's form.

All or nothing: either every row was understood and every application is one that `read_application` accepts, or what
is wrong is said of all rows, by sheet, row and column.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from engine.application.model import Application
from engine.application.reading import read_application
from engine.policy.pack import Policy
from engine.sheets import guard
from engine.sheets.assembled import Assembled
from engine.sheets.columns import LIST_NONE, Book, Level, Table, heading, lookup
from engine.sheets.csv_file import of_text
from engine.sheets.faults import Faults
from engine.sheets.grid import Grid, Row, of_workbook
from engine.sheets.rows import Node, Said, Sheet, any_of
from engine.text import words
from engine.text.phrases import both
from engine.values.collecting import seldom_collected
from engine.values.refusal import Refused, refuse, shown

ONLY_CLAIM = "1"
"""The number of a claim that has none, because it is the only one of its applicant on its sheet."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class New:
    """One application to be added. `size`: one of `SIZES`, or None. `place`: where it stands in its file, such as a
    cell: where messages say that it is to be looked at. `approved`: what an official has decided (分, by the claims'
    ids in it), and for which `reasons`. `mark`: what an export wrote beside it. `only`: the provisions that the file
    speaks of, None: all. `read`: what `content` was read as, where that has been done."""

    content: Json
    size: str | None = None
    place: str = ""
    read: Application | None = None
    approved: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    only: frozenset[str] | None = None


def read(policy: Policy, data: bytes, name: str, *, day: date | None = None) -> list[New]:
    """The applications in a file, in the order of its rows.

    `name` is the file's, for messages; `day` the day of application where a row gives none. Raises Refused with every
    error (at most as many as `Faults` tells, then how many more), the path of each a cell such as `Applicants!C7`.
    """
    book = policy.derived(Book)
    with seldom_collected():
        reading = _Reading(book, day)
        if guard.kind(data) == "workbook":
            reading.workbook(of_workbook(data))
        else:
            known = {h for table in book.tables.values() for h in lookup((_alone(book), *table.levels))}
            reading.text(of_text(data, name, known))
        return reading.result()


def _alone(book: Book) -> Level:
    """What stands before a claim's columns on a table that stands alone."""
    return Level((book.which, *book.applicant.columns))


class _Reading:
    """Reads one file."""

    def __init__(self, book: Book, day: date | None) -> None:
        self.book, self.day = book, day
        self.errors = Faults()
        self.applicants: list[Node] = []
        self.by_name: dict[str, list[Node]] = {}
        self.by_order: dict[int, Node] = {}
        self.misnamed: set[str] = set()
        """The codes of applicants that were not understood."""
        self.only: frozenset[str] | None = None

    # -------------------------------------------------------------------------------------- sheets

    def workbook(self, grids: list[Grid]) -> None:
        """Every sheet: that of the applicants first, then the provisions in the order of the law."""
        tables: dict[str, Table | None] = dict.fromkeys(map(heading, self.book.title.values()))
        for table in self.book.tables.values():
            tables |= dict.fromkeys(map(heading, table.title.values()), table)
        beside = {heading(title) for key in ("guide", "choices") for title in words.both(f"sheets.{key}").values()}
        found: dict[str, Grid] = {}
        for grid in grids:
            name = heading(grid.name)
            if name in tables:
                known = tables[name]
                key = known.provision.id if known else ""
                if key in found:
                    self.errors.add(shown(grid.name), "sheets.sheet_twice", given=shown(grid.name))
                found[key] = grid
            elif name not in beside:
                self.errors.add(shown(grid.name), "sheets.unknown_sheet", given=shown(grid.name))
        if "" not in found:
            policy = both(self.book.policy.short_title)
            refuse("", "sheets.foreign_workbook", title=self.book.title, policy=policy)
        self.read_rows(Sheet(found[""], (self.book.applicant,)))
        for provision, table in self.book.tables.items():
            if provision in found:
                self.read_rows(Sheet(found[provision], (self.book.reference, *table.levels), table))

    def text(self, grid: Grid) -> None:
        """A table that stands alone."""
        table = self.provision_of(grid)
        self.only = frozenset({table.provision.id})
        self.read_rows(Sheet(grid, (_alone(self.book), *table.levels), table))

    def provision_of(self, grid: Grid) -> Table:
        """The provision that a table is about: what its first row says, or the only one whose headings these are."""
        tables = list(self.book.tables.values())
        headings = {heading(text) for text in grid.headings if text is not None}
        labels = set(map(heading, self.book.which.label.values()))
        position = next((i for i, text in enumerate(grid.headings) if heading(text) in labels), None)
        if position is not None:
            first = next(grid.rows, None)
            if first is None:
                self.errors.include(grid.errors)
                self.errors.add(shown(grid.name), "sheets.nothing_in_it")
                self.errors.stop()
            grid.rows = chain((first,), grid.rows)
            named = heading(first[1][position])
            for table in tables:
                if named in {table.provision.id, *map(heading, table.title.values())}:
                    return table
        fitting = [len(headings & set(lookup(table.levels))) for table in tables]
        best = max(fitting)
        if not best or fitting.count(best) > 1:
            known = {lang: "、".join(table.title[lang] for table in tables) for lang in words.LANGUAGES}
            refuse(shown(grid.name), "sheets.which_provision", label=self.book.which.label, known=known)
        return tables[fitting.index(best)]

    def read_rows(self, sheet: Sheet) -> None:
        """The sheet of applicants, a row for each; that of one provision; or a table that stands alone."""
        self.errors.headings(sheet)
        for number, row in sheet.grid.rows:
            before = self.errors.count
            values = self.values(sheet, number, row)
            if values.count(None) == len(values):
                continue
            said = sheet.of_level[0](values)
            is_referred = sheet.table is not None and self.only is None
            node = self.referred(sheet, number, said) if is_referred else self.applicant(sheet, number, said)
            if node is not None:
                if sheet.table is not None:
                    self.claim(sheet, sheet.table, number, values, node)
                node.faulty |= self.errors.count > before
        self.errors.include(sheet.grid.errors)
        for row_beyond, position in sheet.grid.unread:
            place = sheet.place(row_beyond, position)
            self.errors.add(place, "sheets.no_heading", cell=place)

    # ---------------------------------------------------------------------------------------- rows

    def values(self, sheet: Sheet, number: int, row: Row) -> list[Any]:
        """What the cells of a row mean; of those that are not understood, nothing, and it is noted."""
        try:
            return [reader[cell] for reader, cell in zip(sheet.readers, row, strict=True)]
        except Refused:
            pass
        values: list[Any] = []
        for position, (reader, cell) in enumerate(zip(sheet.readers, row, strict=True)):
            try:
                values.append(reader[cell])
            except Refused as refused:
                self.errors.about(sheet, number, position, refused.errors[0]["message"])
                column = sheet.columns[position]
                if sheet.table is None and column is not None and column.kind == "uscc":
                    self.misnamed.add(_as_code(str(cell)))
                values.append(None)
        return values

    # ---------------------------------------------------------------------------------- applicants

    def applicant(self, sheet: Sheet, row: int, values: Said) -> Node | None:
        """The applicant of a row that states all about it; on the sheet of applicants always a new one."""
        order: int | None = sheet.value(0, values, "#order")
        names: dict[str, int] = {
            value: sheet.by_key[column.key]
            for column, value in zip(sheet.found[0], values, strict=True)
            if value is not None and column.is_name
        }
        position = next(iter(names.values()), _named_in(sheet))
        if order is None and not names:
            if sheet.place(row, position) not in self.errors.places:  # a code that was not understood is named already
                self.errors.cell(sheet, row, position, "sheets.nobody")
            return None
        found = self.known(names, order)
        if sheet.table is None and found:
            key = "sheets.applicant_twice" if order is None else "sheets.order_twice"
            self.errors.cell(sheet, row, position, key, other=found[0].sheet.place(found[0].row, position))
            return None
        if len(found) > 1:
            self.errors.cell(sheet, row, position, "sheets.names_differ")
            return None
        if found:
            node = found[0]
            self.merge(sheet, 0, node, values, row)
        else:
            node = Node(sheet, values, row)
            self.applicants.append(node)
            if order is not None:
                self.by_order[order] = node
        for name in names:
            known = self.by_name.setdefault(name, [])
            if node not in known:
                known.append(node)
        return node

    def known(self, names: Iterable[str], order: int | None) -> list[Node]:
        """The applicants of earlier rows that have this number, or else one of these names."""
        if order is not None:
            return [self.by_order[order]] if order in self.by_order else []
        return list(dict.fromkeys(node for name in names for node in self.by_name.get(name, ())))

    def referred(self, sheet: Sheet, row: int, values: Said) -> Node | None:
        """The applicant that a row of a provision's sheet names."""
        name: str | None = sheet.value(0, values, "#reference")
        order: int | None = sheet.value(0, values, "#order")
        if name is None and order is None:
            self.errors.cell(sheet, row, _named_in(sheet), "sheets.nobody_referred")
            return None
        found = self.known([name] if name in self.by_name else [_as_code(name or "")], None)
        if order is not None:
            numbered = self.known((), order)
            found = numbered if name is None else [one for one in numbered if one in found]
        if len(found) == 1:
            return found[0]
        if not found and _as_code(name or "") in self.misnamed:
            return None  # one error is enough: where the code stands that was not understood
        key = "sheets.applies_twice" if found else "sheets.unknown_applicant"
        given = shown(name) if name is not None else str(order)
        self.errors.cell(sheet, row, _named_in(sheet), key, given=given, title=self.book.title)
        return None

    # -------------------------------------------------------------------------------------- claims

    def claim(self, sheet: Sheet, table: Table, row: int, values: list[Any], applicant: Node) -> None:
        """What a row says of a claim, an item of it and a part of the item."""
        if self.only is not None and not sheet.says(1, values):
            return
        position = sheet.numbers[1]
        number = (values[position] if position >= 0 else None) or ONLY_CLAIM
        said = sheet.of_level[1](values)
        node = applicant.child((table.provision.id, number), sheet, said, row)
        if node.row == row:
            node.number = number
        else:
            self.merge(sheet, 1, node, said, row)
        for level in range(2, len(sheet.levels)):
            item = self.item(sheet, level, values, node, row)
            if item is None:
                return
            node = item

    def item(self, sheet: Sheet, level: int, values: list[Any], parent: Node, row: int) -> Node | None:
        """The item, or part, that a row tells of; None if it tells of none."""
        position = sheet.numbers[level]
        number = values[position] if position >= 0 else None
        said = sheet.of_level[level](values)
        innermost = level == len(sheet.levels) - 1
        more = any_of(said) or (not innermost and sheet.says(level + 1, values))
        if number is None and not more:
            return None
        if number == LIST_NONE:
            if more:
                self.errors.cell(sheet, row, position, "sheets.none_with_facts")
            parent.none = row
            return None
        if number is None:
            number = parent.children[-1].number + 1 if innermost and parent.children else 1
        node = parent.child(number, sheet, said, row)
        if node.row != row and innermost:
            where = position if position >= 0 else sheet.positions[level][0]
            self.errors.cell(sheet, row, where, "sheets.number_twice", given=number, other=sheet.place(node.row, where))
        elif node.row != row:
            self.merge(sheet, level, node, said, row)
        return node

    def merge(self, sheet: Sheet, level: int, node: Node, values: Said, row: int) -> None:
        """What another row says of the same thing: nothing, the same, or what was not said yet."""
        if not any_of(values) or values == node.values:
            return
        merged = list(node.values)
        for i, value in enumerate(values):
            if value is None or value == merged[i]:
                continue
            if merged[i] is None:
                merged[i] = value
                node.rows = {**(node.rows or {}), i: row}
            else:
                position = sheet.positions[level][i]
                self.errors.cell(sheet, row, position, "sheets.differs", other=sheet.place(node.row_of(i), position))
        node.values = tuple(merged)

    # ------------------------------------------------------------------------------------- results

    def result(self) -> list[New]:
        """The applications, each of them checked; Refused with everything that is wrong."""
        applicants = deque(self.applicants)
        self.applicants, self.by_name, self.by_order = [], {}, {}
        if not applicants and not self.errors.count:
            refuse("", "sheets.nothing_in_it")
        results: list[New] = []
        while applicants:
            one = Assembled(self.book.policy, applicants.popleft(), self.day, self.errors.cell)
            read = None
            if not one.faulty:
                try:
                    read = read_application(self.book.policy, one.content, applies="ever", place=one.address)
                except Refused as refused:
                    for wrong in refused.errors:
                        self.errors.about(*one.where(wrong["path"]), wrong["message"])
            if not self.errors.count:
                results.append(
                    New(one.content, one.size, one.place, read, one.approved, one.reasons, one.mark, self.only)
                )
        if self.errors.count:
            self.errors.stop()
        return results


def _named_in(sheet: Sheet) -> int:
    """The column in which an applicant is named; the first if there is none."""
    return next((sheet.by_key[column.key] for column in sheet.found[0] if column.is_name), 0)


def _as_code(name: str) -> str:
    """A name as a credit code is written."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).upper()
