"""Several companies at once: read from the import template by whoever has no registry, and listed in a workbook."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import xlsxwriter

from engine.policy.pack import Policy
from engine.sheets.reading import read
from engine.sheets.workbook import CONSTANT, PLAIN_HEAD, Looks, Page
from engine.text import words
from engine.text.numerals import article_label
from engine.values import money
from engine.values.refusal import refuse
from engine.values.written import Exact
from engine.view import companies
from engine.view.companies import NO_TEXTS, Company, Texts
from engine.view.summary import GROUPS, headline

Json = Mapping[str, Any]
AMOUNT, TEXT, WRAPPED = "amount", "text", "wrapped"
WIDTHS = {AMOUNT: 14, TEXT: 26, WRAPPED: 48}
LOOKS: dict[str, dict[str, Any]] = {
    AMOUNT: {"num_format": "#,##0.00"},
    TEXT: {"num_format": "@"},
    WRAPPED: {"num_format": "@", "text_wrap": True},
}
Cell = str | Exact
Column = tuple[str, str]
"""The heading and what stands below it: AMOUNT (分, written as 万元), TEXT or WRAPPED."""


def applications(policy: Policy, data: bytes, name: str, most: int) -> bytes:
    """The applications in a workbook of the import template, as a JSON array, each with its size. Refused, every error
    with its cell, or where there are more than `most`."""
    found = read(policy, data, name)
    if len(found) > most:
        refuse("", "companies.too_many", count=len(found), most=most)
    contents = []
    for new in found:
        applicant = dict(new.content.get("applicant") or {})
        if policy.size_fact and new.size is not None:
            applicant[policy.size_fact] = new.size
        contents.append({**new.content, "applicant": applicant})
    return json.dumps(contents, ensure_ascii=False).encode()


def table(policy: Policy, contents: Sequence[Json], today: date, lang: str, texts: Sequence[Texts] = ()) -> bytes:
    """The workbook (XLSX): a line for each company, and a line for each claim. `texts`: of each how amounts were typed,
    where that is known."""
    found = [companies.company(policy, *of) for of in zip_longest(contents, texts, fillvalue=NO_TEXTS)]
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, CONSTANT) as workbook:
        _sheet(workbook, words.text("companies.sheet_companies", lang), *_of_companies(policy, found, today, lang))
        _sheet(workbook, words.text("companies.sheet_claims", lang), *_of_claims(found, lang))
    return target.getvalue()


def _of_companies(
    policy: Policy, found: Sequence[Company], today: date, lang: str
) -> tuple[list[Column], list[list[Cell]]]:
    articles = sorted({p.article for p in policy.provisions if not p.gives_nothing})
    heads = [(_head(name, lang), TEXT) for name in ("company", "code", "day", "state")]
    heads += [(_in_wan(words.text(f"results.total_{name}", lang), lang), AMOUNT) for name in (*GROUPS, "whole")]
    heads += [(_in_wan(article_label(number, lang), lang), AMOUNT) for number in articles]
    heads += [(_head(name, lang), WRAPPED) for name in ("missing", "dates", "left")]
    rows: list[list[Cell]] = []
    for one in found:
        totals, of = one.totals, one.by_article
        row: list[Cell] = [one.name, one.code, str(one.application.get("application_date") or "")]
        row.append("" if one.summary is None else headline(one.summary, lang))
        row += [totals.get(name, "") for name in (*GROUPS, "whole")]
        row += [of.get(number, "") for number in articles]
        row += ["\n".join(companies.missing(one, lang)), "\n".join(companies.next_dates(policy, one, today, lang))]
        row.append("\n".join(message[lang] for message in one.left))
        rows.append(row)
    return heads, rows


def _of_claims(found: Sequence[Company], lang: str) -> tuple[list[Column], list[list[Cell]]]:
    heads = [(_head(name, lang), TEXT) for name in ("company", "article", "matter", "state", "grade")]
    heads += [(_in_wan(_head(name, lang), lang), AMOUNT) for name in ("amount", "most")]
    heads += [(_head("why", lang), WRAPPED)]
    rows: list[list[Cell]] = [
        [
            one.name,
            article_label(line.article, lang),
            line.title[lang],
            words.text(f"results.status_{line.state}", lang),
            words.text(f"results.total_{line.group}", lang),
            line.claim["confirmed"].fen,
            "" if line.claim["most"] is None else line.claim["most"].fen,
            "\n".join(reason[lang] for reason in (*line.reasons, *line.budget)),
        ]
        for one in found
        if one.summary is not None
        for line in sorted(one.summary.all, key=lambda line: line.number)
    ]
    return heads, rows


def _head(name: str, lang: str) -> str:
    return words.text(f"companies.column_{name}", lang)


def _in_wan(label: str, lang: str) -> str:
    return words.text("sheets.in_wan", lang, label=label)


def _sheet(workbook: Any, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    page = workbook.add_worksheet(title, Page)
    page.freeze_panes(1, 1)
    head, look = workbook.add_format(PLAIN_HEAD), Looks(workbook, valign="top")
    for position, (heading, kind) in enumerate(columns):
        page.write_string(0, position, heading, head)
        page.set_column(position, position, WIDTHS[kind])
    for number, row in enumerate(rows, 1):
        for position, (cell, (_, kind)) in enumerate(zip(row, columns, strict=True)):
            if kind == AMOUNT and cell != "":
                text = cell if isinstance(cell, str) else money.wan_text(cell)
                page.write_number(number, position, Decimal(text.replace(",", "")), look(**LOOKS[kind]))
            else:
                page.write_string(number, position, str(cell), look(**LOOKS[kind]))
    page.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
