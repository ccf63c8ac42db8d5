"""How long the officials' workbook takes, beside writing the same cells without their formulas."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from engine.documents import allocation_workbook
from engine.documents.given import OfWorkbook, of_workbook
from engine.policy.folder import load_policy
from engine.sample.population import as_input, invent
from engine.sheets.workbook import CONSTANT
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians

TIMES = 3
CLAIMS = 1_500
Cells = list[tuple[str, list[tuple[int, int, Any]]]]


@cache
def claims() -> OfWorkbook:
    return of_workbook(POLICY, as_input(invent(POLICY)), "zh")


POLICY = load_policy("longhua-ai-robotics-2025")


def made() -> bytes:
    found = claims()
    return allocation_workbook.make(found.outcome, found.beside, found.names, date(2025, 6, 15), "zh")


def cells() -> Iterator[tuple[str, list[tuple[int, int, Any]]]]:
    """What stands in the workbook, by sheet: each cell's row, column and value, formulas as what they come to."""
    for sheet in load_workbook(io.BytesIO(made()), data_only=True).worksheets:
        lines = sheet.iter_rows(values_only=True)
        yield (
            sheet.title,
            [(y, x, "" if value is None else value) for y, line in enumerate(lines) for x, value in enumerate(line)],
        )


def plain(content: Cells) -> Callable[[], bytes]:
    """Writes these cells, text as text and numbers as numbers, all in one look."""

    def write() -> bytes:
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, CONSTANT) as book:
            look = book.add_format({"num_format": "#,##0.00", "bottom": 1})
            for title, own in content:
                page = book.add_worksheet(title)
                for row, column, value in own:
                    if isinstance(value, str):
                        page.write_string(row, column, value, look)
                    else:
                        page.write_number(row, column, value, look)
        return target.getvalue()

    return write


@pytest.mark.bench
def test_a_workbook_of_fifteen_hundred_claims_beside_the_same_cells_without_formulas(tell: Told) -> None:
    assert len(claims().outcome.paid) >= CLAIMS
    write = plain(list(cells()))
    once, own = lowest(lambda: medians(2, write, made), TIMES)
    tell("a workbook of 1,500 claims, every step", "the same cells without formulas", own, once, TIMES)
    assert own <= TIMES * once
