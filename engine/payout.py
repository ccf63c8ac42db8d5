"""What is paid when the budget does not reach: approved amounts scaled by one payout ratio, cut once."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from engine import words
from engine.money import WAN, exact_decimal, percent_text, truncate, wan
from engine.pack import Policy
from engine.phrases import both

Json = dict[str, Any]


def after_budget(policy: Policy, result: Json, ratio: Fraction) -> Json:
    """The claims of an assessment at a payout `ratio` (0 to 1): the actual amount of each, its two steps, and the
    total, in 万元. What is scaled is what is certain from the answers, `confirmed`. A claim that is paid from another
    budget is left as it is and out of the total. ValueError for a ratio outside 0 to 1."""
    if not 0 <= ratio <= 1:
        raise ValueError(f"a payout ratio lies between 0 and 1, not {ratio}")
    claims: dict[str, Json] = {}
    total = 0
    for claim in result["claims"]:
        provision = policy.provision(claim["provision"])
        other = provision.other_budget is not None and result["readings"][provision.other_budget] != "true"
        approved = int(Fraction(claim["confirmed"]) * WAN)
        scaled = Fraction(approved) if other else approved * ratio
        actual = truncate(scaled)
        if not other:
            total += actual
        claims[claim["id"]] = {
            "actual": wan(actual),
            "other_budget": other,
            "steps": [_scaled(policy, approved, scaled, ratio, other), _paid(policy, scaled, actual, other)],
        }
    return {"claims": claims, "total": {"actual": wan(total)}, "ratio": str(ratio)}


def _scaled(policy: Policy, approved: int, scaled: Fraction, ratio: Fraction, other: bool) -> Json:
    rule = policy.rule("budget")
    if other:
        text = words.both("steps.paid_other")
    elif ratio == 1:
        text = words.both("steps.budget_idle")
    else:
        text = words.both("steps.budget", ratio=percent_text(ratio.numerator, ratio.denominator))
    binding = scaled < approved
    return {
        "step": "budget",
        "name": both(rule.label),
        "text": text,
        "before": exact_decimal(approved),
        "amount": exact_decimal(scaled),
        "binding": binding,
        "kind": "bind" if binding else "skip",
        "cites": [{"article": rule.article, "quote": rule.quotes[0]}],
        "operation": {"op": "keep"} if other else {"op": "multiply", "by": str(ratio)},
    }


def _paid(policy: Policy, scaled: Fraction, actual: int, other: bool) -> Json:
    rule = policy.rule("truncation")
    return {
        "step": "paid",
        "name": words.both("steps.paid_name"),
        "text": words.both("steps.paid_other" if other else "steps.paid"),
        "before": exact_decimal(scaled),
        "amount": exact_decimal(actual),
        "binding": False,
        "kind": "sum",
        "cites": [{"article": rule.article, "quote": rule.quotes[0]}],
        "operation": {"op": "truncate"},
    }
