"""What an evaluation leaves behind: the tests and the steps of each provision, as columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from engine.claims import Rows
from engine.pack import Amount, Limit
from engine.rules import Check, Rules

FITS = 2**62
"""What 64 bits hold with a bit to spare; a headroom or a rest of so much is none at all."""

Array = np.ndarray


@dataclass(slots=True)
class Test:
    """One condition: whether each run, claim or item (as its `check` says) meets it, and the figures that its reason
    names."""

    check: Check
    ok: Array
    value: Array | None = None
    bound: Array | None = None
    scale: int = 1

    def exact(self, row: int) -> Fraction:
        """The figure that is compared, in 分 where it is an amount."""
        assert self.value is not None
        return Fraction(self.value.item(row)) / self.scale

    def bound_at(self, row: int) -> int:
        """The figure that it is compared with, in 分 where it is an amount."""
        assert self.bound is not None
        return int(self.bound if self.bound.ndim == 0 else self.bound[row])


@dataclass(slots=True)
class Step:
    """One step of the calculation: the amounts after it (分 × scale), and what the step worked with."""

    name: str
    level: str
    after: Array
    scale: int
    rule: Limit | Amount | None = None
    figures: dict[str, Any] = field(default_factory=dict)

    def exact(self, row: int) -> Fraction:
        """分 after the step."""
        return Fraction(self.after.item(row)) / self.scale

    def left_at(self, row: int) -> int:
        """分: what was left of a cap."""
        left = self.figures["left"]
        return left if isinstance(left, int) else int(left[row])


_NO_ANSWERS = np.zeros(0, dtype=bool)
_NO_AMOUNTS = np.zeros(0, dtype=np.int64)


class Outcome:
    """What became of the claims of one provision: tests, steps, the exact amounts and the approved ones (分).

    The scale of a step divides that of a later one; the last is `scale`. `item_ok` are the items of which every
    condition is met, those of the claim included. `headroom` (分) is what projects leave room for, if any claim has
    one. `paid` is what each claim was taken to use up of a cap (分); `alone`: no two claims are of one applicant, so
    nothing hangs on it. Evaluated without steps, it has amounts only: no tests, no steps, no conditions met.
    """

    __slots__ = (
        "alone", "amount", "approved", "claim_ok", "headroom", "item_ok", "paid", "rows", "rules", "scale", "steps",
        "tests",
    )  # fmt: skip

    def __init__(self, rules: Rules, rows: Rows) -> None:
        self.rules, self.rows = rules, rows
        self.tests: list[Test] = []
        self.steps: list[Step] = []
        self.claim_ok: Array = _NO_ANSWERS
        self.item_ok: Array = _NO_ANSWERS
        self.amount: Array = _NO_AMOUNTS
        self.scale = 1
        self.headroom: Array | None = None
        self.approved: Array = _NO_AMOUNTS
        self.paid: Array = _NO_AMOUNTS
        self.alone = True

    @property
    def item_claim(self) -> Array:
        """The claim of each item."""
        return self.rows.item_claim

    def items_of(self, claim: int) -> range:
        """The rows of a claim's items; where there are no items the claim is its own."""
        if not self.rules.by_item:
            return range(claim, claim + 1)
        first, last = self.item_claim.searchsorted((claim, claim + 1)).tolist()
        return range(first, last)
