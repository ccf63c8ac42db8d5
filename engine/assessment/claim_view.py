"""One claim's row of the columns that an evaluation leaves behind."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from engine.application.model import Application
from engine.assessment.outcome import Outcome, Step, Test
from engine.assessment.table import Cells, fact_at
from engine.policy.phrases import Both, both
from engine.text import words
from engine.values.money import Exact, exact_decimal, exact_text, wan_text
from engine.values.refusal import shown


class Reader:
    """Reads one claim's row. Amounts are 分 × `scale`, whole except where claims share a project's funding. `unread`:
    of what is `unknown`, what was typed and cannot be read."""

    def __init__(self, application: Application, cells: Cells, unknown: set[str], outcome: Outcome, row: int) -> None:
        self.application, self.cells, self.unknown = application, cells, unknown
        self.unread = cells.claim.unreadable
        self.outcome, self.rules, self.row = outcome, outcome.rules, row
        self.p, self.policy = self.rules.provision, self.rules.policy
        self.batch = outcome.rows.claim_batch.item(row)
        self.items = outcome.items_of(row)
        self.claim_ok: bool = outcome.claim_ok.item(row)
        self.claim_tests, self.item_tests = outcome.claim_tests, outcome.item_tests
        self.item_steps, self.claim_steps = outcome.item_steps, outcome.claim_steps
        self.scale = outcome.scale
        self._decimals: dict[Exact, str] = {}

    def met(self, test: Test, row: int) -> bool:
        """Whether the claim (or the item in `row`) meets a condition."""
        return bool(test.ok.item(self.batch if test.check.level == "batch" else row))

    def amount(self, step: Step, row: int) -> Exact:
        """What is left after a step."""
        after: Exact = step.after.item(row) * (self.scale // step.scale)
        return after

    def decimal(self, amount: Exact) -> str:
        """An amount in 万元, uncut."""
        text = self._decimals.get(amount)
        if text is None:
            text = self._decimals[amount] = exact_decimal(amount, self.scale)
        return text

    def text(self, amount: Exact) -> str:
        """An amount in 万元 for people, cut, with a mark if there is more."""
        return exact_text(amount, self.scale)

    def cut_text(self, amount: Exact) -> str:
        """An amount in 万元 for people, cut."""
        return wan_text(amount, self.scale)

    def fen(self, amount: Exact) -> Fraction:
        """An amount in 分."""
        return Fraction(amount) / self.scale

    def path(self, name: str, item: int | None) -> str:
        """The path of a fact of the claim, or of one of its items."""
        return name if item is None else f"{self.p.each}.{item}.{name}"

    def unread_text(self, path: str) -> Both | None:
        """That what was typed there cannot be read; None where nothing such was."""
        if path not in self.unread:
            return None
        return words.both("steps.unreadable", label=self.label_at(path), given=shown(self.unread[path]))

    def label_at(self, path: str) -> Both:
        """The name of the fact at a path in the claim's facts."""
        return both(fact_at(self.p, path).label)

    def label(self, fact: str) -> Both:
        """The name of a fact that a claim states, or an item of it if the claim has items."""
        return both(self.p.fact(f"{self.p.each}.{fact}" if self.rules.by_item else fact).label)

    def parts_of(self, row: int) -> range:
        """The rows of the parts of the item in `row`."""
        first, last = self.outcome.rows.part_item.searchsorted((row, row + 1)).tolist()
        return range(first, last)

    def stated(self, item: int | None) -> dict[str, Any]:
        """The facts stated for the claim, or for one item of it."""
        facts = self.cells.claim.facts
        if item is None:
            return facts
        found: list[dict[str, Any]] = facts.get(self.p.each or "", [])
        return found[item] if item < len(found) else {}
