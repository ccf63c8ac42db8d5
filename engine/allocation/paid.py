"""What is answered to an allocation, and of one company at a payout ratio, as types: whoever writes an answer is held
to them, and its JSON Schema is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NotRequired

from pydantic import with_config
from typing_extensions import TypedDict

from engine.assessment.answer import GuidelineUsed
from engine.assessment.answered_steps import CLOSED, Share, Step, Wan, schema_of
from engine.policy.receipt import Receipt
from engine.steps.step import Grade

Stage = Literal["quota", "pool", "budget"]
Limit = Literal["quota", "quota_tie", "pool", "budget", "other_budget", "rank_tie", "open"]
"""Why a claim is paid less than is approved, or from elsewhere: no place, or a tie over the last one; the total of its
article; the budget; another budget pays; a tie of scores; what it hangs on is not decided."""


class ClaimPaid(TypedDict):
    """What one claim is paid. Amounts in 万元."""

    id: str
    applicant: str | None
    provision: str
    approved: Wan
    actual: Wan
    actual_if_open: NotRequired[Wan]
    """What it would be paid if all that is open were approved at its most; there where anything is open."""
    limits: list[Limit]
    above: NotRequired[Wan]
    """How much of what was approved is more than the law allows for the claim; there only where some is."""
    steps: NotRequired[list[Step]]
    """From the first condition to what is paid; of what officials have approved, from that. Left out with
    `--amounts`."""


class Shared(TypedDict):
    """One limit that several claims share. Amounts in 万元."""

    rule: NotRequired[str]
    """The rule that divided what is short, if it is not the proportional one: then no claim is paid by the ratio."""
    cap: Wan | None
    """What is left of it this year; null: it has no limit."""
    approved: Wan
    """What its claims come to when they reach the limit."""
    ratio: Share
    actual: Wan


class PoolPaid(Shared):
    """What the claims under one article's yearly total are paid."""

    id: str


class BudgetPaid(Shared):
    """What the claims on this budget are paid."""

    unspent: Wan | None


class OtherBudget(TypedDict):
    """What another budget pays."""

    approved: Wan
    actual: Wan


class OpenPoint(TypedDict):
    """What applications state differently, and the claims that hang on it."""

    kind: str
    what: str
    claims: list[str]


class Totals(TypedDict):
    """The pools, the budget and the totals."""

    pools: list[PoolPaid]
    budget: BudgetPaid
    total_approved: Wan
    """Of this budget."""
    total_actual: Wan
    """Of this budget."""
    other_budget: OtherBudget


class Divided(Totals):
    """What an allocation answers beside its claims."""

    guideline: GuidelineUsed | None
    """The guideline of the year of the claims; null: none is known, and the law alone was applied."""
    open: list[OpenPoint]
    if_open: NotRequired[Totals]
    """What they would be if all that is open were approved at its most; there where anything is."""
    invented: NotRequired[Literal[True]]
    """The companies are invented."""


@with_config(CLOSED)
class Allocation(Divided):
    """Many claims and a budget, divided, and by what it was worked out."""

    receipt: Receipt
    claims: list[ClaimPaid]


class AllocationAsItComes(Divided):
    """The same, each claim written when it is asked for."""

    receipt: Receipt
    claims: Iterator[ClaimPaid]


class ClaimAtRatio(TypedDict):
    """One claim of a company at a payout ratio: what is paid (万元; null: it is of an article with a total of its own,
    whose ratio is not known), whether by another budget, what kind of certainty that has, and the steps, from the first
    condition to what is paid."""

    actual: Wan | None
    other_budget: bool
    grade: Grade | None
    steps: list[Step]


class Actual(TypedDict):
    """What is paid on this budget, in 万元, without what is not known; of that, `calculated`: what the articles
    themselves set."""

    actual: Wan
    calculated: Wan


class Payout(TypedDict):
    """The claims of a company at a payout ratio, by their id."""

    claims: dict[str, ClaimAtRatio]
    total: Actual
    ratio: Share


def allocation_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `allocate` answers to one run, with `--amounts` too."""
    return schema_of(Allocation, "allocation")
