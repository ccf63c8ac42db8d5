"""Files that an official wants to import: what they would add, what is wrong with them, and adding them.

A file is a workbook or a table (made from the template) or one that a company saved. Nothing is added while anything is
wrong with any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import money, sheets
from engine.assess import assess_many
from engine.pack import Policy
from engine.phrases import Both
from engine.refusal import Refused
from engine.registry import applications
from engine.registry.access import Credential
from engine.registry.applications import Imported, New
from engine.registry.database import Database

COMPANY = ".json"
"""How the name of a company's file ends."""

File = tuple[str, bytes]
"""A file's name and content."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one file would add: how many applications and claims, and what the engine works out for them (分)."""

    name: str
    applications: int
    claims: int
    amount: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, and where: `sheet` and `cell` as a spreadsheet names them, or a path in `cell`."""

    file: str
    sheet: str
    cell: str
    message: Both


@dataclass(frozen=True, slots=True)
class Preview:
    """What the files would add, or what is wrong with them."""

    lines: list[Line]
    faults: list[Fault]

    @property
    def total(self) -> Line:
        """All files together."""
        return Line(
            "",
            sum(line.applications for line in self.lines),
            sum(line.claims for line in self.lines),
            sum(line.amount for line in self.lines),
        )


def preview(policy: Policy, files: Sequence[File], reached: Callable[[int], None] = lambda _: None) -> Preview:
    """What importing these files would add. `reached` hears how many were read."""
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, (name, data) in enumerate(files, 1):
        try:
            lines.append(_line(policy, name, _read(policy, name, data)))
        except Refused as refused:
            faults.extend(fault(name, error) for error in refused.errors)
        reached(number)
    return Preview(lines, faults)


def add(
    database: Database, credential: Credential, policy: Policy, files: Sequence[File]
) -> list[tuple[str, Imported]]:
    """Import the files: each workbook all or none, companies' files together all or none. Refused if anything is wrong
    with any of them: then nothing is added."""
    tables = [(name, data, _read(policy, name, data)) for name, data in files if not _is_companys(name)]
    own = [(name, data) for name, data in files if _is_companys(name)]
    for name, data in own:
        _read(policy, name, data)
    added = []
    for name, data, news in tables:
        done = applications.add_many(database, credential, policy, news, content_of_file=data, file_name=name)
        added.append((name, done))
    if own:
        added.append((own[0][0] if len(own) == 1 else "", applications.add_files(database, credential, policy, own)))
    return added


def _is_companys(name: str) -> bool:
    return name.lower().endswith(COMPANY)


def _read(policy: Policy, name: str, data: bytes) -> list[New]:
    if not _is_companys(name):
        return [New(x.content, x.size, x.place, x.read, x.approved) for x in sheets.read(policy, data, name)]
    return [applications.read_company_file(policy, data)]


def _line(policy: Policy, name: str, news: Sequence[New]) -> Line:
    results = assess_many(policy, [new.content for new in news])
    claims = [claim for result in results for claim in result["claims"]]
    return Line(name, len(news), len(claims), sum(money.parse_amount(c["confirmed"], "") for c in claims))


def fault(file: str, error: Mapping[str, Any]) -> Fault:
    """An error of a refusal: `Applicants!C7` is a sheet and a cell, anything else a path."""
    sheet, between, cell = error["path"].rpartition("!")
    return Fault(file, sheet if between else "", cell, error["message"])
