"""How fast amounts are written, beside finding out the same by trial."""

from fractions import Fraction

import pytest

from engine.values.money import exact_decimal
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians

LOWEST_TERMS_TIMES = 6


@pytest.mark.bench
def test_an_amount_that_no_decimal_holds_beside_bringing_it_to_lowest_terms(tell: Told) -> None:
    """What several limits have scaled has a long denominator; trying the powers of ten one after the other took a
    hundred times as long."""
    amounts = [(10**40 + number, 3**300 * 10**20) for number in range(200)]

    def lowest_terms() -> None:
        for above, below in amounts:
            Fraction(above, below)

    def written() -> None:
        for above, below in amounts:
            exact_decimal(above, below)

    once, own = lowest(lambda: medians(15, lowest_terms, written), LOWEST_TERMS_TIMES)
    tell("200 amounts that no decimal holds, written", "in lowest terms", own, once, LOWEST_TERMS_TIMES)
    assert own <= LOWEST_TERMS_TIMES * once
