"""Lists of what was awarded in earlier years: a template to fill in, and reading one, as a workbook or CSV.

A row is one award: to whom, under which provision, for which matter and project, in which year, how much. All or
nothing: either every row was understood, or what is wrong is said of all, by sheet, row and column.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.sheets import guard, workbook
from engine.sheets.columns import Kind, Level, SheetColumn, heading
from engine.sheets.csv_file import as_csv, of_text
from engine.sheets.faults import Faults
from engine.sheets.grid import Grid, of_workbook
from engine.sheets.rows import Sheet
from engine.sheets.workbook import WIDTHS, Page
from engine.text import words
from engine.text.numerals import article_label
from engine.values.money import parse_amount
from engine.values.refusal import Refused, refuse, shown

KINDS: dict[str, Kind] = {
    "name": "text", "uscc": "uscc", "provision": "provision", "matter": "text", "project": "text", "year": "year",
    "amount": "amount", "paid": "amount",
}  # fmt: skip
"""The columns of a list, in their order, and what each holds."""
NEEDED = ("provision", "year", "amount")


@dataclass(frozen=True, slots=True)
class Listed:
    """One award of a list, and the cell where it begins (`place`): `amount` and `paid` in 分."""

    place: str
    name: str
    code: str
    provision: str
    matter: str
    project: str
    year: int
    amount: int
    paid: int | None


def template(policy: Policy, lang: str) -> bytes:
    """A workbook (XLSX) to fill in."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, workbook.CONSTANT) as book:
        page = book.add_worksheet(words.text("awards.title", lang), Page)
        page.freeze_panes(1, 2)
        page.set_row(0, workbook.HEADING_HEIGHT)
        look = book.add_format(workbook.PLAIN_HEAD)
        for position, column in enumerate(_columns(policy)):
            page.write_string(0, position, column.label[lang], look)
            page.write_comment(0, position, words.text(f"awards.note_{column.key}", lang), workbook.COMMENT)
            cells = book.add_format(workbook.FONT | workbook.CELL_LOOKS.get(column.kind, {}))
            width = WIDTHS.get(column.key, WIDTHS.get(column.kind, workbook.OTHER_WIDTH))
            page.set_column(position, position, width, cells)
            if column.kind == "provision":
                choices = book.add_worksheet(words.text("sheets.choices", lang), Page)
                names = _choices(policy, lang)
                for row, name in enumerate(names):
                    choices.write_string(row, 0, name)
                choices.hide()
                source = f"='{choices.get_name()}'!$A$1:$A${len(names)}"
                validation = {"validate": "list", "source": source}
                page.data_validation(1, position, workbook.LAST_ROW, position, validation)
    return target.getvalue()


def csv_template(policy: Policy, lang: str) -> bytes:
    """A CSV file to fill in."""
    return as_csv([[column.label[lang] for column in _columns(policy)]])


def read(policy: Policy, data: bytes, name: str, latest: int) -> list[Listed]:
    """The awards in a file, in the order of its rows, none of a year after the `latest`. Refused with what is wrong,
    the path of each a cell."""
    sheet = Sheet(_grid(policy, data, name), (Level(_columns(policy)),))
    faults = Faults()
    faults.headings(sheet)
    for key in NEEDED:
        if key not in sheet.by_key:
            faults.add("", "awards.no_column", label=words.both(f"awards.column_{key}"))
    faults.stop_if_any()
    found = list(_rows(policy, sheet, latest, faults))
    faults.include(sheet.grid.errors)
    faults.stop_if_any()
    if not found:
        refuse("", "awards.nothing_in_it")
    return found


def _grid(policy: Policy, data: bytes, name: str) -> Grid:
    """The table with the list."""
    if guard.kind(data) != "workbook":
        return of_text(data, name, {heading(text) for column in _columns(policy) for text in column.label.values()})
    title = words.both("awards.title")
    titles = set(map(heading, title.values()))
    grids = [grid for grid in of_workbook(data) if heading(grid.name) in titles]
    if not grids:
        refuse("", "awards.foreign_workbook", title=title)
    return grids[0]


def _rows(policy: Policy, sheet: Sheet, latest: int, faults: Faults) -> Iterator[Listed]:
    provisions = {heading(form): p.id for p in policy.provisions for form in _forms(p)}
    for number, row in sheet.grid.rows:
        before = faults.count
        said: dict[str, Any] = {}
        for position, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            try:
                if column is not None:
                    said[column.key] = sheet.readers[position][cell]
            except Refused as refused:
                faults.about(sheet, number, position, refused.errors[0]["message"])
        if all(value is None for value in said.values()) and faults.count == before:
            continue
        for key in NEEDED:
            if key in said and said[key] is None:
                faults.cell(sheet, number, sheet.by_key[key], "awards.missing")
        if (year := said.get("year")) is not None and year > latest:
            faults.cell(sheet, number, sheet.by_key["year"], "awards.later", given=year, latest=latest)
        named = said.get("provision")
        if named is not None and heading(named) not in provisions:
            known = {lang: "、".join(_choices(policy, lang)) for lang in words.LANGUAGES}
            position, given = sheet.by_key["provision"], shown(named)
            faults.cell(sheet, number, position, "awards.unknown_provision", given=given, known=known)
        if not said.get("name") and not said.get("uscc"):
            faults.cell(sheet, number, sheet.by_key.get("uscc", 0), "awards.nobody")
        amount, paid = (None if said.get(key) is None else parse_amount(said[key], "") for key in ("amount", "paid"))
        if amount is not None and paid is not None and paid > amount:
            faults.cell(sheet, number, sheet.by_key["paid"], "application.paid_above_amount")
        if faults.count == before:
            place = sheet.place(number, 0)
            yield Listed(
                place, said.get("name") or "", said.get("uscc") or "", provisions[heading(named)],
                said.get("matter") or "", said.get("project") or "", said["year"], amount or 0, paid,
            )  # fmt: skip


def _columns(policy: Policy) -> tuple[SheetColumn, ...]:
    """The columns of a list; that of the code only where the policy asks for one."""
    code = next((fact for fact in policy.applicant if fact.type == "uscc"), None)
    return tuple(
        SheetColumn(key, kind, words.both(f"awards.column_{key}"), fact=code if kind == "uscc" else None)
        for key, kind in KINDS.items()
        if kind != "uscc" or code is not None
    )


def _choices(policy: Policy, lang: str) -> list[str]:
    """The provisions that can be chosen, as they are called."""
    return [_called(p, lang) for p in policy.provisions if not p.gives_nothing]


def _called(p: Provision, lang: str) -> str:
    title = p.title.in_language(lang)
    return words.text("pages.article_step", lang, article=article_label(p.article, lang), title=title)


def _forms(p: Provision) -> Iterator[str]:
    """What a provision is called in a list."""
    yield p.id
    for lang in words.LANGUAGES:
        yield from (p.title.in_language(lang), _called(p, lang))
