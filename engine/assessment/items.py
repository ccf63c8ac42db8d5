"""What each entry of a claim brings: how an amount that was approved for a claim as a whole belongs to its entries."""

from __future__ import annotations

from fractions import Fraction

from engine.application.model import Application
from engine.assessment.batch import Evaluator
from engine.policy.pack import Policy
from engine.values.money import Exact


def shared_out(policy: Policy, application: Application, approved: dict[str, int]) -> dict[str, list[int]]:
    """分 for each entry of the claims that have been approved (分 by claim), in proportion to what the entries bring by
    themselves, and where none brings anything, to each alike. 分 that no proportion divides belong to the last."""
    in_favour = Evaluator(policy, application).favour
    found: dict[str, list[int]] = {}
    for i, claim in enumerate(application.claims):
        if claim.id in approved:
            weights = [item.amount for item in in_favour[i].items]
            found[claim.id] = divided(approved[claim.id], weights if any(weights) else [1 for _ in weights])
    return found


def divided(whole: int, weights: list[Exact]) -> list[int]:
    """分 in proportion to weights; those that no proportion divides belong to the last that has a weight."""
    total = sum(weights)
    parts = [int(Fraction(whole) * weight / total) if weight else 0 for weight in weights]
    last = max((i for i, weight in enumerate(weights) if weight), default=None)
    if last is not None:
        parts[last] += whole - sum(parts)
    return parts
