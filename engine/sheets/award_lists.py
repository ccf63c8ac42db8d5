"""Lists of what was awarded in earlier years: a template to fill in, and reading one, as a workbook or CSV.

A row is one award: to whom, under which provision, for which matter and project, in which year, how much. All or
nothing: either every row was understood, or what is wrong is said of all, by sheet, row and column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import xlsxwriter

from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.sheets import guard
from engine.sheets.columns import Kind, Level, SheetColumn, heading
from engine.sheets.csv_file import guarded, of_text
from engine.sheets.faults import MOST_SHOWN
from engine.sheets.grid import Grid, of_workbook
from engine.sheets.rows import Sheet
from engine.sheets.workbook import (
    COMMENT,
    CONSTANT,
    FONT,
    HEADING_HEIGHT,
    INK,
    LAST_ROW,
    NUMBER_FORMATS,
    OTHER_WIDTH,
    PAPER,
    PRIMARY,
    WIDTHS,
    Page,
)
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both
from engine.values.money import parse_amount
from engine.values.refusal import Refusals, Refused, refuse, shown

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
    with xlsxwriter.Workbook(target, CONSTANT) as workbook:
        page = workbook.add_worksheet(_title(policy)[lang], Page)
        page.freeze_panes(1, 2)
        page.set_row(0, HEADING_HEIGHT)
        look = workbook.add_format(
            {**FONT, "bold": True, "text_wrap": True, "valign": "top", "bg_color": PRIMARY, "font_color": PAPER,
             "right": 1, "right_color": INK}
        )  # fmt: skip
        for position, column in enumerate(_columns(policy)):
            page.write_string(0, position, column.label[lang], look)
            page.write_comment(0, position, words.text(f"awards.note_{column.key}", lang), COMMENT)
            cells = workbook.add_format({**FONT, "num_format": NUMBER_FORMATS.get(column.kind, "General")})
            page.set_column(position, position, WIDTHS.get(column.key, WIDTHS.get(column.kind, OTHER_WIDTH)), cells)
            if column.kind == "provision":
                choices = workbook.add_worksheet(words.text("sheets.choices", lang), Page)
                names = list(_provisions(policy, lang))
                for row, name in enumerate(names):
                    choices.write_string(row, 0, name)
                choices.hide()
                source = f"='{choices.get_name()}'!$A$1:$A${len(names)}"
                page.data_validation(1, position, LAST_ROW, position, {"validate": "list", "source": source})
    return target.getvalue()


def csv_template(policy: Policy, lang: str) -> bytes:
    """A CSV file to fill in."""
    written = io.StringIO(newline="")
    csv.writer(written).writerow([guarded(column.label[lang]) for column in _columns(policy)])
    return written.getvalue().encode("utf-8-sig")


def read(policy: Policy, data: bytes, name: str, latest: int) -> list[Listed]:
    """The awards in a file, in the order of its rows, none of a year after the `latest`. Refused with what is wrong,
    the path of each a cell."""
    grid = _grid(policy, data, name)
    sheet = Sheet(grid, (Level(_columns(policy)),))
    refusals = Refusals()
    for position, (text, column) in enumerate(zip(grid.headings, sheet.columns, strict=True)):
        if column is None and text is not None:
            refusals.add(sheet.place(grid.first, position), "sheets.unknown_heading", given=shown(str(text)))
    for key in NEEDED:
        if key not in sheet.by_key:
            refusals.add("", "awards.no_column", label=words.both(f"awards.column_{key}"))
    refusals.raise_if_any()
    found = list(_rows(policy, sheet, latest, refusals))
    refusals.errors += grid.errors
    if len(refusals.errors) > MOST_SHOWN:
        more = len(refusals.errors) - MOST_SHOWN
        del refusals.errors[MOST_SHOWN:]
        refusals.add("", "sheets.more", more=more)
    refusals.raise_if_any()
    if not found:
        refuse("", "awards.nothing_in_it")
    return found


def _grid(policy: Policy, data: bytes, name: str) -> Grid:
    """The table with the list."""
    if guard.kind(data) != "workbook":
        return of_text(data, name, {heading(text) for column in _columns(policy) for text in column.label.values()})
    titles = {heading(title) for title in _title(policy).values()}
    grids = [grid for grid in of_workbook(data) if heading(grid.name) in titles]
    if not grids:
        refuse("", "awards.foreign_workbook", title=_title(policy))
    return grids[0]


def _rows(policy: Policy, sheet: Sheet, latest: int, refusals: Refusals) -> Iterator[Listed]:
    provisions = {heading(form): p.id for p in policy.provisions for form in _forms(policy, p.id)}
    for number, row in sheet.grid.rows:
        said: dict[str, Any] = {}
        faulty = False
        for position, cell in enumerate(row):
            column = sheet.columns[position]
            if column is None:
                continue
            try:
                said[column.key] = sheet.readers[position][cell]
            except Refused as refused:
                _fault(sheet, refusals, number, position, refused.errors[0]["message"])
                faulty = True
        if all(value is None for value in said.values()) and not faulty:
            continue
        for key in NEEDED:
            position = sheet.by_key[key]
            if said.get(key) is None and key in said:
                _fault(sheet, refusals, number, position, words.both("awards.missing"))
                faulty = True
        if (year := said.get("year")) is not None and year > latest:
            why = words.both("awards.later", given=year, latest=latest)
            _fault(sheet, refusals, number, sheet.by_key["year"], why)
            faulty = True
        named = said.get("provision")
        if named is not None and heading(named) not in provisions:
            known = {lang: "、".join(_provisions(policy, lang)) for lang in words.LANGUAGES}
            _fault(sheet, refusals, number, sheet.by_key["provision"],
                   words.both("awards.unknown_provision", given=shown(named), known=known))  # fmt: skip
            faulty = True
        if not said.get("name") and not said.get("uscc"):
            _fault(sheet, refusals, number, sheet.by_key.get("uscc", 0), words.both("awards.nobody"))
            faulty = True
        amount, paid = (None if said.get(key) is None else parse_amount(said[key], "") for key in ("amount", "paid"))
        if amount is not None and paid is not None and paid > amount:
            _fault(sheet, refusals, number, sheet.by_key["paid"], words.both("application.paid_above_amount"))
            faulty = True
        if not faulty:
            place = sheet.place(number, 0)
            yield Listed(
                place, said.get("name") or "", said.get("uscc") or "", provisions[heading(named)],
                said.get("matter") or "", said.get("project") or "", said["year"], amount or 0, paid,
            )  # fmt: skip


def _fault(sheet: Sheet, refusals: Refusals, row: int, position: int, why: Both) -> None:
    refusals.add(
        sheet.place(row, position), "sheets.in_cell",
        sheet=shown(sheet.grid.name), row=row, label=sheet.label(position), why=why,
    )  # fmt: skip


def _columns(policy: Policy) -> tuple[SheetColumn, ...]:
    text = {"zh": "", "en": ""}
    code = next((fact for fact in policy.applicant if fact.type == "uscc"), None)
    plain = Fact.model_validate({"name": "name", "type": "text", "label": text})
    found = []
    for key, kind in KINDS.items():
        if kind == "uscc" and code is None:
            continue
        column = SheetColumn(key, kind, words.both(f"awards.column_{key}"), fact=code if kind == "uscc" else plain)
        found.append(replace(column, fact=column.fact if kind in ("uscc", "text") else None))
    return tuple(found)


def _title(policy: Policy) -> Both:
    return words.both("awards.title")


def _provisions(policy: Policy, lang: str) -> Iterator[str]:
    for p in policy.provisions:
        if not p.gives_nothing:
            yield _called(policy, p.id, lang)


def _called(policy: Policy, provision: str, lang: str) -> str:
    p = policy.provision(provision)
    return words.text(
        "pages.article_step", lang, article=article_label(p.article, lang), title=p.title.in_language(lang)
    )


def _forms(policy: Policy, provision: str) -> Iterator[str]:
    """What a provision is called in a list."""
    yield provision
    for lang in words.LANGUAGES:
        yield policy.provision(provision).title.in_language(lang)
        yield _called(policy, provision, lang)
