"""One step of a claim as an answer carries it: assessment, allocation and payout write their steps here, one list from
the first condition to what is paid."""

from __future__ import annotations

from engine.assessment.answer import Cite, ComputedStep, Operation, StepKind
from engine.text.phrases import Both
from engine.values.written import WrittenAmount


def computed(
    step: str,
    name: Both,
    text: Both,
    before: WrittenAmount,
    amount: WrittenAmount,
    kind: StepKind,
    cites: list[Cite],
    operation: Operation,
) -> ComputedStep:
    """A step from one amount to the next, with the words of the law that say it; it binds where it takes something
    off."""
    return {
        "step": step,
        "name": name,
        "text": text,
        "before": before,
        "amount": amount,
        "binding": kind == "bind",
        "kind": kind,
        "cites": cites,
        "operation": operation,
    }


def cited(article: int, quote: str) -> Cite:
    """Where the law says it."""
    return {"article": article, "quote": quote}
