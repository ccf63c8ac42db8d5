"""Files as people make them, with another program than the one that writes the exports."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import xlsxwriter

from engine.values.refusal import Refused

CODE = "91440300MA0000001L"
APPLICANTS = ["统一社会信用代码", "单位名称", "申报之日"]
RENT = [
    "申报主体（统一社会信用代码或编号）",
    "已经评估",
    "租用场所序号",
    "租用场所·实际发生租金（万元）",
    "租用场所·租金年度",
]
Rows = Sequence[Sequence[Any]]


def workbook(sheets: dict[str, Rows]) -> bytes:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    return saved(book)


def with_shared_strings(sheets: dict[str, Rows], *, change: dict[str, bytes] | None = None) -> bytes:
    """A workbook whose texts stand in one table, as spreadsheets save them; `change` replaces parts."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for i, row in enumerate(rows):
                page.write_row(i, 0, row)
    if not change:
        return target.getvalue()
    source, again = zipfile.ZipFile(target), io.BytesIO()
    with zipfile.ZipFile(again, "w") as archive:
        for part in source.namelist():
            archive.writestr(part, change.get(part, source.read(part)))
    return again.getvalue()


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rents(*rows: Sequence[Any], headings: Sequence[str] = RENT, applicants: Rows | None = None) -> bytes:
    """A workbook of one company and its rents."""
    companies = applicants or [APPLICANTS, [CODE, "示例公司", "2025-06-15"]]
    return workbook({"申报主体": companies, "房租资助": [headings, *rows]})


def told(refused: Refused) -> list[tuple[str, str]]:
    """The errors of a refusal: their paths and what they say in Chinese."""
    return [(error["path"], error["message"]["zh"]) for error in refused.errors]
