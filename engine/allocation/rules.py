"""The rules by which an endowment that does not reach is divided, on the claims of many at once.

The statutory rule is the proportional one; the others stand beside it for comparison. All are exact, nothing is cut.
Each is asked only where the endowment is below the sum of the claims, or equal to it.

Splitting one claim into several never pays under proportional division, weighted or by classes too, nor in turn. It
pays under equal awards and with a floor, which every part gets anew; it can under the Talmud rule, its reverse and
adjusted proportional. Under equal losses it never pays, but merging does; so it is by score, where parts of one score
can be left without the last of the money. `engine.allocation.catalogue` says so of each, and tests search for cases.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from engine.allocation.amounts import NOTHING, ONE, Amounts
from engine.values.arrays import Array
from engine.values.money import Exact

HALF = ONE / 2
PROPORTIONAL = "proportional"
FULL, LEFT = 1, 2
_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule may need beside the claims, an entry for each claim: `number` says which of the `figures` is its own
    (a positive weight, a class, of which the lower comes first, or a floor); `scores` (the higher first), `turns` (the
    lower first, none twice)."""

    number: Array = field(default_factory=lambda: _NONE)
    figures: Sequence[Exact] = ()
    scores: Array = field(default_factory=lambda: _NONE)
    turns: Array = field(default_factory=lambda: _NONE)

    def apart(self, claims: Amounts) -> tuple[Amounts, list[Exact]]:
        """The claims with kinds of one figure each, and these."""
        apart, number = claims.refined(self.number, len(self.figures))
        return apart, [self.figures[n] for n in number]


NO_TERMS = Terms()
Rule = Callable[[Fraction, Amounts, Terms], Amounts]


def _proportional(endowment: Fraction, claims: Amounts, _: Terms) -> Amounts:
    total = claims.total()
    return claims.scaled([endowment / total if total else NOTHING] * len(claims.ratios))


def _equal_awards(endowment: Fraction, claims: Amounts, _: Terms) -> Amounts:
    """Everyone the same, but nobody more than the claim."""
    return claims.bent(0, (claims.level(endowment), 1))


def _equal_losses(endowment: Fraction, claims: Amounts, _: Terms) -> Amounts:
    """Everyone loses the same, but nobody more than the claim: equal awards of what is missing."""
    return claims.bent(1, (claims.level(claims.total() - endowment), -1))


def _talmud(endowment: Fraction, claims: Amounts, _: Terms) -> Amounts:
    """Equal awards up to half of every claim, equal losses beyond it."""
    missing = claims.total() - endowment
    if endowment <= missing:
        return claims.bent(0, (claims.level(2 * endowment), HALF))
    return claims.bent(1, (claims.level(2 * missing), -HALF))


def _reverse_talmud(endowment: Fraction, claims: Amounts, _: Terms) -> Amounts:
    """Equal losses up to half of every claim, equal awards beyond it."""
    missing = claims.total() - endowment
    if endowment <= missing:
        return claims.bent(HALF, (claims.level(missing - endowment), -HALF))
    return claims.bent(HALF, (claims.level(endowment - missing), HALF))


def _adjusted_proportional(endowment: Fraction, claims: Amounts, _: Terms) -> Amounts:
    """First what the others concede; what is left in proportion to the claims that remain, none above what is left."""
    total = claims.total()
    missing = total - endowment  # what is above it the others concede
    left = endowment - (total - claims.up_to(missing))
    contested = min(missing, left)
    remaining = claims.up_to(contested)
    return claims.bent(1, (contested, left / remaining if remaining else NOTHING), (missing, -ONE))


def _weighted_proportional(endowment: Fraction, claims: Amounts, terms: Terms) -> Amounts:
    """In proportion to claim times weight; what is above a claim goes round again."""
    claims, weights = terms.apart(claims)
    totals = claims.by_kind()
    left, weighing = endowment, sum((t * w for t, w in zip(totals, weights, strict=True)), NOTHING)
    factors: list[Exact] = [1] * len(weights)
    for weight in sorted(set(weights), reverse=True):
        if left * weight < weighing:
            return claims.scaled([w * left / weighing if w <= weight else 1 for w in weights])
        full = sum((t for t, w in zip(totals, weights, strict=True) if w == weight), NOTHING)
        left, weighing = left - full, weighing - full * weight
    return claims.scaled(factors)


def _floor_then_proportional(endowment: Fraction, claims: Amounts, terms: Terms) -> Amounts:
    """The floor for everyone, or the claim if it is lower; what is left in proportion to the rest of the claims. An
    endowment that does not reach for the floors is divided in proportion to them."""
    claims, floors = terms.apart(claims)
    secured = claims.up_to(floors)
    if endowment <= secured:
        return claims.bent(0, (floors, endowment / secured if secured else NOTHING))
    ratio = (endowment - secured) / (claims.total() - secured)
    return claims.bent(ratio, (floors, 1 - ratio))


def _priority_then_proportional(endowment: Fraction, claims: Amounts, terms: Terms) -> Amounts:
    """One class after the other in full; the class in which the money ends in proportion."""
    claims, classes = terms.apart(claims)
    totals = claims.by_kind()
    left, factors = endowment, dict[Exact, Fraction]()
    for one in sorted(set(classes)):
        asked = sum((t for t, of in zip(totals, classes, strict=True) if of == one), NOTHING)
        given = min(left, asked)
        factors[one] = given / asked if asked else NOTHING
        left -= given
    return claims.scaled([factors[one] for one in classes])


def _ranking(endowment: Fraction, claims: Amounts, terms: Terms) -> Amounts:
    """One after the other by score, in full; the one with whom the money ends gets what is left.

    Where that is not one but several of one score, nobody gets it: to divide it among them or to choose one would be a
    decision that the scores do not make. It stays unspent until the authority has decided (see `tied`), and nobody
    behind them gets it either: it is theirs.
    """
    full, last, left = _ended(endowment, claims, terms.scores)
    return _in_turn(claims, full, last if len(last) == 1 else [], left)


def tied(endowment: Exact, claims: Amounts, scores: Array) -> list[int]:
    """The places of those among whom ranking leaves open who gets the last of the money: they have one score, what is
    left reaches for some of them and not for all. Empty where nothing is open."""
    _, last, left = _ended(Fraction(endowment), claims, scores)
    return sorted(last) if left and len(last) > 1 else []


def _ended(endowment: Fraction, claims: Amounts, scores: Array) -> tuple[Array, list[int], Fraction]:
    """Where the money ends by score: who is paid in full, who claims something and has the score at which it ends, and
    what is left for these."""
    whole, one = claims.whole()
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    sums = np.cumsum(whole[order])
    at = int(np.searchsorted(sums, endowment * one // 1, side="right"))
    if at == len(order):
        return order, [], NOTHING
    start = int(np.searchsorted(-ordered, -ordered[at], side="left"))
    end = int(np.searchsorted(-ordered, -ordered[at], side="right"))
    behind = order[start:end]
    last = behind[whole[behind] > 0].tolist()
    return order[:start], last, endowment - Fraction(int(sums[start - 1]) if start else 0, one)


def _first_come(endowment: Fraction, claims: Amounts, terms: Terms) -> Amounts:
    """One after the other in their turns, in full; the one with whom the money ends gets what is left."""
    whole, one = claims.whole()
    order = np.argsort(terms.turns, kind="stable")
    sums = np.cumsum(whole[order])
    at = int(np.searchsorted(sums, endowment * one // 1, side="right"))
    left = endowment - Fraction(int(sums[at - 1]) if at else 0, one)
    return _in_turn(claims, order[:at], order[at : at + 1], left)


def _in_turn(claims: Amounts, full: Array, last: Sequence[int] | Array, left: Fraction) -> Amounts:
    """The claims that are paid in full, the one that gets what is left, and nothing for the others."""
    paid = np.zeros(len(claims.kind), dtype=np.int64)
    paid[full], paid[last] = FULL, LEFT
    apart, how = claims.refined(paid, LEFT + 1)
    scaled = apart.scaled([int(one == FULL) for one in how])
    return replace(scaled, plus=[left if one == LEFT else more for more, one in zip(scaled.plus, how, strict=True)])


RULES: dict[str, Rule] = {
    PROPORTIONAL: _proportional,
    "constrained_equal_awards": _equal_awards,
    "constrained_equal_losses": _equal_losses,
    "talmud": _talmud,
    "reverse_talmud": _reverse_talmud,
    "adjusted_proportional": _adjusted_proportional,
    "weighted_proportional": _weighted_proportional,
    "floor_then_proportional": _floor_then_proportional,
    "priority_then_proportional": _priority_then_proportional,
}
NEEDS = {
    "weighted_proportional": "weights",
    "floor_then_proportional": "floor",
    "priority_then_proportional": "classes",
}
"""The rules that need terms, and which."""
RANKING, FIRST_COME = "ranking", "first_come"
IN_TURN: dict[str, Rule] = {RANKING: _ranking, FIRST_COME: _first_come}
"""The rules by which one after the other is paid, until the money ends: for an allocation, where claims have scores and
days. `ranking` need not give the whole endowment away."""
LOOKS_AT = {RANKING: "scores", FIRST_COME: "turns"}
ALL_RULES = RULES | IN_TURN
