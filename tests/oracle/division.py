"""The rules of division once more, as the literature tells them: a fraction for each claim, one claim after the other.
Nothing is imported from the engine."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

Claims = Sequence[Fraction]


def proportional(estate: Fraction, claims: Claims, _: Any = None) -> list[Fraction]:
    total = sum(claims)
    return [claim * estate / total if total else Fraction(0) for claim in claims]


def equal_awards(estate: Fraction, claims: Claims, _: Any = None) -> list[Fraction]:
    """The smallest claims are paid as long as everybody could have as much."""
    left, sharing = estate, len(claims)
    for claim in sorted(claims):
        if claim * sharing >= left:
            return [min(c, left / sharing) for c in claims]
        left, sharing = left - claim, sharing - 1
    return list(claims)


def equal_losses(estate: Fraction, claims: Claims, _: Any = None) -> list[Fraction]:
    losses = equal_awards(sum(claims) - estate, claims)
    return [claim - loss for claim, loss in zip(claims, losses, strict=True)]


def talmud(estate: Fraction, claims: Claims, _: Any = None) -> list[Fraction]:
    """Aumann and Maschler: awards up to half of the claims are equal, losses beyond them."""
    halves = [claim / 2 for claim in claims]
    if estate <= sum(halves):
        return equal_awards(estate, halves)
    return [h + a for h, a in zip(halves, equal_losses(estate - sum(halves), halves), strict=True)]


def reverse_talmud(estate: Fraction, claims: Claims, _: Any = None) -> list[Fraction]:
    """Chun, Schummer and Thomson: losses up to half of the claims are equal, awards beyond them."""
    halves = [claim / 2 for claim in claims]
    if estate <= sum(halves):
        return equal_losses(estate, halves)
    return [h + a for h, a in zip(halves, equal_awards(estate - sum(halves), halves), strict=True)]


def adjusted_proportional(estate: Fraction, claims: Claims, _: Any = None) -> list[Fraction]:
    """Curiel, Maschler and Tijs: the minimal rights first, and the rest in proportion to what is left of the claims."""
    rights = [max(Fraction(0), estate - (sum(claims) - claim)) for claim in claims]
    left = estate - sum(rights)
    rest = [min(claim - right, left) for claim, right in zip(claims, rights, strict=True)]
    return [right + more for right, more in zip(rights, proportional(left, rest), strict=True)]


def weighted(estate: Fraction, claims: Claims, weights: Claims) -> list[Fraction]:
    """Shares of what is left by claim times weight, again and again, until nobody's is above the claim."""
    full: set[int] = set()
    while True:
        left = estate - sum(claims[i] for i in full)
        weighing = sum(c * w for i, (c, w) in enumerate(zip(claims, weights, strict=True)) if i not in full)
        shares = [
            claims[i] if i in full or not weighing else claims[i] * weights[i] * left / weighing
            for i in range(len(claims))
        ]
        above = {i for i in range(len(claims)) if i not in full and shares[i] > claims[i]}
        if not above:
            return shares
        full |= above


def with_floor(estate: Fraction, claims: Claims, floors: Claims) -> list[Fraction]:
    secured = [min(claim, floor) for claim, floor in zip(claims, floors, strict=True)]
    if estate <= sum(secured):
        return proportional(estate, secured)
    rest = [claim - floor for claim, floor in zip(claims, secured, strict=True)]
    return [s + more for s, more in zip(secured, proportional(estate - sum(secured), rest), strict=True)]


def by_class(estate: Fraction, claims: Claims, classes: Sequence[int]) -> list[Fraction]:
    got = [Fraction(0)] * len(claims)
    for number in sorted(set(classes)):
        rows = [i for i, one in enumerate(classes) if one == number]
        asked = [claims[i] for i in rows]
        for i, award in zip(rows, proportional(min(estate - sum(got), Fraction(sum(asked))), asked), strict=True):
            got[i] = award
    return got


def by_score(estate: Fraction, claims: Claims, scores: Sequence[int]) -> list[Fraction]:
    """Whoever has more is paid first; nobody is chosen among equals."""
    got = [Fraction(0)] * len(claims)
    left = estate
    for score in sorted(set(scores), reverse=True):
        rows = [i for i, one in enumerate(scores) if one == score and claims[i]]
        if sum(claims[i] for i in rows) > left:
            if len(rows) == 1:
                got[rows[0]] = left
            break
        for i in rows:
            got[i] = claims[i]
            left -= claims[i]
    return got


def in_turn(estate: Fraction, claims: Claims, turns: Sequence[int]) -> list[Fraction]:
    got = [Fraction(0)] * len(claims)
    for i in sorted(range(len(claims)), key=lambda i: turns[i]):
        got[i] = min(claims[i], estate - sum(got))
    return got


RULES: dict[str, Callable[[Fraction, Claims, Any], list[Fraction]]] = {
    "proportional": proportional,
    "constrained_equal_awards": equal_awards,
    "constrained_equal_losses": equal_losses,
    "talmud": talmud,
    "reverse_talmud": reverse_talmud,
    "adjusted_proportional": adjusted_proportional,
    "weighted_proportional": weighted,
    "floor_then_proportional": with_floor,
    "priority_then_proportional": by_class,
    "ranking": by_score,
    "first_come": in_turn,
}
