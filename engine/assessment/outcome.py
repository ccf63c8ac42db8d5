"""What an evaluation leaves behind: the tests and the steps of each provision, as columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from engine.assessment.rules import Check, Rules
from engine.assessment.table import Rows
from engine.policy.pack import Amount, Limit

FITS = 2**62
"""What 64 bits hold with a bit to spare; a headroom or a rest of so much is none at all."""

Array = np.ndarray


@dataclass(slots=True)
class Test:
    """One condition: whether each batch, claim or item (as its `check` says) meets it, and the figures that its reason
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


@dataclass(slots=True)
class Parts:
    """What a measure counts of each part of an item: the amounts stated, what is deducted from them (分 × scale), and
    for each test of the measure whether a part meets it."""

    stated: Array
    deducted: list[Array]
    counts: list[Array]
    scale: int


_NO_ANSWERS = np.zeros(0, dtype=bool)
_NO_AMOUNTS = np.zeros(0, dtype=np.int64)


class Outcome:
    """What became of the claims of one provision: tests, steps, the exact amounts and the approved ones (分).

    The scale of a step divides that of a later one; the last is `scale`. `item_ok` are the items of which every
    condition is met, those of the claim included. `headroom` (分) is what projects leave room for, if any claim has
    one. `paid` is what each claim was taken to use up of the caps of its applicant (分), if any applicant has several
    claims (else he is `alone`). `parts` are what the measures count of the parts of items, by the measures' ids.
    Evaluated without steps, it has amounts only: no tests, no steps, no parts, no conditions met.
    """

    __slots__ = (
        "alone", "amount", "approved", "claim_ok", "claim_steps", "claim_tests", "headroom", "item_ok", "item_steps",
        "item_tests", "one_item_each", "paid", "parts", "rows", "rules", "scale",
    )  # fmt: skip

    def __init__(self, rules: Rules, rows: Rows) -> None:
        self.rules, self.rows = rules, rows
        self.claim_tests: list[Test] = []
        self.item_tests: list[Test] = []
        self.item_steps: list[Step] = []
        self.claim_steps: list[Step] = []
        self.parts: dict[str, Parts] = {}
        self.one_item_each = False
        self.claim_ok: Array = _NO_ANSWERS
        self.item_ok: Array = _NO_ANSWERS
        self.amount: Array = _NO_AMOUNTS
        self.scale = 1
        self.headroom: Array | None = None
        self.approved: Array = _NO_AMOUNTS
        self.paid: Array = _NO_AMOUNTS
        self.alone = True

    def put(self, place: Array, part: Outcome) -> None:
        """Take over the amounts of `part`, the claims at `place` (positions, or marked)."""
        claims = len(self.rows.claim_run)
        self.scale = part.scale
        self.amount = _put(self.amount, claims, place, _narrowed(part.amount), 0)
        if part.headroom is not None:
            own = _NO_AMOUNTS if self.headroom is None else self.headroom
            self.headroom = _put(own, claims, place, part.headroom, FITS)
        if not part.alone:
            self.alone = False
            self.paid = _put(self.paid, claims, place, part.paid, 0)

    def later_claims(self) -> Array:
        """Which claims are followed by another of the same applicant."""
        later = np.zeros(len(self.rows.claim_run), dtype=bool)
        later[:-1] = self.rows.claim_run[1:] == self.rows.claim_run[:-1]
        return later

    @property
    def item_claim(self) -> Array:
        """The claim of each item."""
        return self.rows.item_claim

    def items_of(self, claim: int) -> range:
        """The rows of a claim's items; where a provision has none, the claim is its own."""
        if self.one_item_each:
            return range(claim, claim + 1)
        first, last = self.item_claim.searchsorted((claim, claim + 1)).tolist()
        return range(first, last)

    @property
    def steps(self) -> list[Step]:
        """The steps of the items, then those of the claim."""
        return self.item_steps + self.claim_steps

    def add(self, step: Step) -> None:
        """One step more."""
        (self.item_steps if step.level == "item" else self.claim_steps).append(step)


def _put(whole: Array, length: int, place: Any, part: Array, otherwise: int) -> Array:
    if not len(whole):
        whole = np.full(length, otherwise, dtype=np.int64)
    if part.dtype == object and whole.dtype != object:
        whole = whole.astype(object)
    whole[place] = part
    return whole


def _narrowed(amount: Array) -> Array:
    """Python integers in 64 bits again if they fit; after the limits most do."""
    fits = amount.dtype == object and all(isinstance(a, int) and a < FITS for a in amount.tolist())
    return amount.astype(np.int64) if fits else amount
