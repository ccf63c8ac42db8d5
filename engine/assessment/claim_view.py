"""One claim as it was evaluated, for whoever explains it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from engine.application import matters
from engine.assessment.batch import Evaluator
from engine.assessment.cells import fact_at
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.money import Exact, exact_decimal, uncut_text
from engine.values.refusal import shown
from engine.values.written import WrittenAmount


class ClaimView:
    """Reads one claim, by its position. Amounts are 分 × `scale`, whole except where claims share a project's funding.
    `unread`: of what is `unknown`, what was typed and cannot be read, or has to be confirmed. Where what is unknown is
    counted `in_favour`, `against` is what becomes of the claim where it is not."""

    def __init__(self, evaluator: Evaluator, position: int, *, in_favour: bool = False) -> None:
        self.policy, self.application, self.position = evaluator.policy, evaluator.application, position
        self.cells, against = evaluator.cells[position], evaluator.against[position]
        self.unknown = {u.path for u in (*self.cells.unknown, *evaluator.unknown)}
        self.unread = self.cells.claim.unclear
        self.run = evaluator.favour[position] if in_favour else against
        self.against = against if in_favour else None
        self.rules, self.row, self.items, self.claim_ok = self.run.rules, self.run.row, self.run.items, self.run.met
        self.p, self.scale = self.rules.provision, self.rules.scale
        self._decimals: dict[Exact, WrittenAmount] = {}

    @cached_property
    def entries(self) -> list[Both]:
        """What the entries of the claim's list are called."""
        return matters.called(self.p, self.cells.claim.facts)

    def decimal(self, amount: Exact) -> WrittenAmount:
        """An amount in 万元, uncut."""
        text = self._decimals.get(amount)
        if text is None:
            text = self._decimals[amount] = exact_decimal(amount, self.scale)
        return text

    def text(self, amount: Exact) -> str:
        """An amount in 万元 for people, every decimal shown."""
        return uncut_text(amount, self.scale)

    def path(self, name: str, item: int | None) -> str:
        """The path of a fact of the claim, or of one of its items."""
        return name if item is None else f"{self.p.each}.{item}.{name}"

    def unread_text(self, path: str) -> Both | None:
        """That what was typed there cannot be read, has to be confirmed or is not known; None where that is not so."""
        if path not in self.unread:
            return None
        found = self.unread[path]
        return words.both(f"steps.{found.kind}", label=self.label_at(path), given=shown(found.text))

    def label_at(self, path: str) -> Both:
        """The name of the fact at a path in the claim's facts."""
        return both(fact_at(self.p, path).label)

    def of_entry(self, item: int | None, label: Both) -> Both:
        """Something of an entry under the entry's name, where the claim has several."""
        if item is None or len(self.entries) < 2:
            return label
        return words.both("pages.of_entry", entry=self.entries[item], label=label)

    def label(self, fact: str) -> Both:
        """The name of a fact that a claim states, or an item of it if the claim has items."""
        path = f"{self.p.each}.{fact}" if self.rules.by_item else fact
        known = {f.path for f in self.p.facts}
        return both(self.p.fact(path if path in known else path.rpartition(".")[0]).label)  # or a year of one

    def stated(self, item: int | None) -> dict[str, Any]:
        """The facts stated for the claim, or for one item of it."""
        facts = self.cells.claim.facts
        if item is None:
            return facts
        found: list[dict[str, Any]] = facts.get(self.p.each or "", [])
        return found[item] if item < len(found) else {}
