"""Files that an official wants to import: what importing them would do, what is wrong with them, and importing them.

A file is a workbook or a table (made from the template, or exported) or one that a company saved. Nothing is written
while anything is wrong with any of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine import sheets
from engine.assessment.assess import assess_many
from engine.policy.pack import Policy
from engine.registry import imports
from engine.registry.access import Credential, check
from engine.registry.corrections import Found
from engine.registry.database import Database
from engine.registry.stored import Conflict, Imported
from engine.text.phrases import Both
from engine.values.refusal import LONGEST_TEXT, Refused, shown

COMPANY = ".json"
"""How the name of a company's file ends."""

File = tuple[str, bytes]
"""A file's name and content."""


@dataclass(frozen=True, slots=True)
class FileEffect:
    """What importing one file would do: how many applications it adds, corrects and has as they are kept, how many
    contradict what others state, how many are not taken (`left`); the claims that it adds; how many decisions are new
    (`decided`) and how many change one (`redecided`); and what the engine works out for all that is in it (分)."""

    name: str
    new: int
    changed: int
    same: int
    contradictory: int
    left: int
    claims: int
    decided: int
    redecided: int
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
    """What importing the files would do: a line for each and one for all (`total`), and those of the applications of
    which there is something to see (`found`). Or what is wrong with the files. `mark`, `needs_reason`, `going`,
    `above`, `unfounded`, `beyond` and `unnamed`: see `imports.Plan`."""

    lines: list[FileEffect]
    faults: list[Fault]
    total: FileEffect | None = None
    found: list[Found] = field(default_factory=list)
    mark: str = ""
    needs_reason: bool = False
    going: int = 0
    above: int = 0
    unfounded: int = 0
    beyond: int = 0
    unnamed: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether importing would change nothing."""
        total = self.total
        return total is None or not (total.new or total.changed or total.decided or total.redecided)


def preview(
    database: Database,
    credential: Credential,
    policy: Policy,
    files: Sequence[File],
    reached: Callable[[int], None] = lambda _: None,
) -> Preview:
    """What importing these files would do; nothing is written. `reached` hears how many were read."""
    check(database, credential)
    read: list[imports.File] = []
    faults: list[Fault] = []
    for number, (name, data) in enumerate(files, 1):
        try:
            read.append(_read(policy, name, data))
        except Refused as refused:
            faults.extend(fault(name, error) for error in refused.errors)
        reached(number)
    if faults:
        return Preview([], faults)
    try:
        plan = imports.look_over(database, credential, policy, read)
    except Refused as refused:
        return Preview([], [fault("", error) for error in refused.errors])
    return _previewed(policy, plan)


def add(
    database: Database,
    credential: Credential,
    policy: Policy,
    files: Sequence[File],
    mark: str,
    reason: str = "",
    **sure: bool,
) -> list[tuple[str, Imported]]:
    """Import the files as they were looked over (`mark` is the preview's), all or none. Conflict if something else
    would be written now. `reason`, and of what somebody is `sure`: see `imports.carry_out`."""
    check(database, credential)
    read = [_read(policy, name, data) for name, data in files]
    plan = imports.look_over(database, credential, policy, read)
    if plan.mark != mark:
        raise Conflict("claims.changed_since_looked")
    done = imports.carry_out(database, credential, policy, plan, reason, **sure)
    return [(name, of_file) for (name, _), of_file in zip(files, done, strict=True)]


def _read(policy: Policy, name: str, data: bytes) -> imports.File:
    if not name.lower().endswith(COMPANY):
        return imports.read_file(policy, name, data, sheets.read(policy, data, name))
    at = shown(name, LONGEST_TEXT)
    return imports.read_file(policy, name, data, [replace(imports.read_company_file(policy, data), place=at)])


def _previewed(policy: Policy, plan: imports.Plan) -> Preview:
    results = assess_many(policy, [json.loads(one.checked.text) for one in plan.found], stored=True)
    amounts = {
        id(one): sum(int(claim["confirmed"].fen) for claim in result["claims"])
        for one, result in zip(plan.found, results, strict=True)
    }
    lines = [
        _line(file.name, [one for one in plan.found if number in one.files], amounts)
        for number, file in enumerate(plan.files)
    ]
    seen = [one for one in plan.found if one.kind not in ("new", "unchanged") or one.is_contradictory or one.decisions]
    asked = (plan.needs_reason, plan.going, plan.above, plan.unfounded, plan.beyond, plan.unnamed)
    return Preview(lines, [], _line("", plan.found, amounts), seen, plan.mark, *asked)


def _line(name: str, found: Sequence[Found], amounts: Mapping[int, int]) -> FileEffect:
    decisions = [decision for one in found if one.is_written for decision in one.decisions]
    new = [one for one in found if one.kind == "new"]
    return FileEffect(
        name,
        new=len(new),
        changed=sum(one.kind == "changed" for one in found),
        same=sum(one.kind == "unchanged" for one in found),
        contradictory=sum(one.is_contradictory for one in found),
        left=sum(one.kind in ("stale", "unclear") for one in found),
        claims=sum(len(one.checked.application.claims) for one in new),
        decided=sum(decision.is_new for decision in decisions),
        redecided=sum(not decision.is_new for decision in decisions),
        amount=sum(amounts[id(one)] for one in found),
    )


def fault(file: str, error: Mapping[str, Any]) -> Fault:
    """An error of a refusal: `Applicants!C7` is a sheet and a cell, anything else a path."""
    sheet, between, cell = error["path"].rpartition("!")
    return Fault(file, sheet if between else "", cell, error["message"])
