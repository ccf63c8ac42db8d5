"""One applicant's rows as an application in the contract's form, and the way back from a path in it to a cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

from engine.application import earlier
from engine.application.model import Facts
from engine.policy.pack import Policy
from engine.sheets.rows import Node, Sheet

ABOUT_A_CELL = Callable[..., None]
"""Notes an error: the sheet, the row, the position, the key of the sentence, and its values."""


class Assembled:
    """An application: its `content`, its `size`, what officials `approved` (claim -> 分) and for which `reasons`, the
    `mark` that an export gave it. `faulty`: something that its rows say does not go together, and has been noted."""

    def __init__(self, policy: Policy, node: Node, day: date | None, fault: ABOUT_A_CELL) -> None:
        self.node, self.fault = node, fault
        self.faulty = node.faulty
        content = node.sheet.plans[0].facts(node.values)
        stated = content.get("application_date") or (day.isoformat() if day else None)
        if stated is None and not self.faulty:
            self._contradiction(node.sheet, node.row, node.sheet.by_key.get("#day", 0), "sheets.no_day")
        self.approved: dict[str, int] = {}
        self.reasons: dict[str, str] = {}
        self.mark: str = node.value_of(0, "#mark") or ""
        self.claims = _in_their_order(node.below())
        self.content: dict[str, Any] = {
            "application_date": stated,
            "applicant": content.get("applicant", {}),
            "claims": self._contents(),
        }
        if any(one.sheet.is_former for one in (node, *self.claims)):
            earlier.of_first_form(policy, self.content["applicant"], self.content["claims"])
        self.size: str | None = node.value_of(0, "#size")

    @property
    def place(self) -> str:
        """The cell where it begins."""
        return self.node.sheet.place(self.node.row, 0)

    def _contents(self) -> list[dict[str, Any]]:
        """The claims. Numbers of claims tell those of one sheet apart; where two sheets have the same one, the
        provision makes them different."""
        numbers = Counter(claim.number for claim in self.claims)
        contents = []
        for claim in self.claims:
            assert claim.sheet.table is not None
            provision = claim.sheet.table.provision.id
            claim_id = claim.number if numbers[claim.number] == 1 else f"{provision}-{claim.number}"
            contents.append({"id": claim_id, "provision": provision, "facts": self._facts(claim, 1)})
            approved = claim.value_of(1, "#approved")
            if approved is not None:
                self.approved[claim_id] = approved
            reason = claim.value_of(1, "#reason")
            if reason is not None:
                self.reasons[claim_id] = reason
        return contents

    def _facts(self, node: Node, level: int) -> Facts:
        """The facts of a claim, an item or a part, with what is below it."""
        sheet, plan = node.sheet, node.sheet.plans[level]
        for flag, member in plan.denied(node.values):
            other = sheet.place(node.row_of(member), sheet.positions[level][member])
            self._contradiction(sheet, node.row_of(flag), sheet.positions[level][flag], "sheets.denied", other=other)
        facts = plan.facts(node.values)
        if level + 1 < len(sheet.levels):
            items = node.children
            if items and any(a.number > b.number for a, b in pairwise(items)):
                items.sort(key=lambda item: item.number)
            if items:
                facts[sheet.levels[level + 1].list] = [self._facts(item, level + 1) for item in items]
            elif node.none:
                facts[sheet.levels[level + 1].list] = []
            if items and node.none:
                position = sheet.numbers[level + 1]
                other = sheet.place(items[0].row, position)
                self._contradiction(sheet, node.none, position, "sheets.none_and_some", other=other)
        return facts

    def _contradiction(self, sheet: Sheet, row: int, position: int, key: str, **values: object) -> None:
        self.fault(sheet, row, position, key, **values)
        self.faulty = True

    def where(self, path: str) -> tuple[Sheet, int, int]:
        """Sheet, row and position of the cell that a path of the application came from, or of the nearest to it."""
        match path.split("."):
            case ["claims", number, *rest]:
                return _cell(self.claims[int(number)], 1, rest[1:] if rest[:1] == ["facts"] else [])
            case names:
                return _cell(self.node, 0, names)

    def address(self, path: str) -> str:
        """The cell that a path came from, as people write it."""
        sheet, row, position = self.where(path)
        return sheet.place(row, position)


def _in_their_order(claims: list[Node]) -> list[Node]:
    """The claims as their positions say, those without one behind the others."""

    def order(claim: Node) -> tuple[bool, int]:
        position = claim.value_of(1, "#position")
        return position is None, position or 0

    return sorted(claims, key=order)


def _cell(node: Node, level: int, path: list[str]) -> tuple[Sheet, int, int]:
    """The cell of a path that begins at this thing: its own, that of the group it stands in, or that of the number."""
    sheet = node.sheet
    names: list[str] = []
    for step in path:
        inner = sheet.levels[level + 1].list if level + 1 < len(sheet.levels) else ""
        if inner and names == [inner] and step.isdigit() and int(step) < len(node.below()):
            node, level, names = node.below()[int(step)], level + 1, []
        else:
            names.append(step)
    for length in range(len(names), 0, -1):
        index = sheet.plans[level].index(tuple(names[:length]))
        if index is not None:
            return sheet, node.row_of(index), sheet.positions[level][index]
    return sheet, node.row, max(0, sheet.numbers[level])
