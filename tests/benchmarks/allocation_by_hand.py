"""An allocation as one would write it by hand: a loop over claims in plain Python, exact, in integers.

Approved amounts (0.01万元), two platforms a year by score, three yearly totals, the total budget; the amount of each
claim after each of them, cut as it is shown, and what is paid, cut once. It knows one order, one rule and no readings.
"""

from typing import NamedTuple

PLACES = 2
TOTALS = {"art05": 1000_00, "art09": 1000_00, "art10": 2000_00}
PLATFORM = "art12_public_platform"
ELSEWHERE = {"art04_compute_voucher", "art08_algorithm_filing"}


class Claim(NamedTuple):
    """One claim: its provision, the pool of its article if it has one, its amount, its score (-1: none)."""

    provision: str
    pool: str | None
    approved: int
    score: int


class Paid(NamedTuple):
    """What is left of a claim after each stage."""

    after_quota: int
    after_pool: int
    after_budget: int
    actual: int


def allocate(claims: list[Claim], budget: int) -> list[Paid]:
    """What each claim is paid of `budget` (0.01万元), stage by stage."""
    scores = sorted((c.score for c in claims if c.provision == PLATFORM and c.approved), reverse=True)
    asked = dict.fromkeys(TOTALS, 0)
    others = 0
    left = []
    for claim in claims:
        amount = claim.approved
        if claim.provision == PLATFORM and len(scores) > PLACES:
            last, outside = scores[PLACES - 1], scores[PLACES]
            if claim.score < last or (claim.score == last and last == outside):
                amount = 0
        left.append(amount)
        if claim.pool is not None:
            asked[claim.pool] += amount
        elif claim.provision not in ELSEWHERE:
            others += amount
    granted = {pool: min(asked[pool], total) for pool, total in TOTALS.items()}
    drawn = others + sum(granted.values())
    share = min(budget, drawn)
    paid = []
    for claim, amount in zip(claims, left, strict=True):
        above, below = amount, 1
        if claim.pool is not None and asked[claim.pool]:
            above, below = amount * granted[claim.pool], asked[claim.pool]
        after_pool = above // below
        if claim.provision not in ELSEWHERE and drawn:
            above, below = above * share, below * drawn
        actual = above // below
        paid.append(Paid(amount, after_pool, actual, actual))
    return paid
