"""One claim as it was evaluated, for whoever explains it."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any

from engine.application import matters
from engine.application.model import Application
from engine.assessment.cells import Cells, fact_at
from engine.assessment.runs import ClaimRun
from engine.policy.pack import Policy
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.money import Exact, exact_decimal, uncut_text
from engine.values.refusal import shown
from engine.values.written import WrittenAmount


class ClaimView:
    """Reads one claim. Amounts are 分 × `scale`, whole except where claims share a project's funding. `unread`:
    of what is `unknown`, what was typed and cannot be read, or has to be confirmed. Where that is counted in favour,
    `against` is what becomes of the claim where it is not."""

    def __init__(
        self,
        policy: Policy,
        application: Application,
        cells: Cells,
        unknown: set[str],
        run: ClaimRun,
        against: ClaimRun | None = None,
    ) -> None:
        self.against = against
        self.policy, self.application, self.cells, self.unknown = policy, application, cells, unknown
        self.unread = cells.claim.unclear
        self.run, self.rules, self.row = run, run.rules, run.row
        self.p, self.scale = self.rules.provision, self.rules.scale
        self.items, self.claim_ok = run.items, run.met
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

    def fen(self, amount: Exact) -> Fraction:
        """An amount in 分."""
        return Fraction(amount) / self.scale

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
