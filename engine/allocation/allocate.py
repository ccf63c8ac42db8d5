"""Many approved claims and a budget that may not reach: what each claim is paid, and why.

Approved amounts, then the places of a provision with so many winners a year, the yearly totals of articles, the total
budget; ratios are exact and one truncation comes at the end.
"""

from __future__ import annotations

from typing import Any, cast

from engine.allocation.answer import report
from engine.allocation.paid import Allocation, AllocationAsItComes
from engine.allocation.proration import settle
from engine.allocation.reading import read_run_explained
from engine.allocation.run import Run
from engine.application import invented
from engine.policy.pack import Policy
from engine.policy.receipt import Receipt, receipt_of


def allocate(policy: Policy, raw: Any, *, steps: bool = True) -> Allocation:
    """What each of many claims is paid (contract form in and out), with its `steps`: of a claim of an application from
    the first condition on, of an approved one from what is approved.

    In the answer, `approved` of a pool or of the budget is what its claims come to when they reach that limit, and the
    `cap` of a pool what is left of it this year, so that a ratio is the lower of 1 and cap through approved. Where a
    `rule` other than the proportional one divided what is short, it is named: then the ratio is one of sums, and no
    claim is paid by it. What another budget pays stands beside the totals, in `other_budget`, and in no pool. Where the
    claims are invented, the answer says `invented`. Raises Refused naming every field that cannot be accepted.
    """
    answer = allocate_as_it_comes(policy, raw, steps=steps)
    return cast(Allocation, {**answer, "claims": list(answer["claims"])})


def allocate_as_it_comes(policy: Policy, raw: Any, *, steps: bool = True) -> AllocationAsItComes:
    """What `allocate` answers, with an iterator in the place of the claims: each is written when it is asked for."""
    (run, assessed), marked = read_run_explained(policy, raw, steps=steps), invented.mark_of_run(policy, raw)
    receipt = receipt_of_run(run, raw)
    del raw  # unless somebody else keeps it, what follows has its memory
    claims, divided = report(settle(run), assessed, steps=steps)
    return {"claims": claims, **divided, "receipt": receipt, **marked}


def receipt_of_run(run: Run, raw: Any) -> Receipt:
    """By what a run was divided."""
    year = next((entry.day.year for entry in run.entries if entry.day is not None), None)
    return receipt_of(run.policy, run.readings, year, raw)
