"""One step of a claim as an answer carries it: assessment, allocation and payout write their steps here, one list from
the first condition to what is paid."""

from __future__ import annotations

from typing import Any

from engine.assessment.answer import GuidelineUsed
from engine.assessment.answered_steps import Cite, ComputedStep, Operation, StepKind
from engine.policy.pack import Policy
from engine.text.phrases import Both, both
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


def cites_of(policy: Policy, rule: Any, article: int, quote: str) -> list[Cite]:
    """Where it is said: by the law, and of a rule that the guideline in effect narrows, by the guideline; by that alone
    where the rule is a further condition of its own."""
    guideline = policy.guideline
    own = () if guideline is None else getattr(rule, "narrowed_by", ())
    if guideline is None or not own:
        return [{"article": article, "quote": quote}]
    said: list[Cite] = [{"article": article, "quote": words, "guideline": guideline.year} for words in own]
    return said if quote in own else [cited(article, quote), *said]


def guideline_used(policy: Policy) -> GuidelineUsed | None:
    """The guideline by which a policy is narrowed, as answers name it."""
    guideline = policy.guideline
    if guideline is None:
        return None
    used: GuidelineUsed = {
        "year": guideline.year,
        "title": both(guideline.title),
        "issued": guideline.issued.isoformat(),
    }
    if guideline.invented:
        used["invented"] = True
    return used
