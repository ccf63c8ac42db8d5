"""What is expected to be paid, as it is written on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from engine.assessment.expected import Expected
from engine.policy.pack import Policy
from engine.values.money import WHOLE, parse_ratio
from engine.values.refusal import listed, refuse, shown


def read_payouts(policy: Policy, given: Sequence[str], path: str = "payout") -> Expected:
    """What is expected to be paid of approved amounts, from `0.8` (of this budget) and `ID=0.5` (of one article's total
    or one provision, by its id). Raises Refused (at `path`)."""
    known = [*(pool.id for pool in policy.pools), *(p.id for p in policy.provisions)]
    ratio, of = Fraction(1), dict[str, Fraction]()
    for text in given:
        name, is_of, value = text.rpartition("=")
        if is_of and name not in known:
            refuse(path, "plan.payout", given=shown(text), known=listed(known))
        share = Fraction(parse_ratio(value, path), WHOLE)
        if is_of:
            of[name] = share
        else:
            ratio = share
    return Expected(ratio, of)
