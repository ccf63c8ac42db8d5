"""Several companies from the import template, and the table of them as a workbook."""

import copy
import io
import json
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from engine import sheets
from engine.policy.folder import default_policy, load_policy
from engine.sheets import companies
from engine.values.refusal import Refused
from engine.view.companies import company
from tests import invented_year

POLICY = load_policy(default_policy())
DAY = date(2026, 11, 29)


@cache
def contents() -> list[dict[str, Any]]:
    return [{name: value for name, value in one.items() if name != "invented"} for one in invented_year.contents()[:4]]


def book(contents: list[dict[str, Any]], size: str | None = "small") -> bytes:
    filled = [SimpleNamespace(content=content, size=size, claims=[], mark="") for content in contents]
    return sheets.write(POLICY, filled, "zh")


def rows(data: bytes, sheet: int) -> list[dict[str, Any]]:
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[sheet]
    heads, *found = page.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in found]


def test_the_companies_of_a_template_are_read_with_their_size():
    read = json.loads(companies.applications(POLICY, book(contents()), "x.xlsx", 50))
    assert [one["applicant"]["name"] for one in read] == [one["applicant"]["name"] for one in contents()]
    assert {one["applicant"][POLICY.size_fact] for one in read} == {"small"}
    assert [len(one["claims"]) for one in read] == [len(one["claims"]) for one in contents()]


def test_more_companies_than_there_is_room_for_are_refused_as_one():
    with pytest.raises(Refused) as caught:
        companies.applications(POLICY, book(contents()), "x.xlsx", 3)
    assert "4家" in caught.value.errors[0]["message"]["zh"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_holds_each_company_and_each_claim_as_numbers(lang):
    data = companies.table(POLICY, contents(), DAY, lang)
    lines, claims = rows(data, 0), rows(data, 1)
    assert len(lines) == len(contents())
    assert len(claims) == sum(len(one["claims"]) for one in contents())
    for line, content in zip(lines, contents(), strict=True):
        found = company(POLICY, content)
        assert found.summary is not None
        numbers = [value for value in line.values() if isinstance(value, int | float)]
        for amount in found.by_article.values():
            assert any(abs(value * 1_000_000 - float(amount)) < 10_000 for value in numbers), (line, amount)


def test_what_a_company_is_called_is_no_formula():
    content = copy.deepcopy(contents()[0])
    content["applicant"]["name"] = '=HYPERLINK("http://192.0.2.1/")'
    page = openpyxl.load_workbook(io.BytesIO(companies.table(POLICY, [content], DAY, "zh"))).worksheets[0]
    cell = page.cell(2, 1)
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://192.0.2.1/")')
