"""A workbook of many companies, and what there is to compare reading it with."""

import io
import sys
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import openpyxl

from engine import sheets
from engine.policy.folder import load_policy
from engine.policy.pack import Policy
from engine.sheets.workbook import CONSTANT
from tests.benchmarks.command import peak
from tests.benchmarks.company import applications
from tests.engine.sheets.drawn import Facts, Stored, credit_code

RENTS, MODELS, INSTALMENTS = 8, 3, 6
"""Items of each claim that has some."""


@cache
def policy() -> Policy:
    return load_policy("longhua-ai-robotics-2025")


def workbook(rows: int) -> bytes:
    """A workbook of at least so many rows: companies with five claims each, no two with the same figures. Texts stand
    in one table, as spreadsheets save them; then merely reading it is quickest."""
    chance = Random(rows)
    stored: list[Stored] = []
    made = 0
    for number in count():
        if made >= rows:
            break
        (content,) = applications(seed=number, count=1)
        content["applicant"] |= {"uscc": credit_code(number), "name": f"示例{number}有限公司"}
        content["applicant"].pop("id", None)
        made += 1 + sum(_several(chance, claim["facts"], number) for claim in content["claims"])
        stored.append(Stored(content, "small", []))
    with patch.dict(CONSTANT, {"constant_memory": False}):
        return sheets.write(policy(), stored, "zh")


def _several(chance: Random, facts: Facts, number: int) -> int:
    """Give a claim several items, and say how many rows it has then."""

    def again(item: Facts, amount: str, times: int) -> list[Facts]:
        return [item | {amount: f"{chance.randint(1, 9000)}.{chance.randint(0, 99):02d}"} for _ in range(times)]

    if "rents" in facts:
        facts["rents"] = again(facts["rents"][0], "amount", RENTS)
        return RENTS
    if "models" in facts:
        facts["models"] *= MODELS
        return MODELS
    if "rounds" in facts:
        facts["rounds"] = [{"instalments": again(facts["rounds"][0]["instalments"][0], "amount", INSTALMENTS)}]
        return INSTALMENTS
    if "project" in facts:
        facts["project"]["id"] = f"P{number}"
    return 1


def read(data: bytes) -> list[Any]:
    """The import."""
    return list(sheets.read(policy(), data, "file.xlsx"))


def only_read(data: bytes) -> int:
    """One pass over the same cells, nothing looked at; how many rows there are."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    rows = 0
    for page in book.worksheets:
        page.reset_dimensions()
        rows += sum(1 for _ in page.iter_rows(values_only=True))
    return rows


def main(path: str) -> None:
    """By how much reading a file raises the peak of a process that is ready to read."""
    read(workbook(1))
    data = Path(path).read_bytes()
    before = peak()
    read(data)
    print(peak() - before)


if __name__ == "__main__":
    main(sys.argv[1])
